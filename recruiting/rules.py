"""The rules of the pipeline: what a stage needs to be left, and what an application waits for.

Pure Python: no database, no clock but the moment handed in.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from recruiting.states import (
    ConditionKind,
    InterviewPhase,
    InterviewState,
    ItemState,
    OfferState,
    Part,
    RuleAct,
    SalaryPeriod,
    StageKind,
    Verdict,
    Wait,
    WaitsOn,
)

SCORED_KINDS = frozenset({StageKind.INTERVIEW, StageKind.SIMULATION})
"""Stages whose result may come from scorecards."""

NEEDS_RESULT = frozenset({StageKind.TEST, StageKind.INTERVIEW, StageKind.SIMULATION, StageKind.CHECK})
"""Stages that cannot be passed without a result."""

REUSABLE = frozenset({StageKind.TEST, StageKind.INTERVIEW, StageKind.SIMULATION})
"""Stages whose result says something of a person that lasts for a while."""
USUAL_MONTHS = 6


@dataclass(frozen=True)
class Window:
    """For so many months a result may count for a later application; 0 for never. Number 0 is what holds
    until somebody says otherwise."""

    number: int = 0
    months: int = USUAL_MONTHS


def months_later(day: date, months: int) -> date:
    """The same day so many months on, or the last day of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


DECIDER = {Part.RECRUITER: WaitsOn.RECRUITER, Part.HIRING_MANAGER: WaitsOn.MANAGER}

SHORTEST_REASON = 10
"""Characters: who looks at a reason in a year should understand it."""


MIDNIGHT = time(0)


@dataclass(frozen=True)
class Hours:
    """When interviews are proposed and colleagues are reminded, on the organisation's clocks, until
    somebody publishes another edition.

    closes: MIDNIGHT stands for the end of the day.  weekdays: as `date.weekday` counts them.
    remind_after: hours after the interview before the first reminder.  most_reminders: of one scorecard."""

    number: int = 0
    opens: time = time(9)
    closes: time = time(18)
    weekdays: frozenset[int] = frozenset(range(5))
    remind_after: int = 2
    most_reminders: int = 3

    def cover(self, here: datetime) -> bool:
        """Is this moment, on the organisation's clocks, within working hours?"""
        ends = self.closes == MIDNIGHT or here.time() < self.closes
        return here.weekday() in self.weekdays and self.opens <= here.time() and ends

    def on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """When working hours begin and end on a day."""
        last = day + timedelta(days=1) if self.closes == MIDNIGHT else day
        return datetime.combine(day, self.opens, zone), datetime.combine(last, self.closes, zone)


@dataclass(frozen=True)
class WorkingDays:
    """Which days are worked: by their weekday, as `date.weekday` counts them, save those that `otherwise`
    says more of, as holidays and days worked in their place."""

    weekdays: frozenset[int] = Hours.weekdays
    otherwise: Mapping[date, bool] = field(default_factory=dict)

    def has(self, day: date) -> bool:
        return self.otherwise.get(day, day.weekday() in self.weekdays)

    def after(self, day: date, many: int = 1) -> date:
        """The working day that comes so many working days after a day."""
        while many:
            day += timedelta(days=1)
            many -= self.has(day)
        return day


def due(entered: datetime, days: int, worked: WorkingDays, zone: ZoneInfo) -> datetime:
    """Until when who came at `entered` (aware) is in time: the same time on the clocks of `zone`, so many
    working days later. Who came on a free day is counted from the beginning of the working day that
    follows: that nobody worked then makes nobody late, nor is whoever came later due earlier."""
    here = entered.astimezone(zone)
    day, at = here.date(), here.time()
    if not worked.has(day):
        day, at = worked.after(day), MIDNIGHT
    return datetime.combine(worked.after(day, days), at, zone).astimezone(entered.tzinfo)


@dataclass(frozen=True)
class Facts:
    """What is known of a standing visit.

    asked, scored: accounts asked for a scorecard, and those who submitted one.
    interview_over: None without an interview, else whether its time has passed.
    check_is_ours: the background check is to be ordered or decided: nobody outside has anything to do.
    approval: the offer that is written waits for somebody else's approval.
    """

    verdict: Verdict | None = None
    asked: frozenset[int] = frozenset()
    scored: frozenset[int] = frozenset()
    interview_over: bool | None = None
    consent: bool = False
    check_is_ours: bool = False
    offer: OfferState | None = None
    approval: bool = False


@dataclass(frozen=True)
class Waiting:
    """What for, on whom, and on which account where it is a single one."""

    what: Wait
    on: WaitsOn
    account_id: int | None = None


def waiting(kind: StageKind, facts: Facts, owner: Part = Part.RECRUITER) -> Waiting:
    """What a visit to a stage of `kind` waits for, given the facts; its `owner` is who decides."""
    if kind is StageKind.OFFER:
        return _waiting_for_offer(facts.offer, facts.approval)
    if facts.verdict is not None or kind is StageKind.SCREENING:
        return Waiting(Wait.DECISION, DECIDER[owner])
    if kind is StageKind.CHECK:
        return _waiting_for_check(facts.consent, facts.check_is_ours)
    unplanned = facts.interview_over is None and not facts.scored
    if kind is StageKind.INTERVIEW and (not facts.asked or unplanned):
        return Waiting(Wait.SCHEDULING, WaitsOn.RECRUITER)
    missing = facts.asked - facts.scored
    if missing:
        what = Wait.INTERVIEW if facts.interview_over is False and not facts.scored else Wait.FEEDBACK
        return Waiting(what, WaitsOn.INTERVIEWER, next(iter(missing)) if len(missing) == 1 else None)
    return Waiting(Wait.RESULT, WaitsOn.CANDIDATE)


def _waiting_for_check(consent: bool, is_ours: bool) -> Waiting:
    if not consent:
        return Waiting(Wait.CONSENT, WaitsOn.CANDIDATE)
    return Waiting(Wait.RESULT, WaitsOn.RECRUITER if is_ours else WaitsOn.OUTSIDE)


def _waiting_for_offer(offer: OfferState | None, approval: bool) -> Waiting:
    if offer is OfferState.DRAFT and approval:
        return Waiting(Wait.DECISION, WaitsOn.MANAGER)
    if offer is OfferState.SENT:
        return Waiting(Wait.ANSWER, WaitsOn.CANDIDATE)
    if offer is OfferState.ACCEPTED:
        return Waiting(Wait.HIRING, WaitsOn.RECRUITER)
    return Waiting(Wait.OFFER, WaitsOn.RECRUITER)


ITEM_MOVES: dict[ItemState, frozenset[ItemState]] = {
    ItemState.ORDERED: frozenset({ItemState.IN_PROGRESS, ItemState.CLEAR, ItemState.CONSIDER}),
    ItemState.IN_PROGRESS: frozenset({ItemState.IN_PROGRESS, ItemState.CLEAR, ItemState.CONSIDER}),
    ItemState.CLEAR: frozenset({ItemState.IN_PROGRESS, ItemState.CONSIDER}),
    ItemState.CONSIDER: frozenset({ItemState.IN_PROGRESS, ItemState.CLEAR}),
    ItemState.DISPUTED: frozenset({ItemState.IN_PROGRESS, ItemState.CLEAR, ItemState.CONSIDER}),
    ItemState.EXPIRED: frozenset(),
}
"""What somebody's finding can make of an item of a check."""


def judge(mark: Decimal, pass_mark: Decimal | None) -> Verdict:
    """At the pass mark is passed; a stage without one is passed by any mark."""
    return Verdict.PASSED if pass_mark is None or mark >= pass_mark else Verdict.FAILED


def explains(reason: str | None) -> bool:
    """Is this long enough to be a reason? A Chinese character counts for two letters and a half."""
    text = (reason or "").strip()
    return len(text) + sum(1.5 for letter in text if ord(letter) > 0x2E80) >= SHORTEST_REASON


class SalaryRange(NamedTuple):
    """What a job pays, from `least` to `most` smallest units of a currency, for each period."""

    least: int
    most: int
    currency: str
    period: SalaryPeriod

    def misses(self, amount: int, currency: str, period: SalaryPeriod) -> bool:
        """Is this salary not within? One in another currency or for another period never is."""
        return (currency, period) != (self.currency, self.period) or not self.least <= amount <= self.most


def phase(
    state: InterviewState, starts_at: datetime, minutes: int, now: datetime
) -> InterviewState | InterviewPhase:
    """What an interview is at the moment `now`: planned only while it is still to come."""
    if state is not InterviewState.PLANNED or starts_at > now:
        return state
    is_over = starts_at + timedelta(minutes=minutes) <= now
    return InterviewPhase.UNSCORED if is_over else InterviewPhase.UNDER_WAY


def has_stayed(due_on: date, ended_on: date | None) -> bool:
    """Was somebody whose last day was `ended_on` (None: still there) employed on the day `due_on`?"""
    return ended_on is None or ended_on >= due_on


# Rules that act by themselves


SCREENED = frozenset({ConditionKind.SCREENED_FROM, ConditionKind.SCREENED_UNDER, ConditionKind.ANSWERS})
"""What rules ask of the answers to screening questions, in whichever stage."""


@dataclass(frozen=True)
class Condition:
    """What a rule asks. `value`: a mark or score, a number of days, or keys of channels separated by commas;
    for answers "question=option" by their keys, likewise: of each question named one of the options named."""

    kind: ConditionKind
    value: str = ""


@dataclass(frozen=True)
class Snapshot:
    """Somebody's stay in a stage, as it is at one moment. `standing`: active, and in this visit."""

    kind: StageKind
    entered_at: datetime
    channel: str
    standing: bool = True
    verdict: Verdict | None = None
    mark: Decimal | None = None
    asked: frozenset[int] = frozenset()
    scored: frozenset[int] = frozenset()
    score: Decimal | None = None
    """Of the screening questions, once every required one is answered."""
    answers: frozenset[str] = frozenset()
    """What is answered to the screening questions, as conditions name it."""
    is_knocked_out: bool = False
    """By an answer of now; whoever stands behind the screening all the same was let through by a person."""


def applies(act: RuleAct, conditions: Sequence[Condition], seen: Snapshot, at: datetime) -> bool:
    """Would a rule act on this stay at this moment? It advances only whoever a person could advance
    without overriding a result, and nobody out of the screening whose answer proposes to reject: a
    knock-out is decided by a person, whichever way."""
    if not seen.standing or (act is RuleAct.ADVANCE and not _is_passable(seen)):
        return False
    return all(_holds(condition, seen, at) for condition in conditions)


def _is_passable(seen: Snapshot) -> bool:
    if seen.is_knocked_out and seen.kind is StageKind.SCREENING:
        return False
    if seen.verdict is not None:
        return seen.verdict is Verdict.PASSED
    return seen.kind not in NEEDS_RESULT


def _holds(condition: Condition, seen: Snapshot, at: datetime) -> bool:
    kind, value = condition.kind, condition.value
    if kind is ConditionKind.PASSED:
        return seen.verdict is Verdict.PASSED
    if kind is ConditionKind.FAILED:
        return seen.verdict is Verdict.FAILED
    if kind is ConditionKind.MARK_FROM:
        return seen.mark is not None and seen.mark >= Decimal(value)
    if kind is ConditionKind.MARK_UNDER:
        return seen.mark is not None and seen.mark < Decimal(value)
    if kind is ConditionKind.SCORECARDS:
        return bool(seen.asked) and seen.asked <= seen.scored
    if kind is ConditionKind.WAITS:
        return at >= seen.entered_at + timedelta(days=int(value))
    if kind is ConditionKind.CHANNEL:
        return seen.channel in value.split(",")
    return _is_screened(condition, seen)


def _is_screened(condition: Condition, seen: Snapshot) -> bool:
    if condition.kind is ConditionKind.ANSWERS:
        return all(options & seen.answers for options in by_question(condition.value).values())
    if seen.score is None:
        return False
    is_from = condition.kind is ConditionKind.SCREENED_FROM
    return (seen.score >= Decimal(condition.value)) is is_from


def by_question(value: str) -> dict[str, set[str]]:
    """Key of a question → the answers to it that `value` of an ANSWERS condition names."""
    found: dict[str, set[str]] = {}
    for one in value.split(","):
        found.setdefault(one.partition("=")[0], set()).add(one)
    return found


def first_moment(
    act: RuleAct,
    conditions: Sequence[Condition],
    course: Sequence[tuple[datetime, Snapshot]],
    end: datetime,
) -> datetime | None:
    """When a rule would first have acted on a stay; None where it never would.

    course: how the stay was from each moment until the next, oldest first.  end: the first moment that
    no longer counts. Between two changes only time passes, so the rule can act when a change happens or
    when the days it asks for are over, and at no other moment.
    """
    ends = [*(moment for moment, _ in course[1:]), end]
    for (start, seen), until in zip(course, ends, strict=True):
        moment = max([start, *_ripe(conditions, seen)])
        if moment < min(until, end) and applies(act, conditions, seen, moment):
            return moment
    return None


def _ripe(conditions: Sequence[Condition], seen: Snapshot) -> list[datetime]:
    """When the days are over that the conditions ask for."""
    waits = (one for one in conditions if one.kind is ConditionKind.WAITS)
    return [seen.entered_at + timedelta(days=int(one.value)) for one in waits]


def joined(orders: Iterable[Sequence[str]]) -> list[str]:
    """Keys of several versions in one order: that of the first, in which each key that only a later one
    has follows what it follows there."""
    found: list[str] = []
    for one in orders:
        before = 0
        for key in one:
            if key not in found:
                found.insert(before, key)
            before = found.index(key) + 1
    return found
