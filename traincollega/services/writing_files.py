"""Writing files for other programs: whole or not at all."""

import os
from pathlib import Path

from traincollega.errors import StorageError
from traincollega.language import _
from traincollega.models.database import speaking


def put_down(path: Path, data: bytes) -> None:
    """Write a file beside and rename it, so that a crash leaves the old one or the new; raises DiskFull, StorageError."""
    beside = path.parent / f"{path.name}.{os.getpid()}.new"
    with speaking(path):
        if path.exists() and not path.is_file():  # a device or a pipe would be replaced by a file
            raise StorageError(_("{path} is no file. Choose another name.").format(path=path))
        try:
            with beside.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
