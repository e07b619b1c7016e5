"""What somebody with the database's own password could do: change rows behind the product's back."""

import sqlite3
from typing import Any

from flask import Flask
from sqlalchemy import text

from core.append_only import drop_triggers
from core.db import db


def behind_its_back(app: Flask, statement: str, **values: Any) -> None:
    """Run `statement` with neither triggers nor foreign keys looking on, and commit it."""
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text(statement), values)
    else:
        connection = sqlite3.connect(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
        for drop in drop_triggers("sqlite"):
            connection.execute(drop)
        connection.execute(statement, values)
        connection.commit()
        connection.close()
    db.session.expire_all()
