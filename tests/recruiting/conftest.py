"""What most tests of recruiting begin with: a recruiter, an opening, and pages as the recruiter sees them."""

from collections.abc import Callable

import pytest
from flask import Flask

from people.models import Account
from people.permissions import Role
from recruiting.models import Opening
from tests import factories as make
from tests.page import Browse


@pytest.fixture
def recruiter(app: Flask) -> Account:
    return make.an_account(Role.RECRUITER)


@pytest.fixture
def opening(app: Flask) -> Opening:
    return make.an_opening()


@pytest.fixture
def page(browse: Callable[..., Browse], recruiter: Account) -> Browse:
    return browse(recruiter)


@pytest.fixture
def server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters leave."""
    monkeypatch.setitem(app.config, "MAIL_URL", "smtp://mail.example")
