"""What comes in about channels, their costs and rewards, and what goes out."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from secrets import token_hex
from typing import Any

from wtforms import DateField, Form, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Optional, ValidationError
from wtforms.widgets import HiddenInput

from core import money
from core.fields import CountField, DayField, OneOf, line, lines
from core.i18n import _, lazy, say
from people import forms
from people.forms import offered
from people.models import Person
from recruiting.channels import PRICED, Terms
from recruiting.costs import Spent
from recruiting.models import Channel, ChannelCost, ChannelTerms
from recruiting.queries.costs import CostFilter
from recruiting.states import CostModel
from recruiting.words import word

SUGGESTED = {
    "referral": CostModel.BONUS,
    "job site": CostModel.POSTING,
    "campus": CostModel.EVENT,
    "headhunter": CostModel.SALARY_SHARE,
}
"""Key of a channel → the cost model that is usual for it."""
HOME = next(iter(money.CURRENCIES))
CURRENCIES = [(code, code) for code in money.CURRENCIES]


class PercentField(StringField):
    """A number with decimals, in per cent."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip().rstrip("%％").strip()
        self.data = text or None
        if text:
            try:
                self.data = Decimal(text)
            except InvalidOperation as fault:
                raise ValueError(lazy("This is not a number.")) from fault
            if not self.data.is_finite() or self.data != round(self.data, 2):
                raise ValueError(lazy("A share has at most two decimals."))


def units_typed(text: str | None, currency: Any) -> int | None:
    """An amount in the smallest unit; None where nothing was typed, or no currency to type it in. Raises
    ValidationError, which is a ValueError, with a sentence."""
    if not text or currency not in money.CURRENCIES:
        return None
    try:
        return money.parse(text, currency)
    except ValueError as fault:
        said = _("This is not an amount: 1500 or 1500.50, and not more than 10 million.")
        raise ValidationError(said) from fault


class MoneyForm(forms.Form):
    """An amount in a currency."""

    amount = line(lazy("Amount"), longest=20)
    currency = OneOf(lazy("Currency"), choices=offered(CURRENCIES), default=HOME)

    def units(self) -> int | None:
        """The amount in the smallest unit; None where nothing was typed. Blames the field and raises
        ValueError for what is no amount."""
        try:
            return units_typed(self.amount.data, self.currency.data)
        except ValueError as fault:
            self.amount.errors = [*self.amount.errors, str(fault)]
            raise


class TermsForm(MoneyForm):
    """What a channel costs from a day on."""

    model = OneOf(lazy("What it costs"))
    share = PercentField(lazy("Share of the yearly salary, in per cent"))
    stay_days = CountField(lazy("Days a hire stays before the bonus is due"))
    since = DayField(lazy("From"), lazy("The day from which it holds is needed."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.model.choices = offered((one.value, word(one)) for one in CostModel)

    def terms(self) -> Terms:
        """What was said; see `MoneyForm.units`."""
        model = CostModel(self.model.data)
        return Terms(
            model,
            amount=self.units() if model in PRICED else None,
            currency=self.currency.data if model in PRICED else None,
            share=self.share.data if model is CostModel.SALARY_SHARE else None,
            stay_days=self.stay_days.data if model is CostModel.BONUS else None,
        )


def shown_terms(channel: Channel, terms: ChannelTerms | None, today: date) -> dict[str, Any]:
    """What TermsForm shows first: the terms that hold, or what is usual."""
    if terms is None:
        return {"model": SUGGESTED.get(channel.key, CostModel.FREE).value, "since": today}
    priced = terms.amount is not None and terms.currency is not None
    return {
        "model": terms.model.value,
        "amount": money.typed(terms.amount or 0, terms.currency or HOME) if priced else None,
        "currency": terms.currency or HOME,
        "share": terms.share,
        "stay_days": terms.stay_days,
        "since": today,
    }


class CostForm(MoneyForm):
    """A cost to book. `once` lets a form that is sent twice book once."""

    once = HiddenField()
    channel = OneOf(lazy("Channel"), coerce=int)
    opening = OneOf(lazy("Opening"), coerce=lambda value: int(value) if value else None)
    campaign = line(lazy("Campaign"), longest=120)
    spent_on = DayField(lazy("Spent on"), lazy("The day is needed on which it was spent."))
    note = lines(lazy("Note"), longest=1000)

    def offering(self, channels: Sequence[Channel], openings: Sequence[Any], everywhere: bool) -> "CostForm":
        self.channel.choices = offered((one.id, say(one.name)) for one in channels)
        named = [(row.id, f"{row.code} {say(row.title)}") for row in openings]
        self.opening.choices = offered([("", _("all openings")), *named] if everywhere else named)
        return self

    def begin(self) -> "CostForm":
        self.once.data = token_hex(12)
        return self

    def spent(self, opening: Any) -> Spent:
        """What was said; see `MoneyForm.units`."""
        assert self.spent_on.data is not None
        return Spent(
            spent_on=self.spent_on.data,
            amount=self.units() or 0,
            currency=str(self.currency.data),
            opening=opening,
            campaign=self.campaign.data or "",
            note=self.note.data or "",
        )


class CorrectionForm(CostForm):
    channel = None  # type: ignore[assignment]
    why = line(lazy("Why"), lazy("A reason is needed."), 500)

    def offering(self, channels: Sequence[Channel], openings: Sequence[Any], everywhere: bool) -> "CostForm":
        named = [(row.id, f"{row.code} {say(row.title)}") for row in openings]
        self.opening.choices = offered([("", _("all openings")), *named] if everywhere else named)
        return self


def shown_cost(cost: ChannelCost) -> dict[str, Any]:
    """A cost as CorrectionForm shows it."""
    return {
        "opening": cost.opening_id or "",
        "campaign": cost.campaign,
        "spent_on": cost.spent_on,
        "amount": money.typed(cost.amount, cost.currency),
        "currency": cost.currency,
        "note": cost.note,
    }


class WhyForm(forms.Form):
    """A reason. `seen`: the version that the page showed."""

    seen = IntegerField(widget=HiddenInput(), validators=[Optional()])
    why = line(lazy("Why"), lazy("A reason is needed."), 500)


class SourceForm(WhyForm):
    """Where an application came from."""

    channel = OneOf(lazy("Channel"), coerce=int, validators=[InputRequired()])
    referrer = OneOf(lazy("Referred by"), coerce=lambda value: int(value) if value else None)

    def offering(
        self, channels: Sequence[Channel], colleagues: Sequence[Any], referrer: Person | None
    ) -> "SourceForm":
        self.channel.choices = offered((one.id, say(one.name)) for one in channels)
        named = {one.person_id: f"{one.name} {one.latin_name or ''}".strip() for one in colleagues}
        if referrer is not None:  # whose account may be closed by now
            named.setdefault(referrer.id, referrer.full_name)
        self.referrer.choices = offered([("", _("nobody")), *named.items()])
        return self


class CostsFilter(Form):
    """Which costs to list; what makes no sense is as if it were not there."""

    channel = SelectField(lazy("Channel"), validate_choice=False)
    opening = SelectField(lazy("Opening"), validate_choice=False)
    since = DateField(lazy("Spent from"), [Optional()])
    until = DateField(lazy("Spent until"), [Optional()])
    replaced = HiddenField()

    def offering(self, channels: Sequence[Channel], openings: Sequence[Any]) -> "CostsFilter":
        any_one = ("", lazy("any"))
        self.channel.choices = offered([any_one, *((str(one.id), say(one.name)) for one in channels)])
        named = ((str(row.id), f"{row.code} {say(row.title)}") for row in openings)
        self.opening.choices = offered([any_one, *named])
        self.validate()
        return self

    def _one(self, name: str) -> int | None:
        part: Any = self[name]
        return int(part.data) if part.data in {choice.value for choice in part.choices} - {""} else None

    def wanted(self) -> CostFilter:
        return CostFilter(
            channel_id=self._one("channel"),
            opening_id=self._one("opening"),
            since=None if self.since.errors else self.since.data,
            until=None if self.until.errors else self.until.data,
            replaced=bool(self.replaced.data),
        )


def cost_header() -> list[str]:
    """The columns of the costs to take away."""
    return [
        _("Spent on"), _("Channel"), _("Opening"), _("Campaign"), _("Amount"), _("Currency"), _("Note"),
        _("Booked"), _("Booked by"), _("Corrects"), _("Why"),
    ]  # fmt: skip


def cost_rows(found: Iterable[Any]) -> list[list[Any]]:
    """Costs as lines, the amount in the unit that people speak of."""
    return [
        [
            row.spent_on, say(row.channel), row.code or _("all openings"), row.campaign or "",
            money.major(row.amount, row.currency), row.currency, row.note, row.booked_at,
            row.booked_by or "", row.replaces_id, row.why or "",
        ]
        for row in found
    ]  # fmt: skip


def reward_header() -> list[str]:
    """The columns of the rewards to take away."""
    return [
        _("Due on"), _("State"), _("Referred by"), _("Hired"), _("Opening"), _("First day"), _("Amount"),
        _("Currency"), _("Paid or forfeited on"),
    ]  # fmt: skip


def reward_rows(found: Iterable[Any]) -> list[list[Any]]:
    return [
        [
            row.due_on, word(row.state), row.referrer, row.name, row.code, row.started_on,
            money.major(row.amount, row.currency), row.currency, row.settled_on,
        ]
        for row in found
    ]  # fmt: skip


def in_words(terms: ChannelTerms) -> str:
    """What a channel costs, as a sentence."""
    price = money.written(terms.amount, terms.currency) if terms.amount and terms.currency else ""
    if terms.model is CostModel.BONUS:
        return _("%(price)s once a hire has stayed %(days)s days", price=price, days=terms.stay_days)
    if terms.model is CostModel.SALARY_SHARE:
        return _("%(share)s %% of a yearly salary", share=f"{float(terms.share or 0):g}")
    if terms.model is CostModel.FREE:
        return word(terms.model)
    return _("%(price)s %(per)s", price=price, per=word(terms.model))
