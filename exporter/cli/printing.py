"""What commands print: notices on standard error, paths or receipts on standard output."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from exporter.api.exports import Exported
from exporter.cli import complain
from exporter.errors import ExporterError, one_line
from exporter.messages import Message, say
from exporter.model import Issue, Notice, Range, line_number
from exporter.startup.records import dataclass, field


@dataclass(slots=True, kw_only=True)
class Report:
    """Collects what one run did. Notices are told once each, though several formats raise them."""

    as_json: bool = False
    quiet: bool = False
    receipts: list[dict[str, Any]] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    exit_code: int = 0

    def notices(self, notices: Iterable[Notice], issue: Issue) -> None:
        """One line each: `notice: code: detail (file:line)`."""
        for notice in notices:
            line = say("notice: {notice}", notice=notice_text(notice, issue))
            if not self.quiet and line not in self.told:
                self.told.add(line)
                print(line, file=sys.stderr)

    def done(self, made: Exported, issue: Issue, sources: Sequence[str]) -> None:
        """One file that is finished and in its place."""
        self.notices(made.notices, issue)
        if not self.as_json:
            print(made.path)
            return
        self.receipts.append(
            {
                "sources": list(sources),
                "format": made.format,
                "path": str(made.path),
                "bytes": len(made.data),
                "sha256": hashlib.sha256(made.data).hexdigest(),
                "notices": [notice_data(notice, issue) for notice in made.notices],
            }
        )

    def remark(self, message: Message) -> None:
        """A sentence about the whole run."""
        if not self.quiet:
            complain(message)

    def failed(self, error: ExporterError, sources: Sequence[str]) -> None:
        """One job that came to nothing; the first failure decides the exit code."""
        complain(error.message)
        self.exit_code = self.exit_code or error.exit_code
        if self.as_json:
            self.receipts.append(
                {"sources": list(sources), "error": type(error).__name__, "message": error.message}
            )

    def finish(self) -> int:
        """Prints the receipts, if they were asked for, and gives the exit code."""
        if self.as_json:
            print(json.dumps(self.receipts, ensure_ascii=False, indent=1))
        return self.exit_code


def notice_text(notice: Notice, issue: Issue) -> Message:
    """`code: detail (file:line)`, on one line whatever the detail holds."""
    place = place_of(notice.range, issue)
    detail = one_line(notice.detail)
    if place is None:
        return say("{code}: {detail}", code=notice.code, detail=detail)
    source, line = place
    return say(
        "{code}: {detail} ({source}:{line})",
        code=notice.code,
        detail=detail,
        source=source,
        line=line,
    )


def notice_data(notice: Notice, issue: Issue) -> dict[str, Any]:
    """A notice for a receipt; `line` counts from 1."""
    name, line = place_of(notice.range, issue) or (None, None)
    return {"code": notice.code, "detail": notice.detail, "source": name, "line": line}


def place_of(where: Range | None, issue: Issue) -> tuple[str, int] | None:
    """The source's name and the line, from 1, at which a range begins."""
    if where is None:
        return None
    source = next((source for source in issue.sources if source.id == where.src), None)
    return None if source is None else (source.name, line_number(source.text, where.start))
