"""What may not be asked of a candidate: matters that say nothing about the work and that the law protects.

The list is maintained here and nowhere else: nobody can switch it off in the product. It is kept narrow
on purpose, so that a question about selling women's or children's clothes is not taken for one about the
person. Sources: Employment Promotion Law of the PRC art. 3 and 25–31 (就业促进法: 民族、种族、性别、宗教
信仰、残疾、传染病、户籍), the notice of nine ministries of 2019 on women's employment (no asking for
marriage or children), EU directives 2000/43, 2000/78 and 2006/54, and the EEOC's prohibited practices.
"""

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple


class Matter(StrEnum):
    AGE = "age"
    SEX = "sex"
    FAMILY = "family"
    ETHNICITY = "ethnicity"
    RELIGION = "religion"
    HEALTH = "health"
    ORIGIN = "origin"
    CONVICTION = "conviction"


class Found(NamedTuple):
    """The matter that a text touches, and the words by which that is known."""

    matter: Matter
    words: str


NOT_WARES = (
    r"(?! (?:fashion|clothing|clothes|shoes|wear|customers?|shoppers?|buyers?)\b|"
    r".{0,2}(?:护肤|服|装|鞋|包|表|用品|商品|产品|品牌|款|类目|顾客|买家|工艺|风格))"
)
"""What is sold, and to whom, may be asked about."""

ENGLISH: dict[Matter, tuple[str, ...]] = {
    # Whole words, as regular expressions; what ends in \w* stands for all its endings.
    Matter.AGE: (
        "age", "ages", "aged", "how old", "years old", "date of birth", "birth ?date", "birthday",
        "year of birth", "birth year", "year of graduation", "graduation year", "born in",
        "when were you born",
        "(?:when|which year|what year) did you (?:graduate|finish school|leave school)", "retire\\w*",
    ),
    Matter.SEX: (
        "sex", "gender", f"(?:fe)?male{NOT_WARES}", "transgender", "sexual\\w*", "gay", "lesbian",
        "are you (?:a )?(?:man|woman|boy|girl)", "(?:man|woman) or (?:a )?(?:woman|man)", "men only",
        "women only",
    ),
    Matter.FAMILY: (
        "marital", "married", "marry", "marriage", "spouse", "husband", "wife", "divorced?", "widow\\w*",
        "boyfriend", "girlfriend", "are you single", "family (?:status|situation|plans|planning)",
        "(?:have|having|want|wanting|expect|expecting|plan for|planning for|your|own) "
        "(?:a |any |more |small |young )?(?:child|children|kids?|baby|babies)",
        "how many (?:children|kids)", "child ?care", "pregnan\\w*", "maternity leave", "paternity leave",
        "parental leave", "breastfeed\\w*",
    ),
    Matter.ETHNICITY: (
        "ethnic\\w*", "race", "racial", "skin colou?r", "colou?r of (?:your|the) skin", "minority group",
    ),
    Matter.RELIGION: (
        "religio\\w*", "faith", "church", "mosque", "temple", "muslim", "islam\\w*", "christian", "jewish",
        "buddhist", "hindu", "atheist", "do you pray",
    ),
    Matter.HEALTH: (
        "disab\\w*", "handicap\\w*", "illness\\w*", "sick (?:days|leave)", "disease\\w*", "chronic\\w*",
        "medical (?:condition|conditions|history|record|records|exam\\w*|check|problem|problems|issues?)",
        "medication\\w*", "health (?:condition|conditions|status|problem|problems|issues?|history)",
        "your health", "(?:state of|good|mental|physical) health", "healthy", "hepatitis", "hiv",
        "depress\\w*", "psychiatr\\w*", "surger(?:y|ies)", "your (?:height|weight)",
        "how (?:tall|heavy) are you",
    ),
    Matter.ORIGIN: (
        "hukou", "household regist\\w*", "nationalit\\w*", "citizen\\w*", "place of birth", "birth ?place",
        "country of (?:birth|origin)", "home ?town", "native place", "ancest\\w*", "immigra\\w*",
        "where (?:are|do) you (?:come )?from", "where were you born",
        "native (?:speaker|language|tongue)\\w*", "mother tongue", "first language",
        "local (?:resident|people) only",
    ),
    Matter.CONVICTION: (
        "political\\w*", "party member\\w*", "(?:trade |labou?r )union", "vote for", "works council",
    ),
}  # fmt: skip
CHINESE: dict[Matter, tuple[str, ...]] = {
    Matter.AGE: (
        "年龄", "年纪", "多大岁数", "您多大", "你多大", "几岁", "周岁", "岁以下", "岁以上", "岁以内",
        "岁数", "出生年", "出生日期", "出生于", "哪年出生", "生日", "生肖", "属相", "毕业年份", "哪年毕业",
        "哪一年毕业", "何时毕业", "几几年", "90后", "95后", "00后", "80后", "退休",
    ),
    Matter.SEX: (
        "性别", f"[男女][性士生]{NOT_WARES}", "是男", "是女", "限男", "限女", "男女不限", "性取向",
        "同性恋", "跨性别",
    ),
    Matter.FAMILY: (
        "婚姻", "婚否", "婚育", "婚恋", "已婚", "未婚", "结婚", "离婚", "离异", "丧偶", "配偶", "丈夫",
        "妻子", "老公", "老婆", "男朋友", "女朋友", "单身", "家庭状况", "家庭情况", "家庭计划", "有孩子",
        "有小孩", "要孩子", "生孩子", "生小孩", "几个孩子", "带孩子", "您的孩子", "你的孩子", "子女",
        "生育", "二胎", "三胎", "怀孕", "备孕", "孕期", "已孕", "未孕", "产假", "陪产", "哺乳",
    ),
    Matter.ETHNICITY: (
        f"民族{NOT_WARES}", "种族", "肤色", "汉族", "族裔",
    ),
    Matter.RELIGION: (
        "宗教", "信仰", "信教", "教徒", "基督", "佛教", "伊斯兰", "穆斯林", "清真寺", "教会",
    ),
    Matter.HEALTH: (
        "健康状况", "健康情况", "身体健康", "身体状况", "身体情况", "心理健康", "残疾", "残障", "疾病",
        "病史", "慢性病", "传染病", "乙肝", "肝炎", "艾滋", "抑郁", "精神病", "服药", "吃药", "手术",
        "病假", "体检", "您的身高", "你的身高", "您的体重", "你的体重", "身高体重", "身高要求",
    ),
    Matter.ORIGIN: (
        "户籍", "户口", "籍贯", "祖籍", "国籍", "出生地", "老家", "哪里人", "哪儿人", "何地人",
        "什么地方人", "本地人", "外地人", "本地户", "外来人口", "母语", "故乡", "家乡",
    ),
    Matter.CONVICTION: (
        "政治面貌", "政治倾向", "党员", "团员", "党派", "工会",
    ),
}  # fmt: skip

_ENGLISH = {matter: re.compile(rf"\b(?:{'|'.join(terms)})\b") for matter, terms in ENGLISH.items()}
_CHINESE = {matter: re.compile("|".join(terms)) for matter, terms in CHINESE.items()}


def protected(text: str) -> Found | None:
    """The first protected matter that `text`, in either language, asks about; None where there is none.
    Case, width, blanks and invisible signs do not hide it."""
    plain = _plain(text)
    for terms, searched in ((_ENGLISH, plain), (_CHINESE, plain.replace(" ", ""))):
        for matter, pattern in terms.items():
            if found := pattern.search(searched):
                return Found(matter, found[0])
    return None


def _plain(text: str) -> str:
    shown = "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf")
    return " ".join(re.sub(r"[-_/*.’']+", " ", shown.casefold()).split())
