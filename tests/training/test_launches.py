"""Launch briefings: what is asked, who is ready team by team, who may not serve the product yet."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from core import clock
from core.db import db
from core.record import Entry
from people import employment as employments
from people import queries as people
from people.permissions import Role
from people.states import DutyStatus, LeavingReason
from tests.factories import a_team, an_account
from tests.statements import count_statements
from tests.training.on_duty_already import DAY, TODAY, a_plan, a_session, account_of, an_employee, at
from training import briefing, launches, recurrent, roll_call
from training.briefing import BriefingRefused
from training.launches import Briefing, Frame, LaunchRefused
from training.models import LaunchCheck, LaunchReceipt, LaunchVersion
from training.queries import launch_gaps
from training.queries import launches as queries
from training.rules.launches import Asked, Done, standing
from training.states import LaunchGap, LedBy, Presence

WHY = "The supplier is a week late."
SINCE = datetime(2026, 11, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
BEFORE, AFTER = SINCE - HOUR, SINCE + HOUR
TEXT = "It charges by cable only. Never promise wireless charging."


# Rules


@pytest.mark.parametrize(
    ("asked", "done", "missing"),
    [
        ({}, {}, [LaunchGap.BRIEFING]),
        ({}, {"acknowledged_at": AFTER}, []),
        ({}, {"acknowledged_at": SINCE}, []),
        ({}, {"acknowledged_at": BEFORE}, [LaunchGap.BRIEFING]),
        ({}, {"attended_at": AFTER}, []),
        ({"attendance": True}, {"acknowledged_at": AFTER}, [LaunchGap.SESSION]),
        ({"attendance": True}, {"attended_at": AFTER}, []),
        ({"attendance": True}, {"attended_at": BEFORE}, [LaunchGap.SESSION]),
        ({"check": True}, {"acknowledged_at": AFTER}, [LaunchGap.CHECK]),
        ({"check": True}, {}, [LaunchGap.BRIEFING, LaunchGap.CHECK]),
        ({"check": True}, {"acknowledged_at": AFTER, "checked_at": AFTER}, [LaunchGap.FAILED]),
        ({"check": True}, {"acknowledged_at": AFTER, "checked_at": AFTER, "is_passed": True}, []),
        ({"check": True}, {"checked_at": BEFORE, "is_passed": True}, [LaunchGap.BRIEFING, LaunchGap.CHECK]),
        ({}, {"acknowledged_at": AFTER, "checked_at": AFTER, "is_passed": False}, []),
    ],
)
def test_what_is_missing_before_somebody_may_serve_a_product(asked, done, missing):
    found = standing(Asked(SINCE, **asked), Done(**done))
    assert (list(found.missing), found.is_ready) == (missing, not missing)


moments = st.none() | st.sampled_from([BEFORE, SINCE, AFTER])
everything = st.builds(
    Done, acknowledged_at=moments, attended_at=moments, checked_at=moments, is_passed=st.booleans()
)


@given(st.booleans(), st.booleans(), everything)
def test_whoever_attended_and_passed_is_ready_whatever_is_asked(attendance, check, done):
    asked = Asked(SINCE, attendance=attendance, check=check)
    assert standing(asked, replace(done, attended_at=AFTER, checked_at=AFTER, is_passed=True)).is_ready


@given(everything)
def test_asking_for_more_makes_nobody_ready_who_was_not(done):
    less, more = standing(Asked(SINCE), done), standing(Asked(SINCE, attendance=True, check=True), done)
    assert less.is_ready or not more.is_ready


# Verbs


@pytest.fixture
def now(app):
    with clock.at(at()):
        yield


@pytest.fixture
def team(now):
    return a_team()


@pytest.fixture
def trainer(team):
    return an_account(Role.TRAINER, name="顾明川")


@pytest.fixture
def cheng(team):
    return an_employee("程念", team=team)


@pytest.fixture
def robin(team):
    return an_employee("Robin Vale", team=team)


def a_frame(*teams, **other):
    wanted = {
        "product": "Luma desk lamp",
        "launches_on": TODAY + 7 * DAY,
        "for_all": False,
        "team_ids": frozenset(team.id for team in teams),
    }
    return Frame(**{**wanted, **other})


def a_launch(trainer, *teams, **asks):
    return launches.announce(a_frame(*teams), Briefing(TEXT, **asks), actor=trainer)


def missing(launch):
    """Whoever is read for the launch, as the rule has it; the database finds the same by itself."""
    read = [one for one in queries.readiness([launch.id]) if not one.standing.is_ready]
    assert [one for one in launch_gaps.lacking() if one.row.launch_id == launch.id] == read
    return {one.row.name: [gap.value for gap in one.standing.missing] for one in read}


def test_a_launch_concerns_who_is_on_duty_in_its_teams_and_who_joins_later(team, trainer, cheng, robin):
    other = an_employee("Elsewhere", team=a_team("B2C mall"))
    an_employee("In training", team=team, on_duty_since=None)
    launch = a_launch(trainer, team)
    briefing.acknowledge(launch, actor=account_of(cheng), seen=1)
    assert missing(launch) == {"Robin Vale": ["not briefed"]}
    employments.change_post(other, TODAY, team_id=team.id, actor=trainer)
    employments.begin_duty(robin, DutyStatus.LEAVE, TODAY, actor=None)
    assert missing(launch) == {"Elsewhere": ["not briefed"]}
    employments.end(other, TODAY - DAY, LeavingReason.OWN_WISH, actor=trainer)
    assert missing(launch) == {}


def test_readiness_is_counted_team_by_team(team, trainer, cheng, robin):
    mall = a_team("B2C mall")
    an_employee("Elsewhere", team=mall)
    launch = a_launch(trainer, team, mall)
    briefing.acknowledge(launch, actor=account_of(cheng), seen=1)
    found = queries.by_team(queries.readiness([launch.id]))
    assert [(one.team["en"], one.ready, one.total) for one in found] == [
        ("Global marketplace", 1, 2),
        ("B2C mall", 0, 1),
    ]


def test_attending_a_session_about_it_briefs_and_so_does_leading_one(team, trainer, cheng, robin):
    launch = a_launch(trainer, team, asks_attendance=True)
    peer = account_of(cheng)
    held = at(TODAY + DAY, 10)
    session = a_session(trainer, team, on=TODAY + DAY, launch_id=launch.id, led_by=LedBy.PEER,
                        leader=peer.person)  # fmt: skip
    briefing.acknowledge(launch, actor=peer, seen=1)
    assert missing(launch) == {"Robin Vale": ["not attended"], "程念": ["not attended"]}
    with clock.at(held):
        roll_call.take(session, {robin.id: Presence.PRESENT}, actor=trainer)
        assert missing(launch) == {}
        roll_call.take(session, {robin.id: Presence.ABSENT}, actor=trainer, reason="Was her brother.")
        # Nobody came, so that nobody was briefed, whoever was to lead it included.
        assert missing(launch) == {"Robin Vale": ["not attended"], "程念": ["not attended"]}


def test_a_session_is_about_a_launch_of_ones_own_teams_and_stays_so_when_that_is_withdrawn(
    team, trainer, browse
):
    other = a_team("B2C mall")
    theirs, mine = a_launch(trainer, other), an_account(Role.TRAINER, team=team)
    secret = theirs.product
    assert secret not in browse(mine).get("/training/recurrent/new").text("#launch")
    with pytest.raises(recurrent.RecurrentRefused) as refused:
        a_session(mine, team, launch_id=theirs.id)
    assert refused.value.field == "launch"
    own = a_launch(trainer, team)
    session = a_session(mine, team, launch_id=own.id)
    launches.withdraw(own, actor=trainer, reason=WHY)
    recurrent.change(session, a_plan(mine, team, launch_id=own.id, place="Hall"), actor=mine, reason="")
    offered = browse(mine).get(f"/training/recurrent/{session.id}/plan").one("#launch")
    assert offered.select_one("option[selected]")["value"] == str(own.id)


def test_the_check_is_entered_tried_again_and_taken_back_with_a_reason(team, trainer, cheng):
    launch = a_launch(trainer, team, asks_check=True)
    briefing.acknowledge(launch, actor=account_of(cheng), seen=1)
    assert briefing.enter_checks(launch, {cheng.id: False}, actor=trainer) == 1
    assert missing(launch) == {"程念": ["check failed"]}
    assert briefing.enter_checks(launch, {cheng.id: True}, actor=trainer) == 1
    assert briefing.enter_checks(launch, {cheng.id: True}, actor=trainer) == 0
    assert missing(launch) == {}
    with pytest.raises(BriefingRefused, match="Say why") as refused:
        briefing.enter_checks(launch, {cheng.id: False}, actor=trainer)
    assert refused.value.field == "reason"
    briefing.enter_checks(launch, {cheng.id: False}, actor=trainer, reason="Somebody else sat it.")
    rows = db.session.scalars(select(LaunchCheck).order_by(LaunchCheck.number)).all()
    assert [row.is_passed for row in rows] == [False, True, False]


def test_a_check_is_entered_by_whoever_trains_them_never_for_oneself(team, trainer, cheng):
    launch = a_launch(trainer, team, asks_check=True)
    elsewhere = an_account(Role.TRAINER, team=a_team("B2C mall"))
    with pytest.raises(BriefingRefused, match="not yours"):
        briefing.enter_checks(launch, {cheng.id: True}, actor=elsewhere)
    own = account_of(cheng, Role.TRAINER)
    with pytest.raises(BriefingRefused, match="of their own"):
        briefing.enter_checks(launch, {cheng.id: True}, actor=own)
    with pytest.raises(BriefingRefused, match="asks for no check"):
        briefing.enter_checks(a_launch(trainer, team), {cheng.id: True}, actor=trainer)


def test_a_new_version_counts_what_was_done_unless_it_asks_again(team, trainer, cheng):
    launch, mine = a_launch(trainer, team), account_of(cheng)
    briefing.acknowledge(launch, actor=mine, seen=1)
    with clock.at(at(hour=13)):
        launches.revise(launch, Briefing(f"{TEXT} In white.", asks_again=False), actor=trainer, based_on=1)
        assert missing(launch) == {}
        launches.revise(launch, Briefing("Everything differs."), actor=trainer, based_on=2)
        assert missing(launch) == {"程念": ["not briefed"]}
        with pytest.raises(BriefingRefused, match="newer version"):
            briefing.acknowledge(launch, actor=mine, seen=2)
        briefing.acknowledge(launch, actor=mine, seen=3)
        assert missing(launch) == {}


def test_who_publishes_on_an_older_version_is_told(team, trainer):
    launch = a_launch(trainer, team)
    launches.revise(launch, Briefing("Other words."), actor=trainer, based_on=1)
    with pytest.raises(LaunchRefused, match="while you were writing"):
        launches.revise(launch, Briefing("Third words."), actor=trainer, based_on=1)
    with pytest.raises(LaunchRefused, match="stands so already"):
        launches.revise(launch, Briefing("Other words."), actor=trainer, based_on=2)


def test_acknowledging_twice_leaves_one_receipt_and_strangers_have_none(team, trainer, cheng):
    launch, mine = a_launch(trainer, team), account_of(cheng)
    for _twice in range(2):
        briefing.acknowledge(launch, actor=mine, seen=1)
    assert len(db.session.scalars(select(LaunchReceipt)).all()) == 1
    stranger = account_of(an_employee("Elsewhere", team=a_team("B2C mall")))
    with pytest.raises(BriefingRefused, match="does not concern you"):
        briefing.acknowledge(launch, actor=stranger, seen=1)


def test_two_tabs_acknowledge_once(team, trainer, cheng, at_once):
    launch, mine = a_launch(trainer, team), account_of(cheng)
    db.session.commit()
    launch_id, account_id = launch.id, mine.id

    def act(_seen):
        with clock.at(at()):
            briefing.acknowledge(queries.one(launch_id), actor=people.account_by_id(account_id), seen=1)

    assert at_once(lambda: None, act, act) == ["done", "done"]
    assert len(db.session.scalars(select(LaunchReceipt)).all()) == 1


def test_a_launch_that_moves_needs_a_reason_and_the_record_keeps_the_old_day(team, trainer):
    launch = a_launch(trainer, team)
    later = a_frame(team, launches_on=TODAY + 14 * DAY)
    with pytest.raises(LaunchRefused, match="Say why") as refused:
        launches.change(launch, later, actor=trainer)
    assert refused.value.field == "reason"
    launches.change(launch, later, actor=trainer, reason=WHY)
    entry = db.session.scalars(select(Entry).where(Entry.verb == "launch moved")).one()
    assert (entry.reason, entry.details["before"]["launches_on"]) == (WHY, "2026-11-26")
    with pytest.raises(LaunchRefused, match="stands so already"):
        launches.change(launch, later, actor=trainer)


def test_who_changes_a_launch_whose_teams_changed_meanwhile_is_told(team, trainer):
    launch = a_launch(trainer, team)
    seen = launch.version
    launches.change(launch, a_frame(team, a_team("B2C mall")), actor=trainer)
    with pytest.raises(LaunchRefused, match="Somebody else changed"):
        launches.withdraw(launch, actor=trainer, reason=WHY, seen=seen)


def test_a_launch_that_is_withdrawn_asks_nothing_of_anybody(team, trainer, cheng):
    launch = a_launch(trainer, team)
    with pytest.raises(LaunchRefused, match="Say why"):
        launches.withdraw(launch, actor=trainer, reason=" ")
    launches.withdraw(launch, actor=trainer, reason=WHY)
    assert queries.of_person(cheng.person_id) == []
    with pytest.raises(LaunchRefused, match="was withdrawn"):
        launches.withdraw(launch, actor=trainer, reason=WHY)
    with pytest.raises(BriefingRefused, match="does not concern you"):
        briefing.acknowledge(launch, actor=account_of(cheng), seen=1)


@pytest.mark.parametrize(
    ("frame", "text", "field"),
    [
        ({"product": " "}, {}, "product"),
        ({"team_ids": frozenset()}, {}, "teams"),
        ({"team_ids": frozenset({987654})}, {}, "teams"),
        ({}, {"must_know": "  "}, "must_know"),
        ({}, {"url": "javascript:alert(1)"}, "url"),
        ({}, {"url": "https://a page"}, "url"),
    ],
)
def test_a_launch_that_makes_no_sense_is_refused_under_its_field(team, trainer, frame, text, field):
    with pytest.raises(LaunchRefused) as refused:
        launches.announce(replace(a_frame(team), **frame), replace(Briefing(TEXT), **text), actor=trainer)
    assert refused.value.field == field


def test_who_trains_one_team_announces_for_no_other(team):
    mine = an_account(Role.TRAINER, team=team)
    a_launch(mine, team)
    with pytest.raises(LaunchRefused, match="does not allow"):
        a_launch(mine, team, a_team("B2C mall"))


def test_the_database_changes_nothing_of_what_was_asked_and_done(team, trainer, cheng):
    launch = a_launch(trainer, team, asks_check=True)
    briefing.acknowledge(launch, actor=account_of(cheng), seen=1)
    briefing.enter_checks(launch, {cheng.id: True}, actor=trainer)
    db.session.commit()
    for statement in (
        update(LaunchVersion).values(must_know="Less."),
        update(LaunchCheck).values(is_passed=False),
        update(LaunchReceipt).values(acknowledged_at=clock.now()),
    ):
        with pytest.raises(DatabaseError, match="append-only"):
            db.session.execute(statement)
        db.session.rollback()


# Pages

SENT = {
    "product": "Luma desk lamp", "launches_on": "2026-11-26", "must_know": TEXT, "url": "",
    "by": "either", "asks_check": "y", "again": "stays", "based_on": "0",
}  # fmt: skip


@pytest.fixture
def visitors(team, trainer, cheng, robin, browse):
    return {
        "trainer": browse(trainer),
        "cheng": browse(account_of(cheng)),
        "robin": browse(account_of(robin)),
    }


def test_a_launch_is_announced_and_whoever_it_concerns_reads_and_acknowledges_it(team, visitors):
    trains, cheng = visitors["trainer"], visitors["cheng"]
    shown = trains.follow(trains.post("/training/launches/new", {**SENT, "teams": team.id}))
    assert shown.heading == "Luma desk lamp"
    assert shown.text("section[aria-labelledby=people] h2") == "2 may not serve it yet"
    for page in ("/", "/training/own", "/training/own/learning"):
        assert "Luma desk lamp" in cheng.get(page).text("section[aria-labelledby=not-yet]")
    [link] = [one["href"] for one in cheng.get("/").all("section[aria-labelledby=not-yet] a")]
    assert TEXT in cheng.get(link).text("main")
    cheng.post(f"{link}/acknowledgement", {"version": "1"})
    assert "Your trainer takes the short check" in cheng.get(link).text("main")
    one = queries.readiness([int(link.rpartition("/")[2])])[-1]
    trains.post(f"/training/launches/{one.row.launch_id}/checks", {f"mark-{one.row.employment_id}": "passed"})
    assert "You may serve it" in cheng.get(link).text(".page-head")
    assert not cheng.get("/").has("section[aria-labelledby=not-yet]")
    assert "1 of 2" in trains.get("/training/launches").text("tbody")


def test_what_was_typed_is_kept_when_an_announcement_is_refused(team, visitors):
    for wrong, said in (
        ({"teams": ""}, "Say which teams"),
        ({"product": ""}, "Name the product"),
        ({"url": "nothing"}, "no address of a page"),
        ({"launches_on": ""}, "A day is needed"),
    ):
        sent = {**SENT, "teams": team.id, **wrong}
        refused = visitors["trainer"].post("/training/launches/new", sent, expect=422)
        assert said in refused.text(".notice-bad"), wrong
        assert refused.text("textarea#must_know") == TEXT


def test_who_may_not_serve_what_is_listed_filtered_and_taken_away(team, trainer, cheng, robin, visitors):
    a_launch(trainer, team)
    page = visitors["trainer"]
    assert page.get("/training/launches/not-yet").texts("tbody .person") == ["Robin Vale", "程念"]
    assert page.get("/training/launches/not-yet?q=robin").texts("tbody .person") == ["Robin Vale"]
    assert not page.get(f"/training/launches/not-yet?team={a_team('B2C mall').id}").has("tbody tr")
    taken = page.get("/training/launches/not-yet?export=csv").response.get_data().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(taken)))
    assert [(row[0], row[3], row[5]) for row in rows[1:]] == [
        ("Robin Vale", "Luma desk lamp", "briefing neither read nor attended"),
        ("程念", "Luma desk lamp", "briefing neither read nor attended"),
    ]


def test_launches_that_everybody_was_briefed_about_are_not_read_again(team, trainer, cheng, browse):
    page, mine = browse(trainer), account_of(cheng)
    known = [a_launch(trainer, team, asks_check=True) for _number in range(3)]
    for one in known:
        briefing.acknowledge(one, actor=mine, seen=1)
        briefing.enter_checks(one, {cheng.id: True}, actor=trainer)
    with count_statements(db.engine) as seen:
        assert launch_gaps.lacking(trainer) == []
    assert seen.count == 1
    fresh = launches.announce(a_frame(team, product="Kettle"), Briefing(TEXT), actor=trainer)
    shown = page.get("/training/launches/not-yet")
    assert [one.text for one in shown.all("#launch option")] == ["any", "Kettle"]
    chosen = page.get(f"/training/launches/not-yet?launch={known[0].id}")
    assert "Luma desk lamp" in chosen.text(".toolbar") and not chosen.has("tbody tr")
    assert page.get(f"/training/launches/not-yet?launch={fresh.id}").texts("tbody .person") == ["程念"]
    page.get(f"/training/launches/not-yet?launch={'9' * 30}")


def test_a_launch_of_other_teams_is_not_there(team, trainer, cheng, robin, browse):
    launch = a_launch(trainer, team)
    mall = a_team("B2C mall")
    elsewhere = browse(an_account(Role.TRAINER, team=mall))
    for path in ("", "/plan", "/versions/new"):
        elsewhere.get(f"/training/launches/{launch.id}{path}", expect=404)
    assert not elsewhere.get("/training/launches/not-yet").has("tbody tr")
    stranger = browse(account_of(an_employee("Elsewhere", team=mall)))
    stranger.get(f"/training/own/launches/{launch.id}", expect=404)
    stranger.post(f"/training/own/launches/{launch.id}/acknowledgement", expect=404)
    both = a_launch(trainer, team, mall)
    assert "Elsewhere" in elsewhere.get(f"/training/launches/{both.id}").text("table.sheet")
    assert "程念" not in elsewhere.get(f"/training/launches/{both.id}").html
    elsewhere.get(f"/training/launches/{both.id}/plan", expect=404)


def test_moving_revising_and_withdrawing_are_explained_on_the_page(team, trainer, visitors):
    launch, page = a_launch(trainer, team), visitors["trainer"]
    address = f"/training/launches/{launch.id}"
    form = page.get(f"{address}/plan").form("form[data-keep]")
    assert "Say why" in page.post(f"{address}/plan", {**form, "launches_on": "2026-12-01"}, expect=422).text(
        ".notice-bad"
    )
    page.post(f"{address}/plan", {**form, "launches_on": "2026-12-01", "reason": WHY})
    words = page.get(f"{address}/versions/new").form("form[data-keep]")
    page.post(f"{address}/versions/new", {**words, "must_know": "In white as well.", "again": "again"})
    shown = page.get(address)
    assert WHY in shown.text(".record") and "In white as well." in shown.text("main")
    assert "Say why" in page.post(f"{address}/withdrawal", expect=422).text(".notice-bad")
    page.post(f"{address}/withdrawal", {"reason": "The lamp flickers."})
    assert page.get(address).text(".page-head .state") == "launch withdrawn"
    assert not visitors["cheng"].get("/").has("section[aria-labelledby=not-yet]")


def test_a_briefing_is_planned_from_the_page_of_the_launch(team, trainer, visitors):
    launch, page = a_launch(trainer, team), visitors["trainer"]
    form = page.get(f"/training/recurrent/new?launch={launch.id}").form("form[data-keep]")
    assert (form["topic"], form["launch"], form["teams"]) == ("Luma desk lamp", str(launch.id), str(team.id))
    sent = {
        **form,
        "leader": "顾明川",
        "on": "2026-11-20",
        "begins": "10:00",
        "ends": "11:00",
        "place": "R 2",
    }
    page.post("/training/recurrent/new", sent)
    assert page.get(f"/training/launches/{launch.id}").has("section[aria-labelledby=sessions] tbody tr")
    own = visitors["cheng"].get(f"/training/own/launches/{launch.id}")
    assert "顾明川" in own.text("section[aria-labelledby=sessions]")


def test_the_lists_need_as_many_statements_for_many(team, trainer, cheng, counted, visitors):
    def statements():
        seen = []
        for path in ("/training/launches", "/training/launches/not-yet", f"/training/launches/{first.id}"):
            with counted() as found:
                visitors["trainer"].get(path)
            seen.append(found.count)
        return seen

    first = a_launch(trainer, team)
    statements()
    few = statements()
    for _number in range(3):
        a_launch(trainer, team)
        an_employee(team=team)
    assert statements() == few


def announced(trainer, team, number, since=0):
    """Two on each day, so that a page ends between two of the same day."""
    for one in range(since, since + number):
        frame = replace(a_frame(team), product=f"Product {one:03}", launches_on=TODAY + (1 + one // 2) * DAY)
        launches.announce(frame, Briefing(TEXT), actor=trainer)


def test_the_list_of_launches_is_paged_latest_first_and_back(team, trainer, visitors):
    announced(trainer, team, 121)
    page, seen = visitors["trainer"], []
    shown = page.get("/training/launches")
    sizes = []
    while True:
        found = shown.texts("tbody a[data-open]")
        seen, sizes = seen + found, [*sizes, len(found)]
        if not shown.has("a[rel=next]"):
            break
        shown = page.get(shown.one("a[rel=next]")["href"])
    assert sizes == [50, 50, 21]
    assert seen == [f"Product {one:03}" for one in reversed(range(121))]
    back = page.get(shown.one("a[rel=prev]")["href"])
    assert back.texts("tbody a[data-open]") == seen[50:100]
    first = page.get(back.one("a[rel=prev]")["href"])
    assert first.texts("tbody a[data-open]") == seen[:50]
    assert not first.has("a[rel=prev]")
    taken = page.get("/training/launches?export=csv").response.get_data().decode("utf-8-sig")
    assert [row[0] for row in list(csv.reader(io.StringIO(taken)))[1:]] == seen
    assert page.get("/training/launches?after=nonsense").texts("tbody a[data-open]") == seen[:50]


def test_a_page_of_launches_takes_the_same_statements_however_many_there_are(team, trainer, visitors):
    announced(trainer, team, 3)
    page = visitors["trainer"]
    page.get("/training/launches")
    with count_statements(db.engine) as few:
        page.get("/training/launches")
    announced(trainer, team, 120, since=3)
    db.session.commit()
    with count_statements(db.engine) as many:
        page.get("/training/launches")
    assert len(many) == len(few)
