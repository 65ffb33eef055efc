"""*Mijn trainingen* and the page of a session, through the real window."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QMenu, QMessageBox

from tests.office import MONDAY, Office, new_office
from tests.ui.lists import cells, click, click_cell, cut_off, named, nameless, open_window
from traincollega.models.colleague import Colleague
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.training import Training
from traincollega.services import drafting, enrolling, planning, publishing
from traincollega.ui.given_card import GivenCard
from traincollega.ui.main_window import MainWindow
from traincollega.ui.participant_dialog import ParticipantDialog
from traincollega.ui.session_page import SessionPage
from traincollega.ui.teaching_page import TeachingPage

DIALOG = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so whenever a dialog opens

MENU = pytest.mark.qt_log_ignore("raise\\(\\)|grabbing the keyboard")  # so it says of a menu that pops up


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = new_office(tmp_path / "profile")
    yield office
    office.desk.store.connection.close()


@pytest.fixture
def taught(office: Office) -> Session:
    """A session of mine with two seats, in which two sit and one waits."""
    session = office.session(office.training("Duidelijke taal"), MONDAY + timedelta(days=4), seats=2)
    for name, department in (("Ahmed", "Burgerzaken"), ("Chen", "Griffie"), ("Daan", "Communicatie")):
        enrolling.sign_up(office.colleague(name, department), session.id)
    return session


def teaching(window: MainWindow) -> TeachingPage:
    page = window.page("teaching")
    assert isinstance(page, TeachingPage)
    return page


def session_page(window: MainWindow) -> SessionPage:
    page = window.page("session")
    assert isinstance(page, SessionPage)
    return page


def cards(page: TeachingPage) -> list[str]:
    QApplication.processEvents()
    return [one.training.title for one in page.findChildren(GivenCard) if one.isVisible()]


def states(page: SessionPage) -> dict[str, str]:
    return {row[0]: row[2] for row in cells(page.table) if len(row) > 1}


def texts(page: Any) -> list[str]:
    QApplication.processEvents()
    return [one.text() for one in page.findChildren(QLabel) if one.isVisible()]


# Mijn trainingen


def test_the_tabs_hold_published_drafts_and_archived(qtbot: Any, office: Office, taught: Session) -> None:
    publishing.archive(office.desk, office.training("Oud").id)
    drafting.begin_draft(office.desk, publishing.Words(title="Kaarten"))
    page = teaching(open_window(qtbot, office, "teaching"))
    assert [page.tabs.tabText(n) for n in range(3)] == ["Published (1)", "Drafts (1)", "Archived (1)"]
    assert cards(page) == ["Duidelijke taal"]
    assert "Stadhuis, zaal 2.14 · 2 of 2 seats taken · provisional · 1\N{NO-BREAK SPACE}waiting" in texts(page)
    page.show_item(tab="archived")
    assert cards(page) == ["Oud"]


def test_the_buttons_lead_where_they_say(qtbot: Any, office: Office, taught: Session) -> None:
    window = open_window(qtbot, office, "teaching")
    page = teaching(window)
    click(qtbot, page, "Edit")
    assert (window.here, window.page("editor").asked) == ("editor", {"training": taught.training})  # type: ignore[attr-defined]
    window.go("teaching")
    click(qtbot, page, "Offer a training")
    assert window.page("editor").asked == {"new": True}  # type: ignore[attr-defined]
    window.go("teaching")
    click(qtbot, page, "Participants")
    assert window.here == "session"


def test_archiving_can_be_undone_and_an_archived_training_published_again(qtbot: Any, office: Office) -> None:
    office.training("Oud")
    window = open_window(qtbot, office, "teaching")
    page = teaching(window)
    click(qtbot, page, "Archive")
    assert cards(page) == []
    window.messages.undo()
    assert cards(page) == ["Oud"]
    click(qtbot, page, "Archive")
    page.show_item(tab="archived")
    click(qtbot, page, "Publish again")
    page.show_item(tab="published")
    assert cards(page) == ["Oud"]


def test_where_all_is_archived_that_is_told_and_shown(qtbot: Any, office: Office) -> None:
    office.training("Oud")
    page = teaching(open_window(qtbot, office, "teaching"))
    click(qtbot, page, "Archive")
    assert "You do not give a training yet" not in texts(page)
    assert "1 training of yours is archived. You can publish it again." in texts(page)
    click(qtbot, page, "Show what is archived")
    assert cards(page) == ["Oud"]
    click(qtbot, page, "Publish again")
    page.show_item(tab="published")
    assert cards(page) == ["Oud"]


def test_archiving_tells_of_its_sessions_and_leads_to_them(qtbot: Any, office: Office, taught: Session) -> None:
    window = open_window(qtbot, office, "teaching")
    page = teaching(window)
    click(qtbot, page, "Archive")
    assert window.messages.text.endswith("1 planned session stays in Agenda and goes on. 3 colleagues have signed up.")
    click(qtbot, window.messages, "Show it")
    assert cards(page) == ["Duidelijke taal"]
    click(qtbot, page, "Participants")
    shown = session_page(window)
    assert shown.cancel.isVisible()
    assert not shown.copy.isVisible(), "an archived training gets no new session"


def test_drafts_are_written_on_or_thrown_away(qtbot: Any, office: Office) -> None:
    draft = drafting.begin_draft(office.desk, publishing.Words())
    window = open_window(qtbot, office, "teaching", tab="drafts")
    page = teaching(window)
    assert "No title yet" in texts(page)
    click(qtbot, page, "Write on")
    assert window.page("editor").asked == {"draft": draft}  # type: ignore[attr-defined]
    window.go("teaching")
    click(qtbot, page, "Throw away")
    assert drafting.my_drafts(office.desk) == []
    assert "You have no drafts" in texts(page)


def test_a_hidden_training_shows_its_owner_the_reason(qtbot: Any, office: Office) -> None:
    training = office.training("Fout", by="Sanne")
    publishing.hide(office.desk, training.id, "staat er dubbel")
    page = teaching(open_window(qtbot, office, "teaching", desk=office.colleague("Sanne")))
    assert "A coordinator hid this training: staat er dubbel" in texts(page)


def test_who_waits_for_a_date_is_counted_and_past_sessions_unfold(qtbot: Any, office: Office) -> None:
    training = office.training("Mappen")
    office.session(training, MONDAY - timedelta(days=3))
    publishing.wait_for_date(office.colleague("Daan"), training.id)
    page = teaching(open_window(qtbot, office, "teaching"))
    assert "45 minutes · no date planned · 1 waits for a date" in texts(page)
    click(qtbot, page, "1 earlier session")
    assert named(page, "Participants")


def test_many_trainings_come_a_few_at_a_time_and_can_be_searched(qtbot: Any, office: Office) -> None:
    made = [
        Training.new(office.desk.me, title=f"Training {n:03}", minutes=45, organisation=office.desk.organisation)
        for n in range(120)
    ]
    office.desk.store.add_all(made)
    page = teaching(open_window(qtbot, office, "teaching"))
    assert len(cards(page)) == 20
    click(qtbot, page, "Show 20 more")
    assert len(cards(page)) == 40
    qtbot.keyClicks(page.search, "training 077")
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert cards(page) == ["Training 077"]
    qtbot.keyClicks(page.search, "x")
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert "No training of yours has these words in its title." in texts(page)


def test_with_nothing_it_invites_to_offer_one(qtbot: Any, office: Office) -> None:
    page = teaching(open_window(qtbot, office, "teaching"))
    assert "You do not give a training yet" in texts(page)


# One session


def test_the_table_tells_who_sits_waits_and_left(qtbot: Any, office: Office, taught: Session) -> None:
    window = open_window(qtbot, office, "session", session=taught.id)
    page = session_page(window)
    assert "Friday 27 November, 14:02\xa0to\xa014:47" in texts(page)
    assert "Stadhuis, zaal 2.14 · 2 of 2 seats taken · provisional" in texts(page)
    assert cells(page.table)[:2] == [["Ahmed", "Burgerzaken", "provisional", ""], ["Chen", "Griffie", "provisional", ""]]
    assert cells(page.table)[2:] == [["Waiting list"], ["Daan", "Communicatie", "number 1", "signed up today, 14:02"]]
    office.clock.later(hours=2)
    enrolling.withdraw(office.colleague("Ahmed"), taught.id)
    window.frame.changed.happened.emit()
    assert states(page) == {"Chen": "provisional", "Daan": "provisional", "Ahmed": "not on the list"}
    assert cells(page.table)[1][3] == "was on the waiting list, got a seat today"
    assert cells(page.table)[-1][3] == "left today, 16:02"
    assert page.line.text() == "2 provisional · 1 left"


def test_confirming_makes_every_seat_sure(qtbot: Any, office: Office, taught: Session) -> None:
    window = open_window(qtbot, office, "session", session=taught.id)
    page = session_page(window)
    click(qtbot, page, "Confirm seats")
    assert window.messages.text == "2 seats are confirmed."
    assert states(page) == {"Ahmed": "confirmed", "Chen": "confirmed", "Daan": "number 1"}
    assert "Stadhuis, zaal 2.14 · 2 of 2 seats taken · confirmed" in texts(page)
    assert not page.confirm.isVisible()  # there is nothing left to confirm


def test_too_many_is_said(qtbot: Any, office: Office, taught: Session) -> None:
    enrolling.confirm(office.desk, taught.id)
    wish = planning.wish_of(taught)
    planning.change(office.desk, taught.id, planning.Plan(wish.starts, wish.minutes, place="Hier", seats=1))
    page = session_page(open_window(qtbot, office, "session", session=taught.id))
    assert "Hier · 2 of 1 seat taken · 1 too many · confirmed" in texts(page)


@DIALOG
def test_a_draw_is_held_with_one_button_once_it_is_sure(qtbot: Any, office: Office) -> None:
    session = office.session(office.training(), MONDAY + timedelta(days=4), seats=2, order="draw")
    window = open_window(qtbot, office, "session", session=session.id)
    page = session_page(window)
    assert page.confirm.isHidden(), "there is nobody to draw from yet"
    for name in ("Ahmed", "Chen", "Daan"):
        enrolling.sign_up(office.colleague(name), session.id)
    window.frame.changed.happened.emit()
    assert set(states(page).values()) == {"in the draw"}
    for answer, drawn in (("Cancel", False), ("Draw and confirm seats", True)):
        click(qtbot, page, "Draw and confirm seats")
        (asked,) = [one for one in window.findChildren(QMessageBox) if one.isVisible()]
        assert asked.informativeText() == "3 colleagues take part."
        assert asked.defaultButton().text() == "Cancel"
        click(qtbot, asked, answer)
        assert ("in the draw" not in states(page).values()) is drawn
    assert window.messages.text == "2 seats are confirmed. 1 colleague is on the waiting list."
    assert sorted(states(page).values()) == ["confirmed", "confirmed", "number 1"]
    assert cells(page.table)[-1][3] == "the draw put others first"


def test_somebody_is_taken_off_and_put_back_by_undo(qtbot: Any, office: Office, taught: Session) -> None:
    window = open_window(qtbot, office, "session", session=taught.id)
    page = session_page(window)
    click(qtbot, page, "Take off the list")
    assert window.messages.text == "Choose a participant in the table first."
    click_cell(qtbot, page.table, "Chen")
    click(qtbot, page, "Take off the list")
    assert "Chen is off the list" in window.messages.text
    assert states(page) == {"Ahmed": "provisional", "Daan": "provisional", "Chen": "not on the list"}
    assert page.table.current().name == "Daan"
    window.messages.undo()
    assert states(page) == {"Ahmed": "provisional", "Chen": "provisional", "Daan": "number 1"}
    click_cell(qtbot, page.table, "Daan")
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert states(page)["Daan"] == "not on the list"
    click_cell(qtbot, page.table, "Daan")
    click(qtbot, page, "Take off the list")
    assert "not on the list" in window.messages.text


@DIALOG
def test_colleagues_are_added_by_name_by_address_or_as_somebody_new(qtbot: Any, office: Office, taught: Session) -> None:
    office.colleague("Sanne de Wit", "Financiën")
    window = open_window(qtbot, office, "session", session=taught.id)
    page = session_page(window)

    def dialog() -> ParticipantDialog:
        click(qtbot, page, "Add participant")
        shown = [one for one in window.findChildren(ParticipantDialog) if one.isVisible()]
        return shown[0]

    asked = dialog()
    for typed, wrong in (
        ("", "Type a name"),
        ("niemand", "No colleague fits"),
        ("a@b", "no mail address"),
        ("noordveld", "Several"),
    ):
        asked.search.setText(typed)
        qtbot.mouseClick(asked.add_button, Qt.MouseButton.LeftButton)
        assert any(wrong in text for text in texts(asked)), typed
    asked.search.setText("sanne")
    qtbot.keyClick(asked.search, Qt.Key.Key_Return)
    assert states(page)["Sanne de Wit"] == "number 2"
    assert "Sanne de Wit is number 2" in window.messages.text

    asked = dialog()
    asked.search.setText("piet@noordveld.nl")
    assert asked.name.isVisible()
    asked.name.setText("Piet Jansen")
    qtbot.keyClick(asked.name, Qt.Key.Key_Return)
    assert states(page)["Piet Jansen"] == "number 3"
    assert [one.on_paper for one in office.desk.store.where(Colleague, name="Piet Jansen")] == [True]
    window.messages.undo()
    assert "Piet Jansen" not in states(page)


@DIALOG
def test_a_session_that_began_takes_nobody_more_and_says_so(qtbot: Any, office: Office, taught: Session) -> None:
    office.colleague("Sanne de Wit")
    window = open_window(qtbot, office, "session", session=taught.id)
    page = session_page(window)
    click(qtbot, page, "Add participant")
    (asked,) = [one for one in window.findChildren(ParticipantDialog) if one.isVisible()]
    office.clock.at = taught.starts + timedelta(minutes=5)
    asked.search.setText("sanne de wit")
    qtbot.mouseClick(asked.add_button, Qt.MouseButton.LeftButton)
    assert asked.isVisible()
    assert any("already begun" in text for text in texts(asked))
    window.frame.changed.happened.emit()
    assert [one.text() for one in (page.add, page.remove) if one.isVisible()] == ["Somebody came without signing up"]
    assert page.line.text().endswith("the list is fixed")


def test_a_session_in_which_nobody_came_says_so(qtbot: Any, office: Office) -> None:
    session = office.session(office.training(), MONDAY + timedelta(days=4))
    window = open_window(qtbot, office, "session", session=session.id)
    page = session_page(window)
    assert {"Nobody has signed up yet", "You can also add colleagues yourself."} <= set(texts(page))
    office.clock.at = session.ends + timedelta(minutes=5)
    window.frame.changed.happened.emit()
    assert "Nobody took part" in texts(page)
    assert "You can also add colleagues yourself." not in texts(page)
    planning.cancel(office.desk, session.id, "de zaal is dicht")
    window.frame.changed.happened.emit()
    assert "Nobody had signed up" in texts(page)


@DIALOG
@pytest.mark.parametrize("words", ["Change", "Give again", "Cancel session…"])
def test_the_dialogs_of_a_session_open(qtbot: Any, office: Office, taught: Session, words: str) -> None:
    window = open_window(qtbot, office, "session", session=taught.id)
    click(qtbot, session_page(window), words)
    (shown,) = [one for one in window.findChildren(QDialog) if one.isVisible()]
    shown.reject()


def test_a_cancelled_session_can_only_be_given_again_or_saved(qtbot: Any, office: Office, taught: Session) -> None:
    planning.cancel(office.desk, taught.id, "de zaal is dicht")
    page = session_page(open_window(qtbot, office, "session", session=taught.id))
    shown = [
        one.text() for one in (page.confirm, page.change, page.again, page.copy, page.cancel, page.calendar) if one.isVisible()
    ]
    assert shown == ["Give again", "Put in calendar"]


def test_who_does_not_teach_sees_counts_and_those_who_chose_to_be_seen(qtbot: Any, office: Office) -> None:
    session = office.session(office.training(by="Sanne"), MONDAY + timedelta(days=4))
    enrolling.sign_up(office.colleague("Ahmed"), session.id, visible=True)
    enrolling.sign_up(office.colleague("Chen"), session.id)
    page = session_page(open_window(qtbot, office, "session", desk=office.colleague("Daan"), session=session.id))
    shown = " ".join(texts(page))
    assert "2 provisional" in shown
    assert "Ahmed" in shown
    assert "Chen" not in shown
    assert not page.table.isVisible()
    assert [one.text() for one in (page.confirm, page.change, page.copy, page.cancel, page.add) if one.isVisible()] == []


def test_a_session_that_is_gone_leads_back_with_a_sentence(qtbot: Any, office: Office) -> None:
    window = open_window(qtbot, office, "teaching")
    window.go("session", session="0" * 32)
    assert "no longer here" in window.messages.text
    assert window.here == "teaching"


def test_the_session_is_saved_for_the_calendar(
    qtbot: Any, office: Office, taught: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = session_page(open_window(qtbot, office, "session", session=taught.id))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "x.ics"), ""))
    click(qtbot, page, "Put in calendar")
    assert b"SUMMARY:Duidelijke taal" in (tmp_path / "x.ics").read_bytes()


def test_the_keyboard_alone_walks_the_table_and_takes_somebody_off(qtbot: Any, office: Office, taught: Session) -> None:
    window = open_window(qtbot, office, "session", session=taught.id)
    page = session_page(window)
    page.confirm.setFocus()
    for _step in range(8):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        if QApplication.focusWidget() is page.table:
            break
    assert QApplication.focusWidget() is page.table
    for _step in range(2):
        qtbot.keyClick(page.table, Qt.Key.Key_Down)
    assert page.table.current().name == "Daan"  # the heading between is passed over
    qtbot.keyClick(page.table, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is page.add
    qtbot.keyClick(page.add, Qt.Key.Key_Backtab)
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert states(page)["Daan"] == "not on the list"


@MENU
def test_the_menu_of_a_row_names_who_it_takes_off(qtbot: Any, office: Office, taught: Session) -> None:
    page = session_page(open_window(qtbot, office, "session", session=taught.id))
    click_cell(qtbot, page.table, "Ahmed")
    page.table.asked_more.emit(page.table.current(), page.mapToGlobal(page.rect().center()))
    menu = next(one for one in page.findChildren(QMenu) if one.isVisible())
    menu.actions()[0].trigger()
    menu.close()
    assert states(page)["Ahmed"] == "not on the list"


def test_five_hundred_sign_ups_are_shown_and_stay_where_they_were(qtbot: Any, office: Office) -> None:
    session = office.session(office.training(), MONDAY + timedelta(days=4), seats=300)
    people = [Colleague.new(office.desk.me, name=f"Collega {n:03}", email=f"c{n}@noordveld.nl") for n in range(500)]
    office.desk.store.add_all(people)
    office.desk.store.add_all([SignUp.new(office.desk.me, session=session.id, person=one.id) for one in people])
    window = open_window(qtbot, office, "session", session=session.id)
    page = session_page(window)
    assert page.line.text() == "300 provisional · 200\N{NO-BREAK SPACE}waiting"
    click_cell(qtbot, page.table, "Collega 250")
    scrolled = page.table.verticalScrollBar().value()
    assert scrolled > 0
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert states(page)["Collega 300"] == "provisional"
    assert page.table.current().name == "Collega 251"
    assert abs(page.table.verticalScrollBar().value() - scrolled) < 100


@pytest.mark.parametrize(("size", "zoom"), [((1280, 800), 100), ((900, 600), 100), ((900, 600), 150), ((1280, 800), 90)])
def test_nothing_is_nameless_or_cut_off(qtbot: Any, office: Office, taught: Session, size: tuple[int, int], zoom: int) -> None:
    for title in ("a" * 300, "يوم تدريبي", "lang " * 60):
        training = Training.new(office.desk.me, title=title, minutes=45, organisation=office.desk.organisation)
        office.desk.store.save(training)
        long = office.session(training, MONDAY + timedelta(days=2))
    enrolling.sign_up(office.colleague("Naam" * 40, "Afdeling" * 20), long.id)
    window = open_window(qtbot, office, "teaching", size=size, zoom=zoom)
    for shown, page in ((None, "teaching"), (taught, "session"), (long, "session")):
        if shown is not None:
            window.go(page, session=shown.id)
        qtbot.wait(10)
        assert nameless(window.page(page)) == []
        assert cut_off(window.page(page)) == []
    table = session_page(window).table
    assert sum(table.columnWidth(n) for n in range(4) if not table.isColumnHidden(n)) <= table.viewport().width()


# The sign-in sheet


def ask_for(monkeypatch: pytest.MonkeyPatch, path: Path, kind: str = "") -> list[str]:
    """Answer where to save; return the list of what is opened then."""
    opened: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(path), kind))
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(opened.append(url.toLocalFile()) or True))
    return opened


@pytest.mark.parametrize(
    ("typed", "kind", "made"),
    [
        ("list.pdf", "", "list.pdf"),
        ("list", "", "list.pdf"),
        ("list.pdf", "Web page: HTML (*.html)", "list.html"),
        ("list.html", "", "list.html"),
        ("list 3.12", "", "list 3.12.pdf"),
    ],
)
def test_the_sign_in_sheet_is_saved_as_chosen_and_opened(
    qtbot: Any, office: Office, taught: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, kind: str, made: str
) -> None:
    window = open_window(qtbot, office, "session", session=taught.id)
    opened = ask_for(monkeypatch, tmp_path / typed, kind)
    click(qtbot, session_page(window), "Sign-in sheet…")
    assert [Path(one) for one in opened] == [tmp_path / made]
    assert (tmp_path / made).read_bytes()[:5] == (b"%PDF-" if made.endswith(".pdf") else b"<!DOC")
    assert window.frame.messages.text == f"{made} is saved."


def test_a_sheet_is_printed_off_the_thread_of_the_window(
    qtbot: Any, office: Office, taught: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(qtbot, office, "session", session=taught.id, at_once=False)
    ask_for(monkeypatch, tmp_path / "list.pdf")
    go_on = threading.Event()

    def print_later(*_what: object) -> None:
        go_on.wait(20)

    monkeypatch.setattr("traincollega.ui.printing.print_pdf", print_later)
    click(qtbot, session_page(window), "Sign-in sheet…")
    assert window.frame.messages.text == "Saving list.pdf"
    go_on.set()
    qtbot.waitUntil(lambda: window.frame.messages.text == "list.pdf is saved.", timeout=20_000)


def test_who_may_not_see_names_is_not_offered_the_sheet(qtbot: Any, office: Office, taught: Session) -> None:
    window = open_window(qtbot, office, "session", desk=office.colleague("Ahmed"), session=taught.id)
    assert not session_page(window).sheet.isVisible()
