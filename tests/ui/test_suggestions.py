"""Suggestions, choices and *Wat ziet wie?*, through the real window and by keyboard."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from tests.office import Office, new_office
from tests.ui.lists import click, named, nameless, open_window
from tests.ui.names import spoken_name
from traincollega.models.training import Training
from traincollega.services import browsing, publishing
from traincollega.services.choosing import choices
from traincollega.services.planning import add_trainer
from traincollega.services.publishing import Words, words_of
from traincollega.services.reviewing import my_suggestion, suggestions_for, suggestions_for_me
from traincollega.services.seeing import seen
from traincollega.services.suggesting import suggest
from traincollega.ui.choice_dialog import ChoiceDialog
from traincollega.ui.frame import Frame
from traincollega.ui.main_window import MainWindow
from traincollega.ui.seeing_page import SeeingPage
from traincollega.ui.side_by_side import Side, SideBySide
from traincollega.ui.start_page import StartPage
from traincollega.ui.suggest_dialog import SuggestDialog
from traincollega.ui.suggestion_dialog import SuggestionDialog
from traincollega.ui.theme import Theme
from traincollega.ui.training_preview import TrainingPreview

D = TypeVar("D", bound=QDialog)
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so whenever a dialog opens


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = new_office(tmp_path / "profile")
    yield office
    office.desk.store.connection.close()


@pytest.fixture
def mine(office: Office) -> Training:
    """A training of mine, for which Karim suggests another goal."""
    words = Words(title="Excel", summary="In short", minutes=45, goal="You learn to count.")
    training = publishing.publish(office.desk, words).subject
    suggest(office.colleague("Karim"), training, "goal", "You learn how tables work.", note="Nobody counts.")
    return office.desk.store.get(Training, training)


@pytest.fixture
def twice(office: Office, mine: Training) -> Training:
    """The same training, of which Sanne and I changed the goal side by side."""
    sanne = office.colleague("Sanne")
    add_trainer(office.desk, mine.id, sanne.me)
    office.clock.later(minutes=1)
    begun = words_of(mine)
    publishing.publish(office.desk, replace(begun, goal="Of Fatma"), training_id=mine.id, begun=begun)
    office.clock.later(minutes=1)
    publishing.publish(sanne, replace(begun, goal="Of Sanne"), training_id=mine.id, begun=begun)
    return office.desk.store.get(Training, mine.id)


def opened(window: QWidget, kind: type[D]) -> D:
    """Return the dialog of this kind that shows."""
    QApplication.processEvents()
    (found,) = [one for one in window.findChildren(kind) if one.isVisible()]
    return found


def press(qtbot: Any, dialog: QDialog, words: str) -> None:
    """Walk to a button by Tab alone, and press Enter on it."""
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    wanted = named(dialog, words)
    for _step in range(20):
        if wanted.hasFocus():
            break
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert wanted.hasFocus()
    qtbot.keyClick(wanted, Qt.Key.Key_Return)


def shown(widget: QWidget) -> str:
    return " | ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def suggesting(
    qtbot: Any, frame_for: Callable[[Any], Frame], office: Office, training: str
) -> tuple[TrainingPreview, SuggestDialog]:
    preview = TrainingPreview(frame_for(office.desk))
    qtbot.addWidget(preview)
    preview.resize(500, 700)
    preview.show_card(browsing.card_of(office.desk, training))
    preview.show()
    click(qtbot, preview, "Suggest an improvement")
    (dialog,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, SuggestDialog) and one.isVisible()]
    return preview, dialog


@pytest.fixture
def theirs(office: Office) -> str:
    """A training of Karim, that I read."""
    words = Words(title="Excel", summary="In short", minutes=45, goal="You learn to count.")
    return publishing.publish(office.colleague("Karim"), words).subject


def test_a_reader_suggests_other_words_and_hears_what_is_not_right(
    qtbot: Any, frame_for: Callable[[Any], Frame], office: Office, theirs: str
) -> None:
    _preview, dialog = suggesting(qtbot, frame_for, office, theirs)
    assert nameless(dialog) == []
    assert [dialog.which.itemText(at) for at in range(dialog.which.count())] == ["Title", "One sentence", "Goal"]
    press(qtbot, dialog, "Suggest")
    assert dialog.isVisible()
    assert "This is the text of now. Change what you would say otherwise." in shown(dialog)
    dialog.which.setCurrentIndex(2)
    dialog.words.setPlainText("You learn how tables work.")
    dialog.which.setCurrentIndex(0)
    assert dialog.words.toPlainText() == "Excel"
    dialog.note.setText("Nobody counts.")
    press(qtbot, dialog, "Suggest")
    (one,) = suggestions_for(office.colleague("Karim"), theirs)
    assert (one.suggestion.field, one.suggestion.text, one.suggestion.note) == (
        "goal",
        "You learn how tables work.",
        "Nobody counts.",
    )


def test_what_is_typed_is_there_again_until_it_is_sent_and_a_suggestion_can_be_taken_back(
    qtbot: Any, frame_for: Callable[[Any], Frame], office: Office, theirs: str
) -> None:
    _preview, dialog = suggesting(qtbot, frame_for, office, theirs)
    dialog.which.setCurrentIndex(2)
    dialog.words.setPlainText("Half a sent")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    _preview, dialog = suggesting(qtbot, frame_for, office, theirs)
    assert (dialog.which.currentText(), dialog.words.toPlainText()) == ("Goal", "Half a sent")
    dialog.words.setPlainText("A sentence.")
    press(qtbot, dialog, "Suggest")
    _preview, dialog = suggesting(qtbot, frame_for, office, theirs)
    dialog.which.setCurrentIndex(2)
    assert dialog.words.toPlainText() == "A sentence."
    press(qtbot, dialog, "Take my suggestion back")
    assert my_suggestion(office.desk, theirs, "goal") is None


def test_who_gives_a_training_is_not_asked_to_suggest(
    qtbot: Any, frame_for: Callable[[Any], Frame], office: Office, mine: Training
) -> None:
    preview = TrainingPreview(frame_for(office.desk))
    qtbot.addWidget(preview)
    preview.show_card(browsing.card_of(office.desk, mine.id))
    assert "Suggest an improvement" not in [one.text() for one in preview.findChildren(QWidget) if hasattr(one, "text")]


def test_a_trainer_comes_from_the_card_to_the_suggestion_takes_it_over_and_takes_that_back(
    qtbot: Any, office: Office, mine: Training
) -> None:
    window = open_window(qtbot, office, "teaching")
    click(qtbot, window.page("teaching"), "Look")
    dialog = opened(window, SuggestionDialog)
    assert nameless(dialog) == []
    told = shown(dialog)
    assert "Karim suggests other words | Goal of “Excel” | Why: Nobody counts." in told
    assert "Struck through: goes away." in told
    left, right = dialog.sides.browsers
    assert (left.toPlainText(), right.toPlainText()) == ("You learn to count.", "You learn how tables work.")
    assert "line-through" in left.toHtml()
    assert "underline" in right.toHtml()
    assert right.accessibleDescription() == "Underlined: is new. “how tables work”"
    press(qtbot, dialog, "Take over")
    assert office.desk.store.get(Training, mine.id).goal == "You learn how tables work."
    assert window.messages.text == "The words of Karim are in Excel now."
    window.messages.undo()
    assert office.desk.store.get(Training, mine.id).goal == "You learn to count."
    assert len(suggestions_for_me(office.desk)) == 1


def test_a_suggestion_on_a_text_that_changes_under_ones_eyes_is_shown_again_with_both(
    qtbot: Any, office: Office, mine: Training
) -> None:
    window = open_window(qtbot, office, "teaching")
    click(qtbot, window.page("teaching"), "Look")
    dialog = opened(window, SuggestionDialog)
    publishing.publish(office.desk, replace(words_of(mine), goal="You count on it."), training_id=mine.id)
    press(qtbot, dialog, "Take over")
    assert "These texts have changed since. Look again which ones there are now." in shown(dialog)
    assert "The text has changed since this suggestion. Compare them well." in shown(dialog)
    assert dialog.sides.browsers[0].toPlainText() == "You count on it."
    press(qtbot, dialog, "Do not take over")
    assert office.desk.store.get(Training, mine.id).goal == "You count on it."
    assert suggestions_for_me(office.desk) == []


def test_the_way_back_does_not_open_the_question_again(qtbot: Any, office: Office, mine: Training) -> None:
    window = open_window(qtbot, office, "teaching")
    (one,) = suggestions_for_me(office.desk)
    window.go("teaching", suggestion=one.suggestion.id)
    opened(window, SuggestionDialog).reject()
    window.go("agenda")
    window.back()
    assert window.here == "teaching"
    assert [one for one in window.findChildren(SuggestionDialog) if one.isVisible()] == []
    suggest(office.colleague("Karim"), mine.id, "title", "Calc")
    office.colleague("Karim").store.save(replace(one.suggestion, withdrawn=True))
    window.go("teaching", suggestion=one.suggestion.id)
    assert window.messages.text == "This suggestion was taken back. There is nothing left to decide."


@pytest.mark.parametrize(("keep", "left"), [(0, "Of Sanne"), (1, "Of Fatma")])
def test_a_trainer_keeps_either_text_and_is_asked_no_more(
    qtbot: Any, office: Office, twice: Training, keep: int, left: str
) -> None:
    window = open_window(qtbot, office, "teaching", choice=twice.id, field="goal")
    dialog = opened(window, ChoiceDialog)
    assert nameless(dialog) == []
    assert [one.toPlainText() for one in dialog.sides.browsers] == ["Of Sanne", "Of Fatma"]
    assert "Sanne, 14:04" in shown(dialog)
    assert spoken_name(dialog.keep_now) == "Keep this one: Now, Sanne, 14:04"
    assert spoken_name(dialog.keep_other).startswith("Keep this one: The other text, Fatma")
    (dialog.keep_now, dialog.keep_other)[keep].click()
    assert office.desk.store.get(Training, twice.id).goal == left
    assert choices(office.desk) == []
    window.go("teaching", choice=twice.id, field="goal")
    assert window.messages.text == "This choice has been made already. The other text stays under Versions."


def test_a_trainer_writes_what_both_should_say_and_half_of_it_is_kept(qtbot: Any, office: Office, twice: Training) -> None:
    window = open_window(qtbot, office, "teaching")
    click(qtbot, window.page("teaching"), "Choose")
    dialog = opened(window, ChoiceDialog)
    press(qtbot, dialog, "Put them together myself")
    assert dialog.words.hasFocus()
    assert dialog.words.toPlainText() == "Of Sanne"
    dialog.words.setPlainText("Of Sanne and Fat")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    window.go("teaching", choice=twice.id, field="goal")
    dialog = opened(window, ChoiceDialog)
    assert dialog.words.toPlainText() == "Of Sanne and Fat"
    dialog.words.setPlainText("Of Sanne and Fatma")
    press(qtbot, dialog, "Save my text")
    assert office.desk.store.get(Training, twice.id).goal == "Of Sanne and Fatma"
    assert choices(office.desk) == []
    assert window.messages.can_undo


def test_a_choice_whose_texts_change_under_ones_eyes_is_shown_again(qtbot: Any, office: Office, twice: Training) -> None:
    window = open_window(qtbot, office, "teaching", choice=twice.id, field="goal")
    dialog = opened(window, ChoiceDialog)
    sanne = office.colleague("Sanne")
    publishing.publish(sanne, replace(words_of(twice), goal="Of Sanne again"), training_id=twice.id)
    dialog.keep_now.click()
    assert "These texts have changed since. Look again which ones there are now." in shown(dialog)
    assert dialog.sides.browsers[0].toPlainText() == "Of Sanne again"


def test_two_texts_stand_under_one_another_where_there_is_no_room(qtbot: Any, theme: Theme) -> None:
    sides = SideBySide(theme, says_old=False)
    qtbot.addWidget(sides)
    sides.show_sides(Side("Now", "", "<b>One</b>\n  two"), Side("Other", "Karim", ""))
    sides.resize(800, 400)
    sides.show()
    one, other = sides.browsers
    assert one.toPlainText() == "<b>One</b>\n  two"
    assert other.toPlainText() == "Nothing is written here."
    assert one.mapTo(sides, one.pos()).x() < other.mapTo(sides, other.pos()).x()
    sides.resize(400, 600)
    QApplication.processEvents()
    assert one.mapTo(sides, one.pos()).x() == other.mapTo(sides, other.pos()).x()


def test_who_sees_what_is_read_by_keyboard(qtbot: Any, frame_for: Callable[[Any], Frame], office: Office) -> None:
    page = SeeingPage(frame_for(office.desk))
    qtbot.addWidget(page)
    page.resize(900, 400)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    assert nameless(page) == []
    told = shown(page)
    assert [one.name for one in seen() if one.name not in told or one.sentence not in told] == []
    qtbot.waitUntil(page.area.hasFocus)
    qtbot.keyClick(page.area, Qt.Key.Key_PageDown)
    assert page.area.verticalScrollBar().value() > 0


def test_start_leads_to_what_is_asked(qtbot: Any, office: Office, twice: Training) -> None:

    window: MainWindow = open_window(qtbot, office, "teaching")
    start = StartPage(window.frame)
    qtbot.addWidget(start)
    start.show()
    click(qtbot, start, "Choose")
    assert opened(window, ChoiceDialog).isVisible()


def test_by_tab_one_comes_from_a_text_to_the_button_that_keeps_it(qtbot: Any, office: Office, twice: Training) -> None:
    window = open_window(qtbot, office, "teaching", choice=twice.id, field="goal")
    dialog = opened(window, ChoiceDialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    came_to = [dialog.focusWidget()]
    for _step in range(3):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        came_to.append(dialog.focusWidget())
    left, right = dialog.sides.browsers
    assert came_to == [left, dialog.keep_now, right, dialog.keep_other]


def test_a_text_of_ones_own_is_not_cut_off_in_a_small_window_at_150_percent(qtbot: Any, office: Office, twice: Training) -> None:
    window = open_window(qtbot, office, "teaching", size=(900, 600), zoom=150, choice=twice.id, field="goal")
    dialog = opened(window, ChoiceDialog)
    for legend in dialog.sides.findChildren(QLabel):
        if "Underlined" in legend.text():
            legend.setText("Underlined: stands only in this one of the two texts.")  # two lines, as in Dutch
    dialog.write_together()
    QApplication.processEvents()
    assert dialog.height() <= 600
    for one in (*dialog.findChildren(QLabel), *dialog.sides.browsers):
        least = one.heightForWidth(one.width()) if isinstance(one, QLabel) and one.wordWrap() else one.minimumHeight()
        assert one.isHidden() or one.height() >= least
