"""The colours of both palettes, and when one of them can be read on another: the only place with literal colours."""

from typing import NamedTuple

READABLE = 4.5
"""The least ratio of text to its ground (WCAG 2.2, 1.4.3)."""


class Palette(NamedTuple):
    """A colour "#RRGGBB" per role."""

    dark: bool
    window: str
    card: str
    alternate: str
    text: str
    muted: str
    border: str
    """Around a control that can be used: at least 3 : 1."""
    line: str
    """Between things and around cards; says nothing by itself."""
    accent: str
    """The ground of a primary button, a bar, a badge."""
    accent_text: str
    link: str
    """The accent as text: links, secondary buttons."""
    accent_soft: str
    """The ground of chips and of state that is only told."""
    good: str
    good_soft: str
    waiting: str
    waiting_soft: str
    warning: str
    warning_soft: str
    error: str
    error_soft: str
    selection: str
    selection_text: str
    hover: str

    def pair(self, kind: str) -> tuple[str, str]:
        """Return text and ground of a kind of state: "good", "waiting", "warning", "error", "accent", "plain"."""
        if kind == "accent":
            return self.link, self.accent_soft
        if kind == "plain":
            return self.muted, self.alternate
        return getattr(self, kind), getattr(self, f"{kind}_soft")


LIGHT = Palette(
    dark=False,
    window="#F5F7FA",
    card="#FFFFFF",
    alternate="#EEF2F6",
    text="#1A2230",
    muted="#4A5565",
    border="#7A8798",
    line="#DCE3EA",
    accent="#0F5A8C",
    accent_text="#FFFFFF",
    link="#0F5A8C",
    accent_soft="#E4F0F8",
    good="#1E6B34",
    good_soft="#E6F4EA",
    waiting="#6B3FA0",
    waiting_soft="#F1EAFA",
    warning="#8A4B00",
    warning_soft="#FFF3DC",
    error="#B3261E",
    error_soft="#FBE9E7",
    selection="#DCEBF5",
    selection_text="#1A2230",
    hover="#E9EEF4",
)
DARK = Palette(
    dark=True,
    window="#171B21",
    card="#1F242C",
    alternate="#262C35",
    text="#E8ECF1",
    muted="#B2BCC8",
    border="#8792A1",
    line="#333B46",
    accent="#7CC0EE",
    accent_text="#0E1620",
    link="#7CC0EE",
    accent_soft="#15303F",
    good="#7FD396",
    good_soft="#17301F",
    waiting="#C7A6F2",
    waiting_soft="#2D2240",
    warning="#F2B45C",
    warning_soft="#3A2A10",
    error="#FF9C92",
    error_soft="#3E1C1A",
    selection="#1F4258",
    selection_text="#E8ECF1",
    hover="#242A33",
)


def parts(color: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0 to 255, of "#RRGGBB"; anything else is a ValueError."""
    if len(color) != 7 or color[0] != "#":
        raise ValueError(color)
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def mixed(color: str, other: str, share: float) -> str:
    """Return `color` with `share` (0 to 1) of `other` in it.

    >>> mixed("#000000", "#FFFFFF", 0.5)
    '#808080'
    """
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in zip(parts(color), parts(other), strict=True))


def luminance(color: str) -> float:
    """Return the relative luminance, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (p / 255 for p in parts(color)))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(color: str, other: str) -> float:
    """Return the ratio between two colours, 1 to 21.

    >>> round(contrast("#FFFFFF", "#000000"))
    21
    """
    low, high = sorted((luminance(color), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def toward(color: str, goal: str, *grounds: str) -> str:
    """Return the colour nearest to `color`, on its way to `goal`, that can be read on every one of `grounds`."""
    for step in range(101):
        found = mixed(color, goal, step / 100)
        if all(contrast(found, ground) >= READABLE for ground in grounds):
            return found
    return goal


def readable_accent(color: str) -> str:
    """Return `color` where white can be read on it, else the nearest darker one that will do.

    >>> readable_accent("#0F5A8C")
    '#0F5A8C'
    """
    return color if contrast(color, "#FFFFFF") >= READABLE else toward(color, "#000000", "#FFFFFF")


def with_accent(base: Palette, color: str) -> Palette:
    """Return the palette with an organisation's accent in it; in the dark it is lightened until it can be read."""
    if not color:
        return base
    if base.dark:
        light = toward(mixed(color, "#FFFFFF", 0.4), "#FFFFFF", base.alternate, base.accent_text)
        soft, selection = mixed(base.window, light, 0.12), mixed(base.window, light, 0.25)
        return base._replace(accent=light, link=toward(light, "#FFFFFF", soft, selection), accent_soft=soft, selection=selection)
    fill = readable_accent(color)
    soft, selection = mixed(base.card, fill, 0.1), mixed(base.card, fill, 0.14)
    link = toward(fill, "#000000", base.window, base.alternate, soft, selection)
    return base._replace(accent=fill, link=link, accent_soft=soft, selection=selection)
