"""The PDF writer: Chinese set by `exporter.typography`, written through ReportLab's document
objects as tagged PDF/A-3a and PDF/UA-1 with the source and the record attached.

Importing this package does not import ReportLab; writing does.
"""

from __future__ import annotations

import gc
import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, NamedTuple

from exporter.display import Punctuation
from exporter.model import Issue
from exporter.writers.base import Context, Output, option


class Profile(NamedTuple):
    """What a file claims to be: a part of PDF/A at level A (0: none), PDF/UA-1, and whether it
    carries its source and record (which PDF/A-2 forbids)."""

    archive: int
    accessible: bool
    attached: bool


PROFILES = {
    "pdf/a-3a": Profile(3, True, True),
    "pdf/a-2a": Profile(2, True, False),
    "ua-1": Profile(0, True, True),
    "plain": Profile(0, False, False),
}
PAGE_SIZES = ("A3", "A4", "A5", "B5", "tabloid", "Letter")


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfOptions:
    """What a person may choose about a PDF."""

    punctuation: Punctuation = option(
        "full", "ASCII marks standing for Chinese ones: full width, or as in the source",
        ("full", "source"),
    )  # fmt: skip
    theme: str | None = option(
        None,
        "the look: newspaper by default for several articles, tearsheet for one; a file is a theme "
        "of your own, in TOML",
        ("newspaper", "newspaper-black", "newspaper-quiet", "columns", "tearsheet", "reader"),
        file="text",
    )
    page_size: str | None = option(None, "the size of the pages; the theme has its own", PAGE_SIZES)
    columns: int | None = option(None, "how many columns; the theme has its own number")
    profile: str = option(
        "pdf/a-3a",
        "what the file promises: pdf/a-3a with ua-1 and the source attached, pdf/a-2a with ua-1, "
        "ua-1 alone, or plain",
        tuple(PROFILES),
    )
    prohibition: str | None = option(
        None,
        "which marks may not begin or end a line; the theme says (basic)",
        ("none", "basic", "gb", "strict"),
    )
    adjacent: str | None = option(
        None,
        "adjacent marks: two take an em and a half (normal), or half an em each (tight); the theme "
        "says (normal)",
        ("normal", "tight"),
    )
    hanging: str | None = option(
        None,
        "whether 、，。 at a line's end hang outside the column; the theme says (off)",
        ("off", "on"),
    )
    cover: bool = option(False, "begin with a cover page")
    font: str | None = option(
        None, "a font for the text, instead of Song: a TrueType or OpenType file"
    )
    jump: Literal["flow", "page"] = option(
        "flow",
        "a story of a newspaper's page that does not fit: it goes on at the next page, or jumps to "
        "the next numbered one, as papers print it",
        ("flow", "page"),
    )
    layout: str | None = option(
        None,
        "what you decide about single stories of a newspaper's pages: level, box, columns; in TOML",
        file="text",
    )
    explain: bool = option(
        False, "tell why each story of a newspaper's pages has its level and stands where it does"
    )
    report: bool = option(False, "tell how often each rule of typesetting is broken, and where")


class PdfWriter:
    """Writes an issue as one PDF: contents, articles, bookmarks, tags, attachments."""

    name = "pdf"
    suffix = ".pdf"
    media_type = "application/pdf"
    options = PdfOptions

    def write(self, issue: Issue, options: PdfOptions, context: Context) -> Output:
        """The whole file. Raises FontError when a font cannot be had."""
        book = importlib.import_module("exporter.writers.pdf.book")
        with _collector_at_rest():
            output: Output = book.write_book(issue, options, context)
        return output


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """No cyclic garbage collection meanwhile: a book is tens of thousands of live objects, and
    walking all of them again and again was two fifths of the time it took."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
