from __future__ import annotations

import hashlib

import pytest

from exporter.errors import InputError, OptionError
from exporter.model import articles_of, text_of
from exporter.reading import RawInput, read_sources

TEXT = "# 柳湾桥通车\n\n本报讯(记者 何青禾)5月11日,柳湾镇便民桥建成通车,两岸三村的人都来看。\n"
TRADITIONAL = (
    "柳灣橋通車\n\n【霖川專訊】便民橋昨日建成通車，兩岸三村的居民都來觀看，還說這是多年的心願。\n"
)


@pytest.mark.parametrize(
    ("codec", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_an_encoding_is_recognised_and_proved(codec: str, told: str) -> None:
    data = TEXT.encode(codec)
    issue = read_sources([RawInput(name="试.txt", data=data)]).issue
    (source,) = issue.sources
    assert source.encoding == told
    assert source.text.encode(source.encoding) == data
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert [text_of(a.headline[0]) for a in articles_of(issue)] == ["柳湾桥通车"]


def test_big5_is_told_from_gb18030_by_its_everyday_characters() -> None:
    reading = read_sources([RawInput(name="試.txt", data=TRADITIONAL.encode("big5"))])
    assert reading.issue.sources[0].encoding == "big5"
    (guess,) = [guess for guess in reading.guesses if guess.part == "encoding"]
    assert guess.confidence > 0.8


def test_an_encoding_that_nothing_speaks_for_is_told_as_hardly_sure() -> None:
    reading = read_sources([RawInput(name="試.txt", data="柳灣橋".encode("big5"))])
    (guess,) = [guess for guess in reading.guesses if guess.part == "encoding"]
    assert guess.confidence == 0.5


def test_a_named_encoding_is_believed_when_it_fits() -> None:
    data = TEXT.encode("gb18030")
    source = read_sources([RawInput(name="试.txt", data=data)], encoding="GBK").issue.sources[0]
    assert source.encoding == "gbk"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b" \n\r\n\t", "holds no text"),
        (b"%PDF-1.7\n", "a PDF file"),
        (b"PK\x03\x04", "Word"),
        (bytes(range(256)) * 20, "is not text"),
        (("柳湾桥" * 9).encode() + b"\xff\xfe\xff", "fits no character"),
    ],
)
def test_what_is_no_text_is_refused_in_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_sources([RawInput(name="试.txt", data=data)])
    assert said in caught.value.message
    assert "试.txt" in caught.value.message


def test_damage_in_the_middle_is_told_with_its_byte_and_line() -> None:
    data = ("柳湾桥通车了。\n" * 100).encode() + b"\xe6\xff" + "末尾".encode()
    with pytest.raises(InputError) as caught:
        read_sources([RawInput(name="试.txt", data=data)])
    assert caught.value.line == 101


UTF8 = "本报讯 便民桥昨日正式通车。\n".encode()
GB18030 = "两岸的人们都说,这座桥来得好。\n".encode("gb18030")


@pytest.mark.parametrize("encoding", [None, "utf-8", "gb18030"])
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (UTF8 * 20 + GB18030 * 3 + UTF8, "begins as utf-8, but line 21 (from byte 820) is gb18030"),
        (GB18030 * 20 + UTF8 * 3, "begins as gb18030, but line 21 (from byte 600) is utf-8"),
    ],
)
def test_two_encodings_in_one_file_are_told(data: bytes, said: str, encoding: str | None) -> None:
    with pytest.raises(InputError) as caught:
        read_sources([RawInput(name="试.txt", data=data)], encoding=encoding)
    assert "mixes encodings" in caught.value.message
    assert said in caught.value.message
    assert caught.value.line == 21


def test_a_damaged_line_is_no_other_encoding() -> None:
    with pytest.raises(InputError) as caught:
        read_sources([RawInput(name="试.txt", data=GB18030 * 20 + GB18030[:-2] + b"\n" + GB18030)])
    assert "is not whole gb18030" in caught.value.message


def test_an_unknown_encoding_is_an_option_error() -> None:
    with pytest.raises(OptionError):
        read_sources([RawInput(name="试.txt", data=b"a")], encoding="latin-99")
    with pytest.raises(OptionError):
        read_sources([RawInput(name="试.txt", data=b"YQ==")], encoding="base64")
