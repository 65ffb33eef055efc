"""Signs a colleague up for a session: who is known by name or mail address, or somebody new by address."""

from collections.abc import Callable

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from traincollega.errors import InvalidInput
from traincollega.language import _
from traincollega.models.session import Session
from traincollega.services.attending import walk_in, walk_in_known
from traincollega.services.beginning import valid_email
from traincollega.services.browsing import colleagues
from traincollega.services.desk import Done
from traincollega.services.enrolling import sign_up, sign_up_address
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.form import Form
from traincollega.ui.frame import Frame
from traincollega.ui.page import fit_dialog, scrolling
from traincollega.ui.text import label
from traincollega.ui.topics_field import name_popup


class ParticipantDialog(QDialog):
    """One field to find a colleague in; the name is asked only where the address is not known."""

    def __init__(self, frame: Frame, session: Session, listed: set[str], parent: QWidget | None, *, came: bool = False) -> None:
        """`listed` are not offered: they are on the list already. `came` is for who came without signing up."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Add a participant"))
        self._frame, self._session, self._came = frame, session, came
        px = frame.theme.px
        known = colleagues(frame.desk)
        self._known = {card.email.casefold() for card in known}
        self._by_name = {f"{card.name} · {card.email}": card.id for card in known if card.id not in listed}
        self.form = Form(frame.theme)
        self.search = QLineEdit()
        completer = QCompleter(QStringListModel(list(self._by_name), self), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        name_popup(completer, _("Colleagues found"))
        self.search.setCompleter(completer)
        self.search.textChanged.connect(self._ask_name)
        self.search.returnPressed.connect(self.add)
        self.name = QLineEdit()
        self.name.returnPressed.connect(self.add)
        self.form.add_widget(label(_("Add a participant"), "h2", wrap=True))
        hint = _("Part of a name, or a mail address. An unknown address becomes a new colleague.")
        self.form.add("person", _("Name or mail address"), self.search, hint)
        self._name_block = self.form.add("name", _("Name of the new colleague"), self.name, optional=True)
        self._name_block.hide()
        self.add_button = button(_("Add participant"), self.add, kind="primary")
        foot = QHBoxLayout()
        foot.setSpacing(px(look.M))
        foot.addStretch()
        foot.addWidget(button(_("Close"), self.reject))
        foot.addWidget(self.add_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(px(look.XL),) * 4)
        column.setSpacing(px(look.L))
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(px(look.XS), px(look.XS), px(look.XS), px(look.XS))  # room for the ring
        rows.addWidget(self.form)
        rows.addStretch()
        column.addWidget(scrolling(inside, _("Add a participant")), 1)
        column.addLayout(foot)
        fit_dialog(self, frame.theme, 520, 430)
        self.search.setFocus()

    def add(self) -> None:
        """Sign up who was typed: the one who fits, or a new colleague."""
        typed = " ".join(self.search.text().split())
        fits = [name for name in self._by_name if typed and typed.casefold() in name.casefold()]
        exact = [name for name in fits if typed.casefold() in (name.casefold(), *name.casefold().split(" · "))]
        chosen = exact if len(exact) == 1 else fits
        desk, session = self._frame.desk, self._session
        if len(chosen) == 1:
            person = self._by_name[chosen[0]]
            self._do(lambda: walk_in_known(desk, session.id, person) if self._came else sign_up(desk, session.id, person=person))
        elif not typed:
            self.form.show_errors({"person": _("Type a name or a mail address first.")})
        elif fits:
            self.form.show_errors({"person": _("Several colleagues fit. Choose one from the list.")})
        elif "@" in typed:
            try:
                address = valid_email(typed)
            except InvalidInput as error:
                self.form.show_errors({"person": str(error)})
                return
            verb, name = walk_in if self._came else sign_up_address, self.name.text().strip()
            self._do(lambda: verb(desk, session.id, address, name))
        else:
            self.form.show_errors({"person": _("No colleague fits this name. A mail address also works.")})

    def _do(self, verb: Callable[[], Done]) -> None:
        if self._frame.do(verb) is not None:
            self.accept()
        else:
            self.form.show_errors({"person": self._frame.messages.text})

    def _ask_name(self, text: str) -> None:
        typed = text.strip().casefold()
        fits = any(typed in name.casefold() for name in self._by_name)
        self._name_block.setVisible("@" in typed and not fits and typed not in self._known)
