"""Reads who sent a mail and what it is about; only its headers are looked at, so what is inside it can do nothing."""

from datetime import UTC, datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import HeaderParser
from email.policy import default
from pathlib import Path
from typing import NamedTuple

from traincollega.errors import UnreadableFile
from traincollega.imports.archive import check_size
from traincollega.imports.characters import one_line, shortened
from traincollega.language import _

HEAD_MOST = 256_000
"""Bytes in which the headers must end; those of a mail with a long way behind it are some 20,000."""
LINE_MOST = 1_000
"""Signs of one header that we read: the parser takes long for longer ones."""
NAME_MOST = 100
OUTLOOK = bytes.fromhex("d0cf11e0a1b11ae1")
"""What files of Microsoft's own begin with, .msg among them (MS-CFB 2.2)."""
ANSWERS_BY_ITSELF = ("x-autoreply", "x-autorespond", "x-auto-response-from")
WRONG = (MessageError, ValueError, LookupError, AttributeError, TypeError, RecursionError)
"""What the standard library raises for headers that nobody in good faith writes."""


class Mail(NamedTuple):
    """What the headers of a mail say; anybody can write anything there, so it is no proof of who sent it."""

    where: str
    """The name of its file."""
    name: str
    """Of the sender, "" where none is given or it looks like another address."""
    address: str
    subject: str
    sent: datetime | None
    """When the sender says it was sent, aware."""


def read_mail(path: Path) -> Mail:
    """Return what the headers of an .eml file say; raises UnreadableFile for what is none, or was sent by a program."""
    check_size(path)
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD_MOST)
    except OSError as error:
        raise UnreadableFile(_("{name} is not there, or you may not read it.").format(name=shortened(path.name))) from error
    return mail_of(path.name, head)


def mail_of(where: str, head: bytes) -> Mail:
    """Return what headers say, of which these bytes hold all; raises UnreadableFile."""
    if head.startswith(OUTLOOK):
        raise UnreadableFile(_("This is a file of Outlook itself. Save the mail as .eml and try again."))
    if head.startswith(b"From "):
        raise UnreadableFile(_("This file holds a whole mailbox. Save each mail as an .eml of its own."))
    lines = head.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    headers, ends, _rest = lines.partition(b"\n\n")
    if not ends and len(head) >= HEAD_MOST:
        raise UnreadableFile(_("The headers of this mail are too long to be read. Add this colleague by hand."))
    try:
        return _read(where, HeaderParser(policy=default).parsestr(_text(headers) + "\n\n"))
    except WRONG as error:
        raise UnreadableFile(_("This is no mail that can be read. Add this colleague by hand.")) from error


def _text(headers: bytes) -> str:
    """Return headers as text: they are ASCII, UTF-8 (RFC 6532), or what an old program of Windows wrote."""
    try:
        return headers.decode()
    except UnicodeDecodeError:
        return headers.decode("cp1252", errors="replace")


def _read(where: str, mail: EmailMessage) -> Mail:
    raw = {name.lower(): str(value) for name, value in mail.raw_items()}
    if "from" not in raw:
        raise UnreadableFile(_("This is no mail: it names no sender."))
    if any(len(raw.get(name, "")) > LINE_MOST for name in ("from", "subject", "date", "auto-submitted", "content-type")):
        raise UnreadableFile(_("The headers of this mail are too long to be read. Add this colleague by hand."))
    if _by_itself(raw):
        raise UnreadableFile(_("A program sent this by itself, so nobody signed up with it."))
    senders = [address for header in mail.get_all("From", []) for address in header.addresses]
    if len(senders) != 1:
        raise UnreadableFile(_("This mail does not say who sent it: it names no sender, or several."))
    name, address = shortened(senders[0].display_name, NAME_MOST), one_line(senders[0].addr_spec)
    return Mail(where, "" if "@" in name else name, address, one_line(str(mail.get("Subject", ""))), _sent(mail))


def _by_itself(raw: dict[str, str]) -> bool:
    """Say whether a program answered: that somebody is away, or that a mail did not arrive (RFC 3834, RFC 6522)."""
    submitted = raw.get("auto-submitted", "no").partition(";")[0].strip().lower()
    report = raw.get("content-type", "").strip().lower().startswith("multipart/report")
    return submitted != "no" or report or any(name in raw for name in ANSWERS_BY_ITSELF)


def _sent(mail: EmailMessage) -> datetime | None:
    sent: datetime | None = getattr(mail.get("Date"), "datetime", None)
    return sent if sent is None or sent.tzinfo else sent.replace(tzinfo=UTC)
