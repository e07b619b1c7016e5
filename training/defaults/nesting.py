"""What nesting asks in a new installation."""

from decimal import Decimal

from core.bilingual import both
from training.nesting_policies import NestingPlan, StepPlan, TargetPlan

POLICY = NestingPlan(
    hold_days=5,
    most_per_coach=5,
    targets=(
        TargetPlan("contacts", both("Contacts handled", "处理咨询量"), Decimal(30)),
        TargetPlan(
            "first response", both("First response, seconds", "首次响应（秒）"), Decimal(60), is_floor=False
        ),
        TargetPlan("satisfaction", both("Satisfaction, of 5", "客户满意度（5 分制）"), Decimal("4.5")),
        TargetPlan("quality", both("Quality check, of 100", "质检得分（百分制）"), Decimal(85)),
    ),
    steps=(
        StepPlan(1, both("E-mail and order questions, the coach beside", "邮件与订单咨询，带教人在旁")),
        StepPlan(6, both("One chat at a time", "单个在线会话")),
        StepPlan(11, both("Several chats, disputes with the coach", "多个会话，纠纷由带教人协助")),
    ),
)
