"""How long verification takes, each time in a process of its own: `python tests/bench/verify.py`.

A set of three with 400 articles of 2,000 characters, and the files of a folder given on the command
line (their text is exported first), if one is given.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:1] = [str(ROOT / "tests"), str(ROOT)]  # not this folder: it has a docx.py

from invented import Press  # noqa: E402 - beside this folder

import exporter  # noqa: E402
from exporter.model import Issue  # noqa: E402
from exporter.reading import RawInput, read_sources  # noqa: E402

FORMATS = ("epub", "pdf", "docx")


def large() -> Issue:
    """400 articles, 800,000 characters."""
    press = Press(3)
    articles = []
    for number in range(400):
        paragraphs = [f"# 第{number}篇 河堤上的灯", "本报讯(记者 罗望)" + press.paragraph()]
        while sum(map(len, paragraphs)) < 2050:
            paragraphs.append(press.paragraph())
        articles.append("\n\n".join(paragraphs))
    text = "\n\n".join(articles) + "\n"
    return read_sources([RawInput(name="大.txt", data=text.encode())]).issue


def measured(folder: Path) -> None:
    """Verifies the folder's files three times and prints the best time and the most memory."""
    names = sorted(str(path) for path in folder.iterdir() if path.suffix[1:] in FORMATS)
    best, memory, processor = 1e9, 0, 1e9
    for _ in range(3):
        started = time.perf_counter()
        child = os.posix_spawn(
            sys.executable,
            [sys.executable, "-m", "exporter", "verify", *names],
            {**os.environ, "PYTHONPATH": str(ROOT)},
            file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
        )
        _, status, usage = os.wait4(child, 0)
        best = min(best, time.perf_counter() - started)
        processor = min(processor, usage.ru_utime + usage.ru_stime)
        memory = max(memory, usage.ru_maxrss)
    code = os.waitstatus_to_exitcode(status)
    print(f"  {best:.2f} s ({processor:.2f} s of processor), {memory >> 10} MB, exit code {code}")


def main(sources: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        issue = large()
        characters = sum(len("".join(source.text.split())) for source in issue.sources)
        exporter.export_all(issue, FORMATS, to=folder)
        print(f"set of three, {characters} characters")
        measured(folder)
    for source in sources:
        with tempfile.TemporaryDirectory() as name:
            exporter.export_all(exporter.read(source), FORMATS, to=name)
            print(f"set of three of {Path(source).name}")
            measured(Path(name))


if __name__ == "__main__":
    main(sys.argv[1:])
