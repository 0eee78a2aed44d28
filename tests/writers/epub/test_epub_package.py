"""The package around the articles: metadata, navigation, contents, the record, the bytes."""

import datetime as dt
import gc
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from build import Builder, page, small_issue
from epub_files import (
    DC,
    OPF,
    OPS,
    XHTML,
    members,
    metas,
    of_class,
    package,
    spine,
    unpacked,
    words,
)

from exporter.errors import WriterError
from exporter.interchange.record import NAME, read_record
from exporter.model import Credit, Issue
from exporter.writers.base import Context
from exporter.writers.epub import EpubOptions, EpubWriter

DAY = dt.date(2031, 5, 12)
GOLDEN = Path(__file__).with_name("golden")


def written(issue: Issue, context: Context | None = None, **options: object) -> bytes:
    options = {"cover": "none", **options}
    return EpubWriter().write(issue, EpubOptions(**options), context or Context()).data


def dated() -> Issue:
    return small_issue(
        publication="柳湾日报", date=DAY, number="8412", publisher="柳湾日报社", subjects=("新闻",)
    )


def dc(data: bytes, name: str) -> list[str]:
    return [found.text or "" for found in package(data).iter(DC + name)]


def links(element) -> list[tuple[str, str]]:
    return [(words(a), a.get("href") or "") for a in element.iter(XHTML + "a")]


def navigation(data: bytes, kind: str):
    from xml.etree import ElementTree as ET

    root = ET.fromstring(members(data)["EPUB/nav.xhtml"])
    return next(nav for nav in root.iter(XHTML + "nav") if nav.get(OPS + "type") == kind)


def test_an_unpacked_book_reads_as_agreed(request):
    agreed = GOLDEN / "small-issue.txt"
    now = unpacked(written(dated()))
    if request.config.getoption("--update-golden", default=False):
        agreed.write_text(now, encoding="utf-8")
    assert now == agreed.read_text(encoding="utf-8")


def test_mimetype_is_the_first_member_and_not_compressed():
    with zipfile.ZipFile(BytesIO(written(dated()))) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert {info.date_time for info in archive.infolist()} == {(2031, 5, 12, 0, 0, 0)}


def test_metadata_says_what_was_given_and_found():
    data = written(dated())
    assert dc(data, "title") == ["柳湾日报　2031年5月12日　第8412期", "把桥修到对岸　把灯接到村口"]
    assert dc(data, "creator") == ["何青禾"]
    assert dc(data, "language") == ["zh-Hans"]
    assert dc(data, "publisher") == ["柳湾日报社"]
    assert dc(data, "date") == ["2031-05-12"]
    assert dc(data, "subject") == ["新闻"]
    assert metas(data, "belongs-to-collection") == ["柳湾日报"]
    assert metas(data, "group-position") == ["8412"]
    assert metas(data, "dcterms:modified") == ["2031-05-12T00:00:00Z"]


def test_nothing_is_claimed_that_nobody_gave():
    data = written(small_issue())
    assert dc(data, "date") == dc(data, "publisher") == []
    assert metas(data, "dcterms:modified") == ["1980-01-01T00:00:00Z"]
    assert metas(data, "belongs-to-collection") == []
    assert not any("conformsTo" in (m.get("property") or "") for m in package(data).iter())


def test_the_epoch_wins_over_the_date():
    epoch = dt.datetime(2031, 6, 1, 8, 30, tzinfo=dt.UTC)
    data = written(dated(), Context(epoch=epoch))
    assert metas(data, "dcterms:modified") == ["2031-06-01T08:30:00Z"]


def test_each_of_several_reporters_has_an_id_and_role_of_their_own():
    b = Builder()
    article = replace(
        b.article("联合报道", "正文。"),
        credits=(
            Credit(id="c1", ranges=(), role="记者", names=("何青禾", "周渡")),
            Credit(id="c2", ranges=(), role="摄影", names=("赵一禾",), where="photo"),
            Credit(id="c3", ranges=(), role="责编", names=("钱编辑",), where="staff"),
        ),
    )
    data = written(b.issue(page(1, article)))
    made = list(package(data).iter(DC + "creator"))
    assert [c.text for c in made] == ["何青禾", "周渡", "赵一禾"]
    assert len({c.get("id") for c in made}) == 3
    assert metas(data, "role") == ["aut", "aut", "pht"]


def test_names_are_filed_by_their_surnames():
    b = Builder()
    credit = Credit(
        id="c1", ranges=(), role="记者", names=("何青禾", "Anna Maria Lee", "阿依 古丽")
    )
    data = written(b.issue(page(1, replace(b.article("联合报道", "正文。"), credits=(credit,)))))
    assert metas(data, "file-as") == ["何青禾", "Lee, Anna Maria", "阿依 古丽"]


def test_the_identifier_comes_from_the_content():
    def identifier(issue: Issue) -> str:
        return dc(written(issue), "identifier")[0]

    assert identifier(dated()) == identifier(dated())
    assert identifier(dated()) != identifier(small_issue(publication="柳湾日报"))
    assert identifier(small_issue(identifier="urn:nbn:test-1")) == "urn:nbn:test-1"


def test_an_issn_with_the_issue_as_fragment_is_the_identifier_and_stands_by_itself_too():
    def identifiers(**meta: object) -> list[str]:
        return dc(written(small_issue(identifier="ISSN 1234-567x", **meta)), "identifier")

    assert identifiers(date=DAY) == ["urn:issn:1234-567X#2031-05-12", "urn:issn:1234-567X"]
    assert identifiers(number="84/12")[0] == "urn:issn:1234-567X#84%2F12"
    ours = dc(written(small_issue()), "identifier")[0]
    assert identifiers()[0] == "urn:issn:1234-567X#" + ours.removeprefix("urn:uuid:")


def test_navigation_goes_from_page_to_article():
    assert links(navigation(written(dated()), "toc")) == [
        ("本期目录", "text/contents.xhtml"),
        ("第1版：要闻", "text/a1.xhtml"),
        ("把桥修到对岸　把灯接到村口", "text/a1.xhtml"),
        ("夜班公交增至十一条", "text/a2.xhtml"),
        ("第3版：民生", "text/a3.xhtml"),
        ("简讯一则", "text/a3.xhtml"),
    ]


def test_the_page_list_is_the_newspapers_pages():
    data = written(dated())
    assert links(navigation(data, "page-list")) == [
        ("1", "text/a1.xhtml#page-1"),
        ("3", "text/a3.xhtml#page-2"),
    ]
    anchors = {e.get("id") for _, root in spine(data) for e in root.iter() if e.get("id")}
    assert {"page-1", "page-2"} <= anchors


def test_pages_without_number_or_name_are_not_listed():
    b = Builder()
    data = written(b.issue(page(None, b.article("一", "甲。"), b.article("二", "乙。"))))
    assert [label for label, _ in links(navigation(data, "toc"))] == ["本期目录", "一", "二"]
    assert b'epub:type="page-list"' not in members(data)["EPUB/nav.xhtml"]


def test_the_contents_page_opens_the_book_with_kicker_headline_and_byline():
    (_, first), *_ = spine(written(dated()))
    assert [words(e) for e in of_class(first, "paper")] == ["柳湾日报"]
    assert [words(e) for e in of_class(first, "row-kicker")] == ["柳湾镇便民桥昨日通车"]
    assert [words(e) for e in of_class(first, "row-byline")] == ["何青禾"]
    assert len(of_class(first, "row-headline")) == 3


def test_a_single_article_needs_no_contents_page():
    b = Builder()
    data = written(b.issue(page(1, b.article("独此一篇", "正文。", deck=("副题在此",)))))
    assert [path for path, _ in spine(data)] == ["EPUB/text/a1.xhtml"]
    assert dc(data, "title") == ["独此一篇", "副题在此"]


def test_every_link_inside_the_book_leads_somewhere():
    data = written(dated())
    files = members(data)
    for path, root in [*spine(data), ("EPUB/nav.xhtml", navigation(data, "toc"))]:
        for _, href in links(root):
            target = Path(os.path.normpath(Path(path).parent / href.partition("#")[0]))
            assert target.as_posix() in files


def test_linked_data_describe_the_article_and_cannot_end_the_script():
    b = Builder()
    data = written(b.issue(page(1, b.article("</script><b>&", "正文。")), publication="柳湾日报"))
    (script,) = spine(data)[0][1].iter(XHTML + "script")
    told = json.loads(script.text or "")
    assert told["headline"] == "</script><b>&"
    assert told["isPartOf"] == {"@type": "Newspaper", "name": "柳湾日报"}
    assert "<" not in (script.text or "")


def test_the_record_travels_and_gives_the_issue_back():
    issue = dated()
    data = written(issue, punctuation="source")
    record = read_record(members(data)[f"EPUB/{NAME}"], "book")
    assert record.issue == issue
    assert record.options["punctuation"] == "source"
    assert NAME in [item.get("href") for item in package(data).iter(OPF + "item")]


def test_ids_that_cannot_name_a_file_are_replaced():
    b = Builder()
    hostile = [
        replace(b.article("题", "文。"), id=i) for i in ("../x", "A1", "a1", "Contents", "title")
    ]
    paths = [path for path, _ in spine(written(b.issue(page(1, *hostile))))]
    assert paths[1:] == [
        "EPUB/text/article-1.xhtml",
        "EPUB/text/A1.xhtml",
        "EPUB/text/article-3.xhtml",
        "EPUB/text/article-4.xhtml",
        "EPUB/text/article-5.xhtml",
    ]


def test_half_a_character_is_refused_with_a_sentence():
    with pytest.raises(WriterError, match="half of a character"):
        written(small_issue(title="题\ud800"))


def test_the_same_issue_gives_the_same_bytes_in_another_process():
    code = (
        "import hashlib, sys; sys.path.insert(0, 'tests')\n"
        "from build import small_issue\n"
        "from exporter.writers.base import Context\n"
        "from exporter.writers.epub import EpubOptions, EpubWriter\n"
        "made = EpubWriter().write(small_issue(publication='柳湾'), EpubOptions(), Context())\n"
        "print(hashlib.sha256(made.data).hexdigest())"
    )
    root = Path(__file__).parents[3]
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for zone, seed in (("UTC", "0"), ("Asia/Shanghai", "77"))
    ]
    assert runs[0] == runs[1]


def test_asking_for_the_options_loads_no_library():
    code = (
        "import sys, exporter.writers.epub\n"
        "print([n for n in ('lxml', 'ebooklib', 'uharfbuzz') if n in sys.modules])"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_finished_book_leaves_nothing_for_the_collector():
    from ebooklib.epub import EpubItem

    gc.collect()
    gc.disable()
    try:
        written(dated(), compat=True)
        assert not [one for one in gc.get_objects() if isinstance(one, EpubItem)]
    finally:
        gc.enable()
