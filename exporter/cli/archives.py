"""`exporter verify ARCHIVE…`: its sums, its certificates, its outputs, as lines or as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from exporter.api import archives, world
from exporter.api.archives import Proof
from exporter.archive.kinds.findings import CODES
from exporter.errors import DIFFERENT, OptionError, VerifyError, one_line
from exporter.messages import say
from exporter.proof.certificate import certificate, summary

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
            print(f"exporter: {error.message}", file=sys.stderr)
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


def _lines(proof: Proof) -> Iterator[str]:
    checked = proof.checked
    faults = [finding for finding in checked.findings if finding.is_fault]
    for finding in faults[:_MOST_TOLD]:
        told = f"{finding.code}: {finding.name or checked.archive}: {finding.detail}"
        yield f"  {told} ({CODES[finding.code]})"
    if len(faults) > _MOST_TOLD:
        yield f"  … and {len(faults) - _MOST_TOLD} more (--json lists all)"
    state = "intact" if checked.intact else f"{len(faults)} faults"
    uncovered = len(checked.findings) - len(faults)
    yield (
        f"{checked.archive}: {checked.kind} ({checked.form}), {checked.files} files, "
        f"{checked.bytes:,} bytes, {checked.sums} sums: {state}"
        + (f"; {uncovered} files without a sum" if uncovered else "")
    )
    for one in proof.certificates:
        state = "proved" if one.proved else "tells differences"
        if one.stale:
            state = f"not of what is here: {', '.join(one.stale)}"
        yield f"{one.name}: certificate, {state}"
    for verdict in proof.verdicts:
        yield from summary(verdict)
    for name, message in proof.unproved:
        yield f"{name}: not examined: {message}"
    for rebuilt in proof.rebuilt:
        yield rebuilt.sentence()
    yield "Sound." if proof.sound else "Not sound."
