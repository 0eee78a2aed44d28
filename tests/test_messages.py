"""Sentences are templates with named fields, each said in one place."""

from __future__ import annotations

import ast
import copy
import pickle
from collections.abc import Sequence
from pathlib import Path

import pytest
from sentences import Told, parsed

from exporter.errors import InputError, one_line
from exporter.messages import Message, as_message, resaid, say, say_chain, say_counted
from exporter.proof.compared.differences import visible


def test_a_sentence_is_a_text_that_remembers_what_it_is_made_of() -> None:
    told = say("{path} has no {key!r}. Known: {known}.", path="a", key="x", known=["y", "z"])
    assert told == "a has no 'x'. Known: y, z."
    assert told.template == "{path} has no {key!r}. Known: {known}."
    assert told.fields == {"path": "a", "key": "x", "known": ("y", "z")}


def test_numbers_stay_numbers_and_everything_else_becomes_text() -> None:
    told = say("{count:,} of {path}", count=12345, path=Path("b"))
    assert told == "12,345 of b"
    assert told.fields == {"count": 12345, "path": "b"}


@pytest.mark.parametrize("again", [copy.deepcopy, lambda told: pickle.loads(pickle.dumps(told))])
def test_a_sentence_travels_whole(again: object) -> None:
    told = again(say("{name} is empty.", name=say("{what}", what="a")))  # type: ignore[operator]
    assert (told, told.template) == ("a is empty.", "{name} is empty.")
    assert isinstance(told.fields["name"], Message)


def test_a_sentence_that_counts_has_a_form_for_one_and_one_for_the_rest() -> None:
    forms = "{n} file of {path}", "{n} files of {path}"
    one, none, many = (say_counted(*forms, n, path="a") for n in (1, 0, 2))
    assert (one, none, many) == ("1 file of a", "0 files of a", "2 files of a")
    assert one.forms == many.forms == forms
    assert many.fields == {"n": 2, "path": "a"}
    assert (one.template, many.template) == forms
    assert say("{n} files", n=2).forms is None


def test_lists_are_told_in_words() -> None:
    assert say_chain("{before} and {after}", ["a"]) == "a"
    told = say_chain("{before} and {after}", ["a", "b", say("{x}!", x="c")])
    assert told == "a and b and c!"
    assert isinstance(told.fields["before"], Message)
    assert told.fields["after"] == "c!"


def test_a_sentence_is_said_again_with_other_texts() -> None:
    said = say_counted(
        "{a}",
        "{a}: {n} of {b}, {c}",
        2,
        a=say("in {path}", path="/tmp/x"),
        b=("/tmp/y", "z"),
        c=1.5,
    )
    again = resaid(said, lambda text: text.replace("/tmp", "s3:"))
    assert again == "in s3:/x: 2 of s3:/y, z, 1.5"
    assert (again.template, again.forms) == (said.template, said.forms)
    assert again.fields["b"] == ("s3:/y", "z")


def test_what_comes_from_elsewhere_becomes_a_sentence_too() -> None:
    said = say("it is so")
    assert as_message(said) is said
    assert as_message("a {b}").fields == {"text": "a {b}"}
    assert as_message("a {b}") == "a {b}"
    assert say("no: {error}", error=ValueError(said)).fields["error"] is said
    assert say("no: {error}", error=ValueError("x")) == "no: x"
    assert say("{parts}", parts=[said, Path("b")]).fields["parts"] == (said, "b")


def test_the_message_of_an_error_is_a_sentence() -> None:
    ours, guests = InputError(say("{path} is empty.", path="a")), InputError("a {is} empty.")
    assert ours.message.template == "{path} is empty."
    assert guests.message == str(guests) == "a {is} empty."
    assert pickle.loads(pickle.dumps(ours)).message.fields == {"path": "a"}


def test_a_sentence_on_one_line_stays_one() -> None:
    said = say("{path} is empty.", path="a")
    assert one_line(said) is said
    assert visible(said) is said
    assert one_line(say("{path} is empty.", path="a\nb")) == "a\\nb is empty."


FOUND = Told(parsed())


def told(code: str, name: str = "planted.py") -> Told:
    """What a module says."""
    return Told({name: ast.parse(code)})


LEFT = {
    "writers/options.py": "its sentences get one owner with those of all data from outside",
    "writers/pdf/layout/newspaper/overrides.py": "the same",
}
"""Modules that still say something otherwise, and why."""


def _but_left(places: Sequence[str]) -> list[str]:
    return [place for place in places if place.partition(":")[0] not in LEFT]


def test_templates_are_literals_so_that_translators_find_them() -> None:
    assert FOUND.count() > 500
    assert FOUND.unmarked() == []


@pytest.mark.parametrize(
    "offender",
    ["say(f'{a} is empty.')", "say('a is ' + b)", "say(template)", "told = {}\nsay(told['a'])"],
)
def test_a_template_that_is_none_is_found(offender: str) -> None:
    assert told(offender).unmarked() == [f"planted.py:{offender.count(chr(10)) + 1}"]


def test_no_field_is_a_piece_of_english() -> None:
    assert _but_left(FOUND.glued()) == []


@pytest.mark.parametrize(
    "piece", ["' in key' if a else ''", "f' of {a}'", "', '.join(f'page {a}' for a in b)"]
)
def test_a_glued_piece_is_found(piece: str) -> None:
    assert told(f"say('The theme{{place}} ends.', place={piece})").glued() == ["planted.py:1"]


def test_errors_and_notices_are_made_of_sentences() -> None:
    assert _but_left(FOUND.unsaid()) == []


@pytest.mark.parametrize(
    "offender",
    [
        "raise InputError(f'{a} is empty.')",
        "raise errors.OptionError('a is empty.', path=a)",
        "Notice(code='a', detail='it is ' + b)",
        "Guess(reason='%s is so' % a)",
        "Finding(detail='{} is so'.format(a))",
        "Difference(detail=', '.join(a))",
        "Fault('code', '', '', '', 'it is so')",
        "replace(notice, detail=f'{a}')",
        "def f():\n why = 'it is so'\n Notice(detail=why)",
        "def f(why: str):\n Notice(detail=why)",
        "def f(why: str):\n Notice(detail=why)\nf('it is so')",
    ],
)
def test_what_is_made_of_no_sentence_is_found(offender: str) -> None:
    (place,) = told(offender).unsaid()
    assert place.startswith("planted.py:")


@pytest.mark.parametrize(
    "sound",
    [
        "raise InputError(say('{a} is empty.', a=a))",
        "raise SinkError(error.message)",
        "def f(a: Message | None):\n Notice(detail=a or say('it is so'))",
        "def f(why: Message):\n Notice(detail=why)",
        "def f(why: str):\n Notice(detail=why)\nf(say('it is so'))",
        "def f() -> Message: ...\nNotice(detail=f())",
        "for one in f():\n Difference(detail=one.code)",
    ],
)
def test_what_is_made_of_a_sentence_is_not(sound: str) -> None:
    assert not any(place.startswith("planted.py") for place in told(sound).unsaid())


def test_commands_print_no_words_of_their_own() -> None:
    assert FOUND.bare_prints() == []
    assert told("print(f'{a} files')", "cli/planted.py").bare_prints() == ["cli/planted.py:1"]
    assert told("print(f'  {a:<9} {b}')", "cli/planted.py").bare_prints() == []
