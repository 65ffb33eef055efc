"""The same work without a window: every command is a row of one table, and does what a screen does through the same services."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from traincollega import __version__, language
from traincollega.errors import InvalidInput, NotFound, StorageError, TrainCollegaError, UnreadableFile
from traincollega.language import _, ngettext
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services import beginning, enrolling, listing, planning
from traincollega.services.desk import Desk
from traincollega.settings import default_folder

DONE, REFUSED, WRONG_USE, STOPPED, NO_READER = 0, 1, 2, 130, 141
"""Exit codes; the last two are what a shell itself gives for Ctrl-C and for a reader that went away."""
PlayDemo = Callable[[Path, bool], int]
SIGNS = 12
"""How much of an id the lists for people show."""


def run(arguments: Sequence[str], *, play_demo: PlayDemo) -> int:
    """Do what the arguments ask in the language of the locale; return the exit code."""
    language.choose()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console that lacks a sign shows another one
    try:
        code = program(play_demo).main(list(arguments), prog_name="traincollega", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else DONE
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        click.echo(_("Stopped."), err=True)
        return STOPPED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains once more at its end
        return NO_READER
    except InvalidInput as error:
        click.echo(_said(str(error)), err=True)
        return WRONG_USE
    except TrainCollegaError as error:
        click.echo(_said(str(error)), err=True)
        return REFUSED


def program(play_demo: PlayDemo) -> click.Group:
    """Return the commands, each with its arguments and its help in the language spoken now."""

    def demo(out: Path, headless: bool) -> int:
        return play_demo(out, headless)

    as_json = option("--json", "as_json", is_flag=True, help=_("Print one JSON document."))
    limit = option("--limit", type=click.IntRange(min=1), help=_("At most so many."))
    preview = option("--preview", is_flag=True, help=_("Only say what would come; change nothing."))
    exchange = click.Group("exchange", help=_("Share trainings with other organisations through a file."), commands=[
        command("export", export, _("Write the shared file of our organisation."), path("OUT")),
        command("import", read_in, _("Read in the shared file of another organisation."), path("SOURCE"), preview, as_json),
    ])  # fmt: skip
    return click.Group("traincollega", help=_("Colleagues teach each other. Without a command the window opens."), params=[
        option("--profile", type=PATH, metavar="DIR", help=_("Where the data lies.")),
        version(),
    ], callback=choose_profile, commands=[
        command("init", init, _("Begin a new organisation."),
            option("--organisation", required=True, metavar="NAME", help=_("Name of the organisation.")),
            option("--name", required=True, metavar="NAME", help=_("Your own name.")),
            option("--email", required=True, metavar="ADDRESS", help=_("Your mail address.")),
            option("--department", default="", metavar="D", help=_("Your department."))),
        command("import", bring_in, _("Import Markdown, CSV or iCalendar: a file, folder, .zip or .tar.gz."), path("SOURCE"), as_json),
        command("trainings", list_trainings, _("List the trainings."),
            option("--search", default="", metavar="TEXT", help=_("Only what colleagues find with these words.")),
            option("--topic", default="", metavar="T", help=_("Only about this topic.")), limit, as_json),
        command("sessions", list_sessions, _("List the sessions, past ones too."),
            option("--training", default="", metavar="ID", help=_("Only of this training.")), as_json),
        command("publish", publish, _("Publish a Markdown file as your training, or its new version."), path("FILE")),
        command("plan", plan, _("Plan a session of a training."), argument("TRAINING"),
            option("--starts", required=True, metavar="ISO", help=_("Day and time, like 2026-12-03T10:00.")),
            option("--minutes", required=True, type=int, metavar="N", help=_("How long it takes.")),
            option("--place", default="", metavar="P", help=_("Where it is.")),
            option("--seats", type=int, metavar="N", help=_("How many can come; without it everybody can."))),
        command("sign-up", sign_up, _("Sign up for a session."), argument("SESSION"),
            option("--withdraw", is_flag=True, help=_("Leave the session.")),
            option("--as", "address", default="", metavar="ADDRESS", help=_("Not you, but the colleague with this mail address."))),
        command("calendar", calendar, _("Write a calendar file: your own sessions, one session, or all."), path("OUT"),
            option("--session", default="", metavar="ID", help=_("Only this session.")),
            option("--all", "everything", is_flag=True, help=_("All sessions of the organisation, past ones too."))),
        exchange,
        command("check", check, _("Compare the data with its own history.")),
        command("demo", demo, _("Look around in an example organisation."),
            option("--headless", is_flag=True, help=_("Play it without a screen and leave pictures and files.")),
            option("--out", type=PATH, default=Path("traincollega-demo"), metavar="DIR", help=_("Where those go."))),
    ])  # fmt: skip


# How a row of the table is made

PATH = click.Path(path_type=Path)


def command(name: str, does: Callable[..., Any], what: str, *params: click.Parameter) -> click.Command:
    """Return one command."""
    return click.Command(name, callback=does, help=what, short_help=what, params=list(params))


def option(*names: str, **how: Any) -> click.Option:
    """Return one option."""
    return click.Option(names, **how)


def argument(name: str) -> click.Argument:
    """Return one argument that must be there."""
    return click.Argument([name.lower()], metavar=name)


def path(name: str) -> click.Argument:
    """Return one argument that names a file or folder."""
    return click.Argument([name.lower()], metavar=name, type=PATH)


def version() -> click.Option:
    """Return the option that prints the version and stops."""

    def show(context: click.Context, _option: click.Parameter, asked: bool) -> None:
        if asked:
            click.echo(f"traincollega {__version__}")
            context.exit()

    return option("--version", is_flag=True, is_eager=True, expose_value=False, callback=show, help=_("Show the version and stop."))


@click.pass_context
def choose_profile(context: click.Context, profile: Path | None) -> None:
    """Keep which profile the command works in."""
    context.obj = profile or default_folder()


# The commands


def init(organisation: str, name: str, email: str, department: str) -> None:
    """Begin an organisation in this profile."""
    desk = beginning.begin(_folder(), organisation=organisation, name=name, email=email, department=department)
    desk.store.connection.close()
    say(_("**{organisation}** has begun. Its data lies in {folder}.").format(organisation=organisation, folder=_folder()))


def bring_in(source: Path, as_json: bool) -> int:
    """Import files that others made."""
    from traincollega.services.importing import Imported, Refusal, import_source  # 50 ms for YAML and the readers

    with at_desk() as desk, shown(_("Reading")) as progress:
        try:
            done = import_source(desk, source, progress=progress)
        except UnreadableFile as error:
            done = Imported(refused=(Refusal(source.name, str(error)),))
    counts = {"trainings": asdict(done.trainings), "sessions": asdict(done.sessions)}
    if as_json:
        print_json(counts | {"refused": [asdict(one) for one in done.refused]})
    elif not done.nothing:
        say(_("Trainings: {new} new, {updated} updated, {unchanged} unchanged.").format(**counts["trainings"]))
        say(_("Sessions: {new} new, {updated} updated, {unchanged} unchanged.").format(**counts["sessions"]))
    for one in done.refused:
        click.echo(f"{one.where}: {one.why}", err=True)
    return REFUSED if done.nothing else DONE


def list_trainings(search: str, topic: str, limit: int | None, as_json: bool) -> None:
    """List trainings."""
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
            status = "" if one.training.status == "published" else f"  ({one.training.status})"
            click.echo(
                f"{one.training.id[:SIGNS]}  {one.training.minutes:>5} min  {one.sessions:>3} ×  {one.training.title}{status}"
            )
        note(ngettext("{n} training", "{n} trainings", number).format(n=number))


def list_sessions(training: str, as_json: bool) -> None:
    """List sessions."""
    with at_desk() as desk:
        found = listing.sessions(desk, listing.named(desk, Training, training).id if training else "")
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
            click.echo(f"{one.session.id[:SIGNS]}  {when}  {full:<20}  {one.training.title}")
        note(ngettext("{n} session", "{n} sessions", number).format(n=number))


def publish(file: Path) -> None:
    """Publish a file as my training and print its id."""
    from traincollega.services.importing import publish_file  # 50 ms for YAML and the readers

    with at_desk() as desk:
        click.echo(publish_file(desk, file).subject)


def plan(training: str, starts: str, minutes: int, place: str, seats: int | None) -> None:
    """Plan a session and print its id."""
    with at_desk() as desk:
        wish = planning.Plan(planning.written_moment(desk, starts), minutes, place=place, seats=seats)
        click.echo(planning.plan(desk, listing.named(desk, Training, training).id, wish).subject)


def sign_up(session: str, withdraw: bool, address: str) -> None:
    """Sign up or leave, myself or a colleague."""
    with at_desk() as desk:
        identity = listing.named(desk, Session, session).id
        if withdraw:
            done = enrolling.withdraw_address(desk, identity, address) if address else enrolling.withdraw(desk, identity)
        else:
            done = enrolling.sign_up_address(desk, identity, address) if address else enrolling.sign_up(desk, identity)
        say(done.sentence)


def calendar(out: Path, session: str, everything: bool) -> None:
    """Write a calendar file."""
    from traincollega.exports.calendars import all_calendar, my_calendar, session_calendar  # icalendar takes 120 ms

    if session and everything:
        raise click.UsageError(_("Choose --session or --all, not both."))
    with at_desk() as desk:
        if session:
            written = session_calendar(desk, listing.named(desk, Session, session))
        else:
            written = all_calendar(desk) if everything else my_calendar(desk)
    _write(out, written)
    number = written.count(b"BEGIN:VEVENT")
    say(ngettext("{n} session is in {name}.", "{n} sessions are in {name}.", number).format(n=number, name=out.name))


def export(out: Path) -> None:
    """Write the shared file."""
    from traincollega.exchange import writing  # 40 ms that no other command needs

    with at_desk() as desk:
        say(writing.export(desk, out).sentence)


def read_in(source: Path, preview: bool, as_json: bool) -> int:
    """Read in a shared file, or say what would come."""
    from traincollega.exchange import reading  # 40 ms that no other command needs

    with at_desk() as desk:
        done = reading.preview(desk, source) if preview else reading.read_in(desk, source)
    counts = {"new": done.new, "updated": done.updated, "unchanged": done.unchanged, "choices": done.choices}
    if as_json:
        print_json(counts | {"refused": [{"where": one.where, "why": one.why} for one in done.refused]})
    else:
        say(_("Trainings: {new} new, {updated} updated, {unchanged} unchanged.").format(**counts))
    for one in done.refused:
        click.echo(f"{one.where}: {one.why}", err=True)
    return REFUSED if done.refused and not (done.new or done.updated or done.unchanged or done.choices) else DONE


def check() -> int:
    """Say whether every row is what its changes add up to."""
    with at_desk() as desk:
        problems = desk.store.check()
    for problem in problems:
        click.echo(problem, err=True)
    if not problems:
        say(_("All data is what its history adds up to."))
    return REFUSED if problems else DONE


# What the commands share


def _folder() -> Path:
    folder: Path = click.get_current_context().find_object(Path) or default_folder()
    return folder


@contextmanager
def at_desk() -> Iterator[Desk]:
    """Open the profile's desk for one command; raises NotFound where no organisation has begun there."""
    desk = beginning.open_desk(_folder())
    if desk is None:
        raise NotFound(_("There is no organisation in {folder} yet. Begin one with: traincollega init.").format(folder=_folder()))
    try:
        yield desk
    finally:
        desk.store.connection.close()


@contextmanager
def shown(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """Show how far long work is, where standard error is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def step(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        yield step


def say(sentence: str) -> None:
    """Print a sentence for a person, without the marks that screens make bold."""
    click.echo(_said(sentence))


def note(sentence: str) -> None:
    """Print what stands beside a list, where a person reads it and no program does."""
    if sys.stdout.isatty():
        click.echo(sentence)


def _said(sentence: str) -> str:
    return re.sub(r"\*\*(.+?)\*\*", r"\1", sentence)


def print_json(document: object) -> None:
    """Print exactly one JSON document."""
    plain = "utf" not in (sys.stdout.encoding or "").lower()
    click.echo(json.dumps(document, ensure_ascii=plain, indent=2))


def _write(out: Path, data: bytes) -> None:
    """Write a file beside its place and move it there, so that a crash leaves the old or the new."""
    beside = out.with_name(f"{out.name}.{os.getpid()}.new")
    try:
        beside.write_bytes(data)
        beside.replace(out)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise StorageError(_("{path} cannot be written: {why}.").format(path=out, why=error.strerror)) from error
