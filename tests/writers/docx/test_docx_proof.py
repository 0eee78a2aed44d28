"""Finished Word files proved by `exporter.proof`, made again from what they carry, corrected."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from build import small_issue
from docx_files import META, every_block, house, illustrated, png, written

import exporter
from exporter.model import Issue
from exporter.reading.word.edited import read_edited
from exporter.writers.base import Context

TEMPLATE = house()
HOUSE = hashlib.sha256(TEMPLATE).hexdigest()
DRAWN, PICTURES = illustrated(("渡船.png", png()))
DRESSED = Context(assets={HOUSE: TEMPLATE})

Made = tuple[Issue, Context, dict[str, Any]]
FILES: dict[str, Made] = {
    "plain": (small_issue(**META), Context(), {}),
    "source marks": (small_issue(**META), Context(), {"punctuation": "source"}),
    "two columns": (small_issue(**META), Context(), {"columns": 2}),
    "no contents": (small_issue(**META), Context(), {"contents": False}),
    "every block": (every_block(), Context(), {}),
    "three columns": (every_block(), Context(), {"columns": 3, "faces": "open"}),
    "footnotes": (every_block(), Context(), {"notes": "footnote"}),
    "pictures": (DRAWN, PICTURES, {}),
    "a house template": (every_block(), DRESSED, {"template": HOUSE}),
}


@pytest.fixture(params=FILES.values(), ids=list(FILES))
def made(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Made]:
    issue, context, options = request.param
    path = tmp_path / "issue.docx"
    path.write_bytes(written(issue, context, **options))
    return path, request.param


def test_a_file_proves_every_character_once_and_in_order(made: tuple[Path, Made]) -> None:
    path, (_, context, _) = made
    verdict = exporter.verify(path, context=context)
    assert verdict.differences == ()
    assert verdict.proved


def test_without_its_template_a_file_is_never_more_than_its_text(tmp_path: Path) -> None:
    path = tmp_path / "issue.docx"
    path.write_bytes(written(every_block(), DRESSED, template=HOUSE))
    assert exporter.verify(path).result == "text"


def test_a_file_is_made_again_byte_for_byte_from_what_it_carries(made: tuple[Path, Made]) -> None:
    path, (_, context, _) = made
    assert exporter.rebuild(path, context=context).same


def test_a_file_reads_back_as_the_issue_it_was_made_from(made: tuple[Path, Made]) -> None:
    path, (issue, _, _) = made
    assert read_edited(path.read_bytes(), path.name).issue == issue
    assert exporter.read(path).issue == issue
