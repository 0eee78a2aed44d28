"""The article model: everything a reader found, nothing about how it will look.

Glossary (the field's terms, used everywhere):

    报纸 publication   期 Issue          版 Page            引题 kicker
    主题 headline      副题 deck         提要 summary       栏目 column
    小标题 Subhead     电头 dateline     署名 byline/credit 责编 staff
    编者按 EditorNote  图片说明 caption  摄 photo credit    下转/上接 jump

Texts are lines of spans. A span of origin "source" is a slice of a source's text and knows which:
`text == sources[src].text[start:end]`. Three refused alternatives, since this is dear to change:

* Plain strings with positions in a side table: every edit must then keep two things in step.
* Ranges alone, text looked up on demand: every writer would need the sources at hand, and
  generated or edited text (a space at a healed seam, a corrected word) would have no home.
* A tree of inline nodes (`Strong(Emphasis(...))`): nesting cannot express a dateline that ends
  in the middle of an emphasis; flat spans with marks can, and partition the source by nature.

Datelines, credits and jumps are views: they name ranges, and the spans they cover carry a mark
with their id. Their text is printed once, where the paper had it.

Promise (checked by `unaccounted`): the non-blank characters of each source are the disjoint union
of span ranges and `Dropped` ranges; order rises within a line; any other move is a `Move`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, assert_never

from exporter.messages import Message, say, sentence
from exporter.startup.records import dataclass, field

SCHEMA = "exporter-issue/2"
ISSUE = "issue"
"""The target of a guess about the whole issue."""
OTHER_ARTICLE = "other-article"
"""Why text is not shown (`Dropped.code`) in an article's own issue: it stands in another's."""

EDITED: Final = "edited"
"""What a person changed in a finished Word file: the origin of spans, the code of what was taken
out, the reason of what was moved."""

Origin = Literal["source", "override", "edited", "generated"]
MarkTag = Literal["dateline", "credit", "jump", "emphasis", "link", "ruby"]
CreditPlace = Literal["opening", "byline", "end", "photo", "staff"]
JumpDirection = Literal["to", "from"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One input text, decoded once and kept exact: `text.encode(encoding)` hashes to `sha256`.

    `encoding` is a Python codec name ("utf-8-sig" when the file began with a byte order mark).
    """

    id: str
    name: str
    sha256: str
    encoding: str
    text: str


@dataclass(frozen=True, slots=True)
class Range:
    """Half-open range of code points, `0 <= start < end`, in the source whose id is `src`."""

    src: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mark:
    """What a span is part of. `ref` by tag: dateline, credit, jump: the id of that view;
    emphasis: "em", "strong" or "dots"; link: the address; ruby: the annotation's text."""

    tag: MarkTag
    ref: str


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text. `range` is set exactly when the text stands in a source: always for origin
    "source"; for "edited" and "override" it names what was replaced, if anything was."""

    text: str
    range: Range | None = None
    origin: Origin = "generated"
    marks: tuple[Mark, ...] = ()


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """电头. `agency` is 本报, 新华社 …; `place` and `date` only where the paper printed them,
    `date` as printed (3月31日), for the year is often unsaid."""

    id: str
    ranges: tuple[Range, ...]
    agency: str | None = None
    place: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """署名. `ranges` cover the statement as printed, brackets included, so two credits may share
    them; `role` is the paper's own word (首席记者, 通讯员; 摄影 for photographs); `names` are
    without the padding that print puts into two-character names."""

    id: str
    ranges: tuple[Range, ...]
    role: str
    names: tuple[str, ...]
    organisation: str | None = None
    where: CreditPlace = "opening"


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """下转第X版 ("to") or 上接第X版 ("from"); `page` is the number it names, if it names one."""

    id: str
    ranges: tuple[Range, ...]
    direction: JumpDirection
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """正文. A paragraph cut by a page's end and healed is one line of two spans or more."""

    text: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Subhead:
    """小标题, inside the body; `level` 1 is the article's upper level of subheads."""

    text: Line
    level: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """提要 within the body (核心阅读); one that opens the article is `Article.summary`."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorNote:
    """编者按, a paragraph a line."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """署名 on a line of its own."""

    text: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """责编, 版式, 校对: who made the page."""

    text: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """图片. `asset` is the id of an `Asset`, None when the picture did not come with the text;
    `credit` is its own line only where the paper set it apart from the caption."""

    asset: str | None = None
    alt: str | None = None
    caption: Line | None = None
    credit: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBlock:
    """列表. `marker` "text": items carry their own 一、or ■; "bullet", "number": writers draw it,
    numbering from `start`."""

    items: tuple[Line, ...]
    marker: Literal["text", "bullet", "number"] = "text"
    start: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """表格: rows of cells; the first `header_rows` rows are headings."""

    rows: tuple[tuple[Line, ...], ...]
    header_rows: int = 0
    caption: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """引文, a paragraph a line."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JumpLine:
    """下转第X版 or 上接第X版 on a line of its own; the view is in `Article.jumps`."""

    text: Line


Block = (
    Paragraph
    | Subhead
    | Summary
    | EditorNote
    | Byline
    | Staff
    | Figure
    | ListBlock
    | Table
    | Quote
    | JumpLine
)


@dataclass(frozen=True, slots=True)
class BlockFacts:
    """What every room knows of a kind of block: its `name` in the JSON form, what proofs call each
    of its lines (`parts`), and whether it is a `heading`, whose clauses are shown apart."""

    name: str
    parts: tuple[str, ...]
    heading: bool = False


BLOCKS: Mapping[type[Block], BlockFacts] = {
    Paragraph: BlockFacts("paragraph", ("paragraph",)),
    Subhead: BlockFacts("subhead", ("subhead",), heading=True),
    Summary: BlockFacts("summary", ("summary",)),
    EditorNote: BlockFacts("editor_note", ("editor-note",)),
    Byline: BlockFacts("byline", ("byline",)),
    Staff: BlockFacts("staff", ("staff",)),
    Figure: BlockFacts("figure", ("caption", "photo-credit")),
    ListBlock: BlockFacts("list", ("item",)),
    Table: BlockFacts("table", ("table-caption", "header-cell", "cell")),
    Quote: BlockFacts("quote", ("quote",)),
    JumpLine: BlockFacts("jump_line", ("jump-line",)),
}
"""Every kind of block. What one room alone knows of them stands in a table of its own, by the same
keys; a test holds all these tables complete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """稿件. `id` is unique in the issue and fit for a file name (a1, a2 …). `headline` may be
    empty (a brief without one). `column` is the tag （…） with its brackets, not repeated in
    `headline`."""

    id: str
    headline: tuple[Line, ...]
    kicker: Line | None = None
    deck: tuple[Line, ...] = ()
    summary: tuple[Line, ...] = ()
    column: Line | None = None
    blocks: tuple[Block, ...] = ()
    dateline: Dateline | None = None
    credits: tuple[Credit, ...] = ()
    jumps: tuple[Jump, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """版. `number` and `name` are None where neither text nor metadata gave them."""

    id: str
    number: int | None = None
    name: str | None = None
    articles: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What the person said about the issue; nothing is the clock. `language` alone is told from
    the text where nobody named it, zh-Hant or zh-Hans (a `Guess` says so); no other is guessed."""

    publication: str | None = None
    date: dt.date | None = None
    number: str | None = None
    title: str | None = None
    language: str = "zh-Hans"
    publisher: str | None = None
    rights: str | None = None
    identifier: str | None = None
    series: str | None = None
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A picture's identity; its bytes travel beside the issue, keyed by `sha256`."""

    id: str
    name: str
    media_type: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """Source text that is not shown, and why: "heading-mark", "folio", "page-header",
    "repeated-headline", "jump-line" (what it led to follows), "override", `OTHER_ARTICLE` …"""

    range: Range
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Source text shown elsewhere than its place: a jump's continuation, a caption set beside
    its picture. `to` is the id of the article it went to."""

    range: Range
    to: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """期: one day's paper, or whatever was read together. `read_with` is how: what a person knew
    and decided, as canonical JSON that `reading.recorded` owns; None for an issue nobody read."""

    meta: Meta
    sources: tuple[Source, ...] = ()
    pages: tuple[Page, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    moves: tuple[Move, ...] = ()
    assets: tuple[Asset, ...] = ()
    read_with: str | None = None
    schema: str = SCHEMA


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A decision a person may overrule: `part` of `target` (an article, page or source id, or
    `ISSUE`) was decided by `rule` with `confidence` 0–1; `range` is where."""

    target: str
    part: str
    rule: str
    confidence: float
    reason: str
    range: Range | None = None


DOUBTFUL = 0.9
"""Guesses said with less are shown to a person: what is said with more is right 49 times in 50."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something a person should know: repaired, doubtful, skipped. `code` is stable."""

    code: str
    detail: str
    range: Range | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What reading gives: the issue, and beside it what was guessed and what to look at.
    `pictures` are the bytes of its assets by SHA-256; the JSON form is without them."""

    issue: Issue
    guesses: tuple[Guess, ...] = ()
    notices: tuple[Notice, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def text_of(line: Line) -> str:
    """The line's own text, as in the source: seams insert nothing."""
    return line[0].text if len(line) == 1 else "".join([span.text for span in line])


def line_number(text: str, at: int) -> int:
    """The number, from 1, of the line on which a character stands. Lines end with LF, CR LF or,
    as in files of old, CR alone."""
    lone = text.count("\r", 0, at) - text.count("\r\n", 0, at) if "\r" in text else 0
    return text.count("\n", 0, at) + lone + 1


def articles_of(issue: Issue) -> Iterator[Article]:
    """All articles in page order."""
    for page in issue.pages:
        yield from page.articles


_SAME_IDS = {
    "sources": sentence("two sources have the id {id!r}"),
    "articles": sentence("two articles have the id {id!r}"),
    "pages": sentence("two pages have the id {id!r}"),
}


def same_ids(issue: Issue) -> Message | None:
    """Which two sources, articles or pages have one id, in a few words; None where all have their
    own, as everything that points to them takes for granted."""
    for kind, ids in (
        ("sources", [source.id for source in issue.sources]),
        ("articles", [article.id for article in articles_of(issue)]),
        ("pages", [page.id for page in issue.pages]),
    ):
        if len(set(ids)) < len(ids):
            return say(_SAME_IDS[kind], id=Counter(ids).most_common(1)[0][0])
    return None


def parts_of(block: Block) -> Iterator[tuple[str, Line]]:
    """Every line of a block in reading order, and which of the kind's parts it is."""
    first, *others = BLOCKS[type(block)].parts
    match block:
        case Paragraph() | Subhead() | Byline() | Staff() | JumpLine():
            yield first, block.text
        case Summary() | EditorNote() | Quote():
            yield from ((first, line) for line in block.lines)
        case ListBlock():
            yield from ((first, item) for item in block.items)
        case Figure():
            lines = zip((first, *others), (block.caption, block.credit), strict=True)
            yield from ((part, line) for part, line in lines if line is not None)
        case Table():
            head, cell = others
            if block.caption is not None:
                yield first, block.caption
            for index, row in enumerate(block.rows):
                yield from ((head if index < block.header_rows else cell, one) for one in row)
        case _:
            assert_never(block)


def lines_of_block(block: Block) -> tuple[Line, ...]:
    """Every line of a block in reading order."""
    return tuple([line for _, line in parts_of(block)])


def group_lines(article: Article) -> Iterator[Line]:
    """The lines of the headline group in reading order: kicker, headline with its column tag,
    deck, summary."""
    if article.kicker is not None:
        yield article.kicker
    yield from article.headline
    if article.column is not None:
        yield article.column
    yield from article.deck
    yield from article.summary


def lines_of_article(article: Article) -> Iterator[Line]:
    """Every line of an article in reading order, the headline group first."""
    yield from group_lines(article)
    for block in article.blocks:
        yield from lines_of_block(block)


def first_range(article: Article) -> Range | None:
    """Where the first of its text stands in a source; None where none of it does."""
    spans = (span for line in lines_of_article(article) for span in line)
    return next((span.range for span in spans if span.range is not None), None)


def written_by(article: Article) -> tuple[Credit, ...]:
    """The credits of those who wrote it, not of who took its pictures or made the page."""
    return tuple(credit for credit in article.credits if credit.where not in ("staff", "photo"))


def raw_text(ranges: Iterable[Range], sources: Iterable[Source]) -> str:
    """The source text of a view, verbatim."""
    by_id = {source.id: source.text for source in sources}
    return "".join([by_id[r.src][r.start : r.end] for r in ranges])
