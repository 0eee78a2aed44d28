"""What attaching means for each kind of archive: a bag, a plain archive, an OCFL object.

Nothing here writes: a container's members and the files to attach go in, changes come out.
"""

from __future__ import annotations

from exporter.archive.containers.members import Container
from exporter.archive.kinds import bags, ocfl
from exporter.archive.kinds.bags import list_bag, plan_bag
from exporter.archive.kinds.job import Kind
from exporter.archive.kinds.ocfl import list_ocfl, plan_ocfl
from exporter.archive.kinds.plain import list_plain, plan_plain
from exporter.errors import OptionError, SinkError
from exporter.messages import say

KINDS: tuple[Kind, ...] = ("bag", "plain", "ocfl")
PLANS = {"bag": plan_bag, "plain": plan_plain, "ocfl": plan_ocfl}
NAMED = {"bag": "a BagIt bag", "plain": "a plain archive", "ocfl": "an OCFL object"}


def kind_of(container: Container) -> Kind | None:
    """What stands there; None where nothing does. Raises SinkError for a folder that is neither
    empty nor an archive, and for files that only look like archives."""
    members = container.members()
    if any(name in members for name in ocfl.DECLARATIONS):
        return "ocfl"
    if any(name in members for name in ocfl.STORAGE_ROOTS):
        raise SinkError(
            say(
                "{archive} is an OCFL storage root. Name one object in it.", archive=container.shown
            ),
            path=container.shown,
        )
    if bags.prefix_of(container) is not None:
        _refuse_links(container)
        return "bag"
    if container.form != "folder":
        _refuse_books(container)
        return "plain" if container.stands() else None
    if members or container.links():
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


def _refuse_links(container: Container) -> None:
    if container.links():
        name = min(container.links())
        raise SinkError(
            say(
                "{archive} is a bag with a link or device in it ({name}); what that means "
                "depends on the machine. It is left as it is.",
                archive=container.shown,
                name=name,
            ),
            path=container.shown,
        )


def _refuse_books(container: Container) -> None:
    """A ZIP inside is not an archive: one more member would make a broken book of it."""
    for name in ("mimetype", "[Content_Types].xml"):
        if container.form == "zip" and name in container.members():
            raise SinkError(
                say(
                    "{archive} is a document that uses ZIP inside, not an archive. Name an archive "
                    "first, then the files to put into it.",
                    archive=container.shown,
                ),
                path=container.shown,
            )


def refuse_form(kind: Kind, container: Container) -> None:
    folder = container.form == "folder"
    if (kind == "ocfl" and not folder) or (kind == "plain" and folder):
        wanted = "a folder" if kind == "ocfl" else "a .zip or .tar file"
        raise OptionError(
            say(
                "{kind} is {form}; name one that is.",
                kind=NAMED[kind].capitalize(),
                form=wanted,
            )
        )


LISTS = {"bag": list_bag, "plain": list_plain, "ocfl": list_ocfl}
