"""The sample team's colleagues who have been on duty for long: their months, complaints, and cases. All of
it was entered on the last day of the story, as when records of before are taken over."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from careers import cases, complaints, deciding, reviewing
from careers.deciding import Approval
from careers.defaults.formulas import INDICATORS
from careers.models import PromotionCase
from careers.queries import learning
from careers.queries import reviews as queries
from careers.queries.standings import own_row
from careers.rules.learning import ATTENDANCE, EXAM_MARKS, SELF_STUDY
from core import clock
from core.db import db
from core.months import add_months, month_of, months_from
from people import accounts
from people import employment as employments
from people import queries as people
from people.models import Account, Employment
from people.permissions import Role
from people.states import LeavingReason, Level
from recruiting.demo import cast
from recruiting.demo.story import Story
from training import duty as on_duty

SEED = 20240229
MONTHS = 19
"""Eighteen stay closed where the last is still open."""
NEWER = 7
"""Of so many, one came within the last one and a half years."""
SUPERVISORS = 4
DAY = timedelta(days=1)
NOTE = "Seen in the evening shifts of this quarter."
COMPETENCIES = ("time management", "emotion management", "accountability", "rational judgement", "fairness")


def tell(story: Story) -> None:
    """Everybody with their closed months; what of the last month is still open; cases in every state."""
    random, names = Random(SEED), set[str]()
    everybody = [_hire(story, random, place, names) for place in range(story.serving)]
    everybody += [
        queries.employment(row.employment_id)
        for key in ("zhou.anran", "lou.meridian")
        if (row := own_row(story.who[key])) is not None
    ]
    for place, one in enumerate(everybody):
        _months(story, one, Random(SEED + place), leaves_last_open=place % 9 == 4)
        db.session.commit()
    _troubles(story, everybody)
    _cases(story, everybody)


def _hire(story: Story, random: Random, place: int, names: set[str]) -> Employment:
    """Four lead a shift already; the others came over the last three years, no two of one name."""
    name, latin_name, language = cast.a_name(random)
    while name in names:
        name, latin_name, language = cast.a_name(random)
    names.add(name)
    opening = story.openings[place % len(story.openings)]
    level = Level.SUPERVISOR if place < SUPERVISORS else Level.SPECIALIST
    served = random.randint(190, 560) if place % NEWER == NEWER - 1 else random.randint(640, 1100)
    since = clock.today() - timedelta(days=served + 400 * (place < SUPERVISORS))
    admin = story.who["ines.carvalho"]
    email = f"colleague.{place + 1}@{cast.DOMAIN}"
    account = accounts.open_account(name, email, language, latin_name=latin_name, actor=admin)
    accounts.add_role(account, Role.EMPLOYEE, None, actor=admin)
    new = employments.employ(
        account.person,
        starts_on=since,
        team_id=opening.team_id,
        site_id=opening.site_id,
        line_manager_id=story.manager.person_id,
        level=level,
        shift=opening.shift,
        kind=opening.kind,
        actor=story.recruiter,
    )
    on_duty.take_over(new, since + 28 * DAY, actor=admin, reason="On duty since before.")
    return new


def _months(story: Story, one: Employment, random: Random, *, leaves_last_open: bool) -> None:
    last = queries.last_over(clock.today())
    duty = people.current_duty(one.id)
    assert duty is not None
    first = max(month_of(duty.since), add_months(last, 1 - MONTHS))
    able = random.uniform(0.8, 0.97)
    for month in months_from(first, last):
        says = learning.learned([one.id], month)[one.id].known
        figures = {key: figure for key, figure in _figures(random, able).items() if key not in says}
        reviewing.enter(one, month, figures, actor=story.manager)
        if not (leaves_last_open and month == last):
            reviewing.close(one, month, actor=story.manager)


def _figures(random: Random, able: float) -> dict[str, Decimal]:
    """As good as `able` says (1: each target is reached), give or take; they studied as they attended, and
    sat no exam."""
    found: dict[str, Decimal] = {}
    for one in INDICATORS:
        if one.key == EXAM_MARKS:
            continue
        if one.key == SELF_STUDY:
            found[one.key] = (found[ATTENDANCE] / 25).quantize(Decimal("0.1"))
            continue
        share = Decimal(str(round(min(max(random.gauss(able, 0.06), 0.3), 1.05), 3)))
        share = min(share, Decimal(1)) if one.key == ATTENDANCE else share
        found[one.key] = (one.zero + (one.target - one.zero) * share).quantize(Decimal("0.1"))
    return found


def _troubles(story: Story, everybody: list[Employment]) -> None:
    """Zhou Anran has a complaint that clears in three months, and doubts a month; another one is open."""
    zhou, today = everybody[story.serving], clock.today()
    made = complaints.report(zhou, today - 78 * DAY, "The customer was cut short twice.", actor=story.manager)
    finding = "The recording bears it out; talked through with the supervisor."
    complaints.decide(made, upheld=True, finding=finding, actor=story.manager)
    said = "Two customers were late with their answers; the cases are not closed yet."
    complaints.report(everybody[9], today - 4 * DAY, said, actor=story.manager)
    month = queries.last_over(today)
    if queries.standing(zhou.id, month):
        why = "First response: the system was down on two evenings, that is in the log of operations."
        reviewing.appeal(zhou, month, why, actor=story.who["zhou.anran"])


def _cases(story: Story, everybody: list[Employment]) -> None:
    """One in effect, one on trial, one approved, one cancelled, one declined, one returned, one withdrawn
    of somebody who left while the next one was open, one with a rating in."""
    nominator, manager = story.who["ines.carvalho"], story.manager
    today, ready = clock.today(), everybody[SUPERVISORS:]
    next_month = add_months(month_of(today), 1)
    done, on_trial, approved, cancelled, declined, returned, withdrawn, running = (
        _open(one, nominator) for one in ready[:8]
    )
    for one in (done, on_trial, approved, cancelled):
        _rate(story, one, 2)
    _approve(done, today, manager)
    _approve(on_trial, today, manager, acting_until=add_months(next_month, 3))
    _decline(declined, today + 60 * DAY, manager)
    for one in (done, on_trial):
        deciding.apply(one)
    deciding.tick(done.tasks[0], actor=manager)
    _approve(approved, next_month, manager)
    _approve(cancelled, next_month, manager)
    deciding.cancel(cancelled, "They go on parental leave first.", revision=cancelled.revision, actor=manager)
    cases.give_back(
        returned, "Add an example of a peak that was handled.", revision=returned.revision, actor=manager
    )
    cases.withdraw(withdrawn, revision=withdrawn.revision, actor=nominator)
    _rate(story, running, 1)
    again = _open(withdrawn.employment, nominator)
    employments.end(again.employment, today, LeavingReason.OWN_WISH, actor=nominator)
    deciding.lapse(again)


def _open(one: Employment, nominator: Account) -> PromotionCase:
    said = "Has led the evening shift twice a week since summer, and took two newcomers along."
    return cases.open_case(one, Level.SUPERVISOR, said, actor=nominator)


def _rate(story: Story, case: PromotionCase, count: int) -> None:
    """Two are asked; `count` have answered."""
    for place, key in enumerate(("gu.mingchuan", "he.jingxing")):
        asked = cases.ask(case, story.who[key], actor=story.manager)
        if place < count:
            ratings = {name: (3 + (place + len(name)) % 3, NOTE) for name in COMPETENCIES}
            cases.submit(asked, ratings, actor=story.who[key])


def _approve(case: PromotionCase, day: date, manager: Account, acting_until: date | None = None) -> None:
    why = "Leads the shift already; what is missing follows within the quarter."
    terms = Approval(day, "L1", acting_until, override=why)
    deciding.approve(case, terms, revision=case.revision, actor=manager)


def _decline(case: PromotionCase, retry_on: date, manager: Account) -> None:
    why = "Two more good months first, and the course on staffing."
    deciding.decline(case, why, retry_on, revision=case.revision, actor=manager)
