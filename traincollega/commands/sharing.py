"""The commands of sharing: begin, invite, join, update, and who belongs."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from traincollega.commands.terminal import NothingBegun, at_desk, chosen_folder, note, print_json, row, said, say
from traincollega.errors import InvalidInput, NotFound, NotPossible, PlaceUnreachable, SharingError
from traincollega.language import _, day_and_time, ngettext
from traincollega.models.colleague import Colleague
from traincollega.models.folding import COORDINATOR_RIGHT
from traincollega.services.desk import ROOT, Desk
from traincollega.sharing import admitting, inviting, joining, moving, rounds, standing, starting
from traincollega.sharing.addresses import address_of, holds_password, known_as
from traincollega.sharing.circle import Circle
from traincollega.sharing.coming_back import come_back
from traincollega.sharing.computers import KeysGone, circle_of, keys_here
from traincollega.sharing.invitation import read_invitation
from traincollega.sharing.keeping_step import Step
from traincollega.sharing.keys import Keys
from traincollega.sharing.places import at_place

DONE, REFUSED = 0, 1


def start(place: str) -> int:
    """Begin to share in a place."""
    with at_desk() as desk:
        starting.begin(desk, chosen_folder(), place, show=_show_code)
        step = _update(desk)
        shown = known_as(address_of(place, chosen_folder()))
        say(_("You share in {place} now. Invite colleagues with: traincollega share invite FILE.").format(place=shown))
        return _told(step)


def _show_code(code: str) -> None:
    click.echo(_("This is the recovery code. Print it and keep it safe; it is shown once."), err=True)
    click.echo(code, err=True)


def move(place: str) -> int:
    """Share in another place from now on."""
    with at_desk() as desk:
        desk, moved = moving.move(desk, chosen_folder(), place)
        say(_("You share in {place} from now on.").format(place=moved.place))
        if moved.tell:
            say(_("All that was said goes there. Colleagues need this place too: traincollega share move PLACE."))
            say(_("Invitations from before still name the old place. Make new ones."))
            if holds_password(moved.tell):
                say(_("This is their address. It holds a password, so tell it to nobody else."))
            click.echo(moved.tell)
        return _told(_update(desk))


def invite(file: Path) -> None:
    """Write an invitation, and print the phrase that opens it."""
    if os.path.lexists(file):
        raise InvalidInput(_("{path} exists already. Name another file.").format(path=file), "file")
    with at_desk() as desk:
        click.echo(inviting.write_invitation(_circle(desk), file))  # first: the place may be out of reach
        _update(desk)


def join(file: Path, name: str, email: str, department: str, place: str | None) -> int:
    """Join colleagues with an invitation; a profile that lost its keys joins again."""
    invitation = read_invitation(file, _secret(_("Phrase")))
    folder = chosen_folder()
    try:
        with at_desk() as desk, _hinting(place):
            joining.may_join_again(desk, folder, invitation)
            named = known_as(invitation.place) if place is None else place
            joining.join_again(desk, folder, moving.found_at(invitation, named, folder))
            step = _update(desk)
        say(_("This computer waits to be approved by your other computer, or by a coordinator."))
        return _told(step)
    except NothingBegun:
        pass
    if not (name and email):
        raise InvalidInput(_("Say who you are with --name and --email."), "name")
    with _hinting(place):
        if place is not None:
            invitation = moving.found_at(invitation, place, folder)
        with at_place(invitation.place, invitation.organisation) as there:
            joined = joining.join(folder, invitation, there, name=name, email=email, department=department, now=_now)
    standing.succeeded(folder, joined.step, _now())
    waits = standing.is_not_heard(joined.desk)  # as who comes by an invitation that was withdrawn
    joined.desk.store.connection.close()
    if waits and not joined.claims:
        say(_("This computer waits to be approved by your other computer, or by a coordinator."))
        return _told(joined.step)
    say(_("You share with **{organisation}** now.").format(organisation=invitation.name))
    if joined.claims:
        sentence = _("There is a {name} with this address already. A coordinator has to confirm that it is you.")
        say(sentence.format(name=joined.claims))
    return _told(joined.step)


@contextmanager
def _hinting(place: str | None) -> Iterator[None]:
    """Tell who named no place that they can, where it is out of reach."""
    try:
        yield
    except PlaceUnreachable as error:
        if place is not None:
            raise
        hint = _("Is it called otherwise on this computer? Then name it with --place.")
        raise PlaceUnreachable(f"{error} {hint}") from error


def now(as_json: bool) -> int:
    """Do one round."""
    with at_desk() as desk:
        step = _update(desk)
    if as_json:
        print_json({"sent": step.sent, "received": step.received, "waiting": step.waiting, "problems": list(step.problems)})
        return REFUSED if step.waiting else DONE
    say(ngettext("{n} change received.", "{n} changes received.", step.received).format(n=step.received))
    return _told(step)


def status(as_json: bool) -> None:
    """Say how sharing stands, and who shares."""
    folder = chosen_folder()
    with at_desk() as desk:
        state = _as_it_is(desk, folder)
        if as_json:
            which = standing.state_of(desk, state)
            print_json({
                "state": which.value, "place": standing.place_of(desk), "updated": state.at.isoformat() if state.at else None,
                "unreachable": state.since.isoformat() if state.since else None, "waiting": standing.not_sent(desk),
                "problems": [*state.problems, *filter(None, (state.error if state.since else "",))],
                "computers": _computers(desk) if which is not standing.State.OFF else [],
            })  # fmt: skip
            return
        say(standing.sentence_of(desk, state))
        for problem in state.problems:
            click.echo(problem, err=True)
        if standing.place_of(desk):
            for one in _computers(desk):
                row(f"{one['device'][:12]}  {one['name']}  {_state_words()[one['state']]}")


def _as_it_is(desk: Desk, folder: Path) -> standing.Standing:
    """Return how sharing stands; what no round was told yet too, that the keys are gone."""
    state = standing.standing(folder)
    if desk.shares():
        try:
            keys_here(folder)
        except KeysGone as error:
            return replace(state, since=state.since or desk.now(), error=str(error), kind=standing.KEYS_GONE)
    return state


def approve(device: str) -> None:
    """Say that a computer speaks for whom it says."""
    with at_desk() as desk:
        circle = _circle(desk)
        admitting.approve(circle, _device(circle, device))
        _update(desk)
    say(_("This computer is heard from now on."))


def accept(device: str) -> None:
    """Accept what came from a revoked computer since."""
    with at_desk() as desk:
        circle = _circle(desk)
        identity = _device(circle, device)
        accepted = admitting.accept_more(circle, identity, _secret(_("Recovery code")) if _of_coordinator(circle, identity) else "")
        _update(desk)
    say(ngettext("{n} message is accepted and counts now.", "{n} messages are accepted and count now.",
                 accepted.segments).format(n=accepted.segments))  # fmt: skip
    _tell_withdrawn(accepted.withdrawn)


def recover() -> None:
    """Get back in as a coordinator whose computer nobody hears, with the recovery code."""
    with at_desk() as desk:
        come_back(desk, chosen_folder(), _secret(_("Recovery code")))
        _update(desk)
    say(_("Colleagues hear this computer again. What waited is sent."))


def revoke(device: str) -> None:
    """Hear a computer no longer."""
    with at_desk() as desk:
        circle = _circle(desk)
        identity = _device(circle, device)
        revoked = admitting.revoke(circle, [identity], _secret(_("Recovery code")) if _of_coordinator(circle, identity) else "")
        _update(desk)
    say(_("This computer is no longer heard. What it sent until now stays."))
    _tell_withdrawn(revoked.withdrawn)


def invitations(as_json: bool) -> None:
    """List the invitations that let newcomers in."""
    with at_desk() as desk:
        found = inviting.open_invitations(_circle(desk))
        if as_json:
            print_json([
                {"invitation": one.id, "by": one.by, "until": one.until.isoformat(), "old_place": one.old_place or None}
                for one in found
            ])  # fmt: skip
            return
        for one in found:
            words = _("{name}, until {when}").format(name=one.by, when=day_and_time(one.until, desk.zone, desk.today()))
            old = _("It still names {place}, from before you moved. Make a new one.").format(place=one.old_place)
            click.echo(f"{one.id[:12]}  {words}" + (f"  {old}" if one.old_place else ""))
        if not found:
            note(_("No invitation is open."))


def withdraw(invitation: str) -> None:
    """Let nobody in any more by an invitation."""
    with at_desk() as desk:
        desk, looked = rounds.after_a_look(desk, chosen_folder())
        circle = _circle(desk)
        found = [one.id for one in inviting.open_invitations(circle) if invitation and one.id.startswith(invitation)]
        if len(found) != 1:
            sentence = _("There is no one open invitation {id}. See which there are with: traincollega share invitations.")
            raise NotFound(sentence.format(id=invitation))
        say(inviting.told_withdrawn(inviting.withdraw(circle, found[0]), looked=looked))
        _update(desk)


def role(address: str, right: str, end: bool) -> None:
    """Make a colleague coordinator or HR, or end that."""
    if right not in (COORDINATOR_RIGHT, admitting.HR):
        raise InvalidInput(_("There is no role {role}. The roles are: coordinator, hr.").format(role=right), "right")
    with at_desk() as desk:
        circle = _circle(desk)
        person = _person(desk, address)
        if right == admitting.HR:
            admitting.set_hr(circle, person, held=not end)
        else:
            change = admitting.end_coordinator if end else admitting.make_coordinator
            change(circle, person, _secret(_("Recovery code")))
        _update(desk)
    say(_("Done: colleagues see it once their program has updated."))


def leave(address: str) -> None:
    """Let a colleague go who leaves the organisation."""
    with at_desk() as desk:
        circle = _circle(desk)
        admitting.may_let_go(circle)  # before a secret is asked for
        person = _person(desk, address)
        theirs = person in circle.trust().coordinators
        gone = admitting.farewell(desk, circle, person, _secret(_("Recovery code")) if theirs else "")
        _update(desk)
    say(ngettext("They left {n} session to come.", "They left {n} sessions to come.", gone.left).format(n=gone.left))
    _tell_withdrawn(gone.withdrawn)
    if gone.trainings:
        click.echo(said(_("These trainings need another trainer: {titles}.").format(titles=", ".join(gone.trainings))), err=True)


def _of_coordinator(circle: Circle, device: str) -> bool:
    return circle.trust().computers[device].person in circle.trust().coordinators


def _tell_withdrawn(number: int) -> None:
    if number:
        told = ngettext("{n} invitation of theirs was withdrawn.", "{n} invitations of theirs were withdrawn.", number)
        say(told.format(n=number))


def _circle(desk: Desk) -> Circle:
    circle = circle_of(desk, chosen_folder())
    if circle is None:
        raise NotPossible(_("You do not share with colleagues yet. Begin with: traincollega share start PLACE."))
    return circle


def _update(desk: Desk) -> Step:
    folder = chosen_folder()
    try:
        step = rounds.one_round(desk, folder)[1]
    except SharingError as error:
        standing.failed(folder, error, desk.now())
        raise
    standing.succeeded(folder, step, desk.now())
    return step


def update_if_shared(desk: Desk) -> None:
    """Send and receive now, where this profile shares; a place that is out of reach gets it later."""
    if desk.shares():
        try:
            _update(desk)
        except SharingError as error:
            click.echo(str(error), err=True)


def _told(step: Step) -> int:
    for problem in step.problems:
        click.echo(problem, err=True)
    return REFUSED if step.waiting else DONE


def _secret(prompt: str) -> str:
    """Return what is asked for on a terminal, and else the first line of standard input."""
    if sys.stdin is not None and sys.stdin.isatty():
        return str(click.prompt(prompt, err=True))
    return (sys.stdin.readline() if sys.stdin is not None else "").strip()


def _device(circle: Circle, signs: str) -> str:
    found = [one for one in circle.trust().computers if one.startswith(signs)] if signs else []
    if len(found) != 1:
        raise NotFound(_("There is no one computer {id}. See which there are with: traincollega share status.").format(id=signs))
    return found[0]


def _person(desk: Desk, address: str) -> str:
    found = [one for one in desk.store.where(Colleague) if one.email.casefold() == address.strip().casefold()]
    if not found:
        raise NotFound(_("There is no colleague with the address {address}.").format(address=address))
    return found[0].id


def _computers(desk: Desk) -> list[dict[str, str]]:
    keys = Keys("", b"", b"", "")  # who is heard follows from what was said; also where our own keys are gone
    trust = Circle(desk.store, desk.organisation, desk.store.local(ROOT), keys, chosen_folder(), desk.now).trust()
    names = {card.id: card.name for card in desk.store.where(Colleague)}
    return [
        {"device": device, "person": one.person, "name": names.get(one.person, _("unknown")),
         "state": "revoked" if device in trust.revoked else "heard" if device in trust.certified else "waits"}
        for device, one in sorted(trust.computers.items(), key=lambda pair: (names.get(pair[1].person, ""), pair[0]))
    ]  # fmt: skip


def _state_words() -> dict[str, str]:
    return {"revoked": _("revoked"), "heard": _("heard"), "waits": _("waits to be approved")}


def _now() -> datetime:
    return datetime.now(UTC)
