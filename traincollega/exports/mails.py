"""Mails to the participants of a session, as a file that a mail program opens as a draft: nobody sees who else gets it."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from enum import StrEnum

from traincollega.errors import InvalidInput, NotAllowed, NotPossible
from traincollega.exports.calendars import session_calendar
from traincollega.exports.mail_headers import WHOLE
from traincollega.exports.paper import day, when, where
from traincollega.imports.characters import many_lines, one_line
from traincollega.language import _, ngettext
from traincollega.models.colleague import Colleague
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.beginning import valid_email
from traincollega.services.desk import Desk
from traincollega.services.logging_exports import noted
from traincollega.services.mail_codes import mailto, sign_up_subject
from traincollega.services.participating import may_see_names, participants_of
from traincollega.services.waiting import who_waited

SUBJECT_MOST = 200
NAMES_MOST = 6


class Whom(StrEnum):
    """To which of the colleagues on the list a mail goes."""

    SEATED = "seated"
    WAITING = "waiting"
    ALL = "all"
    WAITED = "waited"
    """Who waited in vain for a seat in an earlier session of the training."""


ON_LIST = (Whom.SEATED, Whom.WAITING, Whom.ALL)


class About(StrEnum):
    """What happened that they are told of."""

    ANYTHING = "anything"
    MOVED = "moved"
    CANCELLED = "cancelled"
    AGAIN = "again"


@dataclass(frozen=True)
class Letter:
    """What a mail says."""

    subject: str
    text: str


@dataclass(frozen=True)
class Reach:
    """Whom a mail reaches: addresses, and the names of those whose address is none."""

    addresses: tuple[str, ...]
    without: tuple[str, ...]


def reach(desk: Desk, session: Session, whom: Whom) -> Reach:
    """Return whom a mail reaches, each address once and mine left out; raises NotAllowed for who may not see the names."""
    if not may_see_names(desk, session):
        raise NotAllowed(_("Only the trainers of this session, or a coordinator, may mail its participants."))
    persons = [person for person in _persons(desk, session, whom) if person != desk.me]
    cards = {one.id: one for one in desk.store.where(Colleague, id=persons)}
    found: dict[str, str] = {}
    without = []
    for person in persons:
        card = cards.get(person)
        address = deliverable(card.email if card else "")
        if address:
            found.setdefault(address.casefold(), address)
        else:
            without.append(card.name if card else _("unknown"))
    return Reach(tuple(found.values()), tuple(without))


def _persons(desk: Desk, session: Session, whom: Whom) -> list[str]:
    if whom is Whom.WAITED:
        return who_waited(desk, session.training)
    people = participants_of(desk, session)
    chosen = {Whom.SEATED: people.seated, Whom.WAITING: people.waiting, Whom.ALL: (*people.seated, *people.waiting)}[whom]
    return [one.person for one in chosen]


def without_line(reached: Reach) -> str:
    """Return who must be told in another way, as a sentence; "" where nobody must."""
    count = len(reached.without)
    if not count:
        return ""
    names = ", ".join(reached.without[:NAMES_MOST])
    if count > NAMES_MOST:
        names = " ".join((names, _("and {n} more").format(n=count - NAMES_MOST)))
    return ngettext(
        "Tell {names} yourself: this colleague has no mail address that works.",
        "Tell {names} yourself: they have no mail address that works.",
        count,
    ).format(names=names)


def deliverable(address: str) -> str:
    """Return an address as every mail program takes it, "" where it is none.

    >>> deliverable("anna@bücher.nl"), deliverable("anna"), deliverable("a@b.nl, c@d.nl"), deliverable("ann\u00e4@b.nl")
    ('anna@xn--bcher-kva.nl', '', '', '')
    """
    try:
        name, _at, domain = valid_email(address).rpartition("@")
        plain = f"{name}@{domain.encode('idna').decode('ascii')}"
        return plain if plain.isascii() and Address(addr_spec=plain).addr_spec == plain else ""
    except (InvalidInput, MessageError, ValueError, IndexError):  # what the standard library raises for what is no address
        return ""


def letter(desk: Desk, session: Session, about: About = About.ANYTHING, before: Session | None = None) -> Letter:
    """Return the mail as it begins, in the language spoken now; `before` is the session as it was."""
    title, date = one_line(desk.store.get(Training, session.training).title), day(desk, before or session)
    if about is About.CANCELLED:
        subject = _("Cancelled: {title}, {day}")
        first = _("{title} of {day} does not go on.").format(title=title, day=date)
        why = [_("Reason: {reason}").format(reason=session.reason)] if session.reason else []
        lines = [first, *why, "", _("Take it out of your calendar. The attachment helps you with that.")]
    elif about is About.MOVED:
        subject = _("Changed: {title}, {day}")
        first = _("Something has changed about {title} of {day}.").format(title=title, day=date)
        closing = (_("The attachment puts it in your calendar."), _("Can you not come? Withdraw in Train je Collega."))
        lines = [first, _("This is how it is now:"), "", *_facts(desk, session), "", *closing]
    elif about is About.AGAIN:
        subject = _("Again: {title}, {day}")
        first = _("You waited for a seat at {title}. We give it again, and you hear it first.").format(title=title)
        lines = [
            first,
            "",
            *_facts(desk, session),
            "",
            _("No seat is held for you, so sign up soon."),
            *_ways(desk, session, title),
        ]
    else:
        subject = _("{title}, {day}")
        lines = ["", "", *_facts(desk, session)]
    text = [_("Dear colleague,"), "", *lines, "", _("Kind regards,"), one_line(desk.my_card().name), ""]
    return Letter(subject.format(title=title, day=date)[:SUBJECT_MOST], "\n".join(text))


def _ways(desk: Desk, session: Session, title: str) -> list[str]:
    """Return how to sign up; a mail does it too, for who has no program. Its code is in no subject of ours: an answer is no yes."""
    mine = deliverable(desk.my_card().email)
    if not mine:
        return [_("You sign up in Train je Collega.")]
    return [
        _("You sign up in Train je Collega, or with this mail that stands ready:"),
        mailto(mine, sign_up_subject(title, session.id)),
    ]


def _facts(desk: Desk, session: Session) -> list[str]:
    facts = [_("When: {when}").format(when=when(desk, session))]
    return [*facts, _("Where: {where}").format(where=where(session))] if where(session) else facts


def mail_file(desk: Desk, session: Session, words: Letter, addresses: Sequence[str]) -> bytes:
    """Return a draft to all addresses (BCC) with the session as a calendar file; raises InvalidInput (field: subject, text)."""
    subject = one_line(words.subject)[:SUBJECT_MOST]
    if not subject:
        raise InvalidInput(_("Fill in a subject."), "subject")
    if not words.text.strip():
        raise InvalidInput(_("Write what you want to say."), "text")
    if not addresses:
        raise NotPossible(_("Nobody here has a mail address that works."))
    mail = EmailMessage(policy=WHOLE)
    mail["X-Unsent"] = "1"  # Outlook and others then open it as a draft
    mail["Subject"] = subject
    mine = deliverable(desk.my_card().email)
    if mine:
        me = Address(display_name=one_line(desk.my_card().name), addr_spec=mine)
        mail["From"] = me
        mail["To"] = me  # some programs send nothing that is to nobody
    mail["Bcc"] = [Address(addr_spec=one) for one in addresses]
    mail.set_content(many_lines(words.text))
    mail.add_attachment(
        session_calendar(desk, session), maintype="text", subtype="calendar", filename="training.ics", params={"charset": "utf-8"}
    )
    return mail.as_bytes()


def note_mail(desk: Desk, session: Session, words: Letter, addresses: Sequence[str], form: str) -> None:
    """Keep in the log that these addresses go out in a mail, before they do; raises StorageError."""
    if addresses:
        what = _("Mail to participants: {title}").format(title=desk.store.get(Training, session.training).title)
        noted(desk, what, form, len(addresses), words.subject)


def text_and_addresses(words: Letter, addresses: Sequence[str]) -> str:
    """Return all to paste into a mail program: the addresses, the subject, and the text."""
    return "\n\n".join(("; ".join(addresses), one_line(words.subject), words.text))
