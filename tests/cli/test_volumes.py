"""Many issues as one file, one article a file, and a cover named in the settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from build import small_issue
from command import TEXT, source
from docx_files import png
from epub_files import DC, members, package

import exporter
from exporter.cli import main
from exporter.interchange.json_form import to_json
from exporter.model import Reading


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def day(folder: Path, date: str, text: str = TEXT) -> str:
    """An issue's source with its settings; its path as an argument."""
    folder.mkdir(exist_ok=True, parents=True)
    toml = f'[issue]\npublication = "柳湾日报"\ndate = {date}\n'
    source(folder, f"{date}.toml", toml)
    return str(source(folder, f"{date}.txt", text.replace("11日", f"{date[-2:]}日")))


def titles(path: str) -> list[str | None]:
    return [one.text for one in package(Path(path).read_bytes()).iter(DC + "title")]


def test_a_volume_is_one_file_of_all_sources_by_date_proved_recovered_and_made_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    days = [day(Path(), f"2031-05-{number}") for number in (12, 10, 11)]
    arguments = ["--volume", "-o", "v.epub", "--title", "五月合订本", "-q"]
    assert main(["epub", *days, *arguments]) == 0
    assert titles("v.epub") == ["五月合订本"]
    given = ["--source", *days]  # as the shell gives --source *.txt
    assert main(["verify", "v.epub", *given]) == 0
    assert main(["verify", "v.epub", "--rebuild"]) == 0
    assert main(["recover", "v.epub", "--source", "-o", "back/"]) == 0
    assert main(["recover", "v.epub", "-o", "models/"]) == 0
    assert sorted(path.stem for path in Path("models").iterdir()) == sorted(
        Path(one).stem for one in days
    )
    for one in days:
        assert (Path("back") / one).read_bytes() == Path(one).read_bytes()
    assert capsys.readouterr().err == ""


def test_without_o_a_volume_is_called_by_its_title(capsys: pytest.CaptureFixture[str]) -> None:
    days = [day(Path(), f"2031-05-{number}") for number in (10, 11)]
    assert main(["epub", *days, "--volume", "-q", "--json"]) == 0
    (receipt,) = json.loads(capsys.readouterr().out)
    assert receipt["path"] == "柳湾日报 2031年5月.epub"
    assert receipt["sources"] == days


def test_with_together_the_sources_of_a_folder_are_one_issue_of_the_volume() -> None:
    pages = []
    for number in (10, 11):
        folder = Path(f"d{number}")
        folder.mkdir()
        source(folder, "issue.toml", f"[issue]\ndate = 2031-05-{number}\n")
        pages += [str(source(folder, f"0{page}.txt", TEXT)) for page in (1, 2)]
    assert main(["epub", *pages, "--volume", "--together", "-o", "v.epub", "-q"]) == 0
    issues = exporter.recover_all("v.epub")
    assert [[one.name for one in issue.sources] for issue in issues] == [["01.txt", "02.txt"]] * 2
    assert exporter.verify("v.epub", source=pages).proved


def test_a_volume_may_be_made_of_models(tmp_path: Path) -> None:
    for number in (1, 2):
        model = to_json(Reading(issue=small_issue(number=str(number))))
        Path(f"{number}.json").write_text(model, encoding="utf-8")
    assert main(["epub", "2.json", "1.json", "--volume", "-o", "v.epub"]) == 0
    assert [issue.meta.number for issue in exporter.recover_all("v.epub")] == ["2", "1"]


def test_recovering_a_volume_needs_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    days = [day(Path(), f"2031-05-{number}") for number in (10, 11)]
    assert main(["epub", *days, "--volume", "-o", "v.epub", "-q"]) == 0
    assert main(["recover", "v.epub"]) == 2
    assert "2 issues: name a folder" in capsys.readouterr().err


def test_a_volume_in_an_archive_is_proved_against_the_sources_kept_with_it() -> None:
    days = [day(Path("in"), f"2031-05-{number}") for number in (10, 11)]
    assert main(["epub", *days, "--volume", "-o", "v.epub", "-q"]) == 0
    assert main(["attach", "bag/", "v.epub", *days, "--type", "bag"]) == 0
    assert main(["verify", "bag/", "--rebuild"]) == 0


@pytest.mark.parametrize("format_name", ["epub", "pdf", "docx", "json"])
def test_each_article_is_a_file_named_after_source_and_article(
    format_name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    source(Path(), "要闻.txt", TEXT + "\n# 夜班公交增至十一条\n\n自下月起,全市夜班公交增线。\n")
    assert main([format_name, "要闻.txt", "--split", "articles", "-o", "单篇/", "-q"]) == 0
    files = [f"单篇/要闻-a{number}.{format_name}" for number in (1, 2)]
    assert capsys.readouterr().out.split() == files
    if format_name != "json":
        for file in files:
            assert main(["verify", file, "--source", "要闻.txt"]) == 0


def test_the_settings_name_the_cover(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    path = day(folder, "2031-05-10")
    (folder / "封面.png").write_bytes(png(160, 256))
    toml = folder / "2031-05-10.toml"
    toml.write_text(toml.read_text("utf-8") + 'cover = "封面.png"\n', encoding="utf-8")
    assert main(["epub", path, "-o", "a.epub", "-q"]) == 0
    assert members(Path("a.epub").read_bytes())["EPUB/images/cover.png"] == png(160, 256)
    assert exporter.verify("a.epub").proved
    assert exporter.rebuild("a.epub").same
