"""Coming back with the recovery code: a coordinator whose computer nobody hears, and whom nobody else can approve."""

from dataclasses import replace
from pathlib import Path

from traincollega.errors import NotPossible
from traincollega.language import _
from traincollega.services.desk import PLACE, ROOT, Desk
from traincollega.sharing import ciphers
from traincollega.sharing.addresses import known_as
from traincollega.sharing.admitting import root_secret
from traincollega.sharing.circle import Circle
from traincollega.sharing.computers import device_of, new_keys, take_over
from traincollega.sharing.keeping_step import seal
from traincollega.sharing.keys import Bound, keep_keys, read_keys
from traincollega.sharing.trust import certificate_words


def come_back(desk: Desk, folder: Path, code: str) -> Circle:
    """Become a new computer that the root vouches for, and that says again what the last ones said unheard; return its circle.

    Raises InvalidInput for another code; NotPossible where this computer is heard, where its person is no coordinator, and
    where the reading keys are gone too: who has those can be an invitation.
    """
    found = read_keys(folder)
    if found is None or not desk.shares():
        raise NotPossible(_("The keys that open what colleagues wrote are gone here. Join again with an invitation first."))
    keys, bound = found
    circle = Circle(desk.store, desk.organisation, desk.store.local(ROOT), keys, folder, desk.now)
    root = root_secret(circle, code)
    if desk.me not in desk.store.rights.coordinators():
        raise NotPossible(_("The recovery code lets only a coordinator back in. Ask one to approve this computer."))
    if bound is Bound.HERE and not circle.not_heard():
        raise NotPossible(_("Colleagues hear this computer already. Nothing was changed."))
    mine = new_keys(desk.me, keys.place, keys)
    proof = ciphers.sign(root, certificate_words(desk.organisation, mine.device)).hex()
    with desk.store.transaction():
        keep_keys(folder, mine)
        desk.store.set_local(PLACE, known_as(mine.place))
        back = replace(circle, store=take_over(circle, device_of(mine, desk.me, f"root {proof}")), keys=mine)
        seal(back)
    return back
