"""Mail codes: the few signs in the subject of a mail that say which session it is about, and how they are found again.

A subject is "Ik doe mee: Draaitabellen zonder zweten [TjC-3f9a1c20b4]": MARK and the first SIGNS signs of the session's id, between
brackets. What stands around it is free: mail programs put "Re:" and "FW:" before it, in any language.
"""

import re
from urllib.parse import quote

from traincollega.imports.characters import shortened
from traincollega.language import _

MARK, SIGNS = "TjC-", 10
CODE = re.compile(rf"\[{MARK}([0-9a-f]{{{SIGNS}}})\]", re.IGNORECASE)
TITLE_MOST = 40
"""Signs of a title in a subject: a code to scan stays coarse, and `mailto` stays far under the 2,046 signs that programs take."""


def code_of(session_id: str) -> str:
    """Return what names a session in a subject.

    >>> code_of("3f9a1c20b4d5e6f70123456789abcdef")
    '[TjC-3f9a1c20b4]'
    """
    return f"[{MARK}{session_id[:SIGNS]}]"


def codes_in(subject: str) -> set[str]:
    """Return the codes in a subject, as `code_of` writes them.

    >>> codes_in("AW: Ik doe mee: Excel [tjc-3F9A1C20B4]"), codes_in("[TjC-3f9a]")
    ({'[TjC-3f9a1c20b4]'}, set())
    """
    return {f"[{MARK}{found.lower()}]" for found in CODE.findall(subject)}


def sign_up_subject(title: str, session_id: str) -> str:
    """Return the subject of a mail with which somebody signs up."""
    return _("I take part: {title} {code}").format(title=shortened(title, TITLE_MOST), code=code_of(session_id))


def mailto(address: str, subject: str, body: str = "") -> str:
    """Return an address that opens a ready mail (RFC 6068).

    >>> mailto("anna@x.nl", "Excel & meer")
    'mailto:anna@x.nl?subject=Excel%20%26%20meer'
    """
    parts = [f"{name}={quote(text, safe='')}" for name, text in (("subject", subject), ("body", body)) if text]
    return f"mailto:{quote(address, safe='@')}" + ("?" + "&".join(parts) if parts else "")
