"""What holds for any issue the model can say."""

import os.path
from xml.etree import ElementTree as ET

from epub_files import OPF, XHTML, articles, members, package, paper_text, spine
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import issues

from exporter.display import shown_text
from exporter.model import articles_of, lines_of_article
from exporter.writers.base import Context
from exporter.writers.epub import EpubOptions, EpubWriter

OPTIONS = st.builds(
    EpubOptions,
    punctuation=st.sampled_from(("full", "source")),
    cover=st.just("none"),
    vertical=st.booleans(),
    compat=st.booleans(),
)


def solid(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=60, deadline=None)
@given(issue=issues(), options=OPTIONS)
def test_any_issue_comes_back_whole_and_in_order(issue, options):
    data = EpubWriter().write(issue, options, Context()).data
    found = [solid(paper_text(article)) for article in articles(data)]
    assert found == [
        solid("".join(shown_text(line, options.punctuation) for line in lines_of_article(article)))
        for article in articles_of(issue)
    ]


@settings(max_examples=40, deadline=None)
@given(issue=issues(), options=OPTIONS)
def test_any_book_is_whole_in_itself(issue, options):
    """Every file is in the manifest, every id is there once, every link leads somewhere."""
    data = EpubWriter().write(issue, options, Context()).data
    files, root = members(data), package(data)
    items = {f"EPUB/{item.get('href')}" for item in root.iter(OPF + "item")}
    around = {"mimetype", "META-INF/container.xml", "EPUB/content.opf"}
    assert set(files) == items | around
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    nav = ET.fromstring(files["EPUB/nav.xhtml"])
    documents = dict([*spine(data), ("EPUB/nav.xhtml", nav)])
    anchors = {
        f"{path}#{element.get('id')}"
        for path, document in documents.items()
        for element in document.iter()
        if element.get("id")
    }
    for path, document in documents.items():
        for link in document.iter(XHTML + "a"):
            href = link.get("href") or ""
            if ":" not in href:
                target, mark, anchor = href.partition("#")
                place = os.path.normpath(os.path.join(os.path.dirname(path), target))
                assert place in documents
                assert not mark or f"{place}#{anchor}" in anchors
