"""Promotion cases: opened, assessed, decided by somebody else, in effect once on the day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from careers import cases, deciding, ladder_drafts, ladders, levels
from careers.cases import CaseRefused
from careers.deciding import Approval
from careers.defaults.ladder import LADDER
from careers.models import LevelAct, PromotionCase
from careers.queries import cases as queries
from careers.queries import evidence, standings
from careers.rules import drafts
from careers.rules.plans import LadderPlan
from careers.states import ActKind, CaseState, FrozenFor, Verdict
from careers.states import RequirementKind as Kind
from core import clock
from core.db import db
from core.record import Entry, Way
from people import employment as employments
from people import queries as people
from people.models import Account, Team
from people.permissions import GRANTS, Permission, Role
from people.states import LeavingReason
from recruiting.queries.asked import asked_of
from tests.careers.people_at_work import TODAY, WHY, account_of, an_employee, noon
from tests.factories import a_team, an_account

TOMORROW = TODAY + timedelta(days=1)
SHORT = LadderPlan(LADDER.levels[:1], LADDER.tracks)
"""The ladder without supervisors and managers."""
KEYS = [one.key for one in LADDER.levels[1].competencies]


@pytest.fixture
def nominator(app):
    return an_account(Role.MANAGER)


@pytest.fixture
def case(employee, nominator):
    return cases.open_case(employee, "supervisor", "Runs the evening shift already.", actor=nominator)


def rated(case, assessor, rating=4):
    made = cases.ask(case, assessor, actor=assessor)
    cases.submit(made, dict.fromkeys(KEYS, (rating, "Seen often.")), actor=assessor)
    return made


def approve(case, actor, day=TODAY, **terms):
    terms = Approval(day, **{"pay_grade": "L1", "override": WHY, **terms})
    deciding.approve(case, terms, revision=case.revision, actor=actor)


def today(act):
    """The same act in a thread, whose clock stands where the test's does."""

    def acted(seen):
        with clock.at(noon()):
            act(seen)

    return acted


def level(employee):
    return people.current_post(employee.id).level


def test_a_case_freezes_the_evidence_and_shows_what_has_changed_since(case, employee):
    with clock.at(noon(TODAY + timedelta(days=40))):
        frozen = evidence.found_in(evidence.evidence(case.id)[0])
        live = standings.standing_of(employee.id, "supervisor").found
        assert [one.verdict for one in frozen] == [one.verdict for one in live]
        assert frozen[1].have == 13 and live[1].have == 14
    again = evidence.found_in(evidence.evidence(case.id)[0])
    assert again == list(standings.standing_of(employee.id, "supervisor").found)


def test_what_cannot_be_opened_says_why(case, employee, nominator):
    other = an_employee()
    with pytest.raises(cases.CaseRefused, match="does not follow"):
        cases.open_case(other, "manager", WHY, actor=nominator)
    with pytest.raises(cases.CaseRefused, match="runs already"):
        cases.open_case(employee, "supervisor", WHY, actor=nominator)
    with pytest.raises(cases.CaseRefused, match="Say what speaks for it"):
        cases.open_case(other, "supervisor", " ", actor=nominator)


def test_nobody_decides_about_themselves_or_what_they_opened(case, employee, nominator, manager):
    own = account_of(employee, Role.MANAGER)
    for act in (
        lambda actor: approve(case, actor),
        lambda actor: deciding.decline(case, WHY, TOMORROW, revision=case.revision, actor=actor),
    ):
        with pytest.raises(cases.CaseRefused, match="about themselves"):
            act(own)
        with pytest.raises(cases.CaseRefused, match="ask another manager"):
            act(nominator)
    applied = cases.open_case(an_employee(person=manager.person), "supervisor", WHY, actor=manager)
    assert applied.is_own
    with pytest.raises(cases.CaseRefused, match="about themselves"):
        approve(applied, manager)


ACTS = {
    "approvals": ("approve", {"effective_on": str(TODAY), "pay_grade": "L1", "override": WHY}),
    "declines": ("decline", {"reason": WHY, "retry_on": str(TOMORROW)}),
    "returns": ("give-back", {"reason": WHY}),
}


@pytest.mark.parametrize("role", Role)
def test_on_no_route_does_any_role_decide_the_own_case_or_one_opened_alone(employee, manager, browse, role):
    refused = 422 if Permission.DECIDE_PROMOTIONS in GRANTS[role] else 403
    own = account_of(employee, role)
    opened = cases.open_case(an_employee(), "supervisor", WHY, actor=an_account(role))
    applied = cases.open_case(employee, "supervisor", WHY, actor=own)
    nominated = cases.open_case(an_employee(person=an_account(role).person), "supervisor", WHY, actor=manager)
    about = next(one for one in db.session.query(Account) if one.person_id == nominated.employment.person_id)
    for case, actor in ((opened, opened.nominated_by), (applied, own), (nominated, about)):
        for act, (prefix, said) in ACTS.items():
            if act == "returns" and case is opened:
                continue  # whoever opened it decides nothing by taking it back to themselves
            sent = {f"{prefix}-{name}": value for name, value in said.items()}
            sent |= {f"{prefix}-revision": str(case.revision)}
            browse(actor).post(f"/careers/cases/{case.id}/{act}", data=sent, expect=refused)
            db.session.refresh(case)
            assert (case.state, case.decided_by_id) == (CaseState.OPEN, None)
    approve(opened, manager)  # somebody else can


def test_who_stands_below_the_level_does_not_decide(case):
    below = account_of(an_employee("Below"), Role.MANAGER)
    with pytest.raises(cases.CaseRefused, match="holds this level or a higher one"):
        approve(case, below)
    above = account_of(an_employee("Above", level="manager"), Role.MANAGER)
    approve(case, above)
    assert case.state is CaseState.APPROVED


def test_who_is_above_is_told_by_the_steps_not_by_where_a_level_is_drawn(manager, nominator):
    """The expert's track is drawn above the manager, and stands as high as a supervisor."""
    expert = replace(LADDER.levels[1], key="expert", name={"en": "Expert", "zh_Hans": "专家"}, track="expert")
    plan = LadderPlan((*LADDER.levels, expert), {**LADDER.tracks, "expert": expert.name})
    rising, leading, boss = an_employee(), an_employee(level="supervisor"), an_employee(level="manager")
    skilled = an_employee(level="specialist")
    version = ladders.publish(plan, actor=None)
    assert [version.rung(one) for one in ("specialist", "supervisor", "manager", "expert", "none")] == [
        0, 1, 2, 1, None,
    ]  # fmt: skip
    ladders.move([rising, leading, boss, skilled], version, actor=manager, reason=WHY)
    employments.change_post(skilled, TODAY, level="expert", actor=manager)
    to_manager = cases.open_case(leading, "manager", WHY, actor=nominator)
    with pytest.raises(cases.CaseRefused, match="holds this level or a higher one"):
        approve(to_manager, account_of(skilled, Role.MANAGER), pay_grade="M1")
    to_expert = cases.open_case(rising, "expert", WHY, actor=nominator)
    approve(to_expert, account_of(boss, Role.MANAGER))
    assert (to_manager.state, to_expert.state) == (CaseState.OPEN, CaseState.APPROVED)


def test_two_rate_without_seeing_each_other_and_only_then_it_counts(case, employee, manager, nominator):
    def verdict():
        lines = standings.standing_of(employee.id, "supervisor").lines
        return next(found for asked, found in lines if asked.kind is Kind.COMPETENCIES)

    assert (verdict().verdict, verdict().have) == (Verdict.UNKNOWN, 0)
    rated(case, manager)
    assert verdict().verdict is Verdict.UNKNOWN
    with pytest.raises(cases.CaseRefused, match="asked already"):
        cases.ask(case, manager, actor=manager)
    with pytest.raises(cases.CaseRefused, match="Nobody rates themselves"):
        cases.ask(case, account_of(employee), actor=manager)
    second = an_account(Role.TRAINER)
    made = cases.ask(case, second, actor=manager)
    with pytest.raises(cases.CaseRefused, match="Rate every competency"):
        cases.submit(made, {KEYS[0]: (3, "Seen.")}, actor=second)
    with pytest.raises(cases.CaseRefused, match="what you have seen"):
        cases.submit(made, dict.fromkeys(KEYS, (3, "")), actor=second)
    with pytest.raises(cases.CaseRefused, match="asked of somebody else"):
        cases.submit(made, dict.fromkeys(KEYS, (3, "Seen.")), actor=manager)
    cases.submit(made, dict.fromkeys(KEYS, (3, "Seen.")), actor=second)
    with pytest.raises(cases.CaseRefused, match="already"):
        cases.submit(made, dict.fromkeys(KEYS, (5, "Seen.")), actor=second)
    assert verdict().is_met


def test_a_returned_case_is_edited_and_sent_in_again_with_new_evidence(case, nominator, manager):
    with pytest.raises(cases.CaseRefused, match="Say what is missing"):
        cases.give_back(case, " ", revision=case.revision, actor=manager)
    cases.give_back(case, "Examples, please.", revision=case.revision, actor=manager)
    with pytest.raises(cases.CaseRefused, match="not open"):
        approve(case, manager)
    with pytest.raises(cases.CaseRefused, match="Only who opened"):
        cases.edit(case, "Mine.", revision=case.revision, actor=manager)
    cases.edit(case, "With three examples.", revision=case.revision, actor=nominator)
    assert (case.state, len(evidence.evidence(case.id))) == (CaseState.OPEN, 2)


def test_each_freezing_says_when_by_whom_and_what_differed_and_is_read_as_it_was(case, employee, browse):
    manager = an_account(Role.MANAGER, name="Decides Well")
    cases.give_back(case, WHY, revision=case.revision, actor=manager)
    later = noon(TODAY + timedelta(days=40))
    with clock.at(later):
        cases.edit(case, "Better now.", revision=case.revision, actor=case.nominated_by)
        first, second = evidence.freezings(case)
        assert (first.by, first.occasion, first.changed) == (case.nominated_by, FrozenFor.OPENED, {})
        assert second.occasion is FrozenFor.SENT_IN_AGAIN and second.changed[1] == first.found[1]
        deciding.decline(case, WHY, later.date() + timedelta(days=9), revision=case.revision, actor=manager)
        third = evidence.freezings(case)[2]
        assert (third.by, third.occasion, third.changed) == (manager, FrozenFor.DECLINED, {})
        visitor = browse(manager)
        page = visitor.get(f"/careers/cases/{case.id}")
        told = page.text("[aria-labelledby=freezings]")
        assert "when it was sent in again" in told and "when it was declined · Decides Well" in told
        assert "13 of 12 months → met, 14 of 12 months" in told
        assert "Nothing differed from the time before." in told
        assert "14 of 12 months" in page.text("[aria-labelledby=evidence]")
        earlier = visitor.get(f"/careers/cases/{case.id}?frozen=1").text("[aria-labelledby=evidence]")
        assert "13 of 12 months" in earlier and "This is an earlier freezing" in earlier
        for odd in ("0", "4", "x", ""):
            last = visitor.get(f"/careers/cases/{case.id}?frozen={odd}").text("[aria-labelledby=evidence]")
            assert "14 of 12 months" in last and "This is an earlier freezing" not in last


def test_who_has_seen_an_older_case_is_told(case, nominator, manager):
    seen = case.revision
    cases.edit(case, "More.", revision=seen, actor=nominator)
    with pytest.raises(cases.CaseRefused, match="Somebody else has changed the case"):
        deciding.decline(case, WHY, TOMORROW, revision=seen, actor=manager)


def test_what_is_not_met_needs_a_reason_to_approve(case, manager):
    with pytest.raises(cases.CaseRefused, match="requirements are not met"):
        approve(case, manager, override="")
    with pytest.raises(cases.CaseRefused, match="within 12 months"):
        approve(case, manager, day=TODAY - timedelta(days=1))
    with pytest.raises(cases.CaseRefused, match="does not belong"):
        approve(case, manager, pay_grade="Z9")
    with pytest.raises(cases.CaseRefused, match="A trial ends after"):
        approve(case, manager, acting_until=TODAY)
    approve(case, manager)
    assert [one.occasion for one in evidence.evidence(case.id)] == ["opened", "approved"]


def test_a_declined_case_says_why_and_when_to_try_again(case, employee, manager, nominator):
    for why, day, said in ((" ", TOMORROW, "Say why"), (WHY, TODAY, "from which day")):
        with pytest.raises(cases.CaseRefused, match=said):
            deciding.decline(case, why, day, revision=case.revision, actor=manager)
    deciding.decline(case, "Two more good months.", TOMORROW, revision=case.revision, actor=manager)
    assert (case.state, case.retry_on, level(employee)) == (CaseState.DECLINED, TOMORROW, "specialist")
    for actor in (nominator, account_of(employee)):
        with pytest.raises(cases.CaseRefused, match="opened from 20 Nov 2026 on") as refused:
            cases.open_case(employee, "supervisor", WHY, actor=actor)
        assert refused.value.field == "level"
    with clock.at(noon(TOMORROW)):
        assert cases.open_case(employee, "supervisor", WHY, actor=nominator).id != case.id


def test_the_path_offers_no_application_before_the_day_that_was_named(case, employee, manager, browse):
    deciding.decline(case, "Two more good months.", TOMORROW, revision=case.revision, actor=manager)
    own = browse(account_of(employee))
    assert own.get("/careers/own").text(".page-actions").endswith("Apply again from 20 Nov 2026")
    assert not own.get("/careers/own").has(".page-actions a.btn-primary")
    sent = {"level": "supervisor", "statement": "Sooner, please."}
    refused = own.post("/careers/own/cases/new", data=sent, expect=422)
    assert "Sooner, please." in refused.text("textarea")
    with clock.at(noon(TOMORROW)):
        assert "Apply for Supervisor…" in own.get("/careers/own").text(".page-actions")


def test_an_approved_case_takes_effect_once_on_its_day(case, employee, manager):
    approve(case, manager, day=TOMORROW)
    assert (deciding.apply_due(), level(employee)) == (0, "specialist")
    with clock.at(noon(TOMORROW)):
        assert (deciding.apply_due(), deciding.apply_due()) == (1, 0)
        assert not deciding.apply(case)
    post = people.current_post(employee.id)
    assert (post.level, post.since, case.state) == ("supervisor", TOMORROW, CaseState.APPLIED)
    [act] = db.session.query(LevelAct).all()
    assert (act.kind, act.from_level, act.pay_grade) == (ActKind.PROMOTION, "specialist", "L1")
    assert len(case.tasks) == 6
    with pytest.raises(cases.CaseRefused, match="has not taken effect"):
        deciding.cancel(case, WHY, revision=case.revision, actor=manager)


def test_an_approval_late_for_its_day_takes_effect_as_of_it(case, employee, manager):
    approve(case, manager, day=TOMORROW)
    with clock.at(noon(TOMORROW + timedelta(days=3))):
        deciding.apply_due()
    assert people.current_post(employee.id).since == TOMORROW


def test_a_cancelled_approval_and_one_of_who_left_take_no_effect(case, employee, manager, nominator):
    approve(case, manager, day=TOMORROW)
    deciding.cancel(case, "The seat is gone.", revision=case.revision, actor=manager)
    other = an_employee("Gone")
    second = cases.open_case(other, "supervisor", WHY, actor=nominator)
    approve(second, manager, day=TOMORROW)
    employments.end(other, TODAY, LeavingReason.OWN_WISH, actor=manager)
    with clock.at(noon(TOMORROW)):
        assert deciding.apply_due() == 0
    assert (level(employee), second.state) == ("specialist", CaseState.LAPSED)


@pytest.mark.parametrize("state", [CaseState.OPEN, CaseState.RETURNED, CaseState.APPROVED])
def test_a_case_that_runs_ends_with_the_employment_and_the_record_says_so(case, employee, manager, state):
    if state is CaseState.RETURNED:
        cases.give_back(case, WHY, revision=case.revision, actor=manager)
    if state is CaseState.APPROVED:
        approve(case, manager, day=TOMORROW)
    asked = cases.ask(case, an_account(Role.TRAINER), actor=manager) if state is CaseState.OPEN else None
    assert deciding.lapse_all() == 0 and not deciding.lapse(case)
    employments.end(employee, TODAY, LeavingReason.OWN_WISH, actor=manager)
    with pytest.raises(CaseRefused):
        approve(case, manager)
    assert (deciding.lapse_all(), deciding.lapse_all(), case.state) == (1, 0, CaseState.LAPSED)
    [entry] = db.session.query(Entry).filter_by(verb="case lapsed")
    assert (entry.subject_id, entry.actor_id, entry.way) == (case.id, None, Way.RULE)
    assert entry.details["left_on"] == TODAY.isoformat()
    with pytest.raises(CaseRefused, match="decided already"):
        cases.withdraw(case, revision=case.revision, actor=case.nominated_by)
    assert asked is None or not queries.asked_of(asked.assessor)


def test_the_case_of_who_has_left_is_found_and_read_by_whoever_could_before(case, employee, manager, browse):
    own, stranger = account_of(employee), an_account(Role.MANAGER, team=a_team("Elsewhere"))
    deciding.decline(case, "Not this year.", TOMORROW, revision=case.revision, actor=manager)
    applied = cases.open_case(an_employee("Still Here"), "supervisor", WHY, actor=manager)
    employments.change_post(employee, TODAY, level="supervisor", actor=manager)
    employments.end(employee, TODAY, LeavingReason.OWN_WISH, actor=manager)
    for reader in (manager, case.nominated_by, own, an_account(Role.ADMINISTRATOR)):
        page = browse(reader).get(f"/careers/cases/{case.id}")
        assert "Not this year." in page.text("[aria-labelledby=speaks]") and not page.all("form.act")
    browse(stranger).get(f"/careers/cases/{case.id}", expect=404)
    visitor = browse(manager)
    shown = {way: visitor.get(f"/careers/cases?left={way}").text("main") for way in ("", "yes", "no", "odd")}
    assert all("叶青禾" in shown[way] and "Still Here" in shown[way] for way in ("", "odd"))
    assert "叶青禾" in shown["yes"] and "Still Here" not in shown["yes"]
    assert "叶青禾" not in shown["no"] and "Still Here" in shown["no"]
    assert "left on 19 Nov 2026" in shown["yes"]
    visitor.get(f"/careers/cases/{applied.id}")
    assert "叶青禾" not in browse(stranger).get("/careers/cases").html


def test_the_case_of_who_has_left_stays_with_the_team_that_they_left(case, employee, manager, browse):
    first, last = db.session.get(Team, people.current_post(employee.id).team_id), a_team("The last one")
    before, after = (an_account(Role.MANAGER, team=one) for one in (first, last))
    employments.change_post(employee, TODAY, team_id=last.id, actor=manager)
    employments.end(employee, TODAY, LeavingReason.OWN_WISH, actor=manager)
    browse(before).get(f"/careers/cases/{case.id}", expect=404)
    browse(after).get(f"/careers/cases/{case.id}")
    assert "叶青禾" in browse(after).get("/careers/cases").text("main")
    assert "叶青禾" not in browse(before).get("/careers/cases").text("main")


def test_who_never_came_after_all_leaves_a_case_that_can_still_be_read(case, employee, manager, browse):
    employments.end(employee, TODAY, LeavingReason.NO_SHOW, actor=manager)
    assert deciding.lapse_all() == 1
    assert "specialist" in browse(manager).get(f"/careers/cases/{case.id}").text("main").lower()


def test_there_is_never_a_seat_too_many(manager, nominator):
    seated = [replace(one, seats=1) if one.key == "supervisor" else one for one in LADDER.levels]
    first, second = an_employee(), an_employee()
    version = ladders.publish(LadderPlan(tuple(seated), LADDER.tracks), actor=None)
    ladders.move([first, second], version, actor=manager, reason=WHY)
    approve(cases.open_case(first, "supervisor", WHY, actor=nominator), manager, day=TOMORROW)
    other = cases.open_case(second, "supervisor", WHY, actor=nominator)
    with pytest.raises(cases.CaseRefused, match="All 1 seats"):
        approve(other, manager, day=TOMORROW)


def test_two_who_decide_at_once_decide_once(case, employee, manager, at_once):
    case_id, manager_id, seen = case.id, manager.id, case.revision
    terms = Approval(TODAY, override=WHY)

    def look():
        return db.session.get(PromotionCase, case_id), db.session.get(Account, manager_id)

    outcomes = at_once(
        look,
        today(lambda both: deciding.approve(both[0], terms, revision=seen, actor=both[1])),
        today(lambda both: deciding.decline(both[0], WHY, TOMORROW, revision=seen, actor=both[1])),
    )
    assert outcomes[0] == "done" and outcomes[1] != "done"


def test_two_workers_apply_a_promotion_once(case, employee, manager, at_once):
    approve(case, manager)
    outcomes = at_once(lambda: None, *[today(lambda _seen: deciding.apply_due())] * 2)
    assert outcomes == ["done", "done"]
    assert db.session.query(LevelAct).count() == 1


# Trials, demotions, lateral moves


def test_a_trial_is_confirmed_or_ends_without_being_a_demotion(case, employee, manager):
    approve(case, manager, acting_until=TODAY + timedelta(days=90))
    deciding.apply(case)
    assert queries.newest_act(employee.id).kind is ActKind.ACTING
    with pytest.raises(levels.LevelRefused, match="about themselves"):
        levels.confirm(employee, actor=account_of(employee, Role.MANAGER))
    later = noon(TODAY + timedelta(days=60))
    with clock.at(later):
        with pytest.raises(levels.LevelRefused, match="Say why"):
            levels.send_back(employee, " ", actor=manager)
        levels.send_back(employee, "Wants to serve customers.", actor=manager)
        assert (level(employee), queries.newest_act(employee.id).kind) == ("specialist", ActKind.RETURNED)
        with pytest.raises(levels.LevelRefused, match="not on trial"):
            levels.confirm(employee, actor=manager)


def test_a_confirmed_trial_keeps_its_post(case, employee, manager):
    approve(case, manager, acting_until=TODAY + timedelta(days=90))
    deciding.apply(case)
    post = people.current_post(employee.id).id
    levels.confirm(employee, actor=manager)
    assert people.current_post(employee.id).id == post
    assert queries.newest_act(employee.id).kind is ActKind.CONFIRMED


def test_a_demotion_and_a_lateral_move_are_acts_of_their_own(manager):
    beside = replace(
        LADDER.levels[1], key="trainer", name={"en": "Trainer", "zh_Hans": "培训师"}, track="expert"
    )
    plan = LadderPlan(
        (*LADDER.levels, beside), {**LADDER.tracks, "expert": {"en": "Expert", "zh_Hans": "专家"}}
    )
    holder = an_employee(level="supervisor")
    ladders.move([holder], ladders.publish(plan, actor=None), actor=manager, reason=WHY)
    for wrong in ("manager", "supervisor", "specialist"):
        with pytest.raises(levels.LevelRefused, match="does not stand beside"):
            levels.move_sideways(holder, wrong, TODAY, WHY, actor=manager)
    levels.move_sideways(holder, "trainer", TODAY, "Teaches well.", actor=manager)
    with pytest.raises(levels.LevelRefused, match="not below"):
        levels.demote(holder, "manager", TODAY, WHY, actor=manager)
    with pytest.raises(levels.LevelRefused, match="The day lies between"):
        levels.demote(holder, "specialist", TOMORROW, WHY, actor=manager)
    levels.demote(holder, "specialist", TODAY, "The own wish.", actor=manager)
    acts = db.session.query(LevelAct).order_by(LevelAct.id).all()
    assert [one.kind for one in acts] == [ActKind.LATERAL, ActKind.DEMOTION]
    assert level(holder) == "specialist"


def test_whoever_is_on_trial_is_confirmed_or_returns_before_anything_else(case, employee, manager, browse):
    approve(case, manager, acting_until=TODAY + timedelta(days=90))
    deciding.apply(case)
    with pytest.raises(levels.LevelRefused, match="They are on trial"):
        levels.demote(employee, "specialist", TODAY, WHY, actor=manager)
    with pytest.raises(CaseRefused, match="on trial in their present level"):
        cases.open_case(employee, "manager", WHY, actor=manager)
    actions = browse(manager).get(f"/careers/people/{employee.id}").text(".page-actions")
    assert "End the trial…" in actions
    assert not any(word in actions for word in ("Demote…", "Move sideways…", "Nominate…"))
    levels.confirm(employee, actor=manager)
    levels.demote(employee, "specialist", TODAY, WHY, actor=manager)
    assert queries.newest_act(employee.id).kind is ActKind.DEMOTION


def test_nobody_comes_sideways_or_down_into_a_level_that_is_full(case, employee, manager):
    down, only = an_employee(level="manager"), replace(LADDER.levels[1], seats=1)
    beside = replace(LADDER.levels[1], key="trainer", name={"en": "T", "zh_Hans": "训"}, track="expert")
    tracks = {**LADDER.tracks, "expert": {"en": "Expert", "zh_Hans": "专家"}}
    plan = LadderPlan((LADDER.levels[0], only, beside, LADDER.levels[2]), tracks)
    trainer, version = an_employee(level="trainer"), ladders.publish(plan, actor=None)
    ladders.move([down, trainer], version, actor=manager, reason=WHY)
    approve(case, manager, TOMORROW)
    with pytest.raises(levels.LevelRefused, match="All 1 seats") as refused:
        levels.demote(down, "supervisor", TODAY, WHY, actor=manager)
    assert refused.value.field == "level"
    with pytest.raises(levels.LevelRefused, match="All 1 seats"):
        levels.move_sideways(trainer, "supervisor", TODAY, WHY, actor=manager)
    deciding.cancel(case, WHY, revision=case.revision, actor=manager)
    levels.move_sideways(trainer, "supervisor", TODAY, WHY, actor=manager)
    assert queries.seats()["supervisor"] == (1, 1, 0)


def test_whoever_returns_from_a_trial_finds_the_former_level_though_it_is_full(case, employee, manager):
    approve(case, manager, acting_until=TODAY + timedelta(days=90))
    deciding.apply(case)
    full = replace(LADDER.levels[0], seats=1)
    an_employee()
    ladders.publish(LadderPlan((full, *LADDER.levels[1:]), LADDER.tracks), actor=None)
    levels.send_back(employee, WHY, actor=manager)
    assert queries.seats()["specialist"].held == 2


def test_a_returned_case_that_is_never_sent_in_again_can_be_declined(case, employee, manager, browse):
    """Nobody but who opened it can send it in again, and while it runs no level changes otherwise."""
    cases.give_back(case, "Say more.", revision=case.revision, actor=manager)
    with pytest.raises(CaseRefused, match="not open any more"):
        approve(case, manager)
    visitor, path = browse(manager), f"/careers/cases/{case.id}"
    page = visitor.get(path)
    assert page.has("[aria-labelledby=decline]") and not page.has("[aria-labelledby=approve]")
    sent = {"decline-reason": "Nothing came.", "decline-retry_on": "2027-02-01"}
    seen = {"decline-revision": str(case.revision)}
    assert "Nothing came." in visitor.follow(visitor.post(f"{path}/declines", data=sent | seen)).text("main")
    assert case.state is CaseState.DECLINED and queries.running(employee.id) is None


def test_nobody_asks_who_assesses_them(case, employee, manager, browse):
    own, second = account_of(employee, Role.MANAGER), account_of(an_employee("Second"))
    with pytest.raises(CaseRefused, match="Nobody decides about themselves"):
        cases.ask(case, second, actor=own)
    page = browse(own).post(f"/careers/cases/{case.id}/assessors", data={"assessor": second.id}, expect=422)
    assert "Nobody decides about themselves" in page.text("main") and not case.assessments


# Pages


def test_from_an_application_to_the_decision_on_the_pages(employee, manager, browse):
    own = browse(account_of(employee))
    assert "Apply for Supervisor…" in own.get("/careers/own").text(".page-actions")
    own.post("/careers/own/cases/new", data={"level": "supervisor", "statement": ""}, expect=422)
    sent = {"level": "supervisor", "statement": "Ran eleven evening shifts."}
    page = own.follow(own.post("/careers/own/cases/new", data=sent))
    assert "Ran eleven evening shifts." in page.text("[aria-labelledby=speaks]")
    assert not page.has("[aria-labelledby=approve]") and page.has("[aria-labelledby=withdraw]")
    assert page.text(".topnav [aria-current=page]") == "My path"
    path = page.path
    assessor = account_of(an_employee("Second"))
    visitor = browse(manager)
    for one in (manager, assessor):
        visitor.post(f"{path}/assessors", data={"assessor": one.id})
    for one in (manager, assessor):
        rater = browse(one)
        address = rater.get("/careers/assessments").one("section[aria-labelledby=asked] a.btn")["href"]
        rater.post(address, data={}, expect=422)
        rater.post(
            address, data={f"rating-{key}": 4 for key in KEYS} | {f"note-{key}": "Seen." for key in KEYS}
        )
    page = visitor.get(path)
    assert "Seen." in page.text("section[aria-labelledby=ratings]")
    revision = page.one("#approve-revision")["value"]
    terms = {"approve-revision": revision, "approve-effective_on": str(TODAY), "approve-pay_grade": "L1"}
    refused = visitor.post(f"{path}/approvals", data=terms, expect=422)
    assert "requirements are not met" in refused.text("[data-refusal]")
    page = visitor.follow(visitor.post(f"{path}/approvals", data={**terms, "approve-override": WHY}))
    assert "approved" in page.text(".page-head")
    deciding.apply_due()
    done = own.get(path)
    assert "Set staffing against the load" in done.text("[aria-labelledby=tasks]")
    tick = done.all("[aria-labelledby=tasks] form")[0]["action"]
    own.post(tick, data={})
    assert len(own.get(path).all("[aria-labelledby=tasks] form")) == 5
    assert "Supervisor" in own.get("/careers/own").text("section.trio")


def test_the_evidence_names_the_level_from_which_the_case_leads_also_afterwards(
    case, employee, manager, nominator, browse
):
    def said(of):
        return browse(manager).get(f"/careers/cases/{of.id}").text("[aria-labelledby=evidence]")

    assert "12 months as Specialist" in said(case)
    deciding.decline(case, WHY, TOMORROW, revision=case.revision, actor=manager)
    with clock.at(noon(TOMORROW)):
        second = cases.open_case(employee, "supervisor", WHY, actor=nominator)
        approve(second, manager, TOMORROW)
        deciding.apply_due()
        db.session.flush()
        assert "12 months as Specialist" in said(second) and "12 months as Specialist" in said(case)


def test_ratings_that_lie_apart_are_marked_once_they_are_shown(case, manager, nominator, browse):
    def marked():
        page = browse(manager).get(f"/careers/cases/{case.id}")
        return page.texts("[aria-labelledby=ratings] tr.apart th")

    rated(case, manager, rating=5)
    assert not marked()
    second = an_account(Role.TRAINER)
    made = cases.ask(case, second, actor=manager)
    near = dict.fromkeys(KEYS, (4, "Seen."))
    cases.submit(made, near | {"fairness": (3, "Seen.")}, actor=second)
    assert marked() == ["Fairness 2 apart: talk before deciding"]


def test_a_level_without_competencies_asks_for_no_assessors(employee, manager, nominator, browse):
    supervisor = replace(LADDER.levels[1], competencies=(), asks=LADDER.levels[1].asks[:2])
    version = ladders.publish(
        LadderPlan((LADDER.levels[0], supervisor, *LADDER.levels[2:]), LADDER.tracks), actor=None
    )
    ladders.move([employee], version, actor=manager, reason=WHY)
    case = cases.open_case(employee, "supervisor", WHY, actor=nominator)
    with pytest.raises(CaseRefused, match="asks for no competencies"):
        cases.ask(case, manager, actor=manager)
    page = browse(manager).get(f"/careers/cases/{case.id}")
    assert not page.has("[aria-labelledby=ratings]") and not page.has("[aria-labelledby=ask]")


def test_ratings_are_not_shown_before_all_are_in(case, manager, browse):
    rated(case, manager)
    second = an_account(Role.MANAGER)
    made = cases.ask(case, second, actor=manager)
    for reader in (manager, second):
        assert "Seen often" not in browse(reader).get(f"/careers/cases/{case.id}").html
    assert made.is_owed
    cases.submit(made, dict.fromkeys(KEYS, (2, "Rarely.")), actor=second)
    assert "Seen often" in browse(manager).get(f"/careers/cases/{case.id}").html


def test_the_first_ratings_are_not_shown_to_who_may_still_be_asked_for_the_second(case, manager, browse):
    rated(case, manager)
    other = browse(an_account(Role.MANAGER))
    assert "Seen often" not in other.get(f"/careers/cases/{case.id}").html
    deciding.decline(case, WHY, TOMORROW, revision=case.revision, actor=manager)
    assert "Seen often" in other.get(f"/careers/cases/{case.id}").html


def test_two_are_asked_and_who_does_not_answer_is_released_for_another(case, employee, manager, browse):
    first, second, third = (an_account(Role.TRAINER) for _one in range(3))
    made = [cases.ask(case, one, actor=manager) for one in (first, second)]
    with pytest.raises(cases.CaseRefused, match="2 are asked already") as refused:
        cases.ask(case, third, actor=manager)
    assert refused.value.field == "assessor"
    cases.submit(made[0], dict.fromkeys(KEYS, (4, "Seen often.")), actor=first)
    page = browse(manager).get(f"/careers/cases/{case.id}")
    assert not page.has("[aria-labelledby=ask]")
    [form] = page.all("[aria-labelledby=ratings] form")
    browse(an_account(Role.MANAGER, team=a_team("Elsewhere"))).post(form["action"], data={}, expect=404)
    with pytest.raises(cases.CaseRefused, match="about themselves"):
        cases.release(made[1], actor=account_of(employee, Role.MANAGER))
    page = browse(manager).follow(browse(manager).post(form["action"], data={}))
    assert page.has("[aria-labelledby=ask]")
    for gone in made:
        with pytest.raises(cases.CaseRefused, match="not asked any more"):
            cases.release(gone, actor=manager)
    with pytest.raises(cases.CaseRefused, match="You are not asked any more"):
        cases.submit(made[1], dict.fromkeys(KEYS, (1, "Rarely.")), actor=second)
    browse(second).get(f"/careers/assessments/{made[1].id}", expect=404)
    assert [row.kind for row in asked_of(second)] == [] and list(queries.asked_of(second)) == []
    again = cases.ask(case, second, actor=manager)
    assert again is made[1] and again.is_owed
    cases.release(again, actor=manager)
    rated(case, third)
    assert "Seen often" in browse(manager).get(f"/careers/cases/{case.id}").html
    said = [one.verb for one in db.session.query(Entry).order_by(Entry.id) if "assessor" in one.verb]
    assert said == ["assessor asked"] * 2 + ["assessor released", "assessor asked", "assessor released",
                    "assessor asked"]  # fmt: skip


def test_a_case_of_another_team_is_not_there(case, employee, browse):
    stranger = browse(an_account(Role.MANAGER, team=a_team("Elsewhere")))
    stranger.get(f"/careers/cases/{case.id}", expect=404)
    stranger.post(f"/careers/cases/{case.id}/declines", data={}, expect=404)
    assert "叶青禾" not in stranger.get("/careers/cases").html
    browse(account_of(employee)).get(f"/careers/cases/{case.id}")
    browse(account_of(an_employee())).get(f"/careers/cases/{case.id}", expect=404)


def test_levels_change_on_pages_with_a_reason(manager, browse):
    holder = an_employee(level="supervisor")
    visitor, path = browse(manager), f"/careers/people/{holder.id}/demotion"
    visitor.post(path, data={"level": "specialist", "on": str(TODAY), "reason": ""}, expect=422)
    page = visitor.follow(visitor.post(path, data={"level": "specialist", "on": str(TODAY), "reason": WHY}))
    assert "Demoted" in page.text("[aria-labelledby=journey]")
    visitor.get(f"/careers/people/{holder.id}/lateral-move")
    visitor.post(f"/careers/people/{holder.id}/trial/confirmation", data={})
    assert level(holder) == "specialist"


def test_the_list_of_cases_can_be_filtered_and_taken_away(case, manager, browse):
    visitor = browse(manager)
    assert "叶青禾" in visitor.get("/careers/cases?state=open").text("tbody")
    assert "There is no case here." in visitor.get("/careers/cases?state=declined").text("main")
    assert "叶青禾" in visitor.get("/careers/cases?export=csv").response.get_data(as_text=True)


def test_no_version_leaves_out_a_level_to_which_an_approval_leads(case, employee, manager):
    approve(case, manager, TOMORROW)
    with pytest.raises(ladders.LadderRefused, match="leads to the level Supervisor"):
        ladders.publish(SHORT, actor=None)
    draft = ladder_drafts.begin(actor=manager)
    with pytest.raises(ladders.LadderRefused, match="leads to the level Supervisor"):
        ladder_drafts.remove_level(draft, "supervisor", actor=manager)
    deciding.cancel(case, WHY, revision=case.revision, actor=manager)
    assert ladders.publish(SHORT, actor=None).number == 2


def test_of_an_approval_and_a_ladder_without_its_level_at_once_one_is_refused(case, manager, at_once):
    case_id, manager_id = case.id, manager.id

    def decide(_seen):
        approve(db.session.get(PromotionCase, case_id), db.session.get(Account, manager_id), TOMORROW)

    outcomes = at_once(lambda: None, today(decide), today(lambda _seen: ladders.publish(SHORT, actor=None)))
    assert outcomes.count("done") == 1


def test_no_version_leaves_out_a_level_to_which_a_trial_leads_back(case, employee, manager):
    approve(case, manager, acting_until=TODAY + timedelta(days=90))
    deciding.apply(case)
    with pytest.raises(ladders.LadderRefused, match="a trial leads back to it"):
        ladders.publish(drafts.left_out(LADDER, "specialist"), actor=None)
    levels.confirm(employee, actor=manager)
    assert ladders.publish(drafts.left_out(LADDER, "specialist"), actor=None).number == 2


def test_nobody_is_promoted_to_a_level_that_the_ladder_has_no_longer(case, employee, manager):
    ladders.publish(SHORT, actor=None)
    with pytest.raises(CaseRefused, match="newest version of the ladder does not have"):
        approve(case, manager)
    assert case.state is CaseState.OPEN
    deciding.decline(case, WHY, TOMORROW, revision=case.revision, actor=manager)


def test_nobody_is_demoted_to_a_level_that_the_ladder_has_no_longer(manager):
    holder = an_employee(level="supervisor")
    ladders.publish(drafts.left_out(LADDER, "specialist"), actor=None)
    with pytest.raises(levels.LevelRefused, match="newest version of the ladder does not have"):
        levels.demote(holder, "specialist", TODAY, WHY, actor=manager)
