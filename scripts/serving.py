"""How gunicorn serves the product: `gunicorn --config scripts/serving.py "app:create_app()"`.

The product is loaded once, before the workers part, so that they share what it takes: modules, mappings and
templates. It also shows a few pages to itself, as everything that is made at the first look (translations,
statements, the map of addresses, parts that look alike) would else be made in each worker, which writes to
pages of memory that were shared until then. What is there by then is put out of the reach of Python's
tidying up, which would write to each page as well.
"""

import gc
import logging
import re
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import configure_mappers

from core.db import db, reading
from people import queries

workers = 2
worker_class = "gthread"
threads = 4
preload_app = True
control_socket_disable = True

SEEN_FIRST = ("/", "/openings", "/applications", "/reports/funnel", "/find?q=a")
SEEN_NEXT = (r'"(/openings/\d+/board)"', r'"(/applications/\d+)"')
"""Links on those pages of which the first is followed."""
log = logging.getLogger("onduty.serving")


def when_ready(server: Any) -> None:
    """Once, before the workers part."""
    configure_mappers()
    app: Flask = server.app.wsgi()
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)
    try:
        if "sqlalchemy" in app.extensions:  # what the benchmark measures beside it has no such pages
            look_around(app)
    except SQLAlchemyError as fault:  # no database yet, or none with our tables: pages will say so
        log.warning("nothing was looked at before serving: %s", fault)
    gc.collect()
    gc.freeze()


def look_around(app: Flask) -> None:
    """Show the usual pages, as one account of each role would see them; to nobody, and changing nothing. No
    line to the database stays open: workers must not share one."""
    try:
        with app.app_context(), reading():
            accounts = [account.get_id() for account in queries.one_of_each_role()]
        for account in (None, *accounts):
            _look_as(app, account)
    finally:
        with app.app_context():
            db.engine.dispose()


def _look_as(app: Flask, account: str | None) -> None:
    client, address = app.test_client(), app.config["BASE_URL"]
    with client.session_transaction(base_url=address) as session:
        if account is not None:
            session["_user_id"] = account
    seen = ""
    for path in SEEN_FIRST if account else ("/sign-in",):
        seen += client.get(path, base_url=address).get_data(as_text=True)
    for link in SEEN_NEXT:
        if found := re.search(link, seen):
            client.get(found[1], base_url=address)
