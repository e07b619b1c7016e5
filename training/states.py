"""The vocabulary of training."""

from enum import StrEnum


class EnrolmentState(StrEnum):
    """Where somebody hired stands on the way to being on duty."""

    AWAITING_COHORT = "awaiting a cohort"
    IN_TRAINING = "in training"
    ON_DUTY = "on duty"
    LEFT = "left"
    CANCELLED = "cancelled"


LIVE = (EnrolmentState.AWAITING_COHORT, EnrolmentState.IN_TRAINING)
"""An employment has at most one enrolment in these."""


class Delivery(StrEnum):
    """How a module is taught."""

    CLASSROOM = "classroom"
    ONLINE = "online"
    PRACTICE = "practice"


class ExamKind(StrEnum):
    THEORY = "theory"
    PRACTICAL = "practical"


class TrainerPart(StrEnum):
    TRAINER = "trainer"
    ASSISTANT = "assistant"


class SessionState(StrEnum):
    PLANNED = "planned"
    CANCELLED = "cancelled"


class PlacementEnd(StrEnum):
    """Why somebody no longer sits in a cohort."""

    TRANSFERRED = "transferred"
    LEFT = "left"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class TrainingExit(StrEnum):
    """Leaving before being on duty: of one's own accord, or for not reaching what is asked."""

    OWN_WISH = "own wish"
    WASHED_OUT = "washed out"


class Mark(StrEnum):
    """What somebody's attendance at one session was."""

    PRESENT = "present"
    LATE = "late"
    ABSENT = "absent"
    EXCUSED = "excused"
    MADE_UP = "made up"


class AttendanceRisk(StrEnum):
    """Whether the share of attendance that is asked can still be reached."""

    REACHED = "reached"
    TO_SPARE = "to spare"
    NONE_TO_SPARE = "none to spare"
    OUT_OF_REACH = "out of reach"


class MarkSource(StrEnum):
    """How a mark of attendance came in."""

    SHEET = "sheet"
    FILE = "file"
    CHECK_IN = "check-in"


class GatePart(StrEnum):
    """What has to be there before somebody serves customers."""

    THEORY = "theory"
    PRACTICAL = "practical"
    ATTENDANCE = "attendance"
    DOCUMENTS = "documents"


class WaiverEnd(StrEnum):
    """Why a waiver no longer holds."""

    RAN_OUT = "ran out"
    REVOKED = "revoked"
    PASSED = "gate passed"
    CLOSED = "gate closed"


class CertificateState(StrEnum):
    """What a certificate is worth on a day."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REISSUED = "re-issued"


class Counting(StrEnum):
    """Which of the attempts of a cycle counts."""

    FIRST = "first"
    LATEST = "latest"
    BEST = "best"
    AVERAGE = "average"


class Obstacle(StrEnum):
    """Why somebody may not sit an exam now."""

    PASSED = "passed"
    NOT_ADMITTED = "attendance"
    USED_UP = "no attempt left"
    REMEDIATION = "not signed off"
    SIGNED_LATER = "signed off later"
    WAITING = "waiting"
    APPEALED = "appeal open"
    ASSESSED = "being assessed"


class Missing(StrEnum):
    """What is said of a sitting that somebody missed."""

    EXCUSED = "excused"
    NOT_EXCUSED = "not excused"
    MISTAKEN = "entered by mistake"


class Due(StrEnum):
    """What waits to be done about somebody who has not passed yet, and by whom."""

    APPEAL = "appeal"
    DECISION = "decision"
    RETRAINING = "retraining"
    SIGN_OFF = "sign off"
    RETAKE = "retake"
    WAITING = "waiting"


class Decision(StrEnum):
    """What a manager decides when neither an attempt nor retraining is left."""

    EXTEND = "extend"
    TRANSFER = "transfer"
    RELEASE = "release"


class NeedKind(StrEnum):
    """What newer rules ask of somebody on duty that they have not."""

    NEW_MODULE = "new module"
    CHANGED_MODULE = "changed module"
    NEW_EXAM = "new exam"
    MARK = "mark too low"
    ATTENDANCE = "attendance too low"
    CERTIFICATE = "certificate too old"


class RemedyKind(StrEnum):
    """How something weak is worked on."""

    MODULE = "module"
    COACHING = "coaching"


class AppealOutcome(StrEnum):
    STANDS = "stands"
    CHANGED = "changed"


class LedBy(StrEnum):
    """Who gives a session of recurrent training: a trainer of ours, somebody from outside, a colleague."""

    INTERNAL = "internal"
    OUTSIDE = "outside"
    PEER = "peer-led"


class Presence(StrEnum):
    """Whether somebody came to a session of recurrent training."""

    PRESENT = "present"
    ABSENT = "absent"
    EXCUSED = "excused"


class CreditSource(StrEnum):
    """Where credited hours come from."""

    SESSION = "session"
    SELF_STUDY = "self-study"


class LaunchGap(StrEnum):
    """Why somebody may not serve a new product yet."""

    BRIEFING = "not briefed"
    SESSION = "not attended"
    CHECK = "not checked"
    FAILED = "check failed"


class StudyState(StrEnum):
    """What became of hours of self-study that somebody claimed."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class HomeworkState(StrEnum):
    """Where somebody stands with a piece of homework."""

    OPEN = "open"
    MISSING = "not handed in"
    HANDED_IN = "handed in"
    RETURNED = "returned"
    MARKED = "marked"


class CoachingTopic(StrEnum):
    """What an entry in the log of coaching is about."""

    PRODUCT = "product knowledge"
    POLICY = "rules and policy"
    COMMUNICATION = "communication"
    PROBLEM_SOLVING = "problem solving"
    SYSTEMS = "systems and tools"
    PACE = "pace"
    TEAMWORK = "teamwork"
    OTHER = "something else"
