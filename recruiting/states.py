"""The vocabulary of the pipeline. Stages are data; their kinds, and what may become what, are here."""

from enum import StrEnum


class StageKind(StrEnum):
    SCREENING = "screening"
    TEST = "test"
    INTERVIEW = "interview"
    SIMULATION = "simulation"
    CHECK = "check"
    OFFER = "offer"


class Status(StrEnum):
    """What an application is. Only the active and the held are in a stage."""

    ACTIVE = "active"
    ON_HOLD = "on hold"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"
    HIRED = "hired"
    NO_SHOW = "no-show"


OPEN = frozenset({Status.ACTIVE, Status.ON_HOLD})


class Outcome(StrEnum):
    """How a visit to a stage ended."""

    ADVANCED = "advanced"
    SENT_BACK = "sent back"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"
    HIRED = "hired"


class Wait(StrEnum):
    """What an open application waits for. Who it waits on follows from it."""

    DECISION = "decision"
    SCHEDULING = "scheduling"
    INTERVIEW = "interview"
    FEEDBACK = "feedback"
    RESULT = "result"
    CONSENT = "consent"
    OFFER = "offer to be made"
    ANSWER = "answer to the offer"
    HIRING = "hiring"
    NOTHING = "nothing"


class WaitsOn(StrEnum):
    RECRUITER = "recruiter"
    INTERVIEWER = "interviewer"
    CANDIDATE = "candidate"
    MANAGER = "manager"
    OUTSIDE = "outside"


class Verdict(StrEnum):
    """What a result says, judged against the pass mark of its stage on the day it was recorded."""

    PASSED = "passed"
    FAILED = "failed"


class ReasonFamily(StrEnum):
    REJECTION = "rejection"
    WITHDRAWAL = "withdrawal"
    DECLINE = "decline"


class OpeningStatus(StrEnum):
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class RequisitionStatus(StrEnum):
    """What a request to hire is; whether it is filled follows from its openings' seats."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"
    HELD = "held"
    CANCELLED = "cancelled"


class RequisitionCause(StrEnum):
    """Why people are asked for."""

    GROWTH = "growth"
    REPLACEMENT = "replacement"
    PEAK = "sales peak"


class CampaignKind(StrEnum):
    """For a day on which they are needed, or without an end."""

    PEAK = "peak"
    EVERGREEN = "evergreen"


class SeatState(StrEnum):
    OPEN = "open"
    FILLED = "filled"
    CLOSED = "closed"


class Shift(StrEnum):
    DAY = "day"
    EVENING = "evening"
    ROTATING = "rotating"


class Part(StrEnum):
    """What somebody does in a hiring team."""

    RECRUITER = "recruiter"
    HIRING_MANAGER = "hiring manager"
    INTERVIEWER = "interviewer"


class InterviewState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


class OfferState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    RETRACTED = "retracted"


LIVE_OFFERS = frozenset({OfferState.DRAFT, OfferState.SENT, OfferState.ACCEPTED})


class FileKind(StrEnum):
    RESUME = "résumé"
    CERTIFICATE = "certificate"
    OTHER = "other"


class Audience(StrEnum):
    """Who may read a note."""

    TEAM = "team"
    PRIVATE = "private"


class Education(StrEnum):
    SECONDARY = "secondary school"
    JUNIOR_COLLEGE = "junior college"
    BACHELOR = "bachelor"
    MASTER = "master or above"
