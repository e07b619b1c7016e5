"""The tables of recruiting, one module per noun."""

from recruiting.models.application import Application, DispositionReason, Visit
from recruiting.models.candidate import Candidate, CandidateFile, Consent, Mention, Note
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
from recruiting.models.offer import Offer
from recruiting.models.opening import Channel, HiringTeamMember, Opening, RoleProfile, Seat
from recruiting.models.pipeline import Pipeline, PipelineVersion, Stage
from recruiting.models.scoring import Interview, Panelist, Rating, Result, Scorecard

__all__ = [
    "AT_WORK",
    "Application",
    "Candidate",
    "CandidateFile",
    "CandidateImport",
    "Channel",
    "ColumnMemory",
    "Consent",
    "DispositionReason",
    "HiringTeamMember",
    "ImportFile",
    "ImportKind",
    "ImportRow",
    "ImportState",
    "Interview",
    "Mention",
    "Note",
    "Offer",
    "Opening",
    "Panelist",
    "Pipeline",
    "PipelineVersion",
    "Rating",
    "Result",
    "RoleProfile",
    "RowOutcome",
    "Scorecard",
    "Seat",
    "Stage",
    "Visit",
]
