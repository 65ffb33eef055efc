"""What is offered at the start where the database is damaged: the newest backup in its place."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from traincollega.language import _
from traincollega.services.keeping_backups import Backup, described


def offer(
    parent: QWidget, sentence: str, backup: Backup, put_back: Callable[[], object], close: Callable[[], object]
) -> QMessageBox:
    """Say what is wrong, and which backup there is; one button does `put_back`, the other, and Esc, `close`."""
    name, holds = described(backup, date.today())  # the zone of our organisation cannot be read
    box = QMessageBox(QMessageBox.Icon.Warning, _("Train je Collega"), sentence, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    there = _("There is a backup:")
    stays = _("What was saved after that is not in it. The damaged file is kept.")
    box.setInformativeText(f"{there}\n{name}\n{holds}\n\n{stays}")
    agreed = box.addButton(_("Put this backup back"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(_("Close the program"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(agreed)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.finished.connect(lambda _result: put_back() if box.clickedButton() is agreed else close())
    box.open()
    return box
