"""Every page and table that is written of texts that programs stumble over, as strict readers take them.

The readers that nobody here wrote are used where they are installed: `vnu` (npm `vnu-jar`, needs Java) and `frictionless` (PyPI).
"""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.naughty import NAUGHTY
from tests.office import MONDAY, Office, new_office
from traincollega import language
from traincollega.exports.data_statement import data_statement
from traincollega.exports.my_data import my_data_page
from traincollega.exports.overviews import about_overview, overview_table
from traincollega.exports.person_overviews import about_persons, person_table
from traincollega.exports.posters import poster
from traincollega.exports.proof_pages import Said, proof_page
from traincollega.exports.sign_in_sheet import sign_in_sheet
from traincollega.exports.writing import write_table
from traincollega.imports.characters import one_line
from traincollega.models.attendance import Presence
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services import enrolling, planning, recording, reporting
from traincollega.services.claiming import Claims, claimed
from traincollega.services.counting import count

NAMES = [name for text in NAUGHTY if (name := one_line(text))]
INLINE = {"a", "b", "br", "img", "span"}
FLOW = INLINE | {"div", "dl", "h1", "h2", "main", "ol", "p", "section", "table", "ul"}
HOLDS = {
    "html": {"head", "body"}, "head": {"meta", "style", "title"}, "table": {"caption", "thead", "tbody", "tr"}, "thead": {"tr"},
    "tbody": {"tr"}, "tr": {"th", "td"}, "ul": {"li"}, "ol": {"li"}, "dl": {"dt", "dd"},
} | dict.fromkeys(("a", "b", "caption", "dt", "h1", "h2", "p", "span"), INLINE) | dict.fromkeys(
    ("body", "dd", "div", "li", "main", "section", "td", "th"), FLOW
)  # fmt: skip
"""What may stand in what, of the elements that we write."""
EMPTY = {"br", "img", "meta"}


class Strict(HTMLParser):
    """Refuses what HTML does not allow: an element where it may not be, one that is not closed, a name that is there twice."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open, self.ids = [""], list[str]()
        self.feed(page)
        self.close()
        assert self.open == [""]
        assert len(self.ids) == len(set(self.ids))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in HOLDS.get(self.open[-1], {"html"}), f"{tag} in {self.open[-1]}"
        names = [name for name, _value in attrs]
        assert len(names) == len(set(names))
        assert not [name for name in names if name.startswith("on")]
        assert None not in [value for _name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        assert not data.strip() or self.open[-1] not in ("html", "head", "table", "thead", "tbody", "tr", "ul", "ol", "dl")


def office_of(folder: Path) -> Office:
    """Return an office with a training, a session that was and one to come, and a colleague in a department, of each text."""
    office = new_office(folder)
    desk = office.desk
    with desk.store.transaction(bulk=True):
        for at, name in enumerate(NAMES):
            who = office.colleague(name[:200], NAMES[at - 1][:200])
            training = Training.new(desk.me, title=name, summary=name, topics=(name,), minutes=45, organisation=desk.organisation)
            past = Session.new(desk.me, training=training.id, starts=MONDAY - timedelta(days=3), ends=MONDAY, place=name)
            desk.store.save(training, past, Presence.new(desk.me, session=past.id, person=who.me, minutes=60))
            plan = planning.Plan(MONDAY + timedelta(days=2), 45, place=name, seats=1)
            coming = planning.plan(desk, training.id, plan).subject
            enrolling.sign_up(who, coming)
            enrolling.sign_up(desk, coming)
            if at % 5 == 0:
                planning.cancel(desk, coming, name)
    return office


def write_all(office: Office, folder: Path) -> None:
    """Write every page, and every table as a page and as CSV."""
    desk, first, last = office.desk, date(2026, 1, 1), date(2026, 12, 31)
    pages = {"statement": data_statement(desk), "data": my_data_page(desk)}
    for at, one in enumerate(desk.store.where(Session)):
        pages[f"sheet-{at}"] = sign_in_sheet(desk, one.id)
    for at, training in enumerate(desk.store.where(Training)):
        pages[f"poster-{at}"] = poster(desk, training.id)
    for at, name in enumerate(one for text in NAMES if (one := claimed(text))):
        claims = Claims(name, name, last, 45, name, name, name, last)
        pages[f"proof-{at}"] = proof_page(Said(claims, "TJC1:" + "ABCDEFGH" * 60 + ":", "ABCD-EFGH"))
    for name, made in pages.items():
        (folder / f"{name}.html").write_text(made.html, encoding="utf-8")
    count(desk)
    told = reporting.overview(desk, reporting.period_of(first, last))
    tables = [(by, overview_table(desk, told, by), about_overview(desk, told)) for by in reporting.DIMENSIONS]
    recording.agree(desk, desk.today())
    found = recording.records(desk, first, last, NAMES[0], "csv")
    for by, table, about in [*tables, ("person", person_table(desk, found), about_persons(desk, first, last, NAMES[0]))]:
        for form in ("html", "csv"):
            write_table(table, about, folder / f"{by}.{form}", form)


@pytest.fixture(scope="module", params=["nl", "en"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder where all of them lie, in a language."""
    made = tmp_path_factory.mktemp("pages")
    office = office_of(made / "profile")
    language.choose(request.param)
    write_all(office, made)
    office.desk.close()
    yield made
    language.choose("en")


def test_a_strict_reader_takes_every_page(folder: Path) -> None:
    paths = sorted(folder.glob("*.html"))
    assert len(paths) > 3 * len(NAMES)
    for path in paths:
        Strict(path.read_text(encoding="utf-8"))


@pytest.mark.skipif(shutil.which("vnu") is None, reason="the Nu HTML checker is not here")
def test_the_nu_html_checker_finds_no_error(folder: Path) -> None:
    paths = [str(path) for path in sorted(folder.glob("*.html"))]
    done = subprocess.run(["vnu", "--errors-only", "--stdout", *paths], capture_output=True, text=True, timeout=600, check=False)
    assert (done.stdout, done.returncode) == ("", 0)


@pytest.mark.skipif(shutil.which("frictionless") is None, reason="frictionless is not here")
def test_frictionless_takes_every_csv(folder: Path) -> None:
    for path in sorted(folder.glob("*.csv")):
        command = ["frictionless", "validate", "--trusted", "--encoding", "utf-8-sig", "--dialect", '{"csv": {"delimiter": ";"}}']
        done = subprocess.run([*command, str(path)], capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "body", ["<p><p></p></p>", "<b>", "<p id='a'></p><p id='a'></p>", "<p class='a' class='b'></p>", "<table>a</table>", "<i></i>"]
)
def test_the_strict_reader_is_strict(body: str) -> None:
    with pytest.raises(AssertionError):
        Strict(f"<html><body>{body}</body></html>")
