"""Hypothesis strategies for the model: issues in which every promise of `exporter.model` holds.

An issue is grown like `build.Builder`: drawing a line appends it to its source's text, so that
source spans are slices by nature and conservation holds. The characters are those that make
trouble: Han beyond the BMP, ASCII marks beside Han, blanks of all kinds, controls, digits.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from exporter.conservation import out_of_order
from exporter.model import (
    Article,
    Asset,
    Block,
    Byline,
    Credit,
    Dateline,
    Dropped,
    EditorNote,
    Figure,
    Guess,
    Issue,
    Jump,
    JumpLine,
    Line,
    ListBlock,
    Mark,
    Meta,
    Move,
    Notice,
    Page,
    Paragraph,
    Quote,
    Range,
    Reading,
    Source,
    Span,
    Staff,
    Subhead,
    Summary,
    Table,
)

ALPHABET = (
    "春江潮水连海平村口桥灯市政府记者讯电一二三𬺓𠮷㐂々〇ー한あ"
    "，。；：！？（）“”《》、…—·"
    ",;:!?()'\"&<>]=.@-/"
    "0123456789aZéß"
    " \t\u3000\xa0\u200b\ufeff\u2028\x0b\x1f\x7f\x85\ue000\ufffd\uffff\u0301"
)
texts = st.text(alphabet=ALPHABET, min_size=1, max_size=12)
words = st.text(alphabet="春江潮水abc-", min_size=1, max_size=6)
maybe_words = st.none() | words


class Grower:
    """Draws parts of one issue, growing its sources as it goes."""

    def __init__(self, draw: Callable[[Any], Any]) -> None:
        self.draw = draw
        self.sources = ["" for _ in range(draw(st.integers(1, 2)))]
        self.dropped: list[Dropped] = []
        self.moves: list[Move] = []
        self.ids = 0

    def some(self, make: Callable[[], Any], most: int = 2) -> tuple[Any, ...]:
        return tuple(make() for _ in range(self.draw(st.integers(0, most))))

    def maybe(self, make: Callable[[], Any]) -> Any:
        return make() if self.draw(st.booleans()) else None

    def slice(self, text: str) -> Range:
        at = self.draw(st.integers(0, len(self.sources) - 1))
        start = len(self.sources[at])
        self.sources[at] += text
        return Range(f"s{at + 1}", start, start + len(text))

    def span(self) -> Span:
        text = self.draw(texts)
        marks = tuple(self.draw(st.lists(MARKS, max_size=2)))
        match self.draw(st.sampled_from(["source"] * 5 + ["generated", "edited", "override"])):
            case "source":
                return Span(text, self.slice(text), "source", marks)
            case "generated":
                return Span(text, None, "generated", marks)
            case origin:
                where = self.maybe(lambda: self.slice(self.draw(texts)))
                return Span(text, where, origin, marks)

    def line(self) -> Line:
        made = tuple(self.span() for _ in range(self.draw(st.integers(1, 3))))
        self.sources = [text + "\n\n" for text in self.sources]
        return made

    def lines(self) -> tuple[Line, ...]:
        return self.some(self.line)

    def ranges(self) -> tuple[Range, ...]:
        """Views cover text that lines hold; for the JSON form any place in a source will do."""
        ends = [(f"s{i + 1}", len(text)) for i, text in enumerate(self.sources) if text]
        return () if not ends else (Range(ends[0][0], 0, ends[0][1]),)

    def block(self) -> Block:
        make: Callable[[Grower], Block] = self.draw(st.sampled_from([*GROWN.values()]))
        return make(self)

    def article(self) -> Article:
        self.ids += 1
        n, draw = self.ids, self.draw
        article = Article(
            id=f"a{n}",
            kicker=self.maybe(self.line),
            headline=self.lines(),
            deck=self.lines(),
            summary=self.lines(),
            column=self.maybe(self.line),
            blocks=self.some(self.block, 3),
            dateline=self.maybe(
                lambda: Dateline(
                    id=f"d{n}",
                    ranges=self.ranges(),
                    agency=draw(maybe_words),
                    place=draw(maybe_words),
                    date=draw(maybe_words),
                )
            ),
            credits=self.some(
                lambda: Credit(
                    id=f"c{n}",
                    ranges=self.ranges(),
                    role=draw(words),
                    names=tuple(draw(st.lists(words, max_size=2))),
                    organisation=draw(maybe_words),
                    where=draw(st.sampled_from(["opening", "byline", "end", "photo", "staff"])),
                )
            ),
            jumps=self.some(
                lambda: Jump(
                    id=f"j{n}",
                    ranges=self.ranges(),
                    direction=draw(st.sampled_from(["to", "from"])),
                    page=draw(st.none() | st.integers(1, 99)),
                ),
                1,
            ),
        )
        if draw(st.booleans()):
            self.dropped.append(Dropped(range=self.slice(draw(texts)), code="folio"))
        if draw(st.booleans()):
            self.moves.append(Move(range=Range("s1", 0, 1), to=article.id, reason="jump"))
        return article

    def page(self) -> Page:
        self.ids += 1
        return Page(
            id=f"p{self.ids}-{self.draw(st.integers(1, 9))}",
            number=self.draw(st.none() | st.integers(1, 99)),
            name=self.draw(maybe_words),
            articles=self.some(self.article),
        )

    def source(self, number: int, text: str) -> Source:
        return Source(
            id=f"s{number}",
            name=self.draw(words) + ".txt",
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            encoding="utf-8",
            text=text,
        )


GROWN: dict[type[Block], Callable[[Grower], Block]] = {
    Paragraph: lambda g: Paragraph(text=g.line()),
    Subhead: lambda g: Subhead(text=g.line(), level=g.draw(st.integers(1, 3))),
    Summary: lambda g: Summary(lines=g.lines()),
    EditorNote: lambda g: EditorNote(lines=g.lines()),
    Byline: lambda g: Byline(text=g.line()),
    Staff: lambda g: Staff(text=g.line()),
    Figure: lambda g: Figure(
        asset=g.draw(st.none() | st.just("f1")),
        caption=g.maybe(g.line),
        credit=g.maybe(g.line),
        alt=g.draw(maybe_words),
    ),
    ListBlock: lambda g: ListBlock(
        items=g.lines(),
        marker=g.draw(st.sampled_from(["text", "bullet", "number"])),
        start=g.draw(st.integers(1, 9)),
    ),
    Table: lambda g: Table(
        rows=g.some(lambda: g.some(g.line)),
        header_rows=g.draw(st.integers(0, 1)),
        caption=g.maybe(g.line),
    ),
    Quote: lambda g: Quote(lines=g.lines()),
    JumpLine: lambda g: JumpLine(text=g.line()),
}
"""What grows a block of each kind."""
MARKS = st.builds(
    Mark,
    tag=st.sampled_from(["dateline", "credit", "jump", "emphasis", "link", "ruby"]),
    ref=words,
)
metas = st.builds(
    Meta,
    publication=maybe_words,
    date=st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)),
    number=maybe_words,
    title=maybe_words,
    publisher=maybe_words,
    rights=maybe_words,
    identifier=maybe_words,
    series=maybe_words,
    subjects=st.lists(words, max_size=2).map(tuple),
)


@st.composite
def issues(draw: Callable[[Any], Any]) -> Issue:
    """Issues that keep the promise of conservation, of every kind of block."""
    grower = Grower(draw)
    pages = grower.some(grower.page)
    assets = grower.some(
        lambda: Asset(id="f1", name="图.tif", media_type="image/tiff", sha256="00" * 32), 1
    )
    moves = [m for m in grower.moves if m.range.end <= len(grower.sources[0])]
    for article in (article for one in pages for article in one.articles):
        moves += [
            Move(range=place, to=article.id, reason="grown in another order")
            for place in out_of_order(article, moves)
        ]
    return Issue(
        meta=draw(metas),
        sources=tuple(grower.source(i + 1, text) for i, text in enumerate(grower.sources)),
        pages=pages,
        dropped=tuple(grower.dropped),
        moves=tuple(moves),
        assets=assets,
    )


@st.composite
def readings(draw: Callable[[Any], Any]) -> Reading:
    """Readings whose guesses are in the JSON form's order: the rest, then by article."""
    issue = draw(issues())
    targets = [article.id for page in issue.pages for article in page.articles]
    guesses = [
        Guess(
            target=target,
            part=draw(words),
            rule=draw(words),
            confidence=draw(st.floats(0, 1)),
            reason=draw(words),
        )
        for target in ("s1", "p1", *targets)
        for _ in range(draw(st.integers(0, 2)))
    ]
    notices = draw(st.lists(st.builds(Notice, code=words, detail=texts), max_size=2))
    return Reading(issue=issue, guesses=tuple(guesses), notices=tuple(notices))
