"""The painted card: title, one line, facts with icons, and a state in words; one height per zoom."""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter, QPainterPath, QPen, QTextLayout

from traincollega.ui import theme as look
from traincollega.ui.drawing import paint_icon
from traincollega.ui.theme import Theme

PADDING, UNDER_FACTS = 14, 10
STACKED = 520
"""Below this width (pixels at 100 %) the facts of a card in a list stand under one another, so that its button hides none."""


class CardText(NamedTuple):
    """What a card says."""

    title: str
    summary: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    """Pairs of icon and text."""
    pill: tuple[str, str, str] | None = None
    """State: kind ("good", "waiting", "accent", "warning", "error", "plain"), icon, text."""
    spoken: str = ""
    """One full sentence for screen readers."""
    note: str = ""
    """In small letters beside the state: why this card is here."""
    action: str = ""
    """The words on the button of the card, "" for none."""
    action_short: str = ""
    """The words on the button where those of `action` would hide a fact."""
    badge: str = ""
    """The organisation it comes from, where that is another."""
    pill_short: str = ""
    """The words of the state where those of `pill` do not fit."""
    title_first: bool = False
    """Whether a title too long for one line takes the place of the summary, too."""


class CardState(NamedTuple):
    """How a card is at this moment."""

    selected: bool = False
    hovered: bool = False
    focused: bool = False
    pressed: bool = False


def card_height(theme: Theme, *, stacked: bool = False) -> int:
    """Return the height of every card in pixels, the gap beneath it not counted."""
    title, line, small = (QFontMetrics(theme.font(role)).height() for role in ("reading", "control", "small"))
    facts = 2 * small + theme.px(4) if stacked else small
    return 2 * theme.px(PADDING) + title + line + facts + pill_height(theme) + theme.px(4) + theme.px(8) + theme.px(UNDER_FACTS)


def text_width(font: QFont, text: str) -> int:
    """Return the pixels a text needs on one line, so that it is not cut off in them."""
    return ceil(QFontMetricsF(font).horizontalAdvance(text)) + 1


def pill_height(theme: Theme) -> int:
    """Return the height of a state pill in pixels."""
    return max(QFontMetrics(theme.font("small", bold=True)).height() + theme.px(4), theme.px(22))


def pill_width(theme: Theme, text: str, icon: str) -> int:
    """Return the width a state pill needs in pixels."""
    return text_width(theme.font("small", bold=True), text) + theme.px(16) + (theme.px(20) if icon else 0)


def paint_pill(painter: QPainter, theme: Theme, rect: QRect, kind: str, icon: str, text: str) -> None:
    """Paint a state: its icon and its words, on its ground."""
    ink, ground = theme.palette.pair(kind)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(QRectF(rect), theme.px(5), theme.px(5))
    left = rect.x() + theme.px(8)
    if icon:
        side = theme.px(14)
        role = {"accent": "link", "plain": "muted"}.get(kind, kind)
        paint_icon(painter, QRect(left, rect.center().y() - side // 2 + 1, side, side), icon, role)
        left += theme.px(20)
    font = theme.font("small", bold=True)
    painter.setFont(font)
    painter.setPen(QColor(ink))
    room = QRect(left, rect.y(), rect.right() - theme.px(7) - left, rect.height())
    words = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)


def action_rect(theme: Theme, rect: QRect, text: CardText) -> QRect:
    """Return where the button of a card is, empty where it has none."""
    if not text.action:
        return QRect()
    width = text_width(theme.font("small", bold=True), _action_words(theme, rect, text)) + theme.px(24)
    height = theme.px(28)
    stacked = _is_stacked(theme, rect)
    facts = QFontMetrics(theme.font("small")).height() * (2 if stacked else 1) + (theme.px(4) if stacked else 0)
    below = theme.px(PADDING) + pill_height(theme) + theme.px(UNDER_FACTS)
    middle = rect.y() + card_height(theme, stacked=stacked) - below - facts // 2
    return QRect(rect.right() - theme.px(look.L) - width + 1, middle - height // 2, width, height)


def _action_words(theme: Theme, rect: QRect, text: CardText) -> str:
    """Return what the button says: the shorter words where the facts would not fit beside the whole ones."""
    if not text.action_short:
        return text.action
    px, small, bold = theme.px, theme.font("small"), theme.font("small", bold=True)
    facts = [px(16) + px(6) + text_width(small, words) for _icon, words in text.facts]
    wide = max(facts, default=0) if _is_stacked(theme, rect) else sum(facts) + px(look.L) * (len(facts) - 1)
    room = rect.width() - 2 * px(look.L) - px(look.M) - px(24) - text_width(bold, text.action)
    return text.action if wide <= room else text.action_short


def _is_stacked(theme: Theme, rect: QRect) -> bool:
    """Say whether a card is high enough for its facts to stand under one another."""
    return rect.height() >= card_height(theme, stacked=True)


def paint_ground(painter: QPainter, theme: Theme, rect: QRect, state: CardState) -> None:
    """Paint the card itself: its border, the bar of a selected one, the ring of a focused one."""
    palette = theme.palette
    radius = float(theme.px(look.CARD_RADIUS))
    shape = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5)
    path = QPainterPath()
    path.addRoundedRect(shape, radius, radius)
    edge = palette.accent if state.selected else palette.border if state.hovered else palette.line
    painter.fillPath(path, QColor(palette.card))
    if state.selected:
        painter.save()
        painter.setClipPath(path)
        painter.fillRect(QRect(rect.x(), rect.y(), theme.px(look.BAR) + 1, rect.height()), QColor(palette.accent))
        painter.restore()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(edge), 1))
    painter.drawRoundedRect(shape, radius, radius)
    if state.focused:  # inside: a list cuts off what lies outside its item
        painter.setPen(QPen(QColor(palette.link), 2))
        painter.drawRoundedRect(QRectF(rect).adjusted(6, 4, -4, -4), radius - 3, radius - 3)


def paint_card(painter: QPainter, theme: Theme, rect: QRect, text: CardText, state: CardState) -> None:
    """Paint a whole card into `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_ground(painter, theme, rect, state)
    palette, px = theme.palette, theme.px
    left, right, y = rect.x() + px(look.L), rect.right() - px(look.L), rect.y() + px(PADDING)

    title_font = theme.font("reading", bold=True)
    room = right - left
    if text.badge:
        wide = min(pill_width(theme, text.badge, "building"), room // 2)
        paint_pill(painter, theme, QRect(right - wide, y, wide, pill_height(theme)), "plain", "building", text.badge)
        room -= wide + px(look.M)
    if text.title_first and text_width(title_font, text.title) > room:
        both = QFontMetrics(title_font).height() + px(4) + QFontMetrics(theme.font("control")).height()
        lines = wrapped(text.title, title_font, room, 2)
        paint_lines(painter, QRect(left, y, room, both), lines, title_font, palette.text)
        y += both + px(8)
    else:
        y = _line(painter, left, y, room, text.title, title_font, palette.text) + px(4)
        y = _line(painter, left, y, right - left, text.summary, theme.font("control"), palette.muted) + px(8)

    small = theme.font("small")
    metrics = QFontMetrics(small)
    button = action_rect(theme, rect, text)
    until = button.left() - px(look.M) if text.action else right
    x, side, stacked = left, px(16), _is_stacked(theme, rect)
    for icon, words in text.facts[: 2 if stacked else None]:
        if x + side + px(40) > until:
            break
        paint_icon(painter, QRect(x, y + (metrics.height() - side) // 2, side, side), icon, "muted")
        x += side + px(6)
        width = min(text_width(small, words), until - x)
        _line(painter, x, y, width, words, small, palette.muted)
        x += width + px(look.L)
        if stacked:
            x, y = left, y + metrics.height() + px(4)
    pill_high = pill_height(theme)
    y = rect.y() + card_height(theme, stacked=stacked) - px(PADDING) - pill_high

    x, until = left, right
    if text.pill:
        kind, icon, words = text.pill
        note = px(look.S) + text_width(small, text.note) if text.note else 0
        if text.pill_short and pill_width(theme, words, icon) + note > until - x:
            words = text.pill_short
        width = min(pill_width(theme, words, icon), until - x)
        paint_pill(painter, theme, QRect(x, y, width, pill_high), kind, icon, words)
        x += width + px(look.S)
    if text.note and until - x >= (text_width(small, text.note) if text.pill else px(40)):  # half of "+ 2 dates" says nothing
        _line(painter, x, y + (pill_high - metrics.height()) // 2, until - x, text.note, small, palette.muted)
    if text.action:
        _paint_action(painter, theme, button, _action_words(theme, rect, text), state)
    painter.restore()


def _line(painter: QPainter, x: int, y: int, width: int, text: str, font: QFont, color: str) -> int:
    """Paint one line, cut off with dots where it is too long; return where it ends below."""
    metrics = QFontMetrics(font)
    painter.setFont(font)
    painter.setPen(QColor(color))
    words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, width))
    painter.drawText(QRect(x, y, width + 2, metrics.height()), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
    return y + metrics.height()


def wrapped(text: str, font: QFont, width: int, most: int) -> list[str]:
    """Return a text broken into at most `most` lines of `width` pixels; the last holds all the rest, be it too long."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    starts = [0]
    while len(starts) < most:
        line = layout.createLine()
        line.setLineWidth(width)
        end = starts[-1] + line.textLength()
        if end >= len(text):
            break
        starts.append(end)
    layout.endLayout()
    return [text[since:until].strip() for since, until in pairwise([*starts, len(text)])]


def paint_lines(painter: QPainter, room: QRect, lines: Sequence[str], font: QFont, color: str) -> None:
    """Paint lines from the top to the bottom of a room, each cut off with dots where it is too long."""
    high = QFontMetrics(font).height()
    for at, line in enumerate(lines):
        _line(painter, room.x(), min(room.y() + at * high, room.bottom() + 1 - high), room.width(), line, font, color)


def _paint_action(painter: QPainter, theme: Theme, rect: QRect, words: str, state: CardState) -> None:
    palette = theme.palette
    painter.setPen(QPen(QColor(palette.border), 1))
    painter.setBrush(QColor(palette.selection if state.pressed else palette.card))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(look.RADIUS), theme.px(look.RADIUS))
    painter.setFont(theme.font("small", bold=True))
    painter.setPen(QColor(palette.link))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)
