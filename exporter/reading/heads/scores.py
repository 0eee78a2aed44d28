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
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import accumulate, pairwise

from exporter.lexicon.characters import HALF
from exporter.messages import Message, say
from exporter.shipped import shipped_bytes
from exporter.startup.patterns import Lazy
from exporter.startup.records import dataclass, field

ROLES = "KHDB"
TYPES = ("KK", "KH", "HH", "HD", "DD")
MAX_KICKER = 4
MAX_UNITS = 14
NEVER = 999
_LENGTHS = (4, 6, 8, 10, 12, 15, 19, 25, 35)
_DIFFS = (0, 1, 2, 4, 7, 12)
_SIZES = (6, 12, 20)
_PAIRS = 40
_LONGEST = 40
_NEAR = 5
_MEETING = Lazy(r"(?:在.{2,}(?:上|时|中|期间)|会见|会谈|主持|出席|召开|听取|考察|调研|视察)")


def _meets(text: str) -> bool:
    return _MEETING.search(text) is not None


def _ends(words: str, mark: str = "") -> Callable[[str], bool]:
    """Whether a text ends with one of the words, perhaps before a mark."""
    endings = tuple([word + end for word in words.split("|") for end in ("", mark)])

    def ends(text: str) -> bool:
        return text.endswith(endings)

    return ends


CUES: tuple[tuple[str, Callable[[str], bool]], ...] = (
    (
        "speech",
        _ends(
            "强调|指出|要求|表示|提出|致辞|讲话|发言|宣布|指示|批示|希望|呼吁|强調|強調|認為|時|说|寄语|主张|认为",
            ":",
        ),
    ),
    ("meeting", _meets),
    ("present", _ends("出席|主持|讲话|致辞|参加|见证|陪同|作报告|发言|揭牌|在座|通报")),
    (
        "genre",
        _ends(
            "纪实|侧记|综述|述评|访谈|观察|调查|纪事|启示|启示录|见闻|记|追记|评述|透视|扫描|回眸|巡礼|专访|解读|"
            "之一|之二|之三|之四|之五|之六|之七|之八|之九|之十"
        ),
    ),
    ("colon-end", _ends(":")),
    ("ask", _ends("?")),
    ("shout", _ends("!")),
    (
        "event",
        _ends(
            "会议|座谈会|大会|论坛|仪式|活动|开幕|闭幕|举行|召开|启动|发布|印发|成立|落幕|结束|通车|开通"
        ),
    ),
)
_STARTS = Lazy(
    r"(?:今|昨|近日|日前|截至|前\d|\d{1,2}月|\d{4}年|第[一二三四五六七八九十\d]+[届次批])"
)
_PLACED_CUES = ("speech", "colon-end")
_DASHES = ("——", "--")
_SIGNED = tuple([tuple([f"{sign}{size}" for size in range(len(_DIFFS) + 1)]) for sign in ("", "-")])
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
    reason: Message
    others: tuple[tuple[int, int, int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights in hundredths by feature name: of a unit by role (K H D B), of a boundary by type,
    of a split. `known` keeps those of groups of a split's features that were asked for."""

    unit: dict[str, list[int]]
    pair: dict[str, list[int]]
    split: dict[str, int]
    known: dict[tuple[str, ...], tuple[int, ...]] = field(default_factory=dict, compare=False)

    def of_group(self, names: tuple[str, ...]) -> tuple[int, ...]:
        """The weights of a group of a split's features that have one."""
        found = self.known.get(names)
        if found is None:
            found = tuple([w for name in names if (w := self.split.get(name))])
            self.known[names] = found
        return found


@cache
def weights(family: str = "") -> Weights:
    """The shipped table of a family of papers: "" for dailies at large, "local" for those that
    open 本报讯."""
    name = "heads-local.json" if family == "local" else "heads.json"
    data = json.loads(shipped_bytes(f"reading/heads/weights/{name}"))
    return Weights(data["unit"], data["pair"], data["split"])


def _bucket(value: int, limits: Sequence[int]) -> int:
    return bisect_left(limits, value)


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
        f"long{min(len(t), _LONGEST)}",
        place,
        f"{place}{size}",
        "e1" + t[-1],
        "e2" + t[-2:],
        "s1" + t[0],
        "s2" + t[:2],
        f"lap{_bucket(len(echoes) * 100 // pairs, (5, 25, 50, 75))}",
        f"lap{len(echoes) * 4 // pairs}{_bucket(len(t), _SIZES)}{place}",
    ]
    names += [name for name, test in CUES if test(t)]
    for name, mark in _INSIDE:
        if mark in t:
            names.append("starts-" + name if t.startswith(mark) else "has-" + name)
    if _STARTS.match(t):
        names.append("time")
    if any(map(str.isdigit, t)):
        names.append("digit")
    if row:
        names.append(f"row{row}")
        names += context
    return Unit(text, row, tuple(names), echoes[len(echoes) // 2] if echoes else NEVER)


def _echoes(text: str, lead: str) -> list[int]:
    """Where the lead has the text's pairs of characters, in order."""
    count = min(len(text) - 1, _PAIRS) if lead else 0
    return sorted([at for i in range(count) if (at := lead.find(text[i : i + 2])) >= 0])


def pair_names(a: Unit, b: Unit) -> tuple[str, ...]:
    """The features of the boundary between two neighbours."""
    diff = len(a.text) - len(b.text)
    size = _bucket(abs(diff), _DIFFS)
    names = [
        f"diff{size}" if diff >= 0 else f"diff-{size}",
        _order(a.echo, b.echo),
        "after" + a.text[-1].translate(HALF),
        "before" + b.text[0].translate(HALF),
    ]
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


@dataclass(frozen=True, slots=True)
class Look:
    """What the features of splits are made of: `sizes` are the units' lengths, `ends` their sums
    up to each unit; `own` counts the parts of the headline's line, `dash` says that the line below
    begins with one; `cues` are words that tell where they stand, by unit; `facts` are known of the
    article (column, opening …)."""

    sizes: tuple[int, ...]
    ends: tuple[int, ...]
    own: int
    dash: bool
    cues: tuple[tuple[int, str], ...]
    facts: tuple[str, ...]


def look_of(units: Sequence[Unit], facts: Sequence[str]) -> Look:
    """The look of a group."""
    sizes = tuple([len(unit.text) for unit in units])
    own = sum([unit.row == 0 for unit in units])
    return Look(
        sizes,
        tuple(accumulate(sizes, initial=0)),
        own,
        len(units) > own and units[own].text.startswith(_DASHES),
        tuple([(i, cue) for i, u in enumerate(units) for cue in _PLACED_CUES if cue in u.names]),
        tuple(facts),
    )


def split_names(look: Look, kicker: int, headline: int, deck: int) -> Iterator[tuple[str, ...]]:
    """The features of a split as a whole, in groups that are the same for many splits."""
    lines, decks = headline - kicker, deck - headline
    sizes, own, facts = look.sizes[kicker:headline], look.own, look.facts
    longest = max(sizes)
    yield _count_names(kicker, lines, decks, own, facts)
    if lines > 1:
        yield _spread_names(min(lines, 4), _bucket(longest - min(sizes), _DIFFS))
    if kicker:
        yield _kicker_names(_signed(look.ends[kicker] - longest), facts)
    if decks:
        glued = headline < own
        under = _signed(look.sizes[headline] - longest)
        both = glued and deck > own
        yield _deck_names(glued, both, glued and look.dash, under, kicker > 0, facts)
    for i, cue in look.cues:
        if i < headline:
            where = "K-end" if i == kicker - 1 else "K-mid" if i < kicker else "H"
            yield _cue_names(cue, where, i == headline - 1)
    if lines == 1:
        yield _single_names(_bucket(longest, _LENGTHS))


@cache
def _count_names(
    kicker: int, lines: int, decks: int, own: int, facts: tuple[str, ...]
) -> tuple[str, ...]:
    kicker, lines = min(kicker, 3), min(lines, 4)
    counts = f"n{kicker}{lines}{min(decks, 3)}"
    told = [f"{counts}&{fact}" for fact in facts] if own > 1 else []
    return (counts, f"of{min(own, 6)}:{kicker}{lines}", *told)


@cache
def _spread_names(lines: int, spread: int) -> tuple[str, ...]:
    return (f"spread{lines}:{spread}",)


@cache
def _kicker_names(over: str, facts: tuple[str, ...]) -> tuple[str, ...]:
    return (f"over{over}", *["K&" + fact for fact in facts])


@cache
def _deck_names(
    glued: bool, both: bool, above_dash: bool, under: str, kicker: bool, facts: tuple[str, ...]
) -> tuple[str, ...]:
    names = ["deck-glued" if glued else "deck-own"]
    if both:
        names.append("deck-both")
    if above_dash:
        names.append("deck-glued-above-dash")
    names.append(f"under{under}" if glued else f"under{under}own")
    names += [("D0&" if glued else "D1&") + fact for fact in facts]
    if kicker:
        names.append("K&D")
    return tuple(names)


@cache
def _cue_names(cue: str, where: str, last: bool) -> tuple[str, ...]:
    return (f"{cue}@{where}{'-last' if last else ''}",)


@cache
def _single_names(size: int) -> tuple[str, ...]:
    return (f"one{size}",)


def _signed(diff: int) -> str:
    return _SIGNED[diff < 0][bisect_left(_DIFFS, abs(diff))]


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
    dash = next((i for i, u in enumerate(units) if i and u.text.startswith(_DASHES)), count)
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


_ONE_PART = say("the headline is one part, and no line below could be a deck")
_ONE_READING = say("the house's profile leaves no other reading")


def best_split(
    units: Sequence[Unit],
    facts: Sequence[str],
    table: Weights | None = None,
    *,
    kicker: bool = True,
    deck: str = "any",
    lean: float = 0.0,
) -> Scored:
    """The most probable split, with its probability and what spoke for it; `kicker` and `deck`
    are what the house allows. `lean` is what the rest of the text says of where its decks stand,
    in log odds: above 0 on lines of their own, below 0 after the headline."""
    table = table or _table_of(facts)
    if len(units) == 1:
        return Scored(0, 1, 1, 1.0, _ONE_PART)
    splits = splits_of(units, kicker=kicker, deck=deck)
    if len(splits) == 1:
        return Scored(*splits[0], 1.0, _ONE_READING)
    look = look_of(units, facts)
    borders = [pair_names(a, b) for a, b in pairwise(units)]
    scores = _scores(units, borders, look, splits, table, lean)
    order = sorted(range(len(splits)), key=scores.__getitem__, reverse=True)
    top = scores[order[0]]
    total = sum([math.exp(score - top) for score in scores])
    best, second = splits[order[0]], splits[order[1]]
    others = tuple((*splits[i], math.exp(scores[i] - top) / total) for i in order[1:_OTHERS])
    reason = _reason(units, borders, look, (best, second), table)
    return Scored(*best, 1 / total, reason, others)


def deck_places(units: Sequence[Unit], facts: Sequence[str]) -> tuple[float, float]:
    """How probable it is that a group has a deck on a line of its own, and one after the headline
    on its line."""
    splits = splits_of(units) if len(units) > 1 else []
    if len(splits) < 2:
        return 0.0, 0.0
    look = look_of(units, facts)
    borders = [pair_names(a, b) for a, b in pairwise(units)]
    scores = _scores(units, borders, look, splits, _table_of(facts), 0.0)
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    own = glued = 0.0
    for (_, headline, deck), power in zip(splits, powers, strict=True):
        if headline < min(deck, look.own):
            glued += power
        elif headline < deck:
            own += power
    total = sum(powers)
    return own / total, glued / total


def _table_of(facts: Sequence[str]) -> Weights:
    return weights("local" if "local" in facts else "")


def _scores(
    units: Sequence[Unit],
    borders: Sequence[tuple[str, ...]],
    look: Look,
    splits: Sequence[tuple[int, int, int]],
    table: Weights,
    lean: float,
) -> list[float]:
    """The score of each split; a deck where the rest of the text has none costs what it leans."""
    sums = _running_sums(units, borders, table)
    scores = [_score(look, split, sums, table) for split in splits]
    if lean:
        for i, (_, headline, deck) in enumerate(splits):
            if headline < deck and (headline < look.own) == (lean > 0):
                scores[i] -= abs(lean)
    return scores


_OTHERS = 4
_NONE4 = [0, 0, 0, 0]
_NONE5 = [0, 0, 0, 0, 0]
Sums = tuple[list[list[int]], list[tuple[int, ...]], list[list[int]]]


def _running_sums(
    units: Sequence[Unit], borders: Sequence[tuple[str, ...]], table: Weights
) -> Sums:
    """Sums of unit weights by role up to each unit, weights of each boundary by type, and sums of
    boundary weights within one role up to each unit."""
    roles: list[list[int]] = [[0], [0], [0], [0]]
    get = table.unit.get
    for unit in units:
        rows = [get(name, _NONE4) for name in unit.names]
        for sums, column in zip(roles, zip(*rows, strict=True), strict=True):
            sums.append(sums[-1] + sum(column))
    pairs: list[tuple[int, ...]] = []
    within: list[list[int]] = [[0], [0], [0]]
    for names in borders:
        rows = [table.pair.get(name, _NONE5) for name in names]
        pair = tuple([sum(column) for column in zip(*rows, strict=True)])
        pairs.append(pair)
        for sums, kind in zip(within, (0, 2, 4), strict=True):
            sums.append(sums[-1] + pair[kind])
    return roles, pairs, within


def _score(look: Look, split: tuple[int, int, int], sums: Sums, table: Weights) -> float:
    kicker, headline, deck = split
    (k, h, d, b), pairs, (kk, hh, dd) = sums
    score = k[kicker] + h[headline] - h[kicker] + d[deck] - d[headline] + b[-1] - b[deck]
    score += hh[headline - 1] - hh[kicker]
    if kicker:
        score += kk[kicker - 1] + pairs[kicker - 1][1]
    if deck > headline:
        score += pairs[headline - 1][3] + dd[deck - 1] - dd[headline]
    weights: list[int] = []
    known = table.known.get
    for names in split_names(look, kicker, headline, deck):
        weights += known(names) or table.of_group(names)
    return (score + sum(weights)) / 100


Feature = tuple[str, str]
"""A feature with its role (K), its two roles (KH), or "" for the split as a whole."""


def feature_counts(
    units: Sequence[Unit], split: tuple[int, int, int], facts: Sequence[str]
) -> dict[str, int]:
    """Every feature of a split by its full name ("K|len3", "KH|diff2", "n110"), for fitting; the
    sum of their weights is the score."""
    borders = [pair_names(a, b) for a, b in pairwise(units)]
    counts = _counts(units, borders, look_of(units, facts), split)
    return {_full_name(feature): count for feature, count in counts.items()}


def _counts(
    units: Sequence[Unit],
    borders: Sequence[tuple[str, ...]],
    look: Look,
    split: tuple[int, int, int],
) -> dict[Feature, int]:
    kicker, headline, deck = split
    roles = "K" * kicker + "H" * (headline - kicker) + "D" * (deck - headline)
    roles += "B" * (len(units) - deck)
    groups = [("", names) for names in split_names(look, *split)]
    groups += [(role, unit.names) for role, unit in zip(roles, units, strict=True)]
    groups += [(roles[i : i + 2], names) for i, names in enumerate(borders[: deck - 1])]
    found: dict[Feature, int] = {}
    for role, names in groups:
        for name in names:
            feature = role, name
            found[feature] = found.get(feature, 0) + 1
    return found


def _full_name(feature: Feature) -> str:
    role, name = feature
    return f"{role}|{name}" if role else name


def _weight_of(feature: Feature, table: Weights) -> float:
    role, name = feature
    if not role:
        return table.split.get(name, 0) / 100
    if len(role) == 1:
        return table.unit.get(name, _NONE4)[ROLES.index(role)] / 100
    return table.pair.get(name, _NONE5)[TYPES.index(role)] / 100


def _reason(
    units: Sequence[Unit],
    borders: Sequence[tuple[str, ...]],
    look: Look,
    splits: tuple[tuple[int, int, int], tuple[int, int, int]],
    table: Weights,
) -> Message:
    """The three features that spoke most for the first split against the second."""
    more, less = [_counts(units, borders, look, split) for split in splits]
    gains: list[tuple[float, str]] = []
    for feature, other in less.items():
        count = more.pop(feature, 0)
        if count != other:
            weight = _weight_of(feature, table)
            gains.append((count * weight - other * weight, _full_name(feature)))
    gains += [(n * _weight_of(feature, table), _full_name(feature)) for feature, n in more.items()]
    return say(
        "{shape} rather than {other}: {signs}",
        shape=shape(splits[0]),
        other=shape(splits[1]),
        signs=[f"{name} {gain:+.1f}" for gain, name in sorted(gains, key=_by_gain)[:3]],
    )


def _by_gain(item: tuple[float, str]) -> tuple[float, str]:
    return -item[0], item[1]


def shape(split: tuple[int, int, int]) -> str:
    """1+2+0: parts of kicker, headline and deck."""
    return f"{split[0]}+{split[1] - split[0]}+{split[2] - split[1]}"
