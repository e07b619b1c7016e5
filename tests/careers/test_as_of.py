"""As of a past day everybody is answered as they were answered then: what was entered, corrected, decided or
published later changes nothing of it, even where it says since when it holds."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from careers import cases, complaints, deciding, ladders, reviewing
from careers.deciding import Approval
from careers.defaults.formulas import INDICATORS
from careers.defaults.ladder import LADDER
from careers.queries import standings
from careers.rules.readiness import Asked
from careers.states import RequirementKind as Kind
from core import clock
from core.db import db
from people import employment as employments
from people.permissions import Role
from people.states import DutyStatus
from tests.careers.people_at_work import TODAY, WHY, account_of, an_employee, noon
from tests.careers.test_careers_in_any_order import KEYS, asking, told
from tests.factories import a_team, an_account, serving
from tests.training.classes import MONDAY, a_cohort, a_trainee, a_trainer
from tests.training.passing import OVER, attend, sit
from training import certificates, cohorts, duty, examining, placing
from training.models import ExamAttempt
from training.states import TrainingExit

DAY = timedelta(days=1)


def day_by_day(employment_id, deeds, begin=TODAY):
    """One deed a day. Returns day → what was answered in its evening; each has to differ from the one before,
    or the deed would prove nothing."""
    answers, before = {}, None
    for number, deed in enumerate(deeds):
        day = begin + number * DAY
        with clock.at(noon(day)):
            deed(day)
            db.session.commit()
            db.session.expire_all()
            answers[day] = told(standings.standing_of(employment_id))
        assert answers[day] != before, f"deed {number} changes no answer"
        before = answers[day]
    return answers


def as_it_was(employment_id, answers, later):
    with clock.at(noon(later)):
        row = standings.row_of(employment_id)
        for day, answer in answers.items():
            assert told(standings.standing_then(row, day)) == answer, day


def figures(share):
    keys = ("satisfaction", "first response", "resolution", "enquiries")
    return {
        one.key: one.zero + (one.target - one.zero) * Decimal(share) for one in INDICATORS if one.key in keys
    }


def test_months_complaints_ratings_duty_and_ladders_are_as_they_were(employee, manager):
    made, raters = {}, [an_account(Role.TRAINER) for _one in range(2)]

    def close(*months):
        for month in months:
            reviewing.enter(employee, date(2026, month, 1), figures("0.8"), actor=manager)
            reviewing.close(employee, date(2026, month, 1), actor=manager)

    def correct(_day):
        reviewing.correct(employee, date(2026, 9, 1), figures("1"), actor=manager, reason=WHY)

    def report(_day):
        made["complaint"] = complaints.report(employee, TODAY, "Was short.", actor=manager)
        close(8, 10)

    def uphold(_day):
        complaints.decide(made["complaint"], upheld=True, finding=WHY, actor=manager)

    def dismiss(_day):
        complaints.decide_anew(made["complaint"], upheld=False, finding=WHY, actor=manager)

    def uphold_again(_day):
        complaints.decide_anew(made["complaint"], upheld=True, finding=WHY, actor=manager)

    def rate(_day):
        made["case"] = cases.open_case(employee, "supervisor", WHY, actor=manager)
        for one in raters:
            asked = cases.ask(made["case"], one, actor=manager)
            cases.submit(asked, dict.fromkeys(KEYS, (4, "Seen.")), actor=one)

    def move(_day):
        version = ladders.publish(asking(24), actor=None)
        ladders.move([employee], version, actor=manager, reason=WHY)

    def go_on_leave(day):
        employments.begin_duty(employee, DutyStatus.LEAVE, day - 2 * DAY, actor=manager)

    def come_back(day):
        serving(employee, day - DAY)

    def promote(day):
        terms = Approval(day, "L1", override=WHY)
        other = an_account(Role.MANAGER)
        deciding.approve(made["case"], terms, revision=made["case"].revision, actor=other)
        deciding.apply_due()

    deeds = [lambda _day: close(4, 5, 6, 7), report, lambda _day: close(9), correct, uphold, dismiss]
    deeds += [uphold_again, rate, move]
    answers = day_by_day(employee.id, [*deeds, go_on_leave, come_back, promote])
    as_it_was(employee.id, answers, TODAY + 30 * DAY)


def test_exams_and_certificates_are_as_they_were(app):
    trainer, manager, made = a_trainer(), an_account(Role.MANAGER), {}
    with clock.at(noon(MONDAY - 7 * DAY)):
        cohort = a_cohort(trainer)
        trainee = a_trainee(cohort, trainer, "New")
    attend(cohort, [trainee], trainer)
    theory, practical = cohort.programme_version.exams

    def ask_for_more(_day):
        exam = Asked(Kind.EXAM, key=theory.key, mark=Decimal(85))
        supervisor = replace(LADDER.levels[1], asks=(*LADDER.levels[1].asks, exam))
        levels = (LADDER.levels[0], supervisor, LADDER.levels[2])
        version = ladders.publish(replace(LADDER, levels=levels), actor=None)
        ladders.move([trainee.employment], version, actor=manager, reason=WHY)

    def sit_theory(day):
        sit(trainee, cohort, trainer, 81, theory.kind, on=day)

    def correct(day):
        attempt = db.session.scalars(select(ExamAttempt)).one()
        examining.correct(attempt, examining.Score(Decimal(92), attempt.sat_on), actor=trainer, reason=WHY)

    def put_on_duty(day):
        sit(trainee, cohort, trainer, 90, practical.kind, on=day)
        made["certificate"] = duty.put_on_duty(trainee, actor=trainer)

    def revoke(_day):
        certificates.revoke(made["certificate"], actor=manager, reason=WHY)

    deeds = [ask_for_more, sit_theory, correct, put_on_duty, revoke]
    answers = day_by_day(trainee.employment_id, deeds, begin=OVER)
    as_it_was(trainee.employment_id, answers, OVER + 30 * DAY)


def test_classes_that_lead_to_an_exam_are_as_they_were_known(employee, manager):
    trainer, made = a_trainer(), {}

    def ask(_day):
        asks = (Asked(Kind.EXAM, key="theory", mark=Decimal(85)), Asked(Kind.COURSE, key="onboarding"))
        levels = (LADDER.levels[0], replace(LADDER.levels[1], asks=asks), LADDER.levels[2])
        version = ladders.publish(replace(LADDER, levels=levels), actor=None)
        ladders.move([employee], version, actor=manager, reason=WHY)

    def open_class(_day):
        made["late"] = a_cohort(trainer, starts_on=MONDAY + 21 * DAY)

    def move_by(days):
        def move(_day):
            last = made["late"].sessions[-1]
            times = (last.starts_at + days * DAY, last.ends_at + days * DAY)
            cohorts.move_session(last, *times, place=last.place, trainer=trainer, actor=trainer)

        return move

    def open_sooner(_day):
        made["soon"] = a_cohort(a_trainer(), starts_on=MONDAY)

    def cancel(_day):
        cohorts.cancel(made["soon"], actor=trainer, reason=WHY)

    deeds = [ask, open_class, move_by(3), move_by(1), open_sooner, cancel]
    answers = day_by_day(employee.id, deeds)
    last = made["late"].ends_on
    said = [[one.by for one in answers[TODAY + number * DAY][3]] for number in range(len(deeds))]
    assert said == [
        [None] * 2, [last - 4 * DAY] * 2, [last - DAY] * 2, [last] * 2, [made["soon"].ends_on] * 2, [last] * 2
    ]  # fmt: skip
    as_it_was(employee.id, answers, last + 30 * DAY)


def test_a_class_without_a_free_seat_leads_nobody_there_and_a_past_day_knows_its_seats(employee, manager):
    trainer, made = a_trainer(), {}

    def ask(_day):
        asks = (Asked(Kind.EXAM, key="theory", mark=Decimal(85)), Asked(Kind.COURSE, key="onboarding"))
        levels = (LADDER.levels[0], replace(LADDER.levels[1], asks=asks), LADDER.levels[2])
        version = ladders.publish(replace(LADDER, levels=levels), actor=None)
        ladders.move([employee], version, actor=manager, reason=WHY)

    def open_class(_day):
        made["class"] = a_cohort(trainer, starts_on=MONDAY + 21 * DAY, seats=1)

    def fill(_day):
        made["one"] = a_trainee(made["class"], trainer)

    def more_seats(_day):
        cohorts.change_seats(made["class"], 2, actor=trainer)

    def fill_again(_day):
        a_trainee(made["class"], trainer)

    def take_out(day):
        placing.leave(made["one"], TrainingExit.OWN_WISH, day, actor=trainer, reason=WHY)

    def fewer_seats(_day):
        cohorts.change_seats(made["class"], 1, actor=trainer)

    deeds = [ask, open_class, fill, more_seats, fill_again, take_out, fewer_seats]
    answers = day_by_day(employee.id, deeds)
    end = made["class"].ends_on
    said = [[one.by for one in answers[TODAY + number * DAY][3]] for number in range(len(deeds))]
    assert said == [[None] * 2, [end] * 2, [None] * 2, [end] * 2, [None] * 2, [end] * 2, [None] * 2]
    as_it_was(employee.id, answers, end + 30 * DAY)


def test_who_sits_in_a_full_class_is_led_there_by_it(manager):
    trainer = a_trainer()
    cohort, later = (a_cohort(trainer, starts_on=MONDAY + days * DAY, seats=1) for days in (21, 60))
    trainee = a_trainee(cohort, trainer)

    def ask(_day):
        asks = (Asked(Kind.EXAM, key="theory", mark=Decimal(85)), Asked(Kind.COURSE, key="onboarding"))
        levels = (LADDER.levels[0], replace(LADDER.levels[1], asks=asks), LADDER.levels[2])
        version = ladders.publish(replace(LADDER, levels=levels), actor=None)
        ladders.move([trainee.employment], version, actor=manager, reason=WHY)

    def leave_the_seat_to_another(_day):
        placing.transfer(trainee, later, actor=trainer, reason=WHY)
        a_trainee(cohort, trainer)

    answers = day_by_day(trainee.employment_id, [ask, leave_the_seat_to_another])
    for day, its in ((TODAY, cohort), (TODAY + DAY, later)):
        said = [(one.code, one.by) for one in answers[day][3]]
        assert said == [("exam enrolled", its.ends_on), ("course enrolled", its.ends_on)]
    as_it_was(trainee.employment_id, answers, later.ends_on + 30 * DAY)


def test_before_anything_was_known_there_is_no_answer(employee):
    row = standings.row_of(employee.id)
    assert standings.standing_then(row, TODAY - DAY) is None
    assert standings.standing_then(row, TODAY) is not None


def test_a_coach_who_was_replaced_on_the_same_day_has_coached_nobody(app):
    trainer = a_trainer()
    with clock.at(noon(MONDAY)):
        cohort = a_cohort(trainer)
        trainees = [a_trainee(cohort, trainer) for _one in range(2)]
        coach, other = an_employee("Coach"), an_employee("Other")
        for one in trainees:
            placing.assign_coach(one, coach.person, actor=trainer)
        placing.assign_coach(trainees[0], other.person, actor=trainer)
    with clock.at(noon(MONDAY + DAY)):
        coached = [standings.standing_of(one.id).facts.coached for one in (coach, other)]
    assert coached == [1, 1]


# The page


def test_the_path_of_a_past_day_says_what_it_said_then(employee, manager, browse):
    visitor, own = browse(manager), browse(account_of(employee))
    said = visitor.get(f"/careers/people/{employee.id}").texts(".reqs .how-far")
    with clock.at(noon(TODAY + 3 * DAY)):
        reviewing.enter(employee, date(2026, 10, 1), figures("1"), actor=manager)
        reviewing.close(employee, date(2026, 10, 1), actor=manager)
        assert visitor.get(f"/careers/people/{employee.id}").texts(".reqs .how-far") != said
        for reader, path in ((visitor, f"/careers/people/{employee.id}"), (own, "/careers/own")):
            page = reader.get(f"{path}?as_of={TODAY}")
            assert page.texts(".reqs .how-far") == said
            assert "This is how it stood at the end of 19 Nov 2026" in page.text(".notice")
            assert not page.has(".page-actions a.btn-primary")
            assert "Nothing was known" in reader.get(f"{path}?as_of=2026-01-01").text("main")
            assert not reader.get(f"{path}?as_of=2027-01-01").has(".notice")
        stranger = browse(an_account(Role.MANAGER, team=a_team("Elsewhere")))
        stranger.get(f"/careers/people/{employee.id}?as_of={TODAY}", expect=404)
