"""Fits `exporter/reading/weights/heads.json`: `python tests/bench/fit_heads.py FOLDER [--write]`.

With `--house local` it fits `heads-local.json`, in which the invented groups weigh most.
FOLDER holds labelled articles (see corpus.py). Every article is seen as its paper flattens it: the
deck on a line of its own, glued to the headline line, and each part on its own line. A softmax
over all splits of a group is fitted by AdaGrad with a decaying weight; pairs of characters at the
ends of parts count only when they are common. Without --write it fits on two days of three and
says how often the third is right.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from corpus import Labelled, half_of, labelled

from exporter.reading import heads
from exporter.reading.headmodel import ROLES, TYPES, feature_counts, splits_of
from exporter.reading.lines import read_lines

WEIGHTS = Path(__file__).parents[2] / "exporter" / "reading" / "weights"
CASES = Path(__file__).parents[1] / "reading" / "cases" / "heads.txt"
INVENTED = 3
"""How often an invented group counts: there are few, and they speak for all other houses."""
LOCAL = 40
"""How much more they count in the table for local papers."""
Vector = list[tuple[int, int]]


@dataclass(slots=True)
class Example:
    day: str
    kind: str
    weight: float
    vectors: list[Vector]
    right: int


class Index:
    """Feature names as numbers."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.counts: Counter[str] = Counter()

    def number(self, name: str) -> int:
        return self.numbers.setdefault(name, len(self.numbers))


def shapes(article: Labelled) -> list[tuple[str, str, bool, float]]:
    """The forms an article is flattened to: (kind, text, marked, weight)."""
    above = " ".join(filter(None, (article.kicker, article.headline)))
    body = "\n\n".join(article.paragraphs[:30])
    own = "\n\n".join(filter(None, (above, article.deck, body)))
    glued = "\n\n".join((" ".join(filter(None, (above, article.deck))), body))
    lines = "\n".join(filter(None, (article.kicker, article.headline, article.deck)))
    found = [("own", "# " + own, True, 1.0), ("bare", own, False, 0.3)]
    if article.deck:
        found.append(("glued", "# " + glued, True, 1.5 if article.ident[0] == "2" else 0.7))
    if article.kicker or article.deck:
        found.append(("lines", lines + "\n\n" + body, False, 0.3))
    return found


def invented() -> list[Labelled]:
    """The headline groups of tests/reading/cases/heads.txt: other houses than the folder's. The
    first paragraph says the headline again in every second one."""
    found = []
    for i, line in enumerate(CASES.read_text(encoding="utf-8").splitlines()):
        if not line or line.startswith("#"):
            continue
        kicker, lines, deck, column = (
            "" if p.strip() == "-" else p.strip() for p in line.split("|")
        )
        headline = " ".join(part.strip() for part in lines.split(" / "))
        lead = "本报讯(记者 何青禾)昨日,记者从有关部门获悉,这项工作已经展开,市民可以到现场查看,"
        lead += "也可以在网上查询。"
        if i % 2:
            said = headline.replace(" ", ",")
            lead = f"本报讯(记者 何青禾)昨日,{kicker or headline}。记者在现场看到,{said}。"
        if i % 5 > 2:
            lead = lead.replace("本报讯", "霁原社松岚5月11日电")
        made = Labelled(
            ident=f"invented-{i}",
            kicker=kicker,
            headline=headline + column,
            deck=deck,
            paragraphs=(
                lead,
                "这件事从去年春天说起,许多人为它跑前跑后,到了今年夏天终于有了眉目。" * 2,
            ),
        )
        found.append(made)
    return found


def right_split(article: Labelled, kind: str, group: heads.Group) -> tuple[int, int, int] | None:
    """The true split in units, None where the group cannot give it."""
    want = [p.replace(" ", "") for p in (article.kicker, article.headline, article.deck)]
    if group.column is not None:
        want[1] = want[1].removesuffix(group.column.text.replace(" ", ""))
    ends: list[int] = []
    at = 0
    for part in want:
        said = ""
        while len(said) < len(part) and at < len(group.units):
            said += group.units[at].text.replace(" ", "")
            at += 1
        if said != part:
            return None
        ends.append(at)
    return ends[0], ends[1], ends[2]


def examples(folder: Path, index: Index, least: int) -> list[Example]:
    made = []
    for article in [*labelled(folder), *invented()]:
        often = INVENTED if article.ident.startswith("invented") else 1
        for kind, text, marked, weight in shapes(article):
            rows, _ = read_lines(text, "s1")
            group = heads.group_of(rows, marked=marked)
            right = right_split(article, kind, group)
            if right is None or len(group.units) > 14:
                continue
            splits = splits_of(group.units)
            if right not in splits:
                continue
            for unit in group.units:
                index.counts.update(set(unit.names))
            made.append(
                (article.ident[:8], kind, weight * often, group, splits, splits.index(right))
            )
    out = []
    for day, kind, weight, group, splits, right_at in made:
        vectors: list[Vector] = []
        for split in splits:
            vector = []
            for name, count in feature_counts(group.units, split, group.facts).items():
                bare = name.partition("|")[2]
                if bare[:2] in ("e1", "e2", "s1", "s2") and index.counts[bare] < least:
                    continue
                vector.append((index.number(name), count))
            vectors.append(vector)
        out.append(Example(day, kind, weight, vectors, right_at))
    return out


def probabilities(example: Example, weights: list[float]) -> list[float]:
    scores = [sum([weights[i] * count for i, count in vector]) for vector in example.vectors]
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def fit(data: list[Example], size: int, rounds: int, decay: float) -> list[float]:
    weights, squares = [0.0] * size, [1e-6] * size
    order = list(range(len(data)))
    rng = random.Random(5)
    for number in range(rounds):
        rng.shuffle(order)
        rate = 0.25 / (1 + number * 0.4)
        for at in order:
            example = data[at]
            chances = probabilities(example, weights)
            gradient: dict[int, float] = {}
            for j, vector in enumerate(example.vectors):
                push = chances[j] - (j == example.right)
                if abs(push) > 1e-4:
                    for i, count in vector:
                        gradient[i] = gradient.get(i, 0.0) + push * count * example.weight
            for i, slope in gradient.items():
                slope += decay * weights[i]
                squares[i] += slope * slope
                weights[i] -= rate * slope / math.sqrt(squares[i])
    return weights


def report(data: list[Example], weights: list[float]) -> None:
    for kind in ("own", "glued", "bare", "lines"):
        right = sure = sure_right = count = 0
        for example in data:
            if example.kind != kind:
                continue
            chances = probabilities(example, weights)
            best = max(range(len(chances)), key=chances.__getitem__)
            count += 1
            right += best == example.right
            if chances[best] >= 0.9:
                sure += 1
                sure_right += best == example.right
        if count:
            print(
                f"{kind:<6} {right / count:.3f} of {count}; >= .9 said of {sure / count:.3f}, "
                f"right {sure_right / max(1, sure):.3f}"
            )


def table(index: Index, weights: list[float]) -> dict[str, object]:
    """The weights as shipped: hundredths, features that weigh nothing left out."""
    unit: dict[str, list[int]] = {}
    pair: dict[str, list[int]] = {}
    split: dict[str, int] = {}
    for name, i in index.numbers.items():
        weight = round(weights[i] * 100)
        role, bar, feature = name.partition("|")
        if not bar:
            split[name] = weight
        elif len(role) == 1:
            unit.setdefault(feature, [0] * len(ROLES))[ROLES.index(role)] = weight
        else:
            pair.setdefault(feature, [0] * len(TYPES))[TYPES.index(role)] = weight
    return {
        "version": 1,
        "unit": {k: v for k, v in sorted(unit.items()) if any(abs(w) > 4 for w in v)},
        "pair": dict(sorted(pair.items())),
        "split": {k: v for k, v in sorted(split.items()) if v},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--house", choices=("", "local"), default="")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--leave", default="-", help="leave out half of the days that begin so")
    parser.add_argument("--scale", type=float, default=1.5, help="sharpens the softmax: see below")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--decay", type=float, default=0.005)
    parser.add_argument("--least", type=int, default=40)
    parsed = parser.parse_args()
    index = Index()
    data = examples(parsed.folder, index, parsed.least)
    size = len(index.numbers)
    if parsed.house:  # the invented groups are set as local papers set theirs
        for example in data:
            example.weight *= LOCAL if example.day.startswith("invented") else 0.3
    data = [e for e in data if not (e.day.startswith(parsed.leave) and half_of(e.day) == 2)]
    print(len(data), "examples,", size, "features")
    days = sorted({example.day for example in data})
    held = set() if parsed.write else set(days[::3])
    weights = fit(
        [e for e in data if e.day not in held], len(index.numbers), parsed.rounds, parsed.decay
    )
    # decay flattens the softmax; the scale that made .9 mean .98 on days not fitted on
    weights = [weight * parsed.scale for weight in weights]
    report([e for e in data if e.day in held or not held], weights)
    if parsed.write:
        target = WEIGHTS / ("heads-local.json" if parsed.house else "heads.json")
        lines = json.dumps(table(index, weights), ensure_ascii=False, separators=(",", ":"))
        target.write_text(lines.replace("],", "],\n") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
