"""Suggesting other words: which text, what it should say, and perhaps why; what is typed is kept until it is sent."""

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from traincollega.errors import InvalidInput
from traincollega.language import _
from traincollega.models.training import Training
from traincollega.services import drafting, suggesting
from traincollega.services.naming import text_name
from traincollega.services.reviewing import my_suggestion, texts_of
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.form import Form
from traincollega.ui.frame import Frame
from traincollega.ui.page import fit_dialog, scrolling
from traincollega.ui.text import label
from traincollega.ui.text_area import TextArea

KEPT_AFTER = 700  # milliseconds after a key: on the disk within a second


class SuggestDialog(QDialog):
    """The texts of one training, of which one shows at a time; what was changed of any of them is sent together."""

    def __init__(self, frame: Frame, training: Training, parent: QWidget | None) -> None:
        """Show the first text, with what was typed here before and not sent."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Suggest an improvement"))
        self._frame, self._training = frame, training
        self._read_all()
        px = frame.theme.px
        self.form = Form(frame.theme)
        self.which = QComboBox()
        for field in self._begun:
            self.which.addItem(text_name(field), field)
        self.words = TextArea(frame.theme)
        self.note = QLineEdit()
        self.note.setMaxLength(suggesting.NOTE_LIMIT)
        self.form.add("which", _("Which text?"), self.which)
        self.form.add("words", _("How would you say it?"), self.words)
        self.form.add("note", _("Why is this better?"), self.note, optional=True)
        self.send = button(_("Suggest"), self.suggest, kind="primary")
        self.drop = button(_("Take my suggestion back"), self.take_back, kind="link")
        row = QHBoxLayout()
        row.setSpacing(px(look.M))
        row.addWidget(self.drop)
        row.addStretch()
        row.addWidget(button(_("Close"), self.reject))
        row.addWidget(self.send)
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(px(4), px(4), px(4), px(4))  # room for the focus ring
        rows.addWidget(self.form)
        rows.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(px(look.XL),) * 4)
        column.setSpacing(px(look.M))
        column.addWidget(label(_("Suggest an improvement"), "h2", wrap=True))
        told = _("The trainers of “{title}” decide. You hear what they choose.").format(title=training.title)
        column.addWidget(label(told, "muted", wrap=True))
        column.addWidget(scrolling(inside, _("Suggest an improvement")), 1)
        column.addLayout(row)
        fit_dialog(self, frame.theme, 600, 520)
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(KEPT_AFTER)
        self._clock.timeout.connect(self._keep)
        kept = drafting.kept_words(frame.desk, self._about)
        self._typed.update({field: text for field, text in kept.get("texts", {}).items() if field in self._begun})
        self._bases.update({field: base for field, base in kept.get("bases", {}).items() if field in self._typed})
        self.note.setText(kept.get("note", "") or self.note.text())
        first = next((place for place, field in enumerate(self._begun) if field in self._typed), 0)
        self.which.setCurrentIndex(first)
        self._show_text()
        self.which.currentIndexChanged.connect(self._show_text)
        self.words.textChanged.connect(self._changed)
        self.note.textChanged.connect(self._changed)
        self.words.setFocus()

    def suggest(self) -> None:
        """Send what was changed, or say what is missing."""
        desk, shown = self._frame.desk, self.which.currentData()
        texts = self._typed or {shown: self._begun[shown]}
        sent = {field: (text, self._bases[field]) for field, text in texts.items()}
        try:
            done = suggesting.suggest_all(desk, self._training.id, sent, self.note.text())
        except InvalidInput as error:
            self.which.setCurrentIndex(self.which.findData(error.field))
            self.form.show_errors({"words": str(error)})
            return
        self._finish()
        self._frame.do(lambda: done)

    def take_back(self) -> None:
        """Take back what waits for an answer on the text that shows."""
        waiting = self._waiting[self.which.currentData()]
        self._finish()
        self._frame.do(lambda: suggesting.take_back(self._frame.desk, waiting.id))

    def reject(self) -> None:
        self._keep()
        super().reject()

    @property
    def _about(self) -> str:
        return f"suggestion {self._training.id}"

    def _read_all(self) -> None:
        """Read each text as it is to be edited: what I suggested already where that waits, else the text of now."""
        desk, training = self._frame.desk, self._training
        self._typed: dict[str, str] = {}
        texts = texts_of(training)
        self._waiting = {field: one for field in texts if (one := my_suggestion(desk, training.id, field))}
        self._begun = texts | {field: one.text for field, one in self._waiting.items()}
        self._bases = {field: suggesting.version_now(desk, training.id, field) for field in texts}
        self._bases |= {field: one.base for field, one in self._waiting.items()}

    def _show_text(self) -> None:
        field = self.which.currentData()
        self.words.blockSignals(True)
        self.words.setPlainText(self._typed.get(field, self._begun[field]))
        self.words.blockSignals(False)
        self.form.show_errors_quietly()
        waiting = self._waiting.get(field)
        self.drop.setVisible(waiting is not None)
        if waiting is not None and not self.note.text():
            self.note.setText(waiting.note)

    def _changed(self) -> None:
        field, text = self.which.currentData(), self.words.toPlainText()
        if text == self._begun[field]:
            self._typed.pop(field, None)
        else:
            self._typed[field] = text
        self.form.take_off_errors({})
        self._clock.start()

    def _keep(self) -> None:
        self._clock.stop()
        bases = {field: self._bases[field] for field in self._typed}
        kept: dict[str, Any] = {"texts": self._typed, "bases": bases, "note": self.note.text()}
        drafting.keep_words(self._frame.desk, self._about, kept if self._typed else {})

    def _finish(self) -> None:
        self._clock.stop()
        drafting.keep_words(self._frame.desk, self._about, {})
        self.accept()


def open_suggest_dialog(frame: Frame, training: Training) -> None:
    """Let somebody suggest other words for a training."""
    SuggestDialog(frame, training, frame.messages.window()).open()
