"""Staff lists: HR's table in two languages, with any delimiter, and lines that cannot be read."""

from pathlib import Path

import pytest

from traincollega.errors import UnreadableFile
from traincollega.imports.refusal import Refusal, Refused
from traincollega.imports.staff_files import StaffRecord, read_staff


def read(path: Path, text: str, encoding: str = "utf-8") -> list[StaffRecord | Refusal]:
    (path / "staff.csv").write_bytes(text.encode(encoding))
    return list(read_staff(path / "staff.csv"))


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("head", ["Afdeling|E-mail|Personeelsnummer|Naam", "department|mail|personnel_number|name"])
def test_a_list_is_read_with_any_delimiter_in_both_languages(tmp_path: Path, delimiter: str, encoding: str, head: str) -> None:
    lines = [head.split("|"), ["Financiën", "eva@noordveld.nl", "00123", "Eva"]]
    found = read(tmp_path, "\r\n".join(map(delimiter.join, lines)), encoding)
    assert found == [StaffRecord("staff.csv, line 2", "eva@noordveld.nl", "Financiën", "00123")]


def test_a_number_stays_text_and_a_guard_is_taken_off(tmp_path: Path) -> None:
    found = read(tmp_path, "mail;department;personnel number\na@b.nl;'=ICT;1E10\n")
    assert found == [StaffRecord("staff.csv, line 2", "a@b.nl", "=ICT", "1E10")]


def test_a_line_that_is_uneven_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    bad, good = read(tmp_path, "mail;department\na@b.nl;ICT;more\nc@d.nl;ICT\n")
    assert isinstance(bad, Refusal)
    assert bad.where == "staff.csv, line 2"
    assert good == StaffRecord("staff.csv, line 3", "c@d.nl", "ICT")


@pytest.mark.parametrize("head", ["name;department", "mail;name", ""])
def test_a_table_without_its_columns_is_refused_as_a_whole(tmp_path: Path, head: str) -> None:
    with pytest.raises(Refused, match="column"):
        read(tmp_path, f"{head}\na@b.nl;ICT\n")


def test_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        list(read_staff(tmp_path / "none.csv"))
