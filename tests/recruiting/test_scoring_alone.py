"""Everybody judges alone: of another's scorecard nothing is seen before one's own is in."""

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from people.permissions import Role
from recruiting import interviewing, openings, pipeline, telling
from recruiting.models import Scorecard
from recruiting.queries import application_page, interviews, standing
from recruiting.queries import scoring as queries
from recruiting.states import Part
from tests import factories
from tests.recruiting.scoring import (
    NO,
    a_panel,
    a_recruiter,
    amend,
    an_interviewer,
    ratings,
    submit,
    tomorrow,
)

SECRET = "Froze when the second customer wrote."


@pytest.fixture
def visit(app):
    return factories.an_application(stage="first interview")


def told(visit, reader):
    """What the record says to `reader` about scores."""
    hidden = queries.owes_scorecard(visit.application_id, reader)
    rows = application_page.timeline(visit.application_id).rows
    verbs = {entry.id: entry.verb for entry, *_actor in rows}
    lines = telling.lines(rows, {}, {}, hide_scores_of_others=reader.id if hidden else None)
    return [verbs[line.id] for line in lines if verbs[line.id] in telling.SECRET_UNTIL_SCORED]


def marks_seen(visit, reader):
    return {card.account_id for card in queries.scorecards_shown_to(reader, visit).cards}


@pytest.mark.parametrize("submitted", list(product([False, True], repeat=3)))
def test_each_combination_of_who_has_submitted_shows_each_only_what_they_may_see(visit, submitted):
    """Panelists who may see the application, panelists who may not, and a decider who is not asked."""
    roles = [(Role.MANAGER,), (Role.INTERVIEWER,), (Role.RECRUITER, Role.INTERVIEWER)]
    panel = [interviewing.ask(visit, factories.an_account(*held), actor=None) for held in roles]
    decider = a_recruiter()
    done = {one.account_id for one, yes in zip(panel, submitted, strict=True) if yes}
    for one in panel:
        if one.account_id in done:
            submit(one, 2, NO, SECRET)
    for one in panel:
        shown = queries.scorecards_shown_to(one.account, visit)
        may_see = one.account_id in done
        assert {card.account_id for card in shown.cards} == (done if may_see else set())
        assert shown.hidden is not may_see
        assert bool(told(visit, one.account)) is bool(may_see and done)
        assert SECRET not in str(shown) or may_see
        assert shown.mark is None or may_see
        assert queries.owes_scorecard(visit.application_id, one.account) is not may_see
    assert marks_seen(visit, decider) == done
    assert bool(told(visit, decider)) is bool(done)


def test_an_amendment_too_is_hidden_from_who_has_not_submitted(visit):
    first, second = a_panel(visit)
    submit(first, 4)
    amend(first, 2)
    assert told(visit, second.account) == []
    submit(second, 3)
    assert set(told(visit, second.account)) == {"scorecard submitted", "scorecard amended", "scored"}


def test_a_panelist_asked_after_all_others_sees_nothing_of_theirs(visit):
    (first,) = a_panel(visit, 1)
    submit(first, 5)
    late = interviewing.ask(visit, factories.an_account(Role.MANAGER), actor=None)
    shown = queries.scorecards_shown_to(late.account, visit)
    assert shown.hidden and not shown.cards and shown.mark is None
    assert told(visit, late.account) == []


def test_an_earlier_interview_does_not_sway_who_still_has_to_judge(visit):
    (first,) = a_panel(visit, 1)
    submit(first, 5)
    second = pipeline.advance(visit, actor=None)
    manager = factories.an_account(Role.MANAGER)
    panelist = interviewing.ask(second, manager, actor=None)
    scores = queries.scores_of(visit.application_id, manager)
    assert scores.hidden and not any(panel.cards for panel in scores.panels)
    submit(panelist, 4)
    assert [len(panel.cards) for panel in queries.scores_of(visit.application_id, manager).panels] == [1, 1]


def test_who_was_released_sees_as_much_as_their_role_allows(visit):
    manager, guest = factories.an_account(Role.MANAGER), an_interviewer()
    panel = [interviewing.ask(visit, one, actor=None) for one in (manager, guest)]
    (third,) = a_panel(visit, 1)
    submit(third, 2)
    for one in panel:
        interviewing.release(one, "Is on leave until Monday.", actor=None)
    assert marks_seen(visit, manager) == {third.account_id}
    assert marks_seen(visit, guest) == set()


def test_who_reaches_neither_panel_nor_opening_sees_nothing(visit):
    (only,) = a_panel(visit, 1)
    submit(only)
    stranger = a_recruiter(team=factories.a_team("B2C mall"))
    member = an_interviewer()
    openings.add_member(visit.application.opening, member, Part.INTERVIEWER, actor=None)
    assert marks_seen(visit, stranger) == marks_seen(visit, member) == set()


def test_leaving_the_stage_is_no_way_to_look_while_it_can_be_undone(visit):
    late, first = a_panel(visit)
    submit(first, 2)
    manager = factories.an_account(Role.MANAGER)
    reason = "We need somebody for the evening shift."
    pipeline.move(
        visit, factories.a_stage(visit, "second interview"), actor=manager, reason=reason, override=True
    )
    assert queries.scorecards_shown_to(late.account, standing.visit(visit.id)).hidden
    with clock.at(clock.now() + timedelta(minutes=5)):
        assert not queries.scorecards_shown_to(late.account, standing.visit(visit.id)).hidden


# Pages


def fields(visit, value=4, recommendation="yes", **more):
    given = {f"rating_{criterion}": str(rating) for criterion, rating in ratings(visit, value).items()}
    return {**given, "recommendation": recommendation, "comment": "Clear and calm.", **more}


def test_an_interviewer_scores_and_only_then_sees_the_others(visit, browse):
    first, second = a_panel(visit)
    submit(first, 2, NO, SECRET)
    me, path = browse(second.account), f"/scorecards/{second.id}"
    page = me.get(path)
    assert SECRET not in page.html and not page.has(".scorecards") and first.account.name not in page.html
    me.post(path, fields(visit))
    page = me.get(path)
    assert SECRET in page.html and len(page.all(".apart")) == 3
    db.session.refresh(visit)
    assert str(visit.mark) == "3.0"


def test_every_description_is_visible_on_the_scorecard(visit, browse):
    (only,) = a_panel(visit, 1)
    page = browse(only.account).get(f"/scorecards/{only.id}")
    criteria = visit.stage.rubric_version.criteria
    assert [len(one.select("label")) for one in page.all(".anchors")] == [5] * len(criteria)
    assert all(anchor["en"] in page.text("main") for one in criteria for anchor in one.anchors)
    assert not page.has("input[type=radio][checked]")
    assert visit.application.person.email not in page.html


def test_a_scorecard_with_something_missing_keeps_all_that_was_typed(visit, browse):
    (only,) = a_panel(visit, 1)
    sent = fields(visit)
    missing = next(name for name in sent if name.startswith("rating_"))
    page = browse(only.account).post(f"/scorecards/{only.id}", {**sent, missing: ""}, expect=422)
    assert page.has(f".notice-bad a[href='#{missing}']") and page.has(f"#{missing}-error")
    kept = page.form("main form.panel")
    assert {name: kept.get(name, "").strip() for name in sent if name != missing} == {
        name: value for name, value in sent.items() if name != missing
    }
    assert db.session.scalar(select(Scorecard.id)) is None


@pytest.mark.parametrize("wrong", [{"recommendation": "perhaps"}, {"recommendation": ""}])
def test_the_recommendation_takes_a_side(visit, browse, wrong):
    (only,) = a_panel(visit, 1)
    page = browse(only.account).post(f"/scorecards/{only.id}", fields(visit) | wrong, expect=422)
    assert "there is no middle" in page.text("#recommendation-error")


@pytest.mark.parametrize("value", ["6", "0", "four", "3.5"])
def test_a_rating_that_is_none_of_the_five_is_refused(visit, browse, value):
    (only,) = a_panel(visit, 1)
    sent = fields(visit)
    name = next(name for name in sent if name.startswith("rating_"))
    browse(only.account).post(f"/scorecards/{only.id}", {**sent, name: value}, expect=422)
    assert db.session.scalar(select(Scorecard.id)) is None


def test_amending_shows_the_old_value_struck_through_beside_the_new(visit, browse):
    first, second = a_panel(visit)
    submit(first, 4)
    submit(second, 4)
    me = browse(first.account)
    page = me.get(f"/scorecards/{first.id}/amendment")
    assert len(page.all("input[type=radio][checked]")) == 4 and "after seeing them" in page.text(
        ".notice-warn"
    )
    me.post(f"/scorecards/{first.id}/amendment", fields(visit, 2, why="wrong"), expect=422)
    me.post(f"/scorecards/{first.id}/amendment", fields(visit, 2, why="Mixed up two candidates."))
    page = browse(a_recruiter()).get(f"/applications/{visit.application_id}/scorecards")
    assert "Mixed up two candidates." in page.text(".record")
    assert [text for text in page.texts(".record s") if "4.0" in text]
    assert "after seeing others" in page.text("thead")


def test_what_nobody_asked_of_an_interviewer_is_not_there(visit, browse):
    first, second = a_panel(visit)
    me = browse(second.account)
    me.get(f"/scorecards/{first.id}", expect=404)
    me.post(f"/scorecards/{first.id}", fields(visit), expect=404)
    me.get(f"/scorecards/{first.id}/amendment", expect=404)
    me.get("/scorecards/999999", expect=404)
    me.get(f"/applications/{visit.application_id}/scorecards", expect=403)
    interviewing.release(second, "Is on leave until Monday.", actor=None)
    me.get(f"/scorecards/{second.id}", expect=404)
    assert db.session.scalar(select(Scorecard.id)) is None


def test_a_panelist_who_may_see_applications_finds_the_scorecards_closed_until_then(visit, browse):
    (first,) = a_panel(visit, 1)
    submit(first, 2, NO, SECRET)
    manager = factories.an_account(Role.MANAGER)
    panelist = interviewing.ask(visit, manager, actor=None)
    path = f"/applications/{visit.application_id}"
    for page in (browse(manager).get(f"{path}/scorecards"), browse(manager).get(path)):
        assert SECRET not in page.html and not page.has("table.scorecards") and "2.0" not in page.text("main")
    submit(panelist, 4)
    assert SECRET in browse(manager).get(f"{path}/scorecards").html
    assert browse(manager).get(path).has("tr.apart")


def test_the_list_says_what_to_score_first_and_what_comes(visit, browse):
    me = an_interviewer()
    opening = visit.application.opening
    names = ["Old Request", "Tomorrow Meeting", "Done Already"]
    visits = [
        factories.an_application(opening, factories.a_person(name), "first interview") for name in names
    ]
    with clock.at(clock.now() - timedelta(days=3)):
        interviewing.ask(visits[0], me, actor=None)
    for one in visits[1:]:
        panelist = interviewing.ask(one, me, actor=None)
    interviewing.plan(visits[1], tomorrow(), 45, "Room 3", actor=None)
    submit(panelist, 4)
    page = browse(me).get("/interviews")
    assert page.texts(".worklist .person") == ["Old Request"] and page.text(".worklist .age") == "3 d"
    assert page.texts("ul.lines .person") == ["Tomorrow Meeting", "Done Already"]
    assert "tomorrow" in page.text("ul.lines:not(.lines-plain)") and "Room 3" in page.text("main")


def test_what_was_scored_stands_in_the_order_of_the_day_it_shows_on_every_page(visit, monkeypatch):
    me, opening, ago = an_interviewer(), visit.application.opening, [3, 1, 2]
    monkeypatch.setattr(interviews, "DONE_SHOWN", 1)
    for days in ago:
        asked = factories.an_application(opening, factories.a_person(f"{days} ago"), "first interview")
        with clock.at(clock.now() - timedelta(days=days)):
            submit(interviewing.ask(asked, me, actor=None), 4)
    first, second = interviews.scored_by(me)
    assert [one.name for one in (first, second, *interviews.scored_by(me, before=first.id))] == [
        "1 ago", "2 ago", "2 ago", "3 ago",
    ]  # fmt: skip
    assert [one.name for one in interviews.scored_by(me, before=second.id)] == ["3 ago"]


def test_nothing_to_score_says_so(app, browse):
    assert "Nothing waits for you." in browse(an_interviewer()).get("/interviews").text("main")


def test_the_list_and_the_scorecard_read_the_same_few_statements_for_many(visit, browse, counted):
    me = an_interviewer()
    mine = [interviewing.ask(visit, me, actor=None)]
    opening = visit.application.opening
    for _ in range(4):
        other = factories.an_application(opening, stage="first interview")
        mine.append(interviewing.ask(other, me, actor=None))
        submit(mine[-1])
    a_panel(visit, 3)
    for path, most in (
        ("/interviews", 5),
        (f"/scorecards/{mine[0].id}", 8),
        (f"/scorecards/{mine[1].id}", 8),
    ):
        reader = browse(me)
        with counted() as seen:
            reader.get(path)
        assert seen.count <= most, path


def test_pages_of_scores_speak_chinese(visit, browse):
    me = factories.an_account(Role.INTERVIEWER, language="zh_Hans")
    panelist = interviewing.ask(visit, me, actor=None)
    page = browse(me).get(f"/scorecards/{panelist.id}")
    assert visit.stage.rubric_version.criteria[0].name["zh_Hans"] in page.text("main")
