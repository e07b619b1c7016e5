"""Whatever list is taken away, in whatever form: no cell of it begins as a formula would."""

import csv
import io
import re
from datetime import timedelta
from functools import cache

import pytest
from openpyxl import load_workbook

from core import clock, spreadsheets
from core.db import db
from people.permissions import Role
from recruiting import blind_review, campaigns, interviewing, stage_rules
from recruiting.rules import Condition
from recruiting.stage_rules import Terms
from recruiting.states import CampaignKind, ConditionKind, RuleAct
from tests import factories as make
from tests.recruiting.importing import a_file, checked, imported
from tests.recruiting.scoring import submit
from tests.test_house_rules import ROOT, TEMPLATES
from tests.training.classes import a_cohort, a_trainee

EVIL = "=HYPERLINK(1)"
NO_LISTS = {
    "careers.apply_for_promotion",
    "careers.own_path",
    "careers.own_plan",
    "careers.own_reviews",
    "core.healthz",
    "people.forgotten",
    "people.sign_in",
    "recruiting.funnel_people",
    "recruiting.own_work",
    "recruiting.training_figure_people",
    "training.own_training_calendar",
}


@pytest.fixture
def administrator(app):
    """Somebody who may take everything away, in a house whose every name is a trap."""
    everything = (Role.ADMINISTRATOR, Role.RECRUITER, Role.MANAGER, Role.TRAINER)
    account = make.an_account(*everything, name="+Administrator")
    opening = make.an_opening(title={"en": "@Agent", "zh_Hans": "＝客服"})
    make.an_application(opening, make.a_person(EVIL), stage="online test")
    imported(
        a_file(["-Bo Nyman", "bo@example.org", "", "=city", "", "", ""]), account, opening, name="=f.csv"
    )
    terms = Terms(RuleAct.ADVANCE, [Condition(ConditionKind.PASSED)])
    name = {"en": "=Rule", "zh_Hans": "=规则"}
    stage_rules.make(opening.pipeline_version.pipeline, "online test", name, terms, actor=account)
    checked(a_file(["Ada", "=1+1", "+bad", "", "", "", ""]), account, opening, name="@g.csv")
    a_trainee(a_cohort(account, code="=Class", starts_on=clock.today()), account, "-Trainee")
    db.session.commit()
    return account


def exports_of(app):
    """The addresses from which lists are taken away."""
    for rule in app.url_map.iter_rules():
        if (
            "kind" in rule.arguments
            and "GET" in rule.methods
            and rule.endpoint != "recruiting.import_template"
        ):
            yield (
                rule.rule.replace("<int:import_id>", "2")
                .replace("<outcome>", "faulty")
                .replace("<int:rule_id>", "1")
                .replace("<int:cohort_id>", "1")
            )
    for path in ("/reports/funnel", "/reports/funnel/people"):
        yield f"{path}?stage=screening&export=<kind>"


def offered_on(page):
    """Where the lists of a page are taken away."""
    return {link["href"] for link in page.all("main a[href*='export=']")}


def addresses_without_ids(app):
    """Pages that need nothing but their address."""
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and not rule.arguments and rule.endpoint not in NO_LISTS:
            yield rule.rule


def is_a_formula(cell):
    """A number below zero is none."""
    return cell.startswith(spreadsheets.STARTS_A_FORMULA) and not re.fullmatch(r"-\d+(\.\d+)?", cell)


def cells_of(content, kind):
    if kind == "csv":
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        return [cell for row in rows for cell in row]
    sheet = load_workbook(io.BytesIO(content)).active
    assert all(cell.data_type != "f" for row in sheet for cell in row)
    return [cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_of_any_export_begins_as_a_formula_would(app, browse, administrator, kind):
    found, page = {}, browse(administrator)
    for address in exports_of(app):
        cells = cells_of(page.get(address.replace("<kind>", kind)).response.get_data(), kind)
        found[address] = cells
        bad = [one for one in cells if one.startswith(spreadsheets.STARTS_A_FORMULA)]
        assert not bad, f"{address}: {bad}"
    assert len(found) >= 8
    whole = [cell for cells in found.values() for cell in cells]
    for name in (EVIL, "-Bo Nyman", "=f.csv", "+bad", "@Agent", "=Class", "-Trainee"):
        assert f"'{name}" in whole, name


@pytest.mark.sqlite_only
def test_the_people_behind_a_number_are_exported_as_they_are_shown(app, browse, administrator):
    page = browse(administrator)
    shown = page.get("/reports/funnel/people?stage=screening&way=advanced")
    assert [EVIL in row for row in shown.texts("tbody tr")] == [True]
    [link] = [one["href"] for one in shown.all("a[href*='export=csv']")]
    rows = list(csv.reader(io.StringIO(page.get(link).response.get_data().decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == [f"'{EVIL}"]


# No list without its export

LISTS_NOTHING = {
    "careers/bonuses/draft.html": "a form",
    "careers/bonuses/publication.html": "a preview",
    "careers/case.html": "one case",
    "careers/check_ins/all.html": "the few check-ins of one person",
    "careers/check_ins/one.html": "a comparison of two",
    "careers/formulas/draft.html": "a form",
    "careers/formulas/publication.html": "a preview",
    "careers/import.html": "a preview",
    "careers/ladder/draft.html": "a form",
    "careers/ladder/publication.html": "a preview",
    "careers/post.html": "the few posts of one person",
    "careers/month.html": "one month",
    "careers/mutual/own.html": "what one is asked, and what was said of oneself",
    "core/letter_template.html": "a form beside what it may say and what it said before",
    "recruiting/application/application.html": "one application",
    "recruiting/checks/check.html": "one check",
    "recruiting/duplicates/merge.html": "a comparison of two",
    "recruiting/moves/bulk.html": "a preview",
    "recruiting/moves/result.html": "what one press did",
    "recruiting/offer/offer.html": "the versions of one offer",
    "recruiting/openings/settings.html": "one opening",
    "recruiting/pipelines/draft.html": "a form",
    "recruiting/pipelines/migration.html": "a preview",
    "recruiting/pipelines/publication.html": "a preview",
    "recruiting/rubrics/edit.html": "a form; the versions of a rubric are exported",
    "recruiting/scoring/amendment.html": "a form",
    "recruiting/scoring/kit.html": "one interview",
    "recruiting/scoring/panel_plan.html": "a form",
    "recruiting/scoring/scorecards.html": "one interview",
    "recruiting/scoring/submitted.html": "one scorecard",
    "recruiting/screening/edit_set.html": "a form",
    "recruiting/screening/newer.html": "a preview",
    "recruiting/screening/screening.html": "one application",
    "recruiting/screening/set.html": "one set; all questions are exported from the list of sets",
    "training/attempt.html": "one attempt",
    "training/enrol.html": "a preview",
    "training/exam_policy.html": "a form",
    "training/gate.html": "one trainee",
    "training/homework/one.html": "one assignment; the homework of a class is exported from its list",
    "training/home.html": "what is on today; the cohorts are exported from their list",
    "training/nesting/import.html": "a preview",
    "training/nesting/one.html": "one person's days; the group is exported",
    "training/own.html": "one trainee; the timetable is taken away as a calendar",
    "training/own_other.html": "one trainee",
    "training/practical.html": "one assessment",
    "training/programme/draft.html": "a form",
    "training/programme/publication.html": "a preview",
    "training/re_evaluation.html": "a preview",
    "training/launches/own.html": "one launch",
    "training/recurrent/session.html": "a form; the plan and the hours are exported",
    "training/session/made_up.html": "a form",
    "training/session/sheet.html": "a form; what it says is exported with the class",
    "training/trainee.html": "one trainee",
}
"""Pages with a table that is no list of things to take away, and what they are instead."""
IS_A_LIST = re.compile(r'<table class="table|\bdata-list\b')
PART = re.compile(r'(?:include|from) "((?:careers|core|people|recruiting|training)/[^"]+)"')


@cache
def whole(name):
    """A template with the parts that it is made of."""
    text = (ROOT / "templates" / name).read_text(encoding="utf-8")
    return "\n".join([text, *(whole(part) for part in PART.findall(text))])


def pages():
    for path in TEMPLATES:
        if '{% extends "layouts/' in path.read_text(encoding="utf-8"):
            yield path.relative_to(ROOT / "templates").as_posix()


def test_every_list_can_be_taken_away():
    """A new list offers its export, or is named above with what it is instead."""
    lists = {name for name in pages() if IS_A_LIST.search(whole(name))}
    without = {name for name in lists if "export_menu(" not in whole(name)}
    assert without - LISTS_NOTHING.keys() == set()
    assert LISTS_NOTHING.keys() - without == set(), "these offer an export now, or are gone"


@pytest.fixture
def busy(administrator):
    """The administrator has been asked for something, found something, settled something."""
    opening = make.an_opening(title={"en": "=Peak", "zh_Hans": "=高峰"}, actor=administrator)
    visit = make.an_application(opening, make.a_person("@Met"), "first interview")
    interviewing.plan(visit, clock.now() + timedelta(minutes=5), 45, "=Room", actor=administrator)
    submit(interviewing.ask(visit, administrator, actor=administrator), 3)
    again = make.an_application(opening, make.a_person("-Asked"), "first interview")
    interviewing.ask(again, administrator, actor=administrator)
    plan = campaigns.Plan(opening.title, CampaignKind.EVERGREEN, None, clock.today(), None)
    campaign = campaigns.begin(plan, actor=administrator)
    campaigns.take_in(campaign, opening, actor=administrator)
    db.session.commit()
    return [
        f"/people/{visit.application.person_id}/applications", f"/campaigns/{campaign.id}",
        f"/reports/interviewers/{administrator.id}", f"/openings/{opening.id}/silver-medallists",
        f"/pipelines/{opening.pipeline_version.pipeline_id}",
        f"/pipelines/{opening.pipeline_version.pipeline_id}/versions/1", "/find?q=Met", "/?on=interviewer",
        "/reports/rework/people?table=stage&row=screening&column=reached",
    ]  # fmt: skip


@pytest.mark.sqlite_only
def test_what_a_page_offers_to_take_away_is_its_list_without_a_formula(app, browse, administrator, busy):
    page, taken = browse(administrator), {}
    for address in [*addresses_without_ids(app), *busy]:
        for link in offered_on(page.get(address)):
            content = page.get(link).response.get_data()
            kind = "xlsx" if "export=xlsx" in link else "csv"
            taken[link] = cells_of(content, kind)
            bad = [one for one in taken[link] if is_a_formula(one)]
            assert not bad, f"{link}: {bad}"
    by_page = {link.partition("?")[0] for link in taken}
    assert {
        "/", "/find", "/places/", "/letter-templates", "/channels", "/check-packages", "/role-profiles",
        "/pipelines", "/reasons", "/interviews", "/preboarding/steps",
        *(one.partition("?")[0] for one in busy),
    } - by_page == {busy[3]}, "only who came near nobody offers no list"  # fmt: skip
    assert sum(len(cells) for cells in taken.values()) > 1000
    found = [cell for link, cells in taken.items() if link.startswith("/find?") for cell in cells]
    today = [cell for link, cells in taken.items() if "list=interviews-today" in link for cell in cells]
    assert "'@Met" in found and "'@Met" in today and "'=Room" in today


def test_a_list_that_is_not_the_readers_is_not_given(app, browse):
    interviewer = browse(make.an_account(Role.INTERVIEWER))
    for name in ("waiting", "due", "interviews-today", "your-openings", "nothing"):
        interviewer.get(f"/?list={name}&export=csv", expect=404)
    interviewer.get("/?list=asked&export=csv")
    interviewer.get("/?list=asked&export=pdf", expect=404)


def test_who_is_reviewed_blind_has_no_name_in_what_is_taken_away(app, browse):
    recruiter, opening = make.an_account(Role.RECRUITER), make.an_opening()
    blind_review.turn(opening, True, actor=recruiter)
    make.an_application(opening, make.a_person("Hidden Name"))
    rows = browse(recruiter).get("/?on=recruiter&list=waiting&export=csv").response.get_data(as_text=True)
    assert opening.code in rows
    assert "Hidden" not in rows
    shown = "/reports/rework/people?table=stage&row=screening&column=reached"
    manager = browse(make.an_account(Role.MANAGER))
    assert "Hidden" not in manager.get(shown).html
    assert "Hidden" not in manager.get(f"{shown}&export=csv").response.get_data(as_text=True)
