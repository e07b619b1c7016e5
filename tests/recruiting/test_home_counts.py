"""The number at the top of home is that of the things which wait on the reader in what stands below it."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from careers import cases
from core import clock
from core.db import db
from core.outbox import Letter, LetterState
from people.permissions import Permission, Role
from recruiting import interviewing, notes, offers, requisitions, results, rule_runs, stage_rules
from recruiting.queries import asked, candidates
from recruiting.rules import Condition
from recruiting.stage_rules import Terms
from recruiting.states import Audience, ConditionKind, RequisitionCause, RuleAct, Shift
from tests import factories as make
from tests.careers.people_at_work import an_employee
from tests.page import Page
from tests.recruiting import walking
from tests.training.classes import in_line, noon

INFORMING = {"today", "referred", "openings"}
"""What is counted there and waits on nobody."""


@pytest.fixture
def much(app, recruiter):
    """Something of every kind that home lists."""
    opening, admin = make.an_opening(), make.an_account(Role.ADMINISTRATOR)
    for stage in ("screening", "first interview", "second interview", "second interview"):
        make.an_application(opening, stage=stage)
    reason = make.a_reason()
    terms = Terms(RuleAct.PROPOSE, [Condition(ConditionKind.FAILED)], reason_id=reason.id)
    of = opening.pipeline_version.pipeline
    rule = stage_rules.make(of, "online test", make.words("Mark", "分数"), terms, actor=admin)
    stage_rules.switch_on(rule, actor=admin)
    for _one in range(2):
        results.enter(make.an_application(opening, stage="online test"), mark=Decimal(40), actor=None)
    assert rule_runs.run() == 2
    need = requisitions.Need(
        role_profile_id=opening.role_profile_id, team_id=opening.team_id, site_id=opening.site_id,
        shift=Shift.EVENING, market_language="en", head_count=2,
        needed_by=clock.today() + timedelta(days=60), cause=RequisitionCause.PEAK, explanation=make.WHY,
    )  # fmt: skip
    requisitions.raise_requisition(need, actor=recruiter)
    visit = walking.sent(recruiter, make.an_opening(), in_days=3)
    offers.accept(visit, walking.offer_of(visit), actor=recruiter)
    in_line(admin, make.a_team("Elsewhere"))
    db.session.flush()
    for letter in db.session.query(Letter).limit(2):
        letter.state = LetterState.FAILED
    return opening


def named(account, opening, recruiter):
    """They owe a scorecard where they may, and a note names them."""
    visit = make.an_application(opening, stage="first interview")
    if account.may(Permission.SCORE):
        interviewing.ask(visit, account, actor=recruiter)
    body = f"@{account.person.name} please look."
    notes.write(
        visit.application, body, audience=Audience.TEAM, colleagues=candidates.colleagues(), actor=recruiter
    )


def at_the_top(page):
    said = re.search(r"(\d+) things?, oldest first", page.text(".page-sub"))
    return int(said[1]) if said else 0


def below(page):
    """Panel → how many things it says that it lists."""
    return {part.get("aria-labelledby"): int(part["data-things"]) for part in page.all("[data-things]")}


def says_what_it_lists(page):
    """Each panel that counts says the same as its heading, and those that only inform say nothing."""
    counted = {
        panel["aria-labelledby"]: int(number.get_text())
        for panel in page.all("section.panel")
        if (number := panel.select_one(".panel-head .count")) and panel["aria-labelledby"] not in INFORMING
    }
    listed = below(page)
    assert counted.items() <= listed.items()
    assert set(listed) <= {*counted, "waiting"}
    return listed


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("is_much", [False, True])
def test_the_number_at_the_top_is_that_of_what_is_listed_below_for_each_role(
    browse, recruiter, much, role, is_much
):
    account = make.an_account(role, name=f"Reader {role.value}")
    if is_much:
        named(account, much, recruiter)
    page = browse(account).get("/")
    listed = says_what_it_lists(page)
    assert at_the_top(page) == sum(listed.values())
    if page.has("#waiting"):
        assert listed["waiting"] == sum(
            int(tab.get_text().split()[-1]) for tab in page.all(".seg a") if "You" in tab.get_text()
        )


def test_a_manager_is_told_of_requisitions_and_a_recruiter_of_rejections_to_decide(browse, recruiter, much):
    manager = browse(make.an_account(Role.MANAGER)).get("/")
    assert (below(manager)["asked-for"], below(manager)["proposed"]) == (1, 2)
    assert at_the_top(manager) == 1 + 2 + below(manager)["waiting"]
    other = browse(make.an_account(Role.RECRUITER)).get("/")
    assert "asked-for" not in below(other) and below(other)["proposed"] == 2


def test_a_trainer_is_told_who_awaits_a_cohort_and_an_administrator_of_letters_not_sent(browse, much):
    assert at_the_top(browse(make.an_account(Role.TRAINER)).get("/")) == 1
    page = browse(make.an_account(Role.ADMINISTRATOR)).get("/")
    assert below(page)["trouble"] == 2 and at_the_top(page) == sum(below(page).values())


def test_what_is_asked_by_name_is_counted_whole_where_only_the_first_is_shown(browse, recruiter, monkeypatch):
    interviewer, opening = make.an_account(Role.INTERVIEWER, name="Ines"), make.an_opening()
    for _one in range(4):
        named(interviewer, opening, recruiter)
    monkeypatch.setattr(asked.asked_of, "__defaults__", (3,))
    page = browse(interviewer).get("/")
    assert len(page.all("[aria-labelledby=asked] tbody tr")) == 3
    assert at_the_top(page) == below(page)["asked"] == 4
    assert "1 more come up as these are done." in page.text("[aria-labelledby=asked]")


def test_what_comes_later_says_its_number_so_that_it_is_added(browse, app):
    """The script adds it (`tests/browser/test_from_review.py`)."""
    with clock.at(noon(clock.today())):
        employee = an_employee()
        cases.open_case(employee, "supervisor", make.WHY, actor=make.an_account(Role.MANAGER))
    visitor = browse(make.an_account(Role.MANAGER))
    assert at_the_top(visitor.get("/")) == 0
    part = visitor.client.get("/careers/waiting", headers={"HX-Request": "true"})
    assert below(Page(part, "/careers/waiting")) == {"cases-waiting": 1}
