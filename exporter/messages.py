"""Sentences for people: what is wrong, what was found, what to do next, each said in one place.

A sentence is a template with named fields, never pieces glued together, so that another language
can put the fields where its grammar wants them. What comes of it is a text, the English one, that
remembers its template and fields; nothing else that handles messages needs to know.

>>> told = say("{path} has no key {key}. Known: {known}.", path="a.toml", key="x", known=("y", "z"))
>>> told
'a.toml has no key x. Known: y, z.'
>>> told.fields["known"]
('y', 'z')
"""

from __future__ import annotations

TYPE_CHECKING = False  # as type checkers take it; `typing` costs more than all of this
if TYPE_CHECKING:
    from collections.abc import Mapping

    Field = str | int | float | tuple[str, ...]


class Message(str):
    """A sentence in English. `template` is what translators are given; `fields` are its facts:
    texts (a `Message` among them is a sentence itself), numbers, and lists of names."""

    template: str
    fields: Mapping[str, Field]


def say(template: str, /, **fields: object) -> Message:
    """The sentence; `template` is a literal with fields as `str.format` takes them. A list or
    tuple is told with commas, everything that is no text or number as `str` tells it."""
    facts = {name: _fact(value) for name, value in fields.items()}
    shown = {
        name: ", ".join(fact) if isinstance(fact, tuple) else fact for name, fact in facts.items()
    }
    told = Message(template.format_map(shown))
    told.template, told.fields = template, facts
    return told


def _fact(value: object) -> Field:
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple | list):
        return tuple(map(str, value))
    return str(value)
