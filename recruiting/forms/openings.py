"""What comes in about openings, role profiles and reasons."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    Form,
    HiddenField,
    IntegerField,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from core import money
from core.db import Words
from core.fields import CountField, DayField, OneOf, line, lines
from core.i18n import LANGUAGES, _, day, lazy, say
from people import forms
from people.forms import offered
from people.models import Site, Team
from recruiting.forms.channels import CURRENCIES, units_typed
from recruiting.models import DispositionReason, Opening, RoleProfile
from recruiting.openings import Facts
from recruiting.profiles import Description
from recruiting.queries.opening_pages import OpeningFilter
from recruiting.queries.openings import SeatsOfDay
from recruiting.states import (
    ContactChannel,
    EmploymentKind,
    OpeningStatus,
    Part,
    ReasonFamily,
    SalaryPeriod,
    Shift,
)
from recruiting.words import word

ANY = ("", lazy("any"))
FAMILIES = {
    ReasonFamily.REJECTION: lazy("We reject"),
    ReasonFamily.WITHDRAWAL: lazy("They withdraw"),
    ReasonFamily.DECLINE: lazy("They decline the offer"),
}


def day_written(written: Any) -> date | None:
    """The day that a list offered; None for anything else."""
    if isinstance(written, date):
        return written
    try:
        return date.fromisoformat(written or "")
    except ValueError:
        return None


def _named(rows: Iterable[Any]) -> list[tuple[int, str]]:
    return [(row.id, say(row.name)) for row in rows]


def _words_of(parts: Iterable[Any]) -> list[tuple[str, str]]:
    return [(part.value, word(part)) for part in parts]


class OpeningsFilter(Form):
    """Which openings to list; what makes no sense is as if it were not there."""

    q = SearchField(lazy("Title or code"))
    team = SelectField(lazy("Team"), validate_choice=False)
    teams: dict[str, str] = {}

    def offering(self, teams: Sequence[Team]) -> "OpeningsFilter":
        named = [(str(number), name) for number, name in _named(teams)]
        self.team.choices = offered([ANY, *named])
        self.teams = dict(named)
        return self

    def wanted(self, status: str) -> OpeningFilter:
        return OpeningFilter(
            status=OpeningStatus(status) if status in set(OpeningStatus) else None,
            team_id=int(self.team.data) if self.team.data in self.teams else None,
            text=(self.q.data or "").strip()[:100],
        )


class FactsForm(forms.Form):
    """The facts of an opening. `version`: of the opening that the page showed."""

    version = IntegerField(widget=HiddenInput())
    title_en = line(lazy("Title in English"), lazy("A title in English is needed."), 120)
    title_zh_Hans = line(lazy("Title in Chinese"), lazy("A title in Chinese is needed."), 120)
    team = OneOf(lazy("Team"), coerce=int)
    site = OneOf(lazy("Site"), coerce=int)
    shift = OneOf(lazy("Shift"))
    kind = OneOf(lazy("Kind of employment"), default=EmploymentKind.PERMANENT.value)
    market_language = OneOf(lazy("Language of the market"), choices=offered(LANGUAGES.items()))
    on_duty_by = DayField(lazy("On duty by"), lazy("A day is needed by which they are to be on duty."))
    salary_from = line(lazy("Salary from"), longest=20)
    salary_to = line(lazy("Salary to"), longest=20)
    salary_currency = OneOf(lazy("Currency"), choices=offered(CURRENCIES), default=CURRENCIES[0][0])
    salary_period = OneOf(lazy("Paid for"), default=SalaryPeriod.MONTH.value)
    contact_channels = SelectMultipleField(lazy("Channels of contact"))

    def offering(self, teams: Sequence[Team], sites: Sequence[Site]) -> None:
        """Fill the lists to choose from."""
        self.team.choices = offered(_named(teams))
        self.site.choices = offered(_named(sites))
        self.shift.choices = offered(_words_of(Shift))
        self.kind.choices = offered(_words_of(EmploymentKind))
        self.salary_period.choices = offered(_words_of(SalaryPeriod))
        self.contact_channels.choices = offered(_words_of(ContactChannel))

    def validate_salary_from(self, part: Any) -> None:
        units_typed(part.data, self.salary_currency.data)

    def validate_salary_to(self, part: Any) -> None:
        units_typed(part.data, self.salary_currency.data)

    def facts(self) -> Facts:
        """What was said, once it is valid."""
        assert self.on_duty_by.data is not None
        return Facts(
            title={"en": str(self.title_en.data), "zh_Hans": str(self.title_zh_Hans.data)},
            team_id=self.team.data,
            site_id=self.site.data,
            shift=Shift(self.shift.data),
            market_language=str(self.market_language.data),
            on_duty_by=self.on_duty_by.data,
            kind=EmploymentKind(self.kind.data),
            contact_channels=[
                one.value for one in ContactChannel if one in (self.contact_channels.data or [])
            ],
            **self._salary(),
        )

    def _salary(self) -> dict[str, Any]:
        """The salary range; a currency says nothing without an amount."""
        currency = self.salary_currency.data
        least, most = (units_typed(one.data, currency) for one in (self.salary_from, self.salary_to))
        if least is None and most is None:
            return {}
        period = SalaryPeriod(self.salary_period.data)
        return {
            "salary_from": least, "salary_to": most, "salary_currency": currency, "salary_period": period,
        }  # fmt: skip


class NewOpeningForm(FactsForm):
    seats = CountField(lazy("Seats"), lazy("The number of seats is needed."), default=1)
    pipeline = OneOf(lazy("Pipeline"), coerce=int)
    manager = OneOf(lazy("Hiring manager"), coerce=lambda value: int(value) if value else None, default="")

    def offering_managers(self, accounts: Sequence[Any]) -> None:
        self.manager.choices = offered([("", lazy("named later")), *_people(accounts)])

    def offering_pipelines(self, rows: Sequence[Any]) -> None:
        """Rows of `queries.pipelines.newest_of_each`."""
        self.pipeline.choices = offered([(row.id, f"{say(row.name)} v{row.number}") for row in rows])


def _people(accounts: Iterable[Any]) -> list[tuple[int, str]]:
    return [(row.id, f"{row.name} {row.latin_name}" if row.latin_name else row.name) for row in accounts]


def facts_of(opening: Opening) -> dict[str, Any]:
    """An opening as FactsForm shows it."""
    return {
        "version": opening.version,
        "title_en": opening.title.get("en"),
        "title_zh_Hans": opening.title.get("zh_Hans"),
        "team": opening.team_id,
        "site": opening.site_id,
        "shift": opening.shift.value,
        "kind": opening.kind.value,
        "market_language": opening.market_language,
        "on_duty_by": opening.on_duty_by,
        "contact_channels": opening.contact_channels,
        **_salary_of(opening),
    }


def _salary_of(opening: Opening) -> dict[str, Any]:
    said = opening.salary
    if said is None:
        return {}
    return {
        "salary_from": money.typed(said.least, said.currency),
        "salary_to": money.typed(said.most, said.currency),
        "salary_currency": said.currency,
        "salary_period": said.period.value,
    }


def salary_words(least: int, most: int, currency: str, period: SalaryPeriod) -> str:
    """CNY 6,000–7,500 a month; one amount where both ends are the same."""
    amount = money.written(least, currency)
    if most != least:
        amount = f"{amount}–{money.written(most, currency).removeprefix(currency).strip()}"
    return _("%(amount)s %(period)s", amount=amount, period=word(period))


def channel_words(channels: Iterable[str]) -> str:
    """By what customers are served, in words."""
    return _(", ").join(word(ContactChannel(one)) for one in channels)


def opening_header() -> list[str]:
    """The columns of the list to take away."""
    return [
        _("Code"),
        _("Title"),
        _("Status"),
        _("Team"),
        _("Site"),
        _("On duty by"),
        _("Hiring manager"),
        _("Seats filled"),
        _("Seats offered"),
        _("Seats open"),
        _("Candidates"),
    ]


def opening_rows(found: Iterable[Any]) -> list[list[Any]]:
    """Rows of `queries.opening_pages.listed` to take away."""
    return [
        [
            row.code,
            say(row.title),
            word(row.status),
            say(row.team),
            say(row.site),
            row.on_duty_by,
            row.manager,
            row.filled,
            min(row.promised, row.unfilled),
            row.unfilled - min(row.promised, row.unfilled),
            row.running,
        ]
        for row in found
    ]


class SeatsForm(forms.Form):
    """`were`: how many seats the page showed."""

    were = IntegerField(widget=HiddenInput())
    seats = CountField(lazy("Seats"), lazy("The number of seats is needed."))
    reason = line(lazy("Reason, where seats are closed"))


class SeatDaysForm(forms.Form):
    """So many of the open seats of one day are needed by another one."""

    of = OneOf(lazy("Open seats needed by"), coerce=day_written)
    how_many = CountField(lazy("How many of them"), lazy("The number of seats is needed."), default=1)
    to = DayField(lazy("Needed by instead"), lazy("A day is needed by which they are to be filled."))
    why = line(lazy("Why"))

    def offering(self, days: Iterable[SeatsOfDay]) -> "SeatDaysForm":
        self.of.choices = offered(days_offered(days))
        return self


def days_offered(days: Iterable[SeatsOfDay]) -> list[tuple[str, str]]:
    """The days of which seats are open, each with how many."""
    return [
        (one.day.isoformat(), _("%(day)s, %(number)s open", day=day(one.day), number=one.free))
        for one in days
        if one.free
    ]


class MemberForm(forms.Form):
    account = OneOf(
        lazy("Colleague"),
        coerce=lambda value: int(value) if value else None,
        validators=[InputRequired(lazy("Choose somebody."))],
    )
    part = OneOf(lazy("Part"))

    def offering(self, accounts: Sequence[Any]) -> "MemberForm":
        self.account.choices = offered(_people(accounts), lazy("Choose…"))
        self.part.choices = offered(_words_of(Part))
        return self


class ClosingForm(forms.Form):
    """What becomes of who is still in it, and whether they are told."""

    outcome = RadioField(lazy("Whoever is still in it"), validate_choice=False, default="reject")
    reason = OneOf(lazy("Rejected because"), coerce=int)
    opening = OneOf(lazy("Goes on in"), coerce=lambda value: int(value) if value else None)
    note = lines(lazy("Why it closes, for the record"))
    tell = BooleanField(lazy("Write to each of them"), default=True)

    def offering(self, reasons: Sequence[DispositionReason], openings: Sequence[Any]) -> "ClosingForm":
        self.outcome.choices = offered(
            [("reject", _("is rejected")), ("transfer", _("goes on in another opening"))]
        )
        self.reason.choices = offered(_named(reasons))
        others = [(row.id, f"{row.code} {say(row.title)}") for row in openings]
        self.opening.choices = offered(others or [("", _("there is no other opening"))])
        return self


class ReasonForm(forms.PlaceForm):
    """A name in each language."""


class NewReasonForm(ReasonForm):
    family = OneOf(lazy("Kind"), choices=offered((family.value, name) for family, name in FAMILIES.items()))


class CoolDownForm(forms.Form):
    days = CountField(lazy("Days before applying again"), lazy("A number of days is needed; 0 for none."))


def _both(part: str, form: "ProfileForm") -> Words:
    return {code: str(form[f"{part}_{code}"].data or "") for code in LANGUAGES}


def _paired(part: str, form: "ProfileForm") -> list[Words]:
    """The lines of both languages side by side; a line missing in one of them stays empty there."""
    texts = {code: _lines_in(form[f"{part}_{code}"].data) for code in LANGUAGES}
    longest = max(len(found) for found in texts.values())
    return [
        {code: found[n] if n < len(found) else "" for code, found in texts.items()} for n in range(longest)
    ]


def _lines_in(text: str | None) -> list[str]:
    return [" ".join(one.split()) for one in (text or "").splitlines() if one.strip()]


class ProfileForm(forms.Form):
    """A role profile; duties and requirements one to a line, in the same order in both languages."""

    seen = HiddenField()
    name_en = line(lazy("Name in English"), lazy("A name is needed."), 120)
    name_zh_Hans = line(lazy("Name in Chinese"), lazy("A name is needed."), 120)
    summary_en = lines(lazy("Summary in English"), lazy("A summary is needed."), 500)
    summary_zh_Hans = lines(lazy("Summary in Chinese"), lazy("A summary is needed."), 500)
    duties_en = lines(lazy("Duties in English, one to a line"))
    duties_zh_Hans = lines(lazy("Duties in Chinese, one to a line"))
    requirements_en = lines(lazy("Requirements in English, one to a line"))
    requirements_zh_Hans = lines(lazy("Requirements in Chinese, one to a line"))

    def description(self) -> Description:
        return Description(
            name=_both("name", self),
            summary=_both("summary", self),
            duties=_paired("duties", self),
            requirements=_paired("requirements", self),
        )


def description_of(profile: RoleProfile) -> dict[str, str]:
    """A profile as ProfileForm shows it."""
    shown = {"seen": profile.seen}
    for code in LANGUAGES:
        shown[f"name_{code}"] = say(profile.name, code)
        shown[f"summary_{code}"] = say(profile.summary, code)
        shown[f"duties_{code}"] = "\n".join(say(duty, code) for duty in profile.duties)
        shown[f"requirements_{code}"] = "\n".join(say(one, code) for one in profile.requirements)
    return shown
