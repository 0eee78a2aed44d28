"""The closed world of EPUB: honest books of many options pass; whatever else stands in one is told.

A forgery is a row: in which part of a book, what is put in the place of what, and the code."""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Any

import build
import edits
import pytest
from lxml import etree

from exporter.api.again import remake
from exporter.errors import VerifyError
from exporter.model import (
    Asset,
    EditorNote,
    Figure,
    Issue,
    Line,
    ListBlock,
    Mark,
    Meta,
    Paragraph,
    Quote,
    Staff,
    Summary,
    Table,
)
from exporter.proof.certificate import summary
from exporter.proof.closed.epub.sheet import sheet_faults
from exporter.proof.records import carried
from exporter.proof.verdict import examine
from exporter.proof.volumes import examine_volume
from exporter.writers.base import Context
from exporter.writers.epub import EpubWriter
from exporter.writers.epub.options import EpubOptions

A1, NAV, OPF = "EPUB/text/a1.xhtml", "EPUB/nav.xhtml", "EPUB/content.opf"
CONTENTS, COVER, CSS = "EPUB/text/contents.xhtml", "EPUB/text/cover.xhtml", "EPUB/style.css"
NCX, CONTAINER = "EPUB/toc.ncx", "META-INF/container.xml"


def png(width: int, height: int, colour: bytes = b"\x80") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + colour * width) * height)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(kind, data) for kind, data in ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    )


PICTURES = {"f1": png(30, 20), "f2": png(20, 30, b"\x40")}


def marked(line: Line, *marks: tuple[str, str, str]) -> Line:
    """The line with marks on words of it: (words, tag, what the mark says)."""
    out: list[Any] = list(line)
    for words, tag, ref in marks:
        index = next(i for i, span in enumerate(out) if words in span.text)
        span = out[index]
        start = span.text.index(words)
        at = span.range.start
        cuts = (0, start, start + len(words), len(span.text))
        pieces = [
            replace(
                span, text=span.text[a:b], range=replace(span.range, start=at + a, end=at + b),
                marks=(*span.marks, *([Mark(tag, ref)] if a == start else [])),
            )
            for a, b in pairwise(cuts) if a < b
        ]  # fmt: skip
        out[index : index + 1] = pieces
    return tuple(out)


def full_issue(**meta: Any) -> Issue:
    """Two pages with every kind of block and mark."""
    b = build.Builder()
    marks = (("新灯", "emphasis", "strong"), ("渡口", "emphasis", "dots"),
             ("岑", "ruby", "cén"), ("管理所", "link", "https://example.org/dukou"))  # fmt: skip
    first = b.article(
        ("把桥修到对岸", "把灯接到村口"),
        Summary(lines=(b.line("两岸三村连成一片。"),)),
        "== 先问一遍,再动一锹",
        Paragraph(text=marked(b.line("老岑说,渡口装上新灯,管理所5月3日试亮。"), *marks)),
        Figure(asset="f1", caption=b.line("渡口的新灯。"), credit=b.line("陆远舟 摄")),
        ListBlock(items=(b.line("先查线路"), b.line("再装灯杆")), marker="number"),
        ListBlock(items=(b.line("一、北岸"), b.line("二、南岸")), marker="text"),
        Table(rows=((b.line("地点"), b.line("盏数")), (b.line("北岸"), b.line("21")),
                    (b.line("南岸"), b.line("19"))), header_rows=1),
        Quote(lines=(b.line("抬头就见着岸了。"),)),
        EditorNote(lines=(b.line("编者按:本报将继续关注。"),)),
        Figure(asset="f2"),
        Staff(text=b.line("责编 白砚秋")),
        kicker="柳湾镇便民桥昨日通车",
        deck=("两岸三村 八千余人受益",),
        column="（身边事）",
        opening=("本报讯", "(记者 何青禾)", "5月11日,柳湾镇便民桥建成通车。"),
    )  # fmt: skip
    second = b.article("夜班公交增至十一条", "自下月起,全市夜班公交增至十一条。")
    third = b.article("简讯一则", "图书馆周六闭馆一天。")
    pages = (build.page(1, first, second, name="要闻"), build.page(3, third, name="民生"))
    told = {"publication": "柳湾日报", "date": dt.date(2031, 5, 12), "number": "84", **meta}
    assets = tuple(
        Asset(id=id_, name=f"{id_}.png", media_type="image/png", sha256=_sha(data))
        for id_, data in PICTURES.items()
    )
    return replace(b.issue(*pages, **told), assets=assets)


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def written(issue: Issue, **options: Any) -> bytes:
    context = Context(assets={_sha(data): data for data in PICTURES.values()})
    return EpubWriter().write(issue, EpubOptions(**options), context).data


def codes(data: bytes) -> set[str]:
    """What verification tells of a book."""
    return {one.code for one in examine([("book.epub", data)]).differences}


@pytest.fixture(scope="module")
def book() -> dict[str, bytes]:
    return edits.members(written(full_issue(), compat=True))


# -- honest books ----------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [
    {}, {"theme": "reader"}, {"theme": "tearsheet", "vertical": True}, {"compat": True},
    {"cover": "none"}, {"cover": "draw", "punctuation": "source"},
    {"css": ".kicker { color: #333 }\n"}, {"embed_fonts": True},
    {"embed_fonts": True, "vertical": True},
], ids=str)  # fmt: skip
def test_honest_books_pass(options: dict[str, Any]) -> None:
    assert not codes(written(full_issue(), **options))


@pytest.mark.parametrize("meta", [
    {"language": "zh-Hant"}, {"language": "ja"}, {"language": "ko"}, {"language": "en"},
    {"publication": None}, {"publication": None, "title": "渡口"}, {"identifier": "ISSN 1234-567X"},
    {"date": dt.date(923, 5, 1)}, {"date": None, "number": None}, {"series": "河", "rights": "无"},
    {"subjects": ("渡口", "夜路"), "publisher": "柳湾日报社", "identifier": "urn:x:1"},
], ids=str)  # fmt: skip
def test_honest_books_of_all_that_can_be_said_of_an_issue_pass(meta: dict[str, Any]) -> None:
    assert not codes(written(full_issue(**meta), compat=True))


def test_a_book_with_a_cover_of_its_own_passes_and_one_with_another_does_not() -> None:
    cover = png(60, 90)
    asset = Asset(id="cover", name="封面.png", media_type="image/png", sha256=_sha(cover))
    issue = full_issue()
    issue = replace(issue, assets=(asset, *issue.assets))
    data = {_sha(one): one for one in (cover, *PICTURES.values())}
    made = EpubWriter().write(issue, EpubOptions(), Context(assets=data)).data
    assert not codes(made)
    swapped = edits.members(made) | {"EPUB/images/cover.png": png(60, 90, b"\x10")}
    assert "picture-differs" in codes(edits.packed(swapped))


def test_a_volume_passes_and_one_changed_does_not() -> None:
    issues = [full_issue(date=dt.date(2031, month, 3)) for month in (4, 5)]
    context = Context(assets={_sha(data): data for data in PICTURES.values()})
    meta = Meta(publication="柳湾日报")
    made = EpubWriter().write_volume(issues, meta, EpubOptions(compat=True), context).data

    def told(data: bytes) -> set[str]:
        volume: Any = carried(data, "book.epub")
        return {one.code for one in examine_volume(volume, ("book.epub", data)).differences}

    assert not told(made)
    parts = edits.members(made)
    page = parts["EPUB/text/volume.xhtml"].replace("2031年4月".encode(), "2031年3月".encode())
    assert "generated-text" in told(edits.packed(parts | {"EPUB/text/volume.xhtml": page}))


def saved_anew(data: bytes, **traits: Any) -> bytes:
    """The book as other tools save it: another order, another level, other stamps."""
    parts = edits.members(data)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        first = ("mimetype", *sorted(set(parts) - {"mimetype"}))
        for name in first:
            info = zipfile.ZipInfo(name, (2040, 1, 2, 3, 4, 6))
            for trait, value in traits.items():
                setattr(info, trait, value if name != "mimetype" or trait != "extra" else b"")
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, parts[name], kind, 9)
    return out.getvalue()


def test_a_book_saved_anew_passes() -> None:
    data = written(full_issue())
    assert not codes(saved_anew(data))
    times = struct.pack("<HHBL", 0x5455, 5, 1, 2_000_000_000)
    assert not codes(saved_anew(data, extra=times))
    moment = edits.members(data)[OPF].replace(b"2031-05-12T00:00:00Z", b"2040-01-02T03:04:05Z")
    assert not codes(saved_anew(edits.packed(edits.members(data) | {OPF: moment})))


class Pipe(io.BytesIO):
    """What cannot be gone back in: sizes must be told behind the members."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: Any) -> int:
        raise OSError

    def tell(self) -> int:
        raise OSError


def test_a_book_written_into_a_pipe_passes() -> None:
    out = Pipe()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in edits.members(written(full_issue())).items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, kind)
    assert out.getvalue()[6] & 8
    assert not codes(out.getvalue())


CALM = """
.kicker, .deck .line{margin:.5em 0 0;color:#5f5b54;font-size:0.9em}
.bare::after { display : none }
@media (prefers-color-scheme: dark) { .kicker { color: #A9A59E } }
"""


def test_rules_another_tool_wrote_anew_are_read_alike() -> None:
    calm = CALM.replace("font-size:0.9em", "")
    assert not list(sheet_faults(calm, "", (), vertical=False, documents=()))


def test_what_a_person_chose_is_listed_and_a_drawn_cover_is_called_unexamined() -> None:
    css = ".body { display: none }"
    data = written(full_issue(), css=css)
    verdict = examine([("book.epub", data)])
    assert verdict.proved
    assert verdict.outputs[0].unexamined == ("what is drawn on the cover",)
    told = "\n".join(summary(verdict))
    assert "Chosen by a person: a style sheet of their own" in told
    assert "Not examined: what is drawn on the cover." in told
    parts = edits.members(data)
    moved = parts[CSS].replace(css.encode(), b"") + css.encode() + b".x{}"
    assert "style-unknown" in codes(edits.packed(parts | {CSS: moved}))


def test_a_cover_of_another_paper_is_told_where_the_book_can_be_made_again() -> None:
    data, other = written(full_issue()), written(full_issue(number="85"))
    cover = "EPUB/images/cover.png"
    forged = edits.packed(edits.members(data) | {cover: edits.members(other)[cover]})
    alone = examine([("book.epub", forged)]).outputs[0]
    assert alone.unexamined == ("what is drawn on the cover",)
    told = examine([("book.epub", forged)], remake=remake()).differences
    assert [one.code for one in told] == ["picture-differs"]
    saved = examine([("book.epub", saved_anew(data))], remake=remake())
    assert saved.proved
    assert saved.outputs[0].unexamined == ()


def test_a_book_that_lacks_its_pictures_is_not_proved_by_making_it_again_without_them() -> None:
    bare = EpubWriter().write(full_issue(), EpubOptions(), Context()).data
    told = examine([("book.epub", bare)], remake=remake()).differences
    assert {one.code for one in told} == {"picture-differs"}


# -- forgeries: text put in the place of text ------------------------------------------------------

BODY = '<div class="body">'
FORGERIES: dict[str, tuple[str, str, str, str]] = {
    "a style": (A1, BODY, '<div class="body" style="color:#fff">', "markup-unknown"),
    "hidden": (A1, BODY, '<div class="body" hidden="hidden">', "markup-unknown"),
    "from right to left": (A1, BODY, '<div class="body" dir="rtl">', "markup-unknown"),
    "another class": (A1, BODY, '<div class="body turn">', "markup-unknown"),
    "a script": (A1, BODY, "<script>alert(1)</script>" + BODY, "markup-unknown"),
    "an event": (A1, BODY, '<div class="body" onclick="x()">', "markup-unknown"),
    "a frame": (A1, BODY, '<iframe src="nav.xhtml"/>' + BODY, "markup-unknown"),
    "a drawing": (A1, BODY, '<svg xmlns="http://www.w3.org/2000/svg"/>' + BODY, "markup-unknown"),
    "words called generated": (
        A1, BODY, '<p class="page generated">此事不实</p>' + BODY, "markup-unknown"),
    "a further label": (A1, "</header>", '<p class="page generated">第1版：要闻</p></header>',
                        "markup-unknown"),
    "a comment": (A1, BODY, BODY + "<!-- 此事不实 -->", "markup-unknown"),
    "an instruction": (A1, BODY, BODY + '<?xml-stylesheet href="x.css"?>', "markup-unknown"),
    "a ruby": (A1, "老<ruby>岑<rt>cén</rt></ruby>", "<ruby>老<rt>非</rt></ruby>岑",
               "markup-unknown"),
    "another reading": (A1, "<rt>cén</rt>", "<rt>nán</rt>", "generated-text"),
    "a stress taken away": (A1, "<strong>新灯</strong>", "新灯", "markup-unknown"),
    "a stress moved": (A1, "装上<strong>新灯</strong>", "装<strong>上新</strong>灯",
                       "markup-unknown"),
    "a link moved": (A1, ">管理所</a>", ">管理</a>所", "markup-unknown"),
    "a headline broken elsewhere": (A1, '对岸</span> <span class="line">把灯',
                                    '对岸把</span> <span class="line">灯', "markup-unknown"),
    "a stress of another kind": (A1, 'em class="dots"', "em", "markup-unknown"),
    "a link elsewhere": (A1, "example.org/dukou", "example.org/other", "markup-unknown"),
    "a link of script": (A1, "https://example.org/dukou", "javascript:x()", "markup-unknown"),
    "a further link": (A1, "何青禾", '<a href="a2.xhtml">何青禾</a>', "markup-unknown"),
    "another picture": (A1, "images/picture-1.png", "images/picture-2.png", "markup-unknown"),
    "a speck": (A1, 'width="30" height="20"', 'width="1" height="1"', "markup-unknown"),
    "another description": (A1, 'alt="渡口的新灯。"', 'alt="火灾现场"', "markup-unknown"),
    "a tooltip": (A1, '<h2 class="subhead">', '<h2 class="subhead" title="不实">',
                  "markup-unknown"),
    "a subhead of another level": (A1, 'h2 class="subhead">先问一遍，再动一锹</h2',
                                   'h4 class="subhead">先问一遍，再动一锹</h4', "markup-unknown"),
    "numbers from seven": (A1, '<ol class="list">', '<ol class="list" start="7">',
                           "markup-unknown"),
    "a cell in another row": (A1, "<td", "</tr><tr><td", "markup-unknown"),
    "a figure's span with words": (A1, '<span class="nb">5月', '<span class="nb">老5月',
                                   "markup-unknown"),
    "another language": (A1, 'lang="zh-Hans" xml:lang="zh-Hans"', 'lang="ja" xml:lang="ja"',
                         "markup-unknown"),
    "an article's name": (A1, 'aria-labelledby="a1-title"', 'aria-label="不实"',
                          "markup-unknown"),
    "another headline for machines": (A1, '"headline":"', '"headline":"不实', "metadata-differs"),
    "another date for machines": (A1, '"2031-05-12"', '"2031-05-13"', "metadata-differs"),
    "more for machines": (A1, '{"@context"', '{"name":"不实","@context"', "metadata-differs"),
    "one thing told twice to machines": (A1, '{"@context"', '{"@type":"Recipe","@context"',
                                         "metadata-differs"),
    "no style sheet": (A1, '<link rel="stylesheet" type="text/css" href="../style.css"/>', "",
                       "markup-unknown"),
    "a refresh": (A1, "</head>", '<meta http-equiv="refresh" content="1"/></head>',
                  "markup-unknown"),
    "a turn to another article": (A1, 'class="turn-next" href="a2.xhtml"',
                                  'class="turn-next" href="a3.xhtml"', "markup-unknown"),
    "a turn that says otherwise": (A1, ">下一篇<", ">完<", "generated-text"),
    "no way on": (A1, '<a class="turn-contents" href="contents.xhtml">目录</a>', "",
                  "markup-unknown"),
    "another paper in the contents": (CONTENTS, "柳湾日报", "柳弯日报", "generated-text"),
    "another day in the contents": (CONTENTS, "星期", "周", "generated-text"),
    "a row of the contents": (CONTENTS, "何青禾", "何青采", "generated-text"),
    "words beside the contents": (CONTENTS, "</nav>", "<p>不实</p></nav>", "markup-unknown"),
    "another cover's name": (COVER, "封面：柳湾日报", "封面：柳弯日报", "markup-unknown"),
    "words on the cover": (COVER, "</body>", "<p>不实</p></body>", "markup-unknown"),
    "landmarks shown": (NAV, ' hidden="hidden"', "", "markup-unknown"),
    "a hidden navigation": (NAV, '<nav id="toc"', '<nav hidden="hidden" id="toc"',
                            "markup-unknown"),
    "another landmark": (NAV, '"text/contents.xhtml" epub:type="toc"',
                         '"text/a2.xhtml" epub:type="toc"', "markup-unknown"),
    "another headline in the NCX": (NCX, "夜班公交增至十一条", "夜班公交增至十二条",
                                    "generated-text"),
    "another place in the NCX": (NCX, 'src="text/a2.xhtml"', 'src="text/a3.xhtml"',
                                 "markup-unknown"),
    "another creator's role": (OPF, ">aut<", ">edt<", "generated-text"),
    "a further creator": (OPF, "</metadata>", "<dc:contributor>无名</dc:contributor></metadata>",
                          "markup-unknown"),
    "a link to a record": (OPF, "</metadata>", '<link rel="record" href="http://x/"/></metadata>',
                           "markup-unknown"),
    "another identifier": (OPF, "urn:uuid:", "urn:uuid:0", "generated-text"),
    "another moment": (OPF, "2031-05-12T00", "2031-05-13T00", "generated-text"),
    "a document out of the line": (OPF, '<itemref idref="a2"/>',
                                   '<itemref idref="a2" linear="no"/>', "markup-unknown"),
    "a document twice": (OPF, '<itemref idref="a2"/>', '<itemref idref="a2"/>' * 2,
                         "markup-unknown"),
    "pages turned the other way": (OPF, "<spine", '<spine page-progression-direction="rtl"',
                                   "markup-unknown"),
    "a fallback": (OPF, 'id="a2"', 'id="a2" fallback="a3"', "markup-unknown"),
    "a scripted document": (OPF, 'id="a2"', 'id="a2" properties="scripted"', "markup-unknown"),
    "an item elsewhere": (OPF, "</manifest>", '<item id="x" href="http://x/" '
                          'media-type="text/html"/></manifest>', "markup-unknown"),
    "another guide": (OPF, 'title="正文"', 'title="不实"', "markup-unknown"),
    "a second package": (CONTAINER, "</rootfiles>", '<rootfile full-path="x.opf" '
                         'media-type="application/oebps-package+xml"/></rootfiles>',
                         "markup-unknown"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_told(book: dict[str, bytes], name: str) -> None:
    member, old, new, code = FORGERIES[name]
    text = book[member].decode()
    assert old in text, text
    forged = edits.packed(book | {member: text.replace(old, new, 1).encode()})
    assert code in codes(forged)


def _without(element: Any) -> None:
    before = element.getprevious()
    holder, place = (element.getparent(), "text") if before is None else (before, "tail")
    setattr(holder, place, (getattr(holder, place) or "") + (element.tail or ""))
    element.getparent().remove(element)


def _doubled(element: Any) -> None:
    element.addnext(copy.deepcopy(element))


def _with_words(element: Any) -> None:
    element.text = "不实" + (element.text or "")


def _with_words_behind(element: Any) -> None:
    element.tail = (element.tail or "") + "不实"


def _without_attribute(element: Any) -> None:
    del element.attrib[element.keys()[-1]]


def _with_another_value(element: Any) -> None:
    element.set(element.keys()[-1], element.values()[-1] + "-x")


def _with_an_attribute(element: Any) -> None:
    element.set("title", "不实")


CHANGES = (_without, _doubled, _with_words, _with_words_behind, _without_attribute,
           _with_another_value, _with_an_attribute)  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_each_element_is_held_where_it_stands(seed: int, book: dict[str, bytes]) -> None:
    random = Random(seed)
    members = [name for name in book if name.endswith((".xhtml", ".opf", ".ncx"))]
    for change in CHANGES:
        member = random.choice(members)
        root = etree.fromstring(book[member])
        able = [one for one in root.iter() if one.getparent() is not None
                and one.keys() and one.tag.rpartition("}")[2] not in ("th", "td")]  # fmt: skip
        element = random.choice(able)  # not of cells, whose classes are free
        change(element)
        forged = edits.packed(book | {member: etree.tostring(
            root, xml_declaration=True, encoding="utf-8", doctype="<!DOCTYPE html>"
            if member.endswith(".xhtml") else None)})  # fmt: skip
        assert codes(forged), (member, change.__name__, element.tag, dict(element.attrib))


@pytest.mark.parametrize("rule", [
    ".kicker { display: none }", ".kicker { visibility: hidden }", ".kicker { opacity: 0 }",
    ".kicker { color: #FFFFFF }", ".kicker { color: transparent }", ".kicker { color: white }",
    "@media (prefers-color-scheme: dark) { .kicker { color: #111111 } }",
    ".kicker { font-size: 0 }", ".kicker { font-size: 1px }", "p { font-size: .8em }",
    ".kicker { position: absolute }", ".kicker { margin-left: -99em }", ".kicker { margin: 99em }",
    ".kicker { text-indent: -99em }", ".kicker { height: 0; overflow: hidden }",
    ".kicker { line-height: 0 }", ".kicker { letter-spacing: -1em }", ".kicker { float: left }",
    ".kicker { transform: scale(0) }", ".kicker { text-transform: uppercase }",
    ".kicker { direction: rtl; unicode-bidi: bidi-override }", ".turn { flex-direction: column }",
    ".turn { display: flex; order: 2 }", ".kicker { background: #000000 }",
    ".kicker { text-decoration: line-through }", ".kicker::after { content: '不' }",
    '.kicker::after { content: "不" }', ".kicker::after { content: attr(title) }",
    ".list { list-style: none }", ".list { counter-reset: x 4 }", "* { color: #333333 }",
    "p:nth-child(2) { margin: 0 }", "p:first-letter { font-size: 1em }", "#a1 { margin: 0 }",
    "[title] { margin: 0 }", "p + p { margin: 0 }", ".strange { margin: 0 }",
    "@import 'x.css';", "@import url(http://example.org/x.css);", "@namespace 'x';",
    "@page { margin: 0 }", "@supports (color: red) { p { margin: 0 } }",
    "@media print { .kicker { margin: 0 } }", "@charset 'gbk';", "\\70 { margin: 0 }",
    "p { margin: 0 !important }", "p { --x: 1; margin: var(--x) }", "p { margin: calc(1em - 9em) }",
    "@font-face { font-family: Songti; src: local(Webdings) }", "p { font-family: Webdings }",
    "p { margin: 0; ", "/* p { margin: 0 }", 'p { font-family: "/*"; display: none; x: "*/" }',
    "html { writing-mode: vertical-rl }", "p { columns: 2 }", "span { white-space: nowrap }",
    ".kicker { clip-path: inset(50%) }", "img { max-width: 1% }", "img { height: 1px }",
    "em { text-emphasis: none }", ".kicker { filter: blur(9px) }", "img { width: 1em }",
    "body, section, article, div, p { padding: 0 4em }", "span { display: block }",
    "strong { font-weight: normal }", ".headline { line-height: 20px }",
    ".body a { text-decoration: none }",
    ".body { margin: 0 2em }", ".figure img { width: 1em }",
])  # fmt: skip
def test_what_no_theme_does_is_told(rule: str, book: dict[str, bytes]) -> None:
    sheet = book[CSS].decode() + rule
    assert list(sheet_faults(sheet, "", (), vertical=False, documents=())), rule


@pytest.mark.parametrize("rule", [
    "  -webkit-text-emphasis: filled dot;", "text-emphasis: filled dot;",
    ".list-text { padding: 0; list-style: none; }",
])  # fmt: skip
def test_a_rule_that_a_document_needs_may_not_go(rule: str, book: dict[str, bytes]) -> None:
    sheet = book[CSS].decode()
    assert rule in sheet or not rule.startswith(".")
    told = "style-unknown" in codes(edits.packed(book | {CSS: sheet.replace(rule, "").encode()}))
    assert told == (not rule.startswith("  -webkit"))


@pytest.mark.parametrize("told", [
    {"options": []}, {"options": "x"}, {"options": {"css": 5, "vertical": "x", "cover": [1]}},
    {"epoch": "2031-01-01T00:00:00"}, {"epoch": "9999-12-31T23:59:59-12:00"}, {"exporter": 5},
], ids=str)  # fmt: skip
def test_a_record_that_says_anything_is_no_crash(
    told: dict[str, Any], book: dict[str, bytes]
) -> None:
    name = "EPUB/exporter-record.json"
    record = json.dumps({**json.loads(book[name]), **told}).encode()
    with suppress(VerifyError):
        examine([("book.epub", edits.packed(book | {name: record}))])


# -- forgeries: parts and bytes --------------------------------------------------------------------


def _more(parts: dict[str, bytes]) -> bytes:
    return edits.packed(parts | {"EPUB/text/more.xhtml": parts[A1]})


def _in_capitals(parts: dict[str, bytes]) -> bytes:
    return edits.packed(parts | {"EPUB/text/A1.xhtml": parts[A1]})


def _encryption(parts: dict[str, bytes]) -> bytes:
    return edits.packed(parts | {"META-INF/encryption.xml": b"<encryption/>"})


def _behind(parts: dict[str, bytes]) -> bytes:
    return edits.packed(parts) + "不实".encode()


def _between(parts: dict[str, bytes]) -> bytes:
    data = edits.packed(parts)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.start_dir
    tail = bytearray(data[-22:])
    struct.pack_into("<I", tail, 16, start + 6)
    return data[:start] + "不实".encode() + data[start:-22] + bytes(tail)


def _commented(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO(edits.packed(parts))
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = "不实".encode()
    return out.getvalue()


def _late_mimetype(parts: dict[str, bytes]) -> bytes:
    return edits.packed({**{k: v for k, v in parts.items() if k != "mimetype"}, "mimetype":
                         parts["mimetype"]})  # fmt: skip


def _named_otherwise(parts: dict[str, bytes]) -> bytes:
    name = b"EPUB/text/a9.xhtml"
    field = struct.pack("<HHBL", 0x7075, 5 + len(name), 1, zlib.crc32(A1.encode())) + name
    return saved_anew(edits.packed(parts), extra=field)


def _links(parts: dict[str, bytes]) -> bytes:
    return saved_anew(edits.packed(parts), external_attr=0o120777 << 16)


def _beside(parts: dict[str, bytes]) -> bytes:
    return saved_anew(edits.packed(parts), comment="不实".encode())


def _picture(parts: dict[str, bytes]) -> bytes:
    return edits.packed(parts | {"EPUB/images/picture-1.png": png(30, 20, b"\x7f")})


def _no_picture(parts: dict[str, bytes]) -> bytes:
    return edits.packed({k: v for k, v in parts.items() if k != "EPUB/images/picture-1.png"})


def _cover(parts: dict[str, bytes]) -> bytes:
    return edits.packed(parts | {"EPUB/images/cover.png": png(1600, 2560)})


def _in_another_encoding(parts: dict[str, bytes]) -> bytes:
    text = parts[A1].decode().replace("encoding='utf-8'", "encoding='utf-16'")
    return edits.packed(parts | {A1: text.encode("utf-16")})


@pytest.mark.parametrize(("forge", "code"), [
    (_more, "member-unknown"), (_in_capitals, "member-unknown"), (_encryption, "member-unknown"),
    (_behind, "member-unknown"), (_between, "member-unknown"),
    (_commented, "member-unknown"), (_late_mimetype, "member-unknown"),
    (_named_otherwise, "member-unknown"), (_links, "member-unknown"), (_beside, "member-unknown"),
    (_picture, "picture-differs"), (_no_picture, "picture-differs"), (_cover, "picture-differs"),
    (_in_another_encoding, "markup-unknown"),
])  # fmt: skip
def test_parts_and_bytes_that_no_export_has_are_told(
    forge: Callable[[dict[str, bytes]], bytes], code: str, book: dict[str, bytes]
) -> None:
    assert code in codes(forge(book))
