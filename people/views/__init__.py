"""Signing in and out, one's own account, and the administration of people, teams and sites."""

from people.views import accounts, gate, links, own, places
from people.views.blueprint import bp

__all__ = ["accounts", "bp", "gate", "links", "own", "places"]
