"""The words that people read for the vocabulary of training, in their language."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from assessment.rules import Agreement, agreement
from core.i18n import _, lazy, moment, say
from training.states import (
    AppealOutcome,
    AttendanceRisk,
    CertificateState,
    CoachingTopic,
    Counting,
    CreditSource,
    Decision,
    Delivery,
    Due,
    EnrolmentState,
    ExamKind,
    GatePart,
    HomeworkState,
    LaunchGap,
    LedBy,
    Mark,
    Missing,
    NeedKind,
    PlacementEnd,
    Presence,
    RemedyKind,
    SessionState,
    StudyState,
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
DUE_TONES = {
    Due.APPEAL: "warn",
    Due.DECISION: "bad",
    Due.RETRAINING: "bad",
    Due.SIGN_OFF: "warn",
    Due.RETAKE: "now",
    Due.WAITING: "open",
}
MARK_KEYS = {Mark.PRESENT: "p", Mark.LATE: "l", Mark.ABSENT: "a", Mark.EXCUSED: "e"}
"""What the attendance sheet offers, and by which key."""
STUDY_TONES = {
    StudyState.OPEN: "open",
    StudyState.APPROVED: "good",
    StudyState.REFUSED: "bad",
    StudyState.WITHDRAWN: "",
}
HOMEWORK_TONES = {
    HomeworkState.OPEN: "open",
    HomeworkState.MISSING: "bad",
    HomeworkState.HANDED_IN: "now",
    HomeworkState.RETURNED: "warn",
    HomeworkState.MARKED: "good",
}
PRESENCE_TONES = {Presence.PRESENT: "good", Presence.ABSENT: "bad", Presence.EXCUSED: "warn"}
PRESENCE_KEYS = {Presence.PRESENT: "p", Presence.ABSENT: "a", Presence.EXCUSED: "e"}
"""What the sheet of a recurrent session offers, and by which key."""

_TABLE: list[tuple[Any, Any]] = [
    (AppealOutcome.STANDS, lazy("the mark stands")),
    (AppealOutcome.CHANGED, lazy("the mark is changed")),
    (AttendanceRisk.REACHED, lazy("reached")),
    (AttendanceRisk.TO_SPARE, lazy("yes, some to spare")),
    (AttendanceRisk.NONE_TO_SPARE, lazy("yes, none to spare")),
    (AttendanceRisk.OUT_OF_REACH, lazy("no, some to make up")),
    (Counting.FIRST, lazy("the first attempt")),
    (Counting.LATEST, lazy("the latest attempt")),
    (Counting.BEST, lazy("the best attempt")),
    (Counting.AVERAGE, lazy("the average of all attempts")),
    (Decision.EXTEND, lazy("one more attempt")),
    (Decision.TRANSFER, lazy("another role")),
    (Decision.RELEASE, lazy("release")),
    (Missing.EXCUSED, lazy("excused")),
    (Missing.NOT_EXCUSED, lazy("not excused")),
    (Missing.MISTAKEN, lazy("entered by mistake")),
    (Due.APPEAL, lazy("appeal to be decided")),
    (Due.DECISION, lazy("manager's decision")),
    (Due.RETRAINING, lazy("retraining")),
    (Due.SIGN_OFF, lazy("to be signed off")),
    (Due.RETAKE, lazy("retake possible")),
    (Due.WAITING, lazy("waits for the day")),
    (NeedKind.NEW_MODULE, lazy("new module")),
    (NeedKind.CHANGED_MODULE, lazy("module that changed")),
    (NeedKind.NEW_EXAM, lazy("new exam")),
    (NeedKind.MARK, lazy("mark below what is asked now")),
    (NeedKind.ATTENDANCE, lazy("attendance below what is asked now")),
    (NeedKind.CERTIFICATE, lazy("certificate too old by now")),
    (RemedyKind.MODULE, lazy("module again")),
    (RemedyKind.COACHING, lazy("coaching")),
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
    (CoachingTopic.PRODUCT, lazy("product knowledge")),
    (CoachingTopic.POLICY, lazy("rules and policy")),
    (CoachingTopic.COMMUNICATION, lazy("communication")),
    (CoachingTopic.PROBLEM_SOLVING, lazy("problem solving")),
    (CoachingTopic.SYSTEMS, lazy("systems and tools")),
    (CoachingTopic.PACE, lazy("pace")),
    (CoachingTopic.TEAMWORK, lazy("teamwork")),
    (CoachingTopic.OTHER, lazy("something else")),
    (HomeworkState.OPEN, lazy("to hand in")),
    (HomeworkState.MISSING, lazy("not handed in")),
    (HomeworkState.HANDED_IN, lazy("handed in")),
    (HomeworkState.RETURNED, lazy("returned for another try")),
    (HomeworkState.MARKED, lazy("marked")),
    (CreditSource.SESSION, lazy("session")),
    (CreditSource.SELF_STUDY, lazy("self-study")),
    (LaunchGap.BRIEFING, lazy("briefing neither read nor attended")),
    (LaunchGap.SESSION, lazy("briefing not attended")),
    (LaunchGap.CHECK, lazy("check not taken")),
    (LaunchGap.FAILED, lazy("check not passed")),
    (LedBy.INTERNAL, lazy("internal")),
    (LedBy.OUTSIDE, lazy("outside")),
    (LedBy.PEER, lazy("peer-led")),
    (Presence.PRESENT, lazy("present")),
    (Presence.ABSENT, lazy("absent")),
    (Presence.EXCUSED, lazy("excused")),
    (StudyState.OPEN, lazy("awaits a decision")),
    (StudyState.APPROVED, lazy("approved")),
    (StudyState.REFUSED, lazy("not credited")),
    (StudyState.WITHDRAWN, lazy("claim withdrawn")),
    (WaiverEnd.CLOSED, lazy("gate closed")),
    (TrainingExit.OWN_WISH, lazy("own wish")),
    (TrainingExit.WASHED_OUT, lazy("washed out")),
]
DEEDS: dict[str, Any] = {
    "awaits a cohort": lazy("Hired, and in line for a cohort"),
    "awaits a cohort again": lazy("In line again: the cohort was cancelled"),
    "asked to train again": lazy("Asked to train again: newer rules ask for more"),
    "enrolled": lazy("Enrolled in a cohort"),
    "transferred": lazy("Transferred to another cohort"),
    "left training": lazy("Left training"),
    "coach assigned": lazy("Coach assigned"),
    "exam marked": lazy("Exam marked"),
    "exam mark corrected": lazy("Mark of an exam corrected"),
    "exam attempt voided": lazy("Attempt declared void"),
    "exam attempt restored": lazy("A void attempt counts again"),
    "exam mark recorded anew": lazy("Recorded anew: an earlier attempt is void, or counts again"),
    "exam mark overridden": lazy("Another mark decided in place of the one given"),
    "exam override lifted": lazy("The mark given counts again"),
    "exam missed": lazy("Not there for an exam"),
    "missed sitting corrected": lazy("Not there for an exam: corrected"),
    "next try set": lazy("Day of the next try set"),
    "remedy assigned": lazy("Work on what was weak assigned"),
    "assessment begun": lazy("Practical exam: assessors named"),
    "assessed": lazy("Practical exam: sheet handed in"),
    "assessment withdrawn": lazy("Practical exam: assessment withdrawn"),
    "retraining begun": lazy("Retraining begun, with a fresh set of attempts"),
    "attempt granted": lazy("One more attempt granted"),
    "decided to extend": lazy("Decided: one more attempt"),
    "decided to transfer": lazy("Decided: another role"),
    "decided to release": lazy("Decided: release"),
    "mark appealed against": lazy("Appeal against a mark"),
    "appeal decided": lazy("Appeal decided by a second marker"),
    "exam re-evaluated": lazy("Marks decided anew under another policy"),
    "signed off for a retake": lazy("Signed off for the next attempt"),
    "gate waived": lazy("Gate waived for a time"),
    "waiver revoked": lazy("Waiver taken back"),
    "waiver ran out": lazy("Waiver over"),
    "gate closed again": lazy("Off duty: what the waiver does not name is missing by now"),
    "put on duty": lazy("On duty: the gate is passed"),
    "put on duty by waiver": lazy("On duty by a waiver"),
    "certificate issued": lazy("Certificate issued"),
    "certificate re-issued": lazy("Certificate re-issued"),
    "re-issue explained": lazy("Why it was re-issued"),
    "certificate revoked": lazy("Certificate revoked"),
    "nesting day entered": lazy("A day of nesting entered"),
    "nesting day corrected": lazy("A day of nesting corrected"),
    "nesting day taken back": lazy("A day of nesting taken back"),
    "nesting ended": lazy("On duty alone: the targets were held"),
    "enrolment cancelled": lazy("Taken out of training"),
    "launch announced": lazy("Launch announced"),
    "launch moved": lazy("Launch moved to another day"),
    "launch changed": lazy("Launch changed"),
    "launch withdrawn": lazy("Launch withdrawn"),
    "briefing published": lazy("What has to be known published"),
    "briefing acknowledged": lazy("Briefing acknowledged"),
    "launch checks entered": lazy("Results of the check entered"),
    "self-study claimed": lazy("Self-study claimed"),
    "self-study corrected": lazy("Claim corrected"),
    "self-study withdrawn": lazy("Claim withdrawn"),
    "self-study approved": lazy("Self-study approved"),
    "self-study refused": lazy("Self-study refused"),
    "recurrent session planned": lazy("Put on the plan"),
    "recurrent session changed": lazy("Plan of the session changed"),
    "recurrent session moved": lazy("Session moved"),
    "recurrent session called off": lazy("Session called off"),
    "invited to a recurrent session": lazy("Somebody more was asked to come"),
    "newcomers invited": lazy("Whoever it came to be for was invited"),
    "recurrent attendance taken": lazy("Attendance taken"),
    "recurrent attendance corrected": lazy("Attendance corrected"),
    "learning erased": lazy("Words and files of their learning erased"),
    "homework given": lazy("Homework given"),
    "homework reworded": lazy("Task of the homework corrected"),
    "homework put off": lazy("Homework due at another time"),
    "homework withdrawn": lazy("Homework withdrawn"),
    "homework handed in": lazy("Homework handed in"),
    "homework marked": lazy("Homework marked"),
    "homework mark corrected": lazy("Mark of homework corrected"),
    "homework returned": lazy("Homework returned for another try"),
    "coaching noted": lazy("Coaching noted"),
    "coaching note corrected": lazy("Note of coaching corrected"),
    "feedback given": lazy("Feedback given"),
    "feedback changed": lazy("Feedback changed"),
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


def hours(minutes: int) -> str:
    """Minutes as hours, without the zeros that say nothing: 1.5, 0.75."""
    return f"{(Decimal(minutes) / 60).quantize(Decimal('0.01')).normalize():f}"


def source_said(source: str) -> str:
    """Where credited hours come from, as the ledger keeps it."""
    return word(CreditSource(source))


def instant(text: str) -> str:
    """A moment as the record keeps it, as people read it."""
    return moment(datetime.fromisoformat(text))


def agreed(assessment: Any) -> Agreement | None:
    """How far two assessors agreed; None where there was one."""
    rated = [{one.criterion_id: one.value for one in sheet.ratings} for sheet in assessment.sheets]
    return agreement(*rated) if len(rated) == 2 else None


def needs_said(needs: Iterable[Any], names: Mapping[Any, Any]) -> list[str]:
    """What newer rules ask, each with the module or exam that it is about. `names`: need → name of that."""
    return [
        f"{word(need.kind)}{_(': ')}{say(names[need])}" if need.key else word(need.kind) for need in needs
    ]


def module_name(course: Any, key: str) -> str:
    """What a module that an exam covers is called; its key where the programme has it no more."""
    names = {one.module.key: one.module.name for one in course.exam.covers}
    return say(names[key]) if key in names else key
