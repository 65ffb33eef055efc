"""One department: its name, how many work there, and whether it became part of another."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from traincollega.errors import InvalidInput
from traincollega.language import _
from traincollega.models.organisation import Department
from traincollega.services.dividing import Size
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.form import Form
from traincollega.ui.text import label
from traincollega.ui.theme import Theme


class DepartmentDialog(QDialog):
    """`saved` is handed name, headcount and the id of the department it is part of; it returns whether that was done."""

    def __init__(
        self, theme: Theme, one: Size | None, others: Sequence[Department], saved: Callable[[str, int, str], bool], parent: QWidget
    ) -> None:
        """Make it, for a department or, without one, for a new one."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = _("Change department") if one else _("New department")
        self.setWindowTitle(title)
        self._saved = saved
        self.form = Form(theme)
        self.name = QLineEdit(one.department.name if one else "")
        self.headcount = QLineEdit(str(one.department.headcount or "") if one else "")
        self.part_of = QComboBox()
        self.part_of.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)  # names are long
        self.part_of.addItem(_("No, it stands by itself"), "")
        for other in others:
            self.part_of.addItem(other.name, other.id)
        self.form.add_widget(label(title, "h2", wrap=True))
        self.form.add("name", _("Name"), self.name)
        hint = _("So that you see which part takes part. The staff list of HR goes before it.")
        self.form.add("headcount", _("How many work there"), self.headcount, hint, optional=True)
        if others:
            hint = _("After a merge its colleagues count there. You can take that back.")
            self.form.add("part_of", _("Became part of"), self.part_of, hint)
        self.action = button(_("Save"), self.confirm, kind="primary")
        self.action.setDefault(True)
        row = QHBoxLayout()
        row.setSpacing(theme.px(look.M))
        row.addStretch()
        row.addWidget(button(_("Close"), self.reject))
        row.addWidget(self.action)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(look.XL),) * 4)
        column.setSpacing(theme.px(look.L))
        column.addWidget(self.form)
        column.addLayout(row)
        self.setMinimumWidth(theme.px(460))
        self.name.setFocus()

    def confirm(self) -> None:
        """Save what is filled in, or say what is wrong with it."""
        typed = self.headcount.text().strip()
        try:
            if typed and not (typed.isascii() and typed.isdigit()):
                raise InvalidInput(_("This is no number of colleagues. Use 0 or more."), "headcount")
            if self._saved(self.name.text(), int(typed or 0), self.part_of.currentData()):
                self.accept()
        except InvalidInput as error:
            self.form.show_errors({error.field: str(error)})
            self.adjustSize()
