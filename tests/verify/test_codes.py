"""Every code of `exporter.proof.compared.differences`, each shown by one damage named after it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import build
import edits
import pytest
from lxml import etree

import exporter
from exporter.api.again import remake
from exporter.interchange.record import record_bytes
from exporter.model import Dropped, Issue, Range
from exporter.proof.compared.differences import CODES
from exporter.proof.verdict import Verdict, examine
from exporter.reading import RawInput, read_sources
from exporter.untrusted.pdf_file import PdfFile
from exporter.untrusted.pdf_syntax import Ref

Files = dict[str, bytes]
CASES: dict[str, Callable[[Files], Verdict]] = {}
X, W = edits.X, edits.W
A1, NAV, OPF = "EPUB/text/a1.xhtml", "EPUB/nav.xhtml", "EPUB/content.opf"
DOCUMENT = "word/document.xml"
RECORD = "EPUB/exporter-record.json"


@pytest.fixture(scope="module")
def files() -> Files:
    issue = build.small_issue(publication="柳湾日报", date=dt.date(2031, 5, 12))
    return {name: exporter.write(issue, name).data for name in ("epub", "docx", "pdf")}


def case(code: str) -> Callable[[Callable[[Files], Verdict]], Callable[[Files], Verdict]]:
    def keep(function: Callable[[Files], Verdict]) -> Callable[[Files], Verdict]:
        assert code not in CASES
        CASES[code] = function
        return function

    return keep


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_told_for_the_damage_it_is_named_after(code: str, files: Files) -> None:
    verdict = CASES[code](files)
    assert code in {one.code for one in verdict.differences}
    assert not verdict.proved
    assert all(one.sentence() for one in verdict.differences)


def test_the_files_the_cases_damage_are_good(files: Files) -> None:
    assert examine(list(files.items())).proved


def epub(files: Files, member: str, old: str, new: str, count: int = 1) -> Verdict:
    """The verdict on an EPUB in which text of one member is replaced."""
    parts = edits.members(files["epub"])
    text = parts[member].decode()
    assert old in text, text
    return examine(
        [("epub", edits.packed(parts | {member: text.replace(old, new, count).encode()}))]
    )


def docx(files: Files, old: str, new: str, member: str = DOCUMENT) -> Verdict:
    parts = edits.members(files["docx"])
    text = parts[member].decode()
    assert old in text, text
    return examine([("docx", edits.packed(parts | {member: text.replace(old, new, 1).encode()}))])


def pdf(files: Files, change: Callable[[PdfFile], dict[int, bytes]]) -> Verdict:
    file = PdfFile(files["pdf"], "pdf")
    return examine([("pdf", edits.updated_pdf(files["pdf"], change(file)))])


def pdf_objects(file: PdfFile, **wanted: Any) -> list[tuple[int, dict[str, Any]]]:
    """The dictionaries with these entries, by number."""
    found = []
    for number in sorted(file.places):
        entries = file.resolve(Ref(number, 0))
        if isinstance(entries, dict) and all(entries.get(k) == v for k, v in wanted.items()):
            found.append((number, entries))
    return found


def recorded(files: Files, change: Callable[[Issue], Issue]) -> Verdict:
    """The verdict on an EPUB whose record is another issue's."""
    issue = api_recover(files)
    options = json.loads(edits.members(files["epub"])[RECORD])["options"]
    from exporter.writers import registry
    from exporter.writers.options import made_options

    made = made_options("epub", registry.writer("epub").options, options)
    record = record_bytes(change(issue), "epub", made, None)
    parts = edits.members(files["epub"]) | {RECORD: record}
    return examine([("epub", edits.packed(parts))])


def api_recover(files: Files) -> Issue:
    from exporter.proof.records import carried_record

    return carried_record(files["epub"], "epub").issue


def with_first(issue: Issue, **changes: Any) -> Issue:
    """The issue with its first article changed."""
    page = issue.pages[0]
    first = replace(page.articles[0], **changes)
    pages = (replace(page, articles=(first, *page.articles[1:])), *issue.pages[1:])
    return replace(issue, pages=pages)


# -- the source and the model ----------------------------------------------------------------------


@case("model-lost")
def _(files: Files) -> Verdict:
    return recorded(files, lambda issue: with_first(issue, kicker=None))


@case("model-doubled")
def _(files: Files) -> Verdict:
    return recorded(
        files, lambda issue: with_first(issue, deck=issue.pages[0].articles[0].headline)
    )


@case("model-altered")
def _(files: Files) -> Verdict:
    issue = api_recover(files)
    kicker = issue.pages[0].articles[0].kicker
    assert kicker is not None
    wrong = with_first(issue, kicker=(replace(kicker[0], text="别的话"),))
    return examine([("epub", files["epub"])], issue=wrong)


@case("model-disorder")
def _(files: Files) -> Verdict:
    def turned(issue: Issue) -> Issue:
        second = issue.pages[0].articles[1]
        line = second.blocks[0].text  # type: ignore[union-attr]
        blocks = (replace(second.blocks[0], text=line[::-1]),)  # type: ignore[call-arg]
        page = issue.pages[0]
        articles = (page.articles[0], replace(second, blocks=blocks))
        return replace(issue, pages=(replace(page, articles=articles), *issue.pages[1:]))

    return recorded(files, turned)


@case("model-moved")
def _(files: Files) -> Verdict:
    issue = api_recover(files)
    turned = with_first(issue, blocks=issue.pages[0].articles[0].blocks[::-1])
    data = exporter.write(turned, "epub").data
    return examine([("epub", data)], [("试.txt", issue.sources[0].text.encode())])


@case("model-differs")
def _(files: Files) -> Verdict:
    """A word set aside as if it were a page's number, and the file made anew by Exporter itself."""
    text = "# 新桥通车\n\n本报讯(记者 何青禾)这座桥不得通行大车。\n".encode()
    issue = read_sources([RawInput(name="试.txt", data=text)]).issue
    block = issue.pages[0].articles[0].blocks[0]
    cut = block.text[-1].text.index("不")  # type: ignore[union-attr]
    span = block.text[-1]  # type: ignore[union-attr]
    at = span.range.start + cut
    line = (
        *block.text[:-1],  # type: ignore[union-attr]
        replace(span, text=span.text[:cut], range=replace(span.range, end=at)),
        replace(span, text=span.text[cut + 1 :], range=replace(span.range, start=at + 1)),
    )
    hidden = Dropped(range=Range(span.range.src, at, at + 1), code="folio")
    forged = replace(
        with_first(issue, blocks=(replace(block, text=line),)),  # type: ignore[call-arg]
        dropped=(*issue.dropped, hidden),
    )
    data = exporter.write(forged, "docx").data
    return examine([("docx", data)], [("试.txt", text)], remake=remake())


@case("source-damaged")
def _(files: Files) -> Verdict:
    issue = api_recover(files)
    source = replace(issue.sources[0], sha256="0" * 64)
    return examine([("epub", files["epub"])], issue=replace(issue, sources=(source,)))


@case("source-differs")
def _(files: Files) -> Verdict:
    text = api_recover(files).sources[0].text.replace("昨日", "今日")
    return examine([("epub", files["epub"])], [("试.txt", text.encode())])


@case("substitution-unknown")
def _(files: Files) -> Verdict:
    from exporter.proof.compared import expected

    known = expected._ALLOWED["fullwidth"].pop(",")
    try:
        return examine([("epub", files["epub"])])
    finally:
        expected._ALLOWED["fullwidth"][","] = known


# -- the record ------------------------------------------------------------------------------------


@case("record-missing")
def _(files: Files) -> Verdict:
    parts = edits.members(files["epub"])
    del parts[RECORD]
    return examine([("docx", files["docx"]), ("epub", edits.packed(parts))])


@case("record-damaged")
def _(files: Files) -> Verdict:
    return epub(files, RECORD, '"format":"epub"', '"format":"pdf"')


@case("record-differs")
def _(files: Files) -> Verdict:
    other = build.small_issue(publication="云溪报")
    return examine([("docx", files["docx"]), ("epub", exporter.write(other, "epub").data)])


@case("attachment-damaged")
def _(files: Files) -> Verdict:
    return pdf(files, lambda file: _attached(file, b"\x00" * 16, None))


@case("attachment-differs")
def _(files: Files) -> Verdict:
    return pdf(files, lambda file: _attached(file, None, "另一份文稿".encode()))


def _attached(file: PdfFile, checksum: bytes | None, data: bytes | None) -> dict[int, bytes]:
    """The attached source's stream with another checksum or other data."""
    spec = next(e for _, e in pdf_objects(file, AFRelationship="Source"))
    number = spec["EF"]["F"].number
    stream = file.resolve(spec["EF"]["F"])
    body = file.decoded(stream) if data is None else data
    entries = b"/Type/EmbeddedFile/Subtype/text#2Fplain"
    if checksum is not None:
        entries += b"/Params<</CheckSum<%s>>>" % checksum.hex().encode()
    return {number: edits.stream_object(body, entries)}


# -- text ------------------------------------------------------------------------------------------


@case("text-changed")
def _(files: Files) -> Verdict:
    return epub(files, A1, "抬脚就到", "抬腿就到")


@case("look-alike")
def _(files: Files) -> Verdict:
    return docx(files, "过河要等船，", "过河要等船,")


@case("text-dropped")
def _(files: Files) -> Verdict:
    return docx(files, "抬脚就到", "抬脚到")


@case("text-doubled")
def _(files: Files) -> Verdict:
    return epub(files, A1, "抬脚就到", "抬脚抬脚就到")


@case("text-inserted")
def _(files: Files) -> Verdict:
    return epub(files, A1, "抬脚就到", "抬脚也就到")


@case("text-order")
def _(files: Files) -> Verdict:
    return epub(files, A1, "抬脚就到", "就到抬脚")


@case("spacing")
def _(files: Files) -> Verdict:
    return epub(files, A1, "抬脚就到", "抬脚 就到")


@case("text-outside")
def _(files: Files) -> Verdict:
    return epub(files, A1, "</article>", "</article><p>多出一段</p>")


@case("generated-text")
def _(files: Files) -> Verdict:
    return epub(files, A1, "第1版：要闻", "第2版：要闻")


# -- parts and articles ----------------------------------------------------------------------------

LAST = "<p>桥长128米，宽9.5米。“以前过河要等船，”村民说，“现在抬脚就到。”</p>"


@case("part-missing")
def _(files: Files) -> Verdict:
    return epub(files, A1, LAST, "")


@case("part-twice")
def _(files: Files) -> Verdict:
    return epub(files, A1, LAST, LAST * 2)


@case("part-inserted")
def _(files: Files) -> Verdict:
    return epub(files, A1, LAST, LAST + "<p>编造的一段</p>")


@case("part-moved")
def _(files: Files) -> Verdict:
    subhead = '<h2 class="subhead">先问一遍，再动一锹</h2>'
    moved = epub(files, A1, subhead, "")
    assert not moved.proved
    parts = edits.members(files["epub"])
    text = parts[A1].decode().replace(subhead, "").replace(LAST, LAST + subhead)
    return examine([("epub", edits.packed(parts | {A1: text.encode()}))])


@case("part-kind")
def _(files: Files) -> Verdict:
    return docx(files, '"Kicker"', '"Body"')


@case("stretch-differs")
def _(files: Files) -> Verdict:
    return epub(files, A1, 'class="credit credit-opening"', 'class="dateline"')


def spine(files: Files, change: Callable[[list[Any]], None]) -> Verdict:
    return examine([("epub", edits.changed(
        files["epub"], OPF, lambda root: change(list(root.iter("{*}itemref"))[-3:])
    ))])  # fmt: skip


@case("article-missing")
def _(files: Files) -> Verdict:
    return spine(files, lambda refs: edits.drop(refs[1]))


@case("article-twice")
def _(files: Files) -> Verdict:
    return spine(files, lambda refs: edits.double(refs[1]))


@case("article-inserted")
def _(files: Files) -> Verdict:
    more = '<article class="article" id="more"><p>另一篇</p></article>'
    return epub(files, A1, "</section>", more + "</section>")


@case("article-moved")
def _(files: Files) -> Verdict:
    return spine(files, lambda refs: edits.swap(refs[1], refs[2]))


# -- contents, links, metadata ---------------------------------------------------------------------


@case("listing-missing")
def _(files: Files) -> Verdict:
    return epub(files, NAV, 'epub:type="toc"', 'epub:type="lot"')


@case("entry-missing")
def _(files: Files) -> Verdict:
    return epub(files, NAV, '<li><a href="text/a2.xhtml">夜班公交增至十一条</a></li>', "")


@case("entry-inserted")
def _(files: Files) -> Verdict:
    entry = '<li><a href="text/a2.xhtml">夜班公交增至十一条</a></li>'
    return epub(files, NAV, entry, entry + '<li><a href="text/a2.xhtml">没有的一篇</a></li>')


@case("entry-label")
def _(files: Files) -> Verdict:
    return epub(files, NAV, "夜班公交增至十一条", "夜班公交增至十二条")


@case("entry-target")
def _(files: Files) -> Verdict:
    return epub(files, NAV, '"text/a2.xhtml">夜班', '"text/a3.xhtml">夜班')


@case("entry-order")
def _(files: Files) -> Verdict:
    def change(root: Any) -> None:
        rows = list(next(root.iter(X + "nav")).iter(X + "li"))
        edits.swap(rows[2], rows[3])

    return examine([("epub", edits.changed(files["epub"], NAV, change))])


@case("link-dead")
def _(files: Files) -> Verdict:
    return docx(files, 'w:anchor="article_2"', 'w:anchor="article_9"')


@pytest.mark.parametrize("target", ["a1.xhtml#page-9", "a9.xhtml"])
def test_a_link_to_a_place_that_is_not_there_is_told(files: Files, target: str) -> None:
    verdict = epub(files, NAV, "text/a1.xhtml#page-1", f"text/{target}")
    assert "link-dead" in {one.code for one in verdict.differences}


@case("metadata-missing")
def _(files: Files) -> Verdict:
    parts = edits.members(files["docx"])
    root = etree.fromstring(parts["docProps/core.xml"])
    edits.drop(next(root.iter("{http://purl.org/dc/elements/1.1/}creator")))
    return examine([("docx", edits.packed(parts | {"docProps/core.xml": etree.tostring(root)}))])


@case("metadata-differs")
def _(files: Files) -> Verdict:
    return epub(files, OPF, "何青禾", "何青采")


@case("metadata-damaged")
def _(files: Files) -> Verdict:
    return epub(files, A1, '{"@context"', '{"@context')


@case("member-twice")
def _(files: Files) -> Verdict:
    return docx(files, 'w:name="article_2"', 'w:name="page_1"')


@case("member-damaged")
def _(files: Files) -> Verdict:
    return examine([("docx", edits.with_wrong_byte(files["docx"], "word/settings.xml", at=14))])


@pytest.mark.parametrize(
    "at", [8, 14, 18, 22, 34, -9, -1],
    ids=["method", "CRC", "packed size", "size", "name", "data", "end of data"],
)  # fmt: skip
@pytest.mark.parametrize(
    ("name", "member"),
    [("docx", "[Content_Types].xml"), ("docx", "word/fontTable.xml"), ("epub", "EPUB/style.css")],
)
def test_parts_that_are_not_parsed_are_checked_too(
    files: Files, name: str, member: str, at: int
) -> None:
    verdict = examine([(name, edits.with_wrong_byte(files[name], member, at))])
    assert [one.code for one in verdict.differences] == ["member-damaged"]
    assert verdict.differences[0].place == member


# -- what no export has ----------------------------------------------------------------------------


@case("member-unknown")
def _(files: Files) -> Verdict:
    parts = edits.members(files["epub"]) | {"EPUB/more.txt": b"more"}
    return examine([("epub", edits.packed(parts))])


@case("markup-unknown")
def _(files: Files) -> Verdict:
    return epub(files, A1, '<div class="body">', '<div class="body" style="color: white">')


@case("style-unknown")
def _(files: Files) -> Verdict:
    return epub(files, "EPUB/style.css", ".kicker {", ".kicker { display: none;")


@case("picture-differs")
def _(files: Files) -> Verdict:
    parts = edits.members(files["epub"])
    cover = parts["EPUB/images/cover.png"]
    return examine([("epub", edits.packed(parts | {"EPUB/images/cover.png": cover[::-1]}))])


@case("font-differs")
def _(files: Files) -> Verdict:
    parts = edits.members(exporter.write(api_recover(files), "epub", embed_fonts=True).data)
    fonts = ("EPUB/fonts/notoserifsc-regular.woff2", "EPUB/fonts/lxgwwenkai-regular.woff2")
    swapped = dict(zip(fonts, (parts[one] for one in reversed(fonts)), strict=True))
    return examine([("epub", edits.packed(parts | swapped))])


# -- what PDF alone has ----------------------------------------------------------------------------


def content(file: PdfFile, index: int, old: bytes, new: bytes) -> dict[int, bytes]:
    """A page's content with something replaced."""
    number = edits.content_numbers(file)[index]
    data = file.decoded(file.resolve(Ref(number, 0)))
    assert old in data
    return {number: edits.stream_object(data.replace(old, new, 1))}


@pytest.mark.parametrize(
    ("index", "old", "new"),
    [(1, "柳湾日报", "柳报日湾"), (1, "03", "30"), (0, "今日导读", "今日读导")],
)
def test_a_running_head_that_says_something_else_is_told(
    files: Files, index: int, old: str, new: str
) -> None:
    codes = (f"({text.encode('utf-16-be').decode('latin-1')})Tj" for text in (old, new))
    before, after = (text.encode("latin-1") for text in codes)
    verdict = pdf(files, lambda file: content(file, index, before, after))
    (found,) = verdict.differences
    assert (found.code, found.place, found.found) == ("generated-text", f"page {index + 1}", new)


@case("text-untagged")
def _(files: Files) -> Verdict:
    return pdf(files, lambda file: content(file, 0, b"/Kicker<</MCID 0>>BDC", b"/Kicker BMC"))


@case("layers-differ")
def _(files: Files) -> Verdict:
    def change(file: PdfFile) -> dict[int, bytes]:
        for index in range(len(edits.content_numbers(file))):
            number = edits.content_numbers(file)[index]
            data = file.decoded(file.resolve(Ref(number, 0)))
            if (actual := b"/ActualText(\xfe\xff") in data:
                at = data.index(actual) + len(actual)
                return content(file, index, data[at : at + 4], "一一".encode("utf-16-be"))
        raise AssertionError("no ActualText")

    return pdf(files, change)


@case("order-differs")
def _(files: Files) -> Verdict:
    def change(file: PdfFile) -> dict[int, bytes]:
        number, art = max(pdf_objects(file, S="Art"), key=lambda pair: len(pair[1]["K"]))
        return {number: edits.written({**art, "K": art["K"][::-1]})}

    return pdf(files, change)


@case("tags-differ")
def _(files: Files) -> Verdict:
    def change(file: PdfFile) -> dict[int, bytes]:
        page = pdf_objects(file, Type="Page")[1][1]
        root = pdf_objects(file, Type="StructTreeRoot")[0][1]
        numbers = file.dictionary(root["ParentTree"])["Nums"]
        reference = numbers[numbers[::2].index(page["StructParents"]) * 2 + 1]
        return {reference.number: edits.written(file.array(reference)[::-1])}

    return pdf(files, change)


@case("font-not-embedded")
def _(files: Files) -> Verdict:
    def change(file: PdfFile) -> dict[int, bytes]:
        number, entries = pdf_objects(file, Type="FontDescriptor")[0]
        kept = {key: value for key, value in entries.items() if not key.startswith("FontFile")}
        return {number: edits.written(kept)}

    return pdf(files, change)


@case("font-unmapped")
def _(files: Files) -> Verdict:
    def change(file: PdfFile) -> dict[int, bytes]:
        number, entries = pdf_objects(file, Subtype="Type0")[0]
        return {number: edits.written({k: v for k, v in entries.items() if k != "ToUnicode"})}

    return pdf(files, change)


def font_programs(file: PdfFile) -> list[int]:
    """The object numbers of the font programs."""
    descriptors = pdf_objects(file, Type="FontDescriptor")
    return [v.number for _, e in descriptors for k, v in e.items() if k.startswith("FontFile")]


@case("font-damaged")
def _(files: Files) -> Verdict:
    def change(file: PdfFile) -> dict[int, bytes]:
        number = font_programs(file)[0]
        program = bytearray(file.decoded(file.resolve(Ref(number, 0))))
        program[len(program) // 2] ^= 1
        return {number: edits.stream_object(bytes(program))}

    return pdf(files, change)


@pytest.mark.parametrize("damage", [
    lambda raw, body: body.replace(b"FlateDecode", b"VlateDecode"),
    lambda raw, body: body.replace(raw, raw[:-1] + bytes([raw[-1] ^ 1])),
    lambda raw, body: body.replace(raw, raw[:200] + bytes([raw[200] ^ 8]) + raw[201:]),
    lambda raw, body: body.replace(b"/Length %d" % len(raw), b"/Length %d" % (len(raw) - 9))
                          .replace(raw, raw[:-9]),
], ids=["filter", "checksum", "a bit", "cut short"])  # fmt: skip
def test_a_font_program_that_cannot_be_unpacked_is_told(
    files: Files, damage: Callable[[bytes, bytes], bytes]
) -> None:
    def change(file: PdfFile) -> dict[int, bytes]:
        number = font_programs(file)[0]
        stream = file.resolve(Ref(number, 0))
        body = edits.written(stream.entries) + b"\nstream\n" + stream.raw + b"\nendstream"
        return {number: damage(stream.raw, body)}

    assert [one.code for one in pdf(files, change).differences] == ["font-damaged"]


@case("stream-damaged")
def _(files: Files) -> Verdict:
    def change(file: PdfFile) -> dict[int, bytes]:
        more = b"<</Filter/FlateDecode/Length 4>>\nstream\n\x78\x9c\x00\x00\nendstream"
        return {max(file.places) + 1: more}

    return pdf(files, change)
