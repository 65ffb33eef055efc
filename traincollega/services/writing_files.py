"""Writing files for other programs: whole or not at all."""

import os
from pathlib import Path

from traincollega.errors import DiskFull, StorageError
from traincollega.language import _


def put_down(path: Path, data: bytes) -> None:
    """Write a file beside and rename it, so that a crash leaves the old one or the new; raises DiskFull, StorageError."""
    beside = path.parent / f"{path.name}.{os.getpid()}.new"
    try:
        try:
            with beside.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except PermissionError as error:
        raise DiskFull(_("We may not write in {place}. Ask for the right to write there.").format(place=path.parent)) from error
    except OSError as error:
        raise StorageError(_("{path} cannot be written: {why}.").format(path=path, why=error.strerror)) from error
