"""Handing over: a trainer offers a training to a colleague, who gives it once they accept; who handed it over may step back.

An offer is a grant that counts only together with the grant of its person to themselves, so that nobody becomes a trainer without
wanting it, and it needs no computer of who offered any more: that may be gone by then. Stepping back is said, and takes no right
away: the new trainer's right stands on the grant of the old one. So who stepped back is no longer named as a trainer and no longer
finds the training among their own, and can come back. Where all step back at once, the last one still gives it, and hears so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from traincollega.errors import NotAllowed, NotPossible
from traincollega.language import _
from traincollega.models.authority import ACCEPTED, DECLINED, OFFERED, STEPPED_BACK
from traincollega.models.colleague import Colleague
from traincollega.models.organisation import Grant
from traincollega.models.training import Training
from traincollega.services.desk import Desk, Done
from traincollega.services.renewing import answer_to
from traincollega.services.telling import tell_offers


@dataclass(frozen=True)
class Offer:
    """A training that somebody wants to hand over, and that waits for an answer."""

    grant: Grant
    training: Training
    who: str
    """The name of who offers it, or, to them, of whom it is offered to."""


def offer(desk: Desk, training_id: str, person: str) -> Done:
    """Offer a training to a colleague: they give it once they accept; raises NotAllowed, NotPossible, NotFound."""
    training, colleague = desk.store.get(Training, training_id), desk.store.get(Colleague, person)
    if not desk.is_trainer(training.id):
        raise NotAllowed(_("Only who gives this training may hand it over."))
    if person in desk.store.rights.givers(training.id):
        raise NotPossible(_("{name} is a trainer of this training already.").format(name=colleague.name))
    if colleague.on_paper:
        raise NotPossible(_("{name} has no program to accept it with. Add them as a trainer instead.").format(name=colleague.name))
    if any(one.grant.person == person for one in offers_of(desk, training.id)):
        raise NotPossible(_("{name} was asked already, and has not answered yet.").format(name=colleague.name))
    with desk.store.transaction():
        changes = desk.store.save(Grant.new(desk.me, right=OFFERED, subject=training.id, person=person))
        tell_offers(desk, [desk.store.get(Grant, changes[0].id)])
    sentence = _("**{title}** is offered to {name}. They give it once they accept.")
    if person in desk.store.rights.givers(training.id):  # who accepted it before is not asked again
        sentence = _("{name} gives **{title}** again.")
    return Done(sentence.format(name=colleague.name, title=training.title), changes, changes[0].id)


def take_back(desk: Desk, grant_id: str) -> Done:
    """Take an offer back; raises NotPossible once it was answered."""
    one = _open(desk, grant_id)
    changes = desk.store.save(replace(one.grant, withdrawn=True))
    return Done(_("**{title}** is no longer offered.").format(title=one.training.title), changes, one.training.id)


def accept(desk: Desk, grant_id: str) -> Done:
    """Accept a training that is offered to me; from now on I give it."""
    return _answer(desk, grant_id, ACCEPTED, _("You give **{title}** from now on."))


def decline(desk: Desk, grant_id: str) -> Done:
    """Say no to a training that is offered to me; who offered it hears that."""
    return _answer(desk, grant_id, DECLINED, _("You said no to **{title}**. {name} hears that."))


def step_back(desk: Desk, training_id: str) -> Done:
    """Give a training no longer, where somebody else does; raises NotPossible where nobody would be left."""
    training = desk.store.get(Training, training_id)
    now = desk.store.rights.givers(training.id)
    if desk.me not in now:
        raise NotPossible(_("You do not give this training."))
    if len(now) == 1:  # also who stepped back last, where all did at once
        raise NotPossible(_("Nobody else gives this training yet. Hand it over first."))
    changes = desk.store.save(Grant.new(desk.me, right=STEPPED_BACK, subject=training.id, person=desk.me))
    return Done(_("You no longer give **{title}**.").format(title=training.title), changes, training.id)


def come_back(desk: Desk, training_id: str) -> Done:
    """Give a training again that I stepped back from."""
    training = desk.store.get(Training, training_id)
    changes = desk.store.save(*_returned(desk, training.id))
    return Done(_("You give **{title}** again.").format(title=training.title), changes, training.id)


def stepped_back(desk: Desk, training_id: str) -> bool:
    """Say whether I may give a training and stepped back from it."""
    return desk.is_trainer(training_id) and desk.me not in desk.store.rights.givers(training_id)


def offers_of(desk: Desk, training_id: str) -> list[Offer]:
    """Return the offers of a training that wait for an answer, each with the name of whom it is offered to."""
    return _offers(desk, desk.store.where(Grant, right=OFFERED, subject=training_id, withdrawn=False))


def offers_to_me(desk: Desk) -> list[Offer]:
    """Return what is offered to me and waits for my answer, each with the name of who offers it."""
    return _offers(desk, desk.store.where(Grant, right=OFFERED, person=desk.me, withdrawn=False))


def _offers(desk: Desk, grants: Sequence[Grant]) -> list[Offer]:
    found = []
    for grant in grants:
        training = desk.store.find(Training, grant.subject)
        if training is not None and not training.deleted and not grant.withdrawn and answer_to(desk, grant) == "":
            card = desk.store.find(Colleague, grant.creator if grant.person == desk.me else grant.person)
            found.append(Offer(grant, training, card.name if card else _("A colleague")))
    return found


def _open(desk: Desk, grant_id: str) -> Offer:
    found = _offers(desk, [desk.store.get(Grant, grant_id)])
    if not found:
        raise NotPossible(_("This offer was answered or taken back already. There is nothing left to decide."))
    return found[0]


def _answer(desk: Desk, grant_id: str, right: str, sentence: str) -> Done:
    with desk.store.transaction():
        one = _open(desk, grant_id)
        if one.grant.person != desk.me:
            raise NotAllowed(_("Only the colleague it is offered to can answer."))
        made = Grant.new(desk.me, right=right, subject=one.training.id, person=desk.me)
        changes = desk.store.save(made, *(_returned(desk, one.training.id) if right == ACCEPTED else ()))
        tell_offers(desk, [desk.store.get(Grant, changes[0].id)])
    return Done(sentence.format(title=one.training.title, name=one.who), changes, one.training.id)


def _returned(desk: Desk, training: str) -> list[Grant]:
    """Return my stepping back from a training, as it is taken back."""
    back = desk.store.where(Grant, right=STEPPED_BACK, subject=training, person=desk.me, withdrawn=False)
    return [replace(one, withdrawn=True) for one in back]
