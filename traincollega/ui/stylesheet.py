"""The one stylesheet, made from the palette and the zoom: what Fusion and QPalette cannot say."""

from collections.abc import Callable, Mapping

from traincollega.ui.palette import Palette, mixed

MARKS = {
    "check": "accent_text",
    "minus": "accent_text",
    "chevron-down": "muted",
    "chevron-up": "muted",
    "chevron-left": "muted",
    "chevron-right": "muted",
}
"""The icons a stylesheet shows, which it can only take from files, each with the role of its colour."""


def stylesheet(palette: Palette, px: Callable[[float], int], marks: Mapping[str, str]) -> str:
    """Return the stylesheet; `px` scales a length by the zoom, `marks` gives the file of each of MARKS."""
    p = palette
    pressed = mixed(p.accent, p.text, 0.15)
    inner = px(36) - 2  # a control without its border
    small = px(10 * 4 / 3)
    round_mark = (px(14) + 2) // 2
    return f"""
QToolTip {{ background: {p.text}; color: {p.window}; border: none; padding: {px(4)}px {px(8)}px; }}
QMenuBar {{ background: {p.window}; color: {p.muted}; border-bottom: 1px solid {p.line}; padding: 0 {px(6)}px;
  font-size: {small}px; }}
QMenuBar::item {{ background: transparent; padding: {px(5)}px {px(10)}px; border-radius: {px(4)}px; }}
QMenuBar::item:selected {{ background: {p.selection}; color: {p.text}; }}
QMenu {{ background: {p.card}; color: {p.text}; border: 1px solid {p.line}; padding: {px(6)}px 0; }}
QMenu::item {{ padding: {px(6)}px {px(28)}px {px(6)}px {px(12)}px; }}
QMenu::item:selected {{ background: {p.selection}; color: {p.selection_text}; }}
QMenu::item:disabled {{ color: {p.muted}; }}
QMenu::icon {{ padding-left: {px(12)}px; }}
QMenu::separator {{ height: 1px; background: {p.line}; margin: {px(6)}px 0; }}

QPushButton {{ background: {p.card}; color: {p.link}; border: 1px solid {p.border}; border-radius: {px(6)}px;
  padding: 0 {px(16)}px; min-height: {inner}px; font-size: {small}px; font-weight: bold; outline: none;
  qproperty-iconSize: {px(24)}px {px(18)}px; }}
QPushButton:hover {{ background: {p.hover}; }}
QPushButton:pressed {{ background: {p.selection}; }}
QPushButton:disabled {{ color: {p.muted}; border-color: {p.line}; background: {p.alternate}; }}
QPushButton[kind="primary"] {{ background: {p.accent}; color: {p.accent_text}; border-color: {p.accent}; }}
QPushButton[kind="primary"]:hover {{ background: {mixed(p.accent, p.text, 0.08)}; }}
QPushButton[kind="primary"]:pressed {{ background: {pressed}; }}
QPushButton[kind="link"] {{ background: transparent; border: none; padding: 0 {px(2)}px; text-align: left; min-height: {px(28)}px;
  text-decoration: underline; }}
QPushButton[kind="link"]:hover {{ color: {p.text}; }}
QPushButton[kind="icon"] {{ background: transparent; border: none; padding: 0; min-height: {px(32)}px; min-width: {px(32)}px;
  qproperty-iconSize: {px(16)}px {px(16)}px; }}
QPushButton[kind="icon"]:hover {{ background: {p.hover}; }}
QPushButton::menu-indicator {{ image: url({marks["chevron-down"]}); width: {px(16)}px; height: {px(16)}px;
  subcontrol-position: right center; right: {px(6)}px; }}

QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit, QTimeEdit, QDateTimeEdit, QTextEdit, QPlainTextEdit {{
  background: {p.card}; color: {p.text}; border: 1px solid {p.border}; border-radius: {px(6)}px;
  selection-background-color: {p.accent}; selection-color: {p.accent_text}; }}
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit, QTimeEdit, QDateTimeEdit {{
  padding: 0 {px(11)}px; min-height: {inner}px; }}
QTextEdit, QPlainTextEdit {{ padding: {px(6)}px {px(8)}px; }}
QLineEdit[wrong="true"], QComboBox[wrong="true"], QSpinBox[wrong="true"], QTextEdit[wrong="true"], QPlainTextEdit[wrong="true"],
QDateEdit[wrong="true"], QTimeEdit[wrong="true"], QDateTimeEdit[wrong="true"] {{ border: 2px solid {p.error}; }}
QLineEdit[wrong="true"], QComboBox[wrong="true"], QSpinBox[wrong="true"], QDateEdit[wrong="true"], QTimeEdit[wrong="true"],
QDateTimeEdit[wrong="true"] {{ min-height: {inner - 2}px; }}
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled, QTextEdit:disabled, QPlainTextEdit:disabled,
QDateEdit:disabled, QTimeEdit:disabled, QDateTimeEdit:disabled {{ background: {p.alternate}; color: {p.muted}; }}
QComboBox::drop-down, QDateEdit::drop-down, QDateTimeEdit::drop-down {{ border: none; width: {px(30)}px; }}
QComboBox::down-arrow, QDateEdit::down-arrow, QDateTimeEdit::down-arrow {{
  image: url({marks["chevron-down"]}); width: {px(16)}px; height: {px(16)}px; }}
QComboBox QAbstractItemView {{ background: {p.card}; border: 1px solid {p.line}; padding: {px(4)}px; outline: none; }}
QSpinBox::up-button, QDoubleSpinBox::up-button, QTimeEdit::up-button {{ border: none; width: {px(26)}px;
  subcontrol-position: top right; }}
QSpinBox::down-button, QDoubleSpinBox::down-button, QTimeEdit::down-button {{ border: none; width: {px(26)}px;
  subcontrol-position: bottom right; }}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow, QTimeEdit::up-arrow {{ image: url({marks["chevron-up"]});
  width: {px(14)}px; height: {px(14)}px; }}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow, QTimeEdit::down-arrow {{ image: url({marks["chevron-down"]});
  width: {px(14)}px; height: {px(14)}px; }}

QCheckBox, QRadioButton {{ spacing: {px(8)}px; min-height: {max(24, px(26))}px; }}
QCheckBox[role="small"], QRadioButton[role="small"] {{ font-size: {small}px; }}
QCheckBox::indicator, QGroupBox::indicator, QAbstractItemView::indicator {{
  width: {px(14)}px; height: {px(14)}px; border: 1px solid {p.border};
  border-radius: {px(3)}px; background: {p.card}; }}
QCheckBox::indicator:hover {{ border-color: {p.accent}; }}
QCheckBox::indicator:checked, QGroupBox::indicator:checked, QAbstractItemView::indicator:checked {{
  background: {p.accent}; border-color: {p.accent};
  image: url({marks["check"]}); }}
QCheckBox::indicator:indeterminate {{ background: {p.accent}; border-color: {p.accent}; image: url({marks["minus"]}); }}
QRadioButton::indicator {{ width: {px(14)}px; height: {px(14)}px; border: 1px solid {p.border}; border-radius: {round_mark}px;
  background: {p.card}; }}
QRadioButton::indicator:checked {{ border: {px(5)}px solid {p.accent}; width: {px(14) + 2 - 2 * px(5)}px;
  height: {px(14) + 2 - 2 * px(5)}px; background: {p.accent_text}; }}

QTabWidget::pane {{ border: none; border-top: 1px solid {p.line}; }}
QTabBar {{ background: transparent; qproperty-drawBase: 0; }}
QTabBar::tab {{ background: transparent; color: {p.muted}; padding: {px(8)}px {px(2)}px; margin-right: {px(22)}px;
  border: none; border-bottom: 3px solid transparent; }}
QTabBar::tab:hover {{ color: {p.text}; border-bottom-color: {p.line}; }}
QTabBar::scroller {{ width: {px(56)}px; }}  /* of both arrows together */
QTabBar::tab:selected {{ color: {p.text}; font-weight: bold; border-bottom-color: {p.accent}; }}

QCalendarWidget QWidget#qt_calendar_navigationbar {{ background: {p.card}; }}
QCalendarWidget QToolButton {{ min-height: {px(28)}px; min-width: {px(28)}px; color: {p.text}; }}
QCalendarWidget QTableView {{ border: none; border-radius: 0; selection-background-color: {p.accent};
  selection-color: {p.accent_text}; }}

QScrollArea, QScrollArea > QWidget > QWidget[plain="true"] {{ background: transparent; border: none; }}
QListView, QTreeView, QTableView {{ background: {p.card}; alternate-background-color: {p.alternate}; color: {p.text};
  border: 1px solid {p.line}; border-radius: {px(8)}px; outline: none; gridline-color: {p.line};
  selection-background-color: {p.selection}; selection-color: {p.selection_text}; }}
QListView[cards="true"] {{ background: transparent; border: none; }}
QListWidget::item {{ padding: {px(6)}px {px(8)}px; }}
QTreeView::item {{ padding: 0 {px(8)}px; }}
QHeaderView {{ background: {p.card}; border: none; }}
QHeaderView::section {{ background: {p.card}; color: {p.muted}; font-weight: bold; border: none;
  border-bottom: 1px solid {p.line}; padding: {px(9)}px {px(12)}px; }}
QTextBrowser[plain="true"] {{ background: transparent; border: none; padding: 0; }}
QScrollBar:vertical {{ background: transparent; width: {px(12)}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {px(12)}px; margin: 0; }}
QScrollBar::handle {{ background: {mixed(p.line, p.border, 0.45)}; border-radius: {px(4)}px; margin: {px(2)}px; }}
QScrollBar::handle:vertical {{ min-height: {px(32)}px; }}
QScrollBar::handle:horizontal {{ min-width: {px(32)}px; }}
QScrollBar::handle:hover {{ background: {p.border}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSplitter::handle {{ background: transparent; }}
QProgressBar {{ background: {p.alternate}; border: none; border-radius: {px(4)}px; max-height: {px(8)}px; min-height: {px(8)}px; }}
QProgressBar::chunk {{ background: {p.accent}; border-radius: {px(4)}px; }}

QLabel[role="h1"] {{ font-size: {px(19 * 4 / 3)}px; font-weight: bold; }}
QLabel[role="h2"] {{ font-size: {px(15 * 4 / 3)}px; font-weight: bold; }}
QLabel[role="h3"] {{ font-size: {px(12 * 4 / 3)}px; font-weight: bold; }}
QLabel[role="reading"] {{ font-size: {px(12 * 4 / 3)}px; }}
QLabel[role="small"] {{ font-size: {small}px; color: {p.muted}; }}
QLabel[role="muted"] {{ color: {p.muted}; }}
QLabel[role="label"] {{ font-weight: bold; }}
QLabel[role="error"] {{ font-size: {small}px; color: {p.error}; font-weight: bold; }}
QFrame[box="card"] {{ background: {p.card}; border: 1px solid {p.line}; border-radius: {px(8)}px; }}
QFrame[box="row"] {{ background: transparent; border: none; border-top: 1px solid {p.line}; }}
QFrame[box="first-row"] {{ background: transparent; border: none; }}
QFrame[box="error"] {{ background: {p.error_soft}; border: 1px solid {p.error}; border-radius: {px(8)}px; }}
QFrame[box="bar"] {{ background: {p.card}; border: none; border-top: 1px solid {p.line}; }}
QFrame[box="navigation"] {{ background: {p.window}; border: none; border-right: 1px solid {p.line}; }}
QFrame[box="banner"] {{ background: {p.warning_soft}; border: none; border-bottom: 1px solid {p.line}; }}
"""
