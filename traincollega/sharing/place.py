"""A place where envelopes lie: what each kind of it can do, and nothing about what is in them."""

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import NamedTuple, Protocol

SEGMENT, PACK = ".tjs", ".tjp"
"""What the name of a segment and of a pack ends with; before it stands the hash of its content."""
SEGMENT_MOST, PACK_MOST = 8_000_000, 64_000_000
"""Bytes: what is larger is nothing of ours, and is not read."""
TRIAL = b"Train je Collega"
"""What is written to see whether one can, and taken away at once."""


def content_name(content: bytes, ending: str) -> str:
    """Return the name that a content has wherever it lies: 64 hex signs and its ending.

    >>> content_name(b"", SEGMENT)[:8], content_name(b"", SEGMENT)[-4:]
    ('0e5751c0', '.tjs')
    """
    return blake2b(content, digest_size=32).hexdigest() + ending


class Names(NamedTuple):
    """What lies in a place: the names of contents, whatever their files are called there."""

    present: frozenset[str]
    whole: bool
    """Whether that is everything there is; else what is not in it may be there all the same."""


class Place(Protocol):
    """A shared folder, or a table of a database. Each method raises SharingError, and what stands below it."""

    address: str
    """How a person knows it: the path of the folder, or the server and its database; no password."""
    each_tidies: bool
    """Whether everybody takes away what they laid there; else only coordinators can take away, and do so for all."""

    def names(self) -> Names:
        """Return what lies there; contents of another size or name than theirs are no part of it."""

    def fetch(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the contents of those that are whole: what is partial, slow or gone meanwhile is passed over."""

    def put(self, name: str, content: bytes) -> None:
        """Lay a content there, whole or not at all; it is there already when somebody else laid it."""

    def remove(self, names: Iterable[str]) -> None:
        """Take contents away, under whatever name; what is gone already is passed over.

        Raises PlaceReadOnly where only coordinators can take away, and they may not either.
        """
