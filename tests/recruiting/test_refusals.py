"""What may not be: refused in a sentence, with nothing changed."""

import re

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError

from core import clock
from core.db import db
from core.refusal import Refused
from people import employment as employments
from people.models import Account, Employment
from people.permissions import Role
from people.states import Level
from recruiting import applications, closing, hiring, offers, openings, pipeline
from recruiting.models import Application, Offer, Seat
from recruiting.queries import standing
from recruiting.states import ReasonFamily, SeatState, Status
from scripts.translations import key, texts, translated
from tests import factories as make
from tests.recruiting import walking
from tests.recruiting.walking import WHY, fresh, offer_of
from tests.snapshot import differences, everything
from training.models import Enrolment


def count(model, *conditions):
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


# Every situation and every verb


def in_first_interview(actor):
    return make.an_application(stage="first interview")


def in_offer_stage(actor):
    return make.an_application(stage="offer")


def on_hold(actor):
    visit = make.an_application(stage="first interview")
    pipeline.hold(visit, actor=actor, reason=WHY)
    return visit


def on_hold_with_an_accepted_offer(actor):
    visit = walking.accepted(actor)
    pipeline.hold(visit, actor=actor, reason=WHY)
    return visit


def drafted_and_approved(actor):
    visit = walking.drafted(actor)
    walking.approved(visit)
    return fresh(visit)


def _after_an_offer(actor):
    visit = walking.sent(actor)
    offers.retract(visit, offer_of(visit), actor=actor, reason=WHY)
    return fresh(visit)


def rejected(actor):
    return make.rejected(_after_an_offer(actor))


def withdrawn(actor):
    visit = _after_an_offer(actor)
    closing.withdraw(visit, make.a_reason(ReasonFamily.WITHDRAWAL), actor=actor)
    return visit


def transferred(actor):
    visit = _after_an_offer(actor)
    applications.transfer(visit, make.an_opening(team=visit.application.opening.team), actor=actor)
    return visit


def no_show(actor):
    visit = walking.hired(actor)
    hiring.record_no_show(visit, actor=actor, reason=WHY)
    return visit


def _last_offer(visit):
    query = select(Offer).where(Offer.application_id == visit.application_id).order_by(Offer.number.desc())
    return db.session.scalars(query).first()


def _first_stage(visit):
    return pipeline.stages_of(visit)[0]


def _further(visit):
    """The next stage, or the same where there is none."""
    return next(
        (one for one in pipeline.stages_of(visit) if one.position > visit.stage.position), visit.stage
    )


VERBS = {
    "advance": lambda visit, by: pipeline.advance(visit, actor=by),
    "override": lambda visit, by: pipeline.move(visit, _further(visit), actor=by, reason=WHY, override=True),
    "send back": lambda visit, by: pipeline.move(visit, _first_stage(visit), actor=by, reason=WHY),
    "hold": lambda visit, by: pipeline.hold(visit, actor=by, reason=WHY),
    "resume": lambda visit, by: pipeline.resume(visit, actor=by),
    "reject": lambda visit, by: closing.reject(visit, make.a_reason(), actor=by),
    "withdraw": lambda visit, by: closing.withdraw(visit, make.a_reason(ReasonFamily.WITHDRAWAL), actor=by),
    "reinstate": lambda visit, by: closing.reinstate(visit, actor=by, reason=WHY),
    "transfer": lambda visit, by: applications.transfer(
        visit, make.an_opening(team=visit.application.opening.team), actor=by
    ),
    "apply again": lambda visit, by: applications.apply(
        visit.application.person, visit.application.opening, channel=make.a_channel(), actor=by
    ),
    "draft": lambda visit, by: walking.draft(visit, by),
    "approve": lambda visit, by: offers.approve(
        visit, _last_offer(visit), actor=make.an_account(Role.MANAGER)
    ),
    "send": lambda visit, by: offers.send(visit, _last_offer(visit), actor=by),
    "accept": lambda visit, by: offers.accept(visit, _last_offer(visit), actor=by),
    "decline": lambda visit, by: offers.decline(
        visit, _last_offer(visit), make.a_reason(ReasonFamily.DECLINE), actor=by, ends=True
    ),
    "retract": lambda visit, by: offers.retract(visit, _last_offer(visit), actor=by, reason=WHY),
    "hire": lambda visit, by: hiring.hire(visit, actor=by),
    "unhire": lambda visit, by: hiring.unhire(visit, actor=by, reason=WHY),
    "no-show": lambda visit, by: hiring.record_no_show(visit, actor=by, reason=WHY),
}
OF_AN_OFFER = {"approve", "send", "accept", "decline", "retract"}
MAY = {
    in_first_interview: {"override", "send back", "hold", "reject", "withdraw", "transfer"},
    in_offer_stage: {"send back", "hold", "reject", "withdraw", "transfer", "draft"},
    walking.drafted: {"hold", "draft", "approve", "retract"},
    drafted_and_approved: {"hold", "draft", "send", "retract"},
    walking.sent: {"hold", "draft", "accept", "decline", "retract"},
    walking.accepted: {"hold", "retract", "hire"},
    on_hold: {"resume", "reject", "withdraw", "transfer"},
    on_hold_with_an_accepted_offer: {"resume", "retract"},
    rejected: {"reinstate", "apply again"},
    withdrawn: {"reinstate", "apply again"},
    transferred: {"apply again"},
    walking.hired: {"unhire", "no-show", "apply again"},
    no_show: {"apply again"},
}


def refused(verb, visit, actor):
    """The sentence with which the verb is refused; None where it may be."""
    try:
        verb(visit, actor)
        db.session.flush()
    except Refused as refusal:
        return refusal.sentence
    return None


@pytest.mark.parametrize("situation", MAY, ids=lambda one: one.__name__.replace("_", " "))
def test_each_situation_allows_what_it_allows_and_refuses_the_rest_with_a_sentence(app, situation):
    actor = make.an_account(Role.RECRUITER, Role.MANAGER)
    application_id = situation(actor).application_id
    make.an_opening(team=make.a_team())
    db.session.commit()
    before, may = everything(), set()
    db.session.rollback()
    for name, verb in VERBS.items():
        visit = standing.latest_visit(application_id)
        if name in OF_AN_OFFER and _last_offer(visit) is None:
            continue
        sentence = refused(verb, visit, actor)
        if sentence is None:
            may.add(name)
            assert everything() != before, f"{name} did nothing"
        else:
            assert len(sentence) > 15 and sentence.endswith("."), f"{name}: {sentence}"
            assert "%(" not in sentence and "None" not in sentence, f"{name}: {sentence}"
        db.session.rollback()
    assert may == MAY[situation]
    assert differences(before, everything()) == []


def test_a_refusal_takes_back_whatever_the_verb_did_before_it_refused(browse, recruiter):
    """Through the page, where the transaction ends; hiring is refused last of all by the employment."""
    visit = walking.accepted(recruiter)
    employments.employ(
        visit.application.person,
        starts_on=clock.today(),
        team_id=visit.application.opening.team_id,
        site_id=visit.application.opening.site_id,
        line_manager_id=None,
        level=Level.SPECIALIST,
        actor=None,
    )
    db.session.commit()
    before = everything()
    page = browse(recruiter).post(f"/applications/{visit.application_id}/hire", expect=422)
    assert "is employed already" in page.text(".notice-bad")
    assert differences(before, everything()) == []


@pytest.mark.parametrize("status", ["rejected", "withdrawn", "on hold", "transferred"])
def test_not_even_an_accepted_offer_hires_who_is_not_active(browse, recruiter, status):
    visit = walking.accepted(recruiter)
    reason = make.a_reason().id if status in ("rejected", "withdrawn") else None
    at = None if status == "on hold" else clock.now()
    db.session.execute(
        update(Application).values(status=Status(status), disposition_reason_id=reason, closed_at=at)
    )
    db.session.commit()
    before = everything()
    page = browse(recruiter).post(f"/applications/{visit.application_id}/hire", expect=422)
    assert {"on hold": "resume first", "transferred": "has ended"}.get(
        status, "reinstate it first"
    ) in page.text(".notice-bad")
    assert differences(before, everything()) == []


@pytest.mark.parametrize(
    ("situation", "act", "typed"),
    [
        (walking.hired, "no-show", "She called from the station and will not come."),
        (walking.sent, "offers/{offer}/retraction", " "),
        (walking.sent, "offers/{offer}/refusal", "Found work nearer to her home."),
    ],
    ids=["no-show", "retract", "decline"],
)
def test_a_refused_answer_to_an_offer_keeps_what_was_typed(browse, recruiter, situation, act, typed):
    visit = situation(recruiter, in_days=3)
    address = f"/applications/{visit.application_id}/" + act.format(offer=_last_offer(visit).id)
    before = everything()
    page = browse(recruiter).post(address, {"reason": typed, "note": typed}, expect=422)
    assert page.has(".notice-bad")
    kept = [*page.texts("textarea[name=reason]"), *(one.get("value") for one in page.all("input[name=note]"))]
    assert typed.strip() in kept
    assert differences(before, everything()) == []


def test_who_was_rejected_can_be_hired_once_reinstated(recruiter):
    visit = rejected(recruiter)
    with pytest.raises(pipeline.MoveRefused, match="reinstate it first"):
        walking.draft(visit, recruiter)
    again = closing.reinstate(visit, actor=recruiter, reason=WHY)
    walking.draft(again, recruiter)
    offers.send(again, walking.approved(again), actor=recruiter)
    offers.accept(again, offer_of(again), actor=recruiter)
    hiring.hire(fresh(again), actor=recruiter)
    assert fresh(visit).application.status is Status.HIRED


# Becoming an employee


def test_nobody_becomes_an_employee_by_applying_whatever_the_request_carries(browse, recruiter):
    opening, channel = make.an_opening(), make.a_channel()
    stages = {stage.key: stage.id for stage in opening.pipeline_version.stages}
    browser = browse(recruiter)
    accounts = count(Account)
    claimed = {
        "status": "hired", "application.status": "hired", "stage": "offer", "stage_id": stages["offer"],
        "employment_id": "1", "employment": "1", "is_employee": "y", "started_on": "2026-01-01",
        "role": "administrator", "roles": ["administrator", "employee"], "grants": "administrator",
        "seat": "1", "hired": "true", "closed_at": "2026-01-01", "password": "let me in at once",
        "offer": "accepted", "verdict": "passed", "mark": "100",
    }  # fmt: skip
    browser.post(
        "/candidates/new",
        claimed
        | {"name": "Ada Quick", "email": "ada@example.org", "language": "en", "opening": opening.id}
        | {"channel": channel.id},
    )
    application = db.session.scalars(select(Application)).one()
    assert application.status is Status.ACTIVE and application.employment_id is None
    visit = standing.latest_visit(application.id)
    assert visit.stage.key == "screening" and visit.mark is None and visit.verdict is None
    for model in (Employment, Enrolment, Offer):
        assert count(model) == 0
    assert count(Account) == accounts and count(Seat, Seat.state == SeatState.FILLED) == 0


def test_hire_sent_twice_hires_once(browse, recruiter):
    visit = walking.accepted(recruiter)
    browser, address = browse(recruiter), f"/applications/{visit.application_id}/hire"
    browser.post(address)
    before = everything()
    again = browser.post(address, expect=422)
    assert "has ended" in again.text(".notice-bad")
    assert differences(before, everything()) == []
    assert count(Employment) == count(Enrolment) == count(Seat, Seat.state == SeatState.FILLED) == 1


def test_the_same_person_is_not_entered_twice_for_an_opening(browse, recruiter):
    visit = make.an_application()
    typed = {"name": "Somebody", "email": visit.application.person.email, "language": "en"}
    typed |= {"opening": visit.opening_id, "channel": make.a_channel().id, "lives_in": "Hangzhou"}
    browser = browse(recruiter)
    before = everything()
    page = browser.post("/candidates/new", typed, expect=422)
    assert "already has an open application" in page.text(".notice-bad")
    assert page.one("input[name=lives_in]")["value"] == "Hangzhou"
    assert differences(before, everything()) == []


def test_a_hire_is_not_taken_back_into_a_second_open_application_or_a_closed_opening(recruiter):
    visit = walking.hired(recruiter)
    opening = visit.application.opening
    again = applications.apply(visit.application.person, opening, channel=make.a_channel(), actor=recruiter)
    with pytest.raises(pipeline.MoveRefused, match="has another open application here"):
        hiring.unhire(fresh(visit), actor=recruiter, reason=WHY)
    closing.reject(again, make.a_reason(), actor=recruiter)
    openings.close(opening, make.a_reason(), actor=recruiter)
    with pytest.raises(pipeline.MoveRefused, match="The opening is closed"):
        hiring.unhire(fresh(visit), actor=recruiter, reason=WHY)
    openings.reopen(opening, actor=recruiter)
    assert hiring.unhire(fresh(visit), actor=recruiter, reason=WHY).stage.key == "offer"


# To another opening


def test_a_copy_starts_fresh(recruiter):
    visit = make.an_application(stage="online test")
    make.a_result(visit, 95)
    begun = fresh(applications.copy(visit.application, make.an_opening(), actor=recruiter))
    assert begun.stage.position == 1 and (begun.mark, begun.verdict, begun.overridden) == (None, None, False)
    assert begun.application.transferred_from_id == visit.application_id
    old = fresh(visit)
    assert old.id == visit.id and old.mark == 95 and old.application.status is Status.ACTIVE


def test_a_transfer_keeps_what_was_found_out_with_the_old_application(recruiter, browse):
    visit = make.an_application(make.an_opening(), make.a_person("Daniel Reyes"), stage="online test")
    make.a_result(visit, 95)
    begun = applications.transfer(visit, make.an_opening(), actor=recruiter)
    begun = fresh(begun)
    assert begun.stage.position == 1 and begun.mark is None
    old = fresh(visit)
    assert old.application.status is Status.TRANSFERRED and old.mark == 95 and old.stage.key == "online test"
    page = browse(recruiter).get(f"/applications/{visit.application_id}")
    assert "95" in page.text("main") and "Online test" in page.text("main")


# Stages


def test_a_stage_in_use_cannot_vanish(app):
    visit = make.an_application(stage="online test")
    stage_id, visit_id = visit.stage_id, visit.id
    db.session.commit()
    for deletion in ("DELETE FROM stage WHERE id = :stage", "DELETE FROM stage"):
        with pytest.raises(IntegrityError):
            db.session.execute(text(deletion), {"stage": stage_id})
        db.session.rollback()
    assert standing.visit(visit_id).stage.key == "online test"


def test_an_application_finishes_on_its_version_and_keeps_its_names(browse, recruiter):
    opening = make.an_opening()
    visit = make.an_application(opening, stage="simulation")
    newer = make.a_further_version(opening.pipeline_version, without="simulation")
    for stage in newer.stages:
        stage.name = make.words(f"New {stage.name['en']}")
    opening.pipeline_version = newer
    db.session.flush()
    page = browse(recruiter).get(f"/applications/{visit.application_id}")
    assert "Scenario simulation" in page.text("main") and "New Résumé" not in page.text("main")
    make.a_result(visit, 100)
    again = pipeline.advance(fresh(visit), actor=recruiter)
    assert again.stage.pipeline_version_id != newer.id and again.stage.key == "background check"
    another = make.an_application(opening)
    assert another.stage.pipeline_version_id == newer.id
    assert "New Résumé screening" in browse(recruiter).get(f"/applications/{another.application_id}").html


def test_whoever_was_overtaken_is_told_how_to_go_on():
    overtaken = [
        key(one)
        for one in texts(translated("zh_Hans"))
        if re.search(r"^Not .*while you were (looking|writing)", key(one))
    ]
    assert overtaken and not [one for one in overtaken if not re.search(r"again|once more", one)]
