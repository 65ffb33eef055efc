"""What the data statement says in words: of the settings of now, and of what the program does and never does."""

from datetime import date

from traincollega.exports.explaining import day
from traincollega.language import _, ngettext
from traincollega.services.desk import PLACE, Desk


def summary(desk: Desk) -> list[str]:
    """Return the statement in a few sentences, for who reads no further."""
    ours = desk.our_organisation()
    agreed = _("HR can make overviews of single persons. The works council agreed to that on {day}, a coordinator recorded.")
    not_agreed = _("HR can make no overviews of single persons. That takes the works council's consent, recorded by a coordinator.")
    told = _("HR's program hears who did not come. Its screens only show how many.")
    not_told = _("HR's program hears how long somebody was there, and never why somebody was away.")
    roles = _("Who has a role now: {roles}.").format(roles=_roles(desk))
    kept = _("Names stay {names} after a session, attendance {no_shows}.")
    return [
        _("With this program colleagues teach each other. You find a training, get a seat, and see what came of it."),
        _("HR sees counts. What is about fewer than 5 colleagues is hidden."),
        agreed.format(day=day(date.fromisoformat(ours.council_agreed))) if ours.council_agreed else not_agreed,
        told if ours.tells_no_shows else not_told,
        roles,
        kept.format(names=_months(ours.keep_names), no_shows=_months(ours.keep_no_shows)),
    ]


def to_fill_in() -> list[str]:
    """Return what only the organisation knows, and writes in itself."""
    return [
        _("Who is responsible, and whom to ask"),
        _("Privacy officer"),
        _("Legal ground (AVG art. 6)"),
        _("Where the shared folder or database stands, and who runs it"),
        _("Agreement of the works council: day and signature"),
    ]


def never() -> list[str]:
    """Return what the program does not do."""
    return [
        _("No BSN, no birth date, and no reason in words why somebody was away."),
        _("No judgement of people: there is no mark, no ranking and no profile of anybody."),
        _("A rating is about a training. It is shown from five answers on, also to its trainer."),
        _("Nothing decides about people by itself. Only seats are divided: in order, or by a draw."),
        _("What you read and look for is told to nobody."),
        _("The makers of the program get nothing. There is no artificial intelligence in it."),
    ]


def terms(desk: Desk) -> list[str]:
    """Return how long what is about people stays."""
    ours = desk.our_organisation()
    names = _("Who signed up, and how long they were there: {months} after the session.")
    marks = _("Who was noted as present, excused or not come: {months} after the session.")
    return [
        names.format(months=_months(ours.keep_names)),
        marks.format(months=_months(ours.keep_no_shows)),
        _("What participants said and whom they thanked goes with who signed up."),
        _("Trainings, and proofs of participation, stay until a colleague is forgotten."),
        _("A coordinator sees what is past its term and erases it. Nothing goes by itself. The counts stay."),
        _("The last seven backups on a computer may still hold it. One that is put back forgets again when it updates."),
    ]


def places(desk: Desk) -> list[str]:
    """Return where the data lie."""
    disk = _("A computer's own database is not encrypted by itself: use disk encryption.")
    if not desk.shares():
        return [_("On this computer only; it is shared with nobody."), disk]
    in_folder, in_database = _("And in a shared folder of the organisation."), _("And in a database of the organisation.")
    return [
        _("On the computer of each colleague who takes part."),
        in_database if desk.store.local(PLACE).startswith("postgresql") else in_folder,
        _("There everything is encrypted: who only keeps it reads nothing."),
        disk,
    ]


def rights() -> list[str]:
    """Return what everybody can ask for."""
    return [
        _("See it: everybody saves a copy of what is kept about them, under Settings, Privacy."),
        _("Better it: you change your own card yourself, under Settings."),
        _("Object: whoever is noted as absent can dispute that. The trainer sees it."),
        _("Be forgotten: a coordinator erases name, address and sign-ups, on every computer that shares."),
        _("Know who took names out: such files stand in a log, for HR and coordinators."),
        _("Complain: to the privacy officer, and to the Dutch Data Protection Authority."),
    ]


def limits() -> list[str]:
    """Return what a reader might expect and is not so."""
    return [
        _("Each colleague's program holds all names, addresses and sign-ups. The screens show less."),
        _("A trainer's computer holds who wrote which evaluation. No screen and no export shows it."),
        _("HR's program holds everybody's hours, also 0 for who was away. Its screens show totals."),
        _("Of every change it is kept who made it, on which computer, and when."),
        _("Who keeps the shared folder sees which computer sends something, and when. Not what."),
        _("Forgetting reaches every computer that still shares; not a laptop that stays away, nor what was printed or exported."),
        _("Each computer sees that somebody sends something to a session's trainers, not what."),
        _("What is sealed and was erased is shown nowhere any more; its closed envelope may stay."),
        _("The log holds what the program wrote, not what is copied from a screen."),
        _("A copy of a profile that does not share keeps a log of its own."),
    ]


def _roles(desk: Desk) -> str:
    """Return how many have a role now."""
    coordinators, hr = len(desk.store.rights.coordinators()), len(desk.store.rights.hr())
    return ", ".join(
        (
            ngettext("{n} coordinator", "{n} coordinators", coordinators).format(n=coordinators),
            ngettext("{n} colleague of HR", "{n} colleagues of HR", hr).format(n=hr),
        )
    )


def _months(many: int) -> str:
    return ngettext("{n} month", "{n} months", many).format(n=many)
