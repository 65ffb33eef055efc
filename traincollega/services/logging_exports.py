"""Logging exports: who took names out of the program is kept, for HR and the coordinators to account for."""

from datetime import datetime
from typing import NamedTuple

from traincollega.imports.characters import one_line
from traincollega.language import _
from traincollega.models.change import moment_at
from traincollega.models.colleague import Colleague
from traincollega.models.export import Export
from traincollega.services.desk import Desk, Done

MOST = 300
"""Signs that are kept of a text."""


class Logged(NamedTuple):
    """One export."""

    at: datetime
    who: str
    what: str
    form: str
    rows: int
    purpose: str


def noted(desk: Desk, what: str, form: str, rows: int, purpose: str) -> Done:
    """Keep that I exported something; before the file is given, so that none goes out unseen."""
    made = Export.new(desk.me, person=desk.me, what=one_line(what)[:MOST], form=form, rows=rows, purpose=one_line(purpose)[:MOST])
    return Done(_("This export is in the log."), desk.store.save(made), made.id)


def exports(desk: Desk) -> list[Logged]:
    """Return the exports that I may read of, the last one first: all of them for HR and coordinators, else my own."""
    rights = desk.store.rights
    found = desk.store.where(Export) if desk.me in rights.hr() | rights.coordinators() else desk.store.where(Export, person=desk.me)
    names = dict(desk.store.parts(Colleague, ("id", "name"), id=sorted({one.person for one in found})))
    return [
        Logged(moment_at(one.created), names.get(one.person, _("unknown")), one.what, one.form, one.rows, one.purpose)
        for one in sorted(found, key=lambda one: (-one.created, one.id))
        if one.person  # a line that somebody wrote for another is empty
    ]
