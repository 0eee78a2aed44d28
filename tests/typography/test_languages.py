"""Which stretches of a text are told to be in another language."""

from __future__ import annotations

import pytest

from exporter.typography.languages import foreign


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("刻着The Bridge of Willow Bay的石碑", "zh-Hans", [("The Bridge of Willow Bay", "en")]),
        ("他说：“It is not far.”便走了", "zh-Hans", [("It is not far.”", "en")]),
        ("用APP登录5G Wi-Fi 6热点", "zh-Hans", []),
        ("记者 Zhang San Li Si 报道", "zh-Hans", []),
        ("写作かな、カナ各一行", "zh-Hans", [("かな", "ja"), ("カナ", "ja")]),
        ("标语안녕 하세요一句", "zh-Hant", [("안녕 하세요", "ko")]),
        ("かなの文", "ja", []),
        ("안녕 하세요", "ko", []),
        ("It is what it is", "en", []),
        ("", "zh-Hans", []),
    ],
)
def test_languages_are_told_where_letters_are_sure(
    text: str, language: str, found: list[tuple[str, str]]
) -> None:
    told = foreign(text, language)
    assert [(text[one.start : one.end].strip("”"), one.language) for one in told] == [
        (words.strip("”"), name) for words, name in found
    ]


def test_letters_nobody_saw_are_not_looked_for() -> None:
    assert foreign("写作かな", "zh-Hans", letters=False) == ()
