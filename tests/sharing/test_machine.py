"""Colleagues who do anything, in a place where anything happens: once it is whole they all have the same, and nothing is lost.

300 runs; 10,000 longer ones with: HYPOTHESIS_PROFILE=long pytest tests/sharing/test_machine.py -m long
"""

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import wraps
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.models.naive import naive_rows
from tests.models.world import NOON, rows_of
from tests.sharing.faulty_folder import FAULTS, Faulty
from tests.sharing.naive_trust import naive_counting
from tests.sharing.office import Office, Profile, begun_office, invitation, office
from traincollega.errors import InvalidInput, NotAllowed, NotFound, NotPossible, SharingError
from traincollega.imports.staff_files import StaffRecord
from traincollega.models.attendance import NO_SHOW, PRESENT, Mark, Missed, Presence, Proof
from traincollega.models.change import Change, fields_text
from traincollega.models.evaluation import Evaluation
from traincollega.models.merging import valid
from traincollega.models.noun import Noun
from traincollega.models.nouns import NOUNS
from traincollega.models.organisation import Grant
from traincollega.models.seals import Seals
from traincollega.models.seats import Reason, State
from traincollega.models.session import Confirmation, Session
from traincollega.models.sign_up import SignUp
from traincollega.models.training import Training
from traincollega.models.trust import Erasure
from traincollega.models.trust import Invitation as Row
from traincollega.services.enrolling import seatings
from traincollega.services.staffing import import_staff
from traincollega.sharing import packs
from traincollega.sharing.admitting import accept_more, approve, end_coordinator, make_coordinator, revoke, set_hr
from traincollega.sharing.checking import check
from traincollega.sharing.computers import KeysGone
from traincollega.sharing.forgetting import erase
from traincollega.sharing.inviting import withdraw
from traincollega.sharing.joining import join_again
from traincollega.sharing.keeping_step import PATIENCE, keep_step
from traincollega.sharing.place import SEGMENT, content_name
from traincollega.sharing.sealing import readable
from traincollega.sharing.segments import SEALED, Kind, Malformed, Missing, Segment, parts, read
from traincollega.sharing.taking_in import concerns

REFUSED = (NotAllowed, NotPossible, NotFound, InvalidInput, SharingError)
"""What a person is told now and then, with nothing done."""
WRONG = (
    *(timedelta(0), timedelta(0), timedelta(hours=3), timedelta(hours=-3), timedelta(days=5), timedelta(days=-5)),
    *[datetime(2100, 1, 1, tzinfo=NOON.tzinfo) - NOON] * 2,
)
"""By how much clocks are wrong."""
PLACES = 4
"""Profiles at most."""
EVERYDAY = (
    *("publish", "publish", "sign_up", "sign_up", "edit_one_text_on_two_computers", "leave_a_session", "offer_other_seats"),
    *("confirm", "cancel", "let_another_give_it_too", "say_what_only_a_newer_version_knows"),
    *("note_who_came", "note_who_came", "evaluate", "dispute", "prove"),
    *("exchange", "exchange", "exchange", "exchange_without_chores"),
)
"""What somebody does on a day: of whom and about which is drawn with it."""
who = st.integers(0, PLACES - 1)
which = st.integers(0, 3)
Act = tuple[str, int, int]
ACTS = st.lists(st.tuples(st.sampled_from(EVERYDAY), who, which), max_size=5)


def happens(**drawn: Any) -> Callable[[Callable[..., None]], Any]:
    """Make a rule of something that happens once in a while; after it some everyday things are done."""

    def ruled(event: Callable[..., None]) -> Any:
        @wraps(event)
        def both(self: "Colleagues", acts: list[Act], **drawn: Any) -> None:
            event(self, **drawn)
            self.act(acts)

        return rule(acts=ACTS, **drawn)(both)

    return ruled


class Colleagues(RuleBasedStateMachine):
    """A few computers, each of which sees the place in its own way."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.office: Office
        self.live: list[Profile] = []
        """The computers that go on; a copy that cannot get in is none."""
        self.saved: list[tuple[Profile, Change]] = []
        """Every save that was acknowledged, and by which computer."""
        self.devices: dict[int, set[str]] = {}
        """Per computer, which devices it was."""
        self.copies: dict[int, Any] = {}
        self.forgotten: set[str] = set()
        self.sighted: set[tuple[str, str]] = set()
        """Whom somebody let see what is sealed, and of what: what was read stays read, whatever counts later."""
        self.names: dict[str, str] = {}
        """Of everybody who ever was here."""
        self.number = 0

    @initialize(seed=st.integers(0, 1 << 16), others=st.integers(1, 2))
    def begin(self, seed: int, others: int) -> None:
        """Let two or three colleagues share."""
        self.office = self.stack.enter_context(office(seed))
        self.stack.enter_context(patch.object(packs, "LEAST", 3))
        self.random = Random(seed)
        self.office.faulty(self.random)
        begun_office(self.office, others)
        self.number = others
        for one in self.office.profiles:
            self.came(one)

    # what people do

    @happens()
    def exchange_all(self) -> None:
        for who in range(len(self.live)):
            self.exchange(who, 0)

    def publish(self, who: int, what: int) -> None:
        one = self.one(who)
        training = Training.new(one.me, title=self.word())
        starts = NOON + timedelta(days=self.random.choice((2, 30, 30_000)))
        session = Session.new(one.me, training=training.id, starts=starts, ends=starts, seats=self.random.choice((1, 2)))
        self.save(one, training, session)

    def edit_one_text_on_two_computers(self, who: int, what: int) -> None:
        for one in (self.one(who), self.one(who + 1)):
            self.change(one, Training, what, body=self.word())

    def sign_up(self, who: int, what: int) -> None:
        one = self.one(who)
        if session := self.some(one, Session, what):
            self.save(one, SignUp.new(one.me, session=session.id, person=one.me))

    def leave_a_session(self, who: int, what: int) -> None:
        one = self.one(who)
        mine = [row for row in one.store.where(SignUp, person=one.me) if row.withdrawn is None]
        if mine:
            self.save(one, replace(mine[what % len(mine)], withdrawn=self.office.time().replace(microsecond=0)))

    def offer_other_seats(self, who: int, what: int) -> None:
        self.change(self.one(who), Session, what, seats=self.random.randrange(3))

    def confirm(self, who: int, what: int) -> None:
        one = self.one(who)
        if sign_up := self.some(one, SignUp, what):
            self.save(one, Confirmation.new(one.me, session=sign_up.session, sign_up=sign_up.id))

    def cancel(self, who: int, what: int) -> None:
        self.change(self.one(who), Session, what, status="cancelled")

    def note_who_came(self, who: int, what: int) -> None:
        one, other = self.one(who), self.one(who + 1)
        if session := self.some(one, Session, what):
            state = self.random.choice((PRESENT, NO_SHOW))
            mark = Mark.new(one.me, session=session.id, person=other.me, state=state)
            about = {"session": session.id, "person": other.me}
            self.save(one, mark, Presence.new(one.me, **about, minutes=60 * (state == PRESENT)), Missed.new(one.me, **about))

    def dispute(self, who: int, what: int) -> None:
        one = self.one(who)
        if mine := one.store.where(Mark, person=one.me):
            self.save(one, replace(mine[what % len(mine)], disputed=True))

    def evaluate(self, who: int, what: int) -> None:
        one = self.one(who)
        if session := self.some(one, Session, what):
            self.save(one, Evaluation.new(one.me, session=session.id, person=one.me, rating=4, helped=self.word()))

    def prove(self, who: int, what: int) -> None:
        one, other = self.one(who), self.one(who + 1)
        if session := self.some(one, Session, what):
            self.save(one, Proof.new(one.me, session=session.id, person=other.me, code=self.word()))

    def let_another_give_it_too(self, who: int, what: int) -> None:
        one, other = self.one(who), self.one(who + 1)
        if training := self.some(one, Training, what):
            self.save(one, Grant.new(one.me, right="trainer", subject=training.id, person=other.me))
            self.sighted.add((other.me, training.id))

    # who belongs

    @happens(who=who, whom=who)
    def make_a_coordinator(self, who: int, whom: int) -> None:
        self.do(who, lambda one: make_coordinator(one.circle(), self.one(whom).me, self.office.code))

    @happens(who=who, whom=who)
    def end_a_coordinator(self, who: int, whom: int) -> None:
        self.do(who, lambda one: end_coordinator(one.circle(), self.one(whom).me, self.office.code))

    @happens(who=who, whom=who)
    def give_hr(self, who: int, whom: int) -> None:
        self.do(who, lambda one: set_hr(one.circle(), self.one(whom).me))
        self.sighted |= {(self.one(whom).me, noun) for noun in ("presence", "missed", "staff")}

    @happens(who=who, what=which)
    def approve(self, who: int, what: int) -> None:
        def approved(one: Profile) -> None:
            trust = one.circle().trust()
            if waiting := sorted(trust.computers.keys() - trust.certified):
                approve(one.circle(), waiting[what % len(waiting)])

        self.do(who, approved)

    @happens(who=who, wrong=st.sampled_from(WRONG))
    def let_somebody_join(self, who: int, wrong: timedelta) -> None:
        if len(self.live) < PLACES:
            self.do(who, lambda one: self.came(self.office.another(invitation(one.circle()), self.name(), wrong)), after=True)

    @happens(who=who, whom=who)
    def join_with_a_second_computer(self, who: int, whom: int) -> None:
        if len(self.live) < PLACES:
            name = self.one(whom).desk.my_card().name if self.one(whom).me not in self.forgotten else self.name()
            self.do(who, lambda one: self.came(self.office.another(invitation(one.circle()), name)), after=True)

    @happens(who=who)
    def withdraw_an_invitation(self, who: int) -> None:
        def withdrawn(one: Profile) -> None:
            if rows := one.store.where(Row, withdrawn=False):
                withdraw(one.circle(), rows[-1].id)

        self.do(who, withdrawn)

    @happens(who=who, whom=who)
    def revoke_a_computer(self, who: int, whom: int) -> None:
        other = self.live[1 + whom % (len(self.live) - 1)]  # somebody has to stay
        self.do(who, lambda one: revoke(one.circle(), [other.device], self.office.code))

    @happens(who=who, whom=who)
    def accept_more_of_a_computer(self, who: int, whom: int) -> None:
        self.do(who, lambda one: accept_more(one.circle(), self.one(whom).device, self.office.code))

    @happens(who=who, whom=who)
    def forget_somebody(self, who: int, whom: int) -> None:
        def forgot(one: Profile) -> None:
            person = self.one(whom).me
            erase(one.circle(), person)
            self.forgotten.add(person)

        self.do(who, forgot)

    @happens(who=who, what=which)
    def let_go_of_a_session(self, who: int, what: int) -> None:
        def let_go(one: Profile) -> None:
            if session := self.some(one, Session, what):
                noun = self.random.choice((SignUp, Mark, Missed, Presence))
                rows = [row.id for row in one.store.where(noun, session=session.id)] if noun is not SignUp else []
                keys = [seal.key for seal in Seals(one.store.connection).of_rows(rows)]
                self.save(one, Erasure.new(one.me, noun=noun.table, row=session.id, keys=tuple(keys)))
                one.store.forget()

        self.do(who, let_go)

    @happens(who=who, names=st.sets(st.integers(0, 3), min_size=1))
    def bring_in_staff(self, who: int, names: set[int]) -> None:
        lines = [StaffRecord("line", f"staff{number}@x.nl", "ICT") for number in sorted(names)]
        self.do(who, lambda one: one.circle() and import_staff(one.desk, lines))

    # what happens to computers

    def exchange(self, who: int, what: int) -> None:
        with suppress(*REFUSED):
            self.one(who).round()

    def exchange_without_chores(self, who: int, what: int) -> None:
        one = self.one(who)
        with suppress(*REFUSED):
            keep_step(one.circle(), one.place)

    @happens(who=who)
    def start_the_program_anew(self, who: int) -> None:
        self.one(who).close()
        self.one(who).open()

    @happens(who=who)
    def lose_the_settings(self, who: int) -> None:
        one = self.one(who)
        one.close()
        (one.folder / "settings.json").unlink(missing_ok=True)
        one.open()

    @happens(who=who, first=st.booleans(), between=ACTS)
    def put_a_copy_back(self, who: int, first: bool, between: list[Act]) -> None:
        one = self.one(who)
        if id(one) not in self.copies:
            self.number += 1
            self.copies[id(one)] = one.copied(self.office.folder / f"copy{self.number}")
        self.act(between)
        self.devices[id(one)].add(one.device)
        elsewhere = {hash_ for other in self.live if other is not one and self.heard(other) for hash_ in other.changes()}
        one.put_back(self.copies[id(one)])
        still = one.changes()
        self.saved = [(by, said) for by, said in self.saved if by is not one or said.hash in elsewhere or said.hash in still]
        if first:
            self.publish(who, 0)
        with suppress(*REFUSED):
            one.circle()

    @happens(who=who, whom=who)
    def copy_a_profile_elsewhere(self, who: int, whom: int) -> None:
        if len(self.live) >= PLACES:
            return
        one = self.one(whom)
        self.number += 1
        folder = one.copied(self.office.folder / f"profile{self.number}clone")
        clone = Profile(self.office, folder, one.desk, self.office.place(), one.wrong)
        clone.open()
        self.office.profiles.append(clone)
        said = self.save(clone, Training.new(clone.me, title=self.word()), quiet=True)
        with pytest.raises(KeysGone):
            clone.round()

        def join(inviter: Profile) -> None:
            circle = join_again(clone.desk, clone.folder, invitation(inviter.circle()))
            clone.desk = replace(clone.desk, store=circle.store)
            self.came(clone)
            self.saved += [(clone, change) for change in said]

        self.do(who, join, after=True)
        if clone not in self.live:
            self.office.profiles.remove(clone)
            clone.close()

    @happens(who=who, wrong=st.sampled_from(WRONG))
    def have_another_clock(self, who: int, wrong: timedelta) -> None:
        self.one(who).wrong = wrong

    @happens(days=st.sampled_from((1, 8)))
    def let_days_pass(self, days: int) -> None:
        self.office.time.now += timedelta(days=days)

    def say_what_only_a_newer_version_knows(self, who: int, what: int) -> None:
        one = self.one(who)
        poll = Training.new(one.me, title="poll")
        stamp = one.store.clock.tick()
        said = [Change("poll", poll.id, stamp, one.device, {"creator": one.me, "nonce": poll.nonce, "question": [self.word()]})]
        if known := one.store.where(Training, creator=one.me):
            said.append(Change("training", known[0].id, one.store.clock.tick(), one.device, {"mood": {"how": 3}}))
        one.store.apply(said)
        self.saved += [(one, change) for change in said]

    # what happens to the place

    @happens(who=who, faults=st.sets(st.sampled_from(FAULTS), min_size=1, max_size=4))
    def see_the_place_otherwise(self, who: int, faults: set[str]) -> None:
        self.seen_by(self.one(who)).faults |= faults

    @happens(who=who)
    def see_the_place_as_it_is(self, who: int) -> None:
        self.seen_by(self.one(who)).faults.clear()

    @happens()
    def lay_a_segment_of_a_newer_format(self) -> None:
        known = sorted(name for name in self.office.shelf.files if name.endswith(SEGMENT))
        if known:
            envelope = bytearray(self.office.shelf.files[self.random.choice(known)])
            if len(envelope) > 4:
                envelope[4] = 2
                self.office.shelf.put(content_name(bytes(envelope), SEGMENT), bytes(envelope))

    @happens()
    def lose_everything_that_somebody_has_to_put_back(self) -> None:
        back: set[str] = set()
        for one in self.live:
            boss = one.me in one.store.rights.coordinators()
            own = {*self.devices[id(one)], one.device}
            back |= {name for name, device in one.circle().envelopes.placed() if boss or device in own}
        shelf = self.office.shelf
        for name in list(shelf.laid):
            if name in back or not name.endswith(SEGMENT):
                shelf.laid.pop(name)
        shelf.files = dict(shelf.laid)

    # how

    def act(self, acts: list[Act]) -> None:
        for act, who, what in acts:
            getattr(self, act)(who, what)

    def one(self, who: int) -> Profile:
        return self.live[who % len(self.live)]

    def seen_by(self, one: Profile) -> Faulty:
        assert isinstance(one.place, Faulty)
        return one.place

    def name(self) -> str:
        self.number += 1
        return f"Naam{self.number}q"

    def word(self) -> str:
        self.number += 1
        return f"words {self.number}"

    def came(self, one: Profile) -> Profile:
        self.live.append(one)
        with suppress(NotFound):
            self.names[one.me] = one.desk.my_card().name
        self.devices[id(one)] = {one.device}
        return one

    def some(self, one: Profile, noun: type[Any], what: int) -> Any:
        rows = one.store.where(noun)
        return rows[what % len(rows)] if rows else None

    def save(self, one: Profile, *nouns: Noun, quiet: bool = False) -> list[Change]:
        made: list[Change] = []
        with suppress(*REFUSED):
            made += one.store.save(*nouns)
        if not quiet:
            self.saved += [(one, change) for change in made]
        return made

    def change(self, one: Profile, noun: type[Any], what: int, **fields: Any) -> None:
        if row := self.some(one, noun, what):
            self.save(one, replace(row, **fields))

    def do(self, who: int, what: Callable[[Profile], object], *, after: bool = False) -> None:
        """Let somebody do what may be refused; `after` laying out what that needs."""
        one = self.one(who)
        with suppress(*REFUSED):
            if after:
                with suppress(*REFUSED):
                    one.round()
            what(one)
            one.note_what_is_forgotten()

    # and then

    def teardown(self) -> None:
        """Look whether all is well, unless it is known not to be."""
        with self.stack:
            if sys.exc_info()[0] is None and self.live:
                self.finish()

    def finish(self) -> None:
        """Let the place be whole, everybody exchange until nothing moves, and compare."""
        for one in self.live:
            self.seen_by(one).heal()
        shelf = self.office.shelf
        for name in list(shelf.spoilt):  # who has it puts it back, once it shows
            shelf.files.pop(name, None)
        for one in self.live:
            with suppress(KeysGone):
                one.circle()
        self.office.settle(*self.live, most=20)
        same = [one for one in self.live if self.heard(one)]
        assert same, "nobody is left"
        if any((one.digest(), one.circle().keys.writing) != (same[0].digest(), same[0].circle().keys.writing) for one in same):
            self.office.time.now += PATIENCE + timedelta(minutes=1)  # then everybody puts back, and hands on, what only they have
            self.office.settle(*self.live, most=20)
        for one in self.live:
            assert one.store.check() == []
            assert check(one.desk, one.circle()) == []
        newest = same[0].circle().keys.writing
        assert [one.circle().keys.writing for one in same] == [newest] * len(same), "keys were not handed on"
        first = same[0].digest()
        for one in same[1:]:
            assert one.digest() == first
        self.compare_with_what_a_naive_reading_gives(same[0])
        self.look_for_what_was_lost(same[0])
        self.look_at_the_seats(same[0])
        self.look_who_reads_what_is_sealed(self.live)
        for one in same:  # who is revoked, and lacks the key to hear of it, puts back what is forgotten every time
            if one.me in one.store.rights.coordinators():
                one.round()
        self.look_for_who_is_forgotten(same)

    def heard(self, one: Profile) -> bool:
        """Say whether everybody hears a computer now, in all that it was."""
        circle = self.live[0].circle()
        trust = circle.trust()
        return all(device in trust.certified and device not in trust.revoked for device in {one.device})

    def opened(self, profiles: list[Profile]) -> list[Segment]:
        """Return every segment there is, as whole as anybody has it."""
        keys = {name: key for one in profiles for name, key in one.circle().keys.reading.items()}
        found: dict[bytes, Segment] = {}
        envelopes = [kept.envelope for one in profiles for kept in one.circle().envelopes.of_kinds(*Kind)]
        for envelope in envelopes:
            with suppress(Malformed, Missing):
                segment = read(envelope, keys.get)
                known = found.get(segment.id, segment)
                found[segment.id] = max(known, segment, key=lambda one: sum(leaf.held is not None for leaf in one.leaves))
        return list(found.values())

    def compare_with_what_a_naive_reading_gives(self, one: Profile) -> None:
        circle = one.circle()
        segments = self.opened([one])
        counting = naive_counting(circle.organisation, circle.root, segments)
        rows, ids, hashes = rows_of(one.store), frozenset(circle.envelopes.ids()), set(one.store.hashes())
        assert ids == counting
        erased = one.store.rights.fold().erased
        changes = readable(circle, [segment for segment in segments if segment.id in counting])
        changes = [change for change in changes if valid(change) and not concerns(change, erased)]
        assert hashes == {change.hash for change in changes}
        assert rows == naive_rows(changes, circle.organisation, circle.root)

    def look_for_what_was_lost(self, one: Profile) -> None:
        trust = one.circle().trust()
        forgot = {erased for heard in self.live if self.heard(heard) for erased in heard.forgot}
        there = {(change.noun, change.id, change.stamp, fields_text(change.fields)) for change in one.changes().values()}
        for by, change in self.saved:
            devices = {*self.devices[id(by)], by.device, change.device}
            heard = all(device in trust.certified and device not in trust.revoked for device in devices)
            if heard and by in self.live and change.noun not in SEALED and not any(concerns(change, one) for one in forgot):
                assert (change.noun, change.id, change.stamp, fields_text(change.fields)) in there, f"{change} is lost"

    def look_who_reads_what_is_sealed(self, profiles: list[Profile]) -> None:
        for one in profiles:
            for noun in sorted(SEALED):
                for row in one.store.where(NOUNS[noun]):
                    may = one.store.rights.readers(noun, vars(row)) | {row.creator}
                    of = vars(row).get("session", "")
                    session = one.store.find(Session, of)  # gone, where its planner is not heard any more
                    sighted = {(one.me, session.training if session else ""), (one.me, noun)} & self.sighted
                    was_given = one.me in self.forgotten  # what they read as its trainer stays read
                    assert one.me in may or (of and session is None) or sighted or was_given, f"{one.me} reads {row}"

    def look_at_the_seats(self, one: Profile) -> None:
        for seating in seatings(one.desk, one.store.where(Session)).values():
            confirmed = sum(seat.state is State.CONFIRMED for seat in seating.seats)
            taken = sum(seat.state is not State.WAITING for seat in seating.seats)  # not what a tally kept of who is forgotten
            assert seating.capacity is None or taken <= max(seating.capacity, confirmed)
        sure = {row.sign_up for row in one.store.where(Confirmation)}
        for session, seating in seatings(one.desk, one.store.where(Session, order="time")).items():
            for seat in seating.seats:
                row = seat.sign_up
                confirmed_for_it = any(c.session == session for c in one.store.where(Confirmation, sign_up=row.id))
                if row.id in sure and confirmed_for_it and seat.reason is not Reason.TWICE:
                    assert seat.state is State.CONFIRMED

    def look_for_who_is_forgotten(self, profiles: list[Profile]) -> None:
        erased = profiles[0].store.rights.fold().erased
        if not erased:
            return
        keys = {name: key for one in profiles for name, key in one.circle().keys.reading.items()}
        for name, content in self.office.shelf.files.items():
            with suppress(Malformed):
                for envelope in [content] if name.endswith(SEGMENT) else parts(content):
                    with suppress(Malformed, Missing):
                        assert not read(envelope, keys.get).holds(lambda held: concerns(held, erased)), name
        for one in profiles:
            one.store.connection.execute("VACUUM")
            one.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            content = one.desk.path.read_bytes()
            gone = {self.names.get(person, "?" * 9) for person in erased.persons}
            stay = {name for person, name in self.names.items() if person not in erased.persons}  # two may have one name
            assert not [name for name in gone - stay if name.encode() in content]
            for (envelope,) in one.store.connection.execute("SELECT envelope FROM segment").fetchall():
                with suppress(Malformed, Missing):
                    assert not read(envelope, keys.get).holds(lambda held: concerns(held, erased))


def tried(machine: type[Colleagues], runs: int, steps: int) -> None:
    """Let so many histories of so many steps happen."""
    calm = settings(max_examples=runs, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(machine, settings=calm)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("half", [1, 2])  # so that two workers share them
def test_whatever_happens_everybody_ends_with_the_same_and_nothing_is_lost(half: int) -> None:
    tried(type(f"Half{half}", (Colleagues,), {}), 150, 12)


@pytest.mark.long
@pytest.mark.skipif(os.environ.get("HYPOTHESIS_PROFILE") != "long", reason="takes hours: HYPOTHESIS_PROFILE=long pytest -m long")
def test_whatever_happens_in_a_long_time_everybody_ends_with_the_same_and_nothing_is_lost() -> None:
    tried(Colleagues, 10_000, 24)
