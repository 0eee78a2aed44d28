"""The headline group: which parts of the marked line are kicker, headline and deck.

A part is what blanks set apart; brackets and quotes protect the blanks inside them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from exporter.model import Line
from exporter.reading.lines import TextLine, ends_sentence
from exporter.reading.spans import part

_TOKEN = re.compile(r"[ \t\u3000\xa0\u2002\u2003\u2009]+|[（(《“「『【\[]|[）)》”」』】\]]")
_COLUMN = re.compile(r"[（(【\[〔](?P<name>[^（()）。！？]{1,24})[）)】\]〕]$")
_NO_COLUMN = re.compile(
    r"^(?:[上中下一二三四五六七八九十全续①-⑩0-9]{1,3}|[\d.]+%?|组图|图|图文|视频|摘要|摘登|节选|选登|之[一二三四五六七八九十]+)$"
)
_SPEECH = re.compile(
    r"(?:强调|指出|要求|表示|提出|致辞|讲话|发言|宣布|批示|指示|希望|呼吁|認為|強調|時)$"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a head: its line, where it stands in it, and its text."""

    line: TextLine
    start: int
    end: int
    text: str
    opens_line: bool = False


@dataclass(frozen=True, slots=True)
class Split:
    """What each part is: `parts[:kicker]` kicker, `[kicker:deck]` headline, `[deck:]` deck."""

    kicker: int
    deck: int
    confidence: float
    reason: str
    rule: str


def parts_of(line: TextLine) -> list[Part]:
    """The line's parts; a bracket left open protects nothing."""
    text = line.text
    if " " not in text and "\u3000" not in text and "\xa0" not in text and "\t" not in text:
        return [Part(line, 0, len(text), text, True)]
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
    out: list[Part] = []
    at = 0
    for a, b in [*free, (len(text), len(text))]:
        if a > at:
            out.append(Part(line, at, a, text[at:a], at == 0))
        at = b
    return out


def split_column(parts: list[Part]) -> tuple[list[Part], Part | None]:
    """The trailing （栏目） off the last part, or a last part that is nothing else."""
    last = parts[-1]
    found = _COLUMN.search(last.text)
    if found is None or _NO_COLUMN.match(found["name"]) or (found.start() == 0 and len(parts) == 1):
        return parts, None
    at = last.start + found.start()
    column = Part(last.line, at, last.end, found.group(), found.start() == 0)
    if found.start() == 0:
        return parts[:-1], column
    kept = Part(last.line, last.start, at, last.text[: found.start()], last.opens_line)
    return [*parts[:-1], kept], column


def choose(parts: Sequence[Part]) -> Split:
    """The best split of a marked line's parts."""
    count = len(parts)
    deck = next(
        (i for i, p in enumerate(parts) if i and p.text.startswith(("——", "—", "--"))), count
    )
    if deck < 2:
        return Split(0, deck, 0.8, "one part", "dash")
    speech = next((i for i in range(deck - 1) if _SPEECH.search(parts[i].text)), None)
    if speech is not None:
        return Split(speech + 1, deck, 0.9, "the kicker ends in a verb of speech", "speech-verb")
    sizes = [len(p.text) for p in parts[:deck]]
    if deck >= 2 and sizes[0] - max(sizes[1:]) >= 3:
        return Split(1, deck, 0.6, "the first part is longer than the others", "balance")
    if deck == 2 and abs(sizes[0] - sizes[1]) > 2:
        return Split(1, deck, 0.5, "two parts of unequal length", "balance")
    return Split(0, deck, 0.7, "parts of like length", "balance")


def headline_lines(parts: Sequence[Part]) -> tuple[Line, ...]:
    """The headline's lines. Two clauses are two lines; of three or more, short neighbours share a
    line where that makes the lines alike in length, as they are set on paper."""
    if not parts:
        return ()
    groups = _grouped([len(p.text) for p in parts]) if len(parts) > 2 else [1] * len(parts)
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


def _grouped(sizes: list[int]) -> list[int]:
    """How many parts each line takes: the most even lines of 10 to 22 characters win."""
    best: tuple[float, list[int]] = (float("inf"), [1] * len(sizes))
    for groups in _partitions(len(sizes)) if len(sizes) <= 8 else [[1] * len(sizes)]:
        lengths: list[int] = []
        at = 0
        for size in groups:
            lengths.append(sum(sizes[at : at + size]) + size - 1)
            at += size
        uneven = (max(lengths) - min(lengths)) / max(lengths)
        short = sum(max(0, 10 - length) for length in lengths) * 0.1
        long = sum(max(0, length - 22) for length in lengths) * 0.1
        cost = uneven + short + long
        if cost < best[0] - 1e-9:
            best = (cost, groups)
    return best[1]


def _partitions(count: int) -> list[list[int]]:
    if count == 0:
        return [[]]
    return [[first, *rest] for first in range(1, count + 1) for rest in _partitions(count - first)]


def may_be_deck(line: TextLine) -> bool:
    """Whether a line of its own below the headline could be a deck."""
    text = line.text
    if line.kind not in ("text", "photo") or len(text) > 60:
        return False
    return text.startswith("——") or not ends_sentence(text)


_NAMED_DECK = re.compile(
    r"(?:出席|主持|讲话|致辞|参加|见证|陪同|作报告|发言|揭牌|会见时在座|出席并讲话|出席活动|讲话致辞|強調|出席儀式)$"
)


def is_deck(line: TextLine, head: Sequence[Part], following: TextLine | None) -> bool:
    """Whether the line below a headline is its deck, by its own look."""
    text = line.text
    if text.startswith(("——", "--")) or _NAMED_DECK.search(text):
        return True
    return len(text) <= 40 and following is not None and len(following.text) > 60
