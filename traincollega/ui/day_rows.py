"""The rows of the agenda: a heading per day, and under it what happens then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from traincollega.language import _, between, day_long
from traincollega.services.desk import Desk
from traincollega.services.scheduling import Entry
from traincollega.ui.id_list import ROW_ROLE
from traincollega.ui.session_row import where
from traincollega.ui.session_state import offer_of, state_pill
from traincollega.ui.text import spoken_line, tip
from traincollega.ui.training_card import verb_words


@dataclass(frozen=True)
class DayHead:
    """The heading of a day."""

    day: date
    text: str


@dataclass(frozen=True)
class DayRow:
    """What the row of one session says."""

    entry: Entry
    time: str
    title: str
    details: str
    together: str
    pill: tuple[str, str, str]
    action: str
    spoken: str
    first: bool
    last: bool
    """Of its day."""

    @property
    def cancelled(self) -> bool:
        """Say whether it will not take place."""
        return self.entry.session.status == "cancelled"


def day_rows(desk: Desk, entries: Sequence[Entry]) -> list[DayHead | DayRow]:
    """Return the rows of sessions that are in order of time."""
    rows: list[DayHead | DayRow] = []
    for number, entry in enumerate(entries):
        first = number == 0 or entries[number - 1].day != entry.day
        last = number + 1 == len(entries) or entries[number + 1].day != entry.day
        if first:
            rows.append(DayHead(entry.day, _heading(desk, entry.day)))
        rows.append(_row(desk, entry, first, last))
    return rows


def _heading(desk: Desk, day: date) -> str:
    words = day_long(day, desk.today())
    return ", ".join((_("Today"), words)) if day == desk.today() else f"{words[:1].upper()}{words[1:]}"


def _row(desk: Desk, entry: Entry, first: bool, last: bool) -> DayRow:
    session, occasion = entry.session, entry.occasion
    trainer = _("you give this") if occasion.mine else occasion.trainer
    reason = session.reason if session.status == "cancelled" else ""
    details = " · ".join(filter(None, (reason, where(session), trainer)))
    together = _("at the same time as {titles}").format(titles=", ".join(entry.together)) if entry.together else ""
    pill = state_pill(desk, occasion, entry.standing)
    action = verb_words(offer_of(desk, occasion, entry.standing).verb)
    time = between(session.starts, session.ends, desk.zone)
    told = [f"{occasion.training.title}, {day_long(entry.day, desk.today())}, {time}", details, pill[2], together]
    spoken = spoken_line(told)
    if action:
        spoken += " " + _("Ctrl+Enter: {action}.").format(action=action)
    return DayRow(entry, time, occasion.training.title, details, together, pill, action, spoken, first, last)


class DayRows(QAbstractListModel):
    """Holds the rows; only sessions can be chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Make an empty list."""
        super().__init__(parent)
        self._rows: Sequence[DayHead | DayRow] = ()

    def show_rows(self, rows: Sequence[DayHead | DayRow]) -> None:
        """Show these rows instead."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, number: int) -> DayHead | DayRow:
        """Return a row by its place."""
        return self._rows[number]

    def place_of(self, session: str) -> int:
        """Return where a session stands, -1 where it does not."""
        return next((at for at, row in enumerate(self._rows) if isinstance(row, DayRow) and row.entry.session.id == session), -1)

    def place_from(self, day: date) -> int:
        """Return where the first heading of this day or a later one stands, -1 where none does."""
        return next((at for at, row in enumerate(self._rows) if isinstance(row, DayHead) and row.day >= day), -1)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if isinstance(self._rows[index.row()], DayHead):
            return Qt.ItemFlag.NoItemFlags  # the arrows pass it over
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.text if isinstance(row, DayHead) else row.spoken
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(row, DayRow):
            return tip("\n".join(filter(None, (row.title, row.details, row.together))))
        return None
