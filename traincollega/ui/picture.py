"""An icon that stands by itself: drawn anew when colours or sizes change."""

from PySide6.QtWidgets import QLabel, QWidget

from traincollega.ui.drawing import picture
from traincollega.ui.theme import Theme


class Picture(QLabel):
    """An icon of the set, `side` pixels at 100 %, in the colour of a role of the palette."""

    def __init__(self, theme: Theme, icon_name: str, role: str, side: int, parent: QWidget | None = None) -> None:
        """Draw it, or nothing yet where it has no name; it says nothing to a screen reader, the words beside it do."""
        super().__init__(parent)
        self._theme, self._icon_name, self._role, self._side = theme, icon_name, role, side
        theme.changed.connect(self._draw)
        self._draw()

    def show_icon(self, icon_name: str, role: str) -> None:
        """Draw another icon."""
        self._icon_name, self._role = icon_name, role
        self._draw()

    def _draw(self) -> None:
        if self._icon_name:
            ratio = self._theme.app.devicePixelRatio()
            self.setPixmap(picture(self._icon_name, self._role, self._theme.px(self._side), ratio))
