"""The pages of training, one module per noun; all share one blueprint."""

from training.views import awaiting, cohorts, enrolments, home, own, programmes, sessions, working_days
from training.views.blueprint import bp

__all__ = ["awaiting", "bp", "cohorts", "enrolments", "home", "own", "programmes", "sessions", "working_days"]
