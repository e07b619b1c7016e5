"""Holidays, and days worked in their place: what timetables are made around."""

from datetime import date

from core.db import Words, db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from training.models import CalendarDay
from training.queries import working_days as queries


class CalendarRefused(Refused):
    """No day was added or taken out."""


def add(
    day: date, name: Words, *, is_worked: bool, site_id: int | None = None, actor: Account
) -> CalendarDay:
    """Say that a day is free, or worked, in spite of its weekday; at one site or everywhere. Timetables
    made from now on keep to it; those that exist are changed session by session.

    Raises CalendarRefused for a day that is there already, one without a name, and an actor whose role is
    held for some teams only."""
    check_may_change(actor)
    alone("working days")
    if not all(name.values()):
        raise CalendarRefused(_("Say what the day is called, in both languages."), "name_en")
    if queries.there(day, site_id):
        raise CalendarRefused(_("Not added. This day is in the calendar already."), "day")
    made = CalendarDay(day=day, name=name, is_worked=is_worked, site_id=site_id)
    db.session.add(made)
    db.session.flush()
    record("day added", made, actor_id=actor.id, day=day.isoformat(), is_worked=is_worked, site=site_id)
    return made


def remove(made: CalendarDay, *, actor: Account) -> None:
    """Let the day be what its weekday says again. Raises CalendarRefused as `add` does for the actor."""
    check_may_change(actor)
    record("day taken out", made, actor_id=actor.id, day=made.day.isoformat(), is_worked=made.is_worked)
    db.session.delete(made)
    db.session.flush()


def check_may_change(actor: Account) -> None:
    """Every team's timetables keep to these days. Raises CalendarRefused."""
    if not actor.may_everywhere(Permission.TEACH):
        raise CalendarRefused(
            _("Not done. These days are everybody's: your role would have to allow it for every team.")
        )
