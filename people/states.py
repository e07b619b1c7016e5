"""The vocabulary of people at work."""

from enum import StrEnum


class DutyStatus(StrEnum):
    AWAITING_COHORT = "awaiting a cohort"
    TRAINING = "training"
    NESTING = "nesting"
    ON_DUTY = "on duty"
    SUSPENDED = "suspended"
    LEAVE = "leave"
    LEFT = "left"


SERVING = frozenset({DutyStatus.NESTING, DutyStatus.ON_DUTY})
"""Who serves customers: with a coach beside them, or alone. Both are on duty."""


class Ground(StrEnum):
    """Why somebody may serve customers."""

    GATE = "gate passed"
    WAIVER = "waiver"
    EARLIER = "on duty before"


class Shift(StrEnum):
    DAY = "day"
    EVENING = "evening"
    ROTATING = "rotating"


class EmploymentKind(StrEnum):
    """As what somebody is employed."""

    PERMANENT = "permanent"
    SEASONAL = "seasonal"
    INTERN = "intern"


class Level(StrEnum):
    SPECIALIST = "specialist"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"


class LeavingReason(StrEnum):
    NO_SHOW = "no-show"
    UNHIRED = "unhired"
    OWN_WISH = "own wish"
    RELEASED = "released"


NEVER_BEGUN = frozenset({LeavingReason.NO_SHOW, LeavingReason.UNHIRED})
"""Reasons for which an employment ends as if it had not begun."""

MAY_RETURN = frozenset({LeavingReason.UNHIRED, LeavingReason.OWN_WISH})
"""Who left for one of these may be hired again, unless somebody decides otherwise."""


class Theme(StrEnum):
    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class Purpose(StrEnum):
    """What a single-use link is good for."""

    INVITATION = "invitation"
    RESET = "reset"
    FIRST_ADMINISTRATOR = "first administrator"


class AccountState(StrEnum):
    ACTIVE = "active"
    INVITED = "invited"
    CLOSED = "closed"
