"""Builds everything: the look, the desk, the pages and the window; the only module that knows every room."""

import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLockFile, QObject, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QMainWindow, QMessageBox

from traincollega import language
from traincollega.errors import InvalidInput, TrainCollegaError
from traincollega.language import _
from traincollega.models.database import speaking, spoken
from traincollega.services.beginning import begin, open_desk
from traincollega.services.desk import Desk
from traincollega.services.telling import unread_count
from traincollega.settings import Settings, database_path, read_settings, write_settings
from traincollega.ui.icons import app_icon
from traincollega.ui.main_window import MainWindow
from traincollega.ui.pages import actions, pages
from traincollega.ui.theme import Mode, Theme
from traincollega.ui.welcome import Welcome

LOOK_EVERY = 2_000  # milliseconds between two looks whether another process wrote in the database


def has_screen() -> bool:
    """Say whether a window can open here: Qt itself would abort."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def application() -> QApplication:
    """Return the one QApplication, made now if there is none yet."""
    known = QApplication.instance()
    made = known if isinstance(known, QApplication) else QApplication(["traincollega"])
    made.setApplicationName("traincollega")
    made.setApplicationDisplayName("")  # the window's own title says enough
    made.setDesktopFileName("traincollega")
    return made


def open_window(folder: Path) -> int:
    """Open the window of a profile and stay until it closes; return the exit code."""
    settings = read_settings(folder)
    language.choose(settings.language or None)
    if not has_screen():
        print(_("There is no screen here, so no window can open. The commands work without one."), file=sys.stderr)  # noqa: T201
        return 1
    app = application()
    program = Program(app, folder)
    lock = QLockFile(str(folder / "window.lock"))
    try:
        with speaking(database_path(folder)):
            folder.mkdir(parents=True, exist_ok=True)
        if not lock.tryLock(0) and lock.error() is QLockFile.LockError.LockFailedError:
            with speaking(database_path(folder)), TemporaryFile(dir=folder) as probe:
                probe.write(bytes(10_000))  # a full or locked disk keeps the lock of a window that died: then that is told
                probe.flush()
            return program.refuse(_("Train je Collega is open already. Look for its window in your task bar."))
        with speaking(database_path(folder)):  # a page that is damaged may be met by any reading
            program.start()
        sys.excepthook = program.tell_bug
    except (TrainCollegaError, OSError) as error:
        return program.refuse(str(error))
    code = app.exec()
    program.close()
    lock.unlock()
    return code


class Program(QObject):
    """Shows the window that fits: the welcome, our organisation, or the example."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        """Make ready for the profile in `folder`; nothing shows yet."""
        super().__init__(app)
        self.folder = folder
        self.window: QMainWindow | None = None
        self.desk: Desk | None = None
        self._settings = read_settings(folder)
        self._translator = QTranslator(self)
        self._speak()
        self.theme = Theme(app, self._mode(), self._settings.zoom)
        self.theme.apply()
        self.theme.changed.connect(self._keep_look)
        app.setWindowIcon(app_icon())
        self._seen = 0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY)
        self._timer.timeout.connect(self._look)

    @property
    def example(self) -> Path:
        """Where the example lives while somebody looks around in it."""
        return self.folder / "example"

    def start(self) -> None:
        """Show the organisation of this profile, or the welcome where there is none yet; raises StorageError."""
        desk = open_desk(self.folder)
        if desk is None:
            self.welcome()
        else:
            self.show_desk(desk)

    def welcome(self) -> None:
        """Show the three ways to begin."""
        page = Welcome(self.theme)
        page.begin.connect(partial(self._begin, page))
        page.look_around.connect(self.look_around)
        window = QMainWindow()
        window.setWindowTitle(_("Train je Collega"))
        window.resize(1280, 800)
        window.setCentralWidget(page)
        self._replace(window, None)

    def look_around(self) -> None:
        """Show the example, made anew."""
        from traincollega.services.demonstrating import make_example  # 50 ms, that no organisation of its own needs

        desk = make_example(self.example, datetime.now(UTC))
        window = self.show_desk(desk)
        window.show_banner(_("This is an example. Nothing you do here counts."), _("Close the example"), self.leave_example)

    def leave_example(self) -> None:
        """Close the example and go back to where we came from."""
        from traincollega.services.demonstrating import remove_example  # 50 ms, that no organisation of its own needs

        self.start()
        remove_example(self.example)

    def show_desk(self, desk: Desk) -> MainWindow:
        """Show the window of a desk."""
        self.theme.set_accent(desk.our_organisation().accent)
        window = MainWindow(
            self.theme,
            desk,
            pages(self.choose_language),
            actions=actions,
            geometry=self._settings.geometry,
            remember=self._keep_geometry,
        )
        window.frame.changed.happened.connect(partial(self._tell_state, window))
        self._tell_state(window)
        self._replace(window, desk)
        self._seen = desk.store.elsewhere()
        self._timer.start()
        return window

    def refuse(self, sentence: str) -> int:
        """Say why no window opens; return the exit code."""
        QMessageBox.warning(None, _("Train je Collega"), sentence)
        return 1

    def tell_bug(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Shout about a mistake of ours: whole on standard error, in one sentence in the window; damage has its own sentence."""
        sys.__excepthook__(kind, error, trace)
        if isinstance(self.window, MainWindow):
            ours = _("Something went wrong in the program itself. What was saved is safe; close it and open it again.")
            self.window.messages.say(str(spoken(error, database_path(self.folder)) or ours), kind="error")

    def close(self) -> None:
        """Close the window, take it away with all that would still read, and let go of the database."""
        self._timer.stop()
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
            QCoreApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete)
            self.window = None
        if self.desk is not None:
            self.desk.store.connection.close()
            self.desk = None

    def choose_language(self, code: str) -> None:
        """Speak another language from now on; the window is built anew."""
        self._keep(replace(self._settings, language=code))
        self._speak()
        if isinstance(self.window, MainWindow) and self.desk is not None:
            here = self.window.here
            self.show_desk(self.desk).go(here)

    def _begin(self, page: Welcome, organisation: str, name: str, email: str, department: str) -> None:
        try:
            desk = begin(self.folder, organisation=organisation, name=name, email=email, department=department)
        except InvalidInput as error:
            page.show_errors({error.field: str(error)})
        except TrainCollegaError as error:
            page.show_errors({"": str(error)})
        else:
            self._settings = read_settings(self.folder)
            self.show_desk(desk)

    def _replace(self, window: QMainWindow, desk: Desk | None) -> None:
        gone, was = self.window, self.desk
        self.window, self.desk = window, desk
        window.show()
        if gone is not None:
            gone.close()
            gone.deleteLater()
        if was is not None and (desk is None or desk.store.connection is not was.store.connection):
            was.store.connection.close()

    def _tell_state(self, window: MainWindow) -> None:
        window.navigation.set_count("messages", unread_count(window.frame.desk))
        window.navigation.say_state("check", _("Everything is saved on this computer"))

    def _look(self) -> None:
        """See whether a command or another program wrote; then every page looks again."""
        if self.desk is None or not isinstance(self.window, MainWindow):
            return
        now = self.desk.store.elsewhere()
        if now != self._seen:
            self._seen = now
            self.window.frame.changed.happened.emit()

    def _speak(self) -> None:
        spoken = language.choose(self._settings.language or None)
        app = application()
        app.removeTranslator(self._translator)
        if spoken != "en" and self._translator.load(
            f"qtbase_{spoken}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        ):
            app.installTranslator(self._translator)

    def _mode(self) -> Mode:
        modes: dict[str, Mode] = {"light": "light", "dark": "dark"}
        return modes.get(self._settings.theme, "system")

    def _keep_look(self) -> None:
        if (self.theme.mode, self.theme.zoom) != (self._settings.theme, self._settings.zoom):
            self._keep(replace(self._settings, theme=self.theme.mode, zoom=self.theme.zoom))

    def _keep_geometry(self, geometry: str) -> None:
        self._keep(replace(self._settings, geometry=geometry))

    def _keep(self, settings: Settings) -> None:
        self._settings = settings
        try:
            write_settings(self.folder, settings)
        except OSError:
            return  # a look that is not kept is no reason to disturb anybody
