"""The two histories of a training's text: what was published, and what stood in the draft."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from traincollega.language import _, clock_time, day_and_time, ngettext, pgettext
from traincollega.models.training import TEXTS, Training
from traincollega.services import drafting, publishing
from traincollega.services.desk import Desk
from traincollega.services.naming import field_names
from traincollega.services.publishing import Version, Words, words_of, words_of_draft
from traincollega.ui.frame import Frame
from traincollega.ui.versions_dialog import Earlier, VersionsDialog
from traincollega.ui.words_preview import words_html


def open_published_versions(frame: Frame, training: Training, parent: QWidget) -> None:
    """Show every published version beside the one of now; putting one back publishes it again."""
    desk, names = frame.desk, field_names()
    found = publishing.versions(desk, training.id)

    def name(version: Version) -> str:
        told = names | _what_became(version)
        changed = _("the first version") if version is found[-1] else ", ".join(told.get(field, field) for field in version.fields)
        return _("{when}, {who}: {fields}").format(when=told_time(desk, version.at), who=version.who, fields=changed)

    def html(version: Version) -> str:
        return words_html(publishing.version_words(desk, training.id, version))

    def put_back(version: Version) -> None:
        frame.do(lambda: publishing.put_back(desk, training.id, version))

    earlier = [Earlier(name(one), partial(html, one), partial(put_back, one)) for one in found]
    VersionsDialog(frame.theme, _("Published versions"), earlier, words_html(words_of(training)), parent).open()


def open_draft_versions(
    frame: Frame, draft: str, now: Words, put_back: Callable[[Words, Mapping[str, Any]], object], parent: QWidget
) -> None:
    """Show the last versions of a draft beside what is written now; `put_back` is handed the words of one, and its first date."""

    def name(words: Words, saved: datetime) -> str:
        signs = sum(len(str(getattr(words, field))) for field in ("title", "summary", *TEXTS))
        return _("{when}, {size}").format(
            when=told_time(frame.desk, saved), size=ngettext("{n} character", "{n} characters", signs).format(n=signs)
        )

    earlier = []
    for one in drafting.versions_of_draft(frame.desk, draft):
        words, extra = words_of_draft(one), one.fields.get("extra") or {}
        earlier.append(Earlier(name(words, one.saved), partial(words_html, words), partial(put_back, words, extra)))
    VersionsDialog(frame.theme, _("Versions of this draft"), earlier, words_html(now), parent).open()


def _what_became(version: Version) -> dict[str, str]:
    """Return how a version says what it made of the training: archived, or to be found again."""
    new = version.change.fields
    return {
        "status": _("archived") if new.get("status") == "archived" else _("published"),
        "hidden": _("hidden") if new.get("hidden") else _("shown again"),
    }


def told_time(desk: Desk, at: datetime) -> str:
    """Return a moment as one tells it: only the time where it was today."""
    there = at.astimezone(desk.zone)
    if there.date() != desk.today():
        return day_and_time(at, desk.zone, desk.today())
    return pgettext("time of day", "{time}").format(time=clock_time(there))
