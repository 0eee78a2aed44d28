"""Help, version and formats: they read well, and cost nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from command import command

from exporter.cli import COMMANDS, main
from exporter.version import __version__
from exporter.writers import registry


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["help"]])
def test_help_names_every_command_and_gives_examples(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 0
    told = capsys.readouterr().out
    for name, about in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(about.summary)}$", told, re.MULTILINE)
    assert "Examples" in told
    assert "Exit codes" in told
    assert max(map(len, told.splitlines())) <= 100


def test_no_command_at_all_shows_the_help_as_a_mistake(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([]) == 2
    assert "Usage: exporter" in capsys.readouterr().out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_help_of_its_own(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"])
    assert stopped.value.code == 0
    told = capsys.readouterr().out
    assert told.startswith(f"usage: exporter {name} ")
    assert "None" not in told


def test_a_writer_s_options_are_shown_in_its_own_help_only(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, shown in (("json", True), ("read", False)):
        with pytest.raises(SystemExit):
            main([name, "--help"])
        assert ("--compact" in capsys.readouterr().out) is shown


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_the_version_is_told(flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([flag]) == 0
    assert capsys.readouterr().out == f"exporter {__version__}\n"


def test_formats_are_listed_for_people_and_for_programs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["formats"]) == 0
    people = capsys.readouterr().out
    assert main(["formats", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in rows] == list(registry.names())
    for row in rows:
        assert f"{row['name']}" in people
        assert row["trouble"] is None, row["trouble"]
        assert row["suffix"].startswith(".")
        assert "/" in row["media_type"]


def test_the_package_runs_as_a_module(tmp_path: Path) -> None:
    done = command("--version", cwd=tmp_path)
    assert (done.returncode, done.stdout.decode()) == (0, f"exporter {__version__}\n")
