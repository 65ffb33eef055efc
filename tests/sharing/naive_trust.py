"""Who is heard, said naively: decision 0014 read aloud, of a set of opened segments; nothing is kept, everything asked again."""

from collections.abc import Callable, Collection, Iterable

from tests.models.naive import makes
from traincollega.models.change import Change, stamp_at
from traincollega.models.noun import identify, moment_of
from traincollega.models.proof import coordinator_words, revocation_words, signed
from traincollega.sharing.keys import fingerprint
from traincollega.sharing.segments import Segment
from traincollega.sharing.trust import certificate_words

Said = list[tuple[Segment, Change]]


def naive_counting(ours: str, root: str, segments: Iterable[Segment]) -> set[bytes]:
    """Return the ids of the segments that count, of the organisation `ours` with this root."""
    every = list(segments)
    rows: dict[str, Change] = {}
    """What each device said of itself first, of what its id commits to."""
    for segment in every:
        for change in segment.changes:
            if _introduces(change, segment):
                known = rows.get(change.id, change)
                rows[change.id] = min(known, change, key=lambda one: (one.stamp, str(one.fields.get("certificate", ""))))
    right = [one for one in every if one.header.device in rows and one.by(_keys(rows[one.header.device])[:32])]
    said: Said = [(segment, change) for segment in right for change in segment.changes]

    def person(device: str) -> str:
        return str(rows[device].fields["person"]) if device in rows else ""

    bosses = {str(change.fields["creator"]) for _one, change in said if change.id == ours and makes(change)}
    for _segment, change in said:
        whom = str(change.fields.get("person"))
        named = change.noun == "grants" and makes(change) and change.fields.get("right") == "coordinator"
        if named and signed(root, change.fields.get("proof"), coordinator_words(ours, change.id, whom)):
            bosses.add(whom)

    def revoked(speaks: Callable[[Segment, Change], bool]) -> dict[str, set[bytes]]:
        found: dict[str, set[bytes]] = {}
        for segment, change in said:
            if change.noun == "revocation" and makes(change) and speaks(segment, change):
                found.setdefault(str(change.fields["device"]), set()).update(map(bytes.fromhex, _list(change, "accepted")))
        return {device: _back_from(heads, device, every) for device, heads in found.items()}

    def rooted(_segment: Segment, change: Change) -> bool:
        words = revocation_words(ours, str(change.fields.get("device")), tuple(_list(change, "accepted")))
        return signed(root, change.fields.get("proof"), words)

    def counts(segment: Segment, certified: Collection[str], excluded: dict[str, set[bytes]]) -> bool:
        device = segment.header.device
        return device in certified and (device not in excluded or segment.id in excluded[device])

    def vouched(device: str, heard: Said, admitted: dict[str, set[str]]) -> bool:
        row = rows[device]
        words, certificate = certificate_words(ours, device), str(row.fields.get("certificate", "")).split(" ")
        if certificate[0] == "root" and signed(root, certificate[-1], words):
            return True
        for _segment, change in heard:
            by = person(change.device)
            approves = change.noun == "approval" and makes(change) and change.fields["device"] == device
            if approves and (by in bosses or by == person(device)):
                return True
            first = min(
                (one for _two, one in heard if one.id == change.id and makes(one) and person(one.device) == one.fields["creator"]),
                key=lambda one: one.version, default=None,
            )  # fmt: skip
            if change.noun == "invitation" and change is first and by in bosses and certificate[:2] == ["invitation", change.id]:
                new = person(device) == identify("", fingerprint(str(row.fields["keys"])))
                in_time = row.stamp <= stamp_at(moment_of(str(change.fields["expires"])))
                stays = change.id not in admitted or device in admitted[change.id]
                if new and in_time and stays and signed(str(change.fields["key"]), certificate[2], words):
                    return True
        return False

    def certify(devices: set[str], certified: set[str], excluded: dict[str, set[bytes]], admitted: dict[str, set[str]]) -> set[str]:
        while True:
            heard = [one for one in said if counts(one[0], certified, excluded)]
            more = certified | {device for device in devices if vouched(device, heard, admitted)}
            if more == certified:
                return certified
            certified = more

    of_bosses = {device for device in rows if person(device) in bosses}
    by_root = revoked(rooted)
    certified = certify(of_bosses, set(), by_root, {})
    heard = [one for one in said if counts(one[0], certified, by_root)]

    def by_boss(segment: Segment, change: Change) -> bool:
        device = str(change.fields["device"])
        mine = person(change.device) == change.fields["creator"]
        return mine and any(segment is one for one, _said in heard) and device in rows and device not in of_bosses

    excluded = {device: set(ids) for device, ids in by_root.items()}
    for device, ids in revoked(by_boss).items():
        excluded[device] = excluded.get(device, set()) | ids
    admitted: dict[str, set[str]] = {}
    for _segment, change in heard:
        if change.noun == "invitation" and change.fields.get("withdrawn") is True:
            admitted.setdefault(change.id, set()).update(_list(change, "admitted"))
    certified = certify(set(rows) - of_bosses, certified, excluded, admitted)
    return {one.id for one in right if counts(one, certified, excluded)}


def _introduces(change: Change, segment: Segment) -> bool:
    keys = change.fields.get("keys")
    if change.noun != "device" or change.id != segment.header.device or not makes(change) or not isinstance(keys, str):
        return False
    commits = len(keys) == 128 and fingerprint(keys) == change.fields["nonce"]
    return commits and change.fields.get("person") == change.fields["creator"] and segment.by(_keys(change)[:32])


def _keys(row: Change) -> bytes:
    return bytes.fromhex(str(row.fields["keys"]))


def _list(change: Change, field: str) -> list[str]:
    found = change.fields.get(field)
    return found if isinstance(found, list) else []


def _back_from(heads: set[bytes], device: str, segments: list[Segment]) -> set[bytes]:
    """Return these segments with all that came before them."""
    found = set(heads)
    for _ in segments:
        found |= {one.header.previous for one in segments if one.id in found and one.header.device == device}
    return found
