"""Planning: sessions of a training; when, where, for how many, and by whom."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from traincollega.errors import InvalidInput, NotAllowed, NotPossible
from traincollega.imports.characters import one_line
from traincollega.language import _, day_and_time, ngettext
from traincollega.models.authority import OFFERED
from traincollega.models.colleague import Colleague
from traincollega.models.organisation import Grant
from traincollega.models.session import FIRST_YEAR, LAST_YEAR, Session
from traincollega.models.training import Training
from traincollega.services.desk import Desk, Done
from traincollega.services.drafting import written_since
from traincollega.services.enrolling import seating
from traincollega.services.telling import tell_cancelled, tell_moved, tell_new_date, tell_seats
from traincollega.services.waiting import waited_in_vain

SEATS_MOST = 10_000
LONGEST = timedelta(days=31)
PLACE_LIMIT = 500
LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class Plan:
    """What a person fills in for one session; `starts` is aware."""

    starts: datetime
    minutes: int
    place: str = ""
    link: str = ""
    seats: int | None = None
    closes: datetime | None = None
    order: str = "time"


def plan(desk: Desk, training_id: str, wish: Plan) -> Done:
    """Plan one session; raises InvalidInput (field: starts, minutes, place, link, seats, closes), NotAllowed, NotFound."""
    return plan_series(desk, training_id, [wish])


def plan_series(desk: Desk, training_id: str, wishes: Sequence[Plan]) -> Done:
    """Plan several sessions as one intention; the subject is the first one."""
    training = desk.store.get(Training, training_id)
    if training.status == "archived":
        raise NotPossible(_("This training is archived. Publish it again before you plan a session."))
    made = [_session(desk, training, wish) for wish in wishes]
    changes = desk.store.save(*made)
    if (ahead := next((one for one in made if one.starts > desk.now()), None)) is not None:
        tell_new_date(desk, ahead, waited=waited_in_vain(desk, training.id, desk.store.local("person")))
    when = day_and_time(made[0].starts, desk.zone, desk.today())
    sentence = ngettext(
        "**{title}** is planned on {when}.", "**{title}** is planned {n} times, first on {when}.", len(made)
    ).format(title=training.title, when=when, n=len(made))  # fmt: skip
    return Done(sentence, changes, made[0].id)


def repeated(wish: Plan, times: int, days: int, zone: ZoneInfo) -> list[Plan]:
    """Return a series: the same session again every so many days, at the same time on the clock of `zone`."""
    starts = wish.starts.astimezone(zone)
    closes = None if wish.closes is None else wish.closes.astimezone(zone)
    return [
        replace(wish, starts=_later(starts, n * days), closes=None if closes is None else _later(closes, n * days))
        for n in range(times)
    ]


def _later(at: datetime, days: int) -> datetime:
    """Return the same time on the clock so many days later; an hour that does not exist that day becomes the next one."""
    return (at + timedelta(days=days)).astimezone(UTC).astimezone(at.tzinfo)


def _session(desk: Desk, training: Training, wish: Plan) -> Session:
    wish = checked(wish)
    return Session.new(
        desk.me, training=training.id, starts=wish.starts, ends=wish.starts + timedelta(minutes=wish.minutes), place=wish.place,
        link=wish.link, seats=wish.seats, closes=wish.closes, order=wish.order,
    )  # fmt: skip


def checked(wish: Plan) -> Plan:
    """Return the plan as it will be kept; raises InvalidInput for the first of its faults."""
    for field, sentence in faults(wish).items():
        raise InvalidInput(sentence, field)
    starts = wish.starts.astimezone(UTC).replace(microsecond=0)  # in UTC, minutes added are minutes passed
    return replace(wish, starts=starts, place=one_line(wish.place), link=wish.link.strip())


def faults(wish: Plan) -> dict[str, str]:
    """Return what cannot stay in a plan: a sentence per field (starts, minutes, place, link, seats, closes)."""
    place, link, found = one_line(wish.place), wish.link.strip(), {}
    if not 0 < wish.minutes <= LONGEST.total_seconds() / 60:
        found["minutes"] = _("This duration cannot be right. Fill in a number of minutes.")
    if not FIRST_YEAR <= wish.starts.year < LAST_YEAR:
        found["starts"] = _("This date cannot be right. Choose another day.")
    if wish.seats is not None and not 0 < wish.seats <= SEATS_MOST:
        found["seats"] = _("This number of seats cannot be right. Fill in 1 or more, or leave it empty.")
    if wish.closes is not None and wish.closes.year < FIRST_YEAR:
        found["closes"] = _("This date cannot be right. Choose another day.")
    if wish.closes is not None and wish.closes > wish.starts:
        found["closes"] = _("Signing up must close before the session starts.")
    if len(place) > PLACE_LIMIT:
        found["place"] = _("This is too long. Use at most {n} characters.").format(n=PLACE_LIMIT)
    if link and (not LINK.fullmatch(link) or not link.isprintable() or len(link) > 2_000):
        found["link"] = _("This is no web address. One begins with https://.")
    return found


def fault_of_order(desk: Desk, session: Session, order: str) -> str:
    """Return why a session cannot give its seats in this order, as a sentence, or "" where it can."""
    if order == session.order or not seating(desk, session).seats:
        return ""
    return _("Colleagues have signed up already, so the order of seats stays as it is.")


def wish_of(session: Session) -> Plan:
    """Return what was filled in for a session, to copy or change it."""
    minutes = int((session.ends - session.starts).total_seconds() // 60)
    return Plan(session.starts, minutes, session.place, session.link, session.seats, session.closes, session.order)


def change(desk: Desk, session_id: str, wish: Plan, begun: Plan | None = None) -> Done:
    """Change a planned session; who is on its list is told of another time or place.

    `begun` is what was planned when this wish was begun: what was left as it was then stays as somebody else made it since.
    """
    session = desk.store.get(Session, session_id)
    planned = wish_of(session)
    wish = replace(planned, **{name: getattr(wish, name) for name in written_since(wish, begun)})
    if session.status == "cancelled":
        raise NotPossible(_("This session is cancelled and cannot be changed. Plan a new one."))
    wish = checked(wish)
    if sentence := fault_of_order(desk, session, wish.order):
        raise InvalidInput(sentence, "order")
    length = timedelta(minutes=wish.minutes)
    if wish.minutes == planned.minutes:
        length = session.ends - session.starts  # what came from elsewhere need not last whole minutes
    ends = wish.starts + length
    moved = (session.starts, session.ends, session.place, session.link) != (wish.starts, ends, wish.place, wish.link)
    changed = replace(
        session, starts=wish.starts, ends=ends, place=wish.place, link=wish.link, seats=wish.seats, closes=wish.closes,
        order=wish.order,
    )  # fmt: skip
    if changed == session:
        return Done(_("Nothing was changed."), (), session.id)
    before = seating(desk, session)
    changes = desk.store.save(replace(changed, sequence=session.sequence + moved))
    after = seating(desk, changed)
    if moved:
        tell_moved(desk, changed)
    tell_seats(desk, changed, before, after)
    title = desk.store.get(Training, session.training).title
    excess = after.excess
    if excess:
        sentence = ngettext(
            "**{title}** is changed. {n} colleague has a seat too many.",
            "**{title}** is changed. {n} colleagues have a seat too many.",
            excess,
        ).format(title=title, n=excess)
    else:
        sentence = _("**{title}** is changed.").format(title=title)
    return Done(sentence, changes, session.id)


def fewer_seats(desk: Desk, session: Session, seats: int | None) -> str:
    """Return what lowering the seats would do, as a sentence, or "" where nobody loses anything."""
    now, then = seating(desk, session), seating(desk, replace(session, seats=seats))
    sentences = []
    if then.excess > now.excess:
        sentences.append(
            ngettext(
                "{n} more seat was confirmed already; it stays.",
                "{n} more seats were confirmed already; they stay.",
                then.excess,
            ).format(n=then.excess)
        )
    back = now.taken - then.taken
    if back > 0:
        sentences.append(
            ngettext(
                "{n} colleague with a provisional seat goes to the waiting list.",
                "{n} colleagues with a provisional seat go to the waiting list.",
                back,
            ).format(n=back)
        )
    return " ".join(sentences)


def held_before(desk: Desk, session: Session, wish: Plan) -> str:
    """Return that a session was held, as a sentence, where this wish puts it in the time to come; "" where it was not."""
    if not session.ends <= desk.now() < wish.starts or session.status != "planned":
        return ""
    there = seating(desk, session).taken
    words = ngettext("This session was held, with {n} participant.", "This session was held, with {n} participants.", there)
    return words.format(n=there) if there else ""


def cancel(desk: Desk, session_id: str, reason: str = "") -> Done:
    """Cancel a session; who is on its list is told, with the reason."""
    session = desk.store.get(Session, session_id)
    if session.status == "cancelled":
        raise NotPossible(_("This session was cancelled already."))
    gone = replace(session, status="cancelled", reason=one_line(reason)[:PLACE_LIMIT], sequence=session.sequence + 1)
    changes = desk.store.save(gone)
    tell_cancelled(desk, gone)
    title = desk.store.get(Training, session.training).title
    when = day_and_time(session.starts, desk.zone, desk.today())
    return Done(_("**{title}** of {when} is cancelled.").format(title=title, when=when), changes, session.id)


def add_trainer(desk: Desk, training_id: str, person: str) -> Done:
    """Let a colleague give this training too; they may plan, change and confirm from now on."""
    training, colleague = desk.store.get(Training, training_id), desk.store.get(Colleague, person)
    if not desk.is_trainer(training.id):
        raise NotAllowed(_("Only who gives this training may let a colleague give it too."))
    if person in desk.store.rights.givers(training.id):
        raise NotPossible(_("{name} is a trainer of this training already.").format(name=colleague.name))
    changes = desk.store.save(Grant.new(desk.me, right="trainer", subject=training.id, person=person))
    return Done(_("{name} gives **{title}** with you.").format(name=colleague.name, title=training.title), changes, training.id)


def remove_trainer(desk: Desk, training_id: str, person: str) -> Done:
    """Take back what `add_trainer` gave; the creator of a training always stays one."""
    training, colleague = desk.store.get(Training, training_id), desk.store.get(Colleague, person)
    grants = desk.store.where(Grant, subject=training.id, person=person, right=["trainer", OFFERED], withdrawn=False)
    if not grants:
        raise NotPossible(_("{name} made this training and stays its trainer.").format(name=colleague.name))
    changes = desk.store.save(*(replace(one, withdrawn=True) for one in grants))
    return Done(_("{name} no longer gives **{title}**.").format(name=colleague.name, title=training.title), changes, training.id)


def trainers(desk: Desk, training: Training, *, at: datetime | None = None) -> list[Colleague]:
    """Return the colleagues who give a training, or gave it at a moment, its creator first unless they stepped back."""
    rights = desk.store.rights
    givers = rights.givers(training.id) if at is None else rights.gave(training.id, at)
    persons = sorted(givers, key=lambda person: (person != training.creator, person))
    return [card for person in persons if (card := desk.store.find(Colleague, person)) is not None]
