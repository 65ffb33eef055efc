"""Publishing: the words, the check before, and what follows; three fields make a training, no approval is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from traincollega.errors import InvalidInput, NotAllowed
from traincollega.imports.characters import one_line as one_line
from traincollega.language import _, ngettext
from traincollega.models.ancestry import version_name
from traincollega.models.change import Change, moment_at
from traincollega.models.colleague import Colleague, Device
from traincollega.models.drafts import Draft, drop_draft
from traincollega.models.session import Session
from traincollega.models.training import SUMMARY_LIMIT, TEXT_LIMIT, TEXTS, TITLE_LIMIT, TITLE_MOST, Interest, Training
from traincollega.services.desk import Desk, Done
from traincollega.services.drafting import written_since
from traincollega.services.enrolling import seatings
from traincollega.services.planning import SEATS_MOST, Plan, checked, plan_series

LONGEST_MINUTES = 60 * 24 * 14
TOPICS_MOST, TOPIC_LIMIT = 20, 60


@dataclass(frozen=True)
class Words:
    """What a person writes about a training, as the form holds it."""

    title: str = ""
    summary: str = ""
    minutes: int = 0
    topics: tuple[str, ...] = ()
    language: str = "nl"
    goal: str = ""
    audience: str = ""
    outcomes: str = ""
    programme: str = ""
    preparation: str = ""
    body: str = ""
    seats: int | None = None
    licence: str = ""


def words_of(training: Training) -> Words:
    """Return what was written about a training."""
    return Words(**{field.name: getattr(training, field.name) for field in fields(Words)})


def publish(
    desk: Desk, words: Words, *, training_id: str = "", begun: Words | None = None, dates: Sequence[Plan] = (), draft: str = ""
) -> Done:
    """Publish a new training, or a new version of one, with its first dates; its draft is then thrown away.

    `begun` is what stood there when these words were begun: what was left as it was then stays as somebody else made it since.
    Raises InvalidInput (its field), NotAllowed, NotFound. The subject of what is done is the training.
    """
    written = written_since(words, begun if training_id else None)
    words = tidy(words)
    values: dict[str, Any] = {name: getattr(words, name) for name in written}
    wishes = [checked(wish) for wish in dates]
    with desk.store.transaction():
        base: dict[str, list[str]] = {}
        if training_id:
            known = desk.store.get(Training, training_id)
            training = replace(known, **values, status="published")
            base = _begun_on(desk, known, training, begun) if begun else {}
        else:
            training = Training.new(desk.me, **values, organisation=desk.organisation)
        changes = desk.store.save(training, base=base)
        if wishes:
            changes += plan_series(desk, training.id, wishes).changes
        if draft:
            drop_draft(desk.store.connection, draft)
    return Done(_("**{title}** is published. Colleagues can find it.").format(title=training.title), changes, training.id)


def _begun_on(desk: Desk, known: Training, written: Training, begun: Words) -> dict[str, list[str]]:
    """Return the versions that texts were written on which somebody else made others meanwhile."""
    found = {}
    for name in TEXTS:
        was = getattr(begun, name)
        if getattr(known, name) not in (was, getattr(written, name)):
            history = desk.store.history(known.id)
            last = next((one for one in reversed(history) if one.fields.get(name) == was), history[0])
            found[name] = [version_name(last.stamp, last.device)]
    return found


def tidy(words: Words) -> Words:
    """Return the words as they will be kept; raises InvalidInput for the first of their faults."""
    for field, sentence in faults(words).items():
        raise InvalidInput(sentence, field)
    topics = tuple(dict.fromkeys(clean for topic in words.topics if (clean := one_line(topic)[:TOPIC_LIMIT])))[:TOPICS_MOST]
    texts: dict[str, Any] = {name: getattr(words, name).encode("utf-8", "ignore").decode() for name in TEXTS}
    return replace(words, title=one_line(words.title), summary=one_line(words.summary), topics=topics, **texts)


def faults(words: Words) -> dict[str, str]:
    """Return what cannot be published at all: a sentence per field."""
    title, too_long, found = one_line(words.title), _("This is too long. Use at most {n} characters."), {}
    if not title:
        found["title"] = _("Give your training a title.")
    elif len(title) > TITLE_LIMIT:
        found["title"] = too_long.format(n=TITLE_LIMIT)
    if len(one_line(words.summary)) > SUMMARY_LIMIT:
        found["summary"] = too_long.format(n=SUMMARY_LIMIT)
    if words.minutes <= 0:
        found["minutes"] = _("Say how long it takes, in minutes.")
    elif words.minutes > LONGEST_MINUTES:
        found["minutes"] = _("This duration cannot be right. Fill in a number of minutes.")
    if words.seats is not None and not 0 < words.seats <= SEATS_MOST:
        found["seats"] = _("This number of seats cannot be right. Fill in 1 or more, or leave it empty.")
    for name in TEXTS:
        if len(getattr(words, name)) > TEXT_LIMIT:
            found[name] = too_long.format(n=TEXT_LIMIT)
    return found


@dataclass(frozen=True)
class Tip:
    """Something that would make a training better; `blocks` where it cannot be published like this."""

    field: str
    sentence: str
    blocks: bool = False


def check_words(words: Words) -> list[Tip]:
    """Return the tips of *Controle*, first what cannot be published: a missing title or duration, or what is far too long."""
    tips = [Tip(field, sentence, blocks=True) for field, sentence in faults(words).items()]
    if TITLE_MOST < len(one_line(words.title)) <= TITLE_LIMIT:
        tips.append(Tip("title", _("A title of at most {n} characters is read at a glance.").format(n=TITLE_MOST)))
    if not one_line(words.summary):
        tips.append(Tip("summary", _("Say in one sentence what colleagues get out of it.")))
    if 90 < words.minutes <= LONGEST_MINUTES:
        tips.append(Tip("minutes", _("About an hour works best. Could you give it in two parts?")))
    if not words.outcomes.strip():
        tips.append(Tip("outcomes", _("Name two or three things that colleagues can do afterwards.")))
    if not words.topics:
        tips.append(Tip("topics", _("Choose a topic, so that colleagues find it.")))
    if words.seats is not None and 15 < words.seats <= SEATS_MOST:
        tips.append(Tip("seats", _("In a group of at most 15 everybody gets a turn.")))
    return tips


def archive(desk: Desk, training_id: str) -> Done:
    """Take a training out of *Ontdekken*; its planned sessions go on, nothing is lost, and it can be published again."""
    training = desk.store.get(Training, training_id)
    changes = desk.store.save(replace(training, status="archived"))
    sentence = (
        _("**{title}** is archived. You can find it under My trainings.")
        if desk.is_trainer(training.id)
        else _("**{title}** is archived. Its trainer can publish it again.")
    ).format(title=training.title)
    return Done(" ".join(filter(None, (sentence, _going_on(desk, training.id, in_agenda=True)))), changes, training.id)


def _going_on(desk: Desk, training_id: str, *, in_agenda: bool) -> str:
    """Return how many planned sessions go on, and with how many colleagues; "" where there are none."""
    planned = [one for one in desk.store.where(Session, training=training_id, status="planned") if one.ends >= desk.now()]
    if not planned:
        return ""
    listed = {seat.sign_up.person for placed in seatings(desk, planned).values() for seat in placed.seats}
    count, people = len(planned), len(listed)
    sessions = (
        ngettext("{n} planned session stays in Agenda and goes on.", "{n} planned sessions stay in Agenda and go on.", count)
        if in_agenda
        else ngettext("{n} planned session still goes on.", "{n} planned sessions still go on.", count)
    )
    told = ngettext("{n} colleague has signed up.", "{n} colleagues have signed up.", people).format(n=people)
    return f"{sessions.format(n=count)} {told if listed else _('Nobody has signed up yet.')}"


def unarchive(desk: Desk, training_id: str) -> Done:
    """Put an archived training back in *Ontdekken*."""
    training = desk.store.get(Training, training_id)
    changes = desk.store.save(replace(training, status="published"))
    return Done(_("**{title}** is published. Colleagues can find it.").format(title=training.title), changes, training.id)


def hide(desk: Desk, training_id: str, reason: str) -> Done:
    """Hide a training as a coordinator; its owner sees the reason. An empty reason shows it again."""
    if not desk.is_coordinator():
        raise NotAllowed(_("Only a coordinator may hide a training."))
    training = desk.store.get(Training, training_id)
    changes = desk.store.save(replace(training, hidden=one_line(reason)))
    if not one_line(reason):
        return Done(_("**{title}** is shown again.").format(title=training.title), changes, training.id)
    sentence = _("**{title}** is hidden.").format(title=training.title)
    return Done(" ".join(filter(None, (sentence, _going_on(desk, training.id, in_agenda=False)))), changes, training.id)


# Laat het me weten


def wait_for_date(desk: Desk, training_id: str) -> Done:
    """Ask to be told when a training gets a date."""
    training = desk.store.get(Training, training_id)
    mine = desk.store.where(Interest, training=training.id, person=desk.me)
    if mine:
        changes = desk.store.save(replace(mine[0], withdrawn=False))
    else:
        changes = desk.store.save(Interest.new(desk.me, training=training.id, person=desk.me))
    return Done(_("You will hear when **{title}** gets a date.").format(title=training.title), changes, training.id)


def stop_waiting(desk: Desk, training_id: str) -> Done:
    """No longer ask to be told."""
    training = desk.store.get(Training, training_id)
    mine = [one for one in desk.store.where(Interest, training=training.id, person=desk.me) if not one.withdrawn]
    changes = desk.store.save(*(replace(one, withdrawn=True) for one in mine))
    return Done(_("You will not be told about **{title}**.").format(title=training.title), changes, training.id)


# Versions


@dataclass(frozen=True)
class Version:
    """One published version: who saved it, when, and which fields it changed."""

    change: Change
    at: datetime
    who: str
    fields: tuple[str, ...]


def versions(desk: Desk, training_id: str) -> list[Version]:
    """Return every published version of a training, newest first."""
    shown = {field.name for field in fields(Words)} | {"status", "hidden"}
    found = []
    for change in reversed(desk.store.history(training_id)):
        changed = tuple(name for name in change.fields if name in shown)
        if changed:
            device = desk.store.find(Device, change.device)
            card = desk.store.find(Colleague, device.person) if device else None
            found.append(Version(change, moment_at(change.stamp), card.name if card else _("unknown"), changed))
    return found


def version_words(desk: Desk, training_id: str, version: Version) -> Words:
    """Return the words of an earlier version."""
    return words_of(desk.store.put_back(desk.store.get(Training, training_id), version.change))


def put_back(desk: Desk, training_id: str, version: Version) -> Done:
    """Publish an earlier version again; the versions after it stay in the history."""
    words = version_words(desk, training_id, version)
    done = publish(desk, words, training_id=training_id)
    return done._replace(sentence=_("**{title}** is as it was before.").format(title=words.title))


def words_of_draft(draft: Draft) -> Words:
    """Return the words of a draft; what a newer or older program kept there otherwise is passed over."""
    return words_from(draft.fields)


def words_from(values: Mapping[str, Any]) -> Words:
    """Return the words that were kept as JSON knows them."""
    known = {field.name: values[field.name] for field in fields(Words) if field.name in values}
    if "topics" in known:
        known["topics"] = tuple(known["topics"])
    return Words(**known)
