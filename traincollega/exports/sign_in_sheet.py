"""The sign-in sheet of a session: who has a seat, with room to sign; who waits stands apart; and rows for who walks in."""

from collections.abc import Sequence

from traincollega.errors import NotAllowed
from traincollega.exports.paper import Column, Paper, paper, paragraph, said, table, when, where
from traincollega.language import _
from traincollega.models.seats import Reason, State
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.desk import Desk
from traincollega.services.logging_exports import noted
from traincollega.services.participating import Participant, may_see_names, participants_of, seats_line
from traincollega.services.planning import trainers

WALK_INS = 5
ROOM = "&nbsp;"  # an empty cell is as high as a line
STYLE = "td { padding: 9px 7px; }\np.small { margin-top: 14px; }\n"


def sign_in_sheet(desk: Desk, session_id: str) -> Paper:
    """Return the sheet of a session; raises NotAllowed for who may not see its names, NotFound, NewerVersionNeeded."""
    session = desk.store.get(Session, session_id)
    if not may_see_names(desk, session):
        raise NotAllowed(_("Only the trainers of this session, or a coordinator, may print its list of names."))
    training = desk.store.get(Training, session.training)
    people = participants_of(desk, session)
    givers = training.given_by or ", ".join(card.name for card in trainers(desk, training))
    sure = {one.seat.state for one in people.seated if one.seat}
    seats = " · ".join((_("Trainer: {name}").format(name=givers), seats_line(session, people.placed)))
    parts = [
        f"<h1>{said(training.title)}</h1>",
        paragraph(when(desk, session), where(session) or _("The place is not known yet.")),
        paragraph(seats, *([_("All seats are still provisional.")] if sure == {State.PROVISIONAL} else []), kind="muted"),
    ]
    if session.status == "cancelled":
        parts.insert(1, paragraph(" ".join((_("This session does not go on."), session.reason)), kind="error"))
    seated = sorted(people.seated, key=lambda one: one.name.casefold())
    parts.append(_list(seated, mixed=len(sure) > 1) if seated else paragraph(_("Nobody has a seat yet.")))
    parts.append(_part(_("Also there"), _("Not signed up? Write your name and department here.")))
    parts.append(table(_columns(), [[str(number), ROOM, ROOM, ROOM] for number in range(1, WALK_INS + 1)]))
    if people.waiting:
        parts += [_waiting(people.waiting[0]), _list(people.waiting)]
    parts.append(paragraph(_("This list holds names. Keep it no longer than you need it."), kind="small"))
    return paper(_("Sign-in sheet: {title}").format(title=training.title), "\n".join(parts), STYLE)


def note_sheet(desk: Desk, session_id: str, made: Paper, form: str) -> None:
    """Keep in the log that this sheet is given out, before it is; raises StorageError."""
    people = participants_of(desk, desk.store.get(Session, session_id))
    noted(desk, made.title, form, len(people.seated) + len(people.waiting), _("To sign at the session"))


def _part(heading: str, sentence: str) -> str:
    return f"<h2>{said(heading)}</h2>\n{paragraph(sentence, kind='muted')}"


def _waiting(first: Participant) -> str:
    if first.seat is not None and first.seat.reason is Reason.DRAW_TO_COME:
        return _part(_("In the draw"), _("The draw has not been held, so nobody has a seat yet."))
    return _part(_("Waiting list"), _("These colleagues have no seat. Whoever stands first goes first."))


def _columns() -> list[Column]:
    return [Column(_("No."), 6), Column(_("Name"), 34), Column(_("Department"), 30), Column(_("Signature"), 30)]


def _list(people: Sequence[Participant], *, mixed: bool = False) -> str:
    return table(_columns(), [[str(number), _name(one, mixed), said(one.department), ROOM] for number, one in enumerate(people, 1)])


def _name(one: Participant, mixed: bool) -> str:
    """Return a name, with how sure the seat is where that is not the same for all."""
    if not mixed or one.seat is None or one.seat.state is not State.PROVISIONAL:
        return said(one.name)
    sure = _("provisional seat")
    return f'{said(one.name)}<br><span class="small">{said(sure)}</span>'
