from __future__ import annotations

import datetime as dt
import pickle

import pytest

from exporter.errors import OptionError
from exporter.model import articles_of
from exporter.reading import RawInput, read_settings, read_sources

TOML = """
[issue]
publication = "霖川日报"
date = 2031-05-12
number = 12746
subjects = ["防汛", "交通"]

[pages]
1 = "要闻"
"03" = "民生"
"""


def test_settings_hold_metadata_and_page_names() -> None:
    settings = read_settings(TOML.encode(), "期.toml")
    assert settings.meta.publication == "霖川日报"
    assert settings.meta.date == dt.date(2031, 5, 12)
    assert settings.meta.number == "12746"
    assert settings.meta.subjects == ("防汛", "交通")
    assert settings.pages == ((1, "要闻"), (3, "民生"))


def test_settings_are_plain_data() -> None:
    settings = read_settings(TOML.encode(), "期.toml")
    assert pickle.loads(pickle.dumps(settings)) == settings
    assert hash(settings) == hash(read_settings(TOML.encode(), "别.toml"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[isue]\n", "Did you mean issue?"),
        ("[issue]\npublicaton = 'x'\n", "Did you mean publication?"),
        ("[issue]\ndate = 'gestern'\n", "issue.date"),
        ("[issue]\ntitle = 3\n", "issue.title"),
        ("[issue]\nsubjects = 'x'\n", "issue.subjects"),
        ("[issue]\ncover = 3\n", "issue.cover"),
        ("[issue]\ncover = ''\n", "issue.cover"),
        ("[pages]\nx = 'y'\n", "pages.x"),
        ("[pages]\n1 = 2\n", "pages.1"),
        ("[pages]\n1 = '要闻'\n01 = '头版'\n", "pages.01"),
        ("pages = 3\n", "table"),
        ("[issue\n", "is not TOML"),
        ("profile = '本报.tml'\n", "or a file that ends in .toml, or a table"),
        ("[issue]\npublication = 霖川日报\n", "Texts stand in straight quotes"),
        ("[issue]\npublication = “霖川日报”\n", "Texts stand in straight quotes"),
        ("[issue]\ndate = 2031-5-12\n", "days as 2031-05-12"),
        ("publication = '霖川日报'\n", "Write it below [issue]"),
    ],
)
def test_a_wrong_setting_names_its_file_and_key(text: str, said: str) -> None:
    with pytest.raises(OptionError) as caught:
        read_settings(text.encode(), "期.toml")
    assert said in caught.value.message
    assert "期.toml" in caught.value.message


def test_settings_that_are_no_utf8_are_refused() -> None:
    with pytest.raises(OptionError, match="UTF-8"):
        read_settings("[issue]\ntitle = '报'\n".encode("gbk"), "期.toml")


def test_a_page_takes_its_name_from_the_settings() -> None:
    settings = read_settings(TOML.encode(), "期.toml")
    text = "第03版\n\n# 柳湾桥通车\n\n便民桥昨日通车。\n"
    issue = read_sources([RawInput(name="试.txt", data=text.encode())], settings).issue
    assert [(page.number, page.name) for page in issue.pages] == [(3, "民生")]
    assert len(list(articles_of(issue))) == 1
