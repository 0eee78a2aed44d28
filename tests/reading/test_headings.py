"""Headings on lines right below each other are one headline."""

from __future__ import annotations

from exporter.conservation import unaccounted
from exporter.model import Article, Reading, articles_of, text_of
from exporter.reading import RawInput, Settings, read_settings, read_sources

FIVE = "# 关于做好\n# 防汛工作\n# 确保群众\n# 安全的通知\n# 全文发布（特稿）\n\n桥在，路就在。\n"


def read(text: str, settings: Settings | None = None) -> Reading:
    raw = RawInput(name="试.txt", data=text.encode())
    reading = read_sources([raw], settings or Settings())
    assert unaccounted(reading.issue) == ()
    return reading


def heads(reading: Reading) -> list[list[str]]:
    return [[text_of(line) for line in one.headline] for one in articles_of(reading.issue)]


def test_five_lines_with_marks_are_one_headline_and_doubted() -> None:
    reading = read(FIVE)
    (article,) = articles_of(reading.issue)
    assert isinstance(article, Article)
    assert heads(reading) == [["关于做好", "防汛工作", "确保群众", "安全的通知", "全文发布"]]
    assert article.column is not None
    assert text_of(article.column) == "（特稿）"
    assert len(article.blocks) == 1
    (guess,) = [guess for guess in reading.guesses if guess.part == "headline"]
    assert guess.rule == "heading-lines"
    assert guess.confidence < 0.9


def test_headings_set_apart_are_articles_of_their_own() -> None:
    assert heads(read("# 桥通了\n\n# 灯亮了\n\n桥在，路就在。\n")) == [["桥通了"], ["灯亮了"]]


def test_many_headings_are_no_headline() -> None:
    assert len(heads(read("# 桥通了\n" * 7 + "\n桥在，路就在。\n"))) == 7


def test_a_person_parts_them() -> None:
    start = FIVE.index("安全")
    toml = f"[[override]]\nrange = [{start}, {start + 5}]\nset = 'article'\n"
    found = heads(read(FIVE, read_settings(toml.encode(), "o.toml")))
    assert [len(lines) for lines in found] == [3, 2]


def test_a_column_s_tag_behind_the_deck_is_one_move() -> None:
    lead = "本报讯（记者何青禾）5月11日，柳湾镇便民桥建成通车。桥长128米，两岸三村出行不再绕路。"
    line = "把路修到家门口 ——霖川县三年修路二百公里（深度）"
    reading = read(f"# {line}\n\n{lead}\n\n以前过河要等船。\n")
    (article,) = articles_of(reading.issue)
    assert article.column is not None
    (move,) = reading.issue.moves
    assert (move.range, move.to, move.reason) == (
        article.column[0].range, article.id, "column-with-headline",
    )  # fmt: skip
