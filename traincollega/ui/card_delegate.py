"""Cards as the rows of a list; apart from the card itself, because Qt's item views take 25 ms to import."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from traincollega.ui.card import STACKED, CardState, CardText, action_rect, card_height, paint_card
from traincollega.ui.id_list import ROW_ROLE
from traincollega.ui.theme import Theme

GAP = 10  # between cards


class CardDelegate(QStyledItemDelegate):
    """Paints the rows of an IdList as cards; a click on a card's button is `acted`."""

    acted = Signal(QModelIndex)

    def __init__(self, theme: Theme, text_of: Callable[[Any], CardText], parent: QObject | None = None) -> None:
        """`text_of` gives the words of a row."""
        super().__init__(parent)
        self._theme, self._text_of = theme, text_of

    def text(self, index: QModelIndex | QPersistentModelIndex) -> CardText:
        """Return the words of the card at an index."""
        return self._text_of(index.data(ROW_ROLE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        flags = option.state
        state = CardState(
            selected=bool(flags & QStyle.StateFlag.State_Selected),
            hovered=bool(flags & QStyle.StateFlag.State_MouseOver),
            focused=bool(flags & QStyle.StateFlag.State_HasFocus) and bool(flags & QStyle.StateFlag.State_KeyboardFocusChange),
        )
        paint_card(painter, self._theme, self.card_rect(option.rect), self.text(index), state)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        stacked = option.widget is not None and option.widget.width() < self._theme.px(STACKED)
        return QSize(self._theme.px(240), card_height(self._theme, stacked=stacked) + self._theme.px(GAP))

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> bool:
        if (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == Qt.MouseButton.LeftButton
            and action_rect(self._theme, self.card_rect(option.rect), self.text(index)).contains(event.position().toPoint())
        ):
            self.acted.emit(model.index(index.row(), index.column()))
            return True
        return super().editorEvent(event, model, option, index)

    def card_rect(self, rect: QRect) -> QRect:
        return rect.adjusted(0, 0, 0, -self._theme.px(GAP))
