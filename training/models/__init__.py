"""What training keeps: programmes as versioned data, cohorts and their timetables, who sits in them."""

from training.models.attendance import AttendanceMark
from training.models.cohort import CalendarDay, ClassSession, Cohort, CohortTrainer
from training.models.enrolment import Coaching, Enrolment, Placement
from training.models.material import Material, MaterialReceipt, MaterialVersion
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
    "ClassSession",
    "Coaching",
    "Cohort",
    "CohortTrainer",
    "Enrolment",
    "Exam",
    "ExamModule",
    "Material",
    "MaterialReceipt",
    "MaterialVersion",
    "Module",
    "Placement",
    "Prerequisite",
    "Programme",
    "ProgrammeDraft",
    "ProgrammeVersion",
    "Topic",
]
