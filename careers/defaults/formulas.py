"""What months are measured by in a new installation."""

from decimal import Decimal as D

from careers.formulas import FormulaPlan, IndicatorPlan
from careers.rules.learning import ATTENDANCE, EXAM_MARKS, SELF_STUDY
from careers.states import Direction
from core.bilingual import both

_QUALITY, _EFFICIENCY, _TEAMWORK, _LEARNING = (
    both("Service quality", "服务质量"),
    both("Efficiency", "工作效率"),
    both("Teamwork", "团队协作"),
    both("Learning", "学习成长"),
)
_OF_5, _OF_100, _SECONDS, _PERCENT, _A_DAY, _HOURS = (
    both("of 5", "分（满分 5）"),
    both("of 100", "分（满分 100）"),
    both("s", "秒"),
    both("%", "%"),
    both("a day", "每日"),
    both("h", "小时"),
)
_HIGHER, _LOWER = Direction.HIGHER, Direction.LOWER

LEARNING = (
    IndicatorPlan(
        ATTENDANCE,
        _LEARNING,
        both("Attendance of trainings", "培训出勤率"),
        _PERCENT,
        _HIGHER,
        D(100),
        D(50),
        D(2),
    ),
    IndicatorPlan(
        EXAM_MARKS, _LEARNING, both("Exam marks", "考试成绩"), _OF_100, _HIGHER, D(95), D(60), D(2)
    ),
    IndicatorPlan(
        SELF_STUDY,
        _LEARNING,
        both("Self-study", "自主学习"),
        _HOURS,
        _HIGHER,
        D(4),
        D(0),
        D(1),
        is_total=True,
    ),
)
"""What training knows by itself."""

INDICATORS = (
    IndicatorPlan(
        "satisfaction",
        _QUALITY,
        both("Customer satisfaction", "客户满意度"),
        _OF_5,
        _HIGHER,
        D("4.8"),
        D("3.0"),
        D(25),
    ),
    IndicatorPlan(
        "first response",
        _QUALITY,
        both("First response time", "首次响应时长"),
        _SECONDS,
        _LOWER,
        D(35),
        D(120),
        D(15),
    ),
    IndicatorPlan(
        "resolution", _QUALITY, both("Resolution rate", "问题解决率"), _PERCENT, _HIGHER, D(95), D(60), D(15)
    ),
    IndicatorPlan(
        "complaints", _QUALITY, both("Complaint rate", "投诉率"), _PERCENT, _LOWER, D("0.2"), D("2.0"), D(10)
    ),
    IndicatorPlan(
        "enquiries",
        _EFFICIENCY,
        both("Enquiries handled", "处理咨询量"),
        _A_DAY,
        _HIGHER,
        D(80),
        D(30),
        D(10),
    ),
    IndicatorPlan(
        "on time",
        _EFFICIENCY,
        both("Orders handled on time", "订单及时处理率"),
        _PERCENT,
        _HIGHER,
        D(98),
        D(70),
        D(10),
    ),
    IndicatorPlan(
        "teamwork",
        _TEAMWORK,
        both("Rating by peers and supervisor", "同事与主管互评"),
        _OF_5,
        _HIGHER,
        D("4.5"),
        D(2),
        D(10),
    ),
    *LEARNING,
)

FORMULA = FormulaPlan(level=None, team_id=None, since=None, indicators=INDICATORS)
"""For everybody, from the beginning on."""
