"""Bags as RFC 8493 has them, and the drafts before it: what breaks a rule is found, what others may
write is taken, and an attach never signs what is damaged."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from archive_builders import bag, sign, sums
from archive_files import files, library, snapshot

from exporter import attach
from exporter.archive.attaching import attachment
from exporter.archive.checking import check
from exporter.archive.containers.places import container_at
from exporter.archive.kinds.findings import CODES
from exporter.errors import OptionError, SinkError

NFC = unicodedata.normalize("NFC", "が.txt")
NFD = unicodedata.normalize("NFD", "が.txt")
URL = "http://192.0.2.1/x"


def faults(root: Path) -> set[str]:
    """The codes of what is wrong."""
    told = check(container_at(root)).findings
    assert {one.code for one in told} <= set(CODES)
    return {one.code for one in told if one.is_fault}


def _append(name: str, text: str) -> Callable[[Path], object]:
    def harm(root: Path) -> None:
        path = root / name
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(old + text, encoding="utf-8")

    return harm


def _fetch(path: str) -> Callable[[Path], object]:
    return _append("fetch.txt", f"{URL} - {path}\n")


def _write(name: str, text: str) -> Callable[[Path], object]:
    return lambda root: (root / name).write_text(text, encoding="utf-8")


def _twice(root: Path) -> None:
    path = root / "manifest-sha256.txt"
    path.write_text(path.read_text(encoding="utf-8") * 2, encoding="utf-8")


HARMS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "to be fetched to a folder above": ("unsafe", _fetch("../../x")),
    "to be fetched to another folder": ("unsafe", _fetch("x.txt")),
    "to be fetched to the root": ("unsafe", _fetch("/etc/x")),
    "to be fetched home": ("unsafe", _fetch("~/x")),
    "to be fetched to somebody's home": ("unsafe", _fetch("~root/x")),
    "to be fetched to a drive": ("unsafe", _fetch("C:\\x")),
    "to be fetched to another machine": ("unsafe", _fetch("\\\\host\\x")),
    "to be fetched to a variable": ("unsafe", _fetch("%HomeDrive%\\x")),
    "to be fetched up, in Windows' way": ("unsafe", _fetch("data\\..\\..\\x")),
    "a line of fetch.txt that is none": ("malformed", _append("fetch.txt", f"{URL} data/x\n")),
    "a length that is none": ("malformed", _append("fetch.txt", f"{URL} long data/x\n")),
    "a list of what lies at home": ("unsafe", _append("manifest-sha256.txt", "00  ~root/x\n")),
    "a list of what is no payload": ("malformed", _append("manifest-sha256.txt", "00  x.txt\n")),
    "a line twice": ("malformed", _twice),
    "a line twice, with another sum": (
        "altered",
        _append("manifest-sha256.txt", f"{'0' * 64}  data/一.txt\n"),
    ),
    "a second manifest with less in it": ("unlisted", _write("manifest-md5.txt", "")),
    "a tag manifest without the manifest": ("unlisted", _write("tagmanifest-sha256.txt", "")),
    "a blank before a colon": (
        "malformed",
        _write("bagit.txt", "BagIt-Version : 1.0\nTag-File-Character-Encoding : UTF-8\n"),
    ),
    "a third line": (
        "malformed",
        _append("bagit.txt", "Remark: x\n"),
    ),
    "a byte order mark": (
        "malformed",
        _write("bagit.txt", "\ufeffBagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
    ),
    "a version without its number": (
        "malformed",
        _write("bagit.txt", "BagIt-Version: .97\nTag-File-Character-Encoding: UTF-8\n"),
    ),
    "no encoding": ("malformed", _write("bagit.txt", "BagIt-Version: 1.0\n")),
    "a size that is wrong": ("count", _write("bag-info.txt", "Payload-Oxum: 1.2\n")),
}


@pytest.mark.parametrize("case", HARMS)
def test_a_bag_that_breaks_a_rule_is_found(case: str, tmp_path: Path) -> None:
    code, harm = HARMS[case]
    root = bag(tmp_path)
    assert faults(root) == set()
    harm(root)
    assert code in faults(root)


@pytest.mark.judge
@pytest.mark.parametrize("case", HARMS)
def test_what_bagit_python_refuses_is_no_good_bag(case: str, tmp_path: Path) -> None:
    """The reverse does not hold: it takes some bags that the standard does not, and asks on each
    system for that system's unsafe names alone."""
    bagit = library("bagit")
    root = bag(tmp_path)
    bagit.Bag(str(root)).validate()
    HARMS[case][1](root)
    try:
        bagit.Bag(str(root)).validate()
    except (bagit.BagError, ValueError):
        assert faults(root)


@pytest.mark.parametrize("version", ["0.93", "0.94", "0.95"])
def test_the_oldest_drafts_keep_their_size_in_package_info(version: str, tmp_path: Path) -> None:
    text, _ = files(tmp_path / "src")
    root = bag(tmp_path, version=version, algorithms=("md5",), tags={"package-info.txt": "x: y\n"})
    _append("package-info.txt", f"Payload-Oxum: {_size(root)}.2\n")(root)
    assert faults(root) == set()
    attach(root, text)
    told = (root / "package-info.txt").read_text(encoding="utf-8")
    assert told == f"x: y\nPayload-Oxum: {_size(root)}.3\n"
    assert faults(root) == set()
    library("bagit").Bag(str(root)).validate()
    _write("package-info.txt", "Payload-Oxum: 1.1\n")(root)
    assert faults(root) == {"count"}


def _size(root: Path) -> int:
    return sum(path.stat().st_size for path in (root / "data").rglob("*") if path.is_file())


def test_before_1_0_a_file_need_be_in_one_manifest_only(tmp_path: Path) -> None:
    root = bag(tmp_path, version="0.97")
    _write("manifest-md5.txt", sums(root, "md5", ["data/一.txt"]))(root)
    _write("manifest-sha256.txt", sums(root, "sha256", ["data/深/二.txt"]))(root)
    assert faults(root) == set()
    (root / "data/三.txt").touch()
    assert faults(root) == {"unlisted"}
    assert faults(bag(tmp_path / "new", version="1.0", algorithms=("md5", "sha256"))) == set()


@pytest.mark.parametrize("there", [NFC, NFD], ids=["NFC", "NFD"])
@pytest.mark.parametrize("listed", [NFC, NFD], ids=["NFC", "NFD"])
def test_a_name_is_found_however_it_is_composed(listed: str, there: str, tmp_path: Path) -> None:
    text, _ = files(tmp_path / "src")
    root = bag(tmp_path, payload={there: "x"})
    manifest = (root / "manifest-sha256.txt").read_text(encoding="utf-8")
    _write("manifest-sha256.txt", manifest.replace(there, listed))(root)
    told = check(container_at(root))
    assert told.intact
    assert [one.code for one in told.findings] == ([] if listed == there else ["advice"])
    attach(root, text)
    assert check(container_at(root)).intact
    (root / "data" / there).write_text("y", encoding="utf-8")
    assert faults(root) == {"altered"}


@pytest.mark.judge
@pytest.mark.parametrize(("listed", "there"), [(NFC, NFC), (NFC, NFD), (NFD, NFD)])
def test_bagit_python_finds_the_same_names(listed: str, there: str, tmp_path: Path) -> None:
    root = bag(tmp_path, payload={there: "x"})
    manifest = (root / "manifest-sha256.txt").read_text(encoding="utf-8")
    _write("manifest-sha256.txt", manifest.replace(there, listed))(root)
    library("bagit").Bag(str(root)).validate()


def test_a_composed_name_takes_the_place_of_its_line(tmp_path: Path) -> None:
    root = bag(tmp_path, payload={NFC: "x"})
    manifest = (root / "manifest-sha256.txt").read_text(encoding="utf-8")
    _write("manifest-sha256.txt", manifest.replace(NFC, NFD))(root)
    (tmp_path / NFC).write_text("other", encoding="utf-8")
    attach(root, tmp_path / NFC, replace=True)
    assert (root / "manifest-sha256.txt").read_text(encoding="utf-8").count("\n") == 1
    assert check(container_at(root)).findings == ()


# --- damage is not signed


def _ours(folder: Path) -> Path:
    text, _ = files(folder / "src")
    attach(folder / "bag", text, info=(("Contact-Name", "青篱"),))
    return folder / "bag"


@pytest.mark.parametrize("name", ["bag-info.txt", "manifest-sha256.txt", "ro-crate-metadata.json"])
def test_a_damaged_list_is_not_signed_by_an_attach(name: str, tmp_path: Path) -> None:
    root = _ours(tmp_path)
    noise = files(tmp_path / "src")[1]
    whole = (root / name).read_bytes()
    for harm in (lambda p: p.write_bytes(whole + b"\n"), lambda p: p.unlink()):
        harm(root / name)
        before = snapshot(root)
        with pytest.raises(SinkError, match=rf"({name}.*the bag is damaged)|(without a manifest)"):
            attach(root, noise)
        assert snapshot(root) == before
        assert faults(root)
    (root / name).write_bytes(whole)
    attach(root, noise)
    assert faults(root) == set()


def test_every_algorithm_s_sum_of_a_list_is_asked(tmp_path: Path) -> None:
    root = sign(sign(bag(tmp_path, tags={"bag-info.txt": "Payload-Oxum: 24.2\n"}), "md5"))
    noise = files(tmp_path / "src")[1]
    tags = (root / "tagmanifest-md5.txt").read_text(encoding="utf-8")
    lines = [
        "0" * 32 + line[32:] if line.endswith("bag-info.txt") else line
        for line in tags.splitlines()
    ]
    _write("tagmanifest-md5.txt", "\n".join(lines) + "\n")(root)
    with pytest.raises(SinkError, match=r"bag-info\.txt"):
        attach(root, noise)


def test_a_list_that_has_no_sum_gets_none_that_says_it_was_whole(tmp_path: Path) -> None:
    root = sign(bag(tmp_path))
    _write("bag-info.txt", "Payload-Oxum: 24.2\n")(root)
    attach(root, files(tmp_path / "src")[1])
    tags = (root / "tagmanifest-sha256.txt").read_text(encoding="utf-8")
    assert "bag-info.txt" not in tags
    assert "ro-crate-metadata.json" in tags, "a file that is new is listed"
    assert faults(root) == set()


def test_nothing_to_do_is_nothing_signed(tmp_path: Path) -> None:
    root = _ours(tmp_path)
    _append("bag-info.txt", "x: y\n")(root)
    before = snapshot(root)
    assert not attach(root, files(tmp_path / "src")[0]).changed
    assert snapshot(root) == before


# --- fields


def info(root: Path) -> str:
    """What a bag says of itself."""
    return (root / "bag-info.txt").read_text(encoding="utf-8")


def test_a_bag_says_what_it_was_told(tmp_path: Path) -> None:
    text, noise = files(tmp_path / "src")
    root = tmp_path / "bag"
    attach(root, text, info=(("Source-Organization", "临川\n档案馆"), ("Contact-Name", "青篱")))
    assert info(root).startswith("Bag-Software-Agent: Exporter ")
    assert "Source-Organization: 临川 档案馆\nContact-Name: 青篱\n" in info(root)
    assert not attach(root, text, info=(("Contact-Name", "青篱"),)).changed
    attach(root, text, info=(("contact-name", "何青禾"), ("Contact-Name", "白鹭")))
    assert "contact-name: 何青禾\nContact-Name: 白鹭\n" in info(root)
    assert "青篱" not in info(root)
    attach(root, noise)
    assert faults(root) == set()
    library("bagit").Bag(str(root)).validate()


def test_a_field_takes_the_place_of_its_folded_lines(tmp_path: Path) -> None:
    root = bag(tmp_path, tags={"bag-info.txt": "A: 1\nB: 2\n  3\nC: 4\n"})
    attach(root, files(tmp_path / "src")[0], info=(("B", "5"), ("D", "6")))
    assert info(root) == "A: 1\nB: 5\nC: 4\nD: 6\n"


def test_a_bag_without_fields_gets_a_file_for_them(tmp_path: Path) -> None:
    root = sign(bag(tmp_path))
    attach(root, files(tmp_path / "src")[0], info=(("Contact-Name", "青篱"),))
    assert info(root) == "Contact-Name: 青篱\n"
    assert "bag-info.txt" in (root / "tagmanifest-sha256.txt").read_text(encoding="utf-8")
    assert faults(root) == set()


@pytest.mark.parametrize("label", ["", " x", "a:b", "a\nb", "Payload-Oxum", "payload-oxum"])
def test_a_label_that_cannot_be_one_is_refused(label: str, tmp_path: Path) -> None:
    text, _ = files(tmp_path / "src")
    for root in (tmp_path / "new", bag(tmp_path)):
        with pytest.raises(OptionError, match="cannot be a field"):
            attach(root, text, info=((label, "x"),))


@pytest.mark.parametrize(("name", "kind"), [("x.zip", "plain"), ("x", "ocfl")])
def test_what_is_no_bag_has_no_place_for_fields(name: str, kind: str, tmp_path: Path) -> None:
    text, _ = files(tmp_path / "src")
    with pytest.raises(OptionError, match="no place for --bag-info"):
        attach(tmp_path / name, text, kind=kind, info=(("Contact-Name", "青篱"),))
    assert not (tmp_path / name).exists()


def test_a_bag_is_dated_by_what_is_said_not_by_the_clock(tmp_path: Path) -> None:
    import datetime as dt

    text, _ = files(tmp_path / "src")
    attach(tmp_path / "undated", [attachment(text)])
    assert "Bagging-Date" not in info(tmp_path / "undated")
    attach(tmp_path / "dated", text, stamp=dt.datetime(2031, 5, 12, tzinfo=dt.UTC))
    assert "Bagging-Date: 2031-05-12\n" in info(tmp_path / "dated")
