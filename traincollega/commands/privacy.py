"""The commands for what the organisation keeps of people: departments, staff, how long, and who is forgotten."""

from pathlib import Path

import click

from traincollega.commands.terminal import at_desk, note, print_json, say
from traincollega.language import ngettext
from traincollega.services import dividing


def departments(as_json: bool) -> None:
    """List the departments."""
    with at_desk() as desk:
        found = dividing.sizes(desk)
    if as_json:
        print_json([
            {"id": one.department.id, "name": one.department.name, "headcount": one.headcount or None,
             "taking_part": one.taking_part, "merged": [other.name for other in one.merged]}
            for one in found
        ])  # fmt: skip
        return
    for one in found:
        of = str(one.headcount) if one.headcount else "?"
        click.echo(f"{one.department.id[:12]}  {one.taking_part:>5} / {of:<5}  {one.department.name}")
    note(ngettext("{n} department", "{n} departments", len(found)).format(n=len(found)))


def bring_in_staff(file: Path) -> int:
    """Make the staff list what a file says."""
    from traincollega.services.staffing import import_staff_file  # 50 ms for the readers

    with at_desk() as desk:
        done = import_staff_file(desk, file)
    say(done.sentence())
    for one in done.refused:
        click.echo(f"{one.where}: {one.why}", err=True)
    return 0
