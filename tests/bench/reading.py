"""Scores and speed of reading: `HOLDOUT_DATA=FOLDER python tests/bench/reading.py --days 202001`.

FOLDER holds real texts with their truth, outside the project; what it lacks is not measured:
`gold_rmrb.jsonl`, a daily's articles (raw_text, raw_text_deck_in_head, raw_text_cut,
raw_text_cut_hard and what they should give); `gold_pages.jsonl`, its pages with and without marks;
`gold_hk.jsonl`, articles of a Traditional paper without kickers or decks, in the same form;
`openings.txt`, local papers' openings (`text|role:name,name;role:name` a line). `--days` takes what
was printed on days that begin so, `--half 1|2` half of the days, so that the rest can stay unseen
while rules are weighed. The shipped tables are fitted on 15 months of one daily (2019, 2020 and
the spring of 2026), none on a day of 202001, 202607 or 202608. The truth of a daily has a
dateline in the first paragraph alone, and calls 本版责编 and 图片报道 articles: "the same" lines
count what is right all the same. Speed is measured on the sample issue's parts put together to 400
articles, in processor time.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus import NOT_ARTICLES, half_of

from exporter.model import Article, Reading, articles_of, lines_of_article, raw_text, text_of
from exporter.reading import RawInput, Settings, read_sources
from exporter.reading.profiles import shipped

SAMPLE = Path(__file__).parents[2] / "samples" / "linchuan-2031-05-12.txt"
Row = dict[str, Any]
REACH = {
    "headline parts, deck on its own line": 0.94,
    "headline parts, deck glued": 0.88,
    "own line, sure is right": 0.975,
    "own line, said sure": 0.75,
    "glued, sure is right": 0.975,
    "glued, said sure": 0.75,
    "dateline exact": 0.99,
    "credits, local papers' openings": 0.97,
    "false breaks F1": 0.955,
    "Traditional, false breaks F1": 0.90,
    "article starts without marks F1": 0.94,
    "headline parts, another house": 0.90,
    "million characters a second": 2.0,
}


@dataclass
class Tally:
    """Right answers of all; for an F1, hits of what was said and of what was wanted."""

    right: float = 0
    said: float = 0
    wanted: float = 0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.said + self.wanted) if self.said + self.wanted else 1.0


@dataclass
class Scores:
    """Tallies by name; `show` prints them beside what is to be reached."""

    verbose: bool = False
    answers: dict[str, Tally] = field(default_factory=dict)
    found: dict[str, Tally] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)

    def add(self, name: str, right: bool, detail: str = "") -> None:
        tally = self.answers.setdefault(name, Tally())
        tally.right += right
        tally.wanted += 1
        if self.verbose and not right and detail:
            print(f"{name}: {detail}")

    def match(self, name: str, got: set[int], want: set[int], text: str) -> None:
        tally = self.found.setdefault(name, Tally())
        tally.right += len(got & want)
        tally.said += len(got)
        tally.wanted += len(want)
        if self.verbose:
            for at in sorted(got ^ want):
                way = "wrong" if at in got else "missed"
                print(f"{name} {way}: {text[max(0, at - 30) : at]!r} | {text[at : at + 30]!r}")

    def show(self) -> None:
        print(f"{'':<42}{'reach':>7}{'score':>8}")
        for name, tally in self.answers.items():
            said = f"({int(tally.right)} of {int(tally.wanted)})"
            self._line(name, tally.right / tally.wanted, said)
        for name, tally in self.found.items():
            precision = tally.right / max(1, tally.said)
            recall = tally.right / max(1, tally.wanted)
            said = f"(precision {precision:.3f}, recall {recall:.3f} of {int(tally.wanted)})"
            self._line(f"{name} F1", tally.f1, said)
        for name, figure in self.figures.items():
            self._line(name, figure, "")

    def _line(self, name: str, score: float, detail: str) -> None:
        reach = REACH.get(name)
        mark = "" if reach is None or score >= reach else "  missed"
        print(f"{name:<42}{reach if reach is not None else '':>7}{score:>8.3f}  {detail}{mark}")


def read(text: str, settings: Settings | None = None) -> Reading:
    raw = RawInput(name="bench.txt", data=text.encode())
    return read_sources([raw], settings or Settings())


def records(path: Path, chosen: Callable[[str], bool]) -> Iterator[Row]:
    """The records of a file whose day is chosen."""
    if path.exists():
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                if chosen(row["id"]):
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


def same_head(article: Article, gold: Row) -> bool:
    kicker, headline, deck = head_of(article)
    want, got = clauses(gold["headline"]), clauses(headline)
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


def breaks_of(row: Row, key: str, breaks: str) -> tuple[set[int], set[int]]:
    """Offsets of false and of true breaks in the cut text."""
    false: set[int] = set()
    true: set[int] = set()
    starts: list[int] = []
    at = 0
    for block in row[key].split("\n\n"):
        starts.append(at)
        at += len(block) + 2
    body = starts[-(len(row[breaks]) + 1) :]
    for start, one in zip(body[1:], row[breaks], strict=True):
        (false if one["false"] else true).add(start)
    return false, true


def confidence_of(reading: Reading) -> float:
    return min((g.confidence for g in reading.guesses if g.part == "headline"), default=1.0)


def score_head(scores: Scores, row: Row, key: str, name: str, short: str) -> Reading:
    reading = read(row[key])
    article = next(articles_of(reading.issue))
    right, sure = same_head(article, row["gold"]), confidence_of(reading)
    gold = row["gold"]
    want = gold["kicker"], gold["headline"], gold["deck"]
    scores.add(name, right, f"{row['id']} {head_of(article)} want {want} {sure}")
    scores.add(f"{short}, said sure", sure >= 0.9)
    if sure >= 0.9:
        scores.add(f"{short}, sure is right", right)
    return reading


def score_seams(scores: Scores, row: Row, name: str) -> None:
    for kind, key, breaks in (
        (name, "raw_text_cut", "cut_breaks"),
        (f"{name} (hard)", "raw_text_cut_hard", "cut_hard_breaks"),
    ):
        false, true = breaks_of(row, key, breaks)
        joined = joins_of(read(row[key])) & (false | true)
        scores.match(kind, joined, false, row[key])


def score_daily(scores: Scores, rows: Iterator[Row], seams: bool) -> None:
    for row in rows:
        name = "headline parts, deck on its own line"
        reading = score_head(scores, row, "raw_text", name, "own line")
        if row["gold"]["deck"]:
            key = "raw_text_deck_in_head"
            score_head(scores, row, key, "headline parts, deck glued", "glued")
        score_statements(scores, reading, row)
        if seams:
            score_seams(scores, row, "false breaks")


def score_statements(scores: Scores, reading: Reading, row: Row) -> None:
    article, gold = next(articles_of(reading.issue)), row["gold"]
    sources = reading.issue.sources
    raw = raw_text(article.dateline.ranges, sources) if article.dateline else ""
    detail = f"{row['id']} {raw!r} {gold['dateline']!r}"
    scores.add("dateline exact", raw == gold["dateline"], detail)
    below = raw and not gold["dateline"] and any(p.startswith(raw) for p in gold["paragraphs"])
    scores.add("the same, or below a summary", raw == gold["dateline"] or bool(below), detail)
    if gold["credits"]:
        want = sorted((c["role"], name) for c in gold["credits"] for name in c["names"])
        got = sorted((c.role, name) for c in article.credits for name in c.names)
        scores.add("credits, the daily's", want == got, f"{row['id']} {got} want {want}")


def score_openings(scores: Scores, path: Path) -> None:
    """Each opening as the first paragraph of an article."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        text, _, told = line.rpartition("|")
        want = sorted(
            (role, name)
            for role, _, names in (part.partition(":") for part in told.split(";"))
            for name in names.split(",")
        )
        reading = read(f"# 某地某事今日有了新的进展\n\n{text}\n\n相关工作正在进行。\n")
        article = next(articles_of(reading.issue))
        got = sorted((c.role, name) for c in article.credits for name in c.names)
        scores.add("credits, local papers' openings", got == want, f"{text[:60]} {got}")


def score_traditional(scores: Scores, rows: Iterator[Row], seams: bool) -> None:
    house = Settings(profile=shipped("hong-kong"))
    for row in rows:
        for name, settings in (
            ("headline parts, another house", house),
            ("the same without its profile", Settings()),
        ):
            article = next(articles_of(read(row["raw_text"], settings).issue))
            right = same_head(article, row["gold"])
            scores.add(name, right, f"{row['id']} {head_of(article)}")
        if seams:
            score_seams(scores, row, "Traditional, false breaks")


def score_pages(scores: Scores, rows: Iterator[Row]) -> None:
    for row in rows:
        want: set[int] = set()
        at = 0
        for line in row["raw_text"].split("\n"):
            marked = line.startswith("# ")
            if marked:
                want.add(at)
            at += len(line) - (2 if marked else 0) + 1
        text = row["raw_text_nomark"]
        got = {start_of(article) for article in articles_of(read(text).issue)}
        scores.match("article starts without marks", got, want, text)
        hardly = {at for at in got | want if NOT_ARTICLES.match(text, at)}
        scores.match("the same, of real articles", got - hardly, want - hardly, text)


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


def measure_speed(scores: Scores) -> None:
    text = four_hundred_articles()
    raw = RawInput(name="bench.txt", data=text.encode())
    best = 1e9
    for _ in range(7):
        began = time.process_time()
        read_sources([raw])
        best = min(best, time.process_time() - began)
    scores.figures["million characters a second"] = len(text) / best / 1e6


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", type=int, default=0)
    parser.add_argument("--days", default="", help="only what was printed on days that begin so")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--only", choices=("articles", "heads", "pages", "others", "speed"))
    parsed = parser.parse_args(arguments)
    folder = os.environ.get("HOLDOUT_DATA")
    scores = Scores(verbose=parsed.verbose)

    def chosen(ident: str) -> bool:
        return ident.startswith(parsed.days) and parsed.half in (0, half_of(ident))

    if folder:
        root = Path(folder)
        seams = parsed.only != "heads"
        if parsed.only in (None, "articles", "heads"):
            score_daily(scores, records(root / "gold_rmrb.jsonl", chosen), seams)
        if parsed.only in (None, "pages"):
            score_pages(scores, records(root / "gold_pages.jsonl", chosen))
        if parsed.only in (None, "others", "heads"):
            score_openings(scores, root / "openings.txt")
            score_traditional(scores, records(root / "gold_hk.jsonl", bool), seams)
    if parsed.only in (None, "speed"):
        measure_speed(scores)
    scores.show()


if __name__ == "__main__":
    main(sys.argv[1:])
