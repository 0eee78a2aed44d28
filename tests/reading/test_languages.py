"""The script a text is in, where nobody named its language."""

from __future__ import annotations

from pathlib import Path

import pytest

import exporter
from exporter.cli.read import summary
from exporter.interchange.json_form import from_json, to_json
from exporter.model import ISSUE, Guess, Meta, Reading
from exporter.reading import RawInput, Settings, read_settings, read_sources

HANT = (
    "# 兩岸居民齊賀新橋\n\n【霖川專訊】便民橋昨日正式通車，兩岸三村的居民一早已經到場，人人說好。\n"
)
HANS = "# 两岸居民齐贺新桥\n\n本报讯 便民桥昨日正式通车，两岸三村的居民一早已经到场，人人说好。\n"
JAPANESE = (
    "# 新橋が開通\n\n両岸の村を結ぶ新しい橋が昨日開通し、車や電車の時間が短くなったと話した。\n"
)


def read(text: str, settings: Settings | None = None, encoding: str = "utf-8") -> Reading:
    raw = RawInput(name="試.txt", data=text.encode(encoding))
    return read_sources([raw], settings or Settings())


def told(reading: Reading) -> list[Guess]:
    return [guess for guess in reading.guesses if guess.part == "language"]


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030"])
def test_traditional_text_is_told_as_such(encoding: str) -> None:
    reading = read(HANT, encoding=encoding)
    assert reading.issue.meta.language == "zh-Hant"
    (guess,) = told(reading)
    assert (guess.target, guess.rule) == (ISSUE, "script-characters")
    assert guess.confidence > 0.9
    assert "characters are traditional" in guess.reason
    assert any(guess.reason in line for line in summary(reading))
    assert from_json(to_json(reading).encode(), name="試.json").guesses == reading.guesses


@pytest.mark.parametrize("text", [HANS, JAPANESE, "# 小草\n\n山上有一朵小花。\n"])
def test_other_text_stays_as_it_was(text: str) -> None:
    reading = read(text)
    assert reading.issue.meta.language == "zh-Hans"
    assert told(reading) == []


def test_text_in_both_scripts_stays_and_is_doubted() -> None:
    reading = read(HANT + HANS)
    assert reading.issue.meta.language == "zh-Hans"
    (guess,) = told(reading)
    assert guess.confidence < 0.9
    assert "name the language" in guess.reason


@pytest.mark.parametrize("language", ["zh-Hans", "ja", "zh-Hant-HK"])
def test_a_named_language_wins(language: str, tmp_path: Path) -> None:
    settings = read_settings(f'[issue]\nlanguage = "{language}"\n'.encode(), "期.toml")
    source = tmp_path / "試.txt"
    source.write_text(HANT, encoding="utf-8")
    for reading in (read(HANT, settings), exporter.read(source, language=language)):
        assert reading.issue.meta.language == language
        assert told(reading) == []


def test_a_language_other_than_the_default_is_named() -> None:
    reading = read(HANT, Settings(meta=Meta(language="ko")))
    assert reading.issue.meta.language == "ko"


@pytest.mark.parametrize("name", ["epub", "pdf", "docx"])
def test_every_format_follows_and_is_made_again(name: str, tmp_path: Path) -> None:
    source = tmp_path / "試.txt"
    source.write_text(HANT, encoding="utf-8")
    made = exporter.export(exporter.read(source), name, to=tmp_path / f"一.{name}").path
    assert made is not None
    assert exporter.recover(made).meta.language == "zh-Hant"
    assert exporter.rebuild(made).same
    named = exporter.export(exporter.read(source, language="zh-Hant"), name)
    assert named.data == made.read_bytes()
