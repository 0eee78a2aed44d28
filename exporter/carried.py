"""The record every output carries: the model, and how the output was made.

One JSON document (`exporter-record/1`) with the format's name, the version of the package, the
writer's options and their hash, the stamp used for dates, and the issue in compact form. `recover`
reads it back; `verify --rebuild` exports again from it and compares bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import asdict
from typing import Any

from exporter.codec import decode, encode
from exporter.errors import InputError
from exporter.model import Issue, Reading
from exporter.records import dataclass
from exporter.version import __version__

SCHEMA = "exporter-record/1"
MEDIA_TYPE = "application/json"
NAME = "exporter-record.json"
"""The name under which each format carries the record (EPUB and DOCX part, PDF attachment)."""
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


def record_bytes(issue: Issue, format_name: str, options: Any, epoch: dt.datetime | None) -> bytes:
    """The record of one export, as UTF-8 JSON; `options` is the writer's frozen options."""
    plain = plain_options(options)
    document = {
        "record": SCHEMA,
        "exporter": __version__,
        "format": format_name,
        "options": plain,
        "options_sha256": options_hash(plain),
        "epoch": None if epoch is None else epoch.isoformat(),
        **encode(Reading(issue=issue), compact=True),
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    for char, escape in _NOT_XML:
        text = text.replace(char, escape)
    return text.encode()


def read_record(data: bytes, name: str) -> Record:
    """The inverse of `record_bytes`. Raises InputError when it is not one, or damaged."""
    try:
        document = json.loads(data)
        told = document["record"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise InputError(f"{name} carries no readable record: {error!r}.", path=name) from error
    if told != SCHEMA:
        raise InputError(f"{name} carries a record of schema {told!r}, not {SCHEMA!r}.", path=name)
    issue = decode(document, name=name).issue
    try:
        epoch = document["epoch"]
        return Record(
            format=document["format"],
            version=document["exporter"],
            options=document["options"],
            options_sha256=document["options_sha256"],
            epoch=None if epoch is None else dt.datetime.fromisoformat(epoch),
            issue=issue,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{name} carries a damaged record: {error!r}.", path=name) from error


def plain_options(options: Any) -> dict[str, Any]:
    """A writer's frozen options as plain JSON values."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(options)))
    return plain


def options_hash(plain: dict[str, Any]) -> str:
    """One SHA-256 for a set of options; it names an export."""
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
