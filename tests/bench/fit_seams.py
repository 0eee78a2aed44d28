"""Fits `weights/seams.json` and `lexicon/pairs.txt`:
`python tests/bench/fit_seams.py FOLDER --hold 202001 [--write]`.

FOLDER holds labelled articles (see corpus.py); days that begin as --hold says are not fitted on,
and the scores printed are theirs. Paragraphs are cut at random places, more often than pages cut
them and weighed down again, and a logistic model (L-BFGS, weights that decay) learns to tell these
seams from true ends of paragraphs. Pairs of characters are counted over the same texts; a pair's
level is its pointwise mutual information. Needs numpy and scipy, which the project does not.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import Counter
from pathlib import Path

import numpy as np
from corpus import Labelled, labelled
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from exporter.lexicon.pairs import Pairs
from exporter.reading.body import seams
from exporter.reading.text.kinds import ends_sentence, kind_of
from exporter.reading.text.lines import TextLine

PACKAGE = Path(__file__).parents[2] / "exporter"
CUT_EVERY = 900
OFTEN = 3
LIMIT = math.log(seams.JOIN_AT / (1 - seams.JOIN_AT))
LEVELS = (0.0, 1.0, 2.0, 3.0, 4.5)
Example = tuple[list[int], bool, float, str]


def pair_table(articles: list[Labelled], least: int) -> list[list[str]]:
    """The pairs of each level, the commonest first."""
    singles: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for article in articles:
        for paragraph in article.paragraphs:
            singles.update(paragraph)
            pairs.update([paragraph[i : i + 2] for i in range(len(paragraph) - 1)])
    total = sum(singles.values())
    levels: list[list[str]] = [[] for _ in range(len(LEVELS) + 1)]
    for pair, count in sorted(pairs.items(), key=lambda item: (-item[1], item[0])):
        if count >= least and all("\u4e00" <= char <= "\u9fff" for char in pair):
            gain = math.log(count * total / (singles[pair[0]] * singles[pair[1]]))
            levels[sum(gain > limit for limit in LEVELS)].append(pair)
    return levels


def known(levels: list[list[str]]) -> None:
    """Makes the model know these pairs instead of the shipped ones."""
    table = Pairs(["".join(level) for level in levels])
    seams.pair_levels = lambda: table


def cut(paragraph: str, rng: random.Random, any_place: bool) -> list[str]:
    """The paragraph in pieces, cut as a page's end cuts it."""
    if len(paragraph) <= 40:
        return [paragraph]
    places = set()
    for place in range(8, len(paragraph) - 8):
        if rng.random() < OFTEN / CUT_EVERY:
            before, after = paragraph[place - 1], paragraph[place]
            if not any_place and (
                before in "。！？；…!?;”’）)』」" or after in "。！？；…!?;，、,”’）)』」：:"
            ):
                continue
            if before != " " and after != " ":
                places.add(place)
    ends = [*sorted(places), len(paragraph)]
    return [paragraph[a:b] for a, b in zip([0, *ends], ends, strict=False)]


def line(text: str) -> TextLine:
    return TextLine("s1", 0, len(text), text, kind_of(text))


def examples(articles: list[Labelled], numbers: dict[str, int], seed: int) -> list[Example]:
    rng = random.Random(seed)
    found: list[Example] = []
    for article in articles:
        torn = [cut(p, rng, any_place=rng.random() < 0.3) for p in article.paragraphs]
        rows = [line(piece) for paragraph in torn for piece in paragraph]
        facts = seams.body_facts(rows)
        at = -1
        pieces: list[TextLine] = []
        sibling, blocks, earlier = 0, 0, 0
        for paragraph in torn:
            for i in range(len(paragraph)):
                at += 1
                row = rows[at]
                if pieces and seams.suspect(pieces[-1], row):
                    around = facts.around(at, sibling, earlier, first=blocks == 0)
                    names = seams.features(pieces, row, around)
                    vector = [numbers.setdefault(name, len(numbers)) for name in names]
                    found.append((vector, i > 0, 1 / OFTEN if i else 1.0, article.ident[:8]))
                if i == 0:
                    if pieces:
                        blocks += 1
                        sibling = 0 if ends_sentence(pieces[-1].text) else len(pieces[-1].text)
                        earlier += len(pieces) == 1 and 0 < sibling <= seams.SUBHEAD
                    pieces = []
                if row.kind in seams.JOINABLE:
                    pieces.append(row)
    return found


def common(data: list[Example], numbers: dict[str, int], least: int) -> list[Example]:
    """The examples without features that are rarer than `least`."""
    counts: Counter[int] = Counter()
    for vector, *_ in data:
        counts.update(vector)
    rare = {i for i in numbers.values() if counts[i] < least}
    return [([i for i in vector if i not in rare], *rest) for vector, *rest in data]


def matrix(data: list[Example], size: int) -> csr_matrix:
    begins = np.cumsum([0, *(len(vector) for vector, *_ in data)])
    columns = [i for vector, *_ in data for i in vector]
    return csr_matrix((np.ones(len(columns)), columns, begins), (len(data), size))


def fit(data: list[Example], size: int, decay: float) -> np.ndarray:
    rows = matrix(data, size)
    turned = rows.T.tocsr()
    joined = np.array([joined for _, joined, *_ in data], float)
    weight = np.array([weight for _, _, weight, _ in data])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = rows @ weights
        cost = weight @ (np.logaddexp(0, scores) - joined * scores)
        push = weight * (1 / (1 + np.exp(-scores)) - joined)
        return float(cost + decay / 2 * (weights @ weights)), turned @ push + decay * weights

    found = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return np.asarray(found.x)


def report(data: list[Example], weights: np.ndarray, limit: float = LIMIT) -> None:
    hit = said = want = 0.0
    scores = matrix(data, len(weights)) @ weights
    for (_, joined, weight, _), score in zip(data, scores, strict=True):
        joins = bool(score > limit)
        hit += weight * (joins and joined)
        said += weight * joins
        want += weight * joined
    print(
        f"F1 {2 * hit / (said + want):.4f} precision {hit / said:.4f} recall {hit / want:.4f} "
        f"(of the lines that are asked)"
    )


def shipped(name: str, weight: float) -> int:
    """Hundredths; no character (marks apart) may outvote everything else: that is the texts' own
    style."""
    if name.startswith(("last", "first")) and "\u4e00" <= name[-1] <= "\u9fff":
        weight = max(-1.2, min(1.2, weight))
    return round(float(weight) * 100)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--hold", default="-", help="leave out days that begin so: 202001,202607")
    parser.add_argument("--decay", type=float, default=1.0)
    parser.add_argument("--least", type=int, default=60, help="how often a feature must be seen")
    parser.add_argument("--pairs", type=int, default=120, help="how often a pair must be seen")
    parser.add_argument("--often", type=int, default=1, help="how often each article is cut anew")
    parsed = parser.parse_args()
    articles = list(labelled(parsed.folder))
    hold = tuple(parsed.hold.split(","))
    learnt = [a for a in articles if not a.ident.startswith(hold)]
    held = [a for a in articles if a.ident.startswith(hold)]
    days = sorted({a.ident[:8] for a in learnt})
    halves = [[a for a in learnt if days.index(a.ident[:8]) % 2 == half] for half in (0, 1)]
    numbers: dict[str, int] = {}
    data: list[Example] = []
    for half in (0, 1):  # a pair must not be known from the very texts it is judged in
        known(pair_table(halves[1 - half], parsed.pairs // 2))
        for seed in range(parsed.often):
            data += examples(halves[half], numbers, seed)
    data = common(data, numbers, parsed.least)
    levels = pair_table(learnt, parsed.pairs)
    known(levels)
    print([len(level) for level in levels], "pairs,", len(data), "seams,", len(numbers), "features")
    weights = fit(data, len(numbers), parsed.decay)
    if held:
        check = examples(held, dict(numbers), 9)
        report([([i for i in v if i < len(weights)], *rest) for v, *rest in check], weights)
    if parsed.write:
        kept = {name: shipped(name, weights[i]) for name, i in sorted(numbers.items())}
        kept = {name: value for name, value in kept.items() if abs(value) > 2}
        text = json.dumps({"version": 2, "weights": kept}, ensure_ascii=False, indent=0)
        (PACKAGE / "reading" / "body" / "weights" / "seams.json").write_text(
            text + "\n", encoding="utf-8"
        )
        lines = "\n".join("".join(level) for level in levels)
        (PACKAGE / "lexicon" / "pairs.txt").write_text(lines + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
