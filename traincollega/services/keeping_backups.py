"""Keeping backups: one a day beside the database, seven of them, and putting one back."""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from traincollega.errors import DatabaseDamaged, NotFound, NotPossible, StorageError
from traincollega.language import _, clock_time, day_long, ngettext, pgettext
from traincollega.models.backups import Held, Progress, back_up, held_in, put_back, readable, remove, stand_of, tidy
from traincollega.models.change import system_now
from traincollega.models.database import speaking
from traincollega.models.organisation import Organisation
from traincollega.services.desk import Desk, Done
from traincollega.settings import database_path, refuse_shared

DAYS, UNDOS = 7, 3
"""How many are kept: of days, and of what stood before a backup was put back."""
NAME = re.compile(r"traincollega-(\d{4}-\d\d-\d\d)(?:-(\d{6})-before-restore)?\.sqlite")
MOMENT = "%Y-%m-%d-%H%M%S"


class Backup(NamedTuple):
    """One backup on this computer."""

    path: Path
    day: date
    before_restore: bool
    """Whether it holds what stood before a backup was put back."""
    moment: str
    """Day and, before a restore, time: what it is sorted by."""
    size: int
    """In bytes."""
    held: Held | None
    """What it holds; None where it cannot be read."""


def backups_folder(folder: Path) -> Path:
    """Return where the backups of a profile lie."""
    return folder / "backups"


def backups(folder: Path) -> list[Backup]:
    """Return the backups of a profile, newest first; raises StorageError where we may not look."""
    found = []
    with speaking(backups_folder(folder)):
        for path in _named(folder):
            day, before, moment = _read_name(path)
            found.append(Backup(path, day, before, moment, path.stat().st_size, _held(path)))
    return sorted(found, key=lambda one: (one.moment, one.before_restore), reverse=True)


def back_up_now(desk: Desk, progress: Progress | None = None) -> Done:
    """Make the backup of today, or make it anew; raises DatabaseDamaged, DiskFull, StorageError."""
    folder, today = desk.path.parent, desk.today()
    tidy(backups_folder(folder), desk.path)
    made = backups_folder(folder) / f"traincollega-{today}.sqlite"
    back_up(desk.path, made, progress)
    _thin(folder, str(today), made)
    return Done(_("The backup of today holds everything up to now."))


def back_up_when_due(desk: Desk, progress: Progress | None = None) -> Done | None:
    """Make the backup of today where there is none and something was saved since the last; None where none was due."""
    daily = [path for path in _named(desk.path.parent) if not _read_name(path)[1]]
    if any(_read_name(path)[0] == desk.today() for path in daily):
        return None
    with suppress(StorageError):  # the last one cannot be read: the more reason to make another
        if daily and stand_of(max(daily)) == stand_of(desk.path):
            return None
    return back_up_now(desk, progress)


def newest_sound(folder: Path) -> Backup | None:
    """Return the newest backup that is sound, each page of it looked at; None where there is none."""
    with suppress(StorageError):  # we may not look there
        for one in backups(folder):
            with suppress(StorageError):
                return one._replace(held=readable(one.path))
    return None


def restore(folder: Path, backup: Path, now: Callable[[], datetime] = system_now) -> Done:
    """Put a backup in the place of a profile's database, and keep what stood there as a backup.

    `backup` is a path, or the name of one of ours. Nothing may have the database open. The database becomes another file, by
    which sharing knows that this is a new device. Raises NotFound, NotPossible for one of another organisation, DatabaseBusy,
    DatabaseDamaged, DatabaseNewer, DiskFull, StorageError; then nothing was changed.
    """
    database = database_path(folder)
    with speaking(database):
        refuse_shared(folder)
        tidy(backups_folder(folder), database)
    source = _source(folder, backup)
    held = held_in(source)
    _refuse_others(database, held)
    at = now().astimezone(_zone(held))
    kept, damaged = _free_names(backups_folder(folder), at)
    old = put_back(source, database, kept, damaged)
    if old == kept:
        _thin(folder, f"{at:{MOMENT}}", kept)
    return Done(f"{_restored(source, at.date())} {_whereabouts(old, damaged)}".strip())


def described(backup: Backup, today: date) -> tuple[str, str]:
    """Return what a backup is called, and what it holds: "Maandag 23 november", "34 trainingen, 12 collega's · 1,2 MB"."""
    name, before = day_long(backup.day, today), ""
    if backup.before_restore:
        time = pgettext("time of day", "{time}").format(time=clock_time(datetime.strptime(backup.moment, MOMENT)))
        name = _("{day}, {time}").format(day=name, time=time)
        before = _("Before a backup was put back")
    if backup.held is None:
        return _capital(name), _("This backup cannot be read.")
    trainings = ngettext("{n} training", "{n} trainings", backup.held.trainings).format(n=backup.held.trainings)
    colleagues = ngettext("{n} colleague", "{n} colleagues", backup.held.colleagues).format(n=backup.held.colleagues)
    size = _("{n} MB").format(n=max(1, round(backup.size / 1_000_000)))
    return _capital(name), " · ".join(filter(None, (before, trainings, colleagues, size)))


def surplus(moments: Iterable[str], now: str, made: str, most: int) -> set[str]:
    """Return what goes so that `most` stay: never what was made just now, nor what a wrong clock dated after now."""
    past = sorted((moment for moment in moments if moment <= now), reverse=True)
    return set(past[most:]) - {made}


def _thin(folder: Path, now: str, made: Path) -> None:
    """Take away the oldest of the kind that was just made."""
    _day, before, moment = _read_name(made)
    alike = {_read_name(path)[2]: path for path in _named(folder) if _read_name(path)[1] == before}
    for one in surplus(alike, now, moment, UNDOS if before else DAYS):
        remove(alike[one])


def _named(folder: Path) -> list[Path]:
    """Return the files whose name is one of ours; what else lies there is left alone."""
    place = backups_folder(folder)
    return [path for path in place.iterdir() if _is_name(path.name)] if place.is_dir() else []


def _is_name(name: str) -> bool:
    found = NAME.fullmatch(name)
    try:
        return found is not None and bool(datetime.strptime(f"{found[1]}-{found[2] or '000000'}", MOMENT))
    except ValueError:  # the thirtieth of February
        return False


def _read_name(path: Path) -> tuple[date, bool, str]:
    """Return day, whether it is from before a restore, and what it is sorted by."""
    found = NAME.fullmatch(path.name)
    if found is None:
        raise ValueError(path)
    return date.fromisoformat(found[1]), found[2] is not None, "-".join(filter(None, found.groups()))


def _held(path: Path) -> Held | None:
    try:
        return held_in(path)
    except StorageError:
        return None


def _source(folder: Path, backup: Path) -> Path:
    ours = backups_folder(folder) / backup.name
    source = ours if not backup.exists() and backup.name == str(backup) else backup
    if not source.is_file():
        raise NotFound(_("There is no backup {path}. Choose another file; nothing was changed.").format(path=backup))
    return source


def _refuse_others(database: Path, held: Held) -> None:
    try:
        organisation = held_in(database).organisation if database.exists() else ""
    except DatabaseDamaged:  # it stays where it is put aside, so nothing is lost whoever's it was
        return
    if organisation and organisation != held.organisation:
        raise NotPossible(
            _("This backup is of another organisation. Choose one of your own, or an empty folder; nothing was changed.")
        )


def _zone(held: Held) -> ZoneInfo:
    try:
        return ZoneInfo(held.timezone or Organisation.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(Organisation.timezone)


def _free_names(place: Path, at: datetime) -> tuple[Path, Path]:
    """Return the names for what stood there, sound or damaged, which nothing has yet."""
    while True:
        mark = f"{at:{MOMENT}}"
        names = place / f"traincollega-{mark}-before-restore.sqlite", place / f"traincollega-{mark}-damaged.sqlite"
        if not any(name.exists() for name in names):
            return names
        at += timedelta(seconds=1)


def _restored(source: Path, today: date) -> str:
    if not _is_name(source.name):
        return _("{name} was put back.").format(name=source.name)
    return _("The backup of {day} was put back.").format(day=day_long(_read_name(source)[0], today))


def _whereabouts(old: Path | None, damaged: Path) -> str:
    if old is None:
        return ""
    if old == damaged:
        return _("The damaged database is kept in {path}.").format(path=old)
    return _("What stood there before is kept as a backup.")


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
