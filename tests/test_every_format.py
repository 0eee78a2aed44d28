"""Whatever the model may hold, every format can carry it, and twice alike."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from build import small_issue
from hypothesis import assume, given, settings
from strategies import issues

from exporter.api.exports import export, export_all, write
from exporter.api.proofs import recover, verify
from exporter.api.sources import read
from exporter.errors import OptionError, WriterError
from exporter.model import Issue, Meta, articles_of
from exporter.proof.found.pdf.document import page_texts
from exporter.titles import page_text
from exporter.writers import registry
from exporter.writers.base import Context

WORLD = Context()


@given(issues())
@settings(max_examples=15, deadline=None)
def test_every_format_carries_every_kind_of_block_and_character(issue: Issue) -> None:
    assume(any(True for _ in articles_of(issue)))
    for name in registry.BUILTIN:
        made = write(issue, name, context=WORLD)
        assert len(made.data) > 100
        assert write(issue, name, context=WORLD) == made, f"{name} differs the second time"


@pytest.mark.parametrize("name", registry.BUILTIN)
def test_an_issue_without_articles_is_made_or_refused_with_a_sentence(name: str) -> None:
    with suppress(WriterError):
        assert write(Issue(meta=Meta()), name, context=WORLD).data


@pytest.mark.parametrize("name", registry.BUILTIN)
def test_a_language_no_format_can_name_is_refused_before_writing(name: str) -> None:
    with pytest.raises(OptionError, match="language"):
        write(small_issue(language="中\x00"), name, context=WORLD)
    with pytest.raises(OptionError, match="language"):
        export_all(small_issue(language=""), [name], to="nowhere", context=WORLD)


@pytest.mark.parametrize(
    ("language", "label"),
    [("ja", "1面：要闻"), ("ko", "제1면: 要闻"), ("en", "Page 1: 要闻"), ("fr", "Page 1: 要闻")],
)
def test_dates_and_pages_are_told_in_the_issues_language_and_proved(language, label, tmp_path):
    issue = small_issue(
        language=language, publication="柳湾日报", date=dt.date(2031, 5, 12), number="84"
    )
    assert page_text(issue.pages[0], language) == label
    for name in ("epub", "pdf", "docx"):
        made = export(issue, name, to=tmp_path / f"book.{name}")
        assert verify(made.path).differences == ()


def test_jumps_of_articles_put_together_are_shown_in_no_format_and_given_back_by_all(tmp_path):
    text = (
        "第01版:要闻\n\n# 柳湾桥通车\n\n本报讯(记者 何青禾)便民桥昨日通车,桥面上铺着新\n\n"
        "(下转第3版)\n\n第03版:民生\n\n(上接第1版)\n\n石板,一块一块都编了号。\n"
    )
    source = tmp_path / "桥.txt"
    source.write_text(text, encoding="utf-8")
    reading = read(source)
    for name in ("epub", "pdf", "docx"):
        made = export(reading, name, to=tmp_path / f"a.{name}")
        assert not jumps_shown(made.path), name
        assert verify(made.path, source=[source]).proved
        assert recover(made.path).sources[0].text == text


def jumps_shown(path: Path) -> bool:
    """Whether 下转 or 上接 stands in what a file shows; what it carries is packed elsewhere."""
    if path.suffix == ".pdf":
        shown = "".join(page_texts(path.read_bytes(), path.name))
    else:
        with zipfile.ZipFile(path) as file:
            members = [n for n in file.namelist() if n.endswith((".xhtml", "document.xml"))]
            shown = "".join(file.read(name).decode() for name in members)
    assert "新石板" in shown
    return "下转" in shown or "上接" in shown


@pytest.mark.parametrize(
    ("language", "title"),
    [("zh-Hans", "本期目录"), ("zh-TW", "本期目錄"), ("ja", "目次"), ("ko", "차례"),
     ("fr", "In this issue")],
)  # fmt: skip
def test_the_contents_have_one_title_in_all_formats(language: str, title: str) -> None:
    made = {name: write(small_issue(language=language), name, context=WORLD).data
            for name in ("epub", "docx", "pdf")}  # fmt: skip
    assert title in "".join(page_texts(made["pdf"], "a.pdf"))
    for name, ending in (("epub", "nav.xhtml"), ("docx", "word/document.xml")):
        with zipfile.ZipFile(io.BytesIO(made[name])) as file:
            (member,) = [one for one in file.namelist() if one.endswith(ending)]
            assert title in file.read(member).decode(), name
