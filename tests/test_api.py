"""The library: sources in, bytes and files out, metadata and options checked on the way."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import mypy.api
import pytest
from build import Builder, page, small_issue
from command import ROOT, TEXT, source

import exporter
from exporter import (
    Context,
    InputError,
    OptionError,
    Reading,
    SinkError,
    WriterError,
    attach,
    export,
    export_all,
    pack,
    read,
    review,
    verify,
    write,
)
from exporter.api.exports import holes
from exporter.api.world import context_from_environment
from exporter.interchange.json_form import from_json, to_json
from exporter.model import Issue, Notice, Paragraph, Span, articles_of
from exporter.reading import Settings
from exporter.writers import registry
from exporter.writers.base import Output, option


@dataclass(frozen=True, slots=True, kw_only=True)
class ToyOptions:
    """One option of each kind."""

    punctuation: str = option("full", "marks", choices=("full", "source"))
    size_pt: float = option(10.5, "size")
    columns: int | None = option(None, "columns")
    loud: bool = option(False, "louder")
    words: tuple[str, ...] = option((), "words")


class ToyWriter:
    """Writes its options, so that a test sees what arrived."""

    name = "toy"
    suffix = ".toy"
    media_type = "text/plain"
    options = ToyOptions

    def write(self, issue: Issue, options: ToyOptions, context: Context) -> Output:
        said = Notice(code="toy", detail="made")
        return Output(data=f"{options} {context.epoch}".encode(), notices=(said,))


class BrokenWriter(ToyWriter):
    """Fails as a writer does that lacks its library."""

    name = "broken"
    suffix = ".broken"

    def write(self, issue: Issue, options: ToyOptions, context: Context) -> Output:
        raise ModuleNotFoundError("No module named 'toylib'", name="toylib")


@pytest.fixture
def toys(monkeypatch: pytest.MonkeyPatch) -> None:
    here = {
        "json": registry.BUILTIN["json"],
        "toy": f"{__name__}:ToyWriter",
        "broken": f"{__name__}:BrokenWriter",
    }
    monkeypatch.setitem(sys.modules, __name__, sys.modules.get(__name__) or _this())
    monkeypatch.setattr(registry, "BUILTIN", here)


def _this() -> Any:
    import types

    module = types.ModuleType(__name__)
    module.__dict__.update(ToyWriter=ToyWriter, BrokenWriter=BrokenWriter)
    return module


# What is re-exported


def test_everything_the_package_promises_is_there() -> None:
    for name in exporter.__all__:
        assert getattr(exporter, name) is not None
        assert name in dir(exporter)
    with pytest.raises(AttributeError, match="reed"):
        exporter.reed  # noqa: B018


def test_a_type_checker_sees_a_misspelt_name(tmp_path: Path) -> None:
    script = source(tmp_path, "job.py", "from exporter import read, reed\n")
    told, _, code = mypy.api.run(["--strict", "--python-executable", sys.executable, str(script)])
    assert code == 1
    assert 'Module "exporter" has no attribute "reed"' in told
    assert told.count("error:") == 1


def test_importing_the_package_loads_no_writer_s_library() -> None:
    code = (
        "import sys, exporter; exporter.read; exporter.export; "
        "print([m for m in ('reportlab', 'ebooklib', 'docx', 'lxml', 'uharfbuzz') "
        "if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert out.stdout.strip() == b"[]"


# Reading


def test_a_source_is_read_whole_and_named_by_its_file_name(tmp_path: Path) -> None:
    reading = read(source(tmp_path))
    (one,) = reading.issue.sources
    assert (one.name, one.text) == ("要闻.txt", TEXT)
    assert one.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert holes(reading.issue) == ()


def test_a_name_may_be_text_or_path_and_several_make_one_issue(tmp_path: Path) -> None:
    first, second = source(tmp_path, "01.txt"), source(tmp_path, "02.txt")
    assert read(str(first)) == read(first) == read([first])
    together = read([first, str(second)])
    assert [one.name for one in together.issue.sources] == ["01.txt", "02.txt"]


def test_standard_input_is_read_as_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert read("-").issue.sources[0].text == TEXT


@pytest.mark.parametrize("name", ["要闻.txt.toml", "要闻.toml", "issue.toml"])
def test_the_toml_beside_the_source_is_found(tmp_path: Path, name: str) -> None:
    path = source(tmp_path)
    source(tmp_path, name, '[issue]\npublication = "柳湾日报"\ndate = 2031-05-12\n')
    meta = read(path).issue.meta
    assert (meta.publication, meta.date) == ("柳湾日报", dt.date(2031, 5, 12))


def test_the_nearest_toml_counts_alone(tmp_path: Path) -> None:
    path = source(tmp_path)
    source(tmp_path, "issue.toml", '[issue]\npublication = "远报"\nnumber = "7"\n')
    source(tmp_path, "要闻.toml", '[issue]\npublication = "近报"\n')
    meta = read(path).issue.meta
    assert (meta.publication, meta.number) == ("近报", None)


def test_keywords_win_over_the_toml_and_a_named_toml_over_the_one_beside(tmp_path: Path) -> None:
    path = source(tmp_path)
    source(tmp_path, "要闻.toml", '[issue]\npublication = "近报"\n')
    other = source(tmp_path, "别.toml", '[issue]\npublication = "别报"\nnumber = "7"\n')
    meta = read(path, toml=other, number="8").issue.meta
    assert (meta.publication, meta.number) == ("别报", "8")
    meta = read(path, settings=Settings(), title="题").issue.meta
    assert (meta.publication, meta.title) == (None, "题")


def test_a_date_is_a_day_however_it_is_said(tmp_path: Path) -> None:
    path = source(tmp_path)
    for said in ("2031-05-12", dt.date(2031, 5, 12), dt.datetime(2031, 5, 12, 23, 59)):
        assert read(path, date=said).issue.meta.date == dt.date(2031, 5, 12)
    assert type(read(path, date=dt.datetime(2031, 5, 12)).issue.meta.date) is dt.date
    with pytest.raises(OptionError, match="2031-05-12"):
        read(path, date="12.5.2031")


def test_wrong_metadata_is_refused_with_the_near_name(tmp_path: Path) -> None:
    path = source(tmp_path)
    with pytest.raises(OptionError, match="Did you mean publisher"):
        read(path, publsher="柳湾社")  # type: ignore[call-arg]
    for language in ("中文", "", "zh_CN", "zh-Hans; x"):
        with pytest.raises(OptionError, match="language"):
            read(path, language=language)
    with pytest.raises(OptionError, match="must be valid text"):
        read(path, title="半\udcff字")


def test_metadata_of_another_type_is_refused_and_a_number_may_be_one(tmp_path: Path) -> None:
    path = source(tmp_path)
    wrong: Any
    for wrong in ({"publication": 5}, {"language": None}, {"subjects": "防汛"}, {"date": 2031}):
        with pytest.raises(OptionError, match=next(iter(wrong))):
            read(path, **wrong)
    number: Any = 12746
    assert read(path, number=number).issue.meta.number == "12746"


def test_metadata_set_by_hand_is_held_to_the_same() -> None:
    issue = small_issue()
    day: Any = "2031-05-12"
    with pytest.raises(OptionError, match=r'date is "2031-05-12"; it must be a date in a Meta'):
        write(replace(issue, meta=replace(issue.meta, date=day)), "json")


def test_an_issue_put_together_of_two_readings_with_like_ids_is_refused(tmp_path: Path) -> None:
    issue = read(source(tmp_path)).issue
    both = replace(issue, pages=(*issue.pages, *issue.pages))
    with pytest.raises(InputError, match="two articles have the id 'a1'"):
        write(both, "epub")
    with pytest.raises(InputError, match="two sources have the id 's1'"):
        write(replace(issue, sources=issue.sources * 2), "json")
    with pytest.raises(InputError, match="two pages have the id 'p1'"):
        write(replace(issue, pages=(*issue.pages, replace(issue.pages[0], articles=()))), "json")


@pytest.mark.parametrize("name", ["epub", "pdf", "docx", "json"])
def test_half_a_character_is_told_whatever_the_format(name: str) -> None:
    said = Paragraph(text=(Span(text="两岸\ud800三村。"),))
    (article,) = articles_of(Builder().issue(page(1, Builder().article("桥"))))
    issue = replace(small_issue(), pages=(page(1, replace(article, blocks=(said,))),))
    with pytest.raises(WriterError, match=r"half of a character \(U\+D800\)"):
        write(issue, name)


def test_one_name_may_stand_for_a_list_of_one(tmp_path: Path) -> None:
    path = source(tmp_path)
    made = export_all(read(path), "docx", to=tmp_path)
    assert [one.format for one in made] == ["docx"]
    for named in (path, str(path)):
        assert verify(str(made[0].path), source=named).proved
        packed = pack(named, formats="json")
        assert [one.name for one in packed.exported] == ["要闻.json"]
    receipt = attach(tmp_path / "a.zip", str(path))
    assert [one.name for one in receipt.files] == ["要闻.txt"]
    attach(tmp_path / "b.zip", packed.attachments[0])


def test_a_model_is_a_source_too_and_keeps_guesses_and_notices(tmp_path: Path) -> None:
    reading = read(source(tmp_path))
    reading = replace(reading, notices=(Notice(code="test", detail="…"),))
    model = source(tmp_path, "要闻.json", to_json(reading))
    assert read(model) == reading
    assert read(model, publication="柳湾日报").issue.meta.publication == "柳湾日报"
    with pytest.raises(OptionError, match="read alone"):
        read([model, tmp_path / "要闻.txt"])
    toml = source(tmp_path, "x.toml", "[issue]\n")
    with pytest.raises(OptionError, match="is a model"):
        read(model, toml=toml)
    for told in ({"house": "party-daily"}, {"encoding": "big5"}):
        with pytest.raises(OptionError, match="is a model"):
            read(model, **told)


def test_a_model_may_come_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    reading = Reading(issue=small_issue())
    data = to_json(reading).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert read("-") == reading


def test_no_source_a_settings_file_and_a_missing_toml_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="No source"):
        read([])
    with pytest.raises(OptionError, match="No source"):
        review([])
    with pytest.raises(InputError, match="settings file"):
        read(source(tmp_path, "issue.toml", "[issue]\n"))
    with pytest.raises(OptionError, match="does not exist"):
        read(source(tmp_path), toml=tmp_path / "no.toml")
    with pytest.raises(InputError, match="name this system"):
        read("a\0b")


# Writing


def test_write_gives_bytes_and_export_puts_them_where_asked(tmp_path: Path) -> None:
    reading = read(source(tmp_path))
    output = write(reading, "json")
    assert from_json(output.data).issue == reading.issue
    unput = export(reading, "json")
    assert (unput.data, unput.path, unput.name) == (output.data, None, "要闻.json")
    put = export(reading.issue, "json", to=tmp_path / "x.json")
    assert (put.path, put.name) == (tmp_path / "x.json", "x.json")
    assert put.path.read_bytes() == output.data


def test_a_folder_is_one_that_exists_or_ends_in_a_separator(tmp_path: Path) -> None:
    reading = read(source(tmp_path))
    assert export(reading, "json", to=tmp_path).path == tmp_path / "要闻.json"
    made = export(reading, "json", to=f"{tmp_path}/new/deep/").path
    assert made == tmp_path / "new" / "deep" / "要闻.json"
    assert made.is_file()
    with pytest.raises(SinkError, match="folder does not exist"):
        export(reading, "json", to=tmp_path / "none" / "x.json")


def test_sources_named_in_keep_are_not_overwritten(tmp_path: Path) -> None:
    model = source(tmp_path, "x.json", to_json(Reading(issue=small_issue())))
    before = model.read_bytes()
    with pytest.raises(SinkError, match="source itself"):
        export(read(model), "json", to=model, keep=[model])
    assert model.read_bytes() == before


@pytest.mark.usefixtures("toys")
def test_options_reach_the_writer_checked() -> None:
    issue = small_issue()
    data = write(issue, "toy", size_pt=9, columns=3, loud=True, words=["甲", "乙"]).data.decode()
    for said in ("size_pt=9.0", "columns=3", "loud=True", "words=('甲', '乙')"):
        assert said in data
    for wrong, words in (
        ({"punctuaton": "full"}, "Did you mean punctuation"),
        ({"punctuation": "half"}, "one of full, source"),
        ({"size_pt": "9"}, "must be a number"),
        ({"columns": True}, "a whole number"),
        ({"loud": 1}, "true or false"),
        ({"words": "甲"}, "a list of values"),
        ({"words": [1]}, "must be text"),
        ({"zzz": 1}, "Known: punctuation"),
    ):
        with pytest.raises(OptionError, match=words):
            write(issue, "toy", **wrong)


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(OptionError, match=r"'epbu'.*epub, pdf, docx, json"):
        write(small_issue(), "epbu")


@pytest.mark.usefixtures("toys")
def test_a_writer_whose_library_is_missing_is_told_by_its_name() -> None:
    with pytest.raises(WriterError, match="'toylib', which is not installed"):
        write(small_issue(), "broken")


@pytest.mark.usefixtures("toys")
def test_a_set_is_put_only_when_every_format_is_made(tmp_path: Path) -> None:
    with pytest.raises(WriterError):
        export_all(small_issue(), ["json", "broken"], to=tmp_path / "out")
    assert not (tmp_path / "out").exists()
    made = export_all(small_issue(), ["toy", "json"], to=tmp_path / "out", loud=True)
    assert [one.path.name for one in made if one.path] == ["试.toy", "试.json"]
    assert b"loud=True" in made[0].data
    with pytest.raises(OptionError, match=r"'louder' of toy, json is not known.*loud\?"):
        export_all(small_issue(), ["toy", "json"], to=tmp_path / "out", louder=True)


def test_a_hole_is_exported_with_a_notice_never_in_silence(tmp_path: Path) -> None:
    issue = small_issue()
    told = replace(issue.sources[0], text=issue.sources[0].text + "无人认领的一句。")
    holed = replace(issue, sources=(told,))
    (one,) = export_all(holed, ["json"], to=tmp_path)
    for notices in (write(holed, "json").notices, export(holed, "json").notices, one.notices):
        assert [notice.code for notice in notices] == ["hole-lost"]
        assert "无人认领的一句。" in notices[0].detail
    assert write(issue, "json").notices == ()


# The world


@pytest.mark.usefixtures("toys")
def test_the_environment_s_date_reaches_the_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1936310400")
    assert b"2031-05-12 00:00:00+00:00" in write(small_issue(), "toy").data
    assert b"None" in write(small_issue(), "toy", context=Context()).data


@pytest.mark.parametrize("epoch", ["tomorrow", "1.5", "9" * 30, "-" + "9" * 30])
def test_a_wrong_epoch_is_refused_with_a_sentence(epoch: str) -> None:
    with pytest.raises(OptionError, match="SOURCE_DATE_EPOCH"):
        context_from_environment(environ={"SOURCE_DATE_EPOCH": epoch})


def test_font_folders_come_from_the_call_first_and_must_exist(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    context = context_from_environment(
        font_dirs=[tmp_path / "b"], environ={"EXPORTER_FONTS": str(tmp_path / "a")}
    )
    assert context.fonts.folders == (tmp_path / "b", tmp_path / "a")
    with pytest.raises(OptionError, match="font folder"):
        context_from_environment(font_dirs=[tmp_path / "c"], environ={})
