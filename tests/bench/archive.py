"""What attaching to large archives costs: `python tests/bench/archive.py [--gigabytes 2]`.

Each line is one attach of a small file in a process of its own: seconds, the process's largest
memory, and for comparison the seconds that copying the archive with `cp` takes on the same disk.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
_RUN = """
import json, resource, sys, time
from pathlib import Path
from exporter.archive.attaching import attach, attachment
begun = time.perf_counter()
attach(Path(sys.argv[1]), [attachment(Path(sys.argv[2]))])
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(f"{time.perf_counter() - begun:7.2f} s {most / 1024:6.0f} MB", end="")
"""


def main() -> int:
    """Makes each archive, attaches to it, prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--gigabytes", type=float, default=2)
    parser.add_argument("--folder", type=Path, help="where to work (default: the temporary folder)")
    parsed = parser.parse_args()
    size = int(parsed.gigabytes * (1 << 30))
    with tempfile.TemporaryDirectory(dir=parsed.folder) as scratch:
        for name, make in _MAKERS.items():
            folder = Path(scratch, "one")
            folder.mkdir()
            _measure(name, make, folder, size)
            shutil.rmtree(folder)
    return 0


def _measure(name: str, make: Callable[[Path, int], Path], folder: Path, size: int) -> None:
    archive = make(folder, size)
    more = folder / "more.txt"
    more.write_text("要闻" * 1000, encoding="utf-8")
    begun = time.perf_counter()
    subprocess.run(["cp", "-r", archive, folder / "copy"], check=True)
    copied = time.perf_counter() - begun
    shutil.rmtree(folder / "copy", ignore_errors=True)
    (folder / "copy").unlink(missing_ok=True)
    command = [sys.executable, "-c", _RUN, str(archive), str(more)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    print(f"{name:<32}{done.stdout or done.stderr[-200:]}  (cp: {copied:.2f} s)", flush=True)


def _zeros(path: Path, size: int) -> Path:
    """Bytes that cost nothing to make but are really there."""
    block = os.urandom(1 << 20)
    with open(path, "wb") as file:
        for _ in range(size >> 20):
            file.write(block)
    return path


def _large_zip(folder: Path, size: int) -> Path:
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.write(_zeros(folder / "x", size), "x.bin")
    (folder / "x").unlink()
    return folder / "a.zip"


def _large_tar(folder: Path, size: int) -> Path:
    with tarfile.open(folder / "a.tar", "w") as archive:
        archive.add(_zeros(folder / "x", size), "x.bin")
    (folder / "x").unlink()
    return folder / "a.tar"


def _large_bag(folder: Path, size: int) -> Path:
    command = [sys.executable, "-c", _RUN, str(folder / "bag"), str(_zeros(folder / "x", size))]
    subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True,
                   capture_output=True)  # fmt: skip
    (folder / "x").unlink()
    return folder / "bag"


def _small_zip(folder: Path, _: int) -> Path:
    return _large_zip(folder, 1 << 20)


def _many_zip(folder: Path, _: int) -> Path:
    with zipfile.ZipFile(folder / "m.zip", "w") as archive:
        for number in range(100_000):
            archive.writestr(f"{number:07d}", b"")
    return folder / "m.zip"


def _many_bag(folder: Path, _: int) -> Path:
    bag = folder / "bag"
    (bag / "data").mkdir(parents=True)
    lines = []
    for number in range(20_000):
        (bag / f"data/{number}").write_bytes(b"")
        lines.append(f"d41d8cd98f00b204e9800998ecf8427e  data/{number}\n")
    (bag / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    (bag / "manifest-md5.txt").write_text("".join(lines))
    return bag


_MAKERS = {
    "zip of 1 MB": _small_zip,
    "large zip": _large_zip,
    "large tar": _large_tar,
    "large bag": _large_bag,
    "zip of 100,000 members": _many_zip,
    "bag of 20,000 files": _many_bag,
}


if __name__ == "__main__":
    raise SystemExit(main())
