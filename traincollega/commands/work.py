"""The commands: each does what a screen does through the same services, and says what it did."""

from dataclasses import asdict
from pathlib import Path

import click

from traincollega.commands.terminal import at_desk, chosen_folder, note, print_json, row, said, say, shown
from traincollega.errors import InvalidInput, NewerVersionNeeded, UnreadableFile
from traincollega.language import _, ngettext
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services import beginning
from traincollega.services.desk import Desk
from traincollega.services.writing_files import put_down

DONE, REFUSED = 0, 1
SIGNS = 12
"""How much of an id the lists for people show."""


def init(organisation: str, name: str, email: str, department: str) -> None:
    """Begin an organisation in this profile."""
    desk = beginning.begin(chosen_folder(), organisation=organisation, name=name, email=email, department=department)
    desk.store.connection.close()
    say(_("**{organisation}** has begun. Its data lies in {folder}.").format(organisation=organisation, folder=chosen_folder()))


def bring_in(source: Path, as_json: bool) -> int:
    """Import files that others made."""
    from traincollega.services.importing import import_source, refused_whole, zone_remark  # 50 ms for YAML and the readers

    with at_desk() as desk, shown(_("Reading")) as progress:
        try:
            done = import_source(desk, source, progress=progress)
        except UnreadableFile as error:
            done = refused_whole(source, error)
        remark = zone_remark(desk, done)
    counts = {"trainings": asdict(done.trainings), "sessions": asdict(done.sessions)}
    if as_json:
        print_json(counts | {"refused": [one._asdict() for one in done.refused]})
    elif not done.nothing:
        say(_("Trainings: {new} new, {updated} updated, {unchanged} unchanged.").format(**counts["trainings"]))
        say(_("Sessions: {new} new, {updated} updated, {unchanged} unchanged.").format(**counts["sessions"]))
    if remark:
        click.echo(remark, err=as_json)
    for one in done.refused:
        click.echo(f"{one.where}: {one.why}", err=True)
    return REFUSED if done.nothing else DONE


def list_trainings(search: str, topic: str, limit: int | None, as_json: bool) -> None:
    """List trainings."""
    from traincollega.services import listing  # 12 ms that not every command needs

    with at_desk() as desk:
        found = listing.trainings(desk, search, topic, limit)
        if as_json:
            print_json([
                {"id": one.training.id, "title": one.training.title, "summary": one.training.summary,
                 "minutes": one.training.minutes, "topics": list(one.training.topics), "status": one.training.status,
                 "language": one.training.language, "sessions": one.sessions}
                for one in found
            ])  # fmt: skip
            return
        number = 0
        for one in found:
            number += 1
            status = "" if one.training.status == "published" else f"  ({_('archived')})"
            row(f"{one.training.id[:SIGNS]}  {one.training.minutes:>5} min  {one.sessions:>3} ×  {one.training.title}{status}")
        note(ngettext("{n} training", "{n} trainings", number).format(n=number))


def list_sessions(training: str | None, as_json: bool) -> None:
    """List sessions."""
    from traincollega.services import enrolling, listing  # 20 ms that not every command needs

    with at_desk() as desk:
        found = listing.sessions(desk, "" if training is None else listing.named(desk, Training, training).id)
        if as_json:
            print_json([
                {"id": one.session.id, "training": one.training.id, "title": one.training.title,
                 "starts": one.session.starts.astimezone(desk.zone).isoformat(),
                 "ends": one.session.ends.astimezone(desk.zone).isoformat(), "place": one.session.place or one.session.link,
                 "seats": one.session.seats, "taken": one.placed.taken, "waiting": one.placed.waiting,
                 "status": one.session.status}
                for one in found
            ])  # fmt: skip
            return
        number = 0
        for one in found:
            number += 1
            when = f"{one.session.starts.astimezone(desk.zone):%Y-%m-%d %H:%M}"
            full = enrolling.free_line(one.session, one.placed)
            row(f"{one.session.id[:SIGNS]}  {when}  {full:<20}  {one.training.title}")
        note(ngettext("{n} session", "{n} sessions", number).format(n=number))


def publish(file: Path) -> None:
    """Publish a file as my training and print its id."""
    from traincollega.services.importing import publish_file  # 50 ms for YAML and the readers

    with at_desk() as desk:
        click.echo(publish_file(desk, file).subject)


def plan(training: str, starts: str, minutes: int, place: str, seats: int | None) -> None:
    """Plan a session and print its id."""
    from traincollega.services import foreseeing, listing, planning  # 14 ms that not every command needs

    with at_desk() as desk:
        wish = planning.Plan(listing.written_moment(desk, starts), minutes, place=place, seats=seats)
        odd = foreseeing.tips(desk, [planning.checked(wish)])
        click.echo(planning.plan(desk, listing.named(desk, Training, training).id, wish).subject)
    for tip in odd:
        click.echo(tip, err=True)


def sign_up(session: str, withdraw: bool, address: str | None) -> None:
    """Sign up or leave, myself or a colleague."""
    from traincollega.services import enrolling, listing  # 20 ms that not every command needs

    with at_desk() as desk:
        identity = listing.named(desk, Session, session).id
        if address is not None:
            done = (enrolling.withdraw_address if withdraw else enrolling.sign_up_address)(desk, identity, address)
        else:
            done = (enrolling.withdraw if withdraw else enrolling.sign_up)(desk, identity)
        say(done.sentence)


def calendar(out: Path, session: str | None, everything: bool) -> None:
    """Write a calendar file."""
    from traincollega.exports.calendars import all_calendar, my_calendar, session_calendar  # icalendar takes 120 ms
    from traincollega.services import listing  # 12 ms that not every command needs

    if session is not None and everything:
        raise InvalidInput(_("Choose --session or --all, not both."), "session")
    with at_desk() as desk:
        if session is not None:
            written = session_calendar(desk, listing.named(desk, Session, session))
        else:
            written = all_calendar(desk) if everything else my_calendar(desk)
    put_down(out, written)
    number = written.count(b"BEGIN:VEVENT")
    say(ngettext("{n} session is in {name}.", "{n} sessions are in {name}.", number).format(n=number, name=out.name))


def export(out: Path) -> None:
    """Write the shared file."""
    from traincollega.exchange import writing  # 40 ms that no other command needs

    with at_desk() as desk:
        done = writing.write(desk, out)
    say(
        ngettext("{n} training is in {name}.", "{n} trainings are in {name}.", done.trainings).format(
            n=done.trainings, name=out.name
        )
    )
    if done.masked:
        titles = ", ".join(done.masked)
        click.echo(said(_("Names and addresses of colleagues were left out of: {titles}.").format(titles=titles)), err=True)


def read_in(source: Path, preview: bool, as_json: bool) -> int:
    """Read in a shared file, or say what would come."""
    from traincollega.exchange import reading  # 40 ms that no other command needs

    counts = dict.fromkeys(("new", "updated", "unchanged", "choices"), 0)
    with at_desk() as desk:
        try:
            done = reading.preview(desk, source) if preview else reading.read_in(desk, source)
            counts = {name: getattr(done, name) for name in counts}
            refused = [(one.where, one.why) for one in done.refused]
        except (UnreadableFile, NewerVersionNeeded) as error:
            refused = [(source.name, str(error))]
    if as_json:
        print_json(counts | {"refused": [{"where": where, "why": why} for where, why in refused]})
    elif any(counts.values()) or not refused:
        say(_("Trainings: {new} new, {updated} updated, {unchanged} unchanged.").format(**counts))
    for where, why in refused:
        click.echo(f"{where}: {why}", err=True)
    return REFUSED if refused and not any(counts.values()) else DONE


def _checked(desk: Desk, rebuild: bool) -> list[str]:
    from traincollega.sharing import checking  # 60 ms of cryptography, that only who shares needs
    from traincollega.sharing.computers import circle_of

    circle = circle_of(desk, chosen_folder())
    if rebuild and circle is None:
        with desk.store.transaction(bulk=True):  # what a window saves meanwhile would be thrown away
            desk.store.rebuild(desk.store.all_changes())
    elif rebuild and circle is not None:
        checking.rebuild(circle)
    return [] if circle is None else checking.check(desk, circle)


def check(rebuild: bool) -> int:
    """Say whether every row is what its changes add up to, and those what the segments do; or make it so."""
    with at_desk() as desk:
        problems = _checked(desk, rebuild) + desk.store.check()
    for problem in problems:
        click.echo(problem, err=True)
    if not problems:
        say(_("All data is what its history adds up to."))
    return REFUSED if problems else DONE
