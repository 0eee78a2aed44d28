"""What an examination gave, as a certificate to keep beside the files, and as lines for a person.

The certificate has no date of its own: it says the date the outputs claim, or none. The same files
give the same certificate, byte for byte.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from exporter.messages import Message, say, say_counted, sentence
from exporter.model import Issue, Span, articles_of, lines_of_article
from exporter.proof.compared.differences import CODES, visible
from exporter.proof.compared.texts import unblanked
from exporter.proof.records import source_hash
from exporter.proof.verdict import Examined, Verdict
from exporter.version import __version__

SCHEMA = "exporter-certificate/1"


def certificate(verdict: Verdict) -> dict[str, Any]:
    """The certificate as plain data. Its result is "proved" only when nothing differs."""
    issues = verdict.issues
    return {
        "certificate": SCHEMA,
        "result": "proved" if verdict.proved else "differences",
        "exporter": __version__,
        "date": None if verdict.date is None else verdict.date.isoformat(),
        "sources": [source for issue in issues for source in _sources(issue)],
        "sources_given": [{"name": name, "sha256": digest} for name, digest in verdict.given],
        "conservation": conservation(issues) if issues else None,
        "substitutions": dict(verdict.substitutions),
        "outputs": [_output(output) for output in verdict.outputs],
        "differences": [asdict(one) for one in verdict.differences],
        "meaning": {
            code: CODES[code] for code in dict.fromkeys(one.code for one in verdict.differences)
        },
    }


def certificate_bytes(verdict: Verdict) -> bytes:
    """The certificate as a JSON file."""
    return (json.dumps(certificate(verdict), ensure_ascii=False, indent=1) + "\n").encode()


def _sources(issue: Issue) -> list[dict[str, Any]]:
    return [
        {
            "name": source.name,
            "sha256": source.sha256,
            "carried_sha256": source_hash(source),
            "encoding": source.encoding,
            "characters": len(unblanked(source.text)),
        }
        for source in issue.sources
    ]


def conservation(issues: Sequence[Issue]) -> dict[str, Any]:
    """Where the non-blank characters of the sources are: shown, set aside (by reason), and what
    is shown that no source has (by origin)."""
    shown, dropped, other = 0, Counter[str](), Counter[str]()
    for issue in issues:
        texts = {source.id: source.text for source in issue.sources}
        for span in _spans(issue):
            count = len(unblanked(span.text))
            if span.origin == "source":
                shown += count
            elif count:
                other[span.origin] += count
        for drop in issue.dropped:
            text = texts.get(drop.range.src, "")[drop.range.start : drop.range.end]
            dropped[drop.code] += len(unblanked(text))
    sources = [source for issue in issues for source in issue.sources]
    return {
        "characters": sum(len(unblanked(source.text)) for source in sources),
        "shown": shown,
        "dropped": dict(sorted(dropped.items())),
        "moves": sum(len(issue.moves) for issue in issues),
        "not_from_sources": dict(sorted(other.items())),
    }


def _spans(issue: Issue) -> Iterator[Span]:
    for article in articles_of(issue):
        for line in lines_of_article(article):
            yield from line


def _output(output: Examined) -> dict[str, Any]:
    record = output.record
    return {
        "name": output.name,
        "format": output.format,
        "sha256": output.sha256,
        "bytes": output.size,
        "made_by": None if record is None else record.version,
        "options": None if record is None else record.options,
        "options_sha256": None if record is None else record.options_sha256,
        "checked": {
            "articles": output.articles,
            "parts": output.parts,
            "characters": output.characters,
            "entries": output.entries,
            "links": output.links,
            "fonts": output.fonts,
            "generated_characters": output.generated,
        },
    }


MOST_TOLD = 20
_MOST_NAMED = 8


def summary(verdict: Verdict) -> list[Message]:
    """What a person reads: a line an output, then the differences, then the result."""
    lines = [_line(output, verdict) for output in verdict.outputs]
    lines += [
        say("{name}: JSON, the model itself or a certificate: nothing to prove in it",
            name=visible(name))
        for name in verdict.models
    ]  # fmt: skip
    told = verdict.differences[:MOST_TOLD]
    lines += [say("  {difference}", difference=one.sentence()) for one in told]
    if len(verdict.differences) > len(told):
        lines.append(more_told(len(verdict.differences) - len(told)))
    lines.append(_result(verdict))
    return lines


def more_told(count: int) -> Message:
    """Says how many lines of a list are left out."""
    return say("  … and {count} more (--json lists all)", count=count)


_PROVED = {
    True: sentence(
        "Proved: {characters} characters of {sources}, each once and in order ({shown} shown, "
        "{aside} set aside; substitutions: {substitutions})."
    ),
    False: sentence(
        "Proved: {characters} characters of {sources}, each once and in order ({shown} shown, "
        "{aside} set aside; substitutions: none)."
    ),
}
"""By whether anything is shown otherwise than in the source."""


def _result(verdict: Verdict) -> Message:
    if not verdict.proved or verdict.issue is None:
        return say_counted(
            "Not proved: {n} difference.", "Not proved: {n} differences.", len(verdict.differences)
        )
    counts = conservation(verdict.issues)
    return say(
        _PROVED[bool(verdict.substitutions)],
        characters=counts["characters"],
        sources=_names(verdict.issue),
        shown=counts["shown"],
        aside=sum(counts["dropped"].values()),
        substitutions=[f"{count} {code}" for code, count in verdict.substitutions],
    )


def _line(output: Examined, verdict: Verdict) -> Message:
    name = visible(output.name)
    if not output.parts:
        return say(
            "{name}: text alone ({characters} characters), it carries no record",
            name=name,
            characters=output.characters,
        )
    counts = (
        say_counted("{n} article", "{n} articles", output.articles),
        say_counted("{n} part", "{n} parts", output.parts),
        say_counted("{n} character", "{n} characters", output.characters),
        say_counted("{n} entry", "{n} entries", output.entries),
        say_counted("{n} link", "{n} links", output.links),
    )
    count = sum(one.output == output.name for one in verdict.differences)
    if not count:
        return say("{name}: {counts}: as it should be", name=name, counts=counts)
    return say_counted(
        "{name}: {counts}: {n} difference",
        "{name}: {counts}: {n} differences",
        count,
        name=name,
        counts=counts,
    )


def _names(issue: Issue) -> Message | list[str]:
    names = [visible(source.name) for source in issue.sources]
    if len(names) > _MOST_NAMED:
        return say_counted(
            "{first} … {last} ({n} source)",
            "{first} … {last} ({n} sources)",
            len(names),
            first=names[0],
            last=names[-1],
        )
    return names or say("no source")
