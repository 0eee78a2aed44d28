"""Independent judges of the finished books."""

from pathlib import Path

import judges
import pytest
from build import small_issue

from exporter.model import Issue
from exporter.writers.base import Context
from exporter.writers.epub import EpubOptions, EpubWriter


def put(issue: Issue, folder: Path, **options: object) -> Path:
    path = folder / "book.epub"
    path.write_bytes(EpubWriter().write(issue, EpubOptions(**options), Context()).data)
    return path


@pytest.mark.judge
def test_epubcheck_objects_to_nothing(tmp_path):
    assert judges.epubcheck(put(small_issue(publication="柳湾日报"), tmp_path)) == []


@pytest.mark.judge
def test_ace_finds_nothing_inaccessible(tmp_path):
    assert judges.ace(put(small_issue(publication="柳湾日报"), tmp_path)) == []
