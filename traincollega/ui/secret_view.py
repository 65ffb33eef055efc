"""A secret that is shown once: large, and to copy or to keep as a text."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from traincollega.errors import TrainCollegaError
from traincollega.language import _
from traincollega.services.writing_files import put_down
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.text import label
from traincollega.ui.theme import Theme


class SecretView(QWidget):
    """The words, and buttons beneath them; what came of pressing one is said there too."""

    def __init__(self, theme: Theme, name: str, *, text_file: str = "") -> None:
        """`name` says what it is; `text_file` proposes a name for the text it can be kept as, "" where it cannot."""
        super().__init__()
        self._name, self._text_file = name, text_file
        px = theme.px
        self.words = label("", "h1", wrap=True)
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.words.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # Qt lets a click come there, and no Tab
        box = QFrame()
        box.setProperty("box", "card")
        inside = QVBoxLayout(box)
        inside.setContentsMargins(px(look.L), px(look.L), px(look.L), px(look.L))
        inside.addWidget(self.words)
        self._told = label("", "small", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(px(look.M))
        row.addWidget(button(_("Copy"), self._copy, icon="copy"))
        if text_file:
            row.addWidget(button(_("Save as text…"), self._ask_where, icon="download"))
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(look.M))
        column.addWidget(box)
        column.addLayout(row)
        column.addWidget(self._told)
        self._told.hide()

    def show_secret(self, secret: str) -> None:
        """Show it."""
        self.words.setText(secret)
        self.words.setAccessibleName(f"{self._name}: {secret}")

    def save(self, path: Path) -> None:
        """Keep it as a text."""
        try:
            put_down(path, f"{self._name}\n\n{self.words.text()}\n".encode())
        except TrainCollegaError as error:
            self._say(str(error))
        else:
            self._say(_("It is in {name}. Keep that file where nobody else comes.").format(name=path.name))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.words.text())
        self._say(_("It is copied."))

    def _ask_where(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Save as text"), self._text_file, _("Text ({kind})").format(kind="*.txt")
        )
        if chosen:
            self.save(Path(chosen))

    def _say(self, sentence: str) -> None:
        self._told.setText(sentence)
        self._told.show()
