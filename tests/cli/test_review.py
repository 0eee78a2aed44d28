"""`exporter review` and `exporter learn`: decisions written, put right, replayed everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from command import source

import exporter
from exporter.api.archives import pack
from exporter.cli import main
from exporter.interchange.json_form import block_text, block_type
from exporter.model import Paragraph, Source, Subhead, articles_of, text_of
from exporter.reading.credits.names import Named
from exporter.reading.decided.overrides import override_toml

TEXT = """\
# 柳湾镇便民桥昨日通车 把桥修到对岸

本报讯(记者 何青禾)5月11日,柳湾镇便民桥建成通车。桥长128米,宽9.5米,两岸三村八千余人出行不再绕路。

桥头的人

“以前过河要等船,”村民说,“现在抬脚就到。”镇里还在桥头装了12盏路灯,每晚19:30亮起。
"""


def put_right(path: Path, line: str, right: str) -> None:
    """The one table that says `line` is taken out of its comment, with `right` in its place."""
    tables = path.read_text(encoding="utf-8").split("\n\n")
    (found,) = [table for table in tables if line in table and "# [[override]]" in table]
    for i, table in enumerate(tables):
        if table is found:
            lines = table.split("\n")
            at = lines.index("# [[override]]")
            tables[i] = "\n".join(
                [*lines[:at], *(one.removeprefix("# ") for one in lines[at:])]
            ).replace(line, right)
    path.write_text("\n\n".join(tables), encoding="utf-8")


def test_what_is_put_right_in_the_file_is_what_every_command_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = source(tmp_path, text=TEXT)
    assert main(["review", str(text)]) == 0
    file = tmp_path / "要闻.overrides.toml"
    assert capsys.readouterr().out.strip() == str(file)
    two = 'headline = ["柳湾镇便民桥昨日通车", "把桥修到对岸"]'
    put_right(file, two, 'headline = ["柳湾镇便民桥昨日通车 把桥修到对岸"]')
    put_right(file, 'names = ["何青禾"]', 'names = ["何青", "禾苗"]')
    put_right(file, 'set = "subhead"', 'set = "text"')
    (article,) = articles_of(exporter.read(text).issue)
    assert [text_of(line) for line in article.headline] == ["柳湾镇便民桥昨日通车 把桥修到对岸"]
    assert article.kicker is None
    assert article.credits[0].names == ("何青", "禾苗")
    assert not [block for block in article.blocks if isinstance(block, Subhead)]
    assert "桥头的人" in [text_of(b.text) for b in article.blocks if isinstance(b, Paragraph)]
    assert main(["epub", str(text), "-q", "-o", str(tmp_path / "a.epub")]) == 0
    assert main(["verify", str(tmp_path / "a.epub"), "--source", str(text)]) == 0
    kept = [one.name for one in pack([text], formats=["json"]).attachments]
    assert "source/要闻.overrides.toml" in kept


def test_a_file_of_decisions_is_not_overwritten_unless_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = source(tmp_path, text=TEXT)
    file = tmp_path / "要闻.overrides.toml"
    assert main(["review", str(text)]) == 0
    put_right(file, 'set = "subhead"', 'set = "drop"')
    made = file.read_bytes()
    assert main(["review", str(text)]) == 2
    assert "--update" in capsys.readouterr().err
    assert file.read_bytes() == made
    assert main(["review", str(text), "--update"]) == 0
    assert '\nset = "drop"' in file.read_text(encoding="utf-8")
    assert main(["review", str(text), "-o", "-", "--doubtful"]) == 0
    out = capsys.readouterr().out
    assert '\nset = "drop"' in out
    assert "credits = " not in out


def test_several_sources_have_a_file_each(tmp_path: Path) -> None:
    first, second = source(tmp_path, "一.txt", TEXT), source(tmp_path, "二.txt", TEXT)
    assert main(["review", str(first), str(second), "--together"]) == 0
    assert main(["review", str(first), str(second), "-o", f"{tmp_path}/out/"]) == 6
    (tmp_path / "out").mkdir()
    assert main(["review", str(first), str(second), "-o", f"{tmp_path}/out/"]) == 0
    for folder in (tmp_path, tmp_path / "out"):
        for name in ("一", "二"):
            made = (folder / f"{name}.overrides.toml").read_text(encoding="utf-8")
            assert made.count(f'source = "{name}.txt"') == made.count("[[override]]")
    put_right(tmp_path / "二.overrides.toml", 'set = "subhead"', 'set = "drop"')
    issue = exporter.read([first, second]).issue
    assert [drop.range.src for drop in issue.dropped if drop.code == "override"] == ["s2"]


def test_sources_of_two_folders_may_be_called_alike(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = ("# 桥通了\n\n桥在，路就在。\n", "# 灯亮了\n\n灯在，人就在。\n")
    paths = [tmp_path / folder / "01.txt" for folder in ("甲", "乙")]
    for path, text in zip(paths, texts, strict=True):
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
    both = [str(path) for path in paths]
    assert main(["review", *both, "--together"]) == 2
    assert "Two sources are called 01.txt" in capsys.readouterr().err
    assert main(["review", *both]) == 0
    decided = paths[1].with_name("01.overrides.toml")
    put_right(decided, 'headline = ["灯亮了"]', 'headline = ["灯亮", "了"]')
    reading = exporter.read(paths)
    assert [notice.code for notice in reading.notices] == []
    heads = [[text_of(line) for line in one.headline] for one in articles_of(reading.issue)]
    assert heads == [["桥通了"], ["灯亮", "了"]]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["review", "x.json"], "is a model"),
        (["review", "一.txt", "二.txt", "-o", "o.toml"], "Several files need a folder"),
        (["read", "坏.txt"], "Did you mean join?"),
        (["learn", "没有.txt"], "does not exist"),
        (["read", "一.txt", "--house", "hong-kon"], "Did you mean hong-kong?"),
        (["read", "一.txt", "--house", "没有.toml"], "does not exist"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("一.txt", "二.txt", "坏.txt"):
        source(tmp_path, name, TEXT)
    (tmp_path / "坏.overrides.toml").write_text(
        '[[override]]\nrange = [0, 3]\nhash = "x"\njoins = true\n', encoding="utf-8"
    )
    main(["json", "一.txt", "-o", "x.json", "-q"])
    capsys.readouterr()
    assert main(words) in (2, 3)
    assert said in capsys.readouterr().err


def test_a_house_is_learnt_from_what_was_put_right_and_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    one = (
        "# 柳湾桥通车 两岸三村受益 （身边事）\n\n霖川讯(记者 何青禾)便民桥昨日通车,两岸都来看。\n\n"
    )
    text = source(tmp_path, "一月.txt", one * 12)
    assert main(["learn", str(text), "--name", "柳湾日报", "-o", "柳湾日报.toml"]) == 0
    house = (tmp_path / "柳湾日报.toml").read_text(encoding="utf-8")
    assert 'name = "柳湾日报"' in house
    assert 'columns = ["身边事"]' in house
    assert "kicker = false" in house
    guesses = [g for g in exporter.read(text, house="柳湾日报.toml").guesses if g.part == "profile"]
    assert [(g.rule, g.reason.split(":")[0]) for g in guesses] == [("house-told", "柳湾日报")]
    kept = [one.name for one in pack([text], formats=["json"], house="柳湾日报.toml").attachments]
    assert "source/柳湾日报.toml" in kept
    (tmp_path / "issue.toml").write_text('profile = "柳湾日报.toml"\n', encoding="utf-8")
    guesses = [g for g in exporter.read(text).guesses if g.part == "profile"]
    assert [g.rule for g in guesses] == ["house-told"]
    capsys.readouterr()
    assert main(["learn", str(source(tmp_path, "二.txt", one))]) == 0
    captured = capsys.readouterr()
    assert 'name = "learnt"' in captured.out
    assert "1 article says little" in captured.err


EVERY = """\
头版要目

# 程澄在春耕会上强调 不误农时抓好春管

第一行
第二行
霖川讯，何青禾报道：春耕会昨日召开。各乡镇要分区分级管
理，把每一块田都落到人头上。会议要求三天完成。
桥头的人
引用一句
甲　乙　丙
丁　戊　己
秦简责编
图中是桥
转到后面
无关的话
又一篇
文。
"""


def test_every_kind_of_decision_holds_in_every_output(tmp_path: Path) -> None:
    text = source(tmp_path, text=EVERY)
    read = Source(id="s1", name="要闻.txt", sha256="", encoding="utf-8", text=EVERY)

    def about(first: str, last: str = "", **said: Any) -> str:
        start = EVERY.index(first)
        end = EVERY.index(last or first, start) + len(last or first)
        return override_toml(read, start, end, **said)

    tables = [
        about("头版要目", set="page", page=1, name="要闻"),
        about("程澄在春耕会上强调 不误农时抓好春管", kicker="程澄在春耕会上强调",
              headline=["不误农时", "抓好春管"]),
        about("第一行", "第二行", set="summary"),
        about("霖川讯", dateline={"agency": "霖川"}),
        about("何青禾报道", credits=[Named("记者", None, ("何青禾",))]),
        about("理，把每", "三天完成。", join=True),
        about("会议要求三天完成。", join=False),
        about("桥头的人", set="text"),
        about("引用一句", set="quote"),
        about("甲", "戊　己", set="table"),
        about("秦简责编", set="staff", credits=[Named("责编", None, ("秦简",))]),
        about("图中是桥", set="photo"),
        about("转到后面", set="jump", way="to", page=4),
        about("无关的话", set="drop"),
        about("又一篇", headline=["又一篇"]),
    ]  # fmt: skip
    (tmp_path / "要闻.overrides.toml").write_text("\n".join(tables), encoding="utf-8")
    reading = exporter.read(text)
    assert [n for n in reading.notices if n.code.startswith("override")] == []
    first, second = articles_of(reading.issue)
    assert (reading.issue.pages[0].number, reading.issue.pages[0].name) == (1, "要闻")
    assert first.kicker is not None
    assert text_of(first.kicker) == "程澄在春耕会上强调"
    assert [text_of(line) for line in first.headline] == ["不误农时", "抓好春管"]
    assert [text_of(line) for line in first.summary] == ["第一行", "第二行"]
    assert first.dateline is not None
    assert first.dateline.agency == "霖川"
    assert [(c.role, c.names, c.where) for c in first.credits] == [
        ("记者", ("何青禾",), "opening"),
        ("责编", ("秦简",), "staff"),
    ]
    assert [(jump.direction, jump.page) for jump in first.jumps] == [("to", 4)]
    kinds = [block_type(block) for block in first.blocks]
    assert kinds == [
        "paragraph", "paragraph", "paragraph", "quote", "table", "staff", "figure", "jump_line",
    ]  # fmt: skip
    assert block_text(first.blocks[0]).endswith("分区分级管理，把每一块田都落到人头上。")
    assert [text_of(line) for line in second.headline] == ["又一篇"]
    assert main(["all", str(text), "-q", "-o", f"{tmp_path}/out/"]) == 0
    made = [f"{tmp_path}/out/要闻{suffix}" for suffix in (".epub", ".pdf", ".docx")]
    assert main(["verify", *made, "--source", str(text)]) == 0
    assert exporter.read(f"{tmp_path}/out/要闻.json").issue == reading.issue
