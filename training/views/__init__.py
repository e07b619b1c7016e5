"""The pages of training, one module per noun; all share one blueprint."""

from training.views import (
    awaiting,
    certificates,
    cohorts,
    duty,
    enrolments,
    exams,
    home,
    nesting,
    own,
    programmes,
    sessions,
    working_days,
)
from training.views.blueprint import bp

__all__ = [
    "awaiting",
    "bp",
    "certificates",
    "cohorts",
    "duty",
    "enrolments",
    "exams",
    "home",
    "nesting",
    "own",
    "programmes",
    "sessions",
    "working_days",
]
