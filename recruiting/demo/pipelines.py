"""The sample team's pipeline gets a second version, which one opening tries; rules begin to help."""

from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

from people.permissions import Permission
from recruiting import adopting, drafting, migrating, pipeline, results, rule_runs, stage_rules
from recruiting.demo.stage_set import both
from recruiting.demo.story import Story
from recruiting.models import PipelineVersion
from recruiting.pipeline import MoveRefused
from recruiting.queries import demo as queries
from recruiting.queries import pipelines, standing
from recruiting.rules import Condition
from recruiting.stage_plans import StagePlan
from recruiting.stage_rules import Terms
from recruiting.states import ConditionKind, RuleAct, StageKind

CALL = StagePlan("phone call", StageKind.SCREENING, both("Phone call", "电话沟通"), target_days=2)
MARKS = (Decimal(91), Decimal(48), Decimal(88), Decimal(55))
WHY = "A short call before the interview; fewer people come in vain."


def tell(story: Story) -> None:
    """A version published, adopted by one opening, a draft of the next one, and rules at work."""
    version = _publish(story)
    _adopt(story, version)
    _begin_another(story, version)
    _take_tests(story)
    _make_rules(story, version)
    rule_runs.run()


def _publish(story: Story) -> PipelineVersion:
    admin = story.who["ines.carvalho"]
    draft = drafting.begin(story.openings[0].pipeline_version.pipeline, actor=admin)
    drafting.add_stage(draft, CALL, actor=admin)
    drafting.shift_stage(draft, CALL.key, -4, actor=admin)
    return drafting.publish(draft, actor=admin, reason=WHY)


def _adopt(story: Story, version: PipelineVersion) -> None:
    """The last opening begins on it, and takes along whom it can."""
    opening, recruiter = story.openings[-1], story.recruiter
    adopting.adopt(opening, version, actor=recruiter)
    ids = pipelines.to_migrate(version, recruiter, opening.id, most=3)
    for visit in standing.visits_of(ids, recruiter, Permission.MOVE_APPLICATIONS):
        with suppress(MoveRefused):
            migrating.migrate(visit, version, actor=recruiter, reason=WHY)


def _begin_another(story: Story, version: PipelineVersion) -> None:
    admin = story.who["ines.carvalho"]
    draft = drafting.begin(version.pipeline, actor=admin)
    screening = drafting.plans_of(draft)[0]
    drafting.change_stage(draft, replace(screening, target_days=2), actor=admin)


def _take_tests(story: Story) -> None:
    """Some who waited longest take the online test: for the rules to look at."""
    for mark in MARKS:
        visit = queries.longest_stay("screening")
        if visit is not None:
            tested = pipeline.advance(visit, actor=story.recruiter)
            results.enter(tested, mark=mark, actor=story.recruiter)


def _make_rules(story: Story, version: PipelineVersion) -> None:
    admin = story.who["ines.carvalho"]
    good = Terms(RuleAct.ADVANCE, [Condition(ConditionKind.MARK_FROM, "85")])
    failed = Terms(
        RuleAct.PROPOSE,
        [Condition(ConditionKind.FAILED)],
        reason_id=story.reasons["online test"].id,
    )
    old = Terms(
        RuleAct.HOLD,
        [Condition(ConditionKind.WAITS, "30")],
        note="Nobody has looked for a month; ask whether the candidate is still there.",
    )
    for stage, name, terms, is_on in (
        ("online test", both("A very good test goes on", "测试成绩优秀者直接进入下一阶段"), good, True),
        ("online test", both("A failed test is looked at", "测试未通过者待人工决定"), failed, True),
        ("screening", both("Forgotten for a month", "超过一个月无人处理"), old, False),
    ):
        rule = stage_rules.make(version.pipeline, stage, name, terms, actor=admin)
        if is_on:
            stage_rules.switch_on(rule, actor=admin)
