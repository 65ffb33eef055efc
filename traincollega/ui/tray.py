"""The tray: says what is new outside the window too, as an extra to *Berichten*; where a platform has none, it is silent."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSystemTrayIcon

from traincollega.ui.icons import app_icon


class Tray(QObject):
    """Shows itself with the first thing it says; switched off, it goes and says nothing."""

    def __init__(
        self,
        parent: QObject,
        *,
        wanted: bool,
        keep: Callable[[bool], None],
        pressed: Callable[[], object],
        available: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable,
    ) -> None:
        """Begin silent. `keep` is told what somebody chooses, `pressed` is called when they press what it says."""
        super().__init__(parent)
        self.available = available()
        self.wanted = wanted
        self._keep, self._pressed = keep, pressed
        self._icon: QSystemTrayIcon | None = None

    def choose(self, wanted: bool) -> None:
        """Speak from now on, or be silent."""
        self.wanted = wanted
        self._keep(wanted)
        if self._icon is not None:
            self._icon.setVisible(wanted)

    def say(self, title: str, text: str) -> bool:
        """Say something outside the window; return whether that was done."""
        if not (self.available and self.wanted):
            return False
        if self._icon is None:
            self._icon = QSystemTrayIcon(app_icon(), self)
            self._icon.activated.connect(lambda _how: self._pressed())
            self._icon.messageClicked.connect(self._pressed)
        self._icon.show()
        self._icon.showMessage(title, text, app_icon())
        return True
