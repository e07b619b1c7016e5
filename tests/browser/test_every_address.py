"""Every address that answers with a page: whole in both themes, at a desk and on a phone.

The addresses are those of the product itself, so that a new page is looked at as soon as it exists.
"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from core.outbox import queue
from people import links
from people.permissions import Role
from people.states import Purpose
from recruiting import campaigns, candidates, interviewing, notes, pipeline, requisitions
from recruiting.models import RoleProfile
from recruiting.queries import standing
from recruiting.states import Audience, CampaignKind, FileKind, RequisitionCause, Shift
from tests import factories as make
from tests.recruiting import walking
from tests.recruiting.scoring import submit, tomorrow

NO_PAGES = {
    "static": "a file",
    "core.healthz": "JSON",
    "core.export_outbox": "a download",
    "people.export_accounts": "a download",
    "recruiting.export_applications": "a download",
    "recruiting.export_campaigns": "a download",
    "recruiting.export_openings": "a download",
    "recruiting.export_requisitions": "a download",
    "recruiting.file": "a download",
    "training.export_awaiting": "a download",
    "recruiting.moves_menu": "a part of a page",
}
GATES = ("people.sign_in", "people.forgotten", "people.follow")
CHECK, PAST = "background check", "as_of=2026-01-01"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


@pytest.fixture
def reader(app):
    """Somebody with every role, so that no page is kept from them."""
    return make.an_account(*Role, name="沈悦")


@pytest.fixture
def around(app, reader):
    """A little of everything that has a page of its own: argument or endpoint → value."""
    team = make.a_team()
    opening = make.an_opening(team=team, actor=reader, manager=reader)
    visit = make.an_application(opening, make.a_person("宋嘉树"), "first interview")
    mine = interviewing.ask(visit, reader, actor=reader)
    submit(interviewing.ask(visit, make.an_account(Role.INTERVIEWER), actor=reader), 2)
    interviewing.plan(visit, tomorrow(), 45, "Room 3", actor=reader)
    notes.write(visit.application, "Called twice.", audience=Audience.TEAM, colleagues=[], actor=reader)
    candidates.add_file(visit.application, "cv.pdf", b"%PDF-1.7", FileKind.RESUME, actor=reader)
    letter = queue("account.reset", language="en", to_name="Somebody", to_address="a@example.org", values={})
    profile = db.session.scalars(select(RoleProfile)).first()
    return {
        "opening_id": opening.id, "application_id": visit.application_id, "panelist_id": mine.id,
        "person_id": visit.application.person_id, "account_id": reader.id, "team_id": team.id,
        "site_id": team.site_id, "profile_id": profile.id, "reason_id": make.a_reason().id,
        "letter_id": letter.id, "key": "account.reset", "language": "en",
        "recruiting.amend_scorecard": {"panelist_id": own_scorecard(opening, reader)},
        **planned(opening, reader),
        "recruiting.find": {"q": "宋"}, "recruiting.funnel_people": {"stage": "screening", "way": "advanced"},
        "recruiting.enter_result": of(make.an_application(opening, stage="online test")),
        "recruiting.offer": of(walking.sent(reader, opening)),
        "recruiting.reinstate": of(make.rejected(make.an_application(opening))),
        "people.follow": {"token": links.make(reader.id, Purpose.RESET).rpartition("/")[2]},
    }  # fmt: skip


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


def of(visit):
    return {"application_id": visit.application_id}


def own_scorecard(opening, reader):
    panelist = interviewing.ask(make.an_application(opening, stage="first interview"), reader, actor=reader)
    submit(panelist, 4)
    return panelist.id


@pytest.fixture
def look_at(page, axe):
    """`look_at(address)`: what is wrong there; nothing, if all is well."""

    def wrong(address):
        page.set_viewport_size(DESK)
        answer = page.goto(address)
        if answer.status != 200:
            return [f"{address}: {answer.status}"]
        found = []
        for theme, size in (("light", DESK), ("dark", PHONE)):
            page.set_viewport_size(size)
            page.evaluate(f"document.documentElement.setAttribute('data-bs-theme', '{theme}')")
            found += [scrolls(page, address), complaint(axe, page, theme)]
        return [one for one in found if one]

    return wrong


def scrolls(page, address):
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return f"{address}: {wider} px too wide at {page.viewport_size['width']}" if wider > 0 else ""


def complaint(axe, page, theme):
    try:
        axe(page)
    except AssertionError as found:
        return f"{theme}: {found}"
    return ""


def addresses(app, around):
    """Endpoint → its address, with the values of `around` filled in."""
    found = {}
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint not in NO_PAGES:
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
