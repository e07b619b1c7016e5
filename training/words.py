"""The words that people read for the vocabulary of training, in their language."""

from decimal import Decimal
from typing import Any

from core.i18n import lazy
from training.states import (
    CertificateState,
    Delivery,
    EnrolmentState,
    ExamKind,
    GatePart,
    Mark,
    PlacementEnd,
    SessionState,
    TrainerPart,
    TrainingExit,
    WaiverEnd,
)

PHASES: dict[str, Any] = {
    "planned": lazy("planned"),
    "running": lazy("running"),
    "finished": lazy("finished"),
    "cancelled": lazy("cancelled"),
}
PHASE_TONES = {"planned": "open", "running": "now", "finished": "", "cancelled": ""}
MARK_TONES = {
    Mark.PRESENT: "good",
    Mark.LATE: "warn",
    Mark.ABSENT: "bad",
    Mark.EXCUSED: "warn",
    Mark.MADE_UP: "good",
}
MARK_KEYS = {Mark.PRESENT: "p", Mark.LATE: "l", Mark.ABSENT: "a", Mark.EXCUSED: "e"}
"""What the attendance sheet offers, and by which key."""

_TABLE: list[tuple[Any, Any]] = [
    (Delivery.CLASSROOM, lazy("classroom")),
    (Delivery.ONLINE, lazy("online")),
    (Delivery.PRACTICE, lazy("practice")),
    (ExamKind.THEORY, lazy("theory")),
    (ExamKind.PRACTICAL, lazy("practical")),
    (Mark.PRESENT, lazy("present")),
    (Mark.LATE, lazy("late")),
    (Mark.ABSENT, lazy("absent")),
    (Mark.EXCUSED, lazy("excused")),
    (Mark.MADE_UP, lazy("made up")),
    (EnrolmentState.AWAITING_COHORT, lazy("awaits a cohort")),
    (EnrolmentState.IN_TRAINING, lazy("in training")),
    (EnrolmentState.ON_DUTY, lazy("on duty")),
    (EnrolmentState.LEFT, lazy("left training")),
    (EnrolmentState.CANCELLED, lazy("cancelled")),
    (PlacementEnd.TRANSFERRED, lazy("transferred")),
    (PlacementEnd.LEFT, lazy("left training")),
    (PlacementEnd.COMPLETED, lazy("completed")),
    (PlacementEnd.CANCELLED, lazy("cancelled")),
    (SessionState.PLANNED, lazy("planned")),
    (SessionState.CANCELLED, lazy("called off")),
    (TrainerPart.TRAINER, lazy("trainer")),
    (TrainerPart.ASSISTANT, lazy("assistant")),
    (GatePart.THEORY, lazy("theory exam")),
    (GatePart.PRACTICAL, lazy("practical exam")),
    (GatePart.ATTENDANCE, lazy("attendance")),
    (GatePart.DOCUMENTS, lazy("documents")),
    (CertificateState.VALID, lazy("valid")),
    (CertificateState.EXPIRED, lazy("expired")),
    (CertificateState.REVOKED, lazy("revoked")),
    (CertificateState.REISSUED, lazy("re-issued")),
    (WaiverEnd.RAN_OUT, lazy("ran out")),
    (WaiverEnd.REVOKED, lazy("taken back")),
    (WaiverEnd.PASSED, lazy("gate passed")),
    (TrainingExit.OWN_WISH, lazy("own wish")),
    (TrainingExit.WASHED_OUT, lazy("washed out")),
]
DEEDS: dict[str, Any] = {
    "awaits a cohort": lazy("Hired, and in line for a cohort"),
    "awaits a cohort again": lazy("In line again: the cohort was cancelled"),
    "enrolled": lazy("Enrolled in a cohort"),
    "transferred": lazy("Transferred to another cohort"),
    "left training": lazy("Left training"),
    "coach assigned": lazy("Coach assigned"),
    "exam marked": lazy("Exam marked"),
    "exam mark corrected": lazy("Mark of an exam corrected"),
    "exam attempt voided": lazy("Attempt declared void"),
    "exam missed": lazy("Not there for an exam"),
    "signed off for a retake": lazy("Signed off for the next attempt"),
    "gate waived": lazy("Gate waived for a time"),
    "waiver revoked": lazy("Waiver taken back"),
    "waiver ran out": lazy("Waiver over"),
    "put on duty": lazy("On duty: the gate is passed"),
    "put on duty by waiver": lazy("On duty by a waiver"),
    "certificate issued": lazy("Certificate issued"),
    "certificate re-issued": lazy("Certificate re-issued"),
    "re-issue explained": lazy("Why it was re-issued"),
    "certificate revoked": lazy("Certificate revoked"),
    "nesting day entered": lazy("A day of nesting entered"),
    "nesting day corrected": lazy("A day of nesting corrected"),
    "nesting ended": lazy("On duty alone: the targets were held"),
    "enrolment cancelled": lazy("Taken out of training"),
}
"""What the record says of somebody's way to duty."""

WORDS = {(type(member), member): text for member, text in _TABLE}


def word(value: Any) -> str:
    """The word for a member of the vocabulary, or for a cohort's phase."""
    return str(WORDS.get((type(value), value)) or PHASES.get(value, value))


def deed(verb: str) -> str:
    """What an entry about an enrolment says happened."""
    return str(DEEDS.get(verb, verb))


def mark_said(mark: Decimal) -> str:
    """A mark of an exam without the zeros that say nothing: 80, 61.5."""
    return f"{mark.normalize():f}"
