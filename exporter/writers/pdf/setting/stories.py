"""Which articles stand together as a band, and how large their headlines are.

`book` and `sheet` give every article pages of its own; `columns` puts a headline across the
columns over each story of some length and lets short ones follow each other down the columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from exporter.display import shown_text
from exporter.model import Article, Block, Line, Staff, lines_of_block, text_of
from exporter.startup.patterns import Lazy
from exporter.startup.records import dataclass, replace
from exporter.writers.pdf.look.theme import LevelSizes, TextStyle, Theme
from exporter.writers.pdf.setting.article import HeadStyles

LADDER: tuple[float, ...] = (48, 42, 36, 30, 26, 24, 22, 18, 16, 15)
"""Sizes of headlines, and no others."""
_FULL = 0.96
_SMALLEST = 0.6
_LONG = 900
_SHORT = 300
_SHORT_LEVEL = 3
_LEAST_SIDE = 10.5
"""Points below which kicker and deck do not go to fit their line."""
_MOST_ROWS = 3
_CLAUSE = Lazy("[ \u3000]|(?<=[，；：！？])")


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
        if level == _SHORT_LEVEL:
            run.append(article)
            continue
        out += _run_of(run)
        run = []
        out.append(Story((article,), level))
    return out + _run_of(run)


def _run_of(run: list[Article]) -> list[Story]:
    if not run:
        return []
    return [Story(tuple(run), _SHORT_LEVEL if len(run) > 1 else 2)]


def _level(article: Article) -> int:
    length = sum(len(text_of(line)) for b in article.blocks for line in lines_of_block(b))
    if (article.kicker is not None and article.deck) or length > _LONG:
        return 1
    return 2 if length >= _SHORT else _SHORT_LEVEL


def is_short(article: Article) -> bool:
    """Whether an article is so short that a book may set it below the one before."""
    return _level(article) == _SHORT_LEVEL


def run_styles(theme: Theme, article: Article) -> HeadStyles:
    """The styles of the headline group of an article that follows on another's page."""
    own = replace(theme, styles={**theme.styles, "headline": theme.styles["run_headline"]})
    return head_styles(own, article, None)


def head_styles(theme: Theme, article: Article, level: int | None) -> HeadStyles:
    """The styles of an article's headline group; `level` None has the theme's own sizes. Lines too
    wide for the page step down in size."""
    styles, grid = theme.styles, theme.grid
    width, headline = grid.measure, styles["headline"]
    if level is None or not theme.levels:
        sizes = _own_sizes(styles)
    else:
        level = min(level, len(theme.levels) - 1)
        sizes = theme.levels[level]
        if level == 0 and grid.lead is not None:
            sizes = grid.lead
        if level == _SHORT_LEVEL:
            width, headline = grid.column_width, styles.get("short_headline", headline)
    kicker = () if article.kicker is None else (article.kicker,)
    return HeadStyles(
        _sized(styles["kicker"], _narrowed(kicker, sizes.kicker, width)),
        _sized(headline, _fitted(article.headline, sizes.headline, width, grid.leading)),
        styles["column"],
        _sized(styles["deck"], _narrowed(article.deck, sizes.deck, width)),
    )


def _own_sizes(styles: dict[str, TextStyle]) -> LevelSizes:
    return LevelSizes(
        **{n: (styles[n].size, styles[n].step) for n in ("kicker", "headline", "deck")}
    )


def _sized(style: TextStyle, size: tuple[float, float]) -> TextStyle:
    return replace(style, size=size[0], step=size[1])


def _narrowed(
    lines: Sequence[Line], wanted: tuple[float, float], width: float
) -> tuple[float, float]:
    """The wanted size, or the largest half point below it at which every line fits, but no smaller
    than `_LEAST_SIDE`: then lines are broken."""
    size, step = wanted
    longest = max((_em(shown_text(line)) for line in lines), default=0.0)
    while size > _LEAST_SIDE and longest * size > width:
        size = max(size - 0.5, _LEAST_SIDE)
    return size, step


def _fitted(
    lines: Sequence[Line], wanted: tuple[float, float], width: float, leading: float
) -> tuple[float, float]:
    """The largest size of the ladder at which no line fills more than 96% of the width. Where that
    is below 60% of the size wanted, lines are broken: the largest size then at which no clause is
    parted and the headline takes three lines, or the smallest that these rules still suffer."""
    size, step = wanted
    full = _FULL * width
    ems = [_em(shown_text(line)) for line in lines]
    clauses = [_em(part) for line in lines for part in _CLAUSE.split(shown_text(line))]
    steps: list[float] = [size, *(s for s in LADDER if s < size)]
    fits = next((s for s in steps if max(ems, default=0.0) * s <= full), 0)
    if fits < _SMALLEST * size:
        fair = [s for s in steps if _rows(ems, s, full) <= _MOST_ROWS] or steps[-1:]
        whole = next((s for s in fair if max(clauses) * s <= full), 0)
        fits = whole or next((s for s in fair[::-1] if s >= _SMALLEST * size), fair[0])
    if fits == size:
        return wanted
    return float(fits), max(ceil(4 * 1.25 * fits / leading) / 4, 1.25 if size < 18 else step / 2)


def _rows(ems: Sequence[float], size: float, width: float) -> int:
    """Lines that a headline takes, about."""
    return sum(ceil(em * size / width) for em in ems)


def _em(text: str) -> float:
    return sum(1.0 if char > "\u2000" else 0.55 for char in text)


def without_staff(blocks: Sequence[Block]) -> tuple[Sequence[Block], Sequence[Staff]]:
    """The blocks, and the staff lines that close them."""
    end = len(blocks)
    while end and isinstance(blocks[end - 1], Staff):
        end -= 1
    return blocks[:end], [block for block in blocks[end:] if isinstance(block, Staff)]
