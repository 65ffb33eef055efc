"""What was refused, with its reason: apart from the records, for a shared file has none."""

from typing import NamedTuple

from traincollega.errors import UnreadableFile
from traincollega.language import _


class Refusal(NamedTuple):
    """A record that stayed out, or came in with a part left out."""

    where: str
    """File and line: "events.zip › map/x.md, line 7"."""
    why: str
    """A finished sentence for a person."""


class Refused(UnreadableFile):
    """One record cannot come in; `.line` is its line in the file from 1, or 0 where none can be named."""

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(why)
        self.line = line

    def at(self, line: int) -> "Refused":
        """Return this refusal with a line, where it named none."""
        return self if self.line else Refused(str(self), line)


def where(file: str, line: int = 0) -> str:
    """Return the place a person looks at: the file, and its line where there is one."""
    return _("{file}, line {line}").format(file=file, line=line) if line else file
