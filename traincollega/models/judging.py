"""What of a row's history counts: each change is judged by the rights its speaker had at its version."""

from collections.abc import Callable, Mapping, Sequence

from traincollega.models.authority import BELOW, FORGOTTEN, for_good, may_write, roles
from traincollega.models.change import LAST_STAMP, Change
from traincollega.models.folding import Fold, settled, vouched
from traincollega.models.merging import Winners, fits, makes, winners
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

    What was refused may count once other rows have arrived.
    """
    changes = [change for change in history if change.noun == noun]
    creation, row = _made(noun, identity, changes, fold)
    if creation is None:
        return {}, True
    if noun in PLACED and not all(origin(noun, row)):
        return {}, True  # what it belongs to has not arrived: no screen shows a session of nothing
    refused = any(makes(change) and change.version < creation.version for change in changes)
    counts = _judge(noun, creation, row, changes, fold, origin)

    def may(change: Change, field: str) -> bool:
        nonlocal refused
        found = counts(change, field)
        refused = refused or found is None
        return bool(found)

    counted = changes if until is None else [change for change in changes if change.version <= until.version]
    return winners(counted, may), refused


def counting(noun: str, identity: str, history: Sequence[Change], fold: Fold, origin: Origin, field: str) -> list[Change]:
    """Return the changes of one field of a row that count, in the order of the history."""
    changes = [change for change in history if change.noun == noun]
    creation, row = _made(noun, identity, changes, fold)
    if creation is None:
        return []
    counts = _judge(noun, creation, row, changes, fold, origin)
    return [change for change in changes if field in change.fields and change.stamp <= LAST_STAMP and counts(change, field)]


def _judge(
    noun: str, creation: Change, row: Mapping[str, Plain], changes: Sequence[Change], fold: Fold, origin: Origin
) -> Callable[[Change, str], bool | None]:
    """Return the question whether a field of a change counts; None where its writer had not the right."""
    fixed = for_good(noun)
    has = {change.version: _roles(change, row, fold, origin) for change in changes}

    def counts(change: Change, field: str) -> bool | None:
        if (field in fixed and change.version != creation.version) or not fold.rooted(change, field, row):
            return False
        if may_write(noun, field, has[change.version]) or (field in fixed and vouched(change)):
            return fits(NOUNS[noun], field, change.fields[field])
        return None

    return counts


def _made(noun: str, identity: str, changes: Sequence[Change], fold: Fold) -> tuple[Change | None, Mapping[str, Plain]]:
    """Return the first change that makes the row, and what it settles."""
    if noun in ("device", "grants"):
        right = fold.right(noun, identity)
        return (None, {}) if right is None else (right.creation, right.row)
    creation = min((change for change in changes if fold.makes(change)), key=lambda change: change.version, default=None)
    if creation is None:
        return None, {}
    row = settled(creation)
    return (None, {}) if row.get(FORGOTTEN.get(noun, "")) in fold.erased else (creation, row)


def _roles(change: Change, row: Mapping[str, Plain], fold: Fold, origin: Origin) -> Callable[[str], bool]:
    at = change.version
    return roles(
        change.noun,
        row,
        fold.speaker(change.device, at),
        lambda: fold.trainers(*origin(change.noun, row), at),
        lambda: fold.coordinators(at),
    )
