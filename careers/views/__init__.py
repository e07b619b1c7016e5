"""The pages of careers, one module per noun; all share one blueprint."""

from careers.views import (
    assessments,
    board,
    cases,
    complaints,
    desk,
    formula_drafts,
    formulas,
    goals,
    ladder,
    ladder_asks,
    ladder_drafts,
    ladder_moves,
    levels,
    month_files,
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
    "desk",
    "formula_drafts",
    "formulas",
    "goals",
    "ladder",
    "ladder_asks",
    "ladder_drafts",
    "ladder_moves",
    "levels",
    "month_files",
    "months",
    "paths",
    "reviews",
]
