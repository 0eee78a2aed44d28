"""The kinds of archives, and which one stands at a place."""

from __future__ import annotations

from collections.abc import Mapping

from exporter.archive.containers.members import Container
from exporter.archive.kinds import bags, ocfl, plain
from exporter.archive.kinds.kind import NOT, Kind
from exporter.errors import OptionError, SinkError
from exporter.messages import say

KINDS: Mapping[str, Kind] = {"bag": bags, "plain": plain, "ocfl": ocfl}
"""Each kind by its name. A new one is a module beside these and a line here."""


def kind_of(container: Container) -> str | None:
    """The name of the kind that stands there; None where nothing does. Raises SinkError for a
    folder that is neither empty nor an archive, and for files that only look like archives."""
    sure = {name: kind.found(container) for name, kind in KINDS.items()}
    name = max(sure, key=sure.__getitem__)
    if sure[name] > NOT:
        return name
    if container.form == "folder" and (container.members() or container.links()):
        raise SinkError(
            say(
                "{archive} is a folder with files that is neither a bag nor an OCFL object. To "
                "verify files, name them; to attach, make it a bag first, or name a new "
                "folder.",
                archive=container.shown,
            ),
            path=container.shown,
        )
    return None


def refuse_form(kind: str, container: Container) -> None:
    """Raises OptionError where an archive of that kind cannot be put into such a container."""
    chosen = KINDS[kind]
    if not chosen.fits(container.form):
        raise OptionError(
            say(
                "{capitalize} is {wanted}; name one that is.",
                capitalize=chosen.TITLE.capitalize(),
                wanted=chosen.FORMS,
            )
        )
