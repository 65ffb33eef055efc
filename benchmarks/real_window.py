"""The real window of a profile, opened as the program opens it; tells when it stands, or when a page in it is filled."""

import gc
import sys
from pathlib import Path

LOOK_EVERY = 1  # milliseconds


def main(folder: Path, until: str) -> int:
    """Open the window; `until` "stands" it answers, until "start" is filled, or until "discover" has its first cards."""
    gc.disable()  # as __main__ does, before anything else is imported
    from PySide6.QtCore import QTimer  # 200 ms, as in the program

    from benchmarks.bare_window import tell  # what the floor tells with, 0 ms
    from traincollega.app import application, open_window  # 90 ms, as in the program
    from traincollega.ui.main_window import MainWindow  # 0 ms, app.py has it

    app = application()
    look = QTimer()
    look.setInterval(LOOK_EVERY)

    def reached() -> bool:
        window = next((one for one in app.topLevelWidgets() if isinstance(one, MainWindow) and one.isVisible()), None)
        if window is None or until == "stands":
            return window is not None
        if until == "start":
            return window.here == until
        if window.here not in ("", until):
            window.go(until)
        from traincollega.ui.card_list import CardList  # 30 ms, which the window needs now too

        cards = window.findChild(CardList)
        return cards is not None and cards.model().rowCount() > 0

    def once() -> None:
        if reached():
            look.stop()
            QTimer.singleShot(0, lambda: tell(app))

    look.timeout.connect(once)
    look.start()
    return open_window(folder)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
