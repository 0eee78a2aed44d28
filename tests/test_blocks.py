"""A new kind of block names every place that must know it: mypy the `match`es, this test the tables
of its facts and what these lead to."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from typing import Any, get_args

import pytest
from docx_files import every_block
from strategies import GROWN

from exporter.lexicon import word_styles
from exporter.model import BLOCKS, Block, articles_of
from exporter.proof.compared import compare
from exporter.proof.found import docx, epub
from exporter.proof.found.pdf import document as pdf
from exporter.reading.decided.overrides import SETS
from exporter.reading.review import WORDS
from exporter.reading.word.blocks import WRITTEN
from exporter.writers.docx.document.body import STYLES
from exporter.writers.docx.parts.styles import PARAGRAPH
from exporter.writers.epub.documents.article import CLASSES
from exporter.writers.pdf.look.theme_files import shipped_styles
from exporter.writers.pdf.objects.structure import ROLES
from exporter.writers.pdf.setting.article import SET_AS

STANDARD = {"L", "Table", "BlockQuote"}
"""Tags that need no role (ISO 32000-1, 14.8.4)."""


def led(
    table: Mapping[Any, Any], names: Callable[[Any], Iterable[str]], known: Iterable[str]
) -> set[Any]:
    """The kinds of a table whose names are all known where they lead."""
    places = {*known}
    return {kind for kind, row in table.items() if places.issuperset(names(row))}


def parts(*told: Iterable[str]) -> set[Any]:
    """The kinds whose parts a reader of finished files tells."""
    return led(BLOCKS, lambda facts: facts.parts, (part for some in told for part in some))


def shipped(package: str, *names: str) -> str:
    return files(package).joinpath(*names).read_text("utf-8")


SCHEMA = json.loads(shipped("exporter.interchange", "schema", "issue-2.schema.json"))
TYPES = [form["properties"]["type"] for form in SCHEMA["$defs"]["block"]["oneOf"]]
CLASSES_TOLD = re.findall(r"\.([a-z-]+)", shipped("exporter.writers.epub", "look", "style.css"))
PLACES = {
    "exporter/model.py: BLOCKS": {*BLOCKS},
    "exporter/interchange/schema/issue-2.schema.json: block": led(
        BLOCKS,
        lambda facts: [facts.name],
        (name for one in TYPES for name in one.get("enum", [one.get("const")])),
    ),
    "exporter/reading/review.py: WORDS": {*WORDS},
    "exporter/reading/decided/overrides.py: SETS": led(WORDS, lambda word: [word], SETS),
    "exporter/reading/word/blocks.py: WRITTEN": {*WRITTEN},
    "exporter/lexicon/word_styles.py: PARTS": led(
        WRITTEN, lambda written: written.styles, word_styles.PARTS
    ),
    "exporter/writers/docx/document/body.py: STYLES": {*STYLES},
    "exporter/writers/docx/parts/styles.py: PARAGRAPH": led(
        STYLES, lambda style: [style], (row.id for row in PARAGRAPH)
    ),
    "exporter/writers/epub/documents/article.py: CLASSES": {*CLASSES},
    "exporter/writers/epub/look/style.css": led(CLASSES, lambda name: [name], ["", *CLASSES_TOLD]),
    "exporter/writers/pdf/setting/article.py: SET_AS": {*SET_AS},
    "exporter/writers/pdf/look/themes: [style]": led(SET_AS, lambda row: row[:1], shipped_styles()),
    "exporter/writers/pdf/objects/structure.py: ROLES": led(
        SET_AS, lambda row: row[1:], ROLES.keys() | STANDARD
    ),
    "exporter/proof/found/docx.py: _KINDS": parts(docx._KINDS.values()),
    "exporter/proof/found/epub.py: _BY_CLASS, _BY_HOLDER, _BY_TAG": parts(
        epub._BY_CLASS.values(),
        epub._BY_HOLDER.values(),
        epub._BY_TAG.values(),
        ("caption", "table-caption"),
    ),
    "exporter/proof/found/pdf/document.py: _ONE, _HOLDERS": parts(
        pdf._ONE.values(), pdf._HOLDERS.values(), compare._VAGUE["pdf"]
    ),
    "tests/strategies.py: GROWN": {*GROWN},
    "tests/docx_files.py: every_block": {
        type(block) for one in articles_of(every_block()) for block in one.blocks
    },
}


@pytest.mark.parametrize("place", PLACES)
def test_a_place_knows_every_kind_of_block(place: str) -> None:
    assert PLACES[place] == {*get_args(Block)}
