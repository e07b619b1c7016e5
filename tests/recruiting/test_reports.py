"""The reports, worked out by hand on a small story told over some days, and shown again as of past days."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from people.permissions import Role
from recruiting import (
    applications,
    closing,
    costs,
    drafting,
    hiring,
    interviewing,
    merging,
    migrating,
    offers,
    pipeline,
    sources,
    touches,
    undoing,
)
from recruiting.costs import Spent
from recruiting.forms.report_tables import REPORTS, share_of
from recruiting.models import Application, PipelineVersion
from recruiting.queries import standing, then
from recruiting.queries.funnel import Cohort, ends, funnel, people_behind
from recruiting.queries.reports import behind, cost_per_hire, drop_off, hires, scorecards, sheet, stays, turns
from recruiting.queries.reports import sources as brought
from recruiting.states import Outcome, Part, ReasonFamily
from tests import factories as make
from tests.recruiting import walking
from tests.recruiting.scoring import an_interviewer, submit
from tests.remembered import remembered

BEGIN = datetime(2026, 9, 7, 1, tzinfo=UTC)
"""Nine in the morning in Hangzhou."""
WHY = "The test wants it there."
NAMES = list(REPORTS)


def on(day, hour=0):
    """Within it, that day of the story is today."""
    return clock.at(BEGIN + timedelta(days=day, hours=hour))


def person_of(visit):
    return db.session.get_one(Application, visit.application_id).person


def fresh(visit):
    return standing.latest_visit(visit.application_id)


@pytest.fixture
def recruiter(app):
    with on(0):
        make.found()
        return make.an_account(Role.RECRUITER, name="Shen Yue")


@pytest.fixture
def opening(recruiter):
    with on(0):
        return make.an_opening(seats=9, actor=recruiter)


def apply(opening, day, channel="job site"):
    with on(day):
        return make.an_application(opening, channel=channel)


def midnight(day):
    """The instant at which this day of the story ends for the organisation."""
    return clock.day_end(clock.local(BEGIN + timedelta(days=day)).date())


def told(opening, recruiter, evening):
    """Nine days: somebody in the test, two rejected (one reinstated later), one withdrawn, one sent back,
    one whose rejection is undone after midnight, one hired and taken back, one hired who stays; a cost
    and a source that are corrected; a pipeline that is edited, with one who goes on under its new version
    and comes back, one who stays there, and one whose change is undone after midnight; two entries made
    one person and two again, and two that stay one. `evening(day)` is called as each of them ends."""
    visits = []
    for day, channels in enumerate((["job site"] * 4, ["job site"] * 2, ["campus"] * 4)):
        visits += [apply(opening, day, channel) for channel in channels]
        with on(day):
            touches.leave(visits[-1].application, touches.heard(source=f"fair {day}"), actor=None)
        evening(day)
    test, cost = _third_day(visits, recruiter)
    with clock.at(midnight(3) - timedelta(seconds=10)):
        closing.reject(
            visits[4], make.a_reason(), actor=recruiter, batch=f"midnight {visits[4].id}", tell=False
        )
    evening(3)
    with clock.at(midnight(3) + timedelta(seconds=10)):
        undoing.undo(f"midnight {visits[4].id}", actor=recruiter)
    with on(4):
        make.a_result(test, 88)
        interview = pipeline.advance(test, actor=recruiter)
        merge = merging.merge(person_of(visits[3]), person_of(visits[9]), actor=recruiter, reason=WHY)
    evening(4)
    with on(5):
        pipeline.move(interview, test.stage, actor=recruiter, reason=WHY)
        is_hired(visits[6], recruiter)
        is_hired(visits[7], recruiter)
    evening(5)
    _corrections(visits, cost, recruiter)
    with on(6):
        merging.unmerge(merge, actor=recruiter, reason=WHY)
    first, newest = opening.pipeline_version, _edited(opening.pipeline_version.pipeline)
    for visit in (visits[0], visits[5]):
        goes_on(visit, newest, recruiter, midnight(6) - timedelta(hours=1))
    goes_on(visits[4], newest, recruiter, midnight(6) - timedelta(seconds=10), batch=f"version {newest.id}")
    evening(6)
    with clock.at(midnight(6) + timedelta(seconds=10)):
        undoing.undo(f"version {newest.id}", actor=recruiter)
    goes_on(visits[0], first, recruiter, BEGIN + timedelta(days=7))
    with on(7):
        offer = walking.offer_of(fresh(visits[7]))
        offers.retract(fresh(visits[7]), offer, actor=recruiter, reason=WHY)
        applications.transfer(fresh(visits[9]), make.an_opening(actor=recruiter), actor=recruiter)
        merging.merge(person_of(visits[3]), person_of(visits[5]), actor=recruiter, reason=WHY)
    evening(7)
    return visits


def _third_day(visits, recruiter):
    with on(3):
        test = pipeline.advance(visits[0], actor=recruiter)
        closing.reject(visits[1], make.a_reason(key="language"), actor=recruiter, tell=False)
        closing.reject(visits[2], make.a_reason(key="shifts"), actor=recruiter, tell=False)
        closing.withdraw(visits[3], make.a_reason(ReasonFamily.WITHDRAWAL), actor=recruiter, tell=False)
        cost = costs.book(make.a_channel("campus"), Spent(clock.today(), 90_000, "CNY"), actor=recruiter)
    return test, cost


def _corrections(visits, cost, recruiter):
    with on(6):
        closing.reinstate(fresh(visits[2]), actor=recruiter, reason=WHY)
        hiring.unhire(fresh(visits[7]), actor=recruiter, reason=WHY)
        costs.correct(cost, Spent(cost.spent_on, 80_000, "CNY"), WHY, actor=recruiter)
        source = db.session.get_one(Application, visits[8].application_id)
        sources.correct(source, make.a_channel("headhunter"), None, actor=recruiter, why=WHY)


def _edited(pipeline_):
    """On the sixth day: a version whose first two stages have another name, target and owner."""
    admin = make.an_account(Role.ADMINISTRATOR)
    with on(6, 1):
        draft = drafting.begin(pipeline_, actor=admin)
        for plan in drafting.plans_of(draft)[:2]:
            later = {"owner": Part.HIRING_MANAGER, "name": make.words(f"New {plan.key}")}
            plan = replace(plan, target_days=plan.target_days + 30, **later)
            drafting.change_stage(draft, plan, actor=admin)
        return drafting.publish(draft, actor=admin, reason=WHY)


def goes_on(visit, version, recruiter, at, **more):
    with clock.at(at):
        migrating.migrate(fresh(visit), version, actor=recruiter, reason=WHY, **more)


@pytest.fixture
def story(opening, recruiter):
    return remembered("nine days", lambda: told(opening, recruiter, lambda day: None))


def is_hired(visit, recruiter):
    offer_stage = make.a_stage(visit, "offer")
    visit = pipeline.move(visit, offer_stage, actor=None, reason=WHY, override=True, tell=False)
    walking.draft(visit, recruiter)
    walking.approved(visit)
    offers.send(visit, walking.offer_of(visit), actor=recruiter)
    offers.accept(visit, walking.offer_of(visit), actor=recruiter)
    hiring.hire(visit, actor=recruiter)


def counts(rows):
    return {row.key: {column: len(cases) for column, cases in row.cells.items()} for row in rows}


def cells(tables):
    """Who is in each cell, whatever the days."""
    return {
        (table, row.key, column): sorted((case.about_id, case.at, case.going_on) for case in cases)
        for table, rows in tables.items()
        for row in rows
        for column, cases in row.cells.items()
    }


# As of a past day


LAST = timedelta(microseconds=1)


def test_each_report_of_a_day_is_later_what_it_was_that_evening(opening, recruiter, browse):
    """Every report, of all and from the fifth day on of each pipeline version there was, taken away as
    each day ended, is made again to the last byte when all is over."""
    page, kept = browse(recruiter), {}

    def evening(day):
        with clock.at(midnight(day) - LAST):
            versions = db.session.scalars(select(PipelineVersion.id)).all() if day >= 5 else []
            for name, version in product((*NAMES, "funnel"), ("", *versions)):
                kept[day, name, version] = taken_away(page, name, version=version)

    told(opening, recruiter, evening)
    for name in (*NAMES, "funnel"):
        files = [file for (_day, one, _version), file in kept.items() if one == name]
        assert len({table_of(file) for file in files}) > 2, f"{name} says the same every day"
    changed = [
        f"{name} of day {day} and version {version or 'any'}"
        for (day, name, version), file in kept.items()
        if taken_away(page, name, version=version, as_of=(midnight(day) - LAST).isoformat()) != file
    ]
    assert changed == []


def taken_away(page, name, **asked):
    return page.get(f"/reports/{name}", query_string={"export": "csv", **asked}).response.get_data()


def table_of(file):
    """What the file says before its definition."""
    return file.partition(b"\r\n\r\n")[0] if b"Reason" not in file else file.partition(b"Definition")[0]


def test_the_present_and_the_past_count_alike(opening, recruiter):
    """What is read from the rows as they stand in the evening, is what the record gives of that evening."""
    seen = {}

    def evening(day):
        with clock.at(midnight(day) - LAST):
            seen[day] = everything(recruiter, Cohort(opening.id))

    told(opening, recruiter, evening)
    for day, said in seen.items():
        assert everything(recruiter, Cohort(opening.id, at=midnight(day))) == said, f"day {day}"


def everything(account, cohort):
    """Who is counted where, in every report."""
    steps = {step.key: (step.entered, step.ways) for step in funnel(account, cohort)}
    tables = [
        drop_off.drop_off(account, cohort),
        stays.time_in_stage(account, cohort),
        stays.rework(account, cohort),
        hires.offers(account, cohort),
        hires.time_to_hire(account, cohort, "applied", "hired"),
        turns.turns(account, cohort),
        scorecards.scorecards(account, cohort),
        brought.sources(account, cohort),
        cost_per_hire.cost_per_hire(account, cohort),
    ]
    return steps, ends(account, cohort), [cells(one) for one in tables], [
        row.note for row in tables[-1]["channel"]
    ]  # fmt: skip


def test_a_move_undone_after_midnight_still_counts_for_the_day_before(story, recruiter, opening):
    before = drop_off.drop_off(recruiter, Cohort(opening.id, at=midnight(3)))
    after = drop_off.drop_off(recruiter, Cohort(opening.id, at=midnight(4)))
    assert (sheet.total(before["stage"]).count("we"), sheet.total(after["stage"]).count("we")) == (3, 2)


def test_a_corrected_source_counts_from_the_correction_on(story, recruiter, opening):
    headhunter = make.a_channel("headhunter").id
    assert funnel(recruiter, Cohort(opening.id, channel_id=headhunter, at=midnight(5))) == []
    [step] = funnel(recruiter, Cohort(opening.id, channel_id=headhunter))
    assert (step.key, step.entered) == ("screening", 1)


def test_a_day_to_come_and_nonsense_are_today(story, recruiter, browse):
    page = browse(recruiter)
    plain = page.get("/reports/drop-off").texts("tbody tr")
    for as_of in ("2126-01-01", "yesterday", "2026-13-01"):
        assert page.get(f"/reports/drop-off?as_of={as_of}").texts("tbody tr") == plain


# What the reports say


def test_who_dropped_out_is_counted_by_stage_reason_and_who_ended_it(story, recruiter, opening):
    tables = drop_off.drop_off(recruiter, Cohort(opening.id))
    assert counts(tables["stage"]) == {"screening": {"we": 1, "they": 1}}
    names = {row.name["en"]: row.count("we", "they") for row in tables["reason"]}
    assert names == {"Language not yet at the level of the market": 1, "Took another job": 1}


def test_the_cohort_and_what_happened_when_are_two_questions(story, recruiter, opening):
    third = {"since": clock.day_start(clock.local(BEGIN).date() + timedelta(days=3)), "until": midnight(3)}
    assert drop_off.drop_off(recruiter, Cohort(opening.id, **third))["stage"] == []
    happened = drop_off.drop_off(recruiter, Cohort(opening.id, activity=True, **third))
    assert sheet.total(happened["stage"]).count("we", "they") == 2
    [test] = funnel(recruiter, Cohort(opening.id, activity=True, **third))
    assert (test.key, test.entered) == ("online test", 1)


def test_stays_that_are_not_over_are_counted_as_long_as_they_have_lasted(story, recruiter, opening):
    with clock.at(midnight(7)):
        rows = {row.key: row for row in stays.time_in_stage(recruiter, Cohort(opening.id))["stage"]}
    screening = rows["screening"]
    assert (screening.count("over"), screening.count("there")) == (7, 4)
    lasted = {case.about_id: round(case.days, 3) for case in screening.cases("there")}
    assert lasted[story[5].application_id] == 6.625, "since nine in the morning of the second day"
    assert stays.within_target(screening).value < 1
    assert screening.curve("over", "there").n == 11


def test_who_comes_to_a_stage_again_and_who_is_sent_back_is_rework(story, recruiter, opening):
    rows = counts(stays.rework(recruiter, Cohort(opening.id))["stage"])
    assert rows["online test"] == {"reached": 1, "again": 1}
    assert rows["first interview"] == {"reached": 1, "sent-back": 1}
    assert rows["screening"] == {"reached": 10, "again": 1}, "one was reinstated"


def test_offers_are_counted_by_their_answer_as_it_stands(story, recruiter, opening):
    assert counts(hires.offers(recruiter, Cohort(opening.id))["opening"]) == {
        str(opening.id): {"accepted": 1, "retracted": 1}
    }
    then_ = hires.offers(recruiter, Cohort(opening.id, at=midnight(5)))["opening"]
    assert counts(then_) == {str(opening.id): {"accepted": 2}}


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("applied", "accepted", 3),
        ("opened", "accepted", 5),
        ("applied", "hired", 3),
        ("opened", "offered", 5),
    ],
)
def test_beginning_and_end_of_the_time_to_hire_are_chosen(story, recruiter, opening, start, end, days):
    [row] = hires.time_to_hire(recruiter, Cohort(opening.id), start, end)["opening"]
    assert {round(case.days) for case in row.cases("done")} == {days}
    assert row.count("done") == (2 if end == "offered" else 1), "one was taken back"


def test_the_first_day_is_the_one_of_the_offer(story, recruiter, opening):
    [row] = hires.time_to_hire(recruiter, Cohort(opening.id), "applied", "first day")["opening"]
    assert [clock.local(case.at).date() for case in row.cases("done")] == [
        clock.local(BEGIN + timedelta(days=5)).date()
    ]


def test_a_first_day_that_is_still_to_come_is_not_counted_yet(recruiter, opening):
    with on(0):
        visit = make.an_application(opening, stage="offer")
        walking.draft(visit, recruiter, in_days=20)
        walking.send_and_accept(visit, recruiter)
    first = clock.local(BEGIN).date() + timedelta(days=20)

    def counted(at=None):
        tables = hires.time_to_hire(recruiter, Cohort(opening.id, at=at), "applied", "first day")
        return sum(row.count("done") for row in tables["opening"])

    for at, many in ((BEGIN, 0), (clock.day_start(first), 0), (clock.day_end(first), 1)):
        with clock.at(at + timedelta(hours=1)):
            assert counted(at) == many
    with on(19):
        assert counted() == 0
    with on(20):
        assert counted() == 1


def test_costs_are_set_against_hires_by_channel(story, recruiter, opening):
    rows = {row.name["en"]: row for row in cost_per_hire.cost_per_hire(recruiter, Cohort())["channel"]}
    campus = rows["Campus"]
    assert (campus.count("applied"), campus.count("hired"), campus.note) == (4, 1, {"CNY": 80_000})
    earlier = cost_per_hire.cost_per_hire(recruiter, Cohort(at=midnight(5)))["channel"]
    [campus] = [row for row in earlier if row.name["en"] == "Campus"]
    assert (campus.count("hired"), campus.note) == (2, {"CNY": 90_000})
    of_opening = cost_per_hire.cost_per_hire(recruiter, Cohort(opening.id))["channel"]
    assert cost_per_hire.spent_on(of_opening) == {}, "what is for all openings is not this one's"


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.MANAGER])
def test_a_sum_opens_the_costs_that_it_is_made_of_as_of_the_same_day(story, browse, role):
    page = browse(make.an_account(role))
    day = clock.local(BEGIN).date() + timedelta(days=4)
    for asked, amount in (("", "CNY 800"), (f"?as_of={day}", "CNY 900")):
        shown = page.get(f"/reports/cost-per-hire{asked}")
        links = [link for link in shown.all("table a.quiet") if "/costs?" in link["href"]]
        assert [link.get_text() for link in links] == [amount, amount], "of its channel, and of all"
        for link in links:
            listed = page.get(link["href"])
            assert listed.texts("tbody .num") == [amount]
            assert "Campus" in listed.text("tbody") and listed.has("a[href*=export]")
    taken = page.get(f"{links[0]['href']}&export=csv").response.get_data(as_text=True)
    assert len(taken.splitlines()) == 2 and "900" in taken
    assert page.get("/reports/cost-per-hire/costs?currency=EUR").has(".empty")
    page.get("/reports/cost-per-hire/costs?row=99999999999999999999&currency=CNY", expect=404)


def test_a_manager_opens_no_costs_of_another_teams_openings(story, browse, opening):
    stranger = make.an_account(Role.MANAGER, team=make.a_team("Elsewhere"))
    assert browse(stranger).get("/reports/cost-per-hire/costs?row=all&currency=CNY").has(".empty")


def test_too_few_are_said_and_not_divided(story, recruiter, browse):
    shown = browse(recruiter).get("/reports/cost-per-hire")
    assert "too few" in shown.text("tbody") and "CNY 800" in shown.text("tbody")
    assert share_of(2, 4) is None and share_of(2, 5) is not None


# Response time


def test_the_recruiters_turn_runs_from_the_wait_to_the_act(story, recruiter, opening):
    with clock.at(midnight(7)):
        tables = turns.turns(recruiter, Cohort(opening.id))
    acts = {row.key: row for row in tables["act"]}
    assert acts["decide"].count("acted") > 0 and acts["decide"].count("waiting") > 0
    withdrawn = [case for case in acts["decide"].cases("waiting") if case.about_id == story[3].application_id]
    assert [round(case.days) for case in withdrawn] == [3], "until the candidate ended it"
    assert {case.days for case in acts["offer"].cases("acted")} == {0.0}
    assert any(row.name == "Shen Yue" for row in tables["person"])


def test_time_on_hold_is_nobodys_turn(opening, recruiter):
    visit = apply(opening, 0)
    with on(1):
        pipeline.hold(visit, actor=recruiter, reason=WHY)
    with on(5):
        pipeline.resume(visit, actor=recruiter)
    with on(7):
        pipeline.advance(visit, actor=recruiter)
    [row] = [row for row in turns.turns(recruiter, Cohort(opening.id))["act"] if row.key == "decide"]
    assert [round(case.days) for case in row.cases("acted")] == [1, 2]


def test_a_managers_stage_is_the_managers_turn(opening, recruiter):
    with on(0):
        visit = make.an_application(opening, stage="second interview")
        asked = interviewing.ask(visit, an_interviewer(), actor=recruiter)
        interviewing.plan(visit, clock.now() + timedelta(hours=2), 60, "Room 2", actor=recruiter)
    assert visit.stage.owner is Part.HIRING_MANAGER
    with on(1):
        submit(asked)
    with on(4):
        pipeline.advance(fresh(visit), actor=recruiter)
    rows = {row.key: row for row in turns.turns(recruiter, Cohort(opening.id))["act"]}
    assert [round(case.days) for case in rows["manager decides"].cases("acted")] == [3]
    assert rows["arrange"].count("acted") == 1


def test_a_scorecard_is_waited_for_from_the_end_of_the_interview(opening, recruiter):
    given, owing, early = an_interviewer(), an_interviewer(), an_interviewer()
    with on(0):
        visit = make.an_application(opening, stage="first interview")
        panel = [interviewing.ask(visit, one, actor=recruiter) for one in (given, owing, early)]
        plan = interviewing.plan(visit, clock.now() + timedelta(days=1), 60, "Room 2", actor=recruiter)
        interviewing.replan(plan, clock.now() + timedelta(days=2), 60, "Room 2", actor=recruiter)
        assert scorecards.scorecards(recruiter, Cohort(opening.id))["interviewer"] == []
    with on(2):
        submit(panel[2])  # before the hour is over
    with on(4, 1):
        submit(panel[0])
        rows = scorecards.scorecards(recruiter, Cohort(opening.id))["interviewer"]
    assert counts(rows) == {
        str(given.id): {"given": 1},
        str(owing.id): {"owed": 1},
        str(early.id): {"given": 1},
    }
    days = {row.key: round(row.cases("given", "owed")[0].days, 2) for row in rows}
    assert days == {str(given.id): 2, str(owing.id): 2, str(early.id): 0}


# Pages


@pytest.mark.parametrize("name", NAMES)
def test_each_number_opens_as_many_as_it_says(story, recruiter, browse, name):
    page = browse(recruiter)
    shown = page.get(f"/reports/{name}")
    links = [link for link in shown.all("table a.quiet") if "/people?" in link["href"]]
    assert links
    for link in links:
        listed = page.get(link["href"])
        assert len(listed.all("tbody tr")) == int(link.get_text()), link["href"]


def test_the_numbers_of_a_past_day_open_lists_of_that_day(story, recruiter, browse):
    page, day = browse(recruiter), clock.local(BEGIN).date() + timedelta(days=3)
    shown = page.get(f"/reports/drop-off?as_of={day}")
    [first, *_rest] = shown.all("tfoot a.quiet")
    assert first.get_text() == "4"
    assert len(page.get(first["href"]).all("tbody tr")) == 4
    funnel_page = page.get(f"/reports/funnel?as_of={day}")
    for link in funnel_page.all("tbody a.quiet"):
        assert len(page.get(link["href"]).all("tbody tr")) == int(link.get_text())


@pytest.mark.parametrize(
    ("name", "cell", "many"),
    [("rework", "row=screening&column=reached", 11), ("time-in-stage", "row=all&column=there", 7)],
    ids=["what is over", "what goes on, and longer on each page"],
)
def test_a_long_list_behind_a_number_loses_nobody(story, recruiter, browse, monkeypatch, name, cell, many):
    monkeypatch.setattr("recruiting.queries.reports.behind.PAGE", 4)
    page, seen = browse(recruiter), []
    here = page.get(f"/reports/{name}/people?table=stage&{cell}")
    while len(seen) < 50:
        seen += [link["href"] for link in here.all("tbody a")]
        following = here.all(".panel-foot a[rel=next]")
        if not following:
            break
        here = page.get(following[0]["href"])
    assert (len(seen), len(set(seen))) == (many, many)


def test_a_page_of_a_list_begins_where_the_last_ended_though_its_end_has_left_the_list(monkeypatch):
    monkeypatch.setattr(behind, "PAGE", 2)
    cases = [sheet.Case(number, BEGIN, 1.0, True) for number in range(1, 6)]
    page, following = behind.page_of(cases, None)
    assert [case.about_id for case in page] == [1, 2]
    page, _following = behind.page_of([case for case in cases if case.about_id != 2], following)
    assert [case.about_id for case in page] == [3, 4]
    for nonsense in ("", "yesterday~2~1", "2026-09-07~2~1", f"{BEGIN.isoformat()}~2"):
        assert behind.page_of(cases, nonsense)[0] == cases[:2]


def test_one_application_that_is_counted_twice_at_one_moment_is_listed_twice(monkeypatch):
    monkeypatch.setattr(behind, "PAGE", 1)
    cases = [sheet.Case(7, BEGIN, 2.0), sheet.Case(7, BEGIN, 1.0, True), sheet.Case(7, BEGIN, 1.0)]
    seen, following = [], None
    for _page in cases:
        page, following = behind.page_of(cases, following)
        seen += page
    assert (sorted(seen), following) == (sorted(cases), None)


def test_an_export_says_what_it_is_as_of_when_and_where_to_see_it_again(story, recruiter, browse, opening):
    day = clock.local(BEGIN).date() + timedelta(days=4)
    page = browse(recruiter)
    query = {"export": "csv", "as_of": day, "opening": opening.id, "start": "opened", "end": "hired"}
    answer = page.get("/reports/time-to-hire", query_string=query)
    rows = list(csv.reader(io.StringIO(answer.response.get_data().decode("utf-8-sig"))))
    told_ = {row[0]: row[1] for row in rows if len(row) == 2}
    assert told_["Report"] == "Time to hire and to fill" and told_["Version of the definition"] == "1"
    assert told_["Opening"].startswith(opening.code) and told_["Counted from"] == "opening opened"
    assert told_["As of"].startswith((day + timedelta(days=1)).isoformat())
    again = page.get(told_["Address"].partition("//")[2].partition("/")[2].join(["/", ""]))
    assert again.heading == "Time to hire and to fill"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", NAMES)
def test_every_report_is_taken_away_in_chinese_too(story, recruiter, browse, name, kind):
    assert browse(recruiter, "zh_Hans").get(f"/reports/{name}?export={kind}").response.data


def test_every_report_stands_in_the_index(recruiter, browse):
    page = browse(recruiter)
    links = page.get("/reports").all("main ul a")
    assert len(links) == len(NAMES) + 2  # the funnel and the interviewers beside them
    for link in links:
        assert page.get(link["href"]).heading == link.get_text()


def test_what_does_not_exist_is_not_found(story, recruiter, browse):
    page = browse(recruiter)
    page.get("/reports/moon", expect=404)
    page.get("/reports/rework/people?table=stage&row=moon&column=reached", expect=404)
    page.get("/reports/rework/people?table=moon&row=screening&column=reached", expect=404)


def test_a_manager_counts_only_openings_of_the_own_team(story, browse):
    stranger = make.an_account(Role.MANAGER, team=make.a_team("Elsewhere"))
    page = browse(stranger)
    for name in NAMES:
        assert page.get(f"/reports/{name}").has(".empty"), name


def test_reports_ask_as_seldom_for_many_as_for_few(opening, recruiter, browse, counted):
    """One story, told twice, for all of them: telling it takes longer than asking."""
    page, asked = browse(recruiter), []
    paths = [f"/reports/{name}?as_of={day}" for name in (*NAMES, "funnel") for day in ("", "2026-09-20")]
    for _more in range(2):
        told(opening, recruiter, lambda day: None)
        db.session.commit()
        asked.append({path: statements_of(page, path, counted) for path in paths})
    assert asked[0] == asked[1]
    assert max(asked[0].values()) <= 16


def statements_of(page, path, counted):
    with counted() as seen:
        page.get(path)
    return seen.count


# What lies under it


def test_visits_as_of_now_are_those_that_count(story, recruiter, opening):
    now = then.visits(None)
    later = then.visits(clock.now() + timedelta(days=1))
    read = [
        db.session.execute(select(one.c.id, one.c.left_at, one.c.outcome).order_by(one.c.id)).all()
        for one in (now, later)
    ]
    assert read[0] == read[1]
    assert any(row.outcome is Outcome.SENT_BACK for row in read[0])


def test_the_people_behind_the_funnel_of_a_past_day_are_those_of_that_day(story, recruiter, opening):
    rows = people_behind(recruiter, Cohort(opening.id, at=midnight(5)), "offer", None)
    assert [row.status.value for row in rows] == ["hired", "hired"]
