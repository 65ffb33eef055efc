"""Pictures to look at by hand: a widget in light or dark, at a size and a zoom."""

from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from traincollega.ui.theme import Mode, Theme


def grab(
    widget: QWidget, theme: Theme, path: Path, *, mode: Mode = "light", size: tuple[int, int] = (1280, 800), zoom: int = 100
) -> None:
    """Show a widget as asked and save what it looks like as a PNG at `path`."""
    if theme.mode != mode:
        theme.set_mode(mode)
    if theme.zoom != zoom:
        theme.set_zoom(zoom)
    widget.resize(*size)
    widget.show()
    widget.activateWindow()
    for _turn in range(3):
        QApplication.processEvents()
    path.parent.mkdir(parents=True, exist_ok=True)
    widget.grab().save(str(path))
