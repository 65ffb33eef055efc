"""A change: what one save said of one row; and the clock that stamps it (hybrid logical clock, Kulkarni et al. 2014)."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from json.encoder import encode_basestring
from operator import itemgetter

from traincollega.models.noun import Plain, identify

COUNTER_BITS = 16
LAST_STAMP = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp() * 1000) << COUNTER_BITS
"""A stamp above this one is invalid, by constant and on every computer."""
FAR = int(timedelta(days=1).total_seconds() * 1000) << COUNTER_BITS
"""A stamp this far ahead of now comes from a clock that is wrong: it never raises ours."""


_first = itemgetter(0)
_canonical = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def stamp_at(moment: datetime) -> int:
    """Return the first stamp of a moment: milliseconds since 1970, then a counter of 16 bits."""
    return int(moment.timestamp() * 1000) << COUNTER_BITS


def moment_at(stamp: int) -> datetime:
    """Return the UTC moment of a stamp.

    >>> moment_at(stamp_at(datetime(2026, 12, 3, 9, tzinfo=UTC)))
    datetime.datetime(2026, 12, 3, 9, 0, tzinfo=datetime.timezone.utc)
    """
    return datetime.fromtimestamp((stamp >> COUNTER_BITS) / 1000, UTC)


def fields_text(fields: Mapping[str, Plain]) -> str:
    """Return fields as canonical JSON: the same fields give the same text on every computer.

    >>> fields_text({"b": "\u00e9", "a": ["x", "y"], "c": None}) == _canonical({"b": "\u00e9", "a": ["x", "y"], "c": None})
    True
    """
    parts = []
    for name, value in sorted(fields.items(), key=_first):  # what follows is a third faster than JSONEncoder
        if type(value) is str:
            parts.append(f"{encode_basestring(name)}:{encode_basestring(value)}")
        elif type(value) is int:
            parts.append(f"{encode_basestring(name)}:{value}")
        elif type(value) is list and {str}.issuperset(map(type, value)):
            parts.append(f"{encode_basestring(name)}:[{','.join(map(encode_basestring, value))}]")
        else:
            parts.append(f"{encode_basestring(name)}:{_canonical(value)}")
    return f"{{{','.join(parts)}}}"


@dataclass(frozen=True)
class Change:
    """What one save by one device said of one row; `fields` holds only what changed, as JSON knows it."""

    noun: str
    id: str
    stamp: int
    device: str
    fields: Mapping[str, Plain]
    base: str = ""
    """For texts: the versions they were written on, as `ancestry` names them: "stamp-device"."""

    @cached_property
    def hash(self) -> bytes:
        """Return 16 bytes that name this change by its content; they break the tie of equal stamps and devices."""
        return change_hash(self.noun, self.id, self.stamp, self.device, self.base, self.said)

    @cached_property
    def said(self) -> str:
        """Return its fields as canonical JSON."""
        return fields_text(self.fields)

    @property
    def text(self) -> str:
        """Return what the change says, as the text that its hash is of."""
        return _text(self.noun, self.id, self.stamp, self.device, self.base, self.said)

    @cached_property
    def makes(self) -> bool:
        """Say whether this makes its row: it names the creator and nonce that the id is derived from."""
        creator, nonce = self.fields.get("creator"), self.fields.get("nonce")
        return isinstance(creator, str) and isinstance(nonce, str) and identify(creator, nonce) == self.id

    @property
    def version(self) -> tuple[int, str, bytes]:
        """Return what decides between two changes of one field: the greatest wins."""
        return (self.stamp, self.device, self.hash)


def written(change: Change) -> tuple[str, bytes] | None:
    """Return a change's fields as canonical JSON and its hash, worked out here; None where its texts cannot be written down."""
    text = change.said
    try:
        named = _hash(_text(change.noun, change.id, change.stamp, change.device, change.base, text), "strict")
    except UnicodeEncodeError:
        return None
    vars(change)["hash"] = named
    return text, named


def change_hash(noun: str, row: str, stamp: int, device: str, base: str, fields: str) -> bytes:
    """Return the hash (16 bytes) of a change whose fields are given as canonical JSON."""
    return _hash(_text(noun, row, stamp, device, base, fields), "surrogatepass")


def _hash(text: str, lone: str) -> bytes:
    return blake2b(text.encode("utf-8", lone), digest_size=16).digest()


def _text(noun: str, row: str, stamp: int, device: str, base: str, fields: str) -> str:
    return f"{noun} {row} {stamp} {device} {base} {fields}"


def system_now() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(UTC)


class Clock:
    """Gives stamps greater than now and than its last; time is passed in, so a test or a simulation owns it."""

    def __init__(self, now: Callable[[], datetime] = system_now, last: int = 0) -> None:
        self.now = now
        self.last = last
        self.far = 0
        """The last stamp that `beyond` gave."""

    def far_future(self) -> int:
        """Return the first stamp that never raises this clock."""
        return min(stamp_at(self.now()) + FAR, LAST_STAMP)

    def tick(self) -> int:
        """Return the next stamp."""
        now = stamp_at(self.now())
        self.last = min(max(now if now <= LAST_STAMP else 0, self.last + 1), LAST_STAMP)  # a clock after 2200 is none
        return self.last

    def ticks(self, many: int) -> Sequence[int]:
        """Return the next stamps, for what is written together."""
        first = self.tick()
        self.last += many - 1
        return range(first, first + many)

    def beyond(self, seen: int) -> int:
        """Return a stamp greater than `seen` and than those given here before, without raising the clock."""
        self.far = min(max(self.far, seen) + 1, LAST_STAMP)
        return self.far

    def over(self, seen: int) -> int:
        """Return a stamp that wins from `seen`; where that comes from the far future, for this change alone."""
        if self.last <= seen < self.far_future():
            self.last = seen
        return max(self.tick(), min(seen + 1, LAST_STAMP))

    def observe(self, stamp: int) -> None:
        """Hear of a stamp from elsewhere; one from the far future does not raise this clock."""
        if self.last < stamp < self.far_future():
            self.last = stamp
