"""Which pages there are, and what can be done from everywhere."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from traincollega.language import _
from traincollega.ui.actions import Action
from traincollega.ui.frame import Frame
from traincollega.ui.main_window import PageEntry

if TYPE_CHECKING:
    from traincollega.services.desk import Desk
    from traincollega.ui.sharing_rounds import Rounds
    from traincollega.ui.tray import Tray

# Every page is imported when it is first shown: together they take 250 ms, more than Qt itself.


def _start(frame: Frame) -> QWidget:
    from traincollega.ui.start_page import StartPage  # 25 ms, after the window stands

    return StartPage(frame)


def _discover(frame: Frame) -> QWidget:
    from traincollega.ui.discover_page import DiscoverPage  # 85 ms

    return DiscoverPage(frame)


def _agenda(frame: Frame) -> QWidget:
    from traincollega.ui.agenda_page import AgendaPage  # 60 ms

    return AgendaPage(frame)


def _learning(frame: Frame) -> QWidget:
    from traincollega.ui.learning_page import LearningPage  # 10 ms, and 40 ms of parts shared with Agenda

    return LearningPage(frame)


def _teaching(frame: Frame) -> QWidget:
    from traincollega.ui.teaching_page import TeachingPage  # 10 ms, and 40 ms of parts shared with Agenda

    return TeachingPage(frame)


def _overview(frame: Frame, *, rounds: "Callable[[], Rounds]") -> QWidget:
    from traincollega.ui.overview_page import OverviewPage  # 20 ms

    return OverviewPage(frame, rounds)


def _reports(desk: "Desk") -> bool:
    from traincollega.services.staffing import is_hr  # 10 ms, after the window stands

    return is_hr(desk)


def _session(frame: Frame, *, rounds: "Callable[[], Rounds]") -> QWidget:
    from traincollega.ui.session_page import SessionPage  # 10 ms, and 40 ms of parts shared with Agenda

    return SessionPage(frame, rounds)


def _messages(frame: Frame) -> QWidget:
    from traincollega.ui.messages_page import MessagesPage  # 5 ms

    return MessagesPage(frame)


def _settings(
    frame: Frame,
    *,
    choose_language: Callable[[str], None],
    restore: Callable[[Path], None] | None,
    tray: "Callable[[], Tray] | None",
) -> QWidget:
    from traincollega.ui.settings_page import SettingsPage  # 10 ms

    return SettingsPage(frame, choose_language, restore, tray and tray())


def _sharing(frame: Frame, *, rounds: "Callable[[], Rounds]") -> QWidget:
    from traincollega.ui.sharing_panel import SharingPanel  # 130 ms, most of it cryptography

    return SharingPanel(frame, rounds())


def _people(frame: Frame, *, rounds: "Callable[[], Rounds]") -> QWidget:
    from traincollega.ui.people_page import PeoplePage  # 130 ms, the same

    return PeoplePage(frame, rounds())


def _editor(frame: Frame) -> QWidget:
    from traincollega.ui.training_editor import TrainingEditor  # 50 ms

    return TrainingEditor(frame)


def _seeing(frame: Frame) -> QWidget:
    from traincollega.ui.seeing_page import SeeingPage  # 5 ms

    return SeeingPage(frame)


def _departments(frame: Frame) -> QWidget:
    from traincollega.ui.departments_page import DepartmentsPage  # 10 ms, and 35 ms of readers of files

    return DepartmentsPage(frame)


def _privacy(frame: Frame) -> QWidget:
    from traincollega.ui.privacy_page import PrivacyPage  # 20 ms

    return PrivacyPage(frame)


def _no_rounds() -> "Rounds":
    """Return rounds that follow nobody."""
    from traincollega.ui.sharing_rounds import Rounds  # 3 ms, after the window stands

    return Rounds()


def pages(
    choose_language: Callable[[str], None],
    restore: Callable[[Path], None] | None = None,
    rounds: "Callable[[], Rounds] | None" = None,
    tray: "Callable[[], Tray] | None" = None,
) -> tuple[PageEntry, ...]:
    """Return every page, in the order of the navigation; the first one is shown at the start.

    `restore` puts a backup in the place of the database and opens the window anew; None where no backups are kept. `rounds`
    gives what keeps that which shows in step with colleagues, `tray` what says reminders outside the window.
    """
    rounds = rounds or _no_rounds
    return (
        PageEntry("start", _("Start"), "home", _start),
        PageEntry("discover", _("Discover"), "search", _discover),
        PageEntry("agenda", _("Agenda"), "calendar", _agenda),
        PageEntry("learning", _("My learning"), "graduation", _learning),
        PageEntry("teaching", _("My trainings"), "board", _teaching),
        PageEntry("overview", _("Overviews"), "chart", partial(_overview, rounds=rounds), when=_reports, number=7),
        PageEntry("messages", _("Messages"), "message", _messages, "bottom"),
        PageEntry(
            "settings",
            _("Settings"),
            "gear",
            partial(_settings, choose_language=choose_language, restore=restore, tray=tray),
            "bottom",
        ),
        PageEntry("editor", _("Offer a training"), "pencil", _editor, "hidden", "teaching"),
        PageEntry("session", _("Session"), "calendar", partial(_session, rounds=rounds), "hidden", "teaching"),
        PageEntry("seeing", _("Who sees what?"), "eye", _seeing, "hidden", "settings"),
        PageEntry("departments", _("Departments"), "building", _departments, "hidden", "settings"),
        PageEntry("privacy", _("Privacy"), "eye", _privacy, "hidden", "settings"),
        PageEntry("sharing", _("Up to date with colleagues"), "refresh", partial(_sharing, rounds=rounds), "hidden", "settings"),
        PageEntry("people", _("Who takes part"), "people", partial(_people, rounds=rounds), "hidden", "settings"),
    )


# What works on files is imported when it is asked for: readers, the shared file and their dialogs take 65 ms together.


def _import(frame: Frame, *, folder: bool) -> None:
    from traincollega.ui import import_files  # 35 ms

    (import_files.import_folder if folder else import_files.import_file)(frame)


def _exchange(frame: Frame, *, writes: bool) -> None:
    from traincollega.ui import exchange_dialog  # 27 ms

    (exchange_dialog.write_file if writes else exchange_dialog.choose_file)(frame)


def _save_agenda(frame: Frame) -> None:
    from traincollega.ui.calendar_saving import save_mine  # 3 ms, with what it needs

    save_mine(frame, frame.messages.window())


def _show_keys(frame: Frame) -> None:
    from traincollega.ui.keys_dialog import KeysDialog  # 3 ms

    KeysDialog(frame).open()


def _verify_proof(frame: Frame) -> None:
    from traincollega.ui.proof_checking import ProofDialog  # 100 ms, most of it cryptography

    ProofDialog(frame.theme, frame.background, frame.open_desk, frame.messages.window()).open()


def _show_about(frame: Frame) -> None:
    from traincollega.ui.about_dialog import AboutDialog  # 3 ms

    AboutDialog(frame.theme, frame.messages.window()).open()


def _update(frame: Frame, rounds: "Callable[[], Rounds] | None") -> None:
    """F5: what is here is looked at again, and colleagues are asked for more."""
    frame.changed.happened.emit()
    if rounds is not None:
        rounds().now()


def actions(frame: Frame, rounds: "Callable[[], Rounds] | None" = None) -> Sequence[Action]:
    """Return what can be done from everywhere, besides what the window itself can."""

    def shares() -> bool:
        return frame.ready and frame.desk.shares()

    def may_begin() -> bool:
        return frame.ready and not shares() and frame.desk.is_coordinator() and (rounds is None or rounds().may_begin)

    return (
        Action(id="new", text=_("Offer a &training"), menu="training", handler=lambda: frame.go("editor", new=True),
               shortcut="Ctrl+N", icon="upload"),
        Action(id="find", text=_("&Search"), menu="training", handler=lambda: frame.go("discover", search=True), shortcut="Ctrl+F",
               icon="search"),
        Action(id="import-file", text=_("Read in trainings from a &file…"), menu="file",
               handler=lambda: _import(frame, folder=False), icon="download", when=lambda: frame.ready),
        Action(id="import-folder", text=_("Read in trainings from a f&older…"), menu="file",
               handler=lambda: _import(frame, folder=True), icon="folder", when=lambda: frame.ready),
        Action(id="agenda", text=_("Put my &agenda in a calendar…"), menu="file",
               handler=lambda: _save_agenda(frame), icon="calendar", starts_group=True, when=lambda: frame.ready),
        Action(id="read", text=_("&Read in a shared file…"), menu="share",
               handler=lambda: _exchange(frame, writes=False), icon="download", when=lambda: frame.ready),
        Action(id="write", text=_("&Write our shared file…"), menu="share",
               handler=lambda: _exchange(frame, writes=True), icon="export",
               when=lambda: frame.ready and frame.desk.is_coordinator()),
        Action(id="share", text=_("Share with &colleagues…"), menu="share", handler=lambda: frame.go("sharing", start=True),
               icon="people", starts_group=True,
               when=may_begin),
        Action(id="invite", text=_("&Invite colleagues…"), menu="share", handler=lambda: frame.go("sharing", invite=True),
               icon="plus", when=lambda: shares() and frame.desk.is_coordinator()),
        Action(id="sharing", text=_("&How sharing stands"), menu="share", handler=lambda: frame.go("sharing"), icon="info",
               when=lambda: frame.ready),
        Action(id="people", text=_("Who takes &part"), menu="share", handler=lambda: frame.go("people"), icon="people",
               when=shares),
        Action(id="again", text=_("&Update now"), menu="view", handler=lambda: _update(frame, rounds), shortcut="F5",
               icon="refresh", starts_group=True),
        Action(id="keys", text=_("&Keys and help"), menu="help", handler=lambda: _show_keys(frame), shortcut="F1",
               icon="question"),
        Action(id="seeing", text=_("&Who sees what?"), menu="help", handler=lambda: frame.go("seeing"), icon="eye"),
        Action(id="privacy", text=_("&Privacy and my data"), menu="help", handler=lambda: frame.go("privacy"), icon="person"),
        Action(id="verify", text=_("&Verify a proof…"), menu="help", handler=lambda: _verify_proof(frame), icon="check"),
        Action(id="about", text=_("&About Train je Collega"), menu="help", handler=lambda: _show_about(frame),
               icon="info"),
    )  # fmt: skip
