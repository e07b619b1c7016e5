"""What most tests of training begin with: a trainer, a week before their class begins on MONDAY, and the
class with its first exam and a trainee."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from core import clock
from people.models import Account
from people.permissions import Role
from tests.factories import an_account
from tests.training.classes import MONDAY, a_cohort, a_trainee, a_trainer, noon
from training.models import Cohort, Enrolment, Exam


@pytest.fixture
def trainer(app: Flask) -> Iterator[Account]:
    with clock.at(noon(MONDAY - timedelta(days=7))):
        yield a_trainer()


@pytest.fixture
def cohort(trainer: Account) -> Cohort:
    return a_cohort(trainer)


@pytest.fixture
def theory(cohort: Cohort) -> Exam:
    return cohort.programme_version.exams[0]


@pytest.fixture
def trainee(cohort: Cohort, trainer: Account) -> Enrolment:
    return a_trainee(cohort, trainer, "程念")


@pytest.fixture
def manager(trainer: Account) -> Account:
    return an_account(Role.MANAGER)
