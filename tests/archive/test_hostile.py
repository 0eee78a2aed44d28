"""Archives made to harm are refused with a sentence, left as they are, and nothing leaves them."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from archive_files import files, leftovers, snapshot

from exporter.archive.attaching import attach, attachment, contents
from exporter.archive.kinds import Options
from exporter.errors import SinkError


def _zip(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def _tar(path: Path, *members: tarfile.TarInfo) -> Path:
    with tarfile.open(path, "w") as archive:
        for member in members:
            archive.addfile(member, io.BytesIO(bytes(member.size)))
    return path


def _named(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("x")
    info.filename = name
    return info


def _twice(folder: Path) -> Path:
    path = _zip(folder / "a.zip", ("a.txt", b"1"), ("b.txt", b"2"))
    path.write_bytes(path.read_bytes().replace(b"b.txt", b"a.txt"))
    return path


def _patched(path: Path, change: Callable[[bytearray], object]) -> Path:
    data = bytearray(path.read_bytes())
    change(data)
    path.write_bytes(data)
    return path


def _end(data: bytearray) -> int:
    return data.rindex(b"PK\x05\x06")


def _symlink(name: str, target: str) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = tarfile.SYMTYPE, target
    return info


HOSTILE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "zip: a name that leads up": (lambda f: _zip(f / "a.zip", ("../x", b"")), "outside"),
    "zip: an absolute name": (lambda f: _zip(f / "a.zip", ("/etc/x", b"")), "outside"),
    "zip: a Windows path": (lambda f: _zip(f / "a.zip", (_named("..\\x"), b"")), "outside"),
    "zip: a drive": (lambda f: _zip(f / "a.zip", (_named("C:/x"), b"")), "outside"),
    "zip: one name twice": (_twice, "two members"),
    "zip: cut": (
        lambda f: _patched(
            _zip(f / "a.zip", ("a", b"1" * 99)), lambda d: d.__delitem__(slice(60, None))
        ),
        "not a whole ZIP",
    ),
    "zip: no end": (
        lambda f: _patched(
            _zip(f / "a.zip", ("a", b"1")), lambda d: d.__delitem__(slice(-22, None))
        ),
        "not a whole ZIP",
    ),
    "zip: a directory beyond the file": (
        lambda f: _patched(
            _zip(f / "a.zip", ("a", b"1")),
            lambda d: struct.pack_into("<I", d, _end(d) + 12, 0x7FFFFFFF),
        ),
        "not a whole ZIP",
    ),
    "zip: a count that lies": (
        lambda f: _patched(
            _zip(f / "a.zip", ("a", b"1")), lambda d: struct.pack_into("<H", d, _end(d) + 10, 9)
        ),
        "claims 9",
    ),
    "zip: several disks": (
        lambda f: _patched(
            _zip(f / "a.zip", ("a", b"1")), lambda d: struct.pack_into("<H", d, _end(d) + 4, 1)
        ),
        "one part of several",
    ),
    "zip: a member beyond the end": (
        lambda f: _patched(
            _zip(f / "a.zip", ("a", b"1")),
            lambda d: struct.pack_into("<I", d, d.rindex(b"PK\x01\x02") + 42, 0xFFFFFF),
        ),
        "beyond its end",
    ),
    "zip: a list of sums that claims gigabytes": (
        lambda f: _patched(
            _zip(f / "a.zip", ("exporter-manifest-sha256.txt", b"1")),
            lambda d: struct.pack_into("<I", d, d.rindex(b"PK\x01\x02") + 24, 0xFFFFFFF0),
        ),
        "too many for a list",
    ),
    "zip: a list of sums that is none": (
        lambda f: _zip(f / "a.zip", ("exporter-manifest-sha256.txt", b"hello")),
        "damaged",
    ),
    "tar: a name that leads up": (lambda f: _tar(f / "a.tar", tarfile.TarInfo("../x")), "outside"),
    "tar: an absolute name": (lambda f: _tar(f / "a.tar", tarfile.TarInfo("/x")), "outside"),
    "tar: one name twice": (
        lambda f: _tar(f / "a.tar", tarfile.TarInfo("x"), tarfile.TarInfo("./x")),
        "two members",
    ),
    "tar: a damaged header in the middle": (
        lambda f: _patched(
            _tar(f / "a.tar", tarfile.TarInfo("a"), tarfile.TarInfo("b"), tarfile.TarInfo("c")),
            lambda d: d.__setitem__(600, 0x7F),
        ),
        "not a whole tar",
    ),
    "tar: text behind the end": (
        lambda f: _patched(_tar(f / "a.tar", tarfile.TarInfo("a")), lambda d: d.extend(b"more")),
        "not a whole tar",
    ),
    "tar: a link where the file goes": (
        lambda f: _tar(f / "a.tar", _symlink("要闻.txt", "/etc/passwd")),
        "one place",
    ),
    "no archive": (lambda f: (f / "a.zip").write_bytes(b"hello") and f / "a.zip", "neither a ZIP"),
    "an empty file": (lambda f: ((f / "a.zip").touch(), f / "a.zip")[1], "neither a ZIP"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_harmful_archive_is_refused_and_left_as_it_is(case: str, tmp_path: Path) -> None:
    maker, said = HOSTILE[case]
    text, _ = files(tmp_path / "src")
    archive = maker(tmp_path)
    before = snapshot(tmp_path)
    with pytest.raises(SinkError, match=said):
        attach(archive, [attachment(text)], Options(replace=True))
    assert snapshot(tmp_path) == before


def test_nothing_is_put_through_a_link(tmp_path: Path) -> None:
    text, _ = files(tmp_path / "src")
    archive = _tar(tmp_path / "a.tar", _symlink("etc", "/etc"))
    with pytest.raises(SinkError, match="one place"):
        attach(archive, [attachment(text, "etc/要闻.txt")])
    bag = tmp_path / "bag"
    attach(bag, [attachment(text)])
    (bag / "data/out").symlink_to(tmp_path)
    with pytest.raises(SinkError, match="link or device"):
        attach(bag, [attachment(text, "out/要闻.txt")])
    assert leftovers(tmp_path) == []


def test_a_bag_s_manifest_cannot_make_us_read_outside(tmp_path: Path) -> None:
    text, _ = files(tmp_path / "src")
    attach(tmp_path / "bag", [attachment(text)])
    manifest = tmp_path / "bag/manifest-sha256.txt"
    manifest.write_text(
        manifest.read_text(encoding="utf-8") + "00  ../src/图.png\n", encoding="utf-8"
    )
    attach(tmp_path / "bag", [attachment(text, "b.txt")])
    assert [one.name for one in contents(tmp_path / "bag")[2]] == ["data/b.txt", "data/要闻.txt"]


def test_many_members_are_no_trouble(tmp_path: Path) -> None:
    text, _ = files(tmp_path / "src")
    path = _zip(tmp_path / "many.zip", *((f"{number}", b"") for number in range(20_000)))
    attach(path, [attachment(text)])
    assert len(contents(path)[2]) == 20_001
