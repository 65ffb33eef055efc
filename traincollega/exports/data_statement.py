"""The data statement: for works council and privacy officer, made of the settings, the nouns and the rights that are real."""

from collections.abc import Iterable, Iterator

from traincollega import __version__
from traincollega.exports import statement_words as words
from traincollega.exports.explaining import day
from traincollega.exports.paper import Column, Paper, bullets, paper, paragraph, said, table
from traincollega.language import _
from traincollega.models.authority import COORDINATOR, CREATOR, FORGOTTEN, HR, READER, READERS, SELF, TRAINER, WRITERS
from traincollega.services.describing import Kind, Term, every_row_has, kinds, term_words
from traincollega.services.desk import Desk
from traincollega.services.seeing import Where, Who, seen, who_words

STYLE = """
h2 { margin: 14px 0 3px 0; }
td, th { padding: 2px 5px; vertical-align: top; }
@media print {
table { font-size: 8pt; }
}
@media screen {
table { font-size: 10pt; }
}
"""
ROOM = "&nbsp;<br>&nbsp;"  # two lines to write on


def data_statement(desk: Desk) -> Paper:
    """Return the statement in the language spoken now."""
    ours = desk.our_organisation()
    title = _("Data statement of {organisation}").format(organisation=ours.name)
    made = _("Made on {day} by Train je Collega {version}, from the settings of that day.")
    about_people = {name: kind for name, kind in kinds().items() if kind.term is not Term.ORGANISATION}
    others = {name: kind for name, kind in kinds().items() if name not in about_people}
    parts = [
        f"<h1>{said(title)}</h1>",
        paragraph(made.format(day=day(desk.today()), version=__version__), kind="muted"),
        paragraph(_("For the works council (WOR art. 27.1 k and l) and the privacy officer (AVG).")),
        *_part(_("In short"), words.summary(desk)),
        _heading(_("What never happens")),
        bullets(words.never()),
        _heading(_("What the organisation fills in")),
        table([Column(_("What"), 36), Column(_("Filled in by the organisation"), 64)], [
            [said(one), ROOM] for one in words.to_fill_in()
        ]),
        *_part(_("How long it stays"), words.terms(desk)),
        *_part(_("Where it lies"), words.places(desk)),
        *_part(_("What you can ask for"), words.rights()),
        *_part(_("Limits, said honestly"), words.limits()),
        _heading(_("What is kept about people")),
        table(_heads(terms=True), [_row(name, kind, desk) for name, kind in about_people.items()]),
        _heading(_("Only on one computer")),
        table([Column(_("What"), 35), Column(_("Who sees it"), 65)], [
            [said(one.name), said(one.sentence)] for one in seen() if one.where is Where.HERE
        ]),
        _heading(_("What else is kept, so that the program works")),
        paragraph(_("This stays as long as the organisation uses the program.")),
        table(_heads(terms=False), [_row(name, kind, None) for name, kind in others.items()]),
        paragraph(_("Every row also holds: {fields}.").format(fields=", ".join(every_row_has().values())), kind="small"),
    ]  # fmt: skip
    return paper(title, "\n".join(parts), STYLE)


def _heading(text: str) -> str:
    return f"<h2>{said(text)}</h2>"


def _part(heading: str, lines: list[str]) -> Iterator[str]:
    yield _heading(heading)
    yield bullets(lines)


def _heads(*, terms: bool) -> list[Column]:
    what, fields, sees, writes = _("What, and what for"), _("Fields"), _("Who sees it"), _("Who writes it")
    if terms:
        return [Column(what, 23), Column(fields, 26), Column(sees, 21), Column(writes, 15), Column(_("How long"), 15)]
    return [Column(what, 26), Column(fields, 40), Column(sees, 13), Column(writes, 21)]


def _row(name: str, kind: Kind, desk: Desk | None) -> list[str]:
    """Return the cells of one kind of data; with how long it stays where a desk is given, that knows the settings."""
    what = f"<b>{said(kind.name)}</b><br>{said(kind.why)}"
    cells = [what, said(", ".join(kind.fields.values())), said(readers(name)), said(writers(name))]
    return cells if desk is None else [*cells, said(term_words(kind.term, desk.our_organisation()))]


def readers(noun: str) -> str:
    """Return who sees this kind of data, and whether others' computers hold it closed."""
    usual, *others = [each for each in seen() if noun in each.tables]
    shown = _("{who}, where the colleague shows it")
    told = "; ".join([_listed(usual.who), *(shown.format(who=_listed(each.who)) for each in others)])
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
