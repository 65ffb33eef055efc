"""The message bar: it stays, it can be reached, it undoes, and nothing in it is taken for markup."""

from types import SimpleNamespace
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from tests.ui import names
from traincollega.errors import NotPossible
from traincollega.ui.frame import Frame
from traincollega.ui.messages import MessageBar
from traincollega.ui.text import Sentence, rich
from traincollega.ui.theme import Theme


def links(bar: MessageBar) -> list[str]:
    return [made.text() for made in bar.findChildren(QPushButton) if not made.isHidden() and made.text()]


def in_a_window(bar: MessageBar, qtbot: Any) -> tuple[QWidget, QLineEdit]:
    window = QWidget()
    field = QLineEdit()
    field.setAccessibleName("field")
    column = QVBoxLayout(window)
    column.addWidget(field)
    column.addWidget(bar)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field.setFocus()
    return window, field  # the window is Python's own: who drops it loses the bar


def test_a_name_without_a_space_takes_more_lines(theme: Theme, qtbot: Any) -> None:
    bar = MessageBar(theme)
    window, _field = in_a_window(bar, qtbot)
    window.resize(500, 200)
    name = "Trainingsaanbod_2027_" * 6
    bar.say(f"**{name}.csv** holds 3 trainings.", undo=lambda: None)
    (words,) = bar.findChildren(Sentence)
    qtbot.waitUntil(lambda: words.height() > 2 * words.fontMetrics().height())
    assert "**" not in words.text()
    assert bar.text == f"{name}.csv holds 3 trainings."


def test_it_says_a_sentence_with_undo_first(theme: Theme, qtbot: Any) -> None:
    bar = MessageBar(theme)
    _window, _field = in_a_window(bar, qtbot)
    bar.say("A seat for **Excel**.", undo=lambda: None, actions=[("Put in calendar", lambda: None)])
    assert bar.text == "A seat for Excel."
    assert links(bar) == ["Undo", "Put in calendar"]
    bar.say("Another.")
    assert links(bar) == []
    assert names.nameless(bar.window()) == []
    assert names.too_small(bar.window()) == []


def test_the_keyboard_goes_to_it_and_back(theme: Theme, qtbot: Any) -> None:
    bar = MessageBar(theme)
    _window, field = in_a_window(bar, qtbot)
    undone: list[bool] = []
    bar.say("Done.", undo=lambda: undone.append(True))
    bar.enter()
    focus = bar.window().focusWidget()
    assert isinstance(focus, QPushButton)
    assert focus.text() == "Undo"
    qtbot.keyClick(focus, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert field.hasFocus()
    assert undone == []


def test_the_keyboard_goes_back_also_after_it_asked_twice_for_the_message(theme: Theme, qtbot: Any) -> None:
    bar = MessageBar(theme)
    window, _field = in_a_window(bar, qtbot)
    other = QLineEdit(window)
    other.show()
    other.setFocus()
    bar.say("Done.")
    bar.enter()
    bar.enter()
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert other.hasFocus()


def test_it_closes_also_where_what_had_the_focus_before_is_gone(theme: Theme, qtbot: Any) -> None:
    bar = MessageBar(theme)
    _window, field = in_a_window(bar, qtbot)
    bar.say("Done.")
    bar.enter()
    field.deleteLater()
    QCoreApplication.sendPostedEvents(field, QEvent.Type.DeferredDelete)
    bar.close_message()
    assert not bar.isVisible()


def test_undo_happens_once(theme: Theme, qtbot: Any) -> None:
    bar = MessageBar(theme)
    _window, _field = in_a_window(bar, qtbot)
    undone: list[bool] = []
    bar.say("Done.", undo=lambda: undone.append(True))
    assert bar.can_undo
    assert bar.undo()
    assert not bar.undo()
    assert undone == [True]


def test_a_title_cannot_smuggle_markup_in() -> None:
    assert rich("**<img src=x>** & <b>") == "<b>&lt;img src=x&gt;</b> &amp; &lt;b&gt;"


def test_long_work_shows_how_far_it_is_and_a_way_to_stop(theme: Theme, qtbot: Any) -> None:
    bar = MessageBar(theme)
    _window, _field = in_a_window(bar, qtbot)
    bar.working("Reading in…", 1, 10, lambda: None)
    bar.working("Reading in…", 5, 10, lambda: None)
    assert links(bar) == ["Stop"]
    bar.say("Done.")
    assert links(bar) == []


def test_work_that_can_be_stopped_once_it_is_under_way_says_so_then(theme: Theme, qtbot: Any) -> None:
    bar = MessageBar(theme)
    _window, _field = in_a_window(bar, qtbot)
    bar.working("Reading in…", 0, 0)
    assert links(bar) == []
    bar.working("Reading in…", 1, 10, lambda: None)
    assert links(bar) == ["Stop"]


def test_what_a_message_offers_can_be_pressed_as_soon_as_it_is_said(theme: Theme, qtbot: Any) -> None:
    bar = MessageBar(theme)
    _window, _field = in_a_window(bar, qtbot)
    bar.working("Reading in…", 1, 10)
    bar.say("1 new training.", actions=[("1 was refused: why?", lambda: None)])
    assert [made.text() for made in bar.findChildren(QPushButton) if made.isVisible() and made.text()] == ["1 was refused: why?"]


def test_doing_says_what_was_done_tells_the_pages_and_can_be_undone(frame_for: Any) -> None:
    undone: list[object] = []

    def undo(done: object) -> object:
        undone.append(done)
        return SimpleNamespace(sentence="Undone.", changes=(1,))

    frame: Frame = frame_for(SimpleNamespace(undo=undo))
    heard: list[bool] = []
    frame.changed.happened.connect(lambda: heard.append(True))
    done: Any = SimpleNamespace(sentence="You have a seat.", changes=(1,))
    assert frame.do(lambda: done) is done
    assert frame.messages.text == "You have a seat."
    frame.messages.undo()
    assert undone == [done]
    assert frame.messages.text == "Undone."
    assert not frame.messages.can_undo
    assert heard == [True, True]


def test_what_cannot_be_done_is_told_and_changes_nothing(frame: Frame) -> None:
    heard: list[bool] = []
    frame.changed.happened.connect(lambda: heard.append(True))

    def verb() -> Any:
        raise NotPossible("It is full. You can join the waiting list.")

    assert frame.do(verb) is None
    assert frame.messages.text == "It is full. You can join the waiting list."
    assert heard == []
