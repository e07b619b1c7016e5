"""Whom a reader reviews blind, no address of the product tells that reader: every page, part and file."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from people.permissions import Role
from recruiting import blind_review, candidates, feeds, interviewing, notes, pipeline, stage_rules
from recruiting.models import Suspicion, Visit
from recruiting.queries import candidates as people
from recruiting.queries import standing
from recruiting.rule_runs import run
from recruiting.rules import Condition
from recruiting.stage_rules import Terms
from recruiting.states import Audience, ConditionKind, FileKind, Likeness, ReasonFamily, RuleAct
from tests import factories as make
from tests.recruiting.crawling import addresses, told_of
from tests.recruiting.importing import a_file, imported
from tests.recruiting.scoring import submit, tomorrow
from tests.recruiting.screening import screened, set_of

NAME, LATIN, MAIL, PHONE = "欧阳嘉树", "Ouyang Jiashu", "ouyang@example.org", "13998765432"
FRESH, FRESH_MAIL = "司徒望舒", "wangshu@example.org"
TWIN, TWIN_MAIL = "欧阳家树", "jiashu.twin@example.org"
HEADER = ["姓名", "Latin name", "E-mail", "Phone"]
TELLS = (NAME, LATIN, MAIL, PHONE, "ouyang-cv", "139 9876", "9876 5432", FRESH, FRESH_MAIL)
TOLD = ("/outbox", "/find?", "/applications?text=", "/talent-pool?text=")
"""Letters to the candidate say who it is to those who look after the post; and what was typed is kept."""


@pytest.fixture
def reader(app):
    """Somebody with every role, from whom nothing but the review hides anything."""
    return make.an_account(*Role, name="沈悦")


@pytest.fixture
def opening(reader):
    opening = make.an_opening(9, actor=reader, manager=reader)
    blind_review.turn(opening, True, actor=reader)
    return opening


@pytest.fixture
def taken_in(opening, reader):
    """An import of one candidate, who stands in the screening."""
    uploader = make.an_account(Role.RECRUITER)
    return imported(a_file([NAME, LATIN, MAIL, PHONE], header=HEADER), uploader, opening)


@pytest.fixture
def visit(taken_in, opening, reader):
    """Its application, about which there is a little of everything."""
    visit = db.session.scalars(select(Visit)).one()
    to = make.a_stage(visit, "first interview")
    there = pipeline.move(visit, to, actor=reader, reason=make.WHY, override=True, tell=False)
    there = standing.visit(there.id)
    mine = interviewing.ask(there, reader, actor=reader)
    interviewing.ask(there, make.an_account(Role.INTERVIEWER), actor=reader)
    submit(mine, 4)
    interviewing.plan(there, tomorrow(), 45, "Room 3", actor=reader)
    visit = pipeline.move(
        there, make.a_stage(there, "screening"), actor=reader, reason=make.WHY, override=True, tell=False
    )
    visit = standing.visit(visit.id)
    screened(visit, shifts="no")
    candidates.add_file(visit.application, "ouyang-cv.pdf", b"%PDF-1.7", FileKind.RESUME, actor=reader)
    named = people.who_can_be_named(visit.application)
    notes.write(visit.application, "@沈悦 look", audience=Audience.TEAM, colleagues=named, actor=reader)
    return visit


@pytest.fixture
def fresh(visit, opening):
    """Another one reviewed blind, whom nobody has moved yet, so that rules act on them."""
    person = make.a_person(FRESH, email=FRESH_MAIL)
    return screened(make.an_application(opening, person))


@pytest.fixture
def twin(visit):
    """Somebody of another opening who may be the same."""
    other = make.an_application(make.an_opening(), make.a_person(TWIN, email=TWIN_MAIL)).application.person
    first, second = sorted((other.id, visit.application.person_id))
    db.session.add(Suspicion(first_id=first, second_id=second, why=Likeness.PHONE, found_at=clock.now()))
    db.session.flush()
    return other


@pytest.fixture
def rule(fresh, opening, reader):
    """One that proposes to reject whoever stands in the screening of this opening's pipeline."""
    reason = make.a_reason(ReasonFamily.REJECTION)
    terms = Terms(RuleAct.PROPOSE, [Condition(ConditionKind.WAITS, "1")], reason_id=reason.id)
    pipe = opening.pipeline_version.pipeline
    return stage_rules.make(pipe, "screening", make.words("Late", "超时"), terms, actor=reader)


@pytest.fixture
def around(visit, fresh, twin, rule, taken_in, opening, reader):
    version = make.a_further_version(opening.pipeline_version)
    feed = feeds.renew(reader, actor=reader)
    return {
        "opening_id": opening.id, "import_id": taken_in.id,
        "application_id": [visit.application_id, fresh.application_id],
        "person_id": [visit.application.person_id, twin.id],
        "other_id": [visit.application.person_id, twin.id],
        "account_id": reader.id, "panelist_id": [1, 2], "rule_id": rule.id, "kind": ["csv", "xlsx"],
        "outcome": ["created", "merged", "faulty"], "pipeline_id": version.pipeline_id,
        "number": version.number, "set_id": set_of(opening).id, "name": ["drop-off"],
        "token": feeds.address_of(feed).rpartition("/")[2].removesuffix(".ics"), "letter_id": 1,
        "channel_id": visit.application.channel_id, "file_id": 1, "merge_id": 1, "entry_id": 1,
    }  # fmt: skip


def asked_for(opening):
    """Addresses that only a form leads to."""
    return [
        f"/find?q={NAME}", "/find?q=ouyang", f"/find?q={PHONE}", f"/talent-pool?text={NAME}",
        f"/applications?text={NAME}", f"/applications?text={MAIL}", "/applications?status=all",
        f"/openings/{opening.id}/board?as_of={clock.today() + timedelta(days=1)}",
        f"/openings/{opening.id}/board?as_of={clock.today()}", "/candidates/new", "/interviews?show=all",
    ]  # fmt: skip


def test_no_address_tells_who_it_is(app, reader, around, visit, rule, opening, twin):
    with clock.at(clock.now() + timedelta(days=3)):
        stage_rules.switch_on(rule, actor=reader)
        assert run() == 2  # the fresh one and the twin
        first = [*addresses(app, around), *asked_for(opening)]
        told, seen = told_of(app, reader, first, TELLS)
    wrong = [one for one in told if not one.startswith(TOLD)]
    assert seen > 300 and not wrong, "\n".join(wrong)


def test_what_is_said_after_a_decision_tells_nothing_either(browse, reader, fresh, rule):
    with clock.at(clock.now() + timedelta(days=3)):
        stage_rules.switch_on(rule, actor=reader)
        run()
        page = browse(reader)
        shown = page.get("/rejections-to-decide")
        deed = next(form for form in shown.all("main form") if str(fresh.seen) in str(form))
        said = page.post(deed["action"], {"seen": fresh.seen, "decision": "keep", "note": "Called her."})
        text = page.follow(said).text("main")
    assert f"Candidate {fresh.application_id}" in text
    assert FRESH not in text


def test_once_the_screening_is_decided_the_same_pages_say_who_it_is(browse, reader, visit, twin):
    pipeline.advance(visit, actor=reader)
    page = browse(reader)
    assert NAME in page.get("/duplicates").text("main")
    assert NAME in page.get(f"/people/{visit.application.person_id}/duplicates/{twin.id}").text("main")
    assert NAME in page.get("/interviews").text("main")
