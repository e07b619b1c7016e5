"""What pages and moves ask of the sample team, where rows are as people leave them: sheets of answers, former
versions, interviews that are called off. tests/many.py makes many rows, but all alike."""

from collections import defaultdict
from datetime import UTC, datetime

from sqlalchemy import func, select

from core import clock
from core.db import db
from people.models import Account
from people.permissions import Permission, Role
from recruiting.demo import cast, fill
from recruiting.models import Application, Interview, Opening, Stage, Visit
from recruiting.queries import standing
from recruiting.states import InterviewState, StageKind, Status
from tests import factories as make
from tests.recruiting.test_statement_counts import ASKED, CALLED_OFF

NOW = datetime(2026, 11, 18, 2, tzinfo=UTC)
"""A Wednesday morning in Hangzhou."""
OF_EACH = 2
"""So many applications of each stage and status."""
LOOKED_UP = 1
"""Whom a text means is asked before the rows; once more where nobody is called so, but nearly."""
TEXTS = {"?text=li": LOOKED_UP, "?text=wang&overdue=y": LOOKED_UP, "?text=Weing": 2, "?text=qqqq": LOOKED_UP}
TAUGHT = 1
"""What the home of whoever teaches asks beside: of which sessions attendance is missing."""
SCORED = {StageKind.INTERVIEW, StageKind.SIMULATION}
SCORED_MORE = 2
"""What leaving a scored stage asks beside: whose scorecard is missing, and which interviews are to come."""


def test_pages_of_the_sample_team_ask_as_seldom_as_any(app, browse, counted):
    """One story for many questions: it takes some seconds to tell."""
    with clock.at(NOW):
        fill.fill(applicants=60, serving=20)
        everything = make.an_account(*Role)
        db.session.commit()
        homes_ask_seldom(browse, counted, everything)
        page = browse(everything)
        candidates_ask_seldom(page, counted)
        boards_and_the_list_ask_seldom(page, counted)
        moves_ask_seldom(page, counted)


def beyond(asked, most):
    return {what: count for what, count in asked.items() if count > most}


def asking(counted, act):
    """How many statements it takes."""
    with counted() as statements:
        act()
    return statements.count


def homes_ask_seldom(browse, counted, everything):
    accounts = [*[signing_in(role) for role in Role], everything, *colleagues()]
    assert len({role for one in accounts for role in one.roles}) == len(Role)
    at_work = [one for one in accounts if one.may(Permission.SEE_OWN_PATH)]
    assert len(at_work) > 5
    homes = {one.email: asking(counted, lambda: browse(one).get("/")) for one in accounts}  # noqa: B023
    teach = {one.email for one in accounts if one.may(Permission.TEACH)}
    assert beyond(homes, ASKED["home"] + TAUGHT) == {}
    assert {one for one in beyond(homes, ASKED["home"]) if one not in teach} == set()
    own = {one.email: asking(counted, lambda: browse(one).get("/own-work")) for one in at_work}  # noqa: B023
    assert beyond(own, ASKED["home"]) == {}


def signing_in(role):
    return db.session.scalars(select(Account).where(Account.email == cast.SIGN_INS[role])).unique().one()


def colleagues():
    some = select(Account).where(Account.email.like("colleague.%")).order_by(Account.id)
    return db.session.scalars(some).unique().all()


def candidates_ask_seldom(page, counted):
    ids = of_each_stage_and_status()
    assert len(ids) > 20
    asked = {one: asking(counted, lambda: page.get(f"/applications/{one}")) for one in ids}  # noqa: B023
    assert beyond(asked, ASKED["candidate"]) == {}


def of_each_stage_and_status():
    newest = select(func.max(Visit.id)).where(Visit.voided_at.is_(None)).group_by(Visit.application_id)
    query = select(Application.id, Application.status, Visit.stage_id).join(
        Visit, Visit.application_id == Application.id
    )
    found = defaultdict(list)
    for one, *key in db.session.execute(query.where(Visit.id.in_(newest)).order_by(Application.id.desc())):
        found[tuple(key)].append(one)
    return [one for ids in found.values() for one in ids[:OF_EACH]]


def boards_and_the_list_ask_seldom(page, counted):
    lists = {"/applications": ASKED["list"], "/applications?status=all": ASKED["list"]}
    boards = [f"/openings/{one}/board" for one in db.session.scalars(select(Opening.id))]
    for text, more in TEXTS.items():
        # A list that shows all it found need not count them: that makes up for looking up whom is meant.
        lists[f"/applications{text}"] = ASKED["list"] + more - LOOKED_UP
        lists |= {f"{board}{text}": ASKED["board"] + more for board in boards}
    lists |= dict.fromkeys(boards, ASKED["board"])
    asked = {path: asking(counted, lambda: page.get(path)) for path in lists}  # noqa: B023
    assert {path: count for path, count in asked.items() if count > lists[path]} == {}


def moves_ask_seldom(page, counted):
    beyond_measure, left = {}, set()
    for visit, stage, to in movable():
        most = ASKED["move"] + (SCORED_MORE if stage.kind in SCORED else 0)
        if interviews_to_come(visit):
            most = CALLED_OFF
        given = {"to": to.id, "seen": visit.seen, "reason": "The best we have met.", "override": "y"}
        path = f"/applications/{visit.application_id}/moves"
        count = asking(counted, lambda: page.post(path, given | {"tell": "y"}))  # noqa: B023
        left.add((stage.key, most))
        if count > most:
            beyond_measure[stage.key, visit.application_id] = count, most
    assert beyond_measure == {}
    assert any(most == CALLED_OFF for _key, most in left) and len(left) > 5, left


def movable():
    """Everybody who stands, active, before the last stage: visit, stage and the following one."""
    query = select(Visit.application_id).join(Application, Application.id == Visit.application_id)
    active = query.where(Visit.left_at.is_(None), Application.status == Status.ACTIVE).order_by(Visit.id)
    for one in db.session.scalars(active).all():
        visit = standing.latest_visit(one)
        stages: list[Stage] = visit.application.pipeline_version.stages
        following = [stage for stage in stages if stage.position > visit.stage.position]
        if following:
            yield visit, visit.stage, following[0]


def interviews_to_come(visit):
    query = select(func.count()).where(
        Interview.visit_id == visit.id,
        Interview.state == InterviewState.PLANNED,
        Interview.starts_at > clock.now(),
    )
    return db.session.scalar(query)
