"""Who gives a training: add a colleague by searching, take one off."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from traincollega.language import _
from traincollega.models.training import Training
from traincollega.services.browsing import colleagues
from traincollega.services.desk import Desk, Done
from traincollega.services.handing_over import come_back, offer, offers_of, step_back, stepped_back, take_back
from traincollega.services.planning import add_trainer, remove_trainer, trainers
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.form import Form
from traincollega.ui.frame import Frame
from traincollega.ui.page import fit_dialog, scrolling
from traincollega.ui.section import Section
from traincollega.ui.text import label
from traincollega.ui.topics_field import name_popup


class TrainersDialog(QDialog):
    """The trainers of one training, each change is saved at once."""

    def __init__(self, frame: Frame, training: Training, parent: QWidget | None) -> None:
        """Show who gives the training now."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Trainers"))
        self._frame, self._training = frame, training
        self._by_name: dict[str, str] = {}
        px = frame.theme.px
        self.form = Form(frame.theme)
        self.search = QLineEdit()
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        name_popup(completer, _("Colleagues found"))
        self.search.setCompleter(completer)
        self.search.returnPressed.connect(self.add)
        self.form.add("person", _("Colleague"), self.search, _("Type a part of the name or the mail address."))
        self.section = Section(frame.theme)
        self.add_button = button(_("Add trainer"), self.add, kind="primary", icon="plus")
        self.offer_button = button(_("Hand over"), self.offer)
        self.offer_button.setToolTip(_("They give it once they accept."))
        foot = QHBoxLayout()
        foot.setSpacing(px(look.M))
        foot.addStretch()
        foot.addWidget(button(_("Close"), self.reject))
        foot.addWidget(self.offer_button)
        foot.addWidget(self.add_button)
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(px(4), px(4), px(4), px(4))
        rows.setSpacing(px(look.L))
        rows.addWidget(self.form)
        rows.addWidget(self.section)
        rows.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(px(look.XL),) * 4)
        column.setSpacing(px(look.L))
        column.addWidget(label(_("Who gives “{title}”?").format(title=training.title), "h2", wrap=True))
        column.addWidget(scrolling(inside, _("Trainers")), 1)
        column.addLayout(foot)
        fit_dialog(self, frame.theme, 520, 520)
        self.reload()
        self.search.setFocus()

    def reload(self) -> None:
        """Look again who gives it, and who could."""
        desk, training = self._frame.desk, self._training.id
        now = trainers(desk, self._training)
        self.section.clear()
        for card in now:
            if card.id == desk.me and len(now) > 1:
                self.section.add_row(card.name, card.email, _("Step back"), partial(self._do, partial(step_back, desk, training)))
            elif card.id == self._training.creator:
                self.section.add_row(card.name, _("Made this training"))
            else:
                self.section.add_row(card.name, card.email, _("Remove"), partial(self.remove, card.id))
        asked = offers_of(desk, training)
        for one in asked:
            words = _("Offered, and not answered yet")
            self.section.add_row(one.who, words, _("Take back"), partial(self._do, partial(take_back, desk, one.grant.id)))
        if stepped_back(desk, training):
            again = partial(self._do, partial(come_back, desk, training))
            self.section.add_row(desk.my_card().name, _("You stepped back"), _("Give it again"), again)
        have = {*(card.id for card in now), *(one.grant.person for one in asked), desk.me}
        self._by_name = {f"{card.name} · {card.email}": card.id for card in colleagues(desk) if card.id not in have}
        self._names.setStringList(list(self._by_name))

    def add(self) -> None:
        """Let the colleague that was typed give it too."""
        self._with_typed(add_trainer)

    def offer(self) -> None:
        """Offer it to the colleague that was typed, who gives it once they accept; until then it can be taken back, here."""
        self._with_typed(offer, undoable=False)

    def _with_typed(self, verb: Callable[[Desk, str, str], Done], *, undoable: bool = True) -> None:
        """Do it with the colleague that was typed: chosen from the list, or the only one it fits."""
        typed = " ".join(self.search.text().split()).casefold()
        fits = [name for name in self._by_name if typed and typed in name.casefold()]
        exact = [name for name in fits if typed in (name.casefold(), *name.casefold().split(" · "))]
        chosen = exact if len(exact) == 1 else fits
        if len(chosen) == 1:
            self.form.show_errors({})
            self._do(lambda: verb(self._frame.desk, self._training.id, self._by_name[chosen[0]]), undoable=undoable)
            self.search.clear()
        elif not typed:
            self.form.show_errors({"person": _("Type the name of a colleague first.")})
        elif fits:
            self.form.show_errors({"person": _("Several colleagues fit. Choose one from the list.")})
        else:
            self.form.show_errors({"person": _("No other colleague fits this name.")})

    def remove(self, person: str) -> None:
        """Take a trainer off."""
        self._do(lambda: remove_trainer(self._frame.desk, self._training.id, person))

    def _do(self, verb: Callable[[], Done], *, undoable: bool = True) -> None:
        self._frame.do(verb, undoable=undoable)
        self.reload()
        self.search.setFocus()
