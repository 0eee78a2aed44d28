"""Attaching: idempotent, refusing, checked, in every kind of archive."""

from __future__ import annotations

import datetime as dt
import os
import unicodedata
from pathlib import Path

import pytest
from archive_files import FORMS, files, judged, leftovers, made, names, snapshot

from exporter.archive.attaching import attach, attachment, contents
from exporter.archive.kinds.job import Options
from exporter.errors import InputError, OptionError, SinkError


@pytest.fixture(params=FORMS)
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An archive of each kind and form, holding 要闻.txt."""
    return made(tmp_path, request.param, files(tmp_path / "src")[0])


def test_a_new_archive_holds_its_file_and_nothing_lies_beside_it(archive: Path) -> None:
    assert names(archive) == ["要闻.txt"]
    assert leftovers(archive.parent) == []
    assert contents(archive)[0] == FORMS[archive.name]


@pytest.mark.judge
def test_the_tools_of_its_kind_accept_what_was_attached(archive: Path, tmp_path: Path) -> None:
    text, noise = files(tmp_path / "src")
    attach(archive, [attachment(noise, "图/头版.png")])
    attach(archive, [attachment(noise, "要闻.txt")], Options(replace=True))
    attach(archive, [attachment(text, "副本.txt")])
    assert names(archive) == ["副本.txt", "图/头版.png", "要闻.txt"]
    judged(archive, tmp_path / "scratch")


def test_the_same_bytes_are_nothing_to_do(archive: Path, tmp_path: Path) -> None:
    before = snapshot(archive)
    receipt = attach(archive, [attachment(files(tmp_path / "src")[0])])
    assert (receipt.changed, receipt.files[0].action) == (False, "same")
    assert snapshot(archive) == before


def test_other_bytes_under_a_taken_name_are_refused(archive: Path, tmp_path: Path) -> None:
    text, noise = files(tmp_path / "src")
    before = snapshot(archive)
    with pytest.raises(SinkError, match="already holds another"):
        attach(archive, [attachment(text, "新.txt"), attachment(noise, "要闻.txt")])
    assert snapshot(archive) == before


def test_other_bytes_take_the_name_when_that_is_asked(archive: Path, tmp_path: Path) -> None:
    noise = files(tmp_path / "src")[1]
    receipt = attach(archive, [attachment(noise, "要闻.txt")], Options(replace=True))
    assert [one.action for one in receipt.files] == ["replaced"]
    assert names(archive) == ["要闻.txt"]
    again = attach(archive, [attachment(noise, "要闻.txt")], Options(replace=True))
    assert not again.changed


def test_a_dry_run_says_what_would_be_done_and_does_nothing(archive: Path, tmp_path: Path) -> None:
    before = snapshot(archive)
    receipt = attach(archive, [attachment(files(tmp_path / "src")[1])], Options(dry_run=True))
    assert (receipt.changed, receipt.files[0].action) == (False, "added")
    assert snapshot(archive) == before


@pytest.mark.parametrize("form", FORMS)
def test_the_same_attaches_make_the_same_bytes(form: str, tmp_path: Path) -> None:
    paths = files(tmp_path / "src")
    both = []
    for run in ("one", "two"):
        (tmp_path / run).mkdir()
        archive = made(tmp_path / run, form, paths[0])
        attach(archive, [attachment(paths[1])])
        both.append(snapshot(archive))
    assert both[0] == both[1]


def test_an_old_version_of_an_object_stays_as_it_was(tmp_path: Path) -> None:
    text, noise = files(tmp_path / "src")
    archive = made(tmp_path, "object", text)
    before = snapshot(archive)
    receipt = attach(archive, [attachment(noise, "要闻.txt")], Options(replace=True))
    after = snapshot(archive)
    assert receipt.version == "v2"
    for name, data in before.items():
        if name.startswith("v1/"):
            assert after[name] == data


def test_a_version_is_dated_by_what_was_given_not_by_the_clock(tmp_path: Path) -> None:
    text, _ = files(tmp_path / "src")
    stamp = dt.datetime(2031, 5, 12, tzinfo=dt.UTC)
    attach(tmp_path / "o", [attachment(text)], Options(kind="ocfl", stamp=stamp))
    assert b'"created": "2031-05-12T00:00:00Z"' in (tmp_path / "o/inventory.json").read_bytes()


@pytest.mark.parametrize(
    "name",
    ["../x", "/x", "a/../b", "a//b", "", ".", "C:/x", "a\\b", "con", "a\nb", "x.", "a/", "\udcff"],
)
def test_a_name_that_is_not_safe_everywhere_is_refused(name: str, tmp_path: Path) -> None:
    text, _ = files(tmp_path / "src")
    if name:
        with pytest.raises(OptionError, match="--as"):
            attachment(text, name)


def test_names_are_composed(tmp_path: Path) -> None:
    text, _ = files(tmp_path / "src")
    assert attachment(text, unicodedata.normalize("NFD", "が.txt")).name == "が.txt"


@pytest.mark.parametrize("other", ["要闻.txt/注.txt", "要闻.TXT"])
def test_a_name_that_would_meet_another_is_refused(
    other: str, archive: Path, tmp_path: Path
) -> None:
    noise = files(tmp_path / "src")[1]
    with pytest.raises(SinkError, match="one place"):
        attach(archive, [attachment(noise, other)], Options(replace=True))


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    text, noise = files(tmp_path / "src")
    with pytest.raises(OptionError, match="Two files"):
        attach(tmp_path / "x.zip", [attachment(text), attachment(noise, "要闻.txt")])
    assert not (tmp_path / "x.zip").exists()


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be attached"):
        attachment(tmp_path / "nothing.txt")
    with pytest.raises(InputError, match="name the files in it"):
        attachment(tmp_path)


def test_a_kind_that_is_not_there_is_refused(archive: Path, tmp_path: Path) -> None:
    noise = files(tmp_path / "src")[1]
    other = "ocfl" if FORMS[archive.name] == "bag" else "bag"
    with pytest.raises(OptionError, match="Leave --type out"):
        attach(archive, [attachment(noise)], Options(kind=other))


def test_a_form_that_the_kind_does_not_have_is_refused(tmp_path: Path) -> None:
    text, _ = files(tmp_path / "src")
    for name, kind in (("x.zip", "ocfl"), ("folder", "plain")):
        with pytest.raises(OptionError, match="name one that is"):
            attach(tmp_path / name, [attachment(text)], Options(kind=kind))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["src"]


def test_a_folder_of_other_things_is_not_taken_over(tmp_path: Path) -> None:
    text, _ = files(tmp_path / "src")
    with pytest.raises(SinkError, match="neither a bag nor an OCFL object"):
        attach(tmp_path / "src", [attachment(text)])


def test_an_empty_folder_becomes_a_bag(tmp_path: Path) -> None:
    text, _ = files(tmp_path / "src")
    (tmp_path / "new").mkdir()
    assert attach(tmp_path / "new", [attachment(text)]).kind == "bag"


def test_a_book_is_not_an_archive(tmp_path: Path) -> None:
    import zipfile

    text, _ = files(tmp_path / "src")
    with zipfile.ZipFile(tmp_path / "b.epub", "w") as book:
        book.writestr("mimetype", "application/epub+zip")
    with pytest.raises(SinkError, match="not an archive"):
        attach(tmp_path / "b.epub", [attachment(text)])


def test_a_file_that_changes_meanwhile_is_noticed(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "grows.txt"
    path.write_bytes(b"one")
    one = attachment(path)
    path.write_bytes(b"two")
    before = snapshot(archive)
    with pytest.raises(SinkError, match="changed while"):
        attach(archive, [one])
    assert snapshot(archive) == before
    assert leftovers(tmp_path) == []


def test_a_percent_sign_is_not_put_into_manifests(tmp_path: Path) -> None:
    text, _ = files(tmp_path / "src")
    with pytest.raises(OptionError, match="%"):
        attach(tmp_path / "bag", [attachment(text, "50%.txt")])


@pytest.mark.parametrize("form", ["plain.zip", "bag.zip", "plain.tar", "bag"])
@pytest.mark.parametrize("year", [1000, 2108, 9999])
def test_a_year_that_a_form_cannot_say_is_one_it_can(form: str, year: int, tmp_path: Path) -> None:
    import zipfile

    text, _ = files(tmp_path / "src")
    stamp = dt.datetime(year, 6, 1, tzinfo=dt.UTC)
    archive = tmp_path / form
    attach(archive, [attachment(text)], Options(kind=FORMS[form], stamp=stamp))
    assert names(archive) == ["要闻.txt"]
    if form.endswith("zip"):
        with zipfile.ZipFile(archive) as opened:
            told = {info.date_time for info in opened.infolist()}
        assert told == {(1980, 1, 1, 0, 0, 0) if year < 1980 else (2107, 12, 31, 23, 59, 58)}


def test_a_time_that_no_calendar_has_is_none(tmp_path: Path) -> None:
    text, _ = files(tmp_path / "src")
    os.utime(text, (1 << 39, 1 << 39))
    if text.stat().st_mtime < 1 << 39:
        pytest.skip("this file system has no such times")
    assert attachment(text).modified is None
    assert attach(tmp_path / "o", [attachment(text)], Options(kind="ocfl")).version == "v1"


def test_the_same_file_twice_is_one(tmp_path: Path) -> None:
    text, _ = files(tmp_path / "src")
    receipt = attach(tmp_path / "x.zip", [attachment(text), attachment(text)])
    assert [one.name for one in receipt.files] == ["要闻.txt"]
