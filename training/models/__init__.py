"""What training keeps: programmes as versioned data, cohorts and their timetables, who sits in them."""

from training.models.attendance import AttendanceMark
from training.models.cohort import CalendarDay, ClassSession, Cohort, CohortTrainer
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
from training.models.material import Material, MaterialReceipt, MaterialVersion
from training.models.nesting import Nesting, NestingDay, NestingPolicy, NestingStep, NestingTarget
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

__all__ = [
    "AttendanceMark",
    "CalendarDay",
    "Certificate",
    "CertificateRevocation",
    "CertificateTry",
    "ClassSession",
    "Coaching",
    "Cohort",
    "CohortTrainer",
    "DutyPolicy",
    "Enrolment",
    "Exam",
    "ExamAttempt",
    "ExamCycle",
    "ExamMark",
    "ExamModule",
    "ExamPolicy",
    "ExamRule",
    "GatePassing",
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
    "Placement",
    "Prerequisite",
    "Programme",
    "ProgrammeDraft",
    "ProgrammeVersion",
    "SignOff",
    "Topic",
    "Waiver",
]
