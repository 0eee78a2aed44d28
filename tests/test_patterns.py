"""Patterns are compiled when first used, and are then what `re` makes of them."""

from __future__ import annotations

import re

import pytest

from exporter.lexicon.characters import HAN
from exporter.startup import patterns
from exporter.startup.patterns import Lazy

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub")


def test_nothing_is_compiled_until_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[object, ...]] = []
    really = re.compile

    def compile_(*said: str | int) -> object:
        made.append(said)
        return really(*said)

    monkeypatch.setattr(patterns.re, "compile", compile_)
    lazy = Lazy("b+", re.IGNORECASE)
    assert not made
    assert [bool(lazy.search("aBb")), bool(lazy.match("aBb"))] == [True, False]
    assert made == [("b+", re.IGNORECASE)]


@pytest.mark.parametrize("name", _METHODS)
def test_each_method_is_the_pattern_s_own(name: str) -> None:
    lazy = Lazy("(b)+")
    assert getattr(lazy, name) == getattr(re.compile("(b)+"), name)
    with pytest.raises(AttributeError, match="no attribute 'serach'"):
        lazy.serach  # noqa: B018


@pytest.mark.parametrize("char", "一龥㐀鿋𠮷𰻞々〇")
def test_chinese_characters(char: str) -> None:
    assert re.fullmatch(HAN, char)


@pytest.mark.parametrize("char", "aÀžα9Ж，。（“—·１Ａ \u3000\n😀_")
def test_letters_digits_and_marks_are_no_chinese_characters(char: str) -> None:
    assert not re.fullmatch(HAN, char)
