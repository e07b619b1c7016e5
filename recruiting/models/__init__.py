"""The tables of recruiting, one module per noun."""

from recruiting.models.application import Application, DispositionReason, FormerName, Visit
from recruiting.models.candidate import Candidate, CandidateFile, Consent, Mention, Note
from recruiting.models.channel import ChannelCost, ChannelTerms, ReferralReward
from recruiting.models.check import (
    BackgroundCheck,
    CheckFinding,
    CheckItem,
    CheckPackage,
    CheckPackageItem,
    CheckReference,
)
from recruiting.models.duplicates import PersonMerge, Suspicion
from recruiting.models.importing import (
    AT_WORK,
    CandidateImport,
    ColumnMemory,
    ImportFile,
    ImportKind,
    ImportRow,
    ImportState,
    RowOutcome,
)
from recruiting.models.interview_policy import InterviewPolicy
from recruiting.models.invitation import CalendarFeed, Invitation, InvitationReply, Reminder
from recruiting.models.offer import Offer
from recruiting.models.opening import Channel, HiringTeamMember, Opening, RoleProfile, Seat
from recruiting.models.panel_plan import PanelPlan, PanelSeat
from recruiting.models.pipeline import Pipeline, PipelineDraft, PipelineVersion, Stage
from recruiting.models.preboarding import PreboardingStep, PreboardingTask
from recruiting.models.requisition import (
    Campaign,
    CampaignCohort,
    CampaignOpening,
    CampaignRequisition,
    Requisition,
    RequisitionOpening,
)
from recruiting.models.reuse import CarriedResult, ReuseWindow
from recruiting.models.scoring import Interview, Panelist, Rating, Result, Scorecard
from recruiting.models.screening import (
    ScreeningAnswer,
    ScreeningOption,
    ScreeningQuestion,
    ScreeningSet,
    ScreeningSheet,
    ScreeningVersion,
    Unveiling,
)
from recruiting.models.search import FileText, Gram, Newcomer
from recruiting.models.stage_rule import RejectionDecision, RuleDeed, StageRule, StageRuleVersion
from recruiting.models.talent_pool import CoolDown, PoolEntry
from recruiting.models.tally import Tally
from recruiting.models.touch import Touch

__all__ = [
    "AT_WORK",
    "Application",
    "BackgroundCheck",
    "CalendarFeed",
    "Campaign",
    "CampaignCohort",
    "CampaignOpening",
    "CampaignRequisition",
    "Candidate",
    "CandidateFile",
    "CandidateImport",
    "CarriedResult",
    "Channel",
    "ChannelCost",
    "ChannelTerms",
    "CheckFinding",
    "CheckItem",
    "CheckPackage",
    "CheckPackageItem",
    "CheckReference",
    "ColumnMemory",
    "Consent",
    "CoolDown",
    "DispositionReason",
    "FileText",
    "FormerName",
    "Gram",
    "HiringTeamMember",
    "ImportFile",
    "ImportKind",
    "ImportRow",
    "ImportState",
    "Interview",
    "InterviewPolicy",
    "Invitation",
    "InvitationReply",
    "Mention",
    "Newcomer",
    "Note",
    "Offer",
    "Opening",
    "PanelPlan",
    "PanelSeat",
    "Panelist",
    "PersonMerge",
    "Pipeline",
    "PipelineDraft",
    "PipelineVersion",
    "PoolEntry",
    "PreboardingStep",
    "PreboardingTask",
    "Rating",
    "ReferralReward",
    "RejectionDecision",
    "Reminder",
    "Requisition",
    "RequisitionOpening",
    "Result",
    "ReuseWindow",
    "RoleProfile",
    "RowOutcome",
    "RuleDeed",
    "Scorecard",
    "ScreeningAnswer",
    "ScreeningOption",
    "ScreeningQuestion",
    "ScreeningSet",
    "ScreeningSheet",
    "ScreeningVersion",
    "Seat",
    "Stage",
    "StageRule",
    "StageRuleVersion",
    "Suspicion",
    "Tally",
    "Touch",
    "Unveiling",
    "Visit",
]
