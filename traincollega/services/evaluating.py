"""Evaluating: what participants say of a session afterwards, and of what they use of it three weeks later."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from traincollega.errors import InvalidInput, NotAllowed, NotPossible
from traincollega.imports.characters import many_lines
from traincollega.language import _, day_long
from traincollega.models.change import Change, moment_at
from traincollega.models.evaluation import RATINGS, Evaluation
from traincollega.models.noun import moment_of
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.training import Training
from traincollega.services.attending import was_there
from traincollega.services.desk import Desk, Done
from traincollega.services.enrolling import my_sessions
from traincollega.services.holding import held

YES, NO = "yes", "no"
LATER = timedelta(weeks=3)
"""So long after a session it is asked what somebody uses of it, and the first tips are read."""
ASKED = timedelta(weeks=6)
"""So long each question stands on Start; it may be answered afterwards too."""
STEP = timedelta(weeks=1)
"""So often tips that came since become readable, together: so that the moment of one does not tell whose it is."""
TEXT_LIMIT = 2_000


@dataclass(frozen=True)
class Answers:
    """What somebody says: the fields of an evaluation that they fill in."""

    rating: int = 0
    helped: str = ""
    recommends: str = ""
    uses: str = ""
    changed: str = ""


class ToFillIn(NamedTuple):
    """A session that I have not said all about."""

    session: Session
    training: Training
    later: bool
    """Whether it is about what I use of it, three weeks later."""


def my_evaluation(desk: Desk, session_id: str) -> Evaluation | None:
    """Return what I said of a session: of several, said on two computers at once, the last one."""
    found = desk.store.where(Evaluation, session=session_id, person=desk.me)
    return max(found, key=lambda one: (one.created, one.id), default=None)


def my_answers(desk: Desk, session_id: str) -> Answers:
    """Return what I answered about a session so far."""
    said = my_evaluation(desk, session_id)
    return Answers() if said is None else Answers(said.rating, said.helped, said.recommends, said.uses, said.changed)


def took_part(desk: Desk, sessions: Iterable[Session]) -> dict[str, frozenset[str]]:
    """Return who may speak of each session that is over: who had a seat, was not noted as away, and does not give it."""
    known = {one.id: one for one in sessions}
    found = {}
    for identity, one in held(desk, known.values()).items():
        away = {person for person, there in was_there(desk, identity).items() if not there}
        found[identity] = one.persons - away - desk.store.rights.trainers(known[identity].training)
    return found


def may_evaluate(desk: Desk, session: Session) -> bool:
    """Say whether I may say what I think of a session."""
    return desk.me in took_part(desk, [session]).get(session.id, ())


def asks_later(desk: Desk, session: Session) -> bool:
    """Say whether it is time to ask what somebody uses."""
    return desk.now() >= session.ends + LATER


def read_until(desk: Desk, session: Session) -> datetime | None:
    """Return until which moment tips must have been written to be read now; None in the first three weeks."""
    first = over_since(desk, session) + LATER
    return first + (desk.now() - first) // STEP * STEP if desk.now() >= first else None


def over_since(desk: Desk, session: Session) -> datetime:
    """Return since when a session is over; one that is moved back afterwards is so no earlier, as participants were told."""
    moved = desk.store.rights.counting(Session.table, session.id, desk.store.history(session.id), "ends")
    passed = [moment_of(str(one.fields["ends"])) for one, later in pairwise(moved) if _passed(one, later)]
    return max([session.ends, *passed])


def _passed(one: Change, later: Change) -> bool:
    return moment_of(str(one.fields["ends"])) <= moment_at(later.stamp)


def next_reading(desk: Desk, session: Session) -> date:
    """Return the day from which the trainer reads what is written now."""
    last = read_until(desk, session)
    at = over_since(desk, session) + LATER if last is None else last + STEP
    return at.astimezone(desk.zone).date()


def evaluate(desk: Desk, session_id: str, rating: int, helped: str = "", recommends: str = "") -> Done:
    """Say what I think of a session: 1 to 5, what helped, and whether I recommend it ("yes", "no" or "").

    Raises InvalidInput, NotAllowed, NotPossible.
    """
    before = my_answers(desk, session_id)
    if rating not in RATINGS:
        raise _no_rating()
    return fill_in(desk, session_id, replace(before, rating=rating, helped=helped, recommends=recommends))


def use_it(desk: Desk, session_id: str, uses: str, changed: str = "") -> Done:
    """Say, from three weeks after a session, whether I use it ("yes" or "no") and what changed.

    Raises InvalidInput, NotAllowed, NotPossible.
    """
    before = my_answers(desk, session_id)
    if uses not in (YES, NO):
        raise _not_used()
    return fill_in(desk, session_id, replace(before, uses=uses, changed=changed))


def fill_in(desk: Desk, session_id: str, answers: Answers) -> Done:
    """Say all of it at once; said again it takes the place of what I said. Raises InvalidInput, NotAllowed, NotPossible."""
    answers = replace(answers, helped=many_lines(answers.helped).strip(), changed=many_lines(answers.changed).strip())
    with desk.store.transaction():
        session = desk.store.get(Session, session_id)
        _may_now(desk, session, answers)
        _checked(answers)
        row = my_evaluation(desk, session_id) or Evaluation.new(desk.me, session=session.id, person=desk.me)
        changes = desk.store.save(replace(row, **asdict(answers)))
    return Done(_thanked(desk, session, answers) if changes else _("You said so already."), changes, session_id)


def to_fill_in(desk: Desk) -> list[ToFillIn]:
    """Return the sessions that I am asked about now, the last one first."""
    since = desk.now() - LATER - ASKED
    recent = [one for one in my_sessions(desk) if since <= one.ends <= desk.now()]
    spoken = took_part(desk, recent)
    trainings = {one.id: one for one in desk.store.where(Training, id=sorted({one.training for one in recent}))}
    found = []
    for session in sorted(recent, key=lambda one: one.ends, reverse=True):
        if desk.me in spoken.get(session.id, ()) and session.training in trainings:
            said, later = my_answers(desk, session.id), asks_later(desk, session)
            if not (said.uses if later else said.rating):
                found.append(ToFillIn(session, trainings[session.training], later))
    return found


def answers_to(desk: Desk, sessions: Iterable[Session]) -> list[Evaluation]:
    """Return, oldest first, what was said of these sessions by who is or was on their lists, as far as I may read it.

    Whether they might speak was judged when they did. Were it judged again now, a trainer could see whose answer goes when they
    note that somebody was away, take seats away or make somebody trainer.
    """
    ids = [one.id for one in sessions]
    listed = {(one.session, one.person) for one in desk.store.where(SignUp, session=ids)}
    return [one for one in desk.store.where(Evaluation, session=ids) if (one.session, one.person) in listed]


def _may_now(desk: Desk, session: Session, answers: Answers) -> None:
    if session.status != "planned":
        raise NotPossible(_("This session was cancelled, so there is nothing to say about it."))
    if session.ends > desk.now():
        raise NotPossible(_("This session is not over. Fill in the evaluation afterwards."))
    if not may_evaluate(desk, session):
        raise NotAllowed(_("Only who took part fills in an evaluation. Is your attendance wrong? Then object to it first."))
    if (answers.uses or answers.changed) and not asks_later(desk, session):
        raise NotPossible(_("You can say what you use from three weeks after the session."))


def _checked(answers: Answers) -> None:
    rated = answers.rating or answers.helped or answers.recommends
    if (rated or not answers.uses) and answers.rating not in RATINGS:
        raise _no_rating()
    if answers.changed and answers.uses not in (YES, NO):
        raise _not_used()
    if answers.recommends not in (YES, NO, "") or answers.uses not in (YES, NO, ""):
        raise InvalidInput(_("Answer yes or no."), "recommends")
    for field in ("helped", "changed"):
        if len(getattr(answers, field)) > TEXT_LIMIT:
            raise InvalidInput(_("This is too long. Use {n} characters at most.").format(n=TEXT_LIMIT), field)


def _no_rating() -> InvalidInput:
    return InvalidInput(_("Choose a rating, from 1 to 5."), "rating")


def _not_used() -> InvalidInput:
    return InvalidInput(_("Choose whether you use it: yes or no."), "uses")


def _thanked(desk: Desk, session: Session, answers: Answers) -> str:
    if answers.helped or answers.changed:
        day = day_long(next_reading(desk, session), desk.today())
        return _("Thank you. Your trainer reads it without your name from {day}.").format(day=day)
    return _("Thank you. It counts once five colleagues have answered.")
