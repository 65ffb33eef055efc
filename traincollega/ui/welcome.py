"""The first start: three equal cards, no wizard."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from traincollega.language import _
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.focus_ring import FocusRing
from traincollega.ui.form import Form
from traincollega.ui.headings import PageHeader
from traincollega.ui.page import scrolling
from traincollega.ui.picture import Picture
from traincollega.ui.text import label
from traincollega.ui.theme import Theme

if TYPE_CHECKING:
    from traincollega.ui.joining_page import JoiningPage

BESIDE_FROM = 820  # pixels at 100 %: narrower than this the cards stand under one another


class Welcome(QWidget):
    """Asks how to begin: with colleagues, with a new organisation, or by looking around."""

    begin = Signal(str, str, str, str)
    """Organisation, name, mail address, department ("" where none was given)."""
    look_around = Signal()
    joined = Signal(object, str)
    """The desk of who joined colleagues, and the sentence that tells it."""

    def __init__(self, theme: Theme, folder: Path = Path(), parent: QWidget | None = None) -> None:
        """Make the three cards and, behind one of them, the form; `folder` is where the profile will be."""
        super().__init__(parent)
        self._theme, self._folder = theme, folder
        self._joining: JoiningPage | None = None
        self.setAcceptDrops(True)
        self._stack = QStackedWidget()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self._stack.addWidget(scrolling(self._cards(), _("How do you want to begin?")))
        self._stack.addWidget(scrolling(self._begin_page(), _("Start a new organisation")))
        self._ring = FocusRing(theme, self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        invitation = _dropped(event)
        if invitation is not None:
            event.acceptProposedAction()
            self.join(invitation)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= self._theme.px(BESIDE_FROM)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def show_errors(self, errors: dict[str, str]) -> None:
        """Show what the core found wrong, per field: "organisation", "name", "email", "department", or ""."""
        self._form.show_errors(errors)

    def join(self, invitation: Path | None = None) -> None:
        """Ask for an invitation, or only for the phrase of the one that is given."""
        if self._joining is None:
            from traincollega.ui.joining_page import JoiningPage  # 150 ms, most of it cryptography

            self._joining = JoiningPage(self._theme, self._folder)
            self._joining.joined.connect(self.joined)
            self._joining.left.connect(lambda: self._stack.setCurrentIndex(0))
            self._stack.addWidget(self._joining)
        self._stack.setCurrentWidget(self._joining)
        self._joining.begin(invitation)

    def verify(self) -> None:
        """Verify a proof of another organisation: for that, nothing has to begin."""
        from traincollega.ui.background import Background  # 2 ms, that few first starts need
        from traincollega.ui.proof_checking import ProofDialog  # 100 ms, most of it cryptography

        ProofDialog(self._theme, Background(self), lambda: None, self.window()).open()

    def _cards(self) -> QWidget:
        px = self._theme.px
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(px(look.XXL), px(look.XL), px(look.XXL), px(look.XL))
        column.setSpacing(px(look.XL))
        column.addStretch(2)
        head = label(_("Welcome to Train je Collega"), "h1", wrap=True)
        under = label(_("Everyone knows a bit more about something. Here colleagues teach each other."), "muted", wrap=True)
        for words in (head, under):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        heads = QVBoxLayout()
        heads.setSpacing(px(look.XS))
        heads.addWidget(head)
        heads.addWidget(under)
        column.addLayout(heads)
        join = button(_("Open an invitation"), self.join)
        start = button(_("Start an organisation"), self._ask)
        around = button(_("Look around"), self.look_around.emit)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(px(look.L))
        self._row.addStretch(1)
        for made in (
            self._card("people", _("Join colleagues"),
                       _("You got an invitation: a file, and four words that open it."), join),
            self._card("building", _("Start a new organisation"),
                       _("Nobody here uses it yet. You start, and publish the first training."), start),
            self._card("eye", _("Look around first"),
                       _("See an example, full of trainings. Nothing you do there counts."), around),
        ):  # fmt: skip
            self._row.addWidget(made, 6)
        self._row.addStretch(1)
        column.addLayout(self._row)
        column.addWidget(button(_("Verify a proof of participation"), self.verify, kind="link"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        return page

    def _card(self, icon_name: str, title: str, sentence: str, last: QWidget) -> QFrame:
        px = self._theme.px
        card = QFrame()
        card.setProperty("box", "card")
        card.setMaximumWidth(px(560))
        column = QVBoxLayout(card)
        column.setContentsMargins(px(look.XL), px(look.XL), px(look.XL), px(look.XL))
        column.setSpacing(px(look.S))
        column.addWidget(Picture(self._theme, icon_name, "link", 36))
        column.addSpacing(px(look.S))
        column.addWidget(label(title, "h3", wrap=True))
        column.addWidget(label(sentence, "muted", wrap=True))
        column.addStretch()
        column.addSpacing(px(look.M))
        foot = QHBoxLayout()
        foot.addWidget(last)
        foot.addStretch()
        column.addLayout(foot)
        return card

    def _begin_page(self) -> QWidget:
        px = self._theme.px
        page = QWidget()
        middle = QHBoxLayout(page)
        middle.setContentsMargins(px(look.XXL), px(look.XXL), px(look.XXL), px(look.XL))
        middle.addStretch(1)
        inside = QWidget()
        inside.setMaximumWidth(px(560))
        middle.addWidget(inside, 100)
        middle.addStretch(1)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(look.L))
        column.addWidget(PageHeader(self._theme, _("Start a new organisation"), _("You can change all of this later.")))
        self._form = Form(self._theme)
        self._organisation, self._name, self._email, self._department = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self._form.add("organisation", _("Organisation"), self._organisation, _("For example: Gemeente Noordveld"))
        self._form.add("name", _("Your name"), self._name)
        self._form.add("email", _("Your mail address"), self._email, _("Colleagues can reach you here."))
        self._form.add("department", _("Department"), self._department, optional=True)
        for control in (self._organisation, self._name, self._email, self._department):
            control.returnPressed.connect(self._send)
        column.addWidget(self._form)
        row = QHBoxLayout()
        row.setSpacing(px(look.M))
        row.addWidget(button(_("Begin"), self._send, kind="primary"))
        row.addWidget(button(_("Back"), lambda: self._stack.setCurrentIndex(0)))
        row.addStretch()
        column.addLayout(row)
        column.addStretch()
        return page

    def _ask(self) -> None:
        self._stack.setCurrentIndex(1)
        self._organisation.setFocus(Qt.FocusReason.OtherFocusReason)

    def _send(self) -> None:
        organisation, name, email = (field.text().strip() for field in (self._organisation, self._name, self._email))
        errors = {}
        if not organisation:
            errors["organisation"] = _("Fill in the name of your organisation.")
        if not name:
            errors["name"] = _("Fill in your name.")
        if not email:
            errors["email"] = _("Fill in your mail address.")
        elif "@" not in email.strip("@") or " " in email:
            errors["email"] = _("This is no mail address. One looks like naam@gemeente.nl.")
        if self._form.show_errors(errors):
            self.begin.emit(organisation, name, email, self._department.text().strip())


def _dropped(event: QDropEvent) -> Path | None:
    """Return the one file that is dropped: an invitation, as opening it will tell."""
    files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    return Path(files[0]) if len(files) == 1 else None
