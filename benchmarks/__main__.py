"""`python -m benchmarks`: fill a database, start both servers, measure, print. See `make bench`."""

import argparse
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import flask_migrate
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from benchmarks import (
    at_once,
    classroom,
    filling,
    ground,
    in_careers,
    in_training,
    loading,
    report,
    servers,
    workplace,
)
from benchmarks.clients import Answer, Client
from benchmarks.pages import WARM_UP, Measured, Page, found, getting, measure, moving
from benchmarks.stories import stories
from core import clock
from core.db import db
from recruiting.models import Application, Opening, Visit
from scripts import translations
from tests import postgres

NOBODY = "zzzzqq"
MEGABYTE = 1024 * 1024
IMPORTED = 10_000
"""Rows of the import that is measured, in a process and a database of its own."""


def main() -> int:
    asked = arguments()
    translations.compile_all()
    with database(asked.db, asked.n, asked.keep) as (url, directory):
        os.environ.update(INSTANCE_DIR=str(directory), DATABASE_URL=url, MAIL_URL="")
        app = create_app()
        fill(app, asked.n)
        with app.app_context():
            classroom.prepare(clock.now())
            workplace.fill(asked.employees, clock.now())
            workplace.keep()
        with app.app_context():
            print(f"\n{headline(asked)}\n", flush=True)
        bench(app, url, asked)
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("-n", type=int, default=10_000, help="applications")
    parser.add_argument(
        "--employees", type=int, default=10_000, help="with 36 closed months each; 0 for none"
    )
    parser.add_argument("--db", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--rounds", type=int, default=40, help="answers of each page, of product and floor")
    parser.add_argument("--keep", type=Path, help="keep the SQLite file in this directory and use it again")
    parser.add_argument("--only", default="", help="pages whose name begins so; without the eight clients")
    return parser.parse_args()


@contextmanager
def database(kind: str, number: int, keep: Path | None) -> Iterator[tuple[str, Path]]:
    """The address of a database to fill, and a directory for the instance; both gone afterwards unless
    kept. PostgreSQL is DATABASE_URL if set (an empty one), else the throw-away server of the tests."""
    directory = keep.resolve() / f"{kind}-{number}" if keep else Path(mkdtemp(prefix="onduty-bench-"))
    directory.mkdir(parents=True, exist_ok=True)
    server = None
    try:
        if kind == "sqlite":
            url = f"sqlite:///{directory / 'onduty.sqlite'}"
        elif not (url := os.environ.get("DATABASE_URL", "")):
            server = postgres.Server(os.getpid())
            server.start(fill=lambda _url: None)
            url = server.clone("bench", template="template0")
        yield url, directory
    finally:
        if server:
            server.stop()
        if not keep:
            shutil.rmtree(directory, ignore_errors=True)


def fill(app: Flask, number: int) -> None:
    """Migrate and tell the stories, unless a kept database has them already."""
    with app.app_context():
        flask_migrate.upgrade()
        if (db.session.scalar(select(func.count()).select_from(Application)) or 0) >= number:
            return
        begun, now = time.perf_counter(), clock.now()
        actor, openings = ground.prepare(now)
        filling.fill(stories(number, now), filling.look_around(openings, actor))
        loading.count_on(filling.COUNTED)
        db.session.remove()
        db.engine.dispose()
        print(f"{number:,} applications written in {time.perf_counter() - begun:.0f} s", flush=True)


def headline(asked: argparse.Namespace) -> str:
    standing = select(func.count()).select_from(Visit).where(Visit.left_at.is_(None))
    kind = f"SQLite {sqlite3.sqlite_version}" if asked.db == "sqlite" else "PostgreSQL"
    return (
        f"### {asked.n:,} applications, {db.session.scalar(standing):,} of them standing; {kind}, "
        f"Python {platform.python_version()}, {os.cpu_count()} cores, {asked.rounds} answers each"
    )


def bench(app: Flask, url: str, asked: argparse.Namespace) -> None:
    rounds, only = asked.rounds, asked.only
    with ExitStack() as running:
        product = running.enter_context(servers.serving("product"))
        floor = running.enter_context(servers.serving("floor", FLOOR_DATABASE=plain(url)))
        client, bare = Client(*product), Client(*floor)
        client.sign_in()
        with app.app_context():
            targets = Targets()
        tell(list(one_by_one(targets, client, bare, rounds, only)))
        teach(app, product, bare, rounds, only)
        if asked.employees:
            lead(app, product, bare, rounds, only)
        if only:
            return
        print(f"\n{report.rates(eight(targets, product, floor, rounds))}", flush=True)
        held = servers.memory(product[1]) / MEGABYTE
        print(f"\nMemory of the product, {servers.WORKERS} workers: {held:.0f} MB (goal: 250)")
        with app.app_context():
            print(f"Moves in the database: {targets.lost()}")
    print(flush=True)
    subprocess.run([sys.executable, "-m", "benchmarks.import_rate", str(IMPORTED)], check=True)


def teach(app: Flask, product: tuple[str, int], bare: Client, rounds: int, only: str) -> None:
    """What a trainer sees, beside its floor."""
    trainer, classes = Client(*product), in_training.classes(app)
    trainer.sign_in(classroom.TRAINER)
    wanted = wanted_of(in_training.pages(classes), only)
    tell([measure(page, trainer, bare, rounds) for page in wanted])
    if not only:
        print(f"\n{in_training.sheets(classes, trainer)}", flush=True)


def lead(app: Flask, product: tuple[str, int], bare: Client, rounds: int, only: str) -> None:
    """What an employee and the manager of all of them see, beside its floor."""
    worker, manager = Client(*product), Client(*product)
    worker.sign_in(workplace.WORKER)
    manager.sign_in(workplace.LEAD)
    mine, all_of_them = in_careers.path(app), in_careers.board(manager)
    done = [measure(page, worker, bare, rounds) for page in wanted_of(mine, only)]
    done += [measure(page, manager, bare, rounds) for page in wanted_of(all_of_them, only)]
    tell(done)


def tell(done: list[Measured]) -> None:
    if done:
        print(f"\n{report.pages(done)}", flush=True)


def wanted_of(pages: Iterable[Page], only: str) -> list[Page]:
    return [page for page in pages if page.name.startswith(only)]


def plain(url: str) -> str:
    """The address as the floor wants it: a file, or what libpq takes."""
    return url.removeprefix("sqlite:///").replace("postgresql+psycopg://", "postgresql://")


class Targets:
    """Which opening, candidates and moves are measured. Nobody is moved twice, nor by both."""

    def __init__(self) -> None:
        self.opening = db.session.scalars(select(func.min(Opening.id))).one()
        stages = list(db.session.get_one(Opening, self.opening).pipeline_version.stages)
        self.second, late = stages[1], stages[5].id
        query = select(Visit.application_id).where(Visit.left_at.is_(None)).order_by(Visit.id)
        self.candidate = db.session.scalars(query.where(Visit.stage_id == late)).first()
        screened = query.where(Visit.stage_id == stages[0].id, Visit.opening_id != self.opening)
        rows = db.session.execute(screened.add_columns(Visit.id, Visit.version).limit(4_000)).all()
        self.by_product = [(row[0], f"{row[1]}.{row[2]}") for row in rows[::2]]
        self.by_floor = [row[0] for row in rows[1::2]]
        self.moved: list[int] = []
        db.session.remove()

    def left(self, taken: int) -> int:
        """How many can still be moved by each, so many being taken."""
        return len(self.by_floor) - taken

    def move(self, client: Client, number: int) -> Answer:
        application, seen = self.by_product[number]
        to = str(self.second.id)
        answer = client.post(
            f"/applications/{application}/moves", to=to, seen=seen, tell="y", next="/profiles"
        )
        self.moved.append(application)
        return answer

    def move_bare(self, client: Client, number: int) -> Answer:
        return client.post(f"/move/{self.by_floor[number]}", to=str(self.second.id))

    def lost(self) -> str:
        """Compares what was answered with what the database has."""
        there = select(func.count()).where(
            Visit.application_id.in_(self.moved), Visit.stage_id == self.second.id, Visit.left_at.is_(None)
        )
        return f"{db.session.scalar(there)} of {len(self.moved)} that were answered"


def one_by_one(targets: Targets, client: Client, bare: Client, rounds: int, only: str) -> Iterator[Measured]:
    board, candidate = f"/openings/{targets.opening}/board", f"/applications/{targets.candidate}"
    name = a_name(client, candidate)
    numbers, bare_numbers = count(), count()
    for page in (
        Page("board, 7 × 50", getting(board), getting(f"/board/{targets.opening}"), goal=1.5),
        Page("list, 50", getting("/applications"), getting("/list"), goal=2),
        *(
            Page(said, getting(path), getting(f"/search?ids={found(client, path)}"), goal=2)
            for said, path in (
                ("list filtered by a name", f"/applications?text={name}"),
                ("list filtered, nobody found", f"/applications?text={NOBODY}"),
                ("find a name", f"/find?q={name}"),
                ("find, nobody found", f"/find?q={NOBODY}"),
            )
        ),
        Page("candidate", getting(candidate), getting(f"/candidate/{targets.candidate}"), goal=3),
        Page("move", moving(numbers, targets.move), moving(bare_numbers, targets.move_bare), goal=3),
        Page("home", getting("/"), getting("/home"), within=0.010),
        Page("funnel", getting("/reports/funnel"), None, within=0.010),
    ):
        if not page.name.startswith(only):
            continue
        yield measure(page, client, bare, rounds)
        print(".", end="", flush=True, file=sys.stderr)


def a_name(client: Client, candidate: str) -> str:
    """The Latin family name of the candidate, or the whole name, for an address."""
    page = client.get(candidate).body.decode()
    return "Ferreira" if "Ferreira" in page else "Nyman"


def eight(targets: Targets, product: tuple[str, int], floor: tuple[str, int], rounds: int) -> Iterator[tuple]:
    clients, bare = at_once.connect(*product, sign_in=True), at_once.connect(*floor, sign_in=False)
    board, candidate = f"/openings/{targets.opening}/board", f"/applications/{targets.candidate}"
    for name, turn, bare_turn, goal in (
        ("board", reading(board), reading(f"/board/{targets.opening}"), None),
        ("list", reading("/applications"), reading("/list"), None),
        ("candidate", reading(candidate), reading(f"/candidate/{targets.candidate}"), None),
        ("moves", targets.move, targets.move_bare, 0.45),
    ):
        first = WARM_UP + rounds
        each = min(rounds, targets.left(first) // at_once.CLIENTS - 3)
        if each < 1:
            print(f"\n{name}: too few applications are left in the first stage; fill a new database")
            continue
        at_once.rate(clients, turn, 3, first)
        at_once.rate(bare, bare_turn, 3, first)
        first += 3 * at_once.CLIENTS
        yield (
            name,
            at_once.rate(clients, turn, each, first),
            at_once.rate(bare, bare_turn, each, first),
            goal,
        )


def reading(path: str) -> at_once.Turn:
    return lambda client, _number: client.get(path)


if __name__ == "__main__":
    sys.exit(main())
