"""Scores and speed of reading: `HOLDOUT_DATA=FOLDER python tests/bench/reading.py`.

FOLDER holds real articles with their truth, outside the project: `gold_rmrb.jsonl` (an article a
line: raw_text, raw_text_deck_in_head, raw_text_cut, raw_text_cut_hard and what they should give)
and `gold_pages.jsonl` (whole pages, with and without marks). Without it only speed is measured,
on the sample issue's parts put together to 400 articles. `--half 1|2` measures on half of the
days, so that one half can stay unseen while rules are weighed on the other; `--days 202001` on
days that begin so.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus import half_of

from exporter.model import Article, Reading, articles_of, lines_of_article, raw_text, text_of
from exporter.reading import RawInput, read_sources

SAMPLE = Path(__file__).parents[2] / "samples" / "linchuan-2031-05-12.txt"
Row = dict[str, Any]


def read(text: str) -> Reading:
    return read_sources([RawInput(name="bench.txt", data=text.encode())])


def rows_of(path: Path, half: int, days: str) -> Iterator[Row]:
    """The records of one half: by the hash of their day, so that a day is never split."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if half in (0, half_of(row["id"])) and row["id"].startswith(days):
                yield row


def head_of(article: Article) -> tuple[str, list[str], str]:
    """Kicker, headline clauses with the column on the last, deck: the shape of the truth."""
    kicker = text_of(article.kicker) if article.kicker else ""
    lines = [text_of(line) for line in article.headline]
    if article.column is not None and lines:
        lines[-1] += text_of(article.column)
    return kicker, lines, " ".join(text_of(line) for line in article.deck)


def clauses(lines: list[str]) -> list[str]:
    """Lines cut at every blank outside brackets and quotes: lines of like clauses may be joined."""
    out: list[str] = []
    for line in lines:
        depth, current = 0, ""
        for char in line:
            depth += (char in "（(《“") - (char in "）)》”")
            if char.isspace() and depth <= 0:
                out.append(current)
                current = ""
            else:
                current += char
        out.append(current)
    merged = [part for part in out if part]
    while len(merged) > 1 and merged[-1][0] in "(（" and merged[-1][-1] in ")）":
        merged[-2:] = [merged[-2] + merged[-1]]
    return merged


def same_head(article: Article, gold: Row, *, lines: bool = False) -> bool:
    kicker, headline, deck = head_of(article)
    want, got = gold["headline"], headline
    if not lines:
        want, got = clauses(want), clauses(got)
    return (
        " ".join(kicker.split()) == gold["kicker"]
        and [w.replace(" ", "") for w in want] == [g.replace(" ", "") for g in got]
        and " ".join(deck.split()) == gold["deck"]
    )


def joins_of(reading: Reading) -> set[int]:
    """Offsets in the source where a healed piece begins."""
    found: set[int] = set()
    for article in articles_of(reading.issue):
        for line in lines_of_article(article):
            ends = None
            for span in line:
                if span.range is not None:
                    if ends is not None and span.range.start > ends:
                        found.add(span.range.start)
                    ends = span.range.end
    return found


def false_breaks(row: Row, key: str, breaks: str) -> tuple[set[int], set[int]]:
    """Offsets of false and of true breaks in the cut text."""
    text = row[key]
    false: set[int] = set()
    true: set[int] = set()
    starts: list[int] = []
    at = 0
    for block in text.split("\n\n"):
        starts.append(at)
        at += len(block) + 2
    body = starts[-(len(row[breaks]) + 1) :]
    for start, one in zip(body[1:], row[breaks], strict=True):
        (false if one["false"] else true).add(start)
    return false, true


def f1(hit: int, said: int, want: int) -> float:
    return 2 * hit / (said + want) if said + want else 1.0


class Scores:
    """Counts by name; `show` prints them as a table."""

    def __init__(self, *, half: int, days: str, verbose: bool) -> None:
        self.counts: dict[str, list[float]] = {}
        self.half, self.days, self.verbose = half, days, verbose

    def add(self, name: str, right: bool, detail: str = "") -> None:
        count = self.counts.setdefault(name, [0, 0])
        count[0] += right
        count[1] += 1
        if self.verbose and not right and detail:
            print(f"{name}: {detail}")

    def show(self) -> None:
        for name, (right, count) in self.counts.items():
            print(f"{name:<44} {right / count:6.3f}  ({int(right)} of {int(count)})")


def confidence_of(reading: Reading) -> float:
    return min((g.confidence for g in reading.guesses if g.part == "headline"), default=1.0)


def score_articles(path: Path, scores: Scores, seams: bool = True) -> None:
    hits: dict[str, list[int]] = {}
    for row in rows_of(path, scores.half, scores.days):
        gold = row["gold"]
        for name, key in (("own line", "raw_text"), ("glued", "raw_text_deck_in_head")):
            if name == "glued" and not gold["deck"]:
                continue
            reading = read(row[key])
            article = next(articles_of(reading.issue))
            right = same_head(article, gold)
            want = gold["kicker"], gold["headline"], gold["deck"]
            detail = f"{row['id']} {head_of(article)} want {want} {confidence_of(reading)}"
            scores.add(f"head, deck {name}", right, detail)
            scores.add(f"head, deck {name}, exact lines", same_head(article, gold, lines=True))
            sure = confidence_of(reading) >= 0.9
            scores.add(f"head, deck {name}, said sure", sure)
            if sure:
                scores.add(f"head, deck {name}, sure is right", right)
            if name == "own line":
                score_credits(article, reading, gold, row["id"], scores)
        if seams:
            for key, breaks in (
                ("raw_text_cut", "cut_breaks"),
                ("raw_text_cut_hard", "cut_hard_breaks"),
            ):
                false, true = false_breaks(row, key, breaks)
                joined = joins_of(read(row[key]))
                count = hits.setdefault(key, [0, 0, 0])
                count[0] += len(joined & false)
                count[1] += len(joined & (false | true))
                count[2] += len(false)
                if scores.verbose:
                    text = row[key]
                    for at in joined & true:
                        print(
                            f"{key} joined wrongly {text[at - 30 : at]!r} | {text[at : at + 30]!r}"
                        )
                    for at in false - joined:
                        print(f"{key} missed {text[at - 30 : at]!r} | {text[at : at + 30]!r}")
    for key, (hit, said, want) in hits.items():
        p, r = hit / max(1, said), hit / max(1, want)
        print(
            f"{key:<44} F1 {f1(hit, said, want):.4f}  (precision {p:.3f} recall {r:.3f} of {want})"
        )


def score_credits(
    article: Article, reading: Reading, gold: Row, ident: str, scores: Scores
) -> None:
    sources = reading.issue.sources
    raw = raw_text(article.dateline.ranges, sources) if article.dateline else ""
    scores.add("dateline exact", raw == gold["dateline"], f"{ident} {raw!r} {gold['dateline']!r}")
    if gold["credits"]:
        want = sorted((c["role"], name) for c in gold["credits"] for name in c["names"])
        got = sorted((c.role, name) for c in article.credits for name in c.names)
        scores.add("credits (role and names)", want == got, f"{ident} {got} want {want}")


def score_pages(path: Path, scores: Scores) -> None:
    hit = said = wanted = 0
    for row in rows_of(path, scores.half, scores.days):
        want: set[int] = set()
        at = 0
        for line in row["raw_text"].split("\n"):
            marked = line.startswith("# ")
            if marked:
                want.add(at)
            at += len(line) - (2 if marked else 0) + 1
        text = row["raw_text_nomark"]
        reading = read(text)
        got = {start_of(article) for article in articles_of(reading.issue)}
        hit += len(got & want)
        said += len(got)
        wanted += len(want)
        if scores.verbose:
            for at in sorted(got - want):
                print(f"boundary wrong: {text[at - 30 : at]!r} | {text[at : at + 40]!r}")
            for at in sorted(want - got):
                print(f"boundary missed: {text[at - 30 : at]!r} | {text[at : at + 40]!r}")
    print(
        f"{'article starts without marks':<44} F1 {f1(hit, said, wanted):.4f}  "
        f"(precision {hit / max(1, said):.3f} recall {hit / max(1, wanted):.3f} of {wanted})"
    )


def start_of(article: Article) -> int:
    return min(
        span.range.start for line in lines_of_article(article) for span in line if span.range
    )


def four_hundred_articles() -> str:
    """400 articles of about 2,000 characters: the sample's headlines and paragraphs over again."""
    pieces = [piece.strip() for piece in SAMPLE.read_text(encoding="utf-8").split("\n\n")]
    heads = [piece for piece in pieces if piece.startswith("# ")]
    body = [piece for piece in pieces if piece and not piece.startswith(("# ", "第0", "(上接"))]
    out: list[str] = []
    at = 0
    for number in range(400):
        out.append(heads[number % len(heads)])
        size = 0
        while size < 1_950:
            out.append(body[at % len(body)])
            size += len(out[-1])
            at += 1
    return "\n\n".join(out) + "\n"


def speed() -> None:
    text = four_hundred_articles()
    raw = RawInput(name="bench.txt", data=text.encode())
    best = 1e9
    for _ in range(5):
        began = time.perf_counter()
        reading = read_sources([raw])
        best = min(best, time.perf_counter() - began)
    count = sum(1 for _ in articles_of(reading.issue))
    print(f"speed: {count} articles, {len(text)} characters in {best:.3f} s")
    print(f"       {len(text) / best / 1e6:.2f} million characters a second")


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", type=int, default=0)
    parser.add_argument("--days", default="", help="only what was printed on days that begin so")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--only", choices=("articles", "heads", "pages", "speed"))
    parsed = parser.parse_args(arguments)
    folder = os.environ.get("HOLDOUT_DATA")
    scores = Scores(half=parsed.half, days=parsed.days, verbose=parsed.verbose)
    if folder:
        root = Path(folder)
        if parsed.only in (None, "articles", "heads"):
            seams = parsed.only != "heads"
            score_articles(root / "gold_rmrb.jsonl", scores, seams)
        if parsed.only in (None, "pages"):
            score_pages(root / "gold_pages.jsonl", scores)
        scores.show()
    if parsed.only in (None, "speed"):
        speed()


if __name__ == "__main__":
    main(sys.argv[1:])
