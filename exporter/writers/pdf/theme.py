"""Themes as data: sizes, faces, colours and the grid. Points, unless a name says lines or em.

A line is one step of the baseline grid; every block takes whole or half lines of it, so that
facing pages agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from exporter.typography.faces import HEAVY, HEI, KAI, SONG

Align = Literal["justify", "left", "centre", "right"]

INK = "0 g"
GREY = "0.333 g"
ACCENT = "0.6588 0.1255 0.1020 rg"
"""Vermilion #A8201A, 7.3:1 on white."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How one kind of text is set. `step` is the height of a line in grid lines; `indent` and
    `inset` (both sides) are in em of the style's own size; `before` and `after` in grid lines."""

    face: str
    size: float
    step: float = 1.0
    align: Align = "justify"
    colour: str = INK
    indent: float = 0.0
    inset: float = 0.0
    before: float = 0.0
    after: float = 0.0
    heading: bool = False
    ruled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageGrid:
    """A page: its size, the text block's measure in body em, its lines, and its margins."""

    width: float
    height: float
    inner: float
    top: float
    measure_em: int
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A look. `styles` by part: "kicker", "headline", "body" …; `opener_lines` is the height of
    an article's headline group, `sink` the white above it, both in grid lines."""

    name: str
    body: float
    leading: float
    grid: PageGrid
    styles: dict[str, Style]
    sink: float
    opener_lines: int
    dateline_scale: int = 970

    @property
    def measure(self) -> float:
        """The width of the text block in points."""
        return self.grid.measure_em * self.body


def _styles(body: float) -> dict[str, Style]:
    """The reader's styles for a body size; other sizes keep the proportions of 10.5."""
    k = body / 10.5

    def size(points: float) -> float:
        return round(points * k * 2) / 2

    return {
        "page": Style(face=HEI, size=size(9), align="centre", colour=ACCENT),
        "kicker": Style(face=KAI, size=size(12), step=1.25, align="centre", heading=True),
        "headline": Style(face=HEAVY, size=size(24), step=2, align="centre", heading=True),
        "column": Style(face=KAI, size=size(11), align="centre", colour=ACCENT, heading=True),
        "deck": Style(face=KAI, size=size(11), step=1.25, align="centre", heading=True),
        "summary": Style(face=KAI, size=body, indent=2, inset=1, after=1),
        "body": Style(face=SONG, size=body, indent=2),
        "byline": Style(face=KAI, size=body, align="left", inset=2),
        "subhead": Style(face=HEI, size=size(11), align="centre", before=1, after=1, heading=True),
        "editor_note": Style(face=KAI, size=body, indent=2, before=1, after=1, ruled=True),
        "quote": Style(face=KAI, size=body, indent=2, inset=1),
        "list": Style(face=SONG, size=body, indent=2),
        "caption": Style(face=KAI, size=size(9), align="centre", before=0.5, after=0.5, ruled=True),
        "cell": Style(face=SONG, size=size(9), align="left"),
        "staff": Style(face=SONG, size=size(8), align="right", colour=GREY, before=0.5),
        "jump_line": Style(face=HEI, size=size(8), align="right"),
    }


_GRIDS = {
    "A5": (10.5, 17.5, PageGrid(
        width=419.53, height=595.28, inner=60, top=70, measure_em=27, lines=26)),
    "B5": (10.5, 18.0, PageGrid(
        width=498.90, height=708.66, inner=68, top=72, measure_em=33, lines=31)),
    "A4": (12.0, 20.0, PageGrid(
        width=595.28, height=841.89, inner=76, top=92, measure_em=37, lines=33)),
}  # fmt: skip


def reader(page_size: str) -> Theme:
    """A book: one article after another, each opening on a page of its own."""
    body, leading, grid = _GRIDS[page_size]
    return Theme(
        name="reader",
        body=body,
        leading=leading,
        grid=grid,
        styles=_styles(body),
        sink=1.5,
        opener_lines=10,
    )
