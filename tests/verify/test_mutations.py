"""A few dozen random edits of each kind, all seen; good sets, none suspected. The thousands are run
by tests/bench/mutations.py."""

from __future__ import annotations

from random import Random

import edits
import pytest
import strategies
from build import Builder, page
from hypothesis import HealthCheck, given, settings
from invented import Press
from proof import prove

import exporter
from exporter.errors import VerifyError
from exporter.model import Issue
from exporter.proof.verdict import examine
from exporter.reading import RawInput, read_sources

FORMATS = ("epub", "docx", "pdf")
EDITS = {"epub": edits.edited_epub, "docx": edits.edited_docx, "pdf": edits.edited_pdf}
STRUCTURAL = {
    "epub": edits.epub_structural,
    "docx": edits.docx_structural,
    "pdf": edits.pdf_structural,
}


def invented(seed: int) -> Issue:
    text = Press(seed).issue(3, 4)
    return read_sources([RawInput(name="试.txt", data=text.encode())]).issue


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    issue = invented(5)
    return {name: exporter.write(issue, name).data for name in FORMATS}


def codes(name: str, data: bytes) -> set[str]:
    try:
        return {one.code for one in examine([(name, data)]).differences}
    except VerifyError:
        return {"refused"}


@pytest.mark.parametrize("name", FORMATS)
def test_every_edit_of_a_text_is_seen(name: str, files: dict[str, bytes]) -> None:
    random = Random(name)
    for _ in range(25):
        assert codes(name, EDITS[name](files[name], random))


@pytest.mark.parametrize("theme", ["newspaper", "reader", "tearsheet"])
def test_every_edit_of_a_running_head_or_folio_is_seen(theme: str) -> None:
    data = exporter.write(invented(5), "pdf", theme=theme).data
    random = Random(theme)
    for _ in range(15):
        assert codes("pdf", edits.edited_pdf_furniture(data, random))


@pytest.mark.parametrize("name", FORMATS)
def test_every_change_of_structure_is_seen(name: str, files: dict[str, bytes]) -> None:
    random = Random(name)
    for _ in range(15):
        kind, data = STRUCTURAL[name](files[name], random)
        assert codes(name, data), kind


@pytest.mark.parametrize("seed", range(4))
def test_good_sets_are_proved(seed: int) -> None:
    issue = invented(seed)
    prove({name: exporter.write(issue, name) for name in FORMATS}, issue)


@pytest.mark.parametrize(
    "options",
    [
        {"punctuation": "source"},
        {"theme": "reader"},
        {"theme": "tearsheet"},
        {"theme": "newspaper", "columns": 2},
    ],
)
def test_pdfs_of_every_look_are_proved(options: dict[str, object]) -> None:
    issue = invented(9)
    prove(exporter.write(issue, "pdf", **options), issue)


def test_a_headline_that_ends_in_its_own_page_number_is_read_whole() -> None:
    b = Builder()
    articles = [b.article(f"桥边旧事之{n}", "桥还在。", kicker="连载") for n in range(1, 9)]
    issue = b.issue(page(1, *articles))
    for theme in ("reader", "newspaper"):
        prove(exporter.write(issue, "pdf", theme=theme), issue)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.issues())
def test_outputs_of_any_issue_are_proved(issue: Issue) -> None:
    prove({name: exporter.write(issue, name) for name in FORMATS}, issue)
