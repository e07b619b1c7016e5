"""Starting the product and the floor for real: gunicorn with two workers, as the README runs it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.run import LEAN

WORKERS = 2
PATIENCE = 60.0
Process = subprocess.Popen[bytes]


@contextmanager
def serving(factory: str, **environment: str) -> Iterator[tuple[str, int]]:
    """`benchmarks.measured:factory()` on a free port; gives host and port, and the head process's id in
    `pid_of`. Ends with the block."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        listener.set_inheritable(True)
        port = int(listener.getsockname()[1])
        process = _start(factory, listener.fileno(), environment)
    try:
        _wait(port, process)
        pid_of[port] = process.pid
        yield "127.0.0.1", port
    finally:
        _end(process)


def _end(process: Process) -> None:
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:  # it waits for connections that are kept alive
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(15)


pid_of: dict[int, int] = {}
"""Port → the id of gunicorn's first process, whose children serve."""


def _start(factory: str, descriptor: int, environment: dict[str, str]) -> Process:
    return subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "--config=scripts/serving.py", f"--bind=fd://{descriptor}",
            f"--workers={WORKERS}", "--keep-alive=60", "--log-level=warning",
            f"benchmarks.measured:{factory}()",
        ],
        env=LEAN | os.environ | environment,
        pass_fds=[descriptor],
        start_new_session=True,
        cwd=Path(__file__).parents[1],
    )  # fmt: skip


def _wait(port: int, process: Process) -> None:
    """Until it takes connections and answers something."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            sys.exit("The server did not start: see above.")
        try:
            with socket.create_connection(("127.0.0.1", port), 5) as line:
                line.sendall(b"GET /nothing HTTP/1.0\r\n\r\n")
                if line.recv(1):
                    return
        except OSError:
            time.sleep(0.1)
    sys.exit("The server did not answer.")


def memory(port: int) -> int:
    """Bytes that all processes behind `port` hold for themselves, shared pages divided among those who
    share them (PSS)."""
    return sum(_pss(pid) for pid in _family(pid_of[port]))


def _family(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [pid, *(one for child in path.read_text().split() for one in _family(int(child)))]


def _pss(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0
