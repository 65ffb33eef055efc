"""Who may write what: one table, per noun and field, and the one question it answers."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import lru_cache

from traincollega.models.noun import Plain

# The roles a writer can have towards a row:
SELF = "self"  # the person the row is about (for a colleague: the row itself)
CREATOR = "creator"  # who made the row
TRAINER = "trainer"  # a trainer of the training concerned: its creator, and whoever a trainer granted it
COORDINATOR = "coordinator"  # who made the organisation, and whoever a coordinator granted it
HR = "hr"  # who was given that role by who was coordinator then; it writes the staff list, and reads what is for it
READER = "reader"  # a coordinator, of a row that came in from elsewhere (it has a source)

NOBODY: tuple[str, ...] = ()  # of what stands once it is said

OFFERED, ACCEPTED, DECLINED = "trainer offered", "trainer accepted", "trainer declined"
"""The rights of grants that hand a training over: a trainer offers it, and that counts once its person accepted, by a grant of
their own to themselves; declining only says so."""
STEPPED_BACK = "trainer stepped back"
"""The right of a grant to oneself that says: I no longer give this. It takes nothing away, for others may stand on my grants."""
TRAINERS = ("trainer", OFFERED, ACCEPTED)
"""The rights of grants that together make the trainers of a training."""

OTHERS = "*"  # every field that is not named

WRITERS: dict[str, dict[str, tuple[str, ...]]] = {
    "organisation": {
        **dict.fromkeys(("keep_names", "keep_no_shows", "tells_no_shows", "council_agreed"), (COORDINATOR,)),
        OTHERS: (CREATOR, COORDINATOR),
    },
    "department": {"headcount": (COORDINATOR,), "merged_into": (COORDINATOR,), OTHERS: (CREATOR, COORDINATOR)},
    "grants": {OTHERS: (CREATOR, COORDINATOR)},
    "colleague": {"on_paper": (CREATOR, COORDINATOR), OTHERS: (SELF, CREATOR, COORDINATOR)},
    "device": {OTHERS: (SELF, COORDINATOR)},
    "training": {
        "hidden": (COORDINATOR,),
        "status": (TRAINER, COORDINATOR),
        "deleted": (TRAINER, COORDINATOR),
        OTHERS: (TRAINER, READER),
    },
    "interest": {OTHERS: (SELF,)},
    "outcome": {OTHERS: (TRAINER, COORDINATOR)},
    "session": {OTHERS: (TRAINER, COORDINATOR)},
    "confirmation": {OTHERS: (TRAINER, COORDINATOR)},
    "closing": {OTHERS: (TRAINER, COORDINATOR)},
    "tally": {OTHERS: (TRAINER, COORDINATOR)},
    "sign_up": {"visible": (SELF,), OTHERS: (SELF, TRAINER, COORDINATOR)},
    "suggestion": {"outcome": (TRAINER,), OTHERS: (SELF,)},
    "invitation": {OTHERS: (COORDINATOR,)},
    "approval": {OTHERS: (CREATOR, COORDINATOR)},
    "revocation": {OTHERS: (CREATOR, COORDINATOR)},
    "key_wrap": {OTHERS: (CREATOR,)},
    "erasure": {"person": (COORDINATOR,), "keys": (COORDINATOR,), OTHERS: (COORDINATOR, HR)},
    "mark": {"disputed": (SELF,), OTHERS: (TRAINER,)},
    "presence": {OTHERS: (TRAINER,)},
    "missed": {OTHERS: (TRAINER,)},
    "evaluation": {OTHERS: (SELF,)},
    "thanks": {OTHERS: (SELF,)},
    "staff": {OTHERS: (HR,)},
    "export": {"deleted": NOBODY, OTHERS: (SELF,)},
    "proof": {OTHERS: (TRAINER,)},
    "seal_wrap": {OTHERS: (CREATOR,)},
}
READERS: dict[str, tuple[str, ...]] = {
    "mark": (SELF, TRAINER),
    "presence": (SELF, TRAINER, HR),
    "missed": (SELF, TRAINER, HR),
    "evaluation": (SELF, TRAINER),
    "thanks": (SELF, TRAINER),
    "staff": (HR,),
    "export": (SELF, HR, COORDINATOR),
    "proof": (SELF, TRAINER),
}
"""Who may read what is not for everybody: these nouns travel sealed. A trainer who stepped back reads nothing more."""
FOR_GOOD: dict[str, tuple[str, ...]] = {
    "grants": ("right", "subject", "person"),
    "device": ("person", "keys", "certificate"),
    "interest": ("training", "person"),
    "training": ("source",),
    "outcome": ("training", "organisation"),
    "session": ("training",),
    "confirmation": ("session", "sign_up"),
    "closing": ("session", "seed", "sign_ups"),
    "tally": ("session", "participants"),
    "sign_up": ("session", "person"),
    "suggestion": ("training", "person", "field"),
    "invitation": ("key", "expires", "proof"),
    "approval": ("device", "proof"),
    "revocation": ("device", "accepted", "proof"),
    "key_wrap": ("epoch", "number", "device", "sealed"),
    "erasure": ("person", "noun", "row", "keys"),
    "mark": ("session", "person"),
    "presence": ("session", "person"),
    "missed": ("session", "person"),
    "evaluation": ("session", "person"),
    "thanks": ("session", "person"),
    "export": ("person", "what", "form", "rows", "purpose"),
    "proof": ("session", "person", "code"),
    "seal_wrap": ("key", "person", "device", "sealed"),
}
"""Besides creator and nonce: what only the change that makes the row sets. Roles are derived from these alone."""
BELOW = tuple(sorted(noun for noun, settled in FOR_GOOD.items() if "session" in settled))
"""The nouns that belong to a session, and to a training by that."""
GIVES_RIGHTS = ("organisation", "device", "grants", "erasure")
"""The nouns whose changes give and end rights: `folding` judges them first, in the order of their versions."""


FORGOTTEN = {
    "colleague": "id",
    **dict.fromkeys(
        ("sign_up", "interest", "suggestion", "mark", "presence", "missed", "evaluation", "thanks", "export", "proof", "seal_wrap"),
        "person",
    ),
}
"""The rows that go when a person is forgotten, and the field that names them."""
ERASED_BY = {
    **dict.fromkeys(("sign_up", "mark", "missed", "presence", "evaluation", "thanks"), "session"),
    "staff": "id",
}
"""The nouns of which single rows can be erased, and the field that says which: all of a session, or one."""
ERASED_BY_HR = ("staff",)
"""Those of them that HR erases."""


def for_good(noun: str) -> tuple[str, ...]:
    """Return the fields of a noun that only its creator sets."""
    return ("creator", "nonce", *FOR_GOOD.get(noun, ()))


def roles(
    noun: str,
    row: Mapping[str, Plain],
    person: str,
    trainers: Callable[[], Container[str]],
    coordinators: Callable[[], Container[str]],
    hr: Callable[[], Container[str]] = frozenset,
) -> Callable[[str], bool]:
    """Return the question which roles a person has towards a row; each is looked up once, and only when asked."""
    known: dict[str, bool] = {}
    myself = noun == "colleague" and person == row["id"]

    def looked_up(role: str) -> bool:
        if role == SELF:
            return myself or (noun != "colleague" and person == row.get("person"))
        if role == CREATOR:
            return person == row["creator"] or (myself and row["creator"] == "")
        if role == TRAINER:
            return (noun == "training" and person == row["creator"]) or person in trainers()
        if role == HR:
            return person in hr()
        return (role == COORDINATOR or (role == READER and bool(row.get("source")))) and person in coordinators()

    def has(role: str) -> bool:
        if role not in known:
            known[role] = bool(person) and looked_up(role)
        return known[role]

    return has


def in_chain(root: str, grants: Sequence[tuple[str, str]]) -> frozenset[str]:
    """Return who has a right: the root, and who got it in a chain from there by these grants, each (from whom, to whom).

    >>> sorted(in_chain("a", [("b", "c"), ("a", "b"), ("x", "y")]))
    ['a', 'b', 'c']
    """
    persons = frozenset((root,))
    while more := {person for creator, person in grants if creator in persons} - persons:
        persons |= more
    return persons


def given(grants: Iterable[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Return who gave a right to whom by grants, each a right, from whom and to whom: what was offered counts once accepted.

    >>> given([("trainer", "a", "b"), (OFFERED, "a", "c"), (OFFERED, "a", "d"), (ACCEPTED, "d", "d"), (ACCEPTED, "x", "c")])
    [('a', 'b'), ('a', 'd')]
    """
    said = tuple(grants)
    accepted = {person for right, creator, person in said if right == ACCEPTED and creator == person}
    return [(creator, person) for right, creator, person in said if right != ACCEPTED and (right != OFFERED or person in accepted)]


def may_write(noun: str, field: str, has: Callable[[str], bool]) -> bool:
    """Say whether a writer may set this field, given which roles they have towards the row."""
    return not refused(noun, (field,), has)


def refused(noun: str, fields: Iterable[str], has: Callable[[str], bool]) -> list[str]:
    """Return those of the fields that the writer may not set."""
    named = tuple(fields)
    if _met(_asked(noun, named), has):
        return []
    return [field for demands, alike in _demands(noun, named) if not _met(demands, has) for field in alike]


def surely_may(noun: str, fields: Iterable[str], person: Plain, creator: Plain, about: Plain) -> bool:
    """Say whether a person may set all these fields of a row with this creator that is about this person, whoever else may.

    So what its own people say of a row asks nothing of any other.
    """
    made = person == creator
    for one in _asked(noun, tuple(fields)):
        if not (made and (CREATOR in one or (TRAINER in one and noun == "training"))) and not (SELF in one and person == about):
            return False
    return person != ""


def _met(demands: tuple[tuple[str, ...], ...], has: Callable[[str], bool]) -> bool:
    for roles in demands:  # loops: `all` and `any` take three times as long, and this is asked for every row that comes in
        for role in roles:
            if has(role):
                break
        else:
            return False
    return True


@lru_cache(maxsize=4096)  # names of fields come in from outside too
def _asked(noun: str, fields: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the sets of roles that all of these fields together ask one each of."""
    return tuple(dict.fromkeys(one for demands, _alike in _demands(noun, fields) for one in demands))


@lru_cache(maxsize=4096)
def _demands(noun: str, fields: tuple[str, ...]) -> tuple[tuple[tuple[tuple[str, ...], ...], tuple[str, ...]], ...]:
    """Group fields that ask the same of their writer: of each of these sets of roles, one."""
    groups: dict[tuple[tuple[str, ...], ...], list[str]] = {}
    for field in fields:
        groups.setdefault(_demand(noun, field), []).append(field)
    return tuple((demands, tuple(alike)) for demands, alike in groups.items())


def _demand(noun: str, field: str) -> tuple[tuple[str, ...], ...]:
    table = WRITERS.get(noun)
    if table is None:
        return ((),)  # nobody has a role of none
    made = ((CREATOR,),) if field in for_good(noun) else ()
    return made if field in ("creator", "nonce") else (*made, table.get(field, table[OTHERS]))
