"""Archives somebody else made take attachments and keep each byte, name, order, stamp of theirs."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest
from archive_builders import sign
from archive_files import (
    descriptor_zip,
    files,
    judged,
    library,
    names,
    snapshot,
    tar_headers,
    unpacked,
    zip_records,
)

from exporter.archive.attaching import attach, attachment
from exporter.archive.checking import check
from exporter.archive.containers.places import container_at
from exporter.archive.kinds.job import Options
from exporter.archive.kinds.plain import MANIFEST
from exporter.errors import SinkError


def info_zip(folder: Path) -> Path:
    """A ZIP by the program everybody has."""
    if shutil.which("zip") is None:
        pytest.skip("zip is not installed here")
    (folder / "旧").mkdir()
    (folder / "旧/一.txt").write_text("旧闻" * 500, encoding="utf-8")
    (folder / "b.txt").write_text("b", encoding="utf-8")
    os.utime(folder / "b.txt", (1_900_000_000, 1_900_000_000))
    command = ["zip", "-q", "-r", "-z", "info.zip", "b.txt", "旧"]
    subprocess.run(command, cwd=folder, input=b"a comment\n", check=True)
    return folder / "info.zip"


def self_extracting(folder: Path) -> Path:
    """A ZIP behind a program, its offsets counted from the program's first byte or from its own."""
    archive = descriptor_zip(folder / "s.zip")
    archive.write_bytes(b"#!/bin/sh\nexit 0\n" + archive.read_bytes())
    return archive


ZIPS = {
    "Info-ZIP": info_zip,
    "data descriptors, no UTF-8 flag": lambda folder: descriptor_zip(folder / "g.zip"),
    "behind a program": self_extracting,
}


@pytest.mark.parametrize("maker", ZIPS)
def test_a_foreign_zip_keeps_its_records_and_bytes(maker: str, tmp_path: Path) -> None:
    text, noise = files(tmp_path / "src")
    archive = ZIPS[maker](tmp_path)
    records, before = zip_records(archive), archive.read_bytes()
    with zipfile.ZipFile(archive) as opened:
        comment, start = opened.comment, opened.start_dir
    attach(archive, [attachment(text), attachment(noise)])
    attach(archive, [attachment(noise, "要闻.txt")], Options(replace=True))
    assert zip_records(archive)[: len(records)] == records
    assert archive.read_bytes()[:start] == before[:start]
    with zipfile.ZipFile(archive) as opened:
        assert opened.comment == comment
        assert opened.testzip() is None
        assert opened.namelist()[len(records) :] == ["图.png", "要闻.txt", MANIFEST]


@pytest.mark.judge
@pytest.mark.parametrize("maker", ["Info-ZIP", "data descriptors, no UTF-8 flag"])
def test_unzip_accepts_a_foreign_zip_with_more_in_it(maker: str, tmp_path: Path) -> None:
    archive = ZIPS[maker](tmp_path)
    attach(archive, [attachment(files(tmp_path / "src")[0])])
    judged(archive, tmp_path / "scratch")


def test_a_member_in_the_middle_can_be_replaced(tmp_path: Path) -> None:
    archive = descriptor_zip(tmp_path / "g.zip")
    records = zip_records(archive)
    attach(
        archive, [attachment(files(tmp_path / "src")[0], "報紙/舊聞.txt")], Options(replace=True)
    )
    after = zip_records(archive)
    assert after[:2] == [records[0], records[2]]
    with zipfile.ZipFile(archive) as opened:
        assert opened.testzip() is None


def test_a_file_does_not_take_a_folder_s_name(tmp_path: Path) -> None:
    text, _ = files(tmp_path / "src")
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as opened:
        opened.writestr("空/", b"")
    with tarfile.open(tmp_path / "t.tar", "w") as packed:
        folder = tarfile.TarInfo("./空")
        folder.type = tarfile.DIRTYPE
        packed.addfile(folder)
    for name in ("z.zip", "t.tar"):
        with pytest.raises(SinkError, match="one place"):
            attach(tmp_path / name, [attachment(text, "空")])
        assert attach(tmp_path / name, [attachment(text, "空/要闻.txt")]).changed


def test_a_zip64_archive_stays_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "many.zip"
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 50)
    with zipfile.ZipFile(archive, "w") as opened:
        for number in range(60):
            opened.writestr(str(number), b"")
    assert archive.read_bytes().count(b"PK\x06\x06") == 1
    attach(archive, [attachment(files(tmp_path / "src")[0])])
    assert archive.read_bytes().count(b"PK\x06\x06") == 1
    with zipfile.ZipFile(archive) as opened:
        assert len(opened.namelist()) == 62
        assert len(opened.read("要闻.txt")) > 0


@pytest.mark.parametrize("format_", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT])
@pytest.mark.parametrize("suffix", [".tar", ".tar.gz", ".tar.bz2", ".tar.zst"])
def test_a_foreign_tar_keeps_its_headers(format_: int, suffix: str, tmp_path: Path) -> None:
    text, noise = files(tmp_path / "src")
    archive = tmp_path / f"t{suffix}"
    plain = _foreign_tar(tmp_path, format_)
    _packed(plain, archive, suffix)
    before = tar_headers(plain)
    attach(archive, [attachment(text), attachment(noise)])
    attach(archive, [attachment(noise, "要闻.txt")], Options(replace=True))
    after = tar_headers(_plain(archive, suffix, tmp_path))
    assert after[: len(before)] == before
    assert len(after) == len(before) + 3


def _foreign_tar(folder: Path, format_: int) -> Path:
    path = folder / "foreign.tar"
    with tarfile.open(path, "w", format=format_) as archive:
        archive.add(folder / "src", "./卷/src")
        link = tarfile.TarInfo("./卷/link")
        link.type, link.linkname = tarfile.SYMTYPE, "src"
        archive.addfile(link)
        if format_ != tarfile.USTAR_FORMAT:
            archive.add(folder / "src/图.png", "深/" * 60 + "图.png")
    return path


def _packed(plain: Path, to: Path, suffix: str) -> None:
    import bz2

    data = plain.read_bytes()
    match suffix:
        case ".tar":
            to.write_bytes(data)
        case ".tar.gz":
            with open(to, "wb") as raw, gzip.GzipFile("t.tar", "wb", 6, raw, mtime=99) as packed:
                packed.write(data)
        case ".tar.bz2":
            to.write_bytes(bz2.compress(data))
        case _:
            to.write_bytes(pytest.importorskip("zstandard").compress(data))


def _plain(archive: Path, suffix: str, folder: Path) -> Path:
    import bz2

    data = archive.read_bytes()
    match suffix:
        case ".tar.gz":
            data = gzip.decompress(data)
        case ".tar.bz2":
            data = bz2.decompress(data)
        case ".tar.zst":
            unpacker = pytest.importorskip("zstandard").ZstdDecompressor()
            data = unpacker.stream_reader(data, read_across_frames=True).read()
    path = folder / "plain.tar"
    path.write_bytes(data)
    return path


def test_a_gzip_file_keeps_its_name_and_stamp(tmp_path: Path) -> None:
    text, _ = files(tmp_path / "src")
    archive = tmp_path / "t.tar.gz"
    _packed(_foreign_tar(tmp_path, tarfile.PAX_FORMAT), archive, ".tar.gz")
    before = archive.read_bytes()[:16]
    attach(archive, [attachment(text)])
    assert archive.read_bytes()[:16] == before


@pytest.mark.judge
@pytest.mark.parametrize("algorithms", [["md5"], ["sha256"], ["sha1", "sha512"]])
def test_a_bag_by_another_tool_stays_valid_and_keeps_its_lines(
    algorithms: list[str], tmp_path: Path
) -> None:
    text, noise = files(tmp_path / "src")
    bag = tmp_path / "bag"
    shutil.copytree(tmp_path / "src", bag)
    bagit = library("bagit")
    bagit.make_bag(str(bag), {"Contact-Name": "青篱"}, checksums=algorithms)
    before = snapshot(bag)
    attach(bag, [attachment(text, "新/要闻.txt")])
    after = snapshot(bag)
    for name, data in before.items():
        if name.startswith(("data/", "bagit")):
            assert after[name] == data
        elif name.startswith("manifest"):
            assert after[name].startswith(data)
        else:
            lines = {
                line for line in data.splitlines() if b"txt" not in line and b"Oxum" not in line
            }
            assert lines <= set(after[name].splitlines())
    bagit.Bag(str(bag)).validate()
    attach(bag, [attachment(noise, "新/要闻.txt")], Options(replace=True))
    bagit.Bag(str(bag)).validate()


def test_a_bag_zipped_by_another_tool_stays_valid(tmp_path: Path) -> None:
    _, noise = files(tmp_path / "src")
    bagit = library("bagit")
    (tmp_path / "up").mkdir()
    shutil.copytree(tmp_path / "src", tmp_path / "up/卷一")
    bagit.make_bag(str(tmp_path / "up/卷一"), checksums=["sha512"])
    for form in ("zip", "gztar"):
        archive = Path(shutil.make_archive(str(tmp_path / form), form, tmp_path / "up"))
        attach(archive, [attachment(noise, "二.png")])
        assert names(archive) == ["二.png", "图.png", "要闻.txt"]
        bagit.Bag(str(unpacked(archive, tmp_path / f"{form}.d") / "卷一")).validate()


def test_a_bag_written_on_windows_keeps_its_lines_ends(tmp_path: Path) -> None:
    text, noise = files(tmp_path / "src")
    bag = tmp_path / "bag"
    attach(bag, [attachment(text)])
    listed = bag / "manifest-sha256.txt"
    for path in (listed, *bag.glob("tagmanifest-*")):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (tags,) = bag.glob("tagmanifest-*")
    digest = hashlib.sha256(listed.read_bytes()).hexdigest()
    tags.write_text(
        "".join(
            f"{digest}  {listed.name}\r\n" if line.endswith(listed.name) else f"{line}\r\n"
            for line in tags.read_text(encoding="utf-8").splitlines()
        ),
        encoding="utf-8",
        newline="",
    )
    attach(bag, [attachment(noise)])
    for path in (listed, tags):
        lines = path.read_bytes().splitlines(keepends=True)
        assert len(lines) >= 2
        assert all(line.endswith(b"\r\n") for line in lines)
    assert check(container_at(bag)).intact


def test_a_crate_that_somebody_else_made_is_left_as_it_is(tmp_path: Path) -> None:
    text, noise = files(tmp_path / "src")
    attach(tmp_path / "bag", [attachment(text)])
    crate = tmp_path / "bag/ro-crate-metadata.json"
    theirs = crate.read_text(encoding="utf-8").replace("#exporter", "#another")
    crate.write_text(theirs, encoding="utf-8")
    sign(tmp_path / "bag")
    attach(tmp_path / "bag", [attachment(noise)])
    assert crate.read_text(encoding="utf-8") == theirs


def test_an_object_by_another_tool_gets_a_version_and_stays_valid(tmp_path: Path) -> None:
    text, noise = files(tmp_path / "src")
    ocfl = library("ocfl")
    told = ocfl.VersionMetadata(created="2031-05-12T06:30:00+08:00", message="first", name="青篱")
    for digest in ("sha256", "sha512"):
        archive = tmp_path / digest
        made = ocfl.Object(identifier="info:x/1", digest_algorithm=digest)
        made.create(srcdir=str(tmp_path / "src"), objdir=str(archive), metadata=told)
        receipt = attach(archive, [attachment(noise, "要闻.txt")], Options(replace=True))
        assert receipt.version == "v2"
        attach(archive, [attachment(text, "深/三.txt")])
        judged(archive, tmp_path / "scratch")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("bagit.txt", "BagIt-Version: 9.9\nTag-File-Character-Encoding: UTF-8\n", "declares"),
        ("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: Klingon\n", "encoding"),
        ("manifest-blake9.txt", "00  data/x\n", "not known here"),
        ("bag-info.txt", "Payload-Oxum: many\n", "Payload-Oxum"),
        ("fetch.txt", "http://example.org/x 3 data/新.txt\n", "elsewhere"),
    ],
)
def test_a_bag_we_cannot_add_to_is_left_with_a_sentence(
    name: str, text: str, said: str, tmp_path: Path
) -> None:
    one, _ = files(tmp_path / "src")
    attach(tmp_path / "bag", [attachment(one)])
    (tmp_path / "bag" / name).write_text(text, encoding="utf-8")
    before = snapshot(tmp_path / "bag")
    with pytest.raises(SinkError, match=said):
        attach(tmp_path / "bag", [attachment(one, "新.txt")])
    assert snapshot(tmp_path / "bag") == before
