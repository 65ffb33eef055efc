"""Enrolling: sign up, leave, wait, confirm; a seat's state is looked up again at every step."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from traincollega.errors import NewerVersionNeeded, NotAllowed, NotPossible
from traincollega.language import _, day_and_time, ngettext
from traincollega.models.change import Change
from traincollega.models.colleague import Colleague, Device
from traincollega.models.noun import new_nonce
from traincollega.models.reading import Reader
from traincollega.models.seats import Reason, Seat, Seating, State, seats
from traincollega.models.session import Closing, Confirmation, Session
from traincollega.models.sign_up import SignUp
from traincollega.models.training import Training
from traincollega.services.beginning import required_name, valid_email
from traincollega.services.desk import Desk, Done
from traincollega.services.tallying import tallies
from traincollega.services.telling import tell_seats, tell_trainer


def seating(desk: Desk, session: Session) -> Seating:
    """Return who sits where in one session; raises NewerVersionNeeded."""
    placed = seats(session, *gathered(desk.store, [session])[session.id])
    tally = tallies(desk.store, [session.id]).get(session.id)
    return placed._replace(kept=tally.participants) if tally else placed


def seatings(desk: Desk, sessions: Sequence[Session]) -> dict[str, Seating]:
    """Return who sits where in many sessions, by session id; one of a newer seat rule spoils no list, it is `known` not."""
    return seatings_in(desk.store, sessions)


def seatings_in(store: Reader, sessions: Sequence[Session]) -> dict[str, Seating]:
    """Return what `seatings` does."""
    together, tallied = gathered(store, sessions), tallies(store, [session.id for session in sessions])
    found = {}
    for session in sessions:
        try:
            found[session.id] = seats(session, *together[session.id])
        except NewerVersionNeeded:
            found[session.id] = Seating((), session.seats, known=False)
        if session.id in tallied:
            found[session.id] = found[session.id]._replace(kept=tallied[session.id].participants)
    return found


Gathered = dict[str, tuple[list[SignUp], list[Confirmation], list[Closing]]]


def gathered(store: Reader, sessions: Iterable[Session]) -> Gathered:
    """Return what the seats of many sessions follow from, by session id."""
    ids = [session.id for session in sessions]
    found: Gathered = {one: ([], [], []) for one in ids}
    for sign_up in store.where(SignUp, session=ids):
        found[sign_up.session][0].append(sign_up)
    for confirmation in store.where(Confirmation, session=ids):
        found[confirmation.session][1].append(confirmation)
    for closing in store.where(Closing, session=ids):
        found[closing.session][2].append(closing)
    return found


def sign_up(desk: Desk, session_id: str, *, person: str = "", visible: bool = False) -> Done:
    """Sign me, or another colleague, up for a session; raises NotPossible, NotAllowed, NotFound."""
    person = person or desk.me
    with desk.store.transaction():
        session = desk.store.get(Session, session_id)
        training = desk.store.get(Training, session.training)
        name = desk.store.get(Colleague, person).name
        _must_be_open(desk, session)
        sign_ups, confirmations, closings = gathered(desk.store, [session])[session.id]
        if any(one.person == person and one.withdrawn is None for one in sign_ups):
            raise NotPossible(
                _("You are already on the list of this session.") if person == desk.me else _("They are already on the list.")
            )
        made = SignUp.new(desk.me, session=session.id, person=person, visible=visible)
        changes = desk.store.save(made)
        listed = [*sign_ups, replace(made, created=changes[0].stamp)]
        after = seats(session, listed, confirmations, closings)  # of a newer seat rule nothing is promised: nothing is kept
        tell_trainer(desk, session, after)
    return Done(_signed_up(training, after.of(person), "" if person == desk.me else name), changes, made.id)


def _present(desk: Desk, session: Session, person: str) -> list[SignUp]:
    return [one for one in desk.store.where(SignUp, session=session.id, person=person) if one.withdrawn is None]


def _signed_up(training: Training, seat: Seat | None, name: str) -> str:
    mine = not name
    if seat is None or seat.reason is Reason.DRAW_TO_COME:
        text = _("You take part in the draw for **{title}**.") if mine else _("{name} takes part in the draw for **{title}**.")
    elif seat.state is State.WAITING and mine:
        text = _("You are number {n} on the waiting list of **{title}**.")
    elif seat.state is State.WAITING:
        text = _("{name} is number {n} on the waiting list of **{title}**.")
    else:
        text = _("You have a provisional seat at **{title}**.") if mine else _("{name} has a provisional seat at **{title}**.")
    return text.format(title=training.title, name=name, n=seat.number if seat else 0)


def _must_be_open(desk: Desk, session: Session) -> None:
    if session.status == "cancelled":
        raise NotPossible(_("This session is cancelled. Look for another date, or ask to be told about one."))
    if session.starts <= desk.now():
        raise NotPossible(_("This session has already begun. Look for another date."))
    if session.closes is not None and session.closes <= desk.now():
        when = day_and_time(session.closes, desk.zone, desk.today())
        raise NotPossible(_("Signing up closed on {when}. Ask the trainer whether there is still room.").format(when=when))


def withdraw(desk: Desk, session_id: str, *, person: str = "") -> Done:
    """Leave a session, or take another colleague off its list; who stands first on the waiting list moves up."""
    person = person or desk.me
    session = desk.store.get(Session, session_id)
    training = desk.store.get(Training, session.training)
    present = _present(desk, session, person)
    if not present:
        raise NotPossible(_("You are not on the list of this session.") if person == desk.me else _("They are not on the list."))
    if session.starts <= desk.now():
        raise NotPossible(_("This session has already begun, so its list stays as it is."))
    before = seating(desk, session)
    changes = desk.store.save(*(replace(one, withdrawn=desk.now()) for one in present))
    after = seating(desk, session)
    tell_seats(desk, session, before, after)
    if person == desk.me:
        seat = before.of(person)
        waited = seat is None or seat.state is State.WAITING
        sentence = _("You have left **{title}**.") if waited else _("You have left **{title}**. Your seat is free for a colleague.")
        return Done(sentence.format(title=training.title), changes, session.id)
    name = desk.store.get(Colleague, person).name
    return Done(_("{name} is off the list of **{title}**.").format(name=name, title=training.title), changes, session.id)


def by_address(desk: Desk) -> dict[str, str]:
    """Return the id of each colleague by mail address, casefolded; of who has it twice the oldest card, on every computer."""
    cards = desk.store.parts(Colleague, ("email", "id"))
    return {email.casefold(): identity for email, identity in reversed(cards)}


def colleague_by_address(
    desk: Desk, address: str, name: str = "", known: Mapping[str, str] | None = None
) -> tuple[str, tuple[Change, ...]]:
    """Return the colleague with this mail address; an unknown one becomes a colleague without a program of their own.

    `known` is what `by_address` gives, for who looks many up.
    """
    address = valid_email(address)
    person = (by_address(desk) if known is None else known).get(address.casefold())
    if person is not None:
        return person, ()
    made = Colleague.new(desk.me, name=required_name(name or address.partition("@")[0], "name"), email=address, on_paper=True)
    return made.id, desk.store.save(made)


def sign_up_address(desk: Desk, session_id: str, address: str, name: str = "", known: Mapping[str, str] | None = None) -> Done:
    """Sign the colleague with this mail address up: what a trainer does for who has no program of their own.

    `known` is what `by_address` gives, for who signs many up.
    """
    with desk.store.transaction():
        person, made = colleague_by_address(desk, address, name, known)
        done = sign_up(desk, session_id, person=person)
    return done._replace(changes=(*made, *done.changes))


def withdraw_address(desk: Desk, session_id: str, address: str) -> Done:
    """Take the colleague with this mail address off a list."""
    person = by_address(desk).get(valid_email(address).casefold())
    if person is None:
        raise NotPossible(_("They are not on the list."))
    return withdraw(desk, session_id, person=person)


def overlapping(desk: Desk, session: Session) -> list[tuple[Session, Training]]:
    """Return my other sessions at the same time."""
    mine = my_sessions(desk)
    return [
        (one, desk.store.get(Training, one.training))
        for one in mine
        if one.id != session.id and one.status == "planned" and one.starts < session.ends and session.starts < one.ends
    ]


def overlap_line(desk: Desk, session: Session) -> str:
    """Return what else I have at the same time, as a sentence, or ""."""
    others = overlapping(desk, session)
    if not others:
        return ""
    other, training = others[0]
    when = day_and_time(other.starts, desk.zone, desk.today())
    return _("Mind: you then also have **{title}**, {when}.").format(title=training.title, when=when)


def visible_names(desk: Desk, placed: Seating) -> list[str]:
    """Return the names of the colleagues with a seat who chose that others may see it; mine left out."""
    seated = [seat.sign_up for seat in placed.seats if seat.state is not State.WAITING and seat.sign_up.visible]
    cards = desk.store.where(Colleague, id=[one.person for one in seated if one.person != desk.me])
    return sorted((card.name for card in cards), key=str.casefold)


def without_program(desk: Desk, placed: Seating) -> list[str]:
    """Return the names of who is on the list and has no program of their own, so that somebody must tell them."""
    cards = desk.store.where(Colleague, id=sorted({seat.sign_up.person for seat in placed.seats}), on_paper=True)
    return sorted((card.name for card in cards), key=str.casefold)


def my_sessions(desk: Desk) -> list[Session]:
    """Return the sessions on whose list I am, past ones too, in order of time."""
    listed = [one.session for one in desk.store.where(SignUp, person=desk.me) if one.withdrawn is None]
    return sorted(desk.store.where(Session, id=listed), key=lambda one: (one.starts, one.id))


def confirm(desk: Desk, session_id: str) -> Done:
    """Confirm every provisional seat; by draw, close the list and draw first. Raises NotAllowed, NotPossible.

    A draw cannot be undone: who may draw again until the list pleases them, chooses.
    """
    session = desk.store.get(Session, session_id)
    if not (desk.is_trainer(session.training) or desk.is_coordinator()):
        raise NotAllowed(_("Only the trainers of this training, or a coordinator, may change this."))
    if session.status == "cancelled":
        raise NotPossible(_("This session is cancelled, so there are no seats to confirm."))
    with desk.store.transaction():
        changes: tuple[Change, ...] = ()
        drawn = session.order == "draw" and not desk.store.where(Closing, session=session.id)
        if drawn:
            present = [one.id for one in desk.store.where(SignUp, session=session.id) if one.withdrawn is None]
            if not present:
                raise NotPossible(_("Nobody has signed up yet, so there is nothing to draw."))
            changes = desk.store.save(Closing.new(desk.me, session=session.id, seed=new_nonce(), sign_ups=tuple(sorted(present))))
        provisional = [seat.sign_up.id for seat in seating(desk, session).seats if seat.state is State.PROVISIONAL]
        made = [Confirmation.new(desk.me, session=session.id, sign_up=one) for one in provisional]
        changes += desk.store.save(*made)
    if not changes:
        return Done(_nothing_to_confirm(desk, session), (), session.id)
    count = len(provisional)
    sentence = ngettext("{n} seat is confirmed.", "{n} seats are confirmed.", count).format(n=count)
    if waiting := seating(desk, session).waiting if drawn else 0:
        others = ngettext("{n} colleague is on the waiting list.", "{n} colleagues are on the waiting list.", waiting)
        sentence = f"{sentence} {others.format(n=waiting)}"
    return Done(sentence, () if drawn else changes, session.id)


def _nothing_to_confirm(desk: Desk, session: Session) -> str:
    """Return why pressing *Plekken bevestigen* changed nothing."""
    placed = seating(desk, session)
    if placed.taken:
        return _("Every seat was confirmed already.")
    if placed.waiting:
        sentence = ngettext(
            "Nobody has a seat; {n} colleague is on the waiting list.",
            "Nobody has a seat; {n} colleagues are on the waiting list.",
            placed.waiting,
        )
        return sentence.format(n=placed.waiting)
    return _("Nobody took part.") if session.ends < desk.now() else _("Nobody has signed up yet, so there is no seat to confirm.")


def show_me(desk: Desk, session_id: str, visible: bool) -> Done:
    """Choose whether colleagues may see that I come."""
    mine = _present(desk, desk.store.get(Session, session_id), desk.me)
    changes = desk.store.save(*(replace(one, visible=visible) for one in mine))
    sentence = _("Colleagues can see that you come.") if visible else _("Colleagues do not see that you come.")
    return Done(sentence, changes, session_id)


class Standing(NamedTuple):
    """What one person has in one session, said in one line; `state` is "" where they are not on the list."""

    state: str
    line: str
    action: str
    """What the one button does: "sign up", "wait", "withdraw", or "" where nothing can be done now."""


def standing(desk: Desk, session: Session, placed: Seating, person: str = "") -> Standing:
    """Return what I (or another person) have in a session, and what the one button does."""
    seat = placed.of(person or desk.me)
    over = session.starts <= desk.now() or session.status == "cancelled"
    if seat is None:
        closed = over or (session.closes is not None and session.closes <= desk.now())
        nothing = closed or not placed.known
        return Standing("", free_line(session, placed), "" if nothing else "wait" if placed.free == 0 else "sign up")
    return Standing(seat.state.value, seat_line(seat, placed), "" if over else "withdraw")


def free_line(session: Session, placed: Seating) -> str:
    """Return how full a session is: "5 seats free", "full · 2 waiting"."""
    if session.status == "cancelled":
        return _("cancelled")
    if not placed.known:
        return _("newer version needed")
    if session.order == "draw" and any(seat.reason is Reason.DRAW_TO_COME for seat in placed.seats):
        return ngettext("draw · {n} takes part", "draw · {n} take part", placed.waiting).format(n=placed.waiting)
    if placed.excess:
        return _("{n} too many").format(n=placed.excess)
    if placed.free is None:
        return _("room for everybody")
    if placed.free:
        return ngettext("{n} seat free", "{n} seats free", placed.free).format(n=placed.free)
    return full_line(placed)


def size_line(session: Session) -> str:
    """Return how many seats a session of another organisation has: how many of them are free is not known here."""
    return ngettext("{n} seat", "{n} seats", session.seats).format(n=session.seats) if session.seats is not None else ""


def full_line(placed: Seating) -> str:
    """Return that there is no room, and how many wait: "full · 2 waiting"."""
    return " · ".join((_("full"), how_many_wait(placed.waiting))) if placed.waiting else _("full")


def how_many_wait(count: int, *, draws: bool = False) -> str:
    """Return "2 waiting", on one line; "2 in the draw" where one is to come."""
    if draws:
        return ngettext("{n} in the draw", "{n} in the draw", count).format(n=count)
    return ngettext("{n}\N{NO-BREAK SPACE}waiting", "{n}\N{NO-BREAK SPACE}waiting", count).format(n=count)


def seat_line(seat: Seat, placed: Seating) -> str:
    """Return a seat in words, with the reason where it says more: "waiting list, number 2"."""
    if seat.reason is Reason.TWICE:
        return _("already on the list")
    if seat.reason is Reason.DRAW_TO_COME:
        others = placed.waiting - 1
        return ngettext("in the draw, with {n} colleague", "in the draw, with {n} colleagues", others).format(n=others)
    if seat.state is State.WAITING:
        return _("waiting list, number {n}").format(n=seat.number)
    return _("confirmed seat") if seat.state is State.CONFIRMED else _("provisional seat")


def confirming_computer(desk: Desk, session: Session) -> str:
    """Return the device that confirms a session by itself: the one that confirmed last, or that planned it."""
    confirmed = desk.store.where(Confirmation, session=session.id)
    last = max(confirmed, key=lambda one: (one.created, one.id)).id if confirmed else session.id
    return desk.store.history(last)[0].device


def until_line(desk: Desk, session: Session, seat: Seat) -> str:
    """Return until when my seat is provisional, as a sentence; "" where it is not, or where no other computer confirms it."""
    if seat.state is not State.PROVISIONAL or session.order != "time" or not desk.shares():
        return ""
    device = desk.store.find(Device, confirming_computer(desk, session))
    if device is None or device.person == desk.me or device.person not in desk.store.rights.trainers(session.training):
        return ""
    card = desk.store.find(Colleague, device.person)
    return _("Your seat is provisional until the computer of {name} sees this.").format(name=card.name) if card else ""


def reason_line(reason: Reason) -> str:
    """Return why somebody has this seat, as a sentence."""
    return {
        Reason.CONFIRMED: _("The trainer confirmed this seat."),
        Reason.IN_ORDER: _("There is room, in order of sign-up."),
        Reason.MOVED_UP: _("Moved up, because somebody left."),
        Reason.DRAWN: _("The draw gave this seat."),
        Reason.FULL: _("Others signed up earlier and have all the seats."),
        Reason.NOT_DRAWN: _("The draw put others first."),
        Reason.DRAW_TO_COME: _("The trainer still has to draw."),
        Reason.AFTER_DRAW: _("Signed up after the draw."),
        Reason.TOO_LATE: _("Signed up after the closing date."),
        Reason.TWICE: _("Stands on the list twice; the first one counts."),
    }[reason]
