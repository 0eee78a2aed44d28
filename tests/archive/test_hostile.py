"""Archives made to harm are refused with a sentence, left as they are, and nothing leaves them."""

from __future__ import annotations

import hashlib
import io
import json
import os
import struct
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from archive_files import files, leftovers, snapshot

from exporter.archive.attaching import attach, attachment, contents
from exporter.archive.checking import check
from exporter.archive.containers import streams
from exporter.archive.containers.places import container_at
from exporter.archive.kinds.job import Options
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


_CREATED = {"created": "2031-05-12T06:30:00Z"}
_SHA512 = hashlib.sha512(b"x").hexdigest()


def _object(folder: Path, **said: object) -> Path:
    """An OCFL object of one version and one file, with other words in its inventory; whole but for
    these, its sums included."""
    inventory = {
        "id": "info:x/1",
        "type": "https://ocfl.io/1.1/spec/#inventory",
        "digestAlgorithm": "sha512",
        "head": "v1",
        "manifest": {_SHA512: ["v1/content/a.txt"]},
        "versions": {"v1": {**_CREATED, "state": {_SHA512: ["a.txt"]}}},
        **said,
    }
    data = json.dumps(inventory).encode()
    root = folder / "object"
    (root / "v1/content").mkdir(parents=True)
    (root / "0=ocfl_object_1.1").write_text("ocfl_object_1.1\n", encoding="utf-8")
    (root / "v1/content/a.txt").write_bytes(b"x")
    for place in (root, root / "v1"):
        (place / "inventory.json").write_bytes(data)
        told = f"{hashlib.sha512(data).hexdigest()} inventory.json\n"
        (place / "inventory.json.sha512").write_text(told, encoding="utf-8")
    return root


def _bag(folder: Path, encoding: str = "UTF-8", crate: object = None) -> Path:
    """A whole bag of one file, its tag files said to be in an encoding."""
    root = folder / "bag"
    (root / "data").mkdir(parents=True)
    (root / "data/a.txt").write_bytes(b"x")
    said = f"BagIt-Version: 1.0\nTag-File-Character-Encoding: {encoding}\n"
    (root / "bagit.txt").write_text(said, encoding="utf-8")
    line = f"{hashlib.sha256(b'x').hexdigest()}  data/a.txt\n"
    (root / "manifest-sha256.txt").write_text(line, encoding="utf-8")
    if crate is not None:
        (root / "ro-crate-metadata.json").write_text(json.dumps(crate), encoding="utf-8")
    return root


def _crate(*entities: dict[str, object]) -> dict[str, object]:
    ids = ("ro-crate-metadata.json", "./", "#exporter")
    return {"@graph": [*({"@id": id_} for id_ in ids), *entities]}


@pytest.fixture(autouse=True)
def _usual_depth() -> Iterator[None]:
    """Nesting is refused by the interpreter's own limit, which type checkers and property tests
    raise for the whole process."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(1000)
    yield
    sys.setrecursionlimit(before)


def _headers_of_headers(path: Path) -> Path:
    one = tarfile.TarInfo("././@LongLink")
    one.type, one.size = tarfile.GNUTYPE_LONGNAME, 512
    long = one.tobuf(tarfile.GNU_FORMAT) + b"a" * 511 + b"\0"
    path.write_bytes(long * 3000 + tarfile.TarInfo("x").tobuf() + bytes(1024))
    return path


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
    "tar: headers of headers of headers": (
        lambda f: _headers_of_headers(f / "a.tar"),
        "not a whole tar",
    ),
    "object: more versions than there are": (
        lambda f: _object(f, head="v99999999999"),
        "head is v99999999999",
    ),
    "object: a content without a path": (lambda f: _object(f, manifest={_SHA512: []}), "no path"),
    "object: a path that is no text": (lambda f: _object(f, manifest={_SHA512: [5]}), "no text"),
    "object: names that are no list": (
        lambda f: _object(f, versions={"v1": {**_CREATED, "state": {_SHA512: "abc"}}}),
        "otherwise than in lists",
    ),
    "object: fixity that is a list": (lambda f: _object(f, fixity=[1]), "not an OCFL inventory"),
    "object: fixity of no paths": (
        lambda f: _object(f, fixity={"md5": {"00": [["x"]]}}),
        "no text",
    ),
    "object: half a character": (
        lambda f: _object(f, message="\ud800"),
        "not an OCFL inventory",
    ),
    "object: another algorithm": (
        lambda f: _object(f, digestAlgorithm="shake_128"),
        "OCFL allows sha512 and sha256",
    ),
    "bag: an encoding of names of hosts": (lambda f: _bag(f, "punycode"), "not known here"),
    "bag: an encoding that refuses all": (lambda f: _bag(f, "undefined"), "not known here"),
    "bag: an encoding of no name": (lambda f: _bag(f, "a\0b"), "not known here"),
    "bag: half a character in its crate": (
        lambda f: _bag(f, crate=_crate({"@id": "data/\ud800"})),
        "is damaged",
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


def test_a_crate_with_an_id_that_is_no_text_is_none_of_ours(tmp_path: Path) -> None:
    crate = _crate({"@id": 5, "@type": "File", "sha256": "00"})
    bag = _bag(tmp_path, crate=crate)
    attach(bag, [attachment(files(tmp_path / "src")[0])])
    assert json.loads((bag / "ro-crate-metadata.json").read_bytes()) == crate
    assert check(container_at(bag)).intact


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"digestAlgorithm": "no-such-algorithm"}, "malformed"),
        (
            {
                "head": "v2",
                "versions": {v: {**_CREATED, "state": {_SHA512: ["a.txt"]}} for v in ("v1", "v2")},
            },
            "altered",
        ),
    ],
)
def test_a_version_s_own_inventory_may_say_anything(
    said: dict[str, object], code: str, tmp_path: Path
) -> None:
    root = _object(tmp_path)
    inventory = json.loads((root / "inventory.json").read_bytes()) | said
    (root / "v1/inventory.json").write_text(json.dumps(inventory), encoding="utf-8")
    assert code in {one.code for one in check(container_at(root)).findings}


def test_a_sum_of_any_length_is_no_sum(tmp_path: Path) -> None:
    root = _object(tmp_path, fixity={"shake_128": {"00": ["v1/content/a.txt"]}})
    assert check(container_at(root)).intact


def test_a_zstd_bomb_gives_little_at_a_time() -> None:
    """`zstandard` gives all that comes of what it is given, and four bytes may be 128 KiB."""
    zstandard = pytest.importorskip("zstandard", reason="the package zstandard is not installed")
    if streams._zstd() is not zstandard:
        pytest.skip("this Python has zstd of its own, which keeps to a limit")
    packed = zstandard.ZstdCompressor(level=3).compress(bytes(256 << 20))
    unpacker = streams._ZstandardUnpacker()
    sizes = []
    while packed:
        sizes.append(len(unpacker.decompress(packed, 1 << 20)))
        packed = bytes(unpacker.unconsumed_tail)
    assert sum(sizes) == 256 << 20
    assert max(sizes) <= 32 << 20
    assert unpacker.eof


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
    (tmp_path / "bag/tagmanifest-sha256.txt").unlink()  # it would tell that the list was changed
    attach(tmp_path / "bag", [attachment(text, "b.txt")])
    assert [one.name for one in contents(tmp_path / "bag")[2]] == ["data/b.txt", "data/要闻.txt"]


def test_folders_nested_without_end_are_refused(tmp_path: Path) -> None:
    text, _ = files(tmp_path / "src")
    nested = [str(tmp_path / "a")]
    os.mkdir(nested[0])
    for _ in range(1200):
        nested.append(f"{nested[-1]}/d")
        os.mkdir(nested[-1])
    try:
        with pytest.raises(SinkError, match="nested too deep"):
            attach(tmp_path / "a", [attachment(text)])
    finally:
        for folder in reversed(nested):  # what clears up after tests is none the wiser
            os.rmdir(folder)


def test_many_members_are_no_trouble(tmp_path: Path) -> None:
    text, _ = files(tmp_path / "src")
    path = _zip(tmp_path / "many.zip", *((f"{number}", b"") for number in range(20_000)))
    attach(path, [attachment(text)])
    assert len(contents(path)[2]) == 20_001
