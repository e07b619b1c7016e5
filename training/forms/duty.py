"""What managers say about the gate: waiving parts of it, taking that back, revoking a certificate."""

from collections.abc import Iterable, Mapping
from datetime import date

from wtforms import DateField, SearchField, SelectField, SelectMultipleField, StringField
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired

from core.i18n import lazy
from people.forms import Form, offered
from training.states import GatePart
from training.words import word

WHICH = {
    "due": lazy("due anew"),
    "valid": lazy("valid"),
    "expired": lazy("expired"),
    "revoked": lazy("revoked"),
    "all": lazy("all"),
}
"""What the list of certificates can be narrowed down to."""


class WaiverForm(Form):
    parts = SelectMultipleField(lazy("They may go without"), choices=[], validate_choice=False)
    last_day = DateField(lazy("Last day"), validators=[InputRequired(message=lazy("A day is needed."))])
    reason = StringField(lazy("Reason, for the record"), id="waiver-reason")

    def offering(self, unmet: Iterable[GatePart], last_day: date | None = None) -> "WaiverForm":
        """`unmet`: what is not there; `last_day`: proposed where nothing was typed."""
        self.parts.choices = offered((part.value, word(part)) for part in unmet)
        if not self.is_submitted() and last_day is not None:
            self.last_day.data = last_day
        return self

    def wanted(self) -> set[GatePart]:
        return {GatePart(part) for part in self.parts.data or () if part in set(GatePart)}


class RevocationForm(Form):
    reason = StringField(lazy("Reason, for the record"), id="revoke-reason")


class ReissueForm(Form):
    reason = StringField(lazy("Reason, for the record"), id="reissue-reason")


class TakeBackForm(Form):
    why = StringField(lazy("Reason, for the record"), id="take-back-why")


class CertificateFilter(PlainForm):
    which = SelectField(lazy("Which"), choices=[], validate_choice=False)
    q = SearchField(lazy("Name or number"))

    def offering(self) -> "CertificateFilter":
        self.which.choices = offered(WHICH.items())
        return self

    def chosen(self) -> Mapping[str, str]:
        """What was chosen, as the query string says it again."""
        found = {"which": self.which.data, "q": (self.q.data or "").strip()[:200]}
        known = found["which"] in WHICH
        return {name: one for name, one in found.items() if one and (name != "which" or known)}
