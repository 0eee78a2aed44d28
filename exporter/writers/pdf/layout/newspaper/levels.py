"""Which stories a newspaper page has, and how important each is.

A level is an override's, or given by rule: the page's first article is 1; with kicker and deck, or
over 900 characters, 2; from 300 on, 3; under 300, 4; under 120 and without kicker a brief, where
three or more of them follow each other. The first two tagged pieces (栏目) of a page are boxed.
Where a page would be nearly empty but for that, levels are lower: see `book`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exporter.messages import Message, say
from exporter.model import Article, Figure, Staff, lines_of_block, text_of
from exporter.startup.records import dataclass

LONG, MIDDLE, SHORT = 900, 300, 120
FEWEST = 3
"""Short pieces that follow each other and make a block of briefs."""
MOST_BOXES = 2
_MOST_BOXED = 1000
"""Characters of the longest piece that is boxed by rule."""
_UNBOXED = 2
"""How tight a page must be to do without boxes; what is tighter by a step lowers the lead's
headline by one."""
LEAD, BRIEF = 1, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What a person decided about one story; None leaves it to the rules."""

    level: int | None = None
    box: bool | None = None
    columns: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article, or the articles of one block of briefs (level BRIEF). `columns` is how many a
    person asked for; `lower` how many steps its headline is smaller than its level's; `why` says
    in a person's words where the level comes from."""

    articles: tuple[Article, ...]
    level: int
    why: Message
    boxed: bool = False
    columns: int | None = None
    lower: int = 0

    @property
    def article(self) -> Article:
        """The article, or the first of the briefs."""
        return self.articles[0]


NOTHING = Override()


def stories_of(
    articles: Sequence[Article], overrides: Mapping[str, Override], tight: int = 0
) -> list[Story]:
    """The stories of a newspaper page in order. `overrides` by article id. To save a page, levels
    2 and 3 are `tight` lower (to level 4 at most), from 2 on nothing is boxed but what a person
    asked for, and from 3 on the lead's headline is a step smaller, and another."""
    out: list[Story] = []
    boxes = 0
    run: list[Story] = []
    for index, article in enumerate(articles):
        own = overrides.get(article.id, NOTHING)
        story = _story(article, own, first=index == 0, boxes=boxes, tight=tight)
        boxes += story.boxed
        if story.level == BRIEF:
            run.append(story)
            continue
        out += _block(run)
        run = []
        out.append(story)
    return out + _block(run)


def _block(run: Sequence[Story]) -> list[Story]:
    """Briefs that follow each other: one block, or short stories where they are too few."""
    if len(run) >= FEWEST:
        articles = tuple(article for story in run for article in story.articles)
        why = say("{count} briefs in a row", count=len(run))
        return [Story(articles=articles, level=BRIEF, why=why)]
    return [
        Story(
            articles=story.articles,
            level=4,
            why=say("{why}, too few for a block of briefs", why=story.why),
        )
        for story in run
    ]


def _story(article: Article, own: Override, *, first: bool, boxes: int, tight: int) -> Story:
    level, why = _level(article, own, first=first)
    if tight and own.level is None and level in (2, 3):
        level, why = min(level + tight, 4), say("{why}, lower to save a page", why=why)
    lower = max(tight - _UNBOXED, 0) if first and own.level is None else 0
    if lower:
        why = say("{why}, its headline smaller to save a page", why=why)
    by_rule = (
        article.column is not None
        and tight < _UNBOXED
        and level not in (LEAD, BRIEF)
        and boxes < MOST_BOXES
        and length_of(article) <= _MOST_BOXED
    )
    boxed = by_rule if own.box is None else own.box
    return Story(
        articles=(article,),
        level=min(level, 4) if boxed else level,
        boxed=boxed,
        columns=own.columns,
        lower=lower,
        why=why,
    )


def _level(article: Article, own: Override, *, first: bool) -> tuple[int, Message]:
    if own.level is not None:
        return own.level, say("set by hand")
    if first:
        return LEAD, say("the page's first article")
    if article.kicker is not None and article.deck:
        return 2, say("kicker and deck")
    length = length_of(article)
    return _by_length(article, length), say("{count} characters", count=length)


def _by_length(article: Article, length: int) -> int:
    if length > LONG:
        return 2
    if length >= MIDDLE:
        return 3
    return BRIEF if length < SHORT and article.kicker is None and _plain(article) else 4


def _plain(article: Article) -> bool:
    """Whether it can be set as a brief: a headline, and nothing but text below it."""
    return (
        bool(article.headline)
        and article.column is None
        and not article.deck
        and not any(isinstance(block, Figure) for block in article.blocks)
    )


def length_of(article: Article) -> int:
    """Characters of the article's text."""
    return sum(
        len(text_of(line))
        for block in article.blocks
        if not isinstance(block, Staff)
        for line in lines_of_block(block)
    )
