"""The demo: an example to look around in, or, headless, the whole loop played through the real windows and left as pictures."""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QModelIndex, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog, QLineEdit, QWidget

from traincollega import language
from traincollega.app import Program, application, has_screen
from traincollega.errors import TrainCollegaError
from traincollega.exports.calendars import all_calendar
from traincollega.language import _
from traincollega.models.database import speaking
from traincollega.services import browsing, enrolling
from traincollega.services.demonstrating import colleague_desk, make_example, make_other
from traincollega.services.desk import Desk
from traincollega.ui.card import action_rect
from traincollega.ui.card_delegate import CardDelegate
from traincollega.ui.card_list import CardList
from traincollega.ui.discover_page import DiscoverPage
from traincollega.ui.exchange_dialog import ExchangeDialog, look_into, write_to
from traincollega.ui.main_window import MainWindow
from traincollega.ui.training_editor import TrainingEditor

W = TypeVar("W", bound=QWidget)
WIDTH, HEIGHT = 1280, 800
PATIENCE = 20.0
"""Seconds that one thing on the screen may take to come about."""
LEARNERS = ("Bilal Aksoy", "Marja Postma", "Tom Verhoef")
TITLE = "Sneltoetsen die je elke dag tijd schelen"
SUMMARY = "Tien toetsen, en je hand hoeft niet meer naar de muis."


def play(out: Path, headless: bool) -> int:
    """Open the example's window and stay until it closes; headless, play the loop and leave pictures and files in `out`."""
    language.choose()
    if not headless and not has_screen():
        print(_("There is no screen here, so no window can open. Add --headless."), file=sys.stderr)  # noqa: T201
        return 1
    if headless:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(prefix="traincollega-", ignore_cleanup_errors=True) as kept:
        program = Program(application(), Path(kept))
        try:
            if not headless:
                program.look_around()
                return application().exec()
            left = Play(program, out).whole()
        except (TrainCollegaError, OSError) as error:
            print(error, file=sys.stderr)  # noqa: T201
            return 1
        finally:
            program.close()
    print("\n".join(left))  # noqa: T201
    return 0


class Play:
    """Plays the loop as people do: it types and clicks in the windows, and looks at what they show."""

    def __init__(self, program: Program, out: Path) -> None:
        """Make ready; pictures go to `out`/pictures, files beside it."""
        self.program, self.out = program, out
        self.pictures = out / "pictures"
        with speaking(self.pictures):
            self.pictures.mkdir(parents=True, exist_ok=True)
        self.left: list[str] = []

    def whole(self) -> list[str]:
        """Play everything; return one line per thing that was seen."""
        now = datetime.now(UTC)
        self.program.theme.set_mode("light")
        self.program.welcome()
        self._both("welcome")
        desk = make_example(self.program.folder / "noordveld", now)
        window = self.program.show_desk(desk)
        training = self._publish(window)
        self._fill_up(desk, training)
        self._leave(desk, training)
        window = self.program.show_desk(desk)
        for page in ("start", "discover", "agenda", "learning", "teaching", "overview", "messages", "settings", "editor"):
            window.go(page)
            self._both(page)
        window.go("session", session=browsing.card_of(desk, training).coming[0].session.id)
        self._both("session")
        shared = self._share(window)
        self._receive(shared, now)
        return self.left

    def _publish(self, window: MainWindow) -> str:
        """Offer a training with a first date."""
        self._press(window, _("Offer a training"))
        editor = self._settled(window.page("editor"), TrainingEditor)
        self._type(editor.form.title_line, TITLE)
        self._type(editor.form.summary_line, SUMMARY)
        QTest.mouseClick(editor.form.with_date, Qt.MouseButton.LeftButton, pos=editor.form.with_date.rect().center() * 0.5)
        if not editor.form.with_date.isChecked():
            editor.form.with_date.click()
        self._type(editor.form.first.place, "Stadhuis, zaal 1.03")
        self._type(editor.form.first.seats, "2")
        self._keep(window, "publishing")
        self._press(window, _("Publish"))
        self._until(lambda: window.here == "discover", "the published training shows in Discover")
        desk: Desk = window.frame.desk
        (made,) = [one for one in browsing.my_trainings(desk) if one.title == TITLE]
        self.left.append(f"{TITLE}: {window.messages.text}")
        self._keep(window, "published")
        return made.id

    def _fill_up(self, desk: Desk, training: str) -> None:
        """Three colleagues sign up for two seats, each with one click in a window of their own."""
        for name in LEARNERS:
            window = self.program.show_desk(colleague_desk(desk, name))
            self._act_on_card(window, training)
            self.left.append(f"{name}: {window.messages.text}")
            self._keep(window, f"signed-up-{name.split()[0].lower()}")
        placed = browsing.card_of(desk, training).coming[0].placed
        if (placed.taken, placed.waiting) != (2, 1):
            raise RuntimeError(f"two seats and three colleagues, but {placed.taken} sit and {placed.waiting} wait")

    def _leave(self, desk: Desk, training: str) -> None:
        """The first one withdraws; the one who waited moves up."""
        window = self.program.show_desk(colleague_desk(desk, LEARNERS[0]))
        self._act_on_card(window, training)
        self.left.append(f"{LEARNERS[0]}: {window.messages.text}")
        last = colleague_desk(desk, LEARNERS[-1])
        seat = browsing.card_of(last, training).coming[0].placed.of(last.me)
        if seat is None or seat.reason != "moved up":
            raise RuntimeError(f"{LEARNERS[-1]} should have moved up")
        self.left.append(f"{LEARNERS[-1]}: {enrolling.reason_line(seat.reason)}")

    def _share(self, window: MainWindow) -> Path:
        shared = self.out / "Gemeente-Noordveld.tjc"
        write_to(window.frame, shared)
        self._keep(window, "shared")
        (self.out / "noordveld.ics").write_bytes(all_calendar(window.frame.desk))
        self.left.append(window.messages.text)
        return shared

    def _receive(self, shared: Path, now: datetime) -> None:
        """Another organisation reads the file, and its card tells what the training brought about."""
        desk = make_other(self.program.folder / "zeeland-noord", now)
        window = self.program.show_desk(desk)
        look_into(window.frame, shared)
        self._until(lambda: window.findChild(ExchangeDialog) is not None, "what would come is shown")
        dialog = window.findChild(ExchangeDialog)
        assert isinstance(dialog, ExchangeDialog)
        self._wait_for(window)
        self._save(dialog, "reading-in")
        self._press(dialog, _("Add to Discover"))
        self._until(lambda: not window.frame.background.busy and "Noordveld" in window.messages.text, "the file is read in")
        self.left.append(window.messages.text)
        page = self._find(window, "Draaitabellen zonder zweten")
        card = page.cards.current()
        lines = [browsing.outcome_line(name, outcome) for name, outcome in card.outcomes]
        self._both("received")
        if not any("37" in line for line in lines):
            raise RuntimeError(f"the receiver's card should tell of 37 participants, it says {lines}")
        self.left += lines

    # hands and eyes

    def _find(self, window: MainWindow, title: str) -> DiscoverPage:
        """Type a title in Discover and choose its card."""
        window.go("discover")
        page = self._settled(window.page("discover"), DiscoverPage)
        self._type(page.search, title)
        QTest.keyClick(page.search, Qt.Key.Key_Return)
        self._wait_for(window)
        self._until(lambda: page.cards.rows.rowCount() > 0, f"{title} is found")
        page.cards.choose(page.cards.rows.id_at(0))
        self._wait_for(window)
        return page

    def _act_on_card(self, window: MainWindow, training: str) -> None:
        """Press the button of the training's card."""
        window.go("discover", training=training)
        page = self._settled(window.page("discover"), DiscoverPage)
        self._wait_for(window)
        cards: CardList = page.cards
        self._until(lambda: cards.currentIndex().isValid(), "the card shows")
        self._click_action(cards, cards.currentIndex())
        self._until(lambda: bool(window.messages.text), "the bar tells what happened")

    def _click_action(self, cards: CardList, index: QModelIndex) -> None:
        delegate = cards.itemDelegate()
        assert isinstance(delegate, CardDelegate)
        where = action_rect(self.program.theme, delegate.card_rect(cards.visualRect(index)), delegate.text(index))
        QTest.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=where.center())

    def _press(self, inside: QWidget, words: str) -> None:
        self._wait_for(inside)
        for one in inside.findChildren(QAbstractButton):
            if one.isVisible() and words in (one.text(), one.accessibleName()):
                QTest.mouseClick(one, Qt.MouseButton.LeftButton)
                return
        raise RuntimeError(f"there is no button {words!r}")

    def _type(self, line: QLineEdit, text: str) -> None:
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, text)

    def _settled(self, widget: QWidget, kind: type[W]) -> W:
        self._wait_for(widget)
        if not isinstance(widget, kind):
            raise TypeError(f"a {kind.__name__} was expected")
        return widget

    def _wait_for(self, widget: QWidget) -> None:
        """Let everything that was asked for come about."""
        window = widget.window()
        while isinstance(window, QDialog) and isinstance(parent := window.parentWidget(), QWidget):
            window = parent.window()
        _pause(50)
        if isinstance(window, MainWindow):
            self._until(lambda: not window.frame.background.busy, "the background is done")
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _until(self, come_about: Callable[[], bool], what: str) -> None:
        ends = time.monotonic() + PATIENCE
        while not come_about():
            if time.monotonic() > ends:
                raise RuntimeError(f"did not come about: {what}")
            _pause(20)

    def _both(self, name: str) -> None:
        """Leave a picture in light and one in dark."""
        window = self.program.window
        assert window is not None
        for mode in ("dark", "light"):
            self.program.theme.set_mode("dark" if mode == "dark" else "light")
            self._keep(window, f"{name}-{mode}")

    def _keep(self, window: QWidget, name: str) -> None:
        window.resize(WIDTH, HEIGHT)
        self._wait_for(window)
        _pause(200)
        self._save(window, name)

    def _save(self, widget: QWidget, name: str) -> None:
        path = self.pictures / f"{name}.png"
        if not widget.grab().save(str(path)):
            raise OSError(f"{path}")


def _pause(milliseconds: int) -> None:
    """Let the program go on for a while; QTest's own wait would keep the threads in the background from running."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
