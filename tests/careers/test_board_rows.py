"""Rows of the board that look alike are drawn once, and each says what drawing it alone would say."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask_login import login_user

from careers.queries import board, journeys
from careers.queries.standings import EVERYBODY
from careers.rules.readiness import Outlook
from careers.states import Readiness, Verdict
from careers.views.drawing import draw_rows
from core.i18n import day, speaking
from people import employment as employments
from people.permissions import Role
from people.states import DutyStatus
from tests.careers.people_at_work import TODAY, an_employee
from tests.careers.test_kept_readiness import closed, keep
from tests.factories import a_person, a_team, an_account

NAMES = {"Ana": None, "100% <b>&amp;": "%(name)s", "叶青禾": "Ye Qinghe", "Mei": "梅", "Ben": "Ben", "%s": ""}
"""Name → the same in the other script."""


@pytest.fixture
def macro(app):
    """How one row looks, for who is just reading."""

    def in_words(found):
        template = app.jinja_env.get_template("careers/_board_row.html")
        return template.make_module(
            {"level_names": found.level_names, "names": journeys.names_asked()}
        ).board_row

    with app.test_request_context("/careers/"):
        login_user(an_account(Role.MANAGER))
        yield in_words


def people():
    """One of each kind of name, and some who differ in nothing but that, their team, or what they have met;
    most are kept, one is judged on the page."""
    for number, (name, latin) in enumerate(NAMES.items()):
        person = a_person(name)
        person.latin_name = latin
        level = ("specialist", "specialist", "supervisor")[number % 3]
        an_employee(person=person, level=level, on_duty_since=TODAY - timedelta(days=200 * number))
    near, far = a_team("Near"), a_team("Far")
    for team in (near, far):
        for name in ("Cleo", "沈悦"):
            an_employee(name, team=team)
    an_employee("Top", level="manager", team=far)
    suspended = an_employee("Dora", team=far)
    employments.begin_duty(suspended, DutyStatus.LEAVE, TODAY, actor=None)
    keep()
    closed(an_employee("Zoe"), an_account(Role.MANAGER))


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_rows_drawn_together_say_what_each_would_say_alone(macro, language):
    people()
    found = board.board_of(EVERYBODY, None, 200)
    with speaking(language):
        row = macro(found)
        alone = [str(row(one, day(one.held), day(one.outlook.earliest))) for one in found.shown]
        assert str(draw_rows(row, found.shown)) == "\n".join(alone)
    assert len(set(alone)) == len(NAMES) + 7


def test_what_looks_alike_is_drawn_once(macro):
    team = a_team()
    for name in ("Ana", "Ben", "Cleo"):
        an_employee(name, team=team)
    keep()
    found = board.board_of(EVERYBODY, None, 200)
    row, drawn = macro(found), []
    draw_rows(lambda *given: drawn.append(1) or row(*given), found.shown)
    assert len(found.shown) == 3 and len(drawn) == 1


@pytest.mark.parametrize(("short", "is_told"), [(0, False), (1, True)])
def test_who_is_ready_but_for_ratings_is_told_when_those_come(macro, short, is_told):
    an_employee("Ana")
    keep()
    found = board.board_of(EVERYBODY, None, 200)
    one = found.shown[0]
    out = Outlook(Readiness.NOW, TODAY, None, (), {Verdict.MET: len(one.asked) - short})
    said = draw_rows(macro(found), [replace(one, outlook=out)])
    assert ("Ratings are collected once a case is open" in said) is is_told
