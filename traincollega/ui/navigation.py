"""The column at the left: where you can go, how many messages wait, and how sharing stands."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QSizePolicy, QVBoxLayout

from traincollega.language import _
from traincollega.ui import theme as look
from traincollega.ui.drawing import paint_icon
from traincollega.ui.state_button import StateButton
from traincollega.ui.theme import Theme

WIDE, NARROW = 200, 64


class Destination(QAbstractButton):
    """One place to go to: an icon and its name, or only the icon where the column is folded."""

    def __init__(self, theme: Theme, icon_name: str, title: str) -> None:
        """Make it; `title` is also its name for a screen reader."""
        super().__init__()
        self._theme, self._icon_name = theme, icon_name
        self._count = 0
        self._folded = False
        self.setText(title)
        self.setAccessibleName(title)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)  # it may shrink in a low window
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def fold(self, folded: bool) -> None:
        """Show the icon alone, or the name as well."""
        self._folded = folded
        self.setToolTip(self.text() if folded else "")
        self.update()

    def set_count(self, count: int) -> None:
        """Show how many things wait there; 0 shows nothing."""
        self._count = count
        self.setAccessibleName(_("{page}, {n} new").format(page=self.text(), n=count) if count else self.text())
        self.update()

    def wanted(self) -> int:
        """Return the pixels it needs to show its name in bold."""
        return QFontMetrics(self._theme.font("control", bold=True)).horizontalAdvance(self.text()) + self._theme.px(44 + 14)

    def sizeHint(self) -> QSize:
        px = self._theme.px
        return QSize(px(NARROW if self._folded else WIDE) - px(17), px(38))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(40), self._theme.px(26))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, px = self._theme.palette, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        here = self.isChecked()
        if here or self.underMouse():
            shape = QPainterPath()
            shape.addRoundedRect(QRectF(self.rect()), px(look.RADIUS), px(look.RADIUS))
            painter.fillPath(shape, QColor(palette.selection if here else palette.hover))
            if here:
                painter.setClipPath(shape)
                painter.fillRect(QRect(0, 0, px(look.BAR), self.height()), QColor(palette.accent))
                painter.setClipping(False)
        side = px(20)
        left = (self.width() - side) // 2 if self._folded else px(12)
        paint_icon(painter, QRect(left, (self.height() - side) // 2, side, side), self._icon_name, "link" if here else "muted")
        right = self.width() - px(12)
        if self._count:
            right = self._paint_count(painter, right)
        if not self._folded:
            font = self._theme.font("control", bold=here)
            painter.setFont(font)
            painter.setPen(QColor(palette.selection_text if here else palette.text))
            room = QRect(px(44), 0, right - px(44), self.height())
            words = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()

    def _paint_count(self, painter: QPainter, right: int) -> int:
        palette, px = self._theme.palette, self._theme.px
        font = self._theme.font("small", bold=True)
        words = str(self._count) if self._count < 100 else "99+"
        width = max(QFontMetrics(font).horizontalAdvance(words) + px(13), px(20))
        height = px(18)
        if self._folded:
            place = QRect(self.width() - width - px(1), px(1), width, height)
        else:
            place = QRect(right - width, (self.height() - height) // 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.accent))
        painter.drawRoundedRect(QRectF(place), height / 2, height / 2)
        painter.setFont(font)
        painter.setPen(QColor(palette.accent_text))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
        return place.left() - px(4)


class Navigation(QFrame):
    """Destinations above and below, and one line of state; `asked` carries the id of the page."""

    asked = Signal(str)
    state_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        """Make an empty column."""
        super().__init__()
        self._theme = theme
        self._folded = False
        self._wide = 0
        self._places: dict[str, Destination] = {}
        self.setProperty("box", "navigation")
        self.setAccessibleName(_("Pages"))
        px = theme.px
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(8), px(12), px(9), px(12))
        column.setSpacing(0)
        self._above, self._below = QVBoxLayout(), QVBoxLayout()
        for part in (self._above, self._below):
            part.setSpacing(px(2))
        column.addLayout(self._above)
        column.addStretch()
        column.addLayout(self._below)
        self._state = StateButton(theme)
        self._state.clicked.connect(self.state_asked)
        column.addWidget(self._state)
        self._state.hide()
        theme.changed.connect(self._resize)
        self._resize()

    @property
    def folded(self) -> bool:
        """Whether only the icons show."""
        return self._folded

    def add(self, page: str, icon_name: str, title: str, *, below: bool = False) -> None:
        """Add a destination at the end of the upper or the lower group; the lower ones come last."""
        place = Destination(self._theme, icon_name, title)
        place.clicked.connect(lambda: self.asked.emit(page))
        self._group.addButton(place)
        (self._below if below else self._above).addWidget(place)
        self._places[page] = place
        place.fold(self._folded)
        self._wide = max(self._wide, self._room_for(place))
        self._set_width()

    def show_page(self, page: str) -> None:
        """Mark the page that is shown."""
        if page in self._places:
            self._places[page].setChecked(True)

    def set_shown(self, page: str, shown: bool) -> None:
        """Show a destination, or leave it out: what is not for somebody is not in their way."""
        self._places[page].setVisible(shown)

    def set_count(self, page: str, count: int) -> None:
        """Show how many things wait at a page."""
        self._places[page].set_count(count)

    def say_state(self, icon_name: str, text: str) -> None:
        """Show the one line of state at the bottom."""
        self._state.say(icon_name, text)
        self._state.setVisible(bool(text))

    def fold(self, folded: bool) -> None:
        """Show the icons alone, or the names as well."""
        self._folded = folded
        for place in self._places.values():
            place.fold(folded)
        self._state.fold(folded)
        self._resize()

    def _resize(self) -> None:
        self._wide = max([self._theme.px(WIDE), *map(self._room_for, self._places.values())])
        self._set_width()

    def _room_for(self, place: Destination) -> int:
        return place.wanted() + self._theme.px(17)

    def _set_width(self) -> None:
        self.setFixedWidth(self._theme.px(NARROW) if self._folded else self._wide)
