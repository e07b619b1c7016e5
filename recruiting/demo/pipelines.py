"""The sample team's pipeline gets a second version, which one opening tries; rules begin to help."""

from dataclasses import replace

from recruiting import adopting, drafting, migrating, rule_runs, stage_rules
from recruiting.demo.stage_set import both
from recruiting.demo.story import Story
from recruiting.models import PipelineVersion
from recruiting.queries import demo as queries
from recruiting.rules import Condition
from recruiting.stage_plans import StagePlan
from recruiting.stage_rules import Terms
from recruiting.states import ConditionKind, RuleAct, StageKind

CALL = StagePlan("phone call", StageKind.SCREENING, both("Phone call", "电话沟通"), target_days=2)
WHY = "A short call before the interview; fewer people come in vain."


def tell(story: Story) -> None:
    """A version published, adopted by one opening, a draft of the next one, and rules at work."""
    version = _publish(story)
    _adopt(story, version)
    _begin_another(story, version)
    _make_rules(story, version)
    rule_runs.run()


def _publish(story: Story) -> PipelineVersion:
    admin = story.who["ines.carvalho"]
    draft = drafting.begin(story.openings[0].pipeline_version.pipeline, actor=admin)
    drafting.add_stage(draft, CALL, actor=admin)
    drafting.shift_stage(draft, CALL.key, -4, actor=admin)
    return drafting.publish(draft, actor=admin, reason=WHY)


def _adopt(story: Story, version: PipelineVersion) -> None:
    """The last opening begins on it, and takes those along who are not yet past the call."""
    opening = story.openings[-1]
    adopting.adopt(opening, version, actor=story.recruiter)
    for stage in ("screening", "online test"):
        visit = queries.longest_stay(stage)
        if visit is not None and visit.opening_id == opening.id:
            migrating.migrate(visit, version, actor=story.recruiter, reason=WHY)


def _begin_another(story: Story, version: PipelineVersion) -> None:
    admin = story.who["ines.carvalho"]
    draft = drafting.begin(version.pipeline, actor=admin)
    screening = drafting.plans_of(draft)[0]
    drafting.change_stage(draft, replace(screening, target_days=2), actor=admin)


def _make_rules(story: Story, version: PipelineVersion) -> None:
    admin, pipeline = story.who["ines.carvalho"], version.pipeline
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
        rule = stage_rules.make(pipeline, stage, name, terms, actor=admin)
        if is_on:
            stage_rules.switch_on(rule, actor=admin)
