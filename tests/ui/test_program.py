"""Journeys through the whole program: from the first start to what colleagues see, by mouse and by keyboard."""

import json
import shutil
import sqlite3
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from traincollega import language
from traincollega.app import Program
from traincollega.errors import StorageError
from traincollega.exchange.writing import write
from traincollega.services import browsing, enrolling, planning, publishing, searching, telling
from traincollega.services.beginning import begin, open_desk
from traincollega.services.demonstrating import colleague_desk, make_example
from traincollega.services.desk import Desk
from traincollega.services.planning import Plan
from traincollega.services.publishing import Words
from traincollega.settings import Settings, read_settings, write_settings
from traincollega.ui import import_files
from traincollega.ui.agenda_page import AgendaPage
from traincollega.ui.card import action_rect
from traincollega.ui.discover_page import DiscoverPage
from traincollega.ui.exchange_dialog import ExchangeDialog, look_into, write_to
from traincollega.ui.import_files import Refusals, import_from
from traincollega.ui.main_window import MainWindow
from traincollega.ui.settings_page import SettingsPage
from traincollega.ui.training_editor import TrainingEditor
from traincollega.ui.welcome import Welcome

DIALOG = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so whenever a dialog opens
PAGES = ("start", "discover", "agenda", "learning", "teaching", "messages", "settings", "editor")


@pytest.fixture
def program(qtbot: Any, qapp: QApplication, tmp_path: Path) -> Iterator[Program]:
    write_settings(tmp_path / "profile", Settings(language="en"))
    made = Program(qapp, tmp_path / "profile")
    yield made
    made.close()
    made.theme.set_mode("light")  # nothing that is closed may look again
    made.deleteLater()


@pytest.fixture(scope="module")
def example_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as it was made once; each test works on a copy."""
    folder = tmp_path_factory.mktemp("example") / "x"
    make_example(folder, datetime.now(UTC)).store.connection.close()
    return folder


@pytest.fixture
def example_desk(program: Program, example_folder: Path) -> Desk:
    copied = open_desk(shutil.copytree(example_folder, program.folder / "x"))
    assert copied is not None
    return copied


@pytest.fixture
def example(program: Program, example_desk: Desk, qtbot: Any) -> MainWindow:
    window = program.show_desk(example_desk)
    settled(qtbot, window)
    return window


def settled(qtbot: Any, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.frame.background.busy)


def press(inside: QWidget, words: str) -> None:
    """Click the button with these words."""
    QApplication.processEvents()  # what was built anew shows itself in the next turn
    (found,) = [
        one for one in inside.findChildren(QAbstractButton) if one.isVisible() and words in (one.text(), one.accessibleName())
    ]
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def window_of(program: Program) -> MainWindow:
    assert isinstance(program.window, MainWindow)
    return program.window


def discover_of(window: MainWindow) -> DiscoverPage:
    page = window.page("discover")
    assert isinstance(page, DiscoverPage)
    return page


def clicks_in(qapp: QApplication, act: Callable[[], None]) -> int:
    """Return how many presses of the mouse `act` takes; one press is seen once, by the widget under it."""
    seen: list[QObject] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.MouseButtonPress and isinstance(watched, QWidget):
                seen.append(watched)
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    act()
    qapp.removeEventFilter(watch)
    return len(seen)


def test_from_first_start_to_published_and_planned_takes_at_most_twelve_clicks(
    program: Program, qtbot: Any, qapp: QApplication
) -> None:
    def journey() -> None:
        program.start()
        welcome = program.window.centralWidget() if program.window else None
        assert isinstance(welcome, Welcome)
        press(welcome, "Start an organisation")
        for text in ("Gemeente Noordveld", "Fatma Demir", "fatma@noordveld.example"):
            focus = welcome.window().focusWidget()
            assert isinstance(focus, QLineEdit)
            QTest.keyClicks(focus, text)
            QTest.keyClick(focus, Qt.Key.Key_Tab)
        press(welcome, "Begin")
        window = window_of(program)
        press(window.page("start"), "Offer a training")
        editor = window.page("editor")
        assert isinstance(editor, TrainingEditor)
        QTest.keyClicks(editor.form.title_line, "Pivot tables without sweat")
        QTest.keyClicks(editor.form.summary_line, "From a list to an answer in three clicks.")
        QTest.mouseClick(editor.form.with_date, Qt.MouseButton.LeftButton, pos=QPoint(10, 14))
        QTest.keyClicks(editor.form.first.place, "Town hall, room 2.14")
        press(editor, "Publish")

    clicks = clicks_in(qapp, journey)
    desk = window_of(program).frame.desk
    (training,) = browsing.my_trainings(desk)
    assert training.title == "Pivot tables without sweat"
    assert [one.session.place for one in browsing.card_of(desk, training.id).coming] == ["Town hall, room 2.14"]
    assert clicks <= 12


def test_signing_up_from_a_card_takes_one_click(example: MainWindow, qtbot: Any, qapp: QApplication) -> None:
    desk = example.frame.desk
    free = next(one for one in browsing.for_me(desk) if one.card.coming[0].placed.free)
    example.go("discover", training=free.card.training.id)
    page = discover_of(example)
    settled(qtbot, example)
    qtbot.waitUntil(lambda: page.cards.currentIndex().isValid())
    delegate, index = page.cards.itemDelegate(), page.cards.currentIndex()

    def act() -> None:
        where = action_rect(example.frame.theme, delegate.card_rect(page.cards.visualRect(index)), delegate.text(index))
        QTest.mouseClick(page.cards.viewport(), Qt.MouseButton.LeftButton, pos=where.center())

    assert clicks_in(qapp, act) == 1
    assert free.card.coming[0].session.id in [one.session.id for one in browsing.my_coming(desk)]
    assert "provisional seat" in example.messages.text
    example.messages.undo()
    assert free.card.coming[0].session.id not in [one.session.id for one in browsing.my_coming(desk)]


@pytest.mark.parametrize("page", PAGES)
def test_every_control_of_every_page_has_a_name_and_can_be_hit(
    page: str, example: MainWindow, qtbot: Any, assert_reachable: Callable[[QWidget], None]
) -> None:
    example.resize(1280, 800)
    example.go(page)
    settled(qtbot, example)
    assert_reachable(example)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_stands_with_nothing_in_it(page: str, program: Program, qtbot: Any) -> None:
    window = program.show_desk(begin(program.folder, organisation="Leeg", name="Fatma", email="fatma@example.nl"))
    window.resize(900, 600)
    window.go(page)
    settled(qtbot, window)
    assert window.here == page


def test_start_shows_what_comes_next_what_waits_and_who_said_so(example: MainWindow) -> None:
    names = [one.accessibleName() for one in example.page("start").findChildren(QWidget) if one.accessibleName()]
    assert any(name.startswith("Draaitabellen zonder zweten") and "confirmed seat" in name for name in names)
    assert any(name.startswith("Lastige gesprekken") and "waiting list, number 2" in name for name in names)
    assert any("toestemming vragen hoeft niet" in name for name in names)


def test_a_card_on_start_counts_one_colleague_as_one(program: Program, tmp_path: Path) -> None:
    desk = begin(tmp_path / "p", organisation="Noordveld", name="Fatma", email="fatma@example.nl")
    training = publishing.publish(desk, Words(title="Excel", minutes=45)).subject
    session = planning.plan(desk, training, Plan(datetime.now(UTC) + timedelta(days=3), 45)).subject
    enrolling.sign_up_address(desk, session, "piet@example.nl")
    page = program.show_desk(desk).page("start")
    names = [one.accessibleName() for one in page.findChildren(QWidget) if one.accessibleName().startswith("Excel")]
    assert [name.rpartition(". ")[2] for name in names] == ["1 participant."]


def test_what_another_program_writes_shows_by_itself(program: Program, qtbot: Any, tmp_path: Path) -> None:
    desk = begin(tmp_path / "p", organisation="Noordveld", name="Fatma", email="fatma@example.nl")
    window = program.show_desk(desk)
    other = open_desk(tmp_path / "p")
    assert other is not None
    with closing(other.store.connection), qtbot.waitSignal(window.frame.changed.happened, timeout=10_000):
        publishing.publish(other, Words(title="From elsewhere", minutes=30))


def test_the_chosen_language_is_spoken_at_once_and_kept(example: MainWindow, program: Program) -> None:
    program.choose_language("nl")
    assert [entry.title for entry in window_of(program)._pages.values()][1] == "Ontdekken"  # noqa: SLF001
    assert read_settings(program.folder).language == "nl"
    assert language.spoken() == "nl"


def test_another_language_leaves_everything_where_it_was(example: MainWindow, program: Program, qtbot: Any) -> None:
    discover = discover_of(example)
    example.go("discover")
    settled(qtbot, example)
    topic = searching.Choice("topics", "Schrijven")
    discover._take(topic, True)  # noqa: SLF001 - as a click on the facet does
    discover.search.setText("taal")
    discover.search.ask()
    settled(qtbot, example)
    chosen = discover.preview.card
    assert chosen is not None
    example.go("teaching", tab="archived")
    example.go("editor", new=True)
    editor = example.page("editor")
    assert isinstance(editor, TrainingEditor)
    QTest.keyClicks(editor.form.title_line, "Halverwege een titel")
    example.go("settings")
    settings = example.page("settings")
    assert isinstance(settings, SettingsPage)
    settings._name.setText("Fatma van Half")  # noqa: SLF001
    program.choose_language("nl")
    window = window_of(program)
    assert window is not example
    assert window.here == "settings"
    again = window.page("settings")
    assert isinstance(again, SettingsPage)
    assert again._name.text() == "Fatma van Half"  # noqa: SLF001
    assert window.focusWidget() is again._language  # noqa: SLF001
    qtbot.waitUntil(lambda: not again._language.visibleRegion().isEmpty())  # noqa: SLF001
    window.back()
    editor = window.page("editor")
    assert isinstance(editor, TrainingEditor)
    assert window.here == "editor"
    assert editor.form.title_line.text() == "Halverwege een titel"
    assert not editor.offers.isVisible(), "the draft is open: nobody has to find it"
    window.back()
    assert window.here == "teaching"
    assert window.page("teaching").tabs.currentIndex() == 2  # type: ignore[attr-defined]
    window.go("discover")
    settled(qtbot, window)
    shown = discover_of(window)
    assert shown.search.text() == "taal"
    assert shown.question == discover.question
    assert shown.preview.card is not None
    assert shown.preview.card.training.id == chosen.training.id


def test_the_agenda_and_what_i_learn_stand_as_they_did_in_another_language(
    example: MainWindow, program: Program, qtbot: Any
) -> None:
    example.go("learning")
    example.page("learning").tabs.setCurrentIndex(1)  # type: ignore[attr-defined]
    example.go("agenda")
    agenda = example.page("agenda")
    assert isinstance(agenda, AgendaPage)
    agenda.which.setCurrentIndex(2)
    agenda.by_month.click()
    agenda.later.click()
    settled(qtbot, example)
    program.choose_language("nl")
    window = window_of(program)
    settled(qtbot, window)
    shown = window.page("agenda")
    assert isinstance(shown, AgendaPage)
    assert (window.here, shown.which.currentIndex(), shown.by_month.isChecked()) == ("agenda", 2, True)
    assert shown._period == agenda._period  # noqa: SLF001
    window.go("learning")
    assert window.page("learning").tabs.currentIndex() == 1  # type: ignore[attr-defined]


def test_the_way_out_of_the_example_stays_in_another_language(program: Program) -> None:
    program.look_around()
    program.choose_language("nl")
    press(window_of(program), "Voorbeeld sluiten")
    assert not isinstance(program.window, MainWindow)


def test_what_is_typed_in_one_form_of_settings_survives_the_saving_of_another(example: MainWindow) -> None:
    example.go("settings")
    settings = example.page("settings")
    assert isinstance(settings, SettingsPage)
    settings._space.setText("Je mag")  # noqa: SLF001
    settings._name.setText("  Fatma   Nieuw ")  # noqa: SLF001
    press(settings, "Save my card")
    assert settings._name.text() == "Fatma Nieuw"  # noqa: SLF001
    assert settings._space.text() == "Je mag"  # noqa: SLF001
    settings._accent.setText("#FFFF00")  # noqa: SLF001
    press(settings, "Save the organisation")
    wrong = [one for one in settings.findChildren(QLabel) if one.property("role") == "error" and one.isVisible()]
    assert ["hard to read" in one.text() for one in wrong] == [True]


def test_the_look_is_kept_for_next_time(example: MainWindow, program: Program) -> None:
    program.theme.set_mode("dark")
    program.theme.set_zoom(120)
    kept = read_settings(program.folder)
    assert (kept.theme, kept.zoom) == ("dark", 120)


def test_what_is_left_out_of_the_column_is_kept_for_next_time(example: MainWindow, program: Program, example_desk: Desk) -> None:
    example.go("settings")
    settings = example.page("settings")
    assert isinstance(settings, SettingsPage)
    settings.shown["learning"].click()
    assert read_settings(program.folder).parts == {"learning": False}
    window = program.show_desk(example_desk)
    shown = [one.text() for one in window.navigation.findChildren(QAbstractButton) if not one.isHidden()]
    assert "My learning" not in shown


def test_the_window_stands_before_its_desk_is_open_and_is_filled_then(program: Program, example_folder: Path, qtbot: Any) -> None:
    shutil.copytree(example_folder, program.folder, dirs_exist_ok=True)
    program.start()
    window = window_of(program)
    assert window.isVisible()
    assert (window.here, program.desk) == ("", None)
    qtbot.waitUntil(lambda: window.here == "start")
    assert program.desk is not None
    assert program.desk is window.frame.desk


def test_who_is_quicker_than_the_desk_is_brought_where_they_went(program: Program, example_folder: Path, qtbot: Any) -> None:
    shutil.copytree(example_folder, program.folder, dirs_exist_ok=True)
    program.start()
    window = window_of(program)
    window.go("agenda")
    assert (window.here, [one.id for one in window.actions_of_window if one.id == "write" and one.possible()]) == ("", [])
    qtbot.waitUntil(lambda: program.desk is not None)
    assert window.here == "agenda"


def test_a_computer_that_lost_its_settings_becomes_one_new_device_though_its_window_closes_at_once(
    program: Program, example_folder: Path, qtbot: Any
) -> None:
    shutil.copytree(example_folder, program.folder, dirs_exist_ok=True)
    (program.folder / "settings.json").unlink()
    program.start()
    program.theme.set_mode("dark")
    qtbot.waitUntil(lambda: program.desk is not None)
    program.theme.set_zoom(110)
    window_of(program).close()
    kept = read_settings(program.folder)
    assert program.desk is not None
    assert (kept.device, kept.theme, kept.zoom) == (program.desk.store.device, "dark", 110)


def test_settings_that_cannot_be_kept_disturb_nobody(
    program: Program, example_folder: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(example_folder, program.folder, dirs_exist_ok=True)
    program.start()
    qtbot.waitUntil(lambda: program.desk is not None)

    def full(*_settings: object) -> None:
        raise StorageError("full")

    monkeypatch.setattr("traincollega.settings.write_settings", full)
    program.theme.set_mode("dark")
    assert window_of(program).isVisible()


@DIALOG
def test_a_desk_that_cannot_be_opened_is_told_and_the_program_ends(
    program: Program, example_folder: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(example_folder, program.folder, dirs_exist_ok=True)
    (program.folder / "traincollega.sqlite").write_bytes(b"no database at all")
    told: list[str] = []
    monkeypatch.setattr(program, "refuse", lambda sentence: told.append(sentence) or 1)
    with qtbot.waitSignal(program.ended) as end:
        program.start()
    assert end.args == [1]
    assert "is damaged or no database" in told[0]


def test_looking_around_leaves_nothing_behind(program: Program, qtbot: Any) -> None:
    program.look_around()
    window = window_of(program)
    settled(qtbot, window)
    press(window, "Close the example")
    assert not program.example.exists()
    assert isinstance(program.window.centralWidget() if program.window else None, Welcome)


def test_a_wrong_mail_address_is_said_beside_its_field_and_nothing_begins(program: Program) -> None:
    program.start()
    welcome = program.window.centralWidget() if program.window else None
    assert isinstance(welcome, Welcome)
    welcome.begin.emit("Noordveld", "Fatma", "fatma@nowhere", "")
    assert open_desk(program.folder) is None


def test_a_message_leads_to_its_training_and_is_read_then(program: Program, example_desk: Desk, qtbot: Any) -> None:
    desk = example_desk
    sanne = colleague_desk(desk, "Sanne de Wit")
    mine = next(one for one in browsing.my_coming(desk) if one.trainer == "Sanne de Wit")
    planning.cancel(sanne, mine.session.id, "Ziek")
    window = program.show_desk(desk)
    window.go("messages")
    before = telling.unread_count(desk)
    buttons = [one for one in window.page("messages").findChildren(QAbstractButton) if one.text() == "Show"]
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert telling.unread_count(desk) == before - 1
    assert window.here == "discover"


def test_my_card_is_changed_and_an_unknown_department_is_added(example: MainWindow) -> None:
    page = example.page("settings")
    example.go("settings")
    page._name.setText("Fatma Demir-Kaya")  # type: ignore[attr-defined]  # noqa: SLF001
    page._department.setCurrentText("Dierenwelzijn")  # type: ignore[attr-defined]  # noqa: SLF001
    press(page, "Save my card")
    desk: Desk = example.frame.desk
    assert desk.my_card().name == "Fatma Demir-Kaya"
    assert example.messages.text == "Your card is changed."
    example.messages.undo()
    assert desk.my_card().name == "Fatma Demir"


def test_a_colour_on_which_white_cannot_be_read_is_refused_and_a_near_one_offered(example: MainWindow) -> None:
    example.go("settings")
    page: Any = example.page("settings")
    page._accent.setText("#FFD800")  # noqa: SLF001
    press(page, "Save the organisation")
    assert example.frame.desk.our_organisation().accent == ""
    offered = page._accent.text()  # noqa: SLF001
    assert offered not in ("", "#FFD800")
    press(page, "Save the organisation")
    assert example.frame.desk.our_organisation().accent == offered.upper()


@DIALOG
def test_reading_in_files_tells_what_came_and_why_the_rest_did_not(example: MainWindow, qtbot: Any, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "good.md").write_text("---\ntitle: Good one\nminutes: 30\n---\nText\n", "utf-8")
    (source / "bad.md").write_text("---\ntitle: Bad one\ndate: 2026-02-31 10:00\n---\nText\n", "utf-8")
    import_from(example.frame, source)
    qtbot.waitUntil(lambda: example.messages.text.startswith("1 new training"))
    press(example.messages, "1 was refused: why?")
    dialog = example.findChild(Refusals)
    assert dialog is not None
    press(dialog, "Close")


def test_reading_in_can_be_stopped_from_its_first_moment(
    example: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go = threading.Event()

    def reads(_desk: Desk, _source: Path, *, progress: Callable[[int, int], None]) -> None:
        may_go.wait(10)
        progress(1, 2)

    monkeypatch.setattr(import_files, "import_source", reads)
    import_from(example.frame, tmp_path)
    press(example.messages, "Stop")
    may_go.set()
    qtbot.waitUntil(lambda: example.messages.text == "Stopped. Nothing was read in.")


def test_a_file_that_cannot_be_read_is_a_sentence_and_changes_nothing(example: MainWindow, qtbot: Any, tmp_path: Path) -> None:
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 and then nothing")
    before = example.frame.desk.store.history(example.frame.desk.organisation)
    import_from(example.frame, broken)
    qtbot.waitUntil(lambda: "broken.zip" in example.messages.text and not example.frame.background.busy)
    assert example.frame.desk.store.history(example.frame.desk.organisation) == before


@DIALOG
def test_what_is_unticked_of_a_shared_file_stays_out(example: MainWindow, program: Program, qtbot: Any, tmp_path: Path) -> None:
    shared = tmp_path / "noordveld.tjc"
    write(example.frame.desk, shared)
    desk = begin(tmp_path / "other", organisation="Waterschap", name="Joris", email="joris@example.nl")
    window = program.show_desk(desk)
    look_into(window.frame, shared)
    qtbot.waitUntil(lambda: window.findChild(ExchangeDialog) is not None)
    dialog = window.findChild(ExchangeDialog)
    assert dialog is not None
    first = dialog.table.topLevelItem(0)
    assert first is not None
    assert dialog.table.columnWidth(0) > dialog.table.columnWidth(1) + dialog.table.columnWidth(2)  # the titles have the room
    first.setCheckState(0, Qt.CheckState.Unchecked)
    press(dialog, "Add to Discover")
    qtbot.waitUntil(lambda: "25 new" in window.messages.text)
    assert first.text(0) not in [one.title for one in desk.store.where(publishing.Training)]


@DIALOG
def test_a_shared_file_that_brings_nothing_offers_nothing(example: MainWindow, qtbot: Any, tmp_path: Path) -> None:
    shared = tmp_path / "noordveld.tjc"
    write(example.frame.desk, shared)
    look_into(example.frame, shared)
    qtbot.waitUntil(lambda: example.findChild(ExchangeDialog) is not None)
    dialog = example.findChild(ExchangeDialog)
    assert dialog is not None
    assert "There is nothing in it to add." in [one.text() for one in dialog.findChildren(QLabel)]
    assert [one.text() for one in dialog.findChildren(QAbstractButton) if one.isVisible()] == ["Close"]


def test_the_shared_file_is_written_from_the_window(example: MainWindow, tmp_path: Path) -> None:
    out = tmp_path / "noordveld.tjc"
    write_to(example.frame, out)
    with zipfile.ZipFile(out) as whole:
        manifest = json.loads(whole.read("manifest.json"))
    assert manifest
    assert "26 trainings" in example.messages.text


def test_the_keyboard_alone_finds_a_training_and_signs_up(example: MainWindow, qtbot: Any) -> None:
    example.activateWindow()
    qtbot.waitUntil(example.isActiveWindow)
    QTest.keyClick(example, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    page = discover_of(example)
    qtbot.waitUntil(page.search.hasFocus)
    QTest.keyClicks(page.search, "mailbox")
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    settled(qtbot, example)
    qtbot.waitUntil(lambda: page.cards.rows.rowCount() == 1)
    QTest.keyClick(page.search, Qt.Key.Key_Down)
    qtbot.waitUntil(page.cards.hasFocus)
    QTest.keyClick(page.cards, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "De AVG in je mailbox" in example.messages.text
    QTest.keyClick(example, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: example.messages.text == "Undone.")


def test_a_closed_window_leaves_no_lock_on_the_database(program: Program, tmp_path: Path) -> None:
    desk = begin(tmp_path / "p", organisation="Noordveld", name="Fatma", email="fatma@example.nl")
    window = program.show_desk(desk)
    publishing.publish(desk, Words(title="T", minutes=30), dates=[Plan(datetime.now(UTC) + timedelta(days=1), 30)])
    window.close()
    program.close()
    again = open_desk(tmp_path / "p")
    assert again is not None
    with closing(again.store.connection):
        assert again.store.check() == []


def test_a_mistake_of_ours_is_told_in_the_window_and_whole_on_standard_error(
    example: MainWindow, program: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    program.tell_bug(ZeroDivisionError, ZeroDivisionError("nobody foresaw this"), None)
    assert "What was saved is safe" in example.messages.text
    assert "nobody foresaw this" in capsys.readouterr().err


def test_damage_that_is_met_while_reading_is_told_as_damage(example: MainWindow, program: Program, tmp_path: Path) -> None:
    (tmp_path / "broken").write_bytes(b"no database" * 100)
    with closing(sqlite3.connect(tmp_path / "broken")) as broken, pytest.raises(sqlite3.DatabaseError) as met:
        broken.execute("SELECT * FROM sqlite_master")
    program.tell_bug(met.type, met.value, None)
    assert "is damaged or no database. Put back a copy" in example.messages.text
