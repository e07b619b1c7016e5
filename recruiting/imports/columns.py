"""What the columns of a table of candidates may hold, and how a header is understood."""

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from core.i18n import lazy

FIELDS: dict[str, Any] = {
    "name": lazy("Name"),
    "family_name": lazy("Family name"),
    "given_name": lazy("Given name"),
    "latin_name": lazy("Name in Latin letters"),
    "email": lazy("E-mail"),
    "phone": lazy("Phone"),
    "language": lazy("Letters in"),
    "lives_in": lazy("Lives in"),
    "education": lazy("Education"),
    "service_years": lazy("Years of service work"),
    "languages": lazy("Languages"),
    "evening_shift": lazy("Evening shift"),
    "words_a_minute": lazy("Words typed a minute"),
    "opening": lazy("Opening"),
    "channel": lazy("Channel"),
    "source": lazy("Source"),
    "medium": lazy("Medium"),
    "campaign": lazy("Advertising campaign"),
    "site": lazy("Referring site"),
}
"""Field → what it is called, in the order of the template."""

OPTIONAL = ("family_name", "given_name", "source", "medium", "campaign", "site")
TEMPLATE = tuple(name for name in FIELDS if name not in OPTIONAL)

SYNONYMS: dict[str, tuple[str, ...]] = {
    "name": (
        "name",
        "full name",
        "candidate",
        "candidate name",
        "applicant",
        "姓名",
        "名字",
        "候选人",
        "候选人姓名",
        "应聘者",
    ),
    "family_name": ("family name", "last name", "surname", "姓", "姓氏"),
    "given_name": ("given name", "first name", "forename", "名"),
    "latin_name": (
        "name in latin letters",
        "latin name",
        "pinyin",
        "english name",
        "拼音",
        "姓名拼音",
        "英文名",
        "拉丁字母姓名",
    ),
    "email": (
        "e-mail",
        "email",
        "mail",
        "e-mail address",
        "email address",
        "邮箱",
        "电子邮箱",
        "电子邮件",
        "邮件",
        "邮箱地址",
    ),
    "phone": (
        "phone",
        "telephone",
        "phone number",
        "mobile",
        "mobile phone",
        "mobile number",
        "cell",
        "tel",
        "电话",
        "手机",
        "手机号",
        "手机号码",
        "联系电话",
        "电话号码",
        "联系方式",
    ),
    "language": (
        "letters in",
        "language of letters",
        "preferred language",
        "信件语言",
        "首选语言",
        "语言偏好",
    ),
    "lives_in": (
        "lives in",
        "city",
        "location",
        "place",
        "residence",
        "address",
        "居住地",
        "现居",
        "现居地",
        "所在城市",
        "城市",
        "现居住地",
    ),
    "education": ("education", "degree", "highest education", "学历", "最高学历", "教育程度"),
    "service_years": (
        "years of service work",
        "service years",
        "years of experience",
        "experience",
        "客服工作年限",
        "客服年限",
        "客服经验",
        "工作年限",
        "经验年限",
    ),
    "languages": ("languages", "language skills", "spoken languages", "语言", "语言能力", "外语"),
    "evening_shift": ("evening shift", "evenings", "works evenings", "晚班", "可上晚班", "接受晚班", "夜班"),
    "words_a_minute": (
        "words typed a minute",
        "words a minute",
        "words per minute",
        "wpm",
        "typing speed",
        "打字速度",
        "每分钟打字数",
        "每分钟字数",
    ),
    "opening": (
        "opening",
        "position",
        "job",
        "role",
        "vacancy",
        "requisition",
        "opening code",
        "applied for",
        "招聘需求",
        "职位",
        "岗位",
        "应聘职位",
        "应聘岗位",
        "需求编号",
    ),
    "channel": ("channel", "source", "recruiting channel", "渠道", "招聘渠道", "来源", "简历来源"),
    # "Source" alone is the channel to most; what a link said is written with utm before it.
    "source": ("utm source", "link source", "链接来源", "来源网站"),
    "medium": ("medium", "utm medium", "媒介"),
    "campaign": ("campaign", "advertising campaign", "utm campaign", "推广活动", "活动"),
    "site": ("referring site", "referrer", "referer", "referring page", "来路", "来路网站"),
}
_FIELD_OF = {said: field for field, names in SYNONYMS.items() for said in names}

OWN_COLUMNS = ("line", "what is wrong", "行号", "问题")
"""What our own file of errors adds: no part of a layout, never imported."""


def _plain(title: str) -> str:
    """A column's title without what differs from file to file: case, marks, what stands in brackets."""
    bare = re.sub(r"[(（\[【].*?[)）\]】]", "", title)
    return re.sub(r"[\s_*:：]+", " ", bare).strip().lower()


def layout(header: Sequence[str]) -> str:
    """What is the same for two files with the same columns."""
    titles = [one for one in map(_plain, header) if one not in OWN_COLUMNS]
    return hashlib.sha256("\n".join(titles).encode()).hexdigest()


def guessed(header: Sequence[str]) -> dict[str, str]:
    """Column (counted from 0, as text) → field, where its title says so; each field once."""
    found: dict[str, str] = {}
    for number, title in enumerate(header):
        field = _FIELD_OF.get(_plain(title))
        if field and field not in found.values():
            found[str(number)] = field
    return found


def faults(columns: dict[str, str]) -> list[str]:
    """What a choice of columns lacks or has twice: "twice", "name", "contact"; empty where it will do."""
    fields = [one for one in columns.values() if one]
    wrong = ["twice"] if len(set(fields)) < len(fields) else []
    if not {"name", "family_name", "given_name"} & set(fields):
        wrong.append("name")
    return wrong if {"email", "phone"} & set(fields) else [*wrong, "contact"]
