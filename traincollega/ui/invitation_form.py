"""The two things that open an invitation: its file, and the phrase that somebody told."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from traincollega.language import _
from traincollega.ui.button import button
from traincollega.ui.form import Form
from traincollega.ui.inviting_dialog import ENDING
from traincollega.ui.theme import Theme


class InvitationForm(Form):
    """Asks for both; `asked` says whether they are there."""

    def __init__(self, theme: Theme, sent: Callable[[], object]) -> None:
        """`sent` is done when somebody presses Enter in a field."""
        super().__init__(theme)
        self.file, self.phrase = QLineEdit(), QLineEdit()
        self.add(
            "file",
            _("File of the invitation"),
            self.file,
            _("You got it from a colleague. Its name ends with {end}.").format(end=ENDING),
        )
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(button(_("Choose the file…"), self._choose, icon="folder"))
        row.addStretch()
        self.add_widget(whole)
        self.add("phrase", _("Phrase"), self.phrase, _("Four words that your colleague told you."))
        for line in (self.file, self.phrase):
            line.returnPressed.connect(sent)

    def asked(self) -> bool:
        """Say whether both are filled in; what is missing is said beside its field."""
        errors = {}
        if not self.file.text().strip():
            errors["file"] = _("Choose the file of the invitation.")
        if not self.phrase.text().strip():
            errors["phrase"] = _("Type the four words.")
        return self.show_errors(errors)

    @property
    def path(self) -> Path:
        """The file that was chosen."""
        return Path(self.file.text().strip()).expanduser()

    def _choose(self) -> None:
        kinds = ";;".join((_("Invitation ({kind})").format(kind=f"*{ENDING}"), _("All files ({kind})").format(kind="*")))
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Choose the file of the invitation"), self.file.text(), kinds)
        if chosen:
            self.file.setText(chosen)
            self.phrase.setFocus()
