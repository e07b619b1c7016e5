"""Forms of the newer pages sent twice, or by somebody to whom they are not open: told, never a fault."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core import clock
from core.db import db
from people.permissions import Role
from recruiting import duplicates, stage_rules, talent_pool
from recruiting.models import Offer, PersonMerge, RejectionDecision, Suspicion
from recruiting.rule_runs import run
from recruiting.rules import Condition
from recruiting.stage_rules import Terms
from recruiting.states import ConditionKind, PoolReason, ReasonFamily, RuleAct
from tests import factories as make
from tests.recruiting import walking

WHY = "Both wrote from the same phone and said so."


@pytest.fixture
def admin(app):
    return make.an_account(Role.ADMINISTRATOR, Role.RECRUITER)


@pytest.fixture
def stranger(admin):
    """A recruiter of another team."""
    return make.an_account(Role.RECRUITER, team=make.a_team("Elsewhere"))


@pytest.fixture
def pair(admin):
    """Two entries of one person."""
    found = []
    for name in ("王晓明", "Wang Xiaoming"):
        person = make.a_person(name)
        person.phone = "13800138000"
        found.append(make.an_application(None, person).application.person)
    duplicates.look(found[1])
    return found


def test_a_merge_and_its_undoing(browse, admin, pair, stranger):
    one, other = pair
    at, sent = f"/people/{one.id}/duplicates/{other.id}", {"stays": one.id, "reason": WHY}
    browse(stranger).post(at, sent, expect=404)
    browse(admin).post(at, sent)
    assert "one entry already" in browse(admin).post(at, sent, expect=422).text("main")
    done = db.session.scalars(select(PersonMerge)).one()
    undo = f"/merges/{done.id}/undoing"
    browse(stranger).post(undo, {"reason": WHY}, expect=404)
    browse(admin).post(undo, {"reason": WHY})
    assert "was undone before" in browse(admin).post(undo, {"reason": WHY}, expect=422).text("main")


def test_telling_two_apart(browse, admin, pair, stranger):
    asked = db.session.scalars(select(Suspicion)).one()
    at = f"/duplicates/{asked.id}/dismissal"
    browse(stranger).post(at, expect=404)
    browse(admin).post(at)
    page = browse(admin)
    assert "answered this before" in page.follow(page.post(at)).text("main")


def test_taking_out_of_the_pool(browse, admin, stranger):
    ended = make.rejected(make.an_application()).application
    until = clock.today() + timedelta(days=100)
    stay = talent_pool.put(ended, PoolReason.PROMISING, expires_on=until, note="", actor=admin)
    at = f"/talent-pool/{stay.id}/removal"
    browse(stranger).post(at, expect=404)
    browse(admin).post(at)
    browse(admin).post(at, expect=404)


def test_deciding_a_proposed_rejection(browse, admin, stranger):
    visit, reason = make.an_application(), make.a_reason(ReasonFamily.REJECTION)
    terms = Terms(RuleAct.PROPOSE, [Condition(ConditionKind.WAITS, "1")], reason_id=reason.id)
    pipe = visit.application.pipeline_version.pipeline
    rule = stage_rules.make(pipe, "screening", make.words("Late", "超时"), terms, actor=admin)
    with clock.at(clock.now() + timedelta(days=3)):
        stage_rules.switch_on(rule, actor=admin)
        assert run() == 1
        page = browse(admin)
        form = page.get("/rejections-to-decide").all("main form[action*=rejections]")[0]
        at, sent = form["action"], {"seen": visit.seen, "decision": "keep", "note": "Called."}
        browse(stranger).post(at, sent, expect=404)
        page.post(at, sent)
        page.post(at, sent, expect=404)
    assert db.session.scalar(select(func.count(RejectionDecision.id))) == 1


def test_switching_a_rule_on(browse, admin):
    visit = make.an_application()
    terms = Terms(RuleAct.ADVANCE, [Condition(ConditionKind.PASSED)])
    pipe = visit.application.pipeline_version.pipeline
    rule = stage_rules.make(pipe, "online test", make.words("Good", "好"), terms, actor=admin)
    page = browse(admin)
    sent = page.get(f"/rules/{rule.id}/dry-run").form("main form")
    page.post(f"/rules/{rule.id}/switching-on", sent)
    assert page.post(f"/rules/{rule.id}/switching-on", sent, expect=422).has("[data-refusal]")


def test_approving_an_offer(browse, app):
    recruiter, manager = make.an_account(Role.RECRUITER), make.an_account(Role.MANAGER)
    visit = make.an_application(stage="offer")
    walking.draft(visit, recruiter)
    offer = db.session.scalars(select(Offer)).one()
    at = f"/applications/{visit.application_id}/offers/{offer.id}/approval"
    browse(make.an_account(Role.MANAGER, team=make.a_team("Elsewhere"))).post(at, expect=404)
    page = browse(manager)
    page.post(at)
    again = page.post(at, expect=422)
    assert again.has("[data-refusal], .notice-bad")
