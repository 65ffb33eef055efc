"""A list of cards: arrows walk, Enter opens, Ctrl+Enter presses the button of the card."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from traincollega.ui.card import STACKED, CardText
from traincollega.ui.card_delegate import CardDelegate
from traincollega.ui.id_list import ROW_ROLE, IdList
from traincollega.ui.theme import Theme


class CardList(QListView):
    """Shows ids as cards; `chosen`, `opened` and `acted` carry the row."""

    chosen = Signal(object)
    """The row that is selected now, or None."""
    opened = Signal(object)
    """Enter or a double click on a card."""
    acted = Signal(object)
    """The button of the card, or Ctrl+Enter."""

    def __init__(
        self,
        theme: Theme,
        fetch: Callable[[Sequence[int]], Sequence[Any]],
        text_of: Callable[[Any], CardText],
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        """Make an empty list; `name` is what a screen reader calls it."""
        super().__init__(parent)
        self._theme, self._narrow = theme, False
        self._rows: IdList[Any] = IdList(fetch, lambda row: text_of(row).spoken or text_of(row).title, self)
        self._delegate = CardDelegate(theme, text_of, self)
        self._delegate.acted.connect(lambda index: self.acted.emit(index.data(ROW_ROLE)))
        self.setProperty("cards", True)
        self.setAccessibleName(name)
        self.setModel(self._rows)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.selectionModel().currentChanged.connect(lambda index: self.chosen.emit(self._row(index)))
        theme.changed.connect(self._resize)

    @property
    def rows(self) -> IdList[Any]:
        """The model underneath."""
        return self._rows

    def set_ids(self, ids: Sequence[int], *, choose_first: bool = False) -> None:
        """Show these ids; what was selected stays selected and where it was on the screen, if it is still there."""
        current = self.currentIndex()
        kept = self._rows.id_at(current.row()) if current.isValid() else None
        offset = self.visualRect(current).top() if current.isValid() else 0
        self._rows.set_ids(ids)
        where = self._rows.position(kept) if kept is not None else -1
        if where >= 0:
            self._select(where)
            self.scrollTo(self._rows.index(where), QAbstractItemView.ScrollHint.PositionAtTop)
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() - offset)
        elif choose_first and ids:
            self._select(0)
        elif kept is not None:
            self.chosen.emit(None)

    def read_again(self) -> None:
        """Read the rows again: something in them changed, the ids did not."""
        self._rows.read_again()

    def choose(self, row_id: int) -> bool:
        """Select the card of an id and show it; return whether it is in the list."""
        where = self._rows.position(row_id)
        if where >= 0:
            self._select(where)
            self.scrollTo(self._rows.index(where))
        return where >= 0

    def current(self) -> Any:
        """Return the row that is selected, or None."""
        return self._row(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            acts = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if not acts:
                self.opened.emit(row)
            elif self._delegate.text(self.currentIndex()).action:
                self.acted.emit(row)
            return
        super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self._row(self.indexAt(event.position().toPoint()))
        if row is not None:
            self.opened.emit(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self._theme.px(STACKED)
        if narrow != self._narrow:  # the facts of a narrow card stand under one another
            self._narrow = narrow
            self._resize()

    def _row(self, index: QModelIndex) -> Any:
        return self._rows.row(index) if index.isValid() else None

    def _select(self, where: int) -> None:
        self._rows.show_until(where)
        self.selectionModel().setCurrentIndex(self._rows.index(where), QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _resize(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
