"""Links that lead out of a PDF: their elements, their areas, and what they say."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import judges
import pikepdf
import pytest
from build import Builder, page

from exporter.api.proofs import verify
from exporter.model import Article, Issue, Line, Mark, Paragraph, Range, Span
from exporter.writers.base import Context
from exporter.writers.pdf import PdfWriter
from exporter.writers.pdf.look.theme_files import shipped_themes
from exporter.writers.pdf.options import PdfOptions
from exporter.writers.shared.addresses import link_address

ADDRESS = "https://example.org/桥/2031?a=(1)&b=[2]"
ENCODED = "https://example.org/%E6%A1%A5/2031?a=(1)&b=[2]"
NOTE = "市政府关于柳湾大桥通车的通告以及沿线交通组织方案的说明和附图各一份"


def _line(b: Builder, *parts: tuple[str, str]) -> Line:
    """Spans of one line: (text, address or "")."""
    (whole,) = b.line("".join(text for text, _ in parts))
    assert whole.range is not None
    spans: list[Span] = []
    at = whole.range.start
    for text, address in parts:
        marks = (Mark("link", address),) if address else ()
        place = Range(whole.range.src, at, at + len(text))
        spans.append(Span(text, place, "source", marks))
        at += len(text)
    return tuple(spans)


def linked_issue() -> Issue:
    """A paragraph with a link of several lines, the same address twice, and one that leads
    nowhere a file may lead; a credit that is a link; a brief whose headline has one."""
    b = Builder()
    body = Paragraph(
        text=_line(
            b, ("大桥今日上午通车，全文见", ""), (NOTE, ADDRESS), ("，也见", ""),
            ("通告", ADDRESS), ("，不见", ""), ("脚本", "javascript:alert(1)"), ("。", ""),
        )
    )  # fmt: skip
    lead = b.article("柳湾大桥今日通车", body, opening=("本报讯", "(记者 何青禾)", "今日通车。"))
    first = lead.blocks[0]
    assert isinstance(first, Paragraph)
    dateline, credit, rest = first.text
    marked = Span(
        credit.text, credit.range, "source", (*credit.marks, Mark("link", "mailto:h@example.org"))
    )
    lead = Article(
        id=lead.id, headline=lead.headline, dateline=lead.dateline, credits=lead.credits,
        blocks=(Paragraph(text=(dateline, marked, rest)), body),
    )  # fmt: skip
    briefs = [b.article(f"简讯之{n}", "图书馆周六闭馆一天。") for n in "甲乙丙"]
    headline = (_line(b, ("简讯之", ""), ("丁", "https://example.org/4")),)
    last = Article(id="a9", headline=headline, blocks=(b.block("展览延期一周。"),))
    return b.issue(page(1, lead, *briefs, last))


@dataclass(frozen=True)
class Found:
    """A link out of the file. `held` says whether its element is a Link that holds it."""

    address: str
    words: str
    area: tuple[float, ...]
    corners: tuple[float, ...]
    held: bool


def _links(data: bytes) -> list[Found]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        owners = {int(k): v for k, v in zip(numbers[::2], numbers[1::2], strict=True)}
        return [
            Found(
                str(one.A.URI),
                str(one.Contents),
                tuple(map(float, one.Rect)),
                tuple(map(float, one.get("/QuadPoints", ()))),
                _holds(owners[int(one.StructParent)], one),
            )
            for sheet in pdf.pages
            for one in sheet.get("/Annots", [])
            if "/A" in one
        ]


def _holds(element: Any, annotation: Any) -> bool:
    objects = [kid.Obj.objgen for kid in element.K if isinstance(kid, pikepdf.Dictionary)]
    return bool(element.S == "/Link" and annotation.objgen in objects)


@pytest.mark.parametrize("theme", shipped_themes())
def test_a_link_is_an_annotation_of_its_link_element_and_leads_where_the_text_says(
    theme: str,
) -> None:
    data = PdfWriter().write(linked_issue(), PdfOptions(theme=theme), Context()).data
    found = _links(data)
    assert {(one.address, one.words) for one in found} == {
        (ENCODED, ADDRESS),
        ("mailto:h@example.org", "mailto:h@example.org"),
        ("https://example.org/4", "https://example.org/4"),
    }
    assert [one.address for one in found].count(ENCODED) >= 2
    assert all(one.held for one in found)


def test_a_link_of_several_lines_has_the_corners_of_each_within_its_rectangle() -> None:
    data = PdfWriter().write(linked_issue(), PdfOptions(theme="newspaper"), Context()).data
    several = [one for one in _links(data) if one.corners]
    assert several
    for one in several:
        left, low, right, top = one.area
        assert len(one.corners) % 8 == 0
        assert len(one.corners) >= 16
        assert all(left <= x <= right for x in one.corners[::2])
        assert all(low <= y <= top for y in one.corners[1::2])


def test_the_area_of_a_link_is_that_of_its_words() -> None:
    b = Builder()
    line = _line(b, ("见", ""), ("通告全文", ADDRESS), ("。", ""))
    issue = b.issue(page(1, b.article("通告", Paragraph(text=line))))
    (one,) = _links(PdfWriter().write(issue, PdfOptions(theme="reader"), Context()).data)
    left, low, right, top = one.area
    em = (right - left) / 4
    assert 9 < em < 13
    assert em < top - low < 1.2 * em
    assert one.corners == ()


def test_links_of_any_scheme_that_files_may_not_have_are_text() -> None:
    assert link_address("javascript:alert(1)") is None
    assert link_address("http://[") is None
    assert link_address("https:") is None
    assert link_address("HTTPS://example.org/一 二") == "HTTPS://example.org/%E4%B8%80%20%E4%BA%8C"


def test_a_pdf_with_links_is_proved(tmp_path: Path) -> None:
    issue = linked_issue()
    data = PdfWriter().write(issue, PdfOptions(), Context()).data
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    assert verify(path).proved


@pytest.mark.judge
@pytest.mark.parametrize("theme", ["newspaper", "reader"])
def test_verapdf_accepts_links(tmp_path: Path, theme: str) -> None:
    path = tmp_path / "a.pdf"
    issue = linked_issue()
    path.write_bytes(PdfWriter().write(issue, PdfOptions(theme=theme), Context()).data)
    for flavour in ("3a", "ua1"):
        assert judges.verapdf([path], flavour) == {path: []}
    assert judges.qpdf_check(path) == []
