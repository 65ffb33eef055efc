"""What of a row's history counts: each change is judged by the rights its speaker had at its version."""

from collections.abc import Callable, Mapping, Sequence

from traincollega.models.authority import FORGOTTEN, for_good, may_make, refused, roles
from traincollega.models.change import Change
from traincollega.models.folding import Fold, settled, vouched
from traincollega.models.merging import Winners, fitting, makes, winners
from traincollega.models.noun import Plain
from traincollega.models.nouns import NOUNS

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
    fixed, made, passed_over = for_good(noun), creation.version, False
    counts: dict[bytes, Mapping[str, Plain]] = {}
    for change in changes:
        said, version = change.fields, change.version
        if version != made:
            said = {field: value for field, value in said.items() if field not in fixed}
            passed_over = passed_over or (version < made and makes(change))
        if until is None or version <= until.version:
            denied = refused(noun, said, _roles(change, row, fold, origin))
            if denied and vouched(change):
                denied = [field for field in denied if field not in fixed]
            if denied:
                passed_over = True
                said = {field: value for field, value in said.items() if field not in denied}
            counts[change.hash] = fitting(NOUNS[noun], said)
    counted = (change for change in changes if change.hash in counts)
    return winners(counted, lambda change, field: field in counts[change.hash]), passed_over


def made_at_once(change: Change, fold: Fold, origin: Origin) -> Mapping[str, Plain] | None:
    """Return what counts of a row's only change: what `judge` finds, where it makes the row and nothing of it is refused.

    None where it is otherwise, and for devices and grants, which the fold makes.
    """
    noun, said = change.noun, change.fields
    if noun in ("device", "grants") or not fold.makes(change):
        return None
    if fold.erased and settled(change).get(FORGOTTEN.get(noun, "")) in fold.erased:
        return None
    person = said["creator"] or change.id  # `fold.makes` found that they speak
    if not may_make(noun, said, person, said.get("person")) and refused(noun, said, _roles(change, settled(change), fold, origin)):
        return None
    return fitting(NOUNS[noun], said)


def _made(noun: str, identity: str, changes: Sequence[Change], fold: Fold) -> tuple[Change | None, Mapping[str, Plain]]:
    """Return the first change that makes the row, and what it settles."""
    if noun in ("device", "grants"):
        right = fold.right(noun, identity)
        return (None, {}) if right is None else (right.creation, right.row)
    creation = next((change for change in changes if fold.makes(change)), None)
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
