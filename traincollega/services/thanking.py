"""Thanking: *Bedankje*, in one click; the trainers read it with the name, apart from every evaluation."""

from collections.abc import Sequence

from traincollega.errors import NotAllowed, NotPossible
from traincollega.language import _, ngettext
from traincollega.models.colleague import Colleague
from traincollega.models.evaluation import Thanks
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.desk import Desk, Done
from traincollega.services.evaluating import may_evaluate


def my_thanks(desk: Desk) -> set[str]:
    """Return the sessions that I thanked for."""
    return {one.session for one in desk.store.where(Thanks, person=desk.me)}


def thank(desk: Desk, session_id: str) -> Done:
    """Thank the trainers of a session that I took part in. Raises NotAllowed, NotPossible."""
    with desk.store.transaction():
        session = desk.store.get(Session, session_id)
        if session.ends > desk.now():
            raise NotPossible(_("This session is not over. Say thanks afterwards."))
        if not may_evaluate(desk, session):
            raise NotAllowed(_("Only who took part says thanks here."))
        if session_id in my_thanks(desk):
            return Done(_("You said thanks already."), (), session_id)
        changes = desk.store.save(Thanks.new(desk.me, session=session.id, person=desk.me))
    title = desk.store.get(Training, session.training).title
    return Done(_("Your thanks for **{title}** are with the trainer.").format(title=title), changes, session_id)


def thanked_by(desk: Desk, session_id: str) -> list[str]:
    """Return the names of who thanks the trainers of a session; raises NotAllowed."""
    session = desk.store.get(Session, session_id)
    if not desk.gives(session.training):
        raise NotAllowed(_("Thanks are for the trainers of this session."))
    persons = {one.person for one in desk.store.where(Thanks, session=session_id)}
    return sorted((one.name for one in desk.store.where(Colleague, id=sorted(persons))), key=str.casefold)


def thanks_line(names: Sequence[str]) -> str:
    """Return who says thanks, as a sentence to a trainer: "Ahmed, Chen thank you"."""
    return ngettext("{names} thanks you", "{names} thank you", len(names)).format(names=", ".join(names))
