"""Which segments count, worked out from all that was stated: who vouches for whom, and who was revoked (decision 0014)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from traincollega.models.change import Change, stamp_at
from traincollega.models.folding import COORDINATOR_RIGHT
from traincollega.models.merging import fits
from traincollega.models.noun import Plain, identify, moment_of
from traincollega.models.proof import makes_coordinator, revocation_words, unhex
from traincollega.models.trust import Invitation
from traincollega.sharing import ciphers
from traincollega.sharing.keys import fingerprint
from traincollega.sharing.segments import FIRST

STATES = frozenset(("organisation", "device", "grants", "invitation", "approval", "revocation"))
"""The nouns whose changes decide who is heard."""


class Stated(NamedTuple):
    """A change that may decide who is heard, and the segment it was signed in."""

    segment: bytes
    change: Change


class Computer(NamedTuple):
    """What a device said of itself: its keys, its person, and who vouches for it."""

    person: str
    keys: str
    certificate: str
    stamp: int

    @property
    def signing(self) -> bytes:
        """Return its Ed25519 public key."""
        return bytes.fromhex(self.keys)[: ciphers.KEY]

    @property
    def sealing(self) -> bytes:
        """Return its X25519 public key."""
        return bytes.fromhex(self.keys)[ciphers.KEY :]


@dataclass(frozen=True)
class Trust:
    """Who is heard; a pure function of what was stated, whatever order it came in."""

    computers: Mapping[str, Computer] = field(default_factory=dict)
    certified: frozenset[str] = frozenset()
    coordinators: frozenset[str] = frozenset()
    """Persons, of all times: whom one let in who was ended later stays, and a revocation by them stands."""
    revoked: Mapping[str, frozenset[bytes]] = field(default_factory=dict)
    """Per revoked device, all of its segments that count."""

    def counts(self, device: str, segment: bytes) -> bool:
        """Say whether what a segment of this device says counts."""
        accepted = self.revoked.get(device)
        return device in self.certified and (accepted is None or segment in accepted)


def told_keys(changes: Iterable[Change]) -> dict[str, Computer]:
    """Return the keys that devices say they have, where their ids commit to them."""
    found: dict[str, Computer] = {}
    for change in changes:
        if change.noun == "device" and change.makes:
            keys, person, certificate = (change.fields.get(name, "") for name in ("keys", "person", "certificate"))
            if (
                isinstance(keys, str) and isinstance(person, str) and isinstance(certificate, str)
                and person == change.fields["creator"] and _fits(keys, change.fields["nonce"])
            ):  # fmt: skip
                known = found.get(change.id)
                if known is None or (change.stamp, certificate) < (known.stamp, known.certificate):
                    found[change.id] = Computer(person, keys, certificate, change.stamp)
    return found


def _fits(keys: str, nonce: Plain) -> bool:
    try:
        return fingerprint(unhex(keys, 2 * ciphers.KEY).hex()) == nonce
    except ValueError:
        return False


def certificate_words(organisation: str, device: str) -> bytes:
    """Return the bytes that the root, or the key of an invitation, signs for a device."""
    return f"traincollega device {organisation} {device}".encode()


def invitation_words(organisation: str, key: str) -> bytes:
    """Return the bytes that a coordinator's computer signs for the key of an invitation."""
    return f"traincollega invitation {organisation} {key}".encode()


def newcomer(keys: str) -> str:
    """Return the person that a newcomer with these public keys becomes: nobody who is there already."""
    return identify("", fingerprint(keys))


class _Judge:
    """Works `Trust` out, step by step; each step uses only the steps before it."""

    def __init__(
        self, organisation: str, root: str, stated: Sequence[Stated], before: Callable[[str], Mapping[bytes, bytes]]
    ) -> None:
        self.organisation, self.root, self.stated, self.before = organisation, root, stated, before
        self.computers = told_keys(one.change for one in stated if one.change.device == one.change.id)
        self.revoked: dict[str, frozenset[bytes]] = {}
        self.certified: set[str] = set()
        self.withdrawn: dict[str, set[str]] = {}
        self.coordinators = self._coordinators()

    def trust(self) -> Trust:
        self._revoke(self._by_root)
        bosses = {device for device, one in self.computers.items() if one.person in self.coordinators}
        self._certify(bosses)
        heard = self._heard()
        self._revoke(lambda one: one.segment in heard and self._by_coordinator(one.change))
        for one in self.stated:
            if one.segment in heard and one.change.noun == "invitation" and one.change.fields.get("withdrawn") is True:
                admitted = one.change.fields.get("admitted")
                self.withdrawn.setdefault(one.change.id, set()).update(map(str, admitted if isinstance(admitted, list) else ()))
        self._certify(self.computers.keys() - bosses)
        return Trust(self.computers, frozenset(self.certified), self.coordinators, self.revoked)

    def _coordinators(self) -> frozenset[str]:
        founder = min(
            (str(one.change.fields["creator"]) for one in self.stated if one.change.id == self.organisation and one.change.makes),
            default="",
        )
        named = {
            str(one.change.fields.get("person"))
            for one in self.stated
            if one.change.noun == "grants" and one.change.makes and one.change.fields.get("right") == COORDINATOR_RIGHT
            and makes_coordinator(self.root, self.organisation, one.change, str(one.change.fields.get("person")))
        }  # fmt: skip
        return frozenset({founder, *named} - {""})

    def _revoke(self, may: Callable[[Stated], bool]) -> None:
        """Note the revocations that `may` be made, and all that they accept together, with its ancestors."""
        heads: dict[str, set[bytes]] = {}
        for one in self.stated:
            device, accepted = one.change.fields.get("device"), _ids_of(one.change.fields.get("accepted", []))
            made = one.change.noun == "revocation" and one.change.makes
            if made and isinstance(device, str) and accepted is not None and may(one):
                heads.setdefault(device, set(self.revoked.get(device, ()))).update(accepted)
        for device, named in heads.items():
            self.revoked[device] = _with_ancestors(named, self.before(device))

    def _by_root(self, one: Stated) -> bool:
        device, accepted, proof = (one.change.fields.get(name) for name in ("device", "accepted", "proof"))
        words = revocation_words(self.organisation, str(device), tuple(map(str, accepted if isinstance(accepted, list) else ())))
        return isinstance(proof, str) and proof != "" and _signed(self.root, proof, words)

    def _by_coordinator(self, change: Change) -> bool:
        """Say whether a coordinator revokes here the device of somebody who is none."""
        writer, device = self.computers.get(change.device), self.computers.get(str(change.fields.get("device")))
        return (
            writer is not None and writer.person == change.fields["creator"] and writer.person in self.coordinators
            and device is not None and device.person not in self.coordinators
        )  # fmt: skip

    def _heard(self) -> frozenset[bytes]:
        """Return the segments with statements that count so far."""
        return frozenset(
            one.segment
            for one in self.stated
            if one.change.device in self.certified
            and (one.change.device not in self.revoked or one.segment in self.revoked[one.change.device])
        )

    def _certify(self, devices: Iterable[str]) -> None:
        """Certify those of these devices that somebody vouches for who counts, until nobody more is found."""
        waiting = set(devices)
        while True:
            heard = self._heard()
            made = [
                one.change
                for one in self.stated
                if one.segment in heard and one.change.noun == "invitation" and one.change.makes
                and self.computers[one.change.device].person == one.change.fields["creator"] in self.coordinators
            ]  # fmt: skip
            invitations = {one.id: one for one in sorted(made, key=lambda one: one.version, reverse=True)}  # the first one stands
            approved: dict[str, set[str]] = {}
            for one in self.stated:
                if one.segment in heard and one.change.noun == "approval" and one.change.makes:
                    by = self.computers[one.change.device].person
                    approved.setdefault(str(one.change.fields.get("device")), set()).add(by)
            found = {device for device in waiting if self._vouched(device, invitations, approved.get(device, set()))}
            if not found:
                return
            self.certified |= found
            waiting -= found

    def _vouched(self, device: str, invitations: Mapping[str, Change], approved: set[str]) -> bool:
        computer = self.computers[device]
        if computer.person in approved or not self.coordinators.isdisjoint(approved):
            return True
        kind, *words = computer.certificate.split(" ")
        if kind == "root" and len(words) == 1:
            return _signed(self.root, words[0], certificate_words(self.organisation, device))
        if kind != "invitation" or len(words) != 2 or words[0] not in invitations:
            return False
        invitation, admitted = invitations[words[0]].fields, self.withdrawn.get(words[0])
        return (
            computer.person == newcomer(computer.keys)
            and computer.stamp <= _end(invitation.get("expires"))
            and (admitted is None or device in admitted)
            and _signed(str(invitation.get("key")), words[1], certificate_words(self.organisation, device))
        )


def trust_of(organisation: str, root: str, stated: Sequence[Stated], before: Callable[[str], Mapping[bytes, bytes]]) -> Trust:
    """Return who is heard, given all statements in segments whose signature is right.

    `root` is its public key in hex; `before` gives, for a device, the previous segment of each of its segments.
    """
    # whoever makes one row twice gets the first, in whatever order they came
    in_order = sorted(stated, key=lambda one: (one.change.stamp, one.change.device, one.segment), reverse=True)
    return _Judge(organisation, root, in_order, before).trust()


def _with_ancestors(heads: Iterable[bytes], before: Mapping[bytes, bytes]) -> frozenset[bytes]:
    found: set[bytes] = set()
    for head in heads:
        at: bytes | None = head
        while at is not None and at not in found:
            found.add(at)
            at = before.get(at)
    return frozenset(found)


@lru_cache(maxsize=100_000)  # 0.16 ms each, and all that was stated is looked at again when something is added
def _signed(key: str, signature: str, words: bytes) -> bool:
    try:
        return ciphers.signed(unhex(key, ciphers.KEY), unhex(signature, ciphers.SIGNATURE), words)
    except ValueError:
        return False


def _ids_of(texts: Plain) -> frozenset[bytes] | None:
    """Return the ids of segments that a list holds, or None where it is no list of just these."""
    try:
        return frozenset(unhex(one, len(FIRST)) for one in texts) if isinstance(texts, list) else None
    except ValueError:
        return None


def _end(expires: Plain) -> int:
    """Return the stamp of a moment written as all are; an invitation with another one lets nobody in."""
    return stamp_at(moment_of(str(expires))) if fits(Invitation, "expires", expires) else 0
