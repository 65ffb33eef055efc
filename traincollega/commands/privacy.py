"""The commands for what the organisation keeps of people: departments, staff, how long, and who is forgotten."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from traincollega.commands.terminal import agree, at_desk, day_of, note, print_json, row, said, say
from traincollega.errors import InvalidInput
from traincollega.exports import explaining
from traincollega.language import _, ngettext
from traincollega.services import dividing
from traincollega.services.desk import Desk
from traincollega.services.writing_files import put_down

if TYPE_CHECKING:
    from traincollega.services.retaining import Due


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
        row(f"{one.department.id[:12]}  {one.taking_part:>5} / {of:<5}  {one.department.name}")
    note(ngettext("{n} department", "{n} departments", len(found)).format(n=len(found)))


def bring_in_staff(file: Path) -> int:
    """Make the staff list what a file says."""
    from traincollega.services.staffing import import_staff_file  # 25 ms for the readers

    with at_desk() as desk:
        done = import_staff_file(desk, file)
    say(done.sentence())
    for one in done.refused:
        click.echo(f"{one.where}: {one.why}", err=True)
    return 0


def retention(reports: bool, applies: bool, names: int | None, no_shows: int | None, as_json: bool) -> None:
    """Say what is past its term, change the terms, or let go of what is past them."""
    from traincollega.services import retaining  # 20 ms that not every command needs

    if reports and applies:
        raise InvalidInput(_("--report changes nothing and --apply erases. Choose one of them."), "report")
    with at_desk() as desk:
        if names is not None or no_shows is not None:
            ours = desk.our_organisation()
            done = retaining.change_terms(
                desk,
                names=ours.keep_names if names is None else names,
                no_shows=ours.keep_no_shows if no_shows is None else no_shows,
            )
            click.echo(done.sentence, err=as_json)
        found = retaining.report(desk)
        if as_json:
            print_json({
                "applied": applies,
                "names_before": found.names_before.isoformat(), "no_shows_before": found.no_shows_before.isoformat(),
                "names": [_due(desk, one) for one in found.names], "no_shows": [_due(desk, one) for one in found.no_shows],
            })  # fmt: skip
        else:
            for line in retaining.lines(desk, found):
                say(line)
        if applies and not found.nothing:
            click.echo(retaining.apply(desk).sentence, err=as_json)


def _due(desk: Desk, one: "Due") -> dict[str, object]:
    return {
        "session": one.session.id, "title": one.title, "starts": one.session.starts.astimezone(desk.zone).isoformat(),
        "sign_ups": one.sign_ups, "hours_stay": one.hours_stay,
    }  # fmt: skip


def erase(person: str, yes: bool) -> None:
    """Let a colleague be forgotten, after asking."""
    from traincollega.commands.sharing import update_if_shared  # 60 ms of cryptography, that only who shares needs
    from traincollega.services import erasing

    with at_desk() as desk:
        card = erasing.colleague_named(desk, person)
        erasing.may_erase(desk.store, card.id)
        if not yes:
            for sentence in erasing.what_goes(desk, card.id):
                click.echo(said(sentence), err=True)
            agree(_("Forget {name}?").format(name=card.name))
        erasing.erase(desk.store, card.id, desk.now())
        say(_("This colleague is forgotten. The counts of sessions stay."))
        update_if_shared(desk)


def my_data(out: Path) -> None:
    """Write all that is kept about me."""
    from traincollega.exports.my_data import my_data_json, my_data_page  # 15 ms that not every command needs

    suffix = out.suffix.lower()
    if suffix not in (".json", ".html", ".htm"):
        raise InvalidInput(_("Give the file a name that ends in .json or .html."), "out")
    with at_desk() as desk:
        written = my_data_json(desk) if suffix == ".json" else my_data_page(desk).html.encode("utf-8")
    put_down(out, written)
    say(_("All that is kept about you is in {name}.").format(name=out.name))


def list_exports(as_json: bool) -> None:
    """List the log of exports."""
    from traincollega.services.logging_exports import exports  # 5 ms that not every command needs

    with at_desk() as desk:
        found = exports(desk)
        if as_json:
            print_json([
                {"at": one.at.astimezone(desk.zone).isoformat(timespec="seconds"), "who": one.who, "what": one.what,
                 "form": one.form, "rows": one.rows, "purpose": one.purpose}
                for one in found
            ])  # fmt: skip
            return
        for one in found:
            at, what = f"{one.at.astimezone(desk.zone):%Y-%m-%d %H:%M}", " · ".join(filter(None, (one.what, one.purpose)))
            row(f"{at}  {one.who:<24}  {one.rows:>5}  {one.form:<5}  {what}")
        note(ngettext("{n} export", "{n} exports", len(found)).format(n=len(found)))


def works_council(agreed: str | None, no_shows: str | None) -> None:
    """Record what HR may know of single persons, or say it."""
    from traincollega.services.recording import agree as agreed_on  # 20 ms that not every command needs
    from traincollega.services.recording import tell_no_shows

    if no_shows not in ("on", "off", None):
        raise InvalidInput(_("--no-shows is on or off."), "no_shows")
    with at_desk() as desk:
        if agreed is not None:
            say(agreed_on(desk, None if agreed == "none" else day_of(agreed, "agreed")).sentence)
        if no_shows is not None:
            say(tell_no_shows(desk, no_shows == "on").sentence)
        ours = desk.our_organisation()
    since = explaining.day(date.fromisoformat(ours.council_agreed)) if ours.council_agreed else ""
    say(_("Overviews by person: since {day}.").format(day=since) if since else _("Overviews by person: off."))
    say(_("HR hears who did not come: yes.") if ours.tells_no_shows else _("HR hears who did not come: no."))
