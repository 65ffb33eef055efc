"""Makes the proofs of participation of a session, and saves them to print: all in one file, or one's own."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from traincollega.errors import TrainCollegaError
from traincollega.exports.proof_pages import Said, proof_page
from traincollega.language import _, ngettext
from traincollega.models.attendance import Proof
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.claiming import note_proofs, proofs
from traincollega.services.writing_files import put_down
from traincollega.sharing.proving import printed, printed_of, prove_here
from traincollega.ui.background import Report
from traincollega.ui.calendar_saving import file_name
from traincollega.ui.frame import Frame
from traincollega.ui.long_work import do_long
from traincollega.ui.paper_saving import open_file, save_paper
from traincollega.ui.printing import make_ready, pdf_of_all

if TYPE_CHECKING:
    from traincollega.services.desk import Done
    from traincollega.ui.sharing_rounds import Rounds

MAKING = 4
"""How many times longer a page takes to be made, for its code, than to be drawn."""


def make_proofs(frame: Frame, rounds: "Rounds", session: Session) -> None:
    """Sign a proof for everybody who was present, where the rounds are done, and offer to print them."""
    desk, folder = frame.desk, frame.desk.path.parent
    if not desk.shares():
        try:
            prove_here(desk, folder, session.id)
        except TrainCollegaError as error:
            begin = [(_("Begin to share"), partial(frame.go, "sharing"))]
            frame.messages.say(str(error), kind="error", actions=begin)
        return

    def done(made: "Done") -> None:
        undo: Callable[[], object] | None = None
        if made.changes:
            undo = lambda: frame.do(lambda: frame.desk.undo(made), undoable=False)  # noqa: E731
        told = made.sentence + " " + _("Colleagues find theirs in “My learning”.")
        frame.messages.say(told, undo=undo, actions=[(_("Save to print…"), partial(save_all, frame, session))])

    frame.messages.working(_("Making proofs of participation"), 0, 0)
    rounds.work(lambda own: prove_here(own, folder, session.id), done, frame.messages.error)


def save_all(frame: Frame, session: Session) -> None:
    """Ask where, and save the proofs of a session as one PDF with a page each; it can be stopped."""
    title = frame.desk.store.get(Training, session.training).title
    try:
        said = [Said(*one) for one in printed_of(frame.desk, session.id)]
    except TrainCollegaError as error:
        frame.messages.error(error)
        return
    heading = _("Proofs of participation: {title}").format(title=title)
    kind = _("To print: PDF (*.pdf)")
    asked, _kind = QFileDialog.getSaveFileName(frame.messages.window(), _("Save to print"), f"{file_name(heading)}.pdf", kind)
    if not asked or not said:
        return
    path = Path(asked).with_suffix(".pdf")
    try:
        note_proofs(frame.desk, session.id, proofs(frame.desk, session.id), "pdf")
    except TrainCollegaError as error:
        frame.messages.error(error)
        return
    make_ready()  # fonts are made known where the window is

    def work(report: Report) -> int:
        pages, whole = list[str](), (MAKING + 1) * len(said)
        for one in said:
            report(MAKING * len(pages), whole)
            pages.append(proof_page(one).html)
        put_down(path, pdf_of_all(pages, heading, lambda far, of: report(MAKING * of + far, whole)))
        return len(pages)

    def done(count: int) -> None:
        words = ngettext("{n} page is saved as **{name}**.", "{n} pages are saved as **{name}**.", count)
        open_file(frame, path, words.format(n=count, name=path.name))

    do_long(frame, _("Saving {name}").format(name=path.name), work, done, _("Stopped. Nothing was saved."))


def save_one(frame: Frame, row: Proof, parent: QWidget) -> None:
    """Ask where, and save one proof as a PDF or a web page."""
    save_paper(frame, lambda: proof_page(Said(*printed(row))), _("Save proof of participation"), parent)
