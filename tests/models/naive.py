"""What a set of changes adds up to, said naively: every right is asked anew of the changes before it, and nothing is kept."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from traincollega.models.authority import ERASED_BY, FORGOTTEN, for_good, may_write
from traincollega.models.change import LAST_STAMP, Change
from traincollega.models.merging import Version, fits, row_of
from traincollega.models.noun import identify
from traincollega.models.nouns import NOUNS
from traincollega.models.proof import coordinator_words, signed
from traincollega.models.tables import TABLES

IN_SESSION = ("confirmation", "closing", "sign_up", "mark", "presence", "missed", "evaluation", "thanks", "proof", "tally")
"""The nouns that are nothing without their session."""
END: Version = (LAST_STAMP + 1, "", b"")


def makes(change: Change) -> bool:
    """Say whether a change makes its row."""
    creator, nonce = change.fields.get("creator"), change.fields.get("nonce")
    return isinstance(creator, str) and isinstance(nonce, str) and identify(creator, nonce) == change.id


def naive_rows(changes: Iterable[Change], ours: str, root: str = "") -> dict[str, list[tuple[Any, ...]]]:
    """Return every shared row as `rows_of` does, of the organisation `ours`; once it shares, the root makes its coordinators."""
    of: dict[tuple[str, str], list[Change]] = {}
    for change in sorted({change.version: change for change in changes}.values(), key=lambda change: change.version):
        of.setdefault((change.noun, change.id), []).append(change)

    def vouched(change: Change) -> bool:
        itself = change.noun == "device" and change.device == change.id and makes(change)
        return itself and change.fields.get("person") == change.fields["creator"]

    def author(change: Change) -> Any:
        return change.fields["creator"] or (change.id if change.noun == "colleague" else "nobody")

    @cache
    def made(noun: str, row: str, at: Version) -> Change | None:
        history = of.get((noun, row), [])
        by_itself = [change for change in history if vouched(change)]
        spoken = (
            one for one in history
            if one.version < at and makes(one) and speaker(one.device, one.version) == author(one) and rooted(one, one, ended=False)
        )  # fmt: skip
        return by_itself[0] if by_itself else next(spoken, None)

    def fact(creation: Change, field: str) -> Any:
        value = creation.fields.get(field)
        if creation.noun == "device" and field == "person" and value != creation.fields["creator"]:
            return value if creation.fields["creator"] in holders("coordinator", ours, creation.version) else ""
        return value if isinstance(value, str) else ""

    def rooted(change: Change, creation: Change, *, ended: bool) -> bool:
        right = creation.fields.get("right") if change.noun == "grants" else ""
        if not root or right not in ("coordinator", "former coordinator"):
            return True
        ends = ended != (right == "former coordinator")
        person = str(creation.fields.get("person"))
        return signed(root, change.fields.get("proof"), coordinator_words(ours, change.id, person, ended=ends))

    def counts(change: Change, field: str, creation: Change) -> bool:
        named = root and change.noun == "grants" and creation.fields.get("right") in ("coordinator", "former coordinator")
        ends = change.fields[field] is True
        if named and field in ("withdrawn", "deleted") and not (ends and rooted(change, creation, ended=True)):
            return False
        if field in for_good(change.noun) and change is not creation:
            return False
        person, at = speaker(change.device, change.version), change.version
        ended_role = change.noun == "grants" and creation.fields.get("right") == "hr" and field in ("withdrawn", "deleted")
        if ended_role and not ends and person not in holders("coordinator", ours, at):
            return False

        def has(role: str) -> bool:
            if role in ("coordinator", "reader"):
                return (role != "reader" or fact(creation, "source") != "") and person in holders("coordinator", ours, at)
            if role == "hr":
                return person in hr(at)
            if role == "trainer":
                training = training_of(creation)
                there = change.noun == "training" or best("training", training, END)
                return bool(there) and person in holders("trainer", training, at)
            if change.noun == "colleague":
                return person == (creation.id if role == "self" else author(creation))
            return bool(person == fact(creation, "person" if role == "self" else "creator"))

        allowed = person != "" and may_write(change.noun, field, has)
        return (allowed or (field in for_good(change.noun) and vouched(change))) and fits(
            NOUNS[change.noun], field, change.fields[field]
        )

    def best(noun: str, row: str, at: Version) -> dict[str, tuple[Any, Version]]:
        creation = made(noun, row, at)
        return {} if creation is None or is_forgotten(noun, creation) else {
            field: (change.fields[field], change.version)
            for change in of[noun, row] if change.version < at
            for field in change.fields if counts(change, field, creation)
        }  # fmt: skip

    @cache
    def hr(at: Version) -> set[Any]:
        grants = [made("grants", row, at) for noun, row in of if noun == "grants" and holds("grants", row, at)]
        return {
            fact(one, "person") for one in grants
            if one and (fact(one, "right"), fact(one, "subject")) == ("hr", ours)
            and author(one) in holders("coordinator", ours, one.version)
        }  # fmt: skip

    @cache
    def erased() -> set[Any]:
        said = [change for (noun, _row), history in of.items() if noun == "erasure" for change in history if makes(change)]
        found = set[Any]()
        for change in said:
            if speaker(change.device, change.version) == author(change):
                coordinates = author(change) in holders("coordinator", ours, change.version)
                row = fact(change, "noun"), fact(change, "row")
                found |= {fact(change, "person")} if coordinates else set()
                keys = change.fields.get("keys")
                found |= {("key", key) for key in keys if isinstance(key, str)} if coordinates and type(keys) is list else set()
                found |= {row} if coordinates or (row[0] == "staff" and author(change) in hr(change.version)) else set()
        return found - {""}

    def is_forgotten(noun: str, creation: Change) -> bool:
        def named(field: str) -> Any:
            return creation.id if field == "id" else fact(creation, field)

        if noun == "seal_wrap" and (("staff", named("person")) in erased() or ("key", named("key")) in erased()):
            return True
        by_person = noun in FORGOTTEN and named(FORGOTTEN[noun]) in erased()
        return by_person or (noun in ERASED_BY and (noun, named(ERASED_BY[noun]) or None) in erased())

    @cache
    def holds(noun: str, row: str, at: Version) -> bool:
        ends = best(noun, row, at)
        return made(noun, row, at) is not None and not any(ends[field][0] for field in ("withdrawn", "deleted") if field in ends)

    @cache
    def speaker(device: str, at: Version) -> Any:
        creation = made("device", device, at)
        return fact(creation, "person") if creation is not None and holds("device", device, at) else ""

    @cache
    def holders(right: str, subject: str, at: Version) -> frozenset[str]:
        making = [change for change in of.get((TABLE_OF[right], subject), []) if makes(change)]
        persons = frozenset({author(making[0])} if making else ())
        grants = [made("grants", row, at) for noun, row in of if noun == "grants" and holds("grants", row, at)]
        said_yes = [
            fact(one, "person") for one in grants
            if one and fact(one, "right") == "trainer accepted" and fact(one, "subject") == subject
            and fact(one, "creator") == fact(one, "person")
        ]  # fmt: skip

        def gives(one: Change) -> bool:
            offered = right == "trainer" and fact(one, "right") == "trainer offered" and fact(one, "person") in said_yes
            return fact(one, "subject") == subject and (fact(one, "right") == right or offered)

        if root and right == "coordinator":
            said = [(fact(one, "right"), fact(one, "person")) for one in grants if one and fact(one, "subject") == ours]
            named = {person for what, person in said if what == "coordinator"}
            return (persons | named) - {person for what, person in said if what == "former coordinator"} - {""}
        for _ in grants:
            for one in grants:
                if one and gives(one) and fact(one, "creator") in persons:
                    persons |= {fact(one, "person")}
        return persons

    def training_of(creation: Change) -> Any:
        if creation.noun in IN_SESSION:
            return best("session", fact(creation, "session"), END).get("training", ("",))[0]
        return creation.id if creation.noun == "training" else fact(creation, "training")

    def placed(noun: str, creation: Any) -> bool:
        return noun not in ("session", *IN_SESSION) or bool(best("training", training_of(creation), END))

    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in TABLES}
    for noun, row in sorted(of.keys()):
        found = best(noun, row, END)
        values = row_of(NOUNS[noun], row, found) if noun in NOUNS else None
        if values is not None and placed(noun, made(noun, row, END)):
            stamps = sorted((field, version[:2]) for field, (_value, version) in found.items())
            cells = TABLES[noun].row(values, row, int(str(values["created"])), "")
            rows[noun].append((row, values["created"], stamps, *cells[3:]))
    return rows


TABLE_OF = {"coordinator": "organisation", "trainer": "training"}
