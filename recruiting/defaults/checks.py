"""What is checked as it comes, and what a referee is asked."""

from typing import NamedTuple

from core.db import Words
from recruiting.defaults.words import both


class ItemDefault(NamedTuple):
    name: Words
    asks_referees: bool = False


class PackageDefault(NamedTuple):
    """Days: until it should be done, between a notice and the decision, and for how long it holds."""

    name: Words
    items: tuple[ItemDefault, ...]
    target_days: int = 5
    wait_days: int = 5
    good_days: int | None = 730


WORK = ItemDefault(both("Work history", "工作经历"))
REFERENCES = ItemDefault(both("References", "证明人核实"), asks_referees=True)
EDUCATION = ItemDefault(both("Education", "学历"))
IDENTITY = ItemDefault(both("Identity document seen", "身份证件原件已核对"))

PACKAGES = {
    "customer service": PackageDefault(
        both("Customer service", "客服岗位"), (WORK, REFERENCES, EDUCATION, IDENTITY)
    ),
    "renewal": PackageDefault(
        both("Renewal for employees", "在职复查"), (IDENTITY, EDUCATION), target_days=10
    ),
}

QUESTIONS: dict[str, Words] = {
    "period": both(
        "From when to when did they work together, and in which position?", "共事的起止时间和岗位是？"
    ),
    "tasks": both("What was the candidate's work?", "候选人主要负责哪些工作？"),
    "strengths": both("What did the candidate do well?", "候选人哪些方面做得好？"),
    "improve": both("What could be better?", "哪些方面有待提高？"),
    "pressure": both(
        "How did the candidate behave with upset customers, or under pressure?",
        "面对情绪激动的客户或较大压力时，候选人表现如何？",
    ),
    "left": both("Why did the candidate leave?", "候选人离职的原因是？"),
}
"""Asked of every referee; answers are kept under these keys."""
