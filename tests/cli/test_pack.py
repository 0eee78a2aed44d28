"""`exporter pack` and `exporter verify ARCHIVE`: from a text to an archive that proves itself."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import pytest
from command import ROOT, command, source

from exporter import attach, pack, verify_archive

FEW = ("--formats", "epub,docx", "-q")


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a text, its settings, and the bag made of them."""
    folder = tmp_path_factory.mktemp("packed")
    source(folder)
    (folder / "要闻.toml").write_text(
        '[issue]\npublication = "青篱日报"\ndate = 2031-05-12\n', encoding="utf-8"
    )
    done = command("pack", "要闻.txt", "-o", "卷/", *FEW, cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    return folder


def test_outputs_certificate_source_and_settings_are_in_it(packed: Path) -> None:
    listed = json.loads(command("attach", "卷", "--list", "--json", cwd=packed).stdout)
    assert [one["name"] for one in listed["files"]] == [
        "data/source/要闻.toml",
        "data/source/要闻.txt",
        "data/要闻.certificate.json",
        "data/要闻.docx",
        "data/要闻.epub",
    ]


def test_the_crate_tells_what_was_made_from_what_by_which_options(packed: Path) -> None:
    crate = json.loads((packed / "卷/ro-crate-metadata.json").read_bytes())
    graph = {entity["@id"]: entity for entity in crate["@graph"]}
    assert graph["./"]["name"] == "青篱日报\u30002031年5月12日"
    assert graph["./"]["datePublished"] == "2031-05-12"
    action = graph["#export-of-data/要闻.epub"]
    assert action["result"] == {"@id": "data/要闻.epub"}
    source_id, options_id = (one["@id"] for one in action["object"])
    assert source_id == "data/source/要闻.txt"
    assert json.loads(graph[options_id]["value"])["punctuation"] == "full"
    assert graph[action["instrument"]["@id"]]["@type"] == "SoftwareApplication"
    certified = [one["@id"] for one in graph["data/要闻.certificate.json"]["about"]]
    assert certified == ["data/要闻.epub", "data/要闻.docx"]


def test_packing_again_is_nothing_to_do(packed: Path) -> None:
    done = command("pack", "要闻.txt", "-o", "卷", *FEW, cwd=packed)
    assert "nothing to do" in done.stdout.decode()


def test_an_archive_is_verified_as_a_whole(packed: Path) -> None:
    done = command("verify", "卷", cwd=packed)
    assert done.returncode == 0, done.stdout.decode()
    for said in ("intact", "certificate, proved", "Proved ", "Sound."):
        assert said in done.stdout.decode()


def test_an_archive_is_verified_where_nothing_may_be_written(
    packed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> str:
        raise FileNotFoundError("No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", refused)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", list)
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert verify_archive(packed / "卷").sound


def test_its_outputs_are_made_again_byte_for_byte(packed: Path) -> None:
    done = command("verify", "卷", "--rebuild", "--json", cwd=packed)
    (proof,) = json.loads(done.stdout)
    assert done.returncode == 0
    assert [one["same"] for one in proof["rebuilt"]] == [True, True]


DAMAGES = {
    "an output": ("data/要闻.epub", "altered"),
    "a source": ("data/source/要闻.txt", "altered"),
    "the certificate": ("data/要闻.certificate.json", "altered"),
    "a list": ("manifest-sha256.txt", "altered"),
}


@pytest.mark.parametrize("case", DAMAGES)
def test_damage_is_found(case: str, packed: Path, tmp_path: Path) -> None:
    name, code = DAMAGES[case]
    shutil.copytree(packed / "卷", tmp_path / "卷")
    path = tmp_path / "卷" / name
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    done = command("verify", "卷", cwd=tmp_path)
    assert done.returncode == 1
    assert code in done.stdout.decode()
    assert "Not sound." in done.stdout.decode()


def test_an_output_replaced_behind_its_certificate_is_told(packed: Path, tmp_path: Path) -> None:
    shutil.copytree(packed / "卷", tmp_path / "卷")
    other = source(tmp_path, text="# 青篱镇夜市开张\n\n本报讯(记者 何青禾)夜市昨晚开张。\n")
    command("epub", other, "-o", "要闻.epub", "-q", cwd=tmp_path)
    command("attach", "卷", "要闻.epub", "--replace", cwd=tmp_path)
    done = command("verify", "卷", cwd=tmp_path)
    assert done.returncode == 1
    assert "not of what is here: 要闻.epub" in done.stdout.decode()


@pytest.mark.parametrize("name", ["卷.zip", "卷.tar.gz", "卷-bag.zip", "卷-ocfl"])
def test_every_kind_can_be_packed_and_verified(name: str, packed: Path, tmp_path: Path) -> None:
    kind = {"卷-bag.zip": "bag", "卷-ocfl": "ocfl"}.get(name)
    extra = ("--type", kind) if kind else ()
    source(tmp_path)
    done = command("pack", "要闻.txt", "-o", name, *FEW, *extra, cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    verified = command("verify", name, cwd=tmp_path)
    assert verified.returncode == 0, verified.stdout.decode()
    assert "Sound." in verified.stdout.decode()


def test_a_source_that_cannot_be_read_leaves_no_archive(tmp_path: Path) -> None:
    source(tmp_path)
    done = command("pack", "要闻.txt", "none.txt", "-o", "卷", *FEW, cwd=tmp_path)
    assert done.returncode == 3
    assert not (tmp_path / "卷").exists()


def test_two_sources_go_into_one_archive_in_one_step(tmp_path: Path) -> None:
    source(tmp_path, "01.txt")
    source(tmp_path, "02.txt", "# 青篱镇夜市开张\n\n本报讯(记者 何青禾)夜市昨晚开张。\n")
    done = command("pack", "01.txt", "02.txt", "-o", "卷", *FEW, "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert len(json.loads(done.stdout)["files"]) == 8
    assert command("verify", "卷", cwd=tmp_path).returncode == 0


def test_outputs_are_proved_without_sources_where_not_all_are_there(tmp_path: Path) -> None:
    one = source(tmp_path, "01.txt")
    two = source(tmp_path, "02.txt", "# 青篱镇夜市开张\n\n本报讯(记者 何青禾)夜市昨晚开张。\n")
    made = command("epub", one, two, "--together", "-o", "要闻.epub", "-q", cwd=tmp_path)
    assert made.returncode == 0, made.stderr.decode()
    command("attach", "卷.zip", "要闻.epub", "01.txt", cwd=tmp_path)
    (verdict,) = verify_archive(tmp_path / "卷.zip").verdicts
    assert verdict.proved
    assert verdict.given == ()


def test_a_certificate_and_a_source_are_not_asked_of_an_archive(packed: Path) -> None:
    done = command("verify", "卷", "--source", "要闻.txt", cwd=packed)
    assert done.returncode == 2
    assert "sources kept in it" in done.stderr.decode()


def test_what_is_no_archive_cannot_be_verified(tmp_path: Path) -> None:
    source(tmp_path)
    done = command("verify", ".", cwd=tmp_path)
    assert done.returncode == 7
    assert "neither a bag nor an OCFL object" in done.stderr.decode()
    assert "To verify files, name them" in done.stderr.decode()


def test_an_archive_that_cannot_be_examined_does_not_hide_the_others(packed: Path) -> None:
    done = command("verify", "卷", "没有.tar", "卷", cwd=packed)
    assert done.returncode == 7
    assert "没有.tar does not exist" in done.stderr.decode()
    assert done.stdout.decode().count("Sound.") == 2
    told = command("verify", "卷", "没有.tar", "--json", cwd=packed)
    assert told.returncode == 7
    assert [one["sound"] for one in json.loads(told.stdout)] == [True]


@pytest.mark.parametrize("format_name", ["docx", "json"])
def test_a_model_is_packed_and_is_no_text_to_prove_against(
    format_name: str, packed: Path, tmp_path: Path
) -> None:
    model = tmp_path / f"要闻.{format_name}"
    made = command(format_name, packed / "要闻.txt", "-o", model, cwd=tmp_path)
    assert made.returncode == 0, made.stderr.decode()
    done = command("pack", model, "-o", "卷", "--formats", "epub", "-q", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "卷/data/source" / model.name).read_bytes() == model.read_bytes()


def test_options_that_name_a_file_are_packed_like_any_other(tmp_path: Path) -> None:
    text = source(tmp_path)
    style = tmp_path / "本报.css"
    style.write_text(".headline { color: #123456 }\n", encoding="utf-8")
    picture = Path(__file__).parents[2] / "samples" / "pictures" / "page.png"
    given = {"css": style, "cover": picture, "punctuation": "source"}
    packed = pack(text, formats=("epub", "docx"), options=given)
    assert packed.verdict is not None
    assert packed.verdict.proved
    attach(tmp_path / "卷", packed.attachments)
    proof = verify_archive(tmp_path / "卷", rebuild=True)
    assert proof.sound
    told = {output.format: output.record.options for output in packed.verdict.outputs}  # type: ignore[union-attr]
    assert "#123456" in told["epub"]["css"]
    assert told["docx"]["punctuation"] == "source"


def test_pack_and_all_make_the_same_files(tmp_path: Path) -> None:
    text = source(tmp_path)
    given = ("--formats", "epub,docx", "--punctuation", "source", "-q")
    command("all", text, "-o", "out/", *given, cwd=tmp_path)
    command("pack", text, "-o", "卷", *given, cwd=tmp_path)
    for name in ("要闻.epub", "要闻.docx"):
        assert (tmp_path / "卷/data" / name).read_bytes() == (tmp_path / "out" / name).read_bytes()


def test_everything_goes_below_a_folder_where_one_is_named(tmp_path: Path) -> None:
    for day in ("0511", "0512"):
        (tmp_path / day).mkdir()
        text = source(tmp_path / day, text=f"# 青篱镇夜市{day}开张\n\n夜市昨晚开张。\n")
        (tmp_path / day / "issue.toml").write_text(f'[issue]\nnumber = "{day}"\n', encoding="utf-8")
        done = command("pack", text, "-o", "卷", *FEW, "--as", f"{day}/", cwd=tmp_path)
        assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "卷/data/0511/source/要闻.txt").is_file()
    crate = json.loads((tmp_path / "卷/ro-crate-metadata.json").read_bytes())
    told = {entity["@id"]: entity.get("description") for entity in crate["@graph"]}
    assert told["data/0512/source/issue.toml"].startswith("What was said about the source")
    verified = command("verify", "卷", cwd=tmp_path)
    assert verified.returncode == 0, verified.stdout.decode()
    assert verified.stdout.decode().count("certificate, proved") == 2


def test_what_several_sources_share_is_put_away_once(tmp_path: Path) -> None:
    source(tmp_path, "01.txt")
    source(tmp_path, "02.txt", "# 青篱镇夜市开张\n\n夜市昨晚开张。\n")
    (tmp_path / "issue.toml").write_text('[issue]\npublication = "青篱日报"\n', encoding="utf-8")
    done = command("pack", "01.txt", "02.txt", "-o", "卷", *FEW, cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "卷/data/source/issue.toml").is_file()


def test_two_sources_of_one_name_are_told_what_to_do(tmp_path: Path) -> None:
    for day in ("a", "b"):
        (tmp_path / day).mkdir()
        source(tmp_path / day, text=f"# 青篱镇夜市{day}开张\n\n夜市昨晚开张。\n")
    sources = ("a/要闻.txt", "b/要闻.txt")
    done = command("pack", *sources, "-o", "卷", *FEW, cwd=tmp_path)
    assert done.returncode == 2
    assert "Give them one after the other" in done.stderr.decode()
    for one in sources:
        again = command("pack", one, "-o", "卷", *FEW, "--as", one[:2], cwd=tmp_path)
        assert again.returncode == 0, again.stderr.decode()


@pytest.mark.parametrize("name", ["attach", "pack"])
def test_options_that_messages_recommend_are_there(name: str, tmp_path: Path) -> None:
    """Every sentence of the archive's rooms, whichever command it may come from."""
    import re

    told = command(name, "--help", cwd=tmp_path).stdout.decode()
    there = set(re.findall(r"--[a-z][a-z-]*", told))
    said = set()
    for path in (ROOT / "exporter" / "archive").rglob("*.py"):
        said |= set(re.findall(r"(?<![\w`])--[a-z][a-z-]+", path.read_text(encoding="utf-8")))
    assert said - {"--check"} <= there


def test_the_folder_is_seen_to_before_the_work(tmp_path: Path) -> None:
    source(tmp_path)
    for place in ("要闻.txt/卷", "要闻.txt/a/卷.zip"):
        done = command("pack", "要闻.txt", "-o", place, *FEW[:2], cwd=tmp_path)
        assert done.returncode == 6
        assert done.stderr.decode().count("\n") == 1, "nothing was read: it would tell notices"
        assert "a part of its path is a file" in done.stderr.decode()
    done = command("pack", "要闻.txt", "-o", "卷.rar", *FEW[:2], cwd=tmp_path)
    assert done.returncode == 2
    made = command("pack", "要闻.txt", "-o", "a/b/卷", *FEW, cwd=tmp_path)
    assert made.returncode == 0, made.stderr.decode()
    assert (tmp_path / "a/b/卷/bagit.txt").is_file()


@pytest.mark.parametrize("arguments", [("epub",), ("all",)])
def test_an_export_s_folder_is_seen_to_before_the_work(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    source(tmp_path)
    done = command(*arguments, "要闻.txt", "-o", "要闻.txt/a/", cwd=tmp_path)
    assert done.returncode == 6
    assert done.stderr.decode().count("\n") == 1
    made = command(*arguments, "要闻.txt", "-o", "a/b/", "-q", cwd=tmp_path)
    assert made.returncode == 0, made.stderr.decode()
    assert (tmp_path / "a/b/要闻.epub").is_file()
    one = command("epub", "要闻.txt", "-o", "none/要闻.epub", cwd=tmp_path)
    assert one.returncode == 6
    assert "its folder does not exist" in one.stderr.decode()


@pytest.mark.parametrize("name", ["epub", "read", "pack"])
def test_a_closed_standard_input_is_told(name: str, tmp_path: Path) -> None:
    import os
    import subprocess
    import sys

    more = ("-o", "卷") if name == "pack" else ()
    run = [sys.executable, "-m", "exporter", name, "-", *more]
    shell = ["sh", "-c", '"$@" <&-', "sh", *run]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(shell, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert done.returncode == 3
    assert "Standard input is closed" in done.stderr.decode()
