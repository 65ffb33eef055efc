"""The thin list model: it holds row ids only and reads the rows that are looked at, a page at a time."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Row = TypeVar("Row")
PAGE = 200
SHOWN = 2000  # rows a view lays out at first: Qt asks the model once or twice for each, 0.6 to 1 s for 100,000
KEPT = 6  # pages: more than any screen shows, so scrolling back a little reads nothing
ROW_ROLE = Qt.ItemDataRole.UserRole + 1


class IdList(QAbstractListModel, Generic[Row]):
    """Ids in the order they are shown; `fetch` gives the rows of some ids, in the order asked for."""

    def __init__(
        self,
        fetch: Callable[[Sequence[int]], Sequence[Row]],
        spoken: Callable[[Row], str] = str,
        parent: QObject | None = None,
    ) -> None:
        """Make an empty list; `spoken` gives the one sentence a screen reader says for a row."""
        super().__init__(parent)
        self._fetch, self._spoken = fetch, spoken
        self._ids: Sequence[int] = ()
        self._shown = 0
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()

    def set_ids(self, ids: Sequence[int]) -> None:
        """Show these rows instead; a CardList keeps its selection and scroll where it can."""
        self.beginResetModel()
        self._ids = ids
        self._shown = min(len(ids), SHOWN)
        self._pages.clear()
        self.endResetModel()

    def read_again(self) -> None:
        """Forget the rows read so far: something in them changed, the ids did not."""
        self._pages.clear()
        if self._shown:
            self.dataChanged.emit(self.index(0), self.index(self._shown - 1))

    def show_until(self, position: int) -> None:
        """Let the views know the rows up to and with `position`."""
        until = min(len(self._ids), max(position + 1, self._shown))
        if until > self._shown:
            self.beginInsertRows(QModelIndex(), self._shown, until - 1)
            self._shown = until
            self.endInsertRows()

    def canFetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> bool:
        return not parent.isValid() and self._shown < len(self._ids)

    def fetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> None:
        self.show_until(self._shown + SHOWN - 1)

    def id_at(self, position: int) -> int:
        """Return the id shown at a position."""
        return self._ids[position]

    def position(self, row_id: int) -> int:
        """Return where an id stands, -1 where it does not."""
        try:
            return self._ids.index(row_id)
        except ValueError:
            return -1

    def row(self, index: QModelIndex | QPersistentModelIndex) -> Row:
        """Return the row at an index, read with its page where it was not."""
        number, place = divmod(index.row(), PAGE)
        page = self._pages.get(number)
        if page is None:
            page = self._fetch(self._ids[number * PAGE : (number + 1) * PAGE])
            self._pages[number] = page
            if len(self._pages) > KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page[place]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else self._shown

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == ROW_ROLE:
            return self.row(index)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._spoken(self.row(index))
        return None
