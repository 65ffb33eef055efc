"""The commands for what participants say afterwards, and for closing a session."""

from typing import Any

from traincollega.commands.terminal import at_desk, print_json, say
from traincollega.errors import InvalidInput
from traincollega.language import _
from traincollega.models.session import Session


def evaluate(session: str, rating: int | None, helped: str, recommends: str, uses: str, changed: str, thanks: bool) -> None:
    """Say what I think of a session, what I use of it, or thanks: all of it or nothing."""
    from traincollega.services import evaluating, listing, thanking  # 20 ms that not every command needs

    if rating is None and (helped or recommends):
        raise InvalidInput(_("--helped and --recommends go with --rating."), "rating")
    if not uses and changed:
        raise InvalidInput(_("--changed goes with --uses."), "uses")
    if rating is None and not uses and not thanks:
        raise InvalidInput(_("Say something with --rating, --uses or --thanks."), "rating")
    with at_desk() as desk:
        identity = listing.named(desk, Session, session).id
        done = []
        with desk.store.transaction():
            if rating is not None:
                done.append(evaluating.evaluate(desk, identity, rating, helped, recommends))
            if uses:
                done.append(evaluating.use_it(desk, identity, uses, changed))
            if thanks:
                done.append(thanking.thank(desk, identity))
        for one in done:
            say(one.sentence)


def evaluations(session: str, as_json: bool) -> None:
    """Print what a trainer may read of a session now: the rating of its training, tips without names, and thanks."""
    from traincollega.services import listening, listing, rating, summing_up, thanking  # 20 ms that not every command needs

    with at_desk() as desk:
        one = listing.named(desk, Session, session)
        tips, names = listening.tips(desk, one.id), thanking.thanked_by(desk, one.id)
        known = rating.known_ratings(desk, [one.training]).get(one.training, summing_up.NOTHING)
        if as_json:
            found: dict[str, Any] = {**known._asdict(), "tips": [tip._asdict() for tip in tips], "thanks": names}
            print_json(found)
            return
        say(summing_up.answers_line(known) or _("Too few answers"))
        for tip in tips:
            say(f"“{tip.text}”")
        if names:
            say(thanking.thanks_line(names))


def complete(session: str) -> None:
    """Close a session: keep its counts."""
    from traincollega.services import completing, listing  # 20 ms that not every command needs

    with at_desk() as desk:
        say(completing.complete(desk, listing.named(desk, Session, session).id).sentence)
