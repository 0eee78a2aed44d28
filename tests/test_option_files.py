"""Options that take a file: a style sheet, a cover, a Word template."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from build import small_issue

from exporter.api.exports import export, write
from exporter.api.option_files import load
from exporter.cli import main
from exporter.errors import OptionError
from exporter.model import Asset
from exporter.writers.base import Context
from exporter.writers.epub.options import EpubOptions

# A PNG of one grey pixel, written out by hand.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c6368000000820081"
    "77cd72b60000000049454e44ae426082"
)


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_style_sheet_s_text_is_the_option_s_value(tmp_path: Path) -> None:
    sheet = tmp_path / "house.css"
    sheet.write_text("p { color: teal }", encoding="utf-8")
    by_path = write(small_issue(), "epub", css=sheet).data
    assert any(b"color: teal" in data for data in members(by_path).values())
    assert by_path == write(small_issue(), "epub", css="p { color: teal }").data


def test_a_cover_s_picture_joins_the_assets_and_the_book(tmp_path: Path) -> None:
    cover = tmp_path / "封面.png"
    cover.write_bytes(PIXEL)
    assert PIXEL in members(write(small_issue(), "epub", cover=cover).data).values()


def test_a_cover_takes_the_place_of_the_cover_and_of_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "新.png"
    path.write_bytes(PIXEL)
    files = load([EpubOptions], {"cover": path, "vertical": True})
    before, picture = (
        Asset(id=id_, name=f"{id_}.png", media_type="image/png", sha256="0" * 64)
        for id_ in ("cover", "图")
    )
    issue = replace(small_issue(), assets=(before, picture))
    kept, new = files.issue(issue).assets
    assert kept == picture
    assert (new.id, new.name) == ("cover", "新.png")
    assert files.options == {"vertical": True}
    assert load([EpubOptions], {"vertical": True}).issue(issue) is issue


def test_what_files_hold_joins_the_context(tmp_path: Path) -> None:
    path = tmp_path / "新.png"
    path.write_bytes(PIXEL)
    sheet = tmp_path / "house.css"
    sheet.write_text("p { color: teal }", encoding="utf-8")
    world = Context(assets={"0": b"old"}, files={"theme": "a.toml"})
    context = load([EpubOptions], {"cover": path}).context(world)
    assert set(context.assets.values()) == {PIXEL, b"old"}
    assert context.files == {"theme": "a.toml"}
    context = load([EpubOptions], {"css": sheet}).context(world)
    assert context.assets == {"0": b"old"}
    assert context.files == {"theme": "a.toml", "css": str(sheet)}
    assert load([EpubOptions], {}).context(world) is world


def test_a_word_template_is_used_by_what_is_in_it(tmp_path: Path) -> None:
    house = tmp_path / "house.docx"
    house.write_bytes(write(small_issue(), "docx", columns=2).data)
    plain = write(small_issue(), "docx").data
    assert write(small_issue(), "docx", template=house).data != plain


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("cover", b"no picture", "not a picture"),
        ("css", b"\xff\xfe\xfd", "not UTF-8"),
        ("cover", None, "does not exist"),
    ],
)
def test_a_file_that_does_not_fit_is_told_in_a_sentence(
    name: str, content: bytes | None, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(OptionError, match=words):
        export(small_issue(), "epub", **{name: path})


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("csss", "The option 'csss' of epub is not known. Did you mean css?"),
        ("vertical", "The option 'vertical' of epub is \"none.css\"; it must be true or false."),
        ("css", "none.css does not exist. Check the name and the folder."),
    ],
)
def test_a_path_where_no_file_is_wanted_and_one_that_is_not_there_are_told(
    name: str, words: str
) -> None:
    with pytest.raises(OptionError) as caught:
        write(small_issue(), "epub", **{name: Path("none.css")})
    assert caught.value.message == words


def test_the_command_line_takes_a_file_s_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("# 桥通了\n\n柳湾镇便民桥昨日通车。\n", encoding="utf-8")
    Path("house.css").write_text("p { color: teal }", encoding="utf-8")
    Path("c.png").write_bytes(PIXEL)
    assert main(["epub", "a.txt", "--css", "house.css", "--cover", "c.png", "-q"]) == 0
    made = members(Path("a.epub").read_bytes())
    assert PIXEL in made.values()
    assert any(b"color: teal" in data for data in made.values())
    capsys.readouterr()
    assert main(["epub", "a.txt", "--css", "none.css"]) == OptionError.exit_code
    assert "none.css does not exist" in capsys.readouterr().err
