"""What changes with the language: the tag Word knows, the faces, and our own few words.

Faces are written under the names Word and WPS have ("office"), or under those of the open faces
this project ships and their like ("open"), for LibreOffice and wherever the others are missing.
"""

from __future__ import annotations

from typing import Literal

from exporter.startup.records import dataclass
from exporter.writers.shared.words import contents_title

Face = Literal["song", "heavy", "hei", "kai", "fang"]
FaceSet = Literal["office", "open"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typeface:
    """`alternates` are tried where `name` is not installed; `family` and `charset` (hexadecimal,
    as Windows numbers them) let an application find something like it. `bold` faces have no heavy
    sister of their own and are asked for in bold."""

    name: str
    alternates: tuple[str, ...] = ()
    family: str = "auto"
    charset: str = "86"
    bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """`word` is the tag for `w:lang w:eastAsia`; `latin` goes with every Han face, None where each
    brings its own; `contents` heads the table of contents."""

    word: str
    latin: str | None
    faces: dict[Face, Typeface]
    contents: str

    def western(self, face: Face) -> str:
        """The face of Latin letters and figures beside Han in this one."""
        return self.latin or self.faces[face].name


_TIMES = "Times New Roman"


def _faces(
    song: tuple[str, ...],
    hei: tuple[str, ...],
    kai: tuple[str, ...] = (),
    fang: tuple[str, ...] = (),
    heavy: tuple[str, ...] = (),
    charset: str = "86",
) -> dict[Face, Typeface]:
    """Each face's name, then its alternates; what a language has no face for, Song stands for."""
    rows: tuple[tuple[Face, tuple[str, ...], str], ...] = (
        ("song", song, "roman"),
        ("hei", hei, "swiss"),
        ("kai", kai or song, "script"),
        ("fang", fang or song, "roman"),
        ("heavy", heavy or song, "roman"),
    )
    return {
        face: Typeface(
            name=names[0],
            alternates=names[1:],
            family=family,
            charset=charset,
            bold=face == "heavy" and not heavy,
        )
        for face, names, family in rows
    }


_KAI = "LXGW WenKai"
_FACES: dict[tuple[str, FaceSet], dict[Face, Typeface]] = {
    ("zh-CN", "office"): _faces(
        ("SimSun", "宋体", "Noto Serif SC", "Noto Serif CJK SC"),
        ("SimHei", "黑体", "Noto Sans SC", "Noto Sans CJK SC"),
        ("KaiTi", "楷体", _KAI),
        ("FangSong", "仿宋", "Noto Serif SC"),
    ),
    ("zh-CN", "open"): _faces(
        ("Noto Serif SC", "Noto Serif CJK SC"),
        ("Noto Sans SC", "Noto Sans CJK SC"),
        (_KAI, "霞鹜文楷"),
        heavy=("Noto Serif SC Black", "Noto Serif CJK SC Black"),
    ),
    ("zh-TW", "office"): _faces(
        ("PMingLiU", "新細明體", "Noto Serif TC"),
        ("Microsoft JhengHei", "微軟正黑體", "Noto Sans TC"),
        ("DFKai-SB", "標楷體", _KAI),
        charset="88",
    ),
    ("zh-TW", "open"): _faces(
        ("Noto Serif SC", "Noto Serif TC", "Noto Serif CJK TC"),
        ("Noto Sans SC", "Noto Sans TC", "Noto Sans CJK TC"),
        (_KAI,),
        heavy=("Noto Serif SC Black", "Noto Serif TC Black", "Noto Serif CJK TC Black"),
        charset="88",
    ),
    ("ja-JP", "office"): _faces(
        ("MS Mincho", "ＭＳ 明朝", "Noto Serif JP"), ("MS Gothic", "ＭＳ ゴシック", "Noto Sans JP"),
        charset="80",
    ),
    ("ja-JP", "open"): _faces(
        ("Noto Serif JP", "Noto Serif CJK JP"), ("Noto Sans JP", "Noto Sans CJK JP"),
        charset="80",
    ),
    ("ko-KR", "office"): _faces(
        ("Batang", "바탕", "Noto Serif KR"), ("Malgun Gothic", "맑은 고딕", "Noto Sans KR"),
        ("Gungsuh", "궁서"), charset="81",
    ),
    ("ko-KR", "open"): _faces(
        ("Noto Serif KR", "Noto Serif CJK KR"), ("Noto Sans KR", "Noto Sans CJK KR"),
        charset="81",
    ),
}  # fmt: skip
_WORD_TAGS = {
    "zh-hk": "zh-HK", "zh-mo": "zh-HK", "zh-hant-hk": "zh-HK", "zh-hant-mo": "zh-HK",
    "zh-tw": "zh-TW", "zh-hant": "zh-TW", "zh": "zh-CN", "ja": "ja-JP", "ko": "ko-KR",
}  # fmt: skip


def language_of(tag: str, faces: FaceSet = "office") -> Language:
    """The row for a BCP 47 tag, by its longest known beginning; Simplified Chinese otherwise."""
    word = _word_tag(tag.lower())
    like = "zh-TW" if word == "zh-HK" else word
    chosen = _FACES[like, faces]
    return Language(
        word=word,
        latin=_TIMES if faces == "office" else None,
        faces=chosen,
        contents=contents_title(tag),
    )


def _word_tag(tag: str) -> str:
    while tag:
        if tag in _WORD_TAGS:
            return _WORD_TAGS[tag]
        tag = tag.rpartition("-")[0]
    return "zh-CN"
