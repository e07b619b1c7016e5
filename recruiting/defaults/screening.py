"""The screening questions as they come with each role profile: what the work needs, and nothing else.

Shifts, language and education knock out; who rejects is a person. Points and weights are a beginning: the
reports tell which question predicts anything, and every set can be changed.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from core.db import Words
from recruiting.defaults.words import both
from recruiting.screening_sets import ANSWERS, NO, YES, Option, Question
from recruiting.states import Education, KnownFact, QuestionKind


class QuestionDefault(NamedTuple):
    """`reason` is the key of the disposition reason that a knock-out proposes."""

    asked: Question
    reason: str | None = None


def _yes_no(yes: int, no: int, *, no_knocks_out: bool = False) -> tuple[Option, ...]:
    return (
        Option(ANSWERS[YES], Decimal(yes), key=YES),
        Option(ANSWERS[NO], Decimal(no), knocks_out=no_knocks_out, key=NO),
    )


def _band(at_least: int, points: int, english: str, chinese: str) -> Option:
    return Option(both(english, chinese), Decimal(points), at_least=Decimal(at_least), key=f"from {at_least}")


def _answer(key: str, points: int, words: Words, *, knocks_out: bool = False) -> Option:
    return Option(words, Decimal(points), knocks_out=knocks_out, key=key)


SHIFTS = QuestionDefault(
    Question(
        key="shifts",
        kind=QuestionKind.YES_NO,
        prompt=both(
            "Can you work the shifts: day 8:30–17:30 or evening 17:30–01:00, six days on, one off, rotating?",
            "您能否接受轮班：白班 8:30–17:30 或晚班 17:30–01:00，做六休一轮休？",
        ),
        job_related=both(
            "Buyers write until one o’clock at night; every seat is on the rota.",
            "买家咨询持续到凌晨 1 点，每个岗位都要参加排班。",
        ),
        options=_yes_no(100, 0, no_knocks_out=True),
        weight=Decimal(2),
        known_from=KnownFact.EVENING_SHIFT,
    ),
    "shifts",
)


def language(english: str, chinese: str) -> QuestionDefault:
    """How well somebody speaks and writes the language of the market."""
    return QuestionDefault(
        Question(
            key="market language",
            kind=QuestionKind.CHOICE,
            prompt=both(english, chinese),
            job_related=both(
                "Every answer to a buyer is written in that language, without a translator.",
                "给买家的每一条回复都要直接用该语言书写。",
            ),
            options=(
                _answer("fluent", 100, both("Fluent, also on difficult matters", "流利，复杂问题也能应对")),
                _answer("good", 70, both("Good, with some mistakes", "良好，偶有错误")),
                _answer("basic", 20, both("Basic", "基础")),
                _answer("none", 0, both("Not at all", "不会"), knocks_out=True),
            ),
            weight=Decimal(3),
        ),
        "language",
    )


EDUCATION = QuestionDefault(
    Question(
        key="education",
        kind=QuestionKind.CHOICE,
        prompt=both("What is your highest completed education?", "您已取得的最高学历是？"),
        job_related=both(
            "The position asks for junior college or above, any major.", "岗位要求大专及以上学历，专业不限。"
        ),
        options=(
            _answer(Education.SECONDARY, 0, both("Secondary school", "高中或中专"), knocks_out=True),
            _answer(Education.JUNIOR_COLLEGE, 80, both("Junior college", "大专")),
            _answer(Education.BACHELOR, 100, both("Bachelor", "本科")),
            _answer(Education.MASTER, 100, both("Master or above", "硕士及以上")),
        ),
        weight=Decimal(1),
        known_from=KnownFact.EDUCATION,
    ),
    "education",
)

SERVICE = QuestionDefault(
    Question(
        key="service experience",
        kind=QuestionKind.NUMBER,
        prompt=both("How many years have you worked in customer service?", "您从事客户服务工作多少年？"),
        job_related=both(
            "Who has served customers before is sooner ready to do it alone.", "有客服经验者能更快独立上岗。"
        ),
        options=(
            _band(0, 20, "None yet", "暂无"),
            _band(1, 60, "From one year", "满 1 年"),
            _band(2, 80, "From two years", "满 2 年"),
            _band(3, 100, "From three years", "满 3 年"),
        ),
        weight=Decimal(2),
        known_from=KnownFact.SERVICE_YEARS,
    )
)


def commerce(english: str, chinese: str, weight: int = 2) -> QuestionDefault:
    """Experience with the kind of marketplace."""
    return QuestionDefault(
        Question(
            key="e-commerce experience",
            kind=QuestionKind.CHOICE,
            prompt=both(english, chinese),
            job_related=both(
                "Orders, returns and the rules of the platform are half of the training.",
                "订单、退货和平台规则占培训内容的一半。",
            ),
            options=(
                _answer("over two years", 100, both("Yes, over two years", "有，两年以上")),
                _answer("up to two years", 80, both("Yes, up to two years", "有，两年以内")),
                _answer(
                    "as a seller",
                    50,
                    both("Not in service, but I have sold online", "没做过客服，但开过网店"),
                ),
                _answer("none", 20, both("No", "没有")),
            ),
            weight=Decimal(weight),
        )
    )


def typing(weight: int) -> QuestionDefault:
    """Typing speed, which the work asks for the more the more chats are open at once."""
    return QuestionDefault(
        Question(
            key="typing speed",
            kind=QuestionKind.NUMBER,
            prompt=both(
                "How many words (for Chinese: characters) do you type in a minute?",
                "您每分钟能打多少字（英文按单词计）？",
            ),
            job_related=both(
                "Several conversations are answered at once; the simulation measures it later.",
                "需要同时处理多个会话；后续模拟测试会实测打字速度。",
            ),
            options=(
                _band(0, 0, "Under 30", "30 以下"),
                _band(30, 40, "From 30", "30 及以上"),
                _band(45, 75, "From 45", "45 及以上"),
                _band(60, 100, "From 60", "60 及以上"),
            ),
            weight=Decimal(weight),
            known_from=KnownFact.WORDS_A_MINUTE,
        )
    )


DEVICE = QuestionDefault(
    Question(
        key="work from home",
        kind=QuestionKind.YES_NO,
        prompt=both(
            "For days of work from home: have you a computer of your own and a line of at least 50 Mbit/s?",
            "居家办公时，您是否有自用电脑和 50 Mbit/s 以上的网络？",
        ),
        job_related=both(
            "At big promotions part of the team works from home.", "大促期间部分人员需要居家办公。"
        ),
        options=_yes_no(100, 0),
        required=False,
    )
)

REPLY = QuestionDefault(
    Question(
        key="reply to a buyer",
        kind=QuestionKind.TEXT,
        prompt=both(
            "A buyer asks for the third time where the parcel is. What do you write? Two or three sentences.",
            "买家第三次询问包裹到哪了，您会怎么回复？请写两三句话。",
        ),
        job_related=both(
            "Shows in two sentences how somebody writes to a buyer; read by a person, never given points.",
            "从两三句话看出如何与买家沟通；由人阅读，不计分。",
        ),
        required=False,
    )
)

BY_PROFILE: dict[str, tuple[QuestionDefault, ...]] = {
    "global marketplace": (
        SHIFTS,
        language(
            "How well do you speak and write the language of the market that this position serves?",
            "您对该岗位所服务市场语言的口语和书面表达水平如何？",
        ),
        EDUCATION,
        SERVICE,
        commerce(
            "Have you served buyers on a global marketplace (Amazon, eBay, Shopee …)?",
            "您是否在跨境电商平台（亚马逊、eBay、Shopee 等）做过客服？",
        ),
        typing(1),
        DEVICE,
        REPLY,
    ),
    "b2b marketplace": (
        SHIFTS,
        language(
            "How well do you speak and write English, or the language of the market, with trade buyers?",
            "您与海外企业买家沟通所用的英语（或市场语言）水平如何？",
        ),
        EDUCATION,
        SERVICE,
        commerce(
            "Have you worked with trade buyers on a B2B marketplace (Alibaba, Made-in-China …)?",
            "您是否在 B2B 平台（阿里巴巴国际站、中国制造网等）服务过企业买家？",
            3,
        ),
        typing(1),
        DEVICE,
        REPLY,
    ),
    "b2c mall": (
        SHIFTS,
        language(
            "How well do you speak and write the language that the shoppers of this mall use?",
            "您对该商城顾客所用语言（如普通话）的口语和书面表达水平如何？",
        ),
        EDUCATION,
        SERVICE,
        commerce(
            "Have you served shoppers of an online mall in live chat (Tmall, JD …)?",
            "您是否在商城（天猫、京东等）做过在线客服？",
        ),
        typing(2),
        DEVICE,
        REPLY,
    ),
}


def drafted(asked: tuple[QuestionDefault, ...], reasons: Mapping[str, int]) -> list[Question]:
    """The questions with the ids of their reasons, ready to be published."""
    return [replace(one.asked, reason_id=reasons[one.reason] if one.reason else None) for one in asked]
