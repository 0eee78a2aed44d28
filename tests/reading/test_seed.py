"""The first real input there is; it stays outside the project, so these skip where it is absent."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from exporter.conservation import unaccounted
from exporter.model import Article, Paragraph, Reading, articles_of, raw_text, text_of
from exporter.reading import RawInput, read_sources

_BESIDE = Path(__file__).parents[3] / "shared" / "seed"
SEED = Path(os.environ.get("EXPORTER_SEED", _BESIDE))


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    path = SEED / "expected.json"
    if not path.is_file():
        pytest.skip("the seed text is not here (EXPORTER_SEED names its folder)")
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def reading(expected: dict[str, Any]) -> Reading:
    path = SEED / expected["source"]
    return read_sources([RawInput(name=path.name, data=path.read_bytes())])


def test_the_seed_comes_out_as_it_was_labelled(reading: Reading, expected: dict[str, Any]) -> None:
    articles = list(articles_of(reading.issue))
    assert len(articles) == len(expected["articles"])
    for article, label in zip(articles, expected["articles"], strict=True):
        assert told(article, reading) == {**label, "deck": [label["deck"]]}


def told(article: Article, reading: Reading) -> dict[str, Any]:
    sources = reading.issue.sources
    assert article.kicker is not None
    assert article.dateline is not None
    assert all(isinstance(block, Paragraph) for block in article.blocks)
    return {
        "kicker": text_of(article.kicker),
        "headline": [text_of(line) for line in article.headline],
        "deck": [text_of(line) for line in article.deck],
        "dateline": raw_text(article.dateline.ranges, sources),
        "credits": [
            {
                "role": credit.role,
                "org": credit.organisation,
                "names": list(credit.names),
                "raw": raw_text(credit.ranges, sources),
            }
            for credit in article.credits
        ],
        "paragraphs": [
            text_of(block.text) for block in article.blocks if isinstance(block, Paragraph)
        ],
    }


def test_the_seed_is_conserved_and_its_wrong_word_is_flagged(reading: Reading) -> None:
    assert unaccounted(reading.issue) == ()
    assert any(notice.code == "suspect-word" for notice in reading.notices)
