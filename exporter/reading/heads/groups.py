"""The headline group: which parts of the marked line are kicker, headline and deck.

A part is what blanks set apart; brackets and quotes protect the blanks inside them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from itertools import accumulate, pairwise

from exporter.lexicon.characters import HALF
from exporter.model import Line
from exporter.reading.credits.statements import read_opening
from exporter.reading.heads.scores import MAX_UNITS, HeadUnit, unit_of
from exporter.reading.text.kinds import ends_sentence
from exporter.reading.text.lines import TextLine
from exporter.reading.text.spans import part
from exporter.startup.patterns import Lazy
from exporter.startup.records import dataclass

_TOKEN = Lazy(r"[ \t\u3000\xa0\u2002\u2003\u2009]+|[（(《“「『【\[]|[）)》”」』】\]]")
_COLUMN = Lazy(r"[（(【\[〔](?P<name>[^（()）。！？]{1,24})[）)】\]〕]$")
_NO_COLUMN = Lazy(
    r"^(?:[上中下一二三四五六七八九十全续①-⑩0-9]{1,3}|[\d.]+%?|组图|图|图文|视频|摘要|摘登|节选|选登|[0-9〇零○一二三四五六七八九十]{2,4}年.*|[0-9一二三四五六七八九十]{1,3}月.*日.*|之[一二三四五六七八九十]+)$"
)
_LEAD = 50
_BELOW = 3
_DECK_LIMIT = 200


@dataclass(frozen=True, slots=True)
class HeadPart:
    """One part of a head: its line, where it stands in it, and its text."""

    line: TextLine
    start: int
    end: int
    text: str
    opens_line: bool = False


@dataclass(frozen=True, slots=True)
class HeadGroup:
    """What could be the headline group: the first line's parts without the column, then the lines
    below that could still belong; `units` and `facts` say what the model sees of them; there are
    no units where there are more parts than any headline has."""

    parts: tuple[HeadPart, ...]
    column: HeadPart | None
    below: tuple[TextLine, ...]
    units: tuple[HeadUnit, ...]
    facts: tuple[str, ...]


def parts_of(line: TextLine) -> list[HeadPart]:
    """The line's parts; a bracket left open protects nothing. Characters set apart one by one, as
    in 公　告, are one part."""
    text = line.text
    if " " not in text and "\u3000" not in text and "\xa0" not in text and "\t" not in text:
        return [HeadPart(line, 0, len(text), text, True)]
    depth = 0
    cuts: list[tuple[int, int, int]] = []
    for token in _TOKEN.finditer(text):
        char = token.group()
        if char in "（(《“「『【[":
            depth += 1
        elif char in "）)》”」』】]":
            depth = max(0, depth - 1)
        else:
            cuts.append((token.start(), token.end(), depth))
    free = [(a, b) for a, b, level in cuts if level == 0 or depth]
    pieces: list[tuple[int, int]] = []
    at, alone = 0, False
    for a, b in [*free, (len(text), len(text))]:
        if a == at + 1 and alone:
            pieces[-1] = pieces[-1][0], a
        elif a > at:
            pieces.append((at, a))
        alone = a == at + 1
        at = b
    return [HeadPart(line, a, b, text[a:b], a == 0) for a, b in pieces]


def split_column(
    parts: list[HeadPart], tags: Collection[str] = ()
) -> tuple[list[HeadPart], HeadPart | None]:
    """The trailing （栏目） off the last part, or a last part that is nothing else. `tags` are the
    house's own, which are columns whatever they look like: （组图）."""
    last = parts[-1]
    found = _COLUMN.search(last.text)
    if found is None or (found.start() == 0 and len(parts) == 1):
        return parts, None
    if found["name"] not in tags and _NO_COLUMN.match(found["name"]):
        return parts, None
    at = last.start + found.start()
    column = HeadPart(last.line, at, last.end, found.group(), found.start() == 0)
    if found.start() == 0:
        return parts[:-1], column
    kept = HeadPart(last.line, last.start, at, last.text[: found.start()], last.opens_line)
    return [*parts[:-1], kept], column


def group_of(
    rows: Sequence[TextLine],
    *,
    marked: bool,
    local: bool = False,
    most: int = _BELOW,
    tags: Collection[str] = (),
) -> HeadGroup:
    """The possible headline group of an article's rows; the first is its headline's line. `local`
    says that the paper is known to be a local one, whatever this article opens with; `most` how
    many lines below could belong to the group."""
    parts, column = split_column(parts_of(rows[0]), tags)
    below = _below(rows)[:most]
    lead_row = next((row for row in rows[1:16] if len(row.text) > _LEAD), None)
    lead = lead_row.text[:240].translate(HALF) if lead_row is not None else ""
    facts = ["marked" if marked else "bare"]
    if column is not None:
        facts.append("column")
    if lead_row is not None and (way := way_of_opening(lead_row.text)):
        facts.append(way)
    if local and "local" not in facts:
        facts.append("local")
    after = rows[1 + len(below)] if len(rows) > 1 + len(below) else None
    if after is not None and after.kind == "byline":
        facts.append("byline")
    last = len(parts) - 1
    if len(parts) > MAX_UNITS:  # no headline: something else behind a mark
        return HeadGroup(tuple(parts), column, (), (), tuple(facts))
    units = [unit_of(part.text, 0, _place(i, last), lead) for i, part in enumerate(parts)]
    follows = rows[1 + len(below) : 40] if below else ()
    shorts = min(3, sum([_is_short(row) for row in follows]))
    for i, row in enumerate(below):
        follow = rows[i + 2] if len(rows) > i + 2 else None
        context = _context(row, follow, shorts)
        if "follow-opening" in context and _briefs(rows[i + 3 : 40]):
            context.append("briefs")
        units.append(unit_of(row.text, i + 1, "row", lead, context))
    return HeadGroup(tuple(parts), column, below, tuple(units), tuple(facts))


def _place(i: int, last: int) -> str:
    return "only" if last == 0 else "first" if i == 0 else "last" if i == last else "mid"


def _below(rows: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """Up to three lines below the headline that do not read as text; body must remain."""
    found: list[TextLine] = []
    for row in rows[1 : min(1 + _BELOW, len(rows) - 1)]:
        if not may_be_deck(row):
            break
        found.append(row)
    return tuple(found)


def _is_short(row: TextLine) -> bool:
    return row.kind in ("text", "subhead") and len(row.text) <= 26 and not ends_sentence(row.text)


def _context(row: TextLine, follow: TextLine | None, shorts: int) -> list[str]:
    names = [f"shorts{shorts}", "kind-" + row.kind]
    if ends_sentence(row.text):
        names.append("ended")
    if follow is None:
        names.append("follow-none")
    elif follow.kind != "text":
        names.append("follow-" + follow.kind)
    elif opens_article(follow.text):
        names.append("follow-opening")
    else:
        names.append("follow-long" if len(follow.text) > 60 else "follow-short")
    return names


def _briefs(rows: Sequence[TextLine]) -> bool:
    """Whether a short line before an opening comes again: a round-up of briefs."""
    return any(_is_short(a) and opens_article(b.text) for a, b in pairwise(rows))


def way_of_opening(text: str) -> str:
    """How a paragraph opens: "wire" (…电), "local" (…讯 and the like), "credit" or not at all.
    Papers that open 本报讯 set their headlines otherwise than those that open 本报某地某日电."""
    dateline, credits = read_opening(text)
    if dateline is None:
        return "credit" if credits is not None else ""
    return "wire" if text[dateline.end - 1] in "电電" else "local"


def opens_article(text: str) -> bool:
    """Whether a text opens with a dateline or with a credit in brackets."""
    dateline, credits = read_opening(text)
    return dateline is not None or credits is not None


def headline_lines(parts: Sequence[HeadPart], *, clauses: bool = False) -> tuple[Line, ...]:
    """The headline's lines. Two clauses are two lines; of three or more, short neighbours share a
    line where that makes the lines alike in length, as they are set on paper, unless `clauses`
    says that the house sets every clause on its own."""
    if not parts:
        return ()
    alone = clauses or len(parts) <= 2
    groups = [1] * len(parts) if alone else _grouped([len(p.text) for p in parts])
    out: list[Line] = []
    at = 0
    for size in groups:
        first, last = parts[at], parts[at + size - 1]
        if first.line is not last.line:
            out += [part(p.line, p.start, p.end) for p in parts[at : at + size]]
        else:
            out.append(part(first.line, first.start, last.end))
        at += size
    return tuple(out)


def _grouped(sizes: Sequence[int]) -> list[int]:
    """How many parts each line takes: the most even lines of 10 to 22 characters win."""
    ends = [0, *accumulate(sizes)]
    best: tuple[float, Sequence[int]] = (float("inf"), [1] * len(sizes))
    for cuts in _partitions(len(sizes)) if len(sizes) <= 8 else [tuple(range(len(sizes) + 1))]:
        lengths = [ends[b] - ends[a] + b - a - 1 for a, b in pairwise(cuts)]
        short = sum([10 - length for length in lengths if length < 10]) * 0.1
        long = sum([length - 22 for length in lengths if length > 22]) * 0.1
        if short + long >= best[0]:
            continue
        longest = max(lengths)
        cost = (longest - min(lengths)) / longest + short + long
        if cost < best[0] - 1e-9:
            best = (cost, [b - a for a, b in pairwise(cuts)])
    return list(best[1])


@cache
def _partitions(count: int, start: int = 0) -> tuple[tuple[int, ...], ...]:
    """Every way to cut a row of so many into stretches: the places of the cuts, both ends with
    them."""
    if start == count:
        return ((start,),)
    return tuple(
        [(start, *rest) for end in range(start + 1, count + 1) for rest in _partitions(count, end)]
    )


def may_be_deck(line: TextLine) -> bool:
    """Whether a line of its own below the headline could still belong to the group."""
    text = line.text
    if line.kind not in ("text", "subhead") or not 2 <= len(text) <= _DECK_LIMIT:
        return False
    if ("（" in text or "(" in text) and opens_article(text):
        return False
    return text.startswith(("——", "--")) or (
        text[-1] not in "。…；;，,:：" and (len(text) <= 30 or not ends_sentence(text))
    )
