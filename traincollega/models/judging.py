"""What of a row's history counts: each change is judged by the rights its speaker had at its version."""

from collections.abc import Callable, Mapping, Sequence

from traincollega.models.authority import FORGOTTEN, for_good, may_write, refused, roles
from traincollega.models.change import Change
from traincollega.models.folding import Fold, settled, vouched
from traincollega.models.merging import Winners, fits, makes, winners
from traincollega.models.noun import Plain
from traincollega.models.nouns import NOUNS

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
    fixed = for_good(noun)
    has = {change.version: _roles(change, row, fold, origin) for change in changes}
    passed_over = any(makes(change) and change.version < creation.version for change in changes)

    def may(change: Change, field: str) -> bool:
        nonlocal passed_over
        if field in fixed and change.version != creation.version:
            return False
        if may_write(noun, field, has[change.version]) or (field in fixed and vouched(change)):
            return fits(NOUNS[noun], field, change.fields[field])
        passed_over = True
        return False

    counted = changes if until is None else [change for change in changes if change.version <= until.version]
    return winners(counted, may), passed_over


def made_at_once(change: Change, fold: Fold, origin: Origin) -> dict[str, Plain] | None:
    """Return what counts of a row's only change: what `judge` finds, where it makes the row and nothing of it is refused.

    None where it is otherwise, and for devices and grants, which the fold makes.
    """
    if change.noun in ("device", "grants") or not fold.makes(change):
        return None
    row = settled(change)
    if row.get(FORGOTTEN.get(change.noun, "")) in fold.erased:
        return None
    if refused(change.noun, change.fields, _roles(change, row, fold, origin)):
        return None
    return {field: value for field, value in change.fields.items() if fits(NOUNS[change.noun], field, value)}


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
