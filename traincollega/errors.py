"""What can go wrong and is foreseen; a bug is none of these and shouts as an ordinary Python exception.

TrainCollegaError        str(error) is a finished sentence for a person: what happened, what it means, what to do
├── NotFound             what was named is not here (any more)
├── NotAllowed           somebody else may do this, you may not
├── NotPossible          the rules of the game say no: cancelled, closed, already signed up
├── InvalidInput         a field of a form cannot stay as it is; `.field` names it
├── NewerVersionNeeded   something was made by a newer version of this program
├── UnreadableFile       a file from outside was refused; nothing was changed
│   └── TooLarge         it is bigger, deeper or fuller than we read
├── StorageError         our own data cannot be opened or written
│   ├── DatabaseNewer    the database was made by a newer version
│   ├── DatabaseDamaged  the database is not a sound one
│   ├── DatabaseOnShare  the database lies where several computers write
│   ├── DatabaseBusy     another program holds it too long
│   └── DiskFull         there is no room, or we may not write there
└── SharingError         colleagues cannot be reached, or not be believed; one's own work goes on
    ├── PlaceUnreachable the shared folder or server is not there now
    ├── PlaceReadOnly    we may read there and not write
    └── PlaceFull        there is no room
"""


class TrainCollegaError(Exception):
    """Base of every foreseen error; its text is shown to a person as it is."""


class NotFound(TrainCollegaError):
    """What was named is not here (any more)."""


class NotAllowed(TrainCollegaError):
    """Somebody else may do this, you may not."""


class NotPossible(TrainCollegaError):
    """The rules of the game say no."""


class InvalidInput(TrainCollegaError):
    """A field of a form cannot stay as it is."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class NewerVersionNeeded(TrainCollegaError):
    """Something was made by a newer version of this program."""


class UnreadableFile(TrainCollegaError):
    """A file from outside was refused; nothing was changed."""


class TooLarge(UnreadableFile):
    """A file from outside is bigger, deeper or fuller than we read."""


class StorageError(TrainCollegaError):
    """Our own data cannot be opened or written."""


class DatabaseNewer(StorageError):
    """The database was made by a newer version."""


class DatabaseDamaged(StorageError):
    """The database is not a sound one."""


class DatabaseOnShare(StorageError):
    """The database lies where several computers write."""


class DatabaseBusy(StorageError):
    """Another program holds the database too long."""


class DiskFull(StorageError):
    """There is no room, or we may not write there."""


class SharingError(TrainCollegaError):
    """Colleagues cannot be reached, or not be believed; one's own work goes on."""


class PlaceUnreachable(SharingError):
    """The shared folder or server is not there now."""


class PlaceReadOnly(SharingError):
    """We may read in the shared folder or server, and not write."""


class PlaceFull(SharingError):
    """There is no room in the shared folder or server."""
