"""What every test may ask for: the product on a database of its own, pages, statement counts."""

import gc
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as property_settings
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from sqlalchemy import Engine, create_engine

from app import create_app
from core import clock
from core.db import db
from people.models import Account
from scripts import translations
from tests import postgres
from tests.at_once import at_once as at_once  # a fixture for all
from tests.page import Browse
from tests.statements import Seen, count_statements

DATABASES = ("sqlite", "postgresql")
NOT_WANTED = "not wanted"
RUN = "ONDUTY_TEST_RUN"
COMMON = {
    "TESTING": True,
    "WTF_CSRF_ENABLED": False,
    "SECRET_KEY": "for tests only",
    "SERVER_NAME": None,
}


def pytest_addoption(parser: pytest.Parser) -> None:
    days = "run as if it were so many days later: a test that passes this month alone shows itself"
    parser.addoption("--days", type=int, default=0, help=days)
    parser.addoption("--db", choices=[*DATABASES, "both"], default="both", help="run on this database only")


def pytest_configure(config: pytest.Config) -> None:
    # What a property takes says something of the machine, not of the property.
    property_settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    property_settings.load_profile("patient")
    if config.getoption("--days"):
        time_machine.travel(datetime.now(UTC) + timedelta(days=config.getoption("--days"))).start()
    tidy_up_seldom()
    os.environ.setdefault(RUN, str(os.getpid()))  # workers inherit it
    if os.environ[RUN] == str(os.getpid()):
        translations.compile_all()  # a fresh clone has none: whoever asks first must find them


def tidy_up_seldom() -> None:
    """What is loaded by now stays to the end: Python need not walk through all of it again and again, which
    takes a tenth of a run."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)


def pytest_unconfigure(config: pytest.Config) -> None:
    if os.environ.get(RUN) == str(os.getpid()):
        postgres.Server(os.getpid()).stop()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that touches a database runs on each of them."""
    if "database" not in metafunc.fixturenames:
        return
    wanted, test = metafunc.config.getoption("--db"), metafunc.definition
    names = [name for name in DATABASES if wanted in {name, "both"}]
    # The browser's tests get their mark only after this.
    if test.get_closest_marker("sqlite_only") or "browser" in test.path.parts:
        names = [name for name in names if name == "sqlite"]
    if test.get_closest_marker("postgresql_only"):
        names = [name for name in names if name == "postgresql"]
    metafunc.parametrize("database", names or [NOT_WANTED], indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test of one database alone is left out, not skipped, when only the other is wanted; so is one whose
    processes know the real day, when another is wanted."""
    later = bool(config.getoption("--days"))
    left_out = [
        item
        for item in items
        if NOT_WANTED in parameters(item) or (later and item.get_closest_marker("real_day"))
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def parameters(item: pytest.Item) -> list[object]:
    specification = getattr(item, "callspec", None)
    return list(specification.params.values()) if specification else []


def make_schema(url: str, directory: Path) -> None:
    """Create all tables, constraints and triggers in the empty database at `url`."""
    app = create_app(**COMMON, SQLALCHEMY_DATABASE_URI=url, INSTANCE_DIR=str(directory))
    with app.app_context():
        for table in db.metadata.tables.values():
            # In the order of their names, as migrations make them: SQLite's planner heeds it where two ways
            # cost the same, and a set has none.
            table.indexes = dict.fromkeys(sorted(table.indexes, key=lambda one: str(one.name)))  # type: ignore
        db.create_all()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the schema and no rows, made once per worker."""
    directory = tmp_path_factory.mktemp("template")
    file = directory / "template.sqlite"
    make_schema(f"sqlite:///{file}", directory)
    with sqlite3.connect(file) as connection:  # nothing may stay behind in a side file
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return file


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> postgres.Server:
    """The run's PostgreSQL, started by whoever asks first."""
    server = postgres.Server(int(os.environ[RUN]))
    server.start(fill=lambda url: make_schema(url, tmp_path_factory.mktemp("template")))
    return server


@pytest.fixture(scope="session")
def postgresql_database(postgresql_server: postgres.Server) -> str:
    """This worker's database; its tests use it one after the other."""
    return postgresql_server.clone(f"worker_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")


@pytest.fixture(scope="session")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this worker's tests have their product, one after the other."""
    return tmp_path_factory.mktemp("workplace")


@pytest.fixture
def database(request: pytest.FixtureRequest, workplace: Path, products: dict[str, Flask]) -> Iterator[str]:
    """The address of a database with the schema and no rows. What is committed stays in the test."""
    if request.param == "sqlite":
        for old in workplace.glob("onduty.sqlite*"):
            old.unlink()  # a new file: whatever still holds the old one does not disturb
        file = workplace / "onduty.sqlite"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
    else:
        url = request.getfixturevalue("postgresql_database")
        yield url
        with engine_of(url, products) as engine:
            postgres.empty(engine)


@contextmanager
def engine_of(url: str, products: dict[str, Flask]) -> Iterator[Engine]:
    """The engine of the product on this database, or one for the moment when no test has made it yet."""
    if url in products:
        with products[url].app_context():
            yield db.engine
    else:
        engine = create_engine(url)
        yield engine
        engine.dispose()


@pytest.fixture
def empty_database(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> str:
    """The address of a database without any table, beside `database`."""
    if database.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'empty.sqlite'}"
    server: postgres.Server = request.getfixturevalue("postgresql_server")
    return server.clone(f"empty_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}", template="template0")


@pytest.fixture
def settings(database: str, workplace: Path) -> dict[str, Any]:
    """What the product under test is configured with; its files are gone from test to test."""
    shutil.rmtree(workplace / "instance", ignore_errors=True)
    (workplace / "instance").mkdir()
    return {**COMMON, "SQLALCHEMY_DATABASE_URI": database, "INSTANCE_DIR": str(workplace / "instance")}


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Each worker compiles a template once, however many products it makes."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session")
def products() -> Iterator[dict[str, Flask]]:
    """The products of this worker by the address of their database: making one takes longer than most
    tests, so the next test gets the same, with an empty database and its settings as they were."""
    made: dict[str, Flask] = {}
    yield made
    for product in made.values():
        with product.app_context():
            db.engine.dispose()


@pytest.fixture
def app(
    settings: dict[str, Any], compiled_templates: BytecodeCache, products: dict[str, Flask]
) -> Iterator[Flask]:
    """The product, inside an application context, so that verbs can be called."""
    address = settings["SQLALCHEMY_DATABASE_URI"]
    app = products.get(address) or products.setdefault(address, create_app(**settings))
    app.jinja_env.bytecode_cache = compiled_templates
    configured = dict(app.config)
    clock.use_zone(app.config["ZONE"])
    with app.app_context():
        yield app
        db.session.remove()
        if db.engine.dialect.name == "sqlite":
            db.engine.dispose()  # the next test has a file of its own
    app.config.clear()
    app.config.update(configured)


@pytest.fixture
def browse(app: Flask) -> Callable[..., Browse]:
    """`browse(account)` (or `browse()` for a stranger): pages as this account sees them."""

    def by(account: Account | None = None, language: str | None = None) -> Browse:
        return Browse(app, account, language)

    return by


@pytest.fixture
def counted(app: Flask) -> Callable[[], AbstractContextManager[Seen]]:
    """`with counted() as seen: …; assert seen.count <= 6`; a failure prints the statements."""
    return lambda: count_statements(db.engine)
