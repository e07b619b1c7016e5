"""The sample team goes on learning once it is on duty: recurrent training with who came, new products."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random

from core import clock
from people.models import Team
from recruiting.demo.story import Story
from training import briefing, crediting, launches, recurrent, roll_call, studying
from training.models import RecurrentSession
from training.queries import launches as new_products
from training.queries import recurrent as queries
from training.states import LedBy, Presence
from training.studying import Study

SEED = 20261126
TRAINER, PEER = "gu.mingchuan", "zhou.anran"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WEIGHTS = {Presence.PRESENT: 88, Presence.EXCUSED: 7, Presence.ABSENT: 5}


@dataclass(frozen=True)
class Wanted:
    """A session of the sample team; `days` from today."""

    topic: str
    led_by: LedBy
    leader: str
    days: int
    hour: int
    minutes: int
    is_required: bool = True
    for_all: bool = False


SESSIONS = (
    Wanted("Returns without a receipt: the changed policy", LedBy.INTERNAL, TRAINER, -37, 18, 90),
    Wanted("How our warehouse works: a visit", LedBy.OUTSIDE, "Fang Lei, Northgate Logistics", -30, 14, 180),
    Wanted("说清楚，说得暖：投诉沟通", LedBy.PEER, PEER, -23, 17, 60, is_required=False),
    Wanted("Peak season: priorities and shifts", LedBy.INTERNAL, TRAINER, -12, 18, 60, for_all=True),
    Wanted("Three chats at once without losing the thread", LedBy.PEER, PEER, -5, 17, 60),
    Wanted("Data protection in the chat", LedBy.INTERNAL, TRAINER, -1, 18, 60),
    Wanted(
        "Customs and duties for parcels abroad", LedBy.OUTSIDE, "Elena Brandt, Portway Customs", 4, 14, 120
    ),
    Wanted("What the reviews of the month taught us", LedBy.INTERNAL, TRAINER, 8, 18, 45, for_all=True),
    Wanted("Kind words under pressure", LedBy.PEER, PEER, 12, 17, 60, is_required=False),
)

LAMP, BOX = "Luma desk lamp", "Winter gift box"
OF_LAMP = (
    "Charges by cable only: never promise wireless charging. The switch on the back must be on before the "
    "first use. Returns: 30 days, also when the box is open."
)
OF_BOX = (
    "One parcel, three products, one price. A single item cannot be returned; a damaged one is replaced. "
    "The customs form names all three."
)


def plan(story: Story) -> None:
    """Two products are announced in the course of the story."""
    story.at(story.end - 20 * DAY, partial(_announce, story))


def _announce(story: Story, _nobody: int) -> None:
    trainer, today = story.who[TRAINER], clock.today()
    teams = frozenset(team.id for team in _teams(story))
    launches.announce(
        launches.Frame(BOX, today + 29 * DAY, False, teams),
        launches.Briefing(OF_BOX, asks_attendance=True, asks_check=True),
        actor=trainer,
    )
    launches.announce(
        launches.Frame(LAMP, today + 14 * DAY, False, teams),
        launches.Briefing(OF_LAMP, "https://products.harbourlane.example/luma"),
        actor=trainer,
    )


def tell(story: Story) -> None:
    """Sessions of the last weeks with their attendance, but for yesterday's, and those to come; one moved."""
    random, trainer = Random(SEED), story.who[TRAINER]
    for wanted in SESSIONS:
        plan = _plan(story, wanted)
        session = recurrent.plan(plan, actor=trainer)
        if wanted.days < -1:
            _mark(story, session, random)
    later = replace(plan, starts_at=plan.starts_at + HOUR, ends_at=plan.ends_at + HOUR)
    recurrent.change(session, later, actor=trainer, reason="The evening shift begins later that day.")


def brief(story: Story) -> None:
    """A session about each of the products; some took the check, Zhou Anran is yet to take it."""
    random, trainer = Random(SEED + 1), story.who[TRAINER]
    found = {one.product: one for one in new_products.launches(trainer)}
    for product, days, hour in ((LAMP, -9, 17), (BOX, -2, 19)):
        wanted = Wanted(product, LedBy.INTERNAL, TRAINER, days, hour, 45)
        plan = replace(_plan(story, wanted), launch_id=found[product].id)
        _mark(story, recurrent.plan(plan, actor=trainer), random)
    everybody = new_products.readiness([found[BOX].id])
    came = [one.row.employment_id for one in everybody if one.done.attended_at]
    waits = {one.row.employment_id for one in everybody if one.row.person_id == story.who[PEER].person_id}
    some = [one for one in came[: len(came) * 3 // 4] if one not in waits]
    results = {one: random.random() < 0.85 for one in some}
    briefing.enter_checks(found[BOX], results, actor=trainer)


def study(story: Story) -> None:
    """Three claims of self-study: one approved, one with fewer hours, one that awaits a decision."""
    zhou, lou, trainer = story.who[PEER], story.who["lou.meridian"], story.who[TRAINER]
    today = clock.today()
    course = Study("平台规则进阶课程（线上）", today - 20 * DAY, 180, "https://learn.example/rules-2")
    crediting.approve(studying.claim(course, actor=zhou), 180, actor=trainer)
    book = Study("Book: difficult conversations", today - 16 * DAY, 600, "https://books.example/talk")
    why = "Six hours for reading it; the summary is worth sharing in a session."
    crediting.approve(studying.claim(book, actor=lou), 360, actor=story.manager, reason=why)
    german = Study("German for parcels, lesson 4", today - 2 * DAY, 90, "https://learn.example/de-4")
    studying.claim(german, actor=lou)


def _teams(story: Story) -> list[Team]:
    return sorted({opening.team for opening in story.openings}, key=lambda team: team.id)


def _plan(story: Story, wanted: Wanted) -> recurrent.Plan:
    begin = _weekday(clock.today() + wanted.days * DAY)
    starts_at = datetime.combine(begin, time(wanted.hour), clock.zone())
    is_outside = wanted.led_by is LedBy.OUTSIDE
    return recurrent.Plan(
        topic=wanted.topic,
        led_by=wanted.led_by,
        leader=None if is_outside else story.who[wanted.leader].person,
        outside_leader=wanted.leader if is_outside else "",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=wanted.minutes),
        minutes=None,
        place="Room 2",
        is_required=wanted.is_required,
        for_all=wanted.for_all,
        team_ids=frozenset() if wanted.for_all else frozenset(team.id for team in _teams(story)),
        guests=frozenset(),
    )


def _weekday(day: date) -> date:
    """The day, or the Friday before where it falls on a weekend."""
    return day - max(day.weekday() - 4, 0) * DAY


def _mark(story: Story, session: RecurrentSession, random: Random) -> None:
    marks = {
        row.employment_id: random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        for row in queries.on_sheet(session.id)
        if row.person_id != story.who[TRAINER].person_id
    }
    if not session.is_required:
        marks = {one: presence for one, presence in marks.items() if presence is Presence.PRESENT}
    roll_call.take(session, marks, actor=story.who[TRAINER])


LAMP, BOX = "Luma desk lamp", "Winter gift box"
OF_LAMP = (
    "Charges by cable only: never promise wireless charging. The switch on the back must be on before the "
    "first use. Returns: 30 days, also when the box is open."
)
OF_BOX = (
    "One parcel, three products, one price. A single item cannot be returned; a damaged one is replaced. "
    "The customs form names all three."
)
