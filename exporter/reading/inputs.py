"""What reading is given: bytes with a name, and what the desk knows about them."""

from __future__ import annotations

from exporter.reading.gallery import Lookup, no_files
from exporter.startup.records import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class RawInput:
    """One file as it came. `name` is the file's name without its folder; `pictures` finds the
    files its text names."""

    name: str
    data: bytes
    pictures: Lookup = field(default=no_files, compare=False)
