"""How gunicorn serves the product: `gunicorn --config scripts/serving.py "app:create_app()"`.

The product is loaded once, before the workers part, so that they share what it takes. What is loaded by
then is put out of the reach of Python's tidying up, which would write to each page and so copy it.
"""

import gc
from typing import Any

workers = 2
worker_class = "gthread"
threads = 8
preload_app = True
control_socket_disable = True


def when_ready(_server: Any) -> None:
    """Once, before the workers part."""
    gc.collect()
    gc.freeze()
