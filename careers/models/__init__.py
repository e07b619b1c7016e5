"""What careers keeps: the ladder as versioned data, months as they were reviewed, complaints, cases."""

from careers.models.bonus import BonusDraft, BonusSettlement, BonusStep, BonusTable
from careers.models.case import (
    AssessmentRating,
    CaseAssessment,
    CaseEvidence,
    LevelAct,
    PromotionCase,
    TakeOverTask,
)
from careers.models.check_in import CheckIn, CheckInRating, CheckInSheet
from careers.models.complaint import Complaint, ComplaintFinding
from careers.models.desk import DeskDay, DeskRule
from careers.models.draft import FormulaDraft, LadderDraft
from careers.models.fit import FittingTraining
from careers.models.goal import DevelopmentGoal, GoalAgreement, GoalLook, GoalWording
from careers.models.grouping import GroupAnswer, Grouping, NamedGroup
from careers.models.honour import HonourDecision, HonourRule
from careers.models.kept import KeptReadiness, ReadinessChange
from careers.models.ladder import (
    Competency,
    LadderLevel,
    LadderMove,
    LadderVersion,
    Requirement,
)
from careers.models.mutual import MutualAnswer, MutualAsk, MutualRound
from careers.models.review import (
    ReviewAppeal,
    ReviewFigure,
    ReviewFormula,
    ReviewIndicator,
    ReviewRevision,
)
from careers.models.review_import import FigureHeading, ReviewImport

__all__ = [
    "AssessmentRating",
    "BonusDraft",
    "BonusSettlement",
    "BonusStep",
    "BonusTable",
    "CaseAssessment",
    "CaseEvidence",
    "CheckIn",
    "CheckInRating",
    "CheckInSheet",
    "Competency",
    "Complaint",
    "ComplaintFinding",
    "DeskDay",
    "DeskRule",
    "DevelopmentGoal",
    "FigureHeading",
    "FittingTraining",
    "FormulaDraft",
    "GoalAgreement",
    "GoalLook",
    "GoalWording",
    "GroupAnswer",
    "Grouping",
    "HonourDecision",
    "HonourRule",
    "KeptReadiness",
    "LadderDraft",
    "LadderLevel",
    "LadderMove",
    "LadderVersion",
    "LevelAct",
    "MutualAnswer",
    "MutualAsk",
    "MutualRound",
    "NamedGroup",
    "PromotionCase",
    "ReadinessChange",
    "Requirement",
    "ReviewAppeal",
    "ReviewFigure",
    "ReviewFormula",
    "ReviewImport",
    "ReviewIndicator",
    "ReviewRevision",
    "TakeOverTask",
]
