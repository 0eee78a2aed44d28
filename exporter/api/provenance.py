"""What files say of their making: for the crate of an archive."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from exporter.archive.kinds.crates import About, Making, Role
from exporter.archive.kinds.job import Attachment
from exporter.errors import VerifyError
from exporter.interchange.record import Record
from exporter.model import Issue
from exporter.proof.certificate import SCHEMA as CERTIFICATE
from exporter.proof.records import Volume, carried
from exporter.titles import issue_title

PROVABLE = (".epub", ".pdf", ".docx")
ROOM = 256 << 20
"""Larger files are kept like any other; they are not read whole to ask what they carry."""


def describe(attachments: Sequence[Attachment]) -> About:
    """What the files say of themselves: which are outputs of ours, of which sources, by which
    version and options, and which certify others."""
    records = {one.name: found for one in attachments if (found := _record(one)) is not None}
    certificates = {one.name: told for one in attachments if (told := _certificate(one))}
    by_hash = {one.content.sha256: one.name for one in attachments}
    roles: dict[str, Role] = dict.fromkeys(records, "output")
    roles |= dict.fromkeys(certificates, "certificate")
    sources: dict[str, str] = {}
    runs = []
    for name, record in records.items():
        read = record.issue.sources
        here = [by_hash[source.sha256] for source in read if source.sha256 in by_hash]
        roles |= dict.fromkeys(here, "source")
        absent = {one.sha256: one.name for one in read if one.sha256 not in by_hash}
        sources |= absent
        runs.append(
            Making(
                format=record.format,
                version=record.version,
                options=record.options,
                options_sha256=record.options_sha256,
                result=name,
                object=tuple(here),
                sources=tuple(absent),
            )
        )
    for one in attachments:
        if "source" in one.name.split("/")[:-1] and one.name.endswith(".toml"):
            roles[one.name] = "settings"
    issues = {id(record.issue): record.issue for record in records.values()}
    return _about(
        list(issues.values()),
        roles=roles,
        sources=tuple((name, digest) for digest, name in sources.items()),
        runs=tuple(runs),
        certifies={
            name: tuple(by_hash[digest] for digest in spoken.values() if digest in by_hash)
            for name, spoken in certificates.items()
        },
    )


def _about(issues: Sequence[Issue], **facts: Any) -> About:
    """Title and the rest from the issue, where there is one only or they agree."""
    metas = [issue.meta for issue in issues]
    titles = {issue_title(issue) for issue in issues}

    def agreed(values: Iterable[str | None]) -> str | None:
        found = set(values)
        return found.pop() if len(found) == 1 else None

    return About(
        title=titles.pop() if len(titles) == 1 else None,
        identifier=agreed(meta.identifier for meta in metas),
        publisher=agreed(meta.publisher for meta in metas),
        date=agreed(meta.date.isoformat() if meta.date else None for meta in metas),
        rights=agreed(meta.rights for meta in metas),
        language=agreed(meta.language for meta in metas),
        **facts,
    )


def _record(one: Attachment) -> Record | None:
    if not one.name.lower().endswith(PROVABLE) or one.content.size > ROOM:
        return None
    try:
        return made_from(b"".join(one.content.pieces()), one.name)
    except VerifyError:
        return None


def made_from(data: bytes, name: str) -> Record:
    """The record of an output; of a volume one for all its issues. Raises VerifyError."""
    made_of = carried(data, name)
    return made_of.record if isinstance(made_of, Volume) else made_of


def _certificate(one: Attachment) -> dict[str, str] | None:
    """SHA-256 by output name, of a certificate of ours."""
    if not one.name.endswith(".json") or one.content.size > ROOM:
        return None
    found = certificate_in(b"".join(one.content.pieces()))
    return None if found is None else found[1]


def certificate_in(data: bytes) -> tuple[bool, dict[str, str]] | None:
    """(whether it says proved, SHA-256 by output name); None where it is no certificate."""
    if CERTIFICATE.encode() not in data[:200]:
        return None
    try:
        document = json.loads(data)
        outputs = {str(one["name"]): str(one["sha256"]) for one in document["outputs"]}
        return document["result"] in ("proved", "record"), outputs
    except (ValueError, KeyError, TypeError, RecursionError):
        return False, {}
