"""How two texts differ, named: changed, dropped, doubled, inserted, out of order, look-alikes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from exporter.messages import Message, say
from exporter.proof.compared.differences import excerpt

_MOST_FINE = 600
"""Stretches up to this many characters are compared finely; longer ones are told as one."""


class TextDifference(NamedTuple):
    """A code of `differences.CODES`, excerpts, and what makes it that."""

    code: str
    expected: str
    found: str
    detail: Message


def unblanked(text: str) -> str:
    """The text without its blanks."""
    return "".join(text.split())


def text_differences(expected: str, found: str) -> Iterator[TextDifference]:
    """Every difference between two texts; linear but for short stretches. Blanks are looked at
    only where everything else agrees."""
    if expected == found:
        return
    wanted, got = unblanked(expected), unblanked(found)
    if wanted == got:
        at = shared_start(expected, found)
        told = say("at character {number}", number=at + 1)
        yield TextDifference("spacing", excerpt(expected, at), excerpt(found, at), told)
        return
    start = shared_start(wanted, got)
    end = _suffix(wanted, got, start)
    a, b = wanted[start : len(wanted) - end], got[start : len(got) - end]
    if max(len(a), len(b)) > _MOST_FINE or not a or not b or sorted(a) == sorted(b):
        yield _named(wanted, got, start, a, b)
        return
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    for tag, i, i2, j, j2 in matcher.get_opcodes():
        if tag != "equal":
            yield _named(wanted, got, start + i, a[i:i2], b[j:j2], start + j)


def _named(
    wanted: str, got: str, at: int, a: str, b: str, there: int | None = None
) -> TextDifference:
    there = at if there is None else there
    code, detail = _code(wanted, got, at, there, a, b)
    return TextDifference(
        code, excerpt(wanted, at, len(a)), excerpt(got, there, len(b)),
        detail or say("at character {number}, blanks not counted", number=at + 1),
    )  # fmt: skip


def _code(wanted: str, got: str, at: int, there: int, a: str, b: str) -> tuple[str, Message | None]:
    if not a:
        twice = got[there - len(b) : there] == b or got[there + len(b) : there + 2 * len(b)] == b
        return ("text-doubled" if twice else "text-inserted"), None
    if not b:
        return "text-dropped", None
    if len(a) == len(b) and len(a) <= _MOST_FINE:
        pairs = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
        if all(are_alike(x, y) for x, y in pairs):
            x, y = pairs[0]
            return "look-alike", say(
                "{found} stands for {expected}", found=_told(y), expected=_told(x)
            )
    if sorted(a) == sorted(b):
        return "text-order", None
    return "text-changed", None


_LOOKS = {
    "—": "⸺―–─一ー-", "…": "⋯", "·": "・•‧", "“": "\"„〝", "”": "\"〞", "‘": "'", "’": "'",
    "〇": "○◯0O零", "０": "Ｏ",
}  # fmt: skip


def are_alike(one: str, other: str) -> bool:
    """Whether a person would take one for the other: Kangxi and CJK radicals, compatibility
    ideographs, widths, dashes, quotes."""
    if unicodedata.normalize("NFKC", one) == unicodedata.normalize("NFKC", other):
        return True
    if other in _LOOKS.get(one, "") or one in _LOOKS.get(other, ""):
        return True
    return _radical(one) == other or _radical(other) == one


def _radical(char: str) -> str:
    """The ideograph a CJK radical supplement (U+2E80–2EFF) is a shape of, where Unicode says so:
    radicals beyond NFKC carry it in their names alone; the common ones stand in a table."""
    return _RADICALS.get(char, "")


_RADICALS = dict(
    zip("⺁⺄⺆⺈⺌⺍⺕⺜⺝⺪⺮⺲⺴⺶⺷⺼⻁⻄⻅⻆⻉⻋⻌⻎⻒⻓⻔⻖⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻯⻰⻳",
        "厂乙冂刀小小彐日月疋竹网网羊羊肉虎西见角贝车辶辶镸长门阜青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿竜龙龟",
        strict=True)
)  # fmt: skip


def _told(char: str) -> str:
    return f"{char} (U+{ord(char):04X})"


def shared_start(a: str, b: str) -> int:
    """How many characters both begin with, by halving: text compares fast in pieces."""
    low, high = 0, min(len(a), len(b))
    if a[:high] == b[:high]:
        return high
    while high - low > 1:
        middle = (low + high) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle
    return low


def _suffix(a: str, b: str, start: int) -> int:
    """How many characters both end with, not counting the first `start` of either."""
    most = min(len(a), len(b)) - start
    count = 0
    while count < most and a[-1 - count] == b[-1 - count]:
        count += 1
    return count
