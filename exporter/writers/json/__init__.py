"""The model itself, as JSON: the interchange form (see `exporter.interchange.json_form`)."""

from __future__ import annotations

from dataclasses import dataclass

from exporter.interchange.json_form import to_json
from exporter.messages import say
from exporter.model import Issue, Reading
from exporter.writers.base import Context, Output, option


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonOptions:
    """`compact` leaves out indentation and every string that the spans already say."""

    compact: bool = option(False, say("leave out indentation and derived strings"))


class JsonWriter:
    """Writes the issue as UTF-8 JSON with a final line feed."""

    name = "json"
    suffix = ".json"
    media_type = "application/json"
    options = JsonOptions

    def write(self, issue: Issue, options: JsonOptions, context: Context) -> Output:
        """Pure: the context is not used."""
        return Output(data=(to_json(Reading(issue=issue), compact=options.compact) + "\n").encode())
