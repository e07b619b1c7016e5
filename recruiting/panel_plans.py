"""How a stage of interviews is manned: a new plan is a new version; panels asked so far stay as they are."""

from collections.abc import Sequence

from core import clock
from core.db import db
from core.i18n import _, say
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting.interviewing import LONGEST, SHORTEST
from recruiting.models import PanelPlan, PanelSeat, Stage
from recruiting.pipeline import check_may
from recruiting.queries import panel_plans as queries
from recruiting.states import StageKind

MOST_SEATS = 4


class PlanRefused(Refused):
    """No plan was published."""


def publish(
    stage: Stage, minutes: int, seats: Sequence[Sequence[int]], *, based_on: int, actor: Account | None
) -> PanelPlan:
    """Put a new plan in use for the step of `stage` in every version of its pipeline.

    seats: for each interviewer the ids of the criteria to look at above all; none for all alike.
    based_on: the number of the plan that its author saw, 0 for none."""
    check_may(actor, Permission.EDIT_OPENINGS)
    _check(stage, minutes, seats)
    alone(f"panel plan of {stage.key}")
    now = queries.plan_for(stage)
    if (now.number if now else 0) != based_on:
        raise PlanRefused(
            _(
                "Not changed. Somebody else changed the plan while you were looking. "
                "Open the page again to see how it is now."
            )
        )
    focus = [sorted(set(seat)) for seat in seats]
    if now and (now.minutes, [list(seat.focus) for seat in now.seats], now.rubric_version_id) == (
        minutes, focus, stage.rubric_version_id,
    ):  # fmt: skip
        raise PlanRefused(_("Not changed. This is the plan in use."))
    plan = PanelPlan(
        pipeline_id=stage.version.pipeline_id,
        stage_key=stage.key,
        number=based_on + 1,
        rubric_version_id=stage.rubric_version_id,
        minutes=minutes,
        published_at=clock.now(),
        author_id=actor.id if actor else None,
        seats=[PanelSeat(position=position, focus=seat) for position, seat in enumerate(focus, 1)],
    )
    db.session.add(plan)
    db.session.flush()
    record("published", plan, actor_id=plan.author_id, number=plan.number, minutes=minutes, seats=focus)
    return plan


def _check(stage: Stage, minutes: int, seats: Sequence[Sequence[int]]) -> None:
    if stage.kind is not StageKind.INTERVIEW or stage.rubric_version is None:
        raise PlanRefused(_("Not changed. %(stage)s is no interview.", stage=say(stage.name)))
    if not SHORTEST <= minutes <= LONGEST:
        raise PlanRefused(
            _("Not changed. An interview takes %(least)s to %(most)s minutes.", least=SHORTEST, most=LONGEST),
            "minutes",
        )
    if not 1 <= len(seats) <= MOST_SEATS:
        raise PlanRefused(_("Not changed. A panel has 1 to %(most)s interviewers.", most=MOST_SEATS), "count")
    known = {criterion.id for criterion in stage.rubric_version.criteria}
    if any(set(seat) - known for seat in seats):
        raise PlanRefused(_("Not changed. A criterion is of another rubric; open the page again."))
