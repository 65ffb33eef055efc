"""A question before what cannot be taken back: what happens, and on one of two buttons the words that do it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from traincollega.language import _


def ask(
    parent: QWidget, title: str, question: str, more: str, yes: str, does: Callable[[], object], *, careful: bool = False
) -> None:
    """Ask over `parent`; `yes` are the words on the button that `does` it. Where one is `careful`, Enter does nothing."""
    box = QMessageBox(QMessageBox.Icon.Question, title, question, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(more)
    agreed = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    stop = box.addButton(_("Cancel"), QMessageBox.ButtonRole.RejectRole)
    if careful:
        box.setDefaultButton(stop)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.finished.connect(lambda _result: box.clickedButton() is agreed and does())
    box.open()
