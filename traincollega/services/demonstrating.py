"""Demonstrating: an organisation that never was, with colleagues who teach, sign up, wait and leave."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from traincollega.models.colleague import Colleague, Device
from traincollega.models.noun import identify, new_nonce
from traincollega.models.organisation import Department
from traincollega.services import attending, enrolling, evaluating, planning, publishing, rating, telling, thanking
from traincollega.services.beginning import begin
from traincollega.services.desk import Desk
from traincollega.services.planning import Plan
from traincollega.services.publishing import Words
from traincollega.settings import database_path

PUBLISHED = timedelta(days=240)  # how long ago the first training was published
LEAD = timedelta(days=12)  # how long before a session people sign up
READ = timedelta(days=11)  # older messages were read
RATED_WELL = 3  # who gives more stars recommends it too
MORNING, AFTERNOON = time(8, 30), time(14, 10)


@dataclass(frozen=True)
class DemoTraining:
    """One of the demo's trainings: its file's name, the key of its trainer, and its words."""

    key: str
    trainer: str
    words: Words


@dataclass
class Told:
    """The time it is while the story is told."""

    now: datetime


def demo_content() -> Traversable:
    """Return the folder of the demo content."""
    return resources.files("traincollega.resources") / "demo"


def demo_trainings(folder: Traversable) -> dict[str, DemoTraining]:
    """Return the trainings of a demo folder by key; `trainer` is "" where the organisation has no colleagues."""
    found = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".md"):
            continue
        _before, head, body = file.read_text("utf-8").split("---\n", 2)
        values = yaml.safe_load(head)
        trainer = values.pop("trainer", "")
        key = file.name.removesuffix(".md")
        found[key] = DemoTraining(key, trainer, Words(**values | {"topics": tuple(values["topics"]), "body": body.strip()}))
    return found


def make_example(folder: Path, now: datetime) -> Desk:
    """Make the example organisation anew in a folder of its own, as if it has lived for months; `now` is aware."""
    if folder.exists():
        shutil.rmtree(folder)
    people = json.loads((demo_content() / "colleagues.json").read_text("utf-8"))
    story = json.loads((demo_content() / "plan.json").read_text("utf-8"))
    told = Told(now - PUBLISHED)
    mine = people["colleagues"][people["me"]]
    desk = begin(
        folder, organisation=people["organisation"], name=mine["name"], email=mine["email"], department=mine["department"],
        now=lambda: told.now,
    )  # fmt: skip
    with desk.store.transaction(bulk=True):
        desks = _colleagues(desk, people)
        ours = desk.our_organisation()
        desk.store.save(replace(ours, space=people["space"], space_sender=people["space_sender"]))
        trainings = demo_trainings(demo_content() / "trainings")
        events = [*_publishing(desks, trainings, now), *_sessions(desk, desks, trainings, story, now)]
        ids: dict[str, str] = {}
        for at, _order, act in sorted(events, key=lambda event: event[:2]):
            told.now = min(at, now)
            act(ids)
        told.now = now - timedelta(days=2)
        for key, persons in story["interest"].items():
            for person in persons:
                publishing.wait_for_date(desks[person], ids[key])
        for key in sorted({one["training"] for one in story["answers"]}):
            rating.release(desks[trainings[key].trainer], ids[key])
    told.now = now
    read = [one.seq for one in telling.my_messages(desk) if one.at < now - READ]
    if read:
        telling.read_messages(desk, read)
    return replace(desk, now=_running(now))


def _running(begun: datetime) -> Callable[[], datetime]:
    """Return a clock that goes on from `begun`."""
    started = datetime.now(begun.tzinfo)
    return lambda: begun + (datetime.now(begun.tzinfo) - started)


def _colleagues(desk: Desk, people: dict[str, Any]) -> dict[str, Desk]:
    """Give every colleague a card and a computer of their own; return a desk for each."""
    known = {one.name: one for one in desk.store.where(Department)}
    for name, headcount in zip(people["departments"], people["sizes"], strict=True):
        one = replace(known.get(name) or Department.new(desk.me, name=name), headcount=headcount)
        desk.store.save(one)
        known[name] = one
    desks = {people["me"]: desk}
    for key, card in people["colleagues"].items():
        if key == people["me"]:
            continue
        nonce = new_nonce()
        person = identify("", nonce)
        device = Device.new(person, person=person, name=card["name"])
        store = desk.store.speaking_for(device.id, person)
        colleague = Colleague(
            id=person, creator="", nonce=nonce, name=card["name"], email=card["email"], department=known[card["department"]].id
        )
        store.save(device, colleague)
        desks[key] = replace(desk, store=store, me=person)
    return desks


Event = tuple[datetime, int, Callable[[dict[str, str]], None]]


def _publishing(desks: dict[str, Desk], trainings: dict[str, DemoTraining], now: datetime) -> list[Event]:
    events: list[Event] = []
    for number, training in enumerate(trainings.values()):

        def act(ids: dict[str, str], one: DemoTraining = training) -> None:
            ids[one.key] = publishing.publish(desks[one.trainer], one.words).subject

        events.append((now - PUBLISHED + timedelta(hours=number + 1), 0, act))
    return events


def _sessions(
    desk: Desk, desks: dict[str, Desk], trainings: dict[str, DemoTraining], story: dict[str, Any], now: datetime
) -> list[Event]:
    events: list[Event] = []
    answers = {(one["training"], one["day"]): one for one in story["answers"]}
    for number, one in enumerate(story["sessions"]):
        trainer = desks[trainings[one["training"]].trainer]
        day = workday(now.astimezone(desk.zone).date(), one["day"])
        starts = datetime.combine(day, time.fromisoformat(one["time"]), desk.zone)
        wish = Plan(starts, trainings[one["training"]].words.minutes, one["place"], one["link"], one["seats"], None, one["order"])
        opened = datetime.combine((min(starts, now) - LEAD).astimezone(desk.zone).date(), MORNING, desk.zone)
        name = f"session {number}"

        planned = partial(_plan, trainer, one["training"], wish, name)

        def at(step: int, opened: datetime = opened) -> datetime:
            return opened + timedelta(days=step // 3, hours=1 + 3 * (step % 3), minutes=7 * (step % 5))

        events.append((opened, 1, planned))
        for place, key in enumerate(one["sign_ups"]):
            events.append((at(place), 2, partial(_enrol, desks[key], name, False)))
        last = len(one["sign_ups"])
        for key in one["withdrawn"]:
            events.append((at(last), 3, partial(_enrol, desks[key], name, True)))
        if one["confirmed"]:
            events.append((at(last + 1), 4, partial(_close, trainer, name, "")))
        if starts + timedelta(minutes=wish.minutes) < now and one["confirmed"]:
            events.append((starts + timedelta(minutes=wish.minutes), 5, partial(_note, trainer, name)))
        said = answers.get((one["training"], one["day"]))
        if said is not None:
            events += _answers(desks, said, name, starts + timedelta(minutes=wish.minutes))
        if one["cancelled"]:
            lately = datetime.combine(workday(now.astimezone(desk.zone).date(), -1), AFTERNOON, desk.zone)
            events.append((min(starts, lately), 5, partial(_close, trainer, name, one["cancelled"])))
    return events


def _answers(desks: dict[str, Desk], said: dict[str, Any], name: str, ended: datetime) -> list[Event]:
    """Let participants say what they think of a session in the days after it, and three weeks later who uses it."""
    events: list[Event] = []
    for place, (key, stars) in enumerate(said["ratings"].items()):
        rated = partial(_rate, desks[key], name, stars, said["helped"].get(key, ""))
        events.append((ended + timedelta(hours=1 + 5 * place), 6, rated))
    for place, key in enumerate(said["uses"]):
        uses = partial(_use, desks[key], name, said["changed"].get(key, ""))
        events.append((ended + evaluating.LATER + timedelta(hours=1 + 3 * place), 6, uses))
    return events + [(ended + timedelta(hours=2), 6, partial(_thank, desks[key], name)) for key in said["thanks"]]


def _rate(desk: Desk, name: str, stars: int, helped: str, ids: dict[str, str]) -> None:
    evaluating.evaluate(desk, ids[name], stars, helped, evaluating.YES if stars > RATED_WELL else "")


def _use(desk: Desk, name: str, changed: str, ids: dict[str, str]) -> None:
    evaluating.use_it(desk, ids[name], evaluating.YES, changed)


def _thank(desk: Desk, name: str, ids: dict[str, str]) -> None:
    thanking.thank(desk, ids[name])


def _plan(desk: Desk, key: str, wish: Plan, name: str, ids: dict[str, str]) -> None:
    ids[name] = planning.plan(desk, ids[key], wish).subject


def _enrol(desk: Desk, name: str, leaves: bool, ids: dict[str, str]) -> None:
    (enrolling.withdraw if leaves else enrolling.sign_up)(desk, ids[name])


def _note(desk: Desk, name: str, ids: dict[str, str]) -> None:
    attending.all_present(desk, ids[name])


def _close(desk: Desk, name: str, reason: str, ids: dict[str, str]) -> None:
    if reason:
        planning.cancel(desk, ids[name], reason)
    else:
        enrolling.confirm(desk, ids[name])


def colleague_desk(desk: Desk, name: str) -> Desk:
    """Return the desk of another colleague of the example."""
    (card,) = [one for one in desk.store.where(Colleague) if one.name == name]
    (device,) = desk.store.where(Device, person=card.id)
    return replace(desk, store=desk.store.speaking_for(device.id, card.id), me=card.id)


def make_other(folder: Path, now: datetime) -> Desk:
    """Make a second, small organisation, that reads what the first one shares."""
    other = demo_content() / "other"
    name = json.loads((other / "organisation.json").read_text("utf-8"))["name"]
    desk = begin(
        folder, organisation=name, name="Joris Wagenaar", email="j.wagenaar@zeelandnoord.example", now=_running(now)
    )  # fmt: skip
    for one in demo_trainings(other).values():
        publishing.publish(desk, one.words)
    return desk


def workday(start: date, days: int) -> date:
    """Return the day so many working days after `start`, or before it; 0 is `start` itself, or the Monday after.

    >>> workday(date(2026, 11, 27), 1).isoformat(), workday(date(2026, 11, 23), -1).isoformat()
    ('2026-11-30', '2026-11-20')
    """
    step = timedelta(days=1 if days >= 0 else -1)
    day = start
    while day.weekday() > 4:
        day += timedelta(days=1)
    for _number in range(abs(days)):
        day += step
        while day.weekday() > 4:
            day += step
    return day


def remove_example(folder: Path) -> None:
    """Throw the example away; nothing in it counted."""
    if database_path(folder).exists():
        shutil.rmtree(folder)
