"""Describing: what each kind of data is for, what its fields hold and how long it stays; a test sees that none is left out."""

from enum import Enum
from typing import NamedTuple

from traincollega.language import _, ngettext
from traincollega.models.organisation import Organisation


class Term(Enum):
    """What ends the keeping of something."""

    NAMES = "names"
    NO_SHOWS = "no-shows"
    PERSON = "person"
    STAFF = "staff"
    ORGANISATION = "organisation"


class Kind(NamedTuple):
    """One noun."""

    name: str
    why: str
    """What it is for, in one sentence."""
    term: Term
    fields: dict[str, str]
    """What each field holds, in a few words; without those that every noun has."""


def every_row_has() -> dict[str, str]:
    """Return what the fields hold that every noun has."""
    return {
        "creator": _("who made it"),
        "nonce": _("a random number that makes it one of its kind"),
        "deleted": _("whether it was taken away"),
    }


def kinds() -> dict[str, Kind]:
    """Return every noun, by its table; first what is about people."""
    who, when_back = _("the colleague, as a number"), _("whether it was taken back")
    session, training = _("the session"), _("the training")
    sealed = _("the key, locked for that computer")
    return {
        "colleague": Kind(_("Cards of colleagues"), _("To know who teaches and who comes, and to reach them."), Term.PERSON, {
            "name": _("name"), "email": _("mail address"), "department": _("department"),
            "on_paper": _("whether somebody else added them, without a program of their own"),
        }),
        "sign_up": Kind(_("Sign-ups"), _("To give everybody a seat in fair order."), Term.NAMES, {
            "session": session, "person": who, "withdrawn": _("when they left"),
            "visible": _("whether colleagues may see that they come"),
        }),
        "mark": Kind(_("Attendance"), _("So that the trainer knows who came."), Term.NO_SHOWS, {
            "session": session, "person": who, "state": _("present, absent or did not come"),
            "disputed": _("whether they object to it"),
        }),
        "presence": Kind(_("Hours"), _("To show how much is learned, without saying why somebody was away."), Term.NAMES, {
            "session": session, "person": who, "minutes": _("how long they were there"),
        }),
        "missed": Kind(_("No-shows"), _("To show how many seats stay empty, where HR may hear that."), Term.NO_SHOWS, {
            "session": session, "person": who, "missed": _("whether they did not come without telling"),
        }),
        "thanks": Kind(_("Thanks"), _("So that the trainer hears who was glad of it."), Term.NAMES, {
            "session": session, "person": who,
        }),
        "evaluation": Kind(_("Evaluations"), _("So that the trainer hears what helped."), Term.NAMES, {
            "session": session, "person": who, "rating": _("1 to 5"), "helped": _("what helped"),
            "recommends": _("whether they recommend it"), "uses": _("whether they use it after three weeks"),
            "changed": _("what changed"),
        }),
        "proof": Kind(_("Proofs of participation"), _("So that who was there can show it."), Term.PERSON, {
            "session": session, "person": who, "code": _("the code that is printed, with the name and the training in it"),
        }),
        "interest": Kind(_("Who wants to hear of a date"), _("To tell them when there is one."), Term.PERSON, {
            "training": training, "person": who, "withdrawn": when_back,
        }),
        "suggestion": Kind(_("Suggestions for texts"), _("So that a colleague can better a text."), Term.PERSON, {
            "training": training, "person": who, "field": _("which text"), "text": _("the new words"),
            "base": _("the version they were written on"), "note": _("why"), "withdrawn": when_back,
            "outcome": _("what the trainer decided"),
        }),
        "staff": Kind(_("Staff list"), _("To reckon which part of a department takes part."), Term.STAFF, {
            "email": _("mail address"), "department": _("department"), "personnel_number": _("personnel number"),
        }),
        "export": Kind(_("Log of exports"), _("To account for who took names out of the program."), Term.PERSON, {
            "person": who, "what": _("what was exported"), "form": _("the kind of file"), "rows": _("how many lines"),
            "purpose": _("what for"),
        }),
        "device": Kind(_("Computers"), _("So that only computers of colleagues are heard."), Term.ORGANISATION, {
            "person": who, "name": _("what the computer is called"), "keys": _("its public keys"),
            "certificate": _("who vouches for it"),
        }),
        "grants": Kind(_("Roles"), _("To know who may do what."), Term.ORGANISATION, {
            "right": _("which role"), "subject": _("of what"), "person": who, "withdrawn": when_back, "proof": _("signature"),
        }),
        "training": Kind(_("Trainings"), _("So that colleagues find what they can learn."), Term.ORGANISATION, {
            "title": _("title"), "summary": _("in one sentence"), "minutes": _("how long it takes"), "topics": _("topics"),
            "language": _("language"), "status": _("whether it is published"), "goal": _("goal"), "audience": _("for whom"),
            "outcomes": _("what you can do afterwards"), "programme": _("programme"), "preparation": _("preparation"),
            "body": _("text"), "seats": _("usual number of seats"), "licence": _("licence"),
            "given_by": _("who gives it, where it came from elsewhere"), "organisation": _("the organisation it is of"),
            "source": _("where it was read in from"), "hidden": _("why a coordinator hid it"),
        }),
        "session": Kind(_("Sessions"), _("So that colleagues know when and where."), Term.ORGANISATION, {
            "training": training, "starts": _("when it begins"), "ends": _("when it ends"), "place": _("where"), "link": _("link"),
            "seats": _("number of seats"), "closes": _("when signing up ends"), "order": _("how seats are given"),
            "rule": _("the version of the rule for seats"), "status": _("whether it goes on"), "reason": _("why it was cancelled"),
            "sequence": _("how often it changed"), "source": _("where it was read in from"),
        }),
        "confirmation": Kind(_("Confirmed seats"), _("So that nobody loses a seat they were promised."), Term.ORGANISATION, {
            "session": session, "sign_up": _("the sign-up, as a number"),
        }),
        "closing": Kind(_("Draws"), _("So that everybody can check that a draw was fair."), Term.ORGANISATION, {
            "session": session, "seed": _("the random number of the draw"),
            "sign_ups": _("the sign-ups that took part, as numbers"),
        }),
        "tally": Kind(_("Counts of sessions"), _("So that numbers stay when names go."), Term.ORGANISATION, {
            "session": session, "participants": _("how many had a seat"),
        }),
        "outcome": Kind(
            _("Results"), _("To see what a training brought about, here and elsewhere."), Term.ORGANISATION, {
            "training": training, "organisation": _("the organisation it is of"), "sessions": _("how many sessions"),
            "participants": _("how many participants"), "minutes": _("how long they were there together"),
            "answers": _("how many ratings"), "stars": _("the sum of the ratings"), "recommends": _("how many recommend it"),
            "users": _("how many use it"), "counted": _("which answers are in it, as numbers that nobody else can read"),
        }),
        "organisation": Kind(
            _("The organisation"), _("To show whose program this is, and how long names are kept."), Term.ORGANISATION, {
            "name": _("name"), "timezone": _("time zone"), "space": _("what management says of learning"),
            "space_sender": _("who says so"), "accent": _("colour"), "keep_names": _("months that names are kept"),
            "keep_no_shows": _("months that no-shows are kept"), "tells_no_shows": _("whether HR hears of no-shows"),
            "council_agreed": _("when the works council agreed to overviews of single persons"),
        }),
        "department": Kind(_("Departments"), _("To see where people learn."), Term.ORGANISATION, {
            "name": _("name"), "headcount": _("how many work there"), "merged_into": _("of which department it became part"),
        }),
        "invitation": Kind(_("Invitations"), _("So that newcomers can join."), Term.ORGANISATION, {
            "key": _("its public key"), "expires": _("until when"), "withdrawn": when_back,
            "admitted": _("the computers that came by it"),
            "proof": _("signature"),
        }),
        "approval": Kind(_("Approved computers"), _("So that a second computer is heard."), Term.ORGANISATION, {
            "device": _("the computer"), "proof": _("signature"),
        }),
        "revocation": Kind(_("Revoked computers"), _("So that a stolen computer is no longer heard."), Term.ORGANISATION, {
            "device": _("the computer"), "accepted": _("what still counts of it"), "proof": _("signature"),
        }),
        "erasure": Kind(_("What was erased"), _("So that it goes everywhere and does not come back."), Term.ORGANISATION, {
            "person": who, "noun": _("which kind of data"), "row": _("of which session or line, as a number"),
            "keys": _("the seals that go, as numbers"),
        }),
        "key_wrap": Kind(_("Reading keys"), _("So that only colleagues read what lies in the shared place."), Term.ORGANISATION, {
            "epoch": _("which key"), "number": _("its number in the row"), "device": _("the computer"), "sealed": sealed,
        }),
        "seal_wrap": Kind(_("Keys of seals"), _("So that who may read something later can open it."), Term.PERSON, {
            "key": _("which key"), "person": who, "device": _("the computer"), "sealed": sealed,
        }),
    }  # fmt: skip


def term_words(term: Term, ours: Organisation) -> str:
    """Return how long something stays, by what the organisation chose."""
    names = ngettext("{n} month after the session", "{n} months after the session", ours.keep_names).format(n=ours.keep_names)
    no_shows = ngettext("{n} month after the session", "{n} months after the session", ours.keep_no_shows).format(
        n=ours.keep_no_shows
    )
    return {
        Term.NAMES: names,
        Term.NO_SHOWS: no_shows,
        Term.PERSON: _("until the colleague is forgotten"),
        Term.STAFF: _("until the next staff list that they are not in"),
        Term.ORGANISATION: _("as long as the organisation uses the program"),
    }[term]
