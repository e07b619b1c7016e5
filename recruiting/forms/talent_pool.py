"""What comes in about the talent pool."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import BooleanField, Form, SearchField, SelectField
from wtforms.validators import InputRequired

from core import clock
from core.fields import DayField, OneOf, lines
from core.i18n import lazy, say
from people import forms
from people.forms import offered
from recruiting.forms.duplicates import WhyForm
from recruiting.models import Opening
from recruiting.queries.talent_pool import PoolFilters
from recruiting.states import PoolReason
from recruiting.talent_pool import USUAL
from recruiting.words import word

DAY_NEEDED = lazy("A last day is needed.")


class PoolFilter(Form):
    """Whom to list; what makes no sense is as if it were not there."""

    text = SearchField(lazy("Name, contact or résumé"))
    reason = SelectField(lazy("Reason"), validate_choice=False)
    soon = BooleanField(lazy("Runs out within 30 days"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason.choices = offered([("", lazy("any")), *_reasons()])

    def wanted(self) -> PoolFilters:
        reason = PoolReason(self.reason.data) if self.reason.data in set(PoolReason) else None
        return PoolFilters((self.text.data or "").strip()[:100], reason, bool(self.soon.data))


def _reasons() -> list[tuple[str, str]]:
    return [(one.value, word(one)) for one in PoolReason]


def as_query(wanted: PoolFilters) -> dict[str, str]:
    """The filters as an address carries them."""
    reason = wanted.reason.value if wanted.reason else ""
    query = {"text": wanted.text, "reason": reason, "soon": "y" if wanted.soon else ""}
    return {name: value for name, value in query.items() if value}


class UntilForm(forms.Form):
    """The last day of a stay."""

    expires_on = DayField(lazy("Until the end of"), DAY_NEEDED, default=lambda: clock.today() + USUAL)

    @property
    def day(self) -> date:
        """What was said, once it is valid."""
        assert self.expires_on.data is not None
        return self.expires_on.data


class KeepForm(UntilForm):
    """Why somebody is kept."""

    reason = OneOf(lazy("Reason"))
    note = lines(lazy("Note"), longest=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason.choices = offered(_reasons())


class AgainForm(forms.Form):
    """For which opening somebody is asked again."""

    opening = OneOf(lazy("Opening"), coerce=int, validators=[InputRequired(lazy("Choose an opening."))])

    def offering(self, openings: Iterable[Opening]) -> "AgainForm":
        self.opening.choices = offered((one.id, f"{one.code} · {say(one.title)}") for one in openings)
        return self


class ContactForm(WhyForm):
    """Why somebody is, or is not, to be written to."""
