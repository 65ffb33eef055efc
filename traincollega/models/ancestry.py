"""Which version of a text was written on which: what two wrote side by side is found from the set of changes alone."""

from collections.abc import Iterable, Mapping, Sequence, Set

from traincollega.models.change import Change

# A base names versions, each "stamp-device", with spaces between them. One that holds for a single field says so first:
# "goal:7-a programme:9-b". Two versions for one field are both replaced by what was written then.

BASE_LIMIT = 1_024
"""The most signs of a base: each text of a training written on two versions takes some 720. A longer one is no base of ours."""


def version_name(stamp: int, device: str) -> str:
    """Return how a base names a version.

    >>> version_name(7, "a")
    '7-a'
    """
    return f"{stamp}-{device}"


def base_of(seen: Mapping[str, Sequence[str]]) -> str:
    """Return the base of a change, given per text field the versions it was written on.

    >>> base_of({"goal": ["7-a"], "body": ["7-a"]}), base_of({"goal": ["7-a"], "body": ["9-b"]}), base_of({"goal": ["7-a", "9-b"]})
    ('7-a', 'body:9-b goal:7-a', '7-a 9-b')
    """
    each = {tuple(versions) for versions in seen.values()}
    if len(each) == 1:
        return " ".join(each.pop())
    return " ".join(f"{field}:{version}" for field in sorted(seen) for version in seen[field])


def written_on(change: Change, field: str) -> list[str]:
    """Return the names of the versions that a field of a change was written on.

    >>> written_on(Change("training", "", 11, "c", {}, "body:9-b goal:7-a"), "goal")
    ['7-a']
    """
    named = (one.rpartition(":") for one in change.base.split(" ") if one)
    return [version for where, _colon, version in named if where in ("", field)]


def said_by(device: str, base: str, versions: Set[str]) -> str:
    """Return a base in which these versions are those of another device.

    >>> said_by("z", "goal:7-a goal:8-b", {"7-a"})
    'goal:7-z goal:8-b'
    """
    named = (one.rpartition(":") for one in base.split(" ") if one)
    return " ".join(
        f"{where}{colon}{version.partition('-')[0]}-{device}" if version in versions else f"{where}{colon}{version}"
        for where, colon, version in named
    )


def side_by_side(history: Iterable[Change], counted: Sequence[Change], field: str) -> tuple[Change, Change] | None:
    """Return the version of a text that won, and the newest that was written without seeing it; None where all was seen.

    `counted` are the changes of the field that count. Who writes has seen the version it is written on, what that was written
    on, and so on, and all that was written on the same device before. The same words are no choice.
    """
    if len(counted) < 2:
        return None
    earlier = _earlier(sorted((one for one in history if field in one.fields), key=lambda one: one.version), field)
    seen: set[bytes] = set()
    due = list(counted)
    while due:
        for older in earlier[due.pop().hash]:
            if older.hash not in seen:
                seen.add(older.hash)
                due.append(older)
    now = max(counted, key=lambda one: one.version)
    apart = [one for one in counted if one.hash not in seen and not one.makes and one.fields[field] != now.fields[field]]
    return (now, max(apart, key=lambda one: one.version)) if apart else None


def _earlier(versions: Iterable[Change], field: str) -> dict[bytes, list[Change]]:
    """Return, per version, by its hash, those before it that its writer had before their eyes; handed in order."""
    known: dict[str, list[Change]] = {}
    last: dict[str, Change] = {}
    found: dict[bytes, list[Change]] = {}
    for one in versions:
        found[one.hash] = [older for name in written_on(one, field) for older in known.get(name, ())]
        if one.device in last:
            found[one.hash].append(last[one.device])
        known.setdefault(version_name(one.stamp, one.device), []).append(one)
        last[one.device] = one
    return found
