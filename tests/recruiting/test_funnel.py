"""The funnel by reached, worked out by hand on a small story; the people behind each of its numbers."""

import csv
import io
from datetime import timedelta

import pytest

from core import clock
from people.permissions import Role
from recruiting import adopting, applications, closing, drafting, hiring, offers, pipeline, rules, undoing
from recruiting.queries import standing
from recruiting.queries.funnel import Cohort, Way, ends, funnel, people_behind, people_in
from recruiting.queries.reports import stays
from recruiting.stage_plans import StagePlan
from recruiting.states import ReasonFamily, StageKind, Status
from tests import factories as make
from tests.recruiting import walking

BY_HAND = {
    "screening": (9, {Way.ADVANCED: 3, Way.STILL_THERE: 3, Way.REJECTED: 1, Way.WITHDREW: 1,
                      Way.MOVED_AWAY: 1}),
    "online test": (1, {Way.STILL_THERE: 1}),
    "first interview": (2, {Way.STILL_THERE: 1, Way.SENT_BACK: 1}),
    "offer": (1, {Way.ADVANCED: 1}),
}  # fmt: skip
ENDS = {
    Status.ACTIVE: 4,
    Status.ON_HOLD: 1,
    Status.REJECTED: 1,
    Status.WITHDRAWN: 1,
    Status.TRANSFERRED: 1,
    Status.NO_SHOW: 1,
}


@pytest.fixture
def opening(recruiter):
    """Nine people: one each who stays, is rejected, withdraws, is held, is sent back, skips a stage,
    is moved by mistake, does not come on the first day, and goes to another opening."""
    opening = make.an_opening()
    make.an_application(opening)
    make.rejected(make.an_application(opening))
    closing.withdraw(make.an_application(opening), make.a_reason(ReasonFamily.WITHDRAWAL), actor=recruiter)
    pipeline.hold(make.an_application(opening), actor=recruiter, reason=make.WHY)
    is_sent_back(make.an_application(opening), recruiter)
    make.an_application(opening, stage="first interview")
    pipeline.advance(make.an_application(opening), actor=recruiter, batch="a mistake")
    undoing.undo("a mistake", actor=recruiter)
    does_not_come(make.an_application(opening, stage="offer"), recruiter)
    applications.transfer(make.an_application(opening), make.an_opening(), actor=recruiter)
    return opening


def is_sent_back(visit, actor):
    test = pipeline.advance(visit, actor=actor)
    make.a_result(test, 90)
    interview = pipeline.advance(test, actor=actor)
    pipeline.move(interview, test.stage, actor=actor, reason=make.WHY)


def does_not_come(visit, actor):
    until = clock.now() + timedelta(days=3)
    offer = offers.draft(visit, terms="As said.", starts_on=clock.today(), expires_at=until, actor=actor)
    offers.send(visit, walking.approved(visit), actor=actor)
    offers.accept(visit, offer, actor=actor)
    hiring.hire(visit, actor=actor)
    hiring.record_no_show(visit, actor=actor, reason=make.WHY)


def numbers(steps):
    return {step.key: (step.entered, {way: n for way, n in step.ways.items() if n}) for step in steps}


def test_the_funnel_is_the_one_worked_out_by_hand(opening, recruiter):
    cohort = Cohort(opening.id)
    steps = funnel(recruiter, cohort)
    assert numbers(steps) == BY_HAND
    assert [step.key for step in steps] == list(BY_HAND), "in the order of the pipeline"
    assert all(step.entered == sum(step.ways.values()) for step in steps)
    assert ends(recruiter, cohort) == ENDS
    assert sum(ENDS.values()) == BY_HAND["screening"][0]


def test_the_share_passed_counts_only_who_has_finished(opening, recruiter):
    shares = {step.key: step.passed_share for step in funnel(recruiter, Cohort(opening.id))}
    assert shares == {"screening": 3 / 6, "online test": None, "first interview": 0, "offer": 1}


def test_each_number_of_the_page_opens_as_many_people(opening, recruiter, browse):
    page = browse(recruiter)
    funnel_page = page.get(f"/reports/funnel?opening={opening.id}")
    links = funnel_page.all("tbody a.quiet")
    shown = sum(1 + len(ways) for _entered, ways in BY_HAND.values())
    finished = [link.get_text() for link in links if "way=finished" in link["href"]]
    assert len(links) == shown + 3 and finished == ["6", "1", "1"]
    ended = funnel_page.all("tfoot a.quiet")
    assert [link.get_text() for link in ended] == ["9", "4", "1", "1", "1", "1", "1"], "all, and ENDS"
    for link in [*links, *ended]:
        rows = page.get(link["href"]).all("tbody tr")
        assert len(rows) == int(link.get_text()), link["href"]


def test_the_list_of_a_number_pages_without_losing_anybody(opening, recruiter, browse, monkeypatch):
    monkeypatch.setattr("recruiting.queries.funnel.PAGE", 4)
    page, seen = browse(recruiter), []
    here = page.get(f"/reports/funnel/people?opening={opening.id}&stage=screening")
    while True:
        seen += [link["href"] for link in here.all("tbody a")]
        following = [link for link in here.all(".panel-foot a") if "after=" in str(link.get("href"))]
        if not following:
            break
        here = page.get(following[0]["href"])
    assert (len(seen), len(set(seen))) == (9, 9)


def test_the_export_says_what_the_page_says(opening, recruiter, browse):
    page = browse(recruiter)
    answer = page.get(f"/reports/funnel?opening={opening.id}&export=csv")
    rows = list(csv.reader(io.StringIO(answer.response.get_data().decode("utf-8-sig"))))
    table = rows[1 : rows.index([])]  # under it stands what the report says
    exported = {row[0]: [int(float(cell)) for cell in row[1:8]] for row in table}
    steps = funnel(recruiter, Cohort(opening.id))
    assert exported == {step.name["en"]: [step.entered, *step.ways.values()] for step in steps}
    shown = page.get(f"/reports/funnel?opening={opening.id}").texts("tbody th")
    assert list(exported) == shown


def test_who_applied_outside_the_days_asked_for_is_not_counted(opening, recruiter, browse):
    tomorrow, today = clock.today() + timedelta(days=1), clock.today()
    page = browse(recruiter)
    assert not page.get(f"/reports/funnel?opening={opening.id}&since={tomorrow}").has("tbody")
    assert page.get(f"/reports/funnel?opening={opening.id}&since={today}&until={today}").has("tbody")
    assert funnel(recruiter, Cohort(opening.id, until=clock.day_start(today))) == []


def test_both_openings_together_count_who_went_over_twice(opening, recruiter):
    together = {step.key: step for step in funnel(recruiter, Cohort())}
    assert together["screening"].entered == 10
    assert len(people_behind(recruiter, Cohort(), "screening", Way.MOVED_AWAY)) == 1


def test_a_manager_counts_only_openings_of_the_own_team(opening, browse):
    stranger = make.an_account(Role.MANAGER, team=make.a_team("Elsewhere"))
    assert funnel(stranger, Cohort(opening.id)) == []
    assert browse(stranger).get("/reports/funnel").has(".empty")


def test_a_number_that_does_not_exist_is_not_found(opening, recruiter, browse):
    page = browse(recruiter)
    page.get("/reports/funnel/people?stage=moon", expect=404)
    page.get("/reports/funnel/people?stage=screening&way=moon", expect=404)
    page.get("/reports/funnel/people?status=moon", expect=404)


def test_who_ended_how_is_listed_as_of_the_day_and_taken_away(opening, recruiter, browse):
    page = browse(recruiter)
    at = clock.now() + timedelta(days=1)
    rejected = people_in(recruiter, Cohort(opening.id), Status.REJECTED)[0]
    with clock.at(at):
        closing.reinstate(standing.latest_visit(rejected.id), actor=recruiter, reason=make.WHY)
        then = clock.local(at - timedelta(days=1)).date()
        asked = f"/reports/funnel/people?opening={opening.id}&status=rejected"
        assert not page.get(asked).has("tbody tr")
        assert len(page.get(f"{asked}&as_of={then}").all("tbody tr")) == 1
        taken = page.get(f"{asked}&as_of={then}&export=csv").response.get_data(as_text=True)
    assert len(taken.splitlines()) == 2 and "Applied" in taken.splitlines()[0]
    assert page.get(f"/reports/funnel/people?opening={opening.id}&status=hired").text("h1") == "hired"


def test_a_stage_that_a_new_version_puts_in_front_turns_no_order_round(browse, recruiter):
    """In the newer version everything behind the new stage stands one place further down. Who has not come
    that far there yet must not pull a stage of the older one in front of what comes before it."""
    old = make.an_opening()
    new = make.an_opening()
    make.an_application(old, stage="background check")
    with_a_call(new)
    make.an_application(new, stage="simulation")
    standing_in = ["screening", "online test", "first interview", "second interview", "simulation"]
    shown = [step.key for step in funnel(recruiter, Cohort())]
    assert [key for key in shown if key != "phone call"] == [
        key for key in [*standing_in, "background check"] if key in shown
    ]
    assert shown.index("simulation") < shown.index("background check")
    stages = [row.key for row in stays.time_in_stage(recruiter, Cohort())["stage"]]
    assert stages == shown
    choices = browse(recruiter).get("/applications").all("[name=stage] option")
    offered = [choice["value"] for choice in choices if choice["value"]]
    assert offered.index("online test") < offered.index("phone call") < offered.index("first interview")


def with_a_call(opening):
    admin = make.an_account(Role.ADMINISTRATOR)
    draft = drafting.begin(opening.pipeline_version.pipeline, actor=admin)
    call = StagePlan("phone call", StageKind.SCREENING, make.words("Phone call", "电话沟通"), 2)
    drafting.add_stage(draft, call, actor=admin)
    drafting.shift_stage(draft, "phone call", -4, actor=admin)
    version = drafting.publish(draft, actor=admin, reason=make.WHY, seen=draft.version)
    adopting.adopt(opening, version, actor=admin)


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        (["abc"], "abc"),
        (["abc", "abxc"], "abxc"),
        (["acb", "abc"], "acb"),
        (["abd", "xacd", "dy"], "xacbdy"),
        (["ab", "yz"], "yzab"),
    ],
)
def test_keys_of_several_versions_stand_in_one_order(orders, expected):
    assert "".join(rules.joined(orders)) == expected
