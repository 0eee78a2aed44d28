"""Bytes are gathered once, at the edge: below it no reader and no writer asks for a file."""

from __future__ import annotations

import hashlib
import os
import pickle
from pathlib import Path
from typing import Any

import pytest
from build import Builder, page, small_issue
from sealed import SHIPPED, sealed

import exporter
from exporter.api.world import context_from_environment, with_fonts
from exporter.errors import FontError, OptionError
from exporter.files.fonts import fonts_in, with_named
from exporter.files.pictures import pictures_beside
from exporter.model import Asset, Figure, Issue, articles_of
from exporter.reading import RawInput, read_sources, review_sources, scan_sources
from exporter.reading.gallery import FoundPicture
from exporter.startup.records import replace
from exporter.typography.faces import KAI, SONG, covering, font_path, shipped_face
from exporter.writers import registry
from exporter.writers.base import Context
from exporter.writers.pdf.look.named_faces import named_faces
from exporter.writers.pdf.look.theme_files import shipped, shipped_themes
from exporter.writers.pdf.options import PdfOptions

SAMPLES = Path(__file__).parent.parent / "samples"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><rect width="9"/></svg>'
MARKDOWN = "# 桥通了\n\n昨日通车。\n\n![图为桥。](桥.svg)\n\n![](没有.png)\n\n![](桥.svg)\n"
RARE = "\U00020bb7"
"""A character that of the shipped fonts only the last has."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A paper's folder, with a font in it and one below."""
    (tmp_path / "sub").mkdir()
    for name, face in (("house.ttf", KAI), ("sub/deep.ttf", SONG)):
        (tmp_path / name).symlink_to(font_path(face))
    (tmp_path / "桥.svg").write_bytes(SVG)
    (tmp_path / "桥.md").write_text(MARKDOWN, encoding="utf-8")
    return tmp_path


def illustrated() -> tuple[Issue, dict[str, bytes]]:
    b = Builder()
    digest = hashlib.sha256(SVG).hexdigest()
    asset = Asset(id="i1", name="桥.svg", media_type="image/svg+xml", sha256=digest)
    article = b.article("桥通了", f"昨日通车{RARE}。", Figure(asset="i1", caption=b.line("图。")))
    return replace(b.issue(page(1, article)), assets=(asset,)), {digest: SVG}


@pytest.mark.parametrize("door", ["read_bytes", "is_file", "exists", "resolve", "open"])
def test_the_seal_holds_for_files(tmp_path: Path, door: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a")
    with sealed(), pytest.raises(AssertionError, match=r"^l?stat: |^open: "):
        getattr(path, door)()
    with sealed([path]):
        assert path.read_bytes() == b"a"


def test_the_seal_holds_for_folders_and_lets_what_is_shipped_through(tmp_path: Path) -> None:
    with sealed():
        for ask in (os.listdir, os.scandir, open, os.stat):
            with pytest.raises(AssertionError, match=tmp_path.name):
                ask(tmp_path)
        with pytest.raises(AssertionError, match=tmp_path.name):
            list(tmp_path.iterdir())
        assert (SHIPPED[0] / "model.py").is_file()


def test_a_text_with_pictures_is_read_without_a_file(folder: Path) -> None:
    raw = RawInput(name="桥.md", data=MARKDOWN.encode())
    with sealed():
        (scanned,) = scan_sources([raw])
    pictures = pictures_beside(folder, scanned.named())
    assert [type(found) is FoundPicture for found in pictures.values()] == [True, False]
    with sealed():
        reading = read_sources([replace(raw, pictures=pictures)])
    (article,) = articles_of(reading.issue)
    assert [block.asset for block in article.blocks if isinstance(block, Figure)] == ["i1", "i1"]
    assert list(reading.pictures.values()) == [SVG]
    (told,) = [one.detail for one in reading.notices if one.code == "picture-missing"]
    assert told.startswith("没有.png was not found beside the text; ")
    assert exporter.read(folder / "桥.md") == reading


@pytest.mark.parametrize("name", ["linchuan-2031-05-12.txt", "briefs-gb18030.txt"])
def test_a_paper_is_read_and_reviewed_without_a_file(name: str) -> None:
    raw = RawInput(name=name, data=(SAMPLES / name).read_bytes())
    with sealed():
        reading, files = review_sources([raw])
        assert reading == read_sources([raw])
    assert list(files) == [name]


def test_settings_name_a_house_that_is_fetched_from_beside_them(folder: Path) -> None:
    (folder / "house.toml").write_text('base = "local-daily"\nname = "柳湾报"\n', encoding="utf-8")
    (folder / "桥.toml").write_text('profile = "house.toml"\n', encoding="utf-8")
    guesses = exporter.read(folder / "桥.md").guesses
    assert [one.reason for one in guesses if one.part == "profile"] == ["柳湾报: a person named it"]


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ('profile = "没有.toml"\n', "没有.toml does not exist"),
        ('profile = "没有.toml"\n[issue]\ndate = 5\n', "issue.date is 5"),
    ],
)
def test_a_house_that_is_not_there_is_told_after_what_is_wrong_before_it(
    folder: Path, toml: str, words: str
) -> None:
    (folder / "桥.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(OptionError, match=words):
        exporter.read(folder / "桥.md")


@pytest.mark.parametrize(
    ("format_name", "options"),
    [
        ("json", {}),
        ("docx", {}),
        ("epub", {"cover": "draw"}),
        ("pdf", {}),
        ("pdf", {"theme": "newspaper", "cover": True}),
        ("pdf", {"font": "house"}),
        ("pdf", {"font": "sub/deep"}),
        ("pdf", {"theme": 'base = "tearsheet"\n[style.body]\nface = "sub/deep.ttf"\n'}),
    ],
)
def test_a_format_is_written_without_a_file_but_fonts_that_were_found(
    folder: Path, format_name: str, options: dict[str, Any]
) -> None:
    issue, pictures = illustrated()
    writer = registry.writer(format_name)
    chosen = writer.options(**options)
    world = context_from_environment(font_dirs=[folder], assets=pictures, environ={})
    context = with_fonts(world, writer, chosen)
    writer.write(small_issue(), writer.options(), Context())  # libraries look for settings once
    known = {*context.fonts.own, *context.fonts.named.values()}
    with sealed(known):
        made = writer.write(issue, chosen, context)
        assert made == writer.write(issue, chosen, pickle.loads(pickle.dumps(context)))
    assert exporter.write(issue, format_name, context=world, **options).data == made.data


def test_a_folder_is_what_it_was_when_it_was_listed(tmp_path: Path) -> None:
    before = fonts_in([tmp_path])
    (tmp_path / "late.ttf").symlink_to(font_path(KAI))
    assert (before.own, fonts_in([tmp_path]).own) == ((), (tmp_path / "late.ttf",))
    with pytest.raises(FontError, match=r"late is not in "):
        font_path("late", before)
    assert font_path("late", fonts_in([tmp_path])) == tmp_path / "late.ttf"


def test_the_first_folder_wins_and_comes_before_the_shipped_fonts(tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for path in folders:
        path.mkdir()
        for name in ("house.ttf", f"{SONG}.ttf", "about.txt"):
            (path / name).symlink_to(font_path(KAI))
    fonts = fonts_in(folders)
    assert font_path("house", fonts) == tmp_path / "a" / "house.ttf"
    assert font_path(SONG, fonts) == tmp_path / "a" / f"{SONG}.ttf"
    assert [path.name for path in fonts.own] == [f"{SONG}.ttf", "house.ttf"] * 2


def test_a_file_that_is_called_like_a_shipped_font_takes_only_its_own_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / f"{SONG}.ttf").symlink_to(font_path(KAI))
    monkeypatch.chdir(tmp_path)
    fonts = with_named(fonts_in([]), [f"{SONG}.ttf", SONG])
    assert font_path(f"{SONG}.ttf", fonts) == Path(f"{SONG}.ttf")
    assert font_path(SONG, fonts) == font_path(SONG)


def test_a_name_that_no_file_can_have_is_told_like_one_that_is_missing() -> None:
    name = "长" * 400
    with pytest.raises(FontError, match=r"is not in "):
        exporter.write(small_issue(), "pdf", context=Context(), font=name)


def test_a_theme_says_which_faces_it_names() -> None:
    own = 'base = "reader"\n[style.body]\nface = "甲.otf"\n[style.deck]\nsize = 9\n'
    assert named_faces(own + '[masthead]\nface = "乙"\n') == ("甲.otf", "乙")
    for wrong in ("[style", "style = 3\nmasthead = 4", "[style]\nbody = 5\n[masthead]\nface = 6"):
        assert named_faces(wrong) == ()


def test_shipped_themes_name_shipped_faces_alone() -> None:
    for name in shipped_themes():
        theme = shipped(name)
        parts = (*theme.get("style", {}).values(), theme.get("masthead", {}))
        faces = [part.get("face") for part in parts]
        assert set(faces) <= {None, "song", "heavy", "hei", "kai"}


def test_a_pdf_names_fonts_by_its_options() -> None:
    names = registry.writer("pdf").named_fonts  # type: ignore[attr-defined]
    assert names(PdfOptions()) == names(PdfOptions(theme="reader")) == ()
    theme = 'base = "reader"\n[style.body]\nface = "甲"\n'
    assert names(PdfOptions(theme=theme, font="乙")) == ("乙", "甲")


def test_a_rare_character_comes_from_the_last_shipped_font_not_from_a_folder(folder: Path) -> None:
    found = covering(RARE, shipped_face(SONG), fonts_in([folder]))
    assert found is not None
    assert found.path.parent in SHIPPED
