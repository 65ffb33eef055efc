"""Planning, changing, copying, repeating and cancelling a session, through the real dialog."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.editor_window import Opened, open_window
from traincollega.models.colleague import Colleague
from traincollega.models.session import Session
from traincollega.services import attending, publishing
from traincollega.services.enrolling import sign_up, sign_up_address
from traincollega.services.planning import Plan, plan
from traincollega.services.publishing import Words
from traincollega.ui.reason_dialog import ReasonDialog
from traincollega.ui.session_dialog import SessionDialog, open_session_dialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # what a screen that is none says

WISH = Plan(datetime(2026, 12, 3, 9, tzinfo=UTC), 45, "Room 2.14", "https://meet.example.org/x", 3)


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Opened:
    return open_window(qtbot, tmp_path)


@pytest.fixture
def training(opened: Opened) -> str:
    return publishing.publish(opened.desk, Words("Excel", "Lists.", 45, seats=12)).subject


def sessions(opened: Opened) -> list[Session]:
    return sorted(opened.desk.store.where(Session, deleted=False), key=lambda one: one.starts)


def wrong(dialog: SessionDialog) -> list[str]:
    return [one.text() for one in dialog.findChildren(QLabel) if one.property("role") == "error" and one.isVisible()]


def texts(dialog: SessionDialog) -> str:
    QApplication.processEvents()
    return "\n".join(one.text() for one in dialog.findChildren(QLabel) if one.isVisible())


def new(opened: Opened, training: str) -> SessionDialog:
    open_session_dialog(opened.window.frame, training_id=training)
    return opened.dialog(SessionDialog)


def change(opened: Opened, session: str, *, copy: bool = False) -> SessionDialog:
    open_session_dialog(opened.window.frame, session_id=session, copy=copy)
    return opened.dialog(SessionDialog)


def test_a_session_is_planned_as_suggested_with_one_click(opened: Opened, training: str) -> None:
    dialog = new(opened, training)
    opened.click("Plan session", dialog)
    [session] = sessions(opened)
    assert session.starts == datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert session.ends == datetime(2026, 12, 1, 9, 45, tzinfo=UTC)
    assert (session.seats, session.order, session.closes) == (12, "time", None)
    assert not dialog.isVisible()
    assert opened.said == "Excel is planned on Tue 1 December, 10:00."
    opened.window.messages.undo()
    assert sessions(opened) == []


def test_every_field_is_kept(opened: Opened, training: str) -> None:
    dialog = new(opened, training)
    opened.write(dialog.when.date, "thu 3 dec")
    opened.write(dialog.when.time, "13.30")
    opened.write(dialog.when.place, "Room 2.14")
    opened.write(dialog.when.link, "https://meet.example.org/x")
    opened.write(dialog.when.seats, "")
    opened.click("90 minutes", dialog)
    opened.write(dialog.closes, "1-12-2026")
    dialog.order.setCurrentIndex(1)
    opened.click("Plan session", dialog)
    [session] = sessions(opened)
    assert session.starts == datetime(2026, 12, 3, 12, 30, tzinfo=UTC)
    assert session.ends == datetime(2026, 12, 3, 14, 0, tzinfo=UTC)
    assert (session.place, session.link, session.seats) == ("Room 2.14", "https://meet.example.org/x", None)
    assert session.closes == datetime(2026, 12, 1, 22, 59, tzinfo=UTC)
    assert session.order == "draw"


def test_enter_plans_and_escape_leaves_everything_as_it_was(opened: Opened, training: str) -> None:
    dialog = new(opened, training)
    opened.qtbot.keyClick(dialog.when.date, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert sessions(opened) == []
    dialog = new(opened, training)
    opened.qtbot.keyClick(dialog.when.place, Qt.Key.Key_Return)
    assert len(sessions(opened)) == 1


def test_all_that_is_wrong_is_said_at_once(opened: Opened, training: str) -> None:
    dialog = new(opened, training)
    dialog.when.date.setText("31-2-2026")
    dialog.when.time.setText("25.00")
    dialog.when.seats.setText("0")
    dialog.minutes.line.clear()
    dialog.closes.setText("then")
    dialog.closes_at.setText("noon")
    dialog.every.setCurrentIndex(1)
    dialog.times.setText("100")
    opened.click("Plan session", dialog)
    assert wrong(dialog) == [
        "This day does not exist. Look at the calendar.",
        "Fill in a time, such as 10:30.",
        "This number of seats cannot be right. Fill in 1 or more, or leave it empty.",
        "Say how long it takes, in minutes.",
        "Fill in a day, such as 30 Nov 2026.",
        "Fill in a time, such as 10:30.",
        "Fill in a number from 2 to 52.",
    ]
    assert sessions(opened) == []
    assert dialog.isVisible()


def test_what_is_still_wrong_is_told_until_it_is_right(opened: Opened, training: str) -> None:
    dialog = new(opened, training)
    dialog.when.link.setText("teams")
    dialog.closes.setText("31-12-2027")
    opened.click("Plan session", dialog)
    said = ["This is no web address. One begins with https://.", "Signing up must close before the session starts."]
    assert wrong(dialog) == said
    dialog.when.seats.setText("0")
    dialog.when.place.setText("x" * 501)
    assert wrong(dialog) == said
    dialog.when.link.setText("")
    assert wrong(dialog) == said[1:]
    dialog.closes.setText("")
    assert wrong(dialog) == []


def test_what_no_field_can_mend_is_told_until_the_next_try(opened: Opened, training: str) -> None:
    dialog = new(opened, training)
    publishing.archive(opened.desk, training)
    opened.click("Plan session", dialog)
    sentence = "This training is archived. Publish it again before you plan a session."
    assert sentence in texts(dialog)
    opened.write(dialog.when.place, "Room 3")
    assert sentence in texts(dialog)
    publishing.unarchive(opened.desk, training)
    opened.click("Plan session", dialog)
    assert len(sessions(opened)) == 1


@pytest.mark.parametrize(
    ("closes", "closes_at", "sentence"),
    [
        ("4-12-2026", "", "Signing up must close before the session starts."),
        ("", "10.00", "Choose a day."),
    ],
)
def test_a_closing_date_that_cannot_be_is_refused(
    opened: Opened, training: str, closes: str, closes_at: str, sentence: str
) -> None:
    dialog = new(opened, training)
    dialog.when.date.setText("3-12-2026")
    dialog.closes.setText(closes)
    dialog.closes_at.setText(closes_at)
    opened.click("Plan session", dialog)
    assert wrong(dialog) == [sentence]
    assert sessions(opened) == []


def test_closing_on_the_day_itself_is_until_the_start(opened: Opened, training: str) -> None:
    dialog = new(opened, training)
    dialog.when.date.setText("3-12-2026")
    dialog.closes.setText("3-12-2026")
    opened.click("Plan session", dialog)
    assert sessions(opened)[0].closes == datetime(2026, 12, 3, 9, tzinfo=UTC)


def test_a_time_that_the_clock_skips_is_refused(opened: Opened, training: str) -> None:
    dialog = new(opened, training)
    dialog.when.date.setText("28-3-2027")
    dialog.when.time.setText("2.30")
    opened.click("Plan session", dialog)
    assert wrong(dialog) == ["The clock goes forward that night, so 2:30 does not exist. Choose a later time."]


def test_a_session_in_the_night_that_the_clock_changes_lasts_as_long_as_it_says(opened: Opened, training: str) -> None:
    dialog = new(opened, training)
    dialog.when.date.setText("28-3-2027")
    dialog.when.time.setText("1.30")
    opened.click("90 minutes", dialog)
    opened.click("Plan session", dialog)
    [session] = sessions(opened)
    assert (session.ends - session.starts).total_seconds() == 90 * 60


def test_a_series_shows_its_dates_and_keeps_its_time_on_the_clock(opened: Opened, training: str) -> None:
    dialog = new(opened, training)
    dialog.when.date.setText("23-3-2027")
    dialog.every.setCurrentIndex(1)
    dialog.times.setText("3")
    assert "Tuesday 23 March 2027, 10:00 to 10:45\nTuesday 30 March 2027\nTuesday 6 April 2027" in texts(dialog)
    opened.click("Plan 3 sessions", dialog)
    starts = [one.starts for one in sessions(opened)]
    assert starts == [
        datetime(2027, 3, 23, 9, tzinfo=UTC),
        datetime(2027, 3, 30, 8, tzinfo=UTC),
        datetime(2027, 4, 6, 8, tzinfo=UTC),
    ]
    assert "planned 3 times" in opened.said
    opened.window.messages.undo()
    assert sessions(opened) == []


def test_a_long_series_shows_its_first_and_its_last_dates(opened: Opened, training: str) -> None:
    dialog = new(opened, training)
    dialog.when.date.setText("1-12-2026")
    dialog.every.setCurrentIndex(2)
    dialog.times.setText("12")
    assert "and 5 more, the last on Tuesday 4 May 2027" in texts(dialog)
    assert texts(dialog).count("Tuesday") == 9  # with the day that was typed, read back


def test_what_is_odd_is_said_and_forbids_nothing(opened: Opened, training: str) -> None:
    plan(opened.desk, training, WISH)
    dialog = new(opened, training)
    dialog.when.date.setText("3-12-2026")
    dialog.when.place.setText("room 2.14")
    assert "You give “Excel” then (Thu 3 December, 10:00 to 10:45)." in texts(dialog)
    assert "“Excel” is in Room 2.14 then" in texts(dialog)
    dialog.when.date.setText("5-12-2026")
    assert "This day is in the weekend." in texts(dialog)
    opened.click("Plan session", dialog)
    assert len(sessions(opened)) == 2


def test_a_change_starts_from_what_there_is_and_says_who_loses_a_seat(opened: Opened, training: str) -> None:
    desk = opened.desk
    session = plan(desk, training, replace(WISH, closes=datetime(2026, 12, 2, 16, tzinfo=UTC), order="time")).subject
    for name in ("a", "b", "c"):
        card = Colleague.new(desk.me, name=name, email=f"{name}@noordveld.nl")
        desk.store.save(card)
        sign_up(desk, session, person=card.id)
    dialog = change(opened, session)
    assert dialog.when.time.text() == "10:00"
    assert (dialog.closes.text(), dialog.closes_at.text()) == ("2 Dec 2026", "17:00")
    assert not dialog.every.isVisible()
    opened.write(dialog.when.seats, "1")
    assert "2 colleagues with a provisional seat go to the waiting list." in texts(dialog)
    opened.click("Save changes", dialog)
    assert desk.store.get(Session, session).seats == 1
    assert desk.store.get(Session, session).closes == datetime(2026, 12, 2, 16, tzinfo=UTC)


def test_the_order_of_seats_stays_once_somebody_signed_up(opened: Opened, training: str) -> None:
    session = plan(opened.desk, training, WISH).subject
    sign_up(opened.desk, session)
    dialog = change(opened, session)
    dialog.order.setCurrentIndex(1)
    opened.click("Save changes", dialog)
    assert dialog.isVisible()
    sentence = "Colleagues have signed up already, so the order of seats stays as it is."
    assert wrong(dialog) == [sentence]
    opened.write(dialog.when.place, "Room 3")
    assert wrong(dialog) == [sentence]
    dialog.order.setCurrentIndex(0)
    assert wrong(dialog) == []


def test_what_a_co_trainer_changed_meanwhile_is_not_written_over(opened: Opened, training: str) -> None:
    session = plan(opened.desk, training, WISH).subject
    dialog = change(opened, session)
    opened.desk.store.save(replace(opened.desk.store.get(Session, session), place="Hall 9"))
    opened.write(dialog.when.seats, "3")
    opened.click("Save changes", dialog)
    now = opened.desk.store.get(Session, session)
    assert (now.place, now.seats, now.starts) == ("Hall 9", 3, WISH.starts)


def test_saving_what_did_not_change_offers_no_undo(opened: Opened, training: str) -> None:
    session = plan(opened.desk, training, WISH).subject
    opened.click("Save changes", change(opened, session))
    assert opened.said == "Nothing was changed."
    assert not opened.window.messages.undo()


def test_a_copy_is_a_new_session_like_it(opened: Opened, training: str) -> None:
    session = plan(opened.desk, training, WISH).subject
    dialog = change(opened, session, copy=True)
    opened.write(dialog.when.date, "10-12-2026")
    opened.click("Plan session", dialog)
    first, second = sessions(opened)
    assert (first.id, first.starts) == (session, WISH.starts)
    assert (second.place, second.link, second.seats, second.starts.day) == (first.place, first.link, first.seats, 10)


def test_cancelling_asks_for_a_reason_and_says_whom_it_touches(opened: Opened, training: str) -> None:
    session = plan(opened.desk, training, WISH).subject
    sign_up(opened.desk, session)
    dialog = change(opened, session)
    opened.click("Cancel session…", dialog)
    asked = opened.dialog(ReasonDialog)
    assert any("1 colleague on the list is told, with your reason." in one.text() for one in asked.findChildren(QLabel))
    opened.click("Cancel session", asked)
    assert opened.desk.store.get(Session, session).status == "planned"
    opened.write(asked.reason, "I am ill")
    opened.click("Cancel session", asked)
    gone = opened.desk.store.get(Session, session)
    assert (gone.status, gone.reason) == ("cancelled", "I am ill")
    assert not dialog.isVisible()


def test_cancelling_names_who_must_be_told_by_hand(opened: Opened, training: str) -> None:
    session = plan(opened.desk, training, replace(WISH, seats=None)).subject
    sign_up_address(opened.desk, session, "piet@noordveld.nl", "Piet")
    opened.click("Cancel session…", change(opened, session))
    told = texts(opened.dialog(ReasonDialog))  # type: ignore[arg-type]
    assert "will not take place. Tell Piet yourself: this colleague does not use the program." in told
    opened.dialog(ReasonDialog).reject()
    opened.dialog(SessionDialog).reject()
    sign_up(opened.desk, session)
    for n in range(9):
        sign_up_address(opened.desk, session, f"c{n}@noordveld.nl")
    opened.click("Cancel session…", change(opened, session))
    told = texts(opened.dialog(ReasonDialog))  # type: ignore[arg-type]
    assert "1 colleague on the list is told, with your reason. Tell c0, c1, c2, c3, c4, c5 and 4 more yourself" in told


def test_a_session_that_is_gone_is_told_in_the_bar(opened: Opened) -> None:
    open_session_dialog(opened.window.frame, session_id="0" * 32)
    assert opened.said == "This is no longer here. Somebody may have removed it."
    assert opened.window.findChildren(SessionDialog) == []


def test_the_calendar_opens_by_keyboard_and_fills_in_the_day(opened: Opened, training: str) -> None:
    dialog = new(opened, training)
    field = dialog.when.date
    opened.qtbot.keyClick(field, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    calendar = field._calendar  # noqa: SLF001 - a window of its own
    assert calendar is not None
    assert calendar.isVisible()
    calendar.activated.emit(calendar.selectedDate().addDays(2))
    assert field.text() == "3 Dec 2026"
    assert not calendar.isVisible()


def test_a_session_given_again_stands_a_week_ahead_says_who_is_told_and_offers_a_mail_to_them(
    opened: Opened, training: str
) -> None:
    past = plan(opened.desk, training, replace(WISH, seats=1)).subject
    for name in ("bram", "chris"):
        sign_up_address(opened.desk, past, f"{name}@noordveld.nl")
    open_session_dialog(opened.window.frame, session_id=past, again=True)
    dialog = opened.dialog(SessionDialog)
    assert "1 colleague waited for a seat and is told first. No seat is held." in texts(dialog)
    assert (dialog.windowTitle(), dialog.when.place.text()) == ("Give again", "Room 2.14")
    dialog.save()
    before, again = sessions(opened)
    assert (again.starts - before.starts, again.seats) == (timedelta(days=7), 1)
    assert [one.text() for one in opened.window.messages.findChildren(QPushButton) if one.text() == "Mail who waited"] != []


def test_a_session_that_was_held_is_not_moved_to_the_time_to_come_unasked(opened: Opened, training: str, qtbot: QtBot) -> None:
    desk = opened.desk
    session = Session.new(desk.me, training=training, starts=desk.now() - timedelta(days=2), ends=desk.now() - timedelta(days=1.9))
    desk.store.save(session)
    attending.walk_in(desk, session.id, "wim@noordveld.nl", "Wim")
    for answer, moved in (("Cancel", False), ("Move session", True)):
        dialog = change(opened, session.id)
        opened.write(dialog.when.date, "thu 17 dec")
        opened.click("Save changes", dialog)
        (box,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox) and one.isVisible()]
        assert box.text() == "This session was held, with 1 participant."
        next(one for one in box.buttons() if one.text().replace("&", "") == answer).click()
        QApplication.processEvents()
        assert (desk.store.get(Session, session.id).starts > desk.now()) is moved
        if not moved:
            assert dialog.isVisible(), "what was filled in can be changed yet"
            dialog.close()
    assert opened.said == "Excel is changed."
