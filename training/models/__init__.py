"""What training keeps: programmes as versioned data, cohorts and their timetables, who sits in them."""

from training.models.attendance import AttendanceMark
from training.models.coaching import CoachingNote, CoachingWording
from training.models.cohort import IS_DUE, CalendarDay, ClassSession, Cohort, CohortTrainer
from training.models.duty import (
    Certificate,
    CertificateRevocation,
    CertificateTry,
    DutyPolicy,
    GatePassing,
    Waiver,
)
from training.models.enrolment import Coaching, Enrolment, Placement
from training.models.exam import (
    ExamAttempt,
    ExamCycle,
    ExamMark,
    ExamPolicy,
    ExamRule,
    MissedSitting,
    SignOff,
)
from training.models.exam_course import (
    AppealDecision,
    ExamAppeal,
    ExamGrant,
    NextTry,
    ReEvaluation,
    Remedy,
    TrainingDecision,
)
from training.models.feedback import Feedback, FeedbackRating, FeedbackVersion
from training.models.homework import HandIn, Homework, HomeworkMarking, HomeworkRating, HomeworkWording
from training.models.launch import Launch, LaunchCheck, LaunchReceipt, LaunchTeam, LaunchVersion
from training.models.material import Material, MaterialReceipt, MaterialVersion
from training.models.nesting import Nesting, NestingDay, NestingPolicy, NestingStep, NestingTarget
from training.models.practical import (
    Assessor,
    AssessorSheet,
    PracticalAssessment,
    SheetFile,
    SheetRating,
)
from training.models.programme import (
    Exam,
    ExamModule,
    Module,
    Prerequisite,
    Programme,
    ProgrammeDraft,
    ProgrammeVersion,
    Topic,
)
from training.models.recurrent import (
    RecurrentGuest,
    RecurrentInvitation,
    RecurrentMark,
    RecurrentSession,
    RecurrentTeam,
)
from training.models.study import StudyClaim, StudyDecision, StudyVersion

__all__ = [
    "IS_DUE",
    "AppealDecision",
    "Assessor",
    "AssessorSheet",
    "AttendanceMark",
    "CalendarDay",
    "Certificate",
    "CertificateRevocation",
    "CertificateTry",
    "ClassSession",
    "Coaching",
    "CoachingNote",
    "CoachingWording",
    "Cohort",
    "CohortTrainer",
    "DutyPolicy",
    "Enrolment",
    "Exam",
    "ExamAppeal",
    "ExamAttempt",
    "ExamCycle",
    "ExamGrant",
    "ExamMark",
    "ExamModule",
    "ExamPolicy",
    "ExamRule",
    "Feedback",
    "FeedbackRating",
    "FeedbackVersion",
    "GatePassing",
    "HandIn",
    "Homework",
    "HomeworkMarking",
    "HomeworkRating",
    "HomeworkWording",
    "Launch",
    "LaunchCheck",
    "LaunchReceipt",
    "LaunchTeam",
    "LaunchVersion",
    "Material",
    "MaterialReceipt",
    "MaterialVersion",
    "MissedSitting",
    "Module",
    "Nesting",
    "NestingDay",
    "NestingPolicy",
    "NestingStep",
    "NestingTarget",
    "NextTry",
    "Placement",
    "PracticalAssessment",
    "Prerequisite",
    "Programme",
    "ProgrammeDraft",
    "ProgrammeVersion",
    "ReEvaluation",
    "RecurrentGuest",
    "RecurrentInvitation",
    "RecurrentMark",
    "RecurrentSession",
    "RecurrentTeam",
    "Remedy",
    "SheetFile",
    "SheetRating",
    "SignOff",
    "StudyClaim",
    "StudyDecision",
    "StudyVersion",
    "Topic",
    "TrainingDecision",
    "Waiver",
]
