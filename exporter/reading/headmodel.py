"""Scores every split of a headline group into kicker, headline and deck; a softmax over the
scores is the confidence.

A group is a row of units: the parts of the headline's line, then up to three lines below it that
could still belong to it. A split says how many units are kicker, headline and deck; units after
that are body. Its score is a sum of weights by role (what a unit looks like), by boundary (how
like its neighbour it is) and for the split as a whole. Weights are data (`weights/heads.json`),
fitted by
`tests/bench/fit_heads.py`.

The features in order of worth: lengths of neighbours at each kind of boundary, words at the ends
of units, kinds of the lines below, how much of a unit the first paragraph says again and where.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from exporter.patterns import Lazy
from exporter.reading.data import data_bytes
from exporter.records import dataclass

ROLES = "KHDB"
TYPES = ("KK", "KH", "HH", "HD", "DD")
MAX_KICKER = 4
MAX_UNITS = 14
NEVER = 999
HALF = str.maketrans("，；：！？（）０１２３４５６７８９％", ",;:!?()0123456789%")
_LENGTHS = (4, 6, 8, 10, 12, 15, 19, 25, 35)
_DIFFS = (0, 1, 2, 4, 7, 12)
_SIZES = (6, 12, 20)
_PAIRS = 40
_NEAR = 5
PRESENT = Lazy(r"(?:出席|主持|讲话|致辞|参加|见证|陪同|作报告|发言|揭牌|在座|通报)$")
CUES: tuple[tuple[str, Lazy], ...] = (
    (
        "speech",
        Lazy(
            r"(?:强调|指出|要求|表示|提出|致辞|讲话|发言|宣布|指示|批示|希望|呼吁|强調|強調|認為|時|说|寄语|主张|认为)[:]?$"
        ),
    ),
    (
        "meeting",
        Lazy(r"(?:在.{2,}(?:上|时|中|期间)|会见|会谈|主持|出席|召开|听取|考察|调研|视察)"),
    ),
    ("present", PRESENT),
    (
        "genre",
        Lazy(
            r"(?:纪实|侧记|综述|述评|访谈|观察|调查|纪事|启示|启示录|见闻|记|追记|评述|透视|扫描|回眸|巡礼|专访|解读|之[一二三四五六七八九十])$"
        ),
    ),
    ("colon-end", Lazy(r":$")),
    ("ask", Lazy(r"[?]$")),
    ("shout", Lazy(r"[!]$")),
    (
        "event",
        Lazy(
            r"(?:会议|座谈会|大会|论坛|仪式|活动|开幕|闭幕|举行|召开|启动|发布|印发|成立|落幕|结束|通车|开通)$"
        ),
    ),
)
_STARTS = Lazy(
    r"(?:今|昨|近日|日前|截至|前\d|\d{1,2}月|\d{4}年|第[一二三四五六七八九十\d]+[届次批])"
)
_INSIDE = (
    ("dash", "——"),
    ("colon", ":"),
    ("comma", ","),
    ("pause", "、"),
    ("quote", "“"),
    ("title", "《"),
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of the headline's line (`row` 0) or a whole line below it (`row` 1, 2, 3). `echo` is
    where the first paragraph says most of it again, an offset; NEVER where it does not."""

    text: str
    row: int
    names: tuple[str, ...]
    echo: int = NEVER


@dataclass(frozen=True, slots=True)
class Scored:
    """The best split: units before `kicker` are kicker, before `headline` headline, before `deck`
    deck; the rest is body. `others` are the next best, with their probabilities."""

    kicker: int
    headline: int
    deck: int
    confidence: float
    reason: str
    others: tuple[tuple[int, int, int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights by feature name: of a unit by role (K H D B), of a boundary by type, of a split."""

    unit: dict[str, tuple[float, ...]]
    pair: dict[str, tuple[float, ...]]
    split: dict[str, float]


@cache
def weights(family: str = "") -> Weights:
    """The shipped table of a family of papers: "" for dailies at large, "local" for those that
    open 本报讯. Its file holds whole numbers: hundredths."""
    name = "heads-local.json" if family == "local" else "heads.json"
    data = json.loads(data_bytes(f"weights/{name}"))
    return Weights(
        unit={name: tuple([w / 100 for w in row]) for name, row in data["unit"].items()},
        pair={name: tuple([w / 100 for w in row]) for name, row in data["pair"].items()},
        split={name: w / 100 for name, w in data["split"].items()},
    )


def _bucket(value: int, limits: Sequence[int]) -> int:
    for i, limit in enumerate(limits):
        if value <= limit:
            return i
    return len(limits)


def unit_of(text: str, row: int, place: str, lead: str, context: Sequence[str] = ()) -> Unit:
    """A unit with its features. `place` is "first", "mid", "last" or "only" in the headline's
    line, or "row"; `lead` the beginning of the first paragraph, in half-width marks; `context`
    names what is known of a line's surroundings."""
    t = text.translate(HALF)
    echoes = _echoes(t, lead)
    pairs = max(1, min(len(t) - 1, _PAIRS))
    size = _bucket(len(t), _LENGTHS)
    names = [
        f"len{size}",
        place,
        f"{place}{size}",
        "e1" + t[-1],
        "e2" + t[-2:],
        "s1" + t[0],
        "s2" + t[:2],
        f"lap{_bucket(len(echoes) * 100 // pairs, (5, 25, 50, 75))}",
        f"lap{len(echoes) * 4 // pairs}{_bucket(len(t), _SIZES)}{place}",
    ]
    for name, pattern in CUES:
        if pattern.search(t):
            names.append(name)
    for name, mark in _INSIDE:
        if mark in t:
            names.append("starts-" + name if t.startswith(mark) else "has-" + name)
    if _STARTS.match(t):
        names.append("time")
    if any(char.isdigit() for char in t):
        names.append("digit")
    if row:
        names.append(f"row{row}")
        names += context
    return Unit(text, row, tuple(names), echoes[len(echoes) // 2] if echoes else NEVER)


def _echoes(text: str, lead: str) -> list[int]:
    """Where the lead has the text's pairs of characters, in order."""
    count = min(len(text) - 1, _PAIRS) if lead else 0
    return sorted([at for at in [lead.find(text[i : i + 2]) for i in range(count)] if at >= 0])


def pair_names(a: Unit, b: Unit) -> tuple[str, ...]:
    """The features of the boundary between two neighbours."""
    diff = len(a.text) - len(b.text)
    size = _bucket(abs(diff), _DIFFS)
    names = [f"diff{size}" if diff >= 0 else f"diff-{size}", _order(a.echo, b.echo)]
    if a.row != b.row:
        names.append("break" if a.row == 0 else "break-low")
    if len(a.text) <= 6 and len(b.text) <= 6:
        names.append("short")
    if a.text[0] == b.text[0]:
        names.append("same-start")
    if a.text[-1] == b.text[-1]:
        names.append("same-end")
    return tuple(names)


def _order(a: int, b: int) -> str:
    """Which of two neighbours the first paragraph says first."""
    if NEVER in (a, b):
        return "said neither" if a == b else "said second" if a == NEVER else "said first"
    return "said in order" if a < b - _NEAR else "said turned" if a > b + _NEAR else "said at once"


def split_names(
    units: Sequence[Unit], kicker: int, headline: int, deck: int, facts: Sequence[str]
) -> list[str]:
    """The features of a split as a whole; `facts` are known of the article (column, opening …)."""
    lines, decks = headline - kicker, deck - headline
    lengths = [len(unit.text) for unit in units[kicker:headline]]
    first_row = sum(unit.row == 0 for unit in units)
    names = [
        f"n{min(kicker, 3)}{min(lines, 4)}{min(decks, 3)}",
        f"of{min(first_row, 6)}:{min(kicker, 3)}{min(lines, 4)}",
    ]
    if first_row > 1:
        names += [f"{names[0]}&{fact}" for fact in facts]
    if lines > 1:
        names.append(f"spread{min(lines, 4)}:{_bucket(max(lengths) - min(lengths), _DIFFS)}")
    if kicker:
        names.append(f"over{_signed(sum(len(u.text) for u in units[:kicker]) - max(lengths))}")
        names += ["K&" + fact for fact in facts]
    if decks:
        own = units[headline].row > 0
        names.append("deck-own" if own else "deck-glued")
        if not own and deck > first_row:
            names.append("deck-both")
        if not own and len(units) > first_row and units[first_row].text.startswith(("——", "--")):
            names.append("deck-glued-above-dash")
        names.append(
            f"under{_signed(len(units[headline].text) - max(lengths))}{'own' if own else ''}"
        )
        names += [("D1&" if own else "D0&") + fact for fact in facts]
        if kicker:
            names.append("K&D")
    for i, unit in enumerate(units[:headline]):
        for cue in ("speech", "colon-end"):
            if cue in unit.names:
                where = "K-end" if i == kicker - 1 else "K-mid" if i < kicker else "H"
                names.append(f"{cue}@{where}{'-last' if i == headline - 1 else ''}")
    if lines == 1:
        names.append(f"one{_bucket(lengths[0], _LENGTHS)}")
    return names


def _signed(diff: int) -> str:
    return f"{'-' if diff < 0 else ''}{_bucket(abs(diff), _DIFFS)}"


def splits_of(
    units: Sequence[Unit], *, kicker: bool = True, deck: str = "any"
) -> list[tuple[int, int, int]]:
    """Every possible split: the headline's own line is wholly kicker, headline or deck.

    `kicker` and `deck` ("any", "own", "glued", "none") are what the house allows. A part that
    begins with a dash is never headline.
    """
    count = len(units)
    own = sum(unit.row == 0 for unit in units)
    least = own if deck in ("own", "none") else 1
    most = own if deck in ("glued", "none") else count
    dash = next((i for i, u in enumerate(units) if i and u.text.startswith(("——", "--"))), count)
    if deck in ("any", "own" if dash >= own else "any"):
        allowed = [
            (k, h, d)
            for k in range(min(MAX_KICKER, dash - 1) + 1 if kicker else 1)
            for h in range(max(k + 1, min(least, dash)), dash + 1)
            for d in range(max(h, own), count + 1)
        ]
        if allowed:
            return allowed
    return [
        (k, h, d)
        for k in range(min(MAX_KICKER, count - 1) + 1 if kicker else 1)
        for h in range(max(k + 1, min(least, count)), count + 1)
        for d in range(max(h, own), max(h, most) + 1)
        if d == h or d <= most
    ]


def best_split(
    units: Sequence[Unit],
    facts: Sequence[str],
    table: Weights | None = None,
    *,
    kicker: bool = True,
    deck: str = "any",
) -> Scored:
    """The most probable split, with its probability and what spoke for it; `kicker` and `deck`
    are what the house allows."""
    table = table or weights("local" if "local" in facts else "")
    if len(units) == 1:
        return Scored(0, 1, 1, 1.0, "the headline is one part, and no line below could be a deck")
    sums = _running_sums(units, table)
    splits = splits_of(units, kicker=kicker, deck=deck)
    if len(splits) == 1:
        return Scored(*splits[0], 1.0, "the house's profile leaves no other reading")
    scores = [_score(units, split, facts, sums, table) for split in splits]
    order = sorted(range(len(splits)), key=scores.__getitem__, reverse=True)
    top = scores[order[0]]
    total = sum([math.exp(score - top) for score in scores])
    best, second = splits[order[0]], splits[order[1]]
    others = tuple((*splits[i], math.exp(scores[i] - top) / total) for i in order[1:_OTHERS])
    return Scored(*best, 1 / total, _reason(units, best, second, facts, table), others)


_OTHERS = 4
_NONE4 = (0.0, 0.0, 0.0, 0.0)
_NONE5 = (0.0, 0.0, 0.0, 0.0, 0.0)
Sums = tuple[list[list[float]], list[tuple[float, ...]], list[list[float]]]


def _running_sums(units: Sequence[Unit], table: Weights) -> Sums:
    """Sums of unit weights by role up to each unit, weights of each boundary by type, and sums of
    boundary weights within one role up to each unit."""
    roles: list[list[float]] = [[0.0], [0.0], [0.0], [0.0]]
    for unit in units:
        rows = [table.unit.get(name, _NONE4) for name in unit.names]
        for role in range(4):
            roles[role].append(roles[role][-1] + sum([row[role] for row in rows]))
    pairs: list[tuple[float, ...]] = []
    within: list[list[float]] = [[0.0], [0.0], [0.0]]
    for a, b in pairwise(units):
        rows = [table.pair.get(name, _NONE5) for name in pair_names(a, b)]
        pair = tuple([sum([row[i] for row in rows]) for i in range(5)])
        pairs.append(pair)
        for role, kind in enumerate((0, 2, 4)):
            within[role].append(within[role][-1] + pair[kind])
    return roles, pairs, within


def _score(
    units: Sequence[Unit],
    split: tuple[int, int, int],
    facts: Sequence[str],
    sums: Sums,
    table: Weights,
) -> float:
    kicker, headline, deck = split
    (k, h, d, b), pairs, (kk, hh, dd) = sums
    score = k[kicker] + h[headline] - h[kicker] + d[deck] - d[headline] + b[-1] - b[deck]
    score += hh[headline - 1] - hh[kicker]
    if kicker:
        score += kk[kicker - 1] + pairs[kicker - 1][1]
    if deck > headline:
        score += pairs[headline - 1][3] + dd[deck - 1] - dd[headline]
    get = table.split.get
    return score + sum([get(n, 0.0) for n in split_names(units, kicker, headline, deck, facts)])


def feature_counts(
    units: Sequence[Unit], split: tuple[int, int, int], facts: Sequence[str]
) -> dict[str, int]:
    """Every feature of a split by its full name ("K|len3", "KH|diff2", "n110"), for fitting and
    for explaining; the sum of their weights is the score."""
    kicker, headline, deck = split
    found: dict[str, int] = {}
    for i, unit in enumerate(units):
        role = "K" if i < kicker else "H" if i < headline else "D" if i < deck else "B"
        for name in unit.names:
            key = f"{role}|{name}"
            found[key] = found.get(key, 0) + 1
        if i + 1 < deck:
            after = "K" if i + 1 < kicker else "H" if i + 1 < headline else "D"
            for name in pair_names(unit, units[i + 1]):
                key = f"{role}{after}|{name}"
                found[key] = found.get(key, 0) + 1
    for name in split_names(units, kicker, headline, deck, facts):
        found[name] = found.get(name, 0) + 1
    return found


def weight_of(name: str, table: Weights) -> float:
    """The weight of a feature by its full name."""
    role, bar, feature = name.partition("|")
    if not bar:
        return table.split.get(name, 0.0)
    if len(role) == 1:
        return table.unit.get(feature, _NONE4)[ROLES.index(role)]
    return table.pair.get(feature, _NONE5)[TYPES.index(role)]


def _reason(
    units: Sequence[Unit],
    best: tuple[int, int, int],
    second: tuple[int, int, int],
    facts: Sequence[str],
    table: Weights,
) -> str:
    """The three features that spoke most for the best split against the second."""
    gains: dict[str, float] = {}
    for split, sign in ((best, 1), (second, -1)):
        for name, count in feature_counts(units, split, facts).items():
            gains[name] = gains.get(name, 0.0) + sign * count * weight_of(name, table)
    top = sorted(gains.items(), key=_by_gain)[:3]
    told = ", ".join(f"{name} {gain:+.1f}" for name, gain in top)
    return f"{shape(best)} rather than {shape(second)}: {told}"


def _by_gain(item: tuple[str, float]) -> tuple[float, str]:
    return -item[1], item[0]


def shape(split: tuple[int, int, int]) -> str:
    """1+2+0: parts of kicker, headline and deck."""
    return f"{split[0]}+{split[1] - split[0]}+{split[2] - split[1]}"
