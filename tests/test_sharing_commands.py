"""Sharing without a window: where it goes on, who is invited, and who is heard, as somebody types it."""

import io
import json
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.running import Ended, Run, ask_for_english
from tests.sharing.postgres_server import PostgresServer, a_server  # noqa: F401  a fixture
from traincollega.commands import program
from traincollega.errors import NotFound
from traincollega.services.beginning import open_desk
from traincollega.services.publishing import Words, publish
from traincollega.sharing import files, joining
from traincollega.sharing.keys import FILE, read_keys


@pytest.fixture(autouse=True)
def as_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for English."""
    ask_for_english(monkeypatch)


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command of sharing in somebody's profile; `typed` is what stands on standard input."""

    def does(who: str, *arguments: str, typed: str = "") -> Ended:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed + "\n"))
        code = program.run(["--profile", str(tmp_path / who), *arguments], play_demo=lambda out, headless: 0)
        return Ended(code, *capsys.readouterr())

    return does


class Town(NamedTuple):
    """Anna, coordinator, and Bram, who share in a folder."""

    run: Run
    root: Path
    code: str
    """The recovery code."""

    def invite(self, who: str = "anna") -> tuple[str, str]:
        """Return the file of a new invitation, and its phrase."""
        file = self.root / f"{len(list(self.root.iterdir()))}.tjci"
        done = self.run(who, "share", "invite", str(file))
        assert done.code == 0
        return str(file), done.out.strip()

    def join(self, who: str, *more: str) -> Ended:
        """Let somebody join."""
        file, phrase = self.invite()
        given = ("--name", who.title(), "--email", f"{who}@noordveld.nl")
        return self.run(who, "share", "join", file, *given, *more, typed=phrase)

    def now(self, *names: str) -> None:
        """Let them exchange, twice."""
        for who in names * 2:
            assert self.run(who, "share", "now").code == 0

    def computers(self, who: str = "anna") -> dict[str, tuple[str, str]]:
        """Return, per name, the computer and its state."""
        found = self.run(who, "share", "status", "--json").document["computers"]
        return {one["name"]: (one["device"], one["state"]) for one in found}

    def publishes(self, who: str, title: str) -> None:
        """Let somebody publish a training."""
        desk = open_desk(self.root / who)
        assert desk is not None
        publish(desk, Words(title=title, minutes=30))
        desk.store.connection.close()

    def titles(self, who: str) -> set[str]:
        """Return the titles that somebody sees."""
        return {one["title"] for one in self.run(who, "trainings", "--json").document}


@pytest.fixture
def begun(run: Run, tmp_path: Path) -> Run:
    """Anna's organisation, that does not share yet."""
    asked = ("--organisation", "Noordveld", "--name", "Anna", "--email", "anna@noordveld.nl")
    assert run("anna", "init", *asked).code == 0
    (tmp_path / "shared").mkdir()
    return run


@pytest.fixture
def town(begun: Run, tmp_path: Path) -> Town:
    started = begun("anna", "share", "start", str(tmp_path / "shared"))
    assert started.code == 0, started.err
    town = Town(begun, tmp_path, started.err.splitlines()[1])
    assert town.join("bram").code == 0
    town.now("anna", "bram")
    return town


# Where


@pytest.mark.parametrize(
    ("place", "code", "sentence"),
    [
        ("", 2, "Name the shared folder"), ("smb://server/share", 2, "Connect that folder to this computer first."),
        ("https://cloud/share", 2, "The program opens only folders, and databases"),
        ("{root}/anna", 2, "Your own data lies there."),
        ("{root}/anna/backups", 2, "Your own data lies there."), ("{root}/not there", 1, "We cannot reach the shared folder"),
    ],
)  # fmt: skip
def test_a_place_that_will_not_do_is_told_and_nothing_begins(
    place: str, code: int, sentence: str, begun: Run, tmp_path: Path
) -> None:
    ended = begun("anna", "share", "start", place.format(root=tmp_path))
    assert (ended.code, ended.out) == (code, "")
    assert ended.err.startswith(sentence) or sentence in ended.err
    assert len(ended.err.splitlines()) == 1, "no recovery code is shown"
    assert not (tmp_path / "anna" / FILE).exists()
    assert begun("anna", "share", "status", "--json").document["state"] == "off"
    assert begun("anna", "share", "start", str(tmp_path / "shared")).code == 0, "a later try succeeds"


def test_a_folder_where_one_may_not_write_is_told_and_nothing_begins(
    begun: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_given: object) -> None:
        raise PermissionError(13, "no")

    with monkeypatch.context() as locked:
        locked.setattr(files, "_write", refuses)
        ended = begun("anna", "share", "start", str(tmp_path / "shared"))
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("We may not write in the shared folder")
    assert list((tmp_path / "shared").iterdir()) == []
    assert not (tmp_path / "anna" / FILE).exists()


def test_the_home_folder_may_be_written_as_a_tilde(begun: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert begun("anna", "share", "start", "~/shared").code == 0
    assert begun("anna", "share", "status", "--json").document["place"] == str(tmp_path / "shared")


def test_a_coordinator_moves_the_organisation_and_a_colleague_follows(town: Town, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.mkdir()
    town.publishes("bram", "Excel")
    town.now("bram")
    assert town.run("bram", "share", "move", str(new)).err.startswith("Your organisation is not in")
    moved = town.run("anna", "share", "move", str(new))
    assert (moved.code, moved.err) == (0, "")
    assert moved.out.splitlines() == [
        f"You share in {new} from now on.",
        "All that was said goes there. Colleagues need this place too: traincollega share move PLACE.",
        "Invitations from before still name the old place. Make new ones.",
        str(new),
    ]
    (one,) = town.run("anna", "share", "invitations", "--json").document
    assert one["old_place"] == str(tmp_path / "shared")
    assert (
        town.run("anna", "share", "invitations")
        .out.strip()
        .endswith(f"  It still names {tmp_path / 'shared'}, from before you moved. Make a new one.")
    )
    town.invite()
    assert [two["old_place"] for two in town.run("anna", "share", "invitations", "--json").document] == [one["old_place"], None]
    followed = town.run("bram", "share", "move", str(new))
    assert (followed.code, followed.out, followed.err) == (0, f"You share in {new} from now on.\n", "")
    town.publishes("bram", "Word")
    town.now("bram", "anna")
    assert town.titles("anna") == {"Excel", "Word"}
    again = town.run("anna", "share", "move", str(new))
    assert (again.code, again.err) == (1, f"You share in {new} already. Nothing was changed.\n")


def test_a_place_that_will_not_do_leaves_sharing_where_it_is(town: Town, tmp_path: Path) -> None:
    for place, code in (("", 2), ("smb://server/share", 2), (str(tmp_path / "anna"), 2), (str(tmp_path / "not there"), 1)):
        assert town.run("anna", "share", "move", place).code == code
    assert town.run("anna", "share", "status", "--json").document["place"] == str(tmp_path / "shared")
    assert town.run("nobody", "share", "move", str(tmp_path)).code == 1


def test_who_is_invited_names_the_folder_as_it_is_called_there(town: Town, tmp_path: Path) -> None:
    file, phrase = town.invite()
    given = ("share", "join", file, "--name", "Chris", "--email", "chris@noordveld.nl")
    mounted = (tmp_path / "shared").rename(tmp_path / "mounted")
    empty = tmp_path / "empty"
    empty.mkdir()
    lost = town.run("chris", *given, typed=phrase)
    assert lost.code == 1
    assert lost.err.endswith("Is it called otherwise on this computer? Then name it with --place.\n")
    assert not (tmp_path / "chris").exists(), "nothing is left of it"
    wrong = town.run("chris", *given, "--place", str(empty), typed=phrase)
    assert (wrong.code, wrong.out) == (1, "")
    assert wrong.err.startswith(f"Your organisation is not in {empty}.")
    assert town.run("chris", *given, "--place", "", typed=phrase).code == 2
    assert not (tmp_path / "chris" / FILE).exists()
    assert town.run("chris", *given, "--place", str(mounted), typed=phrase).code == 0
    assert town.run("chris", "share", "status", "--json").document["place"] == str(mounted)


def test_who_joins_again_may_name_the_folder_too(town: Town, tmp_path: Path) -> None:
    file, phrase = town.invite()
    mounted = (tmp_path / "shared").rename(tmp_path / "mounted")
    heard = town.run("bram", "share", "join", file, typed=phrase)
    assert (heard.code, heard.err) == (1, "You take part already. Nothing was changed.\n")
    (tmp_path / "bram" / FILE).unlink()
    lost = town.run("bram", "share", "join", file, typed=phrase)
    assert (lost.code, lost.out) == (1, "")
    assert lost.err.endswith("Is it called otherwise on this computer? Then name it with --place.\n")
    assert not (tmp_path / "bram" / FILE).exists(), "nothing was changed"
    assert "--place" not in town.run("bram", "share", "join", file, "--place", str(tmp_path / "gone"), typed=phrase).err
    again = town.run("bram", "share", "join", file, "--place", str(mounted), typed=phrase)
    assert "waits to be approved" in again.out
    assert town.run("bram", "share", "status", "--json").document["place"] == str(mounted)


def test_an_organisation_moves_to_a_database_and_its_colleagues_get_an_address_of_their_own(
    town: Town, server: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRAINCOLLEGA_POSTGRES", raising=False)
    server.do("CREATE DATABASE moved")
    server.do("CREATE ROLE mover SUPERUSER LOGIN PASSWORD 'secret'")
    admin = server.address("mover:secret", "moved")
    moved = town.run("anna", "share", "move", admin)
    assert moved.code == 0, moved.err
    *told, address = moved.out.splitlines()
    assert told[-1] == "This is their address. It holds a password, so tell it to nobody else."
    assert "secret" not in moved.out
    keys = read_keys(tmp_path / "anna")
    assert keys is not None
    assert keys[0].invites == address != keys[0].place
    assert town.run("bram", "share", "move", address).code == 0
    assert town.join("chris").code == 0
    town.publishes("bram", "Through the database")
    town.now("bram", "chris", "anna")
    assert town.titles("chris") == {"Through the database"}
    again = town.run("bram", "share", "move", admin)
    assert (again.code, again.out) == (1, "")
    assert again.err == "Your organisation is in this database already. Use the address that colleagues have.\n"
    again = town.run("anna", "share", "move", admin)
    assert (again.code, again.err, len(again.out.splitlines())) == (0, "", 1)
    others = read_keys(tmp_path / "anna")
    assert others is not None
    assert {others[0].place, others[0].invites}.isdisjoint({keys[0].place, keys[0].invites, admin})
    assert town.run("anna", "share", "start", admin).err == "You share already. Invite colleagues instead.\n"
    town.now("anna", "bram", "chris")  # whose passwords are as they were


# Who


def test_open_invitations_are_listed_and_withdrawn(town: Town, tmp_path: Path) -> None:
    (first,) = town.run("anna", "share", "invitations", "--json").document
    assert first["by"] == "Anna"
    file, phrase = town.invite()
    town.now("bram")
    lines = town.run("bram", "share", "invitations").out.splitlines()
    assert [line.split("  ")[1].startswith("Anna, until ") for line in lines] == [True, True]
    (short,) = [line.split()[0] for line in lines if not first["invitation"].startswith(line.split()[0])]
    refused = town.run("bram", "share", "withdraw", short)
    assert (refused.code, refused.out) == (1, "")
    assert refused.err == "Only a coordinator may withdraw an invitation. Ask one of them.\n"
    done = town.run("anna", "share", "withdraw", short)
    sentences = "This invitation lets nobody in any more. Once colleagues have updated, what they write cannot be read with it.\n"
    assert (done.code, done.out) == (0, sentences)
    done = town.run("anna", "share", "withdraw", first["invitation"])
    assert (done.code, done.out) == (0, "This invitation lets nobody in any more. Who came by it stays.\n")
    joined = town.run("chris", "share", "join", file, "--name", "Chris", "--email", "chris@noordveld.nl", typed=phrase)
    assert "waits to be approved" in joined.err
    for unknown in ("", short, "no id"):
        ended = town.run("anna", "share", "withdraw", unknown)
        assert (ended.code, ended.out) == (1, "")
        assert "traincollega share invitations" in ended.err


def test_who_came_by_an_invitation_since_the_last_update_stays_when_it_is_withdrawn(town: Town) -> None:
    before = {one["invitation"] for one in town.run("anna", "share", "invitations", "--json").document}
    assert town.join("chris").code == 0
    (joined_by,) = {one["invitation"] for one in town.run("anna", "share", "invitations", "--json").document} - before
    done = town.run("anna", "share", "withdraw", joined_by)
    assert (done.code, done.out) == (0, "This invitation lets nobody in any more. Who came by it stays.\n")
    assert town.computers()["Chris"][1] == "heard"


def test_withdrawing_out_of_reach_of_colleagues_says_that_they_do_not_know_yet(town: Town) -> None:
    (one,) = town.run("anna", "share", "invitations", "--json").document
    place = Path(town.run("anna", "share", "status", "--json").document["place"])
    place.rename(place.with_name("away"))
    done = town.run("anna", "share", "withdraw", one["invitation"])
    assert done.code == 1
    assert done.out.endswith("they hear of it once you update. Who came by it meanwhile has to be approved.\n")
    assert done.err.startswith("We cannot reach the shared folder")
    assert town.run("anna", "share", "invitations", "--json").document == []


@pytest.mark.parametrize("inside", ["may_join_again", "join_again"])
def test_only_where_nothing_has_begun_somebody_joins_as_new(town: Town, inside: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def lacks(*_given: object) -> None:
        raise NotFound("A row is gone.")

    (town.root / "bram" / FILE).unlink()
    monkeypatch.setattr(joining, inside, lacks)
    ended = town.join("bram")
    assert (ended.code, ended.out, ended.err) == (1, "", "A row is gone.\n")


def test_a_coordinators_invitations_go_with_their_computer_and_it_is_told_how_many(town: Town) -> None:
    assert town.run("anna", "share", "role", "bram@noordveld.nl", "coordinator", typed=town.code).code == 0
    town.now("bram")
    town.invite("bram")
    town.now("bram", "anna")
    (device, state) = town.computers()["Bram"]
    assert state == "heard"
    done = town.run("anna", "share", "revoke", device, typed=town.code)
    assert done.out.splitlines()[1:] == ["1 invitation of theirs was withdrawn."]
    left = town.run("anna", "share", "leave", "bram@noordveld.nl", typed=town.code)
    assert "withdrawn" not in left.out


def test_who_leaves_takes_their_invitations_with_them(town: Town) -> None:
    town.run("anna", "share", "role", "bram@noordveld.nl", "coordinator", typed=town.code)
    town.now("bram")
    town.invite("bram")
    town.invite("bram")
    town.now("bram", "anna")
    left = town.run("anna", "share", "leave", "bram@noordveld.nl", typed=town.code)
    assert left.out.splitlines() == ["They left 0 sessions to come.", "2 invitations of theirs were withdrawn."]


def test_what_waits_of_a_revoked_computer_is_accepted(town: Town) -> None:
    device = town.computers()["Bram"][0]
    refused = town.run("anna", "share", "accept", device)
    assert (refused.code, refused.out) == (1, "")
    assert town.run("anna", "share", "revoke", device[:12]).code == 0
    town.publishes("bram", "Late")
    town.run("bram", "share", "now")
    town.run("anna", "share", "now")
    assert town.titles("anna") == set()
    assert town.run("bram", "share", "accept", device).code == 1
    done = town.run("anna", "share", "accept", device[:12])
    assert (done.code, done.out) == (0, "1 message is accepted and counts now.\n")
    assert town.titles("anna") == {"Late"}
    again = town.run("anna", "share", "accept", device)
    assert (again.code, again.err) == (1, "Nothing of this computer waits. All that came from it was accepted.\n")


def test_to_accept_more_of_a_coordinators_computer_takes_the_recovery_code(town: Town) -> None:
    town.run("anna", "share", "role", "bram@noordveld.nl", "coordinator", typed=town.code)
    town.now("bram", "anna")
    device = town.computers()["Bram"][0]
    assert town.run("anna", "share", "revoke", device, typed=town.code).code == 0
    town.publishes("bram", "Late")
    town.run("bram", "share", "now")
    town.run("anna", "share", "now")
    assert town.run("anna", "share", "accept", device, typed="").code == 2
    assert town.run("anna", "share", "accept", device, typed=town.code).code == 0
    assert town.titles("anna") == {"Late"}


def test_a_coordinator_whose_profile_was_put_on_another_computer_gets_back_in_with_the_code(town: Town) -> None:
    keys = town.root / "anna" / FILE
    told = json.loads(keys.read_text("utf-8"))
    keys.write_text(json.dumps(told | {"bound": told["bound"] | {"machine": "another one"}}), "utf-8")
    assert town.run("anna", "share", "now").code == 1
    assert "not the recovery code" in town.run("anna", "share", "recover", typed="1234").err
    done = town.run("anna", "share", "recover", typed=town.code)
    assert (done.code, done.out) == (0, "Colleagues hear this computer again. What waited is sent.\n")
    assert town.run("anna", "share", "now").code == 0
    assert "Nothing was changed" in town.run("anna", "share", "recover", typed=town.code).err
    assert town.run("bram", "share", "now").code == 0
    assert town.run("bram", "check").code == 0
