"""The program without a window: every command is a row of one table, in the language of the locale."""

import errno
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from traincollega import __version__, language
from traincollega.commands import attending, backing_up, evaluating, work
from traincollega.commands.terminal import PrintPdf, said
from traincollega.errors import InvalidInput, NotPossible, TrainCollegaError
from traincollega.language import _
from traincollega.settings import default_folder

NAME = "traincollega"
DONE, REFUSED, WRONG_USE, STOPPED = 0, 1, 2, 130
"""Exit codes; the last is what a shell itself gives for Ctrl-C."""
PlayDemo = Callable[[Path, bool], int]


def no_printer(_html: str, _path: Path, _title: str) -> None:
    """Refuse to make a PDF: what makes one was not handed over."""
    raise NotPossible(_("No PDF can be made here. Give the file a name that ends in .html."))


def run(arguments: Sequence[str], *, play_demo: PlayDemo, print_pdf: PrintPdf = no_printer) -> int:
    """Do what the arguments ask in the language of the locale; return the exit code."""
    language.choose()
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who started us, or a Windows program without a console
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 for as long as we run
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console that lacks a sign shows another one
    try:
        code = program(play_demo, print_pdf).main(list(arguments), prog_name=NAME, standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else DONE
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(explained(error.ctx) if error.ctx else "", err=True)
        return WRONG_USE
    except click.UsageError as error:
        command_path = error.ctx.command_path if error.ctx else NAME
        hint = _("How it works: {command} --help").format(command=command_path)
        click.echo(f"{misused(error)} {hint}", err=True)
        return WRONG_USE
    except click.Abort:
        click.echo(_("Stopped."), err=True)
        return STOPPED
    except InvalidInput as error:
        click.echo(said(str(error)), err=True)
        return WRONG_USE
    except TrainCollegaError as error:
        click.echo(said(str(error)), err=True)
        return REFUSED
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        click.echo(_("The disk is full, so the answer could not be written."), err=True)
        # what is still held back goes nowhere, or Python complains once more at its end, and gives 120
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED


def misused(error: click.UsageError) -> str:
    """Return what is wrong with how a command was typed, as a sentence."""
    if isinstance(error, click.NoSuchOption):
        return _("There is no option {name}.").format(name=error.option_name)
    if isinstance(error, click.BadOptionUsage):
        return _("The option {name} is not used like this.").format(name=error.option_name)
    name = error.param.opts[0] if isinstance(error, click.BadParameter) and error.param else ""
    if isinstance(error, click.MissingParameter):
        return _("{name} is missing.").format(name=name if name.startswith("-") else name.upper())
    if isinstance(error, click.BadParameter):
        return _("{name} must be a whole number, 1 or more.").format(name=name)
    if error.ctx and isinstance(error.ctx.command, click.Group):
        return _("There is no such command.")
    return _("There is a word too many.")


def program(play_demo: PlayDemo, print_pdf: PrintPdf) -> click.Group:
    """Return the commands, each with its arguments and its help in the language spoken now."""

    def demo(out: Path, headless: bool) -> int:
        return play_demo(out, headless)

    def sheet(session: str, out: Path) -> None:
        from traincollega.commands import papers  # 15 ms that most commands do not need

        papers.sheet(session, out, print_pdf)

    def sign_up_mails(session: str, files: tuple[Path, ...], as_json: bool) -> int:
        from traincollega.commands import mails  # 20 ms, the same

        return mails.sign_up_by_mail(session, files, as_json)

    def poster(training: str, out: Path) -> None:
        from traincollega.commands import papers  # 15 ms, the same

        papers.poster(training, out, print_pdf)

    def statement(out: Path) -> None:
        from traincollega.commands import papers  # 15 ms, the same

        papers.statement(out, print_pdf)

    def overview(first: str, last: str, by: str, form: str, out: Path, purpose: str) -> None:
        from traincollega.commands import overviews  # 30 ms that most commands do not need

        overviews.write_overview(first, last, by, form, out, purpose, print_pdf)

    def proof(person: str, session: str, out: Path) -> None:
        from traincollega.commands import proofs  # 150 ms, most of it cryptography

        proofs.make(person, session, out, print_pdf)

    def verify(words: tuple[str, ...]) -> int:
        from traincollega.commands import proofs  # 150 ms, the same

        return proofs.verify(words)

    source = path("SOURCE")
    as_json = option("--json", "as_json", is_flag=True, help=_("Print one JSON document."))
    limit = option("--limit", type=click.IntRange(min=1), help=_("At most this number."))
    preview = option("--preview", is_flag=True, help=_("Only say what would come; change nothing."))
    exchange = click.Group("exchange", help=_("Share trainings with other organisations through a file."), commands=[
        command("export", work.export, _("Write the shared file of our organisation."), path("OUT")),
        command("import", work.read_in, _("Read in the shared file of another organisation."), source, preview, as_json),
    ], params=[helping()], add_help_option=False)  # fmt: skip
    staff = click.Group("staff", help=_("The staff list of HR."), commands=[
        command("import", privately("bring_in_staff"),
                _("Make the staff list what a CSV file says: mail, department, personnel number."), path("FILE")),
    ], params=[helping()], add_help_option=False)  # fmt: skip
    backup = click.Group("backup", help=_("Keep copies of your data, and put one back."), commands=[
        command("list", backing_up.show, _("List the backups on this computer."), as_json),
        command("now", backing_up.make, _("Make the backup of today, or make it anew.")),
        command("restore", backing_up.restore, _("Put a backup back: a file, or a name from the list."), path("FILE")),
    ], params=[helping()], add_help_option=False)  # fmt: skip
    proofs = Either("proof", "make", help=_("Make a proof of participation: PERSON SESSION OUT. Or verify one."), commands=[
        command("make", proof, _("Write the proof of who was present, as OUT.pdf or OUT.html."),
            argument("PERSON"), argument("SESSION"), path("OUT")),
        command("verify", verify, _("Say whether a proof is genuine: its file, or the code on it. It ends with 0 for genuine, "
                                    "3 for what is signed but has to be asked about, 1 for all else."),
            click.Argument(["words"], metavar="FILE|CODE", nargs=-1, required=True)),
    ], params=[helping()], add_help_option=False)  # fmt: skip
    return click.Group(NAME, help=_("Colleagues teach each other. Without a command the window opens."), params=[
        option("--profile", metavar="DIR", help=_("Where the data lies.")),
        version(), helping(),
    ], add_help_option=False, callback=choose_profile, commands=[
        command("init", work.init, _("Begin a new organisation."),
            option("--organisation", required=True, metavar="NAME", help=_("Name of the organisation.")),
            option("--name", required=True, metavar="NAME", help=_("Your own name.")),
            option("--email", required=True, metavar="ADDRESS", help=_("Your mail address.")),
            option("--department", default="", metavar="D", help=_("Your department."))),
        command("import", work.bring_in, _("Import Markdown, CSV or iCalendar: a file, folder, .zip or .tar.gz."), source, as_json),
        command("trainings", work.list_trainings, _("List the trainings."),
            option("--search", default="", metavar="TEXT", help=_("Only what colleagues find with these words.")),
            option("--topic", default="", metavar="T", help=_("Only about this topic.")), limit, as_json),
        command("sessions", work.list_sessions, _("List the sessions, past ones too."),
            option("--training", metavar="ID", help=_("Only of this training.")), as_json),
        command("publish", work.publish, _("Publish a Markdown file as your training, or its new version."), path("FILE")),
        command("plan", work.plan, _("Plan a session of a training."), argument("TRAINING"),
            option("--starts", required=True, metavar="ISO", help=_("Day and time, like 2026-12-03T10:00.")),
            option("--minutes", required=True, type=int, metavar="N", help=_("How long it takes.")),
            option("--place", default="", metavar="P", help=_("Where it is.")),
            option("--seats", type=int, metavar="N", help=_("How many can come; without it everybody can."))),
        command("sign-up", work.sign_up, _("Sign up for a session."), argument("SESSION"),
            option("--withdraw", is_flag=True, help=_("Leave the session.")),
            option("--as", "address", metavar="ADDRESS", help=_("Not you, but the colleague with this mail address."))),
        command("sign-up-mails", sign_up_mails, _("Sign up who sent these mails, which the codes of a poster open."),
            argument("SESSION"), paths("FILE"), as_json),
        command("attendance", attending.attendance, _("List who came to a session, or note it."), argument("SESSION"),
            option("--all", "everybody", is_flag=True, help=_("Everybody of whom nothing is noted yet is present.")),
            option("--of", "address", metavar="ADDRESS", help=_("Note what became of the colleague with this mail address.")),
            option("--state", metavar="S", help=_("With --of: present (as without this), excused, no-show, or none.")),
            option("--walk-in", metavar="ADDRESS", help=_("Somebody came who had not signed up.")),
            option("--name", metavar="NAME", help=_("With --walk-in: their name, where it is not known.")), as_json),
        command("evaluate", evaluating.evaluate, _("Say what you think of a session that you took part in, or thanks."),
            argument("SESSION"),
            option("--rating", type=int, metavar="N", help=_("How good it was, from 1 to 5.")),
            option("--helped", default="", metavar="TEXT", help=_("With --rating: what helped, or would have.")),
            option("--recommends", default="", metavar="yes|no", help=_("With --rating: whether you recommend it.")),
            option("--uses", default="", metavar="yes|no", help=_("From three weeks after it: whether you use it.")),
            option("--changed", default="", metavar="TEXT", help=_("With --uses: what you used, and what changed.")),
            option("--thanks", is_flag=True, help=_("Thank its trainers, with your name."))),
        command("evaluations", evaluating.evaluations, _("Show what participants say of a session that you give."),
            argument("SESSION"), as_json),
        command("complete", evaluating.complete, _("Close a session: keep how many took part."), argument("SESSION")),
        command("calendar", work.calendar, _("Write a calendar file: your own sessions, one session, or all."), path("OUT"),
            option("--session", metavar="ID", help=_("Only this session.")),
            option("--all", "everything", is_flag=True, help=_("All sessions of the organisation, past ones too."))),
        command("sheet", sheet, _("Write the sign-in sheet of a session, as OUT.pdf or OUT.html."),
            argument("SESSION"), path("OUT")),
        command("poster", poster, _("Write the poster of a training, as OUT.pdf or OUT.html."), argument("TRAINING"), path("OUT")),
        proofs,
        exchange,
        command("departments", privately("departments"), _("List the departments, and how many of each take part."), as_json),
        staff,
        command("my-data", privately("my_data"), _("Write all that is kept about you, as OUT.json or OUT.html."), path("OUT")),
        command("exports", privately("list_exports"), _("List who took names out of the program, when and what for."), as_json),
        command("overview", overview, _("Write who learned how much, of whole quarters; small groups are hidden."), path("OUT"),
            option("--from", "first", required=True, metavar="DATE", help=_("The first day, like 2026-01-01.")),
            option("--to", "last", required=True, metavar="DATE", help=_("The last day.")),
            option("--by", default="department", metavar="B", help=_("By department, topic, month, training or person.")),
            option("--purpose", default="", metavar="TEXT", help=_("What an overview by person is for; it is kept in the log.")),
            option("--format", "form", required=True, metavar="F", help=_("Of xlsx, ods, csv, pdf, html and json."))),
        command("works-council", privately("works_council"), _("Say, or record, what HR may know of single persons."),
            option("--agreed", metavar="DATE", help=_("The day it agreed to overviews by person, or none.")),
            option("--no-shows", metavar="ON", help=_("Whether HR hears who did not come: on or off."))),
        command("statement", statement,
            _("Write the data statement for works council and privacy officer, as OUT.pdf or OUT.html."), path("OUT")),
        command("erase", privately("erase"), _("Forget a colleague, for good: their mail address, or id."), argument("PERSON"),
            option("--yes", is_flag=True, help=_("Do not ask first."))),
        command("retention", privately("retention"), _("Say which names are past their term, or erase them; counts stay."),
            option("--report", "reports", is_flag=True, help=_("Say what would go and why, and change nothing.")),
            option("--apply", "applies", is_flag=True, help=_("Erase it, for good and on every computer.")),
            option("--names", type=click.IntRange(min=1), metavar="N", help=_("Keep names for this many months from now on.")),
            option("--no-shows", type=click.IntRange(min=1), metavar="N",
                   help=_("Keep no-shows for this many months from now on.")),
            as_json),
        backup,
        share(as_json),
        command("check", work.check, _("Compare the data with its own history, and that with what colleagues sent."),
            option("--rebuild", is_flag=True, help=_("Make the data anew from what colleagues sent and you wrote."))),
        command("demo", demo, _("Look around in an example organisation."),
            option("--headless", is_flag=True, help=_("Play it without a screen and leave pictures and files.")),
            option("--out", type=named_path, default=Path("traincollega-demo"), metavar="DIR", help=_("Where those go."))),
    ])  # fmt: skip


def share(as_json: click.Parameter) -> click.Group:
    """Return the commands of sharing."""
    return click.Group("share", help=_("Stay in step with colleagues through a shared folder or a server."), commands=[
        command("start", later("start"), _("Begin to share in a folder, or in a database at postgresql://…"), argument("PLACE")),
        command("move", later("move"), _("Share in another folder or database from now on."), argument("PLACE")),
        command("invite", later("invite"), _("Write an invitation, and print the phrase that opens it."), path("FILE")),
        command("join", later("join"), _("Join colleagues with an invitation."), path("FILE"),
            option("--name", default="", metavar="NAME", help=_("Your own name.")),
            option("--email", default="", metavar="ADDRESS", help=_("Your mail address.")),
            option("--department", default="", metavar="D", help=_("Your department.")),
            option("--place", metavar="PATH", help=_("The shared folder or database, as it is called on this computer."))),
        command("invitations", later("invitations"), _("List the invitations that let newcomers in."), as_json),
        command("withdraw", later("withdraw"), _("Let nobody in any more by an invitation."), argument("INVITATION")),
        command("now", later("now"), _("Send and receive now."), as_json),
        command("status", later("status"), _("Say how sharing stands, and who shares."), as_json),
        command("approve", later("approve"), _("Say that a computer speaks for whom it says."), argument("DEVICE")),
        command("recover", later("recover"), _("Get back in with the recovery code, where nobody can approve you.")),
        command("revoke", later("revoke"), _("Hear a computer no longer."), argument("DEVICE")),
        command("accept", later("accept"), _("Accept what came from a revoked computer since."), argument("DEVICE")),
        command("role", later("role"), _("Make a colleague coordinator or HR."), argument("ADDRESS"),
            click.Argument(["right"], metavar="coordinator|hr"),
            option("--end", is_flag=True, help=_("Take the role back."))),
        command("leave", later("leave"), _("Let a colleague go who leaves the organisation."), argument("ADDRESS")),
    ], params=[helping()], add_help_option=False)  # fmt: skip


def privately(name: str) -> Callable[..., Any]:
    """Return a command about what is kept of people, that is imported when it is asked for."""

    def does(**given: Any) -> Any:
        from traincollega.commands import privacy  # 10 ms that most commands do not need

        return getattr(privacy, name)(**given)

    return does


def later(name: str) -> Callable[..., Any]:
    """Return a command of sharing that is imported when it is asked for."""

    def does(**given: Any) -> Any:
        from traincollega.commands import sharing  # 60 ms of cryptography, that no other command needs

        return getattr(sharing, name)(**given)

    return does


# How a row of the table is made


class Either(click.Group):
    """A group in which one command may be left out: whatever names none of them is meant for that one."""

    def __init__(self, name: str, usual: str, **how: Any) -> None:
        super().__init__(name, **how)
        self._usual = usual

    def resolve_command(self, context: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is meant."""
        return super().resolve_command(context, args if args[0] in self.commands else [self._usual, *args])


def named_path(text: str) -> Path:
    """Return the path a person wrote; raises InvalidInput for none: to Python that is the folder one happens to stand in."""
    if not str(text):
        raise InvalidInput(_("Name a file or folder."))
    return Path(text)


def command(name: str, does: Callable[..., Any], what: str, *params: click.Parameter) -> click.Command:
    """Return one command."""
    return click.Command(name, callback=does, help=what, short_help=what, params=[*params, helping()], add_help_option=False)


def option(*names: str, **how: Any) -> click.Option:
    """Return one option."""
    return click.Option(names, **how)


def argument(name: str) -> click.Argument:
    """Return one argument that must be there."""
    return click.Argument([name.lower()], metavar=name)


def path(name: str) -> click.Argument:
    """Return one argument that names a file or folder."""
    return click.Argument([name.lower()], metavar=name, type=named_path)


def paths(name: str) -> click.Argument:
    """Return one argument that names one or more files."""
    return click.Argument([f"{name.lower()}s"], metavar=f"{name}…", type=named_path, nargs=-1, required=True)


def version() -> click.Option:
    """Return the option that prints the version and stops."""
    return stopping("--version", _("Show the version and stop."), lambda _context: f"{NAME} {__version__}")


def helping() -> click.Option:
    """Return the option that explains a command and stops."""
    return stopping("--help", _("Show this help and stop."), explained)


def explained(context: click.Context) -> str:
    """Return how a command works, click's own few words included."""
    words = {"Usage:": _("Usage:"), "Options:": _("Options:"), "Commands:": _("Commands:"), "  [required]": _("  [required]"),
             "[OPTIONS]": _("[OPTIONS]"), "COMMAND [ARGS]...": _("COMMAND [ARGS]...")}  # fmt: skip
    own = r"^(Usage|Options|Commands):|  \[required\]$|\[OPTIONS\]|COMMAND \[ARGS\]\.\.\."
    return re.sub(own, lambda found: words.get(found[0], found[0]), context.get_help(), flags=re.MULTILINE)


def stopping(name: str, what: str, text: Callable[[click.Context], str]) -> click.Option:
    """Return an option that prints a text instead of doing anything."""

    def show(context: click.Context, _option: click.Parameter, asked: bool) -> None:
        if asked:
            click.echo(text(context))
            context.exit()

    return option(name, is_flag=True, is_eager=True, expose_value=False, callback=show, help=what)


@click.pass_context
def choose_profile(context: click.Context, profile: str | None) -> None:
    """Keep which profile the command works in; raises InvalidInput where it is named with nothing."""
    if profile == "":
        raise InvalidInput(_("Name the folder where the data lies after --profile."), "profile")
    context.obj = default_folder() if profile is None else Path(profile)
