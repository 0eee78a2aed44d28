"""`exporter read`: what a person sees, and what a program gets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from build import small_issue
from command import source

from exporter.cli import main
from exporter.cli.read import summary
from exporter.interchange.json_form import from_json, to_json
from exporter.model import Guess, Notice, Range, Reading

GUESSES = (
    Guess(target="a1", part="deck", rule="next-line", confidence=0.55, reason="short,\nno mark"),
    Guess(target="a2", part="headline", rule="balance", confidence=0.99, reason="equal"),
)
NOTICES = (Notice(code="suspect-word", detail="抬脚", range=Range("s1", 60, 62)),)


def test_a_person_sees_parts_credits_seams_doubts_and_notices() -> None:
    reading = Reading(issue=small_issue(publication="柳湾日报"), guesses=GUESSES, notices=NOTICES)
    count = len("".join(reading.issue.sources[0].text.split()))
    assert "\n".join(summary(reading)) == (
        f"""\
试.txt (utf-8) · 柳湾日报 · 3 articles, {count} characters

第1版：要闻

[a1] line 1
  kicker    柳湾镇便民桥昨日通车
  headline  把桥修到对岸
  headline  把灯接到村口
  column    （身边事）
  deck      两岸三村 八千余人受益
  dateline  本报
  credit    记者 何青禾 (opening)
  blocks    2 × paragraph, 1 × subhead
  subheads  先问一遍,再动一锹

[a2] line 21
  headline  夜班公交增至十一条
  blocks    1 × paragraph
  healed    …,全市夜班公|交增至十一条… (试.txt:19)

第3版：民生

[a3] line 23
  headline  简讯一则
  blocks    1 × paragraph

Doubts
  a1 deck: short,\\nno mark (next-line, confidence 0.55)
  To put them right: exporter review SRC --doubtful

Notices
  suspect-word: 抬脚 (试.txt:11)"""
    )


def test_a_program_gets_the_whole_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    reading = Reading(issue=small_issue(), guesses=GUESSES, notices=NOTICES)
    source(tmp_path, "x.json", to_json(reading))
    assert main(["read", "x.json", "--json"]) == 0
    told = capsys.readouterr()
    assert from_json(told.out) == reading
    assert told.err == "notice: suspect-word: 抬脚 (试.txt:11)\n"
    article = json.loads(told.out)["issue"]["pages"][0]["articles"][0]
    assert article["guesses"][0]["rule"] == "next-line"
    assert main(["read", "x.json", "--json", "--quiet"]) == 0
    assert capsys.readouterr().err == ""


def test_a_text_in_the_user_s_form_is_shown_with_its_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    source(tmp_path)
    assert main(["read", "要闻.txt"]) == 0
    told = capsys.readouterr().out
    assert "要闻.txt" in told
    assert "把桥修到对岸" in told
    assert "何青禾" in told


MARKED = """第02版：综合

# 程澄在春耕会上强调 不误农时 抓好春管

本报讯（记者 **何青禾** 通讯员 周渡）春耕会昨日召开,各乡镇要分区分级管

— 7 —

理,把每一块田都落到人头上。

（下转第3版）
"""


def test_how_it_was_read_what_is_not_shown_and_what_is_doubtful_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["read", str(source(tmp_path, "要闻.md", MARKED))]) == 0
    told = capsys.readouterr().out.splitlines()
    assert "  encoding utf-8: every byte fits, and only there (1.00)" in told
    assert "  dialect markdown: 要闻.md is called so (1.00)" in told
    assert "[a1] line 3" in told
    assert "  jump      to page 3" in told
    assert "  healed    …要分区分级管|理,把每一块… (要闻.md:9)" in told
    assert "  page header: 第02版：综合 (要闻.md:1)" in told
    assert "  folio: — 7 — (要闻.md:7)" in told
    assert "  signs: heading 1, emphasis 2" in told


def test_a_doubtful_headline_is_told_in_words() -> None:
    doubt = Guess(
        target="a1", part="headline", rule="head-splits", confidence=0.6,
        reason="1+2+0 rather than 0+3+0: e1桥 +0.5", range=Range("s1", 0, 3),
    )  # fmt: skip
    reading = Reading(issue=small_issue(), guesses=(doubt,))
    assert (
        "  a1 headline (line 1): kicker 1, headline 2 rather than headline 3: e1桥 +0.5 "
        "(head-splits, confidence 0.60)"
    ) in list(summary(reading))


def test_an_article_of_a_headline_alone_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["read", str(source(tmp_path, text="# 桥通车\n"))]) == 0
    assert "  blocks    none\n" in capsys.readouterr().out
