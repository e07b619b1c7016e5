"""What the sample team has of people entered twice, and of people kept for later."""

from datetime import timedelta

from core import clock, grams
from core.record import new_batch
from recruiting import candidates, contact, merging, talent_pool
from recruiting.demo.story import Story
from recruiting.models import Opening, Visit
from recruiting.queries import demo as queries
from recruiting.queries import talent_pool as kept
from recruiting.states import Status

TWICE = (
    # name and Latin name of either entry; the phone that both have
    (("林若溪", None), ("Lin Ruoxi", None), "100 0571 0417"),
    (("梁语嫣", "Liang Yuyan"), ("梁雨嫣", None), "100 0571 2086"),
)
KEPT = 4


def tell(story: Story) -> None:
    """Two who applied twice, one merged already; some kept for later; one who wants no letters."""
    pairs = [_enter_twice(story, *one) for one in TWICE]
    first, second = (visit.application.person for visit in pairs[0])
    why = "The same phone number; she confirmed on the phone that both applications are hers."
    merging.merge(first, second, actor=story.recruiter, reason=why)
    _keep(story)
    ended = queries.last_ended(Status.WITHDRAWN)
    if ended is not None:
        asked = "Asked us by phone not to write any more."
        contact.stop(ended.application.person, asked, actor=story.recruiter)


def _enter_twice(
    story: Story, one: tuple[str, str | None], other: tuple[str, str | None], phone: str
) -> list[Visit]:
    return [
        _enter(story, opening, *name, phone)
        for name, opening in zip((one, other), story.openings, strict=False)
    ]


def _enter(story: Story, opening: Opening, name: str, latin_name: str | None, phone: str) -> Visit:
    background = candidates.Background(
        name=name,
        latin_name=latin_name,
        email=f"{''.join(grams.sounds(name)[0])}.{opening.id}@example.org"
        if grams.is_han(name)
        else f"{grams.squeezed(name)}@example.org",
        phone=phone,
        language="zh_Hans" if grams.is_han(name) else "en",
    )
    return candidates.add(background, opening, channel=story.channels["job site"], actor=story.recruiter)


def _keep(story: Story) -> None:
    near = [row.id for opening in story.openings for row in kept.medallists(opening.id)][:KEPT]
    until = clock.today() + timedelta(days=270)
    applications = [story.visit(number).application for number in near]
    talent_pool.put_all(applications, expires_on=until, actor=story.recruiter, batch=new_batch())
