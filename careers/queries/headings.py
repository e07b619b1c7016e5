"""What headings of columns were said to measure."""

from sqlalchemy import select

from careers.models import FigureHeading
from core.db import db


def said() -> dict[str, str]:
    """Heading, in small letters → key of the indicator."""
    rows = db.session.execute(select(FigureHeading.heading, FigureHeading.key))
    return {row.heading: row.key for row in rows}


def heading(text: str) -> FigureHeading | None:
    return db.session.get(FigureHeading, text)
