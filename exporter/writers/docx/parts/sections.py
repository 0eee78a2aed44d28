"""Sections: paper, margins, grid, columns, running heads and folios (looks, DOCX).

A4 with margins of 25 mm above and below and 26.7 mm at the sides holds 37 characters of 12 points
by 35 lines of 20; widths in twips, a twentieth of a point.
"""

from __future__ import annotations

from typing import Literal

from exporter.writers.docx.languages import Language
from exporter.writers.docx.parts.markup import (
    Element,
    Value,
    add,
    add_field,
    add_text,
    q,
    quoted,
    root,
    w,
)
from exporter.writers.docx.parts.styles import GRID_LINE, TEXT_WIDTH

Start = Literal["nextPage", "continuous"]

PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838
SIDE, TOP = (PAGE_WIDTH - TEXT_WIDTH) // 2, 1417
BOTTOM = 1399  # a hair less than TOP: LibreOffice rounds to hundredths of a millimetre and would
# find room for 34 lines only; and the end of a section needs a point of its own
LINES = 35
CHARACTER = 240  # twips
COLUMNS = {1: (37, 0), 2: (17, 3), 3: (11, 2)}
"""Characters in a line and in the gap, by the number of columns: 37 across in any case."""


class SectionLayout:
    """The page as this project lays it out."""

    width = TEXT_WIDTH
    """Of the text, in twips."""
    height: float = LINES * GRID_LINE / 20
    grid: float = GRID_LINE / 20
    """Of the text, and between its lines (0 where there is no grid), in points."""
    sizes_known = True
    """Whether the sizes of the styles are ours, so that text can be fitted to them."""
    own_header = own_footer = False
    """Whether the sections bring a header or footer of their own, so that ours are not wanted."""

    def section(
        self, start: Start, columns: int, header: str | None = None, footer: str | None = None
    ) -> Element:
        """A section's properties; `header` and `footer` are relationship ids, None to go on with
        those of the section before."""
        made = w("sectPr")
        add_references(made, header, footer)
        add(made, "type", start)
        add(made, "pgSz", {"w": PAGE_WIDTH, "h": PAGE_HEIGHT})
        margins: Value = {"top": TOP, "right": SIDE, "bottom": BOTTOM, "left": SIDE, "header": 851,
                          "footer": 850, "gutter": 0}  # fmt: skip
        add(made, "pgMar", margins)
        add_columns(made, columns, COLUMNS[columns][1] * CHARACTER)
        add(made, "docGrid", {"type": "linesAndChars", "linePitch": GRID_LINE, "charSpace": 0})
        return made

    def column_width(self, columns: int) -> int:
        """Twips."""
        return COLUMNS[columns][0] * CHARACTER


def add_references(properties: Element, header: str | None, footer: str | None) -> None:
    for name, ref in (("headerReference", header), ("footerReference", footer)):
        if ref is not None:
            add(properties, name, {"type": "default"}).set(q("id", "r"), ref)


def add_columns(properties: Element, columns: int, gap: int) -> Element:
    if columns == 1:
        return add(properties, "cols", {"space": 425})
    return add(properties, "cols", {"num": columns, "space": gap, "equalWidth": 1})


def header_part(publication: str | None, right: str) -> Element:
    """The running head: the paper's name, a field so that it follows the document's property, and
    the date and newspaper page."""
    header = root("hdr", "r")
    paragraph = add(header, "p")
    if publication or right:
        add(add(paragraph, "pPr"), "pStyle", "Header")
    if publication:
        add_field(paragraph, f"DOCPROPERTY {quoted('Publication')}", publication)
    if right:
        add(add(paragraph, "r"), "tab")
        add_text(add(paragraph, "r"), right)
    return header


def footer_part(language: Language) -> Element:
    """The folio, centred: — 1 —."""
    footer = root("ftr", "r")
    paragraph = add(footer, "p")
    add(add(paragraph, "pPr"), "pStyle", "Footer")
    add_text(add(paragraph, "r"), "— ")
    add_field(paragraph, "PAGE", "1")
    add_text(add(paragraph, "r"), " —")
    return footer
