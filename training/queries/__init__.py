"""What is asked about training, by noun."""

from training.queries.enrolments import AWAITING_ORDER, awaiting, live_enrolment

__all__ = ["AWAITING_ORDER", "awaiting", "live_enrolment"]
