"""File names: safe on every system, Chinese kept, never alike, never a path."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.files.names import distinct_stems, file_name, safe_stem, stem_of

NAMES = {
    "要闻.txt": "要闻.epub",
    "2031-05-12 要闻 第1版.txt": "2031-05-12 要闻 第1版.epub",
    "第1.2版": "第1.2版.epub",
    "a.b.txt": "a.b.epub",
    "缅怀“英烈”——《春》.txt": "缅怀“英烈”——《春》.epub",
    # Windows: devices, with and without a suffix, and what may not end a name
    "CON.txt": "_CON.epub",
    "nul": "_nul.epub",
    "Com1.要闻.txt": "_Com1.要闻.epub",
    "lpt9 .txt": "_lpt9.epub",
    "COM¹.txt": "_COM¹.epub",
    "CONSOLE.txt": "CONSOLE.epub",
    "名字. .txt": "名字.epub",
    "名字\u3000.txt": "名字.epub",
    'a<b>c:d"e|f?g*h.txt': "a_b_c_d_e_f_g_h.epub",
    # paths and what hides
    "../../etc/passwd": ".._.._etc_passwd".replace("..", "_.", 1) + ".epub",
    "..\\..\\x.txt": "_._.._x.epub",
    "..": "_.epub",
    ".": "_.epub",
    "": "_.epub",
    " ": "_.epub",
    ".hidden.txt": "_hidden.epub",
    "/": "_.epub",
    "a\x00b\nc\u202ed.txt": "a_b_c_d.epub",
    "坏\udcff字.txt": "坏_字.epub",
    # decomposed names are composed
    unicodedata.normalize("NFD", "café한.txt"): "café한.epub",
}


@pytest.mark.parametrize(("source", "output"), NAMES.items())
def test_an_output_is_named_after_its_source_safely(source: str, output: str) -> None:
    assert file_name(source, ".epub") == output


def test_a_long_name_is_cut_at_a_whole_character_and_keeps_its_suffix() -> None:
    for char in ("长", "é", "𬺓", "x"):
        name = file_name(char * 300 + ".txt", ".docx")
        assert len(name.encode()) <= 255
        assert len(name.encode()) > 245
        assert name == char * (len(name) - 5) + ".docx"


def test_only_a_short_latin_ending_is_a_suffix() -> None:
    assert stem_of("要闻.TXT") == "要闻"
    assert stem_of("要闻.第一版") == "要闻.第一版"
    assert stem_of("v1.2") == "v1.2"
    assert stem_of(".txt") == ".txt"


def test_sources_of_one_name_get_numbers_and_the_first_keeps_its_own() -> None:
    assert distinct_stems(["x.txt", "x.txt", "x.md", "x-2.txt"]) == ("x", "x-3", "x-4", "x-2")


def test_names_that_differ_in_case_or_composition_count_as_one() -> None:
    decomposed = unicodedata.normalize("NFD", "が.txt")
    assert distinct_stems(["が.txt", decomposed]) == ("が", "が-2")
    assert distinct_stems(["News.txt", "NEWS.txt", "news"]) == ("News", "NEWS-2", "news-3")
    assert distinct_stems(["a?.txt", "a*.txt"]) == ("a_", "a_-2")


def test_long_names_that_differ_at_the_end_only_stay_apart() -> None:
    stems = distinct_stems(["长" * 200 + f"{i}.txt" for i in range(12)])
    assert len(set(stems)) == 12
    assert all(len((stem + ".epub").encode()) <= 255 for stem in stems)


@given(st.lists(st.text(max_size=20), max_size=8), st.sampled_from([".epub", ".docx", ".json"]))
def test_no_name_leaves_its_folder_or_meets_another(names: list[str], suffix: str) -> None:
    stems = distinct_stems(names)
    assert stems == distinct_stems(names)
    keys = {unicodedata.normalize("NFD", stem).casefold() for stem in stems}
    assert len(keys) == len(names)
    for stem in stems:
        assert not set(stem + suffix) & set('<>:"/\\|?*\x00\n')
        assert not stem.startswith(".")
        assert not stem.endswith((".", " "))
        assert safe_stem(stem) == stem, "a safe name is left alone"
        (stem + suffix).encode()
