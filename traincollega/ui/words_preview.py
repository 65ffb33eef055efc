"""What is being written as colleagues will read it: the words of a form as safe HTML."""

from dataclasses import fields
from html import escape

from traincollega.language import _, duration
from traincollega.models.training import Training
from traincollega.services.publishing import Words
from traincollega.services.rendering import training_html


def words_html(words: Words) -> str:
    """Return the whole text of a form under its title; nothing in it can fetch or run."""
    training = Training(id="", creator="", nonce="", **{field.name: getattr(words, field.name) for field in fields(Words)})
    facts = [duration(words.minutes)] if words.minutes > 0 else []
    facts += [escape(topic) for topic in words.topics]
    parts = [
        f"<h1>{escape(words.title.strip()) or escape(_('Without a title'))}</h1>",
        f'<p class="muted">{" · ".join(facts)}</p>' if facts else "",
        f"<p>{escape(words.summary.strip())}</p>" if words.summary.strip() else "",
        training_html(training),
    ]
    return "\n".join(part for part in parts if part)
