"""Bewijs controleren: drop a file, choose one or paste a code, and read whether it is genuine; no network is asked."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from traincollega.errors import TrainCollegaError
from traincollega.exports.proof_pages import Said, altered, altered_words, facts
from traincollega.language import _, ngettext
from traincollega.services.desk import Desk
from traincollega.sharing.verifying import Truth, Verdict, code_typed, content_of, our_mark, told, verified_all
from traincollega.ui import theme as look
from traincollega.ui.background import Background
from traincollega.ui.button import button
from traincollega.ui.form import Form
from traincollega.ui.page import fit_dialog, scrolling
from traincollega.ui.pill import Pill
from traincollega.ui.text import label
from traincollega.ui.text_area import TextArea
from traincollega.ui.theme import Theme

SHOWN = 50
"""Verdicts that are shown of one file."""


class Looked(NamedTuple):
    """What was looked at, and what it turned out to be."""

    content: bytes
    name: str
    """Of the file; "" for what was pasted."""
    verdicts: list[Verdict]


def _pill(truth: Truth) -> tuple[str, str, str]:
    return {
        Truth.GENUINE: ("good", "check", _("genuine")),
        Truth.DOUBTFUL: ("waiting", "question", _("signed, ask first")),
        Truth.SIGNED: ("waiting", "question", _("not compared yet")),
        Truth.NAMESAKE: ("warning", "warning", _("same name, other mark")),
        Truth.NOT_KNOWN: ("warning", "question", _("computer not known")),
        Truth.REVOKED: ("warning", "warning", _("computer revoked")),
        Truth.BROKEN: ("error", "cross", _("not genuine")),
        Truth.NEWER: ("plain", "info", _("newer version")),
    }[truth]


class ProofDialog(QDialog):
    """The whole dialog takes what is dropped on it; what was found stands beneath."""

    def __init__(self, theme: Theme, background: Background, open_desk: Callable[[], Desk | None], over: QWidget) -> None:
        """Make it over a window; `open_desk` gives the desk, None where there is none (yet)."""
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Verify a proof"))
        self.setAcceptDrops(True)
        self._theme, self._background, self._open_desk = theme, background, open_desk
        px = theme.px
        fit_dialog(self, theme, 640, 680)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*(px(look.XS),) * 4)
        column.setSpacing(px(look.L))
        column.addWidget(label(_("Verify a proof"), "h2"))
        sentence = _("Is a proof of participation genuine? This computer finds out by itself, without internet.")
        column.addWidget(label(sentence, "muted", wrap=True))
        column.addWidget(self._drop_area())
        self.form = Form(theme)
        self.code = TextArea(theme)
        self.code.setMaximumHeight(px(74))  # what was found has to show beneath it, however long the code is
        self.form.add("code", _("Or paste the code"), self.code, _("It begins with TJC1. Spaces and line breaks do not matter."))
        column.addWidget(self.form)
        self.verify = button(_("Verify"), self._paste, kind="primary")
        column.addWidget(self.verify, 0, Qt.AlignmentFlag.AlignLeft)
        self._found = QVBoxLayout()
        self._found.setSpacing(px(look.M))
        column.addLayout(self._found)
        column.addStretch()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(px(look.XL), px(look.XL), px(look.XL), px(look.L))
        whole.setSpacing(px(look.M))
        self._area = scrolling(inside, _("Verify a proof"))
        self._area.verticalScrollBar().rangeChanged.connect(lambda *_range: self._reveal())
        whole.addWidget(self._area, 1)
        foot = QHBoxLayout()
        desk = open_desk()
        mark = our_mark(desk) if desk else ""
        self.mark = label(_("The mark of your own organisation is {mark}.").format(mark=mark) if mark else "", "small", wrap=True)
        foot.addWidget(self.mark, 1)
        foot.addWidget(button(_("Close"), self.reject))
        whole.addLayout(foot)
        self.choose.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None:
            event.acceptProposedAction()
            self._mark_drop(over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._mark_drop(over=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._mark_drop(over=False)
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.look_at(path)

    def look_at(self, path: Path) -> None:
        """Verify what stands in a file."""
        self._verify(lambda desk: _looked(content_of(path), path.name, desk))

    def _drop_area(self) -> QWidget:
        px = self._theme.px
        self._drop = QFrame()
        self._drop.setProperty("box", "card")
        inside = QVBoxLayout(self._drop)
        inside.setContentsMargins(*(px(look.L),) * 4)
        inside.setSpacing(px(look.S))
        self._drop_words = label("", "h3", wrap=True)
        self._drop_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._mark_drop(over=False)
        inside.addWidget(self._drop_words)
        self.choose = button(_("Choose a file…"), self._choose, icon="folder")
        inside.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignCenter)
        return self._drop

    def _mark_drop(self, *, over: bool) -> None:
        self._drop_words.setText(_("Let go: it is verified") if over else _("Drop the file of a proof here"))

    def _choose(self) -> None:
        kinds = _("Proofs (*.pdf *.html *.htm *.txt)") + ";;" + _("All files (*)")
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Verify a proof"), "", kinds)
        if chosen:
            self.look_at(Path(chosen))

    def _paste(self) -> None:
        typed = self.code.toPlainText().strip()
        if self.form.show_errors({} if typed else {"code": _("Paste the code first, or choose a file.")}):
            self._verify(lambda desk: _looked(code_typed(typed) or typed.encode("utf-8", "replace"), "", desk))

    def _verify(self, look_up: Callable[[Desk | None], Looked]) -> None:
        self.form.show_errors({})
        desk = self._open_desk()

        def work() -> Looked:
            if desk is None:
                return look_up(None)
            reader = desk.reader()
            try:
                return look_up(reader)
            finally:
                reader.store.connection.close()

        self._background.run(work, self._show, self._failed, key="proof")

    def _failed(self, error: TrainCollegaError) -> None:
        self._empty()
        self.form.show_errors({"": str(error)})
        self._area.verticalScrollBar().setValue(0)

    def _show(self, looked: Looked) -> None:
        content, name, verdicts = looked
        self._empty()
        changed = altered(content, [Said(one.claims, one.code, one.mark) for one in verdicts if one.claims is not None], name)
        warned = [altered_words()] if changed else []
        for words in warned:
            self._found.addWidget(label(words, "error", wrap=True))
        shown = [self._card(one) for one in verdicts[:SHOWN]]
        for card in shown:
            self._found.addWidget(card)
        if more := len(verdicts) - len(shown):
            words = ngettext("{n} more stands in this file.", "{n} more stand in this file.", more).format(n=more)
            self._found.addWidget(label(words, "muted", wrap=True))
        event = QAccessibleAnnouncementEvent(self, " ".join([*warned, *map(told, verdicts[:SHOWN])]))
        QAccessible.updateAccessibility(event)
        self._reveal()  # and once more when it has its place

    def _reveal(self) -> None:
        """Scroll to what was found, the top of it first."""
        bar = self._area.verticalScrollBar()
        first = self._found.itemAt(0)
        if first is not None:
            bar.setValue(min(first.geometry().top() - self._theme.px(look.S), bar.maximum()))

    def _empty(self) -> None:
        while (item := self._found.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()

    def _card(self, verdict: Verdict) -> QWidget:
        px, theme = self._theme.px, self._theme
        card = QFrame()
        card.setProperty("box", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(*(px(look.L),) * 4)
        column.setSpacing(px(look.S))
        column.addWidget(Pill(theme, *_pill(verdict.truth)), 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(label(told(verdict), wrap=True))
        if verdict.claims is not None:
            grid = QGridLayout()
            grid.setColumnStretch(1, 1)
            grid.setHorizontalSpacing(px(look.L))
            for row, (term, fact) in enumerate(facts(verdict.claims)):
                grid.addWidget(label(term, "muted"), row, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(label(fact, wrap=True), row, 1)
            column.addLayout(grid)
            column.addWidget(label(_("Compare this with what you were shown."), "small", wrap=True))
        return card


def _looked(content: bytes, name: str, desk: Desk | None) -> Looked:
    return Looked(content, name, verified_all(content, desk))


def _dropped(event: QDropEvent | QDragEnterEvent) -> Path | None:
    """Return the one file that is dropped, or None."""
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
