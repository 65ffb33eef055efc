"""The command for who came to a session."""

import click

from traincollega.commands.terminal import at_desk, note, print_json, row, said
from traincollega.errors import InvalidInput, NotAllowed
from traincollega.language import _, ngettext
from traincollega.models.attendance import PRESENT
from traincollega.models.session import Session
from traincollega.services.desk import Desk

NONE = "none"


def attendance(
    session: str, everybody: bool, address: str | None, state: str | None, walk_in: str | None, name: str | None, as_json: bool
) -> None:
    """List who came, or note it."""
    from traincollega.services import attending, listing  # 20 ms that not every command needs

    if state not in (*attending.STATES, NONE, None):
        raise InvalidInput(_("--state is present, excused, no-show or none."), "state")
    if state is not None and address is None:
        raise InvalidInput(_("--state goes with --of: it says what became of one colleague."), "state")
    if name is not None and walk_in is None:
        raise InvalidInput(_("--name goes with --walk-in: it says who came."), "name")
    if sum((everybody, address is not None, walk_in is not None)) > 1:
        raise InvalidInput(_("Choose one of --all, --of and --walk-in."), "session")
    with at_desk() as desk:
        identity = listing.named(desk, Session, session).id
        done = None
        if everybody:
            done = attending.all_present(desk, identity)
        elif walk_in is not None:
            done = attending.walk_in(desk, identity, walk_in, name or "")
        elif address is not None:
            person = attending.participant_by_address(desk, identity, address)
            done = attending.note(desk, identity, {person: "" if state == NONE else state or PRESENT})
        if done:
            click.echo(said(done.sentence), err=as_json)
        if as_json or not done:
            _list(desk, identity, as_json)


def _list(desk: Desk, session: str, as_json: bool) -> None:
    from traincollega.services import attending, participating  # 20 ms that not every command needs

    found = desk.store.get(Session, session)
    if not desk.is_trainer(found.training):  # nobody else can read what is noted
        raise NotAllowed(_("Only the trainers of this session see who came."))
    people = participating.took_part(desk, found)
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
