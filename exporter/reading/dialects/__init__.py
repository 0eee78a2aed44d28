"""Source forms: one file a dialect. A dialect turns a source's text into lines with kinds, and
names what of it is not shown; everything after that is common.

    plain      text as sites and OCR give it (`exporter.reading.text.lines` alone)
    markdown   headings, emphasis, links, pictures, quotes, lists and tables written with signs
    inline     the signs within a Markdown line
    docx_*     a Word file of ours that a desk corrected, read by its styles

A further form of text (HTML of digital papers, ninjs) is a file here with two functions, and a
line in `DIALECTS`:

    recognised(name, text) -> Recognised | None      is this source written so, and how sure is it
    read(source) -> Script                           its lines, what of it is dropped, and the
                                                     addresses of the pictures it names

Every non-blank character of the source is in a line's text (`TextLine.runs` leave signs out and
carry marks) or in a range of `Script.dropped`; `tests/reading/test_conservation.py` asks it of
every dialect in the table.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, NamedTuple, Protocol

from exporter.messages import Message
from exporter.reading.text.lines import TextLine, read_lines
from exporter.startup.records import dataclass

if TYPE_CHECKING:
    from exporter.model import Source

DIALECTS = {"markdown": "exporter.reading.dialects.markdown"}
"""By name, in the order they are asked; what none recognises is "plain"."""
NAMES = ("plain", *DIALECTS)


class Recognised(NamedTuple):
    """How sure a dialect is that a source is its own, and why."""

    confidence: float
    reason: Message


@dataclass(frozen=True, slots=True)
class Script:
    """A source as its dialect has it: lines in order, stretches to drop: (start, end, code), and
    the addresses of the pictures that lines show, as they come."""

    lines: list[TextLine]
    dropped: list[tuple[int, int, str]]
    pictures: tuple[str, ...] = ()


class Dialect(Protocol):
    """What a module of `DIALECTS` offers."""

    def recognised(self, name: str, text: str) -> Recognised | None:
        """Whether the source called `name` is written so."""
        ...

    def read(self, source: Source) -> Script:
        """Its lines, from its text alone."""
        ...


def dialect(name: str) -> Dialect:
    """The dialect of that name."""
    found: Dialect = importlib.import_module(DIALECTS[name])
    return found


def dialect_of(source: Source) -> tuple[str, Recognised] | None:
    """The dialect a source is written in; None for plain text."""
    for name in DIALECTS:
        found = dialect(name).recognised(source.name, source.text)
        if found is not None:
            return name, found
    return None


def read_script(source: Source, name: str) -> Script:
    """The source read as `name`, one of `NAMES`."""
    if name == "plain":
        return Script(*read_lines(source.text, source.id))
    return dialect(name).read(source)
