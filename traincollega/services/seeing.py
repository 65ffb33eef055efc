"""Seeing: which data there is, who sees it, and where it lies; one table, so that no kind of data is forgotten."""

from enum import Enum
from typing import NamedTuple

from traincollega.language import _


class Who(Enum):
    """Who may see something in the program, besides whom it is about."""

    ME = "me"
    TRAINERS = "trainers"
    COORDINATORS = "coordinators"
    HR = "hr"
    ALL = "all"
    NOBODY = "nobody"


class Where(Enum):
    """Where something lies."""

    SHARED = "shared"
    """On this computer and those of colleagues, and encrypted in the shared folder."""
    HERE = "here"
    """On this computer alone."""


class Seen(NamedTuple):
    """One kind of data: what it is called, who sees it, and one true sentence about it."""

    name: str
    sentence: str
    who: tuple[Who, ...]
    where: Where
    tables: tuple[str, ...]
    """The nouns, or the tables that never leave this computer, in which it is kept."""


def seen() -> tuple[Seen, ...]:
    """Return every kind of data, what is shared first."""
    me, trainers, coordinators, hr, everybody, nobody = Who
    shared, here = Where
    return (
        Seen(_("My name, mail address and department"), _("All colleagues see how they can reach you."),
             (everybody,), shared, ("colleague",)),
        Seen(_("My sign-ups"), _("Trainers and coordinators see your name; others only see how many come."),
             (me, trainers, coordinators), shared, ("sign_up",)),
        Seen(_("Sign-ups that I show"), _("Tick “Colleagues may see that I come”, and they see your name too."),
             (everybody,), shared, ("sign_up",)),
        Seen(_("Trainings that I want to hear of"), _("Colleagues see how many wait for a date, not who they are."),
             (me,), shared, ("interest",)),
        Seen(_("My suggestions for a text"), _("Only the trainers of that training see your words and your name."),
             (me, trainers), shared, ("suggestion",)),
        Seen(_("Whether I came"), _("You and the trainers read it; everybody else's computer holds it closed."),
             (me, trainers), shared, ("mark",)),
        Seen(_("How long I was there"), _("HR hears how long you were there, and never why somebody was away."),
             (me, trainers, hr), shared, ("presence",)),
        Seen(_("Whether I did not come"), _("HR reads it only where your organisation turned that on."),
             (me, trainers, hr), shared, ("missed",)),
        Seen(_("My evaluations"), _("Trainers read what you say; everybody else's computer holds it closed."),
             (me, trainers), shared, ("evaluation",)),
        Seen(_("My thanks"), _("Trainers read that you thank them, with your name."),
             (me, trainers), shared, ("thanks",)),
        Seen(_("My proofs of participation"), _("You and the trainers have them; you decide whom you show one."),
             (me, trainers), shared, ("proof",)),
        Seen(_("Trainings"), _("Colleagues find what is published; its trainers also see all earlier versions."),
             (everybody,), shared, ("training",)),
        Seen(_("Sessions and seats"), _("Colleagues see when, where, and how many seats are taken."),
              (everybody,), shared, ("session", "confirmation", "closing", "tally")),
        Seen(_("What trainings brought about"), _("Our sessions and other organisations give numbers, and no names."),
             (everybody,), shared, ("outcome",)),
        Seen(_("Our organisation and its departments"), _("Coordinators fill this in for everybody."),
             (everybody,), shared, ("organisation", "department")),
        Seen(_("The staff list"), _("Only HR can open it: who works where, to reckon shares with."),
             (hr,), shared, ("staff",)),
        Seen(_("What I exported"), _("HR and coordinators see who took names out, when and what for."),
             (me, hr, coordinators), shared, ("export",)),
        Seen(_("Who is trainer or coordinator"), _("Everybody may know who decides about what."),
             (everybody,), shared, ("grants",)),
        Seen(_("My computers"), _("Coordinators see which computers may write in your name."),
             (me, coordinators), shared, ("device", "approval", "revocation")),
        Seen(_("Invitations"), _("Coordinators see which invitations there are and whom they let in."),
             (coordinators,), shared, ("invitation",)),
        Seen(_("Keys"), _("Each key can be opened by one computer only; nobody gets to see it."),
             (nobody,), shared, ("key_wrap", "seal_wrap")),
        Seen(_("Who or what was forgotten"), _("Of it a number is left, and no name."),
             (nobody,), shared, ("erasure",)),
        Seen(_("My drafts"), _("What you have not published or sent stays with you."),
             (me,), here, ("draft", "draft_version")),
        Seen(_("My messages"), _("Only you read what the program tells you."),
             (me,), here, ("message",)),
        Seen(_("My filters and settings"), _("How you search and how it looks is yours alone."),
             (me,), here, ("saved_filter", "local")),
        Seen(_("What HR's overviews counted"), _("So that each participation counts once. It goes when names go."),
             (hr,), here, ("portion", "counted", "to_count", "newcomer", "nameless")),
    )  # fmt: skip


def who_words(who: Who) -> str:
    """Return how somebody who sees something is called."""
    return {
        Who.ME: _("I"),
        Who.TRAINERS: _("trainers of that training"),
        Who.COORDINATORS: _("coordinators"),
        Who.HR: _("HR"),
        Who.ALL: _("all colleagues"),
        Who.NOBODY: _("nobody"),
    }[who]


def where_words(where: Where) -> tuple[str, str]:
    """Return the heading of all that lies somewhere, and a sentence about it."""
    return {
        Where.SHARED: (
            _("Shared with colleagues"),
            _("It also lies on their computers, and encrypted in the shared folder or database."),
        ),
        Where.HERE: (_("Only on this computer"), _("This is never sent to anybody.")),
    }[where]
