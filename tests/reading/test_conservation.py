from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading.soup import line_soup

from exporter.conservation import unaccounted
from exporter.interchange.json_form import from_json, to_json
from exporter.model import articles_of
from exporter.reading import RawInput, Settings, read_sources
from exporter.reading.dialects import NAMES


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(line_soup(), min_size=1, max_size=2))
def test_every_character_of_any_text_is_shown_or_dropped_by_name(texts: list[str]) -> None:
    reading = read_sources(
        [RawInput(name=f"{i}.txt", data=text.encode()) for i, text in enumerate(texts)],
        encoding="utf-8",
    )
    assert unaccounted(reading.issue) == ()


@pytest.mark.parametrize("dialect", NAMES)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(line_soup())
def test_every_dialect_keeps_every_character_even_of_what_is_not_written_so(
    dialect: str, text: str
) -> None:
    reading = read_sources(
        [RawInput(name="试.txt", data=text.encode())], Settings(dialect=dialect), encoding="utf-8"
    )
    assert unaccounted(reading.issue) == ()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(line_soup())
def test_a_reading_of_any_text_survives_its_json_form(text: str) -> None:
    reading = read_sources([RawInput(name="试.txt", data=text.encode())], encoding="utf-8")
    assert from_json(to_json(reading)).issue == reading.issue


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(line_soup())
def test_ids_are_unique_and_views_are_marked_where_they_stand(text: str) -> None:
    issue = read_sources([RawInput(name="试.txt", data=text.encode())], encoding="utf-8").issue
    ids = [article.id for article in articles_of(issue)]
    assert len(ids) == len(set(ids))
    for article in articles_of(issue):
        views = {view.id for view in (*article.credits, *article.jumps)}
        assert len(views) == len(article.credits) + len(article.jumps)
