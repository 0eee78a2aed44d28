"""Fits `weights/heads.json`: `python tests/bench/fit_heads.py FOLDER --hold 202001 [--write]`.

With `--house local` it fits `heads-local.json`, in which the invented groups weigh more.
FOLDER holds labelled articles (see corpus.py); days that begin as --hold says are not fitted on,
and the scores printed are theirs. Every article is seen as its paper flattens it: the deck on a
line of its own, glued to the headline line, and each part on its own line. A softmax over all
splits of a group is fitted with decaying weights (L-BFGS); characters at the ends of parts count
only when they are common. Needs numpy and scipy, which the project itself does not, and about
4 GB of memory for two years of a daily.
"""

from __future__ import annotations

import argparse
import json
from array import array
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
from corpus import Labelled, labelled
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from exporter.reading.heads import groups
from exporter.reading.heads.scores import (
    MAX_UNITS,
    ROLES,
    TYPES,
    feature_counts,
    pair_names,
    splits_of,
)
from exporter.reading.text.lines import read_lines

WEIGHTS = Path(__file__).parents[2] / "exporter" / "reading" / "heads" / "weights"
CASES = Path(__file__).parents[1] / "reading" / "cases"
KEPT = 3
"""Every third group of heads-local.txt is kept for the tests."""
INVENTED = {"": 12, "local": 24}
"""How often an invented group counts, by house: there are few, and they speak for all others."""
REAL = {"": 1.0, "local": 0.5}
"""How often one of the folder's counts. Much less, and a local paper's table says .9 of what is
right in less than nine of ten."""
ENDS = ("e1", "e2", "s1", "s2", "after", "before")
"""How features begin that name the characters at the ends of parts."""
DECAYS = {"e1": 3.0, "s1": 3.0, "after": 3.0, "before": 3.0, "e2": 1.5, "s2": 1.5}
"""How fast the weights of such features decay; those of all others by 1. Whatever a text has few
of is otherwise learnt by heart."""


@dataclass(slots=True)
class Example:
    """A group: its splits' features are the rows `begin` up to `end` of the whole matrix, the true
    one the row `right`."""

    day: str
    kind: str
    weight: float
    begin: int
    end: int
    right: int


@dataclass(slots=True)
class Table:
    """The features of all splits by number, row by row: row `i` has columns ends[i]:ends[i+1]."""

    numbers: dict[str, int] = field(default_factory=dict)
    columns: array[int] = field(default_factory=lambda: array("i"))
    counts: array[int] = field(default_factory=lambda: array("b"))
    ends: array[int] = field(default_factory=lambda: array("i", [0]))

    def add(self, features: dict[str, int], common: Callable[[str], bool]) -> None:
        """One split's features; those that name characters only when they are common."""
        for name, count in features.items():
            if common(name.partition("|")[2]):
                self.columns.append(self.numbers.setdefault(name, len(self.numbers)))
                self.counts.append(count)
        self.ends.append(len(self.columns))

    def matrix(self) -> csr_matrix:
        size = len(self.ends) - 1, len(self.numbers)
        return csr_matrix((np.array(self.counts, float), self.columns, self.ends), size)

    def decays(self) -> np.ndarray:
        """By feature."""
        bare = [name.partition("|")[2] for name in self.numbers]
        return np.array([next((d for e, d in DECAYS.items() if b.startswith(e)), 1) for b in bare])


def shapes(article: Labelled) -> list[tuple[str, str, bool, float]]:
    """The forms an article is flattened to: (kind, text, marked, weight)."""
    above = " ".join(filter(None, (article.kicker, article.headline)))
    body = "\n\n".join(article.paragraphs[:30])
    own = "\n\n".join(filter(None, (above, article.deck, body)))
    glued = "\n\n".join((" ".join(filter(None, (above, article.deck))), body))
    lines = "\n".join(filter(None, (article.kicker, article.headline, article.deck)))
    found = [("own", "# " + own, True, 1.0), ("bare", own, False, 0.3)]
    if article.deck:
        found.append(("glued", "# " + glued, True, 1.8 if article.ident[0] == "2" else 0.3))
    if article.kicker or article.deck:
        found.append(("lines", lines + "\n\n" + body, False, 0.3))
    return found


def invented(house: str) -> list[Labelled]:
    """The headline groups of tests/reading/cases/heads.txt, other houses than the folder's; for
    local papers those of heads-local.txt too."""
    lines = (CASES / "heads.txt").read_text(encoding="utf-8").splitlines()
    if house:
        local = (CASES / "heads-local.txt").read_text(encoding="utf-8").splitlines()
        lines += [line for i, line in enumerate(local) if i % KEPT]
    found = []
    for i, line in enumerate(lines):
        if not line or line.startswith("#"):
            continue
        kicker, parts, deck, column = (
            "" if p.strip() == "-" else p.strip() for p in line.split("|")
        )
        headline = " ".join(part.strip() for part in parts.split(" / "))
        made = Labelled(
            ident=f"invented-{i}",
            kicker=kicker,
            headline=headline + column,
            deck=deck,
            paragraphs=(
                lead_of(i, kicker, headline, deck),
                "这件事从去年春天说起,许多人为它跑前跑后,到了今年夏天终于有了眉目。" * 2,
            ),
        )
        found.append(made)
    return found


def lead_of(i: int, kicker: str, headline: str, deck: str) -> str:
    """A first paragraph. Two in three say the beginnings of the parts again, in their order, as
    leads do; two in five open as an agency's do."""
    said = [part[: len(part) * 2 // 3 + 1].replace(" ", ",") for part in (kicker, headline, deck)]
    told = [part for part in said if part]
    lead = "昨日,记者从有关部门获悉,这项工作已经展开,市民可以到现场查看,也可以在网上查询。"
    if i % 3:
        lead = "昨日," + "。记者在现场看到,".join(told[:2]) + "。"
        lead += f"据介绍,{told[2]}。" if len(told) > 2 else ""
    return ("霁原社松岚5月11日电 " if i % 5 > 2 else "本报讯(记者 何青禾)") + lead


def right_split(article: Labelled, kind: str, group: groups.Group) -> tuple[int, int, int] | None:
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


def examples(folder: Path, table: Table, least: int, house: str) -> list[Example]:
    made = []
    counts: Counter[str] = Counter()
    for article in [*labelled(folder), *invented(house)]:
        often = (INVENTED if article.ident.startswith("invented") else REAL)[house]
        for kind, text, marked, weight in shapes(article):
            rows, _ = read_lines(text, "s1")
            group = groups.group_of(rows, marked=marked)
            right = right_split(article, kind, group)
            if right is None or len(group.units) > MAX_UNITS:
                continue
            splits = splits_of(group.units)
            if right not in splits:
                continue
            for unit in group.units:
                counts.update(set(unit.names))
            for one, other in pairwise(group.units):
                counts.update(set(pair_names(one, other)))
            made.append((article.ident[:8], kind, weight * often, group, splits, right))

    def common(bare: str) -> bool:
        return not bare.startswith(ENDS) or counts[bare] >= least

    found = []
    for day, kind, weight, group, splits, right in made:
        begin = len(table.ends) - 1
        for split in splits:
            table.add(feature_counts(group.units, split, group.facts), common)
        end = begin + len(splits)
        found.append(Example(day, kind, weight, begin, end, begin + splits.index(right)))
    return found


@dataclass(slots=True)
class Rows:
    """The splits of some examples as one matrix: example `i` has the rows begins[i]:begins[i+1]."""

    matrix: csr_matrix
    begins: np.ndarray

    def softmax(self, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The probability of each row, its score, and the log of each example's sum."""
        scores = self.matrix @ weights
        sizes = np.diff(self.begins)
        top = np.maximum.reduceat(scores, self.begins[:-1])
        powers = np.exp(scores - np.repeat(top, sizes))
        sums = np.add.reduceat(powers, self.begins[:-1])
        return powers / np.repeat(sums, sizes), scores, top + np.log(sums)


def rows_of(data: list[Example], matrix: csr_matrix) -> Rows:
    begins = np.cumsum([0, *(example.end - example.begin for example in data)])
    chosen = np.concatenate([np.arange(example.begin, example.end) for example in data])
    return Rows(matrix[chosen], begins)


def fit(data: list[Example], matrix: csr_matrix, decays: np.ndarray) -> np.ndarray:
    rows = rows_of(data, matrix)
    turned = rows.matrix.T.tocsr()
    right = rows.begins[:-1] + np.array([example.right - example.begin for example in data])
    weight = np.array([example.weight for example in data])
    spread = np.repeat(weight, np.diff(rows.begins))

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        chances, scores, sums = rows.softmax(weights)
        push = chances * spread
        push[right] -= weight
        cost = weight @ (sums - scores[right]) + decays @ (weights * weights) / 2
        return float(cost), turned @ push + decays * weights

    start = np.zeros(matrix.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return np.asarray(found.x)


def report(data: list[Example], matrix: csr_matrix, weights: np.ndarray) -> None:
    if not data:
        return
    rows = rows_of(data, matrix)
    chances, *_ = rows.softmax(weights)
    said: dict[str, list[tuple[bool, float]]] = {}
    for i, example in enumerate(data):
        own = chances[rows.begins[i] : rows.begins[i + 1]]
        best = int(own.argmax())
        right = best == example.right - example.begin
        said.setdefault(example.kind, []).append((right, float(own[best])))
    for kind, answers in said.items():
        sure = [right for right, chance in answers if chance >= 0.9]
        right = sum(right for right, _ in answers) / len(answers)
        share, held = len(sure) / len(answers), sum(sure) / max(1, len(sure))
        print(f"{kind:<6} {right:.3f} of {len(answers)}; sure {share:.3f}, then right {held:.3f}")


def shipped(numbers: dict[str, int], weights: np.ndarray) -> dict[str, object]:
    """The weights as shipped: hundredths, features that weigh nothing left out."""
    unit: dict[str, list[int]] = {}
    pair: dict[str, list[int]] = {}
    split: dict[str, int] = {}
    for name, i in numbers.items():
        weight = round(float(weights[i]) * 100)
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
        "pair": {k: v for k, v in sorted(pair.items()) if any(abs(w) > 4 for w in v)},
        "split": {k: v for k, v in sorted(split.items()) if v},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--house", choices=("", "local"), default="")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--hold", default="-", help="leave out days that begin so: 202001,202607")
    parser.add_argument("--scale", type=float, default=0.9, help="sharpens the softmax: see below")
    parser.add_argument("--least", type=int, default=40)
    parsed = parser.parse_args()
    table = Table()
    data = examples(parsed.folder, table, parsed.least, parsed.house)
    hold = tuple(parsed.hold.split(","))
    learnt = [example for example in data if not example.day.startswith(hold)]
    print(len(learnt), "examples,", len(table.numbers), "features")
    matrix = table.matrix()
    # decay flattens the softmax; the scale that made .9 mean .98 on days not fitted on
    weights = fit(learnt, matrix, table.decays()) * parsed.scale
    for days in hold:
        print(f"days {days}:")
        report([example for example in data if example.day.startswith(days)], matrix, weights)
    if parsed.write:
        target = WEIGHTS / ("heads-local.json" if parsed.house else "heads.json")
        text = json.dumps(
            shipped(table.numbers, weights), ensure_ascii=False, separators=(",", ":")
        )
        target.write_text(text.replace("],", "],\n") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
