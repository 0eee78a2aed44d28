"""What can be asked of the DOCX writer. Apart, so that listing options loads no library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from exporter.display import Punctuation
from exporter.messages import say
from exporter.writers.base import option
from exporter.writers.docx.languages import FaceSet

Notes = Literal["block", "footnote"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocxOptions:
    """`columns` are those of the body text; headlines always stand across the page."""

    punctuation: Punctuation = option(
        "full", say("show ASCII marks that stand for Chinese ones full width, or as in the source"),
        ("full", "source"),
    )  # fmt: skip
    columns: int = option(1, say("columns of body text"), (1, 2, 3))
    notes: Notes = option(
        "block", say("editors' notes where they stand, or as footnotes"), ("block", "footnote")
    )
    faces: FaceSet = option(
        "office", say("name the faces of Word and WPS, or the open ones of this project"),
        ("office", "open"),
    )  # fmt: skip
    template: str = option(
        "", say("a Word file or template whose styles and page win"), file="bytes"
    )
    contents: bool = option(True, say("open with a linked table of contents"))
