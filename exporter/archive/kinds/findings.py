"""What a check finds: codes that stay, and the sums an archive's own lists keep."""

from __future__ import annotations

from collections.abc import Mapping

from exporter.startup.records import dataclass

CODES: Mapping[str, str] = {
    "altered": "a file's bytes are not those its sum was made of",
    "missing": "a file is listed and is not there",
    "unlisted": "a file is there and is in no list that must name it",
    "unreadable": "a member cannot be unpacked, or does not match the archive's own checksum",
    "unsafe": "a name would lead outside the archive",
    "malformed": "a list or declaration is not what the standard of its kind asks for",
    "count": "the payload's size is not what the bag says",
    "uncovered": "not a fault: no list keeps a sum of this file",
    "advice": "not a fault: the standard of its kind advises otherwise",
}
"""What a finding's code means."""

_NO_FAULTS = frozenset({"uncovered", "advice"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to know. `name` is a member, or "" for the archive as a whole."""

    code: str
    name: str
    detail: str

    @property
    def is_fault(self) -> bool:
        """Whether the archive is not what it should be."""
        return self.code not in _NO_FAULTS


Sums = dict[str, set[tuple[str, str]]]
"""For each member what its lists say: (algorithm by hashlib's name, digest)."""
