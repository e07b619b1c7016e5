"""Where several levels follow, each is shown with what it asks; evidence is linked, and who is awaited."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from careers import cases, deciding, ladders
from careers.defaults.ladder import LADDER
from careers.rules.plans import LadderPlan
from careers.rules.readiness import Asked
from careers.states import RequirementKind as Kind
from core import clock
from people.permissions import Role
from tests.careers.people_at_work import TODAY, WHY, account_of, an_employee, noon
from tests.factories import an_account
from tests.training.classes import MONDAY, a_cohort, a_trainee, a_trainer
from tests.training.passing import OVER, passed
from training import placing

KEYS = [one.key for one in LADDER.levels[1].competencies]
EXPERT = replace(
    LADDER.levels[1],
    key="expert",
    name={"en": "Expert", "zh_Hans": "专家"},
    track="expert",
    asks=(Asked(Kind.TIME_IN_LEVEL, months=24), Asked(Kind.COMPETENCIES, count=2, mark=Decimal(4))),
)
PLAN = LadderPlan((*LADDER.levels, EXPERT), {**LADDER.tracks, "expert": EXPERT.name})


@pytest.fixture
def manager(app):
    return an_account(Role.MANAGER, name="Priya Raman")


@pytest.fixture
def employee(app, manager):
    one = an_employee("叶青禾")
    ladders.move([one], ladders.publish(PLAN, actor=None), actor=manager, reason=WHY)
    return one


def test_each_level_that_follows_is_shown_with_what_it_asks_for(employee, manager, browse):
    for reader, path in (
        (browse(account_of(employee)), "/careers/own"),
        (browse(manager), f"/careers/people/{employee.id}"),
    ):
        page = reader.get(path)
        assert page.texts("[aria-labelledby=reqs] .seg a") == ["Supervisor", "Expert"]
        other = page.all("[aria-labelledby=reqs] .seg a")[1]["href"]
        page = reader.get(other)
        assert page.text("#reqs") == "What Expert asks for"
        assert "24 months as Specialist" in page.text(".reqs") and "Expert" in page.text("section.trio")
        assert reader.get(f"{path}?towards=manager").text("#reqs") == "What Supervisor asks for"


def test_one_applies_for_the_level_that_one_looks_at(employee, browse):
    own = browse(account_of(employee))
    link = own.get("/careers/own?towards=expert").one(".page-actions a.btn-primary")
    assert link.get_text(strip=True) == "Apply for Expert…"
    form = own.get(link["href"])
    assert form.one("#level option[selected]")["value"] == "expert"
    assert "24 months as Specialist" in form.text("[aria-labelledby=now]")
    page = own.follow(own.post(link["href"], data={"level": "expert", "statement": WHY}))
    assert "叶青禾 to Expert" in page.heading


def test_a_decline_for_one_level_keeps_nobody_from_the_other(employee, manager, browse):
    own = account_of(employee)
    case = cases.open_case(employee, "expert", WHY, actor=own)
    until = TODAY + timedelta(days=60)
    deciding.decline(case, WHY, until, revision=case.revision, actor=manager)
    visitor = browse(own)
    assert "Apply again from" in visitor.get("/careers/own?towards=expert").text(".page-actions")
    assert "Apply for Supervisor…" in visitor.get("/careers/own").text(".page-actions")
    cases.open_case(employee, "supervisor", WHY, actor=own)


def test_with_a_single_way_there_is_nothing_to_choose(browse):
    assert not browse(account_of(an_employee())).get("/careers/own").has("[aria-labelledby=reqs] .seg")


def test_ratings_are_evidence_and_it_is_said_who_has_yet_to_give_them(employee, manager, browse):
    own, boss = browse(account_of(employee)), browse(manager)
    path, mine = f"/careers/people/{employee.id}", "/careers/own"

    def said(visitor, address):
        return visitor.get(address).texts(".reqs .by")[-1]

    assert said(own, mine) == said(boss, path) == "unknown"
    case = cases.open_case(employee, "supervisor", WHY, actor=an_account(Role.MANAGER))
    of_case = f"/careers/cases/{case.id}"
    assert said(own, mine) == said(boss, path) == said(boss, of_case) == "a manager asks who rates"
    for name in ("Gu Mingchuan", "He Jingxing"):
        made = cases.ask(case, an_account(Role.TRAINER, name=name), actor=manager)
    assert said(boss, path) == said(boss, of_case) == "waits for Gu Mingchuan, He Jingxing"
    assert said(own, mine) == said(own, of_case) == "waits for 2 assessors"
    cases.submit(made, dict.fromkeys(KEYS, (4, "Seen.")), actor=made.assessor)
    assert said(boss, path) == "waits for Gu Mingchuan" and said(own, mine) == "waits for 1 assessor"
    for visitor, address in ((own, mine), (boss, path)):
        links = {link["href"] for link in visitor.get(address).all(".reqs .evidence a")}
        assert f"{of_case}#ratings" in links


def test_the_case_links_to_the_same_evidence_as_the_path(employee, manager, browse):
    case = cases.open_case(employee, "supervisor", WHY, actor=account_of(employee))
    for visitor, path in ((browse(manager), f"/careers/people/{employee.id}"),):
        there = [one["href"] for one in visitor.get(path).all(".reqs .evidence a")]
        here = [one["href"] for one in visitor.get(f"/careers/cases/{case.id}").all(".reqs .evidence a")]
        assert here[:-1] == there[:-1] and here[-1] == "#ratings" and there[-1].endswith("#ratings")


# Evidence of every kind

EVERY_KIND = (
    Asked(Kind.TIME_IN_LEVEL, months=12),
    Asked(Kind.GOOD_STANDING),
    Asked(Kind.REVIEW_AVERAGE, count=6, mark=Decimal(85)),
    Asked(Kind.REVIEW_FLOOR, count=6, mark=Decimal(70)),
    Asked(Kind.EXAM, key="theory", mark=Decimal(80)),
    Asked(Kind.COURSE, key="onboarding"),
    Asked(Kind.CERTIFICATE),
    Asked(Kind.COMPETENCIES, count=2, mark=Decimal(3)),
    Asked(Kind.COMPLAINTS, months=3, count=1),
    Asked(Kind.COACHED, count=2),
)


@pytest.fixture
def trained(manager):
    """On duty after both exams, on a ladder that asks for something of every kind, with a case that is open;
    they coach one person and have coached another."""
    trainer = a_trainer()
    with clock.at(noon(MONDAY - timedelta(days=7))):
        cohort = a_cohort(trainer)
        one, *newer = [a_trainee(cohort, trainer, name) for name in ("叶青禾", "Coached Now", "Coached Then")]
    passed(one, cohort, trainer)
    supervisor = replace(LADDER.levels[1], asks=EVERY_KIND)
    plan = LadderPlan((LADDER.levels[0], supervisor, *LADDER.levels[2:]), LADDER.tracks)
    with clock.at(noon(OVER)):
        ladders.move([one.employment], ladders.publish(plan, actor=None), actor=manager, reason=WHY)
        cases.open_case(one.employment, "supervisor", WHY, actor=manager)
        for trainee in newer:
            placing.assign_coach(trainee, one.employment.person, actor=trainer)
    with clock.at(noon(OVER + timedelta(days=5))):
        placing.assign_coach(newer[1], an_employee("Other Coach").person, actor=trainer)
        yield one


def test_every_requirement_links_to_its_evidence(trained, manager, browse):
    own = browse(account_of(trained.employment))
    for visitor, path in (
        (own, "/careers/own"),
        (browse(manager), f"/careers/people/{trained.employment_id}"),
    ):
        page = visitor.get(path)
        links = [line.find("a") for line in page.all(".reqs li:not(.reqs-head) .evidence")]
        assert len(links) == len(EVERY_KIND) and all(links)
        for address, _hash, place in (link["href"].partition("#") for link in links):
            shown = visitor.get(address) if address else page
            assert not place or shown.has(f"#{place}"), (address, place)
        coached = page.text("[aria-labelledby=coached]")
        assert "People coached 2" in coached and "Coached Now" in coached and "Coached Then" in coached
        assert "None was upheld." in page.text("[aria-labelledby=complaints]")
    [link] = own.get("/careers/own").all("[aria-labelledby=coached] a")
    assert "Coached Now" in own.get(link["href"]).text("main")


def test_who_was_on_duty_before_exams_were_kept_has_the_duty_record_as_evidence(employee, browse):
    links = browse(account_of(employee)).get("/careers/own").all(".reqs .evidence a")
    assert [link["href"] for link in links if "journey" in link["href"]] == ["/careers/own#journey"] * 3
