"""The pages of careers, one module per noun; all share one blueprint."""

from careers.views import board, ladder, paths
from careers.views.blueprint import bp

__all__ = ["board", "bp", "ladder", "paths"]
