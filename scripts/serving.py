"""How gunicorn serves the product: `gunicorn --config scripts/serving.py "app:create_app()"`.

The product is loaded once, before the workers part, so that they share what it takes: modules, mappings and
templates. What is loaded by then is put out of the reach of Python's tidying up, which would write to each
page and so copy it.
"""

import gc
from typing import Any

from sqlalchemy.orm import configure_mappers

workers = 2
worker_class = "gthread"
threads = 4
preload_app = True
control_socket_disable = True


def when_ready(server: Any) -> None:
    """Once, before the workers part."""
    configure_mappers()
    environment = server.app.wsgi().jinja_env
    for name in environment.list_templates(extensions=["html"]):
        environment.get_template(name)
    gc.collect()
    gc.freeze()
