"""The file of decisions: complete, replayed to itself, kept when it is written anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from reading.article_cases import Case, all_cases
from reading.soup import line_soup

from exporter.conservation import unaccounted
from exporter.model import Issue, articles_of
from exporter.reading import (
    RawInput,
    Settings,
    read_overrides,
    read_settings,
    read_sources,
    review_sources,
)
from exporter.reading.decided.overrides import excerpt_hash

SAMPLES = Path(__file__).parents[2] / "samples"
TEXT = """# 柳湾镇修桥记 两岸三村受益

本报讯（记者 何青禾）开平四年,柳湾的人们把船系在一起,从此有了这座浮

桥,一直用到去年夏天。

桥头的人

老人们说,桥在,路就在。
"""


def uncommented(toml: str) -> str:
    """The file with every table in force."""
    return re.sub(r"^# (?=\[\[override|[a-z]+ = )", "", toml, flags=re.MULTILINE)


def replayed(data: bytes, name: str, encoding: str | None = None) -> tuple[Issue, Issue]:
    """The issue, and the issue once all its decisions are a person's."""
    inputs = [RawInput(name=name, data=data)]
    reading, files = review_sources(inputs, encoding=encoding)
    told = read_overrides(uncommented(files[name]).encode(), "o.toml", name)
    again = read_sources(inputs, Settings(overrides=told), encoding=encoding)
    assert [n for n in again.notices if n.code in ("override-stale", "override-unused")] == []
    return reading.issue, again.issue


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.glob("*.txt")))
def test_every_decision_about_a_sample_replays_to_itself(name: str) -> None:
    before, after = replayed((SAMPLES / name).read_bytes(), name)
    assert after.pages == before.pages
    assert {drop.range for drop in after.dropped} == {drop.range for drop in before.dropped}
    assert unaccounted(after) == ()


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: f"{case.file}: {case.name}")
def test_every_decision_about_a_case_replays_to_itself(case: Case) -> None:
    name = "案.md" if case.name.startswith("@md") else "案.txt"
    before, after = replayed((case.text + "\n").encode(), name)
    assert after.pages == before.pages


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(line_soup())
@example("# 题\n\n文\n\n文。（下转第3版）\n")
@example("**桥通了** [公告](https://a.invalid/b)\n**桥通了** [公告](https://a.invalid/b)\n末")
@example("# 题\n\ufeff\r桥名\t长度\t宽度\n||\n末")
@example("# 题\r文。\r桥名\t长度\t宽度\r石桥\t30\t4\r末")
def test_every_decision_about_any_text_can_be_replayed(text: str) -> None:
    _, after = replayed(text.encode(), "试.txt", "utf-8")
    assert unaccounted(after) == ()


def test_what_else_a_headline_could_be_is_told_with_its_probability() -> None:
    path = SAMPLES / "linchuan-2031-05-12.txt"
    _, files = review_sources([RawInput(name=path.name, data=path.read_bytes())])
    other = (
        r"#   or, 0\.\d\d: kicker 霖江二桥主桥昨日合龙, headline 两岸车程有望缩至8分钟, deck ——全长"
    )
    assert re.search(other, files[path.name])
    assert 'headline = ["霖江二桥主桥昨日合龙", "两岸车程有望缩至8分钟"]' in files[path.name]


def test_only_what_is_doubtful_is_listed_where_that_is_asked() -> None:
    inputs = [RawInput(name="试.txt", data=TEXT.encode())]
    whole = review_sources(inputs)[1]["试.txt"]
    some = review_sources(inputs, doubtful=True)[1]["试.txt"]
    assert 0 < some.count("[[override]]") < whole.count("[[override]]")
    assert "credits" not in some.split("\n\n", 1)[1]


def test_decisions_are_kept_and_follow_their_text_when_the_file_is_written_anew() -> None:
    inputs = [RawInput(name="试.txt", data=TEXT.encode())]
    start = TEXT.index("桥头的人")
    made = review_sources(inputs)[1]["试.txt"]
    table = re.search(
        r"# \[\[override\]\]\n(?:# .*\n)*?# excerpt = \"桥头的人\"\n(?:# .*\n)+", made
    )
    assert table is not None
    decided = uncommented(table.group()).replace('"subhead"', '"drop"')
    told = read_settings(decided.encode(), "o.toml")
    (again,) = review_sources(inputs, told)[1].values()
    assert "\n[[override]]" in again
    assert again.count('excerpt = "桥头的人"') == 1

    longer = "新加的一行。\n\n" + TEXT
    moved = [RawInput(name="试.txt", data=longer.encode())]
    (anew,) = review_sources(moved, told)[1].values()
    kept = read_overrides(anew.encode(), "o.toml", "试.txt")
    assert [(one.start, one.set) for one in kept] == [(start + len("新加的一行。\n\n"), "drop")]
    issue = read_sources(moved, Settings(overrides=kept)).issue
    assert "override" in [drop.code for drop in issue.dropped]
    assert len(list(articles_of(issue))) == 2

    other = [RawInput(name="试.txt", data=TEXT.replace("桥头的人", "桥尾的人").encode())]
    (lost,) = review_sources(other, told)[1].values()
    assert "no longer fit" in lost
    assert read_overrides(lost.encode(), "o.toml", "试.txt") == ()


def test_a_review_fills_in_a_hash_that_was_left_out() -> None:
    start = TEXT.index("桥头的人")
    by_hand = f'[[override]]\nrange = [{start}, {start + 4}]\nset = "drop"\n'
    inputs = [RawInput(name="试.txt", data=TEXT.encode())]
    (made,) = review_sources(inputs, read_settings(by_hand.encode(), "o.toml"))[1].values()
    (kept,) = read_overrides(made.encode(), "o.toml", "试.txt")
    assert (kept.start, kept.excerpt, kept.digest) == (
        start,
        "桥头的人",
        excerpt_hash("桥头的人"),
    )
    (lost,) = review_sources(inputs, read_settings(
        by_hand.replace("set", 'excerpt = "桥尾"\nset').encode(), "o.toml"
    ))[1].values()  # fmt: skip
    assert "no longer fit" in lost
    assert 'excerpt = "桥尾"\n# set' in lost


def test_a_headline_of_marked_lines_replays_to_itself() -> None:
    text = "# 柳湾修桥\n# 两岸受益\n# 渡口不再等船（特稿）\n\n桥在，路就在。\n"
    before, after = replayed(text.encode(), "试.txt")
    assert after.pages == before.pages
    assert len(list(articles_of(after))) == 1


def test_a_review_says_what_language_was_told() -> None:
    text = "# 柳灣鎮修橋記\n\n老人們說，橋在，路就在。\n"
    (made,) = review_sources([RawInput(name="試.txt", data=text.encode())])[1].values()
    assert "# language: zh-Hant: " in made
