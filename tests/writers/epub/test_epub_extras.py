"""What a book may have besides its articles: cover, pictures, fonts, vertical setting, volumes."""

import datetime as dt
import hashlib
import importlib.util
import re
import struct
import sys
import zlib
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from build import Builder, page, small_issue
from epub_files import DC, OPF, XHTML, articles, members, metas, of_class, package, spine, words

from exporter.errors import FontError, WriterError
from exporter.interchange.record import read_record
from exporter.model import Asset, Figure, Issue, Meta
from exporter.writers.base import Context, Output
from exporter.writers.epub import EpubOptions, EpubWriter

DAY = dt.date(2031, 5, 12)
NCX = "{http://www.daisy.org/z3986/2005/ncx/}"


def output(issue: Issue, context: Context | None = None, **options: object) -> Output:
    return EpubWriter().write(issue, EpubOptions(**options), context or Context())


def written(issue: Issue, context: Context | None = None, **options: object) -> bytes:
    return output(issue, context, **options).data


def manifest(data: bytes) -> dict[str, ET.Element]:
    return {item.get("href"): item for item in package(data).iter(OPF + "item")}


def png(width: int, height: int) -> bytes:
    """One flat picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(height * (width + 1)))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b080064012c0103011100ffd9")
WEBP = (
    b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0"
    + (299).to_bytes(3, "little")
    + (99).to_bytes(3, "little")
)
GIF = b"GIF89a" + struct.pack("<HH", 300, 100) + bytes(3) + b";"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"><rect width="9"/></svg>'
SVG_11 = (
    b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
    b'"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">' + SVG
)
EVIL = {
    "script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "handler": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "outside": b'<svg xmlns="http://www.w3.org/2000/svg"><use href="http://example.org/a.svg"/></svg>',
    "entities": b'<!DOCTYPE svg [<!ENTITY a "x">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
    "style": b'<svg xmlns="http://www.w3.org/2000/svg"><style>@import "a.css";</style></svg>',
    "property": b"""<svg xmlns="http://www.w3.org/2000/svg"><g style="fill: url( 'http://x')"/></svg>""",
    "sheet": b'<?xml-stylesheet href="a.css"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "link": b'<svg xmlns="http://www.w3.org/2000/svg"><a href=" javascript:alert(1)"/></svg>',
    "html script": b'<svg xmlns="http://www.w3.org/2000/svg">'
    b'<h:script xmlns:h="http://www.w3.org/1999/xhtml"/></svg>',
    "document type": b'<!DOCTYPE svg SYSTEM "a.dtd"><svg xmlns="http://www.w3.org/2000/svg"/>',
    "encoding": b'<?xml version="1.0" encoding="iso-8859-1"?>'
    b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "id": b'<svg xmlns="http://www.w3.org/2000/svg"><g id="a b"/></svg>',
    "ids": b'<svg xmlns="http://www.w3.org/2000/svg"><g id="a"/><g id="a"/></svg>',
    "huge": png(3, 3).replace(struct.pack(">II", 3, 3), struct.pack(">II", 60000, 60000)),
    "flat": png(3, 3).replace(struct.pack(">II", 3, 3), struct.pack(">II", 3, 0)),
    "cut png": png(300, 100)[:-20],
    "cut jpeg": JPEG[:-2],
    "cut webp": WEBP[:-1],
    "cut gif": GIF[:-1],
    "broken": b'<svg xmlns="http://www.w3.org/2000/svg">',
    "text": "只是文字".encode(),
    "short": b"\x89PNG\r\n\x1a\n",
}


def illustrated(data: bytes, id_: str = "f1", alt: str | None = None) -> tuple[Issue, Context]:
    b = Builder()
    sha = hashlib.sha256(data).hexdigest()
    figure = Figure(asset="f1", caption=b.line("图为新桥。"), alt=alt)
    issue = b.issue(page(1, b.article("桥通了", figure), b.article("另一篇", "正文。")))
    asset = Asset(id=id_, name="桥.png", media_type="image/png", sha256=sha)
    return replace(issue, assets=(asset,)), Context(assets={sha: data})


# --- pictures


@pytest.mark.parametrize(
    ("data", "suffix", "media_type"),
    [
        (png(300, 100), "png", "image/png"),
        (JPEG, "jpg", "image/jpeg"),
        (WEBP, "webp", "image/webp"),
        (GIF, "gif", "image/gif"),
        (SVG, "svg", "image/svg+xml"),
        (SVG_11, "svg", "image/svg+xml"),
    ],
)
def test_a_picture_is_carried_as_it_is_with_its_size(data, suffix, media_type):
    book = written(*illustrated(data))
    assert members(book)[f"EPUB/images/picture-1.{suffix}"] == data
    assert manifest(book)[f"images/picture-1.{suffix}"].get("media-type") == media_type
    (image,) = articles(book)[0].iter(XHTML + "img")
    assert (image.get("width"), image.get("height")) == ("300", "100")
    assert image.get("src") == f"../images/picture-1.{suffix}"


def test_a_picture_is_described_by_its_alternative_text_else_by_its_caption():
    for alt, told in ((None, "图为新桥。"), ("桥面,晴天", "桥面，晴天")):
        (image,) = articles(written(*illustrated(png(2, 2), alt=alt)))[0].iter(XHTML + "img")
        assert image.get("alt") == told


@pytest.mark.parametrize("kind", EVIL)
def test_a_picture_that_is_none_or_not_safe_is_left_out_and_reported(kind):
    made = output(*illustrated(EVIL[kind]))
    assert [notice.code for notice in made.notices] == ["picture-refused"]
    assert not [name for name in members(made.data) if "images/" in name]
    (figure,) = of_class(articles(made.data)[0], "figure")
    assert figure.get("class") == "figure absent"
    assert words(figure) == "图为新桥。"


def test_a_picture_whose_bytes_are_not_at_hand_is_reported():
    issue, _ = illustrated(png(2, 2))
    assert [notice.code for notice in output(issue).notices] == ["picture-missing"]


def test_only_a_book_with_pictures_claims_to_be_looked_at():
    assert metas(written(*illustrated(png(2, 2))), "schema:accessMode") == ["textual", "visual"]
    assert metas(written(small_issue()), "schema:accessMode") == ["textual"]


# --- cover


def test_a_known_paper_gets_a_drawn_cover_and_an_unknown_one_none():
    data = written(small_issue(publication="柳湾日报", date=DAY))
    drawn = members(data)["EPUB/images/cover.png"]
    assert struct.unpack(">II", drawn[16:24]) == (1600, 2560)
    assert manifest(data)["images/cover.png"].get("properties") == "cover-image"
    path, first = spine(data)[0]
    assert path == "EPUB/text/cover.xhtml"
    assert [i.get("alt") for i in first.iter(XHTML + "img")] == ["封面：柳湾日报　2031年5月12日"]
    assert "images/cover.png" not in manifest(written(small_issue()))


def test_a_cover_is_drawn_or_left_out_when_asked():
    assert "images/cover.png" in manifest(written(small_issue(), cover="draw"))
    known = small_issue(publication="柳湾日报")
    assert "images/cover.png" not in manifest(written(known, cover="none"))


def test_a_given_cover_wins_over_a_drawn_one():
    issue, context = illustrated(png(160, 256), id_="cover")
    data = written(replace(issue, meta=Meta(publication="柳湾日报")), context)
    (cover,) = [i for i in manifest(data).values() if i.get("properties") == "cover-image"]
    assert members(data)[f"EPUB/{cover.get('href')}"] == png(160, 256)


@pytest.mark.parametrize(
    "name", ["报", "很长很长的报纸名称其实是二十个字左右的", "A" * 300, "😀", " "]
)
def test_a_cover_can_be_drawn_of_any_name(name):
    b = Builder()
    hostile = b.article("长" * 200, "文。", kicker="引" * 90, deck=("副" * 90, "题", "三"))
    more = [
        b.article(title, "文。") for title in ("العربية", "\u3000".join(["短句"] * 40), "三", "四")
    ]
    data = written(b.issue(page(12345, hostile, *more), publication=name, number="9" * 60))
    assert "images/cover.png" in manifest(data)


def test_a_character_no_font_has_is_reported_when_the_cover_is_drawn():
    made = output(small_issue(publication="柳湾日报🦄", title="\u202e"))
    assert [(n.code, "1F984" in n.detail) for n in made.notices] == [("missing-glyph", True)]


def test_a_cover_is_the_same_bytes_each_time():
    issue = small_issue(publication="柳湾日报", date=DAY)
    assert written(issue) == written(issue)


def test_a_headline_in_the_covers_list_ends_with_a_clause_where_it_is_too_wide():
    from exporter.typography.catalogue import NO_FONTS
    from exporter.typography.faces import HEAVY, shipped_face
    from exporter.writers.epub.cover.drawing import shortened

    face = shipped_face(HEAVY)
    told = "江桥主桥昨日合龙\u3000两岸车程有望缩至八分钟"
    assert shortened(told, face, 66, NO_FONTS, 1200) == "江桥主桥昨日合龙"
    assert shortened(told, face, 66, NO_FONTS, 2000) == told
    assert shortened("长" * 40, face, 66, NO_FONTS, 1200).endswith("……")


# --- style


def test_the_readers_own_style_sheet_comes_last():
    sheet = members(written(small_issue(), css="p { color: teal; }"))["EPUB/style.css"].decode()
    assert sheet.rstrip().endswith("p { color: teal; }")


def test_a_style_sheet_that_asks_for_files_outside_the_book_is_reported():
    outside = ("@import 'a.css';", "p { background: url(http://example.org/a.png); }")
    for css, codes in ((outside[0], ["css-outside"]), (outside[1], ["css-outside"]), ("p {}", [])):
        assert [n.code for n in output(small_issue(), css=css).notices] == codes


def test_text_has_neither_size_nor_colour_nor_background_of_ours():
    sheet = members(written(small_issue()))["EPUB/style.css"].decode()
    for selector in ("body", "p"):
        rule = sheet.partition(f"\n{selector} {{")[2].partition("}")[0]
        assert rule
        assert not [name for name in ("font-size", "color", "background") if name in rule]


@pytest.mark.parametrize("theme", ["reader", "tearsheet"])
def test_a_theme_changes_the_style_and_nothing_else(theme):
    plain, themed = members(written(small_issue())), members(written(small_issue(), theme=theme))
    changed = {name for name in plain if plain[name] != themed[name]}
    assert changed == {"EPUB/style.css", "EPUB/exporter-record.json"}


def test_a_vertical_book_turns_its_pages_the_other_way():
    data = written(small_issue(), vertical=True)
    (order,) = package(data).iter(OPF + "spine")
    assert order.get("page-progression-direction") == "rtl"
    assert b"vertical-rl" in members(data)["EPUB/style.css"]
    assert "verticalWriting" in metas(data, "schema:accessibilityFeature")
    assert [words(e) for e in of_class(articles(data)[0], "tcy")] == ["1", "5", "11", "128"]


def test_a_vertical_book_has_its_cover_upright_and_whole():
    data = written(small_issue(publication="柳湾日报"), vertical=True)
    (_, cover), (_, contents), *_ = spine(data)
    assert (cover.get("class"), contents.get("class")) == ("upright", None)
    rules = members(data)["EPUB/style.css"].decode()
    assert "writing-mode: horizontal-tb" in rules.partition("html.upright {")[2].partition("}")[0]


def test_a_date_in_a_row_of_the_contents_starts_no_line_of_its_own():
    data = written(Builder().issue(page(1, *(Builder().article("前4月外贸增长", "文。"),) * 2)))
    (_, contents), *_ = spine(data)
    assert [words(e) for e in of_class(contents, "nb")] == ["4月", "4月"]
    sheet = members(data)["EPUB/style.css"].decode()
    blocks = re.findall(r"\.contents-list([^{}]*?)span\s*\{[^}]*display: block", sheet)
    assert blocks == [" a > "]


# --- fonts


needs_brotli = pytest.mark.skipif(
    importlib.util.find_spec("brotli") is None, reason="brotli is not installed"
)


@needs_brotli
def test_embedded_fonts_hold_the_characters_shown_under_names_of_our_own():
    data = written(small_issue(), embed_fonts=True)
    fonts = {name: item for name, item in manifest(data).items() if name.startswith("fonts/")}
    assert len(fonts) == 4
    assert {item.get("media-type") for item in fonts.values()} == {"font/woff2"}
    assert all(members(data)[f"EPUB/{name}"].startswith(b"wOF2") for name in fonts)
    assert b'"Exporter Song"' in members(data)["EPUB/style.css"]
    assert b"specified-fonts" in members(data)["META-INF/com.apple.ibooks.display-options.xml"]


@needs_brotli
def test_embedded_fonts_can_be_opened_and_name_their_licence():
    ttlib = pytest.importorskip("fontTools.ttLib")
    from io import BytesIO

    data = members(written(small_issue(), embed_fonts=True))
    kai = ttlib.TTFont(BytesIO(data["EPUB/fonts/lxgwwenkai-regular.woff2"]))
    assert {ord(char) for char in "柳湾镇便民桥昨日通车"} <= set(kai.getBestCmap())
    names = {record.nameID: str(record) for record in kai["name"].names}
    assert not [n for i, n in names.items() if i in (1, 4, 6, 16) and ("LXGW" in n or "霞" in n)]
    assert "LXGW" in names[0] or "Copyright" in names[0]
    assert kai["glyf"]["uni67F3" if "uni67F3" in kai.getGlyphOrder() else kai.getBestCmap()[0x67F3]]


@needs_brotli
def test_a_rare_character_brings_the_last_face_along():
    b = Builder()
    data = written(b.issue(page(1, b.article("題", "正文\U0002ceb1。"))), embed_fonts=True)
    assert "fonts/hanaminb.woff2" in manifest(data)


def test_without_brotli_embedding_is_refused_with_the_way_out(monkeypatch):
    monkeypatch.setitem(sys.modules, "brotli", None)
    with pytest.raises(FontError, match="pip install brotli"):
        written(small_issue(), embed_fonts=True)


# --- older reading systems


def test_nothing_outdated_is_written_unasked():
    data = written(small_issue())
    root = package(data)
    assert "toc.ncx" not in manifest(data)
    assert root.find(OPF + "guide") is None
    assert root.find(OPF + "spine").get("toc") is None
    assert not [m for m in root.iter(OPF + "meta") if m.get("name")]


def test_compat_adds_an_ncx_as_deep_as_the_contents_and_a_guide():
    data = written(small_issue(publication="柳湾日报"), compat=True)
    ncx = ET.fromstring(members(data)["EPUB/toc.ncx"])
    heads = {meta.get("name"): meta.get("content") for meta in ncx.iter(NCX + "meta")}
    assert heads["dtb:depth"] == "2"
    assert heads["dtb:uid"] == next(package(data).iter(DC + "identifier")).text
    ids = [point.get("id") for point in ncx.iter(NCX + "navPoint")]
    assert len(set(ids)) == len(ids) == 6
    kinds = [r.get("type") for r in package(data).find(OPF + "guide")]
    assert kinds == ["cover", "toc", "text"]


# --- volumes


def volume(**options: object) -> bytes:
    days = [
        small_issue(publication="柳湾日报", date=dt.date(2031, month, day))
        for month, day in ((5, 30), (5, 31), (6, 1))
    ]
    meta = Meta(publication="柳湾日报", series="柳湾日报合订本")
    made = EpubWriter().write_volume(days, meta, EpubOptions(cover="none", **options), Context())
    return made.data


def outline(element: ET.Element) -> list:
    rows = element.find(XHTML + "ol")
    return [] if rows is None else [(words(item[0]), outline(item)) for item in rows]


def test_a_volume_is_found_by_year_month_and_day():
    nav = ET.fromstring(members(volume())["EPUB/nav.xhtml"])
    top = outline(next(nav.iter(XHTML + "nav")))
    assert [label for label, _ in top] == ["目录", "2031年"]
    months = top[1][1]
    assert [(label, [day for day, _ in days]) for label, days in months] == [
        ("5月", ["5月30日", "5月31日"]),
        ("6月", ["6月1日"]),
    ]
    assert [label for label, _ in months[0][1][0][1]] == ["本期目录", "第1版：要闻", "第3版：民生"]


def test_a_volume_holds_every_article_of_every_issue_and_links_them_on():
    data = volume()
    assert len(articles(data)) == 9
    texts = dict(spine(data))
    (following,) = of_class(texts["EPUB/text/i001-a3.xhtml"], "turn-next")
    assert following.get("href") == "i002-a1.xhtml"
    ids = [e.get("id") for _, root in spine(data) for e in root.iter() if e.get("id")]
    assert len([i for i in ids if "page" in i]) == len({i for i in ids if "page" in i}) == 6


def test_each_article_of_a_volume_says_its_day_and_those_of_one_issue_need_not():
    days = [[words(e) for e in of_class(a, "day")] for a in articles(volume())]
    assert days == [["2031年5月30日"]] * 3 + [["2031年5月31日"]] * 3 + [["2031年6月1日"]] * 3
    assert not of_class(articles(written(small_issue(date=DAY)))[0], "day")


def test_a_volume_is_named_after_its_months_and_carries_each_record():
    data = volume()
    assert [t.text for t in package(data).iter(DC + "title")] == ["柳湾日报　2031年5月—2031年6月"]
    assert metas(data, "belongs-to-collection") == ["柳湾日报合订本"]
    records = [name for name in members(data) if "exporter-record" in name]
    dates = [read_record(members(data)[name], name).issue.meta.date.day for name in records]
    assert dates == [30, 31, 1]


def test_a_volume_of_nothing_is_refused():
    with pytest.raises(WriterError, match="at least one issue"):
        EpubWriter().write_volume((), Meta(), EpubOptions(), Context())


def test_labels_are_in_the_language_of_the_book():
    for language, label in (
        ("zh-Hant", "本期目錄"),
        ("ja", "目次"),
        ("ko", "차례"),
        ("fr", "In this issue"),
    ):
        nav = ET.fromstring(members(written(small_issue(language=language)))["EPUB/nav.xhtml"])
        assert next(nav.iter(XHTML + "h2")).text == label
