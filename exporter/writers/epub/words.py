"""What the book says by itself, in its own language: never the paper's words."""

from __future__ import annotations

from exporter.startup.records import dataclass
from exporter.writers.shared.words import CONTENTS, said_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Labels of navigation and description. `summary` is the accessibility summary."""

    contents: str
    cover: str
    start: str
    pages: str
    landmarks: str
    turn: str
    previous: str
    back: str
    next: str
    picture: str
    summary: str


_LABELS = {
    "zh-Hans": Labels(
        contents=CONTENTS["zh-Hans"],
        cover="封面",
        start="正文",
        pages="版面",
        landmarks="导览",
        turn="文章导航",
        previous="上一篇",
        back="目录",
        next="下一篇",
        picture="图片",
        summary="全书为可重排的文字，标题分级，目录可按版面和文章跳转，阅读顺序与报纸一致。",
    ),
    "zh-Hant": Labels(
        contents=CONTENTS["zh-Hant"],
        cover="封面",
        start="正文",
        pages="版面",
        landmarks="導覽",
        turn="文章導航",
        previous="上一篇",
        back="目錄",
        next="下一篇",
        picture="圖片",
        summary="全書為可重排的文字，標題分級，目錄可按版面和文章跳轉，閱讀順序與報紙一致。",
    ),
    "ja": Labels(
        contents=CONTENTS["ja"],
        cover="表紙",
        start="本文",
        pages="紙面",
        landmarks="案内",
        turn="記事の移動",
        previous="前の記事",
        back="目次",
        next="次の記事",
        picture="写真",
        summary="全文がリフロー可能なテキストで、見出しに階層があり、"
        "目次から面と記事に移動できます。",
    ),
    "ko": Labels(
        contents=CONTENTS["ko"],
        cover="표지",
        start="본문",
        pages="지면",
        landmarks="안내",
        turn="기사 이동",
        previous="이전 기사",
        back="차례",
        next="다음 기사",
        picture="사진",
        summary="모든 글은 재배치되는 텍스트이며, 제목에 단계가 있고, "
        "차례에서 지면과 기사로 이동할 수 있습니다.",
    ),
    "en": Labels(
        contents=CONTENTS["en"],
        cover="Cover",
        start="Start of content",
        pages="Pages",
        landmarks="Landmarks",
        turn="Articles",
        previous="Previous",
        back="Contents",
        next="Next",
        picture="Picture",
        summary="All text reflows; headings are structured; the contents lead to pages and "
        "articles in the paper's order.",
    ),
}


def labels_for(language: str) -> Labels:
    """The labels of a BCP 47 tag; a language we have no labels for gets English ones."""
    return said_in(_LABELS, language)
