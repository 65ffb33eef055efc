"""Where colleagues share, in a form: a line for a folder or a database, and a button that chooses a folder."""

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from traincollega.language import _
from traincollega.sharing.addresses import wrong_with
from traincollega.ui.button import button
from traincollega.ui.form import Form


class PlaceField:
    """Two rows of a form, "place" among its fields."""

    def __init__(self, form: Form, hint: str = "") -> None:
        """Add them to the form."""
        self._form = form
        self.line = QLineEdit()
        self._block = form.add("place", _("Where"), self.line, hint or _("A shared folder, or an address as postgresql://…"))
        self._row = QWidget()
        inside = QHBoxLayout(self._row)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(button(_("Choose a folder…"), self._choose, icon="folder"))
        inside.addStretch()
        form.add_widget(self._row)

    @property
    def typed(self) -> str:
        """What stands in it."""
        return self.line.text().strip()

    @property
    def shown(self) -> bool:
        """Whether it stands in the form."""
        return not self._block.isHidden()

    def show(self, shown: bool = True) -> None:
        """Show it, or hide it."""
        self._block.setVisible(shown)
        self._row.setVisible(shown)

    def wrong(self) -> dict[str, str]:
        """Return what is wrong with what was typed, as far as one can tell by looking at it; by the name of the field."""
        if not self.typed:
            return {"place": _("Choose a folder first.")}
        wrong = wrong_with(self.typed, relative=False)  # it would be one in the program's own folder
        return {"place": wrong} if wrong else {}

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self._form, _("Choose a folder"), self.typed)
        if chosen:
            self.line.setText(chosen)
