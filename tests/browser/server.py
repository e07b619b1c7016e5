"""The product on a free port, in threads of the test's own process: there at once, gone with the test.

How it is run for real, with gunicorn and the worker, is what tests/test_run.py starts.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from jinja2 import BytecodeCache
from werkzeug.serving import make_server

from app import create_app
from core.db import db

AS_FOR_REAL = {"TESTING": False, "WTF_CSRF_ENABLED": True}


class Faults(logging.Handler):
    """What the product logged as an error; a test that provokes one clears `seen`."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(logging.Formatter().format(record))


@contextmanager
def serving(settings: dict[str, Any], templates: BytecodeCache, faults: Faults) -> Iterator[str]:
    """Gives the address of a product with these settings."""
    app = create_app(**{**settings, **AS_FOR_REAL})
    app.jinja_env.bytecode_cache = templates
    app.logger.addHandler(faults)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()
        app.logger.removeHandler(faults)
        with app.app_context():
            db.engine.dispose()
