"""Offering a training and changing one, through the real page."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAccessible, QTextDocument
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.editor_window import Opened, open_window
from traincollega.models.colleague import Colleague
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services import drafting, publishing
from traincollega.services.planning import trainers
from traincollega.services.publishing import Words
from traincollega.ui.reason_dialog import ReasonDialog
from traincollega.ui.session_dialog import SessionDialog
from traincollega.ui.trainers_dialog import TrainersDialog
from traincollega.ui.versions_dialog import VersionsDialog
from traincollega.ui.wrapped_link import WrappedLink

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # what a screen that is none says

EXCEL = Words("Excel", "Lists.", 45, ("Data",), goal="Less work.", outcomes="- count")


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Opened:
    return open_window(qtbot, tmp_path)


def trainings(opened: Opened) -> list[Training]:
    return opened.desk.store.where(Training, deleted=False)


def kept(opened: Opened) -> None:
    """Wait until the draft is on disk."""
    opened.qtbot.waitUntil(lambda: bool(opened.editor.keeper.draft))


def test_a_training_with_a_first_date_is_published_with_two_clicks(opened: Opened) -> None:
    form = opened.editor.form
    opened.write(form.title_line, "Difficult talks")
    opened.write(form.summary_line, "Breathe, look, begin.")
    opened.click("Plan a first date right away")
    opened.write(form.first.date, "3-12-2026")
    opened.write(form.first.time, "10.30")
    opened.write(form.first.place, "Room 2.14")
    opened.write(form.first.seats, "12")
    opened.click("Publish")
    [training] = trainings(opened)
    [session] = opened.desk.store.where(Session)
    assert (training.title, training.summary, training.minutes) == ("Difficult talks", "Breathe, look, begin.", 60)
    assert training.seats == 12
    assert session.starts.isoformat() == "2026-12-03T09:30:00+00:00"
    assert (session.place, session.seats, session.training) == ("Room 2.14", 12, training.id)
    assert len(opened.clicks) == 2
    assert opened.window.here == "discover"
    assert opened.discover.shown == [{"training": training.id}]
    assert opened.said == "Difficult talks is published. Colleagues can find it."
    assert drafting.my_drafts(opened.desk) == []


def test_without_a_date_no_session_is_planned(opened: Opened) -> None:
    opened.write(opened.editor.form.title_line, "Excel")
    opened.click("Publish")
    assert len(trainings(opened)) == 1
    assert opened.desk.store.where(Session) == []


def test_what_was_wrong_is_no_longer_told_once_it_is_right(opened: Opened) -> None:
    opened.click("Publish")
    title = opened.editor.form.title_line
    assert title.property("wrong")
    opened.write(title, "Excel")
    assert not title.property("wrong")
    assert not [one for one in opened.editor.findChildren(QLabel) if one.isVisible() and "Give your training a title" in one.text()]


def test_what_is_still_wrong_is_told_until_it_is_right_whatever_else_is_wrong(opened: Opened) -> None:
    form = opened.editor.form
    opened.write(form.title_line, "Excel")
    form.summary_line.setText("x" * 1_001)
    opened.click("Publish")
    assert form.summary_line.property("wrong")
    opened.write(form.title_line, "")
    assert form.summary_line.property("wrong")
    form.summary_line.setText("Lists.")
    assert not form.summary_line.property("wrong")
    opened.click("Publish")
    assert form.title_line.property("wrong")


def test_who_comes_back_finds_the_text_that_was_left(opened: Opened) -> None:
    opened.window.go("editor", new=True)
    opened.write(opened.editor.form.title_line, "Excel")
    opened.window.go("discover")
    opened.window.back()
    assert opened.editor.form.title_line.text() == "Excel"
    opened.window.go("editor", new=True)
    assert opened.editor.form.title_line.text() == ""


def test_undoing_a_publication_gives_the_text_back_as_a_draft(opened: Opened) -> None:
    opened.write(opened.editor.form.title_line, "Excel")
    opened.editor.form.with_date.click()
    opened.click("Publish")
    opened.window.messages.undo()
    assert trainings(opened) == []
    assert opened.desk.store.where(Session, deleted=False) == []
    assert opened.window.here == "editor"
    assert opened.editor.form.title_line.text() == "Excel"
    assert opened.editor.form.with_date.isChecked()
    opened.click("Publish")
    assert [one.title for one in trainings(opened)] == ["Excel"]


def test_all_that_is_missing_is_said_at_once_beside_the_fields_and_on_top(opened: Opened) -> None:
    form = opened.editor.form
    form.minutes.line.clear()
    form.with_date.click()
    form.first.date.setText("31-2-2026")
    form.first.link.setText("teams")
    opened.click("Publish")
    assert trainings(opened) == []
    said = [one.text() for one in form.findChildren(QLabel) if one.property("role") == "error" and one.isVisible()]
    assert said == [
        "Give your training a title.",
        "Say how long it takes, in minutes.",
        "This day does not exist. Look at the calendar.",
        "This is no web address. One begins with https://.",
    ]
    opened.click("Give your training a title.")
    assert form.focusWidget() is form.title_line


def test_what_is_wrong_behind_tell_more_opens_it(opened: Opened) -> None:
    form = opened.editor.form
    opened.write(form.title_line, "Excel")
    form.more.seats.setText("many")
    assert not form.more.seats.isVisible()
    opened.click("Publish")
    assert form.more.seats.isVisible()
    assert trainings(opened) == []


def test_keyboard_alone_publishes(opened: Opened) -> None:
    form, key = opened.editor.form, opened.qtbot.keyClick
    assert form.focusWidget() is form.title_line
    opened.qtbot.keyClicks(form.title_line, "Excel")
    order = []
    for _step in range(9):
        key(opened.window.focusWidget(), Qt.Key.Key_Tab)
        order.append(opened.window.focusWidget())
    assert order[:2] == [form.summary_line, form.minutes.line]
    assert order[6:8] == [form.with_date, form.more_button]
    key(form.with_date, Qt.Key.Key_Space)
    assert form.focusWidget() is form.first.date
    key(form.first.date, Qt.Key.Key_Up)
    assert form.first.date.text() == "2 Dec 2026"
    key(form.first.date, Qt.Key.Key_PageDown)
    assert form.first.date.text() == "25 Nov 2026"
    key(form.first.time, Qt.Key.Key_Down)
    assert form.first.time.text() == "9:45"
    key(opened.editor.send, Qt.Key.Key_Space)
    [session] = opened.desk.store.where(Session)
    assert session.starts.isoformat() == "2026-11-25T08:45:00+00:00"


def test_control_enter_publishes_from_any_field(opened: Opened) -> None:
    opened.window.activateWindow()
    opened.qtbot.waitUntil(opened.window.isActiveWindow)
    opened.write(opened.editor.form.title_line, "Excel")
    opened.qtbot.keyClick(opened.editor.form.title_line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [one.title for one in trainings(opened)] == ["Excel"]


def test_pages_that_stood_already_hear_of_a_draft_once_its_page_is_left(opened: Opened) -> None:
    heard: list[str] = []
    opened.window.frame.changed.happened.connect(lambda: heard.append(opened.window.here))
    opened.write(opened.editor.form.title_line, "Excel")
    assert heard == []  # not at every key
    opened.window.go("discover")
    assert heard == ["discover"]
    opened.window.go("editor")
    opened.window.go("discover")
    assert heard == ["discover"]  # nothing was written meanwhile


def test_a_number_of_seats_that_stands_in_two_fields_is_wrong_once_and_in_the_order_of_the_page(opened: Opened) -> None:
    form = opened.editor.form
    opened.write(form.title_line, "Excel")
    form.with_date.click()
    form.first.date.setText("31-2-2026")
    form.first.seats.setText("many")
    opened.click("Publish")
    assert [one.accessibleName() for one in form.findChildren(WrappedLink) if one.isVisible()] == [
        "This day does not exist. Look at the calendar.",
        "Fill in a number of seats, or leave it empty.",
    ]
    form.first.seats.setText("12")
    assert form.more.seats.text() == "12"


def test_an_empty_form_makes_no_draft(opened: Opened) -> None:
    opened.editor.form.open_more(True)
    opened.editor.keeper.flush()
    opened.window.go("discover")
    assert drafting.my_drafts(opened.desk) == []


def test_what_is_typed_is_on_disk_without_being_asked(opened: Opened) -> None:
    opened.qtbot.keyClicks(opened.editor.form.title_line, "Exc")
    kept(opened)
    [draft] = drafting.my_drafts(opened.desk)
    assert publishing.words_of_draft(draft).title == "Exc"
    labels = [one.text() for one in opened.editor.findChildren(QLabel) if one.isVisible()]
    assert "Draft kept at 14:03" in labels


class Running:
    """A timer that runs already."""

    def __init__(self) -> None:
        self.restarted = 0

    def isActive(self) -> bool:
        return True

    def start(self) -> None:
        self.restarted += 1


def test_typing_on_does_not_put_off_the_writing(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    running = Running()
    with monkeypatch.context() as patched:
        patched.setattr(opened.editor.keeper, "_timer", running)
        opened.qtbot.keyClicks(opened.editor.form.title_line, "Excel")
    assert running.restarted == 0


def test_after_a_crash_the_draft_is_offered_and_gone_on_with(qtbot: QtBot, tmp_path: Path, opened: Opened) -> None:
    form = opened.editor.form
    opened.write(form.title_line, "Excel")
    form.more.topics.set_topics(["Data"])
    form.with_date.click()
    form.first.place.setText("Room 1")
    kept(opened)
    opened.editor.keeper.flush()
    again = open_window(qtbot, tmp_path, opened.desk)
    assert again.editor.form.title_line.text() == ""
    assert any("You were working on “Excel”" in one.text() for one in again.editor.offers.findChildren(QLabel))
    again.click("Go on writing")
    assert again.editor.form.title_line.text() == "Excel"
    assert again.editor.form.read().topics == ("Data",)
    assert again.editor.form.first.place.text() == "Room 1"
    assert again.editor.form.more_open
    again.click("Publish")
    assert [one.title for one in trainings(again)] == ["Excel"]
    assert drafting.my_drafts(again.desk) == []


def test_a_draft_that_is_thrown_away_comes_back_with_undo(qtbot: QtBot, tmp_path: Path, opened: Opened) -> None:
    drafting.begin_draft(opened.desk, replace(EXCEL, title="Old"))
    opened.window.go("editor", new=True)
    opened.click("Throw away")
    assert drafting.my_drafts(opened.desk) == []
    assert not opened.editor.offers.isVisible()
    opened.window.messages.undo()
    assert opened.editor.form.title_line.text() == "Old"
    assert len(drafting.my_drafts(opened.desk)) == 1
    opened.click("Throw draft away")
    assert opened.editor.form.title_line.text() == ""
    assert drafting.my_drafts(opened.desk) == []


def test_text_stays_when_one_looks_elsewhere_and_a_new_one_can_be_begun(opened: Opened) -> None:
    opened.write(opened.editor.form.title_line, "Excel")
    opened.window.go("discover")
    opened.window.go("editor")
    assert opened.editor.form.title_line.text() == "Excel"
    opened.window.go("editor", new=True)
    assert opened.editor.form.title_line.text() == ""
    assert opened.editor.offers.isVisible()


def test_an_earlier_version_of_the_draft_is_put_back_and_taken_back(opened: Opened) -> None:
    form = opened.editor.form
    for title in ("One", "Two", "Three"):
        form.title_line.setText(title)
        opened.editor.keeper.flush()
    opened.click("Earlier versions")
    dialog = opened.dialog(VersionsDialog)
    assert dialog.list.count() == 3
    assert "Two" in dialog.then.toPlainText()
    assert "Three" in dialog.now.toPlainText()
    dialog.list.setCurrentRow(2)
    opened.click("Put back", dialog)
    assert form.title_line.text() == "One"
    opened.window.messages.undo()
    assert form.title_line.text() == "Three"


def test_control_gives_tips_that_lead_to_their_fields(opened: Opened) -> None:
    form = opened.editor.form
    form.title_line.setText("A long title, so long that nobody reads it at one glance, and then some")
    opened.click("Check")
    texts = [one.accessibleName() for one in opened.editor.check.findChildren(QLabel) if one.accessibleName()]
    assert texts == [
        "A title of at most 70 characters is read at a glance.",
        "Say in one sentence what colleagues get out of it.",
        "Name two or three things that colleagues can do afterwards.",
        "Choose a topic, so that colleagues find it.",
    ]
    link = next(one for one in opened.editor.check.findChildren(QLabel) if "topic" in one.accessibleName())
    opened.qtbot.keyClick(link, Qt.Key.Key_Tab)
    link.linkActivated.emit("#")
    assert form.more_open
    assert form.focusWidget() is form.more.topics.line
    opened.click("Publish")
    assert len(trainings(opened)) == 1


def test_topics_are_added_by_comma_and_enter_and_taken_off_by_backspace(opened: Opened) -> None:
    form = opened.editor.form
    form.open_more(True)
    line, key = form.more.topics.line, opened.qtbot.keyClick
    opened.qtbot.keyClicks(line, "Excel,Data")
    assert form.read().topics == ("Excel", "Data")
    key(line, Qt.Key.Key_Return)
    opened.qtbot.keyClicks(line, "excel,")
    assert form.read().topics == ("Excel", "Data")
    key(line, Qt.Key.Key_Backspace)
    assert form.read().topics == ("Excel",)
    opened.click("Remove topic Excel")
    assert form.read().topics == ()


def test_known_topics_complete(opened: Opened) -> None:
    publishing.publish(opened.desk, EXCEL)
    opened.window.go("editor", new=True)
    opened.editor.form.open_more(True)
    line = opened.editor.form.more.topics.line
    opened.qtbot.keyClicks(line, "at")
    popup = line.completer().popup()
    opened.qtbot.keyClick(popup, Qt.Key.Key_Down)
    opened.qtbot.keyClick(popup, Qt.Key.Key_Return)
    opened.qtbot.waitUntil(lambda: opened.editor.form.read().topics == ("Data",))


def test_the_preview_shows_what_is_written_and_fetches_nothing(opened: Opened) -> None:
    form, preview = opened.editor.form, opened.editor.preview
    form.open_more(True)
    form.title_line.setText("<b>Excel</b>")
    form.more.body.setPlainText("# Why\n\n**Because** ![x](file:///etc/passwd) <script>alert(1)</script>")
    text = preview.toPlainText()
    assert "<b>Excel</b>" in text
    assert "Because" in text
    assert "alert" not in text
    image = int(QTextDocument.ResourceType.ImageResource.value)
    assert preview.loadResource(image, QUrl("file:///etc/passwd")) is None


@pytest.mark.parametrize(
    ("address", "asks"), [("https://example.org", True), ("mailto:a@b.nl", True), ("file:///etc/passwd", False)]
)
def test_a_link_is_opened_only_after_asking_and_a_file_never(opened: Opened, address: str, asks: bool) -> None:
    opened.editor.preview.anchorClicked.emit(QUrl(address))
    assert bool(opened.window.findChildren(QMessageBox)) is asks


def test_the_preview_stands_beneath_the_form_in_a_small_window(qtbot: QtBot, tmp_path: Path) -> None:
    opened = open_window(qtbot, tmp_path, size=(900, 600))
    opened.editor.form.open_more(True)
    assert opened.editor.form.parentWidget().isAncestorOf(opened.editor.preview)
    opened.window.resize(1280, 800)
    qtbot.waitUntil(lambda: not opened.editor.form.parentWidget().isAncestorOf(opened.editor.preview))


def test_changing_a_training_publishes_a_version_that_can_be_put_back(opened: Opened) -> None:
    done = publishing.publish(opened.desk, EXCEL)
    opened.window.go("editor", training=done.subject)
    form = opened.editor.form
    assert form.read() == EXCEL
    assert not form.with_date.isVisible()
    opened.write(form.title_line, "Excel for all")
    opened.click("Publish changes")
    assert opened.desk.store.get(Training, done.subject).title == "Excel for all"
    opened.window.go("editor", training=done.subject)
    opened.click("Versions")
    dialog = opened.dialog(VersionsDialog)
    assert [dialog.list.item(row).text() for row in range(2)] == [
        "14:03, Fatma Demir: title",
        "14:03, Fatma Demir: the first version",
    ]
    opened.click("Put back", dialog)
    assert opened.desk.store.get(Training, done.subject).title == "Excel"
    assert form.title_line.text() == "Excel"


def test_the_versions_say_what_became_of_the_training(opened: Opened) -> None:
    desk, training = opened.desk, publishing.publish(opened.desk, EXCEL).subject
    publishing.archive(desk, training)
    publishing.unarchive(desk, training)
    publishing.hide(desk, training, "double")
    publishing.hide(desk, training, "")
    opened.window.go("editor", training=training)
    opened.click("Versions")
    shown = opened.dialog(VersionsDialog).list
    told = [shown.item(row).text().partition(": ")[2] for row in range(shown.count())]
    assert told == ["shown again", "hidden", "published", "archived", "the first version"]


def test_a_change_that_is_not_published_is_there_again(opened: Opened) -> None:
    done = publishing.publish(opened.desk, EXCEL)
    opened.window.go("editor", training=done.subject)
    opened.write(opened.editor.form.title_line, "Excel for all")
    opened.window.go("discover")
    assert opened.desk.store.get(Training, done.subject).title == "Excel"
    opened.window.go("editor")
    assert opened.editor.form.title_line.text() == ""
    opened.window.go("editor", training=done.subject)
    assert opened.editor.form.title_line.text() == "Excel for all"


@pytest.mark.parametrize("left", [False, True])
def test_what_a_colleague_changed_meanwhile_is_not_written_over(opened: Opened, left: bool) -> None:
    training = publishing.publish(opened.desk, EXCEL).subject
    opened.window.go("editor", training=training)
    opened.write(opened.editor.form.title_line, "Excel for all")
    if left:
        opened.window.go("discover")
    opened.desk.store.save(replace(opened.desk.store.get(Training, training), body="By a co-trainer"))
    opened.window.go("editor", training=training)
    assert opened.editor.form.title_line.text() == "Excel for all"
    opened.click("Publish changes")
    now = opened.desk.store.get(Training, training)
    assert (now.title, now.body) == ("Excel for all", "By a co-trainer")


def test_archiving_and_publishing_again_is_one_button(opened: Opened) -> None:
    done = publishing.publish(opened.desk, EXCEL)
    opened.window.go("editor", training=done.subject)
    opened.click("Archive")
    assert opened.desk.store.get(Training, done.subject).status == "archived"
    assert not opened.editor.actions_row.plan.isVisible()
    opened.click("Publish again")
    assert opened.desk.store.get(Training, done.subject).status == "published"


def test_a_coordinator_hides_a_training_with_a_reason(opened: Opened) -> None:
    done = publishing.publish(opened.desk, EXCEL)
    opened.window.go("editor", training=done.subject)
    opened.click("Hide…")
    dialog = opened.dialog(ReasonDialog)
    opened.click("Hide training", dialog)
    assert opened.desk.store.get(Training, done.subject).hidden == ""
    opened.write(dialog.reason, "Double")
    opened.click("Hide training", dialog)
    assert opened.desk.store.get(Training, done.subject).hidden == "Double"
    opened.click("Show again")
    assert opened.desk.store.get(Training, done.subject).hidden == ""


def test_a_colleague_is_found_added_as_a_trainer_and_removed(opened: Opened) -> None:
    desk = opened.desk
    for name in ("Sanne de Wit", "Sander Bos"):
        desk.store.save(Colleague.new(desk.me, name=name, email=f"{name.split()[0].lower()}@noordveld.nl"))
    done = publishing.publish(desk, EXCEL)
    training = desk.store.get(Training, done.subject)
    opened.window.go("editor", training=training.id)
    opened.click("Trainers")
    dialog = opened.dialog(TrainersDialog)

    def wrong() -> list[str]:
        return [one.text() for one in dialog.findChildren(QLabel) if one.property("role") == "error" and one.isVisible()]

    opened.click("Add trainer", dialog)
    assert wrong() == ["Type the name of a colleague first."]
    opened.write(dialog.search, "san")
    opened.click("Add trainer", dialog)
    assert wrong() == ["Several colleagues fit. Choose one from the list."]
    opened.write(dialog.search, "nobody")
    opened.click("Add trainer", dialog)
    assert wrong() == ["No other colleague fits this name."]
    opened.write(dialog.search, "sanne")
    opened.click("Add trainer", dialog)
    assert wrong() == []
    assert [card.name for card in trainers(desk, training)] == ["Fatma Demir", "Sanne de Wit"]
    opened.click("Remove", dialog)
    assert [card.name for card in trainers(desk, training)] == ["Fatma Demir"]


def test_who_is_no_trainer_cannot_begin_a_text_that_would_be_refused(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    done = publishing.publish(opened.desk, EXCEL)
    other = Colleague.new(opened.desk.me, name="Sanne", email="sanne@noordveld.nl")
    opened.desk.store.save(other)
    device = opened.desk.store.device
    desk = replace(opened.desk, me=other.id, store=opened.desk.store.speaking_for(device, other.id))
    again = open_window(qtbot, tmp_path, desk)
    again.window.go("editor", training=done.subject)
    assert not again.editor.form.isVisible()
    assert not again.editor.send.isVisible()
    again.click("Show training")
    assert again.discover.shown == [{"training": done.subject}]
    again.window.go("editor")
    assert again.editor.form.isVisible()


def test_a_refused_save_is_told_in_the_bar_and_loses_nothing(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    done = publishing.publish(opened.desk, EXCEL)
    opened.window.go("editor", training=done.subject)
    opened.write(opened.editor.form.title_line, "Mine now")
    opened.desk.store.save(replace(opened.desk.store.get(Training, done.subject), deleted=True))
    opened.click("Publish changes")
    assert opened.said == "This is no longer here. Somebody may have removed it."
    assert opened.editor.form.title_line.text() == "Mine now"
    opened.editor.keeper.flush()
    assert publishing.words_of_draft(drafting.my_drafts(opened.desk)[0]).title == "Mine now"


@pytest.mark.parametrize("title", ["W" * 300, "ابدأ بالعنوان", "从标题开始", "🎉 Feest"])
def test_titles_of_every_kind_are_kept_as_they_are(opened: Opened, title: str) -> None:
    opened.editor.form.title_line.setText(title)
    opened.click("Publish")
    assert [one.title for one in trainings(opened)] == [title]


def test_a_title_beyond_measure_is_refused_with_a_sentence(opened: Opened) -> None:
    opened.editor.form.title_line.setText("W" * 301)
    opened.click("Publish")
    assert trainings(opened) == []
    labels = [one.text() for one in opened.editor.form.findChildren(QLabel) if one.isVisible()]
    assert "This is too long. Use at most 300 characters." in labels


def nameless(root: QWidget) -> list[str]:
    """Return the visible controls that a screen reader would have no name for."""
    found = []
    for widget in root.findChildren(QWidget):
        face = QAccessible.queryAccessibleInterface(widget)
        reached = widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
        if reached and face is not None and not face.text(QAccessible.Text.Name):
            found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found


def test_everything_that_can_be_reached_has_a_name(opened: Opened) -> None:
    form = opened.editor.form
    form.open_more(True)
    form.more.topics.set_topics(["Data"])
    form.with_date.click()
    opened.editor.look()
    opened.editor.keeper.flush()
    QApplication.processEvents()
    assert nameless(opened.editor) == []
    done = publishing.publish(opened.desk, EXCEL)
    opened.window.go("editor", training=done.subject)
    for name, kind in (
        ("Versions", VersionsDialog),
        ("Trainers", TrainersDialog),
        ("Hide…", ReasonDialog),
        ("Plan a session", SessionDialog),
    ):
        opened.click(name)
        dialog = opened.dialog(kind)
        QApplication.processEvents()
        assert nameless(dialog) == []
        dialog.close()
