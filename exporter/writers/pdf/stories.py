"""Which articles stand together as a band, and how large their headlines are.

`book` and `sheet` give every article pages of its own; `columns` puts a headline across the
columns over each story of some length and lets short ones follow each other down the columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from exporter.display import shown_text
from exporter.model import Article, Block, Staff, lines_of_block, text_of
from exporter.writers.pdf.article import HeadStyles
from exporter.writers.pdf.theme import Level, Style, Theme

LADDER: tuple[float, ...] = (48, 42, 36, 30, 26, 24, 22, 18, 16, 15)
"""Sizes of headlines, and no others."""
_FULL = 0.96
_SMALLEST = 0.6
_LONG = 900
_SHORT = 300


@dataclass(frozen=True, slots=True)
class Story:
    """Articles of one band and their level (0 the page's first, 3 short); several only if short."""

    articles: tuple[Article, ...]
    level: int


def stories_of(articles: Sequence[Article]) -> list[Story]:
    """The articles of a page in order, runs of short ones together."""
    out: list[Story] = []
    run: list[Article] = []
    for index, article in enumerate(articles):
        level = 0 if index == 0 else _level(article)
        if level == 3:
            run.append(article)
            continue
        out += _run_of(run)
        run = []
        out.append(Story((article,), level))
    return out + _run_of(run)


def _run_of(run: list[Article]) -> list[Story]:
    if not run:
        return []
    return [Story(tuple(run), 3 if len(run) > 1 else 2)]


def _level(article: Article) -> int:
    length = sum(len(text_of(line)) for b in article.blocks for line in lines_of_block(b))
    if (article.kicker is not None and article.deck) or length > _LONG:
        return 1
    return 2 if length >= _SHORT else 3


def head_styles(theme: Theme, article: Article, level: int | None) -> HeadStyles:
    """The styles of an article's headline group; `level` None has the theme's own sizes."""
    styles = theme.styles
    if level is None or not theme.levels:
        return HeadStyles(styles["kicker"], styles["headline"], styles["column"], styles["deck"])
    level = min(level, len(theme.levels) - 1)
    sizes = theme.levels[level]
    if level == 0 and theme.grid.lead is not None:
        sizes = theme.grid.lead
    short = level == 3
    width = theme.grid.column_width if short else theme.grid.measure
    headline = styles.get("short_headline", styles["headline"]) if short else styles["headline"]
    return HeadStyles(
        _sized(styles["kicker"], sizes.kicker),
        _sized(headline, _fitted(article, sizes, width, theme.grid.leading)),
        styles["column"],
        _sized(styles["deck"], sizes.deck),
    )


def _sized(style: Style, size: tuple[float, float]) -> Style:
    return replace(style, size=size[0], step=size[1])


def _fitted(article: Article, level: Level, width: float, leading: float) -> tuple[float, float]:
    """The largest size of the ladder at which no line fills more than 96% of the width; where that
    is below 60% of the level's size, the smallest above that, and lines are broken."""
    size, step = level.headline
    longest = max((_em(shown_text(line)) for line in article.headline), default=0.0)
    steps: list[float] = [s for s in LADDER if s <= size] or [size]
    fits = next((s for s in steps if longest * s <= _FULL * width), 0)
    if fits < _SMALLEST * size:
        fits = min(s for s in steps if s >= _SMALLEST * size)
    if fits == size:
        return level.headline
    return float(fits), max(ceil(4 * 1.25 * fits / leading) / 4, 1.25 if size < 18 else step / 2)


def _em(text: str) -> float:
    return sum(1.0 if char > "\u2000" else 0.55 for char in text)


def without_staff(blocks: Sequence[Block]) -> tuple[Sequence[Block], Sequence[Staff]]:
    """The blocks, and the staff lines that close them."""
    end = len(blocks)
    while end and isinstance(blocks[end - 1], Staff):
        end -= 1
    return blocks[:end], [block for block in blocks[end:] if isinstance(block, Staff)]
