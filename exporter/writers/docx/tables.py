"""Tables: a grid of equal columns with three rules, its head repeated on every page."""

from __future__ import annotations

from collections.abc import Sequence

from exporter.display import shown_text
from exporter.model import Line, Table, text_of
from exporter.writers.docx.contents import small_paragraph
from exporter.writers.docx.draft import TABLE_SPACE, Draft
from exporter.writers.docx.markup import Element, add, q


def add_table(draft: Draft, block: Table) -> None:
    if block.caption is not None:
        draft.paragraph("TableCaption", block.caption)
    elif draft.last is not None and draft.in_article:
        draft.space_after(TABLE_SPACE)
    columns = max((len(row) for row in block.rows), default=0)
    if not columns:
        return
    width = draft.layout.column_width(draft.columns) // columns
    if draft.last is not None and draft.last.tag == q("tbl"):
        draft.body.append(small_paragraph())  # two tables that touch are one to Word
    table = add(draft.body, "tbl")
    properties = add(table, "tblPr")
    add(properties, "tblStyle", "NewsTable")
    add(properties, "tblW", {"w": width * columns, "type": "dxa"})
    head = block.header_rows > 0
    add(properties, "tblLook", {"val": "0020" if head else "0000", "firstRow": int(head)})
    if block.caption is not None:
        add(properties, "tblCaption", shown_text(block.caption))
    grid = add(table, "tblGrid")
    for _ in range(columns):
        add(grid, "gridCol", {"w": width})
    centred = _figures(block, columns)
    for index, cells in enumerate(block.rows):
        _add_row(draft, table, cells, centred, width, head=index < block.header_rows)
    draft.pages.block(len(block.rows), 20)


def _figures(block: Table, columns: int) -> list[bool]:
    """Whether a column holds nothing but figures under its head; they stand below its middle."""
    rows = block.rows[block.header_rows :]
    texts = [[text_of(row[n]) for row in rows if n < len(row)] for n in range(columns)]
    return [
        any(map(str.strip, column)) and not any(c.isalpha() for text in column for c in text)
        for column in texts
    ]


def _add_row(
    draft: Draft, table: Element, cells: Sequence[Line], centred: Sequence[bool], width: int,
    *, head: bool,
) -> None:  # fmt: skip
    """A row; short ones are filled with empty cells, for a grid has no holes. `centred` says of
    every column whether it holds figures."""
    row = add(table, "tr")
    properties = add(row, "trPr")
    add(properties, "cantSplit")
    if head:
        add(properties, "tblHeader")
    for index, figures in enumerate(centred):
        cell = add(row, "tc")
        add(add(cell, "tcPr"), "tcW", {"w": width, "type": "dxa"})
        lines = cells[index : index + 1]
        paragraph = draft.paragraph("TableHead" if head else "TableText", *lines, parent=cell)
        if figures and not head:
            add(paragraph[0], "jc", "center")
