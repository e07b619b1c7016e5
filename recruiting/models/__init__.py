"""The tables of recruiting, one module per noun."""

from recruiting.models.application import Application, DispositionReason, Visit
from recruiting.models.candidate import Candidate, CandidateFile, Consent, Mention, Note
from recruiting.models.check import (
    BackgroundCheck,
    CheckFinding,
    CheckItem,
    CheckPackage,
    CheckPackageItem,
    CheckReference,
)
from recruiting.models.offer import Offer
from recruiting.models.opening import Channel, HiringTeamMember, Opening, RoleProfile, Seat
from recruiting.models.pipeline import Pipeline, PipelineVersion, Stage
from recruiting.models.preboarding import PreboardingStep, PreboardingTask
from recruiting.models.scoring import Interview, Panelist, Rating, Result, Scorecard

__all__ = [
    "Application",
    "BackgroundCheck",
    "Candidate",
    "CandidateFile",
    "Channel",
    "CheckFinding",
    "CheckItem",
    "CheckPackage",
    "CheckPackageItem",
    "CheckReference",
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
    "PreboardingStep",
    "PreboardingTask",
    "Rating",
    "Result",
    "RoleProfile",
    "Scorecard",
    "Seat",
    "Stage",
    "Visit",
]
