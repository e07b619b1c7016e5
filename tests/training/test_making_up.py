"""A missed session is made up once, in a session that did not count for the trainee anyway."""

from datetime import timedelta

import pytest

from core import clock
from people.permissions import Role
from tests.factories import a_team, an_account
from tests.training.classes import WHY, a_trainee, noon, sessions
from training import attending, cohorts
from training.queries import attendance, home
from training.queries import cohorts as queries
from training.states import Mark

DAY = timedelta(days=1)
HOURS = timedelta(hours=3)


@pytest.fixture
def trainee(cohort, trainer):
    return a_trainee(cohort, trainer, "Bruno")


@pytest.fixture
def of_platform(cohort, trainee, trainer):
    """The sessions of a module, of which the second and third were missed."""
    its = [one for one in sessions(cohort) if one.module.key == "platform"]
    for number, session in enumerate(its):
        mark = Mark.ABSENT if number in (1, 2) else Mark.PRESENT
        with clock.at(session.ends_at):
            attending.take(session, {trainee.id: mark}, actor=trainer)
    return its


@pytest.fixture
def extra(cohort, of_platform, trainer):
    """A session for making up, a week after the module."""
    starts_at = of_platform[-1].starts_at + 7 * DAY + timedelta(hours=9)
    return cohorts.add_make_up(
        cohort,
        of_platform[0].module,
        starts_at,
        starts_at + HOURS,
        place="Room 5",
        trainer=trainer,
        actor=trainer,
    )


def after(session):
    return clock.at(session.ends_at + timedelta(minutes=1))


def standing(trainee):
    return attendance.standings([trainee.id])[trainee.id]


def test_what_they_were_due_in_anyway_makes_up_for_nothing(of_platform, trainee, trainer):
    first, missed, other = of_platform[:3]
    with after(of_platform[-1]):
        for own in (first, other):
            with pytest.raises(attending.AttendanceRefused, match="due in that session"):
                attending.make_up(missed, trainee, own, actor=trainer)


def test_one_session_makes_up_for_one(of_platform, extra, trainee, trainer):
    _first, missed, other = of_platform[:3]
    with after(extra):
        attending.make_up(missed, trainee, extra, actor=trainer)
        with pytest.raises(attending.AttendanceRefused, match="made another one up in it"):
            attending.make_up(other, trainee, extra, actor=trainer)
        assert (standing(trainee).missed, standing(trainee).attended) == (1, 3)


def test_nobody_is_due_in_a_session_for_making_up(of_platform, extra, cohort, trainee, trainer):
    there = a_trainee(cohort, trainer, "Clara")
    assert attending.in_class(extra) == set()
    assert standing(there).total == len(sessions(cohort)) - 1
    with after(extra), pytest.raises(attending.AttendanceRefused, match="not in the class"):
        attending.take(extra, {trainee.id: Mark.PRESENT}, actor=trainer)
    with clock.at(noon(clock.local(extra.starts_at).date() + DAY)):
        assert extra.id not in {row.id for row, _missing in home.not_taken(trainer)}


def test_whoever_missed_something_of_the_module_finds_it_in_their_timetable(
    of_platform, extra, cohort, trainee, trainer
):
    there = a_trainee(cohort, trainer, "Clara")
    assert extra.id in {row.id for row in attendance.of_trainee(trainee.id)}
    assert extra.id not in {row.id for row in attendance.of_trainee(there.id)}


def test_a_cohort_lasts_no_longer_for_it_and_it_is_called_off_with_the_others(cohort, trainer):
    ends_on, module = cohort.ends_on, sessions(cohort)[0].module
    starts_at = sessions(cohort)[-1].ends_at + 5 * DAY
    extra = cohorts.add_make_up(
        cohort, module, starts_at, starts_at + HOURS, place="x", trainer=trainer, actor=trainer
    )
    assert cohort.ends_on == ends_on
    with pytest.raises(cohorts.CohortRefused, match="teaches"):
        cohorts.add_make_up(
            cohort, module, starts_at, starts_at + HOURS, place="x", trainer=trainer, actor=trainer
        )
    cohorts.cancel(cohort, actor=trainer, reason=WHY)
    assert extra.state == "cancelled"
    with pytest.raises(cohorts.CohortRefused, match="cancelled"):
        cohorts.add_make_up(
            cohort,
            module,
            starts_at + DAY,
            starts_at + DAY + HOURS,
            place="x",
            trainer=trainer,
            actor=trainer,
        )


def test_a_session_for_making_up_is_added_and_used_on_the_pages(
    of_platform, cohort, trainee, trainer, browse
):
    visitor, missed = browse(trainer), of_platform[1]
    day = clock.local(of_platform[-1].starts_at).date() + 7 * DAY
    path = f"/training/cohorts/{cohort.id}/make-up-sessions/new"
    with clock.at(noon(day)):
        assert f"{missed.module.name['en']}, missed by 1" in visitor.get(path).text("select[name=module]")
        assert visitor.get(path).form()["module"] == str(missed.module_id)
        made_up = f"/training/sessions/{missed.id}/made-up/{trainee.id}"
        link = visitor.get(made_up).one("section[aria-labelledby=others] a")["href"]
        assert link == f"{path}?module={missed.module_id}"
        typed = visitor.get(link).form() | {"on": str(day), "begins": "20:00", "ends": "20:00"}
        assert typed["module"] == str(missed.module_id)
        page = visitor.post(path, data=typed, expect=422)
        assert "ends after it begins" in page.text("[data-refusal]")
        page = visitor.follow(visitor.post(path, data=typed | {"begins": "17:30", "ends": "19:00"}))
        assert "for making up" in page.text("section[aria-labelledby=timetable]")
    [extra] = [one for one in queries.sessions(cohort.id) if one.is_make_up]
    with after(extra):
        assert visitor.get(f"/training/sessions/{extra.id}").has("section") is False
        visitor.post(made_up, data={"session": extra.id})
        assert attendance.marks_of_session(missed.id)[trainee.id].made_up_in_id == extra.id


def test_what_was_made_up_by_mistake_is_corrected_with_a_reason(of_platform, extra, trainee, trainer, browse):
    missed, visitor = of_platform[1], browse(trainer)
    path = f"/training/sessions/{missed.id}/attendance"
    with after(extra):
        attending.make_up(missed, trainee, extra, actor=trainer)
        visitor.post(path, data={"rest": "present"})
        assert attendance.marks_of_session(missed.id)[trainee.id].mark is Mark.MADE_UP
        sent = {f"mark-{trainee.id}": "absent"}
        assert "Say why" in visitor.post(path, data=sent, expect=422).text("[data-refusal]")
        visitor.post(path, data=sent | {"reason": WHY})
        assert attendance.marks_of_session(missed.id)[trainee.id].mark is Mark.ABSENT
        assert standing(trainee).missed == 2


def test_a_session_in_which_something_was_made_up_was_held(of_platform, extra, trainee, trainer, browse):
    missed, path = of_platform[1], f"/training/sessions/{extra.id}"
    with after(extra):
        assert browse(trainer).get(path).has(f"a[href='{path}/time']")
        attending.make_up(missed, trainee, extra, actor=trainer)
        assert not browse(trainer).get(path).has(f"a[href='{path}/time']")
        for language, title in (("en", "Made up here"), ("zh_Hans", "在此补课")):
            page = browse(an_account(Role.TRAINER, language=language)).get(path)
            told = page.text("section:has(#made-up)")
            assert title in told and "Bruno" in told
            assert page.has(f"section:has(#made-up) a[href='/training/sessions/{missed.id}']")
        with pytest.raises(cohorts.CohortRefused, match="this session was held"):
            cohorts.call_off(extra, actor=trainer, reason=WHY)
        attending.take(missed, {trainee.id: Mark.ABSENT}, actor=trainer, reason=WHY)
        cohorts.call_off(extra, actor=trainer, reason=WHY)
        with pytest.raises(attending.AttendanceRefused, match="has not been held"):
            attending.make_up(missed, trainee, extra, actor=trainer)


def test_only_who_teaches_the_class_adds_one(cohort, browse):
    path = f"/training/cohorts/{cohort.id}/make-up-sessions/new"
    browse(an_account(Role.TRAINER, team=a_team("Elsewhere"))).get(path, expect=404)
    browse(an_account(Role.MANAGER)).get(path, expect=403)
