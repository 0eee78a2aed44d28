"""EPUB against pandoc, in one run: `python tests/bench/epub.py [--articles N] [--pandoc FILE]`.

From one made-up source file (sentences of the samples, drawn anew) both make an EPUB in new
processes; printed are the quickest wall time, processor time and peak memory of each, their
ratios, what the writer alone takes from the model in a warm process, and the same for a small
source cold, with our modules compiled as on any machine that ran them before.
Without pandoc (the package pypandoc-binary, or --pandoc) our own times stand alone.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CACHE = Path(tempfile.gettempdir()) / "exporter-bench-pycache"
sys.path.insert(0, str(ROOT))


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one process: seconds by the clock and of the processor, and peak memory in MB."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def main() -> int:
    """Measures and prints; 1 when a command fails."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--characters", type=int, default=2000, help="of one article, about")
    parser.add_argument("--small", type=Path, help="the small source (default: two articles)")
    parser.add_argument("--pandoc", default=_pandoc())
    parser.add_argument("--runs", type=int, default=5)
    parsed = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "large.md"
        large.write_text(_source(parsed.articles, parsed.characters), encoding="utf-8")
        small = Path(folder) / "small.md"
        small.write_bytes(parsed.small.read_bytes() if parsed.small else _source(2, 2000).encode())
        for name, source in ((f"{parsed.articles} articles", large), ("small, cold", small)):
            _compare(name, source, parsed.pandoc, parsed.runs)
        seconds = _writer_alone(large, parsed.runs)
        print(f"writer alone, warm, from the model: {seconds:.2f} s cpu")
    return 0


def _compare(name: str, source: Path, pandoc: str | None, runs: int) -> None:
    out = source.with_suffix(".epub")
    size = len(source.read_text(encoding="utf-8"))
    print(f"{name}: {size:,} characters, quickest of {runs}")
    ours = _quickest([sys.executable, "-m", "exporter", "epub", "-q", source, "-o", out], runs)
    _print("exporter", ours)
    if pandoc is None:
        return
    command = [pandoc, "-f", "markdown", source, "-o", out, "--split-level=1"]
    theirs = _quickest([*command, "-M", "title=x", "-M", "lang=zh-Hans"], runs)
    _print("pandoc", theirs)
    print(
        f"  ours to theirs    {ours.wall_s / theirs.wall_s:6.2f}   "
        f"{ours.cpu_s / theirs.cpu_s:6.2f}   {ours.peak_mb / theirs.peak_mb:6.2f}"
    )


def _print(name: str, cost: Cost) -> None:
    print(f"  {name:<16}{cost.wall_s:6.2f} s {cost.cpu_s:6.2f} s cpu {cost.peak_mb:5.0f} MB")


def _quickest(command: Sequence[str | Path], runs: int) -> Cost:
    _cost([str(part) for part in command])  # compiles modules, fills the disk's cache
    found = [_cost([str(part) for part in command]) for _ in range(runs)]
    return Cost(
        min(cost.wall_s for cost in found),
        min(cost.cpu_s for cost in found),
        min(cost.peak_mb for cost in found),
    )


def _cost(command: Sequence[str]) -> Cost:
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    ours = {"PYTHONPATH": path, "PYTHONPYCACHEPREFIX": str(CACHE)}
    env = {**os.environ, **ours}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    start = time.perf_counter()
    process = os.posix_spawnp(command[0], command, env, file_actions=quiet)
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - start
    if status:
        raise SystemExit(f"{command[0]} failed with {os.waitstatus_to_exitcode(status)}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _writer_alone(source: Path, runs: int) -> float:
    from exporter.api.sources import read
    from exporter.writers.base import Context
    from exporter.writers.epub import EpubOptions, EpubWriter

    issue = read(source).issue
    quickest = float("inf")
    for _ in range(runs):
        start = time.process_time()
        EpubWriter().write(issue, EpubOptions(), Context())
        quickest = min(quickest, time.process_time() - start)
    return quickest


def _source(articles: int, characters: int) -> str:
    """A source of as many articles, from the samples' sentences; the same each time."""
    draw = random.Random(12)
    text = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("samples/*-0*.txt"))
    pieces = [
        p for p in re.split(r"(?<=[。！？，,])|\n+", text) if len(p or "") > 8 and "#" not in p
    ]
    made: list[str] = []
    for number in range(articles):
        made.append(f"# 第{number + 1}篇要闻在此 {draw.choice(pieces)[:14].strip('，,。')}")
        left = characters
        while left > 0:
            sentences = [draw.choice(pieces) for _ in range(draw.randint(4, 12))]
            made.append("".join(sentences).rstrip("，,") + "。")
            left -= len(made[-1])
    return "\n\n".join(made) + "\n"


def _pandoc() -> str | None:
    try:
        import pypandoc
    except ImportError:
        return shutil.which("pandoc")
    return str(pypandoc.get_pandoc_path())


if __name__ == "__main__":
    raise SystemExit(main())
