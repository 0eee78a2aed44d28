"""The wheel carries the fonts, and what is installed from it finds them; so does a checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from exporter.typography.faces import SHIPPED, font_path

ROOT = Path(__file__).resolve().parent.parent
_LIMIT = 95_000_000


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree, built from a copy of what a wheel is made of."""
    source = tmp_path_factory.mktemp("source")
    for name in ("exporter", "fonts"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy2(ROOT / name, source / name)
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    subprocess.run([*command, "-w", str(folder), str(source)], check=True, env=environment)
    (made,) = folder.glob("*.whl")
    return made


def test_the_wheel_carries_every_font_with_its_licence_and_stays_small(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {f"exporter/_fonts/{name}" for name in SHIPPED.values()} <= names
    assert "exporter/_fonts/SOURCES.md" in names
    assert "exporter/_fonts/licences/NotoSerifSC-OFL.txt" in names
    assert not any(name.startswith("tests/") for name in names)
    assert wheel.stat().st_size < _LIMIT


def test_what_is_installed_from_the_wheel_finds_its_fonts_and_writes_a_pdf(
    wheel: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    source = tmp_path / "简讯.txt"
    source.write_text("# 桥通了\n\n本报讯(记者 何青禾)柳湾镇便民桥昨日通车。\n", encoding="utf-8")
    code = "import exporter.cli, sys; print(exporter.__file__); exporter.cli.main(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", code, "pdf", str(source)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "简讯.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert str(tmp_path / "site").encode() in done.stdout


def test_a_checkout_finds_its_fonts_too() -> None:
    assert {font_path(name).name for name in SHIPPED} == set(SHIPPED.values())
