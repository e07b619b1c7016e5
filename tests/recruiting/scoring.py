"""Panels and ratings for the tests of scoring."""

from datetime import timedelta

from assessment.rules import Recommendation
from core import clock
from people.permissions import Role
from recruiting import interviewing, scoring
from tests import factories

YES, NO = Recommendation.YES, Recommendation.NO
BECAUSE = "Typed in the wrong row by mistake."


def a_recruiter(**of_account):
    return factories.an_account(Role.RECRUITER, **of_account)


def an_interviewer(**of_account):
    return factories.an_account(Role.INTERVIEWER, **of_account)


def a_panel(visit, size=2, actor=None):
    return [interviewing.ask(visit, an_interviewer(), actor=actor) for _ in range(size)]


def ratings(visit, value=4, **by_position):
    """The same value for each criterion, but for those named as c1=…, c2=…"""
    criteria = visit.stage.rubric_version.criteria
    return {one.id: by_position.get(f"c{one.position}", value) for one in criteria}


def submit(panelist, value=4, recommendation=YES, comment="Clear and calm.", **by_position):
    given = ratings(panelist.visit, value, **by_position)
    return scoring.submit(panelist, given, recommendation, comment, actor=panelist.account)


def amend(panelist, value=3, recommendation=YES, comment="Clear and calm.", why=BECAUSE, **by_position):
    given = ratings(panelist.visit, value, **by_position)
    return scoring.amend(panelist, given, recommendation, comment, why=why, actor=panelist.account)


def tomorrow(hours=0):
    return clock.now() + timedelta(days=1, hours=hours)
