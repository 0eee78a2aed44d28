"""The PDF writer: what stands in the file, read back with ReportLab-free means."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import struct
import tomllib
import zlib
from dataclasses import replace
from pathlib import Path

import judges
import pytest
from build import Builder, page, small_issue

from exporter.api.exports import write
from exporter.api.proofs import rebuild_bytes, verify
from exporter.conservation import healed  # fmt: skip
from exporter.errors import OptionError
from exporter.model import (
    Asset,
    EditorNote,
    Figure,
    ListBlock,
    Mark,
    Meta,
    Quote,
    Range,
    Source,
    Span,
    Staff,
    Table,
)
from exporter.proof.found.pdf.attachments import embedded
from exporter.typography.catalogue import NO_FONTS
from exporter.typography.faces import HEI, KAI, SONG, covering, shipped_face
from exporter.typography.report import RULES
from exporter.untrusted.pdf_file import PdfFile
from exporter.writers.base import Context
from exporter.writers.options import option_specs
from exporter.writers.pdf import PdfWriter
from exporter.writers.pdf.look import theme_keys
from exporter.writers.pdf.look.theme import NARROWEST
from exporter.writers.pdf.look.theme_files import shipped_themes
from exporter.writers.pdf.look.theme_keys import check_keys
from exporter.writers.pdf.look.theme_loading import load_theme
from exporter.writers.pdf.objects.icc import srgb_profile
from exporter.writers.pdf.objects.pictures import Pictures
from exporter.writers.pdf.options import PAGE_SIZES, PdfOptions
from exporter.writers.pdf.setting.compose import Composer
from exporter.writers.pdf.setting.paginate import Row, balanced, fill

THEMES = Path(theme_keys.__file__).parent / "themes"
DATED = {"publication": "柳湾日报", "date": dt.date(2031, 5, 12), "number": "88"}


def pdf(issue=None, **options):
    made = PdfWriter().write(issue or small_issue(**DATED), PdfOptions(**options), Context())
    return made.data


def streams(data: bytes) -> list[bytes]:
    """Every stream that is deflated, inflated."""
    return [
        zlib.decompress(found)
        for found in re.findall(rb"/FlateDecode[^>]*>>\s*stream\n(.*?)\nendstream", data, re.S)
    ]


def every_kind_of_block():
    b = Builder()
    line = b.line
    first = b.article(
        "一题多体",
        EditorNote(lines=(line("编者按：本栏今日起与读者见面。"), line("欢迎来稿。"))),
        "正文一段，写在这里。",
        Quote(lines=(line("桥是路的远方。"),)),
        ListBlock(items=(line("一、修路"), line("二、架桥"))),
        ListBlock(items=(line("先测量"), line("再施工")), marker="number", start=3),
        Table(
            rows=((line("项目"), line("金额")), (line("栏杆"), line("3.2万元"))),
            header_rows=1,
            caption=line("表一 经费"),
        ),
        Staff(text=line("责编：陆一鸣 版式：沈书白")),
    )
    return b.issue(page(2, first))


def test_same_issue_same_bytes() -> None:
    assert pdf() == pdf()


def test_no_date_given_means_none_claimed() -> None:
    undated = pdf(small_issue())
    assert b"CreationDate" not in b"".join([undated, *streams(undated)])
    assert b"xmp:CreateDate" not in undated
    assert b"<xmp:CreateDate>2031-05-12T00:00:00Z" in pdf()


def test_the_epoch_of_the_environment_wins_over_the_issues_date() -> None:
    epoch = dt.datetime(2020, 2, 2, 2, 2, 2, tzinfo=dt.UTC)
    made = PdfWriter().write(small_issue(**DATED), PdfOptions(), Context(epoch=epoch))
    assert b"<xmp:CreateDate>2020-02-02T02:02:02Z" in made.data


def test_each_part_keeps_its_own_name_in_the_structure_tree() -> None:
    tree = b"".join(streams(pdf()))
    for tag in (b"Kicker", b"Headline", b"Column", b"Deck", b"Dateline", b"Credit", b"Subhead"):
        assert b"/S/" + tag in tree, tag


def test_reporters_and_title_are_metadata() -> None:
    data = pdf()
    assert "<rdf:li>何青禾</rdf:li>".encode() in data
    assert "柳湾日报\u30002031年5月12日\u3000第88期".encode() in data


def test_an_unknown_character_is_printed_as_geta_kept_in_the_text_layer_and_noticed() -> None:
    b = Builder()
    made = PdfWriter().write(
        b.issue(page(1, b.article("怪字", "这里有\U0003fffd一个。"))), PdfOptions(), Context()
    )
    assert [notice.code for notice in made.notices] == ["missing-glyph"]
    assert any(b"<D8BFDFFD>" in part.upper() for part in streams(made.data))


def test_a_character_beyond_the_basic_plane_falls_back_and_maps_back_whole() -> None:
    assert covering("\U00020bb7", shipped_face(SONG)) is not None
    b = Builder()
    data = pdf(b.issue(page(1, b.article("吉", "\U00020bb7野家开业。"))))
    assert any(b"<D842DFB7>" in part for part in streams(data))


def test_narrow_quotes_of_kai_are_not_squeezed() -> None:
    assert shipped_face(KAI).advance("“") < 900
    assert shipped_face(SONG).advance("“") == 1000


def test_a_page_runs_short_rather_than_strand_a_line() -> None:
    rows = [Row(1.0, keep=i in (4, 6), part=i, rule="hair") for i in range(10)]
    columns, after = fill(rows, 0, 5, 3)
    assert after == len(rows)
    assert [[placed.row.part for placed in one] for one in columns] == [
        [0, 1, 2, 3],
        [4, 5, 6, 7, 8],
        [9],
    ]


def test_rows_kept_together_forever_still_fill_pages() -> None:
    rows = [Row(1.0, keep=True, part=i, rule="hair") for i in range(12)]
    columns, after = fill(rows, 0, 5, 3)
    assert after == sum(len(one) for one in columns) == 12


def test_balanced_columns_differ_by_one_row_at_most_and_the_last_is_short() -> None:
    for count in range(1, 60):
        rows = [Row(1.0, part=i, rule="hair") for i in range(count)]
        found = balanced(rows, 0, 40, 3)
        assert found is not None
        lengths = [len(column) for column in found[0]]
        assert max(lengths) - lengths[-1] <= 2
        assert lengths == sorted(lengths, reverse=True)
        assert found[1] == max(lengths)


def test_what_does_not_fit_is_not_balanced() -> None:
    assert balanced([Row(1.0, rule="hair")] * 31, 0, 10, 3) is None


def test_the_colour_profile_says_its_own_size() -> None:
    profile = srgb_profile()
    assert struct.unpack(">I", profile[:4])[0] == len(profile)
    assert profile[36:40] == b"acsp"


def test_the_option_names_every_shipped_theme() -> None:
    (theme,) = [spec for spec in option_specs(PdfOptions) if spec.name == "theme"]
    assert sorted(theme.choices) == list(shipped_themes())


@pytest.mark.parametrize("size", PAGE_SIZES)
@pytest.mark.parametrize("theme", shipped_themes())
def test_every_theme_has_whole_em_columns_within_every_page(size: str, theme: str) -> None:
    grid = load_theme(theme, size, None).grid
    assert isinstance(grid.column, int)
    assert grid.left >= 30
    assert grid.left + grid.measure <= grid.width - 30
    assert grid.top + grid.lines * grid.leading <= grid.height - 30


@pytest.mark.parametrize("count", [1, 2, 3])
def test_another_number_of_columns_keeps_whole_em(count: int) -> None:
    grid = load_theme("newspaper", "A4", count).grid
    assert grid.columns == count
    assert grid.measure <= load_theme("newspaper", "A4", None).grid.measure
    assert grid.column >= NARROWEST


def test_columns_too_narrow_to_set_are_refused_in_a_sentence() -> None:
    with pytest.raises(OptionError, match="8 is the least"):
        load_theme("reader", "A5", 4)


def test_a_theme_of_ones_own_says_only_what_is_different(tmp_path: Path) -> None:
    own = (
        'name = "quiet"\nbase = "newspaper"\n[colours]\naccent = "#000000"\n'
        "[style]\nbody = { size = 10 }\n"
    )
    theme = load_theme(own, "A4", None)
    assert theme.accent == "0 g"
    assert theme.styles["body"].size == 10
    assert theme.layout == "pages"
    path = tmp_path / "quiet.toml"
    path.write_text(own, encoding="utf-8")
    assert write(small_issue(), "pdf", theme=path).data == pdf(small_issue(), theme=own)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ('layout = "spiral"', 'layout is "spiral"; it must be one of book'),
        ('layout = "pages"', "Base it on newspaper"),
        ('base = "../reader"', "one of columns, newspaper"),
        ('page_size = "A9"', "one of A3, A4"),
        ('[colours]\nink = "black"', "a colour such as"),
        ('[colours]\nink = "#zzzzzz"', "a colour such as"),
        ("[grid]\nA4 = { lines = 3 }", "grid.A4 lacks left, top, columns, column:"),
        ("[grid.A4]\ncolumns = 0", "grid.A4.columns is 0; it must be a whole number from 1 to 20"),
        ('[grid.A4]\ncolumns = "x"', 'grid.A4.columns is "x"; it must be a whole number'),
        ("leading = 0", "leading is 0; it must be a number from 4"),
        ("leading = true", "leading is true; it must be a number from 4"),
        ("leading = nan", "leading is NaN; it must be a number from 4"),
        ("grid = 3", "grid is 3; it must be a table"),
        ("levels = 3", r"levels is 3; it must be tables \[\[levels\]\]"),
        ("[[levels]]\nkicker = 3", r"levels\[1\].headline is missing"),
        ("[[levels]]\nkicker = 3\nheadline = [9, 1]\ndeck = [9, 1]", r"\[36, 3.5\]"),
        ("banana = 3", "banana is not known. Known: name, base"),
        ("[style]\nbody = { banana = 3 }", "style.body.banana is not known. Known: face"),
        ("[style]\nbanana = { size = 3 }", "style.banana is not known. Known: "),
        ("[style]\nshort_headline = { size = 9 }", "style.short_headline.face is missing"),
        ('[style]\nbody = { colour = "pink" }', "ink, grey, accent, or another"),
        ("[marks]\nbanana = 3", "marks.banana is not known. Known: "),
        ('[masthead]\nimage = "!"', "a PNG or JPEG in base64"),
        ("=", "this is not TOML"),
        ("", "nothing is said"),
        ("# a remark\n", "nothing is said"),
    ],
)
def test_a_theme_that_is_wrong_is_told_with_what_is_wrong(words: str, told: str) -> None:
    with pytest.raises(OptionError, match=f"In the theme .*{told}"):
        load_theme(words, None, None)


@pytest.mark.parametrize(
    ("grid", "told"),
    [
        ("columns = 20", "points wide"),
        ("lines = 99", "points high"),
        ("lines = 3", "12 are the fewest"),
        ("column = 3", "8 em are the least"),
    ],
)
def test_a_theme_that_does_not_fit_its_page_is_refused(grid: str, told: str) -> None:
    with pytest.raises(OptionError, match=f"does not fit a page of A5.*{told}"):
        load_theme(f'base = "reader"\n[grid.A5]\n{grid}\n', "A5", None)


@pytest.mark.parametrize("name", shipped_themes())
def test_shipped_themes_hold_only_what_a_theme_may_hold(name: str) -> None:
    data = tomllib.loads((THEMES / f"{name}.toml").read_text(encoding="utf-8"))
    check_keys(data, name)


@pytest.mark.parametrize("count", [0, -1])
def test_no_columns_at_all_are_refused_in_a_sentence(count: int) -> None:
    for theme in shipped_themes():
        with pytest.raises(OptionError, match="1 column at least"):
            load_theme(theme, None, count)


@pytest.mark.parametrize("named", ["newspapr", "reader.toml"])
def test_a_theme_that_is_not_there_is_told_with_those_that_are(named: str) -> None:
    with pytest.raises(OptionError, match="reader, tearsheet"):
        load_theme(named, None, None)


def test_one_article_is_a_tearsheet_and_several_are_a_newspaper() -> None:
    b = Builder()
    alone = pdf(b.issue(page(1, b.article("一事", "一段。"))))
    assert b"/MediaBox[0 0 595.28 841.89]" in b"".join(streams(alone))
    assert b"/S/Contents" not in b"".join(streams(alone))
    assert b"/S/Contents" in b"".join(streams(pdf()))


@pytest.mark.judge
@pytest.mark.parametrize("size", PAGE_SIZES)
@pytest.mark.parametrize("theme", shipped_themes())
def test_poppler_reads_back_every_character_in_order(tmp_path: Path, size: str, theme: str) -> None:
    path = tmp_path / "a.pdf"
    # In one column: without tags an extractor guesses at the order of columns two lines long.
    path.write_bytes(pdf(page_size=size, theme=theme, columns=1))
    # In the order of drawing: a wide gap between two clauses of a headline, and a tag above it,
    # which is read after it, lead poppler's guess from positions astray.
    raw = load_theme(theme, size, 1).layout == "pages"
    text = re.sub(r"\s", "", judges.pdftotext(path, raw=raw))
    for part in ("柳湾镇便民桥昨日通车把桥修到对岸把灯接到村口（身边事）两岸三村八千余人受益",
                 "本报讯（记者何青禾）5月11日，柳湾镇便民桥建成通车。先问一遍，再动一锹桥长128米，宽9.5米。",
                 "自下月起，全市夜班公交增至十一条。"):  # fmt: skip
        assert part in text
    assert "128 米" not in judges.pdftotext(path)


def test_a_cover_is_outside_the_reading_order() -> None:
    plain, covered = pdf(), pdf(cover=True)
    pages = [b"".join(streams(data)).count(b"/Type/Page/") for data in (plain, covered)]
    assert pages[1] == pages[0] + 1
    count = re.compile(rb"/S/(\w+)")
    assert count.findall(b"".join(streams(plain))) == count.findall(b"".join(streams(covered)))


def picture(mode: str, kind: str) -> bytes:
    image = pytest.importorskip("PIL.Image")
    out = io.BytesIO()
    image.new(mode, (40, 30)).save(out, kind)
    return out.getvalue()


def illustrated(data: bytes):
    """An issue with one picture, and the context that has it."""
    b = Builder()
    digest = hashlib.sha256(data).hexdigest()
    asset = Asset(id="i1", name="桥.jpg", media_type="image/jpeg", sha256=digest)
    figure = Figure(asset="i1", caption=b.line("图为新桥。"), credit=b.line("何青禾 摄"))
    issue = b.issue(page(1, b.article("新桥", "正文一段。", figure)))
    return replace(issue, assets=(asset,)), Context(assets={digest: data})


def test_a_picture_that_did_not_come_leaves_its_caption_and_a_notice() -> None:
    issue, _ = illustrated(b"nothing")
    for context, code in (
        (Context(), "missing-picture"),
        (Context(assets={issue.assets[0].sha256: b"nothing"}), "unreadable-picture"),
    ):
        made = PdfWriter().write(issue, PdfOptions(), context)
        assert [notice.code for notice in made.notices] == [code]
        assert b"/S/Figure" not in b"".join(streams(made.data))


@pytest.mark.judge
@pytest.mark.parametrize(
    ("mode", "kind"),
    [("RGB", "JPEG"), ("L", "JPEG"), ("CMYK", "JPEG"), ("RGBA", "PNG"), ("P", "PNG"), ("1", "PNG")],
)
def test_pictures_of_every_kind_pass_the_judges(tmp_path: Path, mode: str, kind: str) -> None:
    issue, context = illustrated(picture(mode, kind))
    path = tmp_path / "a.pdf"
    made = PdfWriter().write(issue, PdfOptions(cover=True), context)
    assert made.notices == ()
    path.write_bytes(made.data)
    for flavour in ("3a", "ua1"):
        assert judges.verapdf([path], flavour) == {path: []}
    assert judges.mutool_complaints(path) == []
    tree = judges.pdfinfo_struct(path)
    assert "Figure" in tree
    assert "图为新桥。" in tree


@pytest.mark.parametrize("profile", ["pdf/a-3a", "ua-1"])
@pytest.mark.parametrize(
    ("mode", "kind", "attached"),
    [("RGB", "JPEG", False), ("CMYK", "JPEG", True), ("P", "PNG", True), ("RGBA", "PNG", True)],
)
def test_an_issue_with_a_picture_is_made_again_and_what_is_redrawn_is_attached(
    tmp_path: Path, profile: str, mode: str, kind: str, attached: bool
) -> None:
    data = picture(mode, kind)
    issue, context = illustrated(data)
    made = PdfWriter().write(issue, PdfOptions(profile=profile), context).data
    assert (data in files_of(made).values()) is attached
    told = b"".join([made, *streams(made)])
    assert (b"/AFRelationship /Supplement" in told) is attached
    assert (b"/Subtype /image#2Fjpeg" in told) is attached  # which is what the issue says it is
    assert rebuild_bytes(made, "a.pdf", context=Context()).same
    path = tmp_path / "a.pdf"
    path.write_bytes(made)
    assert verify(path).proved


def files_of(made: bytes) -> dict[str, bytes]:
    """What a PDF has attached, by name."""
    file = PdfFile(made, "a.pdf")
    found = embedded(file, file.dictionary(file.trailer.get("Root")))
    return {name: file.decoded(stream) for name, stream in found.items()}


def test_attached_pictures_have_names_of_their_own_and_types_that_are_such() -> None:
    first, second = picture("P", "PNG"), picture("RGBA", "PNG")
    issue, context = illustrated(first)
    asset = replace(issue.assets[0], name=issue.sources[0].name, media_type="image/ (png)")
    other = replace(
        asset, id="i2", sha256=hashlib.sha256(second).hexdigest(), name="../exporter-record.json"
    )
    story = issue.pages[0].articles[0]
    shown = replace(story, blocks=(*story.blocks, Figure(asset="i2")))
    issue = replace(
        issue, assets=(asset, other), pages=(replace(issue.pages[0], articles=(shown,)),)
    )
    context = Context(assets={**context.assets, other.sha256: second})
    made = PdfWriter().write(issue, PdfOptions(), context).data
    files = files_of(made)
    assert files[f"i1-{asset.name}"] == first
    assert files["i2-exporter-record.json"] == second
    assert made.count(b"/Subtype /application#2Foctet-stream") == 2
    assert rebuild_bytes(made, "a.pdf", context=Context()).same


def test_a_picture_that_is_not_in_the_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    issue, context = illustrated(picture("P", "PNG"))
    with monkeypatch.context() as patch:
        patch.setattr(Pictures, "redrawn", lambda _: {})
        made = PdfWriter().write(issue, PdfOptions(), context).data
    again = rebuild_bytes(made, "a.pdf", context=Context())
    assert "does not carry 桥.jpg as a file" in again.detail


def test_the_report_names_every_rule_and_changes_no_byte() -> None:
    made = PdfWriter().write(small_issue(**DATED), PdfOptions(report=True), Context())
    assert [notice.code for notice in made.notices] == [f"typesetting-{rule}" for rule in RULES]
    assert all(notice.detail.startswith("0 in ") for notice in made.notices)
    assert made.data == pdf()


@pytest.mark.parametrize(
    ("option", "word"),
    [("prohibition", "none"), ("adjacent", "tight"), ("hanging", "on")],
)
def test_how_marks_are_set_is_chosen_by_option_or_theme(option: str, word: str) -> None:
    b = Builder()
    issue = b.issue(page(1, b.article("标点", "他说：“好。”《书》《报》，" * 30)))
    plain = pdf(issue, theme="reader")
    chosen = pdf(issue, theme="reader", **{option: word})
    assert streams(chosen) != streams(plain)
    theme = f'base = "reader"\nname = "own"\n[marks]\n{option} = "{word}"\n'
    assert streams(pdf(issue, theme=theme))[0] == streams(chosen)[0]
    with pytest.raises(OptionError, match=f'marks.{option} is "other"; it must be one of'):
        load_theme(theme.replace(f'"{word}"', '"other"'), None, None)


def test_what_a_file_promises_it_says_of_itself_and_no_more() -> None:
    claims = {"pdf/a-3a": (b"3", True), "pdf/a-2a": (b"2", True), "ua-1": (b"", True),
              "plain": (b"", False)}  # fmt: skip
    for profile, (part, accessible) in claims.items():
        data = pdf(profile=profile)
        assert (b"<pdfaid:part>%b<" % part in data) is bool(part), profile
        assert (b"<pdfuaid:part>1<" in data) is accessible, profile
        attached = b"/EmbeddedFile" in b"".join([data, *streams(data)])
        assert attached is (profile in ("pdf/a-3a", "ua-1")), profile


@pytest.mark.judge
@pytest.mark.parametrize(
    ("profile", "flavours"), [("pdf/a-2a", ("2a", "ua1")), ("ua-1", ("ua1",)), ("plain", ())]
)
def test_verapdf_agrees_with_every_promise(
    tmp_path: Path, profile: str, flavours: tuple[judges.Flavour, ...]
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(profile=profile))
    for flavour in flavours:
        assert judges.verapdf([path], flavour) == {path: []}
    assert judges.qpdf_check(path) == []


def gaps_and_private_characters():
    """Tables with cells left empty and rows left short; characters only their paper's font has."""
    b = Builder()
    cells = ("甲", "", "丙"), ("一", "二"), ("", "\ue001", "三")
    rows = tuple(tuple(b.line(text) if text else () for text in row) for row in cells)
    body = ("私用字\ue000和\U000f0001在此，" * 6, "== 小\ue000题", Table(rows=rows, header_rows=1))
    first = b.article("姓\ue123的人家 搬进新居", *body)
    second = b.article("又\ue123一则", "短\ue000讯。")
    return b.issue(page(1, first, second, name="要\ue000闻"), meta=Meta(publication="柳\ue000报"))


def test_every_row_of_a_table_has_as_many_cells_in_the_tree() -> None:
    tree = b"".join(streams(pdf(gaps_and_private_characters(), theme="reader")))
    assert [tree.count(tag) for tag in (b"/S/TR/", b"/S/TH/", b"/S/TD/")] == [3, 3, 6]


def test_private_characters_are_told_as_exact_text() -> None:
    made = streams(pdf(gaps_and_private_characters(), theme="tearsheet"))
    drawn = b"".join(stream for stream in made if b"BT\n" in stream and b"EMC" in stream)
    for char in "\ue000\ue001\ue123":
        for at in re.finditer(re.escape(char.encode("utf-16-be")), drawn):
            before = drawn[: at.start()]
            assert before.rfind(b"/ActualText") > before.rfind(b"EMC"), char


@pytest.mark.judge
def test_verapdf_finds_no_fault_in_gaps_and_private_characters(tmp_path: Path) -> None:
    issue, paths = gaps_and_private_characters(), []
    for theme in shipped_themes():
        paths.append(tmp_path / f"{theme}.pdf")
        paths[-1].write_bytes(pdf(issue, theme=theme))
    for flavour in ("3a", "ua1"):
        assert all(not failed for failed in judges.verapdf(paths, flavour).values())


@pytest.mark.judge
def test_verapdf_and_qpdf_find_no_fault_in_any_kind_of_block(tmp_path: Path) -> None:
    paths = []
    for theme in shipped_themes():
        for name, issue in (("small", small_issue(**DATED)), ("kinds", every_kind_of_block())):
            paths.append(tmp_path / f"{name}-{theme}.pdf")
            paths[-1].write_bytes(pdf(issue, theme=theme))
    for flavour in ("3a", "ua1"):
        assert all(not failed for failed in judges.verapdf(paths, flavour).values())
    for path in paths:
        assert judges.qpdf_check(path) == []
        assert judges.mutool_complaints(path) == []


def stress(name: str):
    """A text of everything hard to set, as an issue; "# " begins an article, "## " a subhead."""
    b = Builder()
    path = Path(__file__).resolve().parents[2] / "data" / name
    title, *rest = [line for line in path.read_text(encoding="utf-8").splitlines() if line]
    body = [f"== {line[3:]}" if line.startswith("## ") else line for line in rest]
    return b.issue(page(1, b.article(title.removeprefix("# "), *body)))


UNAVOIDABLE = {"loose", "flush", "split"}
"""What an address or a word longer than the line leaves no way around."""


@pytest.mark.parametrize("name", ["stress.txt", "stress-hant.txt"])
@pytest.mark.parametrize("columns", [1, 2, 3, 4])
def test_everything_hard_is_set_without_a_fault(name: str, columns: int) -> None:
    options = PdfOptions(theme="newspaper", columns=columns, report=True)
    made = PdfWriter().write(stress(name), options, Context())
    faults = {
        notice.code.removeprefix("typesetting-"): notice.detail
        for notice in made.notices
        if not notice.detail.startswith("0 in ")
    }
    assert faults.keys() <= UNAVOIDABLE, faults
    # In columns of 12 em a loose line may also be what a stranded character would cost.
    for detail in faults.values() if columns < 4 else ():
        for line in detail.split("; ")[1:]:
            assert re.search("[A-Za-z0-9]{2}", line), line


@pytest.mark.judge
def test_judges_accept_everything_hard_and_read_it_back(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(stress("stress.txt"), columns=1))
    for flavour in ("3a", "ua1"):
        assert judges.verapdf([path], flavour) == {path: []}
    text = re.sub(r"\s", "", judges.pdftotext(path))
    for part in ("“（《‘【〔嵌套〕】’》）”——括号六层，层层相扣。", "\U00020bb7野家的招牌换了新漆",
                 "约翰·史密斯、玛丽亚·冈萨雷斯·洛佩斯",
                 "造价3.14亿元（含绿化0.26亿元），比概算低12.7%。"):  # fmt: skip
        assert part in text


def test_emphasis_changes_the_face_and_signs_left_out_are_no_repair() -> None:
    theme = load_theme("reader", "A4", None)
    composer, style = Composer("full", 880, NO_FONTS, theme.marks), theme.styles["body"]
    source = Source(id="s1", name="", sha256="", encoding="utf-8", text="甲**乙**丙*丁*")
    line = (
        Span("甲", Range("s1", 0, 1), "source"),
        Span("乙", Range("s1", 3, 4), "source", (Mark("emphasis", "strong"),)),
        Span("丙", Range("s1", 6, 7), "source"),
        Span("丁", Range("s1", 8, 9), "source", (Mark("emphasis", "em"),)),
    )
    runs = composer.set(line, style, 300).runs
    assert [run.face.name for run in runs] == [SONG, HEI, SONG, KAI]
    assert not list(healed(line, (source,)))
    cut = replace(source, text="甲\n 乙**丙*丁*")
    assert [b.text for _, b in healed(line, (cut,))] == ["乙"]
