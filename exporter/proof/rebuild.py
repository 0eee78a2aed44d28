"""Exporting again from what an output carries, and comparing bytes."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping

from exporter.errors import ExporterError
from exporter.interchange.record import Record
from exporter.messages import Message, say
from exporter.proof.compared.differences import visible
from exporter.proof.found.pdf.embedded import font_programs, whole_files
from exporter.proof.records import Volume, carried
from exporter.startup.records import dataclass
from exporter.untrusted.containers import Zip, kind_of
from exporter.version import __version__


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What exporting again gave: the two SHA-256 sums (`new` is "" where it could not be done) and,
    where they differ, why as far as can be told."""

    name: str
    format: str
    version: str
    old: str
    new: str
    detail: str = ""

    @property
    def same(self) -> bool:
        """Whether every byte came out again."""
        return self.old == self.new

    def sentence(self) -> Message:
        """The outcome for a person, on one line."""
        name = visible(self.name)
        if self.same:
            return say(
                "{name}: made again byte for byte (SHA-256 {digest}).", name=name, digest=self.new
            )
        return say("{name}: not the same bytes: {why}", name=name, why=visible(self.detail))


Write = Callable[[Record | Volume, Mapping[str, bytes]], bytes]
"""Exports what a file carries again, with the pictures at hand by their SHA-256."""


def rebuild_output(data: bytes, name: str, write: Write) -> Rebuilt:
    """Exports `data` again and compares. Raises VerifyError when it carries no record."""
    made_of = carried(data, name)
    record = made_of if isinstance(made_of, Record) else made_of.record
    old = hashlib.sha256(data).hexdigest()
    new = detail = ""
    try:
        pictures = pictures_in(data, name, record)
        made = write(made_of, pictures)
    except ExporterError as error:
        detail = say("it cannot be exported again: {error}", error=error)
    else:
        new = hashlib.sha256(made).hexdigest()
        if new != old:
            detail = _why(record, data, made, pictures)
    return Rebuilt(
        name=name, format=record.format, version=record.version, old=old, new=new, detail=detail
    )


def pictures_in(data: bytes, name: str, record: Record) -> dict[str, bytes]:
    """The issue's pictures, as far as the file holds them whole."""
    wanted = {asset.sha256 for asset in record.issue.assets}
    if not wanted:
        return {}
    found: dict[str, bytes] = {}
    if kind_of(data, name) == "pdf":
        sums = ((hashlib.sha256(one).hexdigest(), one) for one in whole_files(data, name))
        return {digest: one for digest, one in sums if digest in wanted}
    with Zip(data, name) as archive:
        for member in archive:
            content = archive.read(member)
            digest = hashlib.sha256(content).hexdigest()
            if digest in wanted:
                found[digest] = content
    return found


def _why(record: Record, old: bytes, new: bytes, pictures: Mapping[str, bytes]) -> Message:
    if record.version != __version__:
        return say(
            "version {version} made it, and this is {here}. Install that version to make it "
            "again; the record and the text can still be verified.",
            version=record.version,
            here=__version__,
        )
    if record.format == "pdf":
        told = _fonts_apart(old, new) or _without(record, pictures)
        if told:
            return told
    if old[:2] == b"PK" and new[:2] == b"PK":
        return _parts_apart(old, new)
    at = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), None)
    at = min(len(old), len(new)) if at is None else at
    return say(
        "from byte {at} on ({old} and {new} bytes): edited, or other libraries.",
        at=at,
        old=len(old),
        new=len(new),
    )


def _fonts_apart(old: bytes, new: bytes) -> Message | None:
    """Which fonts are others than those a PDF was made with."""
    one = font_programs(old, say("the file"))
    other = font_programs(new, say("the file made again"))
    gone = [name for name in one if name not in other]
    if gone:
        return say(
            "it was set in {fonts}, which is not at hand. Give its folder with --font-dir.",
            fonts=gone,
        )
    changed = [name for name, digest in one.items() if other[name] != digest]
    if changed and len(one) == len(other):
        return say(
            "{fonts} is not the font file, or not the text, that it was made with.", fonts=changed
        )
    return None


def _without(record: Record, pictures: Mapping[str, bytes]) -> Message | None:
    """Which pictures a PDF does not hold as the files they were."""
    lost = [one.name for one in record.issue.assets if one.sha256 not in pictures]
    if not lost:
        return None
    return say(
        "it does not carry {pictures} as a file. Export it again from its source.", pictures=lost
    )


def _parts_apart(old: bytes, new: bytes) -> Message:
    one, other = (zipfile.ZipFile(io.BytesIO(data)) for data in (old, new))
    sums = [{info.filename: info.CRC for info in archive.infolist()} for archive in (one, other)]
    names = [name for name in {**sums[0], **sums[1]} if sums[0].get(name) != sums[1].get(name)]
    if not names:
        return say("differing parts: none in content; how they are packed differs.")
    return say("differing parts: {parts}.", parts=names[:8])
