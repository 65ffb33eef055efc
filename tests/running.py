"""What tests of commands share: how a command ended, and in which language it speaks."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The JSON document on standard output, exactly one."""
        return json.loads(self.out)


Run = Callable[..., Ended]


def ask_for_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the locale be that of English."""
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
