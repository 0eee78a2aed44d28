"""Files nobody should have to open: each is refused with a sentence, soon and in little memory."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

import build
import edits
import pytest

import exporter
from exporter.errors import VerifyError
from exporter.proof.found.pdf.document import read_pdf
from exporter.proof.records import carried_record
from exporter.proof.verdict import examine
from exporter.untrusted.containers import MOST_TOTAL
from exporter.untrusted.pdf_file import PdfFile
from exporter.untrusted.pdf_syntax import Ref

FORMATS = ("epub", "docx", "pdf")


@pytest.fixture(scope="module")
def good() -> dict[str, bytes]:
    issue = build.small_issue()
    return {name: exporter.write(issue, name).data for name in FORMATS}


def refused(data: bytes, name: str = "file") -> str:
    """The sentence with which a file is refused, the same by both verbs that read it whole."""
    with pytest.raises(VerifyError) as told:
        examine([(name, data)])
    assert told.value.exit_code == 7
    assert told.value.message.endswith(".")
    assert name in told.value.message
    return told.value.message


def test_an_empty_file_is_refused() -> None:
    assert "0 bytes" in refused(b"")


@pytest.mark.parametrize(
    "data", [b"plain text", b"\x89PNG\r\n\x1a\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600]
)
def test_what_is_no_output_is_refused(data: bytes) -> None:
    refused(data)


def test_the_suffix_does_not_matter(good: dict[str, bytes]) -> None:
    assert examine([("misnamed.pdf", good["epub"]), ("misnamed.epub", good["pdf"])]).proved


def test_another_zip_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    assert "neither an EPUB nor a DOCX" in refused(out.getvalue())


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_refused(good: dict[str, bytes], name: str, part: float) -> None:
    refused(good[name][: int(len(good[name]) * part)])


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_with_any_byte_wrong_is_examined_or_refused(
    good: dict[str, bytes], name: str
) -> None:
    """Never another exception: bytes all over each file are turned over, one at a time."""
    for at in range(0, len(good[name]), max(97, len(good[name]) // 60)):
        data = bytearray(good[name])
        data[at] ^= 0xFF
        try:
            examine([("file", bytes(data))])
        except VerifyError:
            continue


def test_an_encrypted_pdf_is_refused(good: dict[str, bytes]) -> None:
    data = good["pdf"]
    start = data.rindex(b"/Type/XRef")
    locked = data[:start] + b"/Encrypt 1 0 R " + data[start:]
    assert "encrypted" in refused(locked)


def test_an_encrypted_zip_is_refused(good: dict[str, bytes]) -> None:
    data = bytearray(good["docx"])
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "encrypted" in refused(bytes(data))


def bomb(members: dict[str, int], good: bytes) -> bytes:
    """The archive with members of so many zeros."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in edits.members(good).items():
            if name not in members:
                archive.writestr(name, data)
        for name, size in members.items():
            with archive.open(name, "w") as stream:
                for _ in range(size >> 20):
                    stream.write(bytes(1 << 20))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "member"), [("docx", "word/document.xml"), ("epub", "EPUB/content.opf")]
)
def test_a_zip_bomb_is_refused_unopened(good: dict[str, bytes], name: str, member: str) -> None:
    resource = pytest.importorskip("resource", reason="there is none on Windows")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "unpacks to far more" in refused(bomb({member: 64 << 20}, good[name]))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_a_zip_that_lies_about_a_members_size_is_refused(good: dict[str, bytes]) -> None:
    data = bytearray(bomb({"word/document.xml": 8 << 20}, good["docx"]))
    size = (8 << 20).to_bytes(4, "little")
    lied = bytes(data).replace(size, (100).to_bytes(4, "little"))
    refused(lied)


def test_a_pdf_stream_bomb_is_refused(good: dict[str, bytes]) -> None:
    number = edits.content_numbers(PdfFile(good["pdf"], "pdf"))[0]
    machine = zlib.compressobj(9)
    packed = b"".join(machine.compress(bytes(1 << 20)) for _ in range(MOST_TOTAL // (1 << 20) // 4))
    packed += machine.flush()
    body = b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(packed), packed)
    assert "unpacks to far more" in refused(edits.updated_pdf(good["pdf"], {number: body}))


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE html [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE html SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_entities_and_external_dtds_are_refused(good: dict[str, bytes], declared: str) -> None:
    parts = edits.members(good["epub"])
    name = "EPUB/text/a1.xhtml"
    text = parts[name].decode().replace("<!DOCTYPE html>", declared)
    refused(edits.packed(parts | {name: text.encode()}))


def test_entities_in_another_encoding_are_refused(good: dict[str, bytes]) -> None:
    parts = edits.members(good["docx"])
    text = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    refused(edits.packed(parts | {"word/styles.xml": text.encode("utf-16")}))


@pytest.mark.parametrize("depth", [300, 200_000])
def test_deep_markup_is_refused(good: dict[str, bytes], depth: int) -> None:
    parts = edits.members(good["epub"])
    name = "EPUB/text/a1.xhtml"
    text = parts[name].decode()
    deep = text.replace("<p>桥长", "<div>" * depth + "<p>桥长").replace(
        "</div>\n</article>", "</div>" * depth + "</div>\n</article>"
    )
    with pytest.raises(VerifyError):
        examine([("file", edits.packed(parts | {name: deep.encode()}))])


def pdf(*objects: bytes, root: bytes = b"1 0 R") -> bytes:
    """A PDF of these objects, numbered from 1, with a plain table."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root %s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, root, start,
    )  # fmt: skip
    return bytes(out)


PAGE = b"<</Type/Page/Parent 2 0 R>>"


@pytest.mark.parametrize(
    "objects",
    [
        (b"<</Pages 2 0 R>>", b"2 0 R"),
        (b"<</Pages 2 0 R>>", b"<</Kids[2 0 R]>>"),
        (b"<</Pages 2 0 R>>", b"<</Kids[3 0 R]>>", b"<</Kids[2 0 R]>>"),
        (b"<</Pages 2 0 R>>", b"<</Kids[]>>"),
        (b"<</Pages 2 0 R>>", b"[" * 100_000),
        (b"<</Pages 2 0 R>>", b"<</A" * 50_000),
        (b"<</Pages 2 0 R>>", b"(" * 100_000),
        (b"<</Pages 2 0 R/StructTreeRoot 4 0 R>>", b"<</Kids[3 0 R]>>", PAGE,
         b"<</K 5 0 R>>", b"<</S/P/K[5 0 R]>>"),
        (b"<</Pages 2 0 R/Outlines 4 0 R>>", b"<</Kids[3 0 R]>>", PAGE,
         b"<</First 5 0 R>>", b"<</Title(a)/Next 5 0 R>>"),
        (b"<</Pages 2 0 R>>", b"<</Kids[3 0 R]>>", b"<</Type/Page/Contents 4 0 R>>",
         b"<</Length 4 0 R>>\nstream\n\nendstream"),
    ],
    ids=["ref loop", "self page", "page loop", "no pages", "arrays", "dictionaries", "string",
         "tag loop", "bookmark loop", "own length"],
)  # fmt: skip
def test_a_pdf_that_leads_in_circles_or_down_without_end_is_refused(
    objects: tuple[bytes, ...],
) -> None:
    refused(pdf(*objects))


def test_lengths_that_lead_to_streams_with_lengths_are_refused() -> None:
    streams = [b"<</Length %d 0 R>>\nstream\n\nendstream" % number for number in range(5, 3005)]
    contents = b"<</Type/Page/Contents 4 0 R>>"
    with pytest.raises(VerifyError, match="circle"):
        read_pdf(pdf(b"<</Pages 2 0 R>>", b"<</Kids[3 0 R]>>", contents, *streams), "file")


def test_forms_that_draw_each_other_are_refused() -> None:
    form = b"/a Do " * 40
    stream = b"<</Subtype/Form/Resources<</XObject<</a 4 0 R>>>>/Length %d>>\nstream\n%s\nendstream"
    data = pdf(
        b"<</Pages 2 0 R>>", b"<</Kids[3 0 R]>>",
        b"<</Type/Page/Contents 4 0 R/Resources<</XObject<</a 4 0 R>>>>>>",
        stream % (len(form), form),
    )  # fmt: skip
    refused(data)


def test_cross_references_in_a_circle_end() -> None:
    data = pdf(b"<</Pages 2 0 R>>", b"<</Kids[3 0 R]>>", PAGE)
    start = data.rindex(b"xref\n0")
    looped = data.replace(b"/Root", b"/Prev %d/Root" % start)
    refused(looped)  # it has no record; the loop itself is only passed over


@pytest.mark.parametrize("index", [b"7", b"<<>>", b"(a)"])
def test_cross_references_whose_index_is_no_array_are_refused(
    good: dict[str, bytes], index: bytes
) -> None:
    changed = edits.updated_pdf(good["pdf"], {1: b"null"})
    at = changed.rindex(b"/Index[")
    end = changed.index(b"]", at) + 1
    assert "cross-reference" in refused(changed[:at] + b"/Index " + index + changed[end:])


@pytest.mark.parametrize("key", [b"[0]", b"<<>>", b"(0)"])
def test_a_page_whose_way_to_its_tags_is_no_number_is_examined(
    good: dict[str, bytes], key: bytes
) -> None:
    file = PdfFile(good["pdf"], "pdf")
    number, page = next(
        (n, found)
        for n in file.places
        if (found := file.dictionary(Ref(n, 0))).get("Type") == "Page"
    )
    body = edits.written({**page, "StructParents": 0}).replace(
        b"/StructParents 0", b"/StructParents " + key
    )
    assert examine([("file.pdf", edits.updated_pdf(good["pdf"], {number: body}))]).outputs


def test_a_file_without_record_cannot_be_recovered(good: dict[str, bytes]) -> None:
    parts = edits.members(good["docx"])
    del parts["customXml/item1.xml"]
    with pytest.raises(VerifyError, match="carries no record"):
        carried_record(edits.packed(parts), "file")


@pytest.mark.parametrize("record", [b"", b"{", b"[1]", b'{"record":"exporter-record/9"}'])
def test_a_damaged_record_is_told_as_one(good: dict[str, bytes], record: bytes) -> None:
    parts = edits.members(good["epub"]) | {"EPUB/exporter-record.json": record}
    refused(edits.packed(parts))
    with pytest.raises(VerifyError):
        carried_record(edits.packed(parts), "file")


def test_a_missing_output_is_an_error_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(VerifyError, match="does not exist"):
        exporter.verify(tmp_path / "none.pdf")
