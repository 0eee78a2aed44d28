"""What can be asked of the PDF writer. Apart, so that listing options loads no library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from exporter.display import Punctuation
from exporter.messages import say
from exporter.writers.base import option


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
        "full", say("ASCII marks standing for Chinese ones: full width, or as in the source"),
        ("full", "source"),
    )  # fmt: skip
    theme: str | None = option(
        None,
        say(
            "the look: newspaper by default for several articles, tearsheet for one; a file is a "
            "theme of your own, in TOML"
        ),
        ("newspaper", "newspaper-black", "newspaper-quiet", "columns", "tearsheet", "reader"),
        file="text",
    )
    page_size: str | None = option(
        None, say("the size of the pages; the theme has its own"), PAGE_SIZES
    )
    columns: int | None = option(None, say("how many columns; the theme has its own number"))
    profile: str = option(
        "pdf/a-3a",
        say(
            "what the file promises: pdf/a-3a with ua-1 and the source attached, pdf/a-2a with "
            "ua-1, ua-1 alone, or plain"
        ),
        tuple(PROFILES),
    )
    prohibition: str | None = option(
        None,
        say("which marks may not begin or end a line; the theme says (basic)"),
        ("none", "basic", "gb", "strict"),
    )
    adjacent: str | None = option(
        None,
        say(
            "adjacent marks: two take an em and a half (normal), or half an em each (tight); the "
            "theme says (normal)"
        ),
        ("normal", "tight"),
    )
    hanging: str | None = option(
        None,
        say("whether 、，。 at a line's end hang outside the column; the theme says (off)"),
        ("off", "on"),
    )
    cover: bool = option(False, say("begin with a cover page"))
    font: str | None = option(
        None, say("a font for the text, instead of Song: a TrueType or OpenType file")
    )
    jump: Literal["flow", "page"] = option(
        "flow",
        say(
            "a story of a newspaper's page that does not fit: it goes on at the next page, or "
            "jumps to the next numbered one, as papers print it"
        ),
        ("flow", "page"),
    )
    layout: str | None = option(
        None,
        say(
            "what you decide about single stories of a newspaper's pages: level, box, columns; in "
            "TOML"
        ),
        file="text",
    )
    explain: bool = option(
        False,
        say("tell why each story of a newspaper's pages has its level and stands where it does"),
    )
    report: bool = option(
        False, say("tell how often each rule of typesetting is broken, and where")
    )
