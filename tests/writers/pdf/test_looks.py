"""What readers, contents and covers look like, as far as drawn text can tell."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import judges
import pytest
from build import Builder, page, small_issue
from pdf_layout import layout
from proof import prove

from exporter.lexicon.pairs import pair_levels
from exporter.model import Article, Asset, Figure, Issue, ListBlock, Meta, Staff, Table
from exporter.proof.found.pdf.document import page_texts
from exporter.typography.faces import HEI, SONG, SONG_TC
from exporter.typography.headings import balance_lines
from exporter.typography.measure import measure
from exporter.writers.base import Context, Output
from exporter.writers.pdf import PdfWriter
from exporter.writers.pdf.look.theme_loading import load_theme
from exporter.writers.pdf.options import PAGE_SIZES, PdfOptions
from exporter.writers.pdf.page.draw import PageCanvas
from exporter.writers.pdf.page.margins import shortened
from exporter.writers.pdf.setting.compose import Composer, SetText
from exporter.writers.pdf.setting.stories import head_styles, is_short, run_styles

META = Meta(publication="柳湾日报", date=dt.date(2031, 5, 12), number="88", publisher="柳湾日报社")
LONG = "桥修好了，灯也亮了，人来人往，一天比一天热闹。" * 20


def made(issue: Issue, **options: object) -> Output:
    return PdfWriter().write(issue, PdfOptions(**options), Context())  # type: ignore[arg-type]


def streams(data: bytes) -> list[bytes]:
    """Every deflated stream, inflated."""
    found = re.findall(rb"/FlateDecode[^>]*>>\s*stream\n(.*?)\nendstream", data, re.DOTALL)
    return [zlib.decompress(one) for one in found]


def pages_of(issue: Issue, **options: object) -> list[str]:
    return page_texts(made(issue, **options).data, "a.pdf")


def two_pages() -> Issue:
    b = Builder()
    first = b.article("长稿一篇", LONG)
    second = b.article("短讯一则", "一段。")
    third = b.article("又一则", "又一段。")
    fourth = b.article("另版一则", "另一段。")
    return b.issue(page(1, first, second, third, name="要闻"), page(3, fourth), meta=META)


def test_in_a_book_short_articles_follow_on_and_a_newspaper_page_begins_one() -> None:
    texts = pages_of(two_pages(), theme="reader")[1:]
    (shared,) = [text for text in texts if "短讯一则" in text]
    assert "又一则" in shared
    assert "另版一则" not in shared
    assert "长稿一篇" in texts[0]


@pytest.mark.parametrize(("opens", "pages"), [("page", 3), ("long", 2), ("run", 2)])
def test_a_theme_says_which_articles_open_a_page(opens: str, pages: int) -> None:
    b = Builder()
    made_ = [b.article(f"第{i}则", "一段。") for i in "一二"]
    issue = b.issue(page(1, *made_), page(2, b.article("另版", "一段。")), meta=META)
    theme = f'name = "own"\nopens = "{opens}"\n'
    assert len(pages_of(issue, theme=theme)) == 1 + pages


def test_a_book_closes_each_article_with_where_it_stood_outside_the_reading_order() -> None:
    issue = two_pages()
    output = made(issue, theme="reader")
    text = "".join(page_texts(output.data, "a.pdf"))
    assert text.count("原载《柳湾日报》第1版") == 3
    assert text.count("原载《柳湾日报》第3版") == 1
    prove(output, issue)
    plain = two_pages()
    unnamed = Issue(meta=Meta(), sources=plain.sources, pages=plain.pages, moves=plain.moves)
    assert "原载" not in "".join(pages_of(unnamed, theme="reader"))


def test_the_line_of_origin_never_stands_alone_on_a_page() -> None:
    for count in range(20, 60):
        b = Builder()
        issue = b.issue(page(1, b.article("稿", *["一段文字。"] * count)), meta=META)
        last = pages_of(issue, theme="reader")[-1]
        assert "一段文字" in last, count


def test_an_opener_has_no_running_head_and_a_further_page_names_its_article() -> None:
    b = Builder()
    issue = b.issue(page(1, b.article("长稿一篇", LONG, LONG)), meta=META)
    opener, further = pages_of(issue, theme="reader")[:2]
    assert "2031年" not in opener
    assert "长稿一篇" in further
    assert "柳湾日报\u30002031年5月12日" in further


def test_contents_name_pages_by_number_and_name_and_prove() -> None:
    issue = two_pages()
    output = made(issue)
    contents = page_texts(output.data, "a.pdf")[-1]
    assert "01要闻" in contents
    assert "第3版" in contents  # a page without a name
    prove(output, issue)


def test_a_cover_says_what_is_known_and_no_more() -> None:
    cover = pages_of(two_pages(), cover=True)[0]
    for words in (
        "柳湾日报",
        "第88期",
        "2031年5月12日",
        "星期一",
        "长稿一篇",
        "短讯一则",
        "柳湾日报社",
    ):
        assert words in cover
    assert "1版" in cover
    assert "3版" in cover
    assert "今日" not in cover  # pages 1 and 3: how many there were is not known
    b = Builder()
    whole = b.issue(page(1, b.article("一", "甲。")), page(2, b.article("二", "乙。")), meta=META)
    assert "今日2版" in pages_of(whole, cover=True)[0]
    prove(made(whole, cover=True), whole)
    bare = pages_of(small_issue(), cover=True)[0]
    assert "期" not in bare
    assert "年" not in bare


def article(*headline: str, **more: object) -> Article:
    return Builder().article(headline, "一段。", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("headline", "size"),
    [
        (("把桥修到对岸",), 24),
        (("第三批“夜读街区”名单公布", "柳湾三处街区一同榜上有名"), 18),
        (("一" * 18,), 15),
        (("一" * 12 + "　" + "二" * 10,), 22),  # broken at its clause
        (("一" * 70,), 15),
    ],
)
def test_a_headline_of_a_book_steps_down_to_fit(headline: tuple[str, ...], size: float) -> None:
    theme = load_theme("reader", None, None)
    assert head_styles(theme, article(*headline), None).headline.size == size


def test_a_wide_kicker_steps_down_to_ten_and_a_half_points() -> None:
    theme = load_theme("reader", None, None)
    for length, size in ((10, 12), (24, 11.5), (60, 10.5)):
        styles = head_styles(theme, article("桥", kicker="一" * length), None)
        assert styles.kicker.size == size


def test_a_short_article_that_follows_on_has_a_smaller_headline() -> None:
    theme = load_theme("reader", None, None)
    assert is_short(article("桥"))
    assert run_styles(theme, article("桥")).headline.size == 18


@pytest.mark.parametrize(
    ("headline", "em", "lines"),
    [
        ("望汐区图书馆延时开放", 8, ["望汐区图书馆", "延时开放"]),
        ("第九届全省职业技能大赛落幕", 11, ["第九届全省职业", "技能大赛落幕"]),
        ("过敏性鼻炎怎么防？", 8, ["过敏性鼻炎", "怎么防？"]),
        ("汐东小学“步行巴士”运行满一年", 11, ["汐东小学“步行巴士”", "运行满一年"]),
        ("没有搬走一户人家，没有新添一座牌楼", 11, ["没有搬走一户人家，", "没有新添一座牌楼"]),
    ],
)
def test_a_broken_headline_parts_no_word(headline: str, em: int, lines: list[str]) -> None:
    m = measure(headline, [1000] * len(headline))
    found = balance_lines(m, 1000 * em, 3, pair_levels)
    assert [headline[one.start : one.end] for one in found] == lines


def blocks(*made_: object) -> Issue:
    b = Builder()
    parts = [one(b) if callable(one) else one for one in made_]
    return b.issue(page(1, b.article("一题", *parts)), meta=META)


def composed(issue: Issue, **options: object) -> list[SetText]:
    """Every text set for an issue, in order."""
    found: list[SetText] = []
    whole = Composer._set

    def watched(self: Composer, *given: object) -> SetText:
        found.append(whole(self, *given))  # type: ignore[arg-type]
        return found[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Composer, "_set", watched)
        made(issue, **options)
    return found


def test_further_lines_of_a_list_stand_in_as_far_as_the_text_after_its_marker() -> None:
    issue = blocks(lambda b: ListBlock(items=(b.line("甲乙丙丁" * 20),), marker="number"))
    (item,) = [text for text in composed(issue) if text.measured.text.startswith("1. ")]
    assert item.hang == item.indent + item.measured.ends[3]
    assert item.indent < item.hang < 5000


def test_columns_of_a_table_are_as_wide_as_their_text_asks_and_heads_are_hei() -> None:
    issue = blocks(
        lambda b: Table(
            rows=(
                (b.line("项"), b.line("说明")),
                (b.line("甲"), b.line("很长的一段说明文字，要两行才放得下，" * 3)),
            ),
            header_rows=1,
        )
    )
    texts = {text.measured.text[:2]: text for text in composed(issue, theme="reader")}
    assert texts["甲"].width < texts["很长"].width / 4
    assert texts["项"].runs[0].face.name == HEI
    assert texts["甲"].runs[0].face.name != HEI
    prove(made(issue, theme="reader"), issue)


TOWNSHIPS = (
    ("乡镇", "管道（公里）", "投资（万元）", "受益户数", "进度", "备注"),
    ("上垟镇", "18.2", "702", "1,204", "31%", "主管已通"),
    ("石门乡", "9.8", "402", "640", "24%", "山区段待验收，预计五月中旬完成"),
)


def townships(b: Builder) -> Table:
    return Table(rows=tuple(tuple(map(b.line, row)) for row in TOWNSHIPS), header_rows=1)


@pytest.mark.parametrize("size", ["A3", "A4", "tabloid", "Letter"])
def test_no_figure_of_a_table_is_parted_in_a_narrow_column(size: str) -> None:
    issue = blocks(townships, "末段。")
    texts = composed(issue, theme="newspaper", page_size=size)
    lines = {text.measured.text: len(text.lines) for text in texts}
    for text in ("上垟镇", "18.2", "1,204", "640", "31%", "石门乡", "主管已通"):
        assert lines[text] == 1, text
    styles = {text.measured.text: text.style for text in texts}
    assert [styles[text].align for text in ("18.2", "1,204", "上垟镇")] == [
        "right",
        "right",
        "left",
    ]
    assert styles["上垟镇"].size >= 7
    prove(made(issue, theme="newspaper", page_size=size), issue)


def test_a_table_of_more_columns_than_a_page_has_room_for_is_set_all_the_same() -> None:
    issue = blocks(lambda b: Table(rows=(tuple(b.line(f"甲{i}") for i in range(60)),)), "末段。")
    prove(made(issue, theme="newspaper"), issue)


def test_a_short_table_is_never_parted_and_a_long_one_is() -> None:
    def columns(rows: int) -> int:
        table = blocks(
            lambda b: Table(
                rows=tuple((b.line(f"甲{i}"), b.line("晴")) for i in range(rows)), header_rows=1
            )
        )
        (sheet,) = layout(io.BytesIO(made(table, theme="tearsheet").data))
        return len({round(line.x0) for line in sheet.lines if line.text.startswith("甲")})

    assert [columns(rows) for rows in (2, 5, 8, 20)] == [1, 1, 1, 2]


def long_table(rows: int = 70) -> Issue:
    return blocks(
        lambda b: Table(
            rows=(
                (b.line("乡镇"), b.line("公里")),
                *((b.line(f"甲乡{i}"), b.line(f"{i}.5")) for i in range(rows)),
            ),
            header_rows=1,
        ),
        "末段。" * 30,
    )


@pytest.mark.parametrize("theme", ["newspaper", "columns", "tearsheet", "reader"])
def test_a_table_that_goes_on_in_another_column_shows_its_head_there_once_more(theme: str) -> None:
    output = made(long_table(), theme=theme)
    columns = 0
    for sheet in layout(io.BytesIO(output.data)):
        rows = [line for line in sheet.lines if line.text.startswith("甲乡")]
        heads = [line for line in sheet.lines if line.text.startswith("乡镇")]
        for x in sorted({round(line.x0) for line in rows}):
            (head,) = [line for line in heads if round(line.x0) == x]
            assert head.y < min(line.y for line in rows if round(line.x0) == x)
            columns += 1
            assert (head.owner is None) == (columns > 1)  # once in the text, then outside it
        assert len(heads) == len({round(line.x0) for line in rows})
    assert columns > 1
    prove(output, long_table())


@pytest.mark.judge
@pytest.mark.parametrize("theme", ["newspaper", "reader"])
def test_verapdf_accepts_a_head_that_is_shown_once_more(tmp_path: Path, theme: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(made(long_table(), theme=theme).data)
    for flavour in ("3a", "ua1"):
        assert judges.verapdf([path], flavour) == {path: []}


def test_the_staff_line_of_a_sheet_never_stands_alone_on_a_page() -> None:
    for count in range(50, 80):
        issue = blocks(*["一段文字。"] * count, lambda b: Staff(text=b.line("责编：陆一鸣")))
        last = pages_of(issue, theme="tearsheet")[-1]
        assert "一段文字" in last, count
        assert "责编：陆一鸣" in last


def test_a_caption_without_its_picture_is_kept_whole() -> None:
    caption = "图为新落成的便民桥，市民纷纷前来，" * 4
    for count in range(20, 32):
        issue = blocks(*["一段文字。"] * count, lambda b: Figure(caption=b.line(caption)), "末段。")
        texts = pages_of(issue, theme="reader")
        assert any(caption in text for text in texts), count


def test_the_record_says_where_an_article_comes_from() -> None:
    (sheet,) = pages_of(two_pages_of_one(), theme="tearsheet")
    for words in ("版面第2版：要闻", "来源文件试.txt\u3000第1至3行", "字数6", "SHA-256"):
        assert words in sheet


@pytest.mark.parametrize("size", PAGE_SIZES)
def test_a_record_is_whole_on_every_page_size(size: str) -> None:
    b = Builder()
    spoilt = tuple(f"临川的第{i}座桥,通车了" for i in range(1, 13))
    issue = b.issue(page(2, b.article("临川今年又有十二座新桥先后建成通车", *spoilt)), meta=META)
    output = made(issue, theme="tearsheet", page_size=size)
    (sheet,) = page_texts(output.data, "a.pdf")
    assert "全角显示12处" in sheet
    assert "……" not in sheet
    prove(output, issue)


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("一个月办成 7,310 件事", 9, "一个月办成……"),
        ("一个月办成 7,310 件事", 11, "一个月办成……"),
        ("一个月办成 7,310 件事", 12, "一个月办成……"),
        ("一个月办成 7,310 件事", 13, "一个月办成 7,310 件……"),
        ("用上 WiFi 的小村庄", 5, "用上……"),
        ("用上 WiFi 的小村庄", 7, "用上 WiFi……"),
        ("守牢一江两岸\u3000确保安澜", 9, "守牢一江两岸……"),
        ("好，临川今年又修了十二座桥", 9, "好，临川今年又修了……"),
        ("他们都说“好”", 5, "他们都说……"),
        ("linchuan-2031-05-12.txt", 9, "linchuan-……"),
    ],
)
def test_what_is_cut_ends_with_a_clause_or_a_whole_word(text: str, most: int, cut: str) -> None:
    assert shortened(text, most) == cut


def two_pages_of_one() -> Issue:
    b = Builder()
    return b.issue(page(2, b.article("一题", "正文一段"), name="要闻"), meta=META)


def test_quotes_within_latin_text_are_narrow_and_read_back_as_they_are() -> None:
    text = "他说“Yes”。It’s “the bridge” here."
    issue = blocks(text)
    (body,) = [one for one in composed(issue) if one.measured.text == text]
    widths = dict(zip(text, body.measured.widths, strict=True))
    assert widths["’"] < 500
    assert body.measured.widths[text.index("“")] == 1000
    assert body.measured.widths[text.rindex("“")] < 600
    assert body.measured.widths[text.rindex("”")] < 600
    output = made(issue)
    assert text in "".join(page_texts(output.data, "a.pdf"))
    prove(output, issue)


def test_other_languages_are_told_within_the_text_and_change_none_of_it() -> None:
    text = "碑上刻着The Bridge of Willow Bay，又有かな一行，标语是안녕。"
    issue = blocks(text)
    output = made(issue)
    told = [re.findall(rb"/Lang\((\w+)\)>>BDC", page_) for page_ in streams(output.data)]
    assert [lang for found in told for lang in found] == [b"en", b"ja", b"ko"]
    assert text in "".join(page_texts(output.data, "a.pdf"))
    prove(output, issue)


def traditional(*body: str, language: str = "zh-Hant") -> Issue:
    b = Builder()
    one, two = b.article("橋成之日", *body), b.article("又一則", "一段。")
    meta = replace(META, publication="柳灣日報", language=language)
    return b.issue(page(1, one), page(2, two), meta=meta)


@pytest.mark.parametrize("language", ["zh-Hant", "zh-TW", "zh-Hant-HK"])
def test_traditional_chinese_has_its_own_shapes_and_whole_marks(language: str) -> None:
    text = "「從前過河，要等船。」他說：「如今不必。」"
    issue = traditional(text, language=language)
    (body,) = [one for one in composed(issue) if one.measured.text == text]
    assert {run.face.name for run in body.runs} == {SONG_TC}
    told = dict(zip(text, body.measured.classes, strict=True))
    assert {told[char] for char in "，。："} == {"w"}
    prove(made(issue), issue)


def test_the_books_own_words_are_traditional_in_a_traditional_issue() -> None:
    issue = traditional("一段。")
    for theme, words in (
        ("reader", ("本期目錄", "原載《柳灣日報》")),
        ("tearsheet", ("剪報", "標題", "來源文件", "字數")),
        ("newspaper", ("今日導讀",)),
    ):
        output = made(issue, theme=theme)
        drawn = "".join(page_texts(output.data, "a.pdf"))
        assert all(word in drawn for word in words), theme
        prove(output, issue)
    simplified = "".join(pages_of(traditional("一段。", language="zh-Hans"), theme="reader"))
    assert "本期目录" in simplified


@pytest.mark.parametrize(
    ("language", "reader", "sheet", "paper"),
    [
        ("zh-Hant", ("本期目錄", "原載《柳灣日報》"), ("剪報", "星期一"), ("今日導讀", "簡訊")),
        ("ja", ("目次", "初出『柳灣日報』1面"), ("切り抜き", "月曜日"), ("今日の紙面", "短信")),
        ("ko", ("차례", "게재《柳灣日報》제1면"), ("스크랩", "월요일"), ("오늘의지면", "단신")),
        (
            "en",
            ("Inthisissue", "From柳灣日報,Page1"),
            ("Clipping", "Source"),
            ("Inside", "Inbrief"),
        ),
    ],
)
def test_a_pdf_says_its_own_words_in_the_language_of_the_issue(
    language: str, reader: tuple[str, ...], sheet: tuple[str, ...], paper: tuple[str, ...]
) -> None:
    b = Builder()
    first = [b.article("橋成之日", LONG), *(b.article(f"短訊{n}", "一段。") for n in "甲乙丙")]
    meta = replace(META, publication="柳灣日報", language=language)
    issue = b.issue(page(1, *first), page(2, b.article("又一則", "一段。")), meta=meta)
    for theme, words in (("reader", reader), ("tearsheet", sheet), ("newspaper", paper)):
        output = made(issue, theme=theme, cover=theme != "tearsheet")
        drawn = "".join("".join(page_texts(output.data, "a.pdf")).split())
        assert [word for word in words if word not in drawn] == [], theme
        assert "今日2版" not in drawn or language.startswith("zh")
        prove(output, issue)


def test_a_character_the_local_face_lacks_is_found_in_the_chain() -> None:
    issue = traditional("简体字一个。")
    (body,) = [one for one in composed(issue) if one.measured.text == "简体字一个。"]
    assert {run.face.name for run in body.runs} == {SONG, SONG_TC}


def test_a_caption_of_many_lines_is_justified_and_a_short_one_centred() -> None:
    for words, align in (("图为新桥。", "centre"), ("图为新落成的便民桥，" * 12, "justify")):
        issue = blocks(lambda b, words=words: Figure(caption=b.line(words)))
        (caption,) = [one for one in composed(issue) if one.measured.text == words]
        assert caption.style.align == align


def grey_png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = (b"\0" + b"\x80" * width) * height
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("theme", ["newspaper", "columns", "tearsheet", "reader"])
@pytest.mark.parametrize("height", [60, 75, 90])
def test_a_picture_does_not_touch_the_text_above_and_its_caption_is_nearer_than_the_text_below(
    theme: str, height: int
) -> None:
    data = grey_png(400, height)
    digest = hashlib.sha256(data).hexdigest()
    asset = Asset(id="i1", name="桥.png", media_type="image/png", sha256=digest)
    issue = replace(
        blocks(
            "前段。" * 12, lambda b: Figure(asset="i1", caption=b.line("图为新桥。")), "后段。" * 90
        ),
        assets=(asset,),
    )
    options = PdfOptions(theme=theme, columns=None if theme == "reader" else 1)
    output = PdfWriter().write(issue, options, Context(assets={digest: data}))
    (sheet,) = [
        s for s in layout(io.BytesIO(output.data)) if any("图为" in x.text for x in s.lines)
    ]
    (drawn,) = [box for box in sheet.boxes if box.kind == "picture"]
    (caption,) = [line for line in sheet.lines if "图为" in line.text]
    above = max(line.foot for line in sheet.lines if "前段" in line.text)
    below = min(line.top for line in sheet.lines if "后段" in line.text and line.y > caption.y)
    leading = load_theme(theme, None, None).grid.leading
    assert drawn.y0 - above > 5
    assert 0 < caption.top - drawn.y1 < below - caption.foot < 1.5 * leading


def test_a_picture_is_drawn_in_rather_than_that_a_page_ends_half_empty() -> None:
    image = pytest.importorskip("PIL.Image")
    out = io.BytesIO()
    image.new("RGB", (400, 300)).save(out, "JPEG")
    digest = hashlib.sha256(out.getvalue()).hexdigest()
    asset = Asset(id="i1", name="桥.jpg", media_type="image/jpeg", sha256=digest)
    heights = []
    for count in range(1, 14):
        issue = blocks(
            *["一段文字。"] * count,
            lambda b: Figure(asset="i1", caption=b.line("图为新桥。")),
            *["末段。"] * 6,
        )
        issue = replace(issue, assets=(asset,))
        output = PdfWriter().write(
            issue, PdfOptions(theme="reader"), Context(assets={digest: out.getvalue()})
        )
        drawn = re.search(
            rb"q ([\d.]+) 0 0 ([\d.]+) [\d.]+ [\d.]+ cm", b"".join(streams(output.data))
        )
        assert drawn is not None
        heights.append(float(drawn.group(2)))
        first = page_texts(output.data, "a.pdf")[0]
        assert (heights[-1] < heights[0]) <= ("图为新桥。" in first), count
        prove(output, issue)
    assert heights[0] == max(heights)
    assert 0.6 * heights[0] <= min(heights) < heights[0]


def test_what_closes_a_sheet_stands_below_its_text_though_a_picture_was_drawn_in() -> None:
    image = pytest.importorskip("PIL.Image")
    out = io.BytesIO()
    image.new("RGB", (300, 400)).save(out, "JPEG")
    digest = hashlib.sha256(out.getvalue()).hexdigest()
    asset = Asset(id="i1", name="桥.jpg", media_type="image/jpeg", sha256=digest)
    for count in range(20, 60, 3):
        issue = blocks(
            *["一段文字。"] * count,
            lambda b: Figure(asset="i1", caption=b.line("图为新桥。")),
            "末段。",
            lambda b: Staff(text=b.line("责编：陆一鸣")),
        )
        issue = replace(issue, assets=(asset,))
        context = Context(assets={digest: out.getvalue()})
        heights = heights_drawn(issue, context)
        assert heights["责编：陆一鸣"] < heights["末段。"], count


def heights_drawn(issue: Issue, context: Context) -> dict[str, float]:
    """How high each text of a clipping ends, pages below one another."""
    found: dict[str, float] = {}
    draw = PageCanvas.text

    def watched(self: PageCanvas, text: SetText, *given: object) -> None:
        found[text.measured.text] = given[2][-1] - 10_000 * self.index  # type: ignore[index]
        draw(self, text, *given)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PageCanvas, "text", watched)
        PdfWriter().write(issue, PdfOptions(theme="tearsheet"), context)
    return found


@pytest.mark.parametrize("theme", ["reader", "newspaper", "columns"])
@pytest.mark.parametrize("size", PAGE_SIZES)
def test_a_papers_name_of_any_length_leaves_the_title_of_the_contents_alone(
    theme: str, size: str
) -> None:
    for length in (4, 12, 40, 120):
        b = Builder()
        issue = b.issue(
            page(1, b.article("一事", "桥修好了。"), b.article("二事", "灯也亮了。")),
            publication=("霖川日报望汐晚报青禾报" * 11)[:length],
            date=dt.date(2031, 5, 12),
            number="12746",
        )
        (sheet,) = [
            sheet
            for sheet in layout(io.BytesIO(made(issue, theme=theme, page_size=size).data))
            if any(line.text == "本期目录" for line in sheet.lines)
        ]
        (title,) = [line for line in sheet.lines if line.text == "本期目录"]
        beside = [one for one in sheet.lines if one.owner is None and one.y < title.y + 1]
        beside = [one for one in beside if one.y > title.top - 9]
        assert beside
        assert all(one.x0 > title.x1 and one.size >= 7 for one in beside)
        assert "2031年5月12日" in "".join(one.text for one in beside)
        assert beside[0].text.startswith("霖川日报"[:length])


def test_where_an_article_stood_is_whole_however_long_the_papers_name() -> None:
    b = Builder()
    name = "霖川日报望汐晚报青禾报" * 11
    issue = b.issue(page(1, b.article("一事", "桥修好了。")), publication=name)
    output = made(issue, theme="reader")
    assert f"原载《{name}》第1版" in "".join(page_texts(output.data, "a.pdf"))
    prove(output, issue)
