"""What is done between a yes and the first day, as it comes."""

from typing import NamedTuple

from core.db import Words
from recruiting.defaults.words import both
from recruiting.states import TaskOwner


class StepDefault(NamedTuple):
    """`days` after the first day; before it when negative."""

    name: Words
    owner: TaskOwner
    days: int


STEPS = {
    "documents": StepDefault(
        both("Hand in the signed contract and copies of the papers", "交回签字的劳动合同和证件复印件"),
        TaskOwner.CANDIDATE,
        -7,
    ),
    "bank": StepDefault(both("Name the account for the pay", "提供工资卡账号"), TaskOwner.CANDIDATE, -5),
    "account": StepDefault(both("Set up the accounts for the tools", "开通各系统账号"), TaskOwner.IT, -3),
    "equipment": StepDefault(both("Prepare computer and headset", "准备电脑和耳机"), TaskOwner.IT, -2),
    "welcome": StepDefault(
        both("Tell when and where to come, and whom to ask for", "告知报到时间、地点和联系人"),
        TaskOwner.RECRUITER,
        -3,
    ),
    "buddy": StepDefault(both("Name a colleague who shows around", "指定带教同事"), TaskOwner.MANAGER, -2),
    "first day": StepDefault(
        both("Greet and show the workplace on the first day", "入职当天迎接并熟悉工位"), TaskOwner.MANAGER, 0
    ),
}
