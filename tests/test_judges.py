"""Proof that the judges are awake: each passes a good little file and refuses a wrong one.

A judge that had stopped looking would let every other test that asks it pass.
"""

import zipfile
from collections.abc import Mapping
from pathlib import Path

import judges
import pytest
from docx import Document
from PIL import Image

pytestmark = pytest.mark.judge

# --- small files, written here by hand so that no writer of the project is judged by itself

_CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"""
_PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0"
 unique-identifier="id" xml:lang="zh-Hans">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:0d7e4c5a-4d0e-5b8c-9f34-2f2a0c8f6b11</dc:identifier>
<dc:title>青河晚报</dc:title><dc:language>zh-Hans</dc:language>
<meta property="dcterms:modified">2031-05-06T00:00:00Z</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">tableOfContents</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">只有文字。</meta></metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="a"/></spine></package>
"""
_PAGE = """<?xml version="1.0" encoding="utf-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
 lang="zh-Hans" xml:lang="zh-Hans"><head><title>{title}</title></head>
<body>{body}</body></html>
"""
_NAV = """<nav epub:type="toc" role="doc-toc" aria-label="目录"><h1>目录</h1>
<ol><li><a href="a.xhtml">渡口</a></li></ol></nav>"""
_ARTICLE = '<main><h1>渡口重开</h1><p lang="zh-Hans">青河两岸昨日通船。{extra}</p></main>'


def _page(extra: str = "") -> str:
    return _PAGE.format(title="渡口重开", body=_ARTICLE.format(extra=extra))


def _epub(path: Path, extra: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("META-INF/container.xml", _CONTAINER)
        book.writestr("book.opf", _PACKAGE)
        book.writestr("nav.xhtml", _PAGE.format(title="目录", body=_NAV))
        book.writestr("a.xhtml", _page(extra))
    return path


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
 pdfaid:part="{part}" pdfaid:conformance="A" pdfuaid:part="1">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Ferry</rdf:li></rdf:Alt></dc:title>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of PDF/UA</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def _pdf(path: Path, *, words: str = "", part: int = 3) -> Path:
    """A tagged page. Empty it conforms to PDF/A and PDF/UA; with words it does not, because it then
    uses a font that it does not embed."""
    content = f"/P <</MCID 0>> BDC BT /F1 12 Tf 20 50 Td ({words}) Tj ET EMC" if words else ""
    kids = "/K 0" if words else ""
    objects = {
        1: "<</Type/Catalog/Pages 2 0 R/Lang(en)/MarkInfo<</Marked true>>/Metadata 6 0 R"
        "/StructTreeRoot 7 0 R/ViewerPreferences<</DisplayDocTitle true>>>>",
        2: "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/StructParents 0/Tabs/S"
        "/Resources<</Font<</F1 5 0 R>>>>>>",
        4: _stream("", content),
        5: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        6: _stream("/Type/Metadata/Subtype/XML", _XMP.format(part=part)),
        7: "<</Type/StructTreeRoot/K 8 0 R/ParentTree 10 0 R/ParentTreeNextKey 1>>",
        8: "<</Type/StructElem/S/Document/P 7 0 R/K 9 0 R>>",
        9: f"<</Type/StructElem/S/P/P 8 0 R/Pg 3 0 R{kids}>>",
        10: "<</Nums[0[9 0 R]]>>",
    }
    path.write_bytes(_pdf_bytes(objects))
    return path


def _stream(entries: str, text: str) -> str:
    return f"<</Length {len(text.encode())}{entries}>>\nstream\n{text}\nendstream"


def _pdf_bytes(objects: Mapping[int, str]) -> bytes:
    out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    rows = [b"0000000000 65535 f \n"]
    for number, body in objects.items():
        rows.append(b"%010d 00000 n \n" % len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    size = len(rows)
    trailer = f"trailer\n<</Size {size}/Root 1 0 R/ID[<00><00>]>>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {size}\n".encode() + b"".join(rows) + trailer.encode()


_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""
_RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="word/document.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
</Relationships>"""
_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>
<w:p><w:r><w:t>青河两岸昨日通船。</w:t></w:r>{extra}</w:p></w:body></w:document>"""
_MISPLACED = '<w:jc w:val="left"/>'  # alignment belongs into the paragraph's properties


def _docx(path: Path, extra: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _RELATIONS)
        package.writestr("word/document.xml", _DOCUMENT.format(extra=extra))
    return path


def _whole_docx(path: Path, *, stale_styles: bool) -> Path:
    """A file with every part Word expects; python-docx's template also carries a second set of
    styles, which contradicts the first and makes Word offer to repair the file."""
    document = Document()
    relations = document.part.rels
    effects = [key for key, each in relations.items() if "stylesWithEffects" in each.reltype]
    if not stale_styles:
        for key in effects:
            relations.pop(key)
    document.save(str(path))
    return path


def _damaged(path: Path) -> Path:
    """The same file with a cross-reference table that points nowhere."""
    path.write_bytes(path.read_bytes().replace(b"startxref\n", b"startxref\n9"))
    return path


def _ink(picture: Path) -> int:
    """How many pixels of a picture are dark."""
    with Image.open(picture) as opened:
        return sum(opened.convert("L").histogram()[:128])


# --- EPUB


def test_epubcheck_accepts_a_good_book_and_refuses_an_open_element(tmp_path: Path) -> None:
    assert judges.epubcheck(_epub(tmp_path / "好.epub")) == []
    (found,) = judges.epubcheck(_epub(tmp_path / "坏.epub", "<b>"))
    assert (found.severity, found.id) == ("FATAL", "RSC-016")


def test_ace_accepts_a_good_book_and_refuses_a_picture_without_a_description(
    tmp_path: Path,
) -> None:
    assert judges.ace(_epub(tmp_path / "good.epub")) == []
    found = judges.ace(_epub(tmp_path / "bad.epub", '<img src="nav.xhtml"/>'))
    assert [(each.rule, each.impact) for each in found] == [("image-alt", "critical")]


# --- PDF


def test_verapdf_accepts_a_good_page_in_each_profile(tmp_path: Path) -> None:
    third, second = _pdf(tmp_path / "三.pdf"), _pdf(tmp_path / "二.pdf", part=2)
    assert judges.verapdf([third], "3a") == {third: []}
    assert judges.verapdf([second], "2a") == {second: []}
    assert judges.verapdf([third, second], "ua1") == {third: [], second: []}


@pytest.mark.parametrize(
    ("flavour", "clause"), [("3a", "6.2.11.4.1"), ("2a", "6.2.11.4.1"), ("ua1", "7.21.4.1")]
)
def test_verapdf_refuses_a_font_that_is_not_embedded(
    tmp_path: Path, flavour: judges.Flavour, clause: str
) -> None:
    page = _pdf(tmp_path / "page.pdf", words="Ferry")
    rules = judges.verapdf([page], flavour)[page]
    assert clause in {rule.clause for rule in rules}


def test_verapdf_refuses_what_is_no_pdf(tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish.pdf"
    rubbish.write_bytes(b"not a page")
    assert [rule.clause for rule in judges.verapdf([rubbish], "3a")[rubbish]] == ["parse"]


def test_qpdf_accepts_a_good_file_and_refuses_a_damaged_one(tmp_path: Path) -> None:
    page = _pdf(tmp_path / "page.pdf", words="Ferry")
    assert judges.qpdf_check(page) == []
    assert judges.qpdf_check(_damaged(page)) != []


def test_mutool_accepts_a_good_file_and_refuses_a_damaged_one(tmp_path: Path) -> None:
    page = _pdf(tmp_path / "page.pdf", words="Ferry")
    assert judges.mutool_complaints(page) == []
    assert judges.mutool_complaints(_damaged(page)) != []


def test_poppler_reads_text_structure_fonts_and_fields(tmp_path: Path) -> None:
    page = _pdf(tmp_path / "page.pdf", words="Ferry")
    assert judges.pdftotext(page).split() == ["Ferry"]
    assert [line.strip() for line in judges.pdfinfo_struct(page).splitlines()] == [
        "Document",
        "P (block)",
        '"Ferry"',
    ]
    assert judges.pdfinfo(page)["Tagged"] == "yes"
    (font,) = judges.pdffonts(page)
    assert (font.name, font.embedded, font.unicode) == ("Helvetica", False, False)


def test_poppler_finds_nothing_in_an_empty_page(tmp_path: Path) -> None:
    page = _pdf(tmp_path / "page.pdf")
    assert judges.pdftotext(page).split() == []
    assert '"' not in judges.pdfinfo_struct(page)


def test_poppler_refuses_what_is_no_pdf(tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish.pdf"
    rubbish.write_bytes(b"not a page")
    with pytest.raises(judges.JudgeBroken, match="pdftotext refused"):
        judges.pdftotext(rubbish)


def test_a_rendered_page_shows_its_words(tmp_path: Path) -> None:
    (empty,) = judges.render_pdf(_pdf(tmp_path / "empty.pdf"), tmp_path / "pictures", 72)
    words = _pdf(tmp_path / "words.pdf", words="Ferry")
    (full,) = judges.render_pdf(words, tmp_path / "pictures", 72)
    assert _ink(empty) == 0
    assert _ink(full) > 50


# --- Word


def test_the_open_xml_sdk_accepts_a_good_file_and_refuses_a_misplaced_element(
    tmp_path: Path,
) -> None:
    assert judges.ooxml(_docx(tmp_path / "好.docx"), ["Office2013"]) == []
    (found,) = judges.ooxml(_docx(tmp_path / "坏.docx", _MISPLACED), ["Office2013"])
    assert "Sch_InvalidElementContent" in found


def test_the_open_xml_sdk_refuses_what_is_no_package(tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish.docx"
    rubbish.write_bytes(b"PK\x03\x04 and no more")
    assert len(judges.ooxml(rubbish, ["Office2013"])) == 1


def test_openxml_audit_accepts_a_good_file_and_foresees_the_repair_of_another(
    tmp_path: Path,
) -> None:
    assert judges.openxml_audit(_whole_docx(tmp_path / "好.docx", stale_styles=False)) == []
    found = judges.openxml_audit(_whole_docx(tmp_path / "坏.docx", stale_styles=True))
    assert [each for each in found if "stylesWithEffects" in each] != []


def test_libreoffice_sets_a_good_file_and_refuses_a_broken_one(tmp_path: Path) -> None:
    made = judges.libreoffice_pdf(_docx(tmp_path / "通船.docx"), tmp_path / "out")
    assert judges.pdftotext(made).split() == ["青河两岸昨日通船。"]
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(judges.JudgeBroken, match="LibreOffice made no PDF"):
        judges.libreoffice_pdf(broken, tmp_path / "out")


# --- pages


def test_chromium_draws_a_good_page(tmp_path: Path) -> None:
    page = tmp_path / "渡口.xhtml"
    page.write_text(_page(), encoding="utf-8")
    picture = judges.chromium_png(page, tmp_path / "page.png", width=400, height=300)
    assert _ink(picture) > 500


def test_chromium_refuses_a_page_that_is_not_well_formed(tmp_path: Path) -> None:
    page = tmp_path / "a.xhtml"
    page.write_text(_page("<b>"), encoding="utf-8")
    with pytest.raises(judges.JudgeBroken, match="not well formed"):
        judges.chromium_png(page, tmp_path / "page.png")


def test_chromium_refuses_a_page_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(judges.JudgeBroken, match="could not load"):
        judges.chromium_png(tmp_path / "gone.xhtml", tmp_path / "page.png")


# --- the house rules of judging


def test_a_missing_judge_skips_the_test(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("EXPORTER_JUDGES_HOME", str(tmp_path))
    monkeypatch.setenv("EXPORTER_JUDGES", "")
    with pytest.raises(pytest.skip.Exception, match="qpdf is not installed here"):
        judges.qpdf_check(tmp_path / "page.pdf")


def test_a_missing_judge_fails_the_test_where_judges_are_required(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("EXPORTER_JUDGES_HOME", str(tmp_path))
    monkeypatch.setenv("EXPORTER_JUDGES", "required")
    with pytest.raises(judges.JudgeMissing, match="qpdf is not installed here"):
        judges.qpdf_check(tmp_path / "page.pdf")
