"""What was decided about a text, as overrides a person can put right: a TOML in which every
decision stands as a table behind `# `, with its confidence, its reason and what else it could be.

Decisions a person has made already stand without `# `; those whose stretch has moved in the text,
but is found again at one place only, are moved with it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any

from exporter.conservation import healed
from exporter.errors import one_line
from exporter.messages import Message, say, sentence
from exporter.model import (
    DOUBTFUL,
    ISSUE,
    Article,
    Block,
    Byline,
    Credit,
    EditorNote,
    Figure,
    Guess,
    JumpLine,
    Line,
    ListBlock,
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
    articles_of,
    lines_of_block,
    text_of,
)
from exporter.reading.articles import Head, group_lines
from exporter.reading.credits.names import Named
from exporter.reading.decided.overrides import (
    SAYING,
    Override,
    excerpt_hash,
    excerpt_of,
    override_toml,
    table_toml,
)
from exporter.startup.records import dataclass, replace

_LEAST = 0.02
"""Of readings less probable than this nothing is told."""
WORDS: Mapping[type[Block], str] = {
    Paragraph: "text",
    Subhead: "subhead",
    Summary: "summary",
    EditorNote: "note",
    Byline: "byline",
    Staff: "staff",
    Figure: "photo",
    ListBlock: "list",
    Table: "table",
    Quote: "quote",
    JumpLine: "jump",
}
"""What an override sets the lines of a kind to."""
_DROPS = {
    "folio": "drop",
    "rule": "drop",
    "repeated-headline": "drop",
    "page-header": "page",
    "jump-line": "jump",
}
_HEADER = sentence("""\
# What was decided about {name}, to be put right by hand.
#
# Each table behind "# " is a decision as it stands. To change one, take the "# " off its lines and
# write what is right; to decide something else, copy a table and let it say so:
#   set       article, text, subhead, byline, photo, staff, note, summary, quote, list, table, jump,
#             page, drop, endcredit
#   join      true: the line goes on the paragraph before; false: it does not
#   headline, kicker, deck, column, credits, dateline, page, name, way
# A range that begins or ends within a line cuts it there. What is left behind "# " changes nothing.
# The file is read wherever it stands beside {name}; its tables also hold in the settings file.
# Decisions said with a confidence below {doubtful} are marked with "??".
""")


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision: where it stands, what it is, what is said of it, and the table that makes it.
    `sure` is its confidence, None where the line's form alone decided."""

    start: int
    end: int
    what: str
    sure: float | None
    remarks: tuple[str, ...]
    said: dict[str, Any]


def review_toml(
    reading: Reading,
    heads: dict[str, Head],
    source: Source,
    overrides: Sequence[Override] = (),
    *,
    doubtful: bool = False,
) -> str:
    """The file about one source of a reading. `heads` are headline groups as they were weighed,
    by article; `overrides` what a person decided so far; with `doubtful` only what is doubtful,
    or decided already, is listed."""
    told, lost = _anchored(overrides, source)
    lines = _Lines(source.text)
    settled = {one.start for one in told}
    entries = [entry for entry in _entries(reading, heads, source) if entry.start not in settled]
    if doubtful:
        entries = [one for one in entries if one.sure is not None and one.sure < DOUBTFUL]
    out: list[str] = [say(_HEADER, name=one_line(source.name), doubtful=DOUBTFUL)]
    out += [
        say(
            "# {part}: {reason} ({confidence:.2f})",
            part=guess.part,
            reason=one_line(guess.reason),
            confidence=guess.confidence,
        )
        for guess in reading.guesses
        if guess.target in (ISSUE, source.id)
    ]
    out.append("")
    placed: list[tuple[int, int, str]] = [
        (entry.start, 1, _shown(entry, source, lines)) for entry in entries
    ]
    placed += [
        (
            one.start,
            0,
            say(
                "# line {line}: decided\n{table}",
                line=lines.number(one.start),
                table=_table(one, source.name),
            ),
        )
        for one in told
    ]
    out += [text for _, _, text in sorted(placed)]
    if lost:
        out.append(say("# These no longer fit the text, and are not applied:\n"))
        out += [_commented(_table(one, source.name)) for one in lost]
    return "\n".join(out).rstrip("\n") + "\n"


def _anchored(
    overrides: Sequence[Override], source: Source
) -> tuple[list[Override], list[Override]]:
    """The overrides at the places their stretches have now, with their hashes where a person left
    them out, and those that fit no more."""
    told: list[Override] = []
    lost: list[Override] = []
    for one in overrides:
        here = _place(one, source.text)
        if here is None:
            lost.append(one)
        else:
            end = here + one.end - one.start
            stretch = source.text[here:end]
            told.append(
                replace(
                    one,
                    start=here,
                    end=end,
                    excerpt=one.excerpt or excerpt_of(stretch),
                    digest=one.digest or excerpt_hash(stretch),
                )
            )
    return told, lost


def _place(one: Override, text: str) -> int | None:
    if one.stands(text, one.start):
        return one.start
    found: list[int] = []
    at = text.find(one.excerpt) if one.excerpt else -1
    while at >= 0 and len(found) < 2:
        if one.stands(text, at):
            found.append(at)
        at = text.find(one.excerpt, at + 1)
    return found[0] if len(found) == 1 else None


def _table(one: Override, name: str) -> str:
    """The table that says what the override says."""
    said: dict[str, Any] = {key: getattr(one, key, None) for key in SAYING}
    head = one.head
    if head is not None:
        said |= {"kicker": head.kicker, "headline": head.headline, "column": head.column}
        said["deck"] = head.deck or None
    if isinstance(one.dateline, tuple):
        said["dateline"] = dict(zip(("agency", "place", "date"), one.dateline, strict=True))
    return table_toml(name, (one.start, one.end), one.excerpt, one.digest, said)


_HEADINGS = {
    None: sentence("# line {line}: {what}"),
    False: sentence("# line {line}: {what} ({sure:.2f})"),
    True: sentence("# ?? line {line}: {what} ({sure:.2f})"),
}
"""By whether a decision is doubtful; None where the line's form alone decided."""


def _shown(entry: Entry, source: Source, lines: _Lines) -> str:
    heading = _HEADINGS[entry.sure if entry.sure is None else entry.sure < DOUBTFUL]
    line = lines.number(entry.start)
    out: list[str] = [say(heading, line=line, what=entry.what, sure=entry.sure)]
    out += [f"#   {one_line(remark)}" for remark in entry.remarks]
    out.append(_commented(override_toml(source, entry.start, entry.end, **entry.said)))
    return "\n".join(out)


def _commented(table: str) -> str:
    return "".join(f"# {line}\n" for line in table.rstrip("\n").split("\n"))


class _Lines:
    """The numbers of a text's lines, from 1."""

    def __init__(self, text: str) -> None:
        self.ends = [found.start() for found in re.finditer("\r\n?|\n", text)]

    def number(self, at: int) -> int:
        """The number of the line on which a character stands."""
        return bisect_left(self.ends, at) + 1


# -- decisions ---------------------------------------------------------------------------------


def _entries(reading: Reading, heads: dict[str, Head], source: Source) -> Iterator[Entry]:
    """Every decision about the source; of two that begin at one place the first counts."""
    guesses: dict[tuple[str, int], Guess] = {}
    for guess in reading.guesses:
        if guess.range is not None and guess.range.src == source.id:
            guesses.setdefault((guess.part, guess.range.start), guess)
    for article in articles_of(reading.issue):
        yield from _of_article(article, heads.get(article.id), source, guesses)
    split = [guess for (part, _), guess in guesses.items() if part == "split"]
    for guess in split:
        assert guess.range is not None
        remarks = (say("begins a paragraph: {reason}", reason=guess.reason),)
        yield Entry(
            guess.range.start, guess.range.end, "paragraph", guess.confidence, remarks,
            {"join": False},
        )  # fmt: skip
    yield from _of_drops(reading, source)


def _of_article(
    article: Article, head: Head | None, source: Source, guesses: dict[tuple[str, int], Guess]
) -> Iterator[Entry]:
    headline = next(
        (g for (part, _), g in guesses.items() if part == "headline" and g.target == article.id),
        None,
    )
    if headline is not None and headline.range is not None:
        start = guesses.get(("start", headline.range.start))
        yield _head_entry(article, headline, start, head)
    for line in article.summary:
        yield from _block_entry(Summary(lines=(line,)), article, source, guesses)
    for block in article.blocks:
        yield from _block_entry(block, article, source, guesses)
    yield from _views(article, source)


def _head_entry(article: Article, guess: Guess, start: Guess | None, head: Head | None) -> Entry:
    assert guess.range is not None
    remarks = [guess.reason]
    sure = guess.confidence
    if start is not None:
        remarks.insert(
            0,
            say(
                "an article begins here ({confidence:.2f}: {reason})",
                confidence=start.confidence,
                reason=start.reason,
            ),
        )
        sure = min(sure, start.confidence)
    for kicker, headline, deck, chance in head.split.others if head is not None else ():
        if head is not None and chance >= _LEAST:
            other = replace(head.split, kicker=kicker, headline=headline, deck=deck)
            group = group_lines(replace(head, split=other))
            parts = list(_group_parts(group.kicker, group.headline, group.deck))
            remarks.append(say("or, {confidence:.2f}: {parts}", confidence=chance, parts=parts))
    return Entry(
        guess.range.start, guess.range.end, say("headline of {article}", article=article.id),
        sure, tuple(remarks),
        {
            "kicker": article.kicker and text_of(article.kicker),
            "headline": [text_of(line) for line in article.headline],
            "deck": [text_of(line) for line in article.deck] or None,
            "column": article.column and text_of(article.column),
        },
    )  # fmt: skip


def _group_parts(
    kicker: Line | None, headline: Iterable[Line], deck: Iterable[Line]
) -> Iterator[Message]:
    if kicker is not None:
        yield say("kicker {text}", text=text_of(kicker))
    yield say("headline {text}", text=" / ".join(text_of(line) for line in headline))
    below = " / ".join(text_of(line) for line in deck)
    if below:
        yield say("deck {text}", text=below)


def _block_entry(
    block: Block, article: Article, source: Source, guesses: dict[tuple[str, int], Guess]
) -> Iterator[Entry]:
    spans = [
        span
        for line in lines_of_block(block)
        for span in line
        if span.range is not None and span.range.src == source.id
    ]
    if not spans:
        return
    if isinstance(block, Paragraph):
        yield from _joins(block.text, source, guesses)
        return
    kind = WORDS[type(block)]
    if isinstance(block, Byline) and any(
        mark.tag == "credit" and credit.id == mark.ref and credit.where == "end"
        for span in spans for mark in span.marks for credit in article.credits
    ):  # fmt: skip
        kind = "endcredit"
    start, end = _extent(spans)
    if isinstance(block, Table):  # its bars stand outside of all cells
        start, end = _whole_lines(source.text, start, end)
    guess = guesses.get((kind, start))
    remarks = () if guess is None else (guess.reason,)
    sure = None if guess is None else guess.confidence
    yield Entry(start, end, kind, sure, remarks, {"set": kind})


def _joins(line: Line, source: Source, guesses: dict[tuple[str, int], Guess]) -> Iterator[Entry]:
    """A healed paragraph: each piece after the first is joined to what stands before it."""
    seams = (
        {id(after): before for before, after in healed(line, (source,))} if len(line) > 1 else {}
    )
    spans = [span for span in line if span.range is not None]
    pieces: list[list[Span]] = []
    for span in spans:
        if id(span) in seams or not pieces:
            pieces.append([])
        pieces[-1].append(span)
    for before, piece in pairwise(pieces):
        start, end = _extent(piece)
        guess = guesses.get(("join", start))
        remark = f"…{before[-1].text[-8:]}|{piece[0].text[:8]}…"
        yield Entry(
            start, end, say("goes on the paragraph before"),
            None if guess is None else guess.confidence,
            (remark,) if guess is None else (guess.reason,), {"join": True},
        )  # fmt: skip


def _extent(spans: Sequence[Span]) -> tuple[int, int]:
    ranges = [span.range for span in spans if span.range is not None]
    return min(r.start for r in ranges), max(r.end for r in ranges)


def _whole_lines(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with what stands before and after it on its lines, blanks aside. Lines end as
    `read_lines` has them, with CR alone as well."""
    begin = text.rfind("\n", 0, start) + 1
    close = text.find("\n", end)
    begin = start - len((text[begin:start] + ".").splitlines()[-1]) + 1
    close = end + len(("." + text[end : len(text) if close < 0 else close]).splitlines()[0]) - 1
    stretch = text[begin:close]
    lead = len(stretch) - len(stretch.lstrip())
    return begin + lead, begin + len(stretch.rstrip())


def _views(article: Article, source: Source) -> Iterator[Entry]:
    view = article.dateline
    if view is not None and (here := _only(view.ranges, source)) is not None:
        told = {"agency": view.agency, "place": view.place, "date": view.date}
        yield Entry(here.start, here.end, "dateline", None, (), {"dateline": told})
    for ranges, group in groupby(article.credits, key=_ranges_of):
        here = _only(ranges, source)
        if here is not None:
            named = [Named(one.role, one.organisation, one.names) for one in group]
            yield Entry(here.start, here.end, "credits", None, (), {"credits": named})


def _ranges_of(credit: Credit) -> tuple[Range, ...]:
    return credit.ranges


def _only(ranges: Sequence[Range], source: Source) -> Range | None:
    return ranges[0] if len(ranges) == 1 and ranges[0].src == source.id else None


def _of_drops(reading: Reading, source: Source) -> Iterator[Entry]:
    """A line that is not shown is one decision, though signs within it part it."""
    open_: Entry | None = None
    for drop in reading.issue.dropped:
        kind = _DROPS.get(drop.code)
        if kind is None or drop.range.src != source.id:
            continue
        start, end = drop.range.start, drop.range.end
        if open_ is not None and open_.what == drop.code and _on_line(source, open_.end, start):
            open_ = replace(open_, end=end)
            continue
        if open_ is not None:
            yield open_
        open_ = Entry(start, end, drop.code, None, (), {"set": kind})
    if open_ is not None:
        yield open_


def _on_line(source: Source, end: int, start: int) -> bool:
    return len((source.text[end:start] + ".").splitlines()) == 1
