"""Offers and how they were answered; the time from a beginning to an end that can be chosen."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from core import clock
from core.db import db
from people.models import Account
from recruiting.models import Offer
from recruiting.queries.funnel import Cohort
from recruiting.queries.reports.events import (
    Event,
    Facts,
    applications,
    events,
    is_within,
    openings,
)
from recruiting.queries.reports.sheet import Case, Rows, Tables, days_from, now_or

ANSWERS = {
    "offer accepted": "accepted",
    "offer declined": "declined",
    "offer expired": "ran-out",
    "offer retracted": "retracted",
}
HIRING = ("hired", "unhired", "no-show")
STARTS = ("applied", "opened")
ENDS = ("offered", "accepted", "hired", "first day")


@dataclass
class Offered:
    """An offer as it stood: when it was sent, how and when it was answered last."""

    offer_id: int
    sent_at: datetime | None = None
    answer: str = "open"
    answered_at: datetime | None = None


@dataclass
class Way:
    """What became of an application at its end; None for what has not happened or was taken back."""

    offers: dict[int, Offered] = field(default_factory=dict)
    hired_at: datetime | None = None
    missed: bool = False

    def tell(self, event: Event) -> None:
        if event.verb in HIRING:
            self.hired_at = event.at if event.verb == "hired" else None
            self.missed = event.verb == "no-show"
            return
        number = event.details["offer"]
        offer = self.offers.setdefault(number, Offered(number))
        if event.verb == "offer sent":
            offer.sent_at = event.at
        else:
            offer.answer, offer.answered_at = ANSWERS[event.verb], event.at

    @property
    def accepted(self) -> Offered | None:
        """The offer whose acceptance stands."""
        return next((one for one in self.offers.values() if one.answer == "accepted"), None)


def ways(account: Account, cohort: Cohort) -> dict[int, Way]:
    """Application id → offers and hire, as the record has them."""
    verbs = ("offer sent", *ANSWERS, *HIRING)
    found = {}
    for number, told in events(account, cohort, verbs).items():
        found[number] = way = Way()
        for event in told:
            way.tell(event)
    return found


def offers(account: Account, cohort: Cohort) -> Tables:
    """A row for each opening: offers `sent` in the time asked for, by how they were answered."""
    names = openings()
    rows, known = Rows(lambda key: names[key]), applications(account, cohort)
    for number, way in ways(account, cohort).items():
        for offer in way.offers.values():
            if offer.sent_at is not None and is_within(cohort, offer.sent_at):
                row = rows[str(known[number].opening_id)]
                row.add(offer.answer, _of_offer(number, offer))
    return {"opening": rows.listed(lambda row: int(row.key))}


def _of_offer(number: int, offer: Offered) -> Case:
    assert offer.sent_at is not None
    ended = offer.answered_at
    return Case(number, offer.sent_at, days_from(offer.sent_at, ended) if ended else None, ended is None)


def time_to_hire(account: Account, cohort: Cohort, start: str, end: str) -> Tables:
    """A row for each opening: `done` are the applications whose `end` (of ENDS) lies in the time asked
    for, with the days since their `start` (of STARTS)."""
    names = openings()
    rows, known = Rows(lambda key: names[key]), applications(account, cohort)
    first_days = _first_days(now_or(cohort.at)) if end == "first day" else {}
    for number, way in ways(account, cohort).items():
        finish = _finish(way, end, first_days)
        if finish is not None and is_within(cohort, finish):
            facts = known[number]
            begin = _begin(facts, start)
            rows[str(facts.opening_id)].add("done", Case(number, finish, days_from(begin, finish)))
    return {"opening": rows.listed(lambda row: int(row.key))}


def _begin(facts: Facts, start: str) -> datetime:
    return facts.opened_at if start == "opened" else facts.applied_at


def _finish(way: Way, end: str, first_days: dict[int, datetime]) -> datetime | None:
    sent = [offer.sent_at for offer in way.offers.values() if offer.sent_at]
    if end == "offered":
        return min(sent, default=None)
    if end == "hired":
        return way.hired_at
    accepted = None if way.missed else way.accepted
    if accepted is None:
        return None
    return first_days.get(accepted.offer_id) if end == "first day" else accepted.answered_at


def _first_days(at: datetime) -> dict[int, datetime]:
    """Offer id → when its first day begins, of those whose first day had come just before `at`."""
    rows = db.session.execute(select(Offer.id, Offer.starts_on))
    days = ((row.id, clock.day_start(row.starts_on)) for row in rows)
    return {number: begins for number, begins in days if begins < at}
