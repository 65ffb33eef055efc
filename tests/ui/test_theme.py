"""The look: ratios, accents, zoom, and that no colour is written anywhere else."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication, QPushButton
from traincollega.resources import FOLDER

from traincollega import ui
from traincollega.ui import drawing, icons
from traincollega.ui.palette import DARK, LIGHT, READABLE, Palette, contrast, readable_accent, with_accent
from traincollega.ui.theme import Theme

HERE = Path(ui.__file__).parent
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")
TABLE = [
    ("text", "card", 16.0, 13.1),
    ("muted", "card", 7.6, 8.1),
    ("border", "card", 3.7, 4.9),
    ("accent_text", "accent", 7.3, 9.2),
    ("good", "good_soft", 5.8, 7.9),
    ("waiting", "waiting_soft", 6.3, 7.2),
    ("warning", "warning_soft", 6.2, 7.6),
    ("error", "error_soft", 5.6, 7.5),
    ("selection_text", "selection", 13.1, 9.0),
]
GROUNDS = ("window", "card", "alternate", "selection", "hover", "accent_soft")


@pytest.mark.parametrize(("ink", "ground", "light", "dark"), TABLE)
def test_every_ratio_of_the_table_is_what_it_says(ink: str, ground: str, light: float, dark: float) -> None:
    for palette, said in ((LIGHT, light), (DARK, dark)):
        assert contrast(getattr(palette, ink), getattr(palette, ground)) == pytest.approx(said, abs=0.15)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", ["text", "muted", "link"])
def test_text_can_be_read_on_every_ground(palette: Palette, ink: str, ground: str) -> None:
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= READABLE


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_borders_of_controls_and_the_focus_ring_stand_out(palette: Palette) -> None:
    for ground in ("window", "card"):
        assert contrast(palette.border, getattr(palette, ground)) >= 3
        assert contrast(palette.link, getattr(palette, ground)) >= 3


@given(COLOURS)
def test_an_accent_is_refused_under_the_ratio_and_the_nearest_darker_one_offered(color: str) -> None:
    offered = readable_accent(color)
    assert contrast(offered, "#FFFFFF") >= READABLE
    if contrast(color, "#FFFFFF") >= READABLE:
        assert offered == color
    else:
        assert contrast(offered, "#FFFFFF") < READABLE + 0.6


@given(COLOURS, st.sampled_from([LIGHT, DARK]))
def test_whatever_the_accent_everything_in_it_can_be_read(color: str, base: Palette) -> None:
    palette = with_accent(base, color)
    assert contrast(palette.accent_text, palette.accent) >= READABLE
    for ground in ("window", "card", "alternate", "selection", "accent_soft"):
        assert contrast(palette.link, getattr(palette, ground)) >= READABLE
        assert contrast(palette.text, getattr(palette, ground)) >= READABLE


def test_no_colour_is_written_outside_the_palette() -> None:
    literal = re.compile(r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b|rgba?\(|QColor\(\d|GlobalColor\.(?!transparent)")
    found = [
        f"{path.name}: {line.strip()}"
        for path in HERE.rglob("*.py")
        if path.name != "palette.py"
        for line in path.read_text(encoding="utf-8").splitlines()
        if literal.search(line)
    ]
    assert found == []


def test_dark_and_zoom_reach_the_application(theme: Theme, qapp: QApplication) -> None:
    heard: list[str] = []
    theme.changed.connect(lambda: heard.append(theme.palette.window))
    theme.set_mode("dark")
    theme.set_zoom(150)
    assert heard == [DARK.window, DARK.window]
    assert qapp.palette().window().color().name().upper() == DARK.window
    assert theme.px(36) == 54
    assert qapp.font().pixelSize() == 22


@pytest.mark.parametrize(("asked", "given_zoom"), [(10, 90), (100, 100), (400, 150)])
def test_the_zoom_stays_within_90_and_150(theme: Theme, asked: int, given_zoom: int) -> None:
    theme.set_zoom(asked)
    assert theme.zoom == given_zoom


@pytest.mark.parametrize("name", sorted(path.stem for path in (FOLDER / "icons").glob("*.svg") if path.stem != "app"))
def test_every_icon_draws_something_in_the_colour_asked_for(qapp: QApplication, name: str) -> None:
    picture = drawing.pixmap(name, LIGHT.error, 20, 2.0).toImage()
    assert picture.width() == 40
    inks = {
        picture.pixelColor(x, y).name().upper() for x in range(40) for y in range(40) if picture.pixelColor(x, y).alpha() == 255
    }
    assert inks == {LIGHT.error}


def test_an_icon_of_an_unknown_name_is_refused_when_it_is_asked_for(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icons.icon("no-such-icon")


def test_a_button_takes_the_colours_of_another_palette_without_being_told(theme: Theme, qtbot) -> None:  # type: ignore[no-untyped-def]
    made = QPushButton()
    qtbot.addWidget(made)
    made.setIcon(icons.icon("check", "good"))

    def ink() -> set[str]:
        image = made.icon().pixmap(20, 20).toImage()
        return {
            image.pixelColor(x, y).name().upper() for x in range(20) for y in range(20) if image.pixelColor(x, y).alpha() == 255
        }

    assert ink() == {LIGHT.good}
    theme.set_mode("dark")
    assert ink() == {DARK.good}
