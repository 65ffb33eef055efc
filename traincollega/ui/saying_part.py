"""What I can say of a session that I took part in: the evaluation, thanks, and that a mark about me is not so."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from traincollega.language import _
from traincollega.models.attendance import Mark
from traincollega.services.attending import dispute
from traincollega.services.browsing import Occasion
from traincollega.services.evaluating import asks_later, my_answers, took_part
from traincollega.services.thanking import my_thanks, thank
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.evaluation_dialog import open_evaluation
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.frame import Frame


class SayingPart(QWidget):
    """The row under what I took part in, about the session that is chosen there."""

    def __init__(self, frame: Frame, chosen: Callable[[], Occasion | None]) -> None:
        """`chosen` gives the session that is chosen."""
        super().__init__()
        self._frame, self._chosen = frame, chosen
        self._marks: dict[str, Mark] = {}
        self._whole: dict[str, bool] = {}
        """Of each session that I may speak of, whether I said all that is asked."""
        self._thanked: set[str] = set()
        self.evaluate = button("", self._evaluate)
        self.thank = button(_("Say thanks"), self._thank)
        self.object = button("", self._object)
        flow = FlowLayout(self, gap=frame.theme.px(look.M))
        for made in (self.evaluate, self.thank, self.object):
            flow.addWidget(made)

    def read(self, past: Sequence[Occasion], marks: dict[str, Mark]) -> None:
        """Read what I said of these sessions."""
        desk = self._frame.desk
        mine = [one.session for one in past if one.placed.of(desk.me)]
        spoken = took_part(desk, mine)
        self._marks, self._thanked, self._whole = marks, my_thanks(desk), {}
        for session in mine:
            if desk.me in spoken.get(session.id, ()):
                said = my_answers(desk, session.id)
                self._whole[session.id] = bool(said.rating and (said.uses or not asks_later(desk, session)))

    def state(self, one: Occasion) -> str:
        """Return whether I filled in the evaluation of a session, in words; "" where I cannot."""
        whole = self._whole.get(one.session.id)
        return "" if whole is None else _("filled in") if whole else _("to fill in")

    def show_chosen(self) -> None:
        """Offer what can be said of the session that is chosen now."""
        one = self._chosen()
        session = one.session.id if one else ""
        mark, speaks = self._marks.get(session), session in self._whole
        self.evaluate.setVisible(speaks)
        self.evaluate.setText(_("Change the evaluation") if self._whole.get(session) else _("Fill in the evaluation"))
        self.thank.setVisible(speaks and session not in self._thanked)
        self.object.setVisible(mark is not None)
        self.object.setText(_("I no longer object") if mark and mark.disputed else _("This is not so"))
        for made in (self.evaluate, self.thank, self.object):
            made.setAccessibleDescription(one.training.title if one else "")
        self.setVisible(speaks or mark is not None)

    def _evaluate(self) -> None:
        if (one := self._chosen()) is not None:
            open_evaluation(self._frame, one.session.id)

    def _thank(self) -> None:
        if (one := self._chosen()) is not None:
            self._frame.do(lambda: thank(self._frame.desk, one.session.id))

    def _object(self) -> None:
        one = self._chosen()
        mark = self._marks.get(one.session.id) if one else None
        if one is not None and mark is not None:
            self._frame.do(lambda: dispute(self._frame.desk, one.session.id, settled=mark.disputed))
