"""Who may write what: one table, per noun and field, and the one question it answers."""

from collections.abc import Callable, Iterable

# The roles a writer can have towards a row:
SELF = "self"  # the person the row is about (for a colleague: the row itself)
CREATOR = "creator"  # who made the row
TRAINER = "trainer"  # a trainer of the training concerned: its creator, and whoever a trainer granted it
COORDINATOR = "coordinator"  # who made the organisation, and whoever a coordinator granted it
READER = "reader"  # a coordinator, of a row that came in from elsewhere (it has a source)
ANYONE = "anyone"  # every colleague

OTHERS = "*"  # every field that is not named

WRITERS: dict[str, dict[str, tuple[str, ...]]] = {
    "organisation": {OTHERS: (CREATOR, COORDINATOR)},
    "department": {OTHERS: (CREATOR, COORDINATOR)},
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
    "outcome": {OTHERS: (CREATOR, COORDINATOR)},
    "session": {OTHERS: (TRAINER, COORDINATOR)},
    "confirmation": {OTHERS: (TRAINER, COORDINATOR)},
    "closing": {OTHERS: (TRAINER, COORDINATOR)},
    "sign_up": {"visible": (SELF,), OTHERS: (SELF, TRAINER, COORDINATOR)},
}
FOR_GOOD: dict[str, tuple[str, ...]] = {
    "grants": ("right", "subject", "person"),
    "device": ("person",),
    "interest": ("training", "person"),
    "training": ("source",),
    "outcome": ("training", "organisation"),
    "session": ("training",),
    "confirmation": ("session", "sign_up"),
    "closing": ("session", "seed", "sign_ups"),
    "sign_up": ("session", "person"),
}
"""Besides creator and nonce: what only the change that makes the row sets. Roles are derived from these alone."""
GIVES_RIGHTS = ("organisation", "device", "grants", "training", "session")
"""The nouns that decide who may write others, in the order in which they are derived."""


def for_good(noun: str) -> tuple[str, ...]:
    """Return the fields of a noun that only its creator sets."""
    return ("creator", "nonce", *FOR_GOOD.get(noun, ()))


def may_write(noun: str, field: str, has: Callable[[str], bool]) -> bool:
    """Say whether a writer may set this field, given which roles they have towards the row."""
    table = WRITERS.get(noun)
    if table is None:
        return False
    if field in for_good(noun) and not has(CREATOR):
        return False
    roles = table.get(field, table[OTHERS])
    return field in ("creator", "nonce") or any(role == ANYONE or has(role) for role in roles)


def refused(noun: str, fields: Iterable[str], has: Callable[[str], bool]) -> list[str]:
    """Return those of the fields that the writer may not set."""
    return [field for field in fields if not may_write(noun, field, has)]
