"""The filters of the board and the list: one form, whose address can be kept and shared."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    Field,
    Form,
    SearchField,
    SelectField,
    StringField,
)
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from core.i18n import _, day, lazy, say
from recruiting.queries.filters import ALL, ME, OPEN_ONES, ORDERS, Filters
from recruiting.queries.listing import Choice
from recruiting.states import Status, WaitsOn
from recruiting.words import word

STATUSES = (OPEN_ONES, Status.ON_HOLD, Status.REJECTED, Status.WITHDRAWN, Status.HIRED, ALL)
ORDER_NAMES = {
    "longest": lazy("longest first"),
    "newest": lazy("newest first"),
    "mark": lazy("best mark first"),
    "applied": lazy("last applied first"),
}
HAPPENED_NAMES = {
    "applied": lazy("applied"),
    "scorecard submitted": lazy("a scorecard arrived"),
    "withdrawn": lazy("the candidate withdrew"),
    "rejected": lazy("was rejected"),
    "offer accepted": lazy("the offer was accepted"),
    "offer declined": lazy("the offer was declined"),
    "hired": lazy("was hired"),
}
ANY = ("", lazy("any"))


def _status_name(status: str) -> Any:
    return {OPEN_ONES: lazy("open"), ALL: lazy("all")}.get(status) or word(status)


def _waits_name(on: str) -> Any:
    return lazy("me") if on == ME else word(WaitsOn(on)) if on else lazy("anybody")


class FilterForm(Form):
    """What makes no sense is as if it were not there: an address that was shared still shows a list."""

    text = SearchField(lazy("Name, contact or résumé"))
    stage = SelectField(lazy("Stage"), validate_choice=False)
    waits = SelectField(lazy("Waits for"), validate_choice=False)
    channel = SelectField(lazy("Channel"), validate_choice=False)
    status = SelectField(lazy("Status"), validate_choice=False, default=OPEN_ONES)
    score_min = DecimalField(lazy("Mark of at least"), [Optional()], places=None)
    applied_from = DateField(lazy("Applied from"), [Optional()])
    applied_to = DateField(lazy("Applied until"), [Optional()])
    overdue = BooleanField(lazy("Past target"))
    referred = BooleanField(lazy("Referred"))
    evening = BooleanField(lazy("Works evenings"))
    opening = SelectField(lazy("Opening"), validate_choice=False)
    source = StringField(lazy("Source"))
    campaign = StringField(lazy("Advertising campaign"))
    reached = StringField(lazy("Reached"), widget=HiddenInput())
    happened = StringField(lazy("Happened"), widget=HiddenInput())
    since = DateField(lazy("Since"), [Optional()], widget=HiddenInput())

    def offer(self, choices: Iterable[Choice]) -> None:
        """Fill the selects from what there is, so that the form can be drawn."""
        by_kind: dict[str, list[tuple[str, Any]]] = {"channel": [ANY], "stage": [ANY], "opening": [ANY]}
        for one in choices:
            name = f"{one.code} · {say(one.name)}" if one.code else say(one.name)
            by_kind[one.kind].append((one.key, name))
        self.channel.choices = by_kind["channel"]
        self.stage.choices = by_kind["stage"]
        self.opening.choices = by_kind["opening"]
        self.waits.choices = [("", lazy("anybody")), *[(on, _waits_name(on)) for on in (ME, *WaitsOn)]]
        self.status.choices = [(status, _status_name(status)) for status in STATUSES]

    def wanted(self) -> Filters:
        """The filters that hold."""
        waits, status = self.waits.data or "", self.status.data or ""
        happened = self.happened.data if self.happened.data in HAPPENED_NAMES else ""
        self.validate()
        return Filters(
            text=_text(self.text),
            stage=self.stage.data or "",
            waits=waits if waits in {ME, *WaitsOn} else "",
            overdue=bool(self.overdue.data),
            channel=self.channel.data or "",
            status=status if status in {OPEN_ONES, ALL, *Status} else OPEN_ONES,
            score_min=_mark(self.score_min),
            referred=bool(self.referred.data),
            applied_from=_day(self.applied_from),
            applied_to=_day(self.applied_to),
            evening=bool(self.evening.data),
            opening=int(self.opening.data) if _is_number(self.opening.data) else None,
            reached=self.reached.data or "",
            happened=happened or "",
            since=_day(self.since) if happened else None,
            source=_text(self.source),
            campaign=_text(self.campaign),
        )


def _text(part: Field) -> str:
    return (part.data or "").strip()[:100]


def _is_number(text: str | None) -> bool:
    return bool(text) and str(text).isascii() and str(text).isdecimal() and len(str(text)) < 10


def _mark(part: Field) -> Decimal | None:
    mark = None if part.errors else part.data
    return mark if mark is not None and mark.is_finite() and 0 <= mark <= 100 else None


def _day(part: Field) -> date | None:
    return None if part.errors else part.data


def as_query(wanted: Filters) -> dict[str, str]:
    """The filters as an address carries them; what is not asked for is left out."""
    query = {
        "text": wanted.text,
        "stage": wanted.stage,
        "waits": wanted.waits,
        "channel": wanted.channel,
        "status": "" if wanted.status == OPEN_ONES else wanted.status,
        "score_min": "" if wanted.score_min is None else f"{wanted.score_min:f}",
        "applied_from": _iso(wanted.applied_from),
        "applied_to": _iso(wanted.applied_to),
        "overdue": "y" if wanted.overdue else "",
        "referred": "y" if wanted.referred else "",
        "evening": "y" if wanted.evening else "",
        "opening": str(wanted.opening or ""),
        "reached": wanted.reached,
        "happened": wanted.happened,
        "since": _iso(wanted.since),
        "source": wanted.source,
        "campaign": wanted.campaign,
    }
    return {name: value for name, value in query.items() if value}


def _iso(value: date | None) -> str:
    return value.isoformat() if value else ""


def chips(form: FilterForm, wanted: Filters) -> list[tuple[str, str, str]]:
    """(field, key, value) of every filter that is set, in words."""
    query = as_query(wanted)
    return [(name, str(form[name].label.text), _said(form, name, text)) for name, text in query.items()]


def _said(form: FilterForm, name: str, text: str) -> str:
    if name in {"overdue", "referred", "evening"}:
        return _("yes")
    if name in {"applied_from", "applied_to", "since"}:
        return day(form[name].data)
    if name == "happened":
        return str(HAPPENED_NAMES[text])
    offered: Any = getattr(form["stage" if name == "reached" else name], "choices", None)
    return next((str(label) for value, label in offered or [] if value == text), text)


def sorting(asked: str | None) -> str:
    """The name of a known order."""
    return asked if asked in ORDERS else ORDERS[0]
