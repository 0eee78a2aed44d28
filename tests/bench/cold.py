"""What each command costs as a new process, beside its peers, in one run:
`python tests/bench/cold.py [SRC] [--runs N]`.

The same small source (by default an article of the sample issue) to one output. Every round runs
every command once, so that a busy moment meets all of them alike; told are the least processor
seconds and the least time by the clock of all rounds, and our ratio to each peer, which is what
the issues ask for. Our modules are compiled, as in an installed package. Peers are pandoc and typst
(the packages pypandoc-binary and typst); typst once with all fonts searched, as a user runs it,
and once given a single file.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pdf import ROOT, SAMPLE, typst_source  # the bench beside this one

FONT = ROOT / "fonts" / "NotoSerifSC-Regular.ttf"
_TYPST = """
import sys, typst
source, out, how, folder = sys.argv[1:]
kind = dict(font_paths=[folder]) if how == "all" else dict(
    font_paths=[folder], ignore_system_fonts=True)
typst.compile(source, output=out, pdf_standards=["a-2a", "ua-1"], **kind)
"""
WANTED = (
    ("exporter docx", "pandoc docx", 3.0),
    ("exporter epub", "pandoc epub", 3.0),
    ("exporter pdf", "typst, all fonts", 0.8),
    ("exporter pdf", "typst, one font", 2.5),
)


class Cost(NamedTuple):
    """Of one process, in seconds."""

    cpu_s: float
    wall_s: float


def main() -> int:
    """Times and prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("source", nargs="?", type=Path)
    parser.add_argument("--runs", type=int, default=10)
    parsed = parser.parse_args()
    text = (parsed.source or SAMPLE).read_text(encoding="utf-8-sig")
    if parsed.source is None:
        text = "# " + text.split("\n# ")[1]
    with tempfile.TemporaryDirectory() as folder:
        commands = _commands(Path(folder), text)
        rounds = [{name: _run(command, folder) for name, command in commands.items()}
                  for _ in range(parsed.runs + 1)][1:]  # fmt: skip
    least = {name: Cost(*map(min, zip(*(one[name] for one in rounds), strict=True)))
             for name in commands}  # fmt: skip
    print(f"{len(text):,} characters, least of {parsed.runs}")
    for name, cost in least.items():
        print(f"  {name:<20}{cost.cpu_s * 1000:6.0f} ms cpu {cost.wall_s * 1000:6.0f} ms")
    for ours, peer, most in WANTED:
        if peer in least:
            cpu, wall = (a / b for a, b in zip(least[ours], least[peer], strict=True))
            print(f"  {ours} to {peer}: {cpu:.2f} cpu, {wall:.2f} by the clock (wanted {most})")
    return 0


def _commands(folder: Path, text: str) -> dict[str, list[str]]:
    """By name; those whose program is missing are left out."""
    source, typst, one = folder / "a.txt", folder / "a.typ", folder / "one"
    source.write_text(text, encoding="utf-8")
    typst.write_text(typst_source(text), encoding="utf-8")
    one.mkdir()
    (one / FONT.name).symlink_to(FONT)
    python = [sys.executable]
    exporter = [*python, "-m", "exporter"]
    commands = {
        "python -c pass": [*python, "-c", "pass"],
        "exporter --help": [*exporter, "--help"],
        "exporter formats": [*exporter, "formats"],
        "exporter read": [*exporter, "read", str(source)],
    }
    for name in ("json", "epub", "docx", "pdf"):
        commands[f"exporter {name}"] = [*exporter, name, str(source), "-o", f"{folder}/a.{name}"]
    commands["exporter all"] = [*exporter, "all", str(source), "-o", f"{folder}/all/"]
    made = [f"{folder}/all/a.{name}" for name in ("epub", "pdf", "docx")]
    commands["exporter verify"] = [*exporter, "verify", *made, "--source", str(source)]
    if pandoc := _pandoc():
        for name in ("epub", "docx"):
            commands[f"pandoc {name}"] = [
                *(pandoc, "-f", "markdown", str(source), "-M", "title=x"),
                *("-o", f"{folder}/p.{name}"),
            ]
    if importlib.util.find_spec("typst"):
        script = [*python, "-c", _TYPST, str(typst), f"{folder}/t.pdf"]
        commands["typst, all fonts"] = [*script, "all", str(FONT.parent)]
        commands["typst, one font"] = [*script, "one", str(one)]
    return commands


def _run(command: Sequence[str], folder: str) -> Cost:
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    env = {**os.environ, "PYTHONPATH": path, "PYTHONPYCACHEPREFIX": f"{folder}/compiled"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    quiet = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
    start = time.perf_counter()
    process = os.posix_spawn(command[0], command, env, file_actions=quiet)
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - start
    if status:
        raise SystemExit(f"{' '.join(command)} failed: {os.waitstatus_to_exitcode(status)}")
    return Cost(usage.ru_utime + usage.ru_stime, wall)


def _pandoc() -> str | None:
    if importlib.util.find_spec("pypandoc") is None:
        return shutil.which("pandoc")
    import pypandoc  # type: ignore[import-not-found]

    return str(pypandoc.get_pandoc_path())


if __name__ == "__main__":
    raise SystemExit(main())
