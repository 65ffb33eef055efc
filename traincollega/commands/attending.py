"""The command for who came to a session."""

from traincollega.commands.terminal import at_desk, note, print_json, row, say
from traincollega.errors import InvalidInput
from traincollega.language import _, ngettext
from traincollega.models.session import Session
from traincollega.services.desk import Desk

NONE = "none"


def attendance(
    session: str, everybody: bool, address: str | None, state: str, walk_in: str | None, name: str, as_json: bool
) -> None:
    """List who came, or note it."""
    from traincollega.services import attending, listing  # 20 ms that not every command needs

    if state not in (*attending.STATES, NONE):
        raise InvalidInput(_("--state is present, excused, no-show or none."), "state")
    if sum((everybody, address is not None, walk_in is not None)) > 1:
        raise InvalidInput(_("Choose one of --all, --of and --walk-in."), "session")
    with at_desk() as desk:
        identity = listing.named(desk, Session, session).id
        if everybody:
            say(attending.all_present(desk, identity).sentence)
        elif walk_in is not None:
            say(attending.walk_in(desk, identity, walk_in, name).sentence)
        elif address is not None:
            person = attending.participant_by_address(desk, identity, address)
            say(attending.note(desk, identity, {person: "" if state == NONE else state}).sentence)
        else:
            _list(desk, identity, as_json)


def _list(desk: Desk, session: str, as_json: bool) -> None:
    from traincollega.services import attending, participating  # 20 ms that not every command needs

    people = participating.took_part(desk, desk.store.get(Session, session))
    marks = attending.marks(desk, session)
    if as_json:
        print_json([
            {"person": one.person, "name": one.name, "department": one.department,
             "state": marks[one.person].state if one.person in marks else "",
             "disputed": one.person in marks and marks[one.person].disputed}
            for one in people
        ])  # fmt: skip
        return
    disputed = _("objected to")
    for one in people:
        mark = marks.get(one.person)
        words = attending.state_words(mark.state if mark else "")
        row(f"{one.name:<30}  {words}" + (f"  ({disputed})" if mark and mark.disputed else ""))
    note(ngettext("{n} participant", "{n} participants", len(people)).format(n=len(people)))
