"""What Qt cannot say in a PDF: its language, and the codes of the proofs in it."""

import re
from collections.abc import Sequence


def catalogued(pdf: bytes, code: str, proofs: Sequence[str]) -> bytes:
    """Return the PDF with its language, and the codes of its proofs, in its catalogue.

    That is an update after its end (ISO 32000-1, 7.5.6). The codes stand there as they are, so that they are found without
    reading PDF; a name with a prefix of one's own is what the standard asks for (annex E).
    """
    trailer = pdf[pdf.rindex(b"trailer") :]
    found = {name: re.search(rb"/" + name + rb" ([0-9]+)", trailer) for name in (b"Root", b"Size", b"Info")}
    start = re.search(rb"startxref\s+([0-9]+)", trailer)
    root = found[b"Root"]
    catalogue = re.search(rb"\n" + root[1] + rb" 0 obj\s*<<(.*?)>>\s*endobj", pdf, re.DOTALL) if root else None
    if not (root and start and found[b"Size"] and catalogue):
        return pdf
    info = b"/Info " + found[b"Info"][1] + b" 0 R\n" if found[b"Info"] else b""
    said = b"/Lang (" + code.encode("ascii") + b")\n/ViewerPreferences <</DisplayDocTitle true>>\n"
    if proofs:
        said += b"/TJC_Proofs [" + b" ".join(f"({one})".encode("ascii") for one in proofs) + b"]\n"
    made = b"\n" + root[1] + b" 0 obj\n<<" + catalogue[1] + said + b">>\nendobj\n"
    at = len(pdf) + 1
    table = b"xref\n" + root[1] + b" 1\n" + f"{at:010} 00000 n \n".encode("ascii")
    end = b"trailer\n<<\n/Size " + found[b"Size"][1] + b"\n/Root " + root[1] + b" 0 R\n" + info + b"/Prev " + start[1] + b"\n>>\n"
    return pdf + made + table + end + f"startxref\n{len(pdf) + len(made)}\n%%EOF\n".encode("ascii")
