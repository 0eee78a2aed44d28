"""Headline groups: kicker, headline, tag, deck and byline fitted to a width.

The fit: of the ladder's sizes up to the level's, the largest at which the longest line fills 96% of
the width, all clauses on one line with a full-width space between them; where that is below 60% of
the level's size, lines are broken at clauses, three at most; where the clauses are too long, too,
anywhere by balance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from math import ceil

from exporter.model import Article, Byline, Line
from exporter.startup.records import dataclass, replace
from exporter.typography.faces import HEI
from exporter.typography.measure import SetLine, natural
from exporter.writers.pdf.look.theme import LevelSizes, TextStyle, Theme
from exporter.writers.pdf.setting.compose import Composer, SetText, word_bonds

LADDER = (48, 42, 36, 30, 26, 24, 22, 18, 16, 15)
"""Sizes of headlines, and no others."""
SMALL = (20, 18, 16, 14, 13, 12, 10.5)
"""Sizes of kickers and decks."""
FULL = 0.96
SMALLEST = 0.6
MOST_LINES = 3
_HEADLINE_STEPS = dict(zip(LADDER, (5, 4.25, 3.5, 3, 2.5, 2.25, 2.25, 1.75, 1.5, 1.5), strict=True))
_SEVERAL = {48: 4.0, 42: 3.75, 36: 3.25}
"""Baselines a line of a headline where the theme's level does not say; of one of several lines."""
_SMALL_STEPS = {20: 2.0, 18: 2.0, 16: 1.75, 14: 1.5, 13: 1.5, 12: 1.5, 10.5: 1.25}
_TAG_STEP, _BYLINE_STEP = 1.5, 1.25
_TAG_SIZE, _TAG_PAD = 9.0, 7.0
_WHITE, _LEAD_WHITE = 0.75, 1.25
"""Lines of white a group has at least, above and below together; a page's first story more."""
_EM = 1000


@dataclass(frozen=True, slots=True)
class HeadPiece:
    """Lines of a set text that stand on one line of the group: line `line` of `text`, its left
    edge `x` points from the rectangle's, in a step of `step` grid lines whose top is `top`. `kind`
    says which part it is, `number` which of that kind."""

    kind: str
    number: int
    text: SetText
    line: int
    x: float
    top: float
    step: float


@dataclass(frozen=True, slots=True)
class Tag:
    """The ground of a column's tag, from `x` on; its text has the baseline of a step that begins at
    the group's top."""

    x: float
    width: float
    step: float
    size: float


@dataclass(frozen=True, slots=True)
class SetHead:
    """A group that is `height` grid lines high and takes `lines` whole ones at least. `size` and
    `face` are the headline's."""

    pieces: tuple[HeadPiece, ...]
    height: float
    lines: int
    size: float
    face: str
    tag: Tag | None = None


SMALLER = 2
"""What is added to `unlike` to set a headline a step smaller; see `Heads.fitted`."""
NO_HEAD = SetHead((), 0.0, 0, 0.0, "")


@dataclass(frozen=True, slots=True)
class Clause:
    """Characters [start, end) of headline line `number`, `width` mem wide."""

    number: int
    start: int
    end: int
    width: int


class Heads:
    """Fits the groups of one theme."""

    def __init__(self, composer: Composer, theme: Theme) -> None:
        self.composer = composer
        self.theme = theme
        self._set: dict[tuple[int, TextStyle], tuple[Line, SetText]] = {}

    def fitted(self, article: Article, level: int, width: float, unlike: int = 0) -> SetHead:
        """The group of an article on `width` points. So that it does not stand beside one that is
        its like, `unlike` sets the headline in the other of the two faces (1), a step smaller (2),
        or both (3); from 4 on it is further steps smaller."""
        return _Group(self, article, level, width, unlike).made()

    def sizes(self, level: int) -> LevelSizes:
        """What the theme gives a level."""
        if level == 1 and self.theme.grid.lead is not None:
            return self.theme.grid.lead
        return self.theme.levels[min(level, len(self.theme.levels)) - 1]

    def one_line(self, line: Line, style: TextStyle) -> SetText:
        """A line of the model unbroken; set once in each style."""
        key = (id(line), style)
        found = self._set.get(key)
        if found is None:
            # The line is kept with what was made of it, so that its id stays its own.
            found = self._set[key] = (line, self.composer.set(line, style, _ENDLESS))
        return found[1]


_ENDLESS = 1e6


class _Group:
    def __init__(
        self, heads: Heads, article: Article, level: int, width: float, unlike: int
    ) -> None:
        self.heads = heads
        self.article = article
        self.sizes = heads.sizes(level)
        self.width = width
        self.styles = heads.theme.styles
        self.level = level
        faces = (self.styles["headline"].face, self.styles["short_headline"].face)
        self.face = faces[(level >= _SHORT_FROM) ^ (unlike & 1)]
        self.down = unlike >> 1
        self.pieces: list[HeadPiece] = []
        self.ground: Tag | None = None
        self.top = 0.0

    def made(self) -> SetHead:
        article = self.article
        size = self.headline_size()
        if article.column is not None:
            self.top = _TAG_STEP
        if article.kicker is not None:
            kicker = self.small("kicker", 0, article.kicker, self.sizes.kicker, size)
        else:
            kicker = self.sizes.kicker[0]
        self.headline(size)
        if article.column is not None:
            self.tag(article.column)
        for index, line in enumerate(article.deck):
            level = (min(self.sizes.deck[0], kicker), self.sizes.deck[1])
            self.small("deck", index, line, level, size)
        byline = opening_byline(article)
        if byline is not None:
            self.byline(byline)
        white = _LEAD_WHITE if self.level == 1 else _WHITE
        lines = ceil(self.top + white) if self.pieces else 0
        return SetHead(tuple(self.pieces), self.top, lines, size, self.face, self.ground)

    # -- the headline --------------------------------------------------------------------------

    def headline_size(self) -> float:
        """Chooses lines and size; what they are is kept for `headline`."""
        style = replace(self.styles["headline"], face=self.face, size=_BASE, align="left")
        self.texts = [self.heads.one_line(line, style) for line in self.article.headline]
        clauses = [clause for i, text in enumerate(self.texts) for clause in _clauses(i, text)]
        self.lines: list[list[Clause]] = []
        if not clauses:
            return float(self.sizes.headline[0])
        most = self.sizes.headline[0]
        room = self.width * _EM
        steps = [s for s in LADDER if s <= most] or [LADDER[-1]]
        for count in range(1, max(MOST_LINES, 1) + 1):
            lines = _arranged(clauses, count)
            if lines is None:
                continue
            widest = max(map(_line_width, lines))
            found = next((s for s in steps if widest * s <= FULL * room), None)
            if found is not None and found >= SMALLEST * most:
                self.lines = lines
                return float(steps[min(steps.index(found) + self.down, len(steps) - 1)])
        return self._broken(clauses, steps, room)

    def _broken(self, clauses: list[Clause], steps: Sequence[int], room: float) -> float:
        """Lines where clauses are too long: each by itself broken by balance; as few lines as can
        be, at the largest size for that number of lines."""
        least = SMALLEST * self.sizes.headline[0]
        large, small = [s for s in steps if s >= least], [s for s in steps if s < least]
        tries = [(size, 2) for size in large] + [(size, MOST_LINES) for size in (*large, *small)]
        size = steps[-1]
        for tried, most in tries:
            if (
                self._fewest(tried, room) <= most
                and len(self._wrapped(clauses, tried, room)) <= most
            ):
                size = tried
                break
        size = steps[min(steps.index(size) + self.down, len(steps) - 1)]
        self.lines = self._wrapped(clauses, size, room)
        return float(size)

    def _fewest(self, size: int, room: float) -> int:
        """Lines that there are at least: those of each headline line by its width."""
        limit = FULL * room / size
        return sum([max(ceil(_whole(text) / limit), 1) for text in self.texts])

    def _wrapped(self, clauses: list[Clause], size: int, room: float) -> list[list[Clause]]:
        from exporter.typography.headings import balance_lines

        limit = int(FULL * room / size)
        out: list[list[Clause]] = []
        for index, text in enumerate(self.texts):
            mine = [clause for clause in clauses if clause.number == index]
            if not mine:
                continue
            for count in range(1, len(mine) + 1):
                lines = _arranged(mine, count)
                if lines is not None and max(map(_line_width, lines)) <= limit:
                    out += lines
                    break
            else:
                m = text.measured
                out += [
                    [Clause(index, line.start, line.end, natural(m, line.start, line.end))]
                    for line in balance_lines(m, limit, MOST_LINES, word_bonds)
                ]
        return out

    def headline(self, size: float) -> None:
        """The pieces of the headline's lines, each centred."""
        step = self._step(size)
        for line in self.lines:
            x = (self.width - _line_width(line) * size / _EM) / 2
            for clause in line:
                self._clause(clause, size, x, step)
                x += (clause.width + _EM) * size / _EM
            self.top += step

    def _step(self, size: float) -> float:
        if len(self.lines) > 1 and size in _SEVERAL:
            return _SEVERAL[int(size)]
        levels = (self.sizes, *self.heads.theme.levels)
        own = next((level.headline[1] for level in levels if level.headline[0] == size), None)
        return _HEADLINE_STEPS[int(size)] if own is None else own

    def _clause(self, clause: Clause, size: float, x: float, step: float) -> None:
        base = self.texts[clause.number]
        m = base.measured
        line = SetLine(clause.start, clause.end, m.heads[clause.start] - m.ends[clause.start], 0)
        text = base._replace(style=replace(base.style, size=size), lines=(line,))
        self.pieces.append(HeadPiece("headline", clause.number, text, 0, x, self.top, step))

    # -- what stands around it -----------------------------------------------------------------

    def small(
        self, kind: str, index: int, line: Line, level: tuple[float, float], headline: float
    ) -> float:
        """A kicker or deck: smaller with a smaller headline, smaller until it fits one line, then
        in two; its size."""
        style = replace(self.styles[kind], size=_BASE, align="left")
        whole = self.heads.one_line(line, style)
        wide = _whole(whole)
        limit = max(min(level[0], 0.5 * headline), SMALL[-1])
        sizes = [s for s in SMALL if s <= limit]
        room = FULL * self.width
        size = next((s for s in sizes if wide * s <= room * _EM), SMALL[-1])
        style = replace(style, size=size)
        if wide * size <= room * _EM:
            text = whole._replace(style=style)
        else:
            text = self.heads.composer.set(line, style, room)
        step = level[1] if size == level[0] else _SMALL_STEPS[size]
        self._rows(kind, index, text, step)
        return size

    def byline(self, line: Line) -> None:
        """署名 below the group, centred."""
        style = replace(self.styles["byline"], size=9 if self.level > 2 else 10.5, align="left",
                        inset=0, indent=0)  # fmt: skip
        text = self.heads.composer.set(line, style, FULL * self.width)
        self._rows("byline", 0, text, _BYLINE_STEP)

    def tag(self, line: Line) -> None:
        """The column's tag stands above everything, though it is read after the headline. Its
        brackets have the colour of its ground, which is their bracket."""
        accent = self.heads.theme.accent
        style = replace(self.styles["column"], size=_TAG_SIZE, face=HEI, align="left")
        text = self.heads.one_line(line, style)
        m, k = text.measured, _TAG_SIZE / _EM
        count = len(m.text)
        first = int(m.classes[:1] == "o")
        last = count - int(count > first and m.classes[-1:] == "c")
        wide = natural(m, first, last) * k
        left = (self.width - wide) / 2
        self.ground = Tag(left - _TAG_PAD, wide + 2 * _TAG_PAD, _TAG_STEP, _TAG_SIZE)
        for start, end, x, colour in (
            (0, first, left - _TAG_SIZE / 2, accent),
            (first, last, left, "1 g"),
            (last, count, left + wide, accent),
        ):
            if start < end:
                cut = SetLine(start, end, m.heads[start] - m.ends[start], 0)
                made = text._replace(style=replace(style, colour=colour), lines=(cut,))
                self.pieces.append(HeadPiece("column", 0, made, 0, x, 0.0, _TAG_STEP))

    def _rows(self, kind: str, index: int, text: SetText, step: float) -> None:
        size = text.style.size
        for number, line in enumerate(text.lines):
            wide = natural(text.measured, line.start, line.end) * size / _EM
            x = (self.width - wide) / 2
            self.pieces.append(HeadPiece(kind, index, text, number, x, self.top, step))
            self.top += step


_SHORT_FROM = 4
"""The level from which headlines have the face of short stories."""
_BASE = 10.0
"""Any size: widths in mem are the same in all."""


def opening_byline(article: Article) -> Line | None:
    """A byline that stands directly below the headline group, and so is set as part of it."""
    if article.summary or not article.blocks or not isinstance(article.blocks[0], Byline):
        return None
    return article.blocks[0].text


def _whole(text: SetText) -> int:
    """The width of a text on one line, in mem."""
    return natural(text.measured, 0, len(text.measured.text))


def _clauses(index: int, text: SetText) -> Iterator[Clause]:
    """A headline line's clauses: between its full-width spaces."""
    m = text.measured
    start = 0
    while start < len(m.text):
        end = m.text.find("\u3000", start)
        end = len(m.text) if end < 0 else end
        stop = end
        while stop < len(m.text) and m.text[stop] == "\u3000":
            stop += 1
        # The space belongs to the clause before it and is not seen at a line's end.
        yield Clause(index, start, stop, natural(m, start, end))
        start = stop


def _line_width(line: Sequence[Clause]) -> int:
    return sum(clause.width for clause in line) + _EM * (len(line) - 1)


def _arranged(clauses: list[Clause], count: int) -> list[list[Clause]] | None:
    """Clauses in `count` lines whose longest is as short as can be; None where there are fewer."""
    if count > len(clauses):
        return None
    best: tuple[int, list[list[Clause]]] | None = None
    for cuts in combinations(range(1, len(clauses)), count - 1):
        ends = (0, *cuts, len(clauses))
        lines = [clauses[a:b] for a, b in pairwise(ends)]
        widest = max(map(_line_width, lines))
        if best is None or widest < best[0]:
            best = (widest, lines)
    return None if best is None else best[1]
