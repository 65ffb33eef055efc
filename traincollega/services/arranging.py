"""Arranging: my own card, and what a coordinator says of the organisation."""

import re
from dataclasses import replace

from traincollega.errors import InvalidInput
from traincollega.language import _
from traincollega.models.change import Change
from traincollega.models.organisation import Department
from traincollega.services.beginning import required_name, valid_email
from traincollega.services.desk import Desk, Done
from traincollega.services.dividing import department_named
from traincollega.services.publishing import one_line

COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
SPACE_LIMIT = 200


def change_card(desk: Desk, *, name: str, email: str, department: str) -> Done:
    """Change my own card; a department that is not on the list is added to it. Raises InvalidInput."""
    name, email, department = required_name(name, "name"), valid_email(email), one_line(department)
    with desk.store.transaction():
        made: tuple[Change, ...] = ()
        where = department_named(desk.store, department)
        if department and where is None:
            where = Department.new(desk.me, name=required_name(department, "department"))
            made = desk.store.save(where)
        card = replace(desk.my_card(), name=name, email=email, department=where.id if where and department else "")
        changes = made + desk.store.save(card)
    return Done(_("Your card is changed.") if changes else _("Nothing was changed."), changes, desk.me)


def change_organisation(desk: Desk, *, name: str, space: str, space_sender: str, accent: str) -> Done:
    """Change what everybody sees of the organisation; for coordinators. Raises InvalidInput, NotAllowed."""
    name, space, space_sender = required_name(name, "name"), one_line(space), one_line(space_sender)
    if len(space) > SPACE_LIMIT:
        raise InvalidInput(_("This is too long. Use at most {n} characters.").format(n=SPACE_LIMIT), "space")
    if len(space_sender) > SPACE_LIMIT:
        raise InvalidInput(_("This is too long. Use at most {n} characters.").format(n=SPACE_LIMIT), "space_sender")
    if accent and not COLOUR.fullmatch(accent):
        raise InvalidInput(_("This is no colour. A colour looks like #0F5A8C."), "accent")
    changed = replace(desk.our_organisation(), name=name, space=space, space_sender=space_sender, accent=accent.upper())
    changes = desk.store.save(changed)
    return Done(_("The organisation is changed.") if changes else _("Nothing was changed."), changes, changed.id)
