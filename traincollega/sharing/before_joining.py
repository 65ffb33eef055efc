"""What a profile's folder was before somebody began to join there: it is that again where joining does not succeed."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from traincollega.errors import StorageError
from traincollega.services.beginning import take_away
from traincollega.settings import SETTINGS, Settings, change_settings, database_path, read_settings
from traincollega.sharing.keys import FILE, put_keys_file


@dataclass(frozen=True)
class Before:
    """What stood in the folder of a profile in which no organisation had begun."""

    folder: Path
    missing: tuple[Path, ...]
    """The folders that were not there, the innermost first."""
    keys: bytes | None
    """The file of keys; its data may come back from a backup."""
    device: str | None
    """The computer that the settings name; None where none are kept."""


def before_joining(folder: Path) -> Before:
    """Look at the folder of a profile."""
    above = (folder, *folder.absolute().parents)
    missing = tuple(one for one in above if not one.exists())
    try:
        keys = (folder / FILE).read_bytes()
    except OSError:
        keys = None
    device = read_settings(folder).device if (folder / SETTINGS).exists() else None
    return Before(folder, missing, keys, device)


def put_back(before: Before) -> None:
    """Take away what joining left in the folder, and the folder itself where it was not there."""
    folder = before.folder
    take_away(database_path(folder))
    with suppress(OSError, StorageError):  # why it did not succeed is told; this is no more to be done
        if before.keys is None:
            (folder / FILE).unlink(missing_ok=True)
        elif (folder / FILE).read_bytes() != before.keys:
            put_keys_file(folder, before.keys)
    with suppress(OSError, StorageError):
        if (kept := read_settings(folder)).device != (before.device or ""):
            kept = change_settings(folder, device=before.device or "")
        if before.device is None and kept == Settings():  # else the window kept something meanwhile
            (folder / SETTINGS).unlink(missing_ok=True)
    take_folders_away(before)


def take_folders_away(before: Before) -> None:
    """Take away the folders that were not there and in which nothing lies."""
    for one in before.missing:
        with suppress(OSError):  # somebody laid something there
            one.rmdir()
