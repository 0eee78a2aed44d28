"""A Word file of ours, corrected by a person, back into the model."""

import copy
import datetime as dt
import hashlib
import io
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import judge_tools
import pytest
import strategies
from build import Builder, page, small_issue
from docx_files import W, members, png, style_of, text_in, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from exporter.conservation import unaccounted
from exporter.errors import InputError
from exporter.interchange.json_form import from_json, to_json
from exporter.model import (
    Article,
    Asset,
    EditorNote,
    Figure,
    Issue,
    ListBlock,
    Mark,
    Paragraph,
    Reading,
    Subhead,
    Summary,
    Table,
    articles_of,
    lines_of_article,
    text_of,
)
from exporter.reading.word.edited import AROUND, read_edited
from exporter.reading.word.lines import likeness
from exporter.reading.word.styles import part_named
from exporter.writers.base import Context
from exporter.writers.docx.parts.markup import NS
from exporter.writers.docx.parts.styles import PARAGRAPH

Edit = Callable[[Any], None]
PNG = hashlib.sha256(png()).hexdigest()
NOT_PAPER = {
    "Masthead",
    "IssueLine",
    "TOCHeading",
    "TOC1",
    "TOC2",
    "Header",
    "Footer",
    "FootnoteText",
}


def edited(data: bytes, edit: Edit, **more: bytes | str) -> bytes:
    """The file with its body changed as `edit` does it. `more` are parts that come along, and
    `relations` what is added to the document's relationships."""
    relations = str(more.pop("relations", ""))
    parts = {name.replace("__", "/").replace("_xml", ".xml"): blob for name, blob in more.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            blob = old.read(info)
            if info.filename == "word/document.xml":
                root = etree.fromstring(blob)
                edit(root.find(W + "body"))
                blob = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
            if info.filename == "word/_rels/document.xml.rels" and relations:
                blob = blob.replace(b"</Relationships>", f"{relations}</Relationships>".encode())
            new.writestr(info.filename, parts.pop(info.filename, blob))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def element(xml: str) -> Any:
    """An element written with the prefixes w, r, wp, a and pic."""
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NS.items())
    return etree.fromstring(f"<x {spaces}>{xml}</x>")[0]


def typed(style: str, text: str) -> Any:
    """A paragraph as a person adds it, with a style by its id."""
    return element(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'
    )


def paragraph(body: Any, start: str) -> Any:
    """The paragraph of an article whose text begins so."""
    return next(
        p for p in body.iter(W + "p")
        if text_in(p).startswith(start) and not style_of(p).startswith("TOC")
    )  # fmt: skip


def retype(start: str, old: str, new: str) -> Edit:
    def edit(body: Any) -> None:
        for node in paragraph(body, start).iter(W + "t"):
            if old in node.text:
                node.text = node.text.replace(old, new)
                return
        raise AssertionError(f"no run holds {old}")

    return edit


def move(start: str, before: str) -> Edit:
    def edit(body: Any) -> None:
        moved = paragraph(body, start)
        paragraph(body, before).addprevious(moved)

    return edit


def delete(*starts: str) -> Edit:
    def edit(body: Any) -> None:
        for start in starts:
            gone = paragraph(body, start)
            section = gone.find(f"{W}pPr/{W}sectPr")
            if section is None:
                gone.getparent().remove(gone)
            else:  # Word keeps a section's end when its last paragraph's text is deleted
                for run in gone.findall(W + "r"):
                    gone.remove(run)

    return edit


def issue() -> Issue:
    return small_issue(publication="柳湾日报", date=dt.date(2031, 5, 12))


def back(edit: Edit, made: Issue | None = None, **options: Any) -> Reading:
    reading = read_edited(edited(written(made or issue(), **options), edit), "改.docx")
    assert unaccounted(reading.issue) == ()
    return reading


def texts(article: Article) -> list[str]:
    return [text_of(line) for line in lines_of_article(article)]


def test_the_reader_knows_every_style_the_writer_has() -> None:
    for row in PARAGRAPH:
        if row.id == "FootnoteText":
            continue
        part = part_named(row.name)
        expected = "" if row.id in NOT_PAPER else row.id.replace("CaptionAlone", "Caption")
        assert part == expected, row.name


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("punctuation", ["full", "source"])
def test_an_untouched_file_gives_the_identical_issue(columns: int, punctuation: str) -> None:
    data = written(issue(), columns=columns, punctuation=punctuation)
    assert read_edited(data, "a.docx") == Reading(issue=issue())


def test_a_word_changed_is_edited_and_the_rest_keeps_its_source() -> None:
    reading = back(retype("桥长128米", "抬脚就到", "抬腿就到"))
    line = next(articles_of(reading.issue)).blocks[2].text
    assert [(span.text, span.origin) for span in line] == [
        ("桥长128米,宽9.5米。“以前过河要等船,”村民说,“现在抬", "source"),
        ("腿", "edited"),
        ("就到。”", "source"),
    ]
    assert line[1].range.end - line[1].range.start == 1
    assert [notice.code for notice in reading.notices] == ["edited-changed"]


def test_thousands_of_rewritten_paragraphs_are_not_each_compared_with_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    count, b = 600, Builder()
    told = [f"第{n}段说的是河道{n * 7}号闸口一早开闸放水的经过。" for n in range(count)]
    made = b.issue(page(1, b.article("闸口", *told)))
    compared: list[str] = []

    def counted(a: str, b: str) -> float:
        compared.append(a)
        return likeness(a, b)

    def rewrite(body: Any) -> None:
        for node in body.iter(W + "t"):
            node.text = node.text.replace("一早", "清早")

    monkeypatch.setattr("exporter.reading.word.edited.likeness", counted)
    article = next(articles_of(back(rewrite, made).issue))
    assert texts(article)[1:] == [text.replace("一早", "清早") for text in told]
    assert all(len(block.text) == 3 for block in article.blocks)
    assert len(compared) <= 2 * AROUND * count


def test_untouched_articles_stay_the_very_same() -> None:
    reading = back(retype("桥长128米", "抬脚", "抬腿"))
    assert list(articles_of(reading.issue))[1:] == list(articles_of(issue()))[1:]


@pytest.mark.parametrize(("old", "new", "kept"), [("江潮", "江上潮", True), ("水", "水又", False)])
def test_a_word_put_in_has_the_marks_that_both_its_neighbours_have(
    old: str, new: str, kept: bool
) -> None:
    b = Builder()
    strong = (Mark("emphasis", "strong"),)
    (first,), (second,) = b.line("春江潮水"), b.line("连海平。")
    line = (replace(first, marks=strong), second)
    made = b.issue(page(1, b.article("题", Paragraph(text=line))))
    (one,) = articles_of(back(retype("春江", old, new), made).issue)
    (put,) = [span for span in one.blocks[0].text if span.origin == "edited"]
    assert (put.text, put.range) == (new.strip(old), None)
    assert put.marks == (strong if kept else ())


def test_words_taken_out_are_dropped_as_edited() -> None:
    reading = back(retype("桥长128米", "，宽9.5米", ""))
    (drop,) = reading.issue.dropped
    source = reading.issue.sources[0].text
    assert (source[drop.range.start : drop.range.end], drop.code) == (",宽9.5米", "edited")


def test_a_paragraph_moved_within_its_article_is_a_move() -> None:
    reading = back(move("桥长128米", before="本报讯"))
    first = next(articles_of(reading.issue))
    assert [text_of(b.text)[:3] for b in first.blocks] == ["桥长1", "本报讯", "先问一"]
    (moved,) = reading.issue.moves[-1:]
    assert (moved.to, moved.reason) == ("a1", "edited")
    assert reading.issue.dropped == ()


def test_a_paragraph_moved_to_another_article_keeps_its_source() -> None:
    reading = back(move("桥长128米", before="自下月起"))
    first, second, _ = articles_of(reading.issue)
    assert len(first.blocks) == 2
    assert [span.origin for span in second.blocks[0].text] == ["source"]
    assert reading.issue.moves[-1].to == "a2"


def test_an_article_deleted_is_gone_and_its_text_dropped() -> None:
    reading = back(delete("夜班公交", "自下月起"))
    assert [a.id for a in articles_of(reading.issue)] == ["a1", "a3"]
    assert {d.code for d in reading.issue.dropped} == {"edited"}
    assert [p.number for p in reading.issue.pages] == [1, 3]


def test_the_last_article_of_a_page_deleted_leaves_the_page() -> None:
    reading = back(delete("简讯一则", "图书馆"))
    assert [[a.id for a in p.articles] for p in reading.issue.pages] == [["a1", "a2"], []]


def test_a_headline_retyped_is_the_headline_of_the_same_article() -> None:
    reading = back(retype("夜班公交", "夜班公交增至十一条", "深夜回家有车坐"))
    second = list(articles_of(reading.issue))[1]
    assert second.id == "a2"
    assert texts(second)[0] == "深夜回家有车坐"
    assert second.headline[0][0].origin == "edited"


def test_a_paragraph_cut_in_two_is_all_the_papers_own_text() -> None:
    def split(body: Any) -> None:
        whole = paragraph(body, "桥长128米")
        node = next(whole.iter(W + "t"))
        head, tail = node.text.split("。“", 1)
        twin = etree.fromstring(etree.tostring(whole))
        node.text = head + "。"
        next(twin.iter(W + "t")).text = "“" + tail
        whole.addnext(twin)

    reading = back(split)
    first = next(articles_of(reading.issue))
    assert [span.origin for block in first.blocks for span in block.text].count("edited") == 0
    assert text_of(first.blocks[3].text).startswith("“以前过河")
    assert reading.issue.dropped == ()


def test_two_paragraphs_joined_are_all_the_papers_own_text() -> None:
    def join(body: Any) -> None:
        first, second = paragraph(body, "本报讯"), paragraph(body, "桥长128米")
        paragraph(body, "先问一遍").getparent().remove(paragraph(body, "先问一遍"))
        for run in second.findall(W + "r"):
            first.append(run)
        second.getparent().remove(second)

    reading = back(join)
    line = next(articles_of(reading.issue)).blocks[0].text
    assert {span.origin for span in line} == {"source"}
    assert text_of(line).endswith("抬脚就到。”")


def test_a_new_paragraph_is_edited_and_has_no_range() -> None:
    def insert(body: Any) -> None:
        old = paragraph(body, "图书馆")
        twin = etree.fromstring(etree.tostring(old))
        for end in twin.iter(W + "sectPr"):
            end.getparent().remove(end)
        next(twin.iter(W + "t")).text = "周日照常开放。"
        old.addprevious(twin)

    third = list(articles_of(back(insert).issue))[2]
    assert [(s.text, s.range, s.origin) for s in third.blocks[0].text] == [
        ("周日照常开放。", None, "edited")
    ]


def test_a_corrected_reporter_is_the_credit() -> None:
    reading = back(retype("本报讯", "何青禾", "何青荷"))
    (credit,) = next(articles_of(reading.issue)).credits
    assert (credit.role, credit.names) == ("记者", ("何青荷",))


def test_an_opening_deleted_takes_its_views_with_it() -> None:
    def edit(body: Any) -> None:
        for run in paragraph(body, "本报讯").findall(W + "r")[:2]:
            run.getparent().remove(run)

    first = next(articles_of(back(edit).issue))
    assert first.dateline is None
    assert first.credits == ()


def test_a_deck_made_body_text_becomes_a_paragraph() -> None:
    def restyle(body: Any) -> None:
        paragraph(body, "两岸三村").find(f"{W}pPr/{W}pStyle").set(W + "val", "Body")

    first = next(articles_of(back(restyle).issue))
    assert first.deck == ()
    assert text_of(first.blocks[0].text) == "两岸三村 八千余人受益"


def test_an_article_moved_to_another_page_is_on_that_page() -> None:
    def edit(body: Any) -> None:
        target = paragraph(body, "简讯一则")
        for start in ("夜班公交", "自下月起"):
            moved = paragraph(body, start)
            target.addprevious(moved)
            section = moved.find(f"{W}pPr/{W}sectPr")
            if section is not None:  # the page's end stays where it was
                section.getparent().remove(section)
                paragraph(body, "桥长128米").find(W + "pPr").append(section)

    reading = back(edit)
    assert [[a.id for a in p.articles] for p in reading.issue.pages] == [["a1"], ["a2", "a3"]]


def test_tracked_changes_count_as_accepted() -> None:
    def edit(body: Any) -> None:
        run = next(paragraph(body, "图书馆").iter(W + "r"))
        deleted = etree.Element(W + "del")
        run.addprevious(deleted)
        gone = etree.SubElement(etree.SubElement(deleted, W + "r"), W + "delText")
        gone.text = "旧词"
        inserted = etree.Element(W + "ins")
        run.addnext(inserted)
        etree.SubElement(etree.SubElement(inserted, W + "r"), W + "t").text = "谢谢。"

    third = list(articles_of(back(edit).issue))[2]
    assert text_of(third.blocks[0].text) == "图书馆周六闭馆一天。谢谢。"


def every_block() -> Issue:
    b = Builder()
    article = b.article(
        "渡口百年",
        "雾还没散,渡工老秦已把缆绳解开。",
        Summary(lines=(b.line("一条江水"), b.line("两代渡工"))),
        Subhead(text=b.line("江上"), level=2),
        EditorNote(lines=(b.line("编者按：渡口下月改建。"), b.line("本报今起讲它的故事。"))),
        ListBlock(items=(b.line("早班"), b.line("晚班")), marker="bullet"),
        ListBlock(items=(b.line("买票"), b.line("上船")), marker="number", start=3),
        Table(
            rows=((b.line("月份"), b.line("人次")), (b.line("四月"), ()), (b.line("五月"),)),
            header_rows=1,
            caption=b.line("渡客人次"),
        ),
        Figure(asset="f1", caption=b.line("清晨的渡口。"), credit=b.line("田小满摄")),
        Figure(caption=b.line("黄昏的渡口。")),
    )
    made = b.issue(page(1, replace(article, summary=(b.line("核心阅读"),))))
    asset = Asset(id="f1", name="渡口.png", media_type="image/png", sha256=PNG)
    return replace(made, assets=(asset,))


def test_every_kind_of_block_survives_an_edit_beside_it() -> None:
    made = every_block()
    reading = back(retype("雾还没散", "老秦", "老陈"), made)
    got, want = next(articles_of(reading.issue)), next(articles_of(made))
    assert got.blocks[1:] == want.blocks[1:]
    assert got.summary == want.summary
    assert isinstance(got.blocks[0], Paragraph)


def test_a_picture_taken_out_leaves_its_caption() -> None:
    b = Builder()
    figures = [Figure(asset=f"f{n}", caption=b.line(f"第{n}号渡船。")) for n in (1, 2)]
    made = b.issue(page(1, b.article("渡口", "一江春水。", *figures)))
    assets = [
        Asset(id=f"f{n}", name=f"{n}.png", media_type="image/png", sha256=PNG) for n in (1, 2)
    ]
    data = written(replace(made, assets=tuple(assets)), Context(assets={PNG: png()}))

    def edit(body: Any) -> None:
        drawn = next(body.iter(W + "drawing"))
        gone = next(drawn.iterancestors(W + "p"))
        gone.getparent().remove(gone)

    got = next(articles_of(read_edited(edited(data, edit), "a.docx").issue))
    assert got.blocks[1:] == (replace(figures[0], asset=None), figures[1])


def test_a_footnote_reads_back_as_the_editors_note() -> None:
    made = every_block()
    reading = back(retype("雾还没散", "老秦", "老陈"), made, notes="footnote")
    got, want = next(articles_of(reading.issue)), next(articles_of(made))
    assert got.blocks[1:] == want.blocks[1:]


def test_a_cell_changed_changes_its_table_alone() -> None:
    made = every_block()
    reading = back(retype("四月", "四月", "六月"), made)
    got, want = next(articles_of(reading.issue)), next(articles_of(made))
    changed = [i for i, (a, b) in enumerate(zip(got.blocks, want.blocks, strict=True)) if a != b]
    assert [type(got.blocks[i]) for i in changed] == [Table]
    table = got.blocks[changed[0]]
    assert isinstance(table, Table)
    assert [[text_of(cell) for cell in row] for row in table.rows] == [
        ["月份", "人次"], ["六月", ""], ["五月"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04 broken", b"<html/>", "no zip 文".encode()],
    ids=["empty", "truncated", "html", "text"],
)
def test_what_is_no_word_file_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(InputError, match=r"坏\.docx is not a readable Word file"):
        read_edited(data, "坏.docx")


def test_a_word_file_without_record_is_refused_in_a_sentence() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written(issue()))) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            if not info.filename.startswith("customXml"):
                new.writestr(info.filename, old.read(info))
    with pytest.raises(InputError, match="does not carry the issue"):
        read_edited(out.getvalue(), "别人的.docx")


def test_entities_and_document_types_are_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        new.writestr("word/document.xml", bomb)
    with pytest.raises(InputError, match="document type"):
        read_edited(out.getvalue(), "x.docx")


def test_parts_that_together_would_fill_the_memory_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("exporter.reading.word.rows.LARGEST_FILE", 1 << 20)
    out = io.BytesIO()
    deflated = zipfile.ZIP_DEFLATED
    old = zipfile.ZipFile(io.BytesIO(written(issue())))
    with old, zipfile.ZipFile(out, "w", deflated) as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
        for number in range(2, 12):
            new.writestr(f"customXml/item{number}.xml", f"<a>{' ' * 200_000}</a>")
    with pytest.raises(InputError, match="too large to be read"):
        read_edited(out.getvalue(), "x.docx")


# --- what editors do besides


def test_a_new_article_typed_with_the_styles_is_an_article() -> None:
    def edit(body: Any) -> None:
        before = paragraph(body, "夜班公交")
        for style, text in (
            ("Kicker", "夜里走路的人"),
            ("Headline", "今夜灯亮了"),
            ("Body", "灯亮了。"),
        ):
            before.addprevious(typed(style, text))

    articles = list(articles_of(back(edit).issue))
    assert [article.id for article in articles] == ["a1", "e1", "a2", "a3"]
    assert texts(articles[1]) == ["夜里走路的人", "今夜灯亮了", "灯亮了。"]


@pytest.mark.parametrize("style", ["Heading1", "headline-of-ours"])
def test_a_headline_in_a_built_in_or_foreign_style_is_a_headline(style: str) -> None:
    def edit(body: Any) -> None:
        before = paragraph(body, "夜班公交")
        before.addprevious(typed(style, "今夜灯亮了"))
        before.addprevious(typed("Normal", "灯亮了。"))

    data = edited(
        written(issue()), edit,
        word__styles_xml=styles_with("headline-of-ours", "我社大标题", "Headline"),
    )  # fmt: skip
    second = list(articles_of(read_edited(data, "a.docx").issue))[1]
    assert texts(second) == ["今夜灯亮了", "灯亮了。"]
    assert len(second.headline) == 1


def styles_with(key: str, name: str, base: str) -> bytes:
    root = etree.fromstring(members(written(issue()))["word/styles.xml"])
    root.append(element(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{base}"/></w:style>'
    ))  # fmt: skip
    return etree.tostring(root)


def test_a_file_whose_style_ids_are_numbers_is_untouched() -> None:
    """As WPS writes them; and names may be those of a Chinese interface."""
    data = written(issue())
    styles = etree.fromstring(members(data)["word/styles.xml"])
    ids = {style.get(W + "styleId"): f"a{n}" for n, style in enumerate(styles.iter(W + "style"))}

    def renumber(root: Any) -> None:
        for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next"):
            for node in root.iter(W + tag):
                node.set(W + "val", ids[node.get(W + "val")])

    renumber(styles)
    for style in styles.iter(W + "style"):
        style.set(W + "styleId", ids[style.get(W + "styleId")])
    made = edited(data, renumber, word__styles_xml=etree.tostring(styles))
    assert read_edited(made, "a.docx") == Reading(issue=issue())


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("标题 1", "Headline"), ("标题 2", "Subhead"), ("标题 3", "Subhead2"), ("题注", "Caption"),
        ("heading 2", "Subhead"), ("副标题", "Deck"), ("正文文本", "Body"), ("引用", "Quote"),
        ("列出段落", "List"), ("TOC 标题", ""), ("目录 1", ""), ("标题 Headline", "Headline"),
        ("Zeitungsstil", None),
    ],
)  # fmt: skip
def test_styles_are_known_by_the_names_of_a_chinese_interface(name: str, part: str | None) -> None:
    assert part_named(name) == part


def test_an_article_copied_is_new_text_and_the_first_keeps_its_source() -> None:
    def edit(body: Any) -> None:
        at = paragraph(body, "图书馆")
        for start in ("自下月起", "夜班公交"):
            twin = copy.deepcopy(paragraph(body, start))
            for node in list(twin.iter(W + "sectPr", W + "bookmarkStart", W + "bookmarkEnd")):
                node.getparent().remove(node)
            at.addnext(twin)

    articles = list(articles_of(back(edit).issue))
    assert articles[1] == list(articles_of(issue()))[1]
    assert texts(articles[3])[0] == texts(articles[1])[0]
    assert {s.origin for line in lines_of_article(articles[3]) for s in line} == {"edited"}


def test_quotation_marks_typed_straight_change_the_marks_alone() -> None:
    def edit(body: Any) -> None:
        for node in paragraph(body, "桥长128米").iter(W + "t"):
            node.text = node.text.replace("“", '"').replace("”", '"')

    line = next(articles_of(back(edit).issue)).blocks[2].text
    assert {span.text for span in line if span.origin == "edited"} == {'"'}


def test_a_headline_parted_by_the_enter_key_is_the_same_headline() -> None:
    def edit(body: Any) -> None:
        whole = paragraph(body, "把桥修到对岸")
        second = typed("Headline", "把灯接到村口")
        for run in whole.findall(W + "r")[1:]:
            whole.remove(run)
        whole.addnext(second)

    assert back(edit).issue == issue()


def test_a_row_added_to_a_table_is_a_row_of_it() -> None:
    def edit(body: Any) -> None:
        last = list(body.iter(W + "tr"))[-1]
        twin = copy.deepcopy(last)
        next(twin.iter(W + "t")).text = "六月"
        last.addnext(twin)

    table = next(b for b in next(articles_of(back(edit, every_block()).issue)).blocks
                 if isinstance(b, Table))  # fmt: skip
    assert [[text_of(cell) for cell in row] for row in table.rows][-1][0] == "六月"


def test_a_row_deleted_with_changes_tracked_is_gone() -> None:
    def edit(body: Any) -> None:
        row = list(body.iter(W + "tr"))[-1]
        row.find(W + "trPr").append(element("<w:del/>"))
        for run in list(row.iter(W + "r")):
            gone = element("<w:del/>")
            run.addprevious(gone)
            gone.append(run)

    reading = back(edit, every_block())
    table = next(b for b in next(articles_of(reading.issue)).blocks if isinstance(b, Table))
    assert [text_of(row[0]) for row in table.rows] == ["月份", "四月"]
    assert "edited-tracked" in {notice.code for notice in reading.notices}


def test_a_table_within_a_table_is_read_once() -> None:
    def edit(body: Any) -> None:
        cell = list(body.iter(W + "tc"))[-1]
        inner = element(
            "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>内</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        )
        cell.append(inner)

    told = [notice.detail for notice in back(edit, every_block()).notices]
    assert told.count("内") == 1


def test_comments_are_told_and_change_nothing() -> None:
    comments = (
        f'<w:comments xmlns:w="{NS["w"]}"><w:comment w:id="0" w:author="韩编辑">'
        "<w:p><w:r><w:t>请核数字</w:t></w:r></w:p></w:comment></w:comments>"
    )
    data = edited(written(issue()), lambda body: None, word__comments_xml=comments.encode())
    reading = read_edited(data, "a.docx")
    assert reading.issue == issue()
    (notice,) = reading.notices
    assert (notice.code, notice.detail) == (
        "edited-comment", "a comment is left out: 韩编辑: 请核数字",
    )  # fmt: skip


def test_an_endnote_and_a_symbol_are_not_lost() -> None:
    notes = (
        f'<w:endnotes xmlns:w="{NS["w"]}"><w:endnote w:id="2">'
        "<w:p><w:r><w:t>据县志。</w:t></w:r></w:p></w:endnote></w:endnotes>"
    )

    def edit(body: Any) -> None:
        run = element(
            '<w:r><w:sym w:font="Wingdings" w:char="2713"/><w:endnoteReference w:id="2"/></w:r>'
        )
        paragraph(body, "图书馆").append(run)

    data = edited(written(issue()), edit, word__endnotes_xml=notes.encode())
    third = list(articles_of(read_edited(data, "a.docx").issue))[2]
    assert texts(third)[1:] == ["图书馆周六闭馆一天。\u2713", "据县志。"]


# --- pictures

NEW = png(3, 5)
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_RELATION = f'<Relationship Id="rIdNew" Type="{_IMAGE}" Target="media/new.png"/>'
_DRAWING = (
    '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="9" name="图片 1" descr="新桥"/>'
    '<a:graphic><a:graphicData uri="x"><pic:pic><pic:blipFill><a:blip r:embed="rIdNew"/>'
    "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
)


def drawn_issue() -> tuple[Issue, bytes]:
    b = Builder()
    figure = Figure(asset="f1", caption=b.line("渡船。"), alt="一艘渡船")
    made = b.issue(page(1, b.article("渡口", "一江春水。", figure)))
    asset = Asset(id="f1", name="渡船.png", media_type="image/png", sha256=PNG)
    made = replace(made, assets=(asset,))
    return made, written(made, Context(assets={PNG: png()}))


def test_pictures_come_with_their_bytes() -> None:
    made, data = drawn_issue()
    reading = read_edited(data, "a.docx")
    assert (reading.issue, reading.pictures) == (made, {PNG: png()})


def test_a_picture_put_in_is_kept_with_its_bytes_and_told() -> None:
    _, data = drawn_issue()

    def edit(body: Any) -> None:
        paragraph(body, "一江春水").addnext(element(_DRAWING))

    changed = edited(data, edit, relations=_RELATION, **{"word/media/new.png": NEW})
    reading = read_edited(changed, "a.docx")
    first, second = next(articles_of(reading.issue)).blocks[1:]
    assert (first.asset, first.alt, second.asset) == ("i2", "新桥", "f1")
    asset = reading.issue.assets[1]
    assert (asset.id, asset.name, asset.media_type) == ("i2", "new.png", "image/png")
    assert reading.pictures[asset.sha256] == NEW
    (notice,) = reading.notices
    assert (notice.code, notice.detail) == ("edited-picture", "new.png: kept as i2, new.")


def test_a_picture_exchanged_is_the_new_one() -> None:
    _, data = drawn_issue()
    changed = edited(data, lambda body: None, **{"word/media/image1.png": NEW})
    reading = read_edited(changed, "a.docx")
    figure = next(articles_of(reading.issue)).blocks[1]
    assert (figure.asset, figure.alt) == ("i2", "一艘渡船")
    assert reading.pictures == {reading.issue.assets[1].sha256: NEW}
    assert [notice.code for notice in reading.notices] == ["edited-picture"]


def test_a_drawing_of_no_known_form_is_told() -> None:
    _, data = drawn_issue()

    def edit(body: Any) -> None:
        paragraph(body, "一江春水").addnext(element(_DRAWING))

    changed = edited(data, edit, relations=_RELATION, **{"word/media/new.png": b"EMF"})
    reading = read_edited(changed, "a.docx")
    assert len(next(articles_of(reading.issue)).blocks) == 2
    assert [n.detail for n in reading.notices] == ["图片 1: what is drawn there is not kept."]


# --- properties

FEW = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


@FEW
@given(strategies.issues())
def test_whatever_the_model_holds_comes_back_when_untouched(made: Issue) -> None:
    assert read_edited(written(made), "a.docx").issue == made


def random_edits(chance: Random) -> Edit:
    """A few edits as a person might make them, sensible or not."""

    def edit(body: Any) -> None:
        own = [
            p
            for p in body.iter(W + "p")
            if text_in(p) and style_of(p) not in NOT_PAPER and p.find(f".//{W}t") is not None
        ]
        for one in chance.sample(own, min(len(own), chance.randint(1, 4))):
            kind = chance.choice(("text", "drop", "move", "style", "double"))
            inside = one.getparent() is body and one.find(f".//{W}sectPr") is None
            if kind == "text":
                node = chance.choice(list(one.iter(W + "t")))
                at = chance.randint(0, len(node.text))
                node.text = node.text[:at] + chance.choice(("", "甲乙")) + node.text[at + 3 :]
            elif kind == "drop" and inside:
                body.remove(one)
            elif kind == "move" and inside:
                body.insert(chance.randrange(len(body)), one)
            elif kind == "style":
                style = chance.choice(("Body", "Headline", "Kicker", "Quote", "Summary"))
                one.find(f"{W}pPr/{W}pStyle").set(W + "val", style)
            elif kind == "double":
                one.addnext(etree.fromstring(etree.tostring(one)))

    return edit


@FEW
@given(strategies.issues(), st.randoms(use_true_random=False))
def test_no_edit_loses_or_doubles_a_character_of_the_source(made: Issue, chance: Random) -> None:
    before = {(notice.code, notice.range) for notice in unaccounted(made)}
    reading = read_edited(edited(written(made), random_edits(chance)), "a.docx")
    after = {(notice.code, notice.range) for notice in unaccounted(reading.issue)}
    assert after <= before
    assert from_json(to_json(reading)) == reading


# --- through LibreOffice


def resaved(data: bytes, folder: Path) -> bytes:
    """The file as LibreOffice saves it."""
    source = folder / "in" / "issue.docx"
    source.parent.mkdir(exist_ok=True)
    source.write_bytes(data)
    profile = (judge_tools.scratch_home() / "libreoffice").as_uri()
    soffice = judge_tools.program("soffice", "libreoffice")
    judge_tools.run(
        [soffice, f"-env:UserInstallation={profile}", "--headless", "--norestore",
         "--convert-to", "docx", "--outdir", folder, source], 180,
    )  # fmt: skip
    return (folder / "issue.docx").read_bytes()


@pytest.mark.judge
@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("notes", ["block", "footnote"])
def test_a_file_saved_by_libreoffice_is_still_untouched(
    columns: int, notes: str, tmp_path: Path
) -> None:
    context = Context(assets={PNG: png()})
    for made in (issue(), every_block()):
        data = resaved(written(made, context, columns=columns, notes=notes), tmp_path)
        assert read_edited(data, "a.docx").issue == made


@pytest.mark.judge
@pytest.mark.parametrize("columns", [1, 2])
def test_four_edits_survive_a_save_in_libreoffice(columns: int, tmp_path: Path) -> None:
    data = written(issue(), columns=columns)
    for edit in (
        retype("桥长128米", "抬脚就到", "抬腿就到"),
        move("桥长128米", before="本报讯"),
        delete("简讯一则", "图书馆"),
        retype("夜班公交", "夜班公交增至十一条", "深夜回家有车坐"),
    ):
        data = edited(data, edit)
    reading = read_edited(resaved(data, tmp_path), "改.docx")
    assert unaccounted(reading.issue) == ()
    first, second = articles_of(reading.issue)
    assert text_of(first.blocks[0].text).endswith("“现在抬腿就到。”")
    assert texts(second)[0] == "深夜回家有车坐"
    assert [a.id for a in articles_of(reading.issue)] == ["a1", "a2"]
    assert reading.issue.moves
    assert {notice.code for notice in reading.notices} >= {
        "edited-changed", "edited-removed", "edited-moved",
    }  # fmt: skip


def test_reading_needs_no_word_library() -> None:
    code = "import sys, exporter.reading.word.edited; print('docx' in sys.modules)"
    done = subprocess.run(
        ["python3", "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2],
        check=False,
    )  # fmt: skip
    assert done.stdout.strip() in ("False", "")
