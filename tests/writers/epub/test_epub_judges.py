"""Independent judges of the finished books."""

import datetime as dt
import hashlib
import importlib.util
from dataclasses import replace
from pathlib import Path

import judges
import pytest
from build import Builder, page, small_issue

from exporter.api.volumes import write_volume
from exporter.model import Article, Asset, Figure, Issue
from exporter.volumes import articles_apart
from exporter.writers.base import Context
from exporter.writers.epub import EpubOptions, EpubWriter
from exporter.writers.epub.cover.canvas import Band, png

TITLES = (
    "<&\"'/\\>", "表情😀🎉", "长" * 300, "العربية עברית", "同题", "同题", "]]>", "%zz#a?x=1",
    "\u202e反向\u202c", "𬳽𠀀", "A & B <script>alert(1)</script>", "  空  格  ",
)  # fmt: skip


def hostile() -> Issue:
    b = Builder()
    made: list[Article] = [
        b.article(title, "正文<b>&amp;。", Figure(caption=b.line("图" + title[:9])), deck=(title,))
        for title in TITLES
    ]
    return b.issue(
        page(1, *made, name="<要闻>&\"'"),
        page(None, b.article((), "无题短讯。"), name="无号版"),
        publication="<报>&\"日'报\\",
        number="1-2/3",
        rights="©<>&",
        identifier="<&> no uri",
    )


def alone() -> Issue:
    b = Builder()
    return b.issue(page(None, b.article("独此一篇", "正文。")))


def paper(**meta: str) -> Issue:
    return small_issue(publication="柳湾日报", date=dt.date(2031, 5, 12), number="8412", **meta)


def pictures() -> tuple[Issue, Context]:
    """A cover, a picture of every kind the judges can open, and one that is refused."""
    b = Builder()
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><rect width="9"/></svg>'
    files = {"cover": _png(160, 256), "f1": _png(30, 20), "f2": svg, "f3": b"nothing"}
    figures = [Figure(asset=id_, caption=b.line(f"图{id_}"), alt="说明") for id_ in files]
    issue = b.issue(page(1, b.article("图片新闻", *figures), b.article("另一篇", "正文。")))
    shas = {id_: hashlib.sha256(data).hexdigest() for id_, data in files.items()}
    assets = tuple(Asset(id=id_, name=id_, media_type="", sha256=sha) for id_, sha in shas.items())
    data = {shas[id_]: data for id_, data in files.items()}
    return replace(issue, assets=assets), Context(assets=data)


def _png(width: int, height: int) -> bytes:
    band = Band(width, height, (0xA8, 0x20, 0x1A))
    return png([band])


BOOKS = {
    "plain": (paper(), {}),
    "unknown": (small_issue(), {}),
    "compat": (paper(), {"compat": True}),
    "vertical": (paper(language="zh-Hant"), {"vertical": True}),
    "hostile": (hostile(), {"compat": True}),
    "single": (list(articles_apart(paper()))[1], {"compat": True}),
    "single without a page": (
        Builder().issue(page(None, Builder().article("独此一篇", "文。"))),
        {},
    ),
    "ja": (paper(language="ja"), {}),
    "ko": (paper(language="ko"), {"vertical": True}),
    "empty": (replace(small_issue(), pages=()), {}),
}
if importlib.util.find_spec("brotli"):
    BOOKS["fonts"] = (paper(), {"embed_fonts": True, "theme": "reader"})


def volume() -> list[Issue]:
    """Two days, a hostile issue without a day, and a day of one article."""
    days = [replace(paper(), meta=replace(paper().meta, date=dt.date(2031, 5, d))) for d in (1, 2)]
    return [*days, hostile(), *list(articles_apart(paper()))[:1]]


@pytest.fixture(params=[*BOOKS, "pictures", "volume", "vertical volume"])
def book(request, tmp_path) -> Path:
    writer, path = EpubWriter(), tmp_path / f"{request.param}.epub"
    if request.param == "volume":
        made = write_volume(volume(), compat=True)
    elif request.param == "vertical volume":
        made = write_volume(volume(), vertical=True, about={"identifier": "ISSN 1234-5678"})
    elif request.param == "pictures":
        issue, context = pictures()
        made = writer.write(issue, EpubOptions(), context)
    else:
        issue, options = BOOKS[request.param]
        made = writer.write(issue, EpubOptions(**options), Context())
    path.write_bytes(made.data)
    return path


@pytest.mark.judge
def test_epubcheck_objects_to_nothing(book):
    assert judges.epubcheck(book) == []


@pytest.mark.judge
@pytest.mark.parametrize("name", ["hostile", "vertical", "single"])
def test_ace_finds_nothing_inaccessible(name, tmp_path):
    issue, options = BOOKS[name]
    path = tmp_path / "book.epub"
    path.write_bytes(EpubWriter().write(issue, EpubOptions(**options), Context()).data)
    assert judges.ace(path) == []
