"""The commands that make something to print or to hand out: a PDF, or a page of HTML with the same words."""

from pathlib import Path

from traincollega.commands.terminal import PrintPdf, at_desk, say
from traincollega.errors import InvalidInput
from traincollega.exports.paper import Paper
from traincollega.language import _
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services import listing
from traincollega.services.writing_files import put_down


def sheet(session: str, out: Path, print_pdf: PrintPdf) -> None:
    """Write the sign-in sheet of a session."""
    from traincollega.exports.sign_in_sheet import note_sheet, sign_in_sheet  # 10 ms that the poster does not need

    with at_desk() as desk:
        identity = listing.named(desk, Session, session).id
        made = sign_in_sheet(desk, identity)
        note_sheet(desk, identity, made, form_of(out))
    put(made, out, print_pdf)


def poster(training: str, out: Path, print_pdf: PrintPdf) -> None:
    """Write the poster of a training."""
    from traincollega.exports.posters import poster as drawn  # 20 ms that the sheet does not need

    with at_desk() as desk:
        made = drawn(desk, listing.named(desk, Training, training).id)
    put(made, out, print_pdf)


def statement(out: Path, print_pdf: PrintPdf) -> None:
    """Write the data statement."""
    from traincollega.exports.data_statement import data_statement  # 10 ms that the others do not need

    with at_desk() as desk:
        made = data_statement(desk)
    put(made, out, print_pdf)


def put(made: Paper, out: Path, print_pdf: PrintPdf) -> None:
    """Write a page as what its file is called; raises InvalidInput, StorageError."""
    if form_of(out) == "pdf":
        print_pdf(made.html, out, made.title)
    else:
        put_down(out, made.html.encode("utf-8"))
    say(_("**{title}** is in {name}.").format(title=made.title, name=out.name))


def form_of(out: Path) -> str:
    """Return "pdf" or "html", as the file is called; raises InvalidInput for another name."""
    form = {".pdf": "pdf", ".html": "html", ".htm": "html"}.get(out.suffix.lower())
    if form is None:
        raise InvalidInput(_("Give the file a name that ends in .pdf or .html."), "out")
    return form
