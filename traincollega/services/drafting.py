"""Drafting: what somebody is still writing is kept on this computer, and offered again."""

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from traincollega.language import _
from traincollega.models.drafts import Draft, draft_versions, drafts, drop_draft, find_draft, keep_draft
from traincollega.models.noun import new_nonce
from traincollega.services.desk import Desk, Done

if TYPE_CHECKING:  # Start lists drafts, and needs nothing of publishing
    from traincollega.services.planning import Plan
    from traincollega.services.publishing import Words


def written_since(form: "Words | Plan", begun: "Words | Plan | None") -> list[str]:
    """Return the fields that differ from what stood there when somebody began to write; all where nothing did."""
    return [one.name for one in fields(form) if begun is None or getattr(form, one.name) != getattr(begun, one.name)]


def begin_draft(desk: Desk, words: "Words", training_id: str = "") -> str:
    """Keep the first text of a draft; return its id."""
    return save_draft(desk, new_nonce(), words, training_id)


def save_draft(desk: Desk, draft: str, words: "Words", training_id: str = "", **extra: Any) -> str:
    """Keep what is being written; `extra` holds what else the form has (a first date), as JSON knows it."""
    values = {field.name: getattr(words, field.name) for field in fields(words)} | {"extra": extra}
    keep_draft(desk.store.connection, Draft(draft, training_id, values, desk.now()))
    return draft


def my_drafts(desk: Desk) -> list[Draft]:
    """Return the drafts on this computer, the last one written first."""
    return drafts(desk.store.connection)


def get_draft(desk: Desk, identity: str) -> Draft | None:
    """Return a draft, or None."""
    return find_draft(desk.store.connection, identity)


def versions_of_draft(desk: Desk, identity: str) -> list[Draft]:
    """Return the last versions of a draft, newest first."""
    return draft_versions(desk.store.connection, identity)


def throw_draft_away(desk: Desk, identity: str) -> Done:
    """Throw a draft away."""
    drop_draft(desk.store.connection, identity)
    return Done(_("The draft is gone."))


def keep_words(desk: Desk, about: str, words: Mapping[str, Any]) -> None:
    """Keep what somebody writes in a window that is no draft of a training, until it is sent; nothing is kept of no words."""
    desk.store.set_local(f"words {about}", json.dumps(words, ensure_ascii=False) if words else "")


def kept_words(desk: Desk, about: str) -> dict[str, Any]:
    """Return the words that were kept."""
    return dict(json.loads(desk.store.local(f"words {about}") or "{}"))
