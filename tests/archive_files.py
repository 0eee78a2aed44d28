"""Archives to attach to, and what independent tools say of them."""

from __future__ import annotations

import importlib
import io
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from judge_tools import absent

from exporter.archive.attaching import attach, attachment, contents
from exporter.archive.kinds.job import Options

FORMS: dict[str, str] = {
    "bag": "bag",
    "bag.zip": "bag",
    "bag.tar": "bag",
    "bag.tar.gz": "bag",
    "plain.zip": "plain",
    "plain.tar": "plain",
    "plain.tar.gz": "plain",
    "plain.tar.xz": "plain",
    "object": "ocfl",
}
"""An archive of every kind in every form, by name."""

TEXT = "大桥通车，灯火入村。\n" * 400


def files(folder: Path) -> tuple[Path, Path]:
    """Two files to attach: a text, and bytes that do not deflate."""
    folder.mkdir(exist_ok=True)
    text, noise = folder / "要闻.txt", folder / "图.png"
    text.write_text(TEXT, encoding="utf-8")
    noise.write_bytes(bytes((i * i * 31 + i // 7) % 256 for i in range(30_000)))
    return text, noise


def made(folder: Path, name: str, *paths: Path) -> Path:
    """An archive of the kind `FORMS` gives that name, holding these files."""
    archive = folder / name
    attach(archive, [attachment(path) for path in paths], Options(kind=FORMS[name]))
    return archive


def names(archive: Path) -> list[str]:
    """What it lists, payload folders left out."""
    return sorted(one.name.removeprefix("data/") for one in contents(archive)[2])


def snapshot(path: Path) -> dict[str, bytes]:
    """Every byte of an archive, by name; empty where there is none."""
    if path.is_file():
        return {"": path.read_bytes()}
    return {
        each.relative_to(path).as_posix(): each.read_bytes()
        for each in sorted(path.rglob("*"))
        if each.is_file()
    }


def leftovers(folder: Path) -> list[str]:
    """Names beside an archive that an attach made and did not remove."""
    return sorted(path.name for path in folder.iterdir() if path.name.startswith(".exporter"))


def library(name: str) -> Any:
    """A judge that is a Python package; absent, it skips or fails the test."""
    try:
        return importlib.import_module(name)
    except ImportError:
        absent(name, "pip install -e '.[judges]'")


def unpacked(archive: Path, to: Path) -> Path:
    """A ZIP or tar unpacked by the standard library."""
    shutil.unpack_archive(archive, to)
    return to


def judged(archive: Path, scratch: Path) -> None:
    """Asks the tool of the archive's kind; raises or fails the test where it objects."""
    kind, form, _ = contents(archive)
    if form == "zip":
        _runs("unzip", "-t", archive)
    elif form.startswith("tar"):
        _runs("tar", "-tf", archive)
    if kind == "ocfl":
        passed, validator = library("ocfl").Object().validate(objdir=str(archive))
        assert passed, validator
    if kind == "bag":
        folder = archive if form == "folder" else next(_folders(unpacked(archive, scratch)))
        library("bagit").Bag(str(folder)).validate()
        crate = library("rocrate.rocrate").ROCrate(str(folder))
        listed = {one.name for one in contents(archive)[2]}
        assert {entity.id for entity in crate.data_entities} <= listed
    if kind == "plain":
        folder = unpacked(archive, scratch)
        _runs("sha256sum", "--check", "--strict", "exporter-manifest-sha256.txt", cwd=folder)


def _folders(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.is_dir())


def _runs(program: str, *arguments: str | Path, cwd: Path | None = None) -> None:
    if shutil.which(program) is None:
        absent(program, f"apt-get install {program}")
    done = subprocess.run([program, *arguments], cwd=cwd, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


class Unseekable(io.RawIOBase):
    """A file that only goes forward, as a browser's download does: `zipfile` then writes data
    descriptors behind the members."""

    def __init__(self, path: Path) -> None:
        self._file = open(path, "wb")  # noqa: SIM115 - closed by close()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return self._file.write(data)

    def close(self) -> None:
        self._file.close()
        super().close()


def descriptor_zip(path: Path) -> Path:
    """A ZIP as graphical programs on Chinese Windows write it: data descriptors, names in GB18030
    without the UTF-8 flag, comments, folders as members."""
    with Unseekable(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("報紙/", "報紙/舊聞.txt", "読我.txt"):
            info = zipfile.ZipInfo("x" * len(name.encode("gb18030")), (2031, 5, 12, 6, 30, 8))
            info.comment = "自注".encode("gb18030")
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, b"" if name.endswith("/") else name.encode() * 99)
        archive.comment = "整卷".encode("gb18030")
    data = path.read_bytes()
    for name in ("報紙/", "報紙/舊聞.txt", "読我.txt"):
        raw = name.encode("gb18030")
        data = data.replace(b"x" * len(raw), raw) if len(raw) > 8 else data
    short = "報紙/".encode("gb18030")
    path.write_bytes(data.replace(b"x" * len(short), short))
    return path


def zip_records(path: Path) -> list[tuple[Any, ...]]:
    """What another reader of ZIPs sees of each member, in order, but for where it lies."""
    with zipfile.ZipFile(path) as archive:
        kept = ("orig_filename", "date_time", "compress_type", "comment", "extra", "create_system")
        told = ("flag_bits", "external_attr", "CRC", "file_size", "compress_size")
        return [tuple(getattr(info, field) for field in kept + told) for info in archive.infolist()]


def tar_headers(path: Path) -> list[bytes]:
    """The header blocks of a tar's members, as they stand."""
    with tarfile.open(path) as archive:
        infos = archive.getmembers()
        stream = archive.fileobj
        assert stream is not None
        headers = []
        for info in infos:
            stream.seek(info.offset)
            headers.append(stream.read(info.offset_data - info.offset))
        return headers
