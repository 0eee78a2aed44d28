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
    from collections.abc import Callable, Iterable, Mapping

    Field = str | int | float | tuple[str, ...]


class Message(str):
    """A sentence in English. `template` is what translators are given; `fields` are its facts:
    texts (a `Message` among them is a sentence itself), numbers, and lists of names. `forms` are
    the templates of one that counts its field `n`: said of 1, and of any other number."""

    template: str
    fields: Mapping[str, Field]
    forms: tuple[str, str] | None = None


def say(template: str, /, **fields: object) -> Message:
    """The sentence; `template` is a literal (or from a table of literals, each marked by
    `sentence`) with fields as `str.format` takes them. A list or tuple is told with commas, an
    error by its own sentence, everything else that is no text or number as `str` tells it."""
    facts = {name: _fact(value) for name, value in fields.items()}
    shown = {
        name: ", ".join(fact) if isinstance(fact, tuple) else fact for name, fact in facts.items()
    }
    said = Message(template.format_map(shown))
    said.template, said.fields = template, facts
    return said


def as_message(text: str, /) -> Message:
    """A sentence from elsewhere (a guest's, a file's) as it is; one of ours stays what it is."""
    return text if isinstance(text, Message) else say("{text}", text=text)


def say_counted(one: str, many: str, n: int, /, **fields: object) -> Message:
    """The sentence about `n` things, which is a field of both templates: `one` is said of 1 thing,
    `many` of any other number. Other languages have other forms, as `ngettext` knows them."""
    counted = say(one if n == 1 else many, n=n, **fields)
    counted.forms = one, many
    return counted


def resaid(message: Message, change: Callable[[str], str], /) -> Message:
    """The sentence with every text in its fields changed."""

    def changed(fact: Field) -> Field:
        if isinstance(fact, tuple):
            return tuple([change(one) for one in fact])
        if isinstance(fact, Message):
            return resaid(fact, change)
        return change(fact) if isinstance(fact, str) else fact

    fields = {name: changed(fact) for name, fact in message.fields.items()}
    again = say(message.template, **fields)
    again.forms = message.forms
    return again


def say_chain(pattern: str, parts: Iterable[str], /) -> Message:
    """A list of one part at least, told in words: `pattern` puts what stands `{before}` and what
    comes `{after}` together, from first to last."""
    first, *rest = map(as_message, parts)
    for part in rest:
        first = say(pattern, before=first, after=part)
    return first


def sentence(text: str, /) -> str:
    """A literal of a table, said later by `say`: marked so that translators find it."""
    return text


def _fact(value: object) -> Field:
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple | list):
        return tuple([one if isinstance(one, str) else str(one) for one in value])
    if isinstance(value, Exception) and value.args and isinstance(value.args[0], Message):
        return value.args[0]
    return str(value)
