"""How much damage verification sees: `python tests/bench/mutations.py [edits] [structural] [sets]`.

By default 1,000 random edits of text in each of EPUB, DOCX and PDF, 200 structural changes, and
200 good sets of three, all of issues made up by a seeded random source. What escapes is printed.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

# Not this folder, which has a docx.py of its own.
sys.path[:1] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

import edits  # noqa: E402 - beside this folder
from invented import Press  # noqa: E402

import exporter  # noqa: E402
from exporter.errors import VerifyError  # noqa: E402
from exporter.model import Issue  # noqa: E402
from exporter.proof.verdict import examine  # noqa: E402
from exporter.reading import RawInput, read_sources  # noqa: E402

FORMATS = ("epub", "docx", "pdf")
EDITS = {"epub": edits.edited_epub, "docx": edits.edited_docx, "pdf": edits.edited_pdf}
STRUCTURAL = {
    "epub": edits.epub_structural,
    "docx": edits.docx_structural,
    "pdf": edits.pdf_structural,
}


def issue(seed: int) -> Issue:
    """An issue read from invented raw text."""
    press = Press(seed)
    text = press.issue(press.random.randint(2, 5), 5)
    return read_sources([RawInput(name=f"{seed}.txt", data=text.encode())]).issue


def outputs(seed: int) -> dict[str, bytes]:
    made = issue(seed)
    return {name: exporter.write(made, name).data for name in FORMATS}


def seen(name: str, data: bytes) -> set[str]:
    """The codes with which one damaged file is answered; empty when nothing was seen."""
    try:
        return {one.code for one in examine([(name, data)]).differences}
    except VerifyError:
        return {"refused"}


def main(edit_count: int = 1000, structural: int = 200, sets: int = 200) -> int:
    started = time.perf_counter()
    escaped = 0
    alarms: Counter[str] = Counter()
    for seed in range(sets):
        verdict = examine(list(outputs(seed).items()))
        alarms.update(one.sentence() for one in verdict.differences)
    print(f"{sets} good sets of three: {sum(alarms.values())} false alarms", flush=True)
    for sentence, count in alarms.most_common(10):
        print(f"  {count} {sentence}")
    random = Random(1)
    files = [outputs(seed) for seed in range(1000, 1010)]
    for name in FORMATS:
        codes: Counter[str] = Counter()
        missed = 0
        for _ in range(edit_count):
            found = seen(name, EDITS[name](random.choice(files)[name], random))
            codes.update(found)
            missed += not found
        escaped += missed
        print(f"{edit_count} edits of text in {name}: {missed} escaped", dict(codes), flush=True)
    kinds: Counter[str] = Counter()
    for number in range(structural):
        name = FORMATS[number % 3]
        kind, data = STRUCTURAL[name](random.choice(files)[name], random)
        if not seen(name, data):
            kinds[f"{name} {kind}"] += 1
    escaped += sum(kinds.values())
    print(f"{structural} structural changes: {sum(kinds.values())} escaped", dict(kinds))
    print(f"{time.perf_counter() - started:.0f} s")
    return 1 if escaped or alarms else 0


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
