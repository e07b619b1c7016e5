"""What brought the candidates of the sample team: links of job sites and fairs, some met twice."""

from datetime import timedelta
from random import Random

from recruiting import touches
from recruiting.demo.story import Story
from recruiting.queries import demo as queries
from recruiting.touches import heard

BY_CHANNEL = {
    "job site": (
        ("boss-zhipin", "paid advert", "618"),
        ("zhaopin", "posting", None),
        ("51job", "posting", None),
    ),
    "campus": (("job day", "stand", "Job day, Ningbo"), ("spring fair", "stand", "Spring fair, Zhejiang")),
    "own site": (("wechat", "article", "Autumn 2026"), ("newsletter", "letter", None)),
    "referral": (("wechat", "shared link", None),),
}
ALL = 1_000
EARLIER = 0.3
"""So many had met us before at something else."""


def tell(story: Story) -> None:
    """Most applications say what brought them; one is corrected."""
    random = Random(618)
    found = queries.newest_applications(ALL)
    last = None
    for application in found:
        known = BY_CHANNEL.get(application.channel.key)
        if known is None or random.random() < 0.15:
            continue
        source, medium, campaign = random.choice(known)
        if random.random() < EARLIER:
            earlier = application.applied_at - timedelta(days=random.randint(3, 40))
            touches.leave(application, heard(source="wechat", medium="article"), actor=None, at=earlier)
        said = heard(source=source, medium=medium, campaign=campaign)
        last = application, touches.leave(application, said, actor=None)
    if last and last[1]:
        why = "Asked in the interview: a friend had sent the link."
        touches.correct(
            last[0], last[1], heard(source="wechat", medium="shared link"), actor=story.recruiter, why=why
        )
