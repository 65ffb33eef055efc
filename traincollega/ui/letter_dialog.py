"""A message to the participants of a session: whom, a subject and a text; saved as a mail that opens as a draft, or copied."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QLineEdit, QVBoxLayout, QWidget

from traincollega.errors import InvalidInput, TrainCollegaError
from traincollega.exports.mails import (
    ON_LIST,
    About,
    Letter,
    Reach,
    Whom,
    letter,
    mail_file,
    note_mail,
    reach,
    text_and_addresses,
    without_line,
)
from traincollega.language import _, ngettext
from traincollega.models.session import Session
from traincollega.services.writing_files import put_down
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.calendar_saving import file_name, with_ending
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.form import Form
from traincollega.ui.frame import Frame
from traincollega.ui.page import fit_dialog, scrolling_form
from traincollega.ui.paper_saving import open_file
from traincollega.ui.text import label
from traincollega.ui.text_area import TextArea


def open_letter_dialog(frame: Frame, session_id: str, about: str = "anything", before: Session | None = None) -> None:
    """Open the dialog with a text that fits: "anything", "moved" (from what it was `before`), "cancelled" or "again"."""
    try:
        session = frame.desk.store.get(Session, session_id)
        reached = {one: reach(frame.desk, session, one) for one in ((Whom.WAITED,) if about == "again" else ON_LIST)}
        words = letter(frame.desk, session, About(about), before)
    except TrainCollegaError as error:
        frame.messages.error(error)
        return
    LetterDialog(frame, session, words, reached, About(about)).open()


class LetterDialog(QDialog):
    """Three fields; what is wrong is said beside the field and on top, and nothing is sent from here."""

    def __init__(self, frame: Frame, session: Session, words: Letter, reached: dict[Whom, Reach], about: About) -> None:
        """Make it over the window with the words as they begin; `reached` says whom each choice reaches."""
        super().__init__(frame.messages.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Message to participants"))
        self._frame, self._session, self._reached = frame, session, reached
        px = frame.theme.px
        self.form = Form(frame.theme)
        self.form.add_widget(label(_("Message to participants"), "h2", wrap=True))
        sentence = _("You send it from your own mail program. Nobody sees who else gets it.")
        self.form.add_widget(label(sentence, wrap=True))
        self.whom = QComboBox()
        for whom, one in reached.items():
            self.whom.addItem(_whom_words(whom, len(one.addresses)), whom)
        self.form.add("whom", _("To"), self.whom)
        self.without = label("", "error", wrap=True)
        self.form.add_widget(self.without)
        self.subject = QLineEdit(words.subject)
        self.form.add("subject", _("Subject"), self.subject)
        self.text = TextArea(frame.theme)
        self.text.setPlainText(words.text)
        self.form.add("text", _("Text"), self.text)
        self.copied = label("", "small", wrap=True)
        self.form.add_widget(self.copied)
        self.copied.hide()
        self.save = button(_("Save as mail (.eml)"), self._save, kind="primary", icon="message")
        foot = QWidget()
        row = FlowLayout(foot, gap=px(look.M))
        for made in (self.save, button(_("Copy text and addresses"), self._copy, icon="copy"), button(_("Close"), self.reject)):
            row.addWidget(made)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(px(look.XL),) * 4)
        column.setSpacing(px(look.L))
        column.addWidget(scrolling_form(self.form, frame.theme, _("Message to participants")), 1)
        column.addWidget(foot)
        fit_dialog(self, frame.theme, 680, 720)
        self.whom.currentIndexChanged.connect(lambda _at: self._say_without())
        self.whom.setCurrentIndex(self._usual(about))
        self._say_without()
        self.text.setFocus()

    def _usual(self, about: About) -> int:
        """Return the choice that fits: everybody is told what has changed, and else who has a seat, if anybody has."""
        if about is About.AGAIN:
            return 0
        everybody = about is not About.ANYTHING or not self._reached[Whom.SEATED].addresses
        return list(self._reached).index(Whom.ALL if everybody else Whom.SEATED)

    def _chosen(self) -> Reach:
        return list(self._reached.values())[self.whom.currentIndex()]

    def _words(self) -> Letter:
        return Letter(self.subject.text(), self.text.toPlainText())

    def _say_without(self) -> None:
        sentence = without_line(self._chosen())
        self.without.setText(sentence)
        self.without.setVisible(bool(sentence))

    def _save(self) -> None:
        self.copied.hide()
        try:
            mail = mail_file(self._frame.desk, self._session, self._words(), self._chosen().addresses)
        except InvalidInput as error:
            self.form.show_errors({error.field: str(error)})
            return
        except TrainCollegaError as error:
            self.form.show_errors({"whom": str(error)})
            return
        self.form.show_errors({})
        name = f"{file_name(self.subject.text())}.eml"
        asked, _kind = QFileDialog.getSaveFileName(self, _("Save as mail"), name, _("Mail: EML (*.eml)"))
        if not asked:
            return
        path = with_ending(asked, ".eml")
        try:
            note_mail(self._frame.desk, self._session, self._words(), self._chosen().addresses, "eml")
            put_down(path, mail)
        except TrainCollegaError as error:
            self.form.show_errors({"": str(error)})
            return
        self.accept()
        open_file(self._frame, path, _("The mail is in **{name}**. Send it from your mail program.").format(name=path.name))

    def _copy(self) -> None:
        addresses = self._chosen().addresses
        try:
            note_mail(self._frame.desk, self._session, self._words(), addresses, "text")
        except TrainCollegaError as error:
            self.form.show_errors({"": str(error)})
            return
        QGuiApplication.clipboard().setText(text_and_addresses(self._words(), addresses))
        sentence = ngettext(
            "The text and {n} address are copied. Paste the address under BCC.",
            "The text and {n} addresses are copied. Paste the addresses under BCC.",
            len(addresses),
        )
        self.copied.setText(sentence.format(n=len(addresses)))
        self.copied.show()


def _whom_words(whom: Whom, count: int) -> str:
    words = {
        Whom.SEATED: _("Who has a seat ({n})"),
        Whom.WAITING: _("Who waits ({n})"),
        Whom.ALL: _("Everybody on the list ({n})"),
        Whom.WAITED: _("Who waited for a seat ({n})"),
    }[whom]
    return words.format(n=count)
