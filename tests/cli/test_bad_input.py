"""Every mistake: one sentence, its exit code, no traceback, no file."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from command import ROOT, command, source

from exporter.cli import main


@dataclass(frozen=True)
class Mistake:
    """`arguments` for a folder made by `prepare`; `code` and some `words` are expected."""

    code: int
    words: str
    arguments: str
    prepare: Callable[[Path], object] = lambda _: None


def _text(folder: Path) -> Path:
    return source(folder, "a.txt")


def _bytes(data: bytes, name: str = "a.txt") -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(data)


def _toml(text: str) -> Callable[[Path], object]:
    return lambda folder: (_text(folder), source(folder, "a.toml", text))


RUBBISH = bytes(range(256)) * 20
MISTAKES = {
    "a missing source": Mistake(3, "a.txt does not exist", "{f} a.txt"),
    "a source in a missing folder": Mistake(3, "does not exist", "{f} no/a.txt"),
    "a source below a file": Mistake(3, "part of its path is a file", "{f} a.txt/b.txt", _text),
    "a folder": Mistake(3, "is a folder", "{f} d", lambda folder: (folder / "d").mkdir()),
    "an empty file": Mistake(3, "empty", "{f} a.txt", _bytes(b"")),
    "a file of blanks": Mistake(3, "a.txt", "{f} a.txt", _bytes(b" \r\n\t\n")),
    "binary rubbish": Mistake(3, "a.txt", "{f} a.txt", _bytes(RUBBISH)),
    "a picture": Mistake(3, "a.txt", "{f} a.txt", _bytes(b"\x89PNG\r\n\x1a\n" + RUBBISH)),
    "a web page": Mistake(
        3, "a web page", "{f} a.txt", _bytes("\n<!DOCTYPE html><p>桥通车。</p>".encode("utf-16"))
    ),
    "an RTF file": Mistake(3, "an RTF file", "{f} a.txt", _bytes(rb"{\rtf1\ansi x}")),
    "zeroes": Mistake(3, "a.txt", "{f} a.txt", _bytes(bytes(4096))),
    "a model that is none": Mistake(3, "not JSON", "{f} a.json", _bytes(b"{", "a.json")),
    "a model of another kind": Mistake(3, "schema", "{f} a.json", _bytes(b"{}", "a.json")),
    "settings as a source": Mistake(3, "settings file", "{f} a.toml", _toml("")),
    "a name too long": Mistake(3, "too long", "{f} " + "x" * 300, _text),
    "an unknown format": Mistake(2, "Did you mean epub", "epbu a.txt", _text),
    "no such command": Mistake(2, "There is no command", "zzzz a.txt", _text),
    "an option first": Mistake(2, "first word is a command", "--quiet a.txt", _text),
    "a template that is none": Mistake(2, "not a Word file", "docx a.txt --template a.txt", _text),
    "no source": Mistake(2, "SRC", "{f}"),
    "an unknown option": Mistake(2, "no option '--colour'", "{f} a.txt --colour red", _text),
    "another format's option": Mistake(
        2, "`exporter pdf` and `exporter docx` have it", "epub a.txt --columns 2", _text
    ),
    "an option misspelt": Mistake(2, "Did you mean --publication", "{f} a.txt --publicaton=报"),
    "a date that is none": Mistake(2, "2031-13-01", "{f} a.txt --date 2031-13-01", _text),
    "a language that is none": Mistake(2, "language", "{f} a.txt --language 中文", _text),
    "an encoding that is none": Mistake(2, "utf-99", "{f} a.txt --encoding utf-99", _text),
    "an encoding that is no text": Mistake(2, "no encoding", "{f} a.txt --encoding \udcff", _text),
    "another encoding": Mistake(3, "a.txt", "{f} a.txt --encoding ascii", _text),
    "a missing toml": Mistake(2, "x.toml does not exist", "{f} a.txt --toml x.toml", _text),
    "a theme that is none": Mistake(2, "theme is none of", "pdf a.txt --theme nope", _text),
    "a toml that is none": Mistake(2, "a.toml", "{f} a.txt", _toml("[issue\n")),
    "a toml with an unknown key": Mistake(2, "a.toml", "{f} a.txt", _toml('[issue]\nday = "x"\n')),
    "a missing font folder": Mistake(2, "font folder", "{f} a.txt --font-dir no", _text),
    "an output in a missing folder": Mistake(
        6, "folder does not exist", "{f} a.txt -o no/b.out", _text
    ),
    "an output below a file": Mistake(6, "not a folder", "{f} a.txt -o a.txt/b.out", _text),
    "an output over its source": Mistake(6, "source itself", "{f} a.txt -o a.txt", _text),
    "a folder that is a file": Mistake(6, "is a file", "{f} a.txt -o a.txt/", _text),
    "several sources on one stream": Mistake(2, "standard output", "{f} a.txt a.txt -o -", _text),
    "several sources into a file": Mistake(6, "is a file", "{f} a.txt ./a.txt -o a.txt", _text),
    "receipts and file on one stream": Mistake(2, "Receipts", "{f} a.txt -o - --json", _text),
    "standard input twice": Mistake(2, "once only", "{f} - -", _text),
    "empty standard input": Mistake(3, "Standard input is empty", "{f} -"),
    "articles on one stream": Mistake(
        2, "folder with -o", "{f} a.txt --split articles -o -", _text
    ),
    "issues split by pages": Mistake(2, "articles", "{f} a.txt --split pages", _text),
    "a volume split": Mistake(
        2, "choose one", "epub a.txt --volume --split articles -o out/", _text
    ),
    "a volume of Word files": Mistake(2, "`exporter epub` has it", "docx a.txt --volume", _text),
    "a volume without one of its issues": Mistake(
        3, "b.txt does not exist", "epub a.txt b.txt --volume -o v.epub", _text
    ),
    "a volume over a source": Mistake(6, "source itself", "epub a.txt --volume -o a.txt", _text),
    "a cover that is not there": Mistake(
        2, "no.png does not exist", "{f} a.txt", _toml('[issue]\ncover = "no.png"\n')
    ),
    "a cover that is no picture": Mistake(
        2, "not a picture", "{f} a.txt", _toml('[issue]\ncover = "a.txt"\n')
    ),
    "all without a folder": Mistake(2, "-o", "all a.txt", _text),
    "all on standard output": Mistake(2, "standard output", "all a.txt -o -", _text),
    "all into what is called like a file": Mistake(
        2, "called like one file", "all a.txt -o a.epub", _text
    ),
    "several sources into what is called like a file": Mistake(
        2, "Give a folder", "{f} a.txt ./a.txt -o one.{f}", _text
    ),
    "articles into what is called like a file": Mistake(
        2, "Give a folder", "{f} a.txt --split articles -o one.{f}", _text
    ),
    "a file called like another format's": Mistake(
        2, "called like another format's file", "{f} a.txt -o x.EPUB", _text
    ),
    "an archive of a kind that is not written": Mistake(
        2, "no name for an archive", "attach y.rar a.txt", _text
    ),
    "an archive called like a document": Mistake(
        2, "no name for an archive", "attach y.pdf a.txt", _text
    ),
    "an option misspelt for an archive": Mistake(
        2, "Did you mean --replace", "attach y.zip a.txt --replce", _text
    ),
    "an archive on standard output": Mistake(2, "no name for an archive", "pack a.txt -o -", _text),
    "all into a file": Mistake(6, "is a file", "all a.txt -o a.txt --formats json", _text),
    "all with an unknown format": Mistake(2, "'pfd'", "all a.txt -o out --formats json,pfd", _text),
    "all with a missing source": Mistake(3, "does not exist", "all a.txt -o out"),
    "one reading of two as JSON": Mistake(2, "one reading", "read a.txt a.txt --json", _text),
    "a missing source to read": Mistake(3, "does not exist", "read a.txt"),
    "an unknown word after formats": Mistake(2, "no option 'a.txt'", "formats a.txt", _text),
}


def _tree(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_one_sentence_and_an_exit_code_and_leaves_nothing(
    mistake: Mistake,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
    mistake.prepare(tmp_path)
    before = _tree(tmp_path)
    code = main(mistake.arguments.format(f="json").split())
    told = capsys.readouterr()
    errors = told.err.splitlines()
    assert (code, told.out) == (mistake.code, "")
    assert mistake.words in told.err
    assert len({line for line in errors if line.startswith("exporter: ")}) == len(set(errors)) == 1
    assert errors[0].endswith((".", "?"))
    assert _tree(tmp_path) == before


@pytest.mark.parametrize("name", ["a missing source", "binary rubbish", "an unknown format"])
def test_the_same_holds_for_the_command_itself(name: str, tmp_path: Path) -> None:
    mistake = MISTAKES[name]
    mistake.prepare(tmp_path)
    done = command(*mistake.arguments.format(f="json").split(), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (mistake.code, b"")
    assert done.stderr.decode().count("\n") == 1
    assert b"Traceback" not in done.stderr


def test_one_bad_source_does_not_keep_the_others_from_being_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    source(tmp_path, "a.txt")
    source(tmp_path, "c.txt")
    assert main(["json", "a.txt", "b.txt", "c.txt", "-o", "out"]) == 3
    assert sorted(path.name for path in Path("out").iterdir()) == ["a.json", "c.json"]
    assert "b.txt does not exist" in capsys.readouterr().err


def test_a_closed_pipe_ends_without_a_word(tmp_path: Path) -> None:
    source(tmp_path, "a.txt", "# 标题\n\n" + "正文一段。\n\n" * 20_000)
    process = subprocess.Popen(
        [sys.executable, "-m", "exporter", "read", str(tmp_path / "a.txt"), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=_environment(),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(1)
    process.stdout.close()
    assert process.stderr.read().replace(b"notice:", b"").count(b"Traceback") == 0
    process.stderr.close()
    assert process.wait(60) == 141


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no full device")
@pytest.mark.parametrize("arguments", [("read", "a.txt"), ("json", "a.txt", "-o", "-")])
@pytest.mark.parametrize(
    "text", ["# 标题\n\n正文一段。\n", "# 标题\n\n" + "正文一段。\n\n" * 9_000]
)
def test_a_full_standard_output_is_one_sentence(
    tmp_path: Path, arguments: tuple[str, ...], text: str
) -> None:
    source(tmp_path, "a.txt", text)
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "exporter", *arguments, *("-q",) * (arguments[0] == "json")],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env=_environment(),
            check=False,
        )
    assert done.returncode == 6
    assert done.stderr.decode().startswith("exporter: the output cannot be written: ")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="the system has no endless device")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("json /dev/zero", 3),
        ("json a.txt --toml /dev/zero", 2),
        ("docx a.txt --template /dev/zero", 2),
        ("verify /dev/zero", 7),
        ("attach a.zip /dev/zero", 3),
    ],
)
def test_a_device_is_not_read(
    arguments: str,
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    source(tmp_path, "a.txt")
    assert main(arguments.split()) == code
    assert "a device" in capsys.readouterr().err
    assert os.listdir() == ["a.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_read_like_a_file(tmp_path: Path) -> None:
    text = source(tmp_path, "a.txt").read_bytes()
    os.mkfifo(tmp_path / "b.txt")
    process = subprocess.Popen(
        [sys.executable, "-m", "exporter", "json", "b.txt", "-q"],
        stdout=subprocess.PIPE,
        cwd=tmp_path,
        env=_environment(),
    )
    (tmp_path / "b.txt").write_bytes(text)
    assert process.communicate(timeout=60)[0] == b"b.json\n"
    assert process.returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="a shell's way to close a stream")
def test_a_closed_standard_output_is_one_sentence(tmp_path: Path) -> None:
    source(tmp_path, "a.txt")
    done = subprocess.run(
        ["/bin/sh", "-c", '"$0" -m exporter json a.txt -o - >&-', sys.executable],
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=_environment(),
        check=False,
    )
    assert (done.returncode, done.stderr.count(b"\n")) == (6, 1)
    assert b"standard output is closed" in done.stderr


def _environment() -> dict[str, str]:
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, "PYTHONPATH": path}


@pytest.mark.parametrize(
    ("raised", "code", "words"),
    [
        (KeyboardInterrupt(), 130, "interrupted"),
        (MemoryError(), 70, "memory"),
        (OSError(5, "Input/output error"), 70, "Input/output error"),
    ],
)
def test_what_the_system_does_is_told_in_a_sentence_too(
    raised: BaseException,
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr("exporter.api.sources.read", fails)
    assert main(["json", "a.txt"]) == code
    assert words in capsys.readouterr().err
