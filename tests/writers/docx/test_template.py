"""`template`: a newsroom's own Word file decides the look."""

import hashlib
import io
import zipfile
from pathlib import Path, PurePosixPath

import judges
import pytest
from build import small_issue
from docx_files import W, article_paragraphs, house, members, part, style_of, text_in, written
from lxml import etree

from exporter.errors import OptionError, WriterError
from exporter.model import Issue
from exporter.reading.word.edited import read_edited
from exporter.writers.base import Context
from exporter.writers.docx import DocxOptions, DocxWriter
from exporter.writers.docx.newsroom.metrics import house_rows
from exporter.writers.docx.parts.markup import number


def dressed(issue: Issue, template: bytes, **options: object) -> bytes:
    sha256 = hashlib.sha256(template).hexdigest()
    return written(issue, Context(assets={sha256: template}), template=sha256, **options)


def names(data: bytes) -> list[str]:
    """The name of the style of every paragraph with text, in the body."""
    styles = {
        style.get(W + "styleId"): style.find(W + "name").get(W + "val")
        for style in part(data, "word/styles.xml").iter(W + "style")
    }
    return [styles[style_of(p)] for p in part(data).iter(W + "p") if text_in(p)]


def test_styles_of_the_house_win_by_name_and_what_it_lacks_is_added() -> None:
    data = dressed(small_issue(), house(), contents=False)
    assert names(data)[:5] == ["Kicker", "标题", "栏目 Column", "副题 Deck", "正文 Body"]
    styles = part(data, "word/styles.xml")
    sizes = {
        style.find(W + "name").get(W + "val"): style.find(f"{W}rPr/{W}sz").get(W + "val")
        for style in styles.iter(W + "style")
        if style.find(f"{W}rPr/{W}sz") is not None
    }
    assert (sizes["标题"], sizes["Kicker"], sizes["副题 Deck"]) == ("60", "36", "28")


def test_no_style_stands_twice_and_none_is_based_on_nothing() -> None:
    styles = part(dressed(small_issue(), house()), "word/styles.xml")
    ids = [style.get(W + "styleId") for style in styles.iter(W + "style")]
    assert len(ids) == len(set(ids))
    for tag in ("basedOn", "next", "link"):
        assert {node.get(W + "val") for node in styles.iter(W + tag)} <= set(ids)


def test_the_page_and_the_header_of_the_house_stay() -> None:
    data = dressed(small_issue(publication="柳湾日报"), house())
    sizes = {s.get(W + "w") for s in part(data).iter(W + "pgSz")}
    assert sizes == {str(round(182 / 25.4 * 1440))}
    headers = [name for name in members(data) if name.startswith("word/header")]
    assert [text_in(part(data, name)) for name in headers] == ["某报内部稿"]


def test_the_text_of_the_template_does_not_come_along() -> None:
    shown = [text for _, text in article_paragraphs(dressed(small_issue(), house()))]
    assert "这句话不该留下" not in shown
    assert shown == [text for _, text in article_paragraphs(written(small_issue()))]


def test_the_contents_field_names_the_headline_style_of_the_house() -> None:
    told = [node.text for node in part(dressed(small_issue(), house())).iter(W + "instrText")]
    assert ' TOC \\f C \\l "1-1" \\t "标题,2" \\h \\z ' in told


def test_a_file_in_the_dress_of_the_house_reads_back_as_the_same_issue() -> None:
    data = dressed(small_issue(), house(), columns=2)
    assert read_edited(data, "a.docx").issue == small_issue()


def test_our_own_file_can_be_the_template() -> None:
    again = dressed(small_issue(), written(small_issue(publication="柳湾日报")))
    assert article_paragraphs(again) == article_paragraphs(written(small_issue()))


def test_the_same_template_gives_the_same_bytes() -> None:
    template = house()
    assert dressed(small_issue(), template) == dressed(small_issue(), template)


@pytest.mark.parametrize(
    "data", [b"", b"no Word file", b"PK\x05\x06" + b"\0" * 18], ids=["empty", "text", "empty zip"]
)
def test_what_is_no_template_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(OptionError, match="The template is not a Word file that can be used"):
        dressed(small_issue(), data)


def test_page_numbers_are_counted_with_the_sizes_of_the_house() -> None:
    styles = etree.fromstring(
        f'<w:styles xmlns:w="{W[1:-1]}"><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/>'
        '</w:rPr></w:rPrDefault></w:docDefaults><w:style w:styleId="Base"><w:pPr><w:spacing '
        'w:line="360" w:lineRule="auto" w:after="200"/><w:ind w:left="420"/></w:pPr><w:rPr>'
        '<w:sz w:val="21"/></w:rPr></w:style><w:style w:styleId="Zw"><w:basedOn w:val="Base"/>'
        '<w:pPr><w:keepNext/><w:spacing w:after="40"/><w:ind w:firstLineChars="200"/></w:pPr>'
        "</w:style></w:styles>"
    )
    rows = house_rows(styles, {"Body": "Zw"})
    body, deck = rows["Body"], rows["Deck"]
    assert (body.size, body.after, body.first, body.indent, body.keep) == (10.5, 2, 2, 1, True)
    assert body.line == pytest.approx(1.5 * 10.5 * 1.3)
    assert (deck.size, deck.after, deck.keep) == (11, 0, False)


def changed(template: bytes, **parts: tuple[bytes, bytes]) -> bytes:
    """The template with one text put for another in parts named by their stems."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members(template).items():
            old, new = parts.get(PurePosixPath(name).stem, (b"", b""))
            assert old in data
            archive.writestr(name, data.replace(old, new) if old else data)
    return out.getvalue()


COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (COMPOUND, r"it has the old form of \.doc"),
        (COMPOUND + "EncryptedPackage".encode("utf-16-le"), "it is locked with a password"),
        (
            changed(house(), **{".rels": (b"schemas.openxmlformats.org/officeDocument/2006",
                                          b"purl.oclc.org/ooxml/officeDocument")}),
            "it has the strict form of Open XML",
        ),
        (changed(house(), theme1=(b"</a:theme>", b"")), "is damaged"),
        (changed(house(), document=(b"</w:document>", b"")), "cannot be opened"),
    ],
    ids=["doc", "encrypted", "strict", "a damaged theme", "a damaged document"],
)  # fmt: skip
def test_a_template_of_another_kind_is_refused_with_the_reason(data: bytes, why: str) -> None:
    with pytest.raises(OptionError, match=why):
        dressed(small_issue(), data)


@pytest.mark.parametrize("told", ["--5", "²", "1e400", "nan", "21pt", "", "9" * 5000])
def test_a_measure_that_is_no_number_is_as_if_it_were_not_said(told: str) -> None:
    template = changed(
        house(),
        document=(b'<w:pgSz w:w="10318"', f'<w:pgSz w:w="{told}"'.encode()),
        styles=(b'<w:sz w:val="22"/>', f'<w:sz w:val="{told}"/>'.encode()),
    )
    assert dressed(small_issue(), template)
    assert number(told, 20) == 20


def test_macros_do_not_come_along_and_that_is_told() -> None:
    plain = b"openxmlformats-officedocument.wordprocessingml.document.main+xml"
    template = changed(
        house(),
        **{"[Content_Types]": (b"vnd." + plain, b"vnd.ms-word.document.macroEnabled.main+xml")},
    )
    sha256 = hashlib.sha256(template).hexdigest()
    context = Context(assets={sha256: template})
    made = DocxWriter().write(small_issue(), DocxOptions(template=sha256), context)
    assert [notice.code for notice in made.notices] == ["template-macros"]
    assert b"macroEnabled" not in members(made.data)["[Content_Types].xml"]


def test_a_first_page_of_its_own_is_the_documents_first() -> None:
    template = changed(house(), document=(b"<w:cols", b"<w:titlePg/><w:cols"))
    document = part(dressed(small_issue(), template, columns=2))
    first = [s.find(W + "titlePg") is not None for s in document.iter(W + "sectPr")]
    assert first == [True] + [False] * (len(first) - 1)


def test_what_libreoffice_writes_against_the_schema_is_mended() -> None:
    template = changed(house(), fontTable=(b"<w:charset ", b'<w:charset w:characterSet="utf-8" '))
    assert b"characterSet" not in members(dressed(small_issue(), template))["word/fontTable.xml"]


def test_a_template_that_was_not_given_is_named() -> None:
    with pytest.raises(WriterError, match=r"The template with the SHA-256 0{64} is not at hand"):
        written(small_issue(), template="0" * 64)


@pytest.mark.judge
@pytest.mark.parametrize("notes", ["block", "footnote"])
def test_the_open_xml_sdk_finds_nothing_in_the_dress_of_the_house(
    notes: str, tmp_path: Path
) -> None:
    path = tmp_path / "house.docx"
    path.write_bytes(dressed(small_issue(publication="柳湾日报"), house(), notes=notes))
    assert judges.ooxml(path) == []
