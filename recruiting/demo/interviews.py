"""What the sample team shows of interviews: a plan for each round, a panel that was chosen again, an
interview that was moved and one that was called off, an address for a calendar."""

from datetime import datetime, timedelta

from core import clock
from people.models import Account
from recruiting import feeds, free_time, interviewing, panel_plans, panels
from recruiting.models import Opening, Stage, Visit
from recruiting.panels import Chosen
from recruiting.queries import calendars, interview_policies, interviews
from recruiting.queries import demo as queries
from recruiting.queries import panel_plans as plans
from recruiting.states import Wait

ROUNDS = {"first interview": (30, 1), "second interview": (45, 2)}
"""Key of the stage → minutes, and how many interview."""
PLACE = "https://meet.harbourlane.example/interviews"


def plan_rounds(opening: Opening, actor: Account) -> None:
    """The plan of each round of the opening's pipeline: the criteria shared out among the panel."""
    for stage in opening.pipeline_version.stages:
        if stage.key in ROUNDS:
            minutes, seats = ROUNDS[stage.key]
            panel_plans.publish(stage, minutes, shared_out(stage, seats), based_on=0, actor=actor)


def shared_out(stage: Stage, seats: int) -> list[list[int]]:
    """The criteria of a stage in turn to each of so many; all alike for a single one."""
    assert stage.rubric_version is not None
    criteria = [one.id for one in stage.rubric_version.criteria]
    return [criteria[number::seats] for number in range(seats)] if seats > 1 else [[]]


def arrange(who: dict[str, Account]) -> None:
    """Interviews to come, as a recruiter leaves them behind on a busy day."""
    recruiter = who["shen.yue"]
    first = _visit("first interview")
    if first is not None:
        interviewing.ask(first, who["marta.lindqvist"], actor=recruiter)
        moved = interviewing.plan(first, _free(first), 30, PLACE, actor=recruiter)
        interviewing.replan(moved, _free(first, 2), 30, PLACE, actor=recruiter)
    second = _visit("second interview")
    if second is not None:
        _choose(second, (who["tomasz.bielak"], who["priya.raman"]), recruiter)
        interviewing.plan(second, _free(second, 3), 45, PLACE, actor=recruiter)
    third = _visit("first interview")
    if third is not None:
        interviewing.ask(third, who["he.jingxing"], actor=recruiter)
        called_off = interviewing.plan(third, _free(third, 1), 30, PLACE, actor=recruiter)
        interviewing.cancel(called_off, "The candidate asked for a day after the fair.", actor=recruiter)
    feeds.renew(who["marta.lindqvist"], actor=who["marta.lindqvist"])


def _visit(stage: str) -> Visit | None:
    return queries.longest_stay(stage, Wait.SCHEDULING)


def _choose(visit: Visit, accounts: tuple[Account, ...], recruiter: Account) -> None:
    seats = plans.seats_of(visit.stage, plans.plan_for(visit.stage))
    panel = [Chosen(account, focus) for account, focus in zip(accounts, seats, strict=True)]
    panels.choose(visit, panel, actor=recruiter)


def _free(visit: Visit, days: int = 1) -> datetime:
    """The first free time of the panel so many days from now or later."""
    day = clock.today() + timedelta(days=days)
    asked = interviews.asked_accounts(visit.id)
    since = clock.day_start(day)
    busy = calendars.busy(asked, visit.application.person_id, since, since + timedelta(days=20))
    return free_time.proposals(busy, 45, day, interview_policies.in_use(), most=1)[0]
