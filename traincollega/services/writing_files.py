"""Writing files for other programs: whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from traincollega.errors import StorageError
from traincollega.language import _
from traincollega.models.database import speaking


def put_down(path: Path, data: bytes) -> None:
    """Write a file beside and rename it, so that a crash leaves the old one or the new; raises DiskFull, StorageError."""
    with beside(path) as new:
        new.write_bytes(data)


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Give a path to write at, that becomes `path` at the end, or goes where something is raised; raises DiskFull, StorageError."""
    new = path.parent / f"{path.name}.{os.getpid()}.new"
    with speaking(path):
        if path.exists() and not path.is_file():  # a device or a pipe would be replaced by a file
            raise StorageError(_("{path} is no file. Choose another name.").format(path=path))
        try:
            yield new
            with new.open("rb+") as stream:
                os.fsync(stream.fileno())
            new.replace(path)
        except BaseException:
            new.unlink(missing_ok=True)
            raise
