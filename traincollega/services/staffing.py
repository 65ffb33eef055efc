"""Staffing: HR's list of who works where comes in, so that shares have a denominator; only HR can open it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from traincollega.errors import InvalidInput, NotAllowed, UnreadableFile
from traincollega.imports.refusal import Refusal
from traincollega.imports.staff_files import StaffRecord, read_staff
from traincollega.language import _, ngettext
from traincollega.models.authority import HR
from traincollega.models.organisation import Department, Grant
from traincollega.models.reading import Reader
from traincollega.models.staff import Staff
from traincollega.models.trust import Erasure
from traincollega.services.beginning import required_name, valid_email
from traincollega.services.desk import Desk
from traincollega.services.dividing import department_named


@dataclass(frozen=True)
class Staffed:
    """What an import of the staff list did."""

    new: int
    updated: int
    unchanged: int
    gone: int
    """How many are no longer in the list."""
    departments: tuple[str, ...]
    """The departments that came with it."""
    refused: tuple[Refusal, ...]

    def sentence(self) -> str:
        """Return it in a finished sentence or two."""
        words = _("Staff list: {new} new, {updated} changed, {gone} gone, {unchanged} as they were.")
        told = [words.format(new=self.new, updated=self.updated, gone=self.gone, unchanged=self.unchanged)]
        if self.departments:
            told.append(_("New departments: {names}.").format(names=", ".join(self.departments)))
        if self.refused:
            told.append(ngettext("{n} line stayed out.", "{n} lines stayed out.", len(self.refused)).format(n=len(self.refused)))
        return " ".join(told)


def is_hr(desk: Desk) -> bool:
    """Say whether I have HR's role; who works alone has every role."""
    return desk.me in desk.store.rights.hr() or (not desk.shares() and desk.is_coordinator())


def staff(store: Reader) -> list[Staff]:
    """Return the staff list, as far as it may be read here; a line that somebody wrote who may not is empty, and is none."""
    return [one for one in store.where(Staff) if one.email]


def import_staff_file(desk: Desk, source: Path) -> Staffed:
    """Make the staff list what a CSV file says; raises as `import_staff`, and UnreadableFile where it is none."""
    return import_staff(desk, read_staff(source))


def import_staff(desk: Desk, lines: Iterable[StaffRecord | Refusal]) -> Staffed:
    """Make the staff list what these lines say, as one intention; twice the same changes nothing. For HR.

    Who is no longer in it is erased, on every computer of HR. Raises NotAllowed, UnreadableFile where no line can come in.
    """
    if not is_hr(desk):
        raise NotAllowed(_("The staff list is for HR. A coordinator gives that role under: Who takes part."))
    store = desk.store
    with store.transaction(bulk=True):
        if desk.me not in store.rights.hr():
            store.save(Grant.new(desk.me, right=HR, subject=desk.organisation, person=desk.me))
        known = {one.email.casefold(): one for one in staff(store)}
        here, refused, there = dict[str, StaffRecord](), list[Refusal](), set[str]()
        for line in lines:
            _read(line, here, refused, there)
        if not here:
            first = f" {refused[0].where}: {refused[0].why}" if refused else ""
            raise UnreadableFile(_("No line of this staff list can come in, so nothing was changed.") + first)
        places, added = _departments(desk, here.values())
        new, changed = list[Staff](), list[Staff]()
        for address, one in here.items():
            row = known.get(address) or Staff.new(desk.me)
            said = replace(row, email=one.email, department=places[one.department.casefold()],
                           personnel_number=one.personnel_number)  # fmt: skip
            (changed if row.created else new).append(said)
        updated = len(store.save(*changed))
        store.add_all(new)
        gone = [row for address, row in known.items() if address not in here and address not in there]
        if gone:
            store.save(*(Erasure.new(desk.me, noun=Staff.table, row=row.id) for row in gone))
            store.forget()
    return Staffed(len(new), updated, len(changed) - updated, len(gone), tuple(added), tuple(refused))


def _read(line: StaffRecord | Refusal, here: dict[str, StaffRecord], refused: list[Refusal], there: set[str]) -> None:
    """Add a line to what is `here`, or to what is refused; `there` are the addresses of lines that could not come in."""
    if isinstance(line, Refusal):
        refused.append(line)
        return
    try:
        email, department = valid_email(line.email), required_name(line.department, "department")
        if email.casefold() in here:
            raise InvalidInput(_("This mail address is in the list twice. Only the first was read."), "email")
    except InvalidInput as error:
        refused.append(Refusal(line.place, str(error)))
        there.add(line.email.casefold())
        return
    here[email.casefold()] = line._replace(email=email, department=department)


def _departments(desk: Desk, lines: Iterable[StaffRecord]) -> tuple[dict[str, str], list[str]]:
    """Return the ids of the departments by their names, casefolded, and the names of those that were made."""
    found, added = dict[str, str](), list[str]()
    for line in lines:
        name = line.department.casefold()
        if name in found:
            continue
        one = department_named(desk.store, line.department)
        if one is None:
            one = Department.new(desk.me, name=line.department)
            desk.store.save(one)
            added.append(one.name)
        found[name] = one.id
    return found, added
