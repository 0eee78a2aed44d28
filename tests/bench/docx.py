"""How long Word files take, beside pandoc: `python tests/bench/docx.py [--pandoc PATH] [--runs N]`.

An invented source of 400 articles (some 850,000 characters) and one of two articles are made in a
temporary folder. Timed are `exporter docx` in new processes, pandoc on the same text as Markdown,
and the writer alone, from the model. pandoc is taken from the PATH, from `pypandoc` where that is
installed, or from --pandoc; without it only our own times are printed.

Wanted: 400 articles at most 0.9 of pandoc's time, the writer alone 0.5, two articles cold 3 times.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[0] = str(ROOT)  # instead of this folder: this file would hide python-docx

from exporter.api.sources import read  # noqa: E402 - the checkout is measured, not what is installed
from exporter.writers.base import Context  # noqa: E402
from exporter.writers.docx import DocxOptions, DocxWriter  # noqa: E402

_HAN = "江河湖海山川草木春夏秋冬东西南北城乡路桥灯船渡口村镇学校医院老人孩子工人农民会议建设服务"


def main() -> int:
    """Makes the sources, times, prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pandoc", default=_pandoc())
    parser.add_argument("--runs", type=int, default=5)
    parsed = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for articles in (400, 2):
            source = folder / f"{articles}.txt"
            source.write_text(_source(articles), encoding="utf-8")
            print(f"{articles} articles, {source.stat().st_size / 1000:,.0f} kB")
            _compare(source, folder, parsed.pandoc, parsed.runs)
    return 0


def _compare(source: Path, folder: Path, pandoc: str | None, runs: int) -> None:
    command = [sys.executable, "-m", "exporter", "docx", source, "-o", folder / "a.docx"]
    ours = _timed(_command(command, folder), runs)
    issue = read(source).issue
    writer = DocxWriter()
    alone = _timed(lambda: writer.write(issue, DocxOptions(), Context()), runs)
    rows = [("exporter docx", ours), ("the writer alone", alone)]
    against = None
    if pandoc:
        other = [pandoc, "-f", "markdown", source, "-o", folder / "p.docx"]
        against = _timed(_command(other, folder), runs)
        rows.append(("pandoc", against))
    for name, seconds in rows:
        share = f"{seconds / against:6.2f} x" if against else ""
        print(f"  {name:<18}{seconds * 1000:8.0f} ms {share}")


def _source(articles: int) -> str:
    """Articles of ten paragraphs in the common form: marked headings, a lead-in, a subhead."""
    chance = random.Random(20310512)

    def words(count: int) -> str:
        return "".join(chance.choice(_HAN) for _ in range(count))

    def sentences(count: int) -> str:
        made: list[str] = []
        while sum(map(len, made)) < count:
            made.append(words(chance.randint(5, 14)) + chance.choice(",,,、;"))
            if chance.random() < 0.2:
                made.append(f"{chance.randint(2, 2000)}人")
        return "".join(made)[:-1] + "。"

    blocks: list[str] = []
    for _ in range(articles):
        blocks.append(f"# {words(16)} {words(12)} {words(12)}")
        blocks.append("本报讯(记者 何青禾)" + sentences(150))
        for number in range(9):
            if number == 4:
                blocks.append(words(8))
            blocks.append(sentences(215))
    return "\n\n".join(blocks) + "\n"


def _command(arguments: Sequence[str | Path], compiled: Path) -> Callable[[], object]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(compiled)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package is compiled once

    def run() -> object:
        return subprocess.run(
            [str(part) for part in arguments], check=True, capture_output=True, env=environment
        )

    return run


def _timed(work: Callable[[], object], runs: int) -> float:
    """The median of so many runs after one that does not count, in seconds."""
    work()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return median(seconds)


def _pandoc() -> str | None:
    if importlib.util.find_spec("pypandoc") is not None:
        import pypandoc  # type: ignore[import-not-found]

        return str(pypandoc.get_pandoc_path())
    return shutil.which("pandoc")


if __name__ == "__main__":
    sys.exit(main())
