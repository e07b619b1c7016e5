"""The pages of training, one module per noun; all share one blueprint."""

from training.views import (
    assessments,
    attempts,
    awaiting,
    certificates,
    cohorts,
    duty,
    enrolments,
    exam_policies,
    exams,
    home,
    nesting,
    own,
    programmes,
    retraining,
    sessions,
    working_days,
)
from training.views.blueprint import bp

__all__ = [
    "assessments",
    "attempts",
    "awaiting",
    "bp",
    "certificates",
    "cohorts",
    "duty",
    "enrolments",
    "exam_policies",
    "exams",
    "home",
    "nesting",
    "own",
    "programmes",
    "retraining",
    "sessions",
    "working_days",
]
