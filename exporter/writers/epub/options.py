"""What a person may choose about an EPUB. Apart, so that listing options loads no library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from exporter.display import Punctuation
from exporter.messages import say
from exporter.writers.base import option

Theme = Literal["newspaper", "reader", "tearsheet"]
CoverChoice = Literal["auto", "draw", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EpubOptions:
    """The options of one book; all are plain values, and one hash of them names an export.

    A cover that is given is no option: it is the issue's asset with the id "cover".
    """

    punctuation: Punctuation = option(
        "full", say("ASCII marks standing for Chinese ones: full width, or as in the source"),
        ("full", "source"),
    )  # fmt: skip
    theme: Theme = option(
        "newspaper", say("the look of the book"), ("newspaper", "reader", "tearsheet")
    )
    cover: CoverChoice = option(
        "auto", say("the cover: a picture's file; auto draws one when the publication is known"),
        ("auto", "draw", "none"), file="asset",
    )  # fmt: skip
    vertical: bool = option(False, say("set the text in columns from right to left"))
    css: str = option("", say("a style sheet of your own, applied last"), file="text")
    embed_fonts: bool = option(
        False, say("carry the characters of the shipped fonts that are used")
    )
    compat: bool = option(False, say("add what older reading systems want: an NCX, a guide"))
