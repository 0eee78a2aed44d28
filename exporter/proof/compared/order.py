"""The order of an article's blocks is that of the source, but for recorded moves.

`conservation.unaccounted` proves that every character is used once, and that lines run forwards;
that paragraphs stand in the source's order is proved here. The headline group is left out, for
where a kicker or a column tag stood is the reader's to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporter.conservation import Moved
from exporter.model import Article, Issue, Range, Span, articles_of, lines_of_block


def out_of_order(issue: Issue) -> Iterator[tuple[str, str, Range]]:
    """(article, text, range) of each line that stands after what follows it in the source."""
    moved = Moved(issue.moves)
    for article in articles_of(issue):
        reached: dict[str, int] = {}
        for span in _spans(article):
            here = span.range
            if here is None or here in moved:
                continue
            if here.start < reached.get(here.src, 0):
                yield article.id, span.text, here
            reached[here.src] = max(here.end, reached.get(here.src, 0))


def _spans(article: Article) -> Iterator[Span]:
    return (span for block in article.blocks for line in lines_of_block(block) for span in line)
