"""Search, filters and order in SQL: a question gives row numbers, never rows; runs on a connection of its own."""

import json
import re
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from traincollega.models.at_hand import AtHand, numbers
from traincollega.models.database import Connection
from traincollega.models.noun import moment_text
from traincollega.models.organisation import Department, counted_to
from traincollega.models.reading import Reader
from traincollega.models.session import ONLINE

FINDABLE = "t.status = 'published' AND t.hidden = '' AND t.deleted = 0"
SORTS = ("next", "newest", "rated", "title")
DURATIONS = {"30": "t.minutes <= 30", "60": "t.minutes <= 60", "more": "t.minutes > 60"}
FORMS = {"place": f"s.place NOT IN ('', '{ONLINE}')", "online": f"(s.link != '' OR s.place = '{ONLINE}')"}
ORIGINS = {"ours": "t.organisation = ({ours})", "others": "t.organisation != ({ours})"}
OURS = "SELECT value FROM local WHERE key = 'organisation'"
HITS = "SELECT rowid FROM catalogue WHERE catalogue MATCH ? ORDER BY rowid DESC LIMIT ?"
TOPICS_SHOWN = 12
PAGE = 200
FREE = f"""t.seq IN (SELECT r.seq FROM session s JOIN training r ON r.id = s.training AND r.organisation = ({OURS})
    WHERE s.ends >= ? AND s.status = 'planned' AND s.deleted = 0
    AND (s.seats IS NULL OR s.seats > (SELECT COUNT(DISTINCT person) FROM sign_up u
        WHERE u.session = s.id AND u.withdrawn IS NULL AND u.deleted = 0)))"""


@dataclass(frozen=True)
class Question:
    """What a person looks for; within one facet any of the choices will do, between facets all must fit."""

    text: str = ""
    topics: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    durations: tuple[str, ...] = ()
    """Of DURATIONS."""
    forms: tuple[str, ...] = ()
    """Of FORMS."""
    origins: tuple[str, ...] = ()
    """Of ORIGINS, or ids of organisations."""
    free: bool = False
    sort: str = "next"

    @property
    def narrowed(self) -> bool:
        """Say whether anything besides the text narrows it."""
        return bool(self.topics or self.departments or self.durations or self.forms or self.origins or self.free)


class Facets(NamedTuple):
    """How many trainings each choice would give, most first; a choice is (value, label, count)."""

    topics: tuple[tuple[str, str, int], ...] = ()
    departments: tuple[tuple[str, str, int], ...] = ()
    durations: Mapping[str, int] = {}
    forms: Mapping[str, int] = {}
    origins: Mapping[str, int] = {}
    organisations: tuple[tuple[str, str, int], ...] = ()
    free: int = 0


def match_expression(text: str) -> str:
    """Return what a person typed as an FTS5 expression: every word, as the beginning of a word.

    >>> match_expression('Excel-tabel "OR" *')
    '"Excel" * "tabel" * "OR" *'
    """
    return " ".join(f'"{word}" *' for word in re.findall(r"\w+", text))


class Finder:
    """Answers questions on one connection, which nobody else writes on."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.at_hand = AtHand(connection, FINDABLE)

    def interrupt(self) -> None:
        """Break off what is being looked up in another thread: it ends there with an error."""
        self.connection.interrupt()

    def first_page(self, question: Question, now: datetime) -> "array[int]":
        """Return the first PAGE of what `ids` returns, in a fraction of the time."""
        first = self._leading_that_fit(question, now)
        leading = set(first)
        rest = self._hits(question, now, PAGE + len(first)) if len(first) < PAGE else ()
        return array("q", [*first, *(seq for seq in rest if seq not in leading)][:PAGE])

    def ids(self, question: Question, now: datetime) -> "array[int]":
        """Return the row numbers of all findable trainings that fit, in the order asked for."""
        first = self._leading_that_fit(question, now)
        hits = self._hits(question, now)
        if not first:
            return hits
        leading = set(first)
        return array("q", [*first, *(seq for seq in hits if seq not in leading)])

    def count(self, question: Question, now: datetime) -> int:
        """Return how many trainings fit."""
        where, values = self._conditions(question, now)
        counted: int = self.connection.execute(f"SELECT COUNT(*) FROM temp.found t WHERE {where}", values).fetchone()[0]
        return counted

    def facets(self, question: Question, now: datetime) -> Facets:
        """Return what each choice would give; a facet's own choices do not narrow its own counts."""

        def count(condition: str, without: Question, *values: Any) -> int:
            where, given = self._conditions(without, now)
            query = f"SELECT COUNT(*) FROM temp.found t WHERE {where} AND {condition}"
            counted: int = self.connection.execute(query, [*given, *values]).fetchone()[0]
            return counted

        def choices(select: str, without: Question, group: str, *given: str) -> tuple[tuple[str, str, int], ...]:
            where, values = self._conditions(without, now)
            counts = f"{select} WHERE {where} GROUP BY {group} ORDER BY 3 DESC, 2 LIMIT {TOPICS_SHOWN}"
            return tuple((value, label, number) for value, label, number in self.connection.execute(counts, [*given, *values]))

        self.at_hand.prepare(now)  # the next keystroke need not wait for it
        durations, forms = replace(question, durations=()), replace(question, forms=())
        origins, free = replace(question, origins=()), replace(question, free=False)
        return Facets(
            topics=choices(
                "SELECT g.topic, g.topic, COUNT(*) FROM temp.found t JOIN training_topic g ON g.training = t.seq",
                replace(question, topics=()),
                "g.topic",
            ),
            departments=choices(
                """SELECT d.id, d.name, COUNT(*) FROM temp.found t JOIN colleague c ON c.id = t.creator AND t.given_by = ''
                    JOIN json_each(?) whole ON whole.key = c.department JOIN department d ON d.id = whole.value""",
                replace(question, departments=()),
                "d.id",
                json.dumps(self._counted_to()),
            ),
            durations={name: count(condition, durations) for name, condition in DURATIONS.items()},
            forms={name: count(_form(condition), forms) for name, condition in FORMS.items()},
            origins={name: count(condition.format(ours=OURS), origins) for name, condition in ORIGINS.items()},
            organisations=choices(
                f"""SELECT o.id, o.name, COUNT(*) FROM temp.found t
                    JOIN organisation o ON o.id = t.organisation AND o.id != ({OURS})""",
                origins,
                "o.id",
            ),
            free=count(FREE, free, moment_text(now)),
        )

    def _conditions(self, question: Question, now: datetime) -> tuple[str, list[Any]]:
        """Gather what fits the text; return the WHERE of the other conditions on temp.found t, and its values."""
        expression = match_expression(question.text) or ('""' if question.text.strip() else "")
        self.at_hand.find(expression, self._by_trainer(question.text))
        tests: list[str] = ["1"]
        values: list[Any] = []
        if question.topics:
            tests.append("t.seq IN (SELECT training FROM training_topic WHERE topic IN (SELECT value FROM json_each(?)))")
            values.append(json.dumps(question.topics))
        if question.departments:
            tests.append(
                "t.given_by = '' AND t.creator IN (SELECT id FROM colleague WHERE department IN (SELECT value FROM json_each(?)))"
            )
            values.append(json.dumps([one for one, whole in self._counted_to().items() if whole in question.departments]))
        if question.durations:
            tests.append(_any(DURATIONS[name] for name in question.durations))
        if question.forms:
            tests.append(_any(_form(FORMS[name]) for name in question.forms))
        if question.origins:
            named = [name for name in question.origins if name not in ORIGINS]
            known = [ORIGINS[name].format(ours=OURS) for name in question.origins if name in ORIGINS]
            tests.append(_any([*known, "t.organisation IN (SELECT value FROM json_each(?))"]))
            values.append(json.dumps(named))
        if question.free:
            tests.append(FREE)
            values.append(moment_text(now))
        return " AND ".join(tests), values

    def _counted_to(self) -> dict[str, str]:
        """Return, per department, the one it counts to."""
        return counted_to(Reader(self.connection).where(Department))

    def _leading_that_fit(self, question: Question, now: datetime) -> "array[int]":
        """Return what fits of those that lead in the order asked for: with a session to come, or with a rating that is known."""
        soonest = question.sort == "next"
        leading = self.at_hand.coming(now) if soonest else self.at_hand.rated() if question.sort == "rated" else array("q")
        expression = match_expression(question.text)
        if not leading or (question.text.strip() and not expression):
            return array("q")
        if question.narrowed:
            where, values = self._conditions(question, now)
            query = f"SELECT t.seq FROM temp.found t WHERE {where} AND t.seq IN (SELECT value FROM json_each(?))"
            fitting = set(numbers(self.connection, query, [*values, json.dumps(leading.tolist())]))
        elif expression:
            hits = self.at_hand.coming_hits(expression, now) if soonest else numbers(self.connection, HITS, (expression, -1))
            fitting = {*hits, *self._by_trainer(question.text)}
        else:
            return leading
        return array("q", [seq for seq in leading if seq in fitting])

    def _hits(self, question: Question, now: datetime, most: int = -1) -> "array[int]":
        """Return what fits, newest first or by title; at most so many."""
        expression = match_expression(question.text)
        if question.text.strip() and not expression:
            return array("q")
        if expression and not question.narrowed and question.sort != "title":  # the index alone, already in this order
            hits = numbers(self.connection, HITS, (expression, most))
            by_name = self._by_trainer(question.text)
            return array("q", sorted({*hits, *by_name}, reverse=True)[: most if most >= 0 else None]) if by_name else hits
        if not expression and not question.narrowed and most >= 0:
            order = "title COLLATE NOCASE, seq" if question.sort == "title" else "seq DESC"
            return numbers(self.connection, f"SELECT seq FROM training t WHERE {FINDABLE} ORDER BY {order} LIMIT ?", (most,))
        where, values = self._conditions(question, now)
        among = f"SELECT t.seq FROM temp.found t WHERE {where}"
        if question.sort != "title":
            return numbers(self.connection, f"{among} ORDER BY t.seq DESC LIMIT ?", [*values, most])
        in_order = f"SELECT seq FROM training t WHERE {FINDABLE} AND +seq IN ({among}) ORDER BY title COLLATE NOCASE, seq LIMIT ?"
        return numbers(self.connection, in_order, [*values, most])

    def _by_trainer(self, text: str) -> "array[int]":
        """Return the findable trainings of colleagues with this in their name."""
        words = " ".join(re.findall(r"\w+", text))
        if len(words) < 3:
            return array("q")
        query = f"""SELECT t.seq FROM colleague c CROSS JOIN training t ON t.creator = c.id AND t.given_by = ''
            WHERE c.name LIKE ? AND {FINDABLE}"""
        return numbers(self.connection, query, (f"%{words}%",))


def _any(tests: Iterable[str]) -> str:
    return f"({' OR '.join(tests)})"


def _form(condition: str) -> str:
    return f"""t.seq IN (SELECT r.seq FROM session s JOIN training r ON r.id = s.training
        WHERE {condition} AND s.status = 'planned' AND s.deleted = 0)"""
