"""What of a row's history counts: each change is judged by the rights its speaker had at its version."""

from collections.abc import Callable, Collection, Mapping, Sequence

from traincollega.models.authority import BELOW, for_good, refused, roles, surely_may
from traincollega.models.change import LAST_STAMP, Change
from traincollega.models.folding import Fold, settled, vouched
from traincollega.models.merging import Version, Winners, fitting, winners
from traincollega.models.noun import Plain
from traincollega.models.nouns import NOUNS

PLACED = frozenset(("session", *BELOW))
"""The nouns that are nothing without the training they belong to."""
Origin = Callable[[str, Mapping[str, Plain]], tuple[str, str]]
"""Gives, for a noun's name and what is settled about a row, the training it belongs to and who made that; "" where unknown."""


def judge(
    noun: str, identity: str, history: Sequence[Change], fold: Fold, origin: Origin, until: Change | None = None
) -> tuple[Winners, bool]:
    """Return the winners of a row up to and with the change `until`, and whether any change was refused.

    The history comes in the order of its versions. What was refused may count once other rows have arrived.
    """
    changes = [change for change in history if change.noun == noun]
    creation, row = _made(noun, identity, changes, fold)
    if creation is None:
        return {}, True
    if noun in PLACED and not all(origin(noun, row)):
        return {}, True  # what it belongs to has not arrived: no screen shows a session of nothing
    made, passed_over = creation.version, False
    counts: list[tuple[Version, Mapping[str, Plain]]] = []
    for change in changes:
        version = change.version
        passed_over = passed_over or (version < made and change.makes)
        if until is None or version <= until.version:
            said, denied = _counted(change, made, row, fold, origin)
            passed_over = passed_over or denied
            counts.append((version, said))
    return winners(counts), passed_over


def made_at_once(change: Change, fold: Fold, origin: Origin) -> Mapping[str, Plain] | None:
    """Return what counts of a row's only change: what `judge` finds, where it makes the row and nothing of it is refused.

    None where it is otherwise, and for rights, which the fold makes; a device that speaks for its maker is vouched for.
    """
    noun, said = change.noun, change.fields
    if noun in ("device", "grants"):
        return fitting(NOUNS[noun], said) if vouched(change) else None
    if not fold.makes(change):
        return None
    row = settled(change)
    if fold.erased.holds(noun, row) or (noun in PLACED and not all(origin(noun, row))):
        return None
    author = said["creator"] or change.id  # who speaks here, as `fold.makes` found
    if surely_may(noun, said, author, author, row["person"]) or not _denied(change, said, row, fold, origin):
        return fitting(NOUNS[noun], said)
    return None


def counting(noun: str, identity: str, history: Sequence[Change], fold: Fold, origin: Origin, field: str) -> list[Change]:
    """Return the changes of one field of a row that count, in the order of the history."""
    changes = [change for change in history if change.noun == noun]
    creation, row = _made(noun, identity, changes, fold)
    if creation is None:
        return []
    made = creation.version
    saying = (change for change in changes if field in change.fields and change.stamp <= LAST_STAMP)
    return [change for change in saying if field in _counted(change, made, row, fold, origin)[0]]


def _counted(
    change: Change, made: Version, row: Mapping[str, Plain], fold: Fold, origin: Origin
) -> tuple[Mapping[str, Plain], bool]:
    """Return what counts of a change of a row that the version `made` made, and whether its writer had not the right to some."""
    said, fixed = change.fields, for_good(change.noun)
    if change.version != made:
        said = {field: value for field, value in said.items() if field not in fixed}
    fallen = [field for field in said if not fold.stands(change, field, row)] if change.noun == "grants" else ()
    if fallen:
        said = {field: value for field, value in said.items() if field not in fallen}
    denied = _denied(change, said, row, fold, origin)
    if denied and vouched(change):
        denied = [field for field in denied if field not in fixed]
    if denied:
        said = {field: value for field, value in said.items() if field not in denied}
    return fitting(NOUNS[change.noun], said), bool(denied or fallen)


def _made(noun: str, identity: str, changes: Sequence[Change], fold: Fold) -> tuple[Change | None, Mapping[str, Plain]]:
    """Return the first change that makes the row, and what it settles."""
    if noun in ("device", "grants"):
        right = fold.right(noun, identity)
        return (None, {}) if right is None else (right.creation, right.row)
    creation = fold.making(noun, changes)
    if creation is None:
        return None, {}
    row = settled(creation)
    return (None, {}) if fold.erased.holds(noun, row) else (creation, row)


def _denied(change: Change, fields: Mapping[str, Plain], row: Mapping[str, Plain], fold: Fold, origin: Origin) -> Collection[str]:
    """Return those of the fields that the speaker of a change may not set."""
    noun, at = change.noun, change.version
    person = fold.speaker(change.device, at)
    if noun != "colleague" and surely_may(noun, fields, person, row["creator"], row["person"]):
        return ()
    trainers, coordinators, hr = lambda: fold.trainers(*origin(noun, row), at), lambda: fold.coordinators(at), lambda: fold.hr(at)
    has = roles(noun, row, person, trainers, coordinators, hr)
    return refused(noun, fields, has)
