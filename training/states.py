"""The vocabulary of training."""

from enum import StrEnum


class EnrolmentState(StrEnum):
    AWAITING_COHORT = "awaiting a cohort"
    CANCELLED = "cancelled"
