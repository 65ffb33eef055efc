"""The data statement: for works council and privacy officer, made of the settings, the nouns and the rights that are real."""

from collections.abc import Iterable, Iterator

from traincollega import __version__
from traincollega.exports.paper import Column, Paper, in_cell, paper, paragraph, said, table
from traincollega.language import _, month_name, ngettext
from traincollega.models.authority import COORDINATOR, CREATOR, FORGOTTEN, HR, READER, READERS, SELF, TRAINER, WRITERS
from traincollega.services.describing import Kind, every_row_has, kinds, term_words
from traincollega.services.desk import PLACE, Desk
from traincollega.services.seeing import Where, Who, seen, who_words

STYLE = "td, th { font-size: 9pt; padding: 4px; vertical-align: top; }\nh2 { page-break-after: avoid; }\n"


def data_statement(desk: Desk) -> Paper:
    """Return the statement in the language spoken now."""
    ours = desk.our_organisation()
    today = desk.today()
    title = _("Data statement of {organisation}").format(organisation=ours.name)
    made = _("Made on {day} by Train je Collega {version}, from the settings of that day.")
    day = f"{today.day} {month_name(today.month)} {today.year}"
    parts = [
        f"<h1>{said(title)}</h1>",
        paragraph(made.format(day=day, version=__version__), kind="muted"),
        paragraph(
            _("For the works council (WOR art. 27.1 k and l) and the privacy officer (AVG)."),
            _("The program helps colleagues to teach each other: to find a training, to get a seat, and to show what came of it."),
        ),
        *_part(_("Legal ground"), [_("The organisation decides this, and fills it in here:"), "\u2026" * 40]),
        *_part(_("How long names are kept"), _terms(desk)),
        *_part(_("Where it lies"), _places(desk)),
        *_part(_("Who has a role now"), _roles(desk)),
        *_part(_("What you can ask for"), _rights()),
        *_part(_("What is not kept"), [_("No BSN, no birth date, and no reason in words why somebody was away.")]),
        _heading(_("All that is kept")),
        table(_heads(), [_row(name, kind, desk) for name, kind in kinds().items()]),
        paragraph(_("Every row also holds: {fields}.").format(fields=", ".join(every_row_has().values())), kind="small"),
        _heading(_("Only on one computer")),
        table([Column(_("What"), 35), Column(_("Who sees it"), 65)], [
            [in_cell(one.name), in_cell(one.sentence)] for one in seen() if one.where is Where.HERE
        ]),
        *_part(_("Limits"), _limits()),
    ]  # fmt: skip
    return paper(title, "\n".join(parts), STYLE)


def _heading(text: str) -> str:
    return f"<h2>{said(text)}</h2>"


def _part(heading: str, lines: list[str]) -> Iterator[str]:
    yield _heading(heading)
    for line in lines:
        yield paragraph(line)


def _terms(desk: Desk) -> list[str]:
    ours = desk.our_organisation()
    names = ngettext("Who signed up, how long they were there, and what they said of it: {n} month after the session.",
                     "Who signed up, how long they were there, and what they said of it: {n} months after the session.",
                     ours.keep_names)  # fmt: skip
    no_shows = ngettext("Who did not come, and why: {n} month after the session.",
                        "Who did not come, and why: {n} months after the session.", ours.keep_no_shows)  # fmt: skip
    return [
        names.format(n=ours.keep_names),
        no_shows.format(n=ours.keep_no_shows),
        _("Proofs of participation: until the colleague is forgotten. They are for who was there to show."),
        _("A coordinator sees what is past this and lets it go; nothing goes by itself. The counts stay."),
        _("The last seven backups on a computer may still hold it. One that is put back forgets again when it updates."),
    ]


def _places(desk: Desk) -> list[str]:
    disk = _("A computer's own database is not encrypted by itself: use disk encryption.")
    if not desk.shares():
        return [_("On this computer only; it is shared with nobody."), disk]
    in_folder, in_database = _("And in a shared folder of the organisation."), _("And in a database of the organisation.")
    return [
        _("On the computer of each colleague who takes part."),
        in_database if desk.store.local(PLACE).startswith("postgresql") else in_folder,
        _("There everything is encrypted: who only keeps it reads nothing. The makers of the program get nothing."),
        disk,
    ]


def _roles(desk: Desk) -> list[str]:
    coordinators, hr = len(desk.store.rights.coordinators()), len(desk.store.rights.hr())
    return [
        ngettext("{n} coordinator", "{n} coordinators", coordinators).format(n=coordinators),
        ngettext("{n} colleague of HR", "{n} colleagues of HR", hr).format(n=hr),
    ]


def _rights() -> list[str]:
    return [
        _("Everybody gets a copy of what is kept about them, under Settings: My data."),
        _("A coordinator lets a colleague be forgotten: names, addresses and sign-ups go, on every computer that shares."),
        _("Who is noted as absent can object; the trainer sees that."),
        _("Who takes names out of the program stands in a log, for HR and coordinators."),
    ]


def _limits() -> list[str]:
    return [
        _("Forgetting reaches every computer that still shares; not a laptop that stays away, nor what was printed or exported."),
        _("What is sealed and was erased is shown nowhere any more; its closed envelope may stay."),
        _("Each computer can see that somebody sends something to the trainers of a session, not what."),
        _("Each colleague's program holds all names and sign-ups; the screens show less."),
    ]


def _heads() -> list[Column]:
    return [
        Column(_("What, and what for"), 24), Column(_("Fields"), 27), Column(_("Who sees it"), 17), Column(_("Who writes it"), 15),
        Column(_("How long"), 17),
    ]  # fmt: skip


def _row(name: str, kind: Kind, desk: Desk) -> list[str]:
    what = f"<b>{in_cell(kind.name)}</b><br>{in_cell(kind.why)}"
    fields = in_cell(", ".join(kind.fields.values()))
    until = in_cell(term_words(kind.term, desk.our_organisation()))
    return [what, fields, in_cell(readers(name)), in_cell(writers(name)), until]


def readers(noun: str) -> str:
    """Return who sees this kind of data, and whether others' computers hold it closed."""
    usual, *others = [each for each in seen() if noun in each.tables]
    told = "; ".join([_listed(usual.who), *(f"{each.name}: {_listed(each.who)}" for each in others)])
    if noun in READERS:
        return _("{who}; sealed for all others").format(who=told)
    return _("{who}; others' computers hold it too").format(who=told) if noun in FORGOTTEN and Who.ALL not in usual.who else told


def _listed(who: Iterable[Who]) -> str:
    return ", ".join(_("whom it is about") if one is Who.ME else who_words(one) for one in who)


def writers(noun: str) -> str:
    """Return who may write any of its fields."""
    words = {
        SELF: _("whom it is about"), CREATOR: _("who made it"), TRAINER: who_words(Who.TRAINERS),
        COORDINATOR: who_words(Who.COORDINATORS), HR: who_words(Who.HR), READER: who_words(Who.COORDINATORS),
    }  # fmt: skip
    may = {words[role] for roles in WRITERS[noun].values() for role in roles}
    return ", ".join(dict.fromkeys(word for word in words.values() if word in may))
