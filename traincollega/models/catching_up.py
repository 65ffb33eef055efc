"""Catching up after an upgrade: what newer programs said already counts, once this one knows the words they said it in."""

import json

from traincollega.models.store import Store
from traincollega.models.tables import TABLES

KNOWS = "knows"
"""The local value that holds, as JSON, the fields per noun of the program that opened this database last."""
SAID_WITH = """SELECT DISTINCT change.noun, change.id FROM change, json_each(change.fields) AS said
    JOIN json_each(?) AS new ON change.noun || ' ' || said.key = new.value"""


def catch_up(store: Store) -> int:
    """Derive the rows anew of which something was said that this program knows and the last one did not; return how many."""
    knows = {name: sorted(table.fields) for name, table in TABLES.items()}
    text, last = json.dumps(knows, sort_keys=True), store.local(KNOWS)
    if last == text:
        return 0
    known = json.loads(last) if last else knows
    new = [f"{noun} {field}" for noun, fields in knows.items() for field in fields if field not in known.get(noun, ())]
    with store.transaction():
        rows = store.connection.execute(SAID_WITH, (json.dumps(new),)).fetchall() if new else []
        if rows:
            store.derive_again(rows)
        store.set_local(KNOWS, text)
    return len(rows)
