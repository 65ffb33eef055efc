"""Who am I and where is my data: a profile is one folder on a local disk, with a database and a small file of settings."""

import json
import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from traincollega.errors import DatabaseOnShare, StorageError
from traincollega.language import _

REMOTE = frozenset(
    (
        "9p", "afs", "ceph", "cifs", "davfs", "fuse.davfs2", "fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.kio-fuse", "fuse.onedriver",
        "fuse.rclone", "fuse.s3fs", "fuse.sshfs", "fuse.vmhgfs-fuse", "glusterfs", "ncpfs", "nfs", "nfs4", "smb3", "smbfs",
        "vboxsf",
    )
)  # fmt: skip
"""File systems that other computers write too; SQLite's WAL breaks on them."""
SYNCED = (
    "onedrive", "dropbox", "nextcloud", "owncloud", "surfdrive", "icloud drive", "com~apple~clouddocs", "google drive", "my drive",
    "mijn drive", "syncthing", "seadrive",
)  # fmt: skip
MARKERS = (".stfolder", ".sync", ".dropbox", ".owncloudsync.log", ".nextcloudsync.log")
"""What synchronising programs leave in the folders they keep."""
_ONE_AT_A_TIME = Lock()
DRIVE_REMOTE = 4
OCTAL = re.compile(r"\\([0-7]{3})")
"""How mountinfo writes the blanks in a name."""


SETTINGS = "settings.json"


class Settings(NamedTuple):
    """What this person chose on this computer; `device` names the computer towards colleagues."""

    device: str = ""
    language: str = ""
    """"nl", "en", or "" for the system's."""
    theme: str = "system"
    zoom: int = 100
    folded: bool = False
    geometry: str = ""
    accent: str = ""
    """The colour of the organisation as it was last seen, so that the window opens in it."""
    tray: bool = True
    """Whether reminders are also said outside the window."""
    parts: Mapping[str, bool] = {}
    """The pages that show in the column, or do not, otherwise than usual."""


def default_folder() -> Path:
    """Return where the profile lies unless one is named."""
    import platformdirs  # 8 ms, that a named profile does not need

    return Path(platformdirs.user_data_path("traincollega", appauthor=False))


def database_path(folder: Path) -> Path:
    """Return the database of a profile."""
    return folder / "traincollega.sqlite"


def read_settings(folder: Path) -> Settings:
    """Return a profile's settings; what is missing or unreadable is as it was on the first day."""
    try:
        found = json.loads((folder / SETTINGS).read_text("utf-8"))
    except (OSError, ValueError):
        return Settings()
    if not isinstance(found, dict):
        return Settings()
    known: dict[str, Any] = {}
    for name, usual in Settings()._asdict().items():
        if type(found.get(name)) is type(usual):
            known[name] = found[name]
    return Settings(**known)


def change_settings(folder: Path, **changed: Any) -> Settings:
    """Keep what is changed and leave the rest as it is kept, whichever thread asks; raises StorageError."""
    with _ONE_AT_A_TIME:
        settings = read_settings(folder)._replace(**changed)
        write_settings(folder, settings)
        return settings


def write_settings(folder: Path, settings: Settings) -> None:
    """Keep a profile's settings: written beside and renamed, so that a crash leaves the old or the new. Raises StorageError."""
    beside = folder / f"settings.{os.getpid()}.new"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with beside.open("w", encoding="utf-8") as stream:
            json.dump(settings._asdict(), stream, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(folder / SETTINGS)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise StorageError(
            _("The settings cannot be kept in {folder}. Make room there, or ask for the right to write.").format(folder=folder)
        ) from error


def refuse_shared(folder: Path) -> None:
    """Raise DatabaseOnShare where several computers write in this folder."""
    place = folder.resolve()
    why = ""
    if _remote(place):
        why = _("{folder} lies on a network drive. Several computers writing there damage the data.")
    elif any(part.lower().startswith(SYNCED) for part in place.parts) or _marked(place):
        why = _("{folder} is kept in step by another program. That damages the data.")
    if why:
        advice = _("Choose a folder on this computer's own disk; colleagues are reached in another way.")
        raise DatabaseOnShare(f"{why.format(folder=folder)} {advice}")


def _marked(place: Path) -> bool:
    return any((parent / marker).exists() for parent in (place, *place.parents) for marker in MARKERS)


def _remote(place: Path) -> bool:
    if sys.platform == "win32":
        import ctypes  # only there: 2 ms that no other system needs

        drive = place.drive + "\\"
        return drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(drive) == DRIVE_REMOTE
    return mounted_as(place, Path("/proc/self/mountinfo")) in REMOTE


def mounted_as(place: Path, mountinfo: Path) -> str:
    """Return the type of file system a path lies on, as Linux's `mountinfo` tells; "" where it does not."""
    try:
        lines = mountinfo.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    best, kind, there = "", "", place.resolve()
    for line in lines:
        left, _dash, right = line.partition(" - ")
        mount = OCTAL.sub(lambda found: chr(int(found[1], 8)), (left.split(" ") + [""] * 5)[4])
        if mount and len(mount) >= len(best) and there.is_relative_to(mount):
            best, kind = mount, right.split(" ")[0]
    return kind
