"""Read again and made again: what the strongest proof asks of the library.

The sources an issue carries are read with the settings it carries, and its outputs exported with
the options and the stamp they carry; `proof` compares what comes of it with what is there.
"""

from __future__ import annotations

from collections.abc import Mapping

from exporter.api.exports import written, written_volume
from exporter.api.world import context_from_environment
from exporter.errors import ExporterError
from exporter.interchange.record import Record
from exporter.model import Figure, Issue, articles_of
from exporter.proof.rebuild import pictures_in
from exporter.proof.records import Volume, source_bytes
from exporter.proof.verdict import Remake
from exporter.reading import RawInput, read_sources, scan_sources
from exporter.reading.gallery import FoundPicture, Pictures
from exporter.reading.recorded import ReadWith, read_with
from exporter.startup.records import replace
from exporter.volumes import articles_apart
from exporter.writers import registry
from exporter.writers.base import Context
from exporter.writers.options import made_options


def remake(context: Context | None = None) -> Remake:
    """The library's hands for a proof; fonts, templates and pictures are those of the context."""
    world = context or context_from_environment()

    def make(data: bytes, name: str, made_of: Record | Volume) -> bytes | None:
        record = made_of if isinstance(made_of, Record) else made_of.record
        try:
            pictures = pictures_in(data, name, record)
            if not _shown_pictures(record.issue) <= pictures.keys():
                return None  # what the file lacks would be lacking again
            return exported_again(made_of, pictures, world)
        except (
            ExporterError
        ):  # a template or a font is not at hand, an option is of another version
            return None

    return Remake(read=read_again, make=make, edited=_edited)


def _shown_pictures(issue: Issue) -> set[str]:
    """The SHA-256 sums of the pictures that an issue's articles show."""
    shown = {
        block.asset
        for article in articles_of(issue)
        for block in article.blocks
        if isinstance(block, Figure)
    }
    return {asset.sha256 for asset in issue.assets if asset.id in shown}


def read_again(issue: Issue) -> Issue | None:
    """The issue that its sources give when they are read with the settings it carries: the very
    same (as far as the reader decides it), or another. None where it says none, or they cannot be
    used."""
    try:
        told = read_with(issue)
        if told is None:
            return None
        inputs = [RawInput(name=one.name, data=source_bytes(one)) for one in issue.sources]
        scanned = scan_sources(inputs, encoding=told.encoding, dialect=told.dialect)
        known = [replace(one, pictures=_pictures(issue, told, one.source.id)) for one in scanned]
        settings = replace(told.settings, meta=issue.meta, language_named=True)
        again = read_sources(known, settings).issue
    except (ExporterError, ValueError):
        return None
    return _as_carried(issue, again)


def _as_carried(issue: Issue, again: Issue) -> Issue:
    """The issue itself, where it is what was read again or one article of it taken by itself; what
    an export adds (a cover) is not the reader's."""
    if _bare(again, issue) == issue:
        return issue
    parts = articles_apart(again) if len(issue.pages) == 1 else ()
    if any(_bare(part, issue) == issue for part in parts):
        return issue
    return again


def _bare(again: Issue, issue: Issue) -> Issue:
    return replace(again, assets=issue.assets)


def _pictures(issue: Issue, told: ReadWith, source: str) -> Pictures:
    """What the issue says of the pictures that came with a source: a reader asks for no more of
    them than that. What was not there then is not there now."""
    known = {asset.id: asset for asset in issue.assets}
    return {
        address: FoundPicture(asset.name, asset.media_type, b"", asset.sha256)
        for src, address, id_ in told.pictures
        if src == source and (asset := known.get(id_)) is not None
    }


def _edited(data: bytes, name: str) -> Issue:
    from exporter.reading.word.edited import read_edited  # lxml, for Word files alone

    return read_edited(data, name).issue


def exported_again(
    made_of: Record | Volume, pictures: Mapping[str, bytes], world: Context
) -> bytes:
    """What a file carries, exported again with its options and its stamp. Raises what `write`
    raises."""
    told = made_of.told if isinstance(made_of, Volume) else made_of
    name = told.format
    here = replace(world, epoch=told.epoch, assets={**world.assets, **pictures})
    if isinstance(made_of, Volume):
        binder = registry.volume_writer(name)
        options = made_options(name, binder.options, told.options)
        issues, meta = made_of.issues, made_of.told.meta
        return written_volume(name, binder, issues, meta, options, here).data
    writer = registry.writer(name)
    options = made_options(name, writer.options, told.options)
    return written(name, writer, made_of.issue, options, here).data
