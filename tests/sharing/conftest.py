"""A shared folder on this computer's disk, and what is laid in it."""

from pathlib import Path

import pytest

from traincollega.sharing.folder import Folder
from traincollega.sharing.place import SEGMENT, content_name

ORGANISATION = "0123456789abcdef"


def named(content: bytes, ending: str = SEGMENT) -> tuple[str, bytes]:
    """Return a content with its name before it, as `put` takes it and `fetch` gives it."""
    return content_name(content, ending), content


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder that a person chose; it exists and is empty."""
    path = tmp_path / "share"
    path.mkdir()
    return path


@pytest.fixture
def folder(root: Path) -> Folder:
    """The shared folder as one computer sees it."""
    return Folder(root, ORGANISATION, patience=5)


@pytest.fixture
def segments(root: Path) -> Path:
    """Where the segments lie."""
    return root / "traincollega-01234567" / "segments"
