"""What most tests of training begin with: a trainer and their class, opened a week before it begins on
MONDAY, with its exams and a trainee. It is that day still, unless a module names another one in
`day_of_test`."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask

from core import clock
from people.models import Account
from people.permissions import Role
from tests.factories import an_account
from tests.training.classes import MONDAY, a_cohort, a_trainee, a_trainer, noon
from training.models import Cohort, Enrolment, Exam

OPENED = MONDAY - timedelta(days=7)


@pytest.fixture
def day_of_test() -> date:
    return OPENED


@pytest.fixture
def trainer(app: Flask, day_of_test: date) -> Iterator[Account]:
    with clock.at(noon(day_of_test)):
        yield a_trainer()


@pytest.fixture
def cohort(trainer: Account) -> Cohort:
    with clock.at(noon(OPENED)):
        return a_cohort(trainer)


@pytest.fixture
def theory(cohort: Cohort) -> Exam:
    return cohort.programme_version.exams[0]


@pytest.fixture
def practical(cohort: Cohort) -> Exam:
    return cohort.programme_version.exams[1]


@pytest.fixture
def trainee(cohort: Cohort, trainer: Account) -> Enrolment:
    with clock.at(noon(OPENED)):
        return a_trainee(cohort, trainer, "程念")


@pytest.fixture
def manager(trainer: Account) -> Account:
    return an_account(Role.MANAGER)
