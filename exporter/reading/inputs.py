"""What reading is given: bytes with a name, and the files their text names."""

from __future__ import annotations

from exporter.reading.gallery import Pictures
from exporter.startup.records import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class RawInput:
    """One file as it came. `name` is the file's name without its folder; `pictures` are those its
    text names, as far as they were fetched (`scanning` tells which)."""

    name: str
    data: bytes
    pictures: Pictures = field(default_factory=dict, compare=False)
