"""The agenda as a list: arrows walk, Enter opens, Ctrl+Enter presses the button, the menu key shows the rest."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from traincollega.ui.day_painting import DayDelegate
from traincollega.ui.day_rows import DayHead, DayRow, DayRows
from traincollega.ui.id_list import ROW_ROLE
from traincollega.ui.theme import Theme


class DayList(QListView):
    """Shows days and their sessions; the signals carry the DayRow."""

    opened = Signal(object)
    acted = Signal(object)
    asked_more = Signal(object, QPoint)
    """The menu of a row is wanted, at this place on the screen."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        """Make an empty list; `name` is what a screen reader calls it."""
        super().__init__(parent)
        self.rows = DayRows(self)
        self._day: date | None = None
        self.delegate = DayDelegate(theme, self)
        self.delegate.acted.connect(lambda index: self.acted.emit(index.data(ROW_ROLE)))
        self.delegate.asked_more.connect(lambda index, at: self.asked_more.emit(index.data(ROW_ROLE), at))
        self.setProperty("cards", True)
        self.setAccessibleName(name)
        self.setModel(self.rows)
        self.setItemDelegate(self.delegate)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.verticalScrollBar().sliderPressed.connect(self._let_go)
        theme.changed.connect(self.scheduleDelayedItemsLayout)

    def set_rows(self, rows: Sequence[DayHead | DayRow]) -> None:
        """Show these rows; what was chosen stays chosen and where it was on the screen, if it is still there."""
        chosen, scrolled = self.current(), self.verticalScrollBar().value()
        self.delegate.give_room(rows)
        self.rows.show_rows(rows)
        place = self.rows.place_of(chosen.entry.session.id) if chosen else -1
        if place >= 0:
            self._choose(place)
        self.doItemsLayout()
        self.verticalScrollBar().setValue(scrolled)

    def show_day(self, day: date) -> None:
        """Scroll to a day, or to the first one after it, and stay there until somebody scrolls."""
        self._day = day
        place = self.rows.place_from(day)
        if place >= 0:
            self.scrollTo(self.rows.index(place), QAbstractItemView.ScrollHint.PositionAtTop)

    def choose(self, session: str) -> bool:
        """Choose a session and show it; return whether it is in the list."""
        self._day = None
        place = self.rows.place_of(session)
        if place >= 0:
            self._choose(place)
            self.scrollTo(self.rows.index(place), QAbstractItemView.ScrollHint.PositionAtCenter)
        return place >= 0

    def current(self) -> DayRow | None:
        """Return the row that is chosen, or None."""
        index = self.currentIndex()
        row = index.data(ROW_ROLE) if index.isValid() else None
        return row if isinstance(row, DayRow) else None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason and self.current() is None:
            seen = self.indexAt(self.viewport().rect().topLeft()).row()
            self._choose(next((at for at in range(max(0, seen), self.rows.rowCount()) if self._is_session(at)), -1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._day = None
        row = self.current()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.opened.emit(row)
            elif row.action:
                self.acted.emit(row)
            return
        super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self.indexAt(event.position().toPoint()).data(ROW_ROLE)
        if isinstance(row, DayRow):
            self.opened.emit(row)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        row = index.data(ROW_ROLE) if index.isValid() else None
        if isinstance(row, DayRow):
            at = self.viewport().mapToGlobal(self.visualRect(index).center()) if by_key else event.globalPos()
            self.asked_more.emit(row, at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._day is not None:
            self.doItemsLayout()  # the rows may be lower or higher now
            self.show_day(self._day)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._day = None
        super().wheelEvent(event)

    def _let_go(self) -> None:
        self._day = None

    def _is_session(self, place: int) -> bool:
        return isinstance(self.rows.row(place), DayRow)

    def _choose(self, place: int) -> None:
        index = self.rows.index(place) if place >= 0 else QModelIndex()
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
