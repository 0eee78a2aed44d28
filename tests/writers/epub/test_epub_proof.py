"""Finished books proved by `exporter.proof`, and made again from what they carry."""

import datetime as dt
from pathlib import Path

import pytest
from build import small_issue

import exporter

OPTIONS = (
    {},
    {"punctuation": "source", "theme": "tearsheet"},
    {"vertical": True, "cover": "draw"},
    {"compat": True, "cover": "none", "css": "p { text-indent: 0; }"},
)


@pytest.fixture(params=OPTIONS, ids=[",".join(o) or "plain" for o in OPTIONS])
def book(request, tmp_path) -> Path:
    issue = small_issue(publication="柳湾日报", date=dt.date(2031, 5, 12), number="8412")
    path = tmp_path / "book.epub"
    exporter.export(issue, "epub", to=path, **request.param)
    return path


def test_a_book_proves_every_character_once_and_in_order(book):
    verdict = exporter.verify(book)
    assert verdict.differences == ()
    assert verdict.proved


def test_a_book_is_made_again_byte_for_byte_from_what_it_carries(book):
    assert exporter.rebuild(book).same
