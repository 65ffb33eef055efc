"""Gathering: all that this computer holds about me, as plain values that JSON knows; what it says is in `docs/my-data.md`."""

from collections.abc import Iterator
from typing import Any

from traincollega.models.authority import ERASED_BY_HR, FORGOTTEN
from traincollega.models.change import Change, moment_at
from traincollega.models.colleague import Colleague, Device
from traincollega.models.drafts import draft_versions, drafts
from traincollega.models.messages import messages
from traincollega.models.noun import Noun, plain_fields
from traincollega.models.nouns import NOUNS
from traincollega.models.organisation import Department
from traincollega.models.saved_filters import saved_filters
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.training import Training
from traincollega.services.desk import Desk

SCHEMA = 1
"""Rises when a key gets another meaning or goes; new ones may come without."""
KEYS = ("key_wrap", "seal_wrap")
"""Nouns of which nothing is given: they hold keys, and say nothing about anybody."""
NAMING = ("creator", "person")
"""The fields that hold a person."""
SETTLED = ("nonce", "deleted")
WHOSE = FORGOTTEN | dict.fromkeys(ERASED_BY_HR, "id")
"""Of the nouns that are about somebody, the field that says whom."""


def gather(desk: Desk) -> dict[str, Any]:
    """Return all that is kept about me here: what I made, what is said of me, and what never left this computer."""
    return {
        "schema": SCHEMA,
        "made": desk.now().astimezone(desk.zone).isoformat(timespec="seconds"),
        "organisation": desk.our_organisation().name,
        "person": desk.me,
        "kinds": {name: rows for name in NOUNS if name not in KEYS and (rows := list(_rows(desk, name)))},
        "this_computer": {
            "drafts": [
                {"training": one.training, "saved": one.saved.isoformat(), "fields": dict(one.fields),
                 "versions": [{"saved": old.saved.isoformat(), "fields": dict(old.fields)}
                              for old in draft_versions(desk.store.connection, one.id)]}
                for one in drafts(desk.store.connection)
            ],
            "messages": [
                {"at": one.at.isoformat(), "kind": one.kind, "about": one.subject, "fields": dict(one.fields), "read": one.read}
                for one in messages(desk.store.connection)
            ],
            "filters": sorted(saved_filters(desk.store.connection)),
        },
    }  # fmt: skip


def _rows(desk: Desk, noun: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a noun that I made or that are about me, oldest first, each with its earlier versions."""
    for row in sorted(_mine(desk, NOUNS[noun]), key=lambda one: (one.created, one.id)):
        known = {"id": row.id, "made": moment_at(row.created).isoformat(timespec="seconds")}
        if is_about_another(desk, row):
            yield {**known, "about": about(desk, row) if "session" in row.names else "", "of_another": True}
            continue
        said = {field: value for field, value in plain_fields(row).items() if field not in SETTLED}
        history = desk.store.history(row.id)
        versions = {"versions": [_version(one) for one in history]} if len(history) > 1 else {}
        yield {**known, "about": about(desk, row), **said, **versions}


def is_about_another(desk: Desk, row: Noun) -> bool:
    """Say whether a row tells of somebody else: that is for them to ask for, also where I wrote it."""
    if sign_up := getattr(row, "sign_up", ""):
        row = desk.store.find(SignUp, sign_up) or row
    return getattr(row, WHOSE.get(row.table, ""), desk.me) not in ("", desk.me)


def _mine(desk: Desk, noun: type[Noun]) -> list[Noun]:
    """Return the rows that I made, or that name me, my computers or my sign-ups."""
    store, me = desk.store, desk.me
    found: dict[str, Noun] = {}
    for field in NAMING:
        if field in noun.names:
            found.update((one.id, one) for one in store.where(noun, **{field: me}))
    if noun is Colleague:
        found[me] = desk.my_card()
    if "device" in noun.names:
        mine = [one.id for one in store.where(Device, person=me)]
        found.update((one.id, one) for one in store.where(noun, device=mine))
    if "sign_up" in noun.names:
        mine = [one.id for one in store.where(SignUp, person=me)]
        found.update((one.id, one) for one in store.where(noun, sign_up=mine))
    return list(found.values())


def _version(change: Change) -> dict[str, Any]:
    fields = {field: value for field, value in change.fields.items() if field not in SETTLED}
    return {"at": moment_at(change.stamp).isoformat(timespec="seconds"), "fields": fields}


def about(desk: Desk, row: Noun) -> str:
    """Return what a row is about, as a person knows it: a title with its date, a name; "" where it says so itself."""
    said = vars(row)
    session = desk.store.find(Session, str(said.get("session", ""))) or (row if isinstance(row, Session) else None)
    training = desk.store.find(Training, session.training if session else str(said.get("training", "")))
    if training is not None and session is not None:
        return f"{training.title}, {session.starts.astimezone(desk.zone):%Y-%m-%d}"
    if training is not None:
        return training.title
    department = desk.store.find(Department, str(said.get("department", "")))
    return department.name if department else ""
