"""Fits `weights/seams.json` and `weights/pairs.txt`: `python tests/bench/fit_seams.py FOLDER`.

FOLDER holds labelled articles (see corpus.py). Paragraphs are cut at random places, more often
than pages cut them and weighed down again, and a logistic model learns to tell these seams from
true ends of paragraphs. Pairs of characters are counted over the same texts; a pair's level is
its pointwise mutual information. --write writes both; without it a third of the days is held out.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import Counter
from pathlib import Path

from corpus import Labelled, half_of, labelled

from exporter.reading import pairs, seams
from exporter.reading.lines import TextLine, ends_sentence, kind_of

WEIGHTS = Path(__file__).parents[2] / "exporter" / "reading" / "weights"
CUT_EVERY = 900
OFTEN = 3
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


def ship(articles: list[Labelled], least: int) -> None:
    """Writes the table of pairs and makes the model read it again."""
    levels = pair_table(articles, least)
    print([len(level) for level in levels], "pairs")
    text = "\n".join("".join(level) for level in levels) + "\n"
    (WEIGHTS / "pairs.txt").write_text(text, encoding="utf-8")
    pairs.pair_levels.cache_clear()


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


def fit(data: list[Example], size: int, rounds: int, decay: float) -> list[float]:
    weights, squares = [0.0] * size, [1e-6] * size
    order = list(range(len(data)))
    rng = random.Random(3)
    for number in range(rounds):
        rng.shuffle(order)
        rate = 0.2 / (1 + number * 0.5)
        for at in order:
            vector, joined, weight, _ = data[at]
            score = sum([weights[i] for i in vector])
            push = (1 / (1 + math.exp(-score)) - joined) * weight
            for i in vector:
                slope = push + decay * weight * weights[i]
                squares[i] += slope * slope
                weights[i] -= rate * slope / math.sqrt(squares[i])
    return weights


def report(data: list[Example], weights: list[float]) -> None:
    hit = said = want = 0.0
    for vector, joined, weight, _ in data:
        joins = sum([weights[i] for i in vector]) > 0
        hit += weight * (joins and joined)
        said += weight * joins
        want += weight * joined
    print(
        f"F1 {2 * hit / (said + want):.4f} precision {hit / said:.4f} recall {hit / want:.4f} "
        f"(suspect seams only)"
    )


def shipped(name: str, weight: float) -> int:
    """Hundredths; no single character may outvote everything else (the texts' own style)."""
    if name.startswith(("last", "first")):
        weight = max(-1.2, min(1.2, weight))
    return round(weight * 100)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--leave", default="-", help="leave out half of the days that begin so")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--decay", type=float, default=0.002)
    parser.add_argument("--least", type=int, default=8)
    parsed = parser.parse_args()
    articles = [
        a
        for a in labelled(parsed.folder)
        if not (a.ident.startswith(parsed.leave) and half_of(a.ident) == 2)
    ]
    days = sorted({a.ident[:8] for a in articles})
    held = set() if parsed.write else set(days[::3])
    learnt = [a for a in articles if a.ident[:8] not in held]
    numbers: dict[str, int] = {}
    data: list[Example] = []
    for half in (0, 1):  # a pair must not be known from the very texts it is judged in
        mine = [a for a in learnt if days.index(a.ident[:8]) % 2 == half]
        ship([a for a in learnt if days.index(a.ident[:8]) % 2 != half], max(1, parsed.least // 2))
        data += [example for seed in range(6) for example in examples(mine, numbers, seed)]
    data = common(data, numbers, 40)
    ship(learnt, parsed.least)
    check = examples([a for a in articles if a.ident[:8] in held], numbers, 9)
    print(len(data), "seams,", len(numbers), "features")
    weights = fit(data, len(numbers), parsed.rounds, parsed.decay)
    report(check or data, weights)
    kept = {name: shipped(name, weights[i]) for name, i in sorted(numbers.items())}
    kept = {name: value for name, value in kept.items() if abs(value) > 2}
    (WEIGHTS / "seams.json").write_text(
        json.dumps({"version": 1, "weights": kept}, ensure_ascii=False, indent=0) + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
