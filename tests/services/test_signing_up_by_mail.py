"""Signing up by mail: the mail of a poster's code puts its sender on the list, once, and every other mail gets a reason."""

from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest

from tests.models.world import NOON, Time
from tests.services.conftest import colleague, session_of, training_of
from traincollega.errors import NotAllowed, NotPossible
from traincollega.models.colleague import Colleague
from traincollega.models.session import Session
from traincollega.services import enrolling
from traincollega.services.desk import Desk
from traincollega.services.enrolling import sign_up, withdraw
from traincollega.services.mail_codes import code_of, sign_up_subject
from traincollega.services.participating import participants_of
from traincollega.services.planning import cancel
from traincollega.services.signing_up_by_mail import MAILS_MOST, sign_up_mails


@pytest.fixture
def session(anna: Desk) -> Session:
    return anna.store.get(Session, session_of(anna, training_of(anna), seats=2))


def mail(folder: Path, sender: str, subject: str, sent: float = 0) -> Path:
    """Save a mail as a mail program does; return its file. `sent` is so many hours from noon."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "anna@noordveld.nl", subject
    made["Date"] = format_datetime(NOON + timedelta(hours=sent))
    made.set_content("Tot dan!")
    path = folder / f"{len(list(folder.glob('*.eml')))}.eml"
    path.write_bytes(made.as_bytes())
    return path


def people(desk: Desk, session: Session) -> list[str]:
    found = participants_of(desk, session)
    return [one.name for one in (*found.seated, *found.waiting)]


def test_who_mailed_first_comes_first_and_becomes_a_colleague_on_paper(anna: Desk, session: Session, tmp_path: Path) -> None:
    subject = sign_up_subject("Excel", session.id)
    mails = [
        mail(tmp_path, "Dirk <dirk@x.nl>", f"FW: {subject}", sent=3),
        mail(tmp_path, "Chen Li <chen@x.nl>", subject, sent=1),
        mail(tmp_path, "eva@x.nl", f"Re: {subject}", sent=2),
    ]
    read = sign_up_mails(anna, session.id, mails)
    assert read.done.sentence == "3 new sign-ups."
    assert people(anna, session) == ["Chen Li", "eva", "Dirk"]
    assert [one.sentence for one in read.mails][-1] == "Dirk is number 1 on the waiting list of **Excel**."
    (card,) = anna.store.where(Colleague, email="chen@x.nl")
    assert card.on_paper


def test_colleagues_are_looked_through_once_however_many_mails_there_are(
    anna: Desk, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enrolling, "by_address", lambda _desk: pytest.fail("they were looked through again"))
    subject = sign_up_subject("Excel", session.id)
    mails = [mail(tmp_path, sender, subject, sent=at) for at, sender in enumerate(("dirk@x.nl", "chen@x.nl", "DIRK@x.nl"))]
    assert sign_up_mails(anna, session.id, mails).done.sentence == "2 new sign-ups, 1 on the list already."


def test_of_two_cards_with_one_address_the_oldest_is_signed_up(anna: Desk, session: Session, tmp_path: Path) -> None:
    first, second = (Colleague.new(anna.me, name=name, email="wim@x.nl", on_paper=True) for name in ("Wim", "Wim Bos"))
    anna.store.save(first)
    anna.store.save(second)
    assert enrolling.colleague_by_address(anna, "Wim@x.nl")[0] == first.id
    sign_up_mails(anna, session.id, [mail(tmp_path, "wim@x.nl", sign_up_subject("Excel", session.id))])
    assert people(anna, session) == ["Wim"]


def test_the_same_mails_again_change_nothing_also_from_another_folder_or_after_leaving(
    anna: Desk, session: Session, tmp_path: Path
) -> None:
    mails = [mail(tmp_path, "Chen <chen@x.nl>", code_of(session.id)), mail(tmp_path, "CHEN@X.NL", code_of(session.id).upper())]
    assert [one.state for one in sign_up_mails(anna, session.id, mails).mails] == ["new", "here"]
    again = sign_up_mails(anna, session.id, mails)
    assert (again.done.sentence, again.done.changes) == ("2 on the list already.", ())
    (card,) = anna.store.where(Colleague, email="chen@x.nl")
    withdraw(anna, session.id, person=card.id)
    left = sign_up_mails(anna, session.id, mails)
    assert left.done.changes == ()
    assert {one.sentence for one in left.mails} == {"They left the list. Add them by hand if they come after all."}


def test_a_colleague_with_a_program_is_known_by_their_address(anna: Desk, session: Session, tmp_path: Path) -> None:
    bram = colleague(anna, "Bram")
    sign_up_mails(anna, session.id, [mail(tmp_path, "Somebody <BRAM@noordveld.nl>", code_of(session.id))])
    assert people(anna, session) == ["Bram"]
    assert len(anna.store.where(Colleague)) == 2
    with pytest.raises(NotPossible):
        sign_up(bram, session.id)


def test_undo_takes_everybody_off_again_and_the_colleagues_that_were_made(anna: Desk, session: Session, tmp_path: Path) -> None:
    read = sign_up_mails(anna, session.id, [mail(tmp_path, f"{name}@x.nl", code_of(session.id)) for name in ("a", "b")])
    anna.undo(read.done)
    assert people(anna, session) == []
    assert len(anna.store.where(Colleague)) == 1


def test_each_mail_that_is_not_about_this_session_says_why_and_keeps_no_other_out(
    anna: Desk, session: Session, tmp_path: Path
) -> None:
    other = session_of(anna, session.training, days=9)
    (tmp_path / "no.eml").write_bytes(b"%PDF")
    read = sign_up_mails(anna, session.id, [
        tmp_path / "no.eml",
        tmp_path / "gone.eml",
        mail(tmp_path, "a@x.nl", "I come", 1),
        mail(tmp_path, "b@x.nl", code_of(other), 2),
        mail(tmp_path, "c@x.nl", "[TjC-0123456789]", 3),
        mail(tmp_path, "d@x.nl", code_of(session.id) + code_of(other), 4),
        mail(tmp_path, "e@localhost", code_of(session.id), 5),
        mail(tmp_path, "f@x.nl", code_of(session.id), 6),
    ])  # fmt: skip
    assert [one.sentence for one in read.mails] == [
        "This is no mail: it names no sender.",
        "gone.eml is not there, or you may not read it.",
        "Its subject holds no code of a session. Add this colleague by hand.",
        "It is about Excel of Sat 12 December, 13:00. Read it in there.",
        "It is about another session. Read it in there.",
        "It is about Excel of Sat 12 December, 13:00. Read it in there.",
        "This is no mail address. One looks like name@organisation.nl.",
        "f has a provisional seat at **Excel**.",
    ]
    assert read.done.sentence == "1 new sign-up, 7 mails refused."


def test_a_list_that_is_closed_takes_no_mails_and_makes_no_colleague(
    anna: Desk, session: Session, tmp_path: Path, time: Time
) -> None:
    mails = [mail(tmp_path, "chen@x.nl", code_of(session.id))]
    time.now = session.starts
    (read,) = sign_up_mails(anna, session.id, mails).mails
    assert (read.state, read.sentence) == ("refused", "This session has already begun. Look for another date.")
    cancel(anna, session.id)
    assert sign_up_mails(anna, session.id, mails).done.changes == ()
    assert len(anna.store.where(Colleague)) == 1


def test_only_trainers_and_coordinators_read_mails_in_and_not_endlessly_many(anna: Desk, session: Session, tmp_path: Path) -> None:
    one = mail(tmp_path, "chen@x.nl", code_of(session.id))
    with pytest.raises(NotAllowed):
        sign_up_mails(colleague(anna, "Bram"), session.id, [one])
    with pytest.raises(NotPossible):
        sign_up_mails(anna, session.id, [one] * (MAILS_MOST + 1))
