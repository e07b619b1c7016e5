"""The tables of recruiting, one module per noun."""

from recruiting.models.application import Application, DispositionReason, Visit
from recruiting.models.candidate import Candidate, CandidateFile, Consent, Mention, Note
from recruiting.models.duplicates import PersonMerge, Suspicion
from recruiting.models.offer import Offer
from recruiting.models.opening import Channel, HiringTeamMember, Opening, RoleProfile, Seat
from recruiting.models.pipeline import Pipeline, PipelineVersion, Stage
from recruiting.models.scoring import Interview, Panelist, Rating, Result, Scorecard
from recruiting.models.search import FileText, Gram
from recruiting.models.talent_pool import CoolDown, PoolEntry

__all__ = [
    "Application",
    "Candidate",
    "CandidateFile",
    "Channel",
    "Consent",
    "CoolDown",
    "DispositionReason",
    "FileText",
    "Gram",
    "HiringTeamMember",
    "Interview",
    "Mention",
    "Note",
    "Offer",
    "Opening",
    "Panelist",
    "PersonMerge",
    "Pipeline",
    "PipelineVersion",
    "PoolEntry",
    "Rating",
    "Result",
    "RoleProfile",
    "Scorecard",
    "Seat",
    "Stage",
    "Suspicion",
    "Visit",
]
