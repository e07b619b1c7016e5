"""What most tests of careers begin with: the day of `people_at_work`, a manager, somebody at work, a team."""

from collections.abc import Iterator

import pytest
from flask import Flask

from core import clock
from people.models import Account, Team
from people.permissions import Role
from tests.careers.people_at_work import an_employee, noon
from tests.factories import a_team, an_account


@pytest.fixture(autouse=True)
def _now(app: Flask) -> Iterator[None]:
    with clock.at(noon()):
        yield


@pytest.fixture
def manager(app: Flask) -> Account:
    return an_account(Role.MANAGER)


@pytest.fixture
def employee(app: Flask) -> object:
    return an_employee("叶青禾")


@pytest.fixture
def team(app: Flask) -> Team:
    return a_team()
