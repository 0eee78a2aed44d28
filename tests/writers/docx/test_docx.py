"""The DOCX writer: structure, conservation, same bytes, what travels inside."""

import datetime as dt
import importlib.util
import io
import os
import struct
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import docx
import judge_tools
import judges
import pytest
from build import Builder, page, small_issue
from docx_files import (
    META,
    W,
    article_paragraphs,
    contents_rows,
    every_block,
    illustrated,
    members,
    part,
    png,
    style_of,
    text_in,
    tidy,
    written,
)
from lxml import etree

from exporter.display import shown_text
from exporter.interchange.record import XML_NAMESPACE, read_record
from exporter.model import (
    Article,
    Credit,
    EditorNote,
    Issue,
    ListBlock,
    Mark,
    Meta,
    Page,
    Paragraph,
    Range,
    Span,
    Subhead,
    Table,
    articles_of,
    group_lines,
    lines_of_block,
)
from exporter.reading.word.edited import read_edited
from exporter.writers.base import Context
from exporter.writers.docx import DocxOptions, DocxWriter
from exporter.writers.docx.page_numbers.line_counts import width_em

GOLDEN = Path(__file__).parent / "golden"
GOLDEN_PARTS = ("word/document.xml", "word/header2.xml", "word/footer1.xml", "docProps/core.xml",
                "docProps/custom.xml", "word/styles.xml")  # fmt: skip


def test_every_part_of_an_article_has_its_own_style() -> None:
    found = article_paragraphs(written(small_issue(**META)))
    assert found[:6] == [
        ("Kicker", "柳湾镇便民桥昨日通车"),
        ("Headline", "把桥修到对岸\n把灯接到村口"),
        ("Column", "（身边事）"),
        ("Deck", "两岸三村　八千余人受益"),
        ("Body", "本报讯（记者 何青禾）5月11日，柳湾镇便民桥建成通车。"),
        ("Subhead", "先问一遍，再动一锹"),
    ]


def test_every_kind_of_block_has_its_own_style() -> None:
    styles = [style for style, _ in article_paragraphs(written(every_block()))]
    assert styles == [
        "Headline", "Summary", "Body", "Summary", "Summary", "Subhead", "Subhead2", "Quote",
        "EditorNote", "EditorNote", "List", "List", "ListBullet", "ListBullet", "ListNumber",
        "ListNumber", "TableCaption", "TableHead", "TableHead", "TableText", "TableText",
        "CaptionAlone", "PhotoCredit", "Byline", "JumpLine", "Staff",
    ]  # fmt: skip


@pytest.mark.parametrize("columns", [1, 2, 3])
@pytest.mark.parametrize("punctuation", ["full", "source"])
def test_every_character_shown_comes_back_once_and_in_order(columns: int, punctuation: str) -> None:
    for issue in (small_issue(), every_block()):
        want = []
        for article in articles_of(issue):
            heads = [article.kicker, *article.headline, *article.deck]
            want += [shown_text(x, punctuation, heading=x in heads) for x in group_lines(article)]
            for block in article.blocks:
                heading = isinstance(block, Subhead)
                want += [shown_text(x, punctuation, heading=heading) for x in lines_of_block(block)]
        data = written(issue, columns=columns, punctuation=punctuation)
        got = "\n".join(text for _, text in article_paragraphs(data))
        assert got == "\n".join(want)


def test_a_healed_paragraph_is_one_run() -> None:
    body = part(written(small_issue()))
    healed = [p for p in body.iter(W + "p") if text_in(p).startswith("自下月起")]
    assert len(healed) == 1
    assert len(healed[0].findall(W + "r")) == 1


def test_dateline_and_credit_are_character_styles() -> None:
    runs = {
        text_in(run): run.find(f"{W}rPr/{W}rStyle").get(W + "val")
        for run in part(written(small_issue())).iter(W + "r")
        if run.find(f"{W}rPr/{W}rStyle") is not None
    }
    assert runs == {"本报讯": "Dateline", "（记者 何青禾）": "Credit"}


def test_every_style_used_is_defined_and_no_style_is_based_on_nothing() -> None:
    data = written(every_block())
    styles = part(data, "word/styles.xml")
    known = {style.get(W + "styleId") for style in styles.iter(W + "style")}
    for tag in ("pStyle", "rStyle", "tblStyle"):
        assert {node.get(W + "val") for node in part(data).iter(W + tag)} <= known
    for tag in ("basedOn", "next", "link"):
        assert {node.get(W + "val") for node in styles.iter(W + tag)} <= known


def test_the_contents_list_pages_and_articles_and_link_to_them() -> None:
    data = written(small_issue(**META))
    assert contents_rows(data) == [
        ("TOC1", "第1版：要闻", "page_1"),
        ("TOC2", "把桥修到对岸　把灯接到村口", "article_1"),
        ("TOC2", "夜班公交增至十一条", "article_2"),
        ("TOC1", "第3版：民生", "page_2"),
        ("TOC2", "简讯一则", "article_3"),
    ]
    names = {b.get(W + "name") for b in part(data).iter(W + "bookmarkStart")}
    assert {anchor for _, _, anchor in contents_rows(data)} <= names


def test_an_article_bookmark_stands_in_its_first_paragraph() -> None:
    document = part(written(small_issue()))
    places = {
        b.get(W + "name"): text_in(next(b.iterancestors(W + "p")))
        for b in document.iter(W + "bookmarkStart")
        if b.get(W + "name").startswith("article")
    }
    assert places == {
        "article_1": "柳湾镇便民桥昨日通车",
        "article_2": "夜班公交增至十一条",
        "article_3": "简讯一则",
    }


def test_without_contents_the_first_article_opens_the_document() -> None:
    data = written(small_issue(**META), contents=False)
    first = next(part(data).iter(W + "p"))
    assert style_of(first) == "Kicker"
    assert contents_rows(data) == []


def test_nothing_is_invented_where_no_metadata_is_given() -> None:
    data = written(small_issue())
    assert not [p for p in part(data).iter(W + "p") if style_of(p) in ("Masthead", "IssueLine")]
    core = members(data)["docProps/core.xml"].decode()
    assert "created" not in core
    assert "modified" not in core


def test_properties_say_who_what_and_when() -> None:
    document = docx.Document(_file(written(small_issue(**META))))
    core = document.core_properties
    assert core.author == "何青禾"
    assert core.title == "柳湾日报　2031年5月12日　第8412期"
    assert core.language == "zh-Hans"
    assert core.created == dt.datetime(2031, 5, 12, tzinfo=dt.UTC)
    custom = members(written(small_issue(**META)))["docProps/custom.xml"].decode()
    for name in ("Publication", "Issue number", "Newspaper pages", "Page names"):
        assert f'name="{name}"' in custom


def test_more_reporters_than_python_docx_allows_are_all_authors() -> None:
    b = Builder()
    article = b.article("联合采访", "各组分头出发。")
    names = tuple(f"记者{n:03d}号" for n in range(90))
    r = Range("s1", 0, 2)
    issue = b.issue(
        page(1, replace(article, credits=(Credit(id="c", ranges=(r,), role="记者", names=names),)))
    )
    core = part(written(issue), "docProps/core.xml")
    assert core.find("{http://purl.org/dc/elements/1.1/}creator").text.split("; ") == list(names)


def test_no_leftover_of_the_librarys_template_is_in_the_file() -> None:
    for name, data in members(written(every_block())).items():
        for leftover in (b"python-docx", b"2013-12", b"ja-JP", b"Cambria", b"Calibri"):
            assert leftover not in data, name


def test_the_record_comes_back_as_the_same_issue() -> None:
    issue = every_block()
    root = part(written(issue), "customXml/item1.xml")
    assert root.tag == f"{{{XML_NAMESPACE}}}record"
    record = read_record("".join(root.itertext()).encode(), "test")
    assert record.issue == issue
    assert record.format == "docx"
    assert record.options["punctuation"] == "full"


def test_a_record_larger_than_xml_readers_like_is_cut_into_pieces() -> None:
    b = Builder()
    issue = b.issue(page(1, b.article("长卷", "江" * 1_200_000)))
    root = part(written(issue), "customXml/item1.xml")
    assert max(len(piece.text) for piece in root) <= 1_000_000
    assert read_record("".join(root.itertext()).encode(), "test").issue == issue


def test_a_control_character_does_not_break_the_file() -> None:
    b = Builder()
    issue = b.issue(page(1, b.article("坏\x00字", "前\x0b后\ufffe完\t列")), publication="柳\x01湾")
    texts = [text for _, text in article_paragraphs(written(issue))]
    assert texts == ["坏␀字", "前␋后\ufffd完\t列"]


def test_characters_outside_the_basic_plane_survive() -> None:
    b = Builder()
    issue = b.issue(page(1, b.article("𬺈字", "𫞩与𪚥，都在。")))
    assert [t for _, t in article_paragraphs(written(issue))] == ["𬺈字", "𫞩与𪚥，都在。"]


@pytest.mark.parametrize(
    "issue",
    [
        Issue(meta=Meta()),
        Issue(meta=Meta(), pages=(Page(id="p1"),)),
        Issue(
            meta=Meta(), pages=(Page(id="p1", number=1, articles=(Article(id="a1", headline=()),)),)
        ),
    ],
    ids=["no page", "no article", "an empty article"],
)
def test_an_empty_issue_still_makes_a_document(issue: Issue) -> None:
    assert docx.Document(_file(written(issue))).sections


def test_a_brief_without_headline_is_in_the_contents_by_its_first_words() -> None:
    b = Builder()
    brief = replace(b.article("x", "渡口明日停航半天。"), headline=())
    data = written(b.issue(page(1, brief)))
    assert contents_rows(data)[1:] == [("TOC2", "渡口明日停航半天。", "article_1")]


def test_columns_leave_headlines_across_the_page() -> None:
    document = part(written(small_issue(), columns=2))
    columns = [s.find(W + "cols").get(W + "num", "1") for s in document.iter(W + "sectPr")]
    assert columns == ["1", "1", "2", "1", "2", "1", "1", "2", "1"]
    ends = [
        style_of(next(s.iterancestors(W + "p"))) for s in list(document.iter(W + "sectPr"))[1:-1]
    ]
    assert ends == ["Deck", "Body", "Headline", "Body", "", "Headline", "Body"]


def test_columns_end_before_the_page_does_so_that_they_are_balanced() -> None:
    sections = list(part(written(small_issue(), columns=2)).iter(W + "sectPr"))
    for section, following in pairwise(sections):
        if section.find(W + "cols").get(W + "num") == "2":
            assert following.find(W + "type").get(W + "val") == "continuous"


def test_a_group_without_deck_has_white_below_and_what_closes_an_article_is_not_alone() -> None:
    paragraphs = list(part(written(every_block())).iter(W + "p"))
    (headline,) = (p for p in paragraphs if style_of(p) == "Headline")
    assert headline.find(f"{W}pPr/{W}spacing").get(W + "after") == "200"
    for before, after in pairwise(paragraphs):
        if style_of(after) in ("Byline", "JumpLine", "Staff"):
            assert before.find(f"{W}pPr/{W}keepNext") is not None


def test_each_newspaper_page_has_its_running_head() -> None:
    data = written(small_issue(**META))
    heads = [
        text_in(etree.fromstring(blob))
        for name, blob in members(data).items()
        if name.startswith("word/header")
    ]
    assert heads == [
        "柳湾日报\t2031年5月12日",
        "柳湾日报\t2031年5月12日　第1版：要闻",
        "柳湾日报\t2031年5月12日　第3版：民生",
    ]


@pytest.mark.parametrize(
    ("tag", "word", "face"),
    [
        ("zh-Hans", "zh-CN", "SimSun"),
        ("zh-Hant", "zh-TW", "PMingLiU"),
        ("zh-Hant-HK", "zh-HK", "PMingLiU"),
        ("ja", "ja-JP", "MS Mincho"),
        ("ko-KR", "ko-KR", "Batang"),
    ],
)
def test_the_language_decides_tag_and_faces(tag: str, word: str, face: str) -> None:
    styles = part(written(small_issue(language=tag)), "word/styles.xml")
    default = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    assert default.find(W + "lang").get(W + "eastAsia") == word
    assert default.find(W + "rFonts").get(W + "eastAsia") == face


def test_links_ruby_and_emphasis_keep_their_text() -> None:
    b = Builder()
    (span,) = b.line("见官网与着重和拼音")
    start = span.range.start if span.range else 0
    cuts = (
        ("见", ()),
        ("官网", (Mark("link", "https://example.org/a b"),)),
        ("与", ()),
        ("着重", (Mark("emphasis", "dots"),)),
        ("和", ()),
        ("拼音", (Mark("ruby", "pīnyīn"),)),
    )
    line = []
    for text, marks in cuts:
        line.append(Span(text, Range("s1", start, start + len(text)), "source", marks))
        start += len(text)
    issue = b.issue(page(1, b.article("试", Paragraph(text=tuple(line)))))
    data = written(issue)
    assert article_paragraphs(data)[-1] == ("Body", "见官网与着重和拼音")
    assert b"https://example.org/a%20b" in members(data)["word/_rels/document.xml.rels"]


@pytest.mark.parametrize(
    ("address", "looks"), [("https://example.org/", ["Hyperlink"]), ("javascript:x", [])]
)
def test_only_words_that_lead_somewhere_look_like_it(address: str, looks: list[str]) -> None:
    b = Builder()
    (span,) = b.line("官网")
    line = (Span(span.text, span.range, "source", (Mark("link", address),)),)
    root = part(written(b.issue(page(1, b.article("试", Paragraph(text=line))))))
    runs = [run for run in root.iter(W + "r") if "".join(run.itertext()) == "官网"]
    styles = [style.get(W + "val") for run in runs for style in run.iter(W + "rStyle")]
    assert runs
    assert styles == looks


WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


def test_a_picture_stands_above_its_caption_with_its_alternative_text() -> None:
    issue, context = illustrated(("渡船.png", png()), ("江.png", png(4000, 1000)))
    data = written(issue, context)
    document = part(data)
    told = [(p.get("name"), p.get("descr")) for p in document.iter(WP + "docPr")]
    assert told == [("f1", "一艘渡船"), ("f2", "图2。")]
    sizes = [(e.get("cx"), e.get("cy")) for e in document.iter(WP + "extent")]
    assert sizes[0] == (str(40 * 9525), str(20 * 9525))  # 96 dots an inch
    assert sizes[1] == (str(8880 * 635), str(8880 * 635 // 4))  # no wider than the text
    styles = [style_of(p) for p in document.iter(W + "p")]
    assert styles[-4:] == ["Picture", "Caption", "Picture", "Caption"]
    assert members(data)["word/media/image1.png"] == png()


def test_a_picture_in_columns_is_no_wider_than_its_column() -> None:
    issue, context = illustrated(("江.png", png(4000, 1000)))
    (extent,) = part(written(issue, context, columns=2)).iter(WP + "extent")
    assert extent.get("cx") == str(17 * 240 * 635)


def _photograph(resolution: tuple[int, int]) -> bytes:
    """A JPEG's headers, 100 × 80, with its resolution in Exif as a fraction."""
    entries = struct.pack("<2HII", 282, 5, 1, 38) + struct.pack("<2HII", 283, 5, 1, 38)
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + entries + bytes(4)
    exif += struct.pack("<2I", *resolution)
    frame = struct.pack(">HBHHB", 17, 8, 80, 100, 3) + b"\1\x11\0\2\x11\1\3\x11\1"
    scan = struct.pack(">H", 12) + b"\3\1\0\2\x11\3\x11\0\x3f\0"
    about = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
    return b"\xff\xd8" + about + b"\xff\xc0" + frame + b"\xff\xda" + scan + b"\0\0\xff\xd9"


def test_a_photograph_with_a_resolution_of_nothing_is_refused_with_a_notice() -> None:
    issue, context = illustrated(("好.jpg", _photograph((72, 1))), ("坏.jpg", _photograph((72, 0))))
    (notice,) = DocxWriter().write(issue, DocxOptions(), context).notices
    assert notice.code == "picture-refused"
    assert notice.detail.startswith("坏.jpg cannot be measured")


def test_a_picture_that_cannot_be_drawn_leaves_its_caption_and_a_notice() -> None:
    issue, context = illustrated(("坏.png", b"\x89PNG\r\n\x1a\nshort"), ("字.txt", b"no picture"))
    made = DocxWriter().write(issue, DocxOptions(), context)
    assert [notice.code for notice in made.notices] == ["picture-refused", "picture-refused"]
    made = DocxWriter().write(issue, DocxOptions(), Context())
    assert [notice.code for notice in made.notices] == ["picture-missing", "picture-missing"]
    styles = [style for style, _ in article_paragraphs(made.data)]
    assert styles[-2:] == ["CaptionAlone", "CaptionAlone"]


def test_editors_notes_become_footnotes_when_asked() -> None:
    data = written(every_block(), notes="footnote")
    notes = part(data, "word/footnotes.xml")
    told = [[text_in(p) for p in note.iter(W + "p")] for note in notes][2:]
    assert told == [["编者按：渡口下月改建。", "本报今起讲它的故事。"]]
    (called,) = part(data).iter(W + "footnoteReference")
    assert text_in(next(called.iterancestors(W + "p"))) == "江水记得每一个人。"
    assert "EditorNote" not in [style for style, _ in article_paragraphs(data)]


def test_a_note_that_opens_an_article_without_headline_stays_where_it_is() -> None:
    b = Builder()
    article = replace(b.article("x", EditorNote(lines=(b.line("编者按。"),))), headline=())
    data = written(b.issue(page(1, article)), notes="footnote")
    assert article_paragraphs(data) == [("EditorNote", "编者按。")]


def test_two_runs_in_different_worlds_give_the_same_bytes(tmp_path: Path) -> None:
    script = (
        "import sys, datetime as dt; sys.path.insert(0, 'tests'); from build import small_issue\n"
        "from exporter.writers.docx import DocxOptions, DocxWriter\n"
        "from exporter.writers.base import Context\n"
        "import hashlib\n"
        "i = small_issue(publication='柳湾日报', date=dt.date(2031, 5, 12))\n"
        "print(hashlib.sha256(DocxWriter().write(i, DocxOptions(), Context()).data).hexdigest())"
    )
    hashes = set()
    for zone, seed in (("UTC", "1"), ("Asia/Shanghai", "2")):
        env = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed}
        made = subprocess.run(
            [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True,
            cwd=Path(__file__).parents[3],
        )  # fmt: skip
        hashes.add(made.stdout)
    assert len(hashes) == 1


def test_source_date_epoch_sets_every_date() -> None:
    epoch = dt.datetime(2030, 1, 2, 3, 4, 6, tzinfo=dt.UTC)
    data = written(small_issue(), Context(epoch=epoch))
    assert b"2030-01-02T03:04:06Z" in members(data)["docProps/core.xml"]


@pytest.mark.parametrize("name", GOLDEN_PARTS)
def test_the_parts_of_a_small_issue_read_as_they_did(
    name: str, request: pytest.FixtureRequest
) -> None:
    made = tidy(members(written(small_issue(**META)))[name])
    golden = GOLDEN / Path(name).name
    if request.config.getoption("--update-golden", default=False):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")


@pytest.mark.judge
@pytest.mark.parametrize("columns", [1, 2])
def test_the_open_xml_sdk_finds_nothing(columns: int, tmp_path: Path) -> None:
    path = tmp_path / "made.docx"
    for issue, context in (
        (small_issue(**META), Context()),
        (every_block(), Context()),
        illustrated(("渡船.png", png())),
    ):
        for notes in ("block", "footnote"):
            path.write_bytes(written(issue, context, columns=columns, notes=notes))
            assert judges.ooxml(path) == []


@pytest.mark.judge
def test_no_repair_prompt_is_expected(tmp_path: Path) -> None:
    if importlib.util.find_spec("openxml_audit") is None:
        judge_tools.absent("openxml-audit")
    path = tmp_path / "made.docx"
    for issue, context in ((every_block(), Context()), illustrated(("渡船.png", png()))):
        path.write_bytes(written(issue, context, columns=2, notes="footnote"))
        told = subprocess.run(
            [sys.executable, "-m", "openxml_audit", path],
            capture_output=True,
            text=True,
            check=False,
        )
        assert "expected to open cleanly" in told.stdout, told.stdout


@pytest.mark.judge
def test_libreoffice_sets_every_character(tmp_path: Path) -> None:
    path = tmp_path / "blocks.docx"
    path.write_bytes(written(every_block(), faces="open"))
    pdf = judges.libreoffice_pdf(path, tmp_path)
    text = "".join(judges.pdftotext(pdf).split())
    for _, shown in article_paragraphs(path.read_bytes()):
        assert "".join(shown.split()) in text


def test_options_are_plain_and_writer_says_what_it_is() -> None:
    writer = DocxWriter()
    assert (writer.name, writer.suffix, writer.options) == ("docx", ".docx", DocxOptions)
    assert hash(DocxOptions()) == hash(DocxOptions())


def _file(data: bytes) -> io.BytesIO:
    return io.BytesIO(data)


def test_an_issue_without_pictures_and_template_loads_no_word_library() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests'); from build import small_issue\n"
        "from exporter.writers.base import Context\n"
        "from exporter.writers.docx import DocxOptions, DocxWriter\n"
        "DocxWriter().write(small_issue(), DocxOptions(), Context())\n"
        "print('docx' in sys.modules)"
    )
    made = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert made.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("kicker", "size"), [("江" * 31, None), ("江" * 35, "24"), ("江" * 40, "21"), ("江" * 50, None)]
)
def test_a_kicker_a_little_too_long_steps_down_rather_than_wrap(
    kicker: str, size: str | None
) -> None:
    b = Builder()
    article = replace(b.article("石桥", "正文。"), kicker=b.line(kicker))
    paragraphs = part(written(b.issue(page(1, article)))).iter(W + "p")
    (found,) = (p for p in paragraphs if style_of(p) == "Kicker")
    sizes = [node.get(W + "val") for node in found.iter(W + "sz")]
    assert sizes == ([] if size is None else [size])


LONG_HEADLINE = "霖川县人民政府办公室关于进一步加强全县山洪灾害防治工作责任落实的通知"


def test_a_headline_too_long_for_a_line_wraps_into_equal_lines_and_parts_no_word() -> None:
    b = Builder()
    data = written(b.issue(page(1, b.article(LONG_HEADLINE, "正文。"))))
    (found,) = (p for p in part(data).iter(W + "p") if style_of(p) == "Headline")
    indent = found.find(f"{W}pPr/{W}ind")
    assert indent.get(W + "left") == indent.get(W + "right")
    room = (8880 - 2 * int(indent.get(W + "left"))) / 20 / 22
    assert LONG_HEADLINE[: int(room)] == "霖川县人民政府办公室关于进一步加强"
    assert text_in(found) == LONG_HEADLINE
    assert not list(found.iter(W + "br"))


def test_figures_in_a_headline_may_be_a_little_wider_than_is_reckoned() -> None:
    b = Builder()
    headline = (
        "青垟县公布2031年第一季度二十四个乡镇供水工程进度"  # 24.5 em of the 24.7 at 18 points
    )
    data = written(b.issue(page(1, b.article(headline, "正文。"))))
    (found,) = (p for p in part(data).iter(W + "p") if style_of(p) == "Headline")
    assert {node.get(W + "val") for node in found.iter(W + "sz")} == {"32"}


def test_a_list_item_with_an_address_is_not_drawn_apart() -> None:
    b = Builder()
    lines = (b.line("网址：https://www.example.org/water/2031/progress.html"), b.line("电话：12"))
    block = ListBlock(items=lines, marker="number")
    document = part(written(b.issue(page(1, b.article("渡客", block)))))
    items = [p for p in document.iter(W + "p") if style_of(p) == "ListNumber"]
    aligned = [p.find(f"{W}pPr/{W}jc") for p in items]
    assert [None if one is None else one.get(W + "val") for one in aligned] == ["left", None]


def test_columns_of_figures_are_centred_and_white_follows_the_table() -> None:
    b = Builder()
    rows = (("月份", "人次"), ("四月", "12,400"), ("五月", ""))
    table = Table(rows=tuple(tuple(b.line(c) for c in row) for row in rows), header_rows=1)
    document = part(written(b.issue(page(1, b.article("渡客", table, "正文。")))))
    centred = [text_in(p) for p in document.iter(W + "p") if p.find(f"{W}pPr/{W}jc") is not None]
    assert centred == ["12,400", ""]
    (after,) = (p for p in document.iter(W + "p") if text_in(p) == "正文。")
    assert after.find(f"{W}pPr/{W}spacing").get(W + "before") == "120"


@pytest.mark.parametrize("columns", [1, 2])
def test_columns_of_a_word_table_are_as_wide_as_what_must_not_be_parted(columns: int) -> None:
    b = Builder()
    rows = (
        ("乡镇", "管道（公里）", "投资（万元）", "受益户数", "进度", "备注"),
        ("上垟镇", "18.2", "702", "1,204", "31%", "山区段待验收，预计五月中旬完成"),
    )
    table = Table(rows=tuple(tuple(b.line(c) for c in row) for row in rows), header_rows=1)
    data = written(b.issue(page(1, b.article("渡客", table, "正文。"))), columns=columns)
    (made,) = part(data).iter(W + "tbl")
    widths = [int(one.get(W + "w")) for one in made.iter(W + "gridCol")]
    margins = {side.get(W + "w") for side in made.iterfind(f"{W}tblPr/{W}tblCellMar/*")}
    padding = 2 * int((margins or {"108"}).pop())
    for width, cell in zip(widths[:5], rows[1], strict=False):
        assert width - padding >= width_em(cell) * 10.5 * 20, cell
    assert widths[5] == max(widths)
    assert sum(widths) <= 204 * 20 * (1 if columns == 2 else 37 / 17) + 1
    cells = [int(one.get(W + "w")) for one in made.iter(W + "tcW")]
    assert cells == widths * 2


def test_tables_say_what_they_are_and_stay_two() -> None:
    b = Builder()
    rows = ((b.line("甲"),),)
    titled = Table(rows=rows, header_rows=1, caption=b.line("渡客人次"))
    plain = Table(rows=((b.line("乙"),),))
    last = Table(rows=((b.line("丙"),),))
    issue = b.issue(page(1, b.article("渡客", titled, plain, last)))
    data = written(issue)
    tables = list(part(data).iter(W + "tbl"))
    captions = [t.find(f"{W}tblPr/{W}tblCaption") for t in tables]
    assert [None if c is None else c.get(W + "val") for c in captions] == ["渡客人次", None, None]
    looks = [t.find(f"{W}tblPr/{W}tblLook").get(W + "firstRow") for t in tables]
    assert looks == ["1", "0", "0"]
    assert all(after.getprevious().tag == W + "p" for after in tables)
    assert read_edited(data, "a.docx").issue == issue
