"""The words that a letter is filled in with: one table, for who writes letters and for who sends them."""

from typing import Any, NamedTuple

from core.db import Words
from core.i18n import lazy, say


class Placeholder(NamedTuple):
    """What stands in a letter's `{{ name }}`. `sample` shows it in a preview, in the letter's language."""

    meaning: Any  # a text that waits to know its reader
    sample: Words


def _same(text: str) -> Words:
    return {"en": text, "zh_Hans": text}


PLACEHOLDERS: dict[str, Placeholder] = {
    "name": Placeholder(lazy("Name of whom the letter is to"), {"en": "Robin Vale", "zh_Hans": "苏念"}),
    "candidate": Placeholder(
        lazy("Name of the candidate, in letters to colleagues"), {"en": "Sam Reed", "zh_Hans": "宋嘉树"}
    ),
    "opening": Placeholder(
        lazy("Title of the opening"),
        {"en": "Customer service agent, English", "zh_Hans": "客服专员（英语）"},
    ),
    "stage": Placeholder(lazy("Name of the stage reached"), {"en": "First interview", "zh_Hans": "初试"}),
    "organisation": Placeholder(
        lazy("Name of the organisation"), {"en": "Harbour Lane Books", "zh_Hans": "港巷书店"}
    ),
    "sender": Placeholder(lazy("Name of who sends the letter"), {"en": "Shen Yue", "zh_Hans": "沈悦"}),
    "date": Placeholder(
        lazy("Day of the appointment, or the day it is due"),
        {"en": "Thu 19 Nov 2026", "zh_Hans": "2026 年 11 月 19 日（周四）"},
    ),
    "time": Placeholder(lazy("Time of the appointment"), _same("14:30")),
    "place": Placeholder(
        lazy("Where it takes place, or the address of the call"),
        {"en": "Room 3, second floor", "zh_Hans": "二楼 3 号会议室"},
    ),
    "minutes": Placeholder(lazy("How many minutes it takes"), _same("30")),
    "mark": Placeholder(lazy("Mark that was reached, of 100"), _same("88")),
    "expires": Placeholder(
        lazy("Last day on which the offer or the link is good"),
        {"en": "Mon 30 Nov 2026", "zh_Hans": "2026 年 11 月 30 日（周一）"},
    ),
    "starts": Placeholder(
        lazy("First day of work"), {"en": "Tue 1 Dec 2026", "zh_Hans": "2026 年 12 月 1 日（周二）"}
    ),
    "terms": Placeholder(
        lazy("Terms of the offer"),
        {"en": "Full time, day shift, one year", "zh_Hans": "全职，白班，合同一年"},
    ),
    "grounds": Placeholder(
        lazy("What a background check found"),
        {
            "en": "The certificate 2021-118 is not known to the school that is named on it.",
            "zh_Hans": "证书编号 2021-118，证书上所列学校查无记录。",
        },
    ),
    "until": Placeholder(
        lazy("Last day to answer a notice"),
        {"en": "Wed 25 Nov 2026", "zh_Hans": "2026 年 11 月 25 日（周三）"},
    ),
    "document": Placeholder(
        lazy("Address of the offer as a document"), _same("https://onduty.example/offer-letters/8f3c")
    ),
    "trainee": Placeholder(
        lazy("Name of the trainee, in letters about training"), {"en": "Robin Vale", "zh_Hans": "苏念"}
    ),
    "missed": Placeholder(lazy("How many sessions were missed"), _same("3")),
    "sessions": Placeholder(lazy("How many sessions the training has"), _same("30")),
    "needed": Placeholder(lazy("How many of them must be attended"), _same("27")),
    "to_make_up": Placeholder(lazy("How many missed sessions must be made up, if any"), _same("1")),
    "programme": Placeholder(
        lazy("Name of the training programme"), {"en": "Onboarding", "zh_Hans": "入职培训"}
    ),
    "last_day": Placeholder(
        lazy("Last day of the waiver"),
        {"en": "30 Nov 2026", "zh_Hans": "2026 年 11 月 30 日"},
    ),
    "exam": Placeholder(lazy("Name of the exam"), {"en": "Theory exam", "zh_Hans": "理论考试"}),
    "cohort": Placeholder(lazy("Name of the cohort"), {"en": "Winter intake", "zh_Hans": "冬季班"}),
    "begins": Placeholder(
        lazy("First day of the cohort"), {"en": "30 Nov 2026", "zh_Hans": "2026 年 11 月 30 日"}
    ),
    "modules": Placeholder(
        lazy("Modules that are taught again"), {"en": "Service workflow", "zh_Hans": "服务流程"}
    ),
    "asked": Placeholder(
        lazy("What newer rules ask for"),
        {"en": "new module: Live chat", "zh_Hans": "新模块：在线聊天"},
    ),
    "wanted": Placeholder(
        lazy("Day by which it is to be done"), {"en": "31 Jan 2027", "zh_Hans": "2027 年 1 月 31 日"}
    ),
    "number": Placeholder(lazy("Number of the certificate"), _same("2026-00017")),
    "topic": Placeholder(
        lazy("What a session of recurrent training is about"),
        {"en": "New return policy", "zh_Hans": "新退货政策"},
    ),
    "required": Placeholder(lazy("Filled in where one has to come to the session"), _same("1")),
    "off": Placeholder(lazy("Filled in where nobody comes to the session any more"), _same("1")),
    "why": Placeholder(
        lazy("Why it was changed, where somebody said so"),
        {"en": "The room was needed for the audit.", "zh_Hans": "会议室需用于审计。"},
    ),
    "product": Placeholder(lazy("Product that is launched"), {"en": "Gift cards", "zh_Hans": "礼品卡"}),
    "hours": Placeholder(lazy("Hours of self-study that are credited"), _same("2.5")),
    "claimed": Placeholder(
        lazy("Day on which self-study was claimed"),
        {"en": "19 Nov 2026", "zh_Hans": "2026 年 11 月 19 日"},
    ),
    "level": Placeholder(
        lazy("Level of the ladder that it is about"), {"en": "Supervisor", "zh_Hans": "客服主管"}
    ),
    "trial": Placeholder(
        lazy("Last day of a trial in a level, if there is one"),
        {"en": "Sun 28 Feb 2027", "zh_Hans": "2027 年 2 月 28 日（周日）"},
    ),
    "again": Placeholder(
        lazy("Day from which one can try again"),
        {"en": "Mon 1 Feb 2027", "zh_Hans": "2027 年 2 月 1 日（周一）"},
    ),
    "employee": Placeholder(lazy("Name of whom a goal is about"), {"en": "Robin Vale", "zh_Hans": "苏念"}),
    "goal": Placeholder(
        lazy("What is to be reached"),
        {"en": "First reply within 40 seconds", "zh_Hans": "首次响应控制在 40 秒内"},
    ),
    "month": Placeholder(lazy("Month that was reviewed"), {"en": "Oct 2026", "zh_Hans": "2026 年 10 月"}),
    "corrected": Placeholder(lazy("Filled in where a month was corrected after its bonus"), _same("1")),
    "upheld": Placeholder(lazy("Filled in where an appeal is upheld"), _same("1")),
    "note": Placeholder(
        lazy("What is written to the candidate by hand"),
        {"en": "Please bring your certificate.", "zh_Hans": "请携带证书原件。"},
    ),
    "link": Placeholder(lazy("Address to follow"), _same("https://onduty.example/follow/8f3c")),
}


def samples(language: str) -> dict[str, str]:
    """A value for every placeholder, for a preview in `language`."""
    return {name: say(placeholder.sample, language) for name, placeholder in PLACEHOLDERS.items()}
