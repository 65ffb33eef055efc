"""The floor of every window: PySide6 with one label; tells when it can be used and what memory it holds."""

import sys
import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

SETTLE = 1_500
"""Milliseconds between being usable and looking at the memory."""


def memory() -> float:
    """Return the memory this process holds, in MiB (Linux)."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def tell(app: QApplication) -> None:
    """Write the moment and, once all is quiet, the memory; then quit."""
    usable = time.time()

    def settled() -> None:
        print(usable, memory(), flush=True)
        app.quit()

    QTimer.singleShot(SETTLE, settled)


def main() -> int:
    """Show the window."""
    app = QApplication(sys.argv)
    window = QMainWindow()
    window.setCentralWidget(QLabel("Train je Collega"))
    window.resize(1280, 800)
    window.show()
    QTimer.singleShot(0, lambda: tell(app))
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
