"""The tables of recruiting, one module per noun."""

from recruiting.models.application import Application, DispositionReason, Visit
from recruiting.models.candidate import Candidate, CandidateFile, Consent, Mention, Note
from recruiting.models.offer import Offer
from recruiting.models.opening import Channel, HiringTeamMember, Opening, RoleProfile, Seat
from recruiting.models.pipeline import Pipeline, PipelineVersion, Stage
from recruiting.models.requisition import (
    Campaign,
    CampaignOpening,
    Requisition,
    RequisitionOpening,
)
from recruiting.models.scoring import Interview, Panelist, Rating, Result, Scorecard

__all__ = [
    "Application",
    "Campaign",
    "CampaignOpening",
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
    "PipelineVersion",
    "Rating",
    "Requisition",
    "RequisitionOpening",
    "Result",
    "RoleProfile",
    "Scorecard",
    "Seat",
    "Stage",
    "Visit",
]
