"""A power cut between every two steps of sending and receiving: nothing is lost, nothing is there twice, and all goes on."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork, and no kill -9")
@pytest.mark.parametrize("stride", [6, pytest.param(1, marks=pytest.mark.long)], ids=["one step in six", "every step"])
@pytest.mark.parametrize("story", ["send", "receive", "revoke", "pack", "forget", "join"])
def test_whoever_is_killed_between_two_steps_goes_on_as_if_nothing_happened(story: str, stride: int, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.sharing.killing", story, str(tmp_path / "world"), str(stride)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["wrong"] == {}, done.stderr
    assert told["steps"] > 20
