"""The commonest surnames, simplified and traditional: what tells a name from a word where names run
together or stand without a bracket."""

from __future__ import annotations

SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘"
    "杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷"
    "施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪"
    "靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池"
    "滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩"
    "稽井练仲乐虞卞封竺冼原官衣楚佟匡鹿仝银满乌桑"
    "張劉陳楊趙黃吳孫馬羅鄭謝韓馮蕭鄧許呂蘇盧蔣賈葉閻餘鐘範譚鄒陸龍萬錢湯喬賀賴龔龐蘭顏嚴溫蘆韋畢聶叢齊"
    "莊塗時關費紀歐項陽衛鮑單寧閔華車邊饒戚晉鄔暢宮蓋黨連欒計竇遲藍鞏練樂銀滿烏"
)
DOUBLE = ("欧阳", "司马", "上官", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "长孙",
           "宇文", "司徒", "东方", "独孤", "南宫", "歐陽", "司馬", "諸葛")  # fmt: skip


def is_name(text: str) -> bool:
    """Whether two to four characters begin as a Chinese name does."""
    return 2 <= len(text) <= 4 and (text[0] in SURNAMES or text[:2] in DOUBLE)
