"""The record every output carries: the model, and how the output was made.

One JSON document (`exporter-record/1`) with the format's name, the version of the package, the
writer's options and their hash, the stamp used for dates, and the issue in compact form. `recover`
reads it back; `verify --rebuild` exports again from it and compares bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from exporter.errors import InputError
from exporter.interchange.json_form import decode, decode_meta, encode, encode_meta
from exporter.messages import say
from exporter.model import Issue, Meta, Reading
from exporter.startup.records import dataclass
from exporter.version import __version__

SCHEMA = "exporter-record/1"
MEDIA_TYPE = "application/json"
NAME = "exporter-record.json"
"""The name under which each format carries the record (EPUB and DOCX part, PDF attachment)."""
VOLUME_SCHEMA = "exporter-volume/1"
VOLUME_NAME = "exporter-volume.json"
"""The name of what a volume of many issues says of itself; it names the records of its issues."""
XML_NAMESPACE = "urn:exporter:record:1"
"""The namespace of the XML part that carries the record in a DOCX: its root is `record`, its text
the document. Word and LibreOffice rename parts; this name they leave alone."""
_NOT_XML = (("\ufffe", "\\ufffe"), ("\uffff", "\\uffff"))
"""What JSON may leave bare and XML (DOCX carries the record in an XML part) forbids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What an output says of itself. `options` are plain JSON values; `epoch` is None where no
    SOURCE_DATE_EPOCH was given."""

    format: str
    version: str
    options: dict[str, Any]
    options_sha256: str
    epoch: dt.datetime | None
    issue: Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeRecord:
    """What a volume says of itself: as `Record`, with the metadata of the whole and, in order, the
    names of its issues' records and their SHA-256 sums."""

    format: str
    version: str
    options: dict[str, Any]
    options_sha256: str
    epoch: dt.datetime | None
    meta: Meta
    records: tuple[tuple[str, str], ...]


def record_bytes(issue: Issue, format_name: str, options: Any, epoch: dt.datetime | None) -> bytes:
    """The record of one export, as UTF-8 JSON; `options` is the writer's frozen options."""
    return _document_bytes(
        SCHEMA, format_name, options, epoch, encode(Reading(issue=issue), compact=True)
    )


def volume_bytes(
    meta: Meta,
    records: Iterable[tuple[str, bytes]],
    format_name: str,
    options: Any,
    epoch: dt.datetime | None,
) -> bytes:
    """The record of a volume; `records` are those of its issues, by name and in order."""
    sums = [[name, hashlib.sha256(data).hexdigest()] for name, data in records]
    body = {"meta": encode_meta(meta), "records": sums}
    return _document_bytes(VOLUME_SCHEMA, format_name, options, epoch, body)


def _document_bytes(
    schema: str, format_name: str, options: Any, epoch: dt.datetime | None, body: dict[str, Any]
) -> bytes:
    plain = plain_options(options)
    document = {
        "record": schema,
        "exporter": __version__,
        "format": format_name,
        "options": plain,
        "options_sha256": options_hash(plain),
        "epoch": None if epoch is None else epoch.isoformat(),
        **body,
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    for char, escape in _NOT_XML:
        text = text.replace(char, escape)
    return text.encode()


def read_record(data: bytes, name: str) -> Record:
    """The inverse of `record_bytes`. Raises InputError when it is not one, or damaged."""
    document = _document(data, name, SCHEMA)
    issue = decode(document, name=name).issue
    return Record(**_told(document, name), issue=issue)


def read_volume(data: bytes, name: str) -> VolumeRecord:
    """The inverse of `volume_bytes`. Raises InputError when it is not one, or damaged."""
    document = _document(data, name, VOLUME_SCHEMA)
    meta = decode_meta(document.get("meta"), name=name)
    try:
        records = tuple((str(file), str(digest)) for file, digest in document["records"])
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            say("{name} carries a damaged record: {error}.", name=name, error=repr(error)),
            path=name,
        ) from error
    return VolumeRecord(**_told(document, name), meta=meta, records=records)


def _document(data: bytes, name: str, schema: str) -> dict[str, Any]:
    try:
        document: dict[str, Any] = json.loads(data)
        told = document["record"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise InputError(
            say("{name} carries no readable record: {error}.", name=name, error=repr(error)),
            path=name,
        ) from error
    if told != schema:
        raise InputError(
            say(
                "{name} carries a record of schema {schema}, not {wanted!r}.",
                name=name,
                schema=repr(told),
                wanted=schema,
            ),
            path=name,
        )
    return document


def _told(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What every record says of its making."""
    try:
        epoch = document["epoch"]
        return {
            "format": document["format"],
            "version": document["exporter"],
            "options": {**document["options"]},
            "options_sha256": document["options_sha256"],
            "epoch": None if epoch is None else dt.datetime.fromisoformat(epoch),
        }
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            say("{name} carries a damaged record: {error}.", name=name, error=repr(error)),
            path=name,
        ) from error


def plain_options(options: Any) -> dict[str, Any]:
    """A writer's frozen options as plain JSON values."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(options)))
    return plain


def options_hash(plain: dict[str, Any]) -> str:
    """One SHA-256 for a set of options; it names an export."""
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
