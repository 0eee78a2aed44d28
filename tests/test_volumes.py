"""Issues taken apart and put together, and the files made of them."""

import datetime as dt
import json
from dataclasses import replace

import pytest
from build import Builder, page, small_issue

import exporter
from exporter import volumes
from exporter.conservation import unaccounted
from exporter.errors import OptionError, VerifyError
from exporter.model import OTHER_ARTICLE, Issue, articles_of, text_of
from exporter.reading import RawInput, read_sources

NAME = "柳湾日报"


def dated(month: int, day: int, **meta: object) -> Issue:
    return small_issue(publication=NAME, date=dt.date(2031, month, day), **meta)


def single(text: str = "桥通了", **meta: object) -> Issue:
    b = Builder()
    return b.issue(page(None, b.article(text, "今日通车,全长128米。")), **meta)


def volume() -> list[Issue]:
    return [dated(6, 1, number="3"), dated(5, 30, number="1"), single(date=dt.date(2031, 5, 31))]


# --- taken apart


def test_each_article_is_an_issue_that_accounts_for_the_whole_source():
    whole = small_issue(publication=NAME)
    parts = list(volumes.articles_apart(whole))
    assert [[a.id for a in articles_of(part)] for part in parts] == [["a1"], ["a2"], ["a3"]]
    for part in parts:
        assert part.sources == whole.sources
        assert unaccounted(part) == ()
        assert OTHER_ARTICLE in {drop.code for drop in part.dropped}


def test_an_article_alone_is_named_by_its_headline_and_stays_on_its_page():
    first, *_, last = volumes.articles_apart(small_issue(publication=NAME))
    assert first.meta.title == "把桥修到对岸\u3000把灯接到村口"
    assert (last.meta.publication, last.pages[0].number) == (NAME, 3)


def test_what_was_set_aside_or_moved_before_stays_so():
    b = Builder()
    mark = b.line("上接第一版")
    (span,) = mark
    one, two = b.article("一", "甲。"), b.article("二", "乙。")
    from exporter.model import Dropped

    issue = b.issue(page(1, two, one), dropped=(Dropped(range=span.range, code="folio"),))
    for part in volumes.articles_apart(issue):
        assert unaccounted(part) == ()
        assert "folio" in {drop.code for drop in part.dropped}


def others_of(part: Issue) -> list[tuple[str, str]]:
    """What stands in other articles: the source and the text of each stretch."""
    texts = {source.id: source.text for source in part.sources}
    ranges = [drop.range for drop in part.dropped if drop.code == OTHER_ARTICLE]
    return [(one.src, texts[one.src][one.start : one.end]) for one in ranges]


def test_what_other_articles_hold_is_set_aside_in_stretches_blanks_included():
    b = Builder()
    one = b.article("一", "甲。", "又甲。")
    b.line("上接第一版")
    two, three = b.article("二", "乙。"), b.article("三", "丙。")
    first, second, third = volumes.articles_apart(b.issue(page(1, one, two, three)))
    after = ("s1", "二\n\n乙。\n\n三\n\n丙。")
    before = ("s1", "一\n\n甲。\n\n又甲。")
    assert others_of(first) == [after]
    assert others_of(second) == [before, ("s1", "三\n\n丙。")]
    assert others_of(third) == [before, ("s1", "二\n\n乙。")]
    (alone,) = volumes.articles_apart(single())
    assert others_of(alone) == []


def test_what_stands_in_two_sources_is_never_one_stretch():
    texts = ("# 一\n\n甲。", "# 二\n\n乙。", "# 三\n\n丙。")
    inputs = [RawInput(name=f"{n}.txt", data=text.encode()) for n, text in enumerate(texts)]
    parts = list(volumes.articles_apart(read_sources(inputs).issue))
    alone = [("s1", "一\n\n甲。"), ("s2", "二\n\n乙。"), ("s3", "三\n\n丙。")]
    for at, part in enumerate(parts):
        assert others_of(part) == [one for one in alone if one != alone[at]]
        assert unaccounted(part) == ()


@pytest.mark.parametrize("format_name", ["epub", "pdf", "docx"])
def test_an_article_alone_is_proved_against_the_whole_source(format_name, tmp_path):
    whole = small_issue(publication=NAME)
    source = tmp_path / "试.txt"
    source.write_text(whole.sources[0].text, encoding="utf-8", newline="")
    identifiers = set()
    for number, part in enumerate(exporter.split(whole)):
        made = exporter.export(part, format_name, to=tmp_path / f"{number}.{format_name}")
        assert exporter.verify(made.path, source=[source]).proved
        assert exporter.rebuild(made.path).same
        identifiers.add(made.data)
    assert len(identifiers) == 3


def test_books_of_single_articles_have_identifiers_of_their_own():
    def identifiers(**meta: object) -> set[str]:
        parts = exporter.split(small_issue(publication=NAME, date=dt.date(2031, 5, 12), **meta))
        found = [exporter.write(part, "epub", cover="none").data for part in parts]
        return {_identifier(data) for data in found}

    assert len(identifiers()) == 3
    assert identifiers(identifier="urn:x:1") == {f"urn:x:1#a{n}" for n in (1, 2, 3)}
    assert "urn:issn:1234-5678#2031-05-12/a2" in identifiers(identifier="1234-5678")


def _identifier(data: bytes) -> str:
    from epub_files import DC, package

    return next(package(data).iter(DC + "identifier")).text or ""


# --- put together


def test_issues_stand_by_date_where_every_one_has_a_date():
    assert [i.meta.number for i in volumes.in_order(volume())] == ["1", None, "3"]
    mixed = [dated(6, 1), single(), dated(5, 1)]
    assert volumes.in_order(mixed) == tuple(mixed)


def test_a_volume_says_what_all_its_issues_say_and_what_is_said_of_it():
    issues = [dated(5, n, number=str(n), publisher="社", title=f"第{n}") for n in (1, 2)]
    meta = volumes.volume_meta(issues, {"series": "合订本"})
    assert (meta.publication, meta.publisher, meta.series) == (NAME, "社", "合订本")
    assert (meta.date, meta.number, meta.title) == (None, None, None)


@pytest.fixture
def bound(tmp_path):
    made = exporter.export_volume(volume(), to=f"{tmp_path}/", about={"publication": NAME})
    assert made.path.name == "柳湾日报 2031年5月—2031年6月.epub"
    return made.path


def test_a_volume_is_proved_with_and_without_its_sources(bound, tmp_path):
    verdict = exporter.verify(bound)
    assert verdict.differences == ()
    assert (len(verdict.issues), verdict.outputs[0].articles) == (3, 7)
    sources = []
    for number, issue in enumerate(volume()):
        sources.append(tmp_path / f"{number}.txt")
        sources[-1].write_text(issue.sources[0].text, encoding="utf-8", newline="")
    assert exporter.verify(bound, source=sources).proved
    codes = {one.code for one in exporter.verify(bound, source=sources[:2]).differences}
    assert codes == {"source-differs"}


def test_a_volume_is_made_again_and_gives_its_issues_back(bound):
    assert exporter.rebuild(bound).same
    assert exporter.recover_all(bound) == volumes.in_order(volume())
    with pytest.raises(VerifyError, match="several issues"):
        exporter.recover(bound)


def test_a_volume_is_not_verified_together_with_other_files(bound, tmp_path):
    other = exporter.export(single(), "epub", to=tmp_path / "one.epub").path
    with pytest.raises(VerifyError, match="by itself"):
        exporter.verify([other, bound])


@pytest.mark.parametrize(
    ("member", "old", "new", "code"),
    [
        ("text/i003-a2.xhtml", "自下月", "自上月", "text-"),
        ("nav.xhtml", "5月30日", "5月29日", "entry-label"),
        ("nav.xhtml", ">2031年<", ">2030年<", "entry-label"),
        ("text/volume.xhtml", "第3期", "第4期", "entry-label"),
        ("text/i003-contents.xhtml", "简讯一则", "简讯二则", "entry-label"),
        ("nav.xhtml", 'i003-contents.xhtml">6月', 'i001-contents.xhtml">6月', "entry-target"),
        ("content.opf", '<itemref idref="i003-contents"/>', "", "entry-target"),
        (
            "content.opf",
            '"i003-contents"/>',
            '"i003-contents"/><itemref idref="i003-contents"/>',
            "member-twice",
        ),
        ("content.opf", "<dc:language>zh-Hans", "<dc:language>ko", "metadata-differs"),
        ("exporter-volume.json", '"full"', '"source"', "record-damaged"),
        ("exporter-record-001.json", "要闻", "综闻", "record-damaged"),
    ],
)
def test_a_change_in_a_volume_is_found_and_named(bound, member, old, new, code):
    from epub_files import repacked

    path = bound.with_name("changed.epub")
    path.write_bytes(repacked(bound.read_bytes(), f"EPUB/{member}", old, new))
    codes = {one.code for one in exporter.verify(path).differences}
    assert [one for one in codes if one.startswith(code)], codes


def test_a_contents_page_in_the_midst_of_its_issue_is_found(bound):
    from epub_files import repacked

    path = bound.with_name("changed.epub")
    page = '<itemref idref="i003-contents"/>'
    data = repacked(bound.read_bytes(), "EPUB/content.opf", page, "")
    after = '<itemref idref="i003-a1"/>'
    path.write_bytes(repacked(data, "EPUB/content.opf", after, after + page))
    codes = {one.code for one in exporter.verify(path).differences}
    assert codes == {"entry-target", "markup-unknown"}


def test_issues_that_change_places_in_a_volume_are_found(bound):
    from epub_files import repacked

    path = bound.with_name("changed.epub")
    first, second = '<itemref idref="i001-a1"/>', '<itemref idref="i003-a1"/>'
    data = repacked(bound.read_bytes(), "EPUB/content.opf", first, "@")
    data = repacked(data, "EPUB/content.opf", second, first)
    path.write_bytes(repacked(data, "EPUB/content.opf", "@", second))
    assert not exporter.verify(path).proved


def test_a_volume_without_one_of_its_records_cannot_be_examined(bound):
    from epub_files import repacked

    path = bound.with_name("changed.epub")
    path.write_bytes(repacked(bound.read_bytes(), "EPUB/exporter-record-002.json", "", ""))
    with pytest.raises(VerifyError, match="exporter-record-002"):
        exporter.verify(path)


def test_volumes_are_made_of_issues_and_by_formats_that_can():
    with pytest.raises(OptionError, match="at least one"):
        exporter.write_volume([])
    with pytest.raises(OptionError, match="Choose epub"):
        exporter.write_volume(volume(), "pdf")


def test_a_volume_of_undated_issues_in_two_languages_is_proved(tmp_path):
    issues = [single("一"), small_issue(language="ko"), single("三", language="zh-Hant")]
    path = exporter.export_volume(issues, to=tmp_path / "v.epub", vertical=True, compat=True).path
    assert exporter.verify(path).differences == ()
    assert exporter.rebuild(path).same


def test_the_certificate_of_a_volume_names_all_its_sources(bound):
    from exporter.proof.certificate import certificate

    told = certificate(exporter.verify(bound))
    assert json.loads(json.dumps(told))["result"] == "record"
    assert len(told["sources"]) == 3
    assert told["conservation"]["shown"] == sum(_length(issue) for issue in volume())


def _length(issue: Issue) -> int:
    from exporter.model import lines_of_article

    lines = [text_of(line) for article in articles_of(issue) for line in lines_of_article(article)]
    return sum(len("".join(line.split())) for line in lines)


def test_a_proof_of_many_sources_names_the_first_and_the_last(tmp_path):
    from exporter.proof.certificate import summary

    days = [dated(5, day) for day in range(1, 11)]
    path = exporter.export_volume(days, to=tmp_path / "v.epub", cover="none").path
    assert "characters of 试.txt … 试.txt (10 sources)" in summary(exporter.verify(path))[-1]


def test_an_empty_issue_keeps_its_place_in_a_volume(tmp_path):
    issues = [dated(5, 1), replace(dated(5, 2), pages=()), dated(5, 3)]
    empty = replace(issues[1], sources=(), moves=())
    path = exporter.export_volume([issues[0], empty, issues[2]], to=tmp_path / "v.epub").path
    assert exporter.verify(path).differences == ()
