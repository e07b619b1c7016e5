"""Writing to somebody about their own career: a case decided, days at the service desk, a goal that awaits
their agreement, a bonus settled, an appeal answered."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from careers.models import DeskDay, DevelopmentGoal, PromotionCase, ReviewAppeal
from careers.queries import cases, leads
from careers.states import AppealState, Side
from careers.words import month as month_said
from core.addresses import absolute
from core.i18n import _, day, day_long, say
from core.record import Entry
from people.letters import write_to
from people.models import Employment, Person
from training.queries import audience

APPROVED, DECLINED, CANCELLED = "case.approved", "case.declined", "case.cancelled"
DESK_PLANNED, DESK_CANCELLED = "desk.planned", "desk.cancelled"
GOAL = "goal.proposed"
BONUS = "bonus.settled"
APPEAL = "review.appeal answered"


def case_decided(case: PromotionCase, entry: Entry) -> None:
    """Tell whom a case is about that it is approved, declined, or that the approval is taken back."""
    key = {"case approved": APPROVED, "case declined": DECLINED}.get(entry.verb, CANCELLED)

    def values() -> dict[str, str]:
        return {
            "level": say(cases.level_of(case).name),
            "date": _day(case.effective_on),
            "trial": _day(case.acting_until),
            "again": _day(case.retry_on),
            "why": case.reason or "",
            "link": absolute("careers.case", case_id=case.id),
        }

    write_to([(case.employment.person, entry)], key, values)


def _day(value: date | None) -> str:
    return day_long(value) if value else ""


def desk_planned(planned: Iterable[tuple[Employment, Sequence[tuple[DeskDay, Entry]]]]) -> None:
    """Tell each all the days that were planned for them in one act."""
    same_days: dict[tuple[date, ...], list[tuple[Person, Entry]]] = defaultdict(list)
    for employment, own in planned:
        same_days[tuple(made.on for made, _entry in own)].append((employment.person, own[0][1]))
    for days, to in same_days.items():
        _desk(DESK_PLANNED, to, days)


def desk_cancelled(one: DeskDay, entry: Entry) -> None:
    _desk(DESK_CANCELLED, [(one.employment.person, entry)], [one.on], entry.reason)


def _desk(key: str, to: Iterable[tuple[Person, Entry]], days: Iterable[date], why: str | None = None) -> None:
    def values() -> dict[str, str]:
        return {
            "date": _(", ").join(day_long(one) for one in days),
            "why": why or "",
            "link": absolute("careers.own_path"),
        }

    write_to(to, key, values)


def goal_proposed(goal: DevelopmentGoal, by: Side, entry: Entry) -> None:
    """Ask the other side for its agreement: the employee, or who leads them, as far as that one reviews
    them."""
    person = goal.employment.person if by is Side.LEAD else leads.lead_of(goal.employment_id)
    if person is None:
        return

    def values() -> dict[str, str]:
        return {
            "employee": goal.employment.person.name,
            "goal": goal.wording.part("what"),
            "date": day(goal.due_on),
            "link": absolute("careers.goal", goal_id=goal.id),
        }

    write_to([(person, entry)], GOAL, values)


def bonuses_settled(settled: Collection[tuple[Employment, int, Entry]], month: date) -> None:
    """Tell each that their bonus is settled, or its difference after a correction (`number` over 1). What it
    comes to stands on the page that the letter leads to."""
    people = {
        one.id: one for one in audience.persons({whose.person_id for whose, _number, _entry in settled})
    }
    told: dict[str, list[tuple[Person, Entry]]] = defaultdict(list)
    for whose, number, entry in settled:
        told["1" if number > 1 else ""].append((people[whose.person_id], entry))
    for corrected, to in told.items():
        _bonus(to, month, corrected)


def _bonus(to: Iterable[tuple[Person, Entry]], month: date, corrected: str) -> None:
    def values() -> dict[str, str]:
        return {"month": month_said(month), "corrected": corrected, "link": _own_month(month)}

    write_to(to, BONUS, values)


def appeal_answered(employment: Employment, made: ReviewAppeal, entry: Entry) -> None:
    """Tell whoever appealed whether it is upheld; why stands on the page that the letter leads to."""

    def values() -> dict[str, str]:
        upheld = "1" if made.state is AppealState.UPHELD else ""
        return {"month": month_said(made.month), "upheld": upheld, "link": _own_month(made.month)}

    write_to([(employment.person, entry)], APPEAL, values)


def _own_month(month: date) -> str:
    return absolute("careers.own_month", month=f"{month:%Y-%m}")
