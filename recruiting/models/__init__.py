"""The tables of recruiting, one module per noun."""

from recruiting.models.application import Application, DispositionReason, Visit
from recruiting.models.candidate import Candidate, CandidateFile, Consent, Mention, Note
from recruiting.models.offer import Offer
from recruiting.models.opening import Channel, HiringTeamMember, Opening, RoleProfile, Seat
from recruiting.models.pipeline import Pipeline, PipelineDraft, PipelineVersion, Stage
from recruiting.models.scoring import Interview, Panelist, Rating, Result, Scorecard
from recruiting.models.stage_rule import RejectionDecision, RuleDeed, StageRule, StageRuleVersion

__all__ = [
    "Application",
    "Candidate",
    "CandidateFile",
    "Channel",
    "Consent",
    "DispositionReason",
    "HiringTeamMember",
    "Interview",
    "Mention",
    "Note",
    "Offer",
    "Opening",
    "Panelist",
    "Pipeline",
    "PipelineDraft",
    "PipelineVersion",
    "Rating",
    "RejectionDecision",
    "Result",
    "RoleProfile",
    "RuleDeed",
    "Scorecard",
    "Seat",
    "Stage",
    "StageRule",
    "StageRuleVersion",
    "Visit",
]
