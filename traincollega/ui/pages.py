"""Which pages there are, and what can be done from everywhere."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QMessageBox, QWidget

from traincollega import __version__
from traincollega.language import _
from traincollega.ui.actions import Action
from traincollega.ui.agenda_page import AgendaPage
from traincollega.ui.calendar_saving import save_mine
from traincollega.ui.discover_page import DiscoverPage
from traincollega.ui.exchange_dialog import choose_file, write_file
from traincollega.ui.frame import Frame
from traincollega.ui.import_files import import_file, import_folder
from traincollega.ui.keys_dialog import KeysDialog
from traincollega.ui.learning_page import LearningPage
from traincollega.ui.main_window import PageEntry
from traincollega.ui.messages_page import MessagesPage
from traincollega.ui.session_page import SessionPage
from traincollega.ui.settings_page import SettingsPage
from traincollega.ui.start_page import StartPage
from traincollega.ui.teaching_page import TeachingPage
from traincollega.ui.training_editor import TrainingEditor


def pages(choose_language: Callable[[str], None]) -> tuple[PageEntry, ...]:
    """Return every page, in the order of the navigation; the first one is shown at the start."""
    return (
        PageEntry("start", _("Start"), "home", StartPage),
        PageEntry("discover", _("Discover"), "search", DiscoverPage),
        PageEntry("agenda", _("Agenda"), "calendar", AgendaPage),
        PageEntry("learning", _("My learning"), "graduation", LearningPage),
        PageEntry("teaching", _("My trainings"), "board", TeachingPage),
        PageEntry("messages", _("Messages"), "message", MessagesPage, "bottom"),
        PageEntry("settings", _("Settings"), "gear", partial(SettingsPage, choose_language=choose_language), "bottom"),
        PageEntry("editor", _("Offer a training"), "pencil", TrainingEditor, "hidden", "teaching"),
        PageEntry("session", _("Session"), "calendar", SessionPage, "hidden", "teaching"),
    )


def actions(frame: Frame) -> Sequence[Action]:
    """Return what can be done from everywhere, besides what the window itself can."""
    return (
        Action(id="new", text=_("Offer a &training"), menu="training", handler=lambda: frame.go("editor", new=True),
               shortcut="Ctrl+N", icon="upload"),
        Action(id="find", text=_("&Search"), menu="training", handler=lambda: frame.go("discover", search=True), shortcut="Ctrl+F",
               icon="search"),
        Action(id="import-file", text=_("Read in trainings from a &file…"), menu="file", handler=lambda: import_file(frame),
               icon="download"),
        Action(id="import-folder", text=_("Read in trainings from a f&older…"), menu="file", handler=lambda: import_folder(frame),
               icon="folder"),
        Action(id="agenda", text=_("Save my &agenda…"), menu="file",
               handler=lambda: save_mine(frame, frame.messages.window()), icon="calendar", starts_group=True),
        Action(id="read", text=_("&Read in a shared file…"), menu="share", handler=lambda: choose_file(frame), icon="download"),
        Action(id="write", text=_("&Write our shared file…"), menu="share", handler=lambda: write_file(frame), icon="export",
               when=lambda: frame.desk.is_coordinator()),
        Action(id="again", text=_("&Look again"), menu="view", handler=frame.changed.happened.emit, shortcut="F5", icon="refresh",
               starts_group=True),
        Action(id="keys", text=_("&Keys and help"), menu="help", handler=lambda: KeysDialog(frame).open(), shortcut="F1",
               icon="question"),
        Action(id="about", text=_("&About Train je Collega"), menu="help", handler=lambda: about(frame.messages.window()),
               icon="info"),
    )  # fmt: skip


def about(window: QWidget) -> None:
    """Show what this is."""
    told = _("Train je Collega {version}\n\nColleagues teach each other what they know a bit more about.\n\nLicence: EUPL-1.2")
    QMessageBox.about(window, _("Train je Collega"), told.format(version=__version__))
