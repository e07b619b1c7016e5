"""The pages of training, one module per noun; all share one blueprint."""

from training.views import (
    attempts,
    awaiting,
    cohorts,
    enrolments,
    exams,
    home,
    own,
    programmes,
    retraining,
    sessions,
    working_days,
)
from training.views.blueprint import bp

__all__ = [
    "attempts",
    "awaiting",
    "bp",
    "cohorts",
    "enrolments",
    "exams",
    "home",
    "own",
    "programmes",
    "retraining",
    "sessions",
    "working_days",
]
