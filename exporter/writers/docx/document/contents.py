"""The front of the document: the paper's name where one was given, and the contents.

The contents are one field, filled in. Updated in Word it gives the same again: newspaper pages
come from hidden TC fields at their first article, articles from the headline style.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exporter.model import Issue
from exporter.startup.records import dataclass
from exporter.titles import date_text, number_text
from exporter.writers.docx.languages import Language
from exporter.writers.docx.parts.markup import (
    Element,
    add,
    add_field,
    add_text,
    begin_field,
    end_field,
    quoted,
    w,
)
from exporter.writers.docx.parts.properties import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsLine:
    """A row of the contents: a newspaper page (level 1) or an article (level 2)."""

    level: int
    text: str
    anchor: str


def masthead(issue: Issue) -> list[tuple[str, str]]:
    """Name, then date and number, each with its style; nothing that was not given."""
    made: list[tuple[str, str]] = []
    name = issue.meta.title or issue.meta.publication
    if name:
        made.append(("Masthead", plain(name)))
    strip = "\u3000".join(part for part in (date_text(issue), number_text(issue)) if part)
    if strip:
        made.append(("IssueLine", plain(strip)))
    return made


def contents(
    entries: Sequence[ContentsLine], pages: Mapping[str, int], language: Language, headline: str
) -> Element:
    """The heading and the rows, in the frame that Word puts around a table of contents. Every row
    is a link with a page reference that can be renewed. `pages` are those of the anchors;
    `headline` is the name of its style."""
    frame = w("sdt")
    gallery = add(add(frame, "sdtPr"), "docPartObj")
    add(gallery, "docPartGallery", "Table of Contents")
    add(gallery, "docPartUnique")
    made = add(frame, "sdtContent")
    made.append(front_paragraph("TOCHeading", language.contents))
    for index, entry in enumerate(entries):
        row = w("p")
        add(add(row, "pPr"), "pStyle", f"TOC{entry.level}")
        if index == 0:
            begin_field(row, f'TOC \\f C \\l "1-1" \\t {quoted(f"{headline},2")} \\h \\z')
        link = add(row, "hyperlink", {"anchor": entry.anchor, "history": 1})
        add_text(add(link, "r"), entry.text)
        add(add(link, "r"), "tab")
        add_field(link, f"PAGEREF {entry.anchor} \\h", str(pages[entry.anchor]))
        made.append(row)
    end = small_paragraph()  # of its own: an update of the field replaces the rows whole
    end_field(end)
    made.append(end)
    return frame


def small_paragraph() -> Element:
    """A paragraph without text that takes no room: it carries an end of something."""
    made = w("p")
    add(add(made, "pPr"), "spacing", {"line": 20, "lineRule": "exact"})
    return made


def page_mark(text: str) -> str:
    """The instruction of the TC field that brings a newspaper page into the contents."""
    return f'TC {quoted(text)} \\f C \\l "1"'


def front_paragraph(style: str, text: str) -> Element:
    """A paragraph that is ours, not the paper's: its style says so."""
    made = w("p")
    add(add(made, "pPr"), "pStyle", style)
    add_text(add(made, "r"), text)
    return made
