"""Tables: columns by what stands in them, three rules, its head repeated on every page."""

from __future__ import annotations

from collections.abc import Sequence

from exporter.display import Punctuation, shown_text
from exporter.model import Line, Table
from exporter.writers.docx.document.contents import small_paragraph
from exporter.writers.docx.document.draft import TABLE_SPACE, Draft
from exporter.writers.docx.page_numbers.line_counts import width_em
from exporter.writers.docx.parts.markup import Element, add, q
from exporter.writers.shared.table_columns import FITS, column_widths, figures, least_widths

_SIZE = 10.5
"""Points of the text in cells."""
_PADDING, _CLOSE = 108, 40
"""White on either side of a cell's text, in twentieths of a point: as Word has it, and least."""
_TRIES = ((FITS[0], _PADDING), (FITS[0], _CLOSE), *((fit, _CLOSE) for fit in FITS[1:]))


def add_table(draft: Draft, block: Table) -> None:
    """A table of the model with its caption; nothing but the caption where it has no cells. Cells
    are set as close as they must be for the table to be no wider than a column."""
    if block.caption is not None:
        draft.paragraph("TableCaption", block.caption)
    elif draft.last is not None and draft.in_article:
        draft.space_after(TABLE_SPACE)
    columns = max((len(row) for row in block.rows), default=0)
    if not columns:
        return
    room = draft.layout.column_width(draft.columns)
    widths, padding = _widths(block, columns, room, draft.punctuation)
    if draft.last is not None and draft.last.tag == q("tbl"):
        draft.body.append(small_paragraph())  # two tables that touch are one to Word
    table = add(draft.body, "tbl")
    properties = add(table, "tblPr")
    add(properties, "tblStyle", "NewsTable")
    add(properties, "tblW", {"w": sum(widths), "type": "dxa"})
    if padding != _PADDING:
        margins = add(properties, "tblCellMar")
        for side in ("left", "right"):
            add(margins, side, {"w": padding, "type": "dxa"})
    head = block.header_rows > 0
    add(properties, "tblLook", {"val": "0020" if head else "0000", "firstRow": int(head)})
    if block.caption is not None:
        add(properties, "tblCaption", shown_text(block.caption))
    grid = add(table, "tblGrid")
    for width in widths:
        add(grid, "gridCol", {"w": width})
    centred = figures(block, columns)
    for index, cells in enumerate(block.rows):
        _add_row(
            draft,
            table,
            cells,
            [*zip(widths, centred, strict=True)],
            head=index < block.header_rows,
        )
    draft.pages.block(len(block.rows), 20)


def _widths(
    block: Table, columns: int, room: int, punctuation: Punctuation
) -> tuple[list[int], int]:
    """Of the columns, and of the white on either side of a cell's text; in twentieths of a point.
    Where each text fits a line of a grid of equal columns, it is that; else each column is as wide
    as what stands in it asks."""
    texts = [[shown_text(cell, punctuation) for cell in row] for row in block.rows]
    asked = _asked(texts, columns)
    equal = [room // columns] * columns
    if max(asked) <= room / columns - 2 * _PADDING:
        return equal, _PADDING
    for fit, padding in _TRIES:
        least = least_widths(texts, block.header_rows, fit, _width)
        least += [0.0] * (columns - len(least))
        found = column_widths(asked, least, room - 2 * padding * columns)
        if found is not None:
            return [int(width) + 2 * padding for width in found], padding
    return equal, _PADDING


def _asked(texts: Sequence[Sequence[str]], columns: int) -> list[float]:
    return [
        max((_width(row[n], True) for row in texts if n < len(row)), default=0.0)
        for n in range(columns)
    ]


def _width(text: str, _: bool) -> float:
    """In twentieths of a point, with a little to spare for a face that runs wider."""
    return (width_em(text) * 1.05 + 0.1) * _SIZE * 20


def _add_row(
    draft: Draft, table: Element, cells: Sequence[Line], columns: Sequence[tuple[int, bool]],
    *, head: bool,
) -> None:  # fmt: skip
    """A row; short ones are filled with empty cells, for a grid has no holes. `columns` says of
    every one how wide it is, and whether it holds figures: these stand below its middle."""
    row = add(table, "tr")
    properties = add(row, "trPr")
    add(properties, "cantSplit")
    if head:
        add(properties, "tblHeader")
    for index, (width, centred) in enumerate(columns):
        cell = add(row, "tc")
        add(add(cell, "tcPr"), "tcW", {"w": width, "type": "dxa"})
        lines = cells[index : index + 1]
        paragraph = draft.paragraph("TableHead" if head else "TableText", *lines, parent=cell)
        if centred and not head:
            add(paragraph[0], "jc", "center")
