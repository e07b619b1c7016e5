"""What a job pays and by what customers are served: said on the opening, beside its offers, and to whom."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from core.db import db
from people.permissions import Role
from recruiting import openings
from recruiting.imports.systems import choosing
from recruiting.models import Opening
from recruiting.openings import OpeningRefused
from recruiting.rules import SalaryRange
from recruiting.states import ContactChannel, SalaryPeriod
from tests import factories as make
from tests.recruiting import walking

PAYS = {
    "salary_from": 600_000,
    "salary_to": 750_000,
    "salary_currency": "CNY",
    "salary_period": SalaryPeriod.MONTH,
}
TYPED = {"salary_from": "6000", "salary_to": "7,500.50", "salary_currency": "CNY", "salary_period": "month"}


@pytest.fixture
def opening(recruiter):
    found = make.an_opening(actor=recruiter)
    say(found, **PAYS)
    return found


def say(opening, **facts):
    openings.change(opening, replace(openings.facts_of(opening), **facts), actor=None)
    db.session.commit()


def settings_of(page, opening, **typed):
    shown = page.get(f"/openings/{opening.id}/settings")
    return {**shown.form("form[action$=settings]"), **typed}


# The opening


def test_an_opening_says_what_the_job_pays_and_by_what_customers_are_served(recruiter, browse):
    opening, page = make.an_opening(actor=recruiter), browse(recruiter)
    said = settings_of(page, opening, **TYPED, contact_channels=["phone", "chat"])
    page.post(f"/openings/{opening.id}/settings", said)
    found = db.session.get_one(Opening, opening.id)
    assert found.salary == SalaryRange(600_000, 750_050, "CNY", SalaryPeriod.MONTH)
    assert found.contact_channels == ["chat", "phone"]
    shown = page.get(f"/openings/{opening.id}/settings")
    assert shown.one("#salary_to")["value"] == "7500.50"
    assert "salary range" in shown.text(".record") and "channels of contact" in shown.text(".record")
    assert shown.text(".record").count("salary range") == 1


def test_a_new_opening_may_say_it_at_once(recruiter, browse):
    make.an_opening(actor=recruiter)
    page = browse(recruiter)
    form = page.get("/openings/new?profile=1").form()
    page.post("/openings/new?profile=1", {**form, **TYPED, "on_duty_by": "2036-01-01"})
    newest = db.session.query(Opening).order_by(Opening.id.desc()).first()
    assert newest.salary is not None and newest.salary.most == 750_050


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"salary_from": "8000"}, "salary_to", "lower than the lower one"),
        ({"salary_to": ""}, "salary_to", "both ends"),
        ({"salary_from": ""}, "salary_from", "both ends"),
        ({"salary_from": "0"}, "salary_from", "more than nothing"),
        ({"salary_from": "NaN"}, "salary_from", "not an amount"),
        ({"salary_from": "inf"}, "salary_from", "not an amount"),
        ({"salary_from": "-5"}, "salary_from", "not an amount"),
        ({"salary_to": "1e30"}, "salary_to", "not an amount"),
        ({"salary_to": "6000.505"}, "salary_to", "not an amount"),
        ({"salary_currency": "XXX"}, "salary_currency", "one of the list"),
        ({"contact_channels": "fax"}, "contact_channels", ""),
    ],
)
def test_nonsense_is_refused_with_what_was_typed(opening, recruiter, browse, typed, field, sentence):
    page, before = browse(recruiter), opening.salary
    said = settings_of(page, opening, **TYPED) | typed
    shown = page.post(f"/openings/{opening.id}/settings", said, expect=422)
    assert sentence in shown.text(f"#{field}-error")
    assert db.session.get_one(Opening, opening.id).salary == before
    if field in TYPED and field != "salary_currency":
        assert shown.one(f"#{field}")["value"] == said[field]


def test_one_end_may_equal_the_other(opening):
    say(opening, salary_to=600_000)
    assert opening.salary.least == opening.salary.most


def test_the_range_can_be_taken_away(opening, recruiter, browse):
    page = browse(recruiter)
    page.post(f"/openings/{opening.id}/settings", settings_of(page, opening, salary_from="", salary_to=""))
    found = db.session.get_one(Opening, opening.id)
    assert (found.salary, found.salary_currency, found.salary_period) == (None, None, None)


@pytest.mark.parametrize(
    "nonsense", ["salary_from = salary_to + 1", "salary_from = 0", "salary_to = NULL", "salary_period = NULL"]
)
def test_the_database_refuses_half_a_range(opening, nonsense):
    with pytest.raises(IntegrityError):
        db.session.execute(text(f"UPDATE opening SET {nonsense} WHERE id = {opening.id}"))
    db.session.rollback()


def test_a_verb_takes_no_channel_that_is_not_known(opening):
    with pytest.raises(OpeningRefused):
        say(opening, contact_channels=["fax"])
    say(opening, contact_channels=[one.value for one in ContactChannel])


def test_an_opening_that_an_import_makes_like_another_pays_the_same(opening, recruiter):
    made = choosing._open("From elsewhere", opening, recruiter)
    assert made.salary == opening.salary


def test_who_may_not_see_offers_does_not_see_the_range(opening, browse, monkeypatch):
    manager = make.an_account(Role.MANAGER)
    path = f"/openings/{opening.id}/settings"
    assert "CNY 6,000–7,500 a month" in browse(manager).get(path).text("[aria-labelledby=facts]")
    monkeypatch.setattr(openings, "may_see_salary", lambda *_: False)
    assert "CNY" not in browse(manager).get(path).text()


def test_the_range_is_for_who_hires_in_the_team_or_takes_part(opening):
    elsewhere = make.an_account(Role.RECRUITER, team=make.a_team("Elsewhere"))
    assert not openings.may_see_salary(opening, elsewhere)
    assert openings.may_see_salary(opening, make.an_account(Role.MANAGER, team=opening.team))
    assert not openings.may_see_salary(opening, make.an_account(Role.TRAINER))


# Offers


def draft(browse, recruiter, visit, salary):
    page = browse(recruiter)
    path = f"/applications/{visit.application_id}/offer"
    form = {**page.get(path).form(f"form[action='{path}']"), "terms": "Grade 3", "salary": salary}
    return page.follow(page.post(path, form)), page


@pytest.mark.parametrize(
    ("salary", "warned"), [("6000", False), ("7500", False), ("5999.99", True), ("7500.01", True)]
)
def test_an_offer_outside_the_range_is_warned_of_and_can_be_made(opening, recruiter, browse, salary, warned):
    visit = make.an_application(opening, stage="offer")
    shown, _page = draft(browse, recruiter, visit, salary)
    said = shown.text("[aria-labelledby=draft]")
    assert "Range of the opening: CNY 6,000–7,500 a month." in said
    assert ("lies outside the range" in said) == warned
    assert f"Salary: CNY {float(salary):,.2f}".removesuffix(".00") in said


def test_what_is_out_is_shown_beside_the_range_as_well(opening, recruiter, browse):
    visit = make.an_application(opening, stage="offer")
    _shown, page = draft(browse, recruiter, visit, "9000")
    walking.approved(visit)
    path = f"/applications/{visit.application_id}/offer"
    sending = page.get(path).one("form[action$=sending]")["action"]
    page.post(sending)
    assert "lies outside the range" in page.get(path).text("[aria-labelledby=out]")


def test_an_offer_without_a_salary_is_not_warned_of(opening, recruiter, browse):
    visit = make.an_application(opening, stage="offer")
    shown, _page = draft(browse, recruiter, visit, "")
    assert "outside the range" not in shown.text("[aria-labelledby=draft]")


def test_an_offer_is_compared_with_what_the_opening_says_now(opening, recruiter, browse):
    visit = make.an_application(opening, stage="offer")
    _shown, page = draft(browse, recruiter, visit, "7000")
    path = f"/applications/{visit.application_id}/offer"
    say(opening, salary_to=650_000)
    assert "lies outside" in page.get(path).text("[aria-labelledby=draft]")
    say(opening, salary_to=750_000, salary_period=SalaryPeriod.HOUR)
    assert "lies outside" in page.get(path).text("[aria-labelledby=draft]")


def test_an_opening_without_a_range_asks_for_no_salary(recruiter, browse):
    visit = make.an_application(make.an_opening(actor=recruiter), stage="offer")
    assert not browse(recruiter).get(f"/applications/{visit.application_id}/offer").has("#salary")


def test_a_salary_that_is_none_is_refused_with_what_was_typed(opening, recruiter, browse):
    visit = make.an_application(opening, stage="offer")
    page, path = browse(recruiter), f"/applications/{visit.application_id}/offer"
    form = {**page.get(path).form(f"form[action='{path}']"), "terms": "Grade 3", "salary": "much"}
    shown = page.post(path, form, expect=422)
    assert "not an amount" in shown.text("#salary-error") and shown.one("#salary")["value"] == "much"
    shown = page.post(path, form | {"salary": "0"}, expect=422)
    assert "more than nothing" in shown.text()


def test_the_words_are_written_in_chinese_as_well(opening, browse):
    reader = make.an_account(Role.MANAGER, language="zh_Hans")
    assert "每月" in browse(reader).get(f"/openings/{opening.id}/settings").text("[aria-labelledby=facts]")
