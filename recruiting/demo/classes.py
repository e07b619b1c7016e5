"""The sample team's training: two cohorts that are over, one that runs, one that is planned."""

from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from core import clock
from people import accounts, sign_in
from people import employment as employments
from people import queries as people
from people.models import Account
from people.permissions import Role
from people.states import Level
from recruiting.demo import cast, coaching, duty, exams, feedback, homework, retraining
from recruiting.demo.story import Story
from training import attending, cohorts, enrolment, materials, placing, working_days
from training.models import Cohort, Enrolment
from training.queries import demo as queries
from training.queries import programmes
from training.rules.timetable import Rhythm
from training.states import Mark, TrainingExit

SEED = 20261102
TRAINER, ASSISTANT = "gu.mingchuan", "noemi.farkas"
ASSISTED = "Evening intake"
"""The class that runs; its assistant can take it over."""
HOLIDAY = 20
"""Days after the beginning, in the middle of the first cohort."""
CLASSES = (
    ("Summer intake", 10, (("苏念", "Su Nian"), ("Robin Vale", None), ("方一禾", "Fang Yihe"),
                           ("Ewa Nowak", None), ("陆青", "Lu Qing"), ("Dario Conti", None))),
    ("Autumn intake", 48, (("江予", "Jiang Yu"), ("Leon Fischer", None), ("沈一诺", "Shen Yinuo"),
                           ("Mei Tan", None), ("秦书白", "Qin Shubai"))),
    ("Evening intake", 110, (("Aylin Koç", None), ("袁可", "Yuan Ke"), ("白露", "Bai Lu"),
                             ("Bruno Costa", None), ("许朗", "Xu Lang"))),
)  # fmt: skip
"""Name, first day counted from the beginning, and who is trained besides those whom the story hires."""


def plan(story: Story, begin: datetime) -> None:
    """Put everything that happens in training into the story's queue."""
    random = Random(SEED)
    story.at(begin, partial(_holiday, story, begin))
    for number, (code, days, names) in enumerate(CLASSES):
        opens = begin + timedelta(days=days - 5)
        story.at(opens, partial(_open, story, code, opens + timedelta(days=5), names, random))
        if number == 0:
            story.at(begin + timedelta(days=days + 12), partial(_leaves, story, "Dario Conti"))
    retraining.plan(story, begin)
    story.at(story.end, partial(_open_next, story, random))


def _holiday(story: Story, begin: datetime, _nobody: int) -> None:
    day = clock.local(begin + timedelta(days=HOLIDAY)).date()
    name = {"en": "Company day", "zh_Hans": "公司日"}
    working_days.add(day, name, is_worked=False, actor=story.who[TRAINER])


def _open(
    story: Story,
    code: str,
    first: datetime,
    names: tuple[tuple[str, str | None], ...],
    random: Random,
    _no: int,
) -> None:
    """A cohort opens five days before its first; who is in line and fits sits in it."""
    cohort = _cohort(story, code, clock.local(first).date(), seats=12)
    trainer = story.who[TRAINER]
    line = [_hired(story, cohort, *name) for name in names]
    others = [one for one in queries.in_line(cohort.team_id) if one not in line]
    placing.enrol_all([*line, *others], cohort, actor=trainer)
    for trainee in line[::2]:
        placing.assign_coach(trainee, story.who["zhou.anran"].person, actor=trainer)
    for session_id, ends_at in queries.ends_of(cohort.id):
        if not _is_forgotten(story, ends_at):
            story.at(ends_at, partial(_take, story, session_id, random))
    exams.plan(story, cohort, Random(SEED + cohort.id))
    duty.plan(story, cohort, Random(SEED - cohort.id))
    for module in (homework, feedback, coaching):
        module.plan(story, cohort)


def _is_forgotten(story: Story, ends_at: datetime) -> bool:
    """One session of the day before the present is still to be entered."""
    yesterday = clock.local(story.end).date() - timedelta(days=1)
    return clock.local(ends_at).date() >= yesterday and clock.local(ends_at).hour > 12


def _cohort(story: Story, code: str, first: date, seats: int) -> Cohort:
    team = next(iter(people.teams()))
    programme = programmes.by_key("onboarding")
    assert programme is not None
    version = programmes.newest(programme.id)
    assert version is not None
    plan = cohorts.CohortPlan(
        code=f"{code} {first.year}",
        version=version,
        team_id=team.id,
        site_id=team.site_id,
        place="Training room 2",
        seats=seats,
        starts_on=first,
        rhythm=Rhythm(),
    )
    trainer = story.who[TRAINER]
    assistants = [story.who[ASSISTANT]] if code == ASSISTED else []
    return cohorts.open_cohort(plan, trainer=trainer, assistants=assistants, actor=trainer)


def _hired(story: Story, cohort: Cohort, name: str, latin_name: str | None) -> Enrolment:
    """Somebody of whose selection the story does not tell, with an account to see the own page."""
    admin = story.who["ines.carvalho"]
    email = f"{(latin_name or name).lower().replace(' ', '.').replace('ç', 'c')}@example.org"
    language = "zh_Hans" if latin_name else "en"
    account = accounts.open_account(name, email, language, latin_name=latin_name, actor=admin)
    accounts.add_role(account, Role.EMPLOYEE, None, actor=admin)
    if name in ("苏念", "Aylin Koç"):
        sign_in.set_password(account, cast.PASSWORD, actor=admin)
    new = employments.employ(
        account.person,
        starts_on=cohort.starts_on,
        team_id=cohort.team_id,
        site_id=cohort.site_id,
        line_manager_id=story.manager.person_id,
        level=Level.SPECIALIST,
        actor=story.recruiter,
    )
    return enrolment.await_cohort(new, cohort.ends_on + timedelta(days=7), actor=story.recruiter)


def _take(story: Story, session_id: int, random: Random, _nobody: int) -> None:
    """The trainer enters the class: most are there; 白露 often is not."""
    session = queries.session(session_id)
    marks = {one.id: _mark(one.employment.person.name, random) for one in queries.sitting_in(session)}
    attending.take(session, marks, actor=story.who[TRAINER])


def _mark(name: str, random: Random) -> Mark:
    chance = random.random()
    if name == "白露" and chance < 0.35:
        return Mark.ABSENT
    limits = ((0.03, Mark.ABSENT), (0.05, Mark.EXCUSED), (0.10, Mark.LATE))
    return next((mark for limit, mark in limits if chance < limit), Mark.PRESENT)


def _leaves(story: Story, name: str, _nobody: int) -> None:
    trainee = queries.called(name)
    why = "Found that the evening shift does not go with evening classes."
    today = clock.today()
    placing.leave(trainee, TrainingExit.OWN_WISH, today, actor=story.who[TRAINER], reason=why)


def _open_next(story: Story, _random: Random, _nobody: int) -> None:
    """A cohort for those who are in line now; a few have their seats already."""
    cohort = _cohort(story, "Winter intake", clock.today() + timedelta(days=21), seats=10)
    placing.enrol_all(queries.in_line(cohort.team_id)[:3], cohort, actor=story.who[TRAINER])


def read(story: Story) -> None:
    """Those with an account in the running class have read something."""
    trainee = queries.called("Aylin Koç")
    account: Account | None = people.account_of_person(trainee.employment.person_id)
    present = programmes.by_key("onboarding")
    if account is not None and present is not None:
        for row in programmes.materials(present.id, account.person_id)[:2]:
            version = programmes.material_version(row.id)
            if version is not None:
                materials.confirm_read(version, actor=account)
