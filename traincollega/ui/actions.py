"""Everything that can be done, as rows of one table: the menu bar and the search for actions are built from it."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QMainWindow, QMenu

from traincollega.language import _

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

MENUS = ("file", "edit", "view", "training", "share", "help")


class Action(NamedTuple):
    """One thing that can be done, from a menu, by a key or by searching for it."""

    id: str
    text: str
    menu: str
    """One of MENUS."""
    handler: Callable[[], object]
    shortcut: str = ""
    """As QKeySequence reads it: "Ctrl+N"."""
    icon: str = ""
    when: Callable[[], bool] | None = None
    """Whether it can be done now; None is always."""
    checked: Callable[[], bool] | None = None
    """Whether it is on; None where it is no switch."""
    starts_group: bool = False
    """Whether a line stands above it in the menu."""

    def possible(self) -> bool:
        """Return whether it can be done now."""
        return self.when is None or self.when()


def menu_title(menu: str) -> str:
    """Return the name of one of MENUS, with the letter to reach it by."""
    return {
        "file": _("&File"),
        "edit": _("&Edit"),
        "view": _("&View"),
        "training": _("&Training"),
        "share": _("&Share"),
        "help": _("&Help"),
    }[menu]


Menus = Sequence[tuple[QMenu, Sequence[Action]]]
"""The menus of a window, each with what belongs in it."""


def add_menus(window: QMainWindow, actions: Sequence[Action]) -> Menus:
    """Build the menu bar of a window: only the menus that hold something, which `fill_menus` puts in them."""
    bar = window.menuBar()
    bar.setAccessibleName(_("Menu bar"))
    held = {name: [action for action in actions if action.menu == name] for name in MENUS}
    return [(bar.addMenu(menu_title(name)), rows) for name, rows in held.items() if rows]


def fill_menus(menus: Menus) -> None:
    """Put the actions in their menus, from when on their keys are heard: 5 ms that the window need not wait for to stand."""
    for menu, rows in menus:
        pairs = [(row, _add(menu, row)) for row in rows]
        known = {row.id: row for row in rows}
        menu.triggered.connect(lambda made, known=known: run(known[made.objectName()]))  # keys too; a signal per action: 3 ms more
        menu.aboutToShow.connect(lambda pairs=pairs: _refresh(pairs))
        menu.aboutToHide.connect(lambda pairs=pairs: _free(pairs))


def _add(menu: QMenu, row: Action) -> "QAction":
    if row.starts_group:
        menu.addSeparator()
    made = menu.addAction(row.text)
    made.setObjectName(row.id)
    if row.shortcut:
        made.setShortcut(row.shortcut)
    if row.checked is not None:
        made.setCheckable(True)
    return made


def _refresh(pairs: Iterable[tuple[Action, "QAction"]]) -> None:
    from PySide6.QtGui import QIcon  # 4 ms, when a menu is first opened

    from traincollega.ui.icons import icon  # 1 ms, the same

    for row, made in pairs:
        made.setEnabled(row.possible())
        if row.checked is not None:
            made.setChecked(row.checked())
        shown = "check" if made.isChecked() else row.icon  # Qt marks nothing that has an icon
        made.setIcon(icon(shown, "muted") if shown else QIcon())


def _free(pairs: Iterable[tuple[Action, "QAction"]]) -> None:
    for _row, made in pairs:
        made.setEnabled(True)  # so that its key is heard; `run` asks again


def run(row: Action) -> None:
    """Do it, if it can be done now."""
    if row.possible():
        row.handler()
