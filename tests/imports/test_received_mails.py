"""Mails from outside: who sent one and what it is about, and a sentence for every one that is no honest mail."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traincollega.errors import UnreadableFile
from traincollega.imports.mails import HEAD_MOST, LINE_MOST, NAME_MOST, Mail, mail_of, read_mail

PLAIN = b"From: Chen Li <chen@x.nl>\r\nSubject: Ik doe mee: Excel [TjC-3f9a1c20b4]\r\nDate: Mon, 23 Nov 2026 14:02:00 +0100\r\n"


def of(head: bytes) -> Mail:
    return mail_of("mail.eml", head)


def refusal(head: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        of(head)
    return str(caught.value)


def test_a_mail_says_who_sent_it_what_about_and_when(tmp_path: Path) -> None:
    path = tmp_path / "mail.eml"
    path.write_bytes(PLAIN + b"\r\nHello!\r\n")
    sent = datetime(2026, 11, 23, 13, 2, tzinfo=UTC)
    assert read_mail(path) == Mail("mail.eml", "Chen Li", "chen@x.nl", "Ik doe mee: Excel [TjC-3f9a1c20b4]", sent)


@pytest.mark.parametrize("inside", [
    b"Content-Type: text/html\n\n<script>alert(1)</script>",
    b"Content-Type: text/plain; charset=klingon\n\n\xff\xfe",
    b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 20_000,
    b"\n" + b"x" * 5_000_000,
])  # fmt: skip
def test_whatever_is_inside_a_mail_is_not_looked_at(inside: bytes) -> None:
    assert of((PLAIN + inside)[:HEAD_MOST]).address == "chen@x.nl"


def test_names_and_subjects_in_other_signs_are_read_and_hidden_signs_and_line_ends_go() -> None:
    mail = of(b"From: =?utf-8?q?J=C3=BCrgen=E2=80=AE?= <j@x.nl>\nSubject: =?utf-8?q?Ja=0D=0A=E2=80=AE_graag?=\n\n")
    assert (mail.name, mail.address, mail.subject) == ("Jürgen", "j@x.nl", "Ja graag")
    assert of(b"From: j@x.nl\nSubject: =?klingon?b?4pyT?= [TjC-3f9a1c20b4]\n\n").subject.endswith("[TjC-3f9a1c20b4]")


def test_a_name_that_looks_like_another_address_is_no_name_and_a_long_one_is_cut() -> None:
    assert of(b'From: "boss@x.nl" <chen@x.nl>\n\n').name == ""
    assert len(of(b"From: " + b"Chen " * 100 + b"<chen@x.nl>\n\n").name) <= NAME_MOST


@pytest.mark.parametrize(("head", "said"), [
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "a file of Outlook itself"),
    (b"From chen@x.nl Mon Nov 23\nFrom: chen@x.nl\n\n", "a whole mailbox"),
    (b"From: a@x.nl, b@x.nl\n\n", "no sender, or several"),
    (b"From: a@x.nl\nFrom: b@x.nl\n\n", "no sender, or several"),
    (b"From: everybody: a@x.nl, b@x.nl;\n\n", "no sender, or several"),
    (b"From: \n\n", "no sender, or several"),
    (b"Subject: hello\n\n", "it names no sender"),
    (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "it names no sender"),
    (b"", "it names no sender"),
    (bytes(HEAD_MOST), "too long"),
    (b"From: a@x.nl\nSubject: " + b"x" * (LINE_MOST + 1) + b"\n\n", "too long"),
    (b"From: =?utf-8?q?J=0D=0ABcc=3A_x?= <j@x.nl>\n\n", ""),
    (b"From: " + b"(" * LINE_MOST + b"\n\n", ""),
    (b"From: a@x.nl\nAuto-Submitted: auto-replied\n\n", "by itself"),
    (b"From: a@x.nl\nContent-Type: multipart/report; report-type=delivery-status\n\n", "by itself"),
    (b"From: a@x.nl\nX-Autoreply: yes\n\n", "by itself"),
])  # fmt: skip
def test_what_is_no_honest_mail_gets_a_sentence(head: bytes, said: str) -> None:
    assert said in refusal(head)


@given(st.binary(max_size=300), st.sampled_from([b"From: ", b"From: a@x.nl\nSubject: ", b"From: a@x.nl\nDate: ", b""]))
def test_any_bytes_are_a_mail_or_a_sentence(more: bytes, before: bytes) -> None:
    with suppress(UnreadableFile):
        mail = of(before + more)
        assert not {"\n", "\r"} & set(mail.name + mail.address + mail.subject)
        assert mail.sent is None or mail.sent.tzinfo is not None


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_letters_that_stand_in_headers_as_they_are_stay_as_they_are(encoding: str) -> None:
    head = "From: Zoë Müller <zoë@bücher.nl>\r\nSubject: Één dag\r\n\r\n".encode(encoding)
    mail = mail_of("a.eml", head)
    assert (mail.name, mail.address, mail.subject) == ("Zoë Müller", "zoë@bücher.nl", "Één dag")
