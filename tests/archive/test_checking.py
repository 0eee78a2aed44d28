"""Checking an archive as a whole: each kind of damage is found and named, sound ones are left."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from archive_files import FORMS, descriptor_zip, files, library, made

from exporter.archive.attaching import attach, attachment
from exporter.archive.checking import Checked, check
from exporter.archive.containers import streams, zip_records
from exporter.archive.containers.places import container_at
from exporter.archive.kinds.findings import CODES
from exporter.archive.kinds.job import Options
from exporter.errors import VerifyError


def checked(path: Path) -> Checked:
    """The whole check."""
    return check(container_at(path))


def codes(path: Path) -> set[str]:
    """What a check finds, by code."""
    found = {one.code for one in checked(path).findings}
    assert found <= set(CODES)
    return found


@pytest.mark.parametrize("form", FORMS)
def test_what_was_attached_is_intact(form: str, tmp_path: Path) -> None:
    text, noise = files(tmp_path / "src")
    archive = made(tmp_path, form, text)
    attach(archive, [attachment(noise, "深/图.png")])
    told = checked(archive)
    assert (told.findings, told.intact, told.kind) == ((), True, FORMS[form])
    assert told.sums >= 2


def _change(path: Path, data: bytes = b"x") -> None:
    path.write_bytes(data)


def _to_fetch(bag: Path) -> None:
    (bag / "data/图.png").unlink()
    (bag / "fetch.txt").write_text("http://example.org/x - data/图.png\n", encoding="utf-8")


BAG_FAULTS: dict[str, tuple[Callable[[Path], None], set[str]]] = {
    "a payload file changed": (
        lambda bag: _change(bag / "data/要闻.txt"),
        {"altered", "count"},
    ),
    "a payload file changed, its size kept": (
        lambda bag: _change(bag / "data/图.png", b"0" * 30_000),
        {"altered"},
    ),
    "a payload file gone": (lambda bag: (bag / "data/图.png").unlink(), {"missing", "count"}),
    "a payload file more": (
        lambda bag: _change(bag / "data/more"),
        {"unlisted", "count"},
    ),
    "a tag file changed": (lambda bag: _change(bag / "bag-info.txt"), {"altered"}),
    "a tag file gone": (lambda bag: (bag / "bag-info.txt").unlink(), {"missing"}),
    "the crate changed": (lambda bag: _change(bag / "ro-crate-metadata.json"), {"altered"}),
    "a manifest's line that is none": (
        lambda bag: _change(bag / "manifest-sha256.txt", b"not a line\n"),
        {"altered", "malformed", "unlisted"},
    ),
    "a manifest that leads outside": (
        lambda bag: _change(bag / "manifest-sha256.txt", b"00  ../../etc/passwd\n"),
        {"altered", "unsafe", "unlisted"},
    ),
    "another version": (
        lambda bag: _change(bag / "bagit.txt", b"BagIt-Version: 7\n"),
        {"malformed"},
    ),
    "something to fetch": (
        _to_fetch,
        {"missing", "count"},
    ),
}


@pytest.mark.parametrize("fault", BAG_FAULTS)
def test_a_damaged_bag_is_told_from_a_whole_one(fault: str, tmp_path: Path) -> None:
    bag = made(tmp_path, "bag", *files(tmp_path / "src"))
    harm, expected = BAG_FAULTS[fault]
    harm(bag)
    assert codes(bag) == expected


@pytest.mark.judge
@pytest.mark.parametrize("fault", BAG_FAULTS)
def test_bagit_python_finds_the_same_bags_damaged(fault: str, tmp_path: Path) -> None:
    bagit = library("bagit")
    bag = made(tmp_path, "bag", *files(tmp_path / "src"))
    bagit.Bag(str(bag)).validate()
    BAG_FAULTS[fault][0](bag)
    with pytest.raises(bagit.BagError):
        bagit.Bag(str(bag)).validate()


def _edit_inventory(root: Path, key: str, value: object) -> None:
    path = root / "inventory.json"
    inventory = json.loads(path.read_text(encoding="utf-8"))
    inventory[key] = value
    path.write_text(json.dumps(inventory), encoding="utf-8")


OBJECT_FAULTS: dict[str, tuple[Callable[[Path], object], set[str]]] = {
    "a content changed": (lambda o: _change(o / "v1/content/要闻.txt"), {"altered"}),
    "a content gone": (lambda o: (o / "v1/content/要闻.txt").unlink(), {"missing"}),
    "a content more": (lambda o: _change(o / "v1/content/more"), {"unlisted"}),
    "a file at the top": (lambda o: _change(o / "notes"), {"unlisted"}),
    "the inventory changed": (
        lambda o: _edit_inventory(o, "id", "another"),
        {"malformed"},
    ),
    "the inventory's sum gone": (
        lambda o: (o / "inventory.json.sha512").unlink(),
        {"malformed"},
    ),
    "an old inventory changed": (
        lambda o: _edit_inventory(o / "v1", "id", "another"),
        {"altered"},
    ),
    "the newest version's inventory gone": (
        lambda o: (o / "v2/inventory.json").unlink(),
        {"missing"},
    ),
    "an empty declaration": (lambda o: _change(o / "0=ocfl_object_1.1", b""), {"malformed"}),
}


@pytest.mark.parametrize("fault", OBJECT_FAULTS)
def test_a_damaged_object_is_told_from_a_whole_one(fault: str, tmp_path: Path) -> None:
    text, noise = files(tmp_path / "src")
    archive = made(tmp_path, "object", text)
    attach(archive, [attachment(noise, "要闻.txt")], Options(replace=True))
    assert codes(archive) == set()
    harm, expected = OBJECT_FAULTS[fault]
    harm(archive)
    assert codes(archive) >= expected


def test_a_plain_archive_s_list_finds_what_its_checksums_do_not(tmp_path: Path) -> None:
    text, noise = files(tmp_path / "src")
    archive = made(tmp_path, "plain.zip", text, noise)
    again = tmp_path / "again.zip"
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(again, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"other" if name == "图.png" else old.read(name))
    assert codes(again) == {"altered"}


def test_a_foreign_member_has_no_sum_and_that_is_no_fault(tmp_path: Path) -> None:
    archive = descriptor_zip(tmp_path / "g.zip")
    attach(archive, [attachment(files(tmp_path / "src")[0])])
    told = checked(archive)
    assert {one.code for one in told.findings} == {"uncovered"}
    assert told.intact


def test_a_wrong_checksum_is_found(tmp_path: Path) -> None:
    archive = made(tmp_path, "plain.zip", files(tmp_path / "src")[1])
    data = bytearray(archive.read_bytes())
    data[5000] ^= 1
    archive.write_bytes(data)
    assert codes(archive) == {"unreadable"}


@pytest.mark.parametrize("form", ["plain.zip", "plain.tar", "plain.tar.gz", "plain.tar.xz"])
def test_a_cut_archive_cannot_be_examined(form: str, tmp_path: Path) -> None:
    archive = made(tmp_path, form, *files(tmp_path / "src"))
    whole = archive.read_bytes()
    archive.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(VerifyError):
        checked(archive)


def test_a_folder_of_other_things_is_no_archive(tmp_path: Path) -> None:
    files(tmp_path / "src")
    with pytest.raises(VerifyError, match="neither a bag nor an OCFL object"):
        checked(tmp_path / "src")


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_records, "EXPANDED", 10 << 20)
    archive = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("zeros", bytes(11 << 20))
        opened.writestr("文.txt", "x")
    told = checked(archive)
    assert [(one.code, one.name) for one in told.findings if one.is_fault] == [
        ("unreadable", "zeros")
    ]


def test_members_that_share_their_bytes_are_not_unpacked(tmp_path: Path) -> None:
    archive = tmp_path / "overlap.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("a" * 8, bytes(range(256)) * 100)
        opened.writestr("b" * 8, b"")
    # The second record is made to speak of the first member's bytes, many times over.
    data = archive.read_bytes()
    start = data.index(b"PK\x01\x02")
    record = data[start : data.index(b"PK\x01\x02", start + 4)]
    records = b"".join(record.replace(b"a" * 8, b"%08d" % number) for number in range(100))
    end = data.index(b"PK\x05\x06")
    tail = data[end : end + 8] + (100).to_bytes(2, "little") * 2
    tail += len(records).to_bytes(4, "little") + start.to_bytes(4, "little") + b"\0\0"
    archive.write_bytes(data[:start] + records + tail)
    with pytest.raises(VerifyError, match="overlap"):
        checked(archive)


def test_a_tar_that_unpacks_without_end_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "EXPANDED", 10 << 20)
    header = tarfile.TarInfo("zeros")
    header.size = 1 << 42
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    stream = io.BytesIO()
    stream.write(packer.compress(header.tobuf(tarfile.GNU_FORMAT)))
    for _ in range(64):
        stream.write(packer.compress(bytes(1 << 20)))
    (tmp_path / "bomb.tar.gz").write_bytes(stream.getvalue() + packer.flush())
    with pytest.raises(VerifyError, match="made to harm"):
        checked(tmp_path / "bomb.tar.gz")


@pytest.mark.judge
def test_ocfl_py_and_we_agree_on_its_own_object(tmp_path: Path) -> None:
    files(tmp_path / "src")
    ocfl = library("ocfl")
    told = ocfl.VersionMetadata(created="2031-05-12T06:30:00Z", message="m", name="青篱")
    made_ = ocfl.Object(identifier="info:x/1")
    made_.create(srcdir=str(tmp_path / "src"), objdir=str(tmp_path / "o"), metadata=told)
    assert codes(tmp_path / "o") == set()


@pytest.mark.judge
def test_a_bag_by_bagit_python_is_intact(tmp_path: Path) -> None:
    files(tmp_path / "src")
    shutil.copytree(tmp_path / "src", tmp_path / "bag")
    library("bagit").make_bag(str(tmp_path / "bag"), checksums=["md5", "sha512"])
    assert codes(tmp_path / "bag") == set()
