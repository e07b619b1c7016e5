"""The worker: sends letters and does what is to be done every so often. Any number may run at once."""

import logging
import os
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event
from typing import NamedTuple

from flask import current_app
from sqlalchemy import delete, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from core import clock, courier, mail
from core.courier import transaction
from core.db import Base, db, reading

ROUND = 1.0
"""Seconds from one look around to the next."""
BEAT = timedelta(seconds=5)
FORGOTTEN = timedelta(days=1)
"""After how long a worker that never said good-bye is no longer remembered."""

log = logging.getLogger("onduty.worker")


class Heartbeat(Base):
    """When each worker was last seen alive."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class Turn(Base):
    """When something periodic was last begun, by whichever worker."""

    __tablename__ = "turn"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class Job(NamedTuple):
    """Something to be done every so often, in a transaction of its own; `is_long`: it makes its own
    short ones, as it would keep everybody from writing."""

    name: str
    every: timedelta
    run: Callable[[], object]
    is_long: bool = False


JOBS: dict[str, Job] = {}


def register(
    name: str, every_seconds: float, function: Callable[[], object], *, is_long: bool = False
) -> None:
    """Have every worker call `function()` so often; of several workers one does it each time.

    It runs inside a transaction, rolled back (and logged) when it raises. Should it take longer than
    `every_seconds`, two workers can be at it at once. One that `is_long` gets no transaction, and makes
    short ones with `core.courier.transaction`."""
    JOBS[name] = Job(name, timedelta(seconds=every_seconds), function, is_long)


class Worker:
    """One running worker. `stop` ends it after the letter or job in hand."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.stop = Event()
        self.server = mail.server(current_app.config["MAIL_URL"])  # ValueError: better now than later
        self._next_beat = self._next_delivery = datetime.min.replace(tzinfo=UTC)
        self._failures = 0

    def run(self, *, once: bool = False) -> None:
        """Look around every second until stopped, or just once."""
        while not self.stop.is_set():
            self._round()
            if once or self.stop.wait(ROUND):
                break
        self._guarded("farewell", self._say_goodbye)

    def _round(self) -> None:
        if clock.now() >= self._next_beat:
            self._guarded("heartbeat", self._beat)
        if self.server and clock.now() >= self._next_delivery:
            self._guarded("letters", self._deliver)
        for job in list(JOBS.values()):
            if not self.stop.is_set():
                self._guarded(job.name, partial(take_turn, job))

    def _guarded(self, what: str, step: Callable[[], object]) -> None:
        """A step that fails, the database away included, is logged and stops nothing else."""
        try:
            step()
        except Exception:
            log.exception("%s failed", what)
            db.session.remove()

    def _beat(self) -> None:
        now = clock.now()
        self._next_beat = now + BEAT
        with transaction():
            db.session.execute(delete(Heartbeat).where(Heartbeat.at < now - FORGOTTEN))
            db.session.merge(Heartbeat(name=self.name, at=now))

    def _deliver(self) -> None:
        assert self.server
        try:
            courier.deliver(self.server, self.stop.is_set)
            self._failures = 0
        except mail.Unreachable as fault:
            self._failures += 1
            pause = min(courier.FIRST_WAIT * self._failures, timedelta(minutes=5))
            self._next_delivery = clock.now() + pause
            log.warning("no letters for %s s: %s", pause.seconds, fault)

    def _say_goodbye(self) -> None:
        with transaction():
            db.session.execute(delete(Heartbeat).where(Heartbeat.name == self.name))


def take_turn(job: Job) -> bool:
    """Do `job` if it is time and no other worker is faster; says whether it was done."""
    if not _is_our_turn(job):
        return False
    if job.is_long:
        job.run()
    else:
        with transaction():
            job.run()
    return True


def _is_our_turn(job: Job) -> bool:
    """Note that `job` begins now, unless that is too early or another worker has just noted it."""
    now = clock.now()
    with reading(), transaction():  # most looks find that it is too early: they take no write lock
        last = db.session.scalar(select(Turn.at).where(Turn.name == job.name))
    if last is not None and last > now - job.every:
        return False
    try:
        with transaction():
            if last is None:
                db.session.add(Turn(name=job.name, at=now))
                return True
            taken = update(Turn).where(Turn.name == job.name, Turn.at == last).values(at=now)
            result = db.session.execute(taken)
            assert isinstance(result, CursorResult)
            return result.rowcount == 1
    except IntegrityError:
        return False
