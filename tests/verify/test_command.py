"""`exporter verify` and `exporter recover` as a person runs them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import edits
import pytest
from command import TEXT, command, source

from exporter import export, export_all, read, rebuild, recover, verify
from exporter.untrusted.pdf_file import PdfFile

OUTPUTS = ("要闻.epub", "要闻.pdf", "要闻.docx")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("set")
    reading = read(source(made), publication="柳湾日报", date="2031-05-12")
    export_all(reading, ("epub", "pdf", "docx"), to=made)
    return made


def damaged(folder: Path, name: str = "坏.docx") -> Path:
    path = folder / name
    parts = edits.members((folder / "要闻.docx").read_bytes())
    text = parts["word/document.xml"].decode().replace("抬脚就到", "抬脚就⾛", 1)
    path.write_bytes(edits.packed(parts | {"word/document.xml": text.encode()}))
    return path


def test_a_good_set_is_proved_against_its_source(folder: Path) -> None:
    done = command("verify", *OUTPUTS, "--source", "要闻.txt", cwd=folder)
    assert done.returncode == 0, done.stdout.decode()
    assert "Proved against the source:" in done.stdout.decode().splitlines()[-1]


def test_a_difference_is_told_with_its_place_and_exit_code_1(folder: Path) -> None:
    bad = damaged(folder)
    done = command("verify", "要闻.epub", bad.name, cwd=folder)
    said = done.stdout.decode()
    assert done.returncode == 1
    assert "坏.docx, a1, paragraph" in said
    assert "抬脚就" in said
    assert "Proved" not in said


def test_one_of_a_thing_is_told_in_the_singular(tmp_path: Path) -> None:
    export(
        read(source(tmp_path, "一.txt", "# 新桥通车\n\n今天通车。\n")),
        "docx",
        to=tmp_path / "一.docx",
    )
    again = edits.packed(edits.members((tmp_path / "一.docx").read_bytes()))
    (tmp_path / "一.docx").write_bytes(again)
    said = command("verify", "一.docx", cwd=tmp_path).stdout.decode()
    assert said.startswith("一.docx: compared, 1 article, 2 parts, 9 characters, 1 entry, 1 link")


def test_finished_files_are_missed_where_only_sources_are_named(folder: Path) -> None:
    done = command("verify", "要闻.txt", "--source", "要闻.txt", cwd=folder)
    assert done.returncode == 2
    assert "No OUT is given" in done.stderr.decode()


def test_another_source_is_a_difference(folder: Path) -> None:
    source(folder, "别的.txt", TEXT.replace("12盏", "13盏"))
    done = command("verify", "要闻.pdf", "--source", "别的.txt", cwd=folder)
    assert done.returncode == 1
    assert "source-differs" in done.stdout.decode()


def test_what_cannot_be_examined_is_exit_code_7(folder: Path) -> None:
    (folder / "空.pdf").write_bytes(b"")
    for name in ("空.pdf", "没有.epub", "要闻.txt"):
        done = command("verify", name, cwd=folder)
        assert done.returncode == 7
        assert done.stderr.decode().startswith("exporter: ")


def test_the_certificate_says_what_was_checked_and_by_which_hashes(folder: Path) -> None:
    first = command(
        "verify", *OUTPUTS, "--source", "要闻.txt", "--certificate", "证.json", cwd=folder
    )
    assert first.returncode == 0
    data = (folder / "证.json").read_bytes()
    told = json.loads(data)
    assert told["result"] == "proved"
    assert told["date"] == "2031-05-12"
    digest = hashlib.sha256((folder / "要闻.txt").read_bytes()).hexdigest()
    assert told["sources"][0]["sha256"] == told["sources_given"][0]["sha256"] == digest
    for output in told["outputs"]:
        assert (
            output["sha256"] == hashlib.sha256((folder / output["name"]).read_bytes()).hexdigest()
        )
        assert output["checked"]["characters"] > 100
        assert output["options_sha256"]
    assert told["conservation"]["characters"] == len("".join(TEXT.split()))
    again = command("verify", *OUTPUTS, "--source", "要闻.txt", "--json", cwd=folder)
    assert again.stdout == data


def test_no_certificate_says_proved_when_anything_differs(folder: Path) -> None:
    bad = damaged(folder)
    command("verify", bad.name, "--certificate", "坏.json", cwd=folder)
    told = json.loads((folder / "坏.json").read_bytes())
    assert told["result"] == "differs"
    assert told["differences"]
    assert set(told["meaning"]) == {one["code"] for one in told["differences"]}


def test_a_certificate_never_replaces_what_it_speaks_of(folder: Path) -> None:
    before = (folder / "要闻.epub").read_bytes()
    done = command("verify", "要闻.epub", "--certificate", "要闻.epub", cwd=folder)
    assert done.returncode == 6
    assert (folder / "要闻.epub").read_bytes() == before


def test_every_output_gives_the_identical_model(folder: Path) -> None:
    issue = read(folder / "要闻.txt", publication="柳湾日报", date="2031-05-12").issue
    for name in OUTPUTS:
        assert recover(folder / name) == issue
        done = command("recover", name, "-o", "回.json", cwd=folder)
        assert done.returncode == 0
        assert read(folder / "回.json").issue == issue


def test_every_output_gives_the_source_byte_for_byte(folder: Path) -> None:
    for name in OUTPUTS:
        done = command("recover", name, "--source", cwd=folder)
        assert done.stdout == (folder / "要闻.txt").read_bytes()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_a_source_in_another_encoding_comes_back_in_it(tmp_path: Path, encoding: str) -> None:
    data = TEXT.replace("\n", "\r\n").encode(encoding)
    (tmp_path / "旧.txt").write_bytes(data)
    export_all(read(tmp_path / "旧.txt"), ("epub", "docx"), to=tmp_path)
    for name in ("旧.epub", "旧.docx"):
        done = command("recover", name, "--source", "-o", "out/", cwd=tmp_path)
        assert done.returncode == 0, done.stderr.decode()
        assert (tmp_path / "out" / "旧.txt").read_bytes() == data


def test_every_output_is_made_again_byte_for_byte(folder: Path) -> None:
    for name in OUTPUTS:
        assert rebuild(folder / name).same
    done = command("verify", "--rebuild", *OUTPUTS, cwd=folder)
    assert done.returncode == 0
    assert done.stdout.decode().count("byte for byte") == 3


def test_a_rebuild_says_which_parts_differ(folder: Path) -> None:
    done = command("verify", "--rebuild", damaged(folder).name, cwd=folder)
    assert done.returncode == 1
    assert "word/document.xml" in done.stdout.decode()


def test_a_rebuild_is_given_the_template(folder: Path) -> None:
    (folder / "house.docx").write_bytes((folder / "要闻.docx").read_bytes())
    export(read(folder / "要闻.txt"), "docx", to=folder / "社.docx", template=folder / "house.docx")
    done = command("verify", "--rebuild", "社.docx", cwd=folder)
    assert done.returncode == 1
    assert "Give the same file with --template" in done.stdout.decode()
    done = command("verify", "--rebuild", "社.docx", "--template", "house.docx", cwd=folder)
    assert done.returncode == 0
    done = command("verify", "--rebuild", "社.docx", "--template", "none.docx", cwd=folder)
    assert done.returncode == 2


def test_a_rebuild_of_another_version_says_so(folder: Path) -> None:
    parts = edits.members((folder / "要闻.epub").read_bytes())
    name = "EPUB/exporter-record.json"
    record = json.loads(parts[name]) | {"exporter": "0.0.1"}
    old = folder / "旧版.epub"
    old.write_bytes(edits.packed(parts | {name: json.dumps(record).encode()}))
    done = command("verify", "--rebuild", old.name, cwd=folder)
    assert done.returncode == 1
    assert "version 0.0.1 made it" in done.stdout.decode()


def test_a_file_without_record_is_held_to_its_text_alone(folder: Path) -> None:
    parts = edits.members((folder / "要闻.epub").read_bytes())
    del parts["EPUB/exporter-record.json"]
    (folder / "外.epub").write_bytes(edits.packed(parts))
    assert verify(folder / "外.epub", source=[folder / "要闻.txt"]).result == "text"
    source(folder, "改.txt", TEXT.replace("不再绕路", "不再绕远路"))
    found = verify(folder / "外.epub", source=[folder / "改.txt"])
    assert {one.code for one in found.differences} == {"text-dropped"}
    assert command("verify", "外.epub", cwd=folder).returncode == 7


def test_options_of_a_rebuild_and_a_proof_do_not_mix(folder: Path) -> None:
    done = command("verify", "--rebuild", "要闻.pdf", "--source", "要闻.txt", cwd=folder)
    assert done.returncode == 2


@pytest.mark.parametrize("profile", ["plain", "pdf/a-2a"])
def test_a_profile_without_a_record_is_not_blamed_on_another_program(
    folder: Path, profile: str
) -> None:
    export(read(folder / "要闻.txt"), "pdf", to=folder / "无.pdf", profile=profile)
    done = command("recover", "无.pdf", cwd=folder)
    assert done.returncode == 7
    assert "--profile plain or pdf/a-2a, which attach nothing" in done.stderr.decode()
    assert "another program" not in done.stderr.decode()


def test_a_record_that_was_taken_out_of_a_pdf_is_told_so(folder: Path) -> None:
    data = (folder / "要闻.pdf").read_bytes()
    file = PdfFile(data, "pdf")
    catalog = file.dictionary(file.trailer["Root"])
    bare = {key: value for key, value in catalog.items() if key not in ("AF", "Names")}
    stripped = edits.updated_pdf(data, {file.trailer["Root"].number: edits.written(bare)})
    (folder / "剥.pdf").write_bytes(stripped)
    done = command("recover", "剥.pdf", cwd=folder)
    assert done.returncode == 7
    assert "another program took the record out" in done.stderr.decode()


def test_files_of_several_issues_are_told_in_one_sentence(folder: Path, tmp_path: Path) -> None:
    for number in range(3):
        other = source(tmp_path, f"{number}.txt", TEXT.replace("12盏", f"{number}盏"))
        export(read(other), "epub", to=tmp_path / f"{number}.epub")
    names = ["0.epub", "1.epub", "2.epub"]
    done = command("verify", *names, "--source", "1.txt", cwd=tmp_path)
    said = done.stdout.decode().splitlines()
    assert done.returncode == 1
    assert len(said) == 3
    assert "2 of 3 files carry other issues than the first" in said[1]
    assert said[2] == "Not proved: 1 difference."


def test_json_among_the_outputs_is_left_out_and_told(folder: Path) -> None:
    export(read(folder / "要闻.txt"), "json", to=folder / "要闻.model.json")
    done = command("verify", "要闻.model.json", *OUTPUTS, cwd=folder)
    said = done.stdout.decode().splitlines()
    assert done.returncode == 0
    assert "要闻.model.json: JSON" in said[3]
    assert said[-1].startswith("Proved against its own record only:")
    assert command("verify", "要闻.model.json", cwd=folder).returncode == 7
