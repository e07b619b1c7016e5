"""Pipelines, their versions and drafts, and who runs on which."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, select, true
from sqlalchemy.orm import aliased, joinedload, selectinload

from assessment.models import RubricVersion
from core.db import db
from core.record import Entry
from people.models import Account, Person
from people.permissions import Permission
from recruiting.models import Application, Opening, Pipeline, PipelineDraft, PipelineVersion, Stage, Visit
from recruiting.queries.reach import reachable
from recruiting.states import OPEN, OpeningStatus, StageKind


def pipeline(pipeline_id: int) -> Pipeline | None:
    """The pipeline, where there is one."""
    return db.session.get(Pipeline, pipeline_id)


def all_but(pipeline_id: int | None) -> Sequence[Pipeline]:
    """Every pipeline but this one, the oldest first."""
    but = Pipeline.id != pipeline_id if pipeline_id else true()
    return db.session.scalars(select(Pipeline).where(but).order_by(Pipeline.id)).all()


def draft(pipeline_id: int) -> PipelineDraft | None:
    """The draft of a pipeline, where there is one."""
    query = select(PipelineDraft).where(PipelineDraft.pipeline_id == pipeline_id)
    with_it = (joinedload(PipelineDraft.pipeline), joinedload(PipelineDraft.based_on))
    return db.session.scalar(query.options(*with_it))


def _versions() -> Any:
    rubrics = selectinload(PipelineVersion.stages).joinedload(Stage.rubric_version)
    return select(PipelineVersion).options(rubrics)


def newest(pipeline_id: int) -> PipelineVersion:
    """The newest version with its stages; raises NoResultFound."""
    query = _versions().where(PipelineVersion.pipeline_id == pipeline_id)
    return db.session.scalars(query.order_by(PipelineVersion.number.desc()).limit(1)).one()  # type: ignore[no-any-return]


def version(pipeline_id: int, number: int) -> PipelineVersion | None:
    """A version with its stages, where there is one."""
    query = _versions().where(PipelineVersion.pipeline_id == pipeline_id, PipelineVersion.number == number)
    return db.session.scalar(query)  # type: ignore[no-any-return]


def newest_of_each() -> Sequence[Any]:
    """Rows of (pipeline id, name, number, version id): the newest version of every pipeline."""
    last = (
        select(PipelineVersion.pipeline_id, func.max(PipelineVersion.number).label("number"))
        .group_by(PipelineVersion.pipeline_id)
        .subquery()
    )
    return db.session.execute(
        select(Pipeline.id, Pipeline.name, last.c.number, PipelineVersion.id.label("version_id"))
        .join(last, last.c.pipeline_id == Pipeline.id)
        .join(
            PipelineVersion,
            (PipelineVersion.pipeline_id == Pipeline.id) & (PipelineVersion.number == last.c.number),
        )
        .order_by(Pipeline.id)
    ).all()


def _running_on(version_id: Any) -> ScalarSelect[int]:
    on_it = Application.pipeline_version_id == version_id
    return _number(select(func.count(Application.id)).where(on_it, Application.status.in_(OPEN)))


def _openings_on(version_id: Any) -> ScalarSelect[int]:
    on_it = Opening.pipeline_version_id == version_id
    return _number(select(func.count(Opening.id)).where(on_it, Opening.status != OpeningStatus.CLOSED))


def _number(query: Select[Any]) -> ScalarSelect[int]:
    return query.correlate(PipelineVersion).scalar_subquery()


def used(pipeline_id: int | None = None) -> Sequence[Any]:
    """Rows of every version, newest first: version id, pipeline id, number, when and by whom it was
    published and why, how many openings begin on it and how many applications run on it."""
    published = aliased(Entry)
    wanted = PipelineVersion.pipeline_id == pipeline_id if pipeline_id else true()
    return db.session.execute(
        select(
            PipelineVersion.id,
            PipelineVersion.pipeline_id,
            PipelineVersion.number,
            PipelineVersion.published_at,
            published.reason,
            Person.name.label("who"),
            _openings_on(PipelineVersion.id).label("openings"),
            _running_on(PipelineVersion.id).label("running"),
        )
        .outerjoin(
            published,
            (published.subject_kind == "pipeline_version")
            & (published.subject_id == PipelineVersion.id)
            & (published.verb == "published"),
        )
        .outerjoin(Account, Account.id == published.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(wanted)
        .order_by(PipelineVersion.pipeline_id, PipelineVersion.number.desc())
    ).all()


def with_drafts() -> dict[int, int]:
    """Pipeline id → the number of the version on which its draft is based."""
    rows = db.session.execute(
        select(PipelineDraft.pipeline_id, PipelineVersion.number).join(PipelineDraft.based_on)
    )
    return {row[0]: row[1] for row in rows}


def openings_to_adopt(account: Account) -> Sequence[Opening]:
    """The openings that are not closed and that `account` may edit, with their versions, by code."""
    return db.session.scalars(
        select(Opening)
        .where(Opening.status != OpeningStatus.CLOSED, reachable(account, Permission.EDIT_OPENINGS))
        .options(joinedload(Opening.pipeline_version))
        .order_by(Opening.id)
    ).all()


def opening_names(account: Account) -> dict[int, Any]:
    """Opening id → row of (id, code, title) of those that `account` may see."""
    query = select(Opening.id, Opening.code, Opening.title).where(reachable(account, Permission.SEE_OPENINGS))
    return {row.id: row for row in db.session.execute(query)}


def running_by_stage(pipeline_id: int, account: Account) -> Sequence[Any]:
    """Rows of (opening id, version number, stage key, stage id, people): where the open applications of
    a pipeline stand, of the openings that `account` may see."""
    return db.session.execute(
        select(
            Visit.opening_id,
            PipelineVersion.number,
            Stage.key,
            Stage.id.label("stage_id"),
            func.count().label("people"),
        )
        .join(Stage, Stage.id == Visit.stage_id)
        .join(PipelineVersion, PipelineVersion.id == Stage.pipeline_version_id)
        .join(Opening, Opening.id == Visit.opening_id)
        .where(
            Visit.left_at.is_(None),
            PipelineVersion.pipeline_id == pipeline_id,
            reachable(account, Permission.SEE_OPENINGS),
        )
        .group_by(Visit.opening_id, PipelineVersion.number, Stage.key, Stage.id, Stage.position)
        .order_by(Visit.opening_id, PipelineVersion.number, Stage.position)
    ).all()


def to_migrate(
    version: PipelineVersion, account: Account, opening_id: int | None, most: int
) -> Sequence[int]:
    """The open applications of the same pipeline that run on another version, in openings that
    `account` may edit, those longest in their stage first; at most `most`."""
    wanted = Visit.opening_id == opening_id if opening_id else true()
    return db.session.scalars(
        select(Visit.application_id)
        .join(Application, Application.id == Visit.application_id)
        .join(PipelineVersion, PipelineVersion.id == Application.pipeline_version_id)
        .join(Opening, Opening.id == Visit.opening_id)
        .where(
            Visit.left_at.is_(None),
            Application.status.in_(OPEN),
            PipelineVersion.pipeline_id == version.pipeline_id,
            PipelineVersion.id != version.id,
            reachable(account, Permission.EDIT_OPENINGS),
            wanted,
        )
        .order_by(Visit.entered_at, Visit.id)
        .limit(most)
    ).all()


def kinds() -> dict[str, StageKind]:
    """Key → kind of every step that was ever published."""
    rows = db.session.execute(select(Stage.key, Stage.kind).distinct())
    return {row.key: row.kind for row in rows}


def known_steps() -> Sequence[Stage]:
    """The newest stage of every key there is, by key."""
    newest = select(func.max(Stage.id)).group_by(Stage.key)
    return db.session.scalars(select(Stage).where(Stage.id.in_(newest)).order_by(Stage.key)).all()


def stage_names(ids: Sequence[int]) -> dict[int, Any]:
    """Stage id → its name."""
    rows = db.session.execute(select(Stage.id, Stage.name).where(Stage.id.in_(ids)))
    return {row.id: row.name for row in rows}


def rubric_versions() -> Sequence[RubricVersion]:
    """Every version of every rubric, the newest of each first."""
    return db.session.scalars(
        select(RubricVersion).order_by(RubricVersion.rubric_id, RubricVersion.number.desc())
    ).all()


def record_of(pipeline_id: int, most: int = 30) -> Sequence[Any]:
    """Rows of (entry, actor's name) about a pipeline and its versions, newest first."""
    versions = select(PipelineVersion.id).where(PipelineVersion.pipeline_id == pipeline_id)
    of_versions = (Entry.subject_kind == "pipeline_version") & Entry.subject_id.in_(versions)
    return db.session.execute(
        select(Entry, Person.name.label("actor"))
        .outerjoin(Account, Account.id == Entry.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(((Entry.subject_kind == "pipeline") & (Entry.subject_id == pipeline_id)) | of_versions)
        .order_by(Entry.id.desc())
        .limit(most)
    ).all()
