"""The sample guest writer, installed as a package of its own, is a command and a format."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent.parent / "samples"


def test_the_sample_guest_writer_is_installed_and_used_by_name(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation"]
    site = tmp_path / "site"
    made = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    guest = str(SAMPLES / "guest-writer")
    subprocess.run([*pip, "--target", str(site), guest], check=True, env=made, cwd=tmp_path)
    source = tmp_path / "简讯.txt"
    source.write_text("# 桥通了\n\n本报讯(记者 何青禾)柳湾镇*便民*桥昨日通车。\n", encoding="utf-8")
    path = os.pathsep.join([str(site), str(SAMPLES.parent)])
    done = subprocess.run(
        [sys.executable, "-m", "exporter", "markdown", str(source)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    text = (tmp_path / "简讯.md").read_text(encoding="utf-8")
    assert "## 桥通了\n" in text
    assert "本报讯（记者 何青禾）柳湾镇\\*便民\\*桥昨日通车。" in text
