"""Whose changes may count otherwise under one fold of rights than under another: only what they wrote is derived again."""

from dataclasses import dataclass

from traincollega.models.authority import HR
from traincollega.models.folding import COORDINATOR_RIGHT, FORMER, Fold, Right, Row, chain_of


@dataclass(frozen=True)
class Difference:
    """The devices whose changes may count otherwise, from which stamp on, and whether anybody lost a right."""

    devices: frozenset[str]
    since: int
    lost: bool


def difference(before: Fold, after: Fold) -> Difference:
    """Return whose changes may count otherwise under the fold `after`: more of them perhaps, never fewer."""
    since: dict[Row, int] = {}
    lost = False
    said = before.at_rest, after.at_rest
    anew = {("device", one) for one in said[0].keys() | said[1].keys() if said[0].get(one) is not said[1].get(one)}
    for row in before.rights.keys() | after.rights.keys() | anew:
        was, now = before.right(*row), after.right(*row)
        if was != now:
            since[row] = _parting(was, now)
            takes = any(right is not None and right.row.get("right") == FORMER for right in (was, now))
            lost = lost or takes or (was is not None and not _holds_on(was, now))
    founders = {before.founder, after.founder} - {""}
    founded = before.founder != after.founder
    chains = {chain_of(fold.rights[row]) for fold in (before, after) for row in since if row[0] == "grants" and row in fold.rights}
    chains |= {("coordinator", after.organisation)} if founded else set()
    if any(right in (COORDINATOR_RIGHT, FORMER) for right, _subject in chains):
        chains.add((HR, after.organisation))  # whom a coordinator gave that role has it by the coordinator's right
    persons = {
        str(grant.row["person"])
        for fold in (before, after)
        for one in chains
        if one in fold.chains
        for grant in fold.chains[one].grants
    }
    persons |= founders if founded else set()
    devices = {identity for noun, identity in since if noun == "device"}
    if persons:
        devices |= before.devices_of(persons) | after.devices_of(persons)
    first = 0 if founded else min(since.values(), default=0)
    return Difference(frozenset(devices), first, lost or (founded and before.founder != ""))


def _parting(one: Right | None, other: Right | None) -> int:
    """Return the first stamp at which a right differs, 0 where it is another one altogether."""
    if one is None or other is None or one.row != other.row or one.always != other.always:
        rights = [right for right in (one, other) if right is not None]
        firsts = [right.since[0][0] for right in rights if right.since]
        return 0 if any(right.always for right in rights) else min(firsts, default=0)
    same = _alike(one, other)
    return min((right.since[same][0] for right in (one, other) if same < len(right.since)), default=0)


def _alike(one: Right, other: Right) -> int:
    """Return at how many versions two rights change alike, from the first on."""
    pairs = zip(one.since, other.since, strict=False)
    return next((place for place, (left, right) in enumerate(pairs) if left != right), min(len(one.since), len(other.since)))


def _holds_on(was: Right, now: Right | None) -> bool:
    """Say whether a right still holds wherever it held."""
    if now is None or now.row != was.row or now.always != was.always:
        return False
    return _alike(was, now) == len(was.since) and all(now.held[len(was.since) :])
