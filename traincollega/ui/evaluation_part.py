"""*Evaluatie* on the page of a session: how its training is rated, the tips without names, and who says thanks."""

from collections.abc import Iterator

from PySide6.QtWidgets import QVBoxLayout, QWidget

from traincollega.language import _, day_long, ngettext
from traincollega.models.session import Session
from traincollega.services.desk import Desk
from traincollega.services.evaluating import next_reading
from traincollega.services.listening import Tip, tips
from traincollega.services.rating import known_ratings
from traincollega.services.summing_up import NOTHING, answers_line
from traincollega.services.thanking import thanked_by, thanks_line
from traincollega.ui.frame import Frame
from traincollega.ui.section import Section


class EvaluationPart(QWidget):
    """What a trainer reads of what participants say; only there once the session is over."""

    def __init__(self, frame: Frame) -> None:
        """Make it, with nothing in it yet."""
        super().__init__()
        self._frame = frame
        self._section = Section(frame.theme, _("Evaluation"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._section)
        self.hide()

    def read(self, session: Session) -> None:
        """Show what may be read of this session now."""
        desk = self._frame.desk
        reads = session.status == "planned" and session.ends <= desk.now() and desk.gives(session.training)
        self.setVisible(reads)
        self._section.clear()
        if not reads:
            return
        for text, sub_text in (*_rated(desk, session), *_tips(desk, session), *_thanks(desk, session)):
            self._section.add_row(text, sub_text)


def _rated(desk: Desk, session: Session) -> Iterator[tuple[str, str]]:
    known = answers_line(known_ratings(desk, [session.training]).get(session.training, NOTHING))
    told = _("Of all sessions of this training. Five and more are added at once; of yes and no only yes.")
    yield known or _("Too few answers"), told


def _tips(desk: Desk, session: Session) -> Iterator[tuple[str, str]]:
    found = tips(desk, session.id)
    day = day_long(next_reading(desk, session), desk.today())
    if found:
        told = _("No names, and in no order that tells anything. You read what came since on {day}.").format(day=day)
        yield ngettext("{n} tip", "{n} tips", len(found)).format(n=len(found)), told
    else:
        yield _("No tips to read yet"), _("You read what participants write from {day}, without names.").format(day=day)
    for tip in found:
        yield f"“{tip.text}”", _about(tip)


def _about(tip: Tip) -> str:
    return _("What helped") if tip.field == "helped" else _("What they use, and what changed")


def _thanks(desk: Desk, session: Session) -> Iterator[tuple[str, str]]:
    if names := thanked_by(desk, session.id):
        yield thanks_line(names), ""
