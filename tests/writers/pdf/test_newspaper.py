"""A newspaper's pages: levels, headline groups, columns, placing, and the finished file."""

from __future__ import annotations

import base64
import datetime as dt
import gc
import io
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import newspapers
import pikepdf
import pytest
from build import Builder, page
from invented import Press
from proof import prove

from exporter.api.sources import read
from exporter.errors import OptionError
from exporter.model import Article, Byline, Figure, Issue, Page, Staff, Table
from exporter.proof.found.pdf.document import page_texts
from exporter.typography.catalogue import NO_FONTS
from exporter.typography.faces import HEAVY, HEI
from exporter.typography.measure import natural
from exporter.writers.base import Context, Output
from exporter.writers.pdf import PdfWriter
from exporter.writers.pdf.layout.newspaper.cells import LEAST, Cells, cells_of
from exporter.writers.pdf.layout.newspaper.evening import resized
from exporter.writers.pdf.layout.newspaper.heads import LADDER, Heads
from exporter.writers.pdf.layout.newspaper.levels import BRIEF, Override, stories_of
from exporter.writers.pdf.layout.newspaper.overrides import overrides_of
from exporter.writers.pdf.layout.newspaper.place import GAP, GIVE, Placer, Planned, Size
from exporter.writers.pdf.layout.newspaper.units import Unit
from exporter.writers.pdf.look.theme_loading import load_theme
from exporter.writers.pdf.options import PAGE_SIZES, PdfOptions
from exporter.writers.pdf.page.draw import Page as Sheet
from exporter.writers.pdf.setting.compose import Composer, SetText
from exporter.writers.pdf.setting.paginate import Row, text_rows

SENTENCE = "桥修好了，灯也亮了，人来人往，一天比一天热闹。"
SAMPLE = Path(__file__).parents[3] / "samples" / "linchuan-2031-05-12.txt"
DATED = {"publication": "柳湾日报", "date": dt.date(2031, 5, 12), "publisher": "柳湾日报社"}


def made(issue: Issue, **options: object) -> Output:
    return PdfWriter().write(issue, PdfOptions(theme="newspaper", **options), Context())


def told(output: Output, code: str) -> list[str]:
    return [notice.detail for notice in output.notices if notice.code == code]


def texts(output: Output) -> list[str]:
    return page_texts(output.data, "a.pdf")


# -- levels ----------------------------------------------------------------------------------------


def test_levels_follow_place_group_and_length() -> None:
    b = Builder()
    articles = (
        b.article("头条", SENTENCE),
        b.article("有引有副", SENTENCE * 5, kicker="引题", deck=("副题",)),
        b.article("长", SENTENCE * 42),
        b.article("中", SENTENCE * 15),
        b.article("短", SENTENCE * 8),
        b.article("有引题的短稿", SENTENCE, kicker="引题"),
    )
    assert [story.level for story in stories_of(articles, {})] == [1, 2, 2, 3, 4, 4]


def test_three_briefs_in_a_row_are_a_block_and_two_are_short_stories() -> None:
    b = Builder()
    lead = b.article("头条", SENTENCE)
    briefs = [b.article(f"简讯{n}", SENTENCE) for n in range(3)]
    assert [story.level for story in stories_of((lead, *briefs), {})] == [1, BRIEF]
    assert [story.level for story in stories_of((lead, *briefs[:2]), {})] == [1, 4, 4]


def test_two_tagged_pieces_of_a_page_are_boxed_never_its_first() -> None:
    b = Builder()
    articles = [b.article(f"栏目稿{n}", SENTENCE * 10, column="（身边事）") for n in range(4)]
    assert [story.boxed for story in stories_of(articles, {})] == [False, True, True, False]


def test_a_person_decides_first() -> None:
    b = Builder()
    first, second = b.article("把路修到家门口", SENTENCE * 20), b.article("另一", SENTENCE * 20)
    toml = f'[story.{second.id}]\nlevel = 1\n[story."把路修到"]\nlevel = 3\nbox = true\n'
    overrides, unused = overrides_of(toml, (first, second), 3)
    assert unused == []
    stories = stories_of((first, second), overrides)
    assert [(story.level, story.boxed) for story in stories] == [(3, True), (1, False)]
    assert {story.why for story in stories} == {"set by hand"}


def test_a_decision_about_no_article_is_told() -> None:
    b = Builder()
    _, unused = overrides_of("[story.a9]\nlevel = 2\n", (b.article("一事"),), 3)
    assert [notice.code for notice in unused] == ["layout-unused"]


def test_more_columns_than_a_page_has_are_told() -> None:
    output = made(two_pages(), layout="[story.a3]\ncolumns = 99\n", page_size="A4")
    (line,) = told(output, "layout-unused")
    assert "'a3' 99 columns; it takes all 3" in line
    prove(output, two_pages())


@pytest.mark.parametrize(
    ("option", "value"), [("layout", "[story.a3]\nlevel = 1"), ("jump", "page"), ("explain", True)]
)
def test_an_option_that_a_theme_does_not_heed_is_told(option: str, value: object) -> None:
    for theme, notices in (("reader", 1), ("newspaper", 0)):
        options = PdfOptions(theme=theme, **{option: value})  # type: ignore[arg-type]
        output = PdfWriter().write(two_pages(), options, Context())
        assert [option in line for line in told(output, "option-unused")] == [True] * notices


@pytest.mark.parametrize(
    "toml",
    ["[story", "[page.a1]\nlevel = 1", "story = 3", "[story.a1]\nsize = 2", "[story.a1]\nlevel = 9",
     "[story.a1]\nbox = 1", "[story.a1]\ncolumns = 0"],
)  # fmt: skip
def test_a_layout_that_is_wrong_is_told_with_what_is_wrong(toml: str) -> None:
    with pytest.raises(OptionError, match="In the layout "):
        overrides_of(toml, (), 3)


# -- headline groups -------------------------------------------------------------------------------


def heads(size: str = "A3") -> Heads:
    theme = load_theme("newspaper", size, None)
    return Heads(Composer("full", theme.dateline_scale, NO_FONTS, theme.marks), theme)


def lines_of(head) -> list[str]:
    """The headline's lines; clauses on one line joined by a stroke."""
    rows: dict[float, list[str]] = {}
    for piece in head.pieces:
        if piece.kind == "headline":
            line = piece.text.lines[piece.line]
            words = piece.text.measured.text[line.start : line.end]
            rows.setdefault(piece.top, []).append(words.rstrip("\u3000"))
    return ["｜".join(row) for _, row in sorted(rows.items())]


@pytest.mark.parametrize(
    ("headline", "size", "lines"),
    [
        (("把路修到家门口", "把灯点亮回家路"), 42, ["把路修到家门口｜把灯点亮回家路"]),
        (("把路修到家门口 把灯点亮",), 48, ["把路修到家门口｜把灯点亮"]),
        (("把路修到家门口再往前",) * 2, 30, ["把路修到家门口再往前｜把路修到家门口再往前"]),
        (("把路修到家门口再往前走到江边去",) * 3, 42, ["把路修到家门口再往前走到江边去"] * 3),
    ],
)
def test_a_headline_takes_the_largest_size_whose_longest_line_fits(
    headline: tuple[str, ...], size: int, lines: list[str]
) -> None:
    b = Builder()
    head = heads().fitted(b.article(headline), 1, 747.0)
    assert head.size == size
    assert lines_of(head) == lines


def test_a_headline_without_clauses_is_broken_in_even_lines() -> None:
    b = Builder()
    head = heads().fitted(b.article("夜间公交线路增至一十九条之多"), 4, 135.0)
    assert head.size in LADDER
    assert [len(line) for line in lines_of(head)] == [7, 7]


@pytest.mark.parametrize(
    ("headline", "lines"),
    [
        ("病房墙上有一座会动的森林", ["病房墙上有一座", "会动的森林"]),
        ("“10后”选手首次登台", ["“10后”选手", "首次登台"]),
    ],
)
def test_a_headline_of_one_column_parts_no_word_and_no_number(
    headline: str, lines: list[str]
) -> None:
    b = Builder()
    assert lines_of(heads().fitted(b.article(headline), 4, 135.0)) == lines


def test_beside_its_like_a_headline_has_the_other_face_or_a_smaller_size() -> None:
    b = Builder()
    article = b.article("守钟人")
    variants = [heads().fitted(article, 3, 285.0, unlike) for unlike in range(4)]
    assert [(head.face, head.size) for head in variants] == [
        (HEAVY, 24), (HEI, 24), (HEAVY, 22), (HEI, 22)
    ]  # fmt: skip


def test_kicker_and_deck_shrink_with_the_headline_and_the_deck_is_never_the_larger() -> None:
    b = Builder()
    article = b.article("守钟人的最后一班岗位", kicker="老街" * 30, deck=("钟楼",))
    sizes = {
        piece.kind: piece.text.style.size for piece in heads().fitted(article, 2, 285.0).pieces
    }
    assert sizes["deck"] <= sizes["kicker"] == 10.5


def test_the_opening_byline_belongs_to_the_group() -> None:
    b = Builder()
    article = b.article("守钟人", Byline(text=b.line("本报记者 许听澜")), SENTENCE)
    kinds = [piece.kind for piece in heads().fitted(article, 3, 285.0).pieces]
    assert kinds == ["headline", "byline"]


# -- columns ---------------------------------------------------------------------------------------


def paragraphs(*lengths: int) -> Cells:
    """Text of so many lines each, their first two and last two together."""
    rows = [
        Row(1.0, keep=line < length - 1 and (line in (0, length - 2)), rule="hair", snap=True)
        for length in lengths
        for line in range(length)
    ]
    return cells_of(rows)


@pytest.mark.parametrize("columns", [1, 2, 3, 5])
@pytest.mark.parametrize("lines", range(4, 40, 3))
def test_single_lines_are_balanced_to_a_line(columns: int, lines: int) -> None:
    cells = paragraphs(*[1] * lines)
    split = cells.balanced(columns)
    assert split is not None
    heights = [end - start for start, end in zip(split.starts, split.ends, strict=True)]
    assert sum(heights) == lines
    if lines >= columns:
        assert max(heights) - min(heights) <= 1
        assert heights[-1] <= max(heights)


@pytest.mark.parametrize("seed", range(30))
def test_no_column_begins_or_ends_with_a_line_alone(seed: int) -> None:
    random = Random(seed)
    lengths = [random.randint(1, 9) for _ in range(random.randint(1, 12))]
    cells = paragraphs(*lengths)
    split = cells.balanced(random.randint(1, 5))
    assert split is not None
    assert [*split.ends][-1] == sum(lengths)
    for end in split.ends:
        assert cells.ends[end]


def test_a_part_leaves_three_lines_and_room_for_where_it_goes_on() -> None:
    cells = paragraphs(*[1] * 40)
    split = cells.filled(3, 10, reserve=1)
    assert split is not None
    heights = [end - start for start, end in zip(split.starts, split.ends, strict=True)]
    assert heights[:2] == [10, 10]
    assert heights[2] in (8, 9)
    assert paragraphs(*[1] * (30 + LEAST - 1)).filled(3, 10) is None


def set_text(seed: int, width: float = 135.0):
    """An invented paragraph in the theme's body style."""
    theme = load_theme("newspaper", "A3", None)
    composer = Composer("full", theme.dateline_scale, NO_FONTS, theme.marks)
    line = Builder().line(Press(seed).paragraph() * 2)
    return composer, composer.set(line, theme.styles["body"], width)


@pytest.mark.parametrize("by", [1, -1])
def test_a_paragraph_in_a_line_more_or_less_is_whole_and_flush_and_not_gaping(by: int) -> None:
    resized = 0
    for seed in range(40):
        composer, text = set_text(seed)
        made = composer.resized(text, by) if len(text.lines) > 2 else None
        if made is None:
            continue
        resized += 1
        assert len(made.lines) == len(text.lines) + by
        ends = [line.end for line in made.lines]
        assert [line.start for line in made.lines] == [0, *ends[:-1]]
        assert ends[-1] == len(text.measured.text)
        for number, line in enumerate(made.lines[:-1]):
            width = made.width - (0 if number else made.indent)
            assert natural(made.measured, line.start, line.end) + line.slack == width
            assert line.slack < 150 * (line.end - line.start)
    assert resized >= 5


def test_uneven_columns_are_made_even_by_a_paragraph_or_two() -> None:
    mended = 0
    for seed in range(60):
        composer, _ = set_text(seed)
        texts = [set_text(10 * seed + n)[1] for n in range(4)]
        cells = cells_of([row for text in texts for row in text_rows(text, None)])
        split = cells.balanced(2)
        if split is None or not split.uneven:
            continue

        def even(trial: Cells, most: int = split.height):
            return trial.even(2, most)

        made = resized(cells, composer, even)
        if made is not None:
            found = even(made)
            assert found is not None
            pairs = zip(found.starts, found.ends, strict=True)
            heights = [made.tops[end] - made.tops[start] for start, end in pairs]
            assert 0 <= heights[0] - heights[1] <= 1
            mended += 1
    assert mended


# -- placing ---------------------------------------------------------------------------------------


class Stories:
    """Stories of so many lines of text under two lines of headline, for the placer."""

    def __init__(self, lengths: list[int]) -> None:
        self.lengths = lengths
        self.count = len(lengths)

    def size(self, story: int, columns: int) -> Size | None:
        return Size(2 - (-self.lengths[story] // columns), GIVE, abs(columns - 2) * 3.0)

    def part(self, story: int, columns: int, lines: int) -> int:
        """Lines of text a part has in each column, LEAST left over."""
        return min(lines - 2, self.lengths[story] // columns - LEAST)

    def cut(self, story: int, columns: int, lines: int) -> float | None:
        part = self.part(story, columns, lines)
        return 0.0 if part >= LEAST and lines - 2 - part <= GIVE else None


def pages(lengths: list[int], columns: int, lines: int) -> list[Planned]:
    stories = Stories(lengths)
    placer = Placer(stories, columns, lines)
    out: list[Planned] = []
    at = 0
    while at < stories.count:
        planned = placer.page(at, 0, lines)
        assert planned is not None
        out.append(planned)
        last = planned.places[-1]
        if last.cut:
            part = stories.part(last.story, last.columns, last.lines)
            stories.lengths[last.story] -= part * last.columns
        at = planned.next
        placer.forget(at)
    return out


@pytest.mark.parametrize("columns", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("seed", range(6))
def test_stories_stand_in_order_in_rectangles_of_their_own(columns: int, seed: int) -> None:
    random = Random(seed)
    lengths = [random.choice((8, 20, 45, 90, 200)) for _ in range(25)]
    planned = pages(lengths, columns, 70)
    stories = [place.story for one in planned for place in one.places]
    assert sorted(set(stories)) == list(range(25))
    assert stories == sorted(stories)
    for one in planned:
        taken = set()
        for place in one.places:
            cells = {
                (column, line)
                for column in range(place.left, place.left + place.columns)
                for line in range(place.top, place.top + place.lines)
            }
            assert not taken & cells
            assert max(line for _, line in cells) < 70
            assert max(column for column, _ in cells) < columns
            taken |= cells
        for rule in one.rules:
            line = {(column, rule.top) for column in range(rule.left, rule.left + rule.columns)}
            assert not taken & line


def test_a_page_that_goes_on_is_filled() -> None:
    random = Random(3)
    planned = pages([random.choice((20, 45, 90)) for _ in range(60)], 3, 54)
    assert len(planned) > 5
    short = [one for one in planned[:-1] if one.end < 54 - GAP]
    assert len(short) <= len(planned) // 5


def test_the_same_stories_give_the_same_pages() -> None:
    lengths = [30, 12, 80, 44, 9, 61, 20]
    assert pages([*lengths], 4, 60) == pages([*lengths], 4, 60)


# -- finished files --------------------------------------------------------------------------------


def two_pages() -> Issue:
    b = Builder()
    lead = b.article("头条", SENTENCE * 30)
    other = b.article("民生稿", SENTENCE * 30)
    last = b.article("短稿", SENTENCE * 6, Staff(text=b.line("责编：陆一鸣")))
    return b.issue(page(1, lead, name="要闻"), page(3, other, last, name="民生"), **DATED)


def test_the_front_page_comes_first_and_each_page_of_the_paper_begins_one() -> None:
    output = made(two_pages(), page_size="A4")
    first, second, contents = texts(output)
    assert first.startswith("柳湾日报")
    assert "今日导读" in first
    assert "今日2版" in first
    assert second.startswith("03民\u3000生")
    assert contents.startswith("本期目录")
    prove(output, two_pages())


def test_page_labels_are_the_papers_numbers() -> None:
    pikepdf = pytest.importorskip("pikepdf")
    b = Builder()
    long = b.article("长稿", *[SENTENCE * 5] * 40)
    issue = b.issue(page(2, long), page(3, b.article("短", SENTENCE)), **DATED)
    with pikepdf.open(io.BytesIO(made(issue, page_size="A4").data)) as pdf:
        labels = [one.label for one in pdf.pages]
    assert labels[:2] == ["2", "2-2"]
    assert labels[-2:] == ["3", "目录"]


def test_no_name_no_masthead_and_no_date_no_strip() -> None:
    b = Builder()
    nameless = b.issue(page(1, b.article("一事", SENTENCE), b.article("二事", SENTENCE)))
    assert "今日导读" not in "".join(texts(made(nameless)))
    b = Builder()
    undated = b.issue(
        page(1, b.article("一事", SENTENCE), b.article("二事", SENTENCE)), publication="柳湾日报",
        number="88",
    )  # fmt: skip
    assert "第88期" not in texts(made(undated))[0]


def test_a_story_jumps_as_papers_print_it() -> None:
    b = Builder()
    long = b.article("长稿", *[SENTENCE * 4] * 40)
    after = b.article("随后一稿", SENTENCE * 4)
    issue = b.issue(page(1, long, after), page(2, b.article("二版头条", SENTENCE * 10)), **DATED)
    output = made(issue, jump="page", page_size="A4")
    whole = "".join(texts(output))
    assert whole.count("（下转第2版）") == whole.count("（上接第1版）") == 1
    prove(output, issue)
    assert "（下转" not in "".join(texts(made(issue, page_size="A4")))


def test_what_is_drawn_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    b = Builder()
    issue = b.issue(
        page(1, *[b.article(f"第{i}稿", *[SENTENCE * 5] * 8) for i in range(60)]), **DATED
    )
    held: list[int] = []

    def packed(sheet: Sheet) -> None:
        held.append(sum(type(one) is Cells for one in gc.get_objects()))

    monkeypatch.setattr(Sheet, "pack", packed)
    made(issue, page_size="A4")
    assert len(held) > 10
    assert max(held) <= 12  # the most that stand on a page


def test_a_text_is_set_once_in_each_width_whatever_levels_are_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found: Counter[tuple[str, float]] = Counter()
    rows = Unit._rows

    def counted(self: Unit, width: float) -> list[Row]:
        found[self.story.article.id, width] += 1
        return rows(self, width)

    monkeypatch.setattr(Unit, "_rows", counted)
    made(read(SAMPLE).issue, page_size="A4")
    assert set(found.values()) == {1}


def test_every_choice_is_explained_and_the_file_is_the_same() -> None:
    output = made(two_pages(), explain=True)
    assert len(told(output, "layout-page")) == 2
    (lead, *_) = told(output, "layout-story")
    assert "a1, level 1 (the page's first article)" in lead
    assert output.data == made(two_pages()).data


def test_a_last_page_nearly_empty_is_saved_by_lower_levels_unless_they_are_set_by_hand() -> None:
    b = Builder()
    head = ("旧堤加高三尺", "两岸安然过汛")
    more = {"kicker": "柳湾镇防汛记", "deck": ("八千人受益",)}
    stories = [b.article(head, *[SENTENCE * 4] * 4, **more) for _ in range(4)]
    lead, last = b.article("头条新闻在这里", SENTENCE * 30), b.article("末稿", SENTENCE * 50)
    issue = b.issue(page(1, lead, *stories, last), **DATED)
    by_hand = "".join(f"[story.{story.id}]\nlevel = 2\n" for story in stories)
    saved = made(issue, page_size="A4", explain=True)
    fixed = made(issue, page_size="A4", explain=True, layout=by_hand)
    assert len(told(saved, "layout-page")) == 2
    assert len(told(fixed, "layout-page")) == 3
    assert any("lower to save a page" in line for line in told(saved, "layout-story"))
    prove(saved, issue)


def test_the_leads_headline_is_smaller_where_that_saves_a_page_unless_it_is_set_by_hand() -> None:
    b = Builder()
    articles = [b.article("头条新闻在这里", SENTENCE * 9), b.article("第二篇在这里", SENTENCE * 9)]
    assert [s.lower for s in stories_of(articles, {}, 2)] == [0, 0]
    assert [s.lower for s in stories_of(articles, {}, 3)] == [1, 0]
    assert [s.lower for s in stories_of(articles, {articles[0].id: Override(level=1)}, 4)] == [0, 0]
    issue = read(SAMPLE).issue
    assert labels_of(made(issue, page_size="A4"))[5:8] == ["3", "3-2", "4"]
    (why,) = [one for one in told(made(issue, explain=True), "layout-story") if ": a18," in one]
    assert "its headline smaller to save a page" in why


@pytest.mark.parametrize(("seed", "size", "page_no"), [(192, "A3", 5), (129, "Letter", 2)])
def test_a_last_page_that_would_be_nearly_empty_shares_the_stories_of_the_one_before(
    seed: int, size: str, page_no: int
) -> None:
    whys = told(made(newspapers.issue(seed), explain=True, page_size=size), "layout-story")
    mine = [one for one in whys if re.match(rf"page {page_no}(-\d)?,", one)]
    last = mine[-1].partition(",")[0]
    foot = max(int(re.search(r"lines \d+–(\d+)", one)[1]) for one in mine if one.startswith(last))
    assert foot >= (16 if size == "Letter" else 30)
    assert not any(one.endswith("goes on at the next page") for one in mine[-2:])


def labels_of(output: Output) -> list[str]:
    with pikepdf.open(io.BytesIO(output.data)) as pdf:
        return [sheet.label for sheet in pdf.pages]


def test_the_layout_says_how_wide_a_story_is() -> None:
    output = made(two_pages(), layout="[story.a3]\ncolumns = 3\n", page_size="A3", explain=True)
    (line,) = [line for line in told(output, "layout-story") if "a3," in line]
    first, last = re.search(r"columns (\d)–(\d)", line).groups()  # type: ignore[union-attr]
    assert int(last) - int(first) == 2


def degraded() -> dict[str, Issue]:
    """Issues that leave a newspaper's page with too little or too much."""

    def issue(*articles: Article, **meta: object) -> Issue:
        return b.issue(page(1, *articles), **meta)

    out: dict[str, Issue] = {}
    b = Builder()
    out["one article"] = issue(b.article("一事", SENTENCE * 10))
    b = Builder()
    out["one brief"] = issue(b.article("一事", SENTENCE))
    b = Builder()
    briefs = [b.article(f"简讯{n}", SENTENCE * (1 + n % 3)) for n in range(40)]
    out["forty briefs"] = issue(*briefs, **DATED)
    b = Builder()
    out["a long story"] = issue(b.article("长稿", *[SENTENCE * 5] * 170), b.article("短", SENTENCE))
    b = Builder()
    five = tuple(f"第{n}行标题写在这里" for n in "一二三四五")
    out["a headline of five lines"] = issue(*[b.article(five, SENTENCE * 9) for _ in range(3)])
    b = Builder()
    out["no headlines"] = issue(*[b.article((), SENTENCE * n) for n in (20, 3, 1)])
    b = Builder()
    endless = "没有空格也没有标点的非常长的标题" * 3
    out["an endless headline"] = issue(
        *[b.article(endless, SENTENCE, kicker=endless, deck=(endless,)) for _ in range(2)]
    )
    b = Builder()
    out["a long name"] = b.issue(
        page(1, b.article("一事", SENTENCE)), page(2, b.article("二事", SENTENCE)),
        publication="霖川市望汐区桐花渡街道社区新闻与文化生活综合导报", date=dt.date(2031, 5, 12),
    )  # fmt: skip
    b = Builder()
    out["headlines alone"] = issue(b.article("只有标题"), b.article("也只有标题", kicker="引题"))
    b = Builder()
    rows = tuple((b.line(f"项目{n}"), b.line("金额")) for n in range(70))
    figure = Figure(caption=b.line("图为新桥。"))
    out["a long table"] = issue(b.article("表", SENTENCE, Table(rows=rows), figure))
    b = Builder()
    tagged = [b.article(f"栏目稿{n}", SENTENCE * 30, column="（身边事）") for n in range(4)]
    out["boxes too large to stand beside each other"] = issue(b.article("头", SENTENCE), *tagged)
    b = Builder()
    full = page(2, b.article("一事", SENTENCE), b.article("二事", SENTENCE))
    out["a page without articles"] = b.issue(page(1), full)
    b = Builder()
    out["pages without numbers"] = b.issue(
        page(None, b.article("一事", SENTENCE)),
        Page(id="p9", articles=(b.article("二事", SENTENCE),)),
        **DATED,
    )
    return out


@pytest.mark.parametrize("columns", [None, 1])
@pytest.mark.parametrize("size", PAGE_SIZES)
def test_too_little_and_too_much_are_set_without_a_fault_and_proved(
    size: str, columns: int | None
) -> None:
    for name, issue in degraded().items():
        output = made(issue, page_size=size, columns=columns, report=True)
        faults = [n.detail for n in output.notices if not n.detail.startswith("0 in ")]
        assert faults == [], name
        prove(output, issue)


@pytest.mark.parametrize("size", ["A3", "A4", "A5"])
def test_a_box_longer_than_a_page_goes_on_in_a_box(size: str) -> None:
    b = Builder()
    issue = b.issue(
        page(1, b.article("头条", SENTENCE * 9), b.article("长栏目", *[SENTENCE * 4] * 60),
             b.article("短", SENTENCE)),
    )  # fmt: skip
    output = made(issue, page_size=size, layout="[story.a2]\nbox = true\n", report=True)
    assert [n.detail for n in output.notices if not n.detail.startswith("0 in ")] == []
    prove(output, issue)


def test_black_alone_is_black() -> None:
    b = Builder()
    issue = b.issue(
        page(1, b.article("一事", SENTENCE), b.article("二事", SENTENCE * 20, column="（身边事）")),
        **DATED,
    )
    output = PdfWriter().write(issue, PdfOptions(theme="newspaper-black"), Context())
    prove(output, issue)
    theme = load_theme("newspaper-black", None, None)
    assert {theme.ink, theme.accent, theme.grey} == {"0 g"}


@pytest.mark.parametrize("theme", ["newspaper", "columns"])
@pytest.mark.parametrize("size", ["A3", "A4", "A5"])
def test_a_name_too_long_for_a_masthead_is_cut_at_a_size_that_is_read(
    theme: str, size: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[SetText] = []
    drawing = Sheet.artifact

    def kept(sheet: Sheet, kind: str, text: SetText, x: float, *ys: float) -> None:
        names.append(text)
        drawing(sheet, kind, text, x, *ys)

    monkeypatch.setattr(Sheet, "artifact", kept)
    issue = replace(
        two_pages(), meta=replace(two_pages().meta, publication="柳湾新闻与生活服务导" * 12)
    )
    output = PdfWriter().write(issue, PdfOptions(theme=theme, page_size=size), Context())
    prove(output, issue)
    drawn = [text.style.size for text in names if text.measured.text.startswith("柳")]
    assert max(drawn) >= 16


def test_a_running_heads_name_leaves_room_for_what_stands_beside_it() -> None:
    issue = replace(two_pages(), meta=replace(two_pages().meta, publication="柳湾新闻与生活" * 9))
    _, second, _ = texts(made(issue, page_size="A4"))
    named = re.search("(柳湾新闻与生活)+[柳湾新闻与生活]*……", second)
    assert named
    assert 12 * len(named.group()) < load_theme("newspaper", "A4", None).grid.measure - 160


def test_the_day_is_whole_below_a_name_on_small_pages() -> None:
    told_much = replace(two_pages().meta, number="12746", publisher="柳湾日报社")
    issue = replace(two_pages(), meta=told_much)
    output = PdfWriter().write(issue, PdfOptions(theme="newspaper", page_size="A5"), Context())
    drawn = "".join(page_texts(output.data, "a.pdf"))
    assert "2031年5月12日" in drawn
    assert "……" not in drawn


def test_a_newspaper_page_numbered_nought_is_called_that() -> None:
    b = Builder()
    issue = b.issue(page(0, b.article("一题", "正文。")), page(2, b.article("二题", "正文。")))
    output = PdfWriter().write(issue, PdfOptions(theme="newspaper"), Context())
    prove(output, issue)


def test_a_masthead_may_be_a_picture_in_the_theme() -> None:
    image = pytest.importorskip("PIL.Image")
    drawn = io.BytesIO()
    image.new("RGB", (400, 90), "navy").save(drawn, "PNG")
    code = base64.b64encode(drawn.getvalue()).decode()
    own = f'name = "own"\nbase = "newspaper"\n[masthead]\nimage = "{code}"\n'
    output = PdfWriter().write(two_pages(), PdfOptions(theme=own), Context())
    prove(output, two_pages())
    assert not texts(output)[0].startswith("柳湾日报")
    for wrong in ("!", base64.b64encode(b"no picture").decode()):
        with pytest.raises(OptionError, match="theme"):
            PdfWriter().write(two_pages(), PdfOptions(theme=own.replace(code, wrong)), Context())


def test_a_grid_taken_over_from_a_base_changes_only_what_is_said() -> None:
    own = 'name = "own"\nbase = "newspaper"\n[grid.A4]\nlines = 50\n'
    grid = load_theme(own, "A4", None).grid
    assert replace(grid, lines=54) == load_theme("newspaper", "A4", None).grid


SETTLED = (
    "inside", "on_the_grid", "no_overlap", "clear_of_rules", "rules_apart", "between_stories",
    "none_stranded", "subheads_kept", "headlines_differ", "ladder", "one_section",
)  # fmt: skip
"""Rules that no page breaks. (Columns cannot always be even; see `tests/bench/newspaper.py`.)"""


@pytest.mark.parametrize("seed", range(4))
def test_the_judge_of_pages_finds_no_fault(seed: int) -> None:
    pytest.importorskip("pikepdf", reason="the judge of pages reads PDFs with pikepdf")
    import newspaper_rules
    from newspapers import issue
    from pdf_layout import layout

    size = tuple(newspaper_rules.PAGES)[seed]
    output = made(issue(seed), page_size=size)
    prove(output, issue(seed))
    faults = newspaper_rules.faults(layout(io.BytesIO(output.data)), size)
    assert [fault for fault in faults if fault.rule in SETTLED] == []


def test_overrides_are_nothing_unless_said() -> None:
    assert Override() == Override(level=None, box=None, columns=None)
    assert overrides_of("", (), 3) == ({}, [])
