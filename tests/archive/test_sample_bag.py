"""samples/bag is a whole bag, and the script that made it still makes one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from archive_files import judged, names
from command import ROOT, command

from exporter.archive.checking import check
from exporter.archive.containers.places import container_at

BAG = ROOT / "samples" / "bag"


def test_the_sample_bag_is_intact() -> None:
    told = check(container_at(BAG))
    assert told.findings == ()
    assert told.files > 8


def test_the_sample_bags_outputs_are_proved_against_its_source(tmp_path: Path) -> None:
    done = command("verify", str(BAG), cwd=tmp_path)
    assert done.returncode == 0, done.stdout


@pytest.mark.judge
def test_other_tools_accept_the_sample_bag(tmp_path: Path) -> None:
    judged(BAG, tmp_path)


def test_its_script_makes_such_a_bag_and_finds_it_sound(tmp_path: Path) -> None:
    script = ROOT / "samples" / "make_bag.py"
    environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "bag")],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    assert names(tmp_path / "bag") == names(BAG)
    assert command("verify", "bag", cwd=tmp_path).returncode == 0
