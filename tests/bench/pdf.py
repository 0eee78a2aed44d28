"""The PDF writer beside typst, in one run: `python tests/bench/pdf.py [SRC] [--articles N]`.

Both make PDF/A with PDF/UA-1 (typst a-2a, ours a-3a with the source attached) of the same text;
long ones flow in three columns in both, and once are placed on a newspaper's pages as ours are by
default, which typst does not do.
Every measure is a process of its own, run in turn; the quickest of several runs counts, as CPU
seconds from the first import on; `cold.py` beside this one counts whole processes. The long text
is made of the source's own sentences in ever new order, so that nothing in it repeats paragraph
by paragraph.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLE = ROOT / "samples" / "linchuan-2031-05-12.txt"

_OURS = """
import json, resource, sys, time
sys.path.insert(0, {root!r})
wall, cpu = time.perf_counter(), time.process_time()
import exporter
from exporter.writers.base import Context
from exporter.writers.pdf import PdfOptions, PdfWriter
how, *sources = sys.argv[1:]
options = PdfOptions(theme="columns" if how in ("flowing", "loop", "writer") else None)
if how in ("source", "flowing"):
    for source in sources:
        PdfWriter().write(exporter.read([source]).issue, options, Context())
elif how == "loop":
    PdfWriter().write(exporter.read([sources[0]]).issue, options, Context())
    cpu, wall = time.process_time(), time.perf_counter()
    for source in sources:
        PdfWriter().write(exporter.read([source]).issue, options, Context())
else:
    issue = exporter.read([sources[0]]).issue
    cpu, wall = time.process_time(), time.perf_counter()
    PdfWriter().write(issue, options, Context())
print(json.dumps([time.process_time() - cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))
"""
_TYPST = """
import json, resource, sys, time
cpu = time.process_time()
import typst
how, *sources = sys.argv[1:]
fonts = {{"font_paths": [{fonts!r}]}}
if how == "one":
    fonts = {{"font_paths": [{one!r}], "ignore_system_fonts": True}}
if how == "loop":
    compiler = typst.Compiler(sources[0], **fonts)
    compiler.compile(pdf_standards=["a-2a", "ua-1"])
    cpu = time.process_time()
for source in sources:
    typst.compile(source, pdf_standards=["a-2a", "ua-1"], **fonts)
print(json.dumps([time.process_time() - cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))
"""
_HEAD = """#set document(title: "x", date: datetime(year: 2031, month: 5, day: 12))
#set page(paper: "a4", columns: 3, margin: 50pt)
#set text(font: "Noto Serif SC", size: 9pt, lang: "zh", region: "cn")
#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: 6pt, spacing: 6pt)
#outline()
"""


def main() -> int:
    """Times and prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("source", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--runs", type=int, default=3)
    parsed = parser.parse_args()
    text = parsed.source.read_text(encoding="utf-8-sig")
    with tempfile.TemporaryDirectory() as scratch:
        bench = _Bench(Path(scratch), parsed.runs)
        bench.compare(text, parsed.articles)
    return 0


class _Bench:
    def __init__(self, scratch: Path, runs: int) -> None:
        self.scratch = scratch
        self.runs = runs
        one = scratch / "one"
        one.mkdir()
        font = "NotoSerifSC-Regular.ttf"
        (one / font).symlink_to(ROOT / "fonts" / font)
        known = {"root": str(ROOT), "fonts": str(ROOT / "fonts"), "one": str(one)}
        self.ours, self.typst = _OURS.format(**known), _TYPST.format(**known)

    def compare(self, text: str, articles: int) -> None:
        """Every line of the report."""
        short = self._files("short", text)
        self._line("one source, cold process", "source", "one source, system fonts", "sys", short)
        self._line("one source, cold process", "source", "given one font", "one", short)
        made = list(_articles(text, articles))
        long = self._files("long", "\n\n".join(made))
        name = f"{sum(map(len, made)):,} characters"
        self._line(f"{name}, from source", "flowing", "the same", "one", long, memory=True)
        self._line(f"{name}, writer alone", "writer", "the same", "one", long)
        self._line(f"{name}, writer alone, placed", "placed", "the same", "one", long, memory=True)
        tenth = self._files("tenth", "\n\n".join(made[: max(articles // 10, 1)]))
        whole, part = (self._best((self.ours, "writer", [f[0]]))[0][0] for f in (long, tenth))
        print(f"ten times the text takes {whole / part:.1f} times the time")
        loop = [self._files(f"loop{i}", made[i]) for i in range(min(100, articles))]
        ours, theirs = self._best(
            (self.ours, "loop", [f[0] for f in loop]), (self.typst, "loop", [f[1] for f in loop])
        )
        _print("warm, a hundred different articles", ours[0], theirs[0])

    def _line(
        self, what: str, how: str, beside: str, typst: str, files: tuple[str, str],
        *, memory: bool = False,
    ) -> None:  # fmt: skip
        (ours, ours_kib), (theirs, their_kib) = self._best(
            (self.ours, how, [files[0]]), (self.typst, typst, [files[1]])
        )
        _print(f"{what} / {beside}", ours, theirs)
        if memory:
            print(f"    memory {ours_kib // 1024} MB / {their_kib // 1024} MB "
                  f"= {ours_kib / their_kib:.2f}")  # fmt: skip

    def _best(self, *jobs: tuple[str, str, list[str]]) -> list[tuple[float, int]]:
        """The least seconds and the most memory, in KiB, of each job."""
        told: list[list[tuple[float, int]]] = [[] for _ in jobs]
        for _ in range(self.runs):
            for (code, how, sources), runs in zip(jobs, told, strict=True):
                done = subprocess.run(
                    [sys.executable, "-c", code, how, *sources],
                    env={k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"},
                    capture_output=True,
                    check=False,
                )
                if done.returncode:
                    raise SystemExit(done.stderr.decode())
                runs.append(json.loads(done.stdout))
        return [(min(s for s, _ in runs), max(kib for _, kib in runs)) for runs in told]

    def _files(self, name: str, text: str) -> tuple[str, str]:
        source, typst = self.scratch / f"{name}.txt", self.scratch / f"{name}.typ"
        source.write_text(text, encoding="utf-8")
        typst.write_text(typst_source(text), encoding="utf-8")
        return str(source), str(typst)


def _articles(text: str, count: int) -> Iterator[str]:
    """Articles of about 2,000 characters of the text's own sentences, shuffled by a fixed seed."""
    shuffled = random.Random(1)
    lines = [line.strip() for line in text.splitlines()]
    heads = [line.removeprefix("# ") for line in lines if line.startswith("# ")] or ["题目"]
    sentences = [s for line in lines if len(line) > 60 for s in re.findall(r"[^。]+。”?", line)]
    for index in range(count):
        paragraphs = [
            "".join(shuffled.choices(sentences, k=shuffled.randint(2, 6))) for _ in range(8)
        ]
        yield "\n\n".join([f"# {heads[index % len(heads)]} 之{index + 1}", *paragraphs])


def typst_source(text: str) -> str:
    """The text as typst's own source: headings and paragraphs."""
    return _HEAD + "\n\n".join(_typst_lines(text))


def _typst_lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.strip():
            bare = re.sub(r"([\\#*_`$@<>\[\]~=+\-/\"'])", r"\\\1", line.strip().removeprefix("# "))
            yield f"= {bare}" if line.startswith("# ") else bare


def _print(what: str, ours: float, theirs: float) -> None:
    print(f"{what}: {ours:.3f} s / {theirs:.3f} s = {ours / theirs:.2f}")


if __name__ == "__main__":
    raise SystemExit(main())
