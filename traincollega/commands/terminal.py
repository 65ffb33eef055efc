"""What every command shares: the profile's desk, sentences and documents on the terminal, and how far long work is."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from traincollega.errors import InvalidInput, NotFound
from traincollega.language import _
from traincollega.models.database import speaking
from traincollega.services import beginning
from traincollega.services.beginning import many_lines
from traincollega.services.desk import Desk
from traincollega.settings import default_folder

PrintPdf = Callable[[str, Path, str], None]
"""Writes HTML of ours to a path as a PDF with a title; raises StorageError."""


def chosen_folder() -> Path:
    """Return the folder of the profile that this command works in."""
    folder: Path = click.get_current_context().find_object(Path) or default_folder()
    return folder


class NothingBegun(NotFound):
    """No organisation has begun in the folder of the profile yet."""


@contextmanager
def at_desk() -> Iterator[Desk]:
    """Open the profile's desk for one command; raises NothingBegun where no organisation has begun there."""
    desk = beginning.open_desk(chosen_folder())
    if desk is None:
        sentence = _("There is no organisation in {folder} yet. Begin one with: traincollega init.")
        raise NothingBegun(sentence.format(folder=chosen_folder()))
    try:
        with speaking():  # a page that is damaged may be met by any reading
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
    """Print a sentence for a person."""
    click.echo(said(sentence))


def row(text: str) -> None:
    """Print one row of a list."""
    click.echo(many_lines(text).replace("\n", " "))


def note(sentence: str) -> None:
    """Print what stands beside a list, where a person reads it and no program does."""
    if sys.stdout.isatty():
        click.echo(sentence)


def said(sentence: str) -> str:
    """Return a sentence without the marks that screens make bold, and without signs that steer a terminal."""
    return re.sub(r"\*\*(.+?)\*\*", r"\1", many_lines(sentence))


def agree(question: str) -> None:
    """Ask before what cannot be taken back, on a terminal or of standard input; raises Abort unless the answer is yes."""
    hint = said(" ".join((question, _("Type yes to go on:"))))
    if sys.stdin is not None and sys.stdin.isatty():
        answer = str(click.prompt(hint, err=True, prompt_suffix=" ", default="", show_default=False))
    else:
        click.echo(hint, err=True)
        answer = sys.stdin.readline() if sys.stdin is not None else ""
    if answer.strip().casefold() not in (_("yes"), "yes"):
        raise click.Abort


def print_json(document: object) -> None:
    """Print exactly one JSON document."""
    plain = "utf" not in (sys.stdout.encoding or "").lower()
    click.echo(json.dumps(document, ensure_ascii=plain, indent=2))


def day_of(text: str, field: str) -> date:
    """Return the day that an option says; raises InvalidInput."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(_("{text} is no day. Write it like 2026-12-31.").format(text=text), field) from None
