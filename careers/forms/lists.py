"""Lists of what follows from reviews, to take away."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from careers.bonus_words import explained, number_of
from careers.models import BonusTable
from careers.queries.bonuses import BonusRow
from careers.words import word
from core.i18n import _, say


def bonus_header() -> list[str]:
    return [
        _("Name"),
        _("Other script"),
        _("Team"),
        _("Month"),
        _("Score"),
        _("Revision"),
        _("Days on duty"),
        _("What a bonus is"),
        _("Currency"),
        _("Bonus"),
        _("Settled so far"),
        _("To be settled"),
        _("Why"),
    ]


def bonus_rows(rows: Sequence[BonusRow], month: date) -> Iterator[list[Any]]:
    """Those whose month is closed and for whom a table holds."""
    for one in rows:
        due = one.due
        if due is None:
            continue
        terms, closed = due.table.terms, due.closed
        yield [
            one.row.name,
            one.row.latin_name,
            say(one.row.team),
            f"{month:%Y-%m}",
            closed.score,
            closed.number,
            closed.days_worked,
            word(terms.kind),
            terms.currency,
            *(number_of(worth, terms) for worth in (due.found.worth, due.paid or 0, due.difference)),
            explained(due),
        ]


def bonus_table_header() -> list[str]:
    return [
        _("Table"),
        _("For"),
        _("Holds from"),
        _("What a bonus is"),
        _("Currency"),
        _("From a score of"),
        _("Bonus"),
        _("In proportion to the days"),
        _("Least share of the month on duty, in %"),
    ]


def bonus_table_rows(tables: Sequence[BonusTable], whom: Mapping[int, str]) -> Iterator[list[Any]]:
    for table in tables:
        terms = table.terms
        of_days = [_("yes") if terms.is_pro_rata else _("no"), terms.least_share]
        for one in terms.steps:
            worth = number_of(one.worth, terms)
            about = [table.number, whom[table.id], table.since, word(terms.kind), terms.currency]
            yield [*about, one.score_from, worth, *of_days]
