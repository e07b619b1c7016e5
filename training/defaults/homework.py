"""The rubric of homework: what is looked at in something written at home."""

from decimal import Decimal

from assessment.rubrics import CriterionPlan
from core.bilingual import both, each

KEY = "homework"
NAME = both("Homework", "课后作业")

CRITERIA = (
    CriterionPlan(
        both("Right", "内容正确"),
        each(
            ("Mostly wrong, or against policy", "大部分错误，或违反政策"),
            ("Important points are wrong", "关键内容有误"),
            ("Right in what matters", "关键内容正确"),
            ("Right throughout", "全部正确"),
            ("Right, with the rule or source named", "全部正确，并注明规则或出处"),
        ),
        weight=Decimal(2),
    ),
    CriterionPlan(
        both("Complete", "完整"),
        each(
            ("Most of the task is missing", "大部分没有完成"),
            ("Parts of the task are missing", "部分没有完成"),
            ("All parts are there", "各部分都完成"),
            ("All parts, with reasons", "各部分都完成，并说明理由"),
            ("It also says what the task did not ask and the customer would", "还想到了题目没问、客户会问的"),
        ),
    ),
    CriterionPlan(
        both("Well said", "表达"),
        each(
            ("Cannot be understood", "看不懂"),
            ("Has to be read twice", "需要反复看"),
            ("Clear", "清楚"),
            ("Clear and friendly", "清楚而友好"),
            ("Could be sent to a customer as it stands", "可以直接发给客户"),
        ),
    ),
)
