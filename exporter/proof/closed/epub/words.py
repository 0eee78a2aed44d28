"""What a book says by itself, by its language: kept here once more, so that whoever makes books and
whoever judges them cannot be wrong together."""

from __future__ import annotations

from exporter.startup.records import dataclass
from exporter.typography.languages import is_traditional


@dataclass(frozen=True, slots=True)
class BookWords:
    """The phrases of one language, each for the one place it may stand in."""

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


_WORDS = {
    "zh-Hans": BookWords(
        "本期目录", "封面", "正文", "版面", "导览", "文章导航", "上一篇", "目录", "下一篇",
        "图片",
        "全书为可重排的文字，标题分级，目录可按版面和文章跳转，阅读顺序与报纸一致。",
    ),
    "zh-Hant": BookWords(
        "本期目錄", "封面", "正文", "版面", "導覽", "文章導航", "上一篇", "目錄", "下一篇",
        "圖片",
        "全書為可重排的文字，標題分級，目錄可按版面和文章跳轉，閱讀順序與報紙一致。",
    ),
    "ja": BookWords(
        "目次", "表紙", "本文", "紙面", "案内", "記事の移動", "前の記事", "目次", "次の記事",
        "写真",
        "全文がリフロー可能なテキストで、見出しに階層があり、目次から面と記事に移動できます。",
    ),
    "ko": BookWords(
        "차례", "표지", "본문", "지면", "안내", "기사 이동", "이전 기사", "차례", "다음 기사",
        "사진",
        "모든 글은 재배치되는 텍스트이며, 제목에 단계가 있고, "
        "차례에서 지면과 기사로 이동할 수 있습니다.",
    ),
    "en": BookWords(
        "In this issue", "Cover", "Start of content", "Pages", "Landmarks", "Articles", "Previous",
        "Contents", "Next", "Picture",
        "All text reflows; headings are structured; the contents lead to pages and articles in the "
        "paper's order.",
    ),
}  # fmt: skip


def words_of(language: str) -> BookWords:
    """The phrases of a BCP 47 tag; a language without any is spoken to in English."""
    return _WORDS.get(script_of(language), _WORDS["en"])


def script_of(language: str) -> str:
    """zh-Hans or zh-Hant for Chinese, the bare language for all others."""
    if is_traditional(language):
        return "zh-Hant"
    primary = language.lower().partition("-")[0]
    return "zh-Hans" if primary == "zh" else primary
