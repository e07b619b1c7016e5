"""What headings of columns were said to measure, each account for itself."""

from collections.abc import Sequence

from sqlalchemy import select

from careers.models import FigureHeading
from core.db import db
from people.models import Account


def of(account: Account) -> Sequence[FigureHeading]:
    return db.session.scalars(select(FigureHeading).where(FigureHeading.account_id == account.id)).all()


def said(account: Account) -> dict[str, str]:
    """Heading, in small letters → key of the indicator."""
    return {one.heading: one.key for one in of(account)}
