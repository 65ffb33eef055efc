"""The window: where to go at the left, the page beside it, and beneath that the message bar."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from traincollega.language import _
from traincollega.ui import theme as look
from traincollega.ui.actions import Action, add_menus, fill_menus
from traincollega.ui.background import Background
from traincollega.ui.frame import ChangeSignal, Frame
from traincollega.ui.messages import MessageBar
from traincollega.ui.navigation import Navigation
from traincollega.ui.parts import Part, Parts
from traincollega.ui.theme import Theme

if TYPE_CHECKING:
    from traincollega.services.desk import Desk

FOLDS_BELOW = 1000  # pixels at 100 %
ZOOM_STEP = 10


class PageEntry(NamedTuple):
    """A page that can be gone to; it is built when it is first shown."""

    id: str
    title: str
    icon: str
    factory: Callable[[Frame], QWidget]
    """Makes the page. It may have `show_item(**what)`, for `go`, and `reload()`, called when it shows after a save;
    `way_back()`, what to show when somebody comes back, where that is not what was asked for; and `left_as()` with
    `go_on(**left)`, for a window that takes the place of another.
    """
    group: Literal["main", "bottom", "hidden"] = "main"
    """Above or below in the navigation; "hidden" pages are only reached by `go`."""
    under: str = ""
    """The page that the navigation marks while this hidden one shows."""
    when: "Callable[[Desk], bool] | None" = None
    """Whom it is for, by their role; None is for everybody."""
    number: int = 0
    """Of its key, Ctrl+1 to 9, where that is not its place among the others."""


class Left(NamedTuple):
    """How somebody left a window: where they were, where they came from, and how each page stood."""

    here: tuple[str, dict[str, Any]]
    past: list[tuple[str, dict[str, Any]]]
    pages: dict[str, dict[str, Any]]


class MainWindow(QMainWindow):
    """Holds the frame; `actions` are the program's own, the window adds its own to them."""

    def __init__(
        self,
        theme: Theme,
        desk: "Callable[[], Desk | None]",
        pages: Sequence[PageEntry],
        *,
        waits: bool = False,
        actions: Callable[[Frame], Sequence[Action]] = lambda frame: (),
        background: Background | None = None,
        geometry: str = "",
        remember: Callable[[str], None] | None = None,
        parts: Mapping[str, bool] | None = None,
        keep_parts: Callable[[Mapping[str, bool]], object] = lambda chosen: None,
    ) -> None:
        """Build the window on its first page, or on none yet where it `waits` until it is told to `begin`.

        `geometry` is what `remember` was given when the window last closed, `parts` what `keep_parts` was.
        """
        super().__init__()
        self._theme = theme
        self._pages = {entry.id: entry for entry in pages}
        self._built: dict[str, QWidget] = {}
        self._stale: set[str] = set()
        self._past: list[tuple[str, dict[str, Any]]] = []
        self._left: dict[str, dict[str, Any]] = {}
        self._here: tuple[str, dict[str, Any]] = ("", {})
        self._folded_by_hand: bool | None = None
        self._remember = remember
        self.setWindowTitle(_("Train je Collega"))
        self.messages = MessageBar(theme)
        self.parts = Parts([self._part(entry) for entry in pages[1:] if entry.group == "main"], parts or {}, keep_parts, self)
        self.parts.changed.connect(self._show_places)
        self.frame = Frame(desk, theme, self.messages, background or Background(self), self.go, ChangeSignal(self), self.parts)
        self.frame.changed.happened.connect(self._changed)
        self.navigation = Navigation(theme)
        self.navigation.asked.connect(self.go)
        for entry in sorted(pages, key=lambda entry: entry.group == "bottom"):
            if entry.group != "hidden":
                self.navigation.add(entry.id, entry.icon, entry.title, below=entry.group == "bottom")
        self._show_places()
        self._stack = QStackedWidget()
        self._banner = QFrame()
        self._banner.setProperty("box", "banner")
        self._banner.hide()
        self._lay_out()
        self.actions_of_window = (*actions(self.frame), *self._own_actions())
        self._menus = add_menus(self, self.actions_of_window)
        if not (geometry and self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))):
            self.resize(1280, 800)
        self.setMinimumSize(theme.px(560), theme.px(400))
        theme.changed.connect(self._fit)
        self._fit()
        self.setFocus()  # else the first page in the column has the ring as soon as the window opens
        self._wanted: tuple[str, dict[str, Any]] | None = (pages[0].id, {}) if pages else None
        self._waits = waits
        if not waits:
            self.begin()
        elif pages:
            self.navigation.show_page(pages[0].id)

    def begin(self) -> None:
        """Show the first page, or where somebody wanted to go meanwhile."""
        from traincollega.ui.focus_ring import FocusRing  # 2 ms, after the window stands

        self._waits = False
        self._ring = FocusRing(self._theme, self)
        fill_menus(self._menus)
        self._show_places()
        if self._wanted is not None:
            page, what = self._wanted
            self.go(page, **what)

    def go(self, page: str, /, **what: Any) -> None:
        """Show a page, and on it what `what` names; Alt+Left comes back. A window that waits remembers it."""
        if self._waits:
            self._wanted = (page, what)
            self.navigation.show_page(self._pages[page].under or page)
            return
        if self._here[0] and (page, what) != self._here:
            self._past.append(self._way_back())
        self._show(page, what)

    def back(self) -> None:
        """Show what was shown before."""
        if self._past:
            self._show(*self._past.pop())

    def page(self, page: str) -> QWidget:
        """Return a page, built now if it was not yet."""
        made = self._built.get(page)
        if made is None:
            made = self._pages[page].factory(self.frame)
            self._built[page] = made
            self._stack.addWidget(made)
        return made

    def left_as(self) -> Left:
        """Return how the window stands now, for the one that takes its place."""
        pages = {name: page.left_as() for name, page in self._built.items() if hasattr(page, "left_as")}
        return Left(self._way_back(), self._past, self._left | pages)

    def go_on(self, left: Left) -> None:
        """Stand as another window was left; a page stands as it did once it is gone to."""
        self._left, self._past = left.pages, left.past
        page, what = left.here
        self._show(page, what)

    def _way_back(self) -> tuple[str, dict[str, Any]]:
        page, what = self._here
        made = self._built.get(page)
        return page, made.way_back() if made is not None and hasattr(made, "way_back") else what

    @property
    def here(self) -> str:
        """The id of the page that shows."""
        return self._here[0]

    def show_banner(self, text: str, action: str, pressed: Callable[[], object]) -> None:
        """Show a line above every page, as the example does: what this is, and the way out of it."""
        from traincollega.ui.button import button  # 5 ms, with its icons, which few windows need before they stand
        from traincollega.ui.text import Sentence  # 1 ms, the same

        px = self._theme.px
        row = QHBoxLayout(self._banner)
        row.setContentsMargins(px(look.XL), px(look.XS), px(look.XL), px(look.XS))
        row.addWidget(Sentence(text), 1)
        row.addWidget(button(action, pressed, kind="link"))
        self._banner.show()

    def search_actions(self) -> None:
        """Ctrl+K."""
        from traincollega.ui.action_search import ActionSearch  # here it saves 8 ms of the start

        ActionSearch(self._theme, self.actions_of_window, self).open()

    def geometry_text(self) -> str:
        """Return size and place as `geometry` takes them."""
        return bytes(self.saveGeometry().toBase64().data()).decode()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._remember:
            self._remember(self.geometry_text())
        self.frame.background.close()
        super().closeEvent(event)

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._banner)
        right.addWidget(self._stack, 1)
        right.addWidget(self.messages)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.navigation)
        row.addLayout(right, 1)
        self.setCentralWidget(whole)

    def _show(self, page: str, what: dict[str, Any]) -> None:
        fresh = page not in self._built
        made = self.page(page)
        self._here = (page, what)
        if page in self._stale and not fresh:
            _call(made, "reload")  # before it shows: what it builds anew must not have the focus already
        self._stale.discard(page)
        self._stack.setCurrentWidget(made)
        self.navigation.show_page(self._pages[page].under or page)
        self.setWindowTitle(_("{page} – Train je Collega").format(page=self._pages[page].title))
        if fresh and page in self._left:
            _call(made, "go_on", **self._left.pop(page))
        if what:
            _call(made, "show_item", **what)

    def _for_me(self, entry: PageEntry) -> bool:
        return entry.when is None or (self.frame.ready and entry.when(self.frame.desk))

    def _may_go(self, entry: PageEntry) -> bool:
        return self._for_me(entry) or self.parts.shown(entry.id)

    def _part(self, entry: PageEntry) -> Part:
        return Part(entry.id, entry.title, partial(self._for_me, entry))

    def _show_places(self) -> None:
        """Show in the navigation what is there for my roles, or was chosen."""
        for page in self.parts.rows:
            self.navigation.set_shown(page, self.parts.shown(page))

    def _changed(self) -> None:
        self._show_places()
        self._stale.update(self._built)
        if self._here[0] in self._built:
            self._stale.discard(self._here[0])
            _call(self._built[self._here[0]], "reload")

    def _fit(self) -> None:
        narrow = self.width() < self._theme.px(FOLDS_BELOW)
        folded = narrow if self._folded_by_hand is None else self._folded_by_hand
        if folded != self.navigation.folded:
            self.navigation.fold(folded)

    def _fold(self) -> None:
        self._folded_by_hand = not self.navigation.folded
        self._fit()

    def _own_actions(self) -> tuple[Action, ...]:
        theme = self._theme
        places = [entry for entry in self._pages.values() if entry.group == "main"]
        rest = [entry for entry in self._pages.values() if entry.group == "bottom"]
        return (
            Action(id="close", text=_("&Quit"), menu="file", handler=self.close, shortcut="Ctrl+Q", starts_group=True),
            Action(id="undo", text=_("&Undo"), menu="edit", handler=self.messages.undo, shortcut="Ctrl+Z", icon="undo",
                   when=lambda: self.messages.can_undo),
            Action(id="actions", text=_("Find an &action…"), menu="edit", handler=self.search_actions, shortcut="Ctrl+K",
                   icon="search", starts_group=True),
            *(
                Action(id=f"go-{entry.id}", text=entry.title, menu="view", handler=partial(self.go, entry.id),
                       shortcut=f"Ctrl+{entry.number or number}" if number < 10 else "", icon=entry.icon, starts_group=number == 1,
                       when=partial(self._may_go, entry) if entry.when else None)
                for number, entry in enumerate(places, 1)
            ),
            *(
                Action(id=f"go-{entry.id}", text=entry.title, menu="view", handler=partial(self.go, entry.id),
                       icon=entry.icon)
                for entry in rest
            ),
            Action(id="back", text=_("&Back"), menu="view", handler=self.back, shortcut="Alt+Left", icon="chevron-left",
                   when=lambda: bool(self._past), starts_group=True),
            Action(id="message", text=_("Go to the &message"), menu="view", handler=self.messages.enter, shortcut="F6",
                   icon="info", when=self.messages.isVisible),
            Action(id="fold", text=_("&Fold the pages column"), menu="view", handler=self._fold, icon="menu",
                   checked=lambda: self.navigation.folded),
            Action(id="larger", text=_("&Larger"), menu="view", handler=lambda: theme.set_zoom(theme.zoom + ZOOM_STEP),
                   shortcut="Ctrl++", icon="plus", when=lambda: theme.zoom < look.MOST_ZOOM, starts_group=True),
            Action(id="smaller", text=_("&Smaller"), menu="view", handler=lambda: theme.set_zoom(theme.zoom - ZOOM_STEP),
                   shortcut="Ctrl+-", icon="minus", when=lambda: theme.zoom > look.LEAST_ZOOM),
            Action(id="usual-size", text=_("&Usual size"), menu="view", handler=lambda: theme.set_zoom(100), shortcut="Ctrl+0"),
            Action(id="light", text=_("Li&ght"), menu="view", handler=lambda: theme.set_mode("light"), icon="sun",
                   checked=lambda: theme.mode == "light", starts_group=True),
            Action(id="dark", text=_("&Dark"), menu="view", handler=lambda: theme.set_mode("dark"), icon="moon",
                   checked=lambda: theme.mode == "dark"),
            Action(id="system", text=_("As the s&ystem"), menu="view", handler=lambda: theme.set_mode("system"),
                   checked=lambda: theme.mode == "system"),
        )  # fmt: skip


def _call(page: QWidget, name: str, **what: Any) -> None:
    """Call a method of a page, where it has one."""
    method = getattr(page, name, None)
    if method is not None:
        method(**what)
