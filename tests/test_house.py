"""The house as `exporter/README.md` draws it, held to its walls."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest
from command import ROOT

PACKAGE = ROOT / "exporter"
FORBIDDEN = {
    "the proof imports a writer": ("proof/verdict.py", "exporter.writers.base"),
    "a writer imports the proof": ("writers/json/__init__.py", "exporter.proof.verdict"),
    "an archive imports a writer": ("archive/checking.py", "exporter.writers.registry"),
    "a writer imports another": ("writers/json/__init__.py", "exporter.writers.epub"),
    "reading imports typography": ("reading/articles.py", "exporter.typography.rules"),
    "the model imports reading": ("model.py", "exporter.reading.desk"),
}


def _linted(package: Path) -> subprocess.CompletedProcess[bytes]:
    """The contracts of pyproject.toml asked of a package's folder."""
    return subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"],
        cwd=package.parent,
        env={**os.environ, "PYTHONPATH": str(package.parent)},
        capture_output=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package and its contracts, to be spoilt."""
    place = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", place)
    only_code = shutil.ignore_patterns("__pycache__", "_fonts")
    shutil.copytree(PACKAGE, place / "exporter", ignore=only_code)
    return place / "exporter"


@pytest.mark.parametrize("what", FORBIDDEN)
def test_a_forbidden_import_breaks_a_contract(what: str, copied: Path) -> None:
    member, wanted = FORBIDDEN[what]
    spoilt = copied / member
    before = spoilt.read_text(encoding="utf-8")
    assert f"import {wanted}\n" not in before
    try:
        spoilt.write_text(f"{before}\nimport {wanted}\n", encoding="utf-8")
        done = _linted(copied)
    finally:
        spoilt.write_text(before, encoding="utf-8")
    assert done.returncode == 1, done.stdout.decode()
    assert b"BROKEN" in done.stdout


def test_no_module_imports_itself_by_a_way_round() -> None:
    graph = grimp.build_graph("exporter")
    above = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    left = dict(above)
    while ready := [name for name, below in left.items() if not below & left.keys()]:
        for name in ready:
            del left[name]
    assert sorted(left) == []


def test_the_page_that_shows_the_house_lists_its_rooms() -> None:
    told = set(re.findall(r"^\| `([a-z_]+)(?:/|\.py)` ", (PACKAGE / "README.md").read_text(), re.M))
    rooms = {
        path.name.removesuffix(".py")
        for path in PACKAGE.iterdir()
        if not path.name.startswith("_")
        and (path.suffix == ".py" or (path / "__init__.py").exists())
    }
    assert told == rooms


def test_it_fits_on_a_screen_and_names_what_is_there() -> None:
    page = (PACKAGE / "README.md").read_text()
    assert len(page.splitlines()) <= 70
    files = re.findall(r"`((?:tests/|[a-z]+/)*[a-z_]+\.py)`", page)
    for name in files:
        assert any((base / name).exists() for base in (PACKAGE, ROOT)) or name == "words.py", name


def _files() -> list[tuple[Path, str]]:
    return [(path, path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))]


def test_every_rule_that_is_named_is_in_typographys_list() -> None:
    rules = (PACKAGE / "typography" / "__init__.py").read_text(encoding="utf-8")
    listed = re.findall(r"^ ?(\d+)  ", rules, re.MULTILINE)
    assert listed == [str(number) for number in range(1, len(listed) + 1)]
    named = [
        (path.name, number)
        for path, text in _files()
        for found in re.findall(r"\b[Rr]ules? (\d+(?:(?:, | and | to )\d+)*)", text)
        for number in re.findall(r"\d+", found)
    ]
    assert len(named) > 10
    assert [one for one in named if one[1] not in listed] == []


def test_every_module_that_is_named_in_words_is_there() -> None:
    gone = []
    for path, text in _files():
        for name in re.findall(r"`(exporter(?:\.\w+)+)`", text):
            place = PACKAGE.parent.joinpath(*name.split("."))
            home = place.parent.with_suffix(".py")
            attribute = home.is_file() and place.name in home.read_text(encoding="utf-8")
            if not (place.is_dir() or place.with_suffix(".py").is_file() or attribute):
                gone.append((path.name, name))
    assert gone == []
