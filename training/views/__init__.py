"""The pages of training, one module per noun; all share one blueprint."""

from training.views import awaiting, cohorts, enrolments, exams, home, own, programmes, sessions, working_days
from training.views.blueprint import bp

__all__ = [
    "awaiting",
    "bp",
    "cohorts",
    "enrolments",
    "exams",
    "home",
    "own",
    "programmes",
    "sessions",
    "working_days",
]
