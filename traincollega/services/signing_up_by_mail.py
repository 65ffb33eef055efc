"""Signing up by mail: the mails that the codes of a poster opened become sign-ups of who sent them.

A mail is no proof of who sent it. What it can do is put a name on a list that the trainer looks at; so each is told by name and
address, and all of them are undone at once. Twice the same mail changes nothing, also after its sender left the list.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple

from traincollega.errors import NotAllowed, NotPossible, TrainCollegaError
from traincollega.imports.mails import Mail, read_mail
from traincollega.imports.refusal import Refusal
from traincollega.language import _, day_and_time, ngettext
from traincollega.models.change import Change
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.training import Training
from traincollega.services.beginning import valid_email
from traincollega.services.browsing import my_given
from traincollega.services.desk import Desk, Done
from traincollega.services.enrolling import by_address, sign_up_address
from traincollega.services.mail_codes import code_of, codes_in
from traincollega.services.participating import may_see_names

MAILS_MOST = 100
"""Mails that are read at once."""
LATE = datetime.max.replace(tzinfo=UTC)


class Read(NamedTuple):
    """What became of one mail."""

    where: str
    """Whom it is from, or its file where that cannot be read."""
    state: Literal["new", "here", "refused"]
    sentence: str


class SignedUp(NamedTuple):
    """What became of all mails: in one sentence, with what undo takes back, and of each."""

    done: Done
    mails: tuple[Read, ...]


def sign_up_mails(
    desk: Desk, session_id: str, paths: Sequence[Path], *, progress: Callable[[int, int], None] | None = None
) -> SignedUp:
    """Sign up who sent these mails, who sent theirs first before others; raises NotAllowed, NotPossible, NotFound.

    What is wrong with one mail is told of that mail, and keeps no other out. `progress` is told how many are read, of how
    many; nobody is signed up before all are, so what it raises leaves everything as it was.
    """
    session = desk.store.get(Session, session_id)
    if not may_see_names(desk, session):
        raise NotAllowed(_("Only the trainers of this session, or a coordinator, read in sign-ups."))
    if len(paths) > MAILS_MOST:
        raise NotPossible(_("These are more than {n} mails. Read them in by parts.").format(n=MAILS_MOST))
    mails: list[Mail] = []
    told: list[Read] = []
    for number, path in enumerate(paths):
        if progress:
            progress(number, len(paths))
        item = _read(path)
        if isinstance(item, Refusal):
            told.append(Read(item.where, "refused", item.why))
        else:
            mails.append(item)
    changes: tuple[Change, ...] = ()
    with desk.store.transaction():  # of 100 mails in 0.2 s: each by itself waits for the disk, together 0.9 s
        known = by_address(desk) if mails else {}
        for mail in sorted(mails, key=lambda one: one.sent or LATE):
            read, more = _signed_up(desk, session, mail, known)
            told.append(read)
            changes += more
    return SignedUp(Done(_sentence(told), changes, session.id), tuple(told))


def _read(path: Path) -> Mail | Refusal:
    try:
        return read_mail(path)
    except TrainCollegaError as error:
        return Refusal(path.name, str(error))


def _signed_up(desk: Desk, session: Session, mail: Mail, known: dict[str, str]) -> tuple[Read, tuple[Change, ...]]:
    where = " · ".join(filter(None, (mail.name, mail.address)))
    try:
        _must_be_about(desk, session, mail.subject)
        address = valid_email(mail.address)
        person = known.get(address.casefold(), "")
        before = desk.store.where(SignUp, session=session.id, person=person) if person else []
        if any(one.withdrawn is None for one in before):
            return Read(where, "here", _("On the list already.")), ()
        if before:
            raise NotPossible(_("They left the list. Add them by hand if they come after all."))
        done = sign_up_address(desk, session.id, address, mail.name, known)
        known[address.casefold()] = desk.store.get(SignUp, done.subject).person
    except TrainCollegaError as error:
        return Read(where, "refused", str(error)), ()
    return Read(where, "new", done.sentence), done.changes


def _must_be_about(desk: Desk, session: Session, subject: str) -> None:
    """Raise NotPossible unless a subject holds the code of this session, and of no other."""
    codes = codes_in(subject)
    if not codes:
        raise NotPossible(_("Its subject holds no code of a session. Add this colleague by hand."))
    if codes == {code_of(session.id)}:
        return
    other = next((one for one in my_given(desk) if one.id != session.id and code_of(one.id) in codes), None)
    if other is None:
        raise NotPossible(_("It is about another session. Read it in there."))
    title, when = desk.store.get(Training, other.training).title, day_and_time(other.starts, desk.zone, desk.today())
    raise NotPossible(_("It is about {title} of {when}. Read it in there.").format(title=title, when=when))


def _sentence(told: Sequence[Read]) -> str:
    states = [one.state for one in told]
    new, here, refused = (states.count(state) for state in ("new", "here", "refused"))
    parts = [
        ngettext("{n} new sign-up", "{n} new sign-ups", new).format(n=new) if new else "",
        _("{n} on the list already").format(n=here) if here else "",
        ngettext("{n} mail refused", "{n} mails refused", refused).format(n=refused) if refused else "",
    ]
    return f"{', '.join(filter(None, parts)) or _('No mail was read in')}."
