"""Words likely wrong: flagged where they stand, never changed."""

from __future__ import annotations

import pytest

from exporter.model import Source, articles_of, lines_of_article, text_of
from exporter.reading import RawInput, read_sources
from exporter.reading.text.doubts import TOLD, doubts_of, suspects


def flagged(text: str) -> list[str]:
    source = Source(id="s1", name="试.txt", sha256="", encoding="utf-8", text=text)
    return [n.detail.split(" ")[0] for n in doubts_of(source) if n.code == "suspect-word"]


@pytest.mark.parametrize("suspect", suspects(), ids=lambda one: one.wrong)
def test_every_word_of_the_table_is_flagged_alone_and_what_is_meant_is_not(suspect: object) -> None:
    wrong, right = suspect.wrong, suspect.right  # type: ignore[attr-defined]
    assert wrong in flagged(f"，{wrong}。")
    assert right not in {one.wrong for one in suspects()}
    assert wrong not in flagged(f"，{right}。")


def test_the_table_says_each_word_once() -> None:
    words = [one.wrong for one in suspects()]
    assert len(words) == len(set(words)) >= 250


@pytest.mark.parametrize(
    "text",
    [
        "相关健康知识",
        "来自已经通车的桥",
        "解决对象国的困难",
        "上海拨款三亿元",
        "情感概括得准",
        "树立即然",
        "期末来临",
        "他爱好象棋",
        "反复盖章",
        "学历害得他",
    ],
)
def test_letters_of_other_words_are_not_flagged(text: str) -> None:
    assert flagged(text) == []


def test_a_long_text_is_flagged_like_a_short_one_and_nothing_is_changed() -> None:
    text = "# 春耕到了关健时期\n\n各乡镇都在布署灌水,农技员按装了三十台虫情灯。\n"
    rest = "".join(f"{chr(0x4E00 + i)}" for i in range(0, 20000, 3)) * 20
    assert flagged(text) == ["关健", "按装", "布署"]
    assert flagged(text + "。\n".join(rest[i : i + 90] for i in range(0, len(rest), 90)))[:3] == [
        "关健",
        "按装",
        "布署",
    ]
    reading = read_sources([RawInput(name="试.txt", data=text.encode())])
    (article,) = articles_of(reading.issue)
    assert "关健时期" in "".join(text_of(line) for line in lines_of_article(article))


def test_a_word_in_every_line_is_told_a_few_times_and_counted() -> None:
    source = Source(id="s1", name="试.txt", sha256="", encoding="utf-8", text="关健。\n" * 40)
    notices = list(doubts_of(source))
    assert len(notices) == TOLD + 1
    assert notices[-1].detail == f"{40 - TOLD} more in 试.txt"


def markup(text: str) -> list[str]:
    source = Source(id="s1", name="试.txt", sha256="", encoding="utf-8", text=text)
    return [n.detail for n in doubts_of(source) if n.code == "markup"]


def test_a_web_page_s_signs_are_told_once() -> None:
    (told,) = markup('<p class="x">桥通车。</p><br/>&nbsp;&nbsp;便民&amp;惠民')
    assert told.startswith('<p class="x"> is a web page')
    assert "the first of 6" in told
    assert markup("甲<乙>丙，A&B；x<y，<3，《<a》，AT&T;公司") == []
