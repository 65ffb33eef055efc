"""A table of rows in groups: one thin model, whole rows to choose, columns that share the width there is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from traincollega.ui import theme as look
from traincollega.ui.card import paint_pill, pill_height, pill_width, text_width
from traincollega.ui.id_list import ROW_ROLE
from traincollega.ui.text import tip
from traincollega.ui.theme import Theme

PILL_ROLE, COLUMN_ROLE = ROW_ROLE + 1, ROW_ROLE + 2
HEIGHT, LEAST, NARROW = 43, 60, 700
"""Pixels at 100 %: of a row, of the narrowest column, and of a table under which no spare column shows."""
MAIN, SPARE = 320, 120
"""The same, that the column which names the row, and a spare one, need at most."""
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Column:
    """One column: its title, what it says of a row, and its share of the width."""

    title: str
    text: Callable[[Any], str]
    share: int = 1
    pill: Callable[[Any], tuple[str, str, str] | None] | None = None
    """A state to paint instead of the text: kind, icon, words."""
    main: bool = False
    """Whether it names the row; the others are muted."""
    small: bool = False
    whole: bool = False
    """Whether its words are never cut off, whatever its share is."""
    spare: bool = False
    """Whether it is left out where there is little room."""
    right: bool = False
    """Whether its words end at the right, as numbers do."""

    @property
    def side(self) -> Qt.AlignmentFlag:
        """Return where its words stand."""
        return Qt.AlignmentFlag.AlignVCenter | (Qt.AlignmentFlag.AlignRight if self.right else Qt.AlignmentFlag.AlignLeft)


@dataclass(frozen=True)
class Heading:
    """A row that names the group under it."""

    text: str


Group = tuple[str, Sequence[Any]]
"""The heading of a group ("" for none) and its rows."""


class TableRows(QAbstractTableModel):
    """Holds the rows of all groups, their headings between them."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        """Make an empty table."""
        super().__init__(parent)
        self.columns = columns
        self._rows: list[Any] = []

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show these groups instead; an empty one is left out."""
        self.beginResetModel()
        self._rows = [row for text, rows in groups if rows for row in ([Heading(text)] if text else []) + list(rows)]
        self.endResetModel()

    def row(self, number: int) -> Any:
        """Return a row, or a Heading."""
        return self._rows[number]

    def all_rows(self) -> Sequence[Any]:
        """Return the rows of all groups, their headings between them."""
        return self._rows

    def place_of(self, same: Callable[[Any], bool]) -> int:
        """Return where the first row stands of which `same` holds, -1 where none does."""
        return next((at for at, row in enumerate(self._rows) if not isinstance(row, Heading) and same(row)), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        across = orientation == Qt.Orientation.Horizontal
        if across and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if across and role == Qt.ItemDataRole.TextAlignmentRole:
            return self.columns[section].side
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self._rows[index.row()], Heading):
            return Qt.ItemFlag.NoItemFlags  # the arrows pass it over
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self._rows[index.row()], self.columns[index.column()]
        if role == ROW_ROLE:
            return row
        if isinstance(row, Heading):
            said = row.text if index.column() == 0 else ""
            return said if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None
        if role == COLUMN_ROLE:
            return column
        if role == PILL_ROLE:
            return column.pill(row) if column.pill else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(column.text(row))
        return None


class RowDelegate(QStyledItemDelegate):
    """Paints a cell: its words cut off with dots where they do not fit, or its state."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        """Paint in the look of `theme`."""
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, palette, px, rect = self._theme, self._theme.palette, self._theme.px, option.rect
        row = index.data(ROW_ROLE)
        head = isinstance(row, Heading)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        other = bool(option.features & QStyleOptionViewItem.ViewItemFeature.Alternate)
        ground = palette.selection if chosen else palette.card if head or not other else palette.alternate
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, QColor(ground))
        painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), QColor(palette.line))
        if chosen and index.column() == 0:
            painter.fillRect(QRect(rect.x(), rect.y(), px(look.BAR), rect.height()), QColor(palette.accent))
        ends = not head and index.data(COLUMN_ROLE).right
        inside = rect.adjusted(px(look.M), 0, -px(look.M if ends else look.S), 0)
        pill = None if head else index.data(PILL_ROLE)
        if pill:
            kind, icon, words = pill
            width, high = min(pill_width(theme, words, icon), inside.width()), pill_height(theme)
            paint_pill(painter, theme, QRect(inside.x(), rect.center().y() - high // 2, width, high), kind, icon, words)
        else:
            column = index.data(COLUMN_ROLE)
            main = not head and column.main
            side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft if head else column.side
            font = theme.font("small" if not head and column.small else "control", bold=head or (main and chosen))
            if head:
                inside.setTop(rect.bottom() - QFontMetrics(font).height() - px(look.S))
            words = QFontMetrics(font).elidedText(index.data() or "", Qt.TextElideMode.ElideRight, inside.width())
            painter.setFont(font)
            painter.setPen(QColor(palette.text if main or head or chosen else palette.muted))
            painter.drawText(inside, side, words)
        painter.restore()


class RowTable(QTableView):
    """Shows groups of rows; the signals carry the row."""

    opened = Signal(object)
    """Enter or a double click."""
    removed = Signal(object)
    """Delete."""
    ticked = Signal(object)
    """The space bar."""
    asked_more = Signal(object, QPoint)
    """The menu of a row is wanted, at this place on the screen."""

    def __init__(
        self, theme: Theme, columns: Sequence[Column], name: str, same: Callable[[Any], object], parent: QWidget | None = None
    ) -> None:
        """Make an empty table; `name` is for screen readers, `same` gives what a row is known by."""
        super().__init__(parent)
        self._theme, self._same = theme, same
        self._known: dict[Column, int] = {}
        self.rows = TableRows(columns, self)
        self.setAccessibleName(name)
        self.setModel(self.rows)
        self.setItemDelegate(RowDelegate(theme, self))
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        across = self.horizontalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setHighlightSections(False)
        across.setSectionsClickable(False)
        across.setMinimumSectionSize(theme.px(LEAST))
        self.doubleClicked.connect(lambda index: self._tell(self.opened, index.data(ROW_ROLE)))
        theme.changed.connect(self._measure)
        self._measure()

    def set_groups(self, groups: Sequence[Group]) -> None:
        """Show these groups; what was chosen stays chosen, or else what took its place, and the scroll stays."""
        chosen, place, scrolled = self.current(), self.currentIndex().row(), self.verticalScrollBar().value()
        self.clearSpans()
        self.rows.show_groups(groups)
        self._known = {}
        for at in range(self.rows.rowCount()):
            if isinstance(self.rows.row(at), Heading):
                self.setSpan(at, 0, 1, len(self.rows.columns))
        if chosen is not None:
            known = self._same(chosen)
            same = self.rows.place_of(lambda row: self._same(row) == known)
            self._choose(same if same >= 0 else self._near(place))
        self._share_width()
        self.updateGeometries()  # else the scroll bar knows no rows yet
        self.verticalScrollBar().setValue(scrolled)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show as many other columns from the next `set_groups` on."""
        self.rows.columns = columns

    def current(self) -> Any:
        """Return the row that is chosen, or None."""
        index = self.currentIndex()
        row = index.data(ROW_ROLE) if index.isValid() else None
        return None if isinstance(row, Heading) else row

    def choose(self, known: object) -> bool:
        """Choose the row that is known by this and show it; return whether it is there."""
        place = self.rows.place_of(lambda row: self._same(row) == known)
        if place >= 0:
            self._choose(place)
            self.scrollTo(self.currentIndex())
        return place >= 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            self.opened.emit(row)
        elif event.key() == Qt.Key.Key_Delete and row is not None:
            self.removed.emit(row)
        elif event.key() == Qt.Key.Key_Space and row is not None:
            self.ticked.emit(row)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        row = index.data(ROW_ROLE) if index.isValid() else None
        if row is not None and not isinstance(row, Heading):
            at = self.viewport().mapToGlobal(self.visualRect(index).center()) if by_key else event.globalPos()
            self.asked_more.emit(row, at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _tell(self, signal: Any, row: Any) -> None:
        if row is not None and not isinstance(row, Heading):
            signal.emit(row)

    def _near(self, place: int) -> int:
        places = [at for at in range(self.rows.rowCount()) if not isinstance(self.rows.row(at), Heading)]
        return min(places, key=lambda at: abs(at - place), default=-1)

    def _choose(self, place: int) -> None:
        if place >= 0:
            self.setCurrentIndex(self.rows.index(place, 0))

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.px(HEIGHT))
        self._known = {}
        self._share_width()

    def _share_width(self) -> None:
        room = self.viewport().width()
        narrow = room < self._theme.px(NARROW)
        shown = [at for at, column in enumerate(self.rows.columns) if not (narrow and column.spare)]
        widths = self._widths(room, [self.rows.columns[at] for at in shown])
        while spare := [at for at in shown if self.rows.columns[at].spare]:
            cramped = (width < self._wanted(self.rows.columns[at]) for at, width in zip(shown, widths, strict=True))
            if not any(cramped):
                break
            shown.remove(spare[-1])
            widths = self._widths(room, [self.rows.columns[at] for at in shown])
        for at in range(len(self.rows.columns)):
            self.setColumnHidden(at, at not in shown)
        for at, width in zip(shown, widths, strict=True):
            self.setColumnWidth(at, max(0, width))

    def _widths(self, room: int, columns: Sequence[Column]) -> list[int]:
        """Share the pixels: who must show whole comes first, then who names the row; none has too much while one has too little."""
        least = [self._widest(column) if column.whole else 0 for column in columns]
        left = room - sum(
            whole or (0 if column.main else self._theme.px(LEAST)) for whole, column in zip(least, columns, strict=True)
        )
        least = [
            max(whole, min(self._wanted(column), left) if column.main else 0) for whole, column in zip(least, columns, strict=True)
        ]
        widths = [max(one, min(self._theme.px(LEAST), room // len(columns))) for one in least]
        for most in ([self._widest(column) for column in columns], [room] * len(columns)):  # what each needs, then what is left
            while (free := room - sum(widths)) > 0 and (lacking := [at for at, wide in enumerate(widths) if wide < most[at]]):
                shares = sum(columns[at].share for at in lacking)
                for at in lacking:
                    more = max(1, free * columns[at].share // shares)
                    widths[at] += min(more, most[at] - widths[at], room - sum(widths))
        widths[-1] = room - sum(widths[:-1])  # what rounding left over
        return widths

    def _wanted(self, column: Column) -> int:
        """Return the pixels with less than which a column is cramped, so that a spare one gives way."""
        most = MAIN if column.main else SPARE if column.spare else 0
        return min(self._widest(column), self._theme.px(most))

    def _widest(self, column: Column) -> int:
        """Return the pixels in which every cell of a column shows whole; measured once for the same rows at the same zoom."""
        if column not in self._known:
            self._known[column] = self._measured(column)
        return self._known[column]

    def _measured(self, column: Column) -> int:
        theme, rows = self._theme, [row for row in self.rows.all_rows() if not isinstance(row, Heading)]
        if column.pill:
            pills = [pill for pill in map(column.pill, rows) if pill]
            wide = max((pill_width(theme, words, icon) for _kind, icon, words in pills), default=0)
        else:
            font = theme.font("small" if column.small else "control", bold=column.main)
            wide = max((text_width(font, words) for words in {column.text(row) for row in rows}), default=0)
        head = text_width(theme.font("control", bold=True), column.title)
        aside = look.M if column.right else look.S
        return max(wide + theme.px(look.M) + theme.px(aside), head + 2 * theme.px(look.M))
