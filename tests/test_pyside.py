"""PySide6 itself: the fault that decided its version bound stays away."""

import os
import subprocess
import sys

CALLS = """
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel()
for n in range(20_000):
    label.setText(str(n))
print(label.text())
"""


def test_a_label_can_be_written_twenty_thousand_times() -> None:
    # 6.12.0 on Python 3.11 loses one reference to None on every void call, and aborts after some 7,000
    without_screen = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", CALLS], capture_output=True, text=True, check=False, env=without_screen)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "19999"
