"""Requisitions in every state, and a campaign for the next sales peak."""

from datetime import timedelta

from core import clock
from recruiting import campaigns, requisitions
from recruiting.demo.stage_set import both
from recruiting.demo.story import Story
from recruiting.models import Opening, Requisition
from recruiting.queries import demo as queries
from recruiting.queries.campaigns import Part
from recruiting.states import CampaignKind, EmploymentKind, RequisitionCause, Shift
from training.queries import demo as training

K = EmploymentKind
ASKED = (
    ("b2c mall", K.SEASONAL, 6, "Returns after the winter sale need six more people on the evening shift."),
    ("b2b marketplace", K.PERMANENT, 3, "A second late shift for trade fairs in the spring."),
    ("global marketplace", K.PERMANENT, 2, "Two colleagues go on leave in March."),
)


def plan(story: Story) -> None:
    """The recruiter asks, the manager answers: one is approved, one refused, one waits."""
    recruiter, manager = story.recruiter, story.manager
    approved, refused, waiting = (
        requisitions.raise_requisition(_need(story.openings[0], *one), actor=recruiter) for one in ASKED
    )
    requisitions.approve(approved, actor=manager, comment="Agreed with finance.")
    requisitions.refuse(refused, actor=manager, reason="The present shift has room until the spring.")
    _begin_campaign(story, approved, waiting)


def _begin_campaign(story: Story, *requisitions: Requisition) -> None:
    campaign = campaigns.begin(
        campaigns.Plan(
            name=both("Chinese New Year sale", "年货节"),
            kind=CampaignKind.PEAK,
            peak_on=clock.today() + timedelta(days=70),
            intake_from=clock.today() - timedelta(days=20),
            intake_until=clock.today() + timedelta(days=40),
        ),
        actor=story.recruiter,
    )
    parts: list[Part] = [*requisitions, *story.openings[:2], *training.ahead()]
    for part in parts:
        campaigns.take_in(campaign, part, actor=story.recruiter)


def _need(like: Opening, profile: str, kind: EmploymentKind, heads: int, why: str) -> requisitions.Need:
    return requisitions.Need(
        role_profile_id=queries.profile(profile).id,
        team_id=like.team_id,
        site_id=like.site_id,
        shift=Shift.EVENING,
        market_language="zh_Hans",
        head_count=heads,
        needed_by=clock.today() + timedelta(days=60),
        cause=RequisitionCause.PEAK,
        explanation=why,
        kind=kind,
    )
