"""How long `exporter all SRC -o DIR` takes, cold: `python tests/bench/all.py [SRC…] [--runs N]`.

Each run is a new process into a new folder. Printed are the median and the quickest run, the same
for `exporter --help` and for an interpreter that does nothing, and how much of one run went into
imports (the sum of what -X importtime says, which itself slows the run a little).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> int:
    """Times and prints; 1 when the command itself fails."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sources", nargs="*", type=Path, help="default: the largest sample")
    parser.add_argument("--runs", type=int, default=7)
    parsed = parser.parse_args()
    sources = [path.resolve() for path in parsed.sources or _largest_sample()]
    if not sources:
        parser.error("there is no sample; name a source")
    print(f"{', '.join(path.name for path in sources)}, {parsed.runs} runs each")
    with tempfile.TemporaryDirectory() as scratch:
        command = ["-m", "exporter", "all", *map(str, sources), "-o"]
        failed = _run([*command, f"{scratch}/warm"])
        if failed.returncode:
            print(failed.stderr.decode(), file=sys.stderr)
            return 1
        runs = [_timed([*command, f"{scratch}/{run}"]) for run in range(parsed.runs)]
        _print("exporter all", runs)
        _print("exporter --help", [_timed(["-m", "exporter", "--help"]) for _ in runs])
        _print("python -c pass", [_timed(["-c", "pass"]) for _ in runs])
        told = _run(["-X", "importtime", *command, f"{scratch}/imports"]).stderr.decode()
    share = _import_seconds(told)
    print(f"{'of which imports':<18}{share * 1000:7.0f} ms  {share / median(runs):.0%}")
    for name, seconds in _dearest(told):
        print(f"    {name:<40}{seconds * 1000:6.0f} ms")
    return 0


def _largest_sample() -> list[Path]:
    return sorted(ROOT.glob("samples/*.txt"), key=lambda path: path.stat().st_size)[-1:]


def _run(arguments: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    environ = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=tempfile.gettempdir(),
        env={**environ, "PYTHONPATH": path},
        capture_output=True,
        check=False,
    )


def _timed(arguments: Sequence[str]) -> float:
    start = time.perf_counter()
    done = _run(arguments)
    seconds = time.perf_counter() - start
    done.check_returncode()
    return seconds


def _print(name: str, runs: Sequence[float]) -> None:
    print(f"{name:<18}{median(runs) * 1000:7.0f} ms  (quickest {min(runs) * 1000:.0f})")


def _import_rows(told: str) -> list[tuple[str, int, int]]:
    """(indented name, own, cumulative) microseconds of each import."""
    rows = []
    for line in told.splitlines():
        if line.startswith("import time:") and "[us]" not in line:
            own, cumulative, name = line.removeprefix("import time:").split("|")
            rows.append((name[1:].rstrip(), int(own), int(cumulative)))
    return rows


def _import_seconds(told: str) -> float:
    return sum(own for _, own, _ in _import_rows(told)) / 1e6


def _dearest(told: str, most: int = 8) -> list[tuple[str, float]]:
    """Packages by what their own modules cost."""
    by_package: dict[str, int] = {}
    for name, own, _ in _import_rows(told):
        package = ".".join(name.strip().split(".")[: 2 if "exporter" in name else 1])
        by_package[package] = by_package.get(package, 0) + own
    ranked = sorted(by_package.items(), key=lambda item: -item[1])
    return [(name, own / 1e6) for name, own in ranked[:most]]


if __name__ == "__main__":
    raise SystemExit(main())
