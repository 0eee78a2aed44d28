"""Articles continued on another page: the parts are put together, and every move is recorded.

下转第3版 on page 1 and 上接第1版 on page 3 find each other by the pages they name; where several
could, by what their texts share. Words that sent a reader to what now follows are not shown: they
are dropped by name ("jump-line"). A continuation that nothing calls for stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from exporter.messages import say, sentence
from exporter.model import (
    Article,
    Block,
    Dropped,
    Guess,
    Jump,
    JumpDirection,
    JumpLine,
    Line,
    Mark,
    Move,
    Notice,
    Paragraph,
    Range,
    Span,
    Subhead,
    first_range,
    group_lines,
    lines_of_article,
    lines_of_block,
    text_of,
)
from exporter.reading.text.kinds import BLANKS, ends_sentence
from exporter.reading.text.spans import seam_glue
from exporter.startup.records import dataclass, field_names, replace


@dataclass(frozen=True, slots=True)
class Placed:
    """An article with the number of its page."""

    article: Article
    page: int | None


@dataclass(slots=True)
class Jumped:
    """What putting together gave: articles by the index they had, None for those taken up."""

    articles: list[Article | None]
    moves: list[Move]
    dropped: list[Dropped]
    guesses: list[Guess]
    notices: list[Notice]


def put_together(placed: Sequence[Placed]) -> Jumped:
    """Every continuation joined to the article that jumps to it."""
    found = Jumped([one.article for one in placed], [], [], [], [])
    open_ = [i for i, one in enumerate(placed) if _jumps(one.article, "to")]
    homes = list(range(len(placed)))  # where each article's text now is: its own place, or its home
    for i, one in enumerate(placed):
        if not _begins_with_jump(one.article):
            continue
        fit = [(_likeness(placed[j], one), j) for j in open_ if _home(homes, j) != i]
        fit = [pair for pair in fit if pair[0] > 0]
        if not fit:
            found.notices.append(_lonely(one.article))
            continue
        score, nearest = max(fit, key=_by_score)
        open_.remove(nearest)
        home = _home(homes, nearest)
        base, rest = found.articles[home], found.articles[i]
        if base is None or rest is None:
            raise AssertionError("an article taken up is its own home")
        _forward(found, rest.id, base.id)
        ends = _first(placed[nearest].article, "to"), _first(one.article, "from")
        base, rest = (_set_aside(part, ends, found) for part in (base, rest))
        found.articles[home] = _joined(base, rest, found)
        found.notices.append(_told(placed[nearest], one, ends))
        found.articles[i] = None
        homes[i] = home
        sure = 0.97 if len(fit) == 1 else 0.85 if score > sorted(fit)[-2][0] else 0.6
        found.guesses.append(
            Guess(
                target=base.id,
                part="jump",
                rule="jump-pages",
                confidence=sure,
                reason=say(
                    "page {home} sends on to page {continued}, which takes up",
                    home=placed[nearest].page,
                    continued=one.page,
                ),
                range=first_range(one.article),
            )
        )
    return found


def _forward(found: Jumped, taken: str, home: str) -> None:
    """What an article took up goes on with it to its own home, where it is moved anew."""
    found.moves = [move for move in found.moves if move.to != taken]
    found.guesses = [
        replace(guess, target=home) if guess.target == taken else guess for guess in found.guesses
    ]


def _home(homes: Sequence[int], at: int) -> int:
    """Where the text of article `at` now is: a continuation may itself be continued."""
    while homes[at] != at:
        at = homes[at]
    return at


def _by_score(pair: tuple[float, int]) -> tuple[float, int]:
    return pair[0], -pair[1]


def _jumps(article: Article, direction: str) -> bool:
    return any(jump.direction == direction for jump in article.jumps)


def _first(article: Article, direction: JumpDirection) -> Jump:
    return next(jump for jump in article.jumps if jump.direction == direction)


def _begins_with_jump(article: Article) -> bool:
    """Whether a 上接 stands in the headline or before the first text."""
    if not _jumps(article, "from"):
        return False
    return bool(article.blocks) and (
        isinstance(article.blocks[0], JumpLine) or _opens_marked(article.blocks[0])
    )


def _opens_marked(block: Block) -> bool:
    line = lines_of_block(block)
    return bool(line) and any(mark.tag == "jump" for mark in line[0][0].marks)


def _likeness(home: Placed, continued: Placed) -> float:
    """0 when the pages named contradict; else 1 and what the texts share."""
    to, back = _first(home.article, "to"), _first(continued.article, "from")
    for named, page in ((to.page, continued.page), (back.page, home.page)):
        if named is not None and page is not None and named != page:
            return 0.0
    heading = "".join(text_of(line) for line in continued.article.headline)
    own = "".join(text_of(line) for line in home.article.headline)
    base = "".join(text_of(line) for line in lines_of_article(home.article))
    pairs = {heading[i : i + 2] for i in range(len(heading) - 1)}
    if pairs:
        return 0.2 + sum(pair in own for pair in pairs) / len(pairs)
    beginning = "".join(text_of(line) for line in lines_of_article(continued.article))[:400]
    pairs = {beginning[i : i + 2] for i in range(len(beginning) - 1)}
    return 1 + sum(pair in base for pair in pairs) / max(1, len(pairs))


def _set_aside(article: Article, ends: Sequence[Jump], found: Jumped) -> Article:
    """The article without the words of these jumps, which are told by where they stand: views get
    new names when articles are joined."""
    places = {one.ranges for one in ends}
    gone = {Mark("jump", jump.id) for jump in article.jumps if jump.ranges in places}
    if not gone:
        return article
    blocks: list[Block] = []
    dropped: set[Range] = set()
    for block in article.blocks:
        if not isinstance(block, Paragraph | JumpLine) or gone.isdisjoint(_marks(block.text)):
            blocks.append(block)
            continue
        dropped.update(
            span.range
            for span in block.text
            if span.range is not None and not gone.isdisjoint(span.marks)
        )
        rest = _trimmed([span for span in block.text if gone.isdisjoint(span.marks)])
        if rest:
            blocks.append(replace(block, text=rest))
    found.dropped += [
        Dropped(range=one, code="jump-line") for one in sorted(dropped, key=_by_start)
    ]
    found.moves = [move for move in found.moves if move.range not in dropped]
    jumps = tuple(jump for jump in article.jumps if Mark("jump", jump.id) not in gone)
    return replace(article, blocks=tuple(blocks), jumps=jumps)


def _marks(line: Line) -> Iterator[Mark]:
    return (mark for span in line for mark in span.marks)


def _trimmed(spans: list[Span]) -> Line:
    """What is left of a line, without the blanks that stood beside the words set aside."""
    while spans and not spans[0].text.strip(BLANKS):
        del spans[0]
    while spans and not spans[-1].text.strip(BLANKS):
        del spans[-1]
    if spans:
        first = spans[0]
        spans[0] = _part(first, len(first.text) - len(first.text.lstrip(BLANKS)), len(first.text))
        spans[-1] = _part(spans[-1], 0, len(spans[-1].text.rstrip(BLANKS)))
    return tuple(spans)


def _part(span: Span, start: int, end: int) -> Span:
    """Characters [start, end) of a span of the source."""
    if span.range is None or end - start == len(span.text):
        return span
    at = span.range.start
    return replace(
        span, text=span.text[start:end], range=Range(span.range.src, at + start, at + end)
    )


def _by_start(one: Range) -> tuple[str, int]:
    return one.src, one.start


def _joined(home: Article, rest: Article, found: Jumped) -> Article:
    for line in lines_of_article(rest):
        for span in line:
            if span.range is not None:
                found.moves.append(Move(range=span.range, to=home.id, reason="jump"))
    blocks = list(home.blocks)
    added = [*_headings(home, rest, found), *rest.blocks]
    _heal(blocks, added)
    views = _renamed(home, rest)
    return replace(
        home,
        blocks=(*blocks, *(_rename_block(block, views) for block in added)),
        credits=(*home.credits, *(replace(c, id=views[c.id]) for c in rest.credits)),
        jumps=(*home.jumps, *(replace(j, id=views[j.id]) for j in rest.jumps)),
        dateline=home.dateline or (rest.dateline and replace(rest.dateline, id=f"{home.id}-d1")),
    )


def _headings(home: Article, rest: Article, found: Jumped) -> list[Block]:
    """The continuation's own heading: dropped when it says the headline again, else a subhead."""
    own = "".join("".join(text_of(line).split()) for line in group_lines(home))
    kept: list[Block] = []
    for line in group_lines(rest):
        if "".join(text_of(line).split()) in own:
            for span in line:
                if span.range is not None:
                    found.dropped.append(Dropped(range=span.range, code="repeated-headline"))
                    found.moves = [m for m in found.moves if m.range != span.range]
        else:
            kept.append(Subhead(text=line))
    return kept


def _heal(blocks: list[Block], added: list[Block]) -> None:
    """A paragraph the jump cut in mid-sentence goes on in the continuation's first paragraph; jump
    lines between them that lead elsewhere then follow it."""
    last = next((i for i in reversed(range(len(blocks))) if isinstance(blocks[i], Paragraph)), -1)
    first = next((i for i, block in enumerate(added) if not isinstance(block, JumpLine)), -1)
    if last < 0 or first < 0 or any(not isinstance(b, JumpLine) for b in blocks[last + 1 :]):
        return
    before, after = blocks[last], added[first]
    if not isinstance(before, Paragraph) or not isinstance(after, Paragraph):
        return
    text = text_of(before.text[:-1] if before.text[-1].marks else before.text)
    if not text or ends_sentence(text) or not _rises(before.text, after.text):
        return
    glue = seam_glue(text, text_of(after.text))
    between = (Span(glue),) if glue else ()
    blocks[last] = Paragraph(text=(*before.text, *between, *after.text))
    del added[first]


def _rises(before: Line, after: Line) -> bool:
    """Whether one line of both keeps the order of the source: a continuation that the source has
    above the article stays a paragraph of its own."""
    ends = [span.range for span in before if span.range is not None]
    return all(
        span.range is None or span.range.src != end.src or span.range.start >= end.end
        for span in after
        for end in ends
    )


def _renamed(home: Article, rest: Article) -> dict[str, str]:
    """New names for the continuation's views: numbers go on where the article's own end."""
    names = {
        credit.id: f"{home.id}-c{len(home.credits) + i + 1}"
        for i, credit in enumerate(rest.credits)
    }
    for i, jump in enumerate(rest.jumps):
        names[jump.id] = f"{home.id}-j{len(home.jumps) + i + 1}"
    if rest.dateline is not None and home.dateline is None:
        names[rest.dateline.id] = f"{home.id}-d1"
    return names


def _rename_block(block: Block, names: dict[str, str]) -> Block:
    fields = {name: _renamed_in(getattr(block, name), names) for name in field_names(type(block))}
    return replace(block, **fields)


def _renamed_in(value: Any, names: dict[str, str]) -> Any:
    """A field of a block with its views renamed, in whatever lines it has."""
    if isinstance(value, tuple):
        return tuple([_renamed_in(one, names) for one in value])
    if isinstance(value, Span) and value.marks:
        marks = tuple(replace(mark, ref=names.get(mark.ref, mark.ref)) for mark in value.marks)
        return replace(value, marks=marks)
    return value


_JOINED = {
    (True, True): sentence(
        "the article on page {home} and its continuation on page {continued} are put together; "
        "the words that sent readers from one to the other are not shown"
    ),
    (True, False): sentence(
        "the article on page {home} and its continuation on a page are put together; "
        "the words that sent readers from one to the other are not shown"
    ),
    (False, True): sentence(
        "the article on a page and its continuation on page {continued} are put together; "
        "the words that sent readers from one to the other are not shown"
    ),
    (False, False): sentence(
        "the article on a page and its continuation on a page are put together; "
        "the words that sent readers from one to the other are not shown"
    ),
}
"""By whether the two pages have numbers."""


def _told(home: Placed, continued: Placed, ends: Sequence[Jump]) -> Notice:
    numbered = home.page is not None, continued.page is not None
    return Notice(
        code="jump-joined",
        detail=say(_JOINED[numbered], home=home.page, continued=continued.page),
        range=ends[0].ranges[0],
    )


def _lonely(article: Article) -> Notice:
    return Notice(
        code="jump-unmatched",
        detail=say(
            "this text continues an article of another page that is not among the sources: {text}",
            text="".join(text_of(line) for line in lines_of_article(article))[:20],
        ),
        range=first_range(article),
    )
