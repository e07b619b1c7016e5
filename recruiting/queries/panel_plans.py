"""Plans of panels: the one in use for a stage, and those before it."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from assessment.models import RubricVersion
from core.db import db
from people.models import Account
from recruiting.models import PanelPlan, PipelineVersion, Stage


def stage(stage_id: int) -> Stage | None:
    """A stage with its pipeline and the criteria it is scored by."""
    return db.session.scalar(
        select(Stage)
        .where(Stage.id == stage_id)
        .options(
            joinedload(Stage.version, innerjoin=True).joinedload(PipelineVersion.pipeline, innerjoin=True),
            joinedload(Stage.rubric_version).selectinload(RubricVersion.criteria),
        )
    )


def plan_for(stage: Stage) -> PanelPlan | None:
    """The plan in use for the step of this stage, whichever version of the pipeline it is of."""
    return db.session.scalar(_plans(stage).limit(1))


def plans_for(stage: Stage) -> Sequence[PanelPlan]:
    """Every plan there was, newest first, with its author."""
    author = joinedload(PanelPlan.author).joinedload(Account.person)
    return db.session.scalars(_plans(stage).options(author)).unique().all()


def _plans(stage: Stage) -> Select[PanelPlan]:
    pipeline = select(PipelineVersion.pipeline_id).where(PipelineVersion.id == stage.pipeline_version_id)
    return (
        select(PanelPlan)
        .where(PanelPlan.pipeline_id == pipeline.scalar_subquery(), PanelPlan.stage_key == stage.key)
        .order_by(PanelPlan.number.desc())
    )


def seats_of(stage: Stage, plan: PanelPlan | None) -> list[list[int]]:
    """What each interviewer of a panel of this stage looks at, by the plan; where the plan speaks of
    another rubric, everybody looks at everything."""
    if plan is None:
        return []
    fits = plan.rubric_version_id == stage.rubric_version_id
    return [list(seat.focus) if fits else [] for seat in plan.seats]
