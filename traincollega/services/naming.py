"""Naming: what the fields of a training are called where they are listed."""

from traincollega.language import _


def field_names() -> dict[str, str]:
    """Return what the fields of a training are called in a list of what was changed."""
    return {
        "title": _("title"), "summary": _("one sentence"), "minutes": _("duration"), "topics": _("topics"), "goal": _("goal"),
        "audience": _("for whom"), "outcomes": _("what you can do afterwards"), "programme": _("programme"),
        "preparation": _("preparation"), "body": _("text"), "seats": _("seats"), "language": _("language"),
        "licence": _("reuse"),
    }  # fmt: skip


def text_name(field: str) -> str:
    """Return what a text of a training is called at the start of a line: "Doel"."""
    name = field_names()[field]
    return f"{name[:1].upper()}{name[1:]}"
