"""Traditional characters by their simplified forms, the commonest ones.

For looking things up in tables counted on simplified text, and for telling which script a text is
in: no text is ever converted. Where one simplified form stands for several (後 and 后), only the
direction that loses is needed here.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from exporter.messages import Message, say

_TRADITIONAL = (
    "國學會來時為發過這個們對開關實現說點電動長進業經區縣產員應該從與當將無體種線書報記訊導總統議論調設計護織組級結給紀約細終維網緊練續縮繼買賣費資質貿貨責貧購貸賽贊"
    "車軍軟輕較載輛輪輸轉辦農邊達遠還適選遺鄉鄰醫釋銀銷錢錄鐵鎮門問間聞閉閱隊階際陸陽險隨難雲響項順預領頭題額願類顯風飛飯館馬驗驚魚鳥麗黨龍齊齡東兩並亞亂債傷僅價儀億"
    "優償兒內冊凍刪別劃劇劉劍創務勝勞勢勵勸匯協單卻廠參雙變叢啟喪喬嚴囑團園圍圖圓場塊壓壞壯壽夠夢夾奪奮婦媽嬰孫寧審寫寬寶專尋層屬島峽幣帶幫幹廟廢廣廳張強彈後徑復徵恆"
    "恥悅愛態慘慶慮憂懷戰戲戶拋挾捨掃掛採換揚損搖搶擇擊擔據擁擴擺攜攝敗敵數斷於晉晝暫曉條極構樂樓標樣橋機檔檢櫃權歡歐歲歷歸殘殺氣決沒況淚淺渦測準溝溫滅滬滿漁潔潛潤濟"
    "濤災烏煙熱燈爭爾牆獎獨獲獻瑪環畝畢畫異療盡監盤眾睜矚確碼礎禍禮稅穩窮競筆節範築簡簽糧糾純紙紛絕絡絲綜綠綱緒緣編緩緬縱績繞繪罰罷羅義習聖聯聲聽肅脅脫腦臉臨舉舊艦艱"
    "藝蘇藥處號蟲術衛衝補裝裡製複見規視親覺覽觀觸訂討訓託訪訴註評詞試詩話詳誇認誌語誤課誰請諸諾講證識譯譽讀讓豐財貢貫貼賀賓賞賠賢賴趕跡踐躍軌遞邁鄭鑑針鈔鋼錯鍵鏈鏡鐘"
    "閣闊陣陳隱雜離靜韓頁頂須頻顆顧飲養餘騎騙騰鬥鬧鮮麼黃"
)
_SIMPLIFIED = (
    "国学会来时为发过这个们对开关实现说点电动长进业经区县产员应该从与当将无体种线书报记讯导总统议论调设计护织组级结给纪约细终维网紧练续缩继买卖费资质贸货责贫购贷赛赞"
    "车军软轻较载辆轮输转办农边达远还适选遗乡邻医释银销钱录铁镇门问间闻闭阅队阶际陆阳险随难云响项顺预领头题额愿类显风飞饭馆马验惊鱼鸟丽党龙齐龄东两并亚乱债伤仅价仪亿"
    "优偿儿内册冻删别划剧刘剑创务胜劳势励劝汇协单却厂参双变丛启丧乔严嘱团园围图圆场块压坏壮寿够梦夹夺奋妇妈婴孙宁审写宽宝专寻层属岛峡币带帮干庙废广厅张强弹后径复征恒"
    "耻悦爱态惨庆虑忧怀战戏户抛挟舍扫挂采换扬损摇抢择击担据拥扩摆携摄败敌数断于晋昼暂晓条极构乐楼标样桥机档检柜权欢欧岁历归残杀气决没况泪浅涡测准沟温灭沪满渔洁潜润济"
    "涛灾乌烟热灯争尔墙奖独获献玛环亩毕画异疗尽监盘众睁瞩确码础祸礼税稳穷竞笔节范筑简签粮纠纯纸纷绝络丝综绿纲绪缘编缓缅纵绩绕绘罚罢罗义习圣联声听肃胁脱脑脸临举旧舰艰"
    "艺苏药处号虫术卫冲补装里制复见规视亲觉览观触订讨训托访诉注评词试诗话详夸认志语误课谁请诸诺讲证识译誉读让丰财贡贯贴贺宾赏赔贤赖赶迹践跃轨递迈郑鉴针钞钢错键链镜钟"
    "阁阔阵陈隐杂离静韩页顶须频颗顾饮养余骑骗腾斗闹鲜么黄"
)
SIMPLER = dict(zip(map(ord, _TRADITIONAL), _SIMPLIFIED, strict=True))
"""For `str.translate`."""
_BOTH = frozenset("于后里余征干舍准冲夸虫丰制采范却恒并托注志挂斗党")
"""Simplified forms that traditional texts have too, as characters or variants of their own."""
_ONLY_TRADITIONAL = frozenset(_TRADITIONAL)
_ONLY_SIMPLIFIED = frozenset(_SIMPLIFIED) - _BOTH
_OTHERS = frozenset(map(chr, (*range(0x3041, 0x3100), *range(0xAC00, 0xD7A4))))
"""Kana and hangul: where they are many, the text is not Chinese."""
_SAMPLE = 20_000
_FEWEST = 4
_CLEAR = 0.8
_NOTABLE = 0.2


class Script(NamedTuple):
    """The language that a text's characters speak for (zh-Hans, zh-Hant), and how clearly."""

    language: str
    confidence: float
    reason: Message


def script_of(text: str) -> Script | None:
    """What the characters say that only one script has, counted in the text's beginning: zh-Hant
    where four of five are traditional. None where next to none is, or the text is not Chinese."""
    counts = Counter(text[:_SAMPLE])
    traditional = _count(counts, _ONLY_TRADITIONAL)
    if traditional < _FEWEST or _count(counts, _OTHERS) > traditional:
        return None
    simplified = _count(counts, _ONLY_SIMPLIFIED)
    share = traditional / (traditional + simplified + 1)
    if share < _NOTABLE:
        return None
    if share >= _CLEAR:
        told = say(
            "{traditional} characters are traditional, {simplified} simplified",
            traditional=traditional,
            simplified=simplified,
        )
        return Script("zh-Hant", round(min(0.99, share), 2), told)
    told = say(
        "{traditional} characters are traditional, {simplified} simplified: name the language",
        traditional=traditional,
        simplified=simplified,
    )
    return Script("zh-Hans", round(1 - share, 2), told)


def _count(counts: Counter[str], chars: frozenset[str]) -> int:
    return sum([counts[char] for char in counts.keys() & chars])
