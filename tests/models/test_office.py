"""An office at work: three colleagues on four computers, wrong clocks, rights that come and go; what was acknowledged counts."""

import sqlite3
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import timedelta
from hashlib import blake2b
from itertools import count
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.models.naive import naive_rows
from tests.models.world import NOON, Time, changes_of, exchange, organisation, rows_of
from traincollega.errors import NotAllowed, NotFound
from traincollega.models import noun as making
from traincollega.models.change import LAST_STAMP, Change, Clock
from traincollega.models.colleague import Colleague, Device
from traincollega.models.database import Connection, atomic
from traincollega.models.migrations import migrate
from traincollega.models.noun import Noun, identify, plain_fields
from traincollega.models.organisation import Grant, Organisation
from traincollega.models.session import Closing, Confirmation, Session
from traincollega.models.sign_up import SignUp
from traincollega.models.store import Store
from traincollega.models.training import Training

WHO = st.integers(0, 3)
WHICH = st.sampled_from((0, 0, 0, 1, 2, 5))
"""Of the rows there are, mostly the first: so that the same ones are written again and again."""
AHEAD = st.sampled_from((0, 0, 0, 0, -40, 30, 4_000, 86_400 * 900, 86_400 * 36_500))
"""By how many seconds a clock is wrong."""
EDITS: dict[type[Noun], tuple[dict[str, Any], ...]] = {
    Training: (
        {"title": "Excel"},
        {"title": "Word"},
        {"hidden": "Double"},
        {"hidden": ""},
        {"status": "archived"},
        {"deleted": True},
    ),
    Session: ({"place": "Hal"}, {"place": "Zaal"}, {"seats": 2}, {"seats": 0}, {"status": "cancelled"}, {"deleted": True}),
    SignUp: ({"withdrawn": NOON}, {"withdrawn": None}, {"visible": True}, {"deleted": True}, {"deleted": False}),
    Grant: ({"withdrawn": True}, {"withdrawn": False}, {"deleted": True}, {"deleted": False}),
    Device: ({"deleted": True}, {"deleted": False}, {"name": "tablet"}, {"name": "laptop"}),
    Colleague: ({"name": "Anna"}, {"name": "Bram"}, {"on_paper": True}, {"deleted": True}),
    Confirmation: ({"deleted": True}, {"deleted": False}),
    Closing: ({"deleted": True}, {"deleted": False}),
    Organisation: ({"space": "Work"}, {"space": "Time"}),
}


def empty_database() -> bytes:
    with sqlite3.connect(":memory:", isolation_level=None) as connection:
        migrate(connection)
        return connection.serialize()


class OfficeMachine(RuleBasedStateMachine):
    """Whatever is said where: each computer's rows are what its changes add up to, and what a save gave back counts."""

    empty = b""

    @initialize(ahead=st.tuples(*[AHEAD] * 4))
    def begin(self, ahead: tuple[int, ...]) -> None:
        numbers = count()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(making, "new_nonce", lambda: blake2b(b"%d" % next(numbers), digest_size=16).hexdigest())
        OfficeMachine.empty = OfficeMachine.empty or empty_database()
        self.stores = [self.joined(place, seconds) for place, seconds in enumerate(ahead)]
        self.ours = organisation(self.stores[0])
        for store in self.stores[1:]:
            store.set_local("organisation", self.ours.id)
        exchange(*self.stores)
        self.made: list[list[Change]] = [[] for _store in self.stores]

    def joined(self, place: int, seconds: int) -> Store:
        """Return the store of a new colleague; the fourth computer is the second one's other computer."""
        connection = sqlite3.connect(":memory:", isolation_level=None, factory=Connection)
        connection.deserialize(OfficeMachine.empty)
        nonce = making.new_nonce()
        person = identify("", nonce)
        if place == 1:
            self.second = person
        if place == 3:
            person = self.second
        device = Device.new(person, person=person, name="laptop")
        clock = Clock(Time(NOON + timedelta(seconds=seconds)))
        store = Store(connection, device=device.id, person=person, clock=clock)
        store.save(device)
        if place < 3:
            store.save(Colleague(id=person, creator="", nonce=nonce, name="Anna"))
        return store

    def teardown(self) -> None:
        if not hasattr(self, "made"):
            return
        self.patch.undo()
        exchange(*self.stores)
        changes = changes_of(self.stores[0])
        due = naive_rows(changes, self.ours.id)
        for store in self.stores:
            assert rows_of(store) == due
            assert store.check() == []
            store.connection.close()

    def agree(self, store: Store) -> None:
        """The rows say of now what the fold says of the end of all changes."""
        fold, end = store.rights.fold(), (LAST_STAMP + 1, "", b"")
        assert store.rights.coordinators() == fold.coordinators(end)
        for training, creator in store.connection.execute("SELECT id, creator FROM training").fetchall():
            assert store.rights.trainers(training) == fold.trainers(training, creator, end)
        for (device,) in store.connection.execute("SELECT id FROM device").fetchall():
            assert store.rights.ended(device) == (fold.speaker(device, end) == "")

    def one(self, store: Store, noun: type[Noun], which: int) -> Any:
        """Return one of the rows there are, also a deleted one."""
        rows = [identity for (identity,) in store.connection.execute(f"SELECT id FROM {noun.table} ORDER BY created, id")]
        return store.find(noun, rows[which % len(rows)]) if rows else None

    def save(self, who: int, noun: Noun) -> None:
        """Save as somebody; what is acknowledged stands here as it was said, by a change that counts."""
        store = self.stores[who]
        before = changes_of(store), rows_of(store)
        try:
            made = store.save(noun)
        except NotAllowed:
            assert (changes_of(store), rows_of(store)) == before
            return
        self.counts(who, made)
        known = store.find(type(noun), noun.id)
        assert known is not None
        assert plain_fields(known) == plain_fields(noun)
        if isinstance(noun, Device | Grant) and (noun.deleted or getattr(noun, "withdrawn", False)) and made:
            self.ends(store, before[1], noun)

    def ends(self, store: Store, before: dict[str, list[tuple[object, ...]]], right: Device | Grant) -> None:
        """An end takes away nothing that is known here, and holds from now on."""
        after = rows_of(store)
        assert {name for name in before if before[name] != after[name]} <= {right.table}
        at, known = (store.clock.tick(), "~", b""), store.rights.fold().right(right.table, right.id)
        assert known is not None
        refused = store.rights.refused_at(right.table, ("deleted",), vars(right), store.device, (at[0], store.device, b""))
        itself = right.id == store.device  # what it said far ahead it could not let count again once it was ended
        assert refused or itself or not known.holds(at)

    def counts(self, who: int, made: tuple[Change, ...]) -> None:
        store = self.stores[who]
        self.made[who].extend(made)
        assert store.check() == []
        self.agree(store)
        ours = {change.version for change in made}  # an undo may speak of one row twice
        for change in made:
            won = store.rights.winners(change.noun, change.id, store.history(change.id))
            assert {field for field in change.fields if field not in won or won[field][1] not in ours} == set()

    @rule(who=WHO, which=WHICH, whom=WHO, kind=st.sampled_from((Training, Session, SignUp, Confirmation, Closing)))
    def make(self, who: int, which: int, whom: int, kind: type[Noun]) -> None:
        store, person = self.stores[who], self.stores[whom].person
        training, session, sign_up = (self.one(store, noun, which) for noun in (Training, Session, SignUp))
        made: dict[type[Noun], Callable[[], Noun | None]] = {
            Training: lambda: Training.new(store.person, title="Excel", source="a file" if which else ""),
            Session: lambda: training and Session.new(store.person, training=training.id, seats=1),
            SignUp: lambda: session and SignUp.new(store.person, session=session.id, person=person),
            Confirmation: lambda: sign_up and Confirmation.new(store.person, session=sign_up.session, sign_up=sign_up.id),
            Closing: lambda: session and Closing.new(store.person, session=session.id, seed="s"),
        }
        if (noun := made[kind]()) is not None:
            self.save(who, noun)

    @rule(who=WHO, which=WHICH, whom=WHO, right=st.sampled_from(("trainer", "trainer", "coordinator")))
    def grant(self, who: int, which: int, whom: int, right: str) -> None:
        store = self.stores[who]
        subject = self.ours if right == "coordinator" else self.one(store, Training, which)
        if subject is not None:
            self.save(who, Grant.new(store.person, right=right, subject=subject.id, person=self.stores[whom].person))

    @rule(who=WHO, which=WHICH, noun=st.sampled_from((*EDITS, Grant, Device, Grant)), how=st.integers(0, 5))
    def edit(self, who: int, which: int, noun: type[Noun], how: int) -> None:
        known = self.one(self.stores[who], noun, which)
        if known is not None:
            self.save(who, replace(known, **EDITS[noun][how % len(EDITS[noun])]))

    @rule(who=WHO, last=st.integers(1, 3))
    def undo(self, who: int, last: int) -> None:
        store = self.stores[who]
        with suppress(NotAllowed, NotFound):
            self.counts(who, store.undo(self.made[who][-last:]))

    @rule(who=WHO, whom=WHO, data=st.data())
    def deliver(self, who: int, whom: int, data: st.DataObject) -> None:
        known = changes_of(self.stores[who])
        some = data.draw(st.just(known) | st.lists(st.sampled_from(known), max_size=6))
        self.stores[whom].apply(some)
        assert self.stores[whom].check() == []
        self.agree(self.stores[whom])

    @rule(who=WHO, seconds=AHEAD)
    def set_a_clock(self, who: int, seconds: int) -> None:
        now = self.stores[who].clock.now
        assert isinstance(now, Time)
        now.now = NOON + timedelta(seconds=seconds)

    @rule(who=WHO)
    def start_again(self, who: int) -> None:
        store = self.stores[who]
        store.connection.remembered.clear()  # type: ignore[attr-defined]
        self.stores[who] = Store(store.rights.connection, device=store.device, person=store.person, clock=Clock(store.clock.now))

    @rule(who=WHO, which=WHICH, how=st.integers(0, 5), noun=st.sampled_from((Grant, Device, Training)), inner=st.booleans())
    def roll_back(self, who: int, which: int, how: int, noun: type[Noun], inner: bool) -> None:
        store, known = self.stores[who], self.one(self.stores[who], noun, which)
        before = changes_of(store), rows_of(store)
        outer = atomic(store.connection) if inner else nullcontext()
        with outer, suppress(NotAllowed, ZeroDivisionError), atomic(store.connection):
            if known is not None:
                store.save(replace(known, **EDITS[noun][how % len(EDITS[noun])]))
            store.save(Training.new(store.person, title="Never"))
            raise ZeroDivisionError
        assert (changes_of(store), rows_of(store)) == before
        assert store.check() == []


TestOffice = OfficeMachine.TestCase
TestOffice.settings = settings(max_examples=settings().max_examples // 2, stateful_step_count=40, deadline=None)
