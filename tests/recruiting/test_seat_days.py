"""Seats that are needed by a day of their own: who says so, which are late, and which one a hire fills."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from people.permissions import Role
from recruiting import hiring, openings, seats
from recruiting.hiring import HireRefused
from recruiting.models import Seat
from recruiting.openings import OpeningRefused
from recruiting.queries import openings as queries
from recruiting.states import SeatState
from tests import factories as make
from tests.recruiting import walking
from training.queries import live_enrolment

DAY = timedelta(days=1)


@pytest.fixture
def recruiter(app):
    return make.an_account(Role.RECRUITER, Role.MANAGER)


@pytest.fixture
def opening(recruiter):
    return make.an_opening(4, actor=recruiter, on_duty_by=clock.today() + 90 * DAY)


def in_days(days):
    return clock.today() + days * DAY


def days_of(opening):
    """Day (from today) → filled and open seats."""
    return {
        (one.day - clock.today()).days: (one.filled, one.free) for one in queries.seats_by_day(opening.id)
    }


def sooner(opening, how_many=1, days=30, actor=None):
    seats.redate(opening, opening.on_duty_by, how_many, in_days(days), actor=actor)
    db.session.commit()


def seat_of(visit):
    return db.session.scalars(select(Seat).where(Seat.application_id == visit.application_id)).one()


def test_seats_are_needed_by_the_day_of_the_opening_unless_they_have_one_of_their_own(opening):
    assert days_of(opening) == {90: (0, 4)}
    sooner(opening, 2)
    assert days_of(opening) == {30: (0, 2), 90: (0, 2)}


def test_a_seat_follows_the_opening_again_when_it_is_needed_by_the_same_day(opening):
    sooner(opening)
    seats.redate(opening, in_days(30), 1, None, actor=None)
    assert days_of(opening) == {90: (0, 4)}
    assert db.session.scalars(select(Seat.needed_by).where(Seat.opening_id == opening.id)).all() == [None] * 4


def test_those_with_a_day_of_their_own_keep_it_when_the_opening_has_another(opening):
    sooner(opening)
    facts = openings.facts_of(opening)
    openings.change(opening, type(facts)(**{**vars(facts), "on_duty_by": in_days(60)}), actor=None)
    assert days_of(opening) == {30: (0, 1), 60: (0, 3)}


@pytest.mark.parametrize(
    ("how_many", "days", "field"),
    [(5, 30, "how_many"), (0, 30, "how_many"), (1, -1, "on_duty_by"), (1, 90, "to")],
)
def test_nonsense_is_refused(opening, how_many, days, field):
    with pytest.raises(OpeningRefused) as refusal:
        sooner(opening, how_many, days)
    assert refusal.value.field == field
    assert days_of(opening) == {90: (0, 4)}


def test_only_open_seats_have_another_day_and_only_of_an_opening_that_is_open(opening, recruiter):
    walking.hired(recruiter, opening)
    with pytest.raises(OpeningRefused, match="There are 3 open seats"):
        sooner(opening, 4)
    openings.close(opening, make.a_reason(), actor=recruiter)
    with pytest.raises(OpeningRefused, match="closed"):
        sooner(opening)


def test_who_may_not_edit_the_opening_may_not_change_a_day(opening):
    with pytest.raises(OpeningRefused, match="role"):
        sooner(opening, actor=make.an_account(Role.RECRUITER, team=make.a_team("Elsewhere")))


def test_a_hire_fills_the_seat_that_is_needed_first(opening, recruiter):
    sooner(opening)
    visit = walking.hired(recruiter, opening)
    assert days_of(opening) == {30: (1, 0), 90: (0, 3)}
    assert live_enrolment(visit.application.employment_id).wanted_on == in_days(30)
    assert days_of(opening)[90] == (0, 3)
    later = walking.hired(recruiter, opening)
    assert days_of(opening) == {30: (1, 0), 90: (1, 2)}
    assert live_enrolment(later.application.employment_id).wanted_on == in_days(90)


def test_whoever_hires_may_choose_another_day(opening, recruiter):
    sooner(opening)
    visit = walking.accepted(recruiter, opening)
    hiring.hire(visit, actor=recruiter, needed_by=in_days(90))
    assert days_of(opening) == {30: (0, 1), 90: (1, 2)}


def test_a_day_of_which_no_seat_is_open_is_refused_and_nobody_is_hired(opening, recruiter):
    sooner(opening)
    walking.hired(recruiter, opening)
    visit = walking.accepted(recruiter, opening)
    for day in (in_days(30), in_days(31)):
        with pytest.raises(HireRefused, match="choose another one") as refusal:
            hiring.hire(visit, actor=recruiter, needed_by=day)
        assert refusal.value.field == "seat"
    assert days_of(opening) == {30: (1, 0), 90: (0, 3)}


def test_who_is_unhired_gives_the_seat_back_with_its_day(opening, recruiter):
    sooner(opening)
    visit = walking.hired(recruiter, opening)
    hiring.unhire(walking.fresh(visit), actor=recruiter, reason=walking.WHY)
    assert days_of(opening) == {30: (0, 1), 90: (0, 3)}


def test_of_open_seats_those_needed_last_are_closed_first(opening, recruiter):
    sooner(opening, 2)
    seats.set_seats(opening, 2, actor=recruiter, reason="The budget was cut.")
    assert days_of(opening) == {30: (0, 2)}


# The pages


def address(opening, page="settings"):
    return f"/openings/{opening.id}/{page}"


def test_the_page_shows_seats_by_day_and_which_are_late(opening, recruiter, browse):
    page = browse(recruiter)
    assert not page.get(address(opening)).has("[data-seat-days]")
    sooner(opening)
    rows = page.get(address(opening)).texts("[data-seat-days] tbody tr")
    assert [row.split()[-2:] for row in rows] == [["0", "1"], ["0", "3"]]
    assert not any("late" in row for row in rows)
    with clock.at(clock.now() + 31 * DAY):
        rows = page.get(address(opening)).texts("[data-seat-days] tbody tr")
    assert ["late" in row for row in rows] == [True, False]


def test_a_day_that_is_over_is_late_only_while_a_seat_of_it_is_open(opening, recruiter):
    sooner(opening)
    walking.hired(recruiter, opening)
    with clock.at(clock.now() + 31 * DAY):
        assert [one.is_late for one in queries.seats_by_day(opening.id)] == [False, False]


def test_the_day_is_changed_on_the_page_and_on_record(opening, recruiter, browse):
    page, of = browse(recruiter), opening.on_duty_by.isoformat()
    typed = {"of": of, "how_many": "2", "to": in_days(30).isoformat(), "why": "The sale begins earlier."}
    page.post(address(opening, "seat-days"), typed)
    assert days_of(opening) == {30: (0, 2), 90: (0, 2)}
    record = page.get(address(opening)).text(".record")
    assert "Seats have another day: 2 seats" in record and "The sale begins earlier." in record


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"how_many": "9"}, "how_many"),
        ({"how_many": "x"}, "how_many"),
        ({"to": ""}, "to"),
        ({"of": "2020-01-01"}, "of"),
        ({"of": "x"}, "of"),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_typed(opening, recruiter, browse, wrong, field):
    page, of = browse(recruiter), opening.on_duty_by.isoformat()
    typed = {"of": of, "how_many": "2", "to": in_days(30).isoformat(), "why": "Because of the sale."} | wrong
    shown = page.post(address(opening, "seat-days"), typed, expect=422)
    assert shown.text(f"#{field}-error")
    assert shown.one("#why")["value"] == "Because of the sale."
    assert days_of(opening) == {90: (0, 4)}


def test_the_hirer_picks_on_the_page_and_only_where_there_is_a_choice(opening, recruiter, browse):
    page, visit = browse(recruiter), walking.accepted(recruiter, opening)
    path = f"/applications/{visit.application_id}"
    assert not page.get(f"{path}/offer").has("select[name=seat]")
    sooner(opening)
    options = [one["value"] for one in page.get(f"{path}/offer").all("select[name=seat] option")]
    assert options == [in_days(30).isoformat(), in_days(90).isoformat()]
    page.post(f"{path}/hire", {"seat": options[1]})
    assert days_of(opening) == {30: (0, 1), 90: (1, 2)}
    assert seat_of(visit).state is SeatState.FILLED


def test_a_seat_that_is_gone_meanwhile_is_said(opening, recruiter, browse):
    sooner(opening)
    visit = walking.accepted(recruiter, opening)
    walking.hired(recruiter, opening)
    path = f"/applications/{visit.application_id}/hire"
    shown = browse(recruiter).post(path, {"seat": in_days(30).isoformat()}, expect=422)
    assert "choose another one" in shown.text()
