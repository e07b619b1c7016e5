"""The vocabulary of the pipeline. Stages are data; their kinds, and what may become what, are here."""

from enum import StrEnum

from people.states import EmploymentKind as EmploymentKind
from people.states import Shift as Shift


class StageKind(StrEnum):
    SCREENING = "screening"
    TEST = "test"
    INTERVIEW = "interview"
    SIMULATION = "simulation"
    CHECK = "check"
    OFFER = "offer"


class Status(StrEnum):
    """What an application is. Only the active and the held are in a stage. What the undo of an import
    took back is void: kept for the record, and never shown or counted."""

    ACTIVE = "active"
    ON_HOLD = "on hold"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"
    HIRED = "hired"
    NO_SHOW = "no-show"
    VOID = "void"


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


class Part(StrEnum):
    """What somebody does in a hiring team."""

    RECRUITER = "recruiter"
    HIRING_MANAGER = "hiring manager"
    INTERVIEWER = "interviewer"


class SalaryPeriod(StrEnum):
    """For how long a salary is what it is said to be."""

    HOUR = "hour"
    MONTH = "month"
    YEAR = "year"


class ContactChannel(StrEnum):
    """By what customers are served in a job."""

    CHAT = "chat"
    PHONE = "phone"
    EMAIL = "e-mail"
    AFTER_SALES = "after-sales"


class InterviewState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


TOOK_PLACE = (InterviewState.PLANNED, InterviewState.HELD)
"""What interviews are in that took place, or are to: nobody said that they did not."""


class InterviewPhase(StrEnum):
    """What a planned interview is once it has begun and while nobody has scored it or said that it did not
    take place."""

    UNDER_WAY = "under way"
    UNSCORED = "over, not scored"


class Reply(StrEnum):
    """What somebody answered to the invitation to an interview."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"


class Told(StrEnum):
    """What a calendar was told of an interview."""

    INVITED = "invited"
    CALLED_OFF = "called off"


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


class GramKind(StrEnum):
    """Of what a person is found by it. Contact and files are only for who may see those."""

    NAME = "name"
    MISSPELT = "misspelt"
    PHONE = "phone"
    MAIL = "mail"
    RESUME = "résumé"
    SAME = "same"


class Likeness(StrEnum):
    """Why two persons may be one, the strongest first; lists come in the order of the words."""

    MAIL = "e-mail"
    PHONE = "phone"
    NAME = "whole name"


class Reading(StrEnum):
    """What became of reading a file's text."""

    READ = "read"
    SHORTENED = "shortened"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    TOO_SLOW = "too slow"


class PoolReason(StrEnum):
    """Why somebody is kept in the talent pool."""

    SILVER_MEDALLIST = "silver medallist"
    ANOTHER_TEAM = "another team"
    LATER = "later"
    PROMISING = "promising"


class PoolEnd(StrEnum):
    """How a stay in the talent pool ended."""

    EXPIRED = "expired"
    CONTACTED = "applied again"
    TAKEN_OUT = "taken out"


class Audience(StrEnum):
    """Who may read a note. What the candidate was told, the team reads too."""

    TEAM = "team"
    PRIVATE = "private"
    CANDIDATE = "candidate"


class Education(StrEnum):
    SECONDARY = "secondary school"
    JUNIOR_COLLEGE = "junior college"
    BACHELOR = "bachelor"
    MASTER = "master or above"


class CostModel(StrEnum):
    """What a channel costs, and when."""

    FREE = "free"
    BONUS = "bonus"
    POSTING = "per posting"
    CLICK = "per click"
    EVENT = "per event"
    SALARY_SHARE = "share of salary"


class RewardState(StrEnum):
    """What a reward for a referral is. It falls due once the hire has stayed long enough."""

    PENDING = "not yet due"
    DUE = "due"
    PAID = "paid"
    FORFEITED = "forfeited"


class QuestionKind(StrEnum):
    """How a screening question is answered."""

    YES_NO = "yes or no"
    CHOICE = "choice"
    NUMBER = "number"
    TEXT = "text"


class KnownFact(StrEnum):
    """What is known of a candidate's background and answers a screening question."""

    EVENING_SHIFT = "evening shift"
    EDUCATION = "education"
    SERVICE_YEARS = "service years"
    WORDS_A_MINUTE = "words a minute"


class AnsweredFrom(StrEnum):
    """Where an answer came from."""

    CANDIDATE = "candidate"
    RECRUITER = "recruiter"
    BACKGROUND = "background"


class CheckState(StrEnum):
    """Where a background check as a whole is."""

    IN_PROGRESS = "in progress"
    NOTICED = "noticed"
    CLEAR = "clear"
    NOT_CLEAR = "not clear"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


LIVE_CHECKS = frozenset({CheckState.IN_PROGRESS, CheckState.NOTICED})
"""Not decided yet; an application has one of these at most."""


class ItemState(StrEnum):
    """Where one item of a check is."""

    ORDERED = "ordered"
    IN_PROGRESS = "in progress"
    CLEAR = "clear"
    CONSIDER = "consider"
    DISPUTED = "disputed"
    EXPIRED = "expired"


FINISHED_ITEMS = frozenset({ItemState.CLEAR, ItemState.CONSIDER})
FOUND_BY_HAND = frozenset({ItemState.IN_PROGRESS, *FINISHED_ITEMS})
"""What somebody who works on an item can say of it; the rest follows from a dispute or from time."""


class WouldRehire(StrEnum):
    """What a referee answers to the last question."""

    YES = "yes"
    WITH_RESERVATIONS = "with reservations"
    NO = "no"
    NOT_SAID = "not said"


class TaskOwner(StrEnum):
    """Who does a thing before the first day."""

    RECRUITER = "recruiter"
    MANAGER = "manager"
    IT = "it"
    CANDIDATE = "candidate"


class RuleState(StrEnum):
    """What becomes of a rule: only one that is on acts."""

    DRAFT = "draft"
    ON = "on"
    OFF = "off"


class RuleAct(StrEnum):
    """What a rule does. It never rejects: it may propose that, and a person decides."""

    ADVANCE = "advance"
    HOLD = "hold"
    PROPOSE = "propose a rejection"


class ConditionKind(StrEnum):
    """What a rule asks of somebody in its stage."""

    PASSED = "passed"
    FAILED = "not passed"
    MARK_FROM = "mark from"
    MARK_UNDER = "mark under"
    SCORECARDS = "all scorecards in"
    WAITS = "days in the stage"
    CHANNEL = "channel"
    SCREENED_FROM = "screening score from"
    SCREENED_UNDER = "screening score under"
    ANSWERS = "screening answers"
