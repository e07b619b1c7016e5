"""The editor of bonus tables, and which month's bonuses to show."""

from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import BooleanField, FieldList, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from careers.bonus_tables import MOST_STEPS, BonusRefused
from careers.forms.fields import NumberField
from careers.forms.formulas import AHEAD
from careers.forms.reviews import month_in
from careers.rules.bonus import HUNDRED, Step, Terms
from careers.states import BonusKind
from careers.words import month as month_said
from careers.words import plain, word
from core import money
from core.fields import OneOf, line
from core.i18n import _, lazy
from core.months import add_months
from people.forms import SeenForm, offered
from people.states import EmploymentKind


class BonusForm(SeenForm):
    """All of a table at once; a line of which nothing is typed is none."""

    kind = OneOf(lazy("What a bonus is"))
    currency = OneOf(lazy("Currency"), choices=offered((code, code) for code in money.CURRENCIES))
    is_pro_rata = BooleanField(lazy("Part of a month brings its part, by the days on duty"))
    least_share = NumberField(lazy("Least share of the month on duty, in %"), lazy("A number is needed."))
    leaves_out = SelectMultipleField(
        lazy("Who is reviewed but has no bonus"), widget=ListWidget(), option_widget=CheckboxInput()
    )
    scores = FieldList(NumberField(lazy("From a score of")), min_entries=MOST_STEPS, max_entries=MOST_STEPS)
    worths = FieldList(NumberField(lazy("Bonus")), min_entries=MOST_STEPS, max_entries=MOST_STEPS)

    def offering(self) -> "BonusForm":
        self.kind.choices = offered((one.value, word(one)) for one in BonusKind)
        self.leaves_out.choices = [(one.value, word(one)) for one in EmploymentKind]
        return self

    @property
    def lines(self) -> list[tuple[Any, Any]]:
        return list(zip(self.scores, self.worths, strict=True))

    def terms(self) -> Terms:
        """What was said, once it is valid. Raises BonusRefused for half a line and for what is no amount."""
        kind = BonusKind(self.kind.data)
        currency = str(self.currency.data) if kind is BonusKind.AMOUNT else None
        steps = [
            self._step(place, score.number, worth, kind, currency)
            for place, (score, worth) in enumerate(self.lines, 1)
            if score.number is not None or worth.number is not None
        ]
        least = self.least_share.number or Decimal(0)
        kinds = frozenset(map(EmploymentKind, self.leaves_out.data or ()))
        return Terms(kind, currency, bool(self.is_pro_rata.data), least, tuple(steps), kinds)

    def _step(
        self, place: int, score: Decimal | None, worth: Any, kind: BonusKind, currency: str | None
    ) -> Step:
        if score is None or worth.number is None:
            raise BonusRefused(_("Not saved. Line %(line)s needs a score and a bonus.", line=place))
        try:
            return Step(score, _units(worth.number, kind, currency))
        except ValueError:
            said = _(
                "Not saved. The bonus of line %(line)s has too many decimals, or is too much.", line=place
            )
            raise BonusRefused(said) from None


def _units(number: Decimal, kind: BonusKind, currency: str | None) -> int:
    """Smallest units of the currency, or hundredths of a per cent."""
    if kind is BonusKind.AMOUNT:
        return money.parse(f"{number:f}", str(currency))
    units = number * HUNDRED
    if units != units.to_integral_value() or abs(units) > money.MOST:
        raise ValueError("too many decimals, or too much")
    return int(units)


def bonus_shown(terms: Terms) -> dict[str, Any]:
    """Terms as BonusForm shows them."""
    decimals = 2 if terms.currency is None else money.CURRENCIES[terms.currency]
    return {
        "kind": terms.kind.value,
        "currency": terms.currency or next(iter(money.CURRENCIES)),
        "is_pro_rata": terms.is_pro_rata,
        "least_share": plain(terms.least_share),
        "leaves_out": sorted(terms.leaves_out),
        "scores": [plain(one.score_from) for one in terms.steps],
        "worths": [plain(Decimal(one.worth).scaleb(-decimals)) for one in terms.steps],
    }


class PublishBonusForm(SeenForm):
    since = OneOf(lazy("Holds from"))
    reason = line(lazy("What is different, and why, for the record"), longest=300)

    def offering(self, first: date) -> "PublishBonusForm":
        months = [add_months(first, place) for place in range(AHEAD)]
        self.since.choices = offered((f"{one:%Y-%m}", month_said(one)) for one in months)
        return self

    @property
    def month(self) -> date:
        """The month that was chosen, once it is valid."""
        found = month_in(self.since.data)
        assert found is not None
        return found
