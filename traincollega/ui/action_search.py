"""Ctrl+K: type what you want to do, arrow to it, Enter."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from traincollega.language import _
from traincollega.ui import theme as look
from traincollega.ui.actions import Action, run
from traincollega.ui.icons import icon
from traincollega.ui.page import fit_dialog
from traincollega.ui.text import label
from traincollega.ui.theme import Theme

KEY_ROLE = Qt.ItemDataRole.UserRole


def found(actions: Sequence[Action], words: str) -> list[Action]:
    """Return the actions that hold every word; those that begin with what was typed come first."""
    asked = words.casefold().split()
    typed = words.casefold().strip()
    hits = [action for action in actions if all(word in _shown(action).casefold() for word in asked)]
    return sorted(hits, key=lambda action: not _shown(action).casefold().startswith(typed))


def _shown(action: Action) -> str:
    return action.text.replace("&", "")


class _WithKey(QStyledItemDelegate):
    """Paints the key of an action at the right."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().paint(painter, option, index)
        painter.save()
        painter.setFont(self._theme.font("small"))
        painter.setPen(self._theme.color("muted"))
        room = option.rect.adjusted(0, 0, -self._theme.px(look.M), 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, index.data(KEY_ROLE))
        painter.restore()


class ActionSearch(QDialog):
    """Shows the actions that can be done now."""

    def __init__(self, theme: Theme, actions: Sequence[Action], parent: QWidget | None = None) -> None:
        """Make the dialog over `parent`."""
        super().__init__(parent)
        self._actions = [action for action in actions if action.possible()]
        self._hits: list[Action] = []
        self.setWindowTitle(_("Find an action"))
        px = theme.px
        self._asked = QLineEdit()
        self._asked.setPlaceholderText(_("What do you want to do?"))
        self._asked.setAccessibleName(_("What do you want to do?"))
        self._list = QListWidget()
        self._list.setAccessibleName(_("Actions"))
        self._list.setItemDelegate(_WithKey(theme, self._list))
        self._list.setIconSize(QSize(px(18), px(18)))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrows work while typing
        self._none = label(_("No action has these words."), "muted")
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._none.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(px(look.L), px(look.L), px(look.L), px(look.L))
        column.setSpacing(px(look.M))
        column.addWidget(self._asked)
        column.addWidget(self._none)
        column.addWidget(self._list)
        fit_dialog(self, theme, 520, 480)
        self._asked.textChanged.connect(self._find)
        self._list.itemClicked.connect(lambda item: self._run())
        self._find("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self._hits:
            self._list.setCurrentRow(max(0, min(len(self._hits) - 1, self._list.currentRow() + step)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run()
        else:
            super().keyPressEvent(event)

    def _find(self, words: str) -> None:
        self._hits = found(self._actions, words)
        self._list.clear()
        for action in self._hits:
            key = QKeySequence(action.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
            item = QListWidgetItem(icon(action.icon or "chevron-right", "muted"), _shown(action))
            item.setData(KEY_ROLE, key)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{_shown(action)}, {key}" if key else _shown(action))
            self._list.addItem(item)
        self._none.setVisible(not self._hits)
        self._list.setVisible(bool(self._hits))
        self._list.setCurrentRow(0)

    def _run(self) -> None:
        place = self._list.currentRow()
        if 0 <= place < len(self._hits):
            self.accept()
            run(self._hits[place])
