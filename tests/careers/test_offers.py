"""Who falls short in a closed month is offered the training that fits."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from sqlalchemy import select

from careers import founding, offering, reviewing
from careers.models import FittingTraining
from careers.offering import FitPlan, OfferRefused
from careers.queries import offers as queries
from careers.queries import reviews
from careers.queries.review_sheet import sheet
from careers.rules.offers import short_of
from careers.states import FitKind
from core import clock
from core.db import db
from core.i18n import say
from core.record import Entry
from people.permissions import Role
from tests.careers.people_at_work import TODAY, account_of, an_employee
from tests.careers.test_reviewing import FIGURES, OCTOBER
from tests.factories import a_team, an_account
from tests.statements import count_statements
from tests.training.on_duty_already import a_session
from training import materials
from training.models import MaterialVersion

LOW = {"satisfaction": D("3.9")}
"""50 points."""


def reviewed(manager, team, name=None, **figures):
    one = an_employee(name, team=team, on_duty_since=date(2026, 2, 16))
    reviewing.enter(one, OCTOBER, {**FIGURES, **figures}, actor=manager)
    reviewing.close(one, OCTOBER, actor=manager)
    return one


@pytest.fixture
def employee(manager, team):
    return reviewed(manager, team, "叶青禾", **LOW)


def offered(employee):
    return queries.offered_to(employee.person_id, reviews.standing(employee.id, OCTOBER), TODAY)


def a_topic(topic="de-escalation", indicator="satisfaction"):
    return FitPlan(indicator, D(60), FitKind.SESSION, topic=topic)


# The rule


def test_what_has_fewer_points_falls_short_and_what_has_none_does_not():
    fits = [
        FittingTraining(indicator=key, below=D(60), kind=FitKind.SESSION, topic=key)
        for key in ("low", "just", "unknown", "gone")
    ]
    lines = {"low": {"points": "59.99"}, "just": {"points": "60"}, "unknown": {"points": None}}
    assert list(short_of(lines, fits)) == ["low"]


# What is offered


def test_a_new_installation_offers_the_modules_that_teach_it(employee):
    [offer] = offered(employee)
    assert (offer.key, offer.points) == ("satisfaction", D(50))
    [training] = offer.trainings
    assert (training.kind, say(training.title)) == (FitKind.MODULE, "Communication")
    assert [say(row.title) for row in training.texts] == ["Tone in writing: before and after"]


def test_what_was_withdrawn_is_not_offered_again_by_founding(manager, employee):
    for fit in queries.fits():
        offering.withdraw(fit, actor=manager)
    founding.found()
    assert queries.fits() == []


def test_who_falls_short_of_nothing_is_offered_nothing(manager, team):
    assert offered(reviewed(manager, team)) == []


def test_what_was_read_is_said(employee):
    [text] = offered(employee)[0].trainings[0].texts
    assert text.read_at is None
    materials.confirm_read(db.session.get_one(MaterialVersion, text.id), actor=account_of(employee))
    assert offered(employee)[0].trainings[0].texts[0].read_at == clock.now()


def test_sessions_to_come_about_the_topic_that_are_for_them_are_offered(manager, team, employee):
    trainer = an_account(Role.TRAINER)
    offering.add(a_topic("De-Escalation"), actor=manager)
    a_session(trainer, team, on=TODAY + timedelta(days=3), topic="Calm de-escalation on the phone")
    a_session(trainer, team, on=TODAY + timedelta(days=4), topic="New return policy")
    a_session(trainer, a_team("Mall"), on=TODAY + timedelta(days=5), topic="De-escalation")
    [_module, session] = offered(employee)[0].trainings
    assert [row.topic for row in session.sessions] == ["Calm de-escalation on the phone"]


def test_one_text_is_offered(manager, employee):
    tone = next(row for row in queries.texts() if row.module_key == "culture")
    plan = FitPlan("satisfaction", D(55), FitKind.MATERIAL, material_id=tone.material_id)
    offering.add(plan, actor=manager)
    assert [row.id for row in offered(employee)[0].trainings[1].texts] == [tone.id]


def test_a_correction_changes_what_is_offered(manager, employee):
    reviewing.correct(employee, OCTOBER, {"satisfaction": D("4.8")}, actor=manager, reason="A late survey.")
    assert offered(employee) == []


# Adding and withdrawing


def test_what_is_withdrawn_is_offered_no_more_and_the_record_keeps_it(manager, employee):
    [fit] = [one for one in queries.fits() if one.indicator == "satisfaction"]
    offering.withdraw(fit, actor=manager)
    assert offered(employee) == []
    with pytest.raises(OfferRefused, match="not offered any more"):
        offering.withdraw(fit, actor=manager)
    entry = db.session.scalars(select(Entry).where(Entry.verb == "fitting training withdrawn")).one()
    assert (entry.subject_id, entry.actor_id) == (fit.id, manager.id)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"indicator": "charm"}, "indicator"),
        ({"below": D(0)}, "below"),
        ({"below": D("100.5")}, "below"),
        ({"below": D("0.004")}, "below"),
        ({"below": D("NaN")}, "below"),
        ({"topic": "  "}, "topic"),
        ({"topic": "x" * 81}, "topic"),
        ({"kind": FitKind.MODULE, "topic": None}, "module"),
        ({"kind": FitKind.MODULE, "topic": None, "module": (1, "alchemy")}, "module"),
        ({"kind": FitKind.MATERIAL, "topic": None, "material_id": 987654}, "material"),
    ],
)
def test_what_cannot_be_offered_is_said_at_its_field(manager, employee, changed, field):
    with pytest.raises(OfferRefused) as refused:
        offering.add(replace(a_topic(), **changed), actor=manager)
    assert refused.value.field == field


def test_nothing_is_offered_twice(manager, employee):
    offering.add(a_topic(), actor=manager)
    with pytest.raises(OfferRefused, match="already"):
        offering.add(a_topic("De-escalation"), actor=manager)


def test_a_manager_of_one_team_does_not_say_what_everybody_is_offered(team, employee):
    own = an_account(Role.MANAGER, team=team)
    with pytest.raises(OfferRefused, match="Your role does not allow it"):
        offering.add(a_topic(), actor=own)
    with pytest.raises(OfferRefused, match="Your role does not allow it"):
        offering.withdraw(queries.fits()[0], actor=own)


# Pages


def test_the_employee_finds_the_offer_on_the_month_and_follows_it(employee, browse):
    visitor = browse(account_of(employee))
    page = visitor.get("/careers/own/months/2026-10")
    assert "Customer satisfaction 50 points" in page.text("section[aria-labelledby=offers]")
    [link] = page.all("section[aria-labelledby=offers] a[href*='/materials/']")
    assert visitor.get(link["href"]).heading == "Tone in writing: before and after"
    visitor.get("/careers/fitting-training", expect=403)


def test_the_manager_sees_who_falls_short_in_the_month(manager, team, employee, browse):
    reviewed(manager, team, "Robin Vale")
    page = browse(manager).get("/careers/reviews?month=2026-10")
    short = page.text("section[aria-labelledby=short]")
    assert "叶青禾" in short and "Communication" in short and "Robin Vale" not in short
    month = browse(manager).get(f"/careers/people/{employee.id}/months/2026-10")
    assert "Tone in writing" in month.text("section[aria-labelledby=offers]")


def test_what_fits_is_added_and_withdrawn_on_its_page(manager, employee, browse):
    visitor, path = browse(manager), "/careers/fitting-training"
    form = {
        "indicator": "teamwork",
        "below": "70",
        "kind": "session",
        "topic": "",
        "module": "",
        "material": "",
    }
    refused = visitor.post(path, form, expect=422)
    assert "which words" in refused.text("main")
    visitor.post(path, {**form, "below": "many"}, expect=422)
    page = visitor.follow(visitor.post(path, {**form, "topic": "Feedback"}))
    assert "Feedback" in page.text("section[aria-labelledby=list]")
    made = queries.fits()[-1]
    page = visitor.follow(visitor.post(f"{path}/{made.id}/withdrawal"))
    assert "Feedback" not in page.text("section[aria-labelledby=list]")
    taken = visitor.get(f"{path}?export=csv").response.get_data(as_text=True)
    assert "Customer satisfaction" in taken and "Communication" in taken


def test_who_falls_short_is_asked_once_however_many_they_are(manager, team, employee):
    rows = sheet(manager, OCTOBER, None)
    with count_statements(db.engine) as few:
        assert len(queries.falling_short(rows)) == 1
    for _one in range(3):
        reviewed(manager, team, **LOW)
    rows = sheet(manager, OCTOBER, None)
    with count_statements(db.engine) as many:
        assert len(queries.falling_short(rows)) == 4
    assert many.count == few.count
