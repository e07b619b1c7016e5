import pytest
from sqlalchemy import func, select

from core import clock
from core.db import db
from core.i18n import LANGUAGES
from core.letters import LetterTemplate, current_template
from core.record import Entry
from recruiting import founding, publishing
from recruiting.defaults import channels, letters, pipeline, profiles, reasons, rubrics
from recruiting.models import (
    Channel,
    DispositionReason,
    Pipeline,
    PipelineVersion,
    RoleProfile,
    Stage,
)
from recruiting.publishing import PipelineRefused
from recruiting.states import ReasonFamily, StageKind
from tests import factories

TABLES = (Pipeline, PipelineVersion, Stage, RoleProfile, Channel, DispositionReason, LetterTemplate, Entry)


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def test_a_new_installation_has_the_seven_stages_in_order(app):
    founding.found(clock.now())
    stages = db.session.scalars(select(Stage).order_by(Stage.position)).all()
    assert [stage.key for stage in stages] == [
        "screening",
        "online test",
        "first interview",
        "second interview",
        "simulation",
        "background check",
        "offer",
    ]
    assert [stage.target_days for stage in stages] == [3, 4, 5, 3, 5, 5, 5]
    assert [stage.rubric_version is not None for stage in stages] == [stage.kind in {StageKind.INTERVIEW,
        StageKind.SIMULATION} for stage in stages]  # fmt: skip


def test_founding_twice_changes_nothing(app):
    founding.found(clock.now())
    before = [count(table) for table in TABLES]
    founding.found(clock.now())
    assert [count(table) for table in TABLES] == before
    assert min(before) > 0


def test_founding_puts_back_only_what_is_missing(app):
    founding.found(clock.now())
    reason = factories.a_reason()
    reason.name = factories.words("As the team calls it")
    db.session.delete(factories.a_channel("campus"))
    founding.found(clock.now())
    assert reason.name["en"] == "As the team calls it"
    assert factories.a_channel("campus").name["zh_Hans"] == "校园招聘"


def test_every_rubric_has_five_anchors_for_each_criterion_in_both_languages():
    for rubric in rubrics.RUBRICS.values():
        for criterion in rubric.criteria:
            assert len(criterion.anchors) == 5
            for language in LANGUAGES:
                assert len({anchor[language] for anchor in criterion.anchors}) == 5


def test_every_default_is_said_in_both_languages():
    said = [
        pipeline.NAME,
        *(stage.name for stage in pipeline.STAGES),
        *channels.CHANNELS.values(),
        *(name for named in reasons.REASONS.values() for name in named.values()),
        *profiles.REQUIREMENTS,
        *(words for one in profiles.PROFILES for words in (one.name, one.summary, *one.duties)),
        *letters.NAMES.values(),
    ]
    assert all(set(words) == set(LANGUAGES) and all(words.values()) for words in said)


def test_every_letter_that_comes_with_the_product_can_be_sent_in_both_languages(app):
    founding.found(clock.now())
    for key in letters.LETTERS:
        assert all(current_template(key, language) for language in LANGUAGES), key


def test_closing_an_opening_has_a_reason_of_its_own(app):
    founding.found(clock.now())
    assert factories.a_reason(ReasonFamily.REJECTION, reasons.OPENING_CLOSED)


def test_the_command_founds_an_installation(app):
    result = app.test_cli_runner().invoke(args=["recruiting", "found"])
    assert result.exit_code == 0, result.output
    assert count(Stage) == 7


def test_a_new_version_leaves_openings_and_applications_on_theirs(app):
    visit = factories.an_application()
    first = visit.application.pipeline_version
    second = publishing.publish(
        first.pipeline, [a_stage("screening"), an_offer()], now=clock.now(), actor=None
    )
    assert second.number == 2
    assert visit.application.opening.pipeline_version_id == first.id
    assert factories.an_opening().pipeline_version_id == second.id
    assert factories.an_application(visit.application.opening).application.pipeline_version_id == first.id


@pytest.mark.parametrize(
    "stages",
    [
        lambda: [a_stage("screening")],
        lambda: [an_offer(), a_stage("screening")],
        lambda: [a_stage("screening"), an_offer(), an_offer("second offer")],
        lambda: [a_stage("screening"), a_stage("screening"), an_offer()],
        lambda: [],
    ],
)
def test_a_pipeline_ends_with_its_only_offer_and_names_each_stage_once(app, stages):
    with pytest.raises(PipelineRefused):
        publishing.publish(Pipeline(name=factories.words("Odd")), stages(), now=clock.now(), actor=None)


def a_stage(key, kind=StageKind.SCREENING):
    return Stage(key=key, kind=kind, name=factories.words(key), target_days=3)


def an_offer(key="offer"):
    return a_stage(key, StageKind.OFFER)


def test_every_rubric_comes_with_questions_for_everybody_in_both_languages(app):
    founding.found(clock.now())
    for rubric in rubrics.RUBRICS.values():
        assert len(rubric.questions) >= 3
        assert all(set(question) == set(LANGUAGES) for question in rubric.questions)
