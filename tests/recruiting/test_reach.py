"""What is out of reach is not there: not on a board, not on the home page, not by being named."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from people.permissions import Permission, Role
from recruiting import interviewing, openings, pipeline
from recruiting.models import Mention, Opening
from recruiting.queries import asked, home, listing
from recruiting.queries.filters import Filters
from recruiting.queries.reach import reachable
from recruiting.states import Part
from tests import factories as make
from tests.recruiting.scoring import a_panel, submit


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, name="Shen Yue")


def test_being_in_a_hiring_team_gives_nothing_that_no_role_gives(app):
    opening, interviewer = make.an_opening(), make.an_account(Role.INTERVIEWER)
    openings.add_member(opening, interviewer, Part.INTERVIEWER, actor=None)
    within = select(Opening.id).where(reachable(interviewer, Permission.SEE_APPLICATIONS))
    assert db.session.scalars(within).all() == []


def test_who_still_has_to_judge_somebody_sees_no_mark_of_an_earlier_interview_either(recruiter):
    visit = make.an_application(stage="first interview")
    (first,) = a_panel(visit, 1)
    submit(first, 5)
    visit = pipeline.advance(visit, actor=None)
    manager = make.an_account(Role.MANAGER)
    own = interviewing.ask(visit, manager, actor=None)

    def mark(reader):
        return listing.listed(Filters(), reader, "mark").cards[0].mark

    assert mark(recruiter) == 5 and mark(manager) is None
    submit(own, 4)
    assert mark(manager) == 4


def test_only_who_may_read_a_note_can_be_named_in_it(browse, recruiter):
    visit = make.an_application()
    outsider = make.an_account(Role.INTERVIEWER, name="Olu Adeyemi")
    elsewhere = make.an_account(Role.MANAGER, team=make.a_team("Elsewhere"), name="Elsa Where")
    manager = make.an_account(Role.MANAGER, name="Mara Lind")
    body = {"body": "Look, @Olu Adeyemi, @Elsa Where and @Mara Lind!"}
    browse(recruiter).post(f"/applications/{visit.application_id}/notes", body)
    assert db.session.scalars(select(Mention.account_id)).all() == [manager.id]
    assert [asked.asked_of(one) for one in (outsider, elsewhere)] == [[], []]


def test_a_mention_leaves_the_home_page_of_who_may_no_longer_read_it(browse, recruiter):
    visit = make.an_application()
    manager = make.an_account(Role.MANAGER, name="Mara Lind")
    browse(recruiter).post(f"/applications/{visit.application_id}/notes", {"body": "See this, @Mara Lind."})
    assert [row.kind for row in asked.asked_of(manager)] == ["mention"]
    manager.grants[0].role = Role.INTERVIEWER
    db.session.flush()
    assert asked.asked_of(manager) == []


def test_an_interview_of_today_goes_from_the_home_page_with_whoever_left_before_it(recruiter):
    noon = clock.day_start(clock.today()) + timedelta(hours=12)
    with clock.at(noon - timedelta(hours=3)):
        gone, stays = (make.an_application(stage="first interview") for _ in range(2))
        for visit in (gone, stays):
            interviewing.plan(visit, noon, 45, "Room 3", actor=None, tell=False)
        make.rejected(gone)
        assert [row.application_id for row in home.interviews_today(recruiter)] == [stays.application_id]
    with clock.at(noon + timedelta(hours=1)):
        make.rejected(stays)
        assert [row.application_id for row in home.interviews_today(recruiter)] == [stays.application_id]
