"""A third party's writer, installed as a package with an entry point, is a format like ours."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from command import ROOT, command, source

WRITER = """\
from dataclasses import dataclass

from exporter.model import articles_of
from exporter.titles import headline_text
from exporter.writers.base import Output, option


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOptions:
    bullet: str = option("-", "what stands before a headline")
    title: str = option("", "an option called like one of the command's own")


class ListWriter:
    name, suffix, media_type, options = "list", ".list", "text/plain", ListOptions

    def write(self, issue, options, context):
        lines = [f"{options.bullet} {headline_text(one)}" for one in articles_of(issue)]
        return Output(data="\\n".join([options.title, *lines]).encode())
"""


def install(folder: Path, package: str, entry: str, code: str = WRITER) -> dict[str, str]:
    """What pip leaves behind, as far as entry points go; returns the environment that sees it."""
    site = folder / "site"
    about = site / f"{package}-1.0.dist-info"
    about.mkdir(parents=True)
    (site / f"{package}.py").write_text(code, encoding="utf-8")
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[exporter.writers]\n{entry}\n")
    path = (str(ROOT), str(site), os.environ.get("PYTHONPATH", ""))
    return {"PYTHONPATH": os.pathsep.join(filter(None, path))}


def test_a_guest_s_format_is_a_command_and_part_of_all(tmp_path: Path) -> None:
    world = install(tmp_path, "listing", "list = listing:ListWriter")
    source(tmp_path)
    done = command("list", "要闻.txt", "--bullet", "*", cwd=tmp_path, environment=world)
    assert (done.returncode, done.stdout.decode()) == (0, "要闻.list\n"), done.stderr.decode()
    assert "* " in (tmp_path / "要闻.list").read_text("utf-8")
    said = ("list", "要闻.txt", "--title", "题", "--writer-title", "头", "-o", "-")
    assert command(*said, cwd=tmp_path, environment=world).stdout.decode().startswith("头\n")
    done = command("all", "要闻.txt", "-o", "out", cwd=tmp_path, environment=world)
    assert "out/要闻.list" in done.stdout.decode()
    rows = json.loads(command("formats", "--json", cwd=tmp_path, environment=world).stdout)
    assert rows[-1] == {
        "name": "list",
        "suffix": ".list",
        "media_type": "text/plain",
        "origin": "listing",
        "trouble": None,
    }


@pytest.mark.parametrize(
    ("entry", "code", "words"),
    [
        ("epub = guest:ListWriter", 2, "Two writers are named 'epub'"),
        ("list = guest:NoSuchWriter", 5, "cannot be loaded"),
        ("list = no_such_module:ListWriter", 5, "cannot be loaded"),
    ],
)
def test_a_guest_that_does_not_fit_is_told_in_a_sentence(
    tmp_path: Path, entry: str, code: int, words: str
) -> None:
    world = install(tmp_path, "guest", entry)
    source(tmp_path)
    done = command("all", "要闻.txt", "-o", "out", cwd=tmp_path, environment=world)
    assert done.returncode == code
    assert words in done.stderr.decode()
    assert done.stderr.decode().count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_guest_that_cannot_be_loaded_is_listed_with_its_trouble(tmp_path: Path) -> None:
    world = install(tmp_path, "guest", "list = guest:NoSuchWriter")
    done = command("formats", cwd=tmp_path, environment=world)
    assert done.returncode == 0
    assert "not usable" in done.stdout.decode().splitlines()[-1]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('"list", ".list"', '"list", "list"', "its suffix 'list' does not begin with a dot"),
        ('"list", ".list"', '"list", None', "its suffix is no text"),
        ("media_type, options", "media_type, choices", "no attribute 'options'"),
        ("def write(", "def made(", "no attribute 'write'"),
        ("from dataclasses", "raise ValueError('of mine')\nfrom dataclasses", "of mine"),
        ("options.title, ", "options.heading, ", "no attribute 'heading'"),
        ("lines]).encode()", "lines])", "its data must be bytes"),
        ("return Output(data=", "return (", "must return an Output"),
    ],
)
def test_a_guest_s_own_faults_are_told_as_its_own(
    tmp_path: Path, before: str, after: str, words: str
) -> None:
    code = WRITER.replace(before, after)
    assert code != WRITER
    world = install(tmp_path, "listing", "list = listing:ListWriter", code)
    source(tmp_path)
    done = command("list", "要闻.txt", cwd=tmp_path, environment=world)
    said = done.stderr.decode()
    assert (done.returncode, said.count("\n")) == (5, 1), said
    assert "'list' of listing" in said
    assert words in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site", "要闻.txt"]


def test_a_guest_that_is_not_asked_for_stops_nothing(tmp_path: Path) -> None:
    world = install(tmp_path, "guest", "list = guest:NoSuchWriter")
    source(tmp_path)
    chosen = ("要闻.txt", "--formats", "json", "-q", "-o")
    for words in (("all", *chosen, "out"), ("pack", *chosen, "a.zip")):
        done = command(*words, cwd=tmp_path, environment=world)
        assert (done.returncode, done.stderr) == (0, b"")


def test_a_long_suffix_stands_apart_from_whose_it_is(tmp_path: Path) -> None:
    code = WRITER.replace('".list"', '".of-headlines"')
    world = install(tmp_path, "listing", "list = listing:ListWriter", code)
    last = command("formats", cwd=tmp_path, environment=world).stdout.decode().splitlines()[-1]
    assert last.split() == ["list", ".of-headlines", "listing"]
