"""Builds everything: the look, the desk, the pages and the window; the only module that knows every room."""

import gc
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLockFile, QObject, Qt, QTimer, QTranslator, Signal
from PySide6.QtWidgets import QApplication, QMainWindow

from traincollega import language
from traincollega.errors import DatabaseDamaged, InvalidInput, StorageError, TrainCollegaError
from traincollega.language import _
from traincollega.settings import change_settings, database_path, read_settings
from traincollega.ui.frame import Seat
from traincollega.ui.main_window import MainWindow
from traincollega.ui.opening import Opening
from traincollega.ui.pages import actions, pages
from traincollega.ui.theme import Mode, Theme

if TYPE_CHECKING:  # the window stands before any of these is imported
    from traincollega.services.desk import Desk, Done
    from traincollega.services.reminding import Reminder
    from traincollega.ui.reading import Reading
    from traincollega.ui.sharing_rounds import Ended, Rounds
    from traincollega.ui.tray import Tray
    from traincollega.ui.welcome import Welcome

FUSION = ["traincollega", "-style", "fusion"]  # as an argument: setStyle would import Qt's styles, 16 ms
LOOK_EVERY = 2_000  # milliseconds between two looks whether another process wrote in the database
OPEN_AFTER = 10  # milliseconds in which the window is painted, undisturbed by the thread that opens its desk
BACK_UP_AFTER = 8_000  # milliseconds after which the start is over, and the backup of today may be made
BACK_UP_EVERY = 3_600_000  # milliseconds between two looks whether another day has begun
REMIND_AFTER = 5_000  # milliseconds after which the start is over, and what was due meanwhile is reminded of
REMIND_EVERY = 60_000  # milliseconds between two looks whether a reminder is due
STATE_ICONS = {"off": "check", "up to date": "check", "waiting": "upload", "unreachable": "warning", "choice": "question"}
COLLECT_AFTER = 1_000  # milliseconds in which the start makes no garbage worth collecting


def has_screen() -> bool:
    """Say whether a window can open here: Qt itself would abort."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def application() -> QApplication:
    """Return the one QApplication, made now if there is none yet."""
    known = QApplication.instance()
    made = known if isinstance(known, QApplication) else QApplication(FUSION)
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
    try:
        lock = _locked(folder)
        if lock is None:
            return program.refuse(_("Train je Collega is open already. Look for its window in your task bar."))
        program.ended.connect(app.exit)
        program.start()
        sys.excepthook = program.tell_bug
    except (TrainCollegaError, OSError) as error:
        return program.refuse(str(error))
    QTimer.singleShot(OPEN_AFTER, _show_icon)
    QTimer.singleShot(COLLECT_AFTER, _collect_again)
    try:
        return app.exec()
    finally:
        program.close()
        lock.unlock()


def _locked(folder: Path) -> QLockFile | None:
    """Return the lock of the one window of a profile, None where another window has it; raises StorageError."""
    lock = QLockFile(str(folder / "window.lock"))
    if folder.is_dir() and _has(lock):
        return lock
    from traincollega.models.database import speaking  # 10 ms, where something is in the way

    with speaking(database_path(folder)):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _has(lock):
            return lock
        with TemporaryFile(dir=folder) as probe:
            probe.write(bytes(10_000))  # a full or locked disk keeps the lock of a window that died: then that is told
            probe.flush()
    return None


def _has(lock: QLockFile) -> bool:
    return lock.tryLock(0) or lock.error() is not QLockFile.LockError.LockFailedError


def _show_icon() -> None:
    """Give the window, and all that come after it, the icon of the program."""
    from traincollega.ui.icons import app_icon  # 5 ms, after the window stands

    application().setWindowIcon(app_icon())


def _collect_again() -> None:
    """Let Python collect garbage again; what the start made will stay, and need not be looked through each time."""
    gc.freeze()
    gc.enable()


class Program(QObject):
    """Shows the window that fits: the welcome, our organisation, or the example."""

    ended = Signal(int)
    """Nothing can be shown: the exit code."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        """Make ready for the profile in `folder`; nothing shows yet."""
        super().__init__(app)
        self.folder = folder
        self.window: QMainWindow | None = None
        self.desk: Desk | None = None
        self._opening: Opening | None = None
        self._settings = read_settings(folder)
        self._translator = QTranslator(self)
        self._speak()
        self.theme = Theme(app, self._mode(), self._settings.zoom, self._settings.accent)
        self.theme.changed.connect(self._keep_look)
        self._seen = 0
        self._told_no_backup = False
        self._seat = Seat()
        self._rounds: Rounds | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY)
        self._timer.timeout.connect(self._look)
        self._backups = QTimer(self)
        self._backups.timeout.connect(self._back_up)
        self._reminders = QTimer(self)
        self._reminders.timeout.connect(self.look_for_reminders)
        self._reading: Reading | None = None
        self._tray: Tray | None = None

    @property
    def tray(self) -> "Tray":
        """What says reminders outside the window."""
        if self._tray is None:
            from traincollega.ui.tray import Tray  # 3 ms, after the window stands

            self._tray = Tray(self, wanted=self._settings.tray, keep=self.keep_tray, pressed=self._show_reminders)
        return self._tray

    @property
    def rounds(self) -> "Rounds":
        """What keeps the desk in step with colleagues."""
        if self._rounds is None:
            from traincollega.ui.sharing_rounds import Rounds  # 3 ms, after the window stands

            self._rounds = Rounds(self)
            self._rounds.ended.connect(self._round_ended)
            self._rounds.changed.connect(self._tell_sharing)
        return self._rounds

    @property
    def example(self) -> Path:
        """Where the example lives while somebody looks around in it."""
        return self.folder / "example"

    def start(self) -> None:
        """Show the window of this profile, whose desk comes a moment later; the welcome where nothing has begun."""
        begun = True  # also where we may not look: opening it says why
        with suppress(OSError):
            begun = database_path(self.folder).exists()
        if not begun:
            self.welcome()
            return
        self._opening = None
        self._wait()

    def _wait(self, first: "Callable[[], Done] | None" = None) -> None:
        """Show a window whose desk is on its way; `first` is done before that is opened, while nothing here reads it."""
        self.theme.set_accent(self._settings.accent)
        self._seat = Seat()
        self._replace(self._window(self._seat, waits=True), None)
        QTimer.singleShot(OPEN_AFTER, partial(self._open, first))

    def restore(self, backup: Path) -> None:
        """Put a backup in the place of our database, and show the window anew on what is there then."""
        QTimer.singleShot(0, self, lambda: self._restore(backup))  # not while the window that goes still asks

    def _restore(self, backup: Path) -> None:
        from traincollega.services import keeping_backups  # 5 ms, that few windows need

        self._wait(partial(keeping_backups.restore, self.folder, backup))

    def welcome(self) -> None:
        """Show the three ways to begin."""
        from traincollega.ui.welcome import Welcome  # 5 ms, that only the first start needs

        self.theme.set_accent("")
        page = Welcome(self.theme, self.folder)
        page.begin.connect(partial(self._begin, page))
        page.joined.connect(self._joined)
        page.look_around.connect(self.look_around)
        window = QMainWindow()
        window.setWindowTitle(_("Train je Collega"))
        window.resize(1280, 800)
        window.setCentralWidget(page)
        page.setFocus()  # the cards are equal: none has the ring before a key is pressed
        self._replace(window, None)

    def look_around(self) -> None:
        """Show the example, made anew."""
        from datetime import UTC, datetime  # 2 ms, the same

        from traincollega.services.demonstrating import make_example  # 50 ms, that no organisation of its own needs

        desk = make_example(self.example, datetime.now(UTC))
        self.show_desk(desk)

    def leave_example(self) -> None:
        """Close the example and go back to where we came from."""
        from traincollega.services.demonstrating import remove_example  # 50 ms, that no organisation of its own needs

        self.start()
        remove_example(self.example)

    def show_desk(self, desk: "Desk") -> MainWindow:
        """Show the window of a desk that is open."""
        self.theme.set_accent(desk.our_organisation().accent)
        self._seat = Seat(desk)
        window = self._window(self._seat, keeps=desk.path == database_path(self.folder))
        if desk.path == database_path(self.example):
            window.show_banner(_("This is an example. Nothing you do here counts."), _("Close the example"), self.leave_example)
        self._replace(window, desk)
        self._follow(window, desk)
        return window

    def _window(self, desk: "Callable[[], Desk | None]", *, waits: bool = False, keeps: bool = True) -> MainWindow:
        """Return a window; `keeps` says whether backups are kept of what it shows."""
        if isinstance(self.window, MainWindow):
            self._settings = self._settings._replace(geometry=self.window.geometry_text())  # as large as the one it replaces
        window = MainWindow(
            self.theme,
            desk,
            pages(self.choose_language, self.restore if keeps else None, lambda: self.rounds, lambda: self.tray),
            waits=waits,
            actions=partial(actions, rounds=lambda: self.rounds),
            geometry=self._settings.geometry,
            remember=self._keep_geometry,
            parts=self._settings.parts,
            keep_parts=self._keep_parts,
        )
        window.navigation.state_asked.connect(partial(window.go, "sharing"))
        return window

    def _open(self, first: "Callable[[], Done] | None" = None) -> None:
        if self.window is not None:  # it may be closed already
            self._opening = Opening(self.folder, first)
            self._opening.came.connect(self._sit_down)
            self._opening.begin()

    def _sit_down(self) -> None:
        """Fill the window that stands, now that its desk is open; or say why it could not be opened."""
        from traincollega.models.database import speaking  # 5 ms, after the window stands

        window, opening = self.window, self._opening
        if opening is None or not isinstance(window, MainWindow):
            return
        try:
            with speaking(database_path(self.folder)):  # a page that is damaged may be met by any reading
                desk = opening.desk()
                if desk is None:
                    self.welcome()
                else:
                    self._fill(window, desk)
                    self._tell_restored(window, opening)
        except DatabaseDamaged as error:
            if isinstance(opening.said, TrainCollegaError):  # it was tried, and this is why it could not be
                self.ended.emit(self.refuse(str(opening.said)))
            else:
                self._offer_backup(window, str(error))
        except (TrainCollegaError, OSError) as error:
            self.ended.emit(self.refuse(str(error)))

    def _tell_restored(self, window: MainWindow, opening: Opening) -> None:
        if isinstance(opening.said, TrainCollegaError):
            window.messages.error(opening.said)
        elif opening.said is not None:
            window.messages.say(opening.said.sentence)

    def _offer_backup(self, window: MainWindow, sentence: str) -> None:
        """Offer the newest backup in the place of a database that is damaged; where there is none, say what is wrong."""
        from traincollega.services.keeping_backups import newest_sound  # 5 ms, where something is in the way
        from traincollega.ui.damaged_dialog import offer  # 3 ms, the same
        from traincollega.ui.focus_ring import FocusRing  # 2 ms, the same

        backup = newest_sound(self.folder)
        if backup is None:
            self.ended.emit(self.refuse(sentence))
        else:
            FocusRing(self.theme, window)  # its window has none yet
            offer(window, sentence, backup, partial(self.restore, backup.path), partial(self.ended.emit, 1))

    def _fill(self, window: MainWindow, desk: "Desk") -> None:
        self.desk, self._settings = desk, read_settings(self.folder)
        self._seat.desk = desk
        if self.theme.accent != (accent := desk.our_organisation().accent):
            self.theme.set_accent(accent)
        self._keep_look()
        self._follow(window, desk)
        window.begin()

    def _follow(self, window: MainWindow, desk: "Desk") -> None:
        """Keep the window in step with what its desk holds, whoever writes."""
        from traincollega.ui.reading import Reading  # 1 ms, after the window stands

        window.frame.changed.happened.connect(partial(self._tell_state, window))
        self._tell_state(window)
        self._seen = desk.store.elsewhere()
        self._timer.start()
        if desk.path == database_path(self.folder):  # the example is made anew each time
            self._backups.start(BACK_UP_AFTER)
        else:
            self._backups.stop()
        self._reading = Reading(window.frame, "reminders")
        self._reminders.start(REMIND_AFTER)
        self.rounds.follow(window.frame, may_begin=desk.path != database_path(self.example))

    def _back_up(self) -> None:
        """Make the backup of today in the background, where it is due."""
        from traincollega.services.keeping_backups import back_up_when_due  # 5 ms, after the window stands

        self._backups.setInterval(BACK_UP_EVERY)
        window, desk = self.window, self.desk
        if isinstance(window, MainWindow) and desk is not None:
            window.frame.background.run_long(partial(back_up_when_due, desk), partial(self._show_backup, window), self._no_backup)

    def _show_backup(self, window: MainWindow, done: "Done | None") -> None:
        if done is not None and window.here == "settings":
            window.frame.changed.happened.emit()  # the list there shows it

    def _no_backup(self, error: TrainCollegaError) -> None:
        """Say once in the life of a window that no backup could be made, and why."""
        if isinstance(self.window, MainWindow) and not self._told_no_backup:
            self._told_no_backup = True
            sentence = _("The backup of today was not made.")
            self.window.messages.say(f"{sentence} {error}", kind="warning")

    def look_for_reminders(self) -> None:
        """See in the background whether a reminder is due."""
        from traincollega.services.reminding import due  # 5 ms, after the window stands

        self._reminders.setInterval(REMIND_EVERY)
        if isinstance(self.window, MainWindow) and self._reading is not None:
            self._reading.ask(due, partial(self._remind, self.window))

    def _remind(self, window: MainWindow, reminders: "list[Reminder]") -> None:
        from traincollega.services.reminding import remind  # 0 ms: what is due was looked for already

        told = remind(window.frame.desk, reminders) if reminders else []
        for one in told:
            self.tray.say(one.title, one.text)
        if told:
            window.frame.changed.happened.emit()

    def _show_reminders(self) -> None:
        """Bring the window to the front with the messages, where the tray was pressed."""
        if isinstance(self.window, MainWindow):
            self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
            self.window.raise_()
            self.window.activateWindow()
            self.window.go("messages")

    def refuse(self, sentence: str) -> int:
        """Say why no window opens; return the exit code."""
        from PySide6.QtWidgets import QMessageBox  # 3 ms, that no window needs

        self.theme.apply()
        QMessageBox.warning(None, _("Train je Collega"), sentence)
        return 1

    def tell_bug(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Shout about a mistake of ours: whole on standard error, in one sentence in the window; damage has its own sentence."""
        from traincollega.models.database import spoken  # 5 ms, after the window stands

        sys.__excepthook__(kind, error, trace)
        if isinstance(self.window, MainWindow):
            ours = _("Something went wrong in the program itself. What was saved is safe; close it and open it again.")
            self.window.messages.say(str(spoken(error, database_path(self.folder)) or ours), kind="error")

    def close(self) -> None:
        """Close the window, take it away with all that would still read, and let go of the database."""
        self._rest()
        if self.window is not None:
            self.window.close()
            if self._rounds is not None:
                self._rounds.close()
            self.window.deleteLater()
            QCoreApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete)
            self.window = None
        if self.desk is not None:
            self.desk.close()
            self.desk = None
        elif self._opening is not None:
            self._opening.give_up()

    def choose_language(self, code: str) -> None:
        """Speak another language from now on; the window is built anew, and stands as it did."""
        self._keep(language=code)
        self._speak()
        if isinstance(self.window, MainWindow) and self.desk is not None:
            left = self.window.left_as()
            self.show_desk(self.desk).go_on(left)

    def _begin(self, page: "Welcome", organisation: str, name: str, email: str, department: str) -> None:
        from traincollega.services.beginning import begin  # 80 ms, after the window stands

        try:
            desk = begin(self.folder, organisation=organisation, name=name, email=email, department=department)
        except InvalidInput as error:
            page.show_errors({error.field: str(error)})
        except TrainCollegaError as error:
            page.show_errors({"": str(error)})
        else:
            self._settings = read_settings(self.folder)
            self.show_desk(desk)

    def _joined(self, desk: "Desk", sentence: str) -> None:
        """Show the organisation that somebody joined."""
        self._settings = read_settings(self.folder)
        self.show_desk(desk).messages.say(sentence)

    def _replace(self, window: QMainWindow, desk: "Desk | None") -> None:
        gone, was = self.window, self.desk
        if desk is None and self._rounds is not None:
            self._rounds.rest()
        self.window, self.desk = window, desk
        if desk is None:
            self._rest()
        window.show()
        if gone is not None:
            gone.close()
            gone.deleteLater()
        if was is not None and (desk is None or desk.store.connection is not was.store.connection):
            was.close()

    def _rest(self) -> None:
        """Look for nothing while there is no desk."""
        for timer in (self._timer, self._backups, self._reminders):
            timer.stop()

    def _tell_state(self, window: MainWindow) -> None:
        from traincollega.services.telling import unread_count  # 80 ms, after the window stands

        window.navigation.set_count("messages", unread_count(window.frame.desk))
        self._tell_sharing()

    def _tell_sharing(self) -> None:
        """Say at the bottom of the column how sharing stands."""
        from traincollega.services.choosing import choices_of_text  # 5 ms, after the window stands
        from traincollega.services.telling import choices_to_make  # 80 ms, the same
        from traincollega.sharing import standing  # 3 ms, the same

        if isinstance(self.window, MainWindow) and self.window.frame.ready:
            desk = self.window.frame.desk
            state, choices = standing.standing(desk.path.parent), choices_to_make(desk) + choices_of_text(desk)
            icon = STATE_ICONS[standing.state_of(desk, state, choices).value]
            self.window.navigation.say_state(icon, standing.sentence_of(desk, state, choices))

    def _round_ended(self, ended: "Ended") -> None:
        """Let the window speak for the computer this is now, and look again where something came."""
        window, desk = self.window, self._seat.desk
        if desk is None or not isinstance(window, MainWindow):
            return
        if ended.device and ended.device != desk.store.device:
            self.desk = self._seat.desk = desk.speaking_for(ended.device)
        self._seen = desk.store.elsewhere()
        if ended.news:
            window.frame.changed.happened.emit()

    def _look(self) -> None:
        """See whether a command or another program wrote; then every page looks again. What a round writes it tells itself."""
        if self.desk is None or not isinstance(self.window, MainWindow) or self.rounds.running:
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
        look: dict[str, str | int] = {"theme": self.theme.mode, "zoom": self.theme.zoom}
        if self.desk is not None and self.desk.path == database_path(self.folder):  # the example has a colour of its own
            look["accent"] = self.theme.accent
        if any(getattr(self._settings, name) != value for name, value in look.items()):
            self._keep(**look)

    def keep_tray(self, wanted: bool) -> None:
        """Keep whether reminders are said outside the window too."""
        self._keep(tray=wanted)

    def _keep_geometry(self, geometry: str) -> None:
        self._keep(geometry=geometry)

    def _keep_parts(self, chosen: Mapping[str, bool]) -> None:
        self._keep(parts=chosen)

    def _keep(self, **changed: str | int | bool | Mapping[str, bool]) -> None:
        try:
            self._settings = change_settings(self.folder, **changed)
        except StorageError:
            self._settings = self._settings._replace(**changed)  # type: ignore[arg-type]  # until the program closes: no reason to disturb
