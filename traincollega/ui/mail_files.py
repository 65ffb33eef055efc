"""Mails that were saved, or dropped on a session: who sent them is signed up, and what became of each is told."""

from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from traincollega.language import _, ngettext
from traincollega.services.signing_up_by_mail import Read, SignedUp, sign_up_mails
from traincollega.ui import theme as look
from traincollega.ui.background import Report
from traincollega.ui.button import button
from traincollega.ui.frame import Frame
from traincollega.ui.long_work import do_long
from traincollega.ui.page import fit_dialog, scrolling
from traincollega.ui.pill import Pill
from traincollega.ui.text import label


def choose_mails(frame: Frame, session_id: str) -> None:
    """Ask for saved mails and read them in."""
    chosen, _kind = QFileDialog.getOpenFileNames(frame.messages.window(), _("Read in mails"), "", _("Mails (*.eml);;All files (*)"))
    if chosen:
        read_in(frame, session_id, [Path(one) for one in chosen])


def files_of(dropped: QMimeData) -> list[Path]:
    """Return the files that somebody drags, none where it is something else."""
    return [Path(url.toLocalFile()) for url in dropped.urls() if url.isLocalFile()]


def read_in(frame: Frame, session_id: str, paths: Sequence[Path]) -> None:
    """Sign up who sent these mails, off the window's thread: they may lie far away. The bar tells how far it is."""
    here = frame.desk
    words = ngettext("Reading {n} mail", "Reading {n} mails", len(paths)).format(n=len(paths))

    def work(report: Report) -> SignedUp:
        desk = here.elsewhere()
        with closing(desk.store.connection):
            return sign_up_mails(desk, session_id, paths, progress=report)

    do_long(frame, words, work, partial(_tell, frame), _("Stopped. Nobody was signed up."))


def _tell(frame: Frame, read: SignedUp) -> None:
    """Say how many were signed up, with undo and a way to what became of each mail."""
    actions = [(_("Show each mail"), partial(_show, frame, read))]
    if read.done.changes:
        frame.do(lambda: read.done, actions=actions)
    else:
        frame.messages.say(read.done.sentence, kind="info", actions=actions)
        _show(frame, read)  # nothing came of it, and a number does not say why


def _show(frame: Frame, read: SignedUp) -> None:
    MailsRead(frame, read.mails).open()


class MailsRead(QDialog):
    """What became of each mail, with the reason where it did nothing."""

    def __init__(self, frame: Frame, mails: Sequence[Read]) -> None:
        """List the mails in the order they were read."""
        super().__init__(frame.messages.window())
        theme, px = frame.theme, frame.theme.px
        self.setWindowTitle(_("Mails that were read in"))
        fit_dialog(self, theme, 640, 440)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(look.XL), px(look.XL), px(look.XL), px(look.L))
        column.setSpacing(px(look.M))
        column.addWidget(label(_("Mails that were read in"), "h2"))
        column.addWidget(label(_("Anybody can put a name on a mail. Look whether you know them."), "muted", wrap=True))
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, px(look.S), 0)
        rows.setSpacing(px(look.XS))
        kinds = {
            "new": ("good", "check", _("signed up")), "here": ("plain", "check", _("on the list already")),
            "refused": ("warning", "warning", _("refused")),
        }  # fmt: skip
        for one in mails:
            head = QHBoxLayout()
            head.setSpacing(px(look.S))
            head.addWidget(Pill(theme, *kinds[one.state]))
            head.addWidget(label(one.where, "label", wrap=True), 1)
            rows.addLayout(head)
            rows.addWidget(label(one.sentence.replace("**", ""), wrap=True))
            rows.addSpacing(px(look.S))
        rows.addStretch()
        column.addWidget(scrolling(body, _("Mails that were read in")), 1)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(button(_("Close"), self.accept, kind="primary"))
        column.addLayout(foot)
