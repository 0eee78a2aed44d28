"""`exporter verify ARCHIVE…`: its sums, its certificates, its outputs, as lines or as JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from exporter.api import archives, world
from exporter.api.archives import Certified, Proof
from exporter.archive.checking import Checked
from exporter.archive.kinds.findings import CODES
from exporter.cli import complain
from exporter.errors import DIFFERENT, OptionError, VerifyError, one_line
from exporter.messages import Message, say, sentence
from exporter.proof.certificate import certificate, more_told, summary

_MOST_TOLD = 20


def verify_archives(parsed: argparse.Namespace) -> int:
    """Examines each; the words are those of `exporter verify`. One that cannot be examined is told
    and decides the exit code; the others are examined all the same."""
    if parsed.source or parsed.certificate:
        raise OptionError(
            say(
                "An archive is proved against the sources kept in it: leave out --source and "
                "--certificate."
            )
        )
    context = world.context_from_environment(font_dirs=parsed.font_dir, templates=parsed.template)
    proofs: list[Proof] = []
    refused = 0
    for one in parsed.outputs:
        try:
            proofs.append(archives.verify_archive(one, rebuild=parsed.rebuild, context=context))
        except VerifyError as error:
            complain(error.message)
            refused = error.exit_code
    if parsed.json:
        print(json.dumps([_data(proof) for proof in proofs], ensure_ascii=False, indent=1))
    else:
        for proof in proofs:
            print("\n".join(one_line(line) for line in _lines(proof)))
    if refused:
        return refused
    return 0 if all(proof.sound for proof in proofs) else DIFFERENT


def _data(proof: Proof) -> dict[str, Any]:
    checked = asdict(proof.checked) | {"intact": proof.checked.intact}
    return {
        "sound": proof.sound,
        "fixity": checked,
        "certificates": [asdict(one) for one in proof.certificates],
        "outputs": [certificate(verdict) for verdict in proof.verdicts],
        "unproved": [{"name": name, "message": message} for name, message in proof.unproved],
        "rebuilt": [asdict(one) | {"same": one.same} for one in proof.rebuilt],
    }


def _lines(proof: Proof) -> Iterator[Message]:
    checked = proof.checked
    faults = [finding for finding in checked.findings if finding.is_fault]
    for finding in faults[:_MOST_TOLD]:
        yield say(
            "  {code}: {name}: {detail} ({meaning})",
            code=finding.code,
            name=finding.name or checked.archive,
            detail=finding.detail,
            meaning=say(CODES[finding.code]),
        )
    if len(faults) > _MOST_TOLD:
        yield more_told(len(faults) - _MOST_TOLD)
    yield _fixity(checked, len(faults))
    for one in proof.certificates:
        yield _certified(one)
    for verdict in proof.verdicts:
        yield from summary(verdict)
    for name, message in proof.unproved:
        yield say("{name}: not examined: {message}", name=name, message=message)
    for rebuilt in proof.rebuilt:
        yield rebuilt.sentence()
    yield say("Sound.") if proof.sound else say("Not sound.")


_STATES = {
    (False, False): sentence(
        "{archive}: {kind} ({form}), {files} files, {bytes:,} bytes, {sums} sums: intact"
    ),
    (False, True): sentence(
        "{archive}: {kind} ({form}), {files} files, {bytes:,} bytes, {sums} sums: intact; "
        "{uncovered} files without a sum"
    ),
    (True, False): sentence(
        "{archive}: {kind} ({form}), {files} files, {bytes:,} bytes, {sums} sums: {faults} faults"
    ),
    (True, True): sentence(
        "{archive}: {kind} ({form}), {files} files, {bytes:,} bytes, {sums} sums: {faults} faults; "
        "{uncovered} files without a sum"
    ),
}
"""By whether there are faults, and whether there are files without a sum."""


def _fixity(checked: Checked, faults: int) -> Message:
    uncovered = len(checked.findings) - faults
    return say(
        _STATES[bool(faults), bool(uncovered)],
        archive=checked.archive,
        kind=checked.kind,
        form=checked.form,
        files=checked.files,
        bytes=checked.bytes,
        sums=checked.sums,
        faults=faults,
        uncovered=uncovered,
    )


def _certified(one: Certified) -> Message:
    if one.stale:
        return say(
            "{name}: certificate, not of what is here: {outputs}", name=one.name, outputs=one.stale
        )
    if one.proved:
        return say("{name}: certificate, proved", name=one.name)
    return say("{name}: certificate, tells differences", name=one.name)
