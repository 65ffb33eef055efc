"""Proofs in the window: from a full session to handed-out proofs, one's own to save, and a drop area that verifies any."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QFileDialog, QLabel, QWidget

from tests.office import MONDAY, Office, new_office
from tests.sharing.golden_proofs import proofs as golden
from tests.ui.lists import cells, cut_off, nameless, open_window
from traincollega import language
from traincollega.app import Program
from traincollega.exports.proof_pages import Said, proof_page
from traincollega.models.change import system_now
from traincollega.models.session import Session
from traincollega.services import attending, claiming, enrolling, publishing
from traincollega.services.beginning import begin, open_desk
from traincollega.services.logging_exports import exports
from traincollega.services.publishing import Words
from traincollega.settings import read_settings, write_settings
from traincollega.sharing import inviting, joining, starting
from traincollega.sharing.folder import Folder
from traincollega.sharing.invitation import opened
from traincollega.sharing.proofs import mark_of
from traincollega.sharing.proving import prove_here
from traincollega.sharing.rounds import one_round
from traincollega.sharing.verifying import our_mark
from traincollega.ui.actions import run
from traincollega.ui.background import Stopped
from traincollega.ui.learning_page import LearningPage
from traincollega.ui.main_window import MainWindow
from traincollega.ui.pill import Pill
from traincollega.ui.proof_checking import ProofDialog
from traincollega.ui.proof_saving import save_all
from traincollega.ui.session_page import SessionPage
from traincollega.ui.theme import Theme
from traincollega.ui.welcome import Welcome

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so whenever a dialog opens
PATIENCE = 20_000
CHEAP = 1 << 10
CLICKS_MOST = 8
KNOWN = golden()["who was invited"]


@dataclass
class Pair:
    """Fatma gave a training to Sanne and two others an hour ago; both have a window on a profile of their own."""

    fatma: Program
    sanne: Program
    session: str


@pytest.fixture
def pair(qapp: QApplication, tmp_path: Path) -> Iterator[Pair]:
    (tmp_path / "shared").mkdir()
    desk = begin(tmp_path / "fatma", organisation="Gemeente Noordveld", name="Fatma Demir", email="fatma@noordveld.nl")
    place = Folder(tmp_path / "shared", desk.organisation)
    circle, _code = starting.start(desk, tmp_path / "fatma", str(tmp_path / "shared"), place)
    desk = replace(desk, store=circle.store)
    content, phrase = inviting.invite(circle, cost=CHEAP)
    training = publishing.publish(desk, Words(title="Pivot tables", minutes=45)).subject
    starts = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
    session = Session.new(desk.me, training=training, starts=starts, ends=starts + timedelta(minutes=45), seats=3)
    desk.store.save(session)
    desk, _step = one_round(desk, tmp_path / "fatma", place)
    theirs = joining.join(
        tmp_path / "sanne", opened(content, phrase), place, name="Sanne de Wit", email="sanne@noordveld.nl", now=system_now
    ).desk
    desk, _step = one_round(desk, tmp_path / "fatma", place)
    for address, name in (("sanne@noordveld.nl", ""), ("ahmed@noordveld.nl", "Ahmed Aziz"), ("chen@noordveld.nl", "Chen Li")):
        attending.walk_in(desk, session.id, address, name)
    attending.note(desk, session.id, dict.fromkeys(attending.marks(desk, session.id), ""))
    for one in (desk, theirs):
        one.store.connection.close()
    made = []
    for name in ("fatma", "sanne"):
        write_settings(tmp_path / name, read_settings(tmp_path / name)._replace(language="en", theme="light"))
        found = open_desk(tmp_path / name)
        assert found is not None
        made.append(Program(qapp, tmp_path / name))
        made[-1].show_desk(found)
    yield Pair(*made, session.id)
    for program in made:
        program.close()
        program.deleteLater()


def window_of(program: Program) -> MainWindow:
    assert isinstance(program.window, MainWindow)
    return program.window


class Hand:
    """Clicks, and counts."""

    def __init__(self) -> None:
        self.clicks = 0

    def press(self, inside: QWidget, words: str) -> None:
        QApplication.processEvents()
        (found,) = [
            one for one in inside.findChildren(QAbstractButton) if one.isVisible() and words in (one.text(), one.accessibleName())
        ]
        self.clicks += 1
        QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def round_of(program: Program, qtbot: Any) -> None:
    with qtbot.waitSignal(program.rounds.ended, timeout=PATIENCE):
        program.rounds.now()


def test_from_a_full_session_to_handed_out_proofs_in_at_most_eight_clicks(
    pair: Pair, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand, shown = Hand(), list[str]()
    out = tmp_path / "proofs.pdf"

    def chosen(*_asked: object) -> tuple[str, str]:
        hand.clicks += 1  # the button of the system's own dialog
        return str(out), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(shown.append(url.toLocalFile())) or True)
    window = window_of(pair.fatma)
    hand.press(window.navigation, "My trainings")
    hand.press(window.page("teaching"), "1 earlier session")
    hand.press(window.page("teaching"), "Participants")
    page = window.page("session")
    hand.press(page, "Everybody is present")
    hand.press(page, "Make proofs")
    qtbot.waitUntil(lambda: window.messages.text.startswith("3 proofs of participation are made."), timeout=PATIENCE)
    assert window.messages.text.endswith("Colleagues find theirs in “My learning”.")
    hand.press(window.messages, "Save to print…")
    qtbot.waitUntil(lambda: window.messages.text == "3 pages are saved as proofs.pdf.", timeout=PATIENCE)
    assert hand.clicks <= CLICKS_MOST
    (logged,) = exports(window.frame.desk)
    assert (logged.what, logged.form, logged.rows) == ("Proofs of participation: Pivot tables", "pdf", 3)
    assert [Path(one) for one in shown] == [out]
    texts = [" ".join(one.extract_text().split()) for one in PdfReader(out).pages]
    assert [name in text for name, text in zip(("Ahmed Aziz", "Chen Li", "Sanne de Wit"), texts, strict=True)] == [True] * 3
    # and who has a program has hers already
    qtbot.waitUntil(lambda: not pair.fatma.rounds.running, timeout=PATIENCE)
    round_of(pair.fatma, qtbot)
    round_of(pair.sanne, qtbot)
    theirs = window_of(pair.sanne)
    theirs.go("learning", tab="proofs")
    learning = theirs.page("learning")
    assert isinstance(learning, LearningPage)
    assert learning.tabs.tabText(2) == "Proofs (1)"
    assert [row[0] for row in cells(learning.proofs.table)] == ["Pivot tables"]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(tmp_path / "mine.pdf"), ""))
    hand.press(learning, "Save as PDF…")
    qtbot.waitUntil(lambda: theirs.messages.text == "mine.pdf is saved.", timeout=PATIENCE)
    assert exports(theirs.frame.desk) == [], "one's own is for oneself to give"
    assert "Sanne de Wit" in " ".join(PdfReader(tmp_path / "mine.pdf").pages[0].extract_text().split())


def test_who_presses_again_makes_nothing_anew_and_may_undo_what_was_made(pair: Pair, qtbot: Any) -> None:
    hand, window = Hand(), window_of(pair.fatma)
    window.go("session", session=pair.session)
    page = window.page("session")
    hand.press(page, "Everybody is present")
    hand.press(page, "Make proofs")
    qtbot.waitUntil(lambda: window.messages.can_undo and "proofs of" in window.messages.text, timeout=PATIENCE)
    hand.press(page, "Make proofs")
    qtbot.waitUntil(lambda: window.messages.text.startswith("Everybody who was present has a proof already."), timeout=PATIENCE)
    assert not window.messages.can_undo
    pair.fatma.rounds.work(lambda desk: None, lambda _none: None, lambda _error: None)
    attending.note(window.frame.desk, pair.session, dict.fromkeys(attending.marks(window.frame.desk, pair.session), ""))
    assert claiming.proofs(window.frame.desk, pair.session) == {}
    window.frame.changed.happened.emit()
    assert isinstance(page, SessionPage)
    assert not page.proofs.isVisible()


def test_undoing_takes_back_what_was_made(pair: Pair, qtbot: Any) -> None:
    hand, window = Hand(), window_of(pair.fatma)
    window.go("session", session=pair.session)
    hand.press(window.page("session"), "Everybody is present")
    hand.press(window.page("session"), "Make proofs")
    qtbot.waitUntil(lambda: window.messages.can_undo and "proofs of" in window.messages.text, timeout=PATIENCE)
    assert len(claiming.proofs(window.frame.desk, pair.session)) == 3
    hand.press(window.messages, "Undo")
    assert claiming.proofs(window.frame.desk, pair.session) == {}


def test_saving_can_be_stopped_and_then_nothing_is_left(
    pair: Pair, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = window_of(pair.fatma)
    desk = window.frame.desk
    attending.all_present(desk, pair.session)
    prove_here(desk, desk.path.parent, pair.session)
    out = tmp_path / "out" / "proofs.pdf"
    out.parent.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(out), ""))

    def stopped_at_once(pages: object, title: str, report: Callable[[int, int], None]) -> bytes:
        raise Stopped

    monkeypatch.setattr("traincollega.ui.proof_saving.pdf_of_all", stopped_at_once)
    save_all(window.frame, desk.store.get(Session, pair.session))
    qtbot.waitUntil(lambda: window.messages.text == "Stopped. Nothing was saved.", timeout=PATIENCE)
    assert list(out.parent.iterdir()) == []


def test_no_page_of_a_proof_is_made_before_it_is_known_where(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    window = window_of(pair.fatma)
    desk, asked = window.frame.desk, list[object]()
    attending.all_present(desk, pair.session)
    prove_here(desk, desk.path.parent, pair.session)
    monkeypatch.setattr("traincollega.ui.proof_saving.proof_page", lambda _one: pytest.fail("a page takes 45 ms"))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *what: (asked.append(what), ("", ""))[1])
    save_all(window.frame, desk.store.get(Session, pair.session))
    assert len(asked) == 1


# Without sharing


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = new_office(tmp_path / "profile")
    yield made
    made.desk.store.connection.close()


def test_who_does_not_share_yet_hears_how_to_begin(qapp: QApplication, tmp_path: Path) -> None:
    desk = begin(tmp_path / "alone", organisation="Gemeente Zuid", name="Eva", email="eva@zuid.nl")
    training = publishing.publish(desk, Words(title="Excel", minutes=30)).subject
    starts = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
    session = Session.new(desk.me, training=training, starts=starts, ends=starts + timedelta(minutes=30))
    desk.store.save(session)
    attending.walk_in(desk, session.id, "chen@zuid.nl", "Chen")
    write_settings(tmp_path / "alone", read_settings(tmp_path / "alone")._replace(language="en", theme="light"))
    program = Program(qapp, tmp_path / "alone")
    window = program.show_desk(desk)
    try:
        window.go("session", session=session.id)
        Hand().press(window.page("session"), "Make proofs")
        assert window.messages.text == "A proof is signed with keys that your organisation does not have yet. Begin to share first."
        Hand().press(window.messages, "Begin to share")
        assert window.here == "sharing"
    finally:
        program.close()
        program.deleteLater()


def test_there_is_nothing_to_make_before_anybody_is_noted_as_present(qtbot: Any, office: Office) -> None:
    session = office.session(office.training("Excel"), MONDAY + timedelta(hours=1))
    enrolling.sign_up(office.colleague("Chen"), session.id)
    office.clock.later(hours=1, minutes=1)
    window = open_window(qtbot, office, "session", session=session.id)
    page = window.page("session")
    assert isinstance(page, SessionPage)
    assert not page.proofs.isVisible()


def test_who_has_no_proof_reads_where_one_comes_from(qtbot: Any, office: Office, assert_reachable: Any) -> None:
    window = open_window(qtbot, office, "learning", tab="proofs")
    QApplication.processEvents()
    assert "A trainer makes it after the session. Then it stands here." in words_on(window)
    assert_reachable(window)


# Verifying


def words_on(page: QWidget) -> str:
    QApplication.processEvents()
    return "\n".join(one.text().replace("\u200b", "") for one in page.findChildren(QLabel) if one.isVisible())


def pills(dialog: QDialog) -> list[str]:
    QApplication.processEvents()
    return [one.accessibleName() for one in dialog.findChildren(Pill) if one.isVisible()]


@pytest.fixture
def dialog(qtbot: Any, office: Office) -> ProofDialog:
    window = open_window(qtbot, office, "teaching")
    made = ProofDialog(window.frame.theme, window.frame.background, window.frame.open_desk, window)
    made.open()
    QApplication.processEvents()
    return made


def test_a_code_is_pasted_and_read(dialog: ProofDialog, qtbot: Any) -> None:
    dialog.code.setFocus()
    dialog.code.insertPlainText(KNOWN.code()[:300] + "\n" + KNOWN.code()[300:])
    Hand().press(dialog, "Verify")
    assert pills(dialog) == ["not compared yet"]
    assert f"Ask Gemeente Noordveld if its mark is {mark_of(KNOWN.root)}." in words_on(dialog)
    for fact in KNOWN.claims[:2]:
        assert str(fact) in words_on(dialog)
    dialog.code.setPlainText(KNOWN.code().replace("B", "C", 1))
    Hand().press(dialog, "Verify")
    assert pills(dialog) == ["not genuine"]
    assert "Chris de Wit" not in words_on(dialog)
    dialog.code.setPlainText(KNOWN.code().lower())
    Hand().press(dialog, "Verify")
    assert pills(dialog) == ["not compared yet"]
    dialog.code.setPlainText("TJC7:AB:")
    Hand().press(dialog, "Verify")
    assert pills(dialog) == ["newer version"]


def test_nothing_pasted_and_no_code_are_told_in_a_sentence(dialog: ProofDialog, tmp_path: Path) -> None:
    Hand().press(dialog, "Verify")
    assert "Paste the code first, or choose a file." in words_on(dialog)
    other = tmp_path / "other.pdf"
    other.write_bytes(b"%PDF-1.4")
    dialog.look_at(other)
    assert "There is no code of a proof in it." in words_on(dialog)
    dialog.look_at(tmp_path / "absent.pdf")
    assert "cannot be read. Choose the file of a proof." in words_on(dialog)
    assert pills(dialog) == []


def test_a_file_is_dropped_anywhere_on_it(dialog: ProofDialog, tmp_path: Path) -> None:
    page = proof_page(Said(KNOWN.claims, KNOWN.code(), mark_of(KNOWN.root)))
    file = tmp_path / "proof.html"
    file.write_bytes(page.html.encode())
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    none, copy = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(5, 5), copy, data, Qt.MouseButton.LeftButton, none)
    QApplication.sendEvent(dialog, enter)
    assert enter.isAccepted()
    assert "Let go: it is verified" in words_on(dialog)
    QApplication.sendEvent(dialog, QDropEvent(QPointF(5, 5), copy, data, Qt.MouseButton.LeftButton, none))
    assert "Drop the file of a proof here" in words_on(dialog)
    assert pills(dialog) == ["not compared yet"]
    assert "This page was changed" not in words_on(dialog)
    file.write_bytes(page.html.replace("Chris", "Kris").encode())
    dialog.look_at(file)
    assert "This page was changed after it was made" in words_on(dialog)
    file.write_bytes(page.html.encode())
    dialog.look_at(file)
    assert "This page was changed" not in words_on(dialog)
    file.write_bytes(b"%PDF-1.4 " + page.html.encode())
    dialog.look_at(file)
    assert "This page was changed after it was made" in words_on(dialog), "what is named as a page is judged as one"


def test_a_proof_of_our_own_says_whose_computer_made_it(pair: Pair, qtbot: Any, tmp_path: Path) -> None:
    window = window_of(pair.fatma)
    desk = window.frame.desk
    attending.all_present(desk, pair.session)
    prove_here(desk, desk.path.parent, pair.session)
    run(next(one for one in window.actions_of_window if one.id == "verify"))
    (dialog,) = window.findChildren(ProofDialog)
    assert dialog.mark.text() == f"The mark of your own organisation is {our_mark(desk)}."
    code = next(iter(claiming.proofs(desk, pair.session).values())).code
    dialog.code.setPlainText(code)
    Hand().press(dialog, "Verify")
    qtbot.waitUntil(lambda: pills(dialog) == ["genuine"], timeout=PATIENCE)
    assert "made on the computer of Fatma Demir at Gemeente Noordveld." in words_on(dialog)
    attending.walk_in_known(desk, pair.session, desk.me)
    prove_here(desk, desk.path.parent, pair.session)
    dialog.code.setPlainText(claiming.proofs(desk, pair.session)[desk.me].code)
    Hand().press(dialog, "Verify")
    qtbot.waitUntil(lambda: pills(dialog) == ["signed, ask first"], timeout=PATIENCE)
    assert "That is the participant: nobody else says that it is so." in words_on(dialog)


@pytest.mark.parametrize(("size", "zoom", "code"), [((1280, 800), 100, "nl"), ((900, 600), 150, "nl"), ((900, 600), 100, "en")])
def test_the_dialog_is_whole_and_named_at_every_size(
    qtbot: Any, office: Office, size: tuple[int, int], zoom: int, code: str
) -> None:
    language.choose(code)
    window = open_window(qtbot, office, "teaching", size=size, zoom=zoom)
    dialog = ProofDialog(window.frame.theme, window.frame.background, window.frame.open_desk, window)
    dialog.open()
    dialog.code.setPlainText(KNOWN.code())
    dialog.verify.click()
    QApplication.processEvents()
    assert nameless(dialog) == []
    assert cut_off(dialog) == []
    assert dialog.height() <= window.height()


def test_who_has_no_organisation_yet_verifies_from_the_welcome(theme: Theme, qtbot: Any) -> None:
    welcome = Welcome(theme)
    qtbot.addWidget(welcome)
    welcome.resize(1280, 800)
    welcome.show()
    Hand().press(welcome, "Verify a proof of participation")
    (dialog,) = welcome.findChildren(ProofDialog)
    assert dialog.mark.text() == ""
    dialog.code.setPlainText(KNOWN.code())
    Hand().press(dialog, "Verify")
    qtbot.waitUntil(lambda: pills(dialog) == ["not compared yet"], timeout=PATIENCE)
    dialog.reject()
