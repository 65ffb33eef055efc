"""Markdown with YAML front matter: every scalar is taken as text, and nothing of YAML that makes or repeats objects is allowed."""

import re
from datetime import tzinfo
from typing import Any

import yaml
from yaml.events import (
    CollectionStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from traincollega.imports.characters import HIDDEN, decoded
from traincollega.imports.fields import Field, Value, own_name
from traincollega.imports.from_fields import sessions, training
from traincollega.imports.record import TrainingRecord
from traincollega.imports.refusal import Refused
from traincollega.language import _

_OPENING = re.compile(r"\s*?---[ \t]*\n")
_CLOSING = re.compile(r"\n---[ \t]*(?:\n|\Z)")
FRONT_MATTER_MOST = 100_000
"""Most signs between the fences."""
DEPTH_MOST = 8
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # without libyaml 12 times slower, and right as well
_EMPTY = frozenset(("", "~", "null", "Null", "NULL"))


def read_markdown(data: bytes, *, source: str, zone: tzinfo) -> TrainingRecord:
    """Return the training of a markdown file; refused with a sentence and the line it is about."""
    front, body, body_line = split(decoded(data))
    fields: dict[str, Field] = {}
    for key, field in (parse(front) if front else {}).items():
        name = own_name(key)
        if name and field.value not in ("", []):
            fields.setdefault(name, field)
    if body.strip():
        if "body" in fields:  # a description beside a text is a summary
            fields.setdefault("deck", fields["body"])
        fields["body"] = Field(body, body_line)
    return training(fields, source=source, sessions=sessions(fields, source=source, zone=zone), zone=zone)


def split(text: str) -> tuple[str, str, int]:
    """Return the front matter, the body and the line the body starts on; without an opening fence all is body."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    opening = _OPENING.match(text)
    if not opening:
        return "", text, 1
    above = text.count("\n", 0, opening.end())
    closing = _CLOSING.search(text, opening.end() - 1)
    if not closing:
        raise Refused(_("The part that starts with --- has no end. Add a line with only --- after it."), above)
    front = text[opening.end() : closing.start() + 1]
    if len(front) > FRONT_MATTER_MOST:
        raise Refused(_("The part between the --- lines is longer than {n} characters.").format(n=FRONT_MATTER_MOST), above)
    return "\n" * above + front, text[closing.end() :], above + front.count("\n") + 2


def parse(front: str, first_line: int = 1) -> dict[str, Field]:
    """Return the fields of a front matter with their lines; its first line is `first_line` of the file."""
    loader = LOADER(HIDDEN.sub("", front))
    try:
        while not isinstance(event := loader.get_event(), MappingStartEvent):
            if isinstance(event, StreamEndEvent):
                return {}
            if isinstance(event, NodeEvent) and not (isinstance(event, ScalarEvent) and not event.value):
                raise Refused(
                    _("Between the --- lines, every line must be a name, a colon and a value."), line_in(event, first_line)
                )
        fields = _mapping(loader, event, first_line, 1)
        while not isinstance(event := loader.get_event(), StreamEndEvent):
            if isinstance(event, NodeEvent):
                raise Refused(
                    _("Between the --- lines, every line must be a name, a colon and a value."), line_in(event, first_line)
                )
    except yaml.MarkedYAMLError as error:
        open_quote = "quoted" in (error.context or "")  # a quote that never closes is noticed at the end: name its start
        mark = error.context_mark if open_quote else error.problem_mark or error.context_mark
        why = _("The part between the --- lines cannot be read here. Check the colons, quotes and spaces.")
        raise Refused(why, first_line + (mark.line if mark else 0)) from None
    except yaml.YAMLError:
        raise Refused(_("The part between the --- lines holds characters that are not allowed."), first_line) from None
    finally:
        loader.dispose()
    return fields


def line_in(event: Event, first_line: int) -> int:
    """Return the line of the file an event of the front matter starts on."""
    return first_line + (event.start_mark.line if event.start_mark else 0)


def _value(loader: Any, event: Event, first_line: int, depth: int) -> Value:
    if isinstance(event, ScalarEvent):
        _without_tricks(event, first_line, depth)
        return "" if event.style is None and event.value in _EMPTY else str(event.value)
    if isinstance(event, SequenceStartEvent):
        _without_tricks(event, first_line, depth)
        found: list[Value] = []
        while not isinstance(inner := loader.get_event(), SequenceEndEvent):
            found.append(_value(loader, inner, first_line, depth + 1))
        return found
    if isinstance(event, MappingStartEvent):
        return _mapping(loader, event, first_line, depth)
    raise Refused(_("YAML references (* and &) are not allowed here. Write the text out."), line_in(event, first_line))


def _mapping(loader: Any, event: MappingStartEvent, first_line: int, depth: int) -> dict[str, Field]:
    _without_tricks(event, first_line, depth)
    fields: dict[str, Field] = {}
    while not isinstance(key := loader.get_event(), MappingEndEvent):
        line = line_in(key, first_line)
        name = _value(loader, key, first_line, depth + 1)
        if not isinstance(name, str):
            raise Refused(_("Between the --- lines, every line must be a name, a colon and a value."), line)
        value = _value(loader, loader.get_event(), first_line, depth + 1)
        if name not in fields or value:  # of a name that stands there twice the last value counts, as other programs do
            fields[name] = Field(value, line)
    return fields


def _without_tricks(event: ScalarEvent | CollectionStartEvent, first_line: int, depth: int) -> None:
    if event.anchor is not None:
        raise Refused(_("YAML references (* and &) are not allowed here. Write the text out."), line_in(event, first_line))
    if event.tag is not None:
        raise Refused(_("YAML tags (!) are not allowed here. Put the text between quotes."), line_in(event, first_line))
    if depth > DEPTH_MOST:
        raise Refused(_("The part between the --- lines is nested too deep."), line_in(event, first_line))
