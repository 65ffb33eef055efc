"""Saves something to print as a PDF or as a web page, and opens it in the program that reads such files."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from traincollega.errors import TrainCollegaError
from traincollega.language import _
from traincollega.models.session import Session
from traincollega.services.writing_files import put_down
from traincollega.ui.calendar_saving import file_name
from traincollega.ui.frame import Frame

if TYPE_CHECKING:  # what makes a page is imported when one is asked for
    from traincollega.exports.paper import Paper


def save_sheet(frame: Frame, session: Session, parent: QWidget) -> None:
    """Ask where, save the sign-in sheet of a session, and open it."""

    def make() -> "Paper":
        from traincollega.exports.sign_in_sheet import sign_in_sheet  # 5 ms that few windows need

        return sign_in_sheet(frame.desk, session.id)

    def note(made: "Paper", form: str) -> None:
        from traincollega.exports.sign_in_sheet import note_sheet  # 5 ms, the same

        note_sheet(frame.desk, session.id, made, form)

    save_paper(frame, make, _("Save sign-in sheet"), parent, note)


def save_paper(
    frame: Frame, make: "Callable[[], Paper]", heading: str, parent: QWidget, note: "Callable[[Paper, str], None] | None" = None
) -> bool:
    """Make a page, ask where, save it as a PDF or a web page, and open it; return whether the bar tells of it or of a fault.

    It is printed off the window's thread: a list of 500 takes a second. `note` is called before it is saved, with its form:
    for the log of exports.
    """
    try:
        paper = make()
        path = _asked(parent, heading, file_name(paper.title))
        if path is None:
            return False
        if note is not None:
            note(paper, path.suffix.lstrip("."))
    except TrainCollegaError as error:
        frame.messages.error(error)
        return True

    def done(_nothing: None) -> None:
        open_file(frame, path, _("**{name}** is saved.").format(name=path.name))

    if path.suffix == ".pdf":
        from traincollega.ui.printing import make_ready, print_pdf  # 10 ms that few windows need

        make_ready()  # fonts are made known where the window is
        work = partial(print_pdf, paper.html, path, paper.title)
    else:
        work = partial(put_down, path, paper.html.encode("utf-8"))
    frame.messages.working(_("Saving {name}").format(name=path.name), 0, 0)
    frame.background.run(work, done, frame.messages.error)
    return True


def open_file(frame: Frame, path: Path, sentence: str) -> None:
    """Open a file that was just saved, and say so; it can be opened again from the bar."""
    more = "" if _open(path) else " " + _("No program opened it. Look for it in its folder.")
    frame.messages.say(sentence + more, actions=[(_("Open"), lambda: _open(path)), (_("Open folder"), lambda: _open(path.parent))])


def _open(path: Path) -> bool:
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _asked(parent: QWidget, heading: str, name: str) -> Path | None:
    """Return where to save, with an ending that says how; None where nobody chose."""
    pdf, html = _("To print: PDF (*.pdf)"), _("Web page: HTML (*.html)")
    asked, chosen = QFileDialog.getSaveFileName(parent, heading, f"{name}.pdf", f"{pdf};;{html}")
    if not asked:
        return None
    path, endings = Path(asked), (".pdf", ".html", ".htm")
    ending = ".html" if chosen == html or path.suffix.lower() in endings[1:] else ".pdf"
    return path.with_suffix(ending) if path.suffix.lower() in endings else path.with_name(path.name + ending)
