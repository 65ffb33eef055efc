"""Gathering: all that this computer holds about me, as plain values that JSON knows; what it says is in `docs/my-data.md`."""

from typing import Any

from traincollega.models.change import Change, moment_at
from traincollega.models.colleague import Colleague, Device
from traincollega.models.drafts import draft_versions, drafts
from traincollega.models.messages import messages
from traincollega.models.noun import Noun, plain_fields
from traincollega.models.nouns import NOUNS
from traincollega.models.organisation import Department
from traincollega.models.portions import counted_of, years_of
from traincollega.models.saved_filters import saved_filters
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.staff import Staff
from traincollega.models.training import Training
from traincollega.services.desk import Desk

SCHEMA = 1
"""Rises when a key gets another meaning or goes; new ones may come without."""
KEYS = ("key_wrap", "seal_wrap")
"""Nouns of which nothing is given: they hold keys, and say nothing about anybody."""
NAMING = ("creator", "person")
"""The fields that hold a person."""
SETTLED = ("nonce", "deleted")


def gather(desk: Desk) -> dict[str, Any]:
    """Return all that is kept about me here: what I made, what is said of me, and what never left this computer.

    What I made about others is theirs: of that only how many rows there are, so that no copy of my data takes theirs out.
    """
    found = {name: _mine(desk, kind) for name, kind in NOUNS.items() if name not in KEYS}
    theirs = {name: {row.id for row in rows if _is_of_another(desk, row)} for name, rows in found.items()}
    return {
        "schema": SCHEMA,
        "made": desk.now().astimezone(desk.zone).isoformat(timespec="seconds"),
        "organisation": desk.our_organisation().name,
        "person": desk.me,
        "kinds": {
            name: [_told(desk, row) for row in rows if row.id not in theirs[name]]
            for name, rows in found.items() if len(rows) > len(theirs[name])
        },
        "about_others": {name: len(rows) for name, rows in theirs.items() if rows},
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
            "counted": [
                {"session": session, "about": about(desk, desk.store.find(Session, session)), "came": came}
                for session, came in counted_of(desk.store.connection, desk.me)
            ],
            "took_part_in": years_of(desk.store.connection, desk.me),
        },
    }  # fmt: skip


def _told(desk: Desk, row: Noun) -> dict[str, Any]:
    """Return what a row says, with its earlier versions."""
    said = {field: value for field, value in plain_fields(row).items() if field not in SETTLED}
    history = desk.store.history(row.id)
    return {
        "id": row.id,
        "made": moment_at(row.created).isoformat(timespec="seconds"),
        "about": about(desk, row),
        **said,
        **({"versions": [_version(one) for one in history]} if len(history) > 1 else {}),
    }


def _is_of_another(desk: Desk, row: Noun) -> bool:
    """Say whether a row that I made, or that has my address, is about another person."""
    if isinstance(row, Colleague):
        return row.id != desk.me
    if isinstance(row, Staff):
        return row.email.casefold() != desk.my_card().email.casefold()
    said = vars(row)
    owner = desk.store.find(SignUp, str(said.get("sign_up", ""))) or desk.store.find(Device, str(said.get("device", "")))
    return str(said.get("person", owner.person if owner else "")) not in ("", desk.me)


def _mine(desk: Desk, noun: type[Noun]) -> list[Noun]:
    """Return the rows that I made, or that name me, my address, my computers or my sign-ups, oldest first."""
    store, me = desk.store, desk.me
    found: dict[str, Noun] = {}
    for field in NAMING:
        if field in noun.names:
            found.update((one.id, one) for one in store.where(noun, **{field: me}))
    if noun is Colleague:
        found[me] = desk.my_card()
    if noun is Staff:
        address = desk.my_card().email.casefold()
        found.update((one.id, one) for one in store.where(Staff) if one.email.casefold() == address)
    if "device" in noun.names:
        mine = [one.id for one in store.where(Device, person=me)]
        found.update((one.id, one) for one in store.where(noun, device=mine))
    if "sign_up" in noun.names:
        mine = [one.id for one in store.where(SignUp, person=me)]
        found.update((one.id, one) for one in store.where(noun, sign_up=mine))
    return sorted(found.values(), key=lambda one: (one.created, one.id))


def _version(change: Change) -> dict[str, Any]:
    fields = {field: value for field, value in change.fields.items() if field not in SETTLED}
    return {"at": moment_at(change.stamp).isoformat(timespec="seconds"), "fields": fields}


def about(desk: Desk, row: Noun | None) -> str:
    """Return what a row is about, as a person knows it: a title with its date, a name; "" where it says so itself, or is gone."""
    said = {} if row is None else vars(row)
    session = desk.store.find(Session, str(said.get("session", ""))) or (row if isinstance(row, Session) else None)
    training = desk.store.find(Training, session.training if session else str(said.get("training", "")))
    if training is not None and session is not None:
        return f"{training.title}, {session.starts.astimezone(desk.zone):%Y-%m-%d}"
    if training is not None:
        return training.title
    department = desk.store.find(Department, str(said.get("department", "")))
    return department.name if department else ""
