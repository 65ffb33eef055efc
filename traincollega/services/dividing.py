"""Dividing: the departments of the organisation, how many work in each, and which became part of another."""

from collections import Counter
from dataclasses import dataclass, replace

from traincollega.errors import InvalidInput, NotAllowed, NotPossible
from traincollega.language import _
from traincollega.models.colleague import Colleague
from traincollega.models.merging import MOST
from traincollega.models.organisation import Department, counted_to
from traincollega.models.reading import Reader
from traincollega.models.staff import Staff
from traincollega.services.beginning import required_name
from traincollega.services.desk import Desk, Done


@dataclass(frozen=True)
class Size:
    """A department, and how large it is."""

    department: Department
    headcount: int
    """How many work there: by HR's staff list where I may read it, else as it was typed; 0 where nobody knows."""
    taking_part: int
    """How many of them have a card here."""
    merged: tuple[Department, ...] = ()
    """Those that became part of it."""


def departments(store: Reader) -> list[Department]:
    """Return the departments that stand by themselves, by name."""
    found = store.where(Department)
    whole = counted_to(found)
    return sorted((one for one in found if whole[one.id] == one.id), key=lambda one: (one.name.casefold(), one.id))


def department_named(store: Reader, name: str) -> Department | None:
    """Return the department with this name, or the one that it became part of; None where there is none."""
    found = {one.id: one for one in store.where(Department)}
    whole = counted_to(found.values())
    fits = sorted(whole[one.id] for one in found.values() if one.name.casefold() == name.strip().casefold())
    return found[fits[0]] if fits else None


def department_names(store: Reader) -> dict[str, str]:
    """Return, per department, the name of the one it counts to."""
    found = {one.id: one for one in store.where(Department)}
    return {one: found[whole].name for one, whole in counted_to(found.values()).items()}


def sizes(desk: Desk) -> list[Size]:
    """Return every department that stands by itself, by name, with what counts to it."""
    found = desk.store.where(Department)
    whole = counted_to(found)
    here = Counter(whole.get(department) for (department,) in desk.store.parts(Colleague, ("department",)))
    listed = [department for department, email in desk.store.parts(Staff, ("department", "email")) if email]
    work: Counter[str] = Counter(whole.get(department, "") for department in listed)
    for one in () if listed else found:
        work[whole[one.id]] += one.headcount
    return [
        Size(one, work[one.id], here[one.id], tuple(other for other in found if whole[other.id] == one.id and other != one))
        for one in departments(desk.store)
    ]


def add(desk: Desk, name: str, headcount: int = 0) -> Done:
    """Add a department; for coordinators. Raises InvalidInput, NotAllowed."""
    _may_divide(desk)
    made = Department.new(desk.me, name=_free_name(desk, name), headcount=_number(headcount))
    return Done(_("**{name}** is added.").format(name=made.name), desk.store.save(made), made.id)


def change(desk: Desk, department_id: str, *, name: str, headcount: int, part_of: str = "") -> Done:
    """Give a department another name or size, or let it become part of another; raises as `add` and `merge` do."""
    _may_divide(desk)
    one = desk.store.get(Department, department_id)
    changes = desk.store.save(replace(one, name=_free_name(desk, name, one.id), headcount=_number(headcount)))
    if part_of:
        merged = merge(desk, one.id, part_of)
        return merged._replace(changes=(*changes, *merged.changes))
    sentence = _("**{name}** is changed.").format(name=name.strip()) if changes else _("Nothing was changed.")
    return Done(sentence, changes, one.id)


def merge(desk: Desk, department_id: str, into_id: str) -> Done:
    """Let a department become part of another: its colleagues count there. Raises NotAllowed, NotPossible, NotFound."""
    _may_divide(desk)
    one, into = desk.store.get(Department, department_id), desk.store.get(Department, into_id)
    if counted_to(desk.store.where(Department))[into.id] == one.id:
        raise NotPossible(_("{other} is part of {name} already.").format(other=into.name, name=one.name))
    changes = desk.store.save(replace(one, merged_into=into.id))
    return Done(_("**{name}** is part of {other} from now on.").format(name=one.name, other=into.name), changes, one.id)


def part(desk: Desk, department_id: str) -> Done:
    """Let a department that was merged stand by itself again. Raises NotAllowed, NotFound."""
    _may_divide(desk)
    one = desk.store.get(Department, department_id)
    changes = desk.store.save(replace(one, merged_into=""))
    return Done(_("**{name}** stands by itself again.").format(name=one.name), changes, one.id)


def _may_divide(desk: Desk) -> None:
    if not desk.is_coordinator():
        raise NotAllowed(_("Only a coordinator arranges the departments."))


def _free_name(desk: Desk, name: str, own: str = "") -> str:
    clean = required_name(name, "name")
    taken = [one for one in desk.store.where(Department) if one.name.casefold() == clean.casefold() and one.id != own]
    if taken:
        raise InvalidInput(_("There is a department with this name already."), "name")
    return clean


def _number(headcount: int) -> int:
    if not 0 <= headcount <= MOST:
        raise InvalidInput(_("This is no number of colleagues. Use 0 or more."), "headcount")
    return headcount
