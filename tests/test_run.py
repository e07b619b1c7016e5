"""`make run` as a person does it: started, used, ended with Ctrl-C, started again, killed."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import flask_migrate
import pytest

from app import create_app
from core.db import db
from people.permissions import Role
from scripts.run import prepare
from tests import factories
from tests.postgres import wait_until
from training.queries import exams, programmes

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.slow
BEFORE_TRAINING = "0011"
"""The migration before the one that brings programmes."""


class Launched:
    """One `make run`, with DEMO=0 or 1, as the head of a process group like a shell makes for it."""

    def __init__(self, home: Path, port: int, demo: str = "0") -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.log = home / "run.log"
        environment = {
            **os.environ, "INSTANCE_DIR": str(home / "instance"), "PORT": str(port), "DEMO": demo,
            "MARK": str(home), "BASE_URL": "", "DATABASE_URL": "",
        }  # fmt: skip
        environment = {name: value for name, value in environment.items() if value}
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "scripts.run"], cwd=ROOT, env=environment, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            )  # fmt: skip

    @property
    def said(self) -> str:
        return self.log.read_text()

    def wait_until_it_serves(self) -> None:
        wait_until(lambda: self._serves(), "make run's start", 120)

    def _serves(self) -> bool:
        assert self.process.poll() is None, self.said
        return f"Onduty is at {self.address}" in self.said

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=20) as answer:
            return answer.read().decode()

    def press_ctrl_c(self) -> int:
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=60)


def offspring(home: Path) -> list[int]:
    """The processes that were started for this instance, however they came to be."""
    mark = f"MARK={home}".encode()
    found = []
    for directory in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (directory / "environ").read_bytes().split(b"\0") and b"Z" not in _state(directory):
                found.append(int(directory.name))
        except OSError:
            continue
    return found


def _state(directory: Path) -> bytes:
    return (directory / "stat").read_bytes().rpartition(b")")[2].split()[0]


@contextmanager
def launched(home: Path, demo: str = "0") -> Iterator[Launched]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    run = Launched(home, port, demo)
    try:
        yield run
    finally:
        for process in offspring(home):
            os.kill(process, signal.SIGKILL)
        run.process.wait(timeout=20)


def rows(home: Path) -> dict[str, int]:
    """Table → how many rows it has."""
    with closing(sqlite3.connect(home / "instance" / "onduty.sqlite")) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads /proc to find every process")
def test_it_starts_from_nothing_ends_with_ctrl_c_and_starts_again(tmp_path):
    with launched(tmp_path) as run:
        run.wait_until_it_serves()
        link = re.search(rf"{run.address}(/\S+)", run.said.split("Onduty is at")[0])[1]
        assert '"status": "ok"' in run.get("/healthz").replace('":"', '": "')
        assert "<h1" in run.get(link)
        assert len(offspring(tmp_path)) >= 4  # the launcher, gunicorn with two workers, the job worker
        assert run.press_ctrl_c() == 0
        assert offspring(tmp_path) == []
    made, changing = (
        rows(tmp_path),
        {"heartbeat": 1, "link": 1},
    )  # the link for the first administrator is new
    with launched(tmp_path) as again:
        again.wait_until_it_serves()
        assert made["letter_template"] and {**rows(tmp_path), **changing} == {**made, **changing}
        again.process.kill()  # not even a killed launcher leaves anything behind
        again.process.wait(timeout=20)
        wait_until(lambda: offspring(tmp_path) == [], "the end of what it started", 30)


def test_a_taken_port_is_said_before_anything_is_made(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        run = Launched(tmp_path, taken.getsockname()[1])
        assert run.process.wait(timeout=120) == 1
    assert "make run PORT=" in run.said
    assert not (tmp_path / "instance").exists()


def test_a_sample_team_told_by_half_is_put_aside_and_never_served(tmp_path):
    with launched(tmp_path, demo="1") as run:
        filling = tmp_path / "instance" / "demo-begun"
        wait_until(filling.exists, "the sample team to be begun", 120)
        run.press_ctrl_c()
    assert filling.exists()
    with launched(tmp_path) as again:
        again.wait_until_it_serves()
        assert "was interrupted" in again.said
        again.press_ctrl_c()
    assert (tmp_path / "instance" / "onduty.sqlite.half-told").exists()
    assert not filling.exists()


STOPPED_WHILE_TIDYING_UP = """
import os, signal, sys, time, weakref
from scripts import run

class Passing:
    pass

def prepare():
    passing = Passing()
    weakref.finalize(passing, os.kill, os.getpid(), signal.SIGINT)
    del passing  # what is raised while this is tidied up, Python prints and drops
    print("went on", flush=True)
    time.sleep(60)

run.prepare = prepare
sys.exit(run.main())
"""


def test_ctrl_c_is_not_lost_while_python_tidies_up(tmp_path):
    environment = {**os.environ, "PORT": "0", "INSTANCE_DIR": str(tmp_path)}
    environment.pop("MAKELEVEL", None)
    ended = subprocess.run(
        [sys.executable, "-c", STOPPED_WHILE_TIDYING_UP], cwd=ROOT, env=environment, timeout=30,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "went on" in ended.stdout
    assert ended.returncode == 0


def test_what_has_come_with_the_product_since_is_there_after_the_next_start(tmp_path, monkeypatch):
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    older = create_app()
    with older.app_context():
        flask_migrate.upgrade(revision=BEFORE_TRAINING)
        factories.an_account(Role.ADMINISTRATOR)
        db.session.commit()
        db.engine.dispose()
    with prepare().app_context():
        programme = programmes.by_key("onboarding")
        assert exams.policy(programme.id).number == 1
        db.engine.dispose()
