"""The tables, as steps that are only ever appended; each runs once, in one transaction."""

import sqlite3

from sqlite_utils import Database, Migrations

steps = Migrations("traincollega")

ROW = """
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, creator TEXT NOT NULL, nonce TEXT NOT NULL,
    created INTEGER NOT NULL, deleted INTEGER NOT NULL DEFAULT 0, stamps TEXT NOT NULL"""
"""What every shared table begins with; `stamps` says when and where each field got its value."""

FINDABLE = "{row}.status = 'published' AND {row}.hidden = '' AND {row}.deleted = 0"
TEXT = " || ' ' || ".join(f"{{row}}.{field}" for field in ("given_by", "goal", "audience", "outcomes", "programme", "body"))


def migrate(connection: sqlite3.Connection) -> None:
    """Run the steps that the database has not had, within the transaction of who calls."""
    steps.apply(Database(connection))


@steps()
def m001_first_tables(db: Database) -> None:
    """The nouns, their changes, what can be found, and what never leaves this computer."""
    for statement in (*_nouns(), *_changes(), *_finding(), *_local()):
        db.execute(statement)


@steps()
def m002_sharing(db: Database) -> None:
    """What colleagues who share need: keys and who vouches for them, segments, suggestions."""
    for statement in (*_trust(), *_segments()):
        db.execute(statement)


@steps()
def m003_what_waits_is_found_by_what_it_names(db: Database) -> None:
    """A training that is published looks only for what waits for it."""
    for statement in _parked():
        db.execute(statement)


@steps()
def m004_sealed(db: Database) -> None:
    """What only some may read, and the keys of the seals that it travels in."""
    for statement in _sealed():
        db.execute(statement)


@steps()
def m005_answers(db: Database) -> None:
    """Thanks, and what of the answers to a training is known as counts."""
    for statement in _answers():
        db.execute(statement)


@steps()
def m006_proofs(db: Database) -> None:
    """Proofs of participation, and the certificates that they carry."""
    for statement in _proofs():
        db.execute(statement)


@steps()
def m007_privacy(db: Database) -> None:
    """How large departments are, the staff list, and what is forgotten besides persons."""
    for statement in _privacy():
        db.execute(statement)


@steps()
def m008_overviews(db: Database) -> None:
    """What was told in overviews, which never travels; what HR may know besides."""
    for statement in _overviews():
        db.execute(statement)


@steps()
def m009_what_is_to_count(db: Database) -> None:
    """Which participations overviews have to look at: those of which something was noted since; never travels."""
    for statement in _to_count():
        db.execute(statement)


@steps()
def m010_following(db: Database) -> None:
    """Of which sessions something follows still, and what in the place is passed over."""
    for statement in _following():
        db.execute(statement)


@steps()
def m011_counted_without_names(db: Database) -> None:
    """Which participations were counted and who took part in a year, each as long as it is needed; never travels."""
    for statement in _counted():
        db.execute(statement)


@steps()
def m012_what_only_hr_hears(db: Database) -> None:
    """Who did not come, as far as HR hears that, apart from hours; and no counts of who came where everybody reads them."""
    for statement in _only_hr():
        db.execute(statement)


def _nouns() -> tuple[str, ...]:
    return (
        f"""CREATE TABLE organisation ({ROW}, name TEXT NOT NULL, timezone TEXT NOT NULL, space TEXT NOT NULL,
            space_sender TEXT NOT NULL, accent TEXT NOT NULL) STRICT""",
        f"CREATE TABLE department ({ROW}, name TEXT NOT NULL) STRICT",
        f"""CREATE TABLE grants ({ROW}, "right" TEXT NOT NULL, subject TEXT NOT NULL, person TEXT NOT NULL,
            withdrawn INTEGER NOT NULL) STRICT""",
        "CREATE INDEX grants_subject ON grants (subject)",
        f"""CREATE TABLE colleague ({ROW}, name TEXT NOT NULL, email TEXT NOT NULL, department TEXT NOT NULL,
            on_paper INTEGER NOT NULL) STRICT""",
        "CREATE INDEX colleague_email ON colleague (email)",
        f"CREATE TABLE device ({ROW}, person TEXT NOT NULL, name TEXT NOT NULL) STRICT",
        f"""CREATE TABLE training ({ROW}, title TEXT NOT NULL, summary TEXT NOT NULL, minutes INTEGER NOT NULL,
            topics TEXT NOT NULL, language TEXT NOT NULL, status TEXT NOT NULL, goal TEXT NOT NULL, audience TEXT NOT NULL,
            outcomes TEXT NOT NULL, programme TEXT NOT NULL, preparation TEXT NOT NULL, body TEXT NOT NULL, seats INTEGER,
            licence TEXT NOT NULL, given_by TEXT NOT NULL, organisation TEXT NOT NULL, source TEXT NOT NULL,
            hidden TEXT NOT NULL) STRICT""",
        "CREATE INDEX training_creator ON training (creator, given_by, status, hidden, deleted, minutes, organisation)",
        "CREATE INDEX training_source ON training (source) WHERE source != ''",
        f"""CREATE TABLE interest ({ROW}, training TEXT NOT NULL, person TEXT NOT NULL, withdrawn INTEGER NOT NULL) STRICT""",
        "CREATE INDEX interest_training ON interest (training)",
        "CREATE INDEX interest_person ON interest (person)",
        f"""CREATE TABLE outcome ({ROW}, training TEXT NOT NULL, organisation TEXT NOT NULL, sessions INTEGER NOT NULL,
            participants INTEGER NOT NULL, minutes INTEGER NOT NULL) STRICT""",
        "CREATE INDEX outcome_training ON outcome (training)",
        f"""CREATE TABLE session ({ROW}, training TEXT NOT NULL, starts TEXT NOT NULL, ends TEXT NOT NULL, place TEXT NOT NULL,
            link TEXT NOT NULL, seats INTEGER, closes TEXT, "order" TEXT NOT NULL, rule INTEGER NOT NULL, status TEXT NOT NULL,
            reason TEXT NOT NULL, sequence INTEGER NOT NULL, source TEXT NOT NULL) STRICT""",
        "CREATE INDEX session_training ON session (training, starts)",
        "CREATE INDEX session_ends ON session (ends, training)",
        f"CREATE TABLE confirmation ({ROW}, session TEXT NOT NULL, sign_up TEXT NOT NULL) STRICT",
        "CREATE INDEX confirmation_session ON confirmation (session)",
        f"CREATE TABLE closing ({ROW}, session TEXT NOT NULL, seed TEXT NOT NULL, sign_ups TEXT NOT NULL) STRICT",
        "CREATE INDEX closing_session ON closing (session)",
        f"""CREATE TABLE sign_up ({ROW}, session TEXT NOT NULL, person TEXT NOT NULL, withdrawn TEXT,
            visible INTEGER NOT NULL) STRICT""",
        "CREATE INDEX sign_up_session ON sign_up (session)",
        "CREATE INDEX sign_up_person ON sign_up (person)",
    )


def _changes() -> tuple[str, ...]:
    return (
        """CREATE TABLE change (seq INTEGER PRIMARY KEY, noun TEXT NOT NULL, id TEXT NOT NULL, stamp INTEGER NOT NULL,
            device TEXT NOT NULL, base TEXT NOT NULL, fields TEXT NOT NULL, hash BLOB NOT NULL) STRICT""",
        "CREATE UNIQUE INDEX change_id ON change (id, stamp, hash)",
    )


def _finding() -> tuple[str, ...]:
    """Only what may be found stands in the index, so that a search needs no other table; `catalogue.py` adds the new."""
    new, old, any_row = (FINDABLE.format(row=row) for row in ("new", "old", "training"))
    new_text, old_text, row_text = (TEXT.format(row=row) for row in ("new", "old", "training"))
    add = f"""INSERT INTO catalogue (rowid, title, summary, topics, text)
        SELECT new.seq, new.title, new.summary, new.topics, {new_text} WHERE {new}"""
    take = f"""INSERT INTO catalogue (catalogue, rowid, title, summary, topics, text)
        SELECT 'delete', old.seq, old.title, old.summary, old.topics, {old_text} WHERE {old}"""
    add_topics = f"INSERT OR IGNORE INTO training_topic SELECT value, new.seq FROM json_each(new.topics) WHERE {new}"
    return (
        f"""CREATE VIEW catalogue_text AS SELECT seq, title, summary, topics, {row_text} AS text FROM training WHERE {any_row}""",
        """CREATE VIRTUAL TABLE catalogue USING fts5 (title, summary, topics, text, content = 'catalogue_text',
            content_rowid = 'seq', tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3 4', detail = none)""",
        """CREATE TABLE training_topic (topic TEXT NOT NULL, training INTEGER NOT NULL, PRIMARY KEY (topic, training))
            STRICT, WITHOUT ROWID""",
        "CREATE INDEX training_topic_training ON training_topic (training)",
        f"CREATE INDEX training_title ON training (title COLLATE NOCASE) WHERE {any_row.replace('training.', '')}",
        f"""CREATE TRIGGER training_changed AFTER UPDATE ON training BEGIN
            {take}; DELETE FROM training_topic WHERE training = old.seq; {add}; {add_topics}; END""",
        f"""CREATE TRIGGER training_gone AFTER DELETE ON training BEGIN
            {take}; DELETE FROM training_topic WHERE training = old.seq; END""",
    )


def _local() -> tuple[str, ...]:
    return (
        "CREATE TABLE parked (noun TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (noun, id)) STRICT, WITHOUT ROWID",
        "CREATE TABLE local (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
        """CREATE TABLE draft (id TEXT PRIMARY KEY, training TEXT NOT NULL, fields TEXT NOT NULL, saved TEXT NOT NULL)
            STRICT, WITHOUT ROWID""",
        """CREATE TABLE draft_version (draft TEXT NOT NULL, saved TEXT NOT NULL, fields TEXT NOT NULL,
            PRIMARY KEY (draft, saved)) STRICT, WITHOUT ROWID""",
        """CREATE TABLE message (seq INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
            fields TEXT NOT NULL, read INTEGER NOT NULL DEFAULT 0, UNIQUE (kind, subject, fields)) STRICT""",
        "CREATE TABLE saved_filter (name TEXT PRIMARY KEY, question TEXT NOT NULL) STRICT, WITHOUT ROWID",
    )


def _parked() -> tuple[str, ...]:
    """Each row that waits, with each session or training that its changes say it belongs to."""
    named = "CASE WHEN json_valid(fields) THEN fields ->> '{field}' END"  # Python knows JSON that SQLite refuses: NaN
    find = (
        "INSERT OR IGNORE INTO parked SELECT before.noun, id, {named} FROM before JOIN change USING (id) WHERE {named} IS NOT NULL"
    )
    return (
        "CREATE TABLE before AS SELECT noun, id FROM parked",  # to rename one, SQLite opens another database for good
        "DROP TABLE parked",
        """CREATE TABLE parked (noun TEXT NOT NULL, id TEXT NOT NULL, under TEXT NOT NULL, PRIMARY KEY (noun, id, under))
            STRICT, WITHOUT ROWID""",
        "CREATE INDEX parked_under ON parked (under, noun, id)",
        "INSERT INTO parked SELECT noun, id, '' FROM before",
        *(find.format(named=named.format(field=field)) for field in ("session", "training")),
        "DROP TABLE before",
    )


def _trust() -> tuple[str, ...]:
    return (
        "ALTER TABLE device ADD COLUMN keys TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE device ADD COLUMN certificate TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE grants ADD COLUMN proof TEXT NOT NULL DEFAULT ''",
        f"""CREATE TABLE suggestion ({ROW}, training TEXT NOT NULL, person TEXT NOT NULL, field TEXT NOT NULL,
            text TEXT NOT NULL, base TEXT NOT NULL, note TEXT NOT NULL, withdrawn INTEGER NOT NULL,
            outcome TEXT NOT NULL) STRICT""",
        "CREATE INDEX suggestion_training ON suggestion (training)",
        f"""CREATE TABLE invitation ({ROW}, key TEXT NOT NULL, expires TEXT NOT NULL, withdrawn INTEGER NOT NULL,
            admitted TEXT NOT NULL) STRICT""",
        f"CREATE TABLE approval ({ROW}, device TEXT NOT NULL) STRICT",
        f"CREATE TABLE revocation ({ROW}, device TEXT NOT NULL, accepted TEXT NOT NULL, proof TEXT NOT NULL) STRICT",
        f"""CREATE TABLE key_wrap ({ROW}, epoch TEXT NOT NULL, number INTEGER NOT NULL, device TEXT NOT NULL,
            sealed TEXT NOT NULL) STRICT""",
        "CREATE INDEX key_wrap_device ON key_wrap (device)",
        f"CREATE TABLE erasure ({ROW}, person TEXT NOT NULL) STRICT",
    )


def _segments() -> tuple[str, ...]:
    """What came from colleagues and what goes to them, as it lies in the place; and what it says of who is heard."""
    return (
        """CREATE TABLE segment (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE, kind INTEGER NOT NULL,
            device TEXT NOT NULL, number INTEGER NOT NULL, previous BLOB NOT NULL, epoch TEXT NOT NULL, state TEXT NOT NULL,
            placed INTEGER NOT NULL, arrived TEXT NOT NULL, envelope BLOB NOT NULL) STRICT""",
        "CREATE INDEX segment_device ON segment (device, number)",
        "CREATE INDEX segment_state ON segment (state, device, id) WHERE state != 'counts'",
        "CREATE INDEX segment_to_put ON segment (seq) WHERE placed = 0",
        "CREATE INDEX segment_placed ON segment (name, device, kind, placed, state)",
        """CREATE TABLE statement (segment BLOB NOT NULL, noun TEXT NOT NULL, id TEXT NOT NULL, stamp INTEGER NOT NULL,
            device TEXT NOT NULL, fields TEXT NOT NULL, base TEXT NOT NULL, hash BLOB NOT NULL, UNIQUE (segment, hash)) STRICT""",
        """CREATE TABLE pack (name TEXT PRIMARY KEY, kind INTEGER NOT NULL, segments TEXT NOT NULL, ours INTEGER NOT NULL,
            arrived TEXT NOT NULL) STRICT, WITHOUT ROWID""",
    )


def _sealed() -> tuple[str, ...]:
    return (
        f"""CREATE TABLE mark ({ROW}, session TEXT NOT NULL, person TEXT NOT NULL, state TEXT NOT NULL,
            disputed INTEGER NOT NULL) STRICT""",
        "CREATE INDEX mark_session ON mark (session)",
        "CREATE INDEX mark_person ON mark (person)",
        f"CREATE TABLE presence ({ROW}, session TEXT NOT NULL, person TEXT NOT NULL, minutes INTEGER NOT NULL) STRICT",
        "CREATE INDEX presence_session ON presence (session)",
        "CREATE INDEX presence_person ON presence (person)",
        f"""CREATE TABLE evaluation ({ROW}, session TEXT NOT NULL, person TEXT NOT NULL, rating INTEGER NOT NULL,
            helped TEXT NOT NULL, recommends TEXT NOT NULL, uses TEXT NOT NULL, changed TEXT NOT NULL) STRICT""",
        "CREATE INDEX evaluation_session ON evaluation (session)",
        "CREATE INDEX evaluation_person ON evaluation (person)",
        f"""CREATE TABLE seal_wrap ({ROW}, "key" TEXT NOT NULL, person TEXT NOT NULL, device TEXT NOT NULL,
            sealed TEXT NOT NULL) STRICT""",
        "CREATE INDEX seal_wrap_device ON seal_wrap (device)",
        """CREATE TABLE seal ("key" TEXT PRIMARY KEY, segment BLOB NOT NULL, subject TEXT NOT NULL, row TEXT NOT NULL,
            opener BLOB) STRICT, WITHOUT ROWID""",
        "CREATE INDEX seal_subject ON seal (subject)",
        "CREATE INDEX seal_row ON seal (row)",
    )


def _answers() -> tuple[str, ...]:
    counts = ("answers", "stars", "recommends", "users")
    return (
        f"CREATE TABLE thanks ({ROW}, session TEXT NOT NULL, person TEXT NOT NULL) STRICT",
        "CREATE INDEX thanks_session ON thanks (session)",
        "CREATE INDEX thanks_person ON thanks (person)",
        *(f"ALTER TABLE outcome ADD COLUMN {name} INTEGER NOT NULL DEFAULT 0" for name in counts),
        "ALTER TABLE outcome ADD COLUMN counted TEXT NOT NULL DEFAULT '[]'",
    )


def _proofs() -> tuple[str, ...]:
    return (
        f"CREATE TABLE proof ({ROW}, session TEXT NOT NULL, person TEXT NOT NULL, code TEXT NOT NULL) STRICT",
        "CREATE INDEX proof_session ON proof (session)",
        "CREATE INDEX proof_person ON proof (person)",
        *(f"ALTER TABLE {noun} ADD COLUMN proof TEXT NOT NULL DEFAULT ''" for noun in ("invitation", "approval")),
    )


def _privacy() -> tuple[str, ...]:
    return (
        "ALTER TABLE department ADD COLUMN headcount INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE department ADD COLUMN merged_into TEXT NOT NULL DEFAULT ''",
        f"""CREATE TABLE staff ({ROW}, email TEXT NOT NULL, department TEXT NOT NULL, personnel_number TEXT NOT NULL) STRICT""",
        "ALTER TABLE erasure ADD COLUMN noun TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE erasure ADD COLUMN row TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE erasure ADD COLUMN keys TEXT NOT NULL DEFAULT '[]'",
        "CREATE INDEX erasure_person ON erasure (person)",
        "CREATE INDEX erasure_row ON erasure (noun, row)",
        f"""CREATE TABLE tally ({ROW}, session TEXT NOT NULL, participants INTEGER NOT NULL, present INTEGER,
            minutes INTEGER) STRICT""",
        "CREATE INDEX tally_session ON tally (session)",
        f"""CREATE TABLE export ({ROW}, person TEXT NOT NULL, what TEXT NOT NULL, form TEXT NOT NULL, rows INTEGER NOT NULL,
            purpose TEXT NOT NULL) STRICT""",
        "CREATE INDEX export_person ON export (person)",
        "ALTER TABLE organisation ADD COLUMN keep_names INTEGER NOT NULL DEFAULT 24",
        "ALTER TABLE organisation ADD COLUMN keep_no_shows INTEGER NOT NULL DEFAULT 3",
    )


def _overviews() -> tuple[str, ...]:
    return (
        """CREATE TABLE portion (seq INTEGER PRIMARY KEY, quarter TEXT NOT NULL, taken TEXT NOT NULL, told TEXT NOT NULL) STRICT""",
        """CREATE TABLE counted (person TEXT NOT NULL, session TEXT NOT NULL, newly TEXT NOT NULL, PRIMARY KEY (person, session))
            STRICT, WITHOUT ROWID""",
        "ALTER TABLE presence ADD COLUMN missed INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE organisation ADD COLUMN tells_no_shows INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE organisation ADD COLUMN council_agreed TEXT NOT NULL DEFAULT ''",
    )


def _to_count() -> tuple[str, ...]:
    note = "INSERT OR IGNORE INTO to_count VALUES (new.person, new.session)"
    return (
        """CREATE TABLE to_count (person TEXT NOT NULL, session TEXT NOT NULL, PRIMARY KEY (session, person))
            STRICT, WITHOUT ROWID""",
        "DROP INDEX presence_session",
        "CREATE INDEX presence_session ON presence (session, person)",  # one look-up per row of to_count
        f"CREATE TRIGGER presence_added AFTER INSERT ON presence BEGIN {note}; END",
        f"CREATE TRIGGER presence_changed AFTER UPDATE ON presence BEGIN {note}; END",
        """INSERT OR IGNORE INTO to_count SELECT person, session FROM presence p
            WHERE NOT EXISTS (SELECT 1 FROM counted k WHERE k.person = p.person AND k.session = p.session)""",
    )


def _following() -> tuple[str, ...]:
    return (
        "CREATE TABLE passed_over (name TEXT PRIMARY KEY, reads TEXT NOT NULL) STRICT, WITHOUT ROWID",
        "DELETE FROM pack WHERE segments ->> 0 = name",  # so it was noted before, and is fetched again
        "CREATE TABLE following (session TEXT PRIMARY KEY, fields TEXT) STRICT, WITHOUT ROWID",
        "INSERT INTO following SELECT key, value FROM json_each((SELECT NULLIF(value, '') FROM local WHERE key = 'to follow'))",
        "DELETE FROM local WHERE key = 'to follow'",
    )


def _only_hr() -> tuple[str, ...]:
    return (
        *_without("tally", "present", "minutes"),
        *_without("presence", "missed"),
        f"""CREATE TABLE missed ({ROW}, session TEXT NOT NULL, person TEXT NOT NULL, missed INTEGER NOT NULL) STRICT""",
        "CREATE INDEX missed_session ON missed (session, person)",
        "CREATE INDEX missed_person ON missed (person)",
        *(
            f"""CREATE TRIGGER missed_{what} AFTER {event} ON missed BEGIN
                INSERT OR IGNORE INTO to_count VALUES (new.person, new.session); END"""
            for what, event in (("added", "INSERT"), ("changed", "UPDATE"))
        ),
    )


def _without(table: str, *fields: str) -> tuple[str, ...]:
    """Return what takes fields out of a table, and out of what it says of when they were set."""
    gone = ", ".join(f"'{field}'" for field in fields)
    return (
        f"""UPDATE {table} SET stamps = (SELECT json_group_array(json((
                SELECT json_group_array(said.value) FROM json_each(one.value) said WHERE said.value NOT IN ({gone})
            ))) FROM json_each(stamps) one)""",
        *(f"ALTER TABLE {table} DROP COLUMN {field}" for field in fields),
    )


def _counted() -> tuple[str, ...]:
    """Each newcomer of a year apart from where they were; and no more of the newcomers of a department."""
    return (
        """CREATE TABLE newcomer (year TEXT NOT NULL, person TEXT NOT NULL, told INTEGER NOT NULL, PRIMARY KEY (year, person))
            STRICT, WITHOUT ROWID""",
        """CREATE TABLE nameless (session TEXT NOT NULL, person TEXT NOT NULL, department TEXT NOT NULL,
            PRIMARY KEY (session, person)) STRICT, WITHOUT ROWID""",
        "INSERT OR IGNORE INTO newcomer SELECT newly, person, 1 FROM counted WHERE newly != ''",
        "CREATE TABLE before AS SELECT session, person FROM counted",
        "DROP TABLE counted",
        """CREATE TABLE counted (session TEXT NOT NULL, person TEXT NOT NULL, came INTEGER NOT NULL,
            PRIMARY KEY (session, person, came)) STRICT, WITHOUT ROWID""",
        "INSERT INTO counted SELECT session, person, came FROM before, (SELECT 0 AS came UNION SELECT 1)",
        "DROP TABLE before",
        """UPDATE portion SET told = json_set(told, '$.newcomers',
            (SELECT COALESCE(SUM(one.value ->> 1), 0) FROM json_each(told, '$.newcomers') one))""",
    )
