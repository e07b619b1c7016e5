"""People on duty, and sessions of recurrent training for them, made by the verbs."""

from datetime import date, datetime, time, timedelta
from typing import Any

from core import clock
from people.models import Account, Team
from tests.careers.people_at_work import TODAY, account_of, an_employee
from training import recurrent
from training.models import RecurrentSession
from training.states import LedBy

__all__ = ["DAY", "TODAY", "WHY", "a_plan", "a_session", "account_of", "an_employee", "at"]

DAY = timedelta(days=1)
WHY = "The room was needed for the audit."


def at(day: date = TODAY, hour: int = 12, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), clock.zone())


def a_plan(leads: Account, *teams: Team, on: date = TODAY, **other: Any) -> recurrent.Plan:
    """From ten to half past eleven, required, led by `leads`."""
    wanted: dict[str, Any] = {
        "topic": "New return policy",
        "led_by": LedBy.INTERNAL,
        "leader": leads.person,
        "outside_leader": "",
        "starts_at": at(on, 10),
        "ends_at": at(on, 11, 30),
        "minutes": None,
        "place": "Room 2",
        "is_required": True,
        "for_all": False,
        "team_ids": frozenset(team.id for team in teams),
        "guests": frozenset(),
    }
    return recurrent.Plan(**{**wanted, **other})


def a_session(actor: Account, *teams: Team, on: date = TODAY, **other: Any) -> RecurrentSession:
    return recurrent.plan(a_plan(actor, *teams, on=on, **other), actor=actor)
