"""What the machinery's pages show, read in a few statements however much there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, true
from sqlalchemy.orm import joinedload

from core.db import db
from core.letters import LetterTemplate
from core.outbox import Letter, LetterState

PAGE = 50
ALL_AT_ONCE = 100_000
"""Rows of an export at most."""


@dataclass(frozen=True)
class LetterFilter:
    """Which letters; None or "" leaves the choice open."""

    state: LetterState | None = None
    language: str | None = None
    text: str = ""

    def everything_but_state(self) -> ColumnElement[bool]:
        parts: list[ColumnElement[bool]] = [true()]
        if self.language:
            parts.append(Letter.language == self.language)
        if self.text:
            fields = (Letter.to_name, Letter.to_address, Letter.subject)
            parts.append(or_(*(field.icontains(self.text, autoescape=True) for field in fields)))
        return and_(*parts)

    def all(self) -> ColumnElement[bool]:
        return and_(self.everything_but_state(), Letter.state == self.state if self.state else true())


class LetterPage(NamedTuple):
    """Rows of one page, newest first, and the ids from which the pages beside it begin."""

    rows: Sequence[Row[*tuple[Any, ...]]]
    newer: int | None
    older: int | None


COLUMNS = (
    Letter.id,
    Letter.created_at,
    Letter.to_name,
    Letter.to_address,
    Letter.language,
    Letter.subject,
    Letter.state,
    Letter.tries,
    Letter.not_before,
    Letter.sent_at,
    Letter.last_error,
)


def letters(which: LetterFilter, *, before: int | None = None, after: int | None = None) -> LetterPage:
    """A page of letters older than the id `before`, or newer than the id `after`, or the newest."""
    wanted = select(*COLUMNS).where(which.all())
    if after is not None:
        nearest = wanted.where(Letter.id > after).order_by(Letter.id).limit(PAGE + 1)
        found = list(reversed(db.session.execute(nearest).all()))
        rows, more_newer, more_older = found[-PAGE:], len(found) > PAGE, bool(found)
    else:
        below = Letter.id < before if before is not None else true()
        found = list(db.session.execute(wanted.where(below).order_by(Letter.id.desc()).limit(PAGE + 1)))
        rows, more_newer, more_older = found[:PAGE], before is not None and bool(found), len(found) > PAGE
    return LetterPage(rows, rows[0].id if more_newer else None, rows[-1].id if more_older else None)


def all_letters(which: LetterFilter) -> Sequence[Row[*tuple[Any, ...]]]:
    """Every letter of the list, for taking away."""
    return db.session.execute(
        select(*COLUMNS).where(which.all()).order_by(Letter.id.desc()).limit(ALL_AT_ONCE)
    ).all()


def count_letters(which: LetterFilter) -> dict[LetterState, int]:
    """How many letters of each state the filter finds, its own state aside."""
    found = select(Letter.state, func.count()).where(which.everything_but_state()).group_by(Letter.state)
    counts = dict(db.session.execute(found).all())
    return {state: counts.get(state, 0) for state in LetterState}


def letter(letter_id: int) -> Letter | None:
    """A letter with the entry that it tells about."""
    return db.session.get(Letter, letter_id, options=[joinedload(Letter.entry), joinedload(Letter.template)])


def failed_letters(which: LetterFilter) -> Sequence[Letter]:
    """Those of the list that were given up."""
    failed = and_(which.everything_but_state(), Letter.state == LetterState.FAILED)
    return db.session.scalars(select(Letter).where(failed).order_by(Letter.id)).all()


class Wording(NamedTuple):
    """The version in use of a letter in one language."""

    number: int
    published_at: datetime


def wordings() -> dict[str, dict[str, Wording]]:
    """Key → language → the version in use, keys in order."""
    found = db.session.execute(
        select(
            LetterTemplate.key,
            LetterTemplate.language,
            func.max(LetterTemplate.number),
            func.max(LetterTemplate.published_at),
        )
        .group_by(LetterTemplate.key, LetterTemplate.language)
        .order_by(LetterTemplate.key)
    )
    table: dict[str, dict[str, Wording]] = {}
    for key, language, number, published_at in found:
        table.setdefault(key, {})[language] = Wording(number, published_at)
    return table


def versions(key: str, language: str) -> Sequence[LetterTemplate]:
    """Every wording there was, newest first, with its author."""
    return (
        db.session.scalars(
            select(LetterTemplate)
            .where(LetterTemplate.key == key, LetterTemplate.language == language)
            .options(joinedload(LetterTemplate.author))
            .order_by(LetterTemplate.number.desc())
        )
        .unique()
        .all()
    )
