"""Welcoming: what stands on Start, read in one go."""

from collections.abc import Mapping
from typing import NamedTuple

from traincollega.language import _, day_and_time, day_long, ngettext
from traincollega.models.colleague import Colleague
from traincollega.models.seats import Reason, State
from traincollega.models.training import Interest, Training
from traincollega.services.browsing import Occasion, my_coming, my_trainings
from traincollega.services.choosing import choices
from traincollega.services.completing import to_complete
from traincollega.services.desk import TO_APPROVE, Desk
from traincollega.services.drafting import my_drafts
from traincollega.services.evaluating import to_fill_in
from traincollega.services.naming import text_name
from traincollega.services.reviewing import suggestions_for_me

SHOWN, TODO = 3, 5


class Todo(NamedTuple):
    """Something that waits for me: a line, a smaller one, and where its button leads."""

    title: str
    text: str
    action: str
    page: str
    what: Mapping[str, str] = {}


class StartView(NamedTuple):
    """What stands on Start."""

    space: str
    space_sender: str
    coming: tuple[Occasion, ...]
    todo: tuple[Todo, ...]


def start_view(desk: Desk) -> StartView:
    """Return what stands on Start now."""
    ours = desk.our_organisation()
    coming = [one for one in my_coming(desk) if one.session.status == "planned"]
    todo = (
        *_to_approve(desk),
        *_to_choose(desk),
        *_to_evaluate(desk),
        *_suggested(desk),
        *_drafts(desk),
        *_to_confirm(desk, coming),
        *_asked_for(desk, coming),
        *_to_complete(desk),
    )
    return StartView(ours.space, ours.space_sender, tuple(coming[:SHOWN]), todo[:TODO])


def _to_choose(desk: Desk) -> list[Todo]:
    return [
        Todo(
            _("Choose between two versions of {title}").format(title=one.training.title),
            _("{field}: written by two at the same time").format(field=text_name(one.field)),
            _("Choose"),
            "teaching",
            {"choice": one.training.id, "field": one.field},
        )
        for one in choices(desk, TODO)
    ]


def _to_evaluate(desk: Desk) -> list[Todo]:
    found = []
    for one in to_fill_in(desk):
        title = _("Do you use what you learned in {title}?") if one.later else _("What did you think of {title}?")
        when = day_long(one.session.starts.astimezone(desk.zone).date(), desk.today())
        text = _("You were there on {day}. It takes a minute.").format(day=when)
        found.append(Todo(title.format(title=one.training.title), text, _("Fill in"), "learning", {"evaluation": one.session.id}))
    return found


def _to_complete(desk: Desk) -> list[Todo]:
    found = []
    for one in to_complete(desk):
        title = desk.store.get(Training, one.training).title
        day = day_long(one.starts.astimezone(desk.zone).date(), desk.today())
        text = _("It was on {day}. What it brought about is kept as numbers.").format(day=day)
        found.append(Todo(_("Close the session of {title}").format(title=title), text, _("Look"), "session", {"session": one.id}))
    return found


def _suggested(desk: Desk) -> list[Todo]:
    return [
        Todo(
            _("{who} suggests other words").format(who=one.who or _("A colleague")),
            one.training.title,
            _("Look"),
            "teaching",
            {"suggestion": one.suggestion.id},
        )
        for one in suggestions_for_me(desk)
    ]


def _to_approve(desk: Desk) -> list[Todo]:
    found = []
    for person in dict.fromkeys(desk.store.local(TO_APPROVE).split()[1::2]):
        card = desk.store.find(Colleague, person)
        if card is not None:
            mine = _("A computer joined in your name. Only approve it if it is yours.")
            text = mine if person == desk.me else _("Somebody joined as {name}. Ask whether it is really them.")
            found.append(Todo(_("Approve a computer"), text.format(name=card.name), _("Look"), "people"))
    return found


def _drafts(desk: Desk) -> list[Todo]:
    return [
        Todo(
            _("Finish your draft"),
            str(draft.fields.get("title") or _("without a title")),
            _("Go on writing"),
            "editor",
            {"draft": draft.id},
        )
        for draft in my_drafts(desk)
    ]


def _to_confirm(desk: Desk, coming: list[Occasion]) -> list[Todo]:
    found = []
    for one in coming:
        if not one.mine or one.session.status != "planned":
            continue
        drawing = sum(seat.reason is Reason.DRAW_TO_COME for seat in one.placed.seats)
        open_seats = sum(seat.state is State.PROVISIONAL for seat in one.placed.seats)
        when = f"{one.training.title}, {day_and_time(one.session.starts, desk.zone, desk.today())}"
        if drawing:
            text = ngettext("{n} colleague waits for the draw", "{n} colleagues wait for the draw", drawing).format(n=drawing)
            found.append(Todo(text, when, _("Draw"), "session", {"session": one.session.id}))
        elif open_seats:
            text = ngettext("Confirm {n} seat", "Confirm {n} seats", open_seats).format(n=open_seats)
            found.append(Todo(text, when, _("Confirm"), "session", {"session": one.session.id}))
    return found


def _asked_for(desk: Desk, coming: list[Occasion]) -> list[Todo]:
    planned = {one.training.id for one in coming}
    open_trainings = [one for one in my_trainings(desk) if one.status == "published" and one.id not in planned]
    waits = desk.store.where(Interest, training=[one.id for one in open_trainings], withdrawn=False)
    found = []
    for training in open_trainings:
        count = len({one.person for one in waits if one.training == training.id})
        if count:
            text = ngettext("{n} colleague waits for a date", "{n} colleagues wait for a date", count).format(n=count)
            found.append(Todo(text, training.title, _("Plan a date"), "teaching", {"training": training.id}))
    return found
