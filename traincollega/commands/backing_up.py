"""The commands for backups: list them, make one, put one back."""

from pathlib import Path

import click

from traincollega.commands.terminal import at_desk, chosen_folder, note, print_json, say, shown
from traincollega.language import _, ngettext


def show(as_json: bool) -> None:
    """List the backups of this profile, newest first."""
    from traincollega.services.keeping_backups import backups  # 5 ms that not every command needs

    found = backups(chosen_folder())
    if as_json:
        print_json([
            {"name": one.path.name, "path": str(one.path), "day": one.day.isoformat(), "before_restore": one.before_restore,
             "bytes": one.size, "readable": one.held is not None, "trainings": one.held.trainings if one.held else None,
             "colleagues": one.held.colleagues if one.held else None}
            for one in found
        ])  # fmt: skip
        return
    for one in found:
        trainings = "?" if one.held is None else one.held.trainings
        click.echo(f"{one.path.name:<50}  {trainings:>7} ×  {one.size / 1_000_000:>8.1f} MB")
    note(ngettext("{n} backup", "{n} backups", len(found)).format(n=len(found)))


def make() -> None:
    """Make the backup of today, or make it anew."""
    from traincollega.services.keeping_backups import back_up_now  # 5 ms that not every command needs

    with at_desk() as desk, shown(_("Copying")) as progress:
        done = back_up_now(desk, progress)
    say(done.sentence)


def restore(file: Path) -> None:
    """Put a backup in the place of the database."""
    from traincollega.services import keeping_backups  # 5 ms that not every command needs

    say(keeping_backups.restore(chosen_folder(), file).sentence)
