"""Killed, out of disk, read-only, two at once: the archive is the old one or the finished one."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from archive_files import FORMS, files, leftovers, made, names, snapshot

from exporter.archive.attaching import attach, attachment
from exporter.archive.containers import staging
from exporter.archive.containers.staging import locked, recover
from exporter.archive.kinds.job import Options
from exporter.errors import SinkError

KILLS = Path(__file__).resolve().parent.parent / "bench" / "archive_kills.py"
LOCAL_FORMS = [form for form in FORMS if not form.endswith("xz")]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="SIGKILL is not to be had here")
@pytest.mark.parametrize("exchange", [(), ("--no-exchange",)])
def test_a_killed_attach_leaves_the_old_archive_or_the_finished_one(
    exchange: tuple[str, ...],
) -> None:
    forms = ["bag", "object"] if exchange else ["bag", "bag.zip", "plain.tar", "object"]
    command = [sys.executable, str(KILLS), *forms, "--kills", "6", "--megabytes", "2", *exchange]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


def test_between_two_renames_the_next_attach_finishes(tmp_path: Path) -> None:
    bag = made(tmp_path, "bag", files(tmp_path / "src")[0])
    with locked(bag) as place:
        bag.rename(place.old)
        place.new.mkdir()
        (place.new / "finished").touch()
        recover(place)
        assert (bag / "finished").exists()
        assert not place.old.exists()


def test_an_archive_made_meanwhile_is_not_thrown_away(tmp_path: Path) -> None:
    text, noise = files(tmp_path / "src")
    bag = made(tmp_path, "bag", text)
    with locked(bag) as place:
        pass
    for folder in (place.old, place.new):
        folder.mkdir()
    with pytest.raises(SinkError, match="half done"):
        attach(bag, [attachment(noise)])
    assert place.old.exists()
    assert place.new.exists()
    assert names(bag) == ["要闻.txt"]


def test_leftovers_of_a_killed_attach_are_cleared_by_the_next(tmp_path: Path) -> None:
    text, noise = files(tmp_path / "src")
    bag = made(tmp_path, "bag", text)
    with locked(bag) as place:
        new = place.new
    new.mkdir()
    (new / "half").write_bytes(b"x")
    attach(bag, [attachment(noise)])
    assert leftovers(tmp_path) == []
    assert names(bag) == ["图.png", "要闻.txt"]


def test_files_that_do_not_change_are_not_copied(tmp_path: Path) -> None:
    text, noise = files(tmp_path / "src")
    bag = made(tmp_path, "bag", text)
    before = (bag / "data/要闻.txt").stat()
    attach(bag, [attachment(noise)])
    after = (bag / "data/要闻.txt").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_rename_that_fails_between_two_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, noise = files(tmp_path / "src")
    bag = made(tmp_path, "bag", text)
    before, rename, calls = snapshot(bag), os.rename, []

    def second_fails(one: Path, two: Path) -> None:
        calls.append(one)
        if len(calls) == 2:
            raise OSError(errno.EIO, "failed")
        rename(one, two)

    monkeypatch.setattr(staging, "_exchange", lambda one, two: False)
    monkeypatch.setattr(os, "rename", second_fails)
    with pytest.raises(SinkError):
        attach(bag, [attachment(noise)])
    assert snapshot(bag) == before
    assert leftovers(tmp_path) == []


def test_where_links_are_not_possible_files_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    text, noise = files(tmp_path / "src")
    bag = made(tmp_path, "bag", text)
    os.utime(bag / "data/要闻.txt", (1_900_000_000, 1_900_000_000))
    monkeypatch.setattr(os, "link", refused)
    attach(bag, [attachment(noise)])
    assert names(bag) == ["图.png", "要闻.txt"]
    assert (bag / "data/要闻.txt").stat().st_mtime == 1_900_000_000


@pytest.mark.parametrize("form", LOCAL_FORMS)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_refuses_leaves_the_old_archive(
    form: str, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: int) -> None:
        raise OSError(number, os.strerror(number))

    text, noise = files(tmp_path / "src")
    archive = made(tmp_path, form, text)
    before = snapshot(archive)
    monkeypatch.setattr(os, "fsync", refused)
    with pytest.raises(SinkError, match="cannot be written"):
        attach(archive, [attachment(noise)])
    assert snapshot(archive) == before
    assert leftovers(tmp_path) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte, where this process may make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        pytest.skip("there is no mount here")
    if done.returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("form", LOCAL_FORMS)
def test_a_full_disk_is_said_and_the_old_archive_stands(
    form: str, small_disk: Path, tmp_path: Path
) -> None:
    text, _ = files(tmp_path / "src")
    archive = made(small_disk, form, text)
    before = snapshot(archive)
    (tmp_path / "large.png").write_bytes(os.urandom(2 << 20))
    with pytest.raises(SinkError, match="disk is full"):
        attach(archive, [attachment(tmp_path / "large.png")])
    assert snapshot(archive) == before
    assert leftovers(small_disk) == []
    attach(archive, [attachment(text, "again.txt")])
    assert names(archive) == ["again.txt", "要闻.txt"]


@pytest.mark.parametrize("form", LOCAL_FORMS)
def test_a_read_only_disk_is_said(form: str, small_disk: Path, tmp_path: Path) -> None:
    text, noise = files(tmp_path / "src")
    archive = made(small_disk, form, text)
    before = snapshot(archive)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(SinkError, match="read-only"):
        attach(archive, [attachment(noise)])
    assert snapshot(archive) == before


@pytest.mark.parametrize("form", ["bag", "plain.zip", "object"])
def test_attaches_at_once_all_arrive(form: str, tmp_path: Path) -> None:
    text, _ = files(tmp_path / "src")
    archive = made(tmp_path, form, text)
    threads = [
        threading.Thread(target=attach, args=(archive, [attachment(text, f"{number}.txt")]))
        for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names(archive) == [*(f"{number}.txt" for number in range(8)), "要闻.txt"]
    assert leftovers(tmp_path) == []


def test_who_will_not_wait_is_refused(tmp_path: Path) -> None:
    text, noise = files(tmp_path / "src")
    archive = made(tmp_path, "plain.zip", text)
    with locked(archive), pytest.raises(SinkError, match="Another process"):
        attach(archive, [attachment(noise)], Options(wait=False))
    assert attach(archive, [attachment(noise)], Options(wait=False)).changed


def test_one_stands_not_in_the_bag_that_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, noise = files(tmp_path / "src")
    bag = made(tmp_path, "bag", text)
    monkeypatch.chdir(bag / "data")
    with pytest.raises(SinkError, match="from outside it"):
        attach(bag, [attachment(noise)])


def test_a_link_to_an_archive_stays_a_link(tmp_path: Path) -> None:
    text, noise = files(tmp_path / "src")
    for form in ("bag", "plain.zip"):
        made(tmp_path, form, text)
        link = tmp_path / f"to-{form}"
        link.symlink_to(form)
        attach(link, [attachment(noise)])
        assert link.is_symlink()
        assert names(tmp_path / form) == ["图.png", "要闻.txt"]


@pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write to everything"
)
def test_a_read_only_archive_is_not_replaced(tmp_path: Path) -> None:
    text, noise = files(tmp_path / "src")
    archive = made(tmp_path, "plain.zip", text)
    archive.chmod(0o444)
    before = snapshot(archive)
    with pytest.raises(SinkError, match="permission is denied"):
        attach(archive, [attachment(noise)])
    assert snapshot(archive) == before


def test_permissions_stay(tmp_path: Path) -> None:
    text, noise = files(tmp_path / "src")
    archive = made(tmp_path, "plain.zip", text)
    archive.chmod(0o640)
    bag = made(tmp_path, "bag", text)
    bag.chmod(0o750)
    for one in (archive, bag):
        mode = one.stat().st_mode
        attach(one, [attachment(noise)])
        assert one.stat().st_mode == mode


def test_folders_are_swapped_in_one_step_where_the_system_can(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    (one / "a").touch()
    if not staging._exchange(one, two):
        pytest.skip("this file system cannot exchange two folders")
    assert (two / "a").exists()


AS_NOBODY = """
import os, sys
from pathlib import Path
from exporter.archive import kinds
from exporter.archive.attaching import attach, attachment
from exporter.archive.kinds import table

folder, kept = Path(sys.argv[1]), sys.argv[2]
os.umask(0o022)
if os.geteuid() == 0:
    os.setegid(65534)
    os.seteuid(65534)
attach(folder / "bag", [attachment(folder / "a.txt", "\u7248/a.txt")])
(folder / "bag" / kept).chmod(0o555)
try:
    print(attach(folder / "bag", [attachment(folder / "b.txt")]).changed)
except Exception as error:
    print(type(error).__name__, error)
(folder / "bag" / kept).chmod(0o755)
"""


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="there are no such permissions here")
@pytest.mark.parametrize(
    ("kept", "said"), [("data/版", "True"), ("data", "SinkError"), (".", "SinkError")]
)
def test_a_folder_that_may_not_be_changed_is_no_reason_to_tell_what_is_not_so(
    kept: str, said: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A folder with other files in it is kept as it is, and what was made stands; nothing lies
    beside the archive whichever way it ends."""
    folder = tmp_path_factory.mktemp("shared")
    for up in (folder, *folder.parents):
        if not os.access(up, os.X_OK) or up.stat().st_mode & 0o055 != 0o055:
            try:
                up.chmod(up.stat().st_mode | 0o055)
            except OSError:
                pytest.skip("nobody else may look into the folder of these tests")
    folder.chmod(0o777)
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(name, encoding="utf-8")
    command = [sys.executable, "-c", AS_NOBODY, str(folder), kept]
    environment = {**os.environ, "PYTHONPATH": str(KILLS.parents[2])}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.startswith(said), done.stdout + done.stderr
    assert ("b.txt" in names(folder / "bag")) is (said == "True")
    assert leftovers(folder) == []


def test_a_lock_that_its_holder_removes_between_two_looks_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, _ = files(tmp_path / "src")
    real, gone = os.stat, []

    def stat(path: object, *given: object, **more: object) -> object:
        if str(path).endswith(".lock") and not gone:
            gone.append(path)
            os.unlink(str(path))
            raise FileNotFoundError(errno.ENOENT, "gone")
        return real(path, *given, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "stat", stat)
    assert attach(tmp_path / "bag", [attachment(text)]).changed
    assert gone
