"""What a new installation begins with, published once from `defaults`."""

from datetime import datetime

from assessment.models import Criterion, Rubric, RubricVersion
from core.db import db
from core.letters import ensure_templates
from core.locks import alone
from core.record import Way, by
from people.defaults import LETTERS as ACCOUNT_LETTERS
from recruiting import publishing
from recruiting.defaults import channels, letters, pipeline, profiles, reasons, rubrics
from recruiting.models import (
    Channel,
    DispositionReason,
    Pipeline,
    RoleProfile,
    Stage,
)
from recruiting.queries import founded


def found(now: datetime) -> None:
    """Publish the role profiles, channels, reasons, letters, rubrics and pipeline that are not
    there yet, as of `now`. What is there stays as it is, so this can be repeated at any time."""
    alone("founding")
    with by(Way.RULE):
        _add_lists()
        ensure_templates({**ACCOUNT_LETTERS, **letters.LETTERS})
        if not founded.has_pipeline():
            _publish_pipeline(now, _publish_rubrics(now))
    db.session.flush()


def _add_lists() -> None:
    there = founded.keys(RoleProfile.key)
    db.session.add_all(
        RoleProfile(**one._asdict(), requirements=profiles.REQUIREMENTS)
        for one in profiles.PROFILES
        if one.key not in there
    )
    there = founded.keys(Channel.key)
    db.session.add_all(
        Channel(key=key, name=name) for key, name in channels.CHANNELS.items() if key not in there
    )
    there = founded.keys(DispositionReason.key)
    db.session.add_all(
        DispositionReason(key=key, family=family, name=name)
        for family, named in reasons.REASONS.items()
        for key, name in named.items()
        if key not in there
    )


def _publish_rubrics(now: datetime) -> dict[str, RubricVersion]:
    return {key: _publish_rubric(key, rubric, now) for key, rubric in rubrics.RUBRICS.items()}


def _publish_rubric(key: str, rubric: rubrics.RubricDefault, now: datetime) -> RubricVersion:
    criteria = [
        Criterion(position=position, name=one.name, anchors=one.anchors)
        for position, one in enumerate(rubric.criteria, 1)
    ]
    version = RubricVersion(
        rubric=Rubric(key=key, name=rubric.name),
        number=1,
        published_at=now,
        criteria=criteria,
        questions=rubric.questions,
    )
    db.session.add(version)
    return version


def _publish_pipeline(now: datetime, by_key: dict[str, RubricVersion]) -> None:
    stages = [
        Stage(
            key=one.key,
            kind=one.kind,
            name=one.name,
            rubric_version=by_key[one.rubric] if one.rubric else None,
            pass_mark=one.pass_mark,
            target_days=one.target_days,
            owner=one.owner,
        )
        for one in pipeline.STAGES
    ]
    publishing.publish(Pipeline(name=pipeline.NAME), stages, now=now, actor=None)
