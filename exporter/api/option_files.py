"""Options that name a file: what is in it, put where a writer finds it.

Options are plain values (a hash of them names an export), so a file never is one. A path given for
an option that takes a file becomes, as the option's class says (`writers.base.option`): its text;
the SHA-256 of its bytes, which travel in the context; or an asset of the issue named after the
option.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from exporter.declared import nearest
from exporter.errors import OptionError
from exporter.files.sources import option_bytes
from exporter.messages import say
from exporter.model import Asset, Issue
from exporter.reading.gallery import media_type_of
from exporter.startup.records import dataclass, replace
from exporter.writers.base import Context
from exporter.writers.options import option_specs

_NAME_ONE = say("Name one of them, or a file that is there.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionFiles:
    """`options` without paths; the assets they became, bytes by SHA-256, and the files that texts
    are from, by option."""

    options: dict[str, Any]
    assets: tuple[Asset, ...]
    contents: dict[str, bytes]
    files: dict[str, str]

    def issue(self, issue: Issue) -> Issue:
        """The issue with the assets, each in the place of one of its name."""
        if not self.assets:
            return issue
        new = {asset.id for asset in self.assets}
        kept = tuple(asset for asset in issue.assets if asset.id not in new)
        return replace(issue, assets=(*kept, *self.assets))

    def context(self, context: Context) -> Context:
        """The context with the bytes, and the files' names."""
        if not self.contents and not self.files:
            return context
        assets = {**context.assets, **self.contents}
        return replace(context, assets=assets, files={**context.files, **self.files})


def load(classes: Iterable[type[Any]], given: Mapping[str, Any]) -> OptionFiles:
    """Reads every path among the options given. Raises OptionError for one that cannot be read,
    is not what the option wants, or stands where no file is wanted."""
    specs = {spec.name: spec for options in classes for spec in option_specs(options)}
    options: dict[str, Any] = {}
    assets: list[Asset] = []
    contents: dict[str, bytes] = {}
    files: dict[str, str] = {}
    for name, value in given.items():
        spec = specs.get(name)
        if not isinstance(value, os.PathLike) or spec is None or not spec.file:
            options[name] = value
            continue
        path = Path(value)
        if spec.choices and not path.exists():
            raise OptionError(
                say(
                    "{path} does not exist, and {name} is none of {choices} either. {hint}",
                    path=path,
                    name=name,
                    choices=spec.choices,
                    hint=nearest(path.name, spec.choices, _NAME_ONE),
                ),
                path=str(path),
            )
        data = option_bytes(path)
        if spec.file == "text":
            options[name], files[name] = _text(data, path), str(path)
            continue
        digest = hashlib.sha256(data).hexdigest()
        contents[digest] = data
        if spec.file == "bytes":
            options[name] = digest
        else:
            assets.append(_asset(spec.name, path, data, digest))
    return OptionFiles(options=options, assets=tuple(assets), contents=contents, files=files)


def _text(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise OptionError(
            say("{path} is not UTF-8 text. Save it as UTF-8.", path=path), path=str(path)
        ) from error


def picture(id_: str, path: Path) -> tuple[Asset, bytes]:
    """A picture's file as an asset of that id, and its bytes. Raises OptionError."""
    data = option_bytes(path)
    return _asset(id_, path, data, hashlib.sha256(data).hexdigest()), data


def _asset(id_: str, path: Path, data: bytes, digest: str) -> Asset:
    media_type = media_type_of(data)
    if media_type is not None:
        return Asset(id=id_, name=path.name, media_type=media_type, sha256=digest)
    raise OptionError(
        say(
            "{path} is not a picture known here. Give a PNG, JPEG, GIF, WebP or SVG file.",
            path=path,
        ),
        path=str(path),
    )
