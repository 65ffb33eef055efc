"""What stands behind the screens of sharing: what waits in words, who takes part, and what is kept for the window to tell."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.office import Hand, Office, new_office
from traincollega.errors import InvalidInput, NotPossible, SharingError
from traincollega.models.colleague import Device
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services import enrolling, planning, publishing
from traincollega.services.beginning import begin, open_desk
from traincollega.services.desk import Desk
from traincollega.services.planning import Plan
from traincollega.services.publishing import Words
from traincollega.services.welcoming import start_view
from traincollega.settings import read_settings
from traincollega.sharing import admitting, belonging, joining, rounds, standing, starting
from traincollega.sharing.computers import circle_of, our_circle
from traincollega.sharing.details import details
from traincollega.sharing.folder import Folder
from traincollega.sharing.invitation import opened
from traincollega.sharing.inviting import invite
from traincollega.sharing.outbox import outbox

CHEAP = 1 << 10


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Fatma's organisation, that begins to share in a folder."""
    made = new_office(tmp_path / "fatma")
    (tmp_path / "shared").mkdir()
    return made


def share(office: Office, tmp_path: Path) -> tuple[Desk, str]:
    address = str(tmp_path / "shared")
    circle, code = starting.start(office.desk, tmp_path / "fatma", address, Folder(Path(address), office.desk.organisation))
    desk = office.desk.speaking_for(circle.store.device)
    return rounds.one_round(desk, tmp_path / "fatma")[0], code


def newcomer(desk: Desk, tmp_path: Path, clock: Hand, name: str = "Sanne de Wit", email: str = "sanne@noordveld.nl") -> Desk:
    content, phrase = invite(our_circle(desk, tmp_path / "fatma"), cost=CHEAP)
    rounds.one_round(desk, tmp_path / "fatma")
    invitation = opened(content, phrase)
    place = Folder(Path(invitation.place), invitation.organisation)
    folder = tmp_path / name.partition(" ")[0].lower()
    return joining.join(folder, invitation, place, name=name, email=email, now=clock).desk


def test_what_waits_is_told_in_titles_the_newest_first_and_is_gone_once_it_is_sent(office: Office, tmp_path: Path) -> None:
    desk, _code = share(office, tmp_path)
    assert outbox(desk, tmp_path / "fatma") == []
    training = publishing.publish(desk, Words(title="Excel", minutes=45)).subject
    session = planning.plan(desk, training, Plan(office.clock() + timedelta(days=3), 45)).subject
    enrolling.sign_up_address(desk, session, "piet@noordveld.nl", "Piet")
    assert outbox(desk, tmp_path / "fatma") == [
        "Sign-up for Excel", "Card of Piet", "Session of Excel, Thu 26 November, 14:02, new", "Training Excel, new",
    ]  # fmt: skip
    rounds.one_round(desk, tmp_path / "fatma")
    assert outbox(desk, tmp_path / "fatma") == []
    enrolling.withdraw_address(desk, session, "piet@noordveld.nl")
    assert outbox(desk, tmp_path / "fatma") == ["Withdrawal from Excel"]


def test_what_lies_sealed_because_the_place_is_gone_is_told_too(office: Office, tmp_path: Path) -> None:
    desk, _code = share(office, tmp_path)
    publishing.publish(desk, Words(title="Excel", minutes=45))

    class Full(Folder):
        def put(self, name: str, content: bytes) -> None:
            raise SharingError("no room")

    rounds.one_round(desk, tmp_path / "fatma", Full(tmp_path / "shared", desk.organisation))
    assert outbox(desk, tmp_path / "fatma") == ["Training Excel, new"]


def test_the_error_details_hold_no_name_title_or_secret(office: Office, tmp_path: Path) -> None:
    desk, code = share(office, tmp_path)
    publishing.publish(desk, Words(title="Excel", minutes=45))
    text = details(desk, tmp_path / "fatma", "0.1").casefold()
    assert "not sent: 1" in text
    for secret in ("excel", "fatma", "noordveld", code.casefold(), str(tmp_path).casefold()):
        assert secret not in text


def test_a_coordinator_sees_everybody_and_a_colleague_their_own_computers(office: Office, tmp_path: Path) -> None:
    desk, _code = share(office, tmp_path)
    theirs = newcomer(desk, tmp_path, office.clock)
    rounds.one_round(desk, tmp_path / "fatma")
    seen = belonging.members(our_circle(desk, tmp_path / "fatma"))
    assert [(one.name, one.coordinator, [each.state for each in one.computers]) for one in seen] == [
        ("Fatma Demir", True, ["heard"]), ("Sanne de Wit", False, ["heard"]),
    ]  # fmt: skip
    assert [one.name for one in belonging.members(our_circle(theirs, tmp_path / "sanne"))] == ["Sanne de Wit"]
    admitting.set_hr(our_circle(desk, tmp_path / "fatma"), theirs.me)
    assert [one.hr for one in belonging.members(our_circle(desk, tmp_path / "fatma"))] == [False, True]


def test_who_claims_a_card_waits_and_stands_on_start_until_it_is_approved(office: Office, tmp_path: Path) -> None:
    desk, _code = share(office, tmp_path)
    enrolling.colleague_by_address(desk, "piet@noordveld.nl", "Piet")
    rounds.one_round(desk, tmp_path / "fatma")
    theirs = newcomer(desk, tmp_path, office.clock, "Pieter", "piet@noordveld.nl")
    theirs, step = rounds.one_round(theirs, tmp_path / "pieter")
    assert step.problems == ("This computer waits to be approved. Until then nobody hears what you do here.",)
    state = standing.succeeded(tmp_path / "pieter", step, office.clock())
    assert standing.sentence_of(theirs, state) == "This computer waits to be approved. You can simply go on working."
    rounds.one_round(desk, tmp_path / "fatma")
    assert [(one.title, one.text) for one in start_view(desk).todo] == [
        ("Approve a computer", "Somebody joined as Piet. Ask whether it is really them.")
    ]
    admitting.approve(our_circle(desk, tmp_path / "fatma"), theirs.store.device)
    rounds.one_round(desk, tmp_path / "fatma")
    assert start_view(desk).todo == ()
    theirs, step = rounds.one_round(theirs, tmp_path / "pieter")
    assert step.problems == ()


def test_a_joining_that_was_broken_off_is_never_mixed_with_another_organisation(office: Office, tmp_path: Path) -> None:
    desk, _code = share(office, tmp_path)
    publishing.publish(desk, Words(title="Of Noordveld", minutes=45))
    content, phrase = invite(our_circle(desk, tmp_path / "fatma"), cost=CHEAP)
    rounds.one_round(desk, tmp_path / "fatma")
    invitation = opened(content, phrase)
    place = Folder(Path(invitation.place), invitation.organisation)
    left = joining.take_first(tmp_path / "new", invitation, place, office.clock)
    left.circle.store.connection.close()  # as a computer that lost its power
    assert open_desk(tmp_path / "new") is None
    other = begin(tmp_path / "new", organisation="Zeeland", name="Jan", email="jan@zeeland.nl", now=office.clock)
    assert other.store.where(Training) == []
    with pytest.raises(NotPossible):
        joining.take_first(tmp_path / "new", invitation, place, office.clock)


def test_a_field_that_is_wrong_can_be_mended_after_the_first_exchange(office: Office, tmp_path: Path) -> None:
    desk, _code = share(office, tmp_path)
    content, phrase = invite(our_circle(desk, tmp_path / "fatma"), cost=CHEAP)
    rounds.one_round(desk, tmp_path / "fatma")
    invitation = opened(content, phrase)
    place = Folder(Path(invitation.place), invitation.organisation)
    first = joining.take_first(tmp_path / "new", invitation, place, office.clock)
    assert first.departments() == ["Financiën"]
    assert (first.known_as(" FATMA@noordveld.nl"), first.known_as("jan@noordveld.nl")) == ("Fatma Demir", "")
    with pytest.raises(InvalidInput):
        joining.come_in(first, name="Jan", email="jan at noordveld")
    joined = joining.come_in(first, name="Jan", email="jan@noordveld.nl", department="Griffie")
    assert joined.desk.my_card().name == "Jan"


def test_what_an_earlier_computer_of_mine_wrote_before_we_shared_is_sent_too(office: Office, tmp_path: Path) -> None:
    publishing.publish(office.desk, Words(title="Written before", minutes=45))
    lost = Device.new(office.desk.me, person=office.desk.me, name="laptop")
    after = office.desk.speaking_for(lost.id)
    after.store.save(lost)
    office.desk = after  # the profile lost its settings, and became another device
    desk, _code = share(office, tmp_path)
    theirs = newcomer(desk, tmp_path, office.clock)
    assert {one.title for one in theirs.store.where(Training)} == {"Written before"}


def test_a_seat_is_provisional_until_the_computer_of_its_trainer_sees_it(office: Office, tmp_path: Path) -> None:
    desk, _code = share(office, tmp_path)
    training = publishing.publish(desk, Words(title="Excel", minutes=45)).subject
    session = planning.plan(desk, training, Plan(office.clock() + timedelta(days=3), 45, seats=2)).subject
    theirs = newcomer(desk, tmp_path, office.clock)
    enrolling.sign_up(theirs, session)
    enrolling.sign_up(desk, session)
    for who, line in ((theirs, "Your seat is provisional until the computer of Fatma Demir sees this."), (desk, "")):
        held = who.store.get(Session, session)
        seat = enrolling.seating(who, held).of(who.me)
        assert seat is not None
        assert enrolling.until_line(who, held, seat) == line


def test_who_shares_with_nobody_hears_nothing_of_another_computer(office: Office) -> None:
    training = office.training()
    session = office.session(training, office.clock() + timedelta(days=3))
    theirs = office.colleague("Sanne de Wit")
    enrolling.sign_up(theirs, session.id)
    seat = enrolling.seating(theirs, session).of(theirs.me)
    assert seat is not None
    assert enrolling.until_line(theirs, session, seat) == ""


def test_how_sharing_stands_names_what_went_wrong(office: Office, tmp_path: Path) -> None:
    desk, _code = share(office, tmp_path)
    folder = tmp_path / "fatma"
    (folder / "keys.json").unlink()
    with pytest.raises(SharingError) as gone:
        circle_of(desk, folder)
    state = standing.failed(folder, gone.value, office.clock())
    assert standing.sentence_of(desk, state) == "The keys of this computer are gone. Join again with an invitation."
    assert standing.standing(folder) == state
    assert read_settings(folder).device == desk.store.device
    state = standing.failed(folder, NotPossible("why"), office.clock())
    assert standing.sentence_of(desk, state) == "Not updated since 14:02. You can simply go on working."
