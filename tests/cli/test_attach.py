"""`exporter attach`: receipts, lists, sentences and exit codes, as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command import command, source


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a text to attach."""
    source(tmp_path)
    return tmp_path


def receipt(*arguments: str, cwd: Path) -> Any:
    """The JSON a command prints."""
    done = command("attach", *arguments, "--json", cwd=cwd)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_a_folder_becomes_a_bag_and_the_receipt_says_so(folder: Path) -> None:
    told = receipt("卷/", "要闻.txt", cwd=folder)
    assert {key: told[key] for key in ("kind", "form", "created", "changed", "version")} == {
        "kind": "bag",
        "form": "folder",
        "created": True,
        "changed": True,
        "version": None,
    }
    (one,) = told["files"]
    assert (one["member"], one["action"]) == ("data/要闻.txt", "added")
    assert one["sha256"] in (folder / "卷/manifest-sha256.txt").read_text(encoding="utf-8")
    assert receipt("卷", "要闻.txt", cwd=folder)["changed"] is False


def test_a_person_reads_what_was_done(folder: Path) -> None:
    first = command("attach", "a.zip", "要闻.txt", cwd=folder)
    again = command("attach", "a.zip", "要闻.txt", cwd=folder)
    assert first.stdout.decode().startswith("added: 要闻.txt (")
    assert "nothing to do" in again.stdout.decode()
    version = command("attach", "o", "要闻.txt", "--type", "ocfl", cwd=folder)
    assert "o is now at v1" in version.stdout.decode()


def test_files_go_under_another_name_or_into_a_folder(folder: Path) -> None:
    receipt("a.zip", "要闻.txt", "--as", "头版.txt", cwd=folder)
    receipt("a.zip", "要闻.txt", "--as", "版/", cwd=folder)
    listed = receipt("a.zip", "--list", cwd=folder)
    assert [one["name"] for one in listed["files"]] == ["头版.txt", "版/要闻.txt"]
    lines = command("attach", "a.zip", "--list", cwd=folder).stdout.decode().splitlines()
    assert [line.split()[-1] for line in lines] == ["头版.txt", "版/要闻.txt"]
    assert all(len(line.split()[0]) == 64 for line in lines)


def test_options_may_stand_between_archive_and_files(folder: Path) -> None:
    told = receipt("卷.zip", "--type", "bag", "要闻.txt", cwd=folder)
    assert (told["kind"], [one["name"] for one in told["files"]]) == ("bag", ["要闻.txt"])


def test_a_dry_run_makes_nothing(folder: Path) -> None:
    told = receipt("a.zip", "要闻.txt", "--dry-run", cwd=folder)
    assert (told["dry_run"], told["changed"]) == (True, False)
    assert [path.name for path in folder.iterdir()] == ["要闻.txt"]


REFUSED = {
    "nothing to attach": (("a.zip",), 2, "No FILE"),
    "two files of one name": (("a.zip", "要闻.txt", "b.txt", "--as", "x"), 2, "cannot all"),
    "a name that leads out": (("a.zip", "要闻.txt", "--as", "../x"), 2, "cannot be a member"),
    "a type that is none": (("a.zip", "要闻.txt", "--type", "rar"), 2, "invalid choice"),
    "a form that does not go": (("a.zip", "要闻.txt", "--type", "ocfl"), 2, "is a folder"),
    "files and a list": (("a.zip", "要闻.txt", "--list"), 2, "leave the files out"),
    "a file that is not there": (("a.zip", "none.txt"), 3, "cannot be attached"),
    "an archive that is not there": (("none.zip", "--list"), 6, "does not exist"),
    "an archive that is none": (("要闻.txt", "b.txt"), 6, "neither a ZIP nor a tar"),
    "other bytes": (("there.zip", "b.txt", "--as", "要闻.txt"), 6, "already holds"),
    "no such scheme": (("nosuch://x/a.zip", "要闻.txt"), 6, "nosuch"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_go_is_said_in_a_sentence(case: str, folder: Path) -> None:
    arguments, code, said = REFUSED[case]
    (folder / "b.txt").write_text("b", encoding="utf-8")
    receipt("there.zip", "要闻.txt", cwd=folder)
    done = command("attach", *arguments, cwd=folder)
    assert done.returncode == code, done.stderr.decode()
    assert said in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
    assert not (folder / "a.zip").exists()


def test_other_bytes_replace_when_that_is_asked(folder: Path) -> None:
    receipt("卷", "要闻.txt", cwd=folder)
    (folder / "b.txt").write_text("b", encoding="utf-8")
    told = receipt("卷", "b.txt", "--as", "要闻.txt", "--replace", cwd=folder)
    assert told["files"][0]["action"] == "replaced"
    assert (folder / "卷/data/要闻.txt").read_text(encoding="utf-8") == "b"


def test_the_stamp_is_that_of_the_environment(folder: Path) -> None:
    import zipfile

    done = command(
        "attach", "a.zip", "要闻.txt", cwd=folder, environment={"SOURCE_DATE_EPOCH": "1936224000"}
    )
    assert done.returncode == 0
    with zipfile.ZipFile(folder / "a.zip") as archive:
        assert {info.date_time[:3] for info in archive.infolist()} == {(2031, 5, 11)}
