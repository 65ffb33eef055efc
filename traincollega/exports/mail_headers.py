"""Headers of mails that keep their white space: where the standard library folds one, up to Python 3.13, it loses some."""

from collections.abc import Sequence
from email.header import Header
from email.headerregistry import Address
from email.policy import EmailPolicy


class Whole(EmailPolicy):
    """A policy under which a subject and a name read as they were written (RFC 2047)."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return a header in lines of at most 78 signs."""
        addresses: Sequence[Address] = getattr(value, "addresses", ())
        words, address = str(value), ""
        if len(addresses) == 1:
            words, address = addresses[0].display_name, f"{self.linesep} <{addresses[0].addr_spec}>"
        if words.isascii():
            return super().fold_binary(name, value)
        return f"{name}: {Header(words, header_name=name).encode(linesep=self.linesep)}{address}{self.linesep}".encode("ascii")


WHOLE = Whole(linesep="\r\n")
