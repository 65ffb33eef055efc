"""Random histories of an organisation, as sets of changes: rights given, ended, restored, forged and back-dated."""

from typing import Any

from hypothesis import strategies as st

from traincollega.models.change import Change
from traincollega.models.noun import identify

PERSONS = tuple(identify("", f"{n:032x}") for n in range(3))


def _made(noun: str, number: int, stamp: int, device: str, creator: str, /, **fields: Any) -> Change:
    nonce = f"{noun}{number}"
    return Change(noun, identify(creator, nonce), stamp, device, {"creator": creator, "nonce": nonce, **fields})


OWN = tuple(identify(person, f"device{n}") for n, person in enumerate(PERSONS))
"""Each person's computer that speaks for itself."""
OURS = identify(PERSONS[0], "organisation9")
DEVICES = (*OWN, identify(PERSONS[0], "device3"), identify(PERSONS[1], "device4"), identify(PERSONS[0], "device5"), "unknown")
"""And one made by another of the same person, one that speaks for itself too, one made by a coordinator for somebody else."""
SPEAKS = (*PERSONS, PERSONS[0], PERSONS[1], PERSONS[2], PERSONS[2])
KINDS = (
    *(
        "training",
        "session",
        "session",
        "sign_up",
        "confirmation",
        "trainer",
        "trainer",
        "offer",
        "offer",
        "accept",
        "accept",
        "coordinator",
        "coordinator",
    ),
    *(
        "grants",
        "grants",
        "grants",
        "grants",
        "device",
        "device",
        "device",
        "edit",
        "edit",
        "place",
        "again",
        "card",
        "organisation",
        "hr",
        "staff",
        "staff",
        "gone",
    ),
)
SHIFTS = st.sampled_from((0, 0, 0, 0, 1, -1, 3, -3, -9, 9, -30, 30))
"""By how much a stamp differs from the order in which things are said: a clock that is wrong, or a lie."""
WHICH = st.sampled_from((0, 0, 0, 0, 1, 1, 2, 5))
"""Of the rows there are, mostly the first: so that the same right ends and comes back again and again."""
STEPS = st.tuples(st.sampled_from(KINDS), SHIFTS, st.integers(0, 6), WHICH, st.integers(0, 6), st.integers(0, 3))

LENGTHS = st.sampled_from((6, 12, 20, 32))


@st.composite
def histories(draw: st.DrawFn) -> list[Change]:
    """Return the changes of one organisation, in no order; who wrote them and when is anything."""
    stamps = draw(st.tuples(*[st.sampled_from((40, 41, 42, 48, 60))] * 8))
    changes = [_made("device", n, stamps[n], OWN[n], PERSONS[n], person=PERSONS[n]) for n in range(3)]
    changes += [
        _made("device", 3, stamps[3], OWN[0], PERSONS[0], person=PERSONS[0]),
        _made("device", 4, stamps[4], DEVICES[4], PERSONS[1], person=PERSONS[1]),
        _made("device", 5, stamps[5], OWN[0], PERSONS[0], person=PERSONS[2]),
        _made("organisation", 9, stamps[6], OWN[0], PERSONS[0]),
        _made("training", 9, stamps[7], OWN[1], PERSONS[1], title="first"),
        _made("grants", 9, 61, OWN[0], PERSONS[0], right="hr", subject=OURS, person=PERSONS[2]),
        _made("grants", 8, 62, OWN[0], PERSONS[0], right="coordinator", subject=OURS, person=PERSONS[1]),
        _made("grants", 7, 63, OWN[1], PERSONS[1], right="hr", subject=OURS, person=PERSONS[1]),
    ]
    for number, (kind, shift, *rest) in enumerate(draw(LENGTHS.flatmap(lambda n: st.lists(STEPS, min_size=n, max_size=n)))):
        if (change := _next(number, changes, kind, 50 + 2 * number + shift, *rest)) is not None:
            changes.append(change)
    return changes


def _next(number: int, changes: list[Change], kind: str, stamp: int, who: int, what: int, whom: int, luck: int) -> Change | None:
    """Return what one step says, where there is something to say it of."""
    person, yes = PERSONS[whom % 3], luck != 0

    def one(noun: str) -> Change | None:
        known = [change for change in changes if change.noun == noun and "nonce" in change.fields]
        return known[what % len(known)] if known else None

    training, session, sign_up, grant = one("training"), one("session"), one("sign_up"), one("grants")
    gone = one("staff") or one("sign_up") if yes else one("sign_up") or one("staff")
    entitled = {
        "trainer": training,
        "offer": training,
        "session": training,
        "confirmation": training,
        "edit": training,
        "place": session,
        "grants": grant,
    }
    owner = entitled.get(kind)
    device = DEVICES[who] if luck < 2 or owner is None else owner.device
    if kind == "staff" and luck:
        device = OWN[2]  # of who has HR's role in most histories
    author = person if luck == 0 else SPEAKS[DEVICES.index(device)]  # now and then in the name of another
    new = {
        "training": (True, {"title": "new", "source": "a file" if yes else ""}),
        "session": (training, {"training": training and training.id, "place": "Hal"}),
        "sign_up": (session, {"session": session and session.id, "person": person}),
        "confirmation": (session and sign_up, {"session": session and session.id, "sign_up": sign_up and sign_up.id}),
        "trainer": (training, {"right": "trainer", "subject": training and training.id, "person": person}),
        "offer": (training, {"right": "trainer offered", "subject": training and training.id, "person": person}),
        "accept": (
            training,
            {"right": "trainer accepted", "subject": training and training.id, "person": author if yes else person},
        ),
        "coordinator": (True, {"right": "coordinator", "subject": OURS, "person": person}),
        "hr": (True, {"right": "hr", "subject": OURS, "person": person}),
        "staff": (True, {"email": f"{number}@x.nl"}),
        "gone": (
            gone,
            {"noun": gone and gone.noun, "row": gone and (gone.id if gone.noun == "staff" else gone.fields.get("session", ""))},
        ),
    }
    if kind in new:
        possible, fields = new[kind]
        gives = dict.fromkeys(("trainer", "offer", "accept", "coordinator", "hr"), "grants")
        noun = {**gives, "gone": "erasure"}.get(kind, kind)
        return _made(noun, number, stamp, device, author, **fields) if possible else None
    if kind == "card":
        return Change("colleague", person, stamp, device, {"creator": "", "nonce": f"{whom % 3:032x}", "name": "Anna"})
    if kind == "again":
        made = changes[what * 3 % len(changes)]
        fields = {name: made.fields.get(name) for name in ("creator", "nonce")} | {"person": person, "deleted": not yes}
        return Change(made.noun, made.id, stamp, device, fields)
    noun = {"edit": "training", "place": "session"}.get(kind, kind)
    about = DEVICES[(what + 1) % 6] if noun == "device" else getattr(one(noun), "id", "")
    end = "withdrawn" if noun == "grants" and whom % 3 else "deleted"
    before = next((change.fields[end] for change in reversed(changes) if change.id == about and end in change.fields), False)
    said: dict[str, Any] = {
        "grants": {end: before is False},
        "device": {end: before is False, **({"name": "laptop"} if whom % 2 else {})},
        "edit": {"title": f"by {who}", **({"hidden": "why"} if whom % 2 else {"status": "archived"})},
        "place": {"place": f"by {who}"},
        "organisation": {"space": f"by {who}"},
    }[kind]
    return Change(noun, about, stamp, device, said) if about else None
