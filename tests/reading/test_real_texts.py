"""Real texts, which stand outside the project: `HOLDOUT_DATA=FOLDER` with the files that
`tests/bench/reading.py` describes. Every character of each is shown or dropped by name, and what
was decided of it replays to itself."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from reading.test_review import uncommented

from exporter.conservation import unaccounted
from exporter.reading import RawInput, Settings, read_overrides, read_sources, review_sources

FOLDER = os.environ.get("HOLDOUT_DATA", "")
FORMS = ("raw_text", "raw_text_deck_in_head", "raw_text_cut", "raw_text_cut_hard")
pytestmark = pytest.mark.skipif(not FOLDER, reason="no real texts here: HOLDOUT_DATA names none")


def rows(name: str) -> Iterator[dict[str, Any]]:
    with (Path(FOLDER) / name).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def texts() -> Iterator[str]:
    """Articles in every form, and whole pages with and without marks."""
    for row in rows("gold_rmrb.jsonl"):
        yield from (row[form] for form in FORMS if row.get(form))
    for row in rows("gold_pages.jsonl"):
        yield from (value for key, value in row.items() if key.startswith("raw"))


def test_every_character_of_real_texts_is_shown_or_dropped_by_name() -> None:
    for text in texts():
        issue = read_sources([RawInput(name="真.txt", data=text.encode())]).issue
        assert unaccounted(issue) == (), text[:200]


def test_what_was_decided_of_real_texts_replays_to_itself() -> None:
    for text in islice(texts(), 0, None, 20):
        inputs = [RawInput(name="真.txt", data=text.encode())]
        reading, files = review_sources(inputs)
        told = read_overrides(uncommented(files["真.txt"]).encode(), "o.toml", "真.txt")
        again = read_sources(inputs, Settings(overrides=told))
        assert again.issue.pages == reading.issue.pages, text[:200]
