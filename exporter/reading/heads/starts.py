"""Where articles begin on a page without any mark.

A logistic model looks at each line that could be a headline: its length and parts, the kinds of
the lines around it, whether a dateline or byline follows soon, and whether its pairs of characters
come again after it rather than before it. Weights (`weights/starts.json`) are data, fitted by
`tests/bench/fit_starts.py`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache

from exporter.lexicon.characters import HALF
from exporter.messages import Message, say
from exporter.reading.body.seams import opens
from exporter.reading.heads.scores import CUES
from exporter.reading.text.kinds import ends_sentence
from exporter.reading.text.lines import TextLine
from exporter.shipped import shipped_bytes
from exporter.startup.records import dataclass

LONGEST = 110
THRESHOLD = -0.2
"""Where missed and false starts balance: the fit sees true starts before it, a page its own."""
_LENGTHS = (4, 7, 10, 13, 17, 22, 28, 36, 48, 70)
_NEVER_FIRST = frozenset("。，,、；;：:！!？?）)”’」』》…")
_NEVER_LAST = ("。”", "。）", "。)", "。」", "；”", "，”")
_BLANKS = (" ", "\u3000", "\xa0")
_WEIGHTS = "reading/heads/weights/starts.json"


@dataclass(frozen=True, slots=True)
class Start:
    """An article begins at row `at`, with this probability."""

    at: int
    confidence: float
    reason: Message


@cache
def weights() -> dict[str, int]:
    """The shipped table, in hundredths."""
    table: dict[str, int] = json.loads(shipped_bytes(_WEIGHTS))["weights"]
    return table


def candidate(rows: Sequence[TextLine], at: int) -> bool:
    """Whether the row could be a headline at all."""
    row = rows[at]
    if row.kind not in ("text", "subhead", "mark") or at + 1 >= len(rows):
        return False
    return len(row.text) <= LONGEST and _reads_as_headline(row.text)


def _reads_as_headline(text: str) -> bool:
    """By its first and last characters; a long one is no sentence either."""
    first, last = text[0], text[-1]
    if first in _NEVER_FIRST or last in "。，,、；;：:…" or text.endswith(_NEVER_LAST):
        return False
    if first in "(（" and last in ")）":
        return False
    return len(text) <= 60 or not ends_sentence(text)


def starts(rows: Sequence[TextLine]) -> list[Start]:
    """The rows where articles begin, in order."""
    found: list[Start] = []
    table = weights()
    last = -1
    could = [at for at in range(len(rows)) if candidate(rows, at)]
    for i, at in enumerate(could):
        names = features(rows, could, i, last)
        gains = [(table.get(name, 0) / 100, name) for name in names]
        score = sum([gain for gain, _ in gains])
        if score > THRESHOLD:
            last = at
            top = sorted(gains, key=_by_gain)[:3]
            told = [f"{name} {gain:+.1f}" for gain, name in top]
            reason = say("{signs}", signs=told)
            found.append(Start(at, round(1 / (1 + math.exp(-score)), 3), reason))
    return found


def _by_gain(item: tuple[float, str]) -> tuple[float, str]:
    return -item[0], item[1]


def features(rows: Sequence[TextLine], could: Sequence[int], i: int, last: int) -> list[str]:
    """What is seen at the `i`th row that could be a headline; `last` is the row of the last
    start, -1 before the first."""
    at = could[i]
    text = rows[at].text.translate(HALF)
    before = rows[at - 1] if at else None
    size = _bucket(len(text))
    parts = 1 + sum([text.count(blank) for blank in _BLANKS])
    names = [
        "bias",
        f"len{size}",
        f"parts{min(parts, 5)}",
        f"parts{min(parts, 3)} len{size}",
        "kind " + rows[at].kind,
    ]
    seen = _before(before, at - last, last)
    following = _after(rows, at)
    names += [*seen, *following, *_series(rows, could, i, last)]
    before_is, after_is = seen[-2] if before is not None else "page begins", following[0]
    names.append(f"{before_is} > {after_is}")
    names.append(f"{after_is} len{min(size, 6)}")
    names.append(f"{before_is} len{min(size, 6)}")
    names += ["s1" + text[0], "s2" + text[:2], "e1" + text[-1], "e2" + text[-2:]]
    if text.endswith(")"):
        names.append("column")
    if text.startswith(("——", "--")):
        names.append("dash")
    if "。" in text or "," in text:
        names.append("comma")
    if ends_sentence(text):
        names.append("ended")
    names += [name for name, test in CUES if test(text)]
    ahead, behind = _overlap(text, rows, at, 1), _overlap(text, rows, at, -1)
    names += [f"ahead{ahead}", f"behind{behind}", f"ahead-behind{ahead - behind}"]
    names.append(f"ahead{ahead} len{min(size, 6)}")
    return names


def _bucket(value: int) -> int:
    for i, limit in enumerate(_LENGTHS):
        if value <= limit:
            return i
    return len(_LENGTHS)


def _before(before: TextLine | None, since: int, last: int) -> list[str]:
    if before is None:
        return ["page begins"]
    names = ["before " + before.kind]
    if before.kind == "text":
        ended = ends_sentence(before.text)
        size = "long" if len(before.text) > 60 else "short" if len(before.text) < 30 else "mid"
        names.append(f"before {'ended' if ended else 'open'} {size}")
        if before.text[-1] in ")）":
            names.append("before ends in bracket")
    names.append(f"since{min(since, 4)}" if last >= 0 else "no start yet")
    return names


def _series(rows: Sequence[TextLine], could: Sequence[int], i: int, last: int) -> list[str]:
    """Subheads come in series of like length; a headline opens a longer stretch of text."""
    at = could[i]
    prior = [other for other in could[max(0, i - 6) : i] if other > last]
    names = [f"prior{min(len(prior), 3)}"]
    if prior and abs(len(rows[prior[-1]].text) - len(rows[at].text)) <= 2:
        names.append("prior alike")
    following = could[i + 1] if i + 1 < len(could) else len(rows)
    if following < len(rows) and abs(len(rows[following].text) - len(rows[at].text)) <= 2:
        names.append("next alike")
    names.append(f"gap{min(following - at, 6)}")
    names.append("to the end" if following == len(rows) else "not last")
    return names


def _after(rows: Sequence[TextLine], at: int) -> list[str]:
    names: list[str] = []
    for ahead in (1, 2, 3):
        if at + ahead >= len(rows):
            names.append(f"nothing +{ahead}")
            break
        row = rows[at + ahead]
        if row.kind == "text" and opens(row.text):
            names.append(f"opening +{ahead}")
            break
        long = len(row.text) > 60
        if row.text.startswith(("——", "--")):
            names.append(f"dash +{ahead}")
        elif row.kind != "text":
            names.append(f"{row.kind} +{ahead}")
        else:
            ended = "ended" if ends_sentence(row.text) else "open"
            names.append(f"{'long' if long else 'short'} {ended} +{ahead}")
        if long and row.kind == "text":
            break
    return names


def _overlap(text: str, rows: Sequence[TextLine], at: int, step: int) -> int:
    """How much of the line's pairs of characters stand in the text near it: 0 to 4."""
    near: list[str] = []
    size, i = 0, at + step
    while 0 <= i < len(rows) and size < 500 and abs(i - at) < 8:
        if len(rows[i].text) > LONGEST // 2:
            near.append(rows[i].text[:300] if step > 0 else rows[i].text[-300:])
            size += len(near[-1])
        i += step
    whole = "\n".join(near).translate(HALF)
    count = min(len(text) - 1, 40)
    if count <= 0 or not whole:
        return 0
    hits = sum([text[i : i + 2] in whole for i in range(count)]) * 100 // count
    return 0 if hits <= 5 else 1 if hits <= 20 else 2 if hits <= 40 else 3 if hits <= 65 else 4
