"""The curve of how long stays in a stage last: what is drawn, said by ear, listed and taken away is one."""

import csv
import io
from datetime import timedelta

import pytest
from lifelines import KaplanMeierFitter

from core import clock
from core.db import db
from people.permissions import Role
from recruiting import closing, pipeline
from recruiting.forms import stage_curves
from recruiting.queries.reports.sheet import Case, Row
from tests import factories as make

DAYS = (1, 2, 2, 4, 8, 9)
"""So long the stays lasted that are over; four go on since twelve days, one since FORGOTTEN."""
FORGOTTEN = 400


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, name="沈悦")


@pytest.fixture
def stays(recruiter):
    now = clock.now()
    opening = make.an_opening(actor=recruiter)
    with clock.at(now - timedelta(days=12)):
        visits = [make.an_application(opening) for _one in range(10)]
    with clock.at(now - timedelta(days=FORGOTTEN)):
        make.an_application(opening)  # forgotten by everybody
    for visit, days in zip(visits, DAYS, strict=False):
        with clock.at(now - timedelta(days=12 - days)):
            closing.reject(visit, make.a_reason(), actor=recruiter, tell=False)
    return opening


def theirs():
    """The same stays, as lifelines has them."""
    return KaplanMeierFitter().fit([*DAYS, *[12] * 4, FORGOTTEN], [1] * 6 + [0] * 5)


ADDRESS = "/reports/time-in-stage/stages/screening"


def test_the_table_beside_the_curve_is_what_lifelines_says(stays, recruiter, browse):
    answer = browse(recruiter).get(f"{ADDRESS}?export=csv").response
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    table = [row for row in rows[1:] if row and row[0].isdigit() and len(row) == 5]
    assert [row[0] for row in table] == ["1", "2", "3", "5", "7", "10", "13"]
    for day, share, low, high, _followed in table[:-1]:
        assert float(share) == pytest.approx(theirs().survival_function_at_times(int(day)).iloc[0], abs=1e-3)
        assert float(low) <= float(share) <= float(high)
    assert [row[4] for row in table] == ["11", "10", "8", "7", "7", "5", "1"]


def test_the_drawing_says_the_same_by_ear_and_its_numbers_open(stays, recruiter, browse):
    shown = browse(recruiter).get(ADDRESS)
    [drawing] = shown.all("svg[role=img]")
    half, left = theirs().median_survival_time_, theirs().survival_function_at_times(10).iloc[0]
    low, high = theirs().confidence_interval_survival_function_.loc[9.0] * 100
    assert drawing["aria-label"].startswith(f"Résumé screening, 11 stays: half are over after {half} days; ")
    assert f"after 10 days {left * 100:.0f} % are still there" in drawing["aria-label"]
    assert len(shown.all("svg[role=img] path.band")) == 1
    assert shown.texts("tbody tr")[5].split() == [
        "10",
        f"{left * 100:.0f}",
        "%",
        f"{low:.0f}–{high:.0f}",
        "5",
    ]
    links = [link for link in shown.all("a.quiet") if "/people?" in link["href"]]
    assert [link.get_text() for link in links] == [
        "11", "6", "5", "11", "10", "8", "7", "7", "5", "1",
    ]  # fmt: skip
    for link in links:
        assert len(browse(recruiter).get(link["href"]).all("tbody tr")) == int(link.get_text()), link["href"]


def test_one_who_was_forgotten_does_not_squeeze_all_others_to_the_left(stays, recruiter, browse):
    [drawing] = browse(recruiter).get(ADDRESS).all("svg[role=img]")
    assert drawing.find_all("text")[-1].get_text() == "13 d", "so far at least five were followed"


def test_the_report_leads_there_with_its_filters_and_a_past_day_has_its_own_curve(stays, recruiter, browse):
    page, day = browse(recruiter), clock.today() - timedelta(days=5)
    report = page.get(f"/reports/time-in-stage?as_of={day}")
    [link] = [link for link in report.all("tbody a") if "/stages/" in link["href"]]
    shown = page.get(link["href"])
    assert shown.has("svg[role=img]") is False, "four were over by then"
    assert page.get(ADDRESS).has("svg[role=img]")


def test_in_chinese_it_reads_as_well(stays, browse):
    reader = make.an_account(Role.RECRUITER, language="zh_Hans")
    [drawing] = browse(reader).get(ADDRESS).all("svg[role=img]")
    assert drawing["aria-label"].startswith("简历筛选，共 11 次停留：半数在 9.0 天内结束；")


def test_a_stage_of_nobody_is_empty_and_one_that_is_not_there_not_found(stays, recruiter, browse):
    page = browse(recruiter)
    assert page.get("/reports/time-in-stage/stages/offer").has(".empty")
    page.get("/reports/time-in-stage/stages/moon", expect=404)
    page.get("/reports/time-in-stage/stages/all", expect=404)
    stranger = browse(make.an_account(Role.MANAGER, team=make.a_team("Elsewhere")))
    assert stranger.get(ADDRESS).has(".empty")


def test_many_stays_are_asked_for_as_seldom_as_few(stays, recruiter, browse, counted):
    page, asked = browse(recruiter), []
    db.session.commit()
    for _more in range(2):
        with counted() as seen:
            page.get(ADDRESS)
        asked.append(seen.count)
        for _one in range(5):
            pipeline.advance(make.an_application(stays), actor=recruiter)
        db.session.commit()
    assert asked[0] == asked[1] <= 16


def test_the_table_names_the_days_on_which_most_are_over():
    """All but a few are over in the first days; what follows says the same again and again."""
    row = Row("screening")
    for days in (0.5, 1.5, 2.5, 4, 6, 8, 12):
        for _one in range(10):
            row.add("over", Case(1, clock.now(), days))
    for _one in range(6):
        row.add("there", Case(1, clock.now(), 100.0, going_on=True))
    shown = stage_curves.drawn(row)
    assert [mark.day for mark in shown.marks] == [1, 2, 3, 5, 7, 10, 14, 100]
    assert shown.days[-1] == 100 and len(shown.days) > 4, "the scale is marked to its end"
