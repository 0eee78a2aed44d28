"""Exporting from the command line: where files go, what is printed, what they are called."""

from __future__ import annotations

import hashlib
import json
import os
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from build import small_issue
from command import TEXT, command, source

from exporter.cli import main
from exporter.interchange.json_form import from_json, to_json
from exporter.model import Reading


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def names(folder: str | Path = ".") -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


def test_a_file_goes_into_the_current_folder_under_its_source_s_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    source(tmp_path / "in")
    assert main(["json", "in/要闻.txt"]) == 0
    assert capsys.readouterr().out == "要闻.json\n"
    assert from_json(Path("要闻.json").read_bytes()).issue.sources[0].text == TEXT


def test_o_names_a_file_or_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source(tmp_path)
    (tmp_path / "old").mkdir()
    for target, path in (("x.json", "x.json"), ("old", "old/要闻.json"), ("new/", "new/要闻.json")):
        assert main(["json", "要闻.txt", "-o", target]) == 0
        assert capsys.readouterr().out == f"{path}\n"
        assert Path(path).is_file()


def test_after_two_dashes_all_are_sources(tmp_path: Path) -> None:
    source(tmp_path, "-a.txt")
    source(tmp_path, "b.txt")
    assert main(["json", "b.txt", "-o", "out/", "--", "-a.txt"]) == 0
    assert sorted(path.name for path in Path("out").iterdir()) == ["-a.json", "b.json"]


def test_an_unknown_command_is_told_each_name_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["zzzz"]) == 2
    assert capsys.readouterr().err.count(" epub,") == 1


def test_a_folder_may_be_called_like_a_file(tmp_path: Path) -> None:
    source(tmp_path, "要闻.txt")
    source(tmp_path, "副刊.txt")
    Path("set.epub").mkdir()
    for arguments in (["要闻.txt"], ["要闻.txt", "副刊.txt"]):
        assert main(["json", *arguments, "-o", "set.epub"]) == 0
    assert main(["json", *arguments, "-o", "new.json/"]) == 0
    assert sorted(os.listdir("set.epub")) == sorted(os.listdir("new.json"))


def test_several_sources_give_a_file_each_and_together_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source(tmp_path, "01.txt")
    source(tmp_path, "02.txt")
    assert main(["json", "01.txt", "02.txt", "-o", "out"]) == 0
    assert capsys.readouterr().out == "out/01.json\nout/02.json\n"
    assert main(["json", "01.txt", "02.txt", "--together", "-o", "one.json"]) == 0
    sources = from_json(Path("one.json").read_bytes()).issue.sources
    assert [one.name for one in sources] == ["01.txt", "02.txt"]


def test_sources_and_options_may_stand_in_any_order(tmp_path: Path) -> None:
    source(tmp_path, "01.txt")
    source(tmp_path, "02.txt")
    assert main(["json", "-o", "out", "01.txt", "--date", "2031-05-12", "02.txt", "-q"]) == 0
    assert names("out") == ["01.json", "02.json"]
    assert main(["all", "01.txt", "-o", "set", "02.txt", "--formats", "json"]) == 0
    assert names("set") == ["01.json", "02.json"]


def test_sources_of_one_name_never_overwrite_one_another(tmp_path: Path) -> None:
    texts = {}
    decomposed = unicodedata.normalize("NFD", "が.txt")
    for folder, name in (("a", "x.txt"), ("b", "X.txt"), ("c", "x.txt"), ("d", "が.txt")):
        (tmp_path / folder).mkdir()
        texts[f"{folder}/{name}"] = source(tmp_path / folder, name, TEXT + f"来自{folder}。\n")
    (tmp_path / "e").mkdir()
    texts[f"e/{decomposed}"] = source(tmp_path / "e", decomposed, TEXT + "来自e。\n")
    assert main(["json", *texts, "-o", "out"]) == 0
    assert names("out") == ["X-2.json", "x-3.json", "x.json", "が-2.json", "が.json"]
    held = [from_json(path.read_bytes()).issue.sources[0].text for path in Path("out").iterdir()]
    assert sorted(held) == sorted(path.read_text("utf-8") for path in texts.values())


@pytest.mark.parametrize("name", ["CON.txt", "nul.txt", "a:b?.txt", "..txt", "长" * 80 + ".txt"])
def test_difficult_names_make_files_that_every_system_takes(tmp_path: Path, name: str) -> None:
    source(tmp_path, name)
    assert main(["json", name, "-o", "out/"]) == 0
    (made,) = names("out")
    assert made.endswith(".json")
    assert not set(made) & set('<>:"/\\|?*')
    assert made.partition(".")[0].lower() not in ("con", "nul", "")


def test_standard_input_and_output_carry_bytes(tmp_path: Path) -> None:
    done = command("json", "-", cwd=tmp_path, stdin=TEXT.encode())
    assert done.returncode == 0
    assert from_json(done.stdout).issue.sources[0].text == TEXT
    again = command("json", "-", "-o", "-", cwd=tmp_path, stdin=TEXT.encode())
    assert again.stdout == done.stdout
    put = command("json", "-", "-o", "x.json", cwd=tmp_path, stdin=TEXT.encode())
    assert (put.stdout, Path("x.json").read_bytes()) == (b"x.json\n", done.stdout)


def test_a_reading_travels_through_a_pipe(tmp_path: Path) -> None:
    source(tmp_path)
    model = command("read", "要闻.txt", "--json", "--publication", "柳湾日报", cwd=tmp_path).stdout
    straight = command("json", "要闻.txt", "--publication", "柳湾日报", "-o", "-", cwd=tmp_path)
    assert command("json", "-", cwd=tmp_path, stdin=model).stdout == straight.stdout


def test_receipts_tell_a_script_what_was_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source(tmp_path)
    assert main(["json", "要闻.txt", "no.txt", "--json", "-o", "out"]) == 3
    made, failed = json.loads(capsys.readouterr().out)
    data = Path("out/要闻.json").read_bytes()
    assert made == {
        "sources": ["要闻.txt"],
        "format": "json",
        "path": "out/要闻.json",
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "notices": [],
    }
    assert failed["error"] == "InputError"
    assert failed["sources"] == ["no.txt"]


def test_a_writer_s_options_reach_it(tmp_path: Path) -> None:
    source(tmp_path)
    assert main(["json", "要闻.txt", "-o", "a.json", "--compact"]) == 0
    assert main(["json", "要闻.txt", "-o", "b.json", "--no-compact"]) == 0
    a, b = Path("a.json").read_bytes(), Path("b.json").read_bytes()
    assert len(a) < len(b)
    assert from_json(a) == from_json(b)


def test_what_is_said_about_the_issue_arrives(tmp_path: Path) -> None:
    source(tmp_path)
    said = "--publication 柳湾日报 --date 2031-05-12 --number 8412 --title 题 --language zh-Hant"
    said += " --publisher 柳湾社 --rights 版权 --identifier urn:x:1 --series 丛"
    said += " --subject 桥 --subject 灯"
    assert main(["json", "要闻.txt", *said.split()]) == 0
    meta = json.loads(Path("要闻.json").read_bytes())["issue"]["meta"]
    assert meta == {
        "publication": "柳湾日报",
        "date": "2031-05-12",
        "number": "8412",
        "title": "题",
        "language": "zh-Hant",
        "publisher": "柳湾社",
        "rights": "版权",
        "identifier": "urn:x:1",
        "series": "丛",
        "subjects": ["桥", "灯"],
    }


def _holed() -> str:
    issue = small_issue()
    text = issue.sources[0].text + "无人认领\n的一句。"
    told = replace(issue.sources[0], text=text, sha256=hashlib.sha256(text.encode()).hexdigest())
    return to_json(Reading(issue=replace(issue, sources=(told,))))


def test_a_hole_is_told_on_standard_error_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source(tmp_path, "holed.json", _holed())
    assert main(["json", "holed.json", "-o", "out/"]) == 0
    told = capsys.readouterr()
    assert told.out == "out/holed.json\n"
    assert told.err == (
        "notice: hole-lost: this text of the source is in no article and was not set aside: "
        "无人认领\\n的一句。 (试.txt:25)\n"
    )
    assert main(["json", "holed.json", "-o", "out/", "--quiet"]) == 0
    assert capsys.readouterr().err == ""
    assert main(["json", "holed.json", "-o", "out/", "--json", "-q"]) == 0
    (receipt,) = json.loads(capsys.readouterr().out)
    assert receipt["notices"][0]["line"] == 25


def test_all_makes_every_format_asked_for_from_one_reading(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source(tmp_path)
    assert main(["all", "要闻.txt", "-o", "out", "--formats", "json"]) == 0
    assert capsys.readouterr().out == "out/要闻.json\n"
    assert names("out") == ["要闻.json"]


def test_output_is_utf_8_in_a_terminal_that_is_not(tmp_path: Path) -> None:
    source(tmp_path)
    for locale in ("C", "POSIX", "zh_CN.GB18030"):
        world = {"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        world |= {"PYTHONIOENCODING": "ascii"}
        said = ("要闻.txt", "--publication", "柳湾日报")
        done = command("json", *said, cwd=tmp_path, environment=world)
        assert (done.returncode, done.stdout.decode()) == (0, "要闻.json\n"), done.stderr
        made = from_json((tmp_path / "要闻.json").read_bytes()).issue
        assert (made.meta.publication, made.sources[0].name) == ("柳湾日报", "要闻.txt")
        shown = command("read", "要闻.txt", cwd=tmp_path, environment=world)
        assert "柳湾镇" in shown.stdout.decode()


def test_a_file_name_that_is_no_text_is_read_and_its_output_named_safely(tmp_path: Path) -> None:
    name = b"\xb1\xa8.txt"  # a GBK name on a UTF-8 system
    try:
        (Path(tmp_path) / name.decode("utf-8", "surrogateescape")).write_text(TEXT, "utf-8")
    except OSError:
        pytest.skip("this file system takes text names only")
    assert main(["json", name.decode("utf-8", "surrogateescape"), "-o", "out/"]) == 0
    (made,) = names("out")
    assert made.encode().decode().endswith(".json")
