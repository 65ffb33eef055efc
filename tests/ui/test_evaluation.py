"""Evaluations in the window: asked on Start, filled in under what was, read by the trainer, and a session closed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from tests.office import MONDAY, Office, new_office
from tests.ui.lists import cells, click, cut_off, named, nameless, open_window
from traincollega.models.evaluation import Evaluation
from traincollega.models.session import Session
from traincollega.services import enrolling
from traincollega.services.evaluating import Answers, evaluate, my_answers, use_it
from traincollega.services.rating import release
from traincollega.services.thanking import thank, thanked_by
from traincollega.ui.background import Background
from traincollega.ui.evaluation_dialog import EvaluationDialog
from traincollega.ui.learning_page import LearningPage
from traincollega.ui.main_window import MainWindow, PageEntry
from traincollega.ui.session_page import SessionPage
from traincollega.ui.start_page import StartPage
from traincollega.ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so whenever a dialog opens
NAMES = ("Ahmed", "Chen", "Daan", "Eva", "Femke")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = new_office(tmp_path / "profile")
    yield office
    office.desk.store.connection.close()


@pytest.fixture
def given(office: Office) -> Session:
    """A session of an hour ago, with five participants."""
    session = office.session(office.training("Duidelijke taal"), MONDAY + timedelta(hours=1), seats=5)
    for name in NAMES:
        enrolling.sign_up(office.colleague(name, "Griffie"), session.id)
    enrolling.confirm(office.desk, session.id)
    office.clock.later(hours=3)
    return session


def asked(qtbot: Any, office: Office, session: Session, name: str = "Chen") -> tuple[MainWindow, EvaluationDialog]:
    window = open_window(qtbot, office, "learning", desk=office.desks[name], evaluation=session.id)
    (dialog,) = window.findChildren(EvaluationDialog)
    QApplication.processEvents()
    return window, dialog


def learning(window: MainWindow) -> LearningPage:
    page = window.page("learning")
    assert isinstance(page, LearningPage)
    return page


def trained(window: MainWindow) -> SessionPage:
    page = window.page("session")
    assert isinstance(page, SessionPage)
    return page


def said(part: QWidget) -> list[str]:
    QApplication.processEvents()  # what was made shows in the next turn
    return [one.text() for one in part.findChildren(QLabel) if one.isVisible()]


def test_an_evaluation_is_filled_in_and_thanks_take_one_click(qtbot: Any, office: Office, given: Session) -> None:
    chen = office.desks["Chen"]
    window, dialog = asked(qtbot, office, given)
    assert dialog.told.text() == (
        "Your rating only counts together with those of at least four colleagues. "
        "Your trainer reads your words without your name, from Monday 14 December. "
        "Nobody else reads them. In a small group your trainer may guess who you are."
    )
    click(qtbot, dialog, "Send")
    assert "Choose a rating, from 1 to 5." in said(dialog)
    click(qtbot, dialog, "4 good")
    assert "Choose a rating, from 1 to 5." not in said(dialog)
    dialog.helped.setPlainText("The examples")
    click(qtbot, dialog, "Yes")
    click(qtbot, dialog, "Send")
    assert my_answers(chen, given.id) == Answers(4, "The examples", "yes")
    assert window.messages.text == "Thank you. Your trainer reads it without your name from Monday 14 December."
    page = learning(window)
    assert [row[5] for row in cells(page.table)] == ["filled in"]
    click(qtbot, page, "Say thanks")
    assert window.messages.text == "Your thanks for Duidelijke taal are with the trainer."
    assert thanked_by(office.desk, given.id) == ["Chen"]
    assert not page.saying.thank.isVisible()
    click(qtbot, window.messages, "Undo")
    assert thanked_by(office.desk, given.id) == []
    assert page.saying.thank.isVisible()


def test_start_asks_and_one_press_opens_the_questions(qtbot: Any, office: Office, given: Session) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    pages = [
        PageEntry("start", "Start", "home", StartPage),
        PageEntry("learning", "My learning", "graduation", LearningPage),
    ]
    window = MainWindow(Theme(app, "light", 100), lambda: office.desks["Chen"], pages, background=Background(at_once=True))
    qtbot.addWidget(window, before_close_func=lambda window: window.frame.background.close())
    window.show()
    assert "What did you think of Duidelijke taal?" in said(window.page("start"))
    click(qtbot, window.page("start"), "Fill in")
    (dialog,) = window.findChildren(EvaluationDialog)
    dialog.rating.buttons[5].click()
    dialog.send()
    window.back()
    assert "What did you think of Duidelijke taal?" not in said(window.page("start"))


def test_what_is_typed_and_not_sent_is_there_again(qtbot: Any, office: Office, given: Session) -> None:
    window, dialog = asked(qtbot, office, given)
    click(qtbot, dialog, "2 moderate")
    dialog.helped.setPlainText("Less talk")
    click(qtbot, dialog, "Close")
    assert office.desk.store.where(Evaluation) == []
    page = learning(window)
    assert [row[5] for row in cells(page.table)] == ["to fill in"]
    page.table.choose(given.id)
    QApplication.sendPostedEvents(None, 52)  # the closed dialog goes
    click(qtbot, page, "Fill in the evaluation")
    (again,) = (one for one in window.findChildren(EvaluationDialog) if one.isVisible())
    assert again.answers == Answers(2, "Less talk")
    click(qtbot, again, "Send")
    assert my_answers(office.desks["Chen"], given.id) == Answers(2, "Less talk")
    QApplication.sendPostedEvents(None, 52)
    click(qtbot, page, "Change the evaluation")
    (third,) = (one for one in window.findChildren(EvaluationDialog) if one.isVisible())
    assert third.answers == Answers(2, "Less talk")


def test_after_three_weeks_what_is_used_is_asked_first(qtbot: Any, office: Office, given: Session) -> None:
    evaluate(office.desks["Chen"], given.id, 4, "The examples")
    office.clock.later(weeks=3)
    window, dialog = asked(qtbot, office, given)
    assert [row[5] for row in cells(learning(window).table)] == ["to fill in"]
    assert dialog.rating.value == 4
    dialog.changed.setPlainText("Shorter letters")
    click(qtbot, dialog, "Send")
    assert "Choose whether you use it: yes or no." in said(dialog)
    dialog.uses.buttons["yes"].click()
    click(qtbot, dialog, "Send")
    assert my_answers(office.desks["Chen"], given.id) == Answers(4, "The examples", uses="yes", changed="Shorter letters")


def test_who_was_not_there_cannot_say_anything(qtbot: Any, office: Office, given: Session) -> None:
    window = open_window(qtbot, office, "learning", desk=office.colleague("Olaf"), tab="been")
    assert not learning(window).saying.isVisible()
    _window, dialog = asked(qtbot, office, given, "Olaf")
    click(qtbot, dialog, "4 good")
    click(qtbot, dialog, "Send")
    assert any(text.startswith("Only who took part") for text in said(dialog))


def test_the_trainer_reads_the_rating_and_later_the_tips(qtbot: Any, office: Office, given: Session) -> None:
    for name in NAMES[:4]:
        evaluate(office.desks[name], given.id, 4, f"Tip {name[0]}", "yes")
    thank(office.desks["Chen"], given.id)
    thank(office.desks["Ahmed"], given.id)
    window = open_window(qtbot, office, "session", session=given.id)
    page = trained(window)
    assert "Too few answers" in said(page.evaluation)
    assert "You read what participants write from Monday 14 December, without names." in said(page.evaluation)
    assert "Ahmed, Chen thank you" in said(page.evaluation)
    evaluate(office.desks["Femke"], given.id, 5, "", "yes")
    release(office.desk, given.training)
    office.clock.later(weeks=3)
    page.reload()
    shown = said(page.evaluation)
    assert "Rating 4.2 of 5, from 5 answers · 5 colleagues recommend it" in shown
    assert {text for text in shown if text.startswith("“")} == {"“Tip A”", "“Tip C”", "“Tip D”", "“Tip E”"}
    assert not [text for text in shown if "Femke" in text or "Daan" in text]


def test_who_does_not_give_it_reads_no_evaluation(qtbot: Any, office: Office) -> None:
    session = office.session(office.training("Van Sanne", by="Sanne"), MONDAY + timedelta(hours=1))
    enrolling.sign_up(office.colleague("Ahmed"), session.id)
    office.clock.later(hours=3)
    evaluate(office.desks["Ahmed"], session.id, 4, "The examples")
    page = trained(open_window(qtbot, office, "session", session=session.id))
    assert not page.evaluation.isVisible()


def test_a_session_is_closed_and_opened_again(qtbot: Any, office: Office, given: Session) -> None:
    window = open_window(qtbot, office, "session", session=given.id)
    page = trained(window)
    click(qtbot, page, "Close session")
    assert window.messages.text == "Closed: 5 participants, 3 hours and 45 minutes."
    assert not page.complete.isVisible()
    assert page.closed.isVisible()
    click(qtbot, window.messages, "Undo")
    assert page.complete.isVisible()
    assert not page.closed.isVisible()


def test_what_a_training_brought_about_stands_with_it(qtbot: Any, office: Office, given: Session) -> None:
    office.clock.later(weeks=3)
    for name in NAMES:
        evaluate(office.desks[name], given.id, 4)
        use_it(office.desks[name], given.id, "yes")
    release(office.desk, given.training)
    page = open_window(qtbot, office, "teaching").page("teaching")
    assert "5 colleagues, 4 hours, 5 use it · Rating 4.0 of 5, from 5 answers" in said(page)


@pytest.mark.parametrize("size", [(1280, 800), (900, 600)])
@pytest.mark.parametrize("zoom", [100, 150])
def test_every_control_has_a_name_and_is_whole(
    qtbot: Any, office: Office, given: Session, size: tuple[int, int], zoom: int
) -> None:
    office.clock.later(weeks=3)
    window = open_window(qtbot, office, "learning", size=size, zoom=zoom, desk=office.desks["Chen"], evaluation=given.id)
    (dialog,) = window.findChildren(EvaluationDialog)
    QApplication.processEvents()
    assert nameless(dialog) == nameless(window) == []
    assert cut_off(dialog) == []
    assert named(dialog, "Send").isVisible()
