"""Paragraphs cut by the end of a page or column: does a line go on the paragraph before?

Only a blank after an unfinished sentence is suspect. There a logistic model weighs what stands on
both sides: classes and identities of the two characters, lengths, sentence marks, open quotes and
brackets, neighbours of like length, how the article writes the same characters elsewhere (across
the seam, before a mark, after a mark), and whether a word usually spans it. Decisions go left to
right, so the paragraph put together so far speaks for its next piece. Weights
(`weights/seams.json`) and the table of pairs (`lexicon/pairs.txt`) are data, fitted by
`tests/bench/fit_seams.py`.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from exporter.lexicon.characters import HALF
from exporter.lexicon.pairs import pair_levels
from exporter.lexicon.scripts import SIMPLER
from exporter.messages import Message, say
from exporter.reading.credits.statements import read_opening
from exporter.reading.text.kinds import ENDERS, SUBHEAD, ends_sentence
from exporter.reading.text.lines import TextLine
from exporter.shipped import shipped_bytes
from exporter.startup.patterns import Lazy
from exporter.startup.records import dataclass

JOINABLE = frozenset(("text", "subhead", "row", "photo", "byline"))
JOIN_AT = 0.8
"""The least probability that joins: a false join hides a line, a false break is seen at once."""
JOIN_SHORT_AT = 0.88
"""The same where the line before may be a line of its own: short, alone and without a sentence."""
_SHORT = 15
_BEGINNING = 60
_ENOUGH = 6
_LOOKS = 30
_PIECES = 4
_WINDOW = 8_000
_MOST_OPEN = 300
_LENGTHS = (6, 9, 12, 15, 18, 22, 27, 34, 45, 60, 90)
_CLASSES = {
    char: name
    for name, chars in {
        "comma": ",，",
        "pause": "、",
        "colon": ":：",
        "semicolon": ";；",
        "openquote": "“‘「『",
        "closequote": "”’」』",
        "opentitle": "《〈",
        "closetitle": "》〉",
        "open": "(（[【",
        "close": ")）]】",
        "dash": "—-–－",
        "end": "。！？!?…",
        "dot": "·.．",
        "sign": "■□●○◆◇▲△★☆※►▶",
        "percent": "%％‰",
    }.items()
    for char in chars
}
_OPENERS = "“‘「『《〈(（[【"
_BRACKETS = Lazy(rf"[{re.escape(_OPENERS)}”’」』》〉)）\]】]")


@dataclass(frozen=True, slots=True)
class Seam:
    """A decision about one blank between two lines; `gains` are what was seen at it, by weight."""

    joins: bool
    confidence: float
    gains: tuple[tuple[float, str], ...]

    @property
    def reason(self) -> Message | list[str]:
        """What spoke most for the decision: a sentence, or signs with their weights."""
        if not self.gains:
            return say("a sentence in Latin letters goes on")
        sign = 1 if self.joins else -1
        top = sorted([(-sign * gain, name) for gain, name in self.gains])[:3]
        return [f"{name} {-sign * loss:+.1f}" for loss, name in top]


@dataclass(frozen=True, slots=True)
class Around:
    """What is known around a seam: the body's text; the length of the block before the open
    paragraph when that was unfinished too (else 0); whether the open paragraph is the first block;
    whether a dateline is still to come; how many of the body's lines in eight are unfinished;
    the lengths of the body's short unfinished lines that follow a finished one; how many such
    lines have stayed on their own so far."""

    text: str
    sibling: int = 0
    first: bool = False
    before_opening: bool = False
    loose: int = 0
    shorts: tuple[int, ...] = ()
    earlier: int = 0


@cache
def weights() -> dict[str, int]:
    """The shipped table, in hundredths."""
    table: dict[str, int] = json.loads(shipped_bytes("reading/body/weights/seams.json"))["weights"]
    return table


def suspect(before: TextLine, after: TextLine) -> bool:
    """Whether a blank may be a cut at all."""
    return after.kind in JOINABLE and not ends_sentence(before.text)


def judge(pieces: Sequence[TextLine], after: TextLine, around: Around) -> Seam:
    """Whether `after` goes on the paragraph of `pieces`, whose last is unfinished."""
    if _latin_goes_on(pieces[-1].text, after.text):
        return Seam(True, 0.97, ())
    names = features(pieces, after, around)
    get = weights().get
    gains = [get(name, 0) / 100 for name in names]
    chance = 1 / (1 + math.exp(-sum(gains)))
    joins = chance >= (JOIN_SHORT_AT if _may_stand_alone(pieces) else JOIN_AT)
    sure = round(max(chance, 1 - chance), 3)
    return Seam(joins, sure, tuple(zip(gains, names, strict=True)))


def _latin_goes_on(before: str, after: str) -> bool:
    """Whether two Latin words stand at the cut, the second not as a sentence begins."""
    left, right = before[-1], after[0]
    return left.isascii() and left.isalpha() and right.isascii() and right.islower()


def _may_stand_alone(pieces: Sequence[TextLine]) -> bool:
    """Whether the open paragraph is one short line without a sentence: perhaps a subhead."""
    text = pieces[-1].text
    return len(pieces) == 1 and len(text) <= SUBHEAD and ENDERS.isdisjoint(text[:-1])


def features(pieces: Sequence[TextLine], after: TextLine, around: Around) -> list[str]:
    """The names of what is seen at a seam, in the order their weights are added up.

    Of …沿江三 before 县通车。: bias, han|han, … last 三, first 县, next is text, … next ends, …
    no sentence 3, has comma, … last2 江三, first2 县通, again never, … ends 0/0, begins 0/0.
    """
    text, follow = pieces[-1].text, after.text
    whole = text if len(pieces) == 1 else "".join([piece.text for piece in pieces[-_PIECES:]])
    ends, begins = _plain(text[-2:]), _plain(follow[:2])
    size, following = _bucket(len(whole)), _bucket(len(follow))
    reach = _reach(whole)
    pair = f"pair {_pair(ends[-1], begins[0])}"
    names = [
        "bias",
        f"{_class(ends[-1])}|{_class(begins[0])}",
        f"whole{size}",
        f"piece{_bucket(len(text))}",
        f"next{following}",
        "last " + ends[-1],
        "first " + begins[0],
        "next is " + after.kind,
        "piece is " + pieces[-1].kind,
        "next ends" if ends_sentence(follow) else "next open",
        pair,
        f"{pair} {min(size, 7)}",
        *_marks_within(whole[:-1], size),
    ]
    if len(pieces) > 1:
        names.append("already joined")
    names += _brackets(whole, follow)
    names += _before_it(pieces, around)
    if len(pieces) == 1 and len(text) <= SUBHEAD:
        names += _peers(text, reach, around)
    names += ["last2 " + ends, "first2 " + begins]
    if _opens_article(follow):
        names.append("next opens an article")
    names += _repeats(text, follow, around.text)
    names.append(f"whole{size // 2} next{following // 2}")
    names.append(f"next {'has' if _has_comma(follow[:_BEGINNING]) else 'no'} comma, {reach}")
    names += _elsewhere(text, follow, around.text)
    return names


def _reach(whole: str) -> str:
    if len(whole) <= _SHORT:
        return "short"
    return "mid" if len(whole) <= SUBHEAD else "long"


def _marks_within(body: str, size: int) -> list[str]:
    """Marks in the open paragraph but for its last character."""
    if any(mark in body for mark in ENDERS):
        return ["has sentence"]
    return [f"no sentence {size}", "has comma" if _has_comma(body) else f"no comma {size}"]


def _brackets(whole: str, follow: str) -> list[str]:
    """Quotes and brackets that the paragraph leaves open, and that the next line closes."""
    open_ = _depth(whole[-400:]) > 0
    names = ["bracket open"] if open_ else []
    if _closes_first(follow[:200]):
        names.append("closes bracket" if open_ else "closes nothing")
    return names


def _before_it(pieces: Sequence[TextLine], around: Around) -> list[str]:
    """What comes before the open paragraph, and whether the article has begun."""
    names: list[str] = []
    if around.sibling:
        names.append("sibling long" if around.sibling >= 40 else "sibling short")
        if abs(around.sibling - len(pieces[-1].text)) <= 2:
            names.append("sibling alike")
    if around.first:
        names.append("first block")
    if around.before_opening:
        names.append("dateline comes later")
    elif around.first and opens(pieces[0].text):
        names.append("paragraph opens an article")
    names.append(f"loose {around.loose}")
    return names


def _peers(text: str, reach: str, around: Around) -> list[str]:
    """How a short line fits among the body's other short lines: subheads come in series."""
    peers = [size for size in around.shorts if abs(size - len(text)) <= 2]
    alike = min(len(peers) - 1, 3)
    comma = "comma" if _has_comma(text[:-1]) else "plain"
    return [
        f"peers {min(len(around.shorts) - 1, 4)}",
        f"peers alike {alike}",
        f"peers alike {alike} {comma} {reach}",
        f"earlier {min(around.earlier, 3)}",
    ]


def _opens_article(text: str) -> bool:
    """`opens`, asked only of texts that have a dateline's or a credit's words where they must."""
    likely = "电" in text[:40] or "讯" in text[:40] or "記者" in text[:20]
    return likely and opens(text)


def _has_comma(text: str) -> bool:
    return "，" in text or "," in text


def opens(text: str) -> bool:
    """Whether a text begins with a dateline."""
    return read_opening(text)[0] is not None


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """What a whole body says of its seams: see `Around`; `opening` is the place of the row that
    opens with a dateline, -1 without one; `open` how many lines are unfinished."""

    text: str
    loose: int
    opening: int
    shorts: tuple[int, ...]
    open: int = 0

    def around(self, at: int, sibling: int, earlier: int, *, first: bool) -> Around:
        """What is known around the seam before row `at`."""
        before = at <= self.opening
        return Around(self.text, sibling, first, before, self.loose, self.shorts, earlier)


def body_facts(rows: Sequence[TextLine]) -> BodyFacts:
    """The facts of an article's rows after its headline group."""
    ended = [ends_sentence(row.text) for row in rows]
    kinds = [row.kind in JOINABLE for row in rows]
    open_ = sum([kind and not end for kind, end in zip(kinds, ended, strict=True)])
    shorts = [
        len(row.text)
        for i, row in enumerate(rows)
        if len(row.text) <= SUBHEAD and not ended[i] and kinds[i] and (i == 0 or ended[i - 1])
    ]
    return BodyFacts(
        text="\n".join([row.text for row in rows])[:_WINDOW],
        loose=min(4, open_ * 8 // max(1, sum(kinds))),
        opening=next((i for i, row in enumerate(rows[:12]) if opens(row.text)), -1),
        shorts=tuple(shorts[:40]),
        open=open_,
    )


def _bucket(value: int) -> int:
    return bisect_left(_LENGTHS, value)


def _plain(text: str) -> str:
    """As the tables have it: half-width marks, simplified forms."""
    return text.translate(HALF).translate(SIMPLER)


def _class(char: str) -> str:
    found = _CLASSES.get(char)
    if found:
        return found
    if char.isdigit():
        return "digit"
    return "latin" if char.isascii() else "han"


def _pair(left: str, right: str) -> str:
    """How firmly the two characters hold together, as far as the shipped table can say."""
    level = pair_levels().get(left + right)
    if level is not None:
        return level
    known = pair_levels().knows
    return "unseen" if known(left) and known(right) else "unknown"


def _depth(text: str) -> int:
    return sum([1 if char in _OPENERS else -1 for char in _BRACKETS.findall(text)])


def _closes_first(text: str) -> bool:
    """Whether a closing mark comes before its opening one."""
    depth = 0
    for char in _BRACKETS.findall(text):
        depth += 1 if char in _OPENERS else -1
        if depth < 0:
            return True
    return False


def _repeats(text: str, follow: str, whole: str) -> list[str]:
    """Whether the article writes the characters across the seam together elsewhere."""
    if text[-1] + follow[0] not in whole:
        return ["again never"]
    names = ["again 1+1"]
    for a, b in ((2, 1), (1, 2), (2, 2)):
        across = text[-a:] + follow[:b]
        if len(across) == a + b and across in whole:
            names.append(f"again {a}+{b}")
    return names


def _elsewhere(text: str, follow: str, whole: str) -> list[str]:
    """Whether the last two characters end a clause where the article has them elsewhere, and the
    first two begin one: "ends 2/0" has seen it twice before a mark and never before a word."""
    names = []
    if len(text) > 1:
        stops, goes = _seen(text[-2:], whole, 2)
        names.append(f"ends {stops}/{goes}")
    if len(follow) > 1:
        stops, goes = _seen(follow[:2], whole, -1)
        names.append(f"begins {stops}/{goes}")
    return names


def _seen(pair: str, whole: str, step: int) -> tuple[int, int]:
    """How often a mark, and how often a word, stands `step` from where the text has the pair: up
    to 2 each. Ends of lines say nothing: one of them is the seam."""
    marks = words = looks = 0
    at = whole.find(pair)
    while at >= 0 and marks + words < _ENOUGH and looks < _LOOKS:
        looks += 1
        beside = whole[at + step : at + step + 1] if at + step >= 0 else ""
        if beside.isalnum():
            words += 1
        elif beside and beside != "\n":
            marks += 1
        at = whole.find(pair, at + 1)
    return min(marks, 2), min(words, 2)
