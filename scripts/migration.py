"""Write a new migration: what the models have and the migrations so far do not.

It compares with a database made by the migrations themselves, so whatever this machine's own database
looks like does not matter. Read what it wrote: a changed CHECK constraint, a trigger and a moved column
it cannot see. tests/test_migrations.py says what is missing.
"""

import sys
import tempfile
from pathlib import Path

import flask_migrate

from app import create_app
from core.db import db

VERSIONS = Path(__file__).resolve().parents[1] / "migrations" / "versions"


def main(why: str) -> None:
    with tempfile.TemporaryDirectory() as directory:
        address = f"sqlite:///{directory}/compare.sqlite"
        app = create_app(SQLALCHEMY_DATABASE_URI=address, INSTANCE_DIR=directory)
        with app.app_context():
            flask_migrate.upgrade()
            flask_migrate.migrate(message=why, rev_id=f"{len(list(VERSIONS.glob('*.py'))) + 1:04}")
            db.engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1])
