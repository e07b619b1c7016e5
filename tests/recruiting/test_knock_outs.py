"""A knock-out proposes. It never rejects without a person, never asks about a protected matter, and what
was decided upon an answer stays as it was when the answer changes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from core import clock
from core.db import db
from core.record import Entry
from people.permissions import Role
from recruiting import (
    bulk,
    check_decisions,
    jobs,
    offers,
    pipeline,
    rule_runs,
    screening,
    screening_sets,
    stage_rules,
    talent_pool,
)
from recruiting.models import Result
from recruiting.queries import screening as queries
from recruiting.queries import standing
from recruiting.rules import Condition
from recruiting.screening_sets import ANSWERS, NO, YES, Option, ScreeningSetRefused
from recruiting.stage_rules import Terms
from recruiting.states import ConditionKind, ReasonFamily, RuleAct, Status
from tests import factories as make
from tests.recruiting.screening import GOOD_MARK, a_question, given, publish, screened, set_of

JOBS = (rule_runs.run, jobs.interviews_over, offers.expire, check_decisions.expire,
        check_decisions.notices_over, talent_pool.expire)  # fmt: skip
"""What the worker does about applications."""


@pytest.fixture
def knocked_out(opening):
    """Every answer that knocks out is given at once."""
    visit = make.an_application(opening)
    for key, question in asked_options(visit).items():
        screening.answer(visit, given(visit, **{key: question}), actor=None)
    assert queries.answered(visit.application).score.knock_outs
    return standing.visit(visit.id)


def asked_options(visit):
    """Key of each question that can knock out → the answer that does."""
    version = queries.answered(visit.application).version
    found = {}
    for one in version.questions:
        worst = next((option for option in one.options if option.knocks_out), None)
        if worst is not None:
            found[one.key.replace(" ", "_").replace("-", "_")] = (
                worst.key if worst.at_least is None else worst.at_least
            )
    return found


def status(visit):
    return standing.latest_visit(visit.application_id).application.status


# Without a person


def test_no_job_of_the_worker_rejects_whoever_is_knocked_out_however_long_it_waits(knocked_out):
    db.session.commit()
    for days in (0, 30, 400):
        with clock.at(clock.now() + timedelta(days=days)):
            for job in JOBS:
                job()
    assert status(knocked_out) is Status.ACTIVE
    ended = select(func.count(Entry.id)).where(Entry.verb.in_(("rejected", "withdrawn")))
    assert db.session.scalar(ended) == 0


def test_a_rule_upon_the_very_answer_proposes_and_the_person_stays(knocked_out, opening):
    admin = make.an_account(Role.ADMINISTRATOR)
    condition = Condition(ConditionKind.ANSWERS, "shifts=no")
    terms = Terms(RuleAct.PROPOSE, [condition], reason_id=make.a_reason().id)
    rule = stage_rules.make(
        opening.pipeline_version.pipeline, "screening", make.words("Shifts", "轮班"), terms, actor=admin
    )
    stage_rules.switch_on(rule, actor=admin)
    rule_runs.run()
    assert status(knocked_out) is Status.ACTIVE
    proposed = db.session.scalars(select(Entry).where(Entry.verb == "rejection proposed")).all()
    assert [one.subject_id for one in proposed] == [knocked_out.application_id]


@pytest.mark.parametrize(
    "condition", [Condition(ConditionKind.SCREENED_FROM, "0"), Condition(ConditionKind.WAITS, "1")]
)
def test_no_rule_advances_whoever_is_knocked_out_until_the_answer_is_another(opening, condition):
    admin, begun = make.an_account(Role.ADMINISTRATOR), clock.now()
    visit = screened(make.an_application(opening), shifts="no")
    rule = stage_rules.make(
        opening.pipeline_version.pipeline,
        "screening",
        make.words("Onwards", "继续"),
        Terms(RuleAct.ADVANCE, [condition]),
        actor=admin,
    )
    stage_rules.switch_on(rule, actor=admin)
    with clock.at(begun + timedelta(days=2)):
        assert rule_runs.run() == 0
        assert rule_runs.would_have_acted(rule.newest, begun - timedelta(days=1), reader=admin) == []
    with clock.at(begun + timedelta(days=3)):
        screening.answer(visit, given(visit, shifts="yes"), actor=admin)
        assert len(rule_runs.would_have_acted(rule.newest, begun - timedelta(days=1), reader=admin)) == 1
        assert rule_runs.run() == 1
    assert standing.latest_visit(visit.application_id).stage.key == "online test"


def test_many_who_are_knocked_out_are_rejected_together_only_with_a_reason_by_somebody_who_may(
    knocked_out, recruiter
):
    seen = {knocked_out.application_id: knocked_out.seen}
    with pytest.raises(bulk.BulkRefused, match="Choose a reason"):
        bulk.carry_out(bulk.Act(bulk.Kind.REJECT), [knocked_out], seen, actor=recruiter)
    act = bulk.Act(bulk.Kind.REJECT, why=make.a_reason())
    done = bulk.carry_out(act, [knocked_out], seen, actor=make.an_account(Role.INTERVIEWER))
    assert done.done == [] and status(knocked_out) is Status.ACTIVE


def test_whoever_is_knocked_out_may_be_taken_on_all_the_same(knocked_out, recruiter):
    assert pipeline.advance(knocked_out, actor=recruiter).stage.key == "online test"


# Protected matters


PROTECTED = {
    "in English": a_question("Are you married?", "您愿意轮班吗？"),
    "in Chinese": a_question("Can you work shifts?", "您怀孕了吗？"),
    "between invisible signs": a_question("Are you preg\u200bnant?", "您能轮班吗？"),
    "in wide letters": a_question("\uff21re you married?", "您能轮班吗？"),
    "in an answer": a_question(
        options=(
            Option(ANSWERS[YES], Decimal(100), key=YES),
            Option(make.words("No, I am pregnant", "不能"), Decimal(0), key=NO, knocks_out=True),
        )
    ),
}


@pytest.mark.parametrize("question", PROTECTED.values(), ids=PROTECTED)
def test_nobody_is_knocked_out_by_a_protected_matter_whoever_asks(opening, question):
    for role in (Role.RECRUITER, Role.ADMINISTRATOR):
        before = queries.answered(make.an_application(opening).application).version.id
        with pytest.raises(ScreeningSetRefused):
            publish(opening, question, actor=make.an_account(role))
        assert queries.answered(make.an_application(opening).application).version.id == before


# What was decided stays


def test_an_answer_changed_later_changes_no_result_that_stands(opening, recruiter):
    visit = screened(make.an_application(opening))
    screening.confirm(visit, actor=recruiter)
    screening.answer(visit, given(visit, shifts="no"), actor=None)
    now = standing.visit(visit.id)
    assert now.mark == GOOD_MARK
    assert db.session.scalars(select(Result.mark).where(Result.visit_id == visit.id)).all() == [GOOD_MARK]


def test_an_answer_changed_after_an_undo_does_not_change_what_was_told_before(opening, recruiter):
    visit = screened(make.an_application(opening), shifts="no")
    told = select(Entry.details).where(Entry.verb == "screening answered").order_by(Entry.id)
    first = db.session.scalars(told).first()
    screening.answer(standing.visit(visit.id), given(visit, shifts="yes"), actor=recruiter)
    kept, later = db.session.scalars(told).all()
    assert kept == first and "shifts" in kept["knock_outs"] and later["knock_outs"] == []


def test_a_published_change_of_a_knock_out_leaves_those_who_answered_as_they_were(opening, recruiter):
    visit = screened(make.an_application(opening))
    before = queries.answered(visit.application)
    # Now whoever works shifts would be knocked out.
    harsh = a_question(
        "Can you work shifts?",
        "您能轮班吗？",
        key="shifts",
        options=(
            Option(ANSWERS[YES], Decimal(100), key=YES, knocks_out=True),
            Option(ANSWERS[NO], Decimal(0), key=NO),
        ),
        reason_id=make.a_reason(ReasonFamily.REJECTION).id,
    )
    screening_sets.publish(set_of(opening), [harsh], actor=None)
    after = queries.answered(visit.application)
    assert (after.version.id, after.score.mark) == (before.version.id, before.score.mark)
    assert after.score.knock_outs == [] and status(visit) is Status.ACTIVE


def test_after_the_screening_no_answer_changes_by_anybody(opening, recruiter):
    visit = screened(make.an_application(opening))
    screening.confirm(visit, actor=recruiter)
    pipeline.advance(standing.visit(visit.id), actor=recruiter)
    for actor in (None, recruiter, make.an_account(Role.ADMINISTRATOR)):
        with pytest.raises(screening.ScreeningRefused):
            screening.answer(
                standing.latest_visit(visit.application_id), given(visit, shifts="no"), actor=actor
            )
    assert queries.answered(visit.application).score.mark == GOOD_MARK
