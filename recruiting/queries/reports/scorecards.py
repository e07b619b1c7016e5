"""How long interviewers take from the end of an interview to their scorecard, from the record alone."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from core.db import db
from people.models import Account
from recruiting.models import Application, Opening
from recruiting.queries import then
from recruiting.queries.funnel import Cohort
from recruiting.queries.reports.events import Event, account_names, events, is_within
from recruiting.queries.reports.sheet import Case, Rows, Tables, days_from, now_or

PLANS = frozenset({"interview planned", "interview replanned"})
OFF = frozenset({"interview cancelled", "interview missed"})
VERBS = PLANS | OFF | {"panelist asked", "panelist released", "scorecard submitted"}


@dataclass
class Asked:
    """Somebody asked to score a visit; None for what has not happened."""

    account_id: int
    at: datetime
    released_at: datetime | None = None
    scored_at: datetime | None = None


@dataclass
class Panel:
    """Who is asked in a visit: panelist id → what became of it; and when its interviews are: interview
    id → beginning and minutes."""

    asked: dict[int, Asked] = field(default_factory=dict)
    times: dict[int, tuple[datetime, int]] = field(default_factory=dict)

    @property
    def ends(self) -> list[datetime]:
        return [starts_at + timedelta(minutes=minutes) for starts_at, minutes in self.times.values()]

    def tell(self, event: Event) -> None:
        details = event.details
        if event.verb in PLANS:
            plan = details["after"]
            self.times[details["interview"]] = datetime.fromisoformat(plan["starts_at"]), plan["minutes"]
        elif event.verb in OFF:
            self.times.pop(details["interview"], None)
        else:
            self._tell_of_panelist(event)

    def _tell_of_panelist(self, event: Event) -> None:
        number = event.details["panelist"]
        if event.verb == "panelist asked":
            self.asked[number] = Asked(event.details["account"], event.at)
        elif number in self.asked and event.verb == "panelist released":
            self.asked[number].released_at = event.at
        elif number in self.asked:
            self.asked[number].scored_at = event.at


def panels(account: Account, cohort: Cohort) -> dict[tuple[int, int], Panel]:
    """(application id, visit id) → its panel."""
    found: dict[tuple[int, int], Panel] = {}
    for number, told in events(account, cohort, VERBS).items():
        for event in told:
            found.setdefault((number, event.details["visit"]), Panel()).tell(event)
    return found


def _left(account: Account, cohort: Cohort) -> dict[int, datetime | None]:
    """Visit id → when it was left; visits that were undone are not among them."""
    visit = then.visits(cohort.at).c
    rows = db.session.execute(
        select(visit.id, visit.left_at)
        .join(Application, Application.id == visit.application_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(*cohort.within(account))
    )
    return {row.id: row.left_at for row in rows}


def scorecards(account: Account, cohort: Cohort) -> Tables:
    """A row for each interviewer: scorecards `given`, with the days from the end of the interview (or
    from being asked, if that was later, or there was none), and those still `owed`."""
    left, now = _left(account, cohort), now_or(cohort.at)
    names = account_names()
    rows = Rows(lambda key: names.get(int(key)))
    for (number, visit_id), panel in panels(account, cohort).items():
        for asked in panel.asked.values() if visit_id in left else ():
            case = _case(number, asked, panel, left[visit_id], now)
            if case is not None and is_within(cohort, case.at):
                rows[str(asked.account_id)].add(_cell(asked, case, left[visit_id]), case)
    return {"interviewer": rows.listed(lambda row: (-row.count("given", "owed"), int(row.key)))}


def _cell(asked: Asked, case: Case, left_at: datetime | None) -> str:
    if not case.going_on:
        return "given"
    return "owed" if asked.released_at is None and left_at is None else "let-go"


def _case(number: int, asked: Asked, panel: Panel, left_at: datetime | None, now: datetime) -> Case | None:
    """None where it is not yet their turn: the interview is still to come."""
    over = max(panel.ends, default=asked.at)
    begun = max(over, asked.at)
    if asked.scored_at is not None:
        begun = min(begun, asked.scored_at)
        return Case(number, begun, days_from(begun, asked.scored_at))
    until = min(filter(None, (asked.released_at, left_at, now)))
    return Case(number, begun, days_from(begun, until), True) if begun < until else None
