"""`ro-crate-metadata.json`: what a bag holds, what was made from what, by which tool and options.

RO-Crate 1.2 (JSON-LD, flattened): a root dataset, a File for each member with its SHA-256, and one
CreateAction for each run of the exporter. It stands at the top of the bag, as a tag file covered by
the tag manifest: the crate's root is the bag, and the payload stays what was given. A crate that
somebody else made is left as it is.
"""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from exporter.archive.containers.members import Content
from exporter.errors import SinkError
from exporter.messages import say
from exporter.startup.records import dataclass
from exporter.version import __version__

NAME = "ro-crate-metadata.json"
_CONTEXT = "https://w3id.org/ro/crate/1.2/context"
_PROFILE = "https://w3id.org/ro/crate/1.2"
_TOOL = "#exporter"

Role = Literal["source", "settings", "output", "certificate", "file"]

_MEDIA_TYPES = {
    ".epub": "application/epub+zip",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".json": "application/json",
    ".html": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".xml": "application/xml",
    ".txt": "text/plain",
    ".toml": "application/toml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".zip": "application/zip",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One format's export: `options` as plain JSON values, `result` and `object` names of files,
    `sources` the SHA-256 of those in `About.sources`."""

    format: str
    version: str
    options: Mapping[str, Any]
    options_sha256: str
    result: str
    object: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is known of the files put in; all of it may be unknown.

    `roles` and the names in `runs` and `sources` are those the files are attached under. `sources`
    are sources that were read but are not in the archive: (name, sha256).
    """

    title: str | None = None
    description: str | None = None
    identifier: str | None = None
    publisher: str | None = None
    date: str | None = None
    rights: str | None = None
    language: str | None = None
    roles: Mapping[str, Role] | None = None
    sources: tuple[tuple[str, str], ...] = ()
    runs: tuple[Run, ...] = ()
    certifies: Mapping[str, tuple[str, ...]] | None = None


def is_ours(text: str) -> bool:
    """Whether a crate was begun here and may be added to."""
    graph = _graph(text)
    return graph is not None and _TOOL in graph


def updated(
    text: str | None, title: str, put: Mapping[str, Content], about: About, shown: str
) -> bytes:
    """The crate with these payload files (by their names under data/) described."""
    graph = _new(title, about) if text is None else _graph(text)
    if graph is None:
        raise _damaged(shown)
    for name, content in put.items():
        entity = _file(name, content, about)
        graph[entity["@id"]] = {**graph.get(entity["@id"], {}), **entity}
        _add(graph["./"], "hasPart", entity["@id"])
    for name, sha256 in about.sources:
        identifier = f"#source-{sha256}"
        graph[identifier] = {
            "@id": identifier,
            "@type": "CreativeWork",
            "name": name,
            "sha256": sha256,
        }
    for run in about.runs:
        _add_run(graph, run)
    document = {"@context": _CONTEXT, "@graph": list(graph.values())}
    try:
        return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
    except UnicodeEncodeError as error:  # half a character can only be read
        raise _damaged(shown) from error


def _damaged(shown: str) -> SinkError:
    return SinkError(
        say(
            "{name} in {archive} is damaged. Restore it, or remove it from the bag with "
            "its line in the tag manifest.",
            name=NAME,
            archive=shown,
        ),
        path=shown,
    )


def identifier_of(name: str) -> str:
    """A payload file's @id: its path as a URI reference. Chinese stays Chinese (RO-Crate 1.2, data
    entities: international characters should be native)."""
    return "".join([f"%{ord(c):02X}" if c in _ESCAPED else c for c in f"data/{name}"])


def path_of(identifier: str) -> str | None:
    """The path of a payload file from its @id; None where it names no file of the payload."""
    path = urllib.parse.unquote(identifier)
    return path if path.startswith("data/") else None


_ESCAPED = frozenset(' %#?"<>[]\\^`{|}')


def _graph(text: str) -> dict[str, dict[str, Any]] | None:
    """Entities by @id; None where the text is no crate."""
    try:
        entities = json.loads(text)["@graph"]
        graph = {entity["@id"]: entity for entity in entities}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    named = all(isinstance(one, str) for one in graph)
    return graph if named and NAME in graph and "./" in graph else None


def _new(title: str, about: About) -> dict[str, dict[str, Any]]:
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": about.title or title,
        "description": about.description or f"Files kept in {title}",
        "datePublished": about.date,
        "inLanguage": about.language,
        "identifier": about.identifier,
        "license": about.rights,
        "publisher": {"@id": "#publisher"} if about.publisher else None,
        "hasPart": [],
    }
    graph: dict[str, dict[str, Any]] = {
        NAME: {
            "@id": NAME,
            "@type": "CreativeWork",
            "conformsTo": {"@id": _PROFILE},
            "about": {"@id": "./"},
        },
        "./": {key: value for key, value in root.items() if value is not None},
        _TOOL: {
            "@id": _TOOL,
            "@type": "SoftwareApplication",
            "name": "Exporter",
            "softwareVersion": __version__,
        },
    }
    if about.publisher:
        graph["#publisher"] = {
            "@id": "#publisher",
            "@type": "Organization",
            "name": about.publisher,
        }
    return graph


def _file(name: str, content: Content, about: About) -> dict[str, Any]:
    role = (about.roles or {}).get(name, "file")
    suffix = "." + name.rpartition(".")[2].lower()
    entity: dict[str, Any] = {
        "@id": identifier_of(name),
        "@type": "File",
        "name": name.rpartition("/")[2],
        "encodingFormat": _MEDIA_TYPES.get(suffix, "application/octet-stream"),
        "contentSize": str(content.size),
        "sha256": content.sha256,
        "description": _DESCRIPTIONS[role],
    }
    certified = (about.certifies or {}).get(name)
    if certified:
        entity["about"] = [{"@id": identifier_of(one)} for one in certified]
    return {key: value for key, value in entity.items() if value}


_DESCRIPTIONS: Mapping[Role, str] = {
    "source": "Source text, as it was read",
    "settings": "What was said about the source: publication, date, page names",
    "output": "Made from the source by Exporter",
    "certificate": "What was checked: every character of the source is in the outputs",
    "file": "",
}


def _add_run(graph: dict[str, dict[str, Any]], run: Run) -> None:
    options = f"#options-{run.options_sha256[:16]}"
    graph[options] = {
        "@id": options,
        "@type": "PropertyValue",
        "name": f"options of the format {run.format}",
        "propertyID": run.options_sha256,
        "value": json.dumps(run.options, ensure_ascii=False, sort_keys=True),
    }
    tool = f"{_TOOL}-{run.version}"
    graph[tool] = {
        "@id": tool,
        "@type": "SoftwareApplication",
        "name": "Exporter",
        "softwareVersion": run.version,
    }
    sources = [{"@id": f"#source-{sha256}"} for sha256 in run.sources]
    action = f"#export-of-{identifier_of(run.result)}"
    graph[action] = {
        "@id": action,
        "@type": "CreateAction",
        "name": f"Export to {run.format}",
        "instrument": {"@id": tool},
        "object": [
            *({"@id": identifier_of(one)} for one in run.object),
            *sources,
            {"@id": options},
        ],
        "result": {"@id": identifier_of(run.result)},
    }
    _add(graph["./"], "mentions", action)


def _add(entity: dict[str, Any], key: str, identifier: str) -> None:
    """A reference more in a list of references, once."""
    there = entity.get(key, [])
    listed: Sequence[Any] = there if isinstance(there, list) else [there]
    reference = {"@id": identifier}
    entity[key] = list(listed) if reference in listed else [*listed, reference]
