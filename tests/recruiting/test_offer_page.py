"""The offer's page: who makes offers and who hires find there what they may do, and nothing else."""

from datetime import timedelta

import pytest

from core import clock
from people.permissions import Role
from recruiting import offers, openings
from recruiting.states import Part, Status
from tests import factories as make
from tests.recruiting import walking


@pytest.fixture
def manager(app):
    return make.an_account(Role.MANAGER, team=make.a_team("Elsewhere"), name="Mara Lind")


@pytest.fixture
def visit(manager):
    opening = make.an_opening()
    openings.add_member(opening, manager, Part.HIRING_MANAGER, actor=None)
    return make.an_application(opening, stage="offer")


def accepted(visit, recruiter):
    offer = offers.draft(
        visit,
        terms="Full time",
        starts_on=clock.today() + timedelta(days=14),
        expires_at=clock.now() + timedelta(days=7),
        actor=recruiter,
    )
    offers.send(visit, walking.approved(visit), actor=recruiter)
    offers.accept(visit, offer, actor=recruiter)


def acts(page):
    return [form["action"].rsplit("/", 1)[-1] for form in page.all("main form")]


def test_a_hiring_manager_hires_from_the_page_on_which_a_recruiter_makes_offers(
    browse, visit, manager, recruiter
):
    address = f"/applications/{visit.application_id}/offer"
    assert acts(browse(recruiter).get(address)) == ["offer"]
    assert acts(browse(manager).get(address)) == []
    accepted(visit, recruiter)
    page = browse(manager).get(address)
    assert acts(page) == ["hire"]
    browse(manager).post(page.one("main form")["action"])
    assert visit.application.status is Status.HIRED


def test_a_hiring_manager_is_told_why_nobody_was_hired(browse, visit, manager):
    page = browse(manager).post(f"/applications/{visit.application_id}/hire", expect=422)
    assert "has not accepted an offer yet" in page.text(".notice-bad")
