"""The pages of careers, one module per noun; all share one blueprint."""

from careers.views import board, complaints, ladder, months, paths, reviews
from careers.views.blueprint import bp

__all__ = ["board", "bp", "complaints", "ladder", "months", "paths", "reviews"]
