"""Posters: what a training is, when, where and by whom, with codes to scan that open a ready mail; and the same as a short text."""

import re
from typing import NamedTuple

import segno

from traincollega.errors import InvalidInput, NotAllowed, NotPossible
from traincollega.exports.paper import Paper, day, hours, paper, paragraph, said, when
from traincollega.imports.characters import shortened
from traincollega.language import _, duration
from traincollega.models.colleague import Colleague
from traincollega.models.session import ONLINE, Session
from traincollega.models.training import Training
from traincollega.services.beginning import valid_email
from traincollega.services.desk import Desk
from traincollega.services.dividing import department_names
from traincollega.services.mail_codes import mailto, sign_up_subject
from traincollega.services.planning import trainers

SESSIONS_MOST = 3
TITLE_MOST, SUMMARY_MOST, PLACE_MOST = 90, 150, 120
"""Signs that leave room for the rest, on one page."""
ACCENT = "#0F5A8C"
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
TABLE = '<table role="presentation" style="width: 100%">'
SIZES = {1: (300, 26, 23), 2: (230, 22, 21), 3: (170, 19, 19)}
"""By how many dates there are: how wide a code is, in pixels of 1/96 inch, and how large a day and the sentence, in points."""
TITLE_SIZES = ((26, 48), (48, 40), (70, 33), (TITLE_MOST, 27))
"""Up to how many signs a title stands in which size, in points."""
STYLE = """
h1 {{ font-size: {title}pt; line-height: 110%; color: #FFFFFF; margin: 0; }}
td {{ border: none; }}
td.band {{ background-color: {accent}; color: #FFFFFF; padding: 24px; }}
td.when {{ padding: 6px 16px 6px 0; vertical-align: middle; }}
td.code {{ padding: 6px 0; text-align: right; vertical-align: middle; line-height: 100%; }}
.ours {{ font-size: 15pt; color: #FFFFFF; margin: 0 0 8px 0; }}
.sentence {{ font-size: {sentence}pt; line-height: 125%; margin: 22px 0 8px 0; }}
.who {{ font-size: 16pt; color: #4A5565; margin: 0 0 12px 0; }}
.day {{ font-size: {day}pt; font-weight: bold; }}
.place {{ font-size: 17pt; }}
.how {{ font-size: 15pt; margin: 16px 0 4px 0; }}
.alone {{ line-height: 100%; margin: 12px 0; }}
"""


class _Told(NamedTuple):
    """What a poster and a text say of a training."""

    training: Training
    coming: tuple[Session, ...]
    """Those that one can sign up for."""
    who: str
    address: str
    """Of the trainer, "" where there is none that can be one."""


def poster(desk: Desk, training_id: str) -> Paper:
    """Return the poster of a training that is published; raises NotAllowed, NotPossible, NotFound."""
    told = _told(desk, training_id)
    training, ours = told.training, desk.our_organisation()
    title = shortened(training.title, TITLE_MOST)
    size = next(size for most, size in TITLE_SIZES if len(title) <= most)
    accent = ours.accent if COLOUR.fullmatch(ours.accent) else ACCENT
    head = " · ".join((_("Train je Collega"), ours.name))
    band = f'<p class="ours">{said(head)}</p>\n<h1>{said(title)}</h1>'
    parts = [
        f'{TABLE}<tr><td class="band">{band}</td></tr></table>',
        paragraph(shortened(training.summary, SUMMARY_MOST), kind="sentence") if training.summary else "",
        paragraph(_who(told), kind="who"),
        *(_with_dates(desk, told) if told.coming else _without_date(told)),
    ]
    _side, day_size, sentence = _sizes(told)
    style = STYLE.format(accent=accent, title=size, day=day_size, sentence=sentence)
    return paper(_("Poster: {title}").format(title=training.title), "\n".join(filter(None, parts)), style, one_page=True)


def short_text(desk: Desk, training_id: str) -> str:
    """Return a text of a few lines for an intranet; raises what `poster` raises."""
    told = _told(desk, training_id)
    dates = [" · ".join((when(desk, one), _place(one))) for one in told.coming[:SESSIONS_MOST]] or [_("There is no date yet.")]
    more = [_("There are more dates in Train je Collega.")] if len(told.coming) > SESSIONS_MOST else []
    how = _("Want to come? Sign up in Train je Collega, or mail {address}.").format(address=told.address)
    lines = [
        told.training.title, told.training.summary, "", *dates, *more, "", _who(told),
        how if told.address else _("Want to come? Sign up in Train je Collega."),
    ]  # fmt: skip
    return "\n".join(line for at, line in enumerate(lines) if line or (at and lines[at - 1])).strip() + "\n"


def _told(desk: Desk, training_id: str) -> _Told:
    training = desk.store.get(Training, training_id)
    if not (desk.is_trainer(training.id) or desk.is_coordinator()):
        raise NotAllowed(_("Only the trainers of this training, or a coordinator, make a poster of it."))
    if training.organisation != desk.organisation:
        raise NotPossible(_("Another organisation gives this training. Ask them for a poster."))
    if training.status != "published" or training.hidden:
        raise NotPossible(_("Colleagues cannot find this training. Publish it before you make a poster."))
    now = desk.now()
    coming = [one for one in desk.store.where(Session, training=training.id, status="planned") if one.starts > now]
    open_ones = sorted((one for one in coming if one.closes is None or one.closes > now), key=lambda one: (one.starts, one.id))
    givers = trainers(desk, training)
    return _Told(training, tuple(open_ones), _names(desk, training, givers), _address(givers))


def _names(desk: Desk, training: Training, givers: list[Colleague]) -> str:
    if training.given_by or not givers:
        return training.given_by
    if len(givers) > 1:
        return ", ".join(card.name for card in givers)
    department = department_names(desk.store).get(givers[0].department, "")
    return _("{name}, department {department}").format(name=givers[0].name, department=department) if department else givers[0].name


def _address(givers: list[Colleague]) -> str:
    for card in givers:
        try:
            return valid_email(card.email)
        except InvalidInput:
            continue  # the next one may have one
    return ""


def _who(told: _Told) -> str:
    by = _("By {name}").format(name=told.who) if told.who else ""
    return " · ".join(filter(None, (by, duration(told.training.minutes) if told.training.minutes else "")))


def _place(session: Session) -> str:
    """Return where it is; a link stays inside, for anybody may walk past a poster."""
    return session.place or (ONLINE if session.link else _("The place is not known yet."))


def _sizes(told: _Told) -> tuple[int, int, int]:
    return SIZES[max(1, min(len(told.coming), SESSIONS_MOST))]


def _with_dates(desk: Desk, told: _Told) -> list[str]:
    shown = told.coming[:SESSIONS_MOST]
    rows = []
    for one in shown:
        date, time = day(desk, one), hours(desk, one)
        place = said(shortened(_place(one), PLACE_MOST))
        words = f'<span class="day">{said(date)}</span><br><span class="place">{said(time)}<br>{place}</span>'
        code = ""
        if told.address:
            link = mailto(told.address, sign_up_subject(told.training.title, one.id))
            alternative = _("Code for a mail to come on {day}").format(day=date)
            code = f'<td class="code">{_code(link, alternative, _sizes(told)[0])}</td>'
        rows.append(f'<tr><td class="when">{words}</td>{code}</tr>')
    more = [_("There are more dates in Train je Collega.")] if len(told.coming) > len(shown) else []
    scan = [_("Scan the code of your date. A mail to the trainer stands ready.")] if told.address else []
    return [TABLE, *rows, "</table>", paragraph(*more, *scan, _how(told), kind="how")]


def _without_date(told: _Told) -> list[str]:
    parts = [paragraph(_("There is no date yet. Tell the trainer that you would like to come."), kind="how")]
    if told.address:
        subject = _("Tell me when there is a date: {title}").format(title=shortened(told.training.title, 40))
        alternative = _("Code for a mail to the trainer")
        parts.append(f"<p class='alone'>{_code(mailto(told.address, subject), alternative, SIZES[2][0])}</p>")
    return [*parts, paragraph(_how(told), kind="how")]


def _how(told: _Told) -> str:
    if told.address:
        return _("Or sign up in Train je Collega, or mail {address}.").format(address=told.address)
    return _("Sign up in Train je Collega.")


def _code(link: str, alternative: str, side: int) -> str:
    """Return a code to scan that is also a link, for who reads the page on a screen."""
    drawn = segno.make_qr(link, error="m").png_data_uri(scale=8, border=3)
    return f'<a href="{said(link)}"><img src="{drawn}" alt="{said(alternative)}" width="{side}" height="{side}"></a>'
