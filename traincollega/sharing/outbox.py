"""What still has to reach colleagues, in words that a person recognises: titles and names, not changes."""

from collections.abc import Callable, Iterable
from pathlib import Path

from traincollega.language import _, day_and_time
from traincollega.models.attendance import Mark, Missed, Presence, Proof, Tally
from traincollega.models.change import Change
from traincollega.models.colleague import Colleague
from traincollega.models.envelopes import SENT_UNTIL
from traincollega.models.evaluation import Evaluation, Thanks
from traincollega.models.organisation import Department
from traincollega.models.session import Confirmation, Session
from traincollega.models.sign_up import SignUp
from traincollega.models.suggestion import Suggestion
from traincollega.models.training import Interest, Outcome, Training
from traincollega.services.desk import ROOT, Desk
from traincollega.sharing.circle import FORMERLY, Circle
from traincollega.sharing.keys import read_keys
from traincollega.sharing.sealing import readable
from traincollega.sharing.segments import Segment
from traincollega.sharing.taking_in import opened

MOST = 50
"""Lines that are shown."""
AboutSession = Mark | Presence | Missed | Evaluation | Thanks | Proof | Tally
LOOKED_AT, SIGNS = 5_000, 10**9
"""Changes of a great deal that are looked at."""


def outbox(desk: Desk, folder: Path) -> list[str]:
    """Return what waits to be sent, the newest first: "Training Excel, changed"; at most MOST lines, each once."""
    rows: dict[tuple[str, str], list[Change]] = {}
    for change in reversed(_waiting(desk, folder)):
        rows.setdefault((change.noun, change.id), []).append(change)
    lines: dict[str, None] = {}
    for (noun, identity), changes in rows.items():
        lines.setdefault(_WORDS.get(noun, _other)(desk, identity, changes))
        if len(lines) == MOST:
            break
    return list(lines)


def _waiting(desk: Desk, folder: Path) -> list[Change]:
    """Return my changes that do not lie in the place yet, oldest first; those in segments where the keys are at hand."""
    found = read_keys(folder)
    after = int(desk.store.local(SENT_UNTIL) or 0)
    changes: list[Change] = []
    if found is not None:
        circle = Circle(desk.store, desk.organisation, desk.store.local(ROOT), found[0], folder, desk.now)
        for kept in circle.envelopes.to_put():
            segment = opened(circle, kept.envelope, kept.name)
            if isinstance(segment, Segment):
                changes += readable(circle, [segment])
        for device in (found[0].device, *desk.store.local(FORMERLY).split()):
            changes += (change for change, _seq in circle.envelopes.unsent(device, after, LOOKED_AT, SIGNS))
    return changes[-LOOKED_AT:]


def _training(desk: Desk, identity: str, changes: Iterable[Change]) -> str:
    words = _("Training {title}, new") if _made(changes) else _("Training {title}, changed")
    return words.format(title=_title(desk, identity))


def _session(desk: Desk, identity: str, changes: Iterable[Change]) -> str:
    session = desk.store.find(Session, identity)
    if session is None:
        return _other(desk, identity, changes)
    words = _("Session of {title}, {when}, new") if _made(changes) else _("Session of {title}, {when}, changed")
    return words.format(title=_title(desk, session.training), when=day_and_time(session.starts, desk.zone, desk.today()))


def _sign_up(desk: Desk, identity: str, changes: Iterable[Change]) -> str:
    one = desk.store.find(SignUp, identity)
    session = desk.store.find(Session, one.session) if one else None
    if one is None or session is None:
        return _other(desk, identity, changes)
    words = _("Sign-up for {title}") if one.withdrawn is None else _("Withdrawal from {title}")
    return words.format(title=_title(desk, session.training))


def _confirmation(desk: Desk, identity: str, changes: Iterable[Change]) -> str:
    one = desk.store.find(Confirmation, identity)
    session = desk.store.find(Session, one.session) if one else None
    return _("Confirmed seats of {title}").format(title=_title(desk, session.training)) if session else _other(desk, "", changes)


def _interest(desk: Desk, identity: str, changes: Iterable[Change]) -> str:
    one = desk.store.find(Interest, identity)
    return _("Tell me when {title} has a date").format(title=_title(desk, one.training)) if one else _other(desk, "", changes)


def _suggestion(desk: Desk, identity: str, changes: Iterable[Change]) -> str:
    one = desk.store.find(Suggestion, identity)
    return _("Suggestion for {title}").format(title=_title(desk, one.training)) if one else _other(desk, "", changes)


def _mark(desk: Desk, identity: str, changes: Iterable[Change]) -> str:
    return _about_session(desk, identity, changes, Mark, _("Attendance of {title}"))


def _evaluation(desk: Desk, identity: str, changes: Iterable[Change]) -> str:
    return _about_session(desk, identity, changes, Evaluation, _("Evaluation of {title}"))


def _thanks(desk: Desk, identity: str, changes: Iterable[Change]) -> str:
    return _about_session(desk, identity, changes, Thanks, _("Thanks for {title}"))


def _outcome(desk: Desk, identity: str, changes: Iterable[Change]) -> str:
    one = desk.store.find(Outcome, identity)
    return _("What {title} brought about").format(title=_title(desk, one.training)) if one else _other(desk, identity, changes)


def _proof(desk: Desk, identity: str, changes: Iterable[Change]) -> str:
    return _about_session(desk, identity, changes, Proof, _("Proof of participation in {title}"))


def _about_session(desk: Desk, identity: str, changes: Iterable[Change], noun: type[AboutSession], words: str) -> str:
    one = desk.store.find(noun, identity)
    session = desk.store.find(Session, one.session) if one else None
    return words.format(title=_title(desk, session.training)) if session else _other(desk, identity, changes)


def _presence(desk: Desk, identity: str, changes: Iterable[Change]) -> str:
    return _about_session(desk, identity, changes, Presence, _("Attendance of {title}"))


def _missed(desk: Desk, identity: str, changes: Iterable[Change]) -> str:
    return _about_session(desk, identity, changes, Missed, _("Attendance of {title}"))


def _card(desk: Desk, identity: str, _changes: Iterable[Change]) -> str:
    one = desk.store.find(Colleague, identity)
    return _("Card of {name}").format(name=one.name if one else _("unknown"))


def _department(desk: Desk, identity: str, _changes: Iterable[Change]) -> str:
    one = desk.store.find(Department, identity)
    return _("Department {name}").format(name=one.name if one else _("unknown"))


def _tally(desk: Desk, identity: str, changes: Iterable[Change]) -> str:
    return _about_session(desk, identity, changes, Tally, _("Counts of {title}"))


def _export(_desk: Desk, _identity: str, _changes: Iterable[Change]) -> str:
    return _("Line of the log of exports")


def _staff(_desk: Desk, _identity: str, _changes: Iterable[Change]) -> str:
    return _("Line of the staff list")


def _organisation(_desk: Desk, _identity: str, _changes: Iterable[Change]) -> str:
    return _("What everybody sees of the organisation")


def _belonging(_desk: Desk, _identity: str, _changes: Iterable[Change]) -> str:
    return _("Who takes part, and with which computer")


def _other(_desk: Desk, _identity: str, _changes: Iterable[Change]) -> str:
    return _("Something else that was changed")


def _made(changes: Iterable[Change]) -> bool:
    return any("nonce" in change.fields for change in changes)


def _title(desk: Desk, training: str) -> str:
    found = desk.store.find(Training, training)
    return found.title if found else _("unknown")


_WORDS: dict[str, Callable[[Desk, str, Iterable[Change]], str]] = {
    "training": _training, "session": _session, "sign_up": _sign_up, "confirmation": _confirmation, "closing": _confirmation,
    "interest": _interest, "suggestion": _suggestion, "colleague": _card, "department": _department,
    "organisation": _organisation, "mark": _mark, "presence": _presence, "missed": _missed, "evaluation": _evaluation,
    "proof": _proof, "thanks": _thanks, "outcome": _outcome,
    **dict.fromkeys(("device", "grants", "invitation", "approval", "revocation", "key_wrap", "seal_wrap", "erasure"), _belonging),
    "staff": _staff, "export": _export, "tally": _tally,
}  # fmt: skip
