"""The parts of a campaign to take away."""

from collections.abc import Iterable
from typing import Any

from core.i18n import _, say
from recruiting.forms.lists import Table
from recruiting.forms.requisitions import standing_of


def openings_of_campaign(rows: Iterable[Any]) -> Table:
    """The openings of a campaign, and how far each is."""
    header = (
        _("Opening"), _("Title"), _("Seats filled"), _("Seats promised"), _("Seats open"), _("Candidates"),
        _("On duty by"),
    )  # fmt: skip
    return [
        (row.code, say(row.title), row.filled, row.promised, row.unfilled, row.running, row.on_duty_by)
        for row in rows
    ], header


def requisitions_of_campaign(rows: Iterable[Any]) -> Table:
    """The requisitions of a campaign, and how many are hired for each."""
    header = (_("Requisition"), _("Role profile"), _("Status"), _("Asked for"), _("Hired"), _("Needed by"))
    return [
        (row.code, say(row.profile), standing_of(row), row.head_count, row.hired, row.needed_by)
        for row in rows
    ], header


def cohorts_of_campaign(rows: Iterable[Any]) -> Table:
    """The classes of a campaign, and how full they are."""
    header = (_("Cohort"), _("Programme"), _("Begins"), _("Ends"), _("Seats taken"), _("Seats"))
    return [
        (row.code, say(row.programme), row.starts_on, row.ends_on, row.taken, row.seats) for row in rows
    ], header
