"""What is typed about offers and hires."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from core import clock, money
from core.fields import OneOf, line
from core.i18n import _, lazy, say
from people.forms import offered
from recruiting.forms.channels import units_typed
from recruiting.forms.openings import day_written, days_offered
from recruiting.models import DispositionReason, Offer
from recruiting.queries.openings import SeatsOfDay
from recruiting.rules import SalaryRange
from recruiting.words import word

NEEDED = InputRequired(lazy("This is needed."))


class OfferForm(FlaskForm):
    """The terms of an offer; dates are days of the organisation, an offer runs to the end of its day."""

    terms = TextAreaField(lazy("Terms, as the candidate reads them"), validators=[NEEDED, Length(max=4000)])
    starts_on = DateField(lazy("First day"), validators=[NEEDED])
    expires_on = DateField(lazy("Can be accepted until"), validators=[NEEDED])
    salary = line(lazy("Salary"), longest=20)
    beyond_seats = BooleanField(lazy("Make it although every seat is filled or promised"))
    seen = HiddenField()
    within: SalaryRange | None = None

    def comparing(self, within: SalaryRange | None) -> "OfferForm":
        """Ask for a salary in the currency and for the period of this range; without one not at all."""
        self.within = within
        if within:
            self.salary.label.text = _(
                "Salary in %(currency)s, %(period)s", currency=within.currency, period=word(within.period)
            )
        return self

    def validate_salary(self, part: Any) -> None:
        self.units()

    def units(self) -> int | None:
        """The salary in the smallest unit. Raises ValueError for what is no amount."""
        return units_typed(self.salary.data, self.within.currency) if self.within else None

    def suggest(self, before: Offer | None = None) -> "OfferForm":
        """A week to answer, and a first day a fortnight on; else what the version `before` says."""
        self.terms.data = before.terms if before else ""
        if before and before.salary and self.within and before.salary_currency == self.within.currency:
            self.salary.data = money.typed(before.salary, self.within.currency)
        self.expires_on.data = clock.today() + timedelta(days=7)
        self.starts_on.data = before.starts_on if before else clock.today() + timedelta(days=14)
        return self

    @property
    def first_day(self) -> date:
        assert self.starts_on.data is not None
        return self.starts_on.data

    @property
    def expires_at(self) -> datetime:
        """The moment when the last day is over."""
        assert self.expires_on.data is not None
        return clock.day_end(self.expires_on.data)


class DeclineForm(FlaskForm):
    reason = OneOf(lazy("Why"), coerce=int, validators=[NEEDED])
    note = StringField(lazy("Note, for the record"), validators=[Optional(), Length(max=500)])
    ends = BooleanField(lazy("The application ends here"), default=True)

    def offering(self, reasons: list[DispositionReason]) -> "DeclineForm":
        self.reason.choices = offered((reason.id, say(reason.name)) for reason in reasons)
        return self


class HireForm(FlaskForm):
    """Which seat is filled, by the day it is needed."""

    seat = OneOf(lazy("Seat needed by"), coerce=day_written)

    def offering(self, days: Iterable[SeatsOfDay]) -> "HireForm":
        self.seat.choices = offered(days_offered(days))
        return self


class ReasonForm(FlaskForm):
    """Shown beside a DeclineForm, so that its field has an id of its own."""

    reason = TextAreaField(lazy("Why, for the record"), id="why", validators=[NEEDED, Length(max=2000)])
