"""The JSON form: exact round trip, its schema, and what is refused on the way in."""

from __future__ import annotations

import copy
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from build import Builder, page, small_issue
from hypothesis import given, settings
from strategies import readings

from exporter.api.sources import read
from exporter.errors import InputError
from exporter.interchange import record
from exporter.interchange.json_form import decode, encode, from_json, to_json
from exporter.model import Guess, Range, Reading
from exporter.writers.json import JsonOptions

SCHEMA = json.loads(
    (files("exporter.interchange") / "schema" / "issue-2.schema.json").read_text("utf-8")
)
SAMPLES = Path(__file__).resolve().parent.parent / "samples"
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def small() -> Any:
    return encode(Reading(issue=small_issue(publication="柳湾日报")))


def test_the_schema_is_itself_a_valid_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@given(readings())
@settings(max_examples=60, deadline=None)
def test_a_reading_comes_back_exactly_from_both_forms(reading: Reading) -> None:
    assert from_json(to_json(reading)) == reading
    assert from_json(to_json(reading, compact=True).encode()) == reading


@given(readings())
@settings(max_examples=30, deadline=None)
def test_every_reading_fits_the_schema(reading: Reading) -> None:
    VALIDATOR.validate(json.loads(to_json(reading)))
    VALIDATOR.validate(json.loads(to_json(reading, compact=True)))


@given(readings())
@settings(max_examples=30, deadline=None)
def test_a_carried_record_gives_back_the_identical_issue(reading: Reading) -> None:
    data = record.record_bytes(reading.issue, "json", JsonOptions(), None)
    assert record.read_record(data, "record").issue == reading.issue


def test_guesses_out_of_page_order_come_back_in_it_and_none_is_lost() -> None:
    def guess(target: str) -> Guess:
        return Guess(target=target, part="deck", rule="r", confidence=0.5, reason="…")

    reading = Reading(issue=small_issue(), guesses=tuple(map(guess, ("a2", "s1", "a1"))))
    back = from_json(to_json(reading))
    assert [guess.target for guess in back.guesses] == ["s1", "a1", "a2"]
    assert to_json(back) == to_json(reading)


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.name)
def test_the_samples_fit_the_schema_and_come_back_exactly(sample: Path) -> None:
    reading = read(sample)
    told = to_json(reading)
    VALIDATOR.validate(json.loads(told))
    assert from_json(told) == reading


def test_the_compact_form_has_no_text_that_its_spans_already_say() -> None:
    compact = to_json(Reading(issue=small_issue()), compact=True)
    assert compact.count("夜班公交增至十一条") == 1  # in the source


def test_ready_strings_are_the_source_s_own_code_points() -> None:
    article = small()["issue"]["pages"][0]["articles"][0]
    assert article["kicker"] == "柳湾镇便民桥昨日通车"
    assert article["headline"] == ["把桥修到对岸", "把灯接到村口"]
    assert article["deck"] == ["两岸三村 八千余人受益"]
    assert article["column"] == "（身边事）"
    assert article["dateline"]["raw"] == "本报讯"
    assert article["credits"][0]["raw"] == "(记者 何青禾)"
    assert [block["type"] for block in article["blocks"]] == ["paragraph", "subhead", "paragraph"]
    assert article["blocks"][0]["text"].startswith("本报讯(记者 何青禾)5月11日,")


def _edit(path: tuple[Any, ...], value: Any) -> Any:
    data = small()
    at = data
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return data


ARTICLE = ("issue", "pages", 0, "articles", 0)
DAMAGES: dict[str, tuple[tuple[Any, ...], Any]] = {
    "another schema": (("schema",), "exporter-issue/99"),
    "no issue": (("issue",), None),
    "a page number that is text": (("issue", "pages", 0, "number"), "一"),
    "a page number that is a truth value": (("issue", "pages", 0, "number"), True),
    "a name that is a number": (("issue", "pages", 0, "name"), 7),
    "a list for a name": (("issue", "meta", "publication"), ["报"]),
    "a date that is no day": (("issue", "meta", "date"), "2031-02-30"),
    "subjects that are one text": (("issue", "meta", "subjects"), "农业"),
    "unknown metadata": (("issue", "meta", "colour"), "red"),
    "an unknown source field": (("issue", "sources", 0, "size"), 3),
    "a source without text": (("issue", "sources", 0, "text"), None),
    "a headline that is not its spans": ((*ARTICLE, "headline", 0), "另一个标题"),
    "one headline too few": ((*ARTICLE, "headline"), ["把桥修到对岸"]),
    "a block text that is not its spans": ((*ARTICLE, "blocks", 1, "text"), "别的"),
    "an unknown block": ((*ARTICLE, "blocks", 0, "type"), "advertisement"),
    "a range beyond the source": ((*ARTICLE, "spans", "kicker"), [["s1", 0, 99_999]]),
    "a range that is negative": ((*ARTICLE, "spans", "kicker"), [["s1", -1, 4]]),
    "a move from before the source": (("issue", "moves", 0, "range", 1), -1),
    "a level that is a truth value": ((*ARTICLE, "blocks", 1, "level"), True),
    "a range of fractions": ((*ARTICLE, "credits", 0, "ranges"), [["s1", 0.0, 4.0]]),
    "a range of another source": ((*ARTICLE, "spans", "kicker"), [["s9", 0, 1]]),
    "an unknown mark": ((*ARTICLE, "blocks", 0, "spans", 0, "marks"), [["colour", "red"]]),
    "an unknown origin": (
        (*ARTICLE, "spans", "column"),
        [{"text": "（身边事）", "origin": "dreamt"}],
    ),
    "a credit in an unknown place": ((*ARTICLE, "credits", 0, "where"), "moon"),
    "names that are one text": ((*ARTICLE, "credits", 0, "names"), "何青禾"),
    "an empty object for a list": ((*ARTICLE, "spans", "headline"), {}),
    "an empty text for a list": ((*ARTICLE, "credits"), ""),
    "a dateline that is not its ranges": ((*ARTICLE, "dateline", "raw"), "本报电"),
    "a credit that is not its ranges": ((*ARTICLE, "credits", 0, "raw"), "(记者 何青乐)"),
    "a source whose text was changed": (("issue", "sources", 0, "text"), "另一篇"),
    "an unknown encoding": (("issue", "sources", 0, "encoding"), "utf-99"),
    "an encoding that is none": (("issue", "sources", 0, "encoding"), "punycode"),
    "no list of notices": (("notices",), None),
    "an article id that is a number": ((*ARTICLE, "id"), 1),
}


@pytest.mark.parametrize(("path", "value"), DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_document_is_refused_with_a_sentence(path: tuple[Any, ...], value: Any) -> None:
    with pytest.raises(InputError, match=r"^model\.json "):
        decode(_edit(path, value), name="model.json")


def test_source_spans_that_contradict_the_source_are_refused() -> None:
    data = small()
    kicker = data["issue"]["pages"][0]["articles"][0]["spans"]["kicker"]
    told = {"text": "柳湾镇便民桥今日通车", "origin": "source", "range": kicker[0]}
    with pytest.raises(InputError, match="damaged"):
        decode(_edit((*ARTICLE, "spans", "kicker"), [told]), name="model.json")


def test_an_empty_range_is_refused() -> None:
    with pytest.raises(InputError, match=r"range \['s1', 4, 4\] is empty"):
        decode(_edit((*ARTICLE, "spans", "headline", 0, 0), ["s1", 4, 4]))


def test_two_articles_pages_or_sources_of_one_id_are_refused() -> None:
    data = small()
    pages = data["issue"]["pages"]
    pages[1]["articles"][0]["id"] = "a1"
    with pytest.raises(InputError, match="a1"):
        decode(data)
    data = small()
    data["issue"]["sources"].append(copy.deepcopy(data["issue"]["sources"][0]))
    with pytest.raises(InputError, match="s1"):
        decode(data)
    data = small()
    data["issue"]["pages"][1]["id"] = data["issue"]["pages"][0]["id"]
    with pytest.raises(InputError, match="two pages have the id 'p1'"):
        decode(data)


def test_a_confidence_outside_its_range_is_refused() -> None:
    guess = Guess(target="a1", part="deck", rule="r", confidence=0.5, reason="…")
    data = encode(Reading(issue=small_issue(), guesses=(guess,)))
    data["issue"]["pages"][0]["articles"][0]["guesses"][0]["confidence"] = float("nan")
    with pytest.raises(InputError, match="confidence"):
        decode(data)


@pytest.mark.parametrize(
    "text",
    ["", "[", "[]", "null", "3", '"x"', "{}", "[" * 100_000, '{"schema": "exporter-issue/1"}'],
)
def test_what_is_no_model_at_all_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        from_json(text, name="x.json")


def test_bytes_that_are_not_utf_8_and_half_characters_are_refused() -> None:
    good = to_json(Reading(issue=small_issue()))
    for bad in (good.encode("gb18030"), good.encode("utf-16"), b"\xff\x00\x81"):
        with pytest.raises(InputError):
            from_json(bad, name="x.json")
    with pytest.raises(InputError, match="half"):
        from_json(good.replace("柳湾镇便民桥昨日通车", "\\ud83c湾镇便民桥昨日通车"), name="x.json")


def test_a_byte_order_mark_before_the_json_does_no_harm() -> None:
    reading = Reading(issue=small_issue())
    assert from_json(b"\xef\xbb\xbf" + to_json(reading).encode()) == reading


def test_characters_beyond_the_bmp_keep_their_offsets() -> None:
    b = Builder()
    article = b.article("𬺓桥", "过了𬺓桥,便是村口。")
    back = from_json(to_json(Reading(issue=b.issue(page(1, article))))).issue
    (span,) = back.pages[0].articles[0].headline[0]
    assert span.range == Range("s1", 0, 2)
    assert span.text == "𬺓桥"
