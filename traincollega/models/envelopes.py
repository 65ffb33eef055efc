"""What travels between colleagues, as it lies on this computer: segments in their envelopes, and what was stated in them."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from traincollega.models.change import Change
from traincollega.models.database import Connection
from traincollega.models.reading import SELECT_CHANGE, change_of

COUNTS, WAITS, LOCKED, NEWER, BROKEN, TWIN, STALE = "counts", "waits", "locked", "newer", "broken", "twin", "stale"
"""What a segment does here: it counts; its device is not (or no longer) heard; its reading key is not here; it is of a newer
version; it is damaged or forged, and nothing but its name is kept; it is another copy of one that is here, the same;
or one that still says what is forgotten, which is taken away wherever it lies."""
NOT_COUNTING = "state != 'counts'"
"""Said of few, so that an index of these alone will do."""
CLOSED = f"{NOT_COUNTING} AND state IN ('{LOCKED}', '{NEWER}')"
ROW = 500
"""Bytes that a row takes besides its envelope."""
TO_PUT = f"placed = 0 AND state IN ('{COUNTS}', '{WAITS}')"
UNSENT = "SELECT noun, id, stamp, device, fields, base, seq FROM change WHERE device = ? AND seq > ? ORDER BY seq LIMIT ?"
HOLED = "SELECT device FROM segment WHERE device != '' GROUP BY device HAVING COUNT(DISTINCT number) < MAX(number)"
"""The devices of which segments lack: read from an index alone, 11 ms of 20,000."""
BELIEVED = 1_000
"""Numbers that may lack in a row. Whoever leaves out more made that up; but what their segment says comes before it lacks."""
GAPS = f"""SELECT device, SUM(IIF(step <= {BELIEVED}, step, 1))
    FROM (SELECT seq, number - 1 - LAG(number, 1, 0) OVER (PARTITION BY device ORDER BY number) AS step FROM segment
        WHERE device IN ({HOLED})) JOIN segment AS later USING (seq)
    WHERE step > 0 AND arrived < ? AND NOT EXISTS (SELECT 1 FROM segment AS held WHERE held.id = later.previous) GROUP BY device"""
MADE = "EXISTS (SELECT 1 FROM session WHERE session.id = following.session AND session.training != '')"
"""Of a session nothing follows until it arrived that it was made, and the right to plan it."""
SENT_UNTIL = "sent until"
"""The local value that holds the number of the last own change that was put in a segment."""

HEARD_UNTIL = "heard until"
"""The local value that holds the number of the last change, whoever made it, that was acted on: seats, keys handed on, messages."""


class Kept(NamedTuple):
    """A segment as it is kept."""

    id: bytes
    name: str
    kind: int
    device: str
    number: int
    previous: bytes
    epoch: str
    """The id of its reading key; of one of a newer version, what named the versions that the last program to look at it reads."""
    state: str
    placed: bool
    """Whether it was seen lying in the place, or put there."""
    envelope: bytes


class Pack(NamedTuple):
    """Segments that lie in the place as one file."""

    name: str
    kind: int
    segments: tuple[str, ...]
    """Their names."""
    ours: bool
    """Whether this computer made it."""


COLUMNS = "id, name, kind, device, number, previous, epoch, state, placed, envelope"


class Envelopes:
    """The segments on one connection; what is written belongs in a transaction of the store."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def names(self) -> set[str]:
        """Return the names of all segments and packs that are known."""
        return {name for (name,) in self.connection.execute("SELECT name FROM segment UNION ALL SELECT name FROM pack")}

    def lacking(self, names: Collection[str]) -> list[str]:
        """Return those of these names in the place that are of no segment or pack that is known, nor of what was passed over.

        It costs by how many are asked, not known.
        """
        return self._in_none_of(("segment", "pack", "passed_over"), names)

    def unknown(self, names: Collection[str]) -> list[str]:
        """Return those of these names that are of no segment here, wherever they lie."""
        return self._in_none_of(("segment",), names)

    def _in_none_of(self, tables: Sequence[str], names: Collection[str]) -> list[str]:
        none = " AND ".join(f"NOT EXISTS (SELECT 1 FROM {table} WHERE name = asked.value)" for table in tables)
        query = f"SELECT value FROM json_each(?) AS asked WHERE {none}"
        return [name for (name,) in self.connection.execute(query, (json.dumps(list(names)),))]

    def add(self, kept: Iterable[Kept], arrived: str) -> None:
        """Keep segments; `arrived` is this moment as text. One that is known stays as it is."""
        rows = [(*one[:-1], arrived, one.envelope) for one in kept]
        self.connection.executemany(
            "INSERT OR IGNORE INTO segment (id, name, kind, device, number, previous, epoch, state, placed, arrived, envelope)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )

    def replace(self, identity: bytes, name: str, epoch: str, envelope: bytes) -> None:
        """Keep another envelope of the same segment, that has to be put in the place."""
        self.connection.execute(
            "UPDATE segment SET name = ?, epoch = ?, envelope = ?, placed = 0 WHERE id = ?", (name, epoch, envelope, identity)
        )

    def find(self, ids: Sequence[bytes]) -> dict[bytes, str]:
        """Return the states of those of these segments that are known."""
        found: dict[bytes, str] = {}
        for identity in ids:
            row = self.connection.execute("SELECT state FROM segment WHERE id = ?", (identity,)).fetchone()
            if row:
                found[identity] = row[0]
        return found

    def get(self, identity: bytes) -> Kept | None:
        """Return a segment, or None."""
        return next(iter(self._kept("id = ?", identity)), None)

    def waiting(self) -> list[tuple[str, bytes]]:
        """Return the device and id of each segment that waits to be heard."""
        return self.connection.execute(f"SELECT device, id FROM segment WHERE {NOT_COUNTING} AND state = ?", (WAITS,)).fetchall()

    def counting(self) -> dict[str, list[bytes]]:
        """Return the ids of the segments that count, per device."""
        found: dict[str, list[bytes]] = {}
        for device, identity in self.connection.execute("SELECT device, id FROM segment WHERE state = ?", (COUNTS,)):
            found.setdefault(device, []).append(identity)
        return found

    def in_state(self, *states: str) -> list[Kept]:
        """Return the segments in these states, none of which counts, in the order they came."""
        return self._kept(f"{NOT_COUNTING} AND state IN (SELECT value FROM json_each(?)) ORDER BY seq", json.dumps(states))

    def to_open(self, epochs: Collection[str], reads: str) -> list[tuple[bytes, int]]:
        """Return id and size of what is locked in one of these keys, or was newer than another program than this one reads."""
        known = f"state = '{LOCKED}' AND epoch IN (SELECT value FROM json_each(?))"
        query = f"""SELECT id, LENGTH(envelope) FROM segment WHERE {CLOSED}
            AND ({known} OR state = '{NEWER}' AND epoch != ?) ORDER BY seq"""
        return self.connection.execute(query, (json.dumps(list(epochs)), reads)).fetchall()

    def closed_size(self) -> int:
        """Return how many bytes that cannot be opened yet are kept, with their rows."""
        query = f"SELECT COALESCE(SUM(LENGTH(envelope) + {ROW}), 0) FROM segment WHERE {CLOSED}"
        size: int = self.connection.execute(query).fetchone()[0]
        return size

    def of_device(self, device: str) -> list[Kept]:
        """Return all segments of a device, in the order it made them."""
        return self._kept("device = ? ORDER BY number, seq", device)

    def of_kinds(self, *kinds: int) -> list[Kept]:
        """Return all segments of these kinds."""
        return self._kept("kind IN (SELECT value FROM json_each(?)) ORDER BY seq", json.dumps(kinds))

    def to_put(self) -> list[Kept]:
        """Return what does not lie in the place yet; also of a computer that is revoked, for a coordinator may accept it."""
        return self._kept(f"{TO_PUT} ORDER BY seq")

    def to_put_count(self) -> int:
        """Return how many segments do not lie in the place yet."""
        counted: int = self.connection.execute(f"SELECT COUNT(*) FROM segment WHERE {TO_PUT}").fetchone()[0]
        return counted

    def named(self, names: Iterable[str]) -> list[Kept]:
        """Return the segments with these names."""
        return self._kept("name IN (SELECT value FROM json_each(?)) ORDER BY seq", json.dumps(list(names)))

    def placed(self, devices: Iterable[str] | None = None) -> list[tuple[str, str]]:
        """Return the name and device of each segment, of all or of these devices, that lies, or lay, in the place and counts."""
        if devices is None:
            return self.connection.execute("SELECT name, device FROM segment WHERE placed = 1 AND state = ?", (COUNTS,)).fetchall()
        query = "SELECT name, device FROM segment WHERE device IN (SELECT value FROM json_each(?)) AND placed = 1 AND state = ?"
        return self.connection.execute(query, (json.dumps(list(devices)), COUNTS)).fetchall()

    def size_of(self, names: Iterable[str]) -> int:
        """Return how many bytes these segments take together."""
        query = "SELECT COALESCE(SUM(LENGTH(envelope)), 0) FROM segment WHERE name IN (SELECT value FROM json_each(?))"
        size: int = self.connection.execute(query, (json.dumps(list(names)),)).fetchone()[0]
        return size

    def set_state(self, ids: Iterable[bytes], state: str) -> None:
        """Let segments count, or not."""
        self.connection.executemany("UPDATE segment SET state = ? WHERE id = ?", [(state, one) for one in ids])

    def spoil(self, ids: Iterable[bytes]) -> None:
        """Keep of these segments, that their device never wrote, only the names: they have no say in what that wrote last."""
        self.connection.executemany(
            """UPDATE segment SET state = ?, kind = 0, device = '', number = 0, previous = x'', epoch = '', envelope = x''
                WHERE id = ?""",
            [(BROKEN, one) for one in ids],
        )

    def set_placed(self, names: Iterable[str], placed: bool = True) -> None:
        """Note which segments lie in the place."""
        self.connection.executemany("UPDATE segment SET placed = ? WHERE name = ?", [(placed, name) for name in names])

    def nothing_placed(self) -> None:
        """Note that none of the segments lies in the place: it is another one."""
        self.connection.execute("UPDATE segment SET placed = 0")

    def drop(self, ids: Iterable[bytes]) -> None:
        """Forget segments altogether."""
        self.connection.executemany("DELETE FROM segment WHERE id = ?", [(one,) for one in ids])

    def before(self, device: str) -> dict[bytes, bytes]:
        """Return, for each segment of a device, the one before it."""
        return dict(self.connection.execute("SELECT id, previous FROM segment WHERE device = ?", (device,)).fetchall())

    def last(self, device: str) -> tuple[int, bytes] | None:
        """Return the number and id of the last segment of a device, None where it has none."""
        row = self.connection.execute(
            "SELECT number, id FROM segment WHERE device = ? ORDER BY number DESC, seq DESC LIMIT 1", (device,)
        ).fetchone()
        return (row[0], row[1]) if row else None

    def gaps(self, before: str) -> dict[str, int]:
        """Return per device how many of its segments lack, right below one of its own that came before a moment (UTC text).

        Its number and the one it names as previous have to show that; of what nobody can believe, only the latter counts.
        """
        return dict(self.connection.execute(GAPS, (before,)).fetchall())

    def counted(self) -> dict[str, int]:
        """Return how many segments are in each state but the one that counts."""
        return dict(self.connection.execute(f"SELECT state, COUNT(*) FROM segment WHERE {NOT_COUNTING} GROUP BY state").fetchall())

    def ids(self) -> list[bytes]:
        """Return the ids of all segments that count, in order."""
        return [one for (one,) in self.connection.execute("SELECT id FROM segment WHERE state = ? ORDER BY id", (COUNTS,))]

    def senders(self) -> list[tuple[str, int, str]]:
        """Return, per device, how many of its segments are here and when the last one came (UTC text), newest first."""
        return self.connection.execute(
            "SELECT device, COUNT(*), MAX(arrived) FROM segment GROUP BY device ORDER BY MAX(arrived) DESC, device"
        ).fetchall()

    def arrived_before(self, moment: str, device: str = "") -> list[tuple[str, int, int]]:
        """Return the name, kind and size of what came before a moment and counts; of one device, or of all, oldest first."""
        query = "SELECT name, kind, LENGTH(envelope) FROM segment WHERE arrived < ? AND state = ? AND placed = 1"
        if device:  # by the index of devices: in one query for both all segments were read
            return self.connection.execute(f"{query} AND device = ? ORDER BY seq", (moment, COUNTS, device)).fetchall()
        return self.connection.execute(f"{query} ORDER BY seq", (moment, COUNTS)).fetchall()

    def _kept(self, where: str, *values: object) -> list[Kept]:
        rows = self.connection.execute(f"SELECT {COLUMNS} FROM segment WHERE {where}", values)
        return [Kept._make((*row[:8], bool(row[8]), row[9])) for row in rows]

    # packs

    def packs(self) -> list[Pack]:
        """Return the packs that are known."""
        rows = self.connection.execute("SELECT name, kind, segments, ours FROM pack ORDER BY arrived, name")
        return [Pack(name, kind, tuple(json.loads(segments)), bool(ours)) for name, kind, segments, ours in rows]

    def add_pack(self, pack: Pack, arrived: str) -> None:
        """Keep which segments a pack holds."""
        row = (pack.name, pack.kind, json.dumps(pack.segments), pack.ours, arrived)
        self.connection.execute("INSERT OR IGNORE INTO pack (name, kind, segments, ours, arrived) VALUES (?, ?, ?, ?, ?)", row)

    def drop_packs(self, names: Iterable[str]) -> None:
        """Forget packs that are no more."""
        self.connection.executemany("DELETE FROM pack WHERE name = ?", [(name,) for name in names])

    # what is passed over

    def pass_over(self, names: Iterable[str], reads: str) -> None:
        """Note what stays in the place unread, as there is no room for what cannot be opened yet; `reads` is what can be."""
        self.connection.executemany("INSERT OR REPLACE INTO passed_over VALUES (?, ?)", [(name, reads) for name in names])

    def passed_over(self) -> list[tuple[str, str]]:
        """Return the names of what was passed over, each with what could be read then."""
        return self.connection.execute("SELECT name, reads FROM passed_over").fetchall()

    def pass_no_more(self, names: Iterable[str]) -> None:
        """Let these be fetched again."""
        self.connection.executemany("DELETE FROM passed_over WHERE name = ?", [(name,) for name in names])

    # what still follows

    def to_follow(self, sessions: Mapping[str, Collection[str] | None]) -> None:
        """Note of which sessions something follows, with what colleagues said of each; None where none of them spoke of it."""
        self.connection.executemany(
            """INSERT INTO following VALUES (?, ?) ON CONFLICT DO UPDATE SET fields = (SELECT json_group_array(value) FROM
                (SELECT value FROM json_each(following.fields) UNION SELECT value FROM json_each(excluded.fields)))
                WHERE excluded.fields IS NOT NULL""",
            [(one, None if said is None else json.dumps(sorted(said))) for one, said in sessions.items()],
        )

    def follows(self) -> bool:
        """Say whether something still follows."""
        return self.connection.execute(f"SELECT 1 FROM following WHERE {MADE} LIMIT 1").fetchone() is not None

    def take_following(self, most: int) -> dict[str, list[str] | None]:
        """Return some of the sessions of which something follows, and note that it does no more."""
        query = f"SELECT session, fields FROM following WHERE {MADE} ORDER BY session LIMIT ?"
        rows = self.connection.execute(query, (most,)).fetchall()
        self.connection.executemany("DELETE FROM following WHERE session = ?", [(session,) for session, _fields in rows])
        return {session: None if fields is None else json.loads(fields) for session, fields in rows}

    # what was stated

    def statements(self) -> list[tuple[bytes, Change]]:
        """Return the changes that decide who is heard, each with the segment it was signed in."""
        rows = self.connection.execute("SELECT segment, noun, id, stamp, device, fields, base FROM statement")
        return [(row[0], change_of(row[1:])) for row in rows]

    def stated(self) -> int:
        """Return how many statements there are; none is ever taken back."""
        counted: int = self.connection.execute("SELECT COUNT(*) FROM statement").fetchone()[0]
        return counted

    def total(self) -> int:
        """Return how many segments there are that could be opened."""
        counted: int = self.connection.execute("SELECT COUNT(*) FROM segment WHERE device != ''").fetchone()[0]
        return counted

    def state_that(self, segment: bytes, changes: Iterable[Change]) -> None:
        """Keep what a segment states of who is heard."""
        self.connection.executemany(
            """INSERT OR IGNORE INTO statement (segment, noun, id, stamp, device, fields, base, hash)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
            [(segment, one.noun, one.id, one.stamp, one.device, one.said, one.base, one.hash) for one in changes],
        )

    # what has to be sent

    def unsent(self, device: str, after: int, most: int, signs: int) -> list[tuple[Change, int]]:
        """Return changes of this device that are in no segment yet, each with its number, oldest first: at most so many.

        Together they say no more than so many signs, but for the first.
        """
        found: list[tuple[Change, int]] = []
        size = 0
        for row in self.connection.execute(UNSENT, (device, after, most)):
            size += len(row[4])
            if found and size > signs:
                break
            found.append((change_of(row[:6]), row[6]))
        return found

    def since(self, number: int, nouns: Collection[str]) -> list[Change]:
        """Return the changes of these nouns after change number `number`, in the order they came here."""
        query = f"{SELECT_CHANGE} WHERE seq > ? AND noun IN (SELECT value FROM json_each(?)) ORDER BY seq"
        return [change_of(row) for row in self.connection.execute(query, (number, json.dumps(sorted(nouns))))]

    def last_change(self) -> int:
        """Return the number of the last change there is, whoever made it."""
        number: int = self.connection.execute("SELECT COALESCE(MAX(seq), 0) FROM change").fetchone()[0]
        return number

    def unsent_count(self, device: str, after: int) -> int:
        """Return how many changes of this device are in no segment yet."""
        query = "SELECT COUNT(*) FROM change WHERE device = ? AND seq > ?"
        counted: int = self.connection.execute(query, (device, after)).fetchone()[0]
        return counted
