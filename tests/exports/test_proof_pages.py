"""The page of a proof: what it says, that it is the same each time, and that an altered one is noticed."""

from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.naughty import NAUGHTY
from traincollega import language
from traincollega.exports.proof_pages import LARGEST, Said, altered, facts, proof_page
from traincollega.services.claiming import Claims, claimed

CODE = "TJC1:" + "ABCDEFGH" * 60 + ":"
CLAIMS = Claims(
    "Chris de Wit", "Excel & <b>meer</b>", date(2026, 12, 3), 90, "Stadhuis", "Gemeente Noordveld", "Anna Bos", date(2026, 12, 4)
)
ONE = Said(CLAIMS, CODE, "ABCD-EFGH-IJKL-MNOP-QRST")
TAGS = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "br", "span", "table", "tr", "td", "img"}


class Texts(HTMLParser):
    """Gathers what a reader sees, what pictures are called, and refuses a tag that we do not write."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.named: dict[str, str] = {}
        self._unseen = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        held = dict(attrs)
        assert not {name for name in held if name.startswith("on")}
        self._unseen = tag in ("style", "title")
        if tag == "img":
            assert (held["src"] or "").startswith("data:image/png;base64,")
            self.named["img"] = held["alt"] or ""
        if tag in ("html", "meta"):
            self.named[held.get("name") or tag] = held.get("lang") or held.get("content") or ""

    def handle_endtag(self, tag: str) -> None:
        self._unseen = False

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._unseen:
            self.texts.append(data.strip())


def read(html: str) -> Texts:
    reader = Texts()
    reader.feed(html)
    return reader


def test_it_says_who_took_part_in_what_and_how_to_verify_it() -> None:
    made = proof_page(ONE)
    found = read(made.html)
    assert made.title == "Proof of participation: Chris de Wit, Excel & <b>meer</b>"
    assert found.texts[:5] == [
        "Gemeente Noordveld",
        "Proof of participation",
        "Chris de Wit",
        "took part in",
        "Excel & <b>meer</b>",
    ]
    assert found.texts[5:15] == [
        "Date", "Thursday 3 December 2026", "Duration", "90 minutes", "Place", "Stadhuis", "Trainer", "Anna Bos",
        "Issued", "Friday 4 December 2026",
    ]  # fmt: skip
    assert found.texts[-2] == "ABCD-EFGH-IJKL-MNOP-QRST"
    assert "".join(found.texts[-1].split()) == CODE
    assert (found.named["html"], found.named["proof"]) == ("en", CODE)
    assert found.named["img"] == "Code to scan, with the same signs as stand below"


def test_it_speaks_dutch() -> None:
    language.choose("nl")
    found = read(proof_page(ONE).html)
    assert found.named["html"] == "nl"
    assert found.texts[1:4] == ["Bewijs van deelname", "Chris de Wit", "nam deel aan"]


def test_what_is_not_known_is_left_out() -> None:
    bare = CLAIMS._replace(place="", trainer="")
    assert [term for term, _fact in facts(bare)] == ["Participant", "Training", "Date", "Duration", "Issued", "Organisation"]
    assert "Trainer" not in read(proof_page(ONE._replace(claims=bare)).html).texts


def test_a_code_too_large_to_scan_is_there_to_copy() -> None:
    long = "TJC1:" + "A" * LARGEST + ":"
    found = read(proof_page(ONE._replace(code=long)).html)
    assert "img" not in found.named
    assert "".join(found.texts[-1].split()) == long
    assert "img" in read(proof_page(ONE._replace(code=long[5 + 6 :])).html).named


@pytest.mark.parametrize("text", NAUGHTY)
def test_no_text_becomes_more_than_text(text: str) -> None:
    said = claimed(text)
    one = ONE._replace(claims=CLAIMS._replace(name=said or "x", title=said or "x", place=said, trainer=said))
    made = proof_page(one)
    assert "".join((said or "x").split()) in ["".join(shown.replace("\u200b", "").split()) for shown in read(made.html).texts]
    assert not altered(made.html.encode(), [one])


def test_a_long_word_may_be_broken_and_keeps_all_its_signs() -> None:
    name = "Westhuizen-Oudekerk-van-der-Donaudampfschifffahrtsgesellscha"
    found = read(proof_page(ONE._replace(claims=CLAIMS._replace(name=name))).html)
    assert "\u200b" in found.texts[2]
    assert found.texts[2].replace("\u200b", "") == name
    assert all("\u200b" not in one for one in found.texts[3:])


# Altered or not


@pytest.mark.parametrize("spoken", ["nl", "en"])
def test_the_page_as_it_was_made_is_not_altered_in_whichever_language_one_reads(spoken: str) -> None:
    language.choose(spoken)
    html = proof_page(ONE).html
    language.choose("en")
    for content in (html, f"\n{html}\n", html.replace("\n", "\r\n")):
        assert not altered(content.encode(), [ONE])
    assert language.spoken() == "en"


@given(at=st.integers(0, 100_000), sign=st.characters(codec="utf-8", exclude_categories=("Z", "C")))
def test_a_page_of_which_one_sign_is_another_is_altered(at: int, sign: str) -> None:
    html = proof_page(ONE).html
    at %= len(html)
    assume(html[at] != sign)
    assert altered((html[:at] + sign + html[at + 1 :]).encode(), [ONE])


FORGED = proof_page(ONE._replace(claims=CLAIMS._replace(name="Piet de Vervalser"))).html
ANEW = f"<title>x</title><p style='font-size: 30pt'>Piet de Vervalser</p><!-- {CODE} -->"


@pytest.mark.parametrize("content", [
    FORGED, f"\ufeff{FORGED}", f"<!-- -->\n{FORGED}", f"x {FORGED}", FORGED.removeprefix("<!DOCTYPE html>"),
    FORGED.replace("<!DOCTYPE html>", "<!DOCTYPE  html>"), FORGED.replace("<!DOCTYPE html>", "<!doctype\thtml>"),
    FORGED[FORGED.index("<body") :], f"\0{FORGED}", ANEW, ANEW.upper(), f"Beste lezer,\n{ANEW}",
])  # fmt: skip
def test_whatever_stands_before_a_page_it_is_judged(content: str) -> None:
    assert altered(content.encode(), [ONE])


@pytest.mark.parametrize("name", ["proof.html", "Proof.HTM", "proof.xhtml", "proof.svg", "proof.mht"])
@pytest.mark.parametrize("content", [
    f"%PDF-1.4 {ANEW}".encode(), b"\xff\xfe" + ANEW.encode("utf-16-le") + CODE.encode(), CODE.encode(), f"Piet {CODE}".encode(),
])  # fmt: skip
def test_what_is_named_as_a_page_is_judged_whatever_it_holds(name: str, content: bytes) -> None:
    assert altered(content, [ONE], name)
    assert not altered(proof_page(ONE).html.encode(), [ONE], name)


def test_a_mail_with_addresses_between_brackets_is_no_page() -> None:
    mailed = f"From: Anna <anna@noordveld.nl>\n1 < 2, a<b, zie <https://noordveld.nl/x>\n\n{CODE}\n"
    assert not altered(mailed.encode(), [ONE])
    assert not altered(mailed.encode(), [ONE], "mail.txt")


def test_what_is_no_web_page_is_not_judged_and_a_page_of_several_is_altered() -> None:
    assert not altered(b"%PDF-1.4", [ONE, ONE])
    assert not altered(CODE.encode(), [])
    html = proof_page(ONE).html.encode()
    assert altered(html, [ONE, ONE._replace(code=CODE.replace("B", "C"))])
    assert altered(html, [])
    assert altered(html.lower(), [ONE])
