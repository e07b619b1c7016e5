"""Why an application ended: what we say, what they say, and what they say to an offer."""

from core.db import Words
from recruiting.defaults.words import both
from recruiting.states import ReasonFamily

OPENING_CLOSED = "opening closed"
"""Key of the reason for whoever is still in an opening that closes."""
HIRED_ELSEWHERE = "hired elsewhere"
"""Key of the reason for whom an import brings as hired already, in the system that it comes from. They ended
neither by us nor against us; no family says so, and of these theirs is the one that blames nobody."""
NOT_BY_HAND = frozenset({HIRED_ELSEWHERE})
"""Retired from the beginning: given by an import, and offered to nobody."""

REASONS: dict[ReasonFamily, dict[str, Words]] = {
    ReasonFamily.REJECTION: {
        "shifts": both("Cannot work the shifts", "无法接受排班"),
        "language": both("Language not yet at the level of the market", "语言水平未达到市场要求"),
        "education": both("Under the minimum education", "低于最低学历要求"),
        "experience": both("Others have more of the experience needed", "其他候选人的经验更匹配"),
        "online test": both("Online test not passed", "在线测试未通过"),
        "interview": both("Interview not passed", "面试未通过"),
        "simulation": both("Scenario simulation not passed", "模拟场景测试未通过"),
        "background check": both("Background check not passed", "背景调查未通过"),
        "no answer": both("Did not come or did not answer", "未到场或未回复"),
        "all seats filled": both("All seats are filled", "名额已满"),
        OPENING_CLOSED: both("Opening closed", "招聘需求已关闭"),
        "rejected otherwise": both("Another reason, see the note", "其他原因，见备注"),
    },
    ReasonFamily.WITHDRAWAL: {
        "withdrew for another job": both("Took another job", "已接受其他工作"),
        "withdrew over pay": both("Pay", "薪酬"),
        "withdrew over shifts": both("Shifts", "排班"),
        "withdrew over the way to work": both("Place or way to work", "工作地点或通勤"),
        "withdrew over the wait": both("Took too long", "流程时间过长"),
        "withdrew for themselves": both("Personal reasons", "个人原因"),
        "withdrew otherwise": both("Another reason, see the note", "其他原因，见备注"),
        HIRED_ELSEWHERE: both("Hired in the other system", "已在原系统录用"),
    },
    ReasonFamily.DECLINE: {
        "declined for another offer": both("Accepted another offer", "已接受其他公司的录用"),
        "declined to stay": both("Stays with the present employer", "留在现雇主处"),
        "declined over pay": both("Pay", "薪酬"),
        "declined over shifts": both("Shifts", "排班"),
        "declined over the start": both("First day does not suit", "入职日期不合适"),
        "declined for themselves": both("Personal reasons", "个人原因"),
        "declined otherwise": both("Another reason, see the note", "其他原因，见备注"),
    },
}

COOL_DOWN: dict[str, int] = {
    "language": 180,
    "online test": 90,
    "interview": 180,
    "simulation": 180,
    "background check": 365,
    "no answer": 90,
}
"""Days before somebody who was turned down for this reason may apply again; none for the rest."""
