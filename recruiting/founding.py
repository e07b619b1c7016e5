"""What a new installation begins with, published once from `defaults`."""

from datetime import datetime

from assessment.models import Criterion, Rubric, RubricVersion
from careers import founding as careers
from core.db import db
from core.letters import ensure_templates
from core.locks import alone
from core.record import Way, by
from people.defaults import LETTERS as ACCOUNT_LETTERS
from recruiting import publishing, screening_sets
from recruiting.defaults import (
    channels,
    checks,
    letters,
    pipeline,
    preboarding,
    profiles,
    reasons,
    rubrics,
    screening,
)
from recruiting.models import (
    Channel,
    CheckPackage,
    CheckPackageItem,
    CoolDown,
    DispositionReason,
    Pipeline,
    PreboardingStep,
    RoleProfile,
    ScreeningSet,
    Stage,
)
from recruiting.queries import founded
from recruiting.queries.screening_sets import set_of_profile
from training import founding as training


def found(now: datetime) -> None:
    """Publish the role profiles, channels, reasons, letters, check packages, steps before the first day,
    rubrics and pipeline that are not there yet, as of `now`. What is there stays as it is, so this can be
    repeated at any time."""
    alone("founding")
    with by(Way.RULE):
        _add_lists(now)
        _publish_screening()
        _add_packages(now)
        _add_steps(now)
        ensure_templates({**ACCOUNT_LETTERS, **letters.LETTERS})
        if not founded.has_pipeline():
            _publish_pipeline(now, _publish_rubrics(now))
        training.found(now)
        careers.found()
    db.session.flush()


def _add_lists(now: datetime) -> None:
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
    _add_reasons(now)


def _add_reasons(now: datetime) -> None:
    there = founded.keys(DispositionReason.key)
    new = [
        DispositionReason(
            key=key, family=family, name=name, retired_at=now if key in reasons.NOT_BY_HAND else None
        )
        for family, named in reasons.REASONS.items()
        for key, name in named.items()
        if key not in there
    ]
    db.session.add_all(new)
    db.session.flush()
    db.session.add_all(
        CoolDown(reason_id=one.id, number=1, days=reasons.COOL_DOWN[one.key], since=now)
        for one in new
        if one.key in reasons.COOL_DOWN
    )


def _publish_screening() -> None:
    """The questions of each role profile that came with the product and has none yet."""
    db.session.flush()
    reasons_by_key = founded.ids(DispositionReason)
    for key, profile_id in founded.ids(RoleProfile).items():
        asked = screening.BY_PROFILE.get(key)
        if asked and set_of_profile(profile_id) is None:
            found = ScreeningSet(role_profile_id=profile_id)
            screening_sets.publish(found, screening.drafted(asked, reasons_by_key), actor=None)


def _add_packages(now: datetime) -> None:
    there = founded.keys(CheckPackage.key)
    db.session.add_all(_package(key, one, now) for key, one in checks.PACKAGES.items() if key not in there)


def _package(key: str, one: checks.PackageDefault, now: datetime) -> CheckPackage:
    items = [
        CheckPackageItem(position=position, **item._asdict()) for position, item in enumerate(one.items, 1)
    ]
    days = {"target_days": one.target_days, "wait_days": one.wait_days, "good_days": one.good_days}
    return CheckPackage(key=key, number=1, name=one.name, published_at=now, items=items, **days)


def _add_steps(now: datetime) -> None:
    there = founded.keys(PreboardingStep.key)
    missing = ((key, one) for key, one in preboarding.STEPS.items() if key not in there)
    db.session.add_all(PreboardingStep(key=key, added_at=now, **one._asdict()) for key, one in missing)


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
