"""The official fixtures, where a folder of them is named: they are not ours to ship.

    EXPORTER_OCFL_FIXTURES   a checkout of OCFL/fixtures (1.0 and 1.1)
    EXPORTER_BAGIT_SUITE     a checkout of LibraryOfCongress/bagit-conformance-suite

Our own of the same kinds are in test_ocfl_rules.py and test_bag_rules.py.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from exporter.archive.checking import check
from exporter.archive.containers.places import container_at
from exporter.errors import VerifyError

_WARNED_FOR_WHAT_IS_NOT_THERE = frozenset(
    {
        "duplicate-file-with-different-case",  # lists a second file that git on a Mac never had
        "special-system-files",  # lists a .DS_Store that the repository leaves out
    }
)


def _folder(variable: str, what: str) -> Path:
    if variable not in os.environ:
        pytest.skip(f"{variable} names no checkout of {what}")
    return Path(os.environ[variable])


def _each(folder: Path) -> Iterator[Path]:
    found = [path for path in sorted(folder.iterdir()) if path.is_dir()]
    assert found, f"there is nothing in {folder}"
    yield from found


def _is_good(path: Path) -> bool:
    try:
        return check(container_at(path)).intact
    except VerifyError:
        return False


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("kind", ["good", "warn", "bad"])
def test_every_ocfl_object_is_found_to_be_what_it_is(version: str, kind: str) -> None:
    folder = _folder("EXPORTER_OCFL_FIXTURES", "OCFL/fixtures")
    wrong = [
        one.name
        for one in _each(folder / version / f"{kind}-objects")
        if _is_good(one) is (kind == "bad")
    ]
    assert wrong == []


@pytest.mark.parametrize("kind", ["valid", "warning", "invalid", "linux-only", "windows-only"])
def test_every_bag_is_found_to_be_what_it_is(kind: str) -> None:
    """On any system: a bag must not wait for Windows to be unsafe."""
    folder = _folder("EXPORTER_BAGIT_SUITE", "LibraryOfCongress/bagit-conformance-suite")
    wrong = [
        f"{version.name}/{one.name}"
        for version in _each(folder)
        if (version / kind).is_dir()
        for one in _each(version / kind)
        if one.name not in _WARNED_FOR_WHAT_IS_NOT_THERE
        and _is_good(one) is not (kind in ("valid", "warning"))
    ]
    assert wrong == []
