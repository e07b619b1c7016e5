"""The pages of training; they all hang on one blueprint."""

from training.views import awaiting
from training.views.blueprint import bp

__all__ = ["awaiting", "bp"]
