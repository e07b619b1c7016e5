"""Rules: made, tried, switched on and off; what one did is logged and can be undone; none rejects alone."""

import csv
import io
import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from core import clock, worker
from core.db import db
from core.outbox import Letter, LetterState
from core.record import Entry, Way
from people.permissions import Role
from recruiting import closing, pipeline, results, rule_runs, stage_rules, undoing
from recruiting.models import Application, RejectionDecision, RuleDeed, StageRule
from recruiting.pipeline import MoveRefused
from recruiting.queries import proposals, standing
from recruiting.queries import stage_rules as queries
from recruiting.rules import Condition
from recruiting.stage_rules import RuleRefused, Terms
from recruiting.states import ConditionKind as K
from recruiting.states import ReasonFamily, RuleAct, RuleState, Status
from tests import factories as make


@pytest.fixture
def admin(app):
    return make.an_account(Role.ADMINISTRATOR, name="Ines Carvalho")


@pytest.fixture
def page(browse, admin):
    return browse(admin)


@pytest.fixture
def opening(admin):
    return make.an_opening()


def advancing(*conditions, **more):
    return Terms(RuleAct.ADVANCE, [Condition(*one) for one in conditions], **more)


def proposing(*conditions):
    reason = make.a_reason(ReasonFamily.REJECTION)
    return Terms(RuleAct.PROPOSE, [Condition(*one) for one in conditions], reason_id=reason.id)


def a_rule(opening, admin, terms, stage="online test", *, on=True):
    made = stage_rules.make(
        opening.pipeline_version.pipeline, stage, make.words("By the mark", "按分数"), terms, actor=admin
    )
    if on:
        stage_rules.switch_on(made, actor=admin)
    return made


def an_examinee(opening, mark, **more):
    """Somebody with a mark in the online test."""
    visit = make.an_application(opening, stage="online test", **more)
    results.enter(visit, mark=Decimal(mark), actor=None)
    return visit


def where(visit):
    return standing.latest_visit(visit.application_id).stage.key


# At work


def test_a_rule_that_is_on_advances_by_the_worker_under_its_own_name(opening, admin):
    good, bad = an_examinee(opening, 85), an_examinee(opening, 60)
    rule = a_rule(opening, admin, advancing((K.MARK_FROM, "80")))
    db.session.commit()
    worker.take_turn(worker.JOBS["stage rules"])
    db.session.expire_all()
    assert (where(good), where(bad)) == ("first interview", "online test")
    entry = standing.last_entries([good.application_id])[good.application_id]
    assert (entry.verb, entry.actor_id, entry.way) == ("advanced", None, Way.RULE)
    assert (entry.details["stage_rule"], entry.details["rule_version"]) == (rule.id, 1)


def test_a_rule_that_is_no_draft_nor_off_is_the_only_one_that_acts(opening, admin):
    an_examinee(opening, 85)
    rule = a_rule(opening, admin, advancing((K.PASSED,)), on=False)
    assert rule_runs.run() == 0
    stage_rules.switch_on(rule, actor=admin)
    stage_rules.switch_off(rule, actor=admin)
    assert rule_runs.run() == 0
    verbs = [entry.verb for entry, *_rest in queries.record_of(rule.id)]
    assert verbs == ["switched off", "switched on", "made"]


def test_time_alone_makes_a_rule_act(opening, admin):
    rule = a_rule(opening, admin, Terms(RuleAct.HOLD, [Condition(K.WAITS, "5")], note=make.WHY), "screening")
    visit = make.an_application(opening)
    with clock.at(clock.now() + timedelta(days=4, hours=23)):
        assert rule_runs.run() == 0
    with clock.at(clock.now() + timedelta(days=5)):
        assert rule_runs.run() == 1
    assert visit.application.status is Status.ON_HOLD
    assert [row.act for row in queries.whole_log(queries.LogFilter(rule.id), admin)] == [RuleAct.HOLD]


def test_nobody_is_moved_twice_by_a_version_whoever_brings_them_back(opening, admin):
    visit = an_examinee(opening, 85)
    rule = a_rule(opening, admin, advancing((K.PASSED,)))
    rule_runs.run()
    entry = db.session.scalars(select(Entry).where(Entry.verb == "advanced").order_by(Entry.id)).all()[-1]
    undoing.undo(entry.batch, actor=admin)
    assert where(visit) == "online test"
    assert rule_runs.run() == 0
    pipeline.advance(standing.latest_visit(visit.application_id), actor=admin)
    at = standing.latest_visit(visit.application_id)
    pipeline.move(at, make.a_stage(at, "online test"), actor=admin, reason=make.WHY)
    results.enter(standing.latest_visit(visit.application_id), mark=Decimal(90), actor=admin)
    assert rule_runs.run() == 0  # a person sent back: people decide
    stage_rules.change(rule, rule.name, advancing((K.MARK_FROM, "70")), actor=admin)
    assert (rule.state, rule.newest.number) == (RuleState.OFF, 2)


def test_two_rules_in_a_row_carry_on_to_where_a_person_is_needed_and_stop(opening, admin):
    visit = make.an_application(opening, channel="referral")
    for stage in ("screening", "online test"):
        a_rule(opening, admin, advancing((K.CHANNEL, "referral")), stage)
    assert sum(rule_runs.run() for _ in range(5)) == 1
    assert where(visit) == "online test"  # it needs a result: no rule overrides
    results.enter(standing.latest_visit(visit.application_id), mark=Decimal(75), actor=None)
    assert sum(rule_runs.run() for _ in range(5)) == 1
    assert where(visit) == "first interview"


def test_letters_of_a_rule_wait_as_long_as_it_says_and_undo_stops_them(opening, admin):
    visit = an_examinee(opening, 85)
    a_rule(opening, admin, advancing((K.PASSED,), letter_minutes=120))
    rule_runs.run()
    letter = db.session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    assert letter.state is LetterState.HELD
    assert letter.not_before - letter.created_at == timedelta(minutes=120)
    batch = letter.entry.batch
    with clock.at(clock.now() + timedelta(minutes=119)):
        recruiter = make.an_account(Role.RECRUITER)
        undoing.undo(batch, actor=recruiter)
    db.session.expire_all()
    assert (where(visit), letter.state) == ("online test", LetterState.CANCELLED)


def test_what_a_rule_did_is_undone_only_by_who_may_move_and_in_time(opening, admin):
    an_examinee(opening, 85)
    a_rule(opening, admin, advancing((K.PASSED,), letter_minutes=60))
    rule_runs.run()
    batch = db.session.scalars(select(Letter).order_by(Letter.id.desc())).first().entry.batch
    for outsider in (
        make.an_account(Role.INTERVIEWER),
        make.an_account(Role.RECRUITER, team=make.a_team("Another")),
    ):
        with pytest.raises(MoveRefused):
            undoing.undo(batch, actor=outsider)
    with clock.at(clock.now() + timedelta(minutes=61)), pytest.raises(MoveRefused, match="has passed"):
        undoing.undo(batch, actor=admin)


def test_a_thousand_are_acted_on_in_turns_and_nobody_is_left_out(opening, admin, monkeypatch):
    monkeypatch.setattr(rule_runs, "AT_ONCE", 2)
    for _ in range(5):
        an_examinee(opening, 85)
    a_rule(opening, admin, advancing((K.PASSED,)))
    assert [rule_runs.run() for _ in range(4)] == [2, 2, 1, 0]


# Never an automatic rejection


def test_a_rule_proposes_a_rejection_and_nothing_happens_before_a_person_decides(opening, admin):
    visit = an_examinee(opening, 40)
    a_rule(opening, admin, proposing((K.FAILED,)))
    letters = db.session.scalar(select(func.count(Letter.id)))
    assert rule_runs.run() == 1
    assert rule_runs.run() == 0
    assert visit.application.status is Status.ACTIVE
    assert db.session.scalar(select(func.count(Letter.id))) == letters
    recruiter = make.an_account(Role.RECRUITER)
    deed = proposals.proposals(recruiter)[0]
    stage_rules.decide(deed, rejects=True, actor=recruiter, note="Looked at twice.")
    assert visit.application.status is Status.REJECTED
    entry = standing.last_entries([visit.application_id])[visit.application_id]
    assert (entry.verb, entry.actor_id, entry.way) == ("rejected", recruiter.id, Way.HAND)
    with pytest.raises(RuleRefused, match="Somebody else was faster"):
        stage_rules.decide(deed, rejects=False, actor=recruiter)


def test_a_person_may_decide_otherwise(opening, admin):
    visit = an_examinee(opening, 40)
    a_rule(opening, admin, proposing((K.MARK_UNDER, "50")))
    rule_runs.run()
    stage_rules.decide(proposals.proposals(admin)[0], rejects=False, actor=admin, note="A bad line.")
    assert visit.application.status is Status.ACTIVE
    assert proposals.proposals(admin) == []
    assert rule_runs.run() == 0


def test_two_rules_do_not_propose_the_same_person_at_once(opening, admin):
    an_examinee(opening, 40)
    a_rule(opening, admin, proposing((K.FAILED,)))
    second = a_rule(opening, admin, proposing((K.MARK_UNDER, "60")))
    assert rule_runs.run() == 1
    assert rule_runs.would_act(second.newest) == []


def test_no_rule_of_any_kind_has_ever_rejected(opening, admin):
    for mark in (10, 40, 90):
        an_examinee(opening, mark)
    a_rule(opening, admin, proposing((K.FAILED,)))
    a_rule(opening, admin, Terms(RuleAct.HOLD, [Condition(K.FAILED)], note=make.WHY))
    a_rule(opening, admin, advancing((K.PASSED,)))
    with clock.at(clock.now() + timedelta(days=30)):
        while rule_runs.run():
            pass
    assert set(db.session.scalars(select(Application.status))) <= {Status.ACTIVE, Status.ON_HOLD}


def test_the_database_knows_no_rule_that_rejects_and_no_decision_without_a_person(opening, admin):
    an_examinee(opening, 40)
    a_rule(opening, admin, proposing((K.FAILED,)))
    rule_runs.run()
    deed = db.session.scalars(select(RuleDeed)).one()
    copy = (
        "INSERT INTO rule_deed (rule_version_id, visit_id, act, at, entry_id) "
        "SELECT rule_version_id, visit_id + 1000, 'reject', at, entry_id FROM rule_deed"
    )
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(text(copy))
    nobodys = insert(RejectionDecision).values(deed_id=deed.id, rejects=True, decided_at=clock.now())
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(nobodys)
    with pytest.raises(DatabaseError), db.session.begin_nested():
        db.session.execute(update(RuleDeed).values(act=RuleAct.HOLD))


# Making and changing


SHORTCOMINGS = [
    (advancing(), "passed", "at least one condition"),
    (advancing((K.PASSED,), (K.FAILED,)), "passed", "contradict"),
    (advancing((K.FAILED,)), "act", "without having passed"),
    (advancing((K.MARK_FROM, "101")), "mark_from", "between 0 and 100"),
    (advancing((K.MARK_UNDER, "x")), "mark_under", "between 0 and 100"),
    (advancing((K.SCORECARDS,)), "scorecards", "Only interviews"),
    (advancing((K.WAITS, "0")), "days", "1 to 365 days"),
    (advancing((K.WAITS, "1.5")), "days", "1 to 365 days"),
    (advancing((K.CHANNEL, "telepathy")), "channels", "Choose one of the list"),
    (advancing((K.PASSED,), letter_minutes=0), "letter_minutes", "1 minute to 7 days"),
    (Terms(RuleAct.HOLD, [Condition(K.FAILED)]), "note", "at least one sentence"),
    (Terms(RuleAct.PROPOSE, [Condition(K.FAILED)]), "reason", "one of the reasons"),
]


@pytest.mark.parametrize(("terms", "field", "sentence"), SHORTCOMINGS)
def test_a_rule_that_makes_no_sense_is_refused_by_the_field(opening, admin, terms, field, sentence):
    with pytest.raises(RuleRefused) as refused:
        a_rule(opening, admin, terms)
    assert refused.value.field == field
    assert sentence in refused.value.sentence
    assert db.session.scalars(select(StageRule)).all() == []


def test_no_rule_is_made_for_the_offer_or_a_stage_that_is_not_there(opening, admin):
    for stage in ("offer", "nowhere"):
        with pytest.raises(RuleRefused, match="a stage before the offer"):
            a_rule(opening, admin, advancing((K.WAITS, "1")), stage)


def test_only_an_administrator_makes_and_switches_rules(opening, admin):
    rule = a_rule(opening, admin, advancing((K.PASSED,)), on=False)
    recruiter = make.an_account(Role.RECRUITER)
    for act in (
        lambda: a_rule(opening, recruiter, advancing((K.PASSED,))),
        lambda: stage_rules.change(rule, rule.name, advancing((K.PASSED,)), actor=recruiter),
        lambda: stage_rules.switch_on(rule, actor=recruiter),
        lambda: stage_rules.switch_off(rule, actor=recruiter),
    ):
        with pytest.raises(Exception, match="Your role does not allow it"):
            act()


def test_who_switches_on_has_seen_exactly_whom_it_acts_on(opening, admin):
    rule = a_rule(opening, admin, advancing((K.PASSED,)), on=False)
    seen, shown = rule.version, stage_rules.digest(rule_runs.would_act(rule.newest))
    an_examinee(opening, 85)
    with pytest.raises(RuleRefused, match="By now it would act on 1 application"):
        stage_rules.switch_on(rule, actor=admin, seen=seen, shown=shown)
    stage_rules.change(rule, make.words("Another", "另一个"), advancing((K.PASSED,)), actor=admin)
    with pytest.raises(RuleRefused, match="while you were looking"):
        stage_rules.switch_on(rule, actor=admin, seen=seen)
    stage_rules.switch_on(rule, actor=admin)
    with pytest.raises(RuleRefused, match="on already"):
        stage_rules.switch_on(rule, actor=admin)


# At once, and killed


def test_two_workers_at_once_act_once(app, opening, admin):
    for _ in range(4):
        an_examinee(opening, 85)
    a_rule(opening, admin, advancing((K.PASSED,)))
    db.session.commit()
    barrier, done = threading.Barrier(2), []

    def work():
        with app.app_context():
            barrier.wait(30)
            done.append(rule_runs.run())
            db.session.commit()
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.expire_all()
    assert sorted(done) == [0, 4]
    assert db.session.scalar(select(func.count(RuleDeed.id))) == 4
    by_rule = select(func.count(Entry.id)).where(Entry.verb == "advanced", Entry.way == Way.RULE)
    assert db.session.scalar(by_rule) == 4


def test_a_worker_that_dies_halfway_leaves_nothing_and_the_next_does_all(opening, admin, monkeypatch):
    for _ in range(3):
        an_examinee(opening, 85)
    a_rule(opening, admin, advancing((K.PASSED,)))
    db.session.commit()
    acted, whole = [], rule_runs._act

    def dying(version, visit):
        if len(acted) == 2:
            raise SystemExit
        acted.append(whole(version, visit))
        return acted[-1]

    monkeypatch.setattr(rule_runs, "_act", dying)
    with pytest.raises(SystemExit):
        rule_runs.run()
    db.session.rollback()
    assert db.session.scalars(select(RuleDeed)).all() == []
    monkeypatch.setattr(rule_runs, "_act", whole)
    assert rule_runs.run() == 3


def test_who_is_faster_than_the_rule_wins_and_the_others_are_acted_on(opening, admin, monkeypatch):
    first, second = an_examinee(opening, 85), an_examinee(opening, 85)
    a_rule(opening, admin, advancing((K.PASSED,)))
    found = rule_runs.would_act(queries.acting()[0])
    closing.withdraw(
        standing.latest_visit(first.application_id), make.a_reason(ReasonFamily.WITHDRAWAL), actor=admin
    )
    monkeypatch.setattr(rule_runs, "would_act", lambda version, most: found)
    assert rule_runs.run() == 1
    assert where(second) == "first interview"
    assert first.application.status is Status.WITHDRAWN


# Pages


def test_a_rule_by_its_pages_from_the_form_over_the_dry_run_to_its_log(page, opening, admin):
    with clock.at(clock.now() - timedelta(days=3)):
        visit = an_examinee(opening, 85, person=make.a_person("Elif Demir"))
        an_examinee(opening, 60, person=make.a_person("Noor Haddad"))
    new = f"/pipelines/{opening.pipeline_version.pipeline_id}/rules/new"
    form = page.get(new).form() | {"name_en": "Good tests go on", "name_zh_Hans": "高分直接进入"}
    form |= {"stage": "online test", "letter_minutes": "60", "act": "advance"}
    refused = page.post(new, form, expect=422)
    assert "at least one condition" in refused.text("main")
    assert refused.one("#name_en")["value"] == "Good tests go on"
    trial_address = page.post(new, form | {"mark_from": "80"}).location
    trial = page.get(trial_address)
    assert "Elif Demir" in trial.text("section[aria-labelledby=past]")
    assert "Noor Haddad" not in trial.text("main")
    rule_address = page.post("/rules/1/switching-on", trial.form("form[aria-labelledby=now]")).location
    rule_runs.run()
    shown = page.get(rule_address)
    assert "Elif Demir" in shown.text("section[aria-labelledby=log]")
    assert "Switched on" in shown.text("section[aria-labelledby=record]")
    taken = page.get(f"{rule_address}/log/export.csv").response.get_data(as_text=True)
    assert [row["Name"] for row in csv.DictReader(io.StringIO(taken.lstrip("\ufeff")))] == ["Elif Demir"]
    undo = shown.form("section[aria-labelledby=log] form[action='/undo']")
    page.post("/undo", undo)
    assert where(visit) == "online test"
    assert "undone" in page.get(rule_address).text("section[aria-labelledby=log]")
    page.post("/rules/1/switching-off")
    assert db.session.get_one(StageRule, 1).state is RuleState.OFF
    timeline = page.get(f"/applications/{visit.application_id}").text("main")
    assert "by rule, rule R-1 v1" in timeline


def test_a_dry_run_that_is_overtaken_is_shown_again(page, opening, admin):
    rule = a_rule(opening, admin, advancing((K.PASSED,)), on=False)
    trial = page.get(f"/rules/{rule.id}/dry-run").form("form[aria-labelledby=now]")
    an_examinee(opening, 90, person=make.a_person("Elif Demir"))
    again = page.post(f"/rules/{rule.id}/switching-on", trial, expect=422)
    assert "By now it would act on 1" in again.text("[data-refusal]")
    assert "Elif Demir" in again.text("form[aria-labelledby=now]")


def test_a_proposed_rejection_is_decided_on_its_page(page, browse, opening, admin):
    visit = an_examinee(opening, 40, person=make.a_person("Elif Demir"))
    other = an_examinee(opening, 30, person=make.a_person("Noor Haddad"))
    a_rule(opening, admin, proposing((K.FAILED,)))
    rule_runs.run()
    outsider = browse(make.an_account(Role.RECRUITER, team=make.a_team("Another")))
    assert "Elif Demir" not in outsider.get("/rejections-to-decide").text("main")
    first, second = (deed.id for deed in proposals.proposals(admin))
    outsider.post(f"/rejections-to-decide/{first}", {"decision": "reject"}, expect=404)
    assert "Elif Demir" in page.get("/rejections-to-decide").text("main")
    page.post(f"/rejections-to-decide/{first}", {"decision": "reject", "note": "Agreed."})
    page.post(f"/rejections-to-decide/{second}", {"decision": "keep"})
    assert db.session.get_one(Application, visit.application_id).status is Status.REJECTED
    assert db.session.get_one(Application, other.application_id).status is Status.ACTIVE
    assert "No rejection waits" in page.get("/rejections-to-decide").text("main")
    assert "decided not to reject" in page.get(f"/applications/{other.application_id}").text("main")


PROPOSED = "[aria-labelledby=proposed]"


def test_who_may_decide_a_proposal_is_led_to_it_from_home_while_it_waits(browse, opening, admin):
    a_rule(opening, admin, proposing((K.MARK_UNDER, "50")))
    an_examinee(opening, 20)
    elsewhere = make.an_account(Role.MANAGER, team=make.a_team("Other"))
    readers = [admin, make.an_account(Role.RECRUITER), make.an_account(Role.MANAGER), elsewhere]
    assert not any(browse(one).get("/").has(PROPOSED) for one in readers)
    rule_runs.run()
    db.session.commit()
    for reader in readers[:3]:
        page = browse(reader)
        home = page.get("/")
        assert "Rejections to decide 1" in home.text(PROPOSED)
        assert len(page.get(home.one(f"{PROPOSED} a")["href"]).all("tbody tr")) == 1
    assert not browse(elsewhere).get("/").has(PROPOSED)
    stage_rules.decide(proposals.proposals(admin)[0], rejects=False, actor=admin, note="A bad line.")
    db.session.commit()
    assert not browse(admin).get("/").has(PROPOSED)


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_every_page_of_rules_can_be_read_in_both_languages(browse, opening, admin, language):
    admin.language = language
    an_examinee(opening, 40)
    waits = (K.WAITS, "2")
    rule = a_rule(opening, admin, proposing((K.FAILED,), (K.MARK_UNDER, "50"), (K.CHANNEL, "job site")))
    a_rule(opening, admin, Terms(RuleAct.HOLD, [Condition(*waits)], note=make.WHY), "screening")
    rule_runs.run()
    page = browse(admin)
    for path in ("/rules", f"/rules/{rule.id}", f"/rules/{rule.id}/edit", f"/rules/{rule.id}/dry-run",
                 "/rejections-to-decide", "/pipelines/1/rules/new", "/rules/2"):  # fmt: skip
        assert page.get(path).has("main h1")


def test_the_log_is_filtered_and_paged_and_shows_only_whom_the_reader_may_reach(page, browse, opening, admin):
    for number in range(52):
        an_examinee(opening, 85, person=make.a_person(f"Candidate No {number:02}"))
    rule = a_rule(opening, admin, advancing((K.PASSED,)))
    rule_runs.run()
    first = page.get(f"/rules/{rule.id}")
    assert len(first.all("section[aria-labelledby=log] tbody tr")) == 50
    rest = page.get(first.one("a[rel=next]")["href"])
    assert len(rest.all("section[aria-labelledby=log] tbody tr")) == 2
    found = page.get(f"/rules/{rule.id}?q=No+07")
    assert len(found.all("section[aria-labelledby=log] tbody tr")) == 1
    for nonsense in ("version=7", "version=x&after=zzz"):
        assert (
            len(page.get(f"/rules/{rule.id}?{nonsense}").all("section[aria-labelledby=log] tbody tr")) == 50
        )
    assert "Nothing fits these filters" in page.get(f"/rules/{rule.id}?q=nobody").text("main")
    outsider = browse(make.an_account(Role.RECRUITER, team=make.a_team("Another")))
    assert not outsider.get(f"/rules/{rule.id}").has("section[aria-labelledby=log] tbody tr")


def test_pages_of_rules_ask_as_seldom_for_many_as_for_few(page, opening, admin, counted):
    rule = a_rule(opening, admin, advancing((K.PASSED,)))
    asked = []
    for many in (2, 12):
        for _ in range(many):
            an_examinee(opening, 85)
        rule_runs.run() if many == 2 else None
        for path in (
            f"/rules/{rule.id}",
            f"/rules/{rule.id}/dry-run",
            "/rules",
            "/pipelines",
            "/pipelines/1",
        ):
            with counted() as statements:
                page.get(path)
            asked.append(statements.count)
    assert asked[:5] == asked[5:]
