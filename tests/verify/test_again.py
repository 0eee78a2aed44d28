"""The strongest proof: sources read again, files made again, compared part for part; and what each
verdict is called."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import edits
import pytest
from command import TEXT, command, source

import exporter
from exporter import export, export_all, read, verify
from exporter.api.again import read_again
from exporter.model import articles_of
from exporter.proof.same import PACKING, parts_apart, same_content

OUTPUTS = ("要闻.epub", "要闻.pdf", "要闻.docx")
DOCUMENT = "word/document.xml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("again")
    (place / "要闻.toml").write_text('[issue]\npublication = "柳湾日报"\n[pages]\n1 = "要闻"\n')
    export_all(read(source(place)), ("epub", "pdf", "docx"), to=place)
    return place


def repacked(data: bytes, level: int = 1) -> bytes:
    """The same members with the same headers, deflated otherwise."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            new.writestr(info, old.read(info), compresslevel=level)
    return out.getvalue()


def test_what_came_of_a_source_is_part_for_part_what_comes_of_it(folder: Path) -> None:
    verdict = verify([folder / name for name in OUTPUTS], source=folder / "要闻.txt")
    assert (verdict.result, verdict.proved) == ("proved", True)
    assert [one.proof for one in verdict.outputs] == ["same"] * 3


def test_without_its_source_a_file_is_proved_against_its_own_record_only(folder: Path) -> None:
    done = command("verify", *OUTPUTS, cwd=folder)
    assert done.returncode == 0
    assert "Proved against its own record only:" in done.stdout.decode()
    assert verify(folder / "要闻.pdf").result == "record"


@pytest.mark.parametrize("name", ["要闻.epub", "要闻.docx"])
def test_how_a_zip_is_deflated_is_no_difference(folder: Path, name: str) -> None:
    data = (folder / name).read_bytes()
    other = repacked(data)
    assert other != data
    assert parts_apart(other, data) == ()


def test_how_a_pdf_is_deflated_is_no_difference(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = (folder / "要闻.pdf").read_bytes()
    compress = zlib.compress
    monkeypatch.setattr(zlib, "compress", lambda content, *_: compress(content, 1))
    other = exporter.write(read(folder / "要闻.txt"), "pdf").data
    assert len(other) != len(data)
    assert parts_apart(other, data) == ()


def _within(data: bytes) -> bytes:
    at = data.index(b"PK\3\4", 4)
    return data[:at] + b"hidden" + data[at:]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data + b" ",
        lambda data: b" " + data,
        _within,
        lambda data: data[:-2] + b"\1\0",
        lambda data: data.replace(b"PK\1\2\x14", b"PK\1\2\x15", 1),
    ],
    ids=["behind", "before", "between", "comment", "header"],
)
def test_whatever_else_is_in_a_zip_is_a_difference(folder: Path, change: object) -> None:
    data = (folder / "要闻.epub").read_bytes()
    assert parts_apart(change(data), data)  # type: ignore[operator]


def test_the_part_that_differs_is_named(folder: Path) -> None:
    data = (folder / "要闻.docx").read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info, content + b" " if info.filename == DOCUMENT else content)
    assert parts_apart(out.getvalue(), data) == (DOCUMENT,)


@pytest.mark.parametrize("name", ["要闻.epub", "要闻.docx"])
def test_members_in_another_order_are_the_same_content(folder: Path, name: str) -> None:
    data = (folder / name).read_bytes()
    parts = edits.members(data)
    other = edits.packed(dict(sorted(parts.items(), key=lambda pair: pair[0] != "mimetype")))
    assert parts_apart(other, data)
    assert same_content(other, data)


@pytest.mark.parametrize(
    "change",
    [
        lambda parts: parts | {"word/more.xml": b"<x/>"},
        lambda parts: parts | {DOCUMENT: parts[DOCUMENT] + b" "},
        lambda parts: {name: parts[name] for name in parts if name != DOCUMENT},
    ],
    ids=["another", "altered", "missing"],
)
def test_a_word_file_with_other_content_is_never_more_than_text(
    folder: Path, change: Callable[[dict[str, bytes]], dict[str, bytes]]
) -> None:
    data = (folder / "要闻.docx").read_bytes()
    other = edits.packed(change(edits.members(data)))
    assert not same_content(other, data)
    (folder / "别.docx").write_bytes(other)
    try:
        assert not verify(folder / "别.docx", source=folder / "要闻.txt").proved
    except exporter.VerifyError:
        assert DOCUMENT not in edits.members(other)


def test_a_part_that_unpacks_to_far_more_is_not_unpacked(folder: Path) -> None:
    data = (folder / "要闻.epub").read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            content = bytes(100 << 20) if info.filename == "EPUB/nav.xhtml" else old.read(info)
            new.writestr(info, content)
    assert parts_apart(out.getvalue(), data)


@pytest.mark.parametrize("at", [300, 20_000, -20])
def test_a_pdf_with_any_other_byte_is_another(folder: Path, at: int) -> None:
    data = bytearray((folder / "要闻.pdf").read_bytes())
    whole = bytes(data)
    data[at] ^= 1
    assert parts_apart(bytes(data), whole)


def test_a_pdf_s_table_that_leads_elsewhere_is_a_difference(folder: Path) -> None:
    data = (folder / "要闻.pdf").read_bytes()
    appended = edits.updated_pdf(data, {2: b"<</Type/Page>>"})
    assert parts_apart(appended, data) == (PACKING,)


def test_a_file_another_program_repacked_is_compared_and_says_so(folder: Path) -> None:
    parts = edits.members((folder / "要闻.epub").read_bytes())
    (folder / "重.epub").write_bytes(edits.packed(parts))
    verdict = verify(folder / "重.epub", source=folder / "要闻.txt")
    assert [one.proof for one in verdict.outputs] == ["compared"]
    assert verdict.result == "proved"


def test_a_file_without_its_record_is_never_more_than_text(folder: Path) -> None:
    parts = edits.members((folder / "要闻.epub").read_bytes())
    del parts["EPUB/exporter-record.json"]
    (folder / "外.epub").write_bytes(edits.packed(parts))
    done = command("verify", "外.epub", "--source", "要闻.txt", cwd=folder)
    assert done.returncode == 9
    assert "Text proved, the rest not examined" in done.stdout.decode()
    assert "Proved" not in done.stdout.decode()


def _saved_in_word(data: bytes, old: str = "", new: str = "") -> bytes:
    parts = edits.members(data)
    parts["docProps/app.xml"] = parts["docProps/app.xml"].replace(b"Exporter", b"WordPro", 1)
    parts[DOCUMENT] = parts[DOCUMENT].decode().replace(old, new, 1).encode()
    return edits.packed(parts)


def test_a_word_file_saved_without_edits_has_its_text_proved(folder: Path) -> None:
    (folder / "存.docx").write_bytes(_saved_in_word((folder / "要闻.docx").read_bytes()))
    verdict = verify(folder / "存.docx", source=folder / "要闻.txt")
    assert (verdict.result, verdict.proved) == ("text", False)


def test_a_word_file_a_person_edited_is_edited_the_whole_way(folder: Path) -> None:
    data = _saved_in_word((folder / "要闻.docx").read_bytes(), "抬脚就到", "抬腿就到")
    (folder / "改.docx").write_bytes(data)
    verdict = verify(folder / "改.docx", source=folder / "要闻.txt")
    assert verdict.result == "edited"
    assert [(one.change, one.text) for one in verdict.edits.all] == [("replaced", "腿")]
    again = export(read(folder / "改.docx"), "epub", to=folder / "改.epub").path
    later = verify(again or "", source=folder / "要闻.txt")
    assert (later.result, later.edits.all) == ("edited", verdict.edits.all)
    done = command("verify", "改.epub", "--source", "要闻.txt", cwd=folder)
    assert done.returncode == 8
    assert "Edited since it was made: 1 characters replaced" in done.stdout.decode()
    accepted = ("verify", "改.epub", "--accept-edits", verdict.edits.hash)
    assert command(*accepted, cwd=folder).returncode == 0
    assert command(*accepted[:3], "0" * 12, cwd=folder).returncode == 8


def test_decisions_are_carried_and_read_again(tmp_path: Path) -> None:
    text = source(tmp_path)
    review = exporter.review(text).files["要闻.txt"]
    first = review.index("# [[override]]")
    told = review[:first] + "\n".join(
        line.removeprefix("# ") for line in review[first:].split("\n\n")[0].splitlines()
    )
    (tmp_path / "要闻.overrides.toml").write_text(told, encoding="utf-8")
    reading = read(text)
    assert json.loads(reading.issue.read_with or "")["overrides"]
    assert read_again(reading.issue) == reading.issue
    made = export(reading, "docx", to=tmp_path / "a.docx").path
    done = command("verify", "a.docx", "--source", "要闻.txt", cwd=tmp_path)
    assert "Chosen by a person: 1 decisions" in done.stdout.decode()
    assert verify(made or "", source=text).result == "proved"


def test_each_article_by_itself_is_what_its_source_gives(tmp_path: Path) -> None:
    text = source(tmp_path, "两.txt", TEXT + "\n# 夜市开张\n\n本报讯(记者 何青禾)昨晚开张。\n")
    parts = list(exporter.split(read(text)))
    assert len(parts) > 1
    for part in parts:
        made = export(part, "epub", to=tmp_path / f"{len(part.issue.dropped)}.epub").path
        assert verify(made or "", source=text).result == "proved"


def test_a_volume_is_made_again(tmp_path: Path) -> None:
    texts = [source(tmp_path, f"{n}.txt", TEXT.replace("12盏", f"{n}盏")) for n in (1, 2)]
    made = exporter.export_volume([read(one) for one in texts], to=tmp_path / "v.epub").path
    verdict = verify(made or "", source=texts)
    assert (verdict.result, [one.proof for one in verdict.outputs]) == ("proved", ["same"])


def test_an_issue_made_by_a_script_says_nothing_of_how_it_was_read(tmp_path: Path) -> None:
    reading = read(source(tmp_path))
    issue = replace(reading.issue, read_with=None)
    made = export(issue, "epub", to=tmp_path / "a.epub").path
    assert verify(made or "", source=tmp_path / "要闻.txt").result == "record"


def test_settings_that_are_no_settings_are_not_read(tmp_path: Path) -> None:
    issue = read(source(tmp_path)).issue
    for told in ('{"pages":3}', '{"overrides":[{"start":"x"}]}', '{"unknown":1}', "[]"):
        assert read_again(replace(issue, read_with=told)) is None


def test_a_model_that_is_not_what_is_read_is_told(tmp_path: Path) -> None:
    reading = read(source(tmp_path))
    first = next(articles_of(reading.issue))
    pages = (replace(reading.issue.pages[0], articles=(replace(first, deck=first.headline),)),)
    forged = replace(reading.issue, pages=pages)
    made = export(forged, "epub", to=tmp_path / "a.epub").path
    verdict = verify(made or "", source=tmp_path / "要闻.txt")
    assert not verdict.proved
    assert "model-differs" in {one.code for one in verdict.differences}
