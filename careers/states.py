"""The vocabulary of careers."""

from enum import StrEnum


class RequirementKind(StrEnum):
    """What a level can ask for, in a form that is checked by rule."""

    TIME_IN_LEVEL = "time in level"
    GOOD_STANDING = "good standing"
    REVIEW_AVERAGE = "review average"
    REVIEW_FLOOR = "review floor"
    EXAM = "exam"
    COURSE = "course"
    CERTIFICATE = "certificate"
    COMPETENCIES = "competencies"
    COMPLAINTS = "complaints"
    COACHED = "coached"


class Verdict(StrEnum):
    MET = "met"
    NOT_YET = "not yet"
    UNKNOWN = "unknown"


class Readiness(StrEnum):
    """When somebody could rise: what stands in the way has a day, or has none."""

    NOW = "now"
    SOON = "within three months"
    LATER = "later"
    BLOCKED = "blocked"


class Meaning(StrEnum):
    """What another version of the ladder would mean for somebody."""

    READY = "would be ready"
    NOT_READY = "would no longer be ready"
    OTHERWISE = "would change"
    SAME = "stays as it is"


class Direction(StrEnum):
    """Which figures of an indicator are the good ones."""

    HIGHER = "higher"
    LOWER = "lower"


class FigureSource(StrEnum):
    TYPED = "typed"
    FILE = "file"
    TRAINING = "training"
    MUTUAL = "mutual"


class Tenure(StrEnum):
    """How long somebody has been on duty, in bands within which they are compared."""

    FIRST = "under 6 months"
    SECOND = "6 to 11 months"
    THIRD = "12 to 23 months"
    LONG = "24 months or more"


class Beside(StrEnum):
    """How a month compares with those of colleagues."""

    BELOW = "below"
    NOT_BELOW = "not below"
    NOT_COMPARED = "not compared"


class BonusKind(StrEnum):
    """What a bonus is worth: some money, or a share of the pay that pay-roll knows."""

    AMOUNT = "amount"
    SHARE = "share of pay"


class BonusGround(StrEnum):
    """Why a bonus is what it is."""

    FULL = "full"
    PART = "part of the month"
    BELOW = "below the table"
    TOO_SHORT = "too few days on duty"
    KIND = "kind of employment left out"


class HonourKind(StrEnum):
    AGENT_OF_MONTH = "agent of the month"
    STAR_OF_QUARTER = "star of the quarter"


class HonourState(StrEnum):
    """What was decided about somebody whom the rule proposes. Taken back: it awaits a decision again."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"
    TAKEN_BACK = "taken back"


class HonourObstacle(StrEnum):
    """Why the rule does not propose somebody."""

    LEVEL = "level"
    KIND = "kind"
    NOT_CLOSED = "not closed"
    TOO_FEW_DAYS = "too few days"
    TOO_NEW = "too new"
    COMPLAINT = "complaint"


class FitKind(StrEnum):
    """What is offered to whoever falls short."""

    MODULE = "module"
    MATERIAL = "material"
    SESSION = "session"


class RaterPart(StrEnum):
    """As what somebody rates another in a mutual review."""

    PEER = "peer"
    SUPERVISOR = "supervisor"


class AppealState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class ComplaintState(StrEnum):
    REPORTED = "reported"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class CaseState(StrEnum):
    OPEN = "open"
    RETURNED = "returned"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    APPLIED = "applied"
    LAPSED = "lapsed"
    """It ran when they left, and ended with that."""


UNDECIDED = (CaseState.OPEN, CaseState.RETURNED)
RUNNING = (*UNDECIDED, CaseState.APPROVED)
"""Somebody has at most one case in these."""


class FrozenFor(StrEnum):
    """What the evidence of a case is frozen for."""

    OPENED = "opened"
    SENT_IN_AGAIN = "sent in again"
    APPROVED = "approved"
    DECLINED = "declined"


class ActKind(StrEnum):
    """How somebody came to hold a level. Only a promotion is called one."""

    PROMOTION = "promotion"
    ACTING = "acting"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    DEMOTION = "demotion"
    LATERAL = "lateral"


class DeskState(StrEnum):
    """A day at the service desk."""

    PLANNED = "planned"
    SERVED = "served"
    MISSED = "missed"
    CANCELLED = "cancelled"


class DeskNeed(StrEnum):
    """Where somebody stands with the days that they owe the desk."""

    DUE = "due"
    OPEN = "open"
    PLANNED = "planned"
    DONE = "done"
    DAILY = "daily work"


class GoalSource(StrEnum):
    STRENGTH = "strength"
    GAP = "gap"
    WISH = "wish"


class GoalState(StrEnum):
    PROPOSED = "proposed"
    AGREED = "agreed"
    REACHED = "reached"
    DROPPED = "dropped"


class Side(StrEnum):
    """Who agrees: the employee, and whoever leads them."""

    EMPLOYEE = "employee"
    LEAD = "lead"


class LookOutcome(StrEnum):
    ON_TRACK = "on track"
    BEHIND = "behind"
    REACHED = "reached"
    DROPPED = "dropped"
