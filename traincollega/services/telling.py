"""Telling: the messages that concern the person of this computer; who did something themselves is not told of it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from traincollega.language import _, day_and_time, ngettext
from traincollega.models.attendance import Proof
from traincollega.models.authority import ACCEPTED, DECLINED, OFFERED, STEPPED_BACK
from traincollega.models.colleague import Colleague
from traincollega.models.evaluation import Thanks
from traincollega.models.messages import Message, add_message, mark_read, messages, messages_about, settle_message, unread
from traincollega.models.noun import Plain, moment_of, moment_text
from traincollega.models.organisation import Grant
from traincollega.models.seats import Seating, State
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.suggestion import Suggestion
from traincollega.models.training import Interest, Training
from traincollega.services.desk import Desk
from traincollega.services.renewing import ANSWERS, CANCELLED, GOES_ON, STILL_GIVES, as_of_now


class Told(NamedTuple):
    """A message as a person reads it; `page` and `subject` say where it leads."""

    seq: int
    at: datetime
    title: str
    text: str
    page: str
    what: Mapping[str, str]
    read: bool
    waits_at: str = ""
    """The session on whose waiting list I was put back, as long as I have not said what I want there."""
    offer: str = ""
    """The grant that offers me a training, as long as I have not answered it."""


def tell_seats(desk: Desk, session: Session, before: Seating, after: Seating) -> None:
    """Tell who moved up from the waiting list, or had to go back to it, by what was changed in the session."""
    then = before.of(_owner(desk))
    if then:
        tell_seat(desk, session, then.state is State.WAITING, after)


def tell_seat(desk: Desk, session: Session, waited: bool, after: Seating, *, fewer: bool = True) -> None:
    """Tell who `waited` that they moved up, and who did not that they wait: for `fewer` seats, or for who was there before them."""
    owner = _owner(desk)
    now = after.of(owner)
    if desk.me == owner or not now or waited == (now.state is State.WAITING):
        return
    if now.state is State.WAITING:
        _tell(desk, "moved back" if fewer else "overtaken", session, number=now.number)
    else:
        _tell(desk, "promoted", session)


def tell_cancelled(desk: Desk, session: Session) -> None:
    """Tell who is on the list of a session that is cancelled."""
    if desk.me != _owner(desk) and _listed(desk, session):
        _tell(desk, CANCELLED, session, reason=session.reason)


def tell_goes_on(desk: Desk, session: Session) -> None:
    """Tell who is on the list of a session that was cancelled that it takes place after all."""
    if desk.me != _owner(desk) and _listed(desk, session):
        _tell(desk, GOES_ON, session)


def tell_moved(desk: Desk, session: Session) -> None:
    """Tell who is on the list of a session that got another time or place."""
    if desk.me != _owner(desk) and _listed(desk, session):
        _tell(desk, "moved", session, place=session.place or session.link)


def tell_new_date(desk: Desk, session: Session, *, waited: bool) -> None:
    """Tell who waits for a date of this training, or `waited` in vain for a seat in it."""
    owner = _owner(desk)
    if desk.me == owner:
        return
    if waited:
        _tell(desk, "given again", session)
    elif desk.store.where(Interest, training=session.training, person=owner, withdrawn=False):
        _tell(desk, "new date", session)


def tell_trainer(desk: Desk, session: Session, after: Seating) -> None:
    """Tell a trainer that a session of theirs is full."""
    owner = _owner(desk)
    if desk.me != owner and after.free == 0 and owner in desk.store.rights.givers(session.training):
        _tell(desk, "full", session, taken=after.taken)


def tell_suggestions(desk: Desk, suggestions_new: Sequence[Suggestion]) -> None:
    """Tell a trainer of suggestions that came, and who made one what was decided; each once, however often it comes in."""
    owner = _owner(desk)
    for one in suggestions_new:
        if one.withdrawn or desk.store.find(Training, one.training) is None:
            continue
        said = {"training": one.training, "field": one.field, "person": one.person}
        if one.person == owner and one.outcome in OUTCOMES:
            add_message(desk.store.connection, desk.now(), f"suggestion {one.outcome}", one.id, said)
        elif one.person != owner and not one.outcome and owner in desk.store.rights.trainers(one.training):
            add_message(desk.store.connection, desk.now(), "suggested", one.id, said)


def tell_offers(desk: Desk, grants: Sequence[Grant]) -> None:
    """Tell who is offered a training, and who offered one what the colleague answered; each once, however often it comes in."""
    owner = _owner(desk)
    for one in grants:
        training = desk.store.find(Training, one.subject)
        if one.withdrawn or one.creator == owner or training is None or training.deleted:
            continue
        said = {"training": one.subject, "person": one.creator}
        if one.right == OFFERED and one.person == owner:
            add_message(desk.store.connection, desk.now(), "offered", one.id, said)
        elif one.right in ANSWERS and desk.store.where(
            Grant, right=OFFERED, subject=one.subject, person=one.creator, creator=owner
        ):
            add_message(desk.store.connection, desk.now(), ANSWERS[one.right], one.id, said)
        elif one.right == STEPPED_BACK and owner in desk.store.rights.givers(one.subject) and _stepped_back(desk, one.subject):
            add_message(desk.store.connection, desk.now(), STILL_GIVES, one.id, said)


def _stepped_back(desk: Desk, training: str) -> bool:
    """Say whether I said that I step back from a training."""
    owner = _owner(desk)
    return bool(desk.store.where(Grant, right=STEPPED_BACK, subject=training, person=owner, creator=owner, withdrawn=False))


def tell_thanks(desk: Desk, thanks: Sequence[Thanks]) -> None:
    """Tell a trainer who thanks them; each once, however often it comes in, and also where it was said on two computers."""
    owner = _owner(desk)
    for one in thanks:
        session = desk.store.find(Session, one.session)
        if session is not None and one.person != owner and owner in desk.store.rights.givers(session.training):
            said = {"training": session.training, "session": session.id, "person": one.person}
            same = [each.id for each in desk.store.where(Thanks, session=session.id, person=one.person) if each.id != one.id]
            if not messages_about(desk.store.connection, "thanked", same):
                add_message(desk.store.connection, desk.now(), "thanked", one.id, said)


def tell_proven(desk: Desk, proofs_new: Sequence[Proof]) -> None:
    """Tell whom proofs of participation are about that they came."""
    owner = _owner(desk)
    for session in desk.store.where(Session, id=sorted({one.session for one in proofs_new if one.person == owner})):
        _tell(desk, "proven", session)


def tell_imported(desk: Desk, new: int, updated: int) -> None:
    """Keep what an import brought, so that it can be read back."""
    if new or updated:
        add_message(desk.store.connection, desk.now(), "imported", moment_text(desk.now()), {"new": new, "updated": updated})


def _tell(desk: Desk, kind: str, session: Session, **fields: str | int) -> None:
    title = desk.store.get(Training, session.training).title
    add_message(
        desk.store.connection, desk.now(), kind, session.id, {"title": title, "starts": moment_text(session.starts), **fields}
    )


def _owner(desk: Desk) -> str:
    return desk.store.local("person")


def _listed(desk: Desk, session: Session) -> bool:
    return any(one.withdrawn is None for one in desk.store.where(SignUp, session=session.id, person=_owner(desk)))


def my_messages(desk: Desk) -> list[Told]:
    """Return all messages as a person reads them, newest first."""
    every = messages(desk.store.connection)
    asking = _asking(desk, every)
    return [_told(desk, one)._replace(waits_at=asking.get(one.seq, "")) for one in every]


def unread_count(desk: Desk) -> int:
    """Return how many messages were not read yet."""
    return unread(desk.store.connection)


def read_messages(desk: Desk, seqs: Sequence[int] = (), *, read: bool = True) -> None:
    """Mark messages as read, or not; none named means all."""
    mark_read(desk.store.connection, *seqs, read=read)


def _told(desk: Desk, message: Message) -> Told:
    fields = {**as_of_now(desk, message), **_who_and_what(desk, message), **_of_a_reminder(desk, message)}
    when = day_and_time(moment_of(str(fields["starts"])), desk.zone, desk.today()) if "starts" in fields else ""
    title, text = SENTENCES[message.kind](fields, when)  # a kind that is unknown here is a bug
    page, what = "discover", {}
    session = desk.store.find(Session, message.subject)
    if message.kind == "suggested":
        page, what = "teaching", {"suggestion": message.subject}
    elif message.kind == "thanked":
        page, what = "session", {"session": str(fields["session"])}
    elif "training" in fields:
        what = {"training": str(fields["training"])}
    elif message.kind == "proven":
        page, what = "learning", {"tab": "proofs"}
    elif session is not None and (message.kind == "full" or fields.get("now") == "given"):
        page, what = "session", {"session": session.id}
    elif session is not None:
        what = {"training": session.training}
    offer = message.subject if fields.get("now") == "open" else ""
    return Told(message.seq, message.at, title, text, page, what, message.read, offer=offer)


def _who_and_what(desk: Desk, message: Message) -> dict[str, Plain]:
    """Return what a message about a colleague says of now: they, and the training, may have another name since."""
    if "person" not in message.fields:
        return {}
    training = desk.store.find(Training, str(message.fields["training"]))
    card = desk.store.find(Colleague, str(message.fields["person"]))
    return {"title": training.title if training else _("a training"), "who": card.name if card else _("A colleague")}


def _of_a_reminder(desk: Desk, message: Message) -> dict[str, Plain]:
    """Return what a reminder says of now: its session may have moved since, or be cancelled, and I may have left it."""
    session = desk.store.find(Session, message.subject) if message.kind == REMINDER else None
    if session is None:
        return {}
    given = _owner(desk) in desk.store.rights.givers(session.training)
    if session.status == "cancelled":
        now = "cancelled"
    elif session.starts <= desk.now():
        now = "over"
    else:
        now = "given" if given else "mine" if _listed(desk, session) else "left"
    training = desk.store.find(Training, session.training)
    title = training.title if training else str(message.fields["title"])
    where = session.place or (_("online") if session.link else "")
    return {"title": title, "starts": moment_text(session.starts), "place": where, "reason": session.reason, "now": now}


def _offered(fields: Mapping[str, Plain], _when: str) -> tuple[str, str]:
    text = {
        "taken back": _("It was taken back. You need not do anything."),
        "gone": _("The training is no longer here. You need not do anything."),
        "stepped back": _("You accepted it, and stepped back since."),
        ACCEPTED: _("You accepted it. You find it under My trainings."),
        DECLINED: _("You said no to it."),
    }.get(str(fields.get("now")), _("Accept it and you give this training from now on."))
    return _("{who} hands {title} over to you").format(**fields), text


def _reminder(fields: Mapping[str, Plain], when: str) -> tuple[str, str]:
    texts = {
        "cancelled": _("The session of {when} will not take place. {reason}"),
        "over": _("It was on {when}."),
        "left": _("You are no longer on its list. It is on {when}."),
        "given": _("You give it on {when}. {place}"),
    }
    text = texts.get(str(fields.get("now")), _("It begins on {when}. {place}"))
    told = text.format(when=when, place=fields.get("place", ""), reason=fields.get("reason", "")).strip()
    return _("Reminder: {title}").format(**fields), told


def _cancelled(fields: Mapping[str, Plain], when: str) -> tuple[str, str]:
    if fields.get("now") == "planned":
        text = _("It goes on after all, on {when}. {place}").format(when=when, place=fields.get("place", ""))
        return _("{title} was cancelled").format(**fields), text.strip()
    text = _("The session of {when} will not take place. {reason}").format(when=when, reason=fields["reason"])
    return _("{title} is cancelled").format(**fields), text.strip()


def _goes_on(fields: Mapping[str, Plain], when: str) -> tuple[str, str]:
    if fields.get("now") == CANCELLED:
        return _cancelled(fields, when)
    text = _("It is not cancelled any more. It is on {when}. {place}").format(when=when, place=fields.get("place", ""))
    return _("{title} goes on after all").format(**fields), text.strip()


def _answered(fields: Mapping[str, Plain], _when: str) -> tuple[str, str]:
    mine, now = fields.get("mine"), fields.get("now")
    if now == "open":
        title, text = _("{who} has not answered about {title} yet"), _("They took back what they said. The offer waits for them.")
    elif now == "stepped back":
        title, text = _("{who} no longer gives {title}"), _("They accepted it, and stepped back since.")
    elif now == "taken back":
        title, text = _("{who} does not give {title}"), _("What they accepted was taken back. You can offer it again.")
    elif now == DECLINED:
        title, text = _("{who} said no to {title}"), _("You can ask another colleague.")
        text = _("You still give it. You can ask another colleague.") if mine else text
    else:
        title, text = _("{who} gives {title} from now on"), _("What you offered is accepted.")
        text = _("What you offered is accepted. You can step back under Trainers.") if mine else text
    return title.format(**fields), text


def _still_gives(fields: Mapping[str, Plain], _when: str) -> tuple[str, str]:
    if fields.get("mine"):
        text = _("{who} stepped back at the same time. Hand it over to a colleague first.").format(**fields)
        return _("You still give {title}").format(**fields), text
    return _("You stepped back from {title}").format(**fields), _("A colleague gives it.")


def _asking(desk: Desk, every: Sequence[Message]) -> dict[int, str]:
    """Return the messages that ask what somebody wants who had to go back to a waiting list, each with its session.

    Of a session only the last one about my seat asks, and only until it was answered.
    """
    last: dict[str, Message] = {}
    for message in every:
        if message.kind in (*PUT_BACK, "promoted"):
            last.setdefault(message.subject, message)
    found = {}
    for message in last.values():
        if message.kind in PUT_BACK and "chosen" not in message.fields:
            session = desk.store.find(Session, message.subject)
            if session and session.status == "planned" and session.starts > desk.now() and _listed(desk, session):
                found[message.seq] = session.id
    return found


def choices_to_make(desk: Desk) -> int:
    """Return for how many sessions I was put back on the waiting list and have not said what I want."""
    return len(_asking(desk, messages(desk.store.connection)))


def choose(desk: Desk, seq: int, choice: str) -> None:
    """Keep what I chose ("stay", "other date" or "withdraw") after I was put back on a waiting list: it is asked once."""
    settle_message(desk.store.connection, seq, choice)


REMINDER = "reminder"
PUT_BACK = ("moved back", "overtaken")
OUTCOMES = ("accepted", "declined")
Sentence = Callable[..., tuple[str, str]]
SENTENCES: dict[str, Sentence] = {
    "promoted": lambda f, when: (
        _("You have a seat at {title}").format(**f),
        _("There is room, so you moved up. It is on {when}.").format(when=when),
    ),
    "moved back": lambda f, when: (
        _("You are on the waiting list of {title}").format(**f),
        _("There are fewer seats. On {when} you are number {number} on the waiting list.").format(when=when, number=f["number"]),
    ),
    "overtaken": lambda f, when: (
        _("You are on the waiting list of {title}").format(**f),
        _("Colleagues signed up before you. Your computer did not know yet. On {when} you are number {number}.").format(
            when=when, number=f["number"]
        ),
    ),
    CANCELLED: _cancelled,
    GOES_ON: _goes_on,
    "moved": lambda f, when: (
        _("{title} has another time or place").format(**f),
        _("It is now on {when}. {place}").format(when=when, place=f["place"]).strip(),
    ),
    "new date": lambda f, when: (
        _("{title} has a date").format(**f),
        _("You asked to be told. It is on {when}; sign up now.").format(when=when),
    ),
    "given again": lambda f, when: (
        _("{title} is given again").format(**f),
        _("You waited for a seat, so you hear it first. It is on {when}; sign up now.").format(when=when),
    ),
    "full": lambda f, when: (
        _("{title} is full").format(**f),
        ngettext("{taken} colleague comes on {when}.", "{taken} colleagues come on {when}.", int(f["taken"])).format(
            taken=f["taken"], when=when
        ),
    ),
    "suggested": lambda f, when: (
        _("{who} suggests other words").format(**f),
        _("They are for {title}. Take them over, or leave the text as it is.").format(**f),
    ),
    "suggestion accepted": lambda f, when: (
        _("Your words are in {title} now").format(**f),
        _("A trainer took over what you suggested."),
    ),
    "suggestion declined": lambda f, when: (
        _("The text of {title} stays as it is").format(**f),
        _("A trainer did not take over what you suggested."),
    ),
    REMINDER: _reminder,
    "offered": _offered,
    **dict.fromkeys(ANSWERS.values(), _answered),
    STILL_GIVES: _still_gives,
    "thanked": lambda f, when: (
        _("{who} thanks you").format(**f),
        _("It is for {title}.").format(**f),
    ),
    "proven": lambda f, when: (
        _("Your proof of participation in {title} is there").format(**f),
        _("It is of {when}. Save it in “My learning”.").format(when=when),
    ),
    "imported": lambda f, when: (
        ngettext("{new} training read in", "{new} trainings read in", int(f["new"])).format(**f),
        ngettext("{updated} training was updated.", "{updated} trainings were updated.", int(f["updated"])).format(**f)
        if f["updated"]
        else "",
    ),
}
