"""F1: every key, and where to find what; made from the same table as the menus."""

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from traincollega.language import _
from traincollega.ui import theme as look
from traincollega.ui.actions import Action
from traincollega.ui.button import button
from traincollega.ui.frame import Frame
from traincollega.ui.page import fit_dialog, scrolling
from traincollega.ui.text import label


class KeysDialog(QDialog):
    """The keys of all actions that have one, and those of lists and fields."""

    def __init__(self, frame: Frame) -> None:
        """List them."""
        window = frame.messages.window()
        super().__init__(window)
        px = frame.theme.px
        self.setWindowTitle(_("Keys and help"))
        fit_dialog(self, frame.theme, 560, 640)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(look.XL), px(look.XL), px(look.XL), px(look.L))
        column.setSpacing(px(look.M))
        column.addWidget(label(_("Keys and help"), "h2"))
        column.addWidget(
            label(_("Everything can be done with the keyboard. Ctrl+K finds every action by name."), "muted", wrap=True)
        )
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, px(look.S), 0)
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(px(look.XL))
        grid.setVerticalSpacing(px(look.S))
        actions: tuple[Action, ...] = getattr(window, "actions_of_window", ())
        for row, (keys, words) in enumerate((*_of_actions(actions), *_of_lists())):
            grid.addWidget(label(keys, "label"), row, 0)
            grid.addWidget(label(words, wrap=True), row, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        column.addWidget(scrolling(body, _("Keys and help")), 1)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(button(_("Close"), self.accept, kind="primary"))
        column.addLayout(foot)


def _of_actions(actions: tuple[Action, ...]) -> list[tuple[str, str]]:
    native = QKeySequence.SequenceFormat.NativeText
    return [(QKeySequence(one.shortcut).toString(native), one.text.replace("&", "").rstrip("…")) for one in actions if one.shortcut]


def _of_lists() -> list[tuple[str, str]]:
    return [
        (_("Arrows"), _("Walk through a list")),
        ("Enter", _("Open the card")),
        ("Ctrl+Enter", _("Do what the button of the card says")),
        ("Esc", _("Back, or close the message")),
    ]
