"""The named fields of a front matter or a row of a table, in Dutch or English, of TeSS or of a Hugo site."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = "str | list[Value] | dict[str, Field]"


@dataclass(frozen=True, slots=True)
class Field:
    """What somebody wrote in a field, and on which line of the file."""

    value: Value
    line: int = 0


Fields = Mapping[str, Field]
"""Fields by our own name for them (the keys of _NAMES)."""

_NAMES = {
    "title": "titel name naam training",
    "summary": "samenvatting in_één_zin in_een_zin één_zin korte_omschrijving",
    "deck": "subtitle ondertitel",
    "starts": "start date datum begin begindatum start_date startdate starts_at van",
    "clock": "begintijd starttijd start_time tijd time aanvang",
    "ends": "end end_date enddate end_time eind einde einddatum eindtijd ends_at tot",
    "minutes": "minuten duration duur duur_in_minuten",
    "topics": "topic tags tag keywords onderwerpen onderwerp trefwoorden",
    "given_by": "host trainer gegeven_door host_institutions docent",
    "organizer": "event_organizer organiser organization organisation organisatie organisator",
    "venue": "venue_name locatie location",
    "place": "plaats waar",
    "room": "zaal ruimte",
    "address": "adres",
    "city": "stad",
    "platform": "event_platform",
    "form": "event_type vorm",
    "link": "online_link meeting_url vergaderlink",
    "registration": "registration_url aanmeldlink",
    "seats": "plekken capacity aantal_plekken",
    "language": "taal lang inlanguage",
    "licence": "license licentie",
    "goal": "doel",
    "audience": "voor_wie doelgroep audiences eligibility",
    "outcomes": "na_afloop na_afloop_kun_je objectives leerdoelen",
    "programme": "program programma",
    "preparation": "voorbereiding prerequisites requirements",
    "body": "tekst text description omschrijving beschrijving",
    "cancelled": "status geannuleerd afgelast canceled",
    "zone": "timezone time_zone tijdzone",
    "online": "",
    "key": "url id uid",
    "sessions": "sessies",
}
NAMES = {name.replace("_", " "): ours for ours, others in _NAMES.items() for name in (ours, *others.split())}


def own_name(written: str) -> str:
    """Return our name for a field as somebody wrote it ("End date", "eind_datum"), or "" where we do not know it."""
    return NAMES.get(written) or NAMES.get(" ".join(written.lower().replace("_", " ").replace("-", " ").split()), "")


def text_of(fields: Fields, name: str) -> str:
    """Return a field as it was written; a list one item a line, "" where it is absent."""
    field = fields.get(name)
    if field is None or isinstance(field.value, dict):
        return ""
    return field.value if isinstance(field.value, str) else "\n".join(items(field.value))


def items(value: list[Value]) -> list[str]:
    """Return the texts of a list."""
    return [item for item in value if isinstance(item, str)]


def line_of(fields: Fields, *names: str) -> int:
    """Return the line of the first of these fields that is there, or 0."""
    return next((fields[name].line for name in names if name in fields), 0)
