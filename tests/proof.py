"""`prove`: how a writer's test ends. Reads the finished bytes back and proves them."""

from __future__ import annotations

from collections.abc import Mapping

from exporter.model import Issue
from exporter.proof.verdict import Verdict, examine
from exporter.writers.base import Output


def prove(outputs: Mapping[str, bytes | Output] | bytes | Output, issue: Issue) -> Verdict:
    """Fails unless every output carries `issue`, and shows all of it and nothing else.

    `outputs` is one finished file, or several of one issue by name.
    """
    files = outputs if isinstance(outputs, Mapping) else {"output": outputs}
    verdict = examine(
        [(name, one.data if isinstance(one, Output) else one) for name, one in files.items()],
        issue=issue,
    )
    assert not verdict.differences, "\n".join(one.sentence() for one in verdict.differences)
    return verdict
