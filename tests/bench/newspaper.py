"""Newspaper pages judged by the hundred: `python tests/bench/newspaper.py [--issues 200]`.

Every issue of `newspapers.py` in a page size that goes round; counts what breaks a rule of
`newspaper_rules.py`, measures the white at the columns' feet, and times a sixty-article issue
beside the plain flowing theme.
"""

from __future__ import annotations

import argparse
import io
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import newspaper_rules
from newspapers import Newsroom, issue
from pdf_layout import layout

from exporter.model import Issue, Page
from exporter.writers.base import Context
from exporter.writers.pdf import PdfWriter
from exporter.writers.pdf.options import PdfOptions


def main() -> int:
    """Counts and prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--issues", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--theme", default="newspaper")
    parser.add_argument("--beside", default="columns", help="the theme to be timed beside")
    parsed = parser.parse_args()
    rules(range(parsed.first, parsed.first + parsed.issues), parsed.theme)
    speed(parsed.theme, parsed.beside)
    return 0


def rules(seeds: range, theme: str) -> None:
    """What breaks a rule, over many issues."""
    sizes = tuple(newspaper_rules.PAGES)
    counts: Counter[str] = Counter()
    examples: dict[str, list[str]] = defaultdict(list)
    feet: list[tuple[float, bool]] = []
    for seed in seeds:
        size = sizes[seed % len(sizes)]
        sheets = layout(io.BytesIO(_pdf(issue(seed), theme, size)))
        for fault in newspaper_rules.faults(sheets, size):
            counts[fault.rule] += 1
            examples[fault.rule].append(f"{seed} {size} page {fault.sheet}: {fault.detail}")
        feet += newspaper_rules.feet(sheets, size)
    print(f"{len(seeds)} issues, {len(feet)} pages of articles")
    for rule in (rule.__name__ for rule in newspaper_rules.RULES):
        print(f"  {rule}: {counts[rule]}")
        for told in examples[rule][:3]:
            print(f"      {told}")
    going_on = [white for white, goes_on in feet if goes_on]
    print(f"  white at the feet, median: {median(w for w, _ in feet):.1%} of all pages, "
          f"{median(going_on or [0]):.1%} of those whose newspaper page goes on")  # fmt: skip


def speed(theme: str, beside: str) -> None:
    """Sixty articles of 54,000 characters, and ten times as many."""
    times = {name: _seconds(_sixty(), name) for name in (theme, beside)}
    print(f"60 articles: {times[theme]:.3f} s / {times[beside]:.3f} s of {beside} "
          f"= {times[theme] / times[beside]:.2f}")  # fmt: skip
    print(f"ten times the articles takes {_seconds(_sixty(10), theme) / times[theme]:.1f} times")


def _sixty(times: int = 1) -> Issue:
    room = Newsroom(60)
    articles = tuple(room.of_length(900) for _ in range(60 * times))
    return room.builder.issue(Page(id="p1", articles=articles), publication="霖川日报")


def _seconds(made: Issue, theme: str) -> float:
    _pdf(made, theme, "A3")
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        _pdf(made, theme, "A3")
        best = min(best, time.process_time() - start)
    return best


def _pdf(made: Issue, theme: str, size: str) -> bytes:
    return PdfWriter().write(made, PdfOptions(theme=theme, page_size=size), Context()).data


if __name__ == "__main__":
    raise SystemExit(main())
