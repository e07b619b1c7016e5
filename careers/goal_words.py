"""Proposals for the development plan, drawn from what the path still asks for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from careers.models import Competency
from careers.queries.standings import Standing
from careers.rules.readiness import Asked
from careers.states import RequirementKind as Kind
from careers.states import Verdict
from careers.words import asks, how_far, to_do
from core.db import Words
from core.i18n import _, say
from core.months import add_months

AHEAD = 3
"""Months until a proposed goal is due where nothing else is known."""
_BY_TIME = (Kind.TIME_IN_LEVEL, Kind.GOOD_STANDING, Kind.COMPLAINTS)
"""What only time mends is no goal."""


@dataclass(frozen=True)
class Proposal:
    """A goal as it could be. `place`: of the requirement among those asked."""

    place: int
    asked: Asked
    what: str
    action: str
    evidence: str
    why: str
    due_on: date


def proposals(
    one: Standing, names: Mapping[str, Words], taken: Collection[tuple[Kind, str | None]], today: date
) -> list[Proposal]:
    """What is not met and can be worked on, and of which no goal is open. `taken`: (kind, key) of goals that
    are open; `names`: exam or course key → name."""
    level = say(one.level.name) if one.level else str(one.row.level)
    found = []
    for place, (asked, how) in enumerate(one.lines):
        if how.is_met or asked.kind in _BY_TIME or (asked.kind, asked.key) in taken:
            continue
        what = asks(asked, level, names)
        done = to_do(asked, how)
        action = done[0] if done else _action(asked.kind, how.verdict)
        due = how.by if how.by and how.by > today else add_months(today, AHEAD)
        found.append(Proposal(place, asked, what, action, _evidence(asked.kind), how_far(asked, how), due))
    return found


def _action(kind: Kind, verdict: Verdict) -> str:
    if kind is Kind.COMPETENCIES and verdict is Verdict.UNKNOWN:
        return _("Ask two colleagues for feedback on each competency, and practise the weakest.")
    if kind in (Kind.REVIEW_AVERAGE, Kind.REVIEW_FLOOR):
        return _("Look at the weakest indicator of the last months with your supervisor every two weeks.")
    return _("Agree the next step with your supervisor.")


def _evidence(kind: Kind) -> str:
    if kind in (Kind.REVIEW_AVERAGE, Kind.REVIEW_FLOOR):
        return _("The closed monthly reviews.")
    if kind in (Kind.EXAM, Kind.COURSE, Kind.CERTIFICATE):
        return _("The training record.")
    if kind is Kind.COACHED:
        return _("The coaching record.")
    return _("Ratings by two people.")


def from_check_in(compared: Competency) -> dict[str, str]:
    """A goal drawn from a competency that both sides rated."""
    says = {"competency": say(compared.name), "says": say(compared.says)}
    return {
        "what": _("%(competency)s: %(says)s", **says),
        "action": _("Agree the next step with your supervisor."),
        "evidence": _("The next check-in."),
    }


def soon(today: date) -> date:
    """When a goal of one's own is due if nothing else is said."""
    return add_months(today, AHEAD)
