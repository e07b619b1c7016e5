"""What comes in about requisitions and campaigns."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms import Form, IntegerField, SearchField, SelectField
from wtforms.widgets import HiddenInput

from core.fields import CountField, DayField, OneOf, line, lines
from core.i18n import LANGUAGES, _, lazy, say
from people import forms
from people.forms import offered
from people.models import Site, Team
from recruiting.campaigns import Plan
from recruiting.models import Campaign, Requisition, RoleProfile
from recruiting.queries.requisitions import FILLED, STANDINGS, RequisitionFilter
from recruiting.requisitions import Need
from recruiting.states import CampaignKind, EmploymentKind, RequisitionCause, Shift
from recruiting.words import word


def _named(rows: Iterable[Any]) -> list[tuple[int, str]]:
    return [(row.id, say(row.name)) for row in rows]


def _spoken(kind: Iterable[Any]) -> list[tuple[str, str]]:
    return [(member.value, word(member)) for member in kind]


class RequisitionsFilter(Form):
    """Which requisitions to list; what makes no sense is as if it were not there."""

    q = SearchField(lazy("Code or purpose"))
    team = SelectField(lazy("Team"), validate_choice=False)
    teams: dict[str, str] = {}

    def offering(self, teams: Sequence[Team]) -> "RequisitionsFilter":
        self.teams = {str(number): name for number, name in _named(teams)}
        self.team.choices = offered([("", lazy("any")), *self.teams.items()])
        return self

    def wanted(self, status: str) -> RequisitionFilter:
        return RequisitionFilter(
            status=status if status in STANDINGS else "",
            team_id=int(self.team.data) if self.team.data in self.teams else None,
            text=(self.q.data or "").strip()[:100],
        )


class NeedForm(forms.Form):
    """Who is needed. `version`: of the requisition that the page showed."""

    version = IntegerField(widget=HiddenInput())
    profile = OneOf(lazy("Role profile"), coerce=int)
    head_count = CountField(lazy("How many"), lazy("Say how many people are needed."), default=1)
    needed_by = DayField(lazy("Needed by"), lazy("A day is needed by which they are to be on duty."))
    team = OneOf(lazy("Team"), coerce=int)
    site = OneOf(lazy("Site"), coerce=int)
    shift = OneOf(lazy("Shift"))
    kind = OneOf(lazy("Kind of employment"), default=EmploymentKind.PERMANENT.value)
    market_language = OneOf(lazy("Language of the market"), choices=offered(LANGUAGES.items()))
    cause = OneOf(lazy("Because of"))
    explanation = lines(lazy("What they are needed for"), lazy("Say in a sentence what they are needed for."))

    def offering(self, profiles: Sequence[RoleProfile], teams: Sequence[Team], sites: Sequence[Site]) -> None:
        self.profile.choices = offered(_named(profiles))
        self.team.choices = offered(_named(teams))
        self.site.choices = offered(_named(sites))
        self.shift.choices = offered(_spoken(Shift))
        self.kind.choices = offered(_spoken(EmploymentKind))
        self.cause.choices = offered(_spoken(RequisitionCause))

    def need(self) -> Need:
        """What was asked for, once it is valid."""
        assert self.needed_by.data is not None
        return Need(
            role_profile_id=self.profile.data,
            team_id=self.team.data,
            site_id=self.site.data,
            shift=Shift(self.shift.data),
            market_language=str(self.market_language.data),
            head_count=self.head_count.data or 0,
            needed_by=self.needed_by.data,
            cause=RequisitionCause(self.cause.data),
            explanation=str(self.explanation.data),
            kind=EmploymentKind(self.kind.data),
        )


def need_of(requisition: Requisition) -> dict[str, Any]:
    """A requisition as NeedForm shows it."""
    same = ("version", "head_count", "needed_by", "market_language", "explanation")
    return {name: getattr(requisition, name) for name in same} | {
        "profile": requisition.role_profile_id,
        "team": requisition.team_id,
        "site": requisition.site_id,
        "shift": requisition.shift.value,
        "kind": requisition.kind.value,
        "cause": requisition.cause.value,
    }


class DecisionForm(forms.Form):
    """The reason of a decision. `version`: of the requisition that the page showed."""

    version = IntegerField(widget=HiddenInput())
    reason = lines(lazy("Reason or comment"), longest=1000)


class BeginOpeningForm(forms.Form):
    version = IntegerField(widget=HiddenInput())
    title_en = line(lazy("Title in English"), lazy("A title in English is needed."), 120)
    title_zh_Hans = line(lazy("Title in Chinese"), lazy("A title in Chinese is needed."), 120)
    seats = CountField(lazy("Seats"), lazy("The number of seats is needed."))
    on_duty_by = DayField(lazy("On duty by"), lazy("A day is needed by which they are to be on duty."))


def requisition_header() -> list[str]:
    """The columns of the list to take away."""
    return [
        _("Code"), _("Role profile"), _("Status"), _("Team"), _("Because of"), _("Raised by"),
        _("Needed by"), _("Asked for"), _("Seats begun"), _("Hired"), _("Heads left"),
    ]  # fmt: skip


def standing_of(row: Any) -> str:
    """What the list calls the requisition of a row."""
    return standing_word(FILLED if row.is_filled else row.status)


def standing_word(standing: str) -> str:
    """One of STANDINGS in words."""
    return _("filled") if standing == FILLED else word(standing)


def requisition_rows(found: Iterable[Any]) -> list[list[Any]]:
    """Rows of `queries.requisitions` to take away."""
    return [
        [
            row.code, say(row.profile), standing_of(row), say(row.team), word(row.cause), row.asked_by,
            row.needed_by, row.head_count, row.begun, row.hired, row.head_count - row.hired,
        ]
        for row in found
    ]  # fmt: skip


class CampaignForm(forms.Form):
    """`version`: of the campaign that the page showed."""

    version = IntegerField(widget=HiddenInput())
    name_en = line(lazy("Name in English"), lazy("A name is needed."), 120)
    name_zh_Hans = line(lazy("Name in Chinese"), lazy("A name is needed."), 120)
    kind = OneOf(lazy("Kind"))
    peak_on = DayField(lazy("Day of the peak"))
    intake_from = DayField(lazy("People are taken on from"), lazy("The first day of the intake is needed."))
    intake_until = DayField(lazy("Until"))

    def offering(self) -> "CampaignForm":
        self.kind.choices = offered(_spoken(CampaignKind))
        return self

    def plan(self) -> Plan:
        """What was planned, once it is valid."""
        assert self.intake_from.data is not None
        return Plan(
            name={"en": str(self.name_en.data), "zh_Hans": str(self.name_zh_Hans.data)},
            kind=CampaignKind(self.kind.data),
            peak_on=self.peak_on.data,
            intake_from=self.intake_from.data,
            intake_until=self.intake_until.data,
        )


def plan_of(campaign: Campaign) -> dict[str, Any]:
    """A campaign as CampaignForm shows it."""
    same = ("version", "peak_on", "intake_from", "intake_until")
    return {name: getattr(campaign, name) for name in same} | {
        "name_en": campaign.name["en"],
        "name_zh_Hans": campaign.name["zh_Hans"],
        "kind": campaign.kind.value,
    }


class TakeInForm(forms.Form):
    """What is to belong to a campaign: "opening 3", of the kinds of `recruiting.queries.campaigns`."""

    part = OneOf(lazy("Requisition, opening or cohort"))

    def offering(self, parts: Mapping[str, Sequence[Any]]) -> "TakeInForm":
        self.part.choices = []
        for kind, found in parts.items():
            named = ((f"{kind} {one.id}", f"{one.code} {say(one.title)}") for one in found)
            self.part.choices += offered(named, group=PARTS[kind])
        return self

    def chosen(self) -> tuple[str, int]:
        """Kind and number, once it is valid."""
        kind, _space, number = str(self.part.data).partition(" ")
        return kind, int(number)


PARTS = {"requisition": lazy("Requisitions"), "opening": lazy("Openings"), "cohort": lazy("Cohorts")}


def campaign_header() -> list[str]:
    """The columns of the list to take away."""
    return [
        _("Campaign"), _("Kind"), _("Day of the peak"), _("Taken on from"), _("Taken on until"),
        _("Openings"), _("Seats filled"), _("Seats"),
    ]  # fmt: skip


def campaign_rows(found: Iterable[Any]) -> list[list[Any]]:
    return [
        [
            say(one.name), word(one.kind), one.peak_on, one.intake_from, one.intake_until,
            openings or 0, filled or 0, wanted or 0,
        ]
        for one, openings, filled, wanted in found
    ]  # fmt: skip
