"""The real window of a profile, opened as the program opens it; tells when its first page stands there."""

import sys
from pathlib import Path

from PySide6.QtCore import QTimer

from benchmarks.bare_window import tell
from traincollega.app import application, open_window
from traincollega.ui.card_list import CardList
from traincollega.ui.main_window import MainWindow

LOOK_EVERY = 1  # milliseconds


def main(folder: Path, page: str) -> int:
    """Open the window on its start page, or go on to *Ontdekken* and wait for its first cards."""
    app = application()
    look = QTimer()
    look.setInterval(LOOK_EVERY)

    def usable() -> bool:
        window = next((one for one in app.topLevelWidgets() if isinstance(one, MainWindow) and one.isVisible()), None)
        if window is None:
            return False
        if page == "start":
            return True
        if window.here != page:
            window.go(page)
        cards = window.findChild(CardList)
        return cards is not None and cards.model().rowCount() > 0

    def once() -> None:
        if usable():
            look.stop()
            QTimer.singleShot(0, lambda: tell(app))

    look.timeout.connect(once)
    look.start()
    return open_window(folder)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
