"""The poster of a training, and a short text about it for the intranet: to save, to print and to copy."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from traincollega.errors import TrainCollegaError
from traincollega.language import _
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.form import Form
from traincollega.ui.frame import Frame
from traincollega.ui.page import fit_dialog, scrolling_form
from traincollega.ui.paper_saving import save_paper
from traincollega.ui.text import label
from traincollega.ui.text_area import TextArea

if TYPE_CHECKING:  # what makes a page is imported when one is asked for
    from traincollega.exports.paper import Paper


def open_poster_dialog(frame: Frame, training_id: str) -> None:
    """Open the dialog; say why where there can be no poster."""
    from traincollega.exports.posters import short_text  # 20 ms that few windows need

    try:
        text = short_text(frame.desk, training_id)
    except TrainCollegaError as error:
        frame.messages.error(error)
        return
    PosterDialog(frame, training_id, text).open()


class PosterDialog(QDialog):
    """A text to copy, that one may change first, and the button that saves the poster."""

    def __init__(self, frame: Frame, training_id: str, text: str) -> None:
        """Make it over the window; `text` is the short text as it begins."""
        super().__init__(frame.messages.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Make poster"))
        self._frame, self._training = frame, training_id
        px = frame.theme.px
        self.form = Form(frame.theme)
        self.form.add_widget(label(_("Make poster"), "h2", wrap=True))
        sentence = _("A page to print, with codes to scan. A code opens a ready mail to the trainer.")
        self.form.add_widget(label(sentence, wrap=True))
        self.text = TextArea(frame.theme)
        self.text.setPlainText(text)
        self.form.add("text", _("Short text for the intranet"), self.text, _("You can change it before you copy it."))
        self.copied = label("", "small", wrap=True)
        self.form.add_widget(self.copied)
        self.copied.hide()
        self.save = button(_("Save poster…"), self._save, kind="primary", icon="print")
        foot = QWidget()
        row = FlowLayout(foot, gap=px(look.M))
        for made in (self.save, button(_("Copy text"), self._copy, icon="copy"), button(_("Close"), self.reject)):
            row.addWidget(made)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(px(look.XL),) * 4)
        column.setSpacing(px(look.L))
        column.addWidget(scrolling_form(self.form, frame.theme, _("Make poster")), 1)
        column.addWidget(foot)
        fit_dialog(self, frame.theme, 620, 600)
        self.save.setFocus()

    def _save(self) -> None:
        desk, training = self._frame.desk, self._training

        def make() -> "Paper":
            from traincollega.exports.posters import poster  # 20 ms that few windows need

            return poster(desk, training)

        if save_paper(self._frame, make, _("Save poster"), self):
            self.accept()  # the bar beneath tells where it is

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copied.setText(_("The text is copied. Paste it where your colleagues read it."))
        self.copied.show()
