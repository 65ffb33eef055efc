"""What who helps has to know when sharing does not work: states, counts and classes of errors; no name, title or secret."""

import platform
import sys
from pathlib import Path

from traincollega.models.envelopes import BROKEN, LOCKED, NEWER, TWIN, WAITS, Envelopes
from traincollega.services.desk import PLACE, Desk
from traincollega.sharing.addresses import is_server
from traincollega.sharing.standing import not_sent, standing, state_of


def details(desk: Desk, folder: Path, version: str) -> str:
    """Return the lines that *Kopieer foutgegevens* copies; in English, whoever reads them."""
    state, envelopes = standing(folder), Envelopes(desk.store.connection)
    place = desk.store.local(PLACE)
    others = envelopes.counted()
    counts = ", ".join(f"{name} {others.get(name, 0)}" for name in (WAITS, LOCKED, NEWER, BROKEN, TWIN))
    lines = (
        f"Train je Collega {version}",
        f"Python {platform.python_version()} on {sys.platform} {platform.release()}",
        f"state: {state_of(desk, state).value}",
        f"place: {'server' if is_server(place) else 'folder' if place else 'none'}",
        f"last round: {state.at.isoformat() if state.at else 'never'}",
        f"failing since: {state.since.isoformat() if state.since else 'no'}",
        f"error: {state.kind or 'none'}",
        f"problems: {len(state.problems)}",
        f"not sent: {not_sent(desk)}",
        f"segments: {envelopes.total()}, of which {counts}",
        f"packs: {len(envelopes.packs())}",
        f"computers heard from: {len(envelopes.senders())}",
        f"changes: {envelopes.last_change()}",
    )
    return "\n".join(lines)
