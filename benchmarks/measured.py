"""What gunicorn serves while measuring: the product and the floor, each telling beside every answer how
long it took inside, how much of the processor, and how many statements it sent. Nothing else about
either is changed."""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

from app import create_app
from benchmarks.floor import create_floor

NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")
_seen = threading.local()


def product() -> Flask:
    """The product as `make run` serves it."""
    event.listen(Engine, "before_cursor_execute", _count)
    return _measured(create_app())


def floor() -> Flask:
    return _measured(create_floor())


def _count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
    if not statement.lstrip().upper().startswith(NOT_COUNTED):
        _seen.statements = getattr(_seen, "statements", 0) + 1


def _measured(app: Flask) -> Flask:
    inner = app.wsgi_app

    def measure(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        _seen.statements, begun, worked = 0, time.perf_counter(), time.thread_time()

        def tell(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            spent = time.perf_counter() - begun
            more = [
                ("X-Seconds", f"{spent:.6f}"),
                ("X-Worked", f"{time.thread_time() - worked:.6f}"),
                ("X-Statements", str(_seen.statements)),
            ]
            return start(status, [*headers, *more], *rest)

        return inner(environ, tell)

    app.wsgi_app = measure  # type: ignore[method-assign, assignment]
    return app
