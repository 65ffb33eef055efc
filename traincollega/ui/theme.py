"""How everything looks: the palette in use, the sizes by zoom, and the one stylesheet."""

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

from traincollega.resources import FOLDER
from traincollega.ui.drawing import drawing, use
from traincollega.ui.palette import DARK, LIGHT, Palette, with_accent
from traincollega.ui.stylesheet import MARKS, stylesheet

Mode = Literal["system", "light", "dark"]

XS, S, M, L, XL, XXL = 4, 8, 12, 16, 24, 32
"""The only distances, in pixels at 100 %."""
CONTROL, RADIUS, CARD_RADIUS, BAR = 36, 6, 8, 3
POINTS = {"small": 10, "control": 11, "reading": 12, "h2": 15, "h1": 19}
LEAST_ZOOM, MOST_ZOOM = 90, 150


class Theme(QObject):
    """The look of the program; `changed` says that colours or sizes are others now."""

    changed = Signal()

    def __init__(self, app: QApplication, mode: Mode = "system", zoom: int = 100, accent: str = "") -> None:
        """Set up the look; nothing shows until `apply`. `zoom` in percent, `accent` an organisation's "#RRGGBB" or ""."""
        super().__init__(app)
        self._app = app
        self._mode = mode
        self._zoom = _within(zoom)
        self._accent = accent
        self._marks = QTemporaryDir()
        self._family = ""
        self._palette = self._wanted()
        app.styleHints().colorSchemeChanged.connect(self._system_changed)

    @property
    def app(self) -> QApplication:
        """The application it dresses."""
        return self._app

    @property
    def palette(self) -> Palette:
        """The colours in use."""
        return self._palette

    @property
    def mode(self) -> Mode:
        """What was asked for: "system", "light" or "dark"."""
        return self._mode

    @property
    def accent(self) -> str:
        """The organisation's colour as it was given, "" for our own."""
        return self._accent

    @property
    def zoom(self) -> int:
        """Percent, 90 to 150."""
        return self._zoom

    def px(self, length: float) -> int:
        """Return a length at 100 % as pixels at this zoom."""
        return round(length * self._zoom / 100)

    def font(self, role: str = "control", *, bold: bool = False) -> QFont:
        """Return the font of a role of POINTS at this zoom; in pixels, so that it is as large on every system."""
        font = QFont(self._app.font())
        font.setPixelSize(self.px(POINTS[role] * 4 / 3))
        font.setBold(bold or role in ("h1", "h2"))
        return font

    def color(self, role: str) -> QColor:
        """Return the colour of a role of the palette."""
        return QColor(getattr(self._palette, role))

    def set_mode(self, mode: Mode) -> None:
        """Use the light or the dark palette, or follow the system."""
        self._mode = mode
        self.apply()

    def set_zoom(self, zoom: int) -> None:
        """Show everything at `zoom` percent, held within 90 and 150."""
        was, self._zoom = self._zoom, _within(zoom)
        if self._zoom != was:
            from traincollega.ui.rescaling import rescale  # 2 ms, that no start needs

            rescale(self._app.topLevelWidgets(), was, self._zoom)
        self.apply()

    def set_accent(self, accent: str) -> None:
        """Use an organisation's accent, or our own where it is ""."""
        self._accent = accent
        self.apply()

    def apply(self) -> None:
        """Put the look on the application and tell `changed`."""
        self._palette = self._wanted()
        use(self._palette)
        self._app.setPalette(qt_palette(self._palette))
        family = self._family or readable_family()
        self._family = family
        font = QFont(self._app.font())
        if family:
            font.setFamily(family)
        font.setPixelSize(self.px(POINTS["control"] * 4 / 3))
        self._app.setFont(font)
        self._app.setStyleSheet(stylesheet(self._palette, self.px, self._drawn_marks()))
        self.changed.emit()

    def _wanted(self) -> Palette:
        dark = self._mode == "dark" or (self._mode == "system" and self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark)
        return with_accent(DARK if dark else LIGHT, self._accent)

    def _system_changed(self) -> None:
        if self._mode == "system":
            self.apply()

    def _drawn_marks(self) -> dict[str, str]:
        """Return the files of the stylesheet's icons, written in the colours of now."""
        folder = Path(self._marks.path())
        files = {}
        for name, role in MARKS.items():
            color = getattr(self._palette, role)
            path = folder / f"{name}-{color[1:]}.svg"  # another colour is another name: Qt caches by name
            if not path.exists():
                path.write_bytes(drawing(name, color))
            files[name] = path.as_posix()
        return files


def readable_family() -> str:
    """Return "" where the system's font will do, else the family of the font we bring along."""
    if QFontInfo(QFont()).family():  # asking for all families takes 17 ms
        return ""
    from PySide6.QtGui import QFontDatabase  # 2 ms, where the system has a font

    for path in sorted((FOLDER / "fonts").glob("*.ttf")):
        number = QFontDatabase.addApplicationFont(str(path))
        families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
        if families:
            return families[0]
    return ""


def qt_palette(palette: Palette) -> QPalette:
    """Return the palette as Qt's own widgets know it."""
    role = QPalette.ColorRole
    made = QPalette()
    for which, color in {
        role.Window: palette.window,
        role.WindowText: palette.text,
        role.Base: palette.card,
        role.AlternateBase: palette.alternate,
        role.Text: palette.text,
        role.Button: palette.card,
        role.ButtonText: palette.text,
        role.BrightText: palette.error,
        role.ToolTipBase: palette.text,
        role.ToolTipText: palette.window,
        role.PlaceholderText: palette.muted,
        role.Highlight: palette.selection,
        role.HighlightedText: palette.selection_text,
        role.Accent: palette.accent,
        role.Link: palette.link,
        role.LinkVisited: palette.link,
        role.Light: palette.card,
        role.Midlight: palette.line,
        role.Mid: palette.line,
        role.Dark: palette.border,
        role.Shadow: palette.border,
    }.items():
        made.setColor(which, QColor(color))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(palette.muted))
    return made


def _within(zoom: int) -> int:
    return max(LEAST_ZOOM, min(MOST_ZOOM, zoom))
