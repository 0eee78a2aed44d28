"""简讯: short pieces, each behind a red square with its headline run in before its text."""

from __future__ import annotations

from collections.abc import Sequence

from exporter.model import Article, Paragraph
from exporter.startup.records import replace
from exporter.typography.faces import HEI
from exporter.writers.pdf.layout.newspaper.cells import BETWEEN
from exporter.writers.pdf.objects.structure import Element
from exporter.writers.pdf.setting.article import Rows, TaggedPart, body_rows
from exporter.writers.pdf.setting.compose import Lead, Owner
from exporter.writers.pdf.setting.paginate import SetRow, text_rows
from exporter.writers.pdf.setting.stories import without_staff

SQUARE = 0.62
"""Of the square before a brief, in em; the text begins at INDENT."""
INDENT = 1.1
_TOGETHER = 8
"""Lines of a brief that stay together."""


class BriefPart(TaggedPart):
    """The first paragraph of a brief; its headline runs in before it, a part of its own of as many
    lines."""

    __slots__ = ("lines",)

    def __init__(self, root: TaggedPart, lines: int) -> None:
        super().__init__("Body", root)
        headline = TaggedPart("Headline", root)
        self.lines = [TaggedPart("Line", headline) for _ in range(lines)]

    def owner(self, mark: Owner | None) -> Element:
        """Which element a run belongs to."""
        if isinstance(mark, Lead):
            return self.lines[mark.number].made()
        return TaggedPart.owner(self, mark)


def brief_rows(
    articles: Sequence[Article], roots: Sequence[TaggedPart], rows: Rows, *, staff_apart: bool
) -> list[SetRow]:
    """The rows of a block, a rule between each two, set as `rows` sets; with `staff_apart` the
    staff lines that close the last are left out."""
    out: list[SetRow] = []
    for number, (article, root) in enumerate(zip(articles, roots, strict=True)):
        if number:
            out.append(SetRow(1.0, keep=True, rule=BETWEEN))
        last = staff_apart and number == len(articles) - 1
        own = Rows(rows.composer, rows.theme, rows.width, root, rows.pictures)
        _brief(article, own, staff_apart=last)
        if len(own.rows) <= _TOGETHER:
            own.rows[:-1] = [row._replace(keep=True) for row in own.rows[:-1]]
        out += own.rows
    return out


def _brief(article: Article, rows: Rows, *, staff_apart: bool) -> None:
    part = BriefPart(rows.root, len(article.headline))
    blocks = without_staff(article.blocks)[0] if staff_apart else article.blocks
    first = blocks[0].text if blocks and isinstance(blocks[0], Paragraph) else ()
    style = replace(rows.styles["body"], indent=INDENT)
    lead = replace(rows.styles["headline"], face=HEI, size=style.size)
    text = rows.composer.run_in(article.headline, first, lead, style, rows.width)
    rows.rows += text_rows(text, part)
    body_rows(article, rows, blocks[1:] if first else blocks)
