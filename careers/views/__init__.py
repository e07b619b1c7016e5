"""The pages of careers, one module per noun; all share one blueprint."""

from careers.views import (
    assessments,
    board,
    cases,
    complaints,
    ladder,
    levels,
    months,
    paths,
    reviews,
)
from careers.views.blueprint import bp

__all__ = [
    "assessments",
    "board",
    "bp",
    "cases",
    "complaints",
    "ladder",
    "levels",
    "months",
    "paths",
    "reviews",
]
