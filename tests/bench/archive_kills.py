"""Kills attaches at random moments: `python tests/bench/archive_kills.py [FORM…] [--kills N]`.

For each kind and form an attach runs in a process of its own and gets SIGKILL after a random part
of the time an undisturbed one takes. Then the archive must be the old or the finished one, byte for
byte, and an attach without any help must give the finished one. `--no-exchange` takes from folders
the one system call that swaps two names: then, and only then, "absent until the next attach" is
counted as a third outcome. Exit code 1 when anything else was seen.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from archive_files import FORMS, leftovers, snapshot  # noqa: E402

from exporter.archive.attaching import attach, attachment  # noqa: E402
from exporter.archive.containers import staging  # noqa: E402
from exporter.archive.kinds.job import Options  # noqa: E402


def main() -> int:
    """Prints a line a form; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("forms", nargs="*", default=list(FORMS))
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--megabytes", type=int, default=64, help="of the archive and of the file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-exchange", action="store_true")
    parsed = parser.parse_args()
    if parsed.no_exchange:
        staging._exchange = lambda one, two: False
    broken = 0
    for form in parsed.forms:
        with tempfile.TemporaryDirectory() as scratch:
            broken += _form(form, Path(scratch), parsed)
    return 1 if broken else 0


def _form(form: str, scratch: Path, parsed: argparse.Namespace) -> int:
    size = parsed.megabytes << 20
    small = min(size, 2 << 20) if form.endswith(("gz", "xz")) else size
    chance = random.Random(parsed.seed)
    old, new, more = (scratch / name for name in ("old.png", "new.png", "要闻.txt"))
    for path in (old, new):
        path.write_bytes(chance.randbytes(small))
    more.write_text("要闻" * 1000, encoding="utf-8")
    pristine = scratch / "pristine" / form
    pristine.parent.mkdir()
    attach(pristine, [attachment(old), attachment(more)], Options(kind=FORMS[form]))
    given = [attachment(new)]
    finished = scratch / "finished" / form
    _restore(pristine, finished)
    begun = time.perf_counter()
    _run(finished, given)
    whole = time.perf_counter() - begun
    states = {_digest(pristine): "old", _digest(finished): "finished", _digest(None): "absent"}
    seen: Counter[str] = Counter()
    archive = scratch / "work" / form
    _restore(pristine, archive)
    for _ in range(parsed.kills):
        _killed(archive, given, chance.uniform(0, 1.05 * whole))
        state = states.get(_digest(archive if archive.exists() else None), "BROKEN")
        if state == "absent" and not parsed.no_exchange:
            state = "BROKEN"
        seen[state] += 1
        _run(archive, given)
        if states.get(_digest(archive)) != "finished" or leftovers(archive.parent):
            seen["BROKEN afterwards"] += 1
        _restore(pristine, archive)
    if states.get(_digest(pristine)) != "old":
        seen["BROKEN: the old files were written into"] += 1
    told = ", ".join(f"{count} {state}" for state, count in sorted(seen.items()))
    print(
        f"{form:<14}{small >> 20:4d} + {small >> 20} MB, {whole:5.2f} s undisturbed: {told}",
        flush=True,
    )
    return sum(count for state, count in seen.items() if state.startswith("BROKEN"))


def _restore(pristine: Path, archive: Path) -> None:
    """The old archive again, as hard links: whoever writes into its files spoils the original."""
    shutil.rmtree(archive.parent, ignore_errors=True)
    archive.parent.mkdir(parents=True)
    if pristine.is_dir():
        shutil.copytree(pristine, archive, copy_function=os.link)
    else:
        os.link(pristine, archive)


def _run(archive: Path, given: list) -> None:
    attach(archive, given)


def _killed(archive: Path, given: list, after: float) -> None:
    child = os.fork()
    if child == 0:
        try:
            _run(archive, given)
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _digest(archive: Path | None) -> str:
    digest = hashlib.sha256()
    if archive is not None:
        for name, data in snapshot(archive).items():
            digest.update(repr((name, len(data))).encode() + data)
    return digest.hexdigest()


if __name__ == "__main__":
    raise SystemExit(main())
