"""Pictures that a text names: files beside it, and no others."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

import exporter
from exporter.api.archives import pack
from exporter.files import pictures
from exporter.files.pictures import pictures_beside
from exporter.reading.gallery import FoundPicture

NEEDS_PIPES = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")


def png(width: int = 8, height: int = 6) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = b"".join(b"\0" + b"\x80\xa0\xc0" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "报"
    (home / "图").mkdir(parents=True)
    (home / "图" / "桥 一.png").write_bytes(png())
    (home / "注.png").write_bytes(b"no picture")
    (tmp_path / "secret.png").write_bytes(png())
    (home / "out.png").symlink_to(tmp_path / "secret.png")
    (home / "loop.png").symlink_to(home / "loop.png")
    if hasattr(os, "mkfifo"):
        os.mkfifo(home / "pipe.png")
    text = "# 桥通了\n\n昨日通车，两岸来了很多人。\n\n![图为**桥**。](图/桥%20一.png)\n"
    (home / "桥.md").write_text(text, encoding="utf-8")
    return home


@pytest.mark.parametrize(
    "address", ["图/桥 一.png", "图/桥%20一.png", "./图/桥 一.png", "图\\桥 一.png"]
)
def test_a_file_beside_the_text_is_found(folder: Path, address: str) -> None:
    found = pictures_beside(folder, [address])[address]
    assert isinstance(found, FoundPicture)
    assert (found.name, found.media_type, found.data) == ("图/桥 一.png", "image/png", png())


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("没有.png", "was not found"),
        ("桥.md/没有.png", "was not found"),
        ("图", "cannot be read"),
        ("注.png", "is not a picture"),
        ("../secret.png", "leads out"),
        ("图/../../secret.png", "leads out"),
        ("%2e%2e/secret.png", "leads out"),
        ("out.png", "leads out"),
        ("loop.png", "cannot be read"),
        pytest.param("pipe.png", "cannot be read", marks=NEEDS_PIPES),
        ("/etc/hostname", "leads out"),
        ("C:\\pic.png", "leads out"),
        ("a\0b.png", "leads out"),
        ("https://a.invalid/b.png", "is not fetched"),
        ("//a.invalid/b.png", "is not fetched"),
        ("data:image/png;base64,AAAA", "is not fetched"),
        ("x" * 5000 + ".png", "cannot be read"),
    ],
)
def test_nothing_else_is(folder: Path, address: str, why: str) -> None:
    found = pictures_beside(folder, [address])[address]
    assert isinstance(found, str)
    assert why in found


def test_one_that_is_too_large_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "LARGEST", 10)
    (found,) = pictures_beside(folder, ["图/桥 一.png"]).values()
    assert "more than" in str(found)


def test_it_is_in_the_outputs_in_the_model_and_in_the_archive(folder: Path) -> None:
    reading = exporter.read(folder / "桥.md")
    assert not [n for n in reading.notices if n.code == "picture-missing"]
    made = exporter.export_all(reading, to=folder)
    outputs = {one.format: one.path for one in made}
    with zipfile.ZipFile(outputs["epub"]) as book:  # type: ignore[arg-type]
        assert book.read("EPUB/images/picture-1.png") == png()
    with zipfile.ZipFile(outputs["docx"]) as word:  # type: ignore[arg-type]
        assert png() in [word.read(name) for name in word.namelist()]
    assert b"/Subtype/Image" in outputs["pdf"].read_bytes()  # type: ignore[union-attr]
    again = exporter.read(outputs["json"] or "")
    assert again.pictures == reading.pictures
    kept = [one.name for one in pack([folder / "桥.md"], formats=["epub"]).attachments]
    assert "source/图/桥 一.png" in kept


def test_outputs_with_pictures_and_signs_are_proved(folder: Path) -> None:
    made = exporter.export_all(exporter.read(folder / "桥.md"), ("epub", "pdf", "docx"), to=folder)
    verdict = exporter.verify([one.path or "" for one in made], source=[folder / "桥.md"])
    assert verdict.proved, verdict
