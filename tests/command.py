"""Runs the command as a user does: another process, its own folder, the checkout's package."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

TEXT = """\
# 柳湾镇便民桥昨日通车 把桥修到对岸 把灯接到村口

两岸三村 八千余人受益

本报讯(记者 何青禾)5月11日,柳湾镇便民桥建成通车。桥长128米,宽9.5米,两岸三村八千余人出行不再绕路。

“以前过河要等船,”村民说,“现在抬脚就到。”镇里还在桥头装了12盏路灯,每晚19:30亮起。
"""
"""An invented article in the user's form."""


def command(
    *arguments: str | Path,
    cwd: Path,
    stdin: bytes = b"",
    module: str = "exporter",
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """`exporter arguments…` in `cwd`; the environment is the test's with `environment` on top."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        env={**os.environ, "PYTHONPATH": path, **(environment or {})},
        capture_output=True,
        check=False,
        timeout=120,
    )


def source(folder: Path, name: str = "要闻.txt", text: str = TEXT) -> Path:
    """A source file; the name as the file system gives it back."""
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path
