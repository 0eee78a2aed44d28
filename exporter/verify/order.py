"""The order of an article's blocks is that of the source, but for recorded moves.

`model.unaccounted` proves that every character is used once, and that lines run forwards; that
paragraphs stand in the source's order is proved here. The headline group is left out, for where a
kicker or a column tag stood is the reader's to say; so is a caption within its table or figure.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporter.model import (
    Block,
    Figure,
    Issue,
    Line,
    Moved,
    Range,
    Table,
    articles_of,
    lines_of_block,
)


def out_of_order(issue: Issue) -> Iterator[tuple[str, str, Range]]:
    """(article, text, range) of each line that stands after what follows it in the source."""
    moved = Moved(issue.moves)
    for article in articles_of(issue):
        reached: dict[str, int] = {}
        for block in article.blocks:
            ends: dict[str, int] = {}
            for line, loose in _lines(block):
                for span in line:
                    here = span.range
                    if here is None or here in moved:
                        continue
                    if here.start < reached.get(here.src, 0):
                        yield article.id, span.text, here
                    ends[here.src] = max(here.end, ends.get(here.src, 0))
                    if not loose:
                        reached[here.src] = max(here.end, reached.get(here.src, 0))
            reached |= {src: max(end, reached.get(src, 0)) for src, end in ends.items()}


def _lines(block: Block) -> Iterator[tuple[Line, bool]]:
    """The block's lines, and whether others of the block may stand before it."""
    for line in lines_of_block(block):
        yield line, isinstance(block, Table | Figure)
