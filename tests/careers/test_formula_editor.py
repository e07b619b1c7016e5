"""What months are measured by is changed in a draft, tried on what is closed, and holds from later on."""

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest

from careers import formula_drafts, formulas, reviewing
from careers.defaults.formulas import FORMULA
from careers.formula_words import differences
from careers.models import FormulaDraft
from careers.queries import formulas as queries
from careers.queries import reviews
from careers.queries.rescored import last_closed, rescored
from careers.states import Direction
from core import clock
from core.db import db
from people.permissions import Role
from tests.careers.people_at_work import WHY, an_employee
from tests.careers.test_reviewing import FIGURES, OCTOBER
from tests.factories import a_team, an_account
from tests.statements import count_statements

DECEMBER = date(2026, 12, 1)


@pytest.fixture
def employee(manager):
    one = an_employee("叶青禾", on_duty_since=date(2026, 2, 16))
    reviewing.enter(one, OCTOBER, FIGURES, actor=manager)
    reviewing.close(one, OCTOBER, actor=manager)
    return one


@pytest.fixture
def draft(employee, manager):
    return formula_drafts.begin(queries.formulas()[0], None, None, actor=manager)


def line(draft, key):
    return next(one for one in formula_drafts.lines_in(draft) if one.key == key)


def test_a_draft_keeps_a_formula_as_it_is(draft):
    assert formula_drafts.lines_in(draft) == FORMULA.indicators


def test_a_formula_holds_from_a_month_to_come_and_changes_nothing_before(draft, employee, manager):
    before = reviews.standing(employee.id, OCTOBER).score
    heavier = replace(line(draft, "satisfaction"), weight=D(90))
    formula_drafts.put(draft, "satisfaction", heavier, actor=manager)
    for month in (OCTOBER, date(2026, 11, 30)):
        with pytest.raises(formulas.FormulaRefused, match="a month to come") as refusal:
            formula_drafts.publish(draft, month, actor=manager)
        assert refusal.value.field == "since"
    new = formula_drafts.publish(draft, DECEMBER, actor=manager, reason=WHY)
    assert db.session.query(FormulaDraft).count() == 0
    assert reviews.formula_for(employee.id, date(2026, 11, 1)).number == 1
    assert reviews.formula_for(employee.id, DECEMBER).id == new.id
    assert reviews.standing(employee.id, OCTOBER).score == before
    corrected = reviewing.correct(employee, OCTOBER, {"teamwork": D(3)}, actor=manager, reason=WHY)
    assert corrected.formula.number == 1


def test_the_preview_is_what_the_month_would_have_come_to(draft, employee, manager):
    only = [one.key for one in FORMULA.indicators if one.key not in ("satisfaction", "first response")]
    for key in only:
        formula_drafts.remove(draft, key, actor=manager)
    month = last_closed(manager, None, None)
    [one] = rescored(manager, month, formulas.unpublished(formula_drafts.plan_in(draft, month)))
    assert (month, one.closed.score) == (OCTOBER, D("90.75"))
    # (90 × 25 + 92.94 × 15) / 40
    assert one.then.score == D("91.10") and one.change == D("0.35")
    assert reviews.standing(employee.id, OCTOBER).number == 1
    assert queries.newest_number() == 1


def test_the_preview_takes_the_last_month_that_is_closed_for_whom_it_concerns(employee, manager):
    mall, september = a_team("Mall"), date(2026, 9, 1)
    other = an_employee("Jonas Weller", team=mall, on_duty_since=date(2026, 2, 16), level="supervisor")
    reviewing.enter(other, september, FIGURES, actor=manager)
    reviewing.close(other, september, actor=manager)
    of_mall = an_account(Role.MANAGER, team=mall)
    assert last_closed(manager, None, None) == last_closed(manager, "specialist", None) == OCTOBER
    assert last_closed(of_mall, None, None) == last_closed(manager, "supervisor", None) == september
    assert last_closed(manager, None, mall.id) == september
    assert last_closed(an_account(Role.MANAGER, team=a_team("Elsewhere")), None, None) is None


def test_whom_a_formula_does_not_measure_is_not_in_its_preview(employee, manager):
    draft = formula_drafts.begin(queries.formulas()[0], "supervisor", None, actor=manager)
    plan = formula_drafts.plan_in(draft, OCTOBER)
    assert rescored(manager, OCTOBER, formulas.unpublished(plan)) == []
    elsewhere = an_account(Role.MANAGER, team=a_team("Elsewhere"))
    everybody = formulas.FormulaPlan(None, None, OCTOBER, plan.indicators)
    assert rescored(elsewhere, OCTOBER, formulas.unpublished(everybody)) == []
    assert len(rescored(manager, OCTOBER, formulas.unpublished(everybody))) == 1


def test_faults_are_said_at_their_field_and_change_nothing(draft, manager):
    good = line(draft, "satisfaction")

    def refused(changed, field):
        with pytest.raises(formulas.FormulaRefused) as refusal:
            formula_drafts.put(draft, "satisfaction", changed, actor=manager)
        assert refusal.value.field == field

    refused(replace(good, name={"en": "CSAT", "zh_Hans": " "}), "name_zh_Hans")
    refused(replace(good, name=line(draft, "teamwork").name), "name_en")
    refused(replace(good, weight=D(0)), "weight")
    refused(replace(good, weight=D("33.333")), "weight")
    refused(replace(good, target=D("4.8125")), "target")
    refused(replace(good, zero=D("3." + 40 * "0" + "1")), "zero")
    refused(replace(good, target=D(1)), "target")
    refused(replace(good, direction=Direction.LOWER), "target")
    refused(replace(good, zero=D(10) ** 9, direction=Direction.LOWER), "zero")
    assert formula_drafts.lines_in(draft) == FORMULA.indicators
    finer = replace(FORMULA, indicators=(replace(good, weight=D("33.333")),))
    with pytest.raises(formulas.FormulaRefused, match="more decimals than are kept"):
        formulas.publish(finer, actor=manager)
    with pytest.raises(formulas.FormulaRefused, match="Nothing differs"):
        formula_drafts.publish(draft, DECEMBER, actor=manager)
    named = replace(good, name={"en": "Other", "zh_Hans": "其他"})
    with pytest.raises(formulas.FormulaRefused, match="in the draft already"):
        formula_drafts.put(draft, None, named, actor=manager)


def test_who_was_slower_changes_nothing(draft, manager):
    seen = draft.version
    formula_drafts.shift(draft, "attendance", -7, actor=manager, seen=seen)
    with pytest.raises(formulas.FormulaRefused, match="Somebody else changed"):
        formula_drafts.remove(draft, "attendance", actor=manager, seen=seen)
    assert formula_drafts.lines_in(draft)[0].key == "attendance"
    with clock.at(clock.now().replace(hour=13)):
        formulas.publish(replace(FORMULA, indicators=FORMULA.indicators[:3]), actor=manager)
    with pytest.raises(formulas.FormulaRefused, match="Formula 2 came out"):
        formula_drafts.publish(draft, DECEMBER, actor=manager)


def test_a_page_of_a_draft_that_was_thrown_away_does_not_change_the_next(draft, manager):
    seen = draft.version
    formula_drafts.discard(draft, actor=manager)
    after = formula_drafts.begin(queries.formulas()[0], "supervisor", None, actor=manager)
    with pytest.raises(formulas.FormulaRefused, match="Somebody else changed"):
        formula_drafts.remove(after, "attendance", actor=manager, seen=seen)


def test_a_manager_of_one_team_changes_what_that_team_is_measured_by(employee):
    team = a_team("Mall")
    own = an_account(Role.MANAGER, team=team)
    with pytest.raises(formulas.FormulaRefused, match="Your role does not allow it"):
        formula_drafts.begin(queries.formulas()[0], None, None, actor=own)
    assert formula_drafts.begin(queries.formulas()[0], None, team.id, actor=own).team_id == team.id


def test_differences_are_said_in_words(app):
    lines = list(FORMULA.indicators)
    lines[0] = replace(lines[0], weight=D(30), target=D("4.9"))
    own = replace(
        lines[1], key="aht", name={"en": "Handling time", "zh_Hans": "处理时长"}, target=D(240), zero=D(600)
    )
    found = dict(differences(FORMULA.indicators, [*(one for one in lines if one.key != "attendance"), own]))
    assert found == {
        "Customer satisfaction": ["100 points at: 4.8 → 4.9", "Weight: 25 → 30"],
        "Handling time": ["New: 100 points at 240, none at 600, weight 15."],
        "Attendance of trainings": ["No longer measured."],
    }


def test_the_editor_is_walked_from_copy_to_publication(employee, manager, browse):
    visitor = browse(manager)
    listed = visitor.get("/careers/formulas")
    assert "everybody" in listed.text("tbody") and "from the beginning" in listed.text("tbody")
    form = visitor.get("/careers/formulas/1/drafts/new").form()
    page = visitor.follow(visitor.post("/careers/formulas/1/drafts/new", {**form, "level": "specialist"}))
    assert page.heading == "Draft of a formula for Specialist"
    here = f"/careers/formulas/drafts/{db.session.query(FormulaDraft).one().id}"
    form = visitor.get(f"{here}/indicators/satisfaction").form()
    bad = visitor.post(f"{here}/indicators/satisfaction", {**form, "target": "lots"}, expect=422)
    assert bad.form()["target"] == "lots" and "This is not a number" in bad.text("main")
    blank = visitor.post(f"{here}/indicators/satisfaction", {**form, "zero": " "}, expect=422)
    assert "A number is needed." in blank.text("main")
    visitor.post(f"{here}/indicators/satisfaction", {**form, "weight": "60"})
    form = visitor.get(f"{here}/indicators/new").form()
    own = {
        **form, "name_en": "Handling time", "name_zh_Hans": "处理时长", "unit_en": "s", "unit_zh_Hans": "秒",
        "direction": "lower", "target": "240", "zero": "600", "weight": "10",
    }  # fmt: skip
    visitor.post(f"{here}/indicators/new", own)
    visitor.post(f"{here}/indicators/attendance/removal")
    visitor.post(f"{here}/indicators/handling time/order", {"way": "earlier"})
    assert visitor.get(f"{here}/indicators/new?key=attendance").form()["weight"] == "2"
    page = visitor.get(f"{here}/publication")
    assert "叶青禾" in page.text("section[aria-labelledby=scores]") and "90.75" in page.text("main")
    form = page.form()
    assert form["since"] == "2026-12"
    bad = visitor.post(f"{here}/publication", {**form, "since": "2026-11"}, expect=422)
    assert "Choose one of the list." in bad.text("main")
    page = visitor.follow(visitor.post(f"{here}/publication", {**form, "reason": "Heavier on quality."}))
    assert "to come" in page.text("tbody") and "Heavier on quality." in page.text("tbody")
    one = visitor.get("/careers/formulas/2")
    assert "Handling time" in one.text("main") and "Specialist" in one.text("main")
    assert "Handling time" in visitor.get("/careers/formulas?export=csv").response.get_data(as_text=True)
    visitor.get(here, expect=404)


def test_a_draft_is_thrown_away_and_others_drafts_are_not_there(draft, manager, browse):
    here = f"/careers/formulas/drafts/{draft.id}"
    browse(an_account(Role.MANAGER, team=a_team("Elsewhere"))).get(here, expect=404)
    browse(an_account(Role.EMPLOYEE)).get(here, expect=403)
    visitor = browse(manager)
    visitor.post(f"{here}/discarding", {"seen": "99"})
    assert db.session.query(FormulaDraft).count() == 1
    visitor.post(f"{here}/discarding", {"seen": str(draft.version)})
    assert db.session.query(FormulaDraft).count() == 0


def test_the_preview_asks_as_much_for_many_as_for_few(draft, manager, browse):
    visitor, here = browse(manager), f"/careers/formulas/drafts/{draft.id}/publication"
    visitor.get(here)
    with count_statements(db.engine) as few:
        visitor.get(here)
    for _one in range(4):
        more = an_employee(on_duty_since=date(2026, 2, 16))
        reviewing.enter(more, OCTOBER, FIGURES, actor=manager)
        reviewing.close(more, OCTOBER, actor=manager)
    with count_statements(db.engine) as many:
        visitor.get(here)
    assert many.count == few.count
