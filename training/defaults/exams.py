"""What exams ask in a new installation."""

from decimal import Decimal

from training.exam_policies import PolicyPlan
from training.rules.exams import Rules
from training.states import ExamKind

POLICY = PolicyPlan(
    attendance_share=Decimal("0.9"),
    retrainings=1,
    rules={
        ExamKind.THEORY: Rules(pass_mark=Decimal(80)),
        ExamKind.PRACTICAL: Rules(pass_mark=Decimal(75)),
    },
)
"""Two retakes of each exam with three days between, each after what was weak is signed off."""
