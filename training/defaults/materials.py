"""What trainees read from the first day. A team replaces these by its own, version by version."""

from typing import NamedTuple

from core.bilingual import both
from core.db import Words


class MaterialDefault(NamedTuple):
    key: str
    module_key: str
    title: Words
    body: Words


MATERIALS = (
    MaterialDefault(
        "house-rules",
        "culture",
        both("House rules in ten sentences", "十句话讲清内部制度"),
        both(
            "Shifts: day 8:30–17:30, evening 17:30–01:00, six days on and one off, rotating.\n\n"
            "Be at your desk, signed in, when the shift begins; say so beforehand if you cannot come.\n\n"
            "What customers tell us stays with us: no screenshots, no private accounts, no copies.\n\n"
            "Who is unsure asks the coach or the trainer. Asking is never held against anybody.",
            "班次：白班 8:30–17:30，晚班 17:30–01:00，做六休一，轮换。\n\n"
            "班次开始时已到岗并登录；不能到岗须提前说明。\n\n"
            "客户告诉我们的信息只留在我们这里：不截屏、不用私人账号、不复制外传。\n\n"
            "拿不准就问带教人或培训师。提问绝不会成为扣分项。",
        ),
    ),
    MaterialDefault(
        "returns-policy",
        "workflow",
        both("Returns and refunds: what we may promise", "退货与退款：我们可以承诺什么"),
        both(
            "Unused goods: back within 30 days of delivery, refund within 5 working days of arrival.\n\n"
            "Damaged or wrong goods: replacement or refund as the customer chooses; we pay the way back.\n\n"
            "Outside these limits promise nothing: hand over to the supervisor with what was tried so far.",
            "未使用商品：签收后 30 天内可退，收到退货后 5 个工作日内退款。\n\n"
            "破损或错发：由客户选择换货或退款，退回运费由我们承担。\n\n"
            "超出以上范围不作任何承诺：连同已尝试的处理一并升级给主管。",
        ),
    ),
    MaterialDefault(
        "tone",
        "communication",
        both("Tone in writing: before and after", "书面语气：修改前与修改后"),
        both(
            'Before: "You should have read the description."\n'
            'After: "The description gives the size. Shall I look for one that fits?"\n\n'
            "Say first what happens next, then why. One question at a time. The customer's name once.",
            "修改前：“商品描述里写得很清楚。”\n"
            "修改后：“描述里写了尺码，我帮您找合适的，好吗？”\n\n"
            "先说接下来怎么办，再说原因。一次只问一个问题。客户的称呼出现一次即可。",
        ),
    ),
)
