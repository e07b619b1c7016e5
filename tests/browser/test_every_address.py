"""Every address that answers with a page: whole in both themes, at a desk and on a phone.

The addresses are those of the product itself, so that a new page is looked at as soon as it exists.
"""

import re
from contextvars import copy_context
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from careers import grouping, mutual
from careers.grouping import GroupingPlan
from careers.models import MutualAsk
from careers.queries import reviews
from careers.states import RaterPart
from core import clock
from core.db import db
from core.outbox import queue
from people import links
from people.permissions import Role
from people.states import Purpose
from recruiting import (
    campaigns,
    candidates,
    channels,
    costs,
    hiring,
    interviewing,
    notes,
    offers,
    pipeline,
    requisitions,
    touches,
)
from recruiting.channels import Terms
from recruiting.costs import Spent
from recruiting.models import RoleProfile
from recruiting.queries import rewards as reward_queries
from recruiting.queries import standing
from recruiting.states import Audience, CampaignKind, CostModel, FileKind, RequisitionCause, Shift
from tests import factories as make
from tests.careers.people_at_work import an_employee
from tests.recruiting import walking
from tests.recruiting.importing import BO, SONG, a_file, checked
from tests.recruiting.scoring import submit, tomorrow
from tests.recruiting.screening import screened, set_of

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)", re.I)
NO_PAGES = {
    "static": "a file",
    "core.healthz": "JSON",
    "core.export_outbox": "a download",
    "people.export_accounts": "a download",
    "recruiting.export_applications": "a download",
    "recruiting.export_campaigns": "a download",
    "recruiting.export_openings": "a download",
    "recruiting.export_requisitions": "a download",
    "recruiting.export_review_queue": "a download",
    "recruiting.export_screening_sets": "a download",
    "recruiting.export_imports": "a download",
    "recruiting.export_import_rows": "a download",
    "recruiting.faulty_rows": "a download",
    "recruiting.file": "a download",
    "recruiting.import_progress": "a part of a page",
    "recruiting.import_template": "a download",
    "training.export_awaiting": "a download",
    "training.export_cohorts": "a download",
    "training.export_class": "a download",
    "training.export_certificates": "a download",
    "training.export_nesting": "a download",
    "training.certificate_page": "a letter on paper",
    "training.certificate_pdf": "a download",
    "training.own_certificate": "a letter on paper",
    "training.own_certificate_pdf": "a download",
    "training.cohort_calendar": "a calendar",
    "training.own_training_calendar": "a calendar",
    "recruiting.moves_menu": "a part of a page",
    "recruiting.calendar_feed": "a calendar",
    "recruiting.offer_letter_by_link": "a letter on paper",
    "recruiting.offer_letter_pdf_by_link": "a download",
}
ELSEWHERE = {
    "check_id": "test_check_and_offer.py", "package_id": "test_check_and_offer.py",
    "offer_id": "test_check_and_offer.py", "other_id": "test_merging.py", "merge_id": "test_merging.py",
    "entry_id": "test_merging.py", "stage_id": "test_scheduling.py",
    "pipeline_id": "test_pipeline_editor.py", "rule_id": "test_pipeline_editor.py",
    "homework_id": "test_training.py", "hand_in_id": "test_training.py",
    "note_id": "test_training.py",
    "cohort_id": "test_training.py", "session_id": "test_training.py", "enrolment_id": "test_training.py",
    "programme_id": "test_training.py", "version_id": "test_training.py",
    "certificate_id": "test_on_duty.py", "nesting_id": "test_on_duty.py", "code": "test_on_duty.py",
    "employment_id": "test_careers.py", "month": "test_careers.py", "case_id": "test_careers.py",
    "recurrent_id": "test_growing.py", "launch_id": "test_growing.py", "claim_id": "test_growing.py",
    "complaint_id": "test_careers.py", "assessment_id": "test_careers.py", "attempt_id": "test_retakes.py",
    "draft_id": "test_ladder_editor.py", "day_id": "test_ladder_editor.py",
    "goal_id": "test_ladder_editor.py", "table_id": "test_from_review.py", "mark": "test_from_review.py",
    "check_in_id": "test_check_ins.py",
    "material_id": "test_programme_editor.py",
}  # fmt: skip
"""Pages of something that only a journey brings about: argument → the test that looks at them."""
GATES = ("people.sign_in", "people.forgotten", "people.follow")
REACHED = {"table": "stage", "row": "screening", "column": "reached"}
CHECK, PAST = "background check", "as_of=2026-01-01"


@pytest.fixture
def reader(app):
    """Somebody with every role, so that no page is kept from them."""
    return make.an_account(*Role, name="沈悦")


@pytest.fixture
def around(app, reader):
    """A little of everything that has a page of its own: argument or endpoint → value."""
    team = make.a_team()
    opening = make.an_opening(9, team=team, actor=reader, manager=reader)
    visit = make.an_application(opening, make.a_person("宋嘉树"), "first interview")
    mine = interviewing.ask(visit, reader, actor=reader)
    submit(interviewing.ask(visit, make.an_account(Role.INTERVIEWER), actor=reader), 2)
    interviewing.plan(visit, tomorrow(), 45, "Room 3", actor=reader)
    notes.write(visit.application, "Called twice.", audience=Audience.TEAM, colleagues=[], actor=reader)
    candidates.add_file(visit.application, "cv.pdf", b"%PDF-1.7", FileKind.RESUME, actor=reader)
    old = candidates.add_file(visit.application, "old.pdf", b"%PDF-1.7 old", FileKind.RESUME, actor=reader)
    candidates.remove_file(visit.application, old, actor=reader)
    letter = queue("account.reset", language="en", to_name="Somebody", to_address="a@example.org", values={})
    profile = db.session.scalars(select(RoleProfile)).first()
    return {
        "opening_id": opening.id, "application_id": visit.application_id, "panelist_id": mine.id,
        "person_id": visit.application.person_id, "account_id": reader.id, "team_id": team.id,
        "import_id": checked(a_file(SONG, BO), reader, opening).id,
        "site_id": team.site_id, "profile_id": profile.id, "reason_id": make.a_reason().id,
        "set_id": set_of(opening).id, "letter_id": letter.id, "key": "account.reset", "language": "en",
        "recruiting.amend_scorecard": {"panelist_id": own_scorecard(opening, reader)},
        **planned(opening, reader),
        "grouping_id": asked_of(team, reader),
        "rubric_id": visit.stage.rubric_version.rubric_id,
        "touch_id": touches.leave(visit.application, touches.heard(source="fair"), actor=None).id,
        "recruiting.find": {"q": "宋"}, "recruiting.funnel_people": {"stage": "screening", "way": "advanced"},
        "recruiting.report": {"name": "drop-off"}, "recruiting.stage_curve": {"key": "screening"},
        "recruiting.report_people": {**REACHED, "name": "rework"},
        "recruiting.costs_behind": {"row": "all", "currency": "CNY"},
        "recruiting.training_figure_people": {"table": "exit", "row": "all", "column": "left"},
        **costs_of(opening, reader),
        "recruiting.former_results": of(examined_again(opening)),
        "recruiting.enter_result": of(make.an_application(opening, stage="online test")),
        "recruiting.offer": of(walking.sent(reader, opening)),
        "recruiting.screening": of(screened(make.an_application(opening), shifts="no")),
        "recruiting.reinstate": of(make.rejected(make.an_application(opening))),
        "careers.move_to_ladder": {"number": 1}, "formula_id": 1,
        **a_mutual_review(reader),
        "people.follow": {"token": links.make(reader.id, Purpose.RESET).rpartition("/")[2]},
    }  # fmt: skip


def a_mutual_review(reader):
    """A round in which the reader is asked about somebody, as their supervisor."""
    team = make.a_team("Reviewed")
    people = [an_employee(team=team) for _one in range(4)]
    held = mutual.open_round(team, reviews.last_over(clock.today()), clock.today(), actor=reader)
    ask = MutualAsk(
        round_id=held.id, rated_id=people[0].id, rater_id=reader.person_id, part=RaterPart.SUPERVISOR
    )
    db.session.add(ask)
    db.session.flush()
    return {"round_id": held.id, "ask_id": ask.id}


def asked_of(team, reader):
    """A grouping of the team, asked of the reader too."""
    groups = (make.words("Open-ended"), make.words("For a time"))
    plan = GroupingPlan(make.words("Contract"), make.words("To see."), team.id, groups)
    an_employee(team=team, person=reader.person)
    return grouping.start(plan, actor=reader).id


def planned(opening, reader):
    """A requisition of the reader's and a campaign with an opening."""
    soon = clock.today() + timedelta(days=30)
    need = requisitions.Need(
        opening.role_profile_id, opening.team_id, opening.site_id, Shift.DAY, "en", 3, soon,
        RequisitionCause.GROWTH, "More people write to us.",
    )  # fmt: skip
    plan = campaigns.Plan(opening.title, CampaignKind.PEAK, soon, clock.today(), soon)
    campaign = campaigns.begin(plan, actor=reader)
    campaigns.take_in(campaign, opening, actor=reader)
    requisition = requisitions.raise_requisition(need, actor=reader)
    return {"requisition_id": requisition.id, "campaign_id": campaign.id}


def costs_of(opening, reader):
    """A channel with terms, a cost and a reward: argument → id."""
    channel = make.a_channel("referral")
    bonus = Terms(CostModel.BONUS, 150_000, "CNY", stay_days=30)
    channels.publish_terms(channel, bonus, clock.today(), actor=reader)
    visit = make.an_application(opening, stage="offer", channel="referral")
    visit.application.referrer_id = reader.person_id
    walking.draft(visit, reader)
    walking.approved(visit)
    offers.send(visit, walking.offer_of(visit), actor=reader)
    offers.accept(visit, walking.offer_of(visit), actor=reader)
    hiring.hire(visit, actor=reader)
    cost = costs.book(channel, Spent(clock.today(), 5000, "CNY"), actor=reader)
    reward = reward_queries.live_reward(visit.application_id)
    return {"channel_id": channel.id, "cost_id": cost.id, "reward_id": reward.id}


def of(visit):
    return {"application_id": visit.application_id}


def examined_again(opening):
    """Somebody at the test who has a result of an earlier application."""
    former = make.an_application(make.an_opening(), stage="online test")
    make.a_result(former, 90)
    make.rejected(former)
    return make.an_application(opening, former.application.person, stage="online test")


def own_scorecard(opening, reader):
    panelist = interviewing.ask(make.an_application(opening, stage="first interview"), reader, actor=reader)
    submit(panelist, 4)
    return panelist.id


def _is_elsewhere(rule):
    """Looked at by another test, or a download."""
    return "kind" in rule.arguments or bool(rule.arguments & ELSEWHERE.keys())


def test_the_tests_that_look_at_the_other_pages_are_there():
    assert {one for one in ELSEWHERE.values() if not (Path(__file__).parent / one).exists()} == set()


def addresses(app, around):
    """Endpoint → its address, with the values of `around` filled in."""
    found = {}
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint not in NO_PAGES and not _is_elsewhere(rule):
            own = around.get(rule.endpoint, {})
            unknown = rule.arguments - around.keys() - own.keys()
            assert not unknown, f"{rule.rule}: `around` has no {unknown}"
            values = {name: around.get(name) for name in rule.arguments} | own
            with app.test_request_context():
                found[rule.endpoint] = app.url_for(rule.endpoint, **values)
    return found


def test_every_page_is_whole_for_who_may_see_it(app, around, reader, sign_in, look_at, console):
    pages = addresses(app, around)
    db.session.commit()
    wrong = [one for endpoint in GATES for one in look_at(pages.pop(endpoint))]
    sign_in(reader)
    wrong += [one for address in pages.values() for one in look_at(address)]
    wrong += console.complaints
    console.complaints.clear()
    assert not wrong, "\n".join(wrong)


def test_looking_at_a_page_writes_nothing(app, around, reader, browse, counted):
    pages = addresses(app, around)
    visitor, wrote = browse(reader), []
    db.session.commit()
    for endpoint, address in pages.items():
        with counted() as seen:
            answer = copy_context().run(visitor.client.get, address)
        assert answer.status_code in {200, 302}, f"{endpoint}: {answer.status}"
        wrote += [f"{address}: {one}" for one in seen if WRITES.match(one)]
    assert not wrote, "\n".join(wrote)


def test_an_application_is_whole_in_every_state(around, reader, sign_in, look_at):
    opening = standing.latest_visit(around["application_id"]).application.opening
    held = make.an_application(opening)
    pipeline.hold(held, actor=reader, reason="Asked us to wait.")
    rejected, check = make.rejected(make.an_application(opening)), make.an_application(opening, stage=CHECK)
    hired, accepted = walking.hired(reader, opening), walking.accepted(reader, opening)
    found = [f"/applications/{visit.application_id}" for visit in (held, rejected, check, hired, accepted)]
    found += [f"{found[3]}/offer", f"{found[4]}/offer", f"{found[0]}?{PAST}"]
    found += [f"/openings/{opening.id}/board?{PAST}", "/applications?status=all&sort=mark"]
    sign_in(reader)
    wrong = [one for address in found for one in look_at(address)]
    assert not wrong, "\n".join(wrong)
