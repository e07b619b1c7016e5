"""The sample team's newer programme: a topic more, for which somebody on duty is asked to train again."""

from dataclasses import replace
from datetime import timedelta

from core import clock
from recruiting.demo.story import Story
from training import plans, programmes, recalling
from training.queries import programmes as queries
from training.queries import recalls

TRAINER = "gu.mingchuan"
TOPIC = plans.TopicPlan("return labels", {"en": "Return labels by chat", "zh_Hans": "在聊天中发送退货单"})
WEEKS = timedelta(weeks=8)


def tell(story: Story) -> None:
    """Published today: who passed before lacks it. The first of them is asked; the others are on the list."""
    trainer, programme = story.who[TRAINER], queries.by_key("onboarding")
    newest = queries.newest(programme.id) if programme else None
    if programme is None or newest is None:
        return
    plan = plans.plan_of(newest)
    modules = [
        replace(one, topics=(*one.topics, TOPIC)) if one.key == "workflow" else one for one in plan.modules
    ]
    programmes.publish(programme, replace(plan, modules=tuple(modules)), now=clock.now(), actor=trainer)
    waiting = [one.key for one in recalls.recalls(trainer) if not one.is_asked]
    why = "Customers send returns by chat since this month."
    if waiting:
        recalling.ask(waiting[:1], clock.today() + WEEKS, actor=trainer, reason=why)
