"""`make run`: bring the database up to date, fill an empty one, serve until Ctrl-C."""

import contextlib
import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import FrameType
from urllib.error import URLError

import flask_migrate
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import select

from app import create_app
from core.config import HALF_A_DEMO, has_half_a_demo
from core.db import db
from people.models import Account
from scripts import translations

PATIENCE = 60.0
GRACE = 10.0
LEAN = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "131072"}
"""Else each thread keeps the memory that it once needed."""
Process = subprocess.Popen[bytes]
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
AGAIN = 0.5
"""Seconds after which it is told once more that somebody wants it to stop."""


class Ended(Exception):
    """Somebody wants it to stop."""


def main() -> int:
    port = int(os.environ.get("PORT") or 8000)
    os.environ["PORT"] = str(port)
    os.environ.setdefault("BASE_URL", f"http://127.0.0.1:{port}")
    for number in STOPS:
        signal.signal(number, _end)
    if os.environ.get("MAKELEVEL"):
        end_with_parent()
    processes: list[Process] = []
    try:
        with take_port(port) as listener:
            app = prepare()
            processes += [start_server(listener), start_worker()]
            wait_until_it_is_well(port, processes)
        greet(app, port)
        return watch(processes)
    except Ended:
        return 0
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        end(processes)


def take_port(port: int) -> socket.socket:
    """Held from the first moment, so that a taken port is said before anything else is done."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as fault:
        sys.exit(f"Port {port} cannot be used ({fault.strerror}). Choose another: make run PORT={port + 1}")
    listener.listen(128)
    return listener


def prepare() -> Flask:
    """The product, its database migrated and, if it was empty, begun."""
    translations.compile_all()
    app = create_app()
    put_half_a_demo_aside(app)
    with app.app_context():
        flask_migrate.upgrade()
        is_empty = db.session.scalar(select(Account.id).limit(1)) is None
        db.session.rollback()
    if is_empty and wants_demo():
        print("Filling the empty database with a sample team (less than a minute, once) …", flush=True)
        flask(app, "demo", "fill")
    else:
        flask(app, "recruiting", "found")  # nothing, or what has come with the product since
        if is_empty:
            flask(app, "accounts", "first-administrator")
    with app.app_context():
        db.engine.dispose()
    return app


def put_half_a_demo_aside(app: Flask) -> None:
    """A sample team of which only half was told, as somebody ended it: never served, never deleted."""
    instance = Path(app.instance_path)
    if not has_half_a_demo(instance):
        return
    database = instance / "onduty.sqlite"
    if app.config["SQLALCHEMY_DATABASE_URI"] != f"sqlite:///{database}":
        sys.exit(
            f"Filling the sample team was interrupted. Empty the database, delete "
            f"{instance / HALF_A_DEMO}, and start again."
        )
    for end in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.replace(f"{database}{end}", f"{database}.half-told{end}")
    (instance / HALF_A_DEMO).unlink()
    print(f"Filling the sample team was interrupted; what there was is {database}.half-told.", flush=True)


def wants_demo() -> bool:
    return os.environ.get("DEMO", "1") not in {"0", "no", "false"}


def flask(app: Flask, *words: str) -> None:
    """Run `flask words…` in this process, which has already loaded everything."""
    app.cli.main(list(words), standalone_mode=False, obj=ScriptInfo(create_app=lambda: app))


def start_server(listener: socket.socket) -> Process:
    listener.set_inheritable(True)
    return start(
        "gunicorn", "--config=scripts/serving.py", f"--bind=fd://{listener.fileno()}",
        "--graceful-timeout=5", "--log-level=warning", "app:create_app()", keep=listener.fileno(),
    )  # fmt: skip


def start_worker() -> Process:
    return start("flask", "--app", "app", "worker", "run")


def start(*words: str, keep: int | None = None) -> Process:
    """`python -m words…` as the head of a process group of its own, so that all of it can be ended."""
    return subprocess.Popen(
        [sys.executable, "-m", *words],
        start_new_session=True,
        env=LEAN | os.environ,
        pass_fds=[] if keep is None else [keep],
        preexec_fn=end_with_parent,
    )


def end_with_parent() -> None:
    """Linux tells this process when its parent has died, so that a killed launcher leaves no orphan."""
    set_parent_death_signal = 1
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def wait_until_it_is_well(port: int, processes: list[Process]) -> None:
    """Web server and worker both: the address is said when all of it is there."""
    deadline = time.monotonic() + PATIENCE
    while not is_well(port):
        if any(process.poll() is not None for process in processes):
            sys.exit("It could not be started: see above.")
        if time.monotonic() > deadline:
            sys.exit(f"It did not answer within {PATIENCE:.0f} seconds.")
        time.sleep(0.1)


def is_well(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(json.load(answer)["status"] == "ok")
    except (URLError, OSError):
        return False


def greet(app: Flask, port: int) -> None:
    print(f"\nOnduty is at http://127.0.0.1:{port} (Ctrl-C ends it)\n", flush=True)
    if wants_demo():
        flask(app, "demo", "sign-ins")
        sys.stdout.flush()


def watch(processes: list[Process]) -> int:
    """Until asked to stop, or until one of them dies: then 1, as half a product serves nobody."""
    while all(process.poll() is None for process in processes):
        time.sleep(0.5)
    print("A part of it has stopped by itself, so the rest stops too.", file=sys.stderr)
    return 1


def end(processes: list[Process]) -> None:
    """Ask every group to end, then insist."""
    for process in processes:
        signal_group(process, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(deadline - time.monotonic(), 0.1))
        signal_group(process, signal.SIGKILL)
        process.wait()


def signal_group(process: Process, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _end(_number: int, frame: FrameType | None) -> None:
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not cut the ending short
    # Python drops what is raised while it tidies up after itself: said once, it can be lost.
    signal.signal(signal.SIGALRM, _end_at_last)
    signal.setitimer(signal.ITIMER_REAL, AGAIN, AGAIN)
    _end_at_last(signal.SIGALRM, frame)


def _end_at_last(_number: int, _frame: FrameType | None) -> None:
    raise Ended


if __name__ == "__main__":
    sys.exit(main())
