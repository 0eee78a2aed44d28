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

from exporter.messages import Message, say, say_counted
from exporter.model import Issue, Span, articles_of, lines_of_article
from exporter.proof.chosen import chosen
from exporter.proof.compared.differences import CODES, visible
from exporter.proof.compared.texts import unblanked
from exporter.proof.records import source_hash
from exporter.proof.verdict import Examined, Verdict
from exporter.version import __version__

SCHEMA = "exporter-certificate/2"


def certificate(verdict: Verdict) -> dict[str, Any]:
    """The certificate as plain data. `result` is `Verdict.result`."""
    issues = verdict.issues
    return {
        "certificate": SCHEMA,
        "result": verdict.result,
        "exporter": __version__,
        "date": None if verdict.date is None else verdict.date.isoformat(),
        "sources": [source for issue in issues for source in _sources(issue)],
        "sources_given": [{"name": name, "sha256": digest} for name, digest in verdict.given],
        "conservation": conservation(issues) if issues else None,
        "substitutions": dict(verdict.substitutions),
        "outputs": [_output(output) for output in verdict.outputs],
        "edits": _edits(verdict),
        "differences": [asdict(one) for one in verdict.differences],
        "meaning": {
            code: CODES[code] for code in dict.fromkeys(one.code for one in verdict.differences)
        },
    }


def _edits(verdict: Verdict) -> dict[str, Any] | None:
    """What a person changed, and the hash that names exactly that."""
    if not verdict.edits:
        return None
    return {"hash": verdict.edits.hash, "changes": [asdict(one) for one in verdict.edits.all]}


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
        "proof": output.proof,
        "chosen": [] if record is None else list(chosen(record)),
        "not_examined": list(output.unexamined),
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
    lines += _outcome(verdict)
    return lines


def more_told(count: int) -> Message:
    """Says how many lines of a list are left out."""
    return say("  … and {count} more (--json lists all)", count=count)


def _outcome(verdict: Verdict) -> Iterator[Message]:
    """What it all comes to: the verdict's one meaning, and what it covers."""
    issue, result = verdict.issue, verdict.result
    if result == "differs" or issue is None:
        yield say_counted(
            "Not proved: {n} difference.", "Not proved: {n} differences.", len(verdict.differences)
        )
        return
    picked = dict.fromkeys(
        one for output in verdict.outputs if output.record for one in chosen(output.record)
    )
    if picked:
        yield say("Chosen by a person: {picked}.", picked=tuple(picked))
    if left := dict.fromkeys(one for output in verdict.outputs for one in output.unexamined):
        yield say("Not examined: {left}.", left=tuple(left))
    yield _result(verdict, issue)


def _result(verdict: Verdict, issue: Issue) -> Message:
    """The last line, where nothing differs."""
    counts = conservation(verdict.issues)
    characters, names = counts["characters"], _names(issue)
    if verdict.result == "edited":
        return say(
            "Edited since it was made: {edits}. The rest of the text is as it was. Whoever takes "
            "exactly these edits says --accept-edits {hash}.",
            edits=tuple(verdict.edits.sentences()),
            hash=verdict.edits.hash,
        )
    if verdict.result == "text":
        return say(
            "Text proved, the rest not examined: {characters} characters of {names}, each once and "
            "in order. How it looks, its pictures and all else that stands in it is not known.",
            characters=characters,
            names=names,
        )
    account = say(
        "{shown} shown, {aside} set aside; substitutions: {substitutions}",
        shown=counts["shown"],
        aside=sum(counts["dropped"].values()),
        substitutions=tuple(f"{count} {code}" for code, count in verdict.substitutions)
        or say("none"),
    )
    if verdict.result == "record":
        return say(
            "Proved against its own record only: {characters} characters of {names} as it is "
            "carried, each once and in order ({account}).",
            characters=characters,
            names=names,
            account=account,
        )
    return say(
        "Proved against the source: {characters} characters of {names}, each once and in order "
        "({account}).",
        characters=characters,
        names=names,
        account=account,
    )


def _line(output: Examined, verdict: Verdict) -> Message:
    name = visible(output.name)
    count = sum(one.output == output.name for one in verdict.differences)
    if output.proof == "text" and not count:
        return say(
            "{name}: text alone ({characters} characters)", name=name, characters=output.characters
        )
    if output.proof == "same" and not count:
        return say(
            "{name}: part for part what Exporter makes of it ({articles} articles, {characters} "
            "characters)",
            name=name,
            articles=output.articles,
            characters=output.characters,
        )
    counts = (
        say_counted("{n} article", "{n} articles", output.articles),
        say_counted("{n} part", "{n} parts", output.parts),
        say_counted("{n} character", "{n} characters", output.characters),
        say_counted("{n} entry", "{n} entries", output.entries),
        say_counted("{n} link", "{n} links", output.links),
    )
    if not count:
        return say("{name}: compared, {counts}: as it should be", name=name, counts=counts)
    return say_counted(
        "{name}: compared, {counts}: {n} difference",
        "{name}: compared, {counts}: {n} differences",
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
