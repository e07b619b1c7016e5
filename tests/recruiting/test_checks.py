"""Background checks: consent, items with their findings, notice, waiting time, dispute, decision, renewal."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from core import clock, worker
from core.db import db
from core.files import FileRefused
from core.outbox import Letter
from core.record import Entry
from people.permissions import Role
from recruiting import (
    bulk,
    check_decisions,
    check_packages,
    checks,
    closing,
    consents,
    contact,
    hiring,
    pipeline,
    results,
)
from recruiting.check_packages import ItemFacts, PackageFacts, PackageRefused
from recruiting.checks import CheckRefused, Upload
from recruiting.hiring import HireRefused
from recruiting.models import BackgroundCheck, CheckFinding, CheckReference, Result
from recruiting.pipeline import MoveRefused
from recruiting.queries import checks as queries
from recruiting.queries import due, standing
from recruiting.results import ResultRefused
from recruiting.states import CheckState, ItemState, Status, Verdict, Wait, WaitsOn, WouldRehire
from tests import factories as make
from tests.recruiting import checking, walking
from tests.recruiting.checking import GROUNDS, SECRET, after_the_wait, found, item, noticed, ordered, visit_of

PDF = b"%PDF-1.4 a small one"


def entries(verb):
    return db.session.scalars(select(Entry).where(Entry.verb == verb).order_by(Entry.id)).all()


# Ordering


def test_nothing_is_ordered_without_consent_to_this_purpose(recruiter):
    visit = make.an_application(stage="background check")
    consents.give_consent(visit.application.person, "application", checking.WORDS, actor=None)
    with pytest.raises(CheckRefused, match="needs recorded consent"):
        checks.order(visit, checking.the_package(), actor=recruiter)
    consent = checking.agree(visit)
    check = checks.order(visit, checking.the_package(), actor=recruiter)
    assert (check.state, check.consent_id, check.ordered_by_id) == (
        CheckState.IN_PROGRESS,
        consent.id,
        recruiter.id,
    )
    assert [one.name["zh_Hans"] for one in check.items] == [
        "工作经历",
        "证明人核实",
        "学历",
        "身份证件原件已核对",
    ]


def test_consent_revoked_meanwhile_stops_the_check(recruiter):
    check = ordered()
    consents.revoke(check.consent, actor=recruiter)
    with pytest.raises(CheckRefused, match="no longer holds"):
        checks.find(check.items[0], ItemState.CLEAR, actor=recruiter)
    assert visit_of(check).waits_for is Wait.CONSENT


def test_one_check_at_a_time_and_only_in_its_stage(recruiter):
    check = ordered()
    with pytest.raises(CheckRefused, match="under way"):
        checks.order(visit_of(check), checking.the_package(), actor=recruiter)
    elsewhere = make.an_application(stage="first interview")
    checking.agree(elsewhere)
    with pytest.raises(CheckRefused, match="not in the stage"):
        checks.order(elsewhere, checking.the_package(), actor=recruiter)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(update(BackgroundCheck).values(state=CheckState.CLEAR))  # not decided by anybody


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.MANAGER, Role.TRAINER, Role.EMPLOYEE])
def test_others_neither_order_nor_find_nor_decide(app, role):
    check, other = found(ordered()), make.an_account(role)
    for act in (
        lambda: checks.order(visit_of(check), checking.the_package(), actor=other),
        lambda: checks.find(check.items[0], ItemState.IN_PROGRESS, note=SECRET, actor=other),
        lambda: checks.show_details(check, actor=other),
        lambda: check_decisions.clear(check, actor=other),
        lambda: checks.cancel(check, actor=other, reason=checking.WHY),
    ):
        with pytest.raises(MoveRefused):
            act()
    assert check.state is CheckState.IN_PROGRESS


def test_the_wait_follows_the_check(recruiter):
    visit = make.an_application(stage="background check")
    checking.agree(visit)
    assert (visit.waits_for, visit.waits_on) == (Wait.RESULT, WaitsOn.RECRUITER), "to be ordered"
    check = checks.order(visit, checking.the_package(), actor=recruiter)
    assert visit_of(check).waits_on is WaitsOn.OUTSIDE
    found(check, actor=recruiter)
    assert visit_of(check).waits_on is WaitsOn.RECRUITER
    check_decisions.clear(check, actor=recruiter)
    assert (visit_of(check).waits_for, visit_of(check).verdict) == (Wait.DECISION, Verdict.PASSED)


# Items


def test_a_finding_stays_on_record_beside_the_one_that_takes_it_back(recruiter):
    check = ordered()
    work = item(check, "Work history")
    checks.find(work, ItemState.CONSIDER, note=SECRET, actor=recruiter)
    with pytest.raises(CheckRefused, match="what was found"):
        checks.find(work, ItemState.CLEAR, actor=recruiter)
    checks.find(work, ItemState.CLEAR, note="The employer had mixed up two names.", actor=recruiter)
    told = queries.findings(check.id)
    assert [(one.state, one.by) for one in told] == [
        (ItemState.CONSIDER, recruiter.name),
        (ItemState.CLEAR, recruiter.name),
    ]
    with pytest.raises(DBAPIError), db.session.begin_nested():
        db.session.execute(update(CheckFinding).values(state=ItemState.CLEAR))


def test_a_note_without_a_file_may_be_wiped_alone(recruiter):
    check = ordered()
    checks.find(check.items[0], ItemState.CONSIDER, note=SECRET, actor=recruiter)
    with db.session.begin_nested():
        db.session.execute(update(CheckFinding).values(note=None))
    assert queries.findings(check.id)[0].note is None


def test_evidence_is_kept_and_what_may_not_come_in_is_refused(recruiter):
    check = ordered()
    with pytest.raises(FileRefused):
        checks.find(check.items[0], ItemState.CLEAR, evidence=Upload("x.exe", b"MZ"), actor=recruiter)
    checks.find(check.items[0], ItemState.CLEAR, evidence=Upload("seen.pdf", PDF), actor=recruiter)
    finding = db.session.scalars(select(CheckFinding)).one()
    assert (finding.file_name, finding.media_type) == ("seen.pdf", "application/pdf")


def test_references_are_clear_only_once_a_referee_was_asked(recruiter):
    check = ordered()
    one = item(check, "References")
    with pytest.raises(CheckRefused, match="No referee"):
        checks.find(one, ItemState.CLEAR, actor=recruiter)
    with pytest.raises(CheckRefused, match="who was asked"):
        checks.refer(one, WouldRehire.YES, {"referee": " "}, asked_on=clock.today(), actor=recruiter)
    said = {"referee": "Helena Sand", "pressure": "Calm."}
    checks.refer(one, WouldRehire.WITH_RESERVATIONS, said, asked_on=clock.today(), actor=recruiter)
    assert one.state is ItemState.IN_PROGRESS
    checks.find(one, ItemState.CLEAR, actor=recruiter)
    kept = db.session.scalars(select(CheckReference)).one()
    assert (kept.said, kept.would_rehire) == (said, WouldRehire.WITH_RESERVATIONS)


def test_who_looks_at_an_older_picture_is_told(recruiter):
    check = ordered()
    seen = check.seen
    checks.find(check.items[0], ItemState.CLEAR, actor=recruiter, seen=seen)
    with pytest.raises(CheckRefused, match="look again"):
        checks.find(check.items[2], ItemState.CLEAR, actor=recruiter, seen=seen)


# Deciding


def test_a_clear_check_is_the_result_of_the_stage_and_holds_for_its_days(recruiter):
    check = found(ordered())
    check_decisions.clear(check, actor=recruiter)
    visit = visit_of(check)
    result = db.session.scalars(select(Result).where(Result.visit_id == visit.id)).one()
    assert (result.verdict, visit.verdict) == (Verdict.PASSED, Verdict.PASSED)
    assert check.good_until == clock.today() + timedelta(days=730)
    assert pipeline.advance(visit, actor=recruiter).stage.key == "offer"
    with pytest.raises(CheckRefused, match="has been decided"):
        check_decisions.clear(check, actor=recruiter)


def test_what_is_not_found_yet_is_not_decided(recruiter):
    check = ordered()
    with pytest.raises(CheckRefused, match="Still to be found: Work history, References"):
        check_decisions.clear(check, actor=recruiter)


def test_what_was_found_is_no_obstacle_only_with_a_reason(recruiter):
    check = found(ordered(), adverse="Education")
    with pytest.raises(CheckRefused, match="no obstacle"):
        check_decisions.clear(check, actor=recruiter)
    check_decisions.clear(check, "The course was finished abroad.", actor=recruiter)
    assert visit_of(check).verdict is Verdict.PASSED


def test_the_notice_says_what_was_found_how_to_dispute_it_and_until_when(recruiter):
    check = noticed(actor=recruiter)
    letter = db.session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    assert GROUNDS in letter.body and "simply answer this letter" in letter.body
    last = clock.today() + timedelta(days=5)
    assert f"{last.day} {last:%b %Y}" in letter.body
    assert check.waits_until == clock.day_end(last)
    with pytest.raises(CheckRefused, match="gone out already"):
        check_decisions.notify(check, GROUNDS, actor=recruiter)


def test_the_notice_is_written_in_the_candidates_language(recruiter):
    check = found(ordered(person=make.a_person("林知夏", language="zh_Hans")), adverse="Education")
    check_decisions.notify(check, "证书编号查无记录，学校未能确认。", actor=recruiter)
    letter = db.session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    assert "您" in letter.body and "证书编号查无记录" in letter.body and "不会作出决定" in letter.body


@pytest.mark.parametrize(("adverse", "grounds"), [("", GROUNDS), ("Education", "no")])
def test_a_notice_needs_a_finding_and_words(recruiter, adverse, grounds):
    check = found(ordered(), adverse=adverse)
    with pytest.raises(CheckRefused, match="Not sent"):
        check_decisions.notify(check, grounds, actor=recruiter)
    assert check.waits_until is None


def test_a_notice_that_can_reach_nobody_is_not_sent(recruiter):
    check = found(ordered(), adverse="Education")
    check.application.person.email = None
    with pytest.raises(CheckRefused, match="no e-mail address"):
        check_decisions.notify(check, GROUNDS, actor=recruiter)


def test_the_notice_is_owed_also_to_who_is_not_to_be_written_to(recruiter):
    check = found(ordered(), adverse="Education")
    contact.stop(check.application.person, "Asked us in a letter not to write.", actor=recruiter)
    check_decisions.notify(check, GROUNDS, actor=recruiter)
    address = check.application.person.email
    [letter] = db.session.scalars(select(Letter).where(Letter.to_address == address))
    assert GROUNDS in letter.body and check.state is CheckState.NOTICED


def test_the_waiting_time_cannot_be_skipped(recruiter):
    early = found(ordered(), adverse="Education")
    with pytest.raises(CheckRefused, match="must be told first"):
        check_decisions.refuse(early, checking.WHY, actor=recruiter)
    check = noticed(actor=recruiter)
    too_early = clock.at(check.waits_until - timedelta(seconds=1))
    with too_early, pytest.raises(CheckRefused, match="has time to answer until the end of"):
        check_decisions.refuse(check, checking.WHY, actor=recruiter)
    with after_the_wait(check):
        check_decisions.refuse(check, checking.WHY, actor=recruiter)
    assert (check.state, visit_of(check).verdict) == (CheckState.NOT_CLEAR, Verdict.FAILED)


def test_the_database_itself_keeps_the_waiting_time(app):
    check = noticed()
    early = {"state": CheckState.NOT_CLEAR, "decided_at": check.waits_until - timedelta(seconds=1)}
    for change in (early, {"waits_until": None}, {"waits_until": check.noticed_at}):
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(update(BackgroundCheck).values(**change))


def test_nobody_is_rejected_for_a_check_before_it_is_final(recruiter):
    check, why = noticed(actor=recruiter), make.a_reason(key="background check")
    with pytest.raises(MoveRefused, match="only once it is decided"):
        closing.reject(visit_of(check), why, actor=recruiter)
    with after_the_wait(check):
        with pytest.raises(MoveRefused, match="only once it is decided"):
            closing.reject(visit_of(check), why, actor=recruiter)
        check_decisions.refuse(check, checking.WHY, actor=recruiter)
        closing.reject(visit_of(check), why, actor=recruiter)
    assert visit_of(check).application.status is Status.REJECTED


def test_while_a_notice_waits_no_other_reason_takes_its_place(recruiter):
    check = noticed(actor=recruiter)
    with pytest.raises(MoveRefused, match="must be finished first"):
        closing.reject(visit_of(check), make.a_reason(key="experience"), actor=recruiter)
    closing.reject(visit_of(check), make.a_reason(key="opening closed"), actor=recruiter)


def test_a_notice_is_not_got_round_by_sending_somebody_back(recruiter):
    check = noticed(actor=recruiter)
    visit = visit_of(check)
    back = pipeline.move(visit, make.a_stage(visit, "second interview"), actor=recruiter, reason=checking.WHY)
    with pytest.raises(MoveRefused, match="must be finished first"):
        closing.reject(back, make.a_reason(key="interview"), actor=recruiter)
    closing.reject(back, make.a_reason(key="all seats filled"), actor=recruiter)


def test_a_notice_is_not_got_round_by_ending_the_check_but_by_another_that_finds_nothing(recruiter):
    check = noticed(actor=recruiter)
    checks.cancel(check, actor=recruiter, reason=checking.WHY)
    with pytest.raises(MoveRefused, match="must be finished first"):
        closing.reject(visit_of(check), make.a_reason(key="experience"), actor=recruiter)
    checks.order(visit_of(check), checking.the_package(), actor=recruiter)
    closing.reject(visit_of(check), make.a_reason(key="experience"), actor=recruiter)


def test_who_was_not_told_yet_of_what_was_found_is_not_rejected_for_something_else(recruiter):
    check = ordered()
    education = item(check, "Education")
    checks.find(education, ItemState.CONSIDER, note=SECRET, actor=recruiter)
    with pytest.raises(MoveRefused, match="must be finished first"):
        closing.reject(visit_of(check), make.a_reason(key="experience"), actor=recruiter)
    checks.find(education, ItemState.CLEAR, note="It was another school.", actor=recruiter)
    closing.reject(visit_of(check), make.a_reason(key="experience"), actor=recruiter)


def test_the_preview_of_many_rejections_names_whom_a_notice_protects(recruiter):
    check, other = noticed(actor=recruiter), make.an_application()
    visits = [visit_of(check), standing.visit(other.id)]
    for key, refused in (("experience", [True, False]), ("opening closed", [False, False])):
        act = bulk.Act(bulk.Kind.REJECT, why=make.a_reason(key=key))
        assert [bool(one.refusal) for one in bulk.plan(act, visits, actor=recruiter)] == refused
    [first, _second] = bulk.plan(bulk.Act(bulk.Kind.REJECT), visits, actor=recruiter)
    assert "must be finished first" in first.refusal, "whichever reason is chosen later"


def test_without_any_check_it_is_no_reason_at_all(recruiter):
    visit = make.an_application(stage="offer")
    with pytest.raises(MoveRefused, match="only once it is decided"):
        closing.reject(visit, make.a_reason(key="background check"), actor=recruiter)


def test_by_hand_a_check_is_never_failed_and_never_decided_beside_one_under_way(recruiter):
    visit = make.an_application(stage="background check")
    checking.agree(visit)
    with pytest.raises(ResultRefused, match="only after a notice"):
        results.enter(visit, passed=False, actor=recruiter)
    check = checks.order(visit, checking.the_package(), actor=recruiter)
    with pytest.raises(ResultRefused, match="under way"):
        results.enter(visit_of(check), passed=True, actor=recruiter)


def test_a_disputed_finding_is_open_again_until_it_is_found_anew(recruiter):
    check = noticed(actor=recruiter)
    school = item(check, "Education")
    check_decisions.dispute(check, school, "It is 2021-181, mistyped.", actor=recruiter)
    assert (school.state, check.state) == (ItemState.DISPUTED, CheckState.NOTICED)
    with after_the_wait(check):
        with pytest.raises(CheckRefused, match="Still to be found: Education"):
            check_decisions.refuse(check, checking.WHY, actor=recruiter)
        checks.find(school, ItemState.CLEAR, note="The school knows 2021-181.", actor=recruiter)
        with pytest.raises(CheckRefused, match="Nothing adverse is left"):
            check_decisions.refuse(check, checking.WHY, actor=recruiter)
        check_decisions.clear(check, actor=recruiter)
    assert visit_of(check).verdict is Verdict.PASSED
    assert [one.state.value for one in queries.findings(check.id) if one.item_id == school.id] == [
        "consider",
        "disputed",
        "clear",
    ]


def test_only_what_the_candidate_was_told_of_is_disputed(recruiter):
    check = found(ordered(), adverse="Education")
    with pytest.raises(CheckRefused, match="was told"):
        check_decisions.dispute(check, item(check, "Education"), "Wrong.", actor=recruiter)


def test_when_the_waiting_time_is_over_it_waits_on_us_again(recruiter):
    check = noticed(actor=recruiter)
    db.session.commit()
    assert visit_of(check).waits_on is WaitsOn.OUTSIDE
    with after_the_wait(check):
        worker.JOBS["notices over"].run()
    assert visit_of(check).waits_on is WaitsOn.RECRUITER


def test_a_cancelled_check_leaves_room_for_another(recruiter):
    check = noticed(actor=recruiter)
    with pytest.raises(CheckRefused, match="Say why"):
        checks.cancel(check, actor=recruiter, reason="")
    checks.cancel(check, actor=recruiter, reason=checking.WHY)
    assert visit_of(check).waits_on is WaitsOn.RECRUITER
    again = checks.order(visit_of(check), checking.the_package(), actor=recruiter)
    assert again.number == 2


# Running out


def who_accepted(recruiter):
    """A clear check; an offer is accepted, with a first day in more than a year."""
    check = found(ordered())
    check_decisions.clear(check, actor=recruiter)
    pipeline.advance(visit_of(check), actor=recruiter)
    walking.draft(visit_of(check), recruiter, in_days=500)
    walking.send_and_accept(visit_of(check), recruiter)
    return check


@pytest.mark.parametrize("by_the_worker", [True, False])
def test_nobody_is_hired_on_a_check_that_has_run_out_before_it_is_renewed(recruiter, by_the_worker):
    check = who_accepted(recruiter)
    with clock.at(clock.day_start(check.good_until)):
        assert queries.holds(check.application_id), "on its last day"
    with clock.at(clock.day_end(check.good_until)):
        if by_the_worker:
            check_decisions.expire()
        with pytest.raises(HireRefused, match="does not hold any more"):
            hiring.hire(visit_of(check), actor=recruiter)
        checking.agree(visit_of(check))
        again = found(checks.order(visit_of(check), checking.the_package(), actor=recruiter))
        assert not queries.holds(check.application_id), "it is under way"
        check_decisions.clear(again, actor=recruiter)
        hiring.hire(visit_of(check), actor=recruiter)


def test_nobody_is_hired_whose_renewed_check_was_decided_against_them(recruiter):
    check = who_accepted(recruiter)
    again = found(checks.order(visit_of(check), checking.the_package(), actor=recruiter), adverse="Education")
    check_decisions.notify(again, GROUNDS, actor=recruiter)
    assert queries.holds(check.application_id), "nothing is decided yet"
    with after_the_wait(again):
        check_decisions.refuse(again, checking.WHY, actor=recruiter)
        with pytest.raises(HireRefused, match="does not hold any more"):
            hiring.hire(visit_of(check), actor=recruiter)


def test_whoever_was_let_through_in_spite_of_a_check_can_be_hired(recruiter):
    check = noticed(actor=recruiter)
    with after_the_wait(check):
        check_decisions.refuse(check, checking.WHY, actor=recruiter)
        visit = visit_of(check)
        offer = make.a_stage(visit, "offer")
        pipeline.move(visit, offer, actor=recruiter, reason=checking.WHY, override=True)
        walking.draft(visit_of(check), recruiter)
        walking.send_and_accept(visit_of(check), recruiter)
        hiring.hire(visit_of(check), actor=recruiter)


def hired_with_a_check(recruiter):
    check = found(ordered(make.an_opening(seats=3)))
    check_decisions.clear(check, actor=recruiter)
    pipeline.advance(visit_of(check), actor=recruiter)
    walking.draft(visit_of(check), recruiter)
    walking.send_and_accept(visit_of(check), recruiter)
    hiring.hire(visit_of(check), actor=recruiter)
    db.session.commit()
    return check


def test_a_clear_check_runs_out_and_asks_to_be_renewed(recruiter):
    check = hired_with_a_check(recruiter)
    assert [row for row in due.due_of(recruiter) if row.kind == due.CHECK] == []
    with clock.at(clock.day_end(check.good_until)):
        worker.JOBS["checks run out"].run()
        assert (check.state, {one.state for one in check.items}) == (CheckState.EXPIRED, {ItemState.EXPIRED})
        assert [row.application_id for row in due.due_of(recruiter) if row.kind == due.CHECK] == [
            check.application_id
        ]
        with pytest.raises(CheckRefused, match="needs recorded consent"):
            checks.order(visit_of(check), checking.the_package("renewal"), actor=recruiter)
        checking.agree(visit_of(check))
        again = checks.order(visit_of(check), checking.the_package("renewal"), actor=recruiter)
        assert [row for row in due.due_of(recruiter) if row.kind == due.CHECK] == []
        check_decisions.clear(found(again), actor=recruiter)
    assert (again.state, again.visit_id) == (CheckState.CLEAR, None)
    assert len(db.session.scalars(select(Result)).all()) == 1, "a past result stays as it was"


def test_a_check_that_still_holds_is_asked_for_a_month_ahead(recruiter):
    check = hired_with_a_check(recruiter)
    with clock.at(clock.day_start(check.good_until - timedelta(days=30))):
        assert [row.due_on for row in due.due_of(recruiter) if row.kind == due.CHECK] == [check.good_until]
        assert due.due_of(make.an_account(Role.MANAGER)) == [
            row for row in due.due_of(make.an_account(Role.MANAGER)) if row.kind != due.CHECK
        ]


# Packages


def facts(**changes):
    usual = {"target_days": 3, "wait_days": 7, "good_days": 365}
    items = [ItemFacts(make.words("Licence", "资格证"), asks_referees=False)]
    return PackageFacts(**{"name": make.words("Short", "简版"), "items": items, **usual, **changes})


def test_a_changed_package_is_a_new_version_and_checks_keep_theirs(app):
    check, admin = ordered(), make.an_account(Role.ADMINISTRATOR)
    new = check_packages.publish(check.package, facts(), 1, actor=admin)
    assert (new.number, new.key, [one.key for one in queries.packages()].count(new.key)) == (
        2,
        check.package.key,
        1,
    )
    assert (check.wait_days, len(check.items), check.package.number) == (5, 4, 1)
    with pytest.raises(PackageRefused, match="Version 2 appeared"):
        check_packages.publish(check.package, facts(), 1, actor=admin)


@pytest.mark.parametrize("wrong", [{"wait_days": 0}, {"target_days": -1}, {"good_days": 9999}, {"items": []}])
def test_a_package_needs_days_and_items(app, wrong):
    make.found()
    with pytest.raises(PackageRefused):
        check_packages.publish(
            checking.the_package(), facts(**wrong), 1, actor=make.an_account(Role.ADMINISTRATOR)
        )


def test_an_item_is_written_in_both_languages():
    read = check_packages.read_items("Licence | 资格证\n\n* Referees | 证明人\n")
    assert [(one.name["zh_Hans"], one.asks_referees) for one in read] == [("资格证", False), ("证明人", True)]


def test_a_recruiter_does_not_change_what_is_checked(recruiter):
    make.found()
    with pytest.raises(MoveRefused):
        check_packages.publish(checking.the_package(), facts(), 1, actor=recruiter)
