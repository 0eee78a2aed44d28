"""Files are whole or absent, and what stood there before stands when writing fails."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from exporter.errors import SinkError
from exporter.files.whole import ensure_folder, put

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_bytes_arrive_and_nothing_else_is_left(tmp_path: Path) -> None:
    put(tmp_path / "报.epub", b"one")
    put(tmp_path / "报.epub", b"two")
    assert (tmp_path / "报.epub").read_bytes() == b"two"
    assert names(tmp_path) == ["报.epub"]


def test_a_new_file_has_the_permissions_the_umask_leaves(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        put(tmp_path / "a", b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_an_old_file_keeps_its_permissions(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o604)
    put(tmp_path / "a", b"new")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o604


def test_a_link_is_followed_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real" / "a")
    put(tmp_path / "link", b"x")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "a").read_bytes() == b"x"


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(SinkError):
        put(tmp_path / "loop", b"x")


def test_a_device_is_written_into_not_replaced() -> None:
    put(Path(os.devnull), b"x")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SinkError, match="is a folder"):
        put(tmp_path, b"x")


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SinkError, match="folder does not exist"):
        put(tmp_path / "no" / "a", b"x")


def test_a_path_through_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    with pytest.raises(SinkError, match="not a folder"):
        put(tmp_path / "a" / "b", b"x")
    with pytest.raises(SinkError, match="is a file"):
        ensure_folder(tmp_path / "a")


def test_the_source_is_never_overwritten_under_any_name(tmp_path: Path) -> None:
    source = tmp_path / "x.json"
    source.write_bytes(b"{}")
    (tmp_path / "same.json").hardlink_to(source)
    for target in (source, tmp_path / "same.json", tmp_path / "." / "x.json"):
        with pytest.raises(SinkError, match="source itself"):
            put(target, b"new", keep=[source])
    assert source.read_bytes() == b"{}"


@pytest.mark.skipif(ROOT, reason="the superuser may write everywhere")
def test_a_read_only_file_or_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o400)
    with pytest.raises(SinkError, match="permission"):
        put(tmp_path / "a", b"new")
    (tmp_path / "shut").mkdir(mode=0o500)
    with pytest.raises(SinkError, match="permission"):
        put(tmp_path / "shut" / "a", b"new")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EACCES, "permission is denied"),
        (errno.EROFS, "read-only"),
        (errno.EIO, "cannot be written: "),
    ],
)
@pytest.mark.parametrize("step", ["open", "fsync", "replace"])
def test_a_failure_at_any_step_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int, words: str
) -> None:
    (tmp_path / "a").write_bytes(b"old")

    def fails(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    owner = Path if step == "replace" else os
    monkeypatch.setattr(owner, step, fails)
    with pytest.raises(SinkError, match=words):
        put(tmp_path / "a", b"new")
    monkeypatch.undo()
    assert (tmp_path / "a").read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_an_interrupt_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        put(tmp_path / "a", b"new")
    assert names(tmp_path) == []


def test_a_leftover_of_a_killed_process_is_passed_by(tmp_path: Path) -> None:
    left = tmp_path / f".exporter-{os.getpid()}-0.part"
    left.write_bytes(b"half")
    put(tmp_path / "a", b"whole")
    assert (tmp_path / "a").read_bytes() == b"whole"
    assert left.read_bytes() == b"half"
