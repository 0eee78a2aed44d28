"""Fits `weights/starts.json`: `python tests/bench/fit_starts.py FOLDER --hold 202001 [--write]`.

FOLDER holds labelled articles (see corpus.py); days that begin as --hold says are not fitted on,
and the scores printed are theirs. The articles of each page are put one after the
other without marks, their paragraphs cut now and then as pages cut them, the parts of a headline
on one line or on several; a logistic model learns which lines begin an article. Each line is
judged knowing where the last article truly began. Needs numpy and scipy, as fit_seams.py does.
"""

from __future__ import annotations

import argparse
import json
import random
from itertools import groupby
from pathlib import Path

from corpus import Labelled, labelled
from fit_seams import Example, common, cut, fit, report

from exporter.reading.heads import starts
from exporter.reading.text.lines import read_lines

TARGET = Path(__file__).parents[2] / "exporter" / "reading" / "heads" / "weights" / "starts.json"


def page_text(articles: list[Labelled], rng: random.Random) -> tuple[str, set[int]]:
    """A page without marks, and the offsets where its articles begin."""
    text, begins = "", set()
    apart = rng.random() < 0.15
    for article in articles:
        begins.add(len(text))
        parts = [part for part in (article.kicker, article.headline) if part]
        above = parts if apart else [" ".join(parts)]
        above += [article.deck] if article.deck else []
        if not apart and article.deck and rng.random() < 0.2:
            above = [" ".join([*parts, article.deck])]
        body = [
            piece
            for paragraph in article.paragraphs
            for piece in (cut(paragraph, rng, False) if rng.random() < 0.3 else [paragraph])
        ]
        text += "\n\n".join([*above, *body]) + "\n\n"
    return text, begins


def examples(articles: list[Labelled], numbers: dict[str, int], seed: int) -> list[Example]:
    rng = random.Random(seed)
    found: list[Example] = []
    for _, group in groupby(articles, key=lambda article: article.page):
        text, begins = page_text(list(group), rng)
        lines, _dropped = read_lines(text, "s1")
        rows = [row for row in lines if row.kind not in ("page", "folio", "rule")]
        last = -1
        could = [at for at in range(len(rows)) if starts.candidate(rows, at)]
        for i, at in enumerate(could):
            right = rows[at].start in begins
            names = starts.features(rows, could, i, last)
            vector = [numbers.setdefault(name, len(numbers)) for name in names]
            found.append((vector, right, 1.0, articles[0].ident[:8]))
            if right:
                last = at
    return found


def shipped(name: str, weight: float) -> int:
    """Hundredths. Single characters may not outvote the rest (they are the texts' own style), and
    a byline below a line speaks for a headline in every house but the one fitted on, which also
    sets bylines below the subheads of round-ups."""
    if name[:2] in ("s1", "s2", "e1", "e2"):
        weight = max(-0.6, min(0.6, weight))
    if name in ("byline +1", "byline +2"):
        weight = max(1.0, weight)
    elif "byline +" in name:
        weight = max(0.0, weight)
    return round(float(weight) * 100)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--hold", default="-", help="leave out days that begin so: 202001,202607")
    parser.add_argument("--decay", type=float, default=1.0)
    parser.add_argument("--least", type=int, default=40, help="how often a feature must be seen")
    parsed = parser.parse_args()
    articles = list(labelled(parsed.folder, every=True))
    hold = tuple(parsed.hold.split(","))
    learnt = [a for a in articles if not a.ident.startswith(hold)]
    held = [a for a in articles if a.ident.startswith(hold)]
    numbers: dict[str, int] = {}
    data = [example for seed in range(3) for example in examples(learnt, numbers, seed)]
    data = common(data, numbers, parsed.least)
    print(len(data), "lines,", len(numbers), "features")
    weights = fit(data, len(numbers), parsed.decay)
    if held:
        check = examples(held, dict(numbers), 9)
        known = [([i for i in v if i < len(weights)], *rest) for v, *rest in check]
        report(known, weights, starts.THRESHOLD)
    kept = {name: shipped(name, weights[i]) for name, i in sorted(numbers.items())}
    kept = {name: value for name, value in kept.items() if abs(value) > 2}
    if parsed.write:
        TARGET.write_text(
            json.dumps({"version": 2, "weights": kept}, ensure_ascii=False, indent=0) + "\n",
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
