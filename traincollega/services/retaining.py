"""Retaining: how long it is kept who signed up and who did not come; a report of what is past that, and letting it go."""

from calendar import monthrange
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from traincollega.errors import InvalidInput, NotAllowed
from traincollega.language import _, month_name, ngettext
from traincollega.models.attendance import Mark, Missed, Presence, Tally
from traincollega.models.evaluation import Evaluation, Thanks
from traincollega.models.noun import Noun
from traincollega.models.reading import ALSO_DELETED
from traincollega.models.seals import Seals
from traincollega.models.seats import participants
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.store import Store
from traincollega.models.training import Training
from traincollega.models.trust import Erasure
from traincollega.services.desk import ROOT, Desk, Done
from traincollega.services.enrolling import seatings_in
from traincollega.services.tallying import tallies

NOTED: tuple[type[Noun], ...] = (Mark, Missed)
"""What of a session goes with no-shows: all of it, as everybody would see whom a part of it is about."""
SAID: tuple[type[Noun], ...] = (Evaluation, Thanks)
"""What participants said of a session, that goes with their names: without these it is shown nowhere."""
LONGEST = 240
"""Months that a term may be at most."""


@dataclass(frozen=True)
class Due:
    """A session of which something is past its term."""

    session: Session
    title: str
    sign_ups: int
    """Of how many it is kept that they signed up."""
    nouns: tuple[type[Noun], ...]
    """What goes."""
    hours_stay: bool = False
    """Whether how long they were there stays: I may not read that, and the counts would be lost."""


@dataclass(frozen=True)
class Report:
    """What would go now, oldest first; counts stay."""

    names: tuple[Due, ...]
    """Sessions of which it goes who signed up, was there, and said what of it."""
    no_shows: tuple[Due, ...]
    """Sessions of which it goes who was noted as present, excused or not come."""
    names_before: datetime
    no_shows_before: datetime

    @property
    def nothing(self) -> bool:
        """Say whether nothing is past its term."""
        return not (self.names or self.no_shows)


def lines(desk: Desk, found: Report) -> Iterator[str]:
    """Yield what would go and why, in finished sentences and one line per session."""
    if found.nothing:
        yield _("Nothing is past its term.")
        return
    names = _("Who signed up for sessions before {day} goes, with what they said of it. The counts stay:")
    no_shows = _("The attendance at sessions before {day} goes; hours and counts stay:")
    for dues, before, words in (
        (found.names, found.names_before, names),
        (found.no_shows, found.no_shows_before, no_shows),
    ):
        if dues:
            day = before.astimezone(desk.zone)
            yield words.format(day=f"{day.day} {month_name(day.month)} {day.year}")
        for one in dues:
            signed = ngettext("{n} colleague", "{n} colleagues", one.sign_ups).format(n=one.sign_ups)
            yield f"  {one.session.starts.astimezone(desk.zone):%Y-%m-%d}  {one.title} · {signed}"
    if {one.session.id for one in found.no_shows} - {one.session.id for one in found.names}:
        yield _("Of these sessions nothing can be noted any more. Who was there stays, as hours.")
    if any(one.hours_stay for one in found.names):
        yield _("How long they were there stays with HR, until a coordinator with that role does this.")


def change_terms(desk: Desk, *, names: int, no_shows: int) -> Done:
    """Change how many months names and no-shows are kept; nothing goes by that alone. Raises InvalidInput, NotAllowed."""
    _may_retain(desk)
    for field, months in (("names", names), ("no_shows", no_shows)):
        if not 1 <= months <= LONGEST:
            raise InvalidInput(_("Choose a number of months from 1 to {n}.").format(n=LONGEST), field)
    if no_shows > names:
        raise InvalidInput(_("Attendance is not kept longer than names. Choose fewer months."), "no_shows")
    changed = replace(desk.our_organisation(), keep_names=names, keep_no_shows=no_shows)
    changes = desk.store.save(changed)
    return Done(_("The terms are changed.") if changes else _("Nothing was changed."), changes, changed.id)


def report(desk: Desk) -> Report:
    """Return what is past its term now."""
    ours = desk.our_organisation()
    names_before, no_shows_before = (months_before(desk.now(), months) for months in (ours.keep_names, ours.keep_no_shows))
    past = sorted(
        (one for one in desk.store.where(Session) if one.ends < max(names_before, no_shows_before)), key=lambda one: one.starts
    )
    titles = dict(desk.store.parts(Training, ("id", "title"), id=sorted({one.training for one in past})))
    ids = [one.id for one in past]
    signed: dict[str, set[str]] = {one: set() for one in ids}
    for session, person in desk.store.parts(SignUp, ("session", "person"), session=ids):
        signed[session].add(person)
    erased = desk.store.rights.fold().erased.rows
    nouns: tuple[type[Noun], ...] = (SignUp, Presence, *NOTED, *SAID)
    there = {
        (noun, session)
        for noun in nouns
        for (session,) in desk.store.parts(noun, ("session",), session=ids, deleted=ALSO_DELETED)
        if (noun.table, session) not in erased
    }
    # who may not read these lets go of those of others
    there |= {(noun, one) for noun in (*NOTED, *SAID) for one in ids if signed[one] and (noun.table, one) not in erased}
    names, no_shows = list[Due](), list[Due]()
    for one in past:
        title, people, reads = titles.get(one.training, ""), len(signed[one.id]), reads_hours(desk.store, one)
        due = tuple(noun for noun in nouns if (noun, one.id) in there and noun not in NOTED and (reads or noun is not Presence))
        noted = tuple(noun for noun in NOTED if (noun, one.id) in there)
        if one.ends < names_before and due:
            names.append(Due(one, title, people, due, not reads))
        if one.ends < no_shows_before and noted:
            no_shows.append(Due(one, title, people, noted))
    return Report(tuple(names), tuple(no_shows), names_before, no_shows_before)


def apply(desk: Desk) -> Done:
    """Let go of what is past its term, for good and on every computer; what it comes to in numbers is kept first.

    Raises NotAllowed. A session whose seats only a newer program knows keeps its names.
    """
    _may_retain(desk)
    store = desk.store
    with store.transaction():
        found = report(desk)
        counted = {one.session: one for one in tallied(store, [due.session for due in found.names])}
        names = [due for due in found.names if due.session.id in counted]
        store.save(*counted.values())
        store.save(*(_erasure(desk, noun, due.session) for due in (*names, *found.no_shows) for noun in due.nouns))
        store.forget()
    if not (names or found.no_shows):
        return Done(_("Nothing is past its term."))
    people, sessions = sum(due.sign_ups for due in names), len(found.no_shows)
    signed = ngettext("{n} sign-up is erased; the counts stay.", "{n} sign-ups are erased; the counts stay.", people)
    came = ngettext("The attendance at {n} session is erased.", "The attendance at {n} sessions is erased.", sessions)
    told = [signed.format(n=people)] if names else []
    return Done(" ".join([*told, came.format(n=sessions)] if sessions else told))


def reads_hours(store: Store, session: Session) -> bool:
    """Say whether I can read how long everybody was there: HR and the trainers can, and who works alone."""
    rights = store.rights
    return not store.local(ROOT) or store.person in rights.hr() or store.person in rights.givers(session.training)


def tallied(store: Store, sessions: Collection[Session]) -> Iterator[Tally]:
    """Yield what these sessions come to now, as far as this program can say; one whose seats only a newer one knows not."""
    placed, before = seatings_in(store, list(sessions)), tallies(store, [one.id for one in sessions])
    for session in sessions:
        if placed[session.id].known:
            seated, known = len(participants(session, placed[session.id])), before.get(session.id)
            yield Tally.new(store.person, session=session.id, participants=max(seated, known.participants if known else 0))


def months_before(moment: datetime, months: int) -> datetime:
    """Return the same moment so many months earlier, on the last day of a shorter month.

    >>> months_before(datetime(2026, 5, 31), 3)
    datetime.datetime(2026, 2, 28, 0, 0)
    """
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def _may_retain(desk: Desk) -> None:
    if not desk.is_coordinator():
        raise NotAllowed(_("Only a coordinator decides how long something is kept."))


def _erasure(desk: Desk, noun: type[Noun], session: Session) -> Erasure:
    """Return what lets go of the rows of a session; with the seals that they lie in, as far as these open here.

    Always of all its rows, those that were taken back and decoys too: everybody sees whom a seal is about. No seals of what
    participants said: nobody would send decoys of those, so that these would tell who was there.
    """
    sealed = noun not in (SignUp, *SAID)
    found = desk.store.parts(noun, ("id",), session=session.id, deleted=ALSO_DELETED) if sealed else []
    rows = [one for (one,) in found]
    keys = sorted(one.key for one in Seals(desk.store.connection).of_rows(rows)) if rows else []
    return Erasure.new(desk.me, noun=noun.table, row=session.id, keys=tuple(keys))
