"""Newer rules: who on duty lacks what they ask, why, and asking them to train again."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from core.outbox import Letter
from core.record import Entry
from people import queries as people
from people.permissions import Role
from tests.factories import a_team, an_account
from tests.training.classes import MONDAY, WHY, a_cohort, a_trainee, a_trainer, noon
from tests.training.passing import OVER, attend, passed, sit
from training import duty, duty_policies, exam_policies, plans, programmes, recalling
from training.defaults import duty as default_duty
from training.plans import ExamPlan, TopicPlan
from training.queries import live_enrolment
from training.queries import recalls as queries
from training.rules.exams import Rules
from training.rules.recalls import Content, Need, Sat, of_certificate, of_policy, of_version
from training.states import ExamKind, NeedKind

DAY = timedelta(days=1)
LATER = OVER + 30 * DAY
THEORY = ExamKind.THEORY


# Rules


def content(**modules):
    return Content(
        {key: (Decimal(hours), frozenset(topics)) for key, (hours, topics) in modules.items()},
        {"theory": THEORY},
    )


def test_new_and_changed_modules_and_new_exams_are_asked_and_dropped_ones_are_not():
    old = content(orders=(4, "ab"), tone=(2, "c"), gone=(2, "d"))
    new = content(orders=(4, "ab"), tone=(2, "ce"), chat=(3, "f"))
    assert of_version(old, new, {"theory": [Sat(Decimal(90), {})]}) == [
        Need(NeedKind.CHANGED_MODULE, "tone"),
        Need(NeedKind.NEW_MODULE, "chat"),
    ]
    assert of_version(old, old, {}) == [Need(NeedKind.NEW_EXAM, "theory")]


@pytest.mark.parametrize(
    ("mark", "parts", "pass_mark", "part_mark", "lacks"),
    [
        (90, {}, 85, None, False),
        (84, {}, 85, None, True),
        (90, {"a": 60}, 85, 70, True),
        (90, {"a": 70}, 85, 70, False),
    ],
)
def test_a_mark_is_held_against_what_is_asked_now(mark, parts, pass_mark, part_mark, lacks):
    sat = {"theory": [Sat(Decimal(mark), {key: Decimal(one) for key, one in parts.items()})]}
    asked = {THEORY: Rules(Decimal(pass_mark), Decimal(part_mark) if part_mark else None)}
    found = of_policy(content(), asked, Decimal("0.9"), sat, (27, 30))
    assert found == ([Need(NeedKind.MARK, "theory")] if lacks else [])


def test_attendance_and_the_age_of_a_certificate_are_held_against_what_is_asked_now():
    sat, rules = {"theory": [Sat(Decimal(90), {})]}, {THEORY: Rules(Decimal(80))}
    assert of_policy(content(), rules, Decimal("0.95"), sat, (28, 30)) == [Need(NeedKind.ATTENDANCE)]
    day = date(2026, 1, 31)
    assert of_certificate(day, 1, date(2026, 2, 28)) == []
    assert of_certificate(day, 1, date(2026, 3, 1)) == [Need(NeedKind.CERTIFICATE)]
    assert of_certificate(day, None, date(2030, 1, 1)) == []


# A team on duty


@pytest.fixture
def trainer(app):
    with clock.at(noon(MONDAY - timedelta(days=7))):
        return a_trainer()


@pytest.fixture
def cohort(trainer):
    with clock.at(noon(MONDAY - timedelta(days=7))):
        return a_cohort(trainer)


@pytest.fixture
def on_duty(cohort, trainer):
    """Somebody who passed with 90, attending all."""
    with clock.at(noon(MONDAY - timedelta(days=7))):
        one = a_trainee(cohort, trainer, "程念")
    passed(one, cohort, trainer)
    return one


@pytest.fixture
def later(on_duty):
    with clock.at(noon(LATER)):
        yield


def published(cohort, trainer, change):
    """A newer version of the programme, as `change` makes it of the plan of the present one."""
    programme = cohort.programme_version.programme
    plan = change(plans.plan_of(programmes.queries.newest(programme.id)))
    return programmes.publish(programme, plan, now=clock.now(), actor=trainer)


def with_more(plan):
    """A further topic in the last module, and a further exam."""
    *rest, last = plan.modules
    changed = replace(last, topics=(*last.topics, TopicPlan("refunds", {"en": "Refunds", "zh_Hans": "退款"})))
    voice = ExamPlan("voice", THEORY, {"en": "Voice exam", "zh_Hans": "语音考试"}, (last.key,))
    return replace(plan, modules=(*rest, changed), exams=(*plan.exams, voice))


def asked(reader, **filters):
    return {one.name: [need.kind for need in one.needs] for one in queries.recalls(reader, **filters)}


def test_nobody_is_asked_while_the_rules_are_those_they_passed_by(later, cohort, trainer):
    assert asked(trainer) == {}
    published(cohort, trainer, lambda plan: plan)
    assert asked(trainer) == {}, "the same once more asks nothing"


def test_a_newer_programme_asks_for_what_has_changed(later, cohort, trainer, on_duty):
    published(cohort, trainer, with_more)
    [one] = queries.recalls(trainer)
    assert [(need.kind, need.key) for need in one.needs] == [
        (NeedKind.CHANGED_MODULE, cohort.programme_version.modules[-1].key),
        (NeedKind.NEW_EXAM, "voice"),
    ]
    assert (one.version, one.passed_on, one.is_asked) == (1, OVER, False)


def test_a_newer_policy_asks_for_a_higher_mark_of_who_has_it_not(later, cohort, trainer, on_duty):
    programme = cohort.programme_version.programme
    rules = {kind: Rules(Decimal(pass_mark)) for kind, pass_mark in ((THEORY, 95), (ExamKind.PRACTICAL, 90))}
    plan = exam_policies.PolicyPlan(Decimal("0.9"), 1, rules)
    exam_policies.publish(programme, plan, actor=trainer)
    assert asked(trainer) == {"程念": [NeedKind.MARK]}


def test_a_shorter_life_of_certificates_asks_whose_is_older(later, cohort, trainer, on_duty):
    programme = cohort.programme_version.programme
    plan = replace(default_duty.POLICY, certificate_months=6)
    duty_policies.publish(programme, plan, actor=trainer)
    assert asked(trainer) == {}
    with clock.at(noon(OVER + 200 * DAY)):
        assert asked(trainer) == {"程念": [NeedKind.CERTIFICATE]}


def test_the_list_is_of_teams_within_reach_and_can_be_narrowed(later, cohort, trainer, on_duty):
    published(cohort, trainer, with_more)
    elsewhere = a_team("Elsewhere")
    assert asked(a_trainer(elsewhere)) == {}
    assert asked(trainer, team_id=elsewhere.id) == {} and asked(trainer, text="nobody") == {}
    assert set(asked(trainer, team_id=cohort.team_id, text="程")) == {"程念"}


def ask(trainer, until=LATER + 60 * DAY, reason=WHY):
    chosen = [one.key for one in queries.recalls(trainer)]
    return recalling.ask(chosen, until, actor=trainer, reason=reason)


def test_whoever_is_asked_is_in_line_with_a_letter_and_goes_on_serving(later, cohort, trainer, on_duty):
    published(cohort, trainer, with_more)
    assert ask(trainer) == recalling.Asked(asked=1)
    again = live_enrolment(on_duty.employment_id)
    assert again.wanted_on == LATER + 60 * DAY
    assert people.is_on_duty(on_duty.employment_id, LATER)
    entry = db.session.scalars(select(Entry).where(Entry.verb == "asked to train again")).one()
    assert (entry.subject_id, entry.reason, entry.details["needs"][-1]) == (again.id, WHY, "new exam voice")
    letter = db.session.scalars(select(Letter).where(Letter.entry_id == entry.id)).one()
    assert "new exam: Voice exam" in letter.body and "21 Mar 2027" in letter.subject
    [one] = queries.recalls(trainer)
    assert one.is_asked


def test_asking_twice_in_a_row_does_nothing_more(later, cohort, trainer, on_duty):
    published(cohort, trainer, with_more)
    ask(trainer)
    assert ask(trainer) == recalling.Asked(before=1)
    assert len(db.session.scalars(select(Entry).where(Entry.verb == "asked to train again")).all()) == 1


@pytest.mark.parametrize(
    ("until", "reason", "sentence"),
    [
        (LATER - DAY, WHY, "from today on"),
        (None, WHY, "from today on"),
        (LATER, " ", "Say why"),
    ],
)
def test_nobody_is_asked_without_a_reason_or_by_a_day_that_is_past(
    later, cohort, trainer, on_duty, until, reason, sentence
):
    published(cohort, trainer, with_more)
    with pytest.raises(recalling.RecallRefused, match=sentence):
        ask(trainer, until, reason)
    assert live_enrolment(on_duty.employment_id) is None


def test_who_is_not_on_the_list_is_not_asked_and_nobody_asks_themselves(later, cohort, trainer, on_duty):
    with pytest.raises(recalling.RecallRefused, match="list has changed"):
        recalling.ask(["1"], LATER, actor=trainer, reason=WHY)
    published(cohort, trainer, with_more)
    own = an_account(Role.TRAINER)
    own.person = on_duty.employment.person
    db.session.flush()
    with pytest.raises(recalling.RecallRefused, match="among the chosen"):
        ask(own)


# The page


def test_the_chosen_are_asked_on_the_page_and_what_was_typed_stays_when_refused(
    later, cohort, trainer, on_duty, browse
):
    visitor = browse(trainer)
    assert "Nobody has to train again" in visitor.get("/training/recalls").text("main")
    published(cohort, trainer, with_more)
    page = visitor.get("/training/recalls")
    assert "module that changed" in page.text("tbody") and "new exam: Voice exam" in page.text("tbody")
    typed = page.form("main form[method=post]") | {"until": str(LATER + 9 * DAY), "reason": ""}
    refused = visitor.post("/training/recalls", typed, expect=422)
    assert "Say why" in refused.text("[data-refusal]")
    assert refused.one("#until")["value"] == str(LATER + 9 * DAY) and refused.has("[name=chosen][checked]")
    page = visitor.follow(visitor.post("/training/recalls", typed | {"reason": WHY}))
    assert "Asked: 1" in page.text("main") and "in line" in page.text("tbody")
    assert not page.has("[name=chosen]"), "everybody is asked"
    again = visitor.follow(visitor.post("/training/recalls", typed | {"reason": WHY}))
    assert "Asked: 0" in again.text("main")


def test_the_list_is_taken_away_with_its_reasons(later, cohort, trainer, on_duty, browse):
    published(cohort, trainer, with_more)
    content = browse(trainer).get("/training/recalls?export=csv").response.get_data(as_text=True)
    assert "程念" in content and "new exam: Voice exam" in content
    administrator = browse(an_account(Role.ADMINISTRATOR))
    assert not administrator.get("/training/recalls").has("[name=chosen]"), "who may only look"
    administrator.post("/training/recalls", {"chosen": "1"}, expect=403)


def test_the_list_asks_as_often_of_few_as_of_many(later, cohort, trainer, on_duty, browse, counted):
    published(cohort, trainer, with_more)
    page = browse(trainer)
    page.get("/training/recalls")
    with counted() as few:
        page.get("/training/recalls")
    with clock.at(noon(MONDAY)):
        more = [a_trainee(cohort, trainer) for _one in range(4)]
    attend(cohort, more, trainer)
    for one in more:
        sit(one, cohort, trainer)
        with clock.at(noon(OVER)):
            duty.put_on_duty(one, actor=trainer)
    db.session.commit()
    with counted() as many:
        page.get("/training/recalls")
    assert len(many) == len(few)
    assert len(page.get("/training/recalls").all("[name=chosen]")) == 5
