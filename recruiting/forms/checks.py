"""What is typed about background checks."""

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import Form as QueryForm
from wtforms import HiddenField, SearchField, SelectField
from wtforms.validators import InputRequired

from core import clock
from core.fields import CountField, DayField, OneOf, line, lines
from core.i18n import lazy, say
from people.forms import Form, offered
from recruiting.checks import Upload
from recruiting.defaults.checks import QUESTIONS
from recruiting.forms.scoring import OneOfFew
from recruiting.models import CheckItem, CheckPackage
from recruiting.rules import ITEM_MOVES
from recruiting.states import FOUND_BY_HAND, CheckState, ItemState, WouldRehire
from recruiting.words import word

CHOOSE = lazy("Choose one of the list.")


class OrderForm(FlaskForm):
    package = OneOf(lazy("What is checked"), coerce=int, validators=[InputRequired(message=CHOOSE)])

    def offering(self, packages: Iterable[CheckPackage]) -> "OrderForm":
        self.package.choices = offered((one.id, say(one.name)) for one in packages)
        return self


class FindingForm(Form):
    """What is known of an item now."""

    seen = HiddenField()
    state = OneOfFew(lazy("Where it stands"), CHOOSE)
    note = lines(lazy("What was found"))
    file = FileField(lazy("Evidence"))

    def offering(self, item: CheckItem) -> "FindingForm":
        ways = [one for one in ItemState if one in ITEM_MOVES[item.state] & FOUND_BY_HAND]
        self.state.choices = offered((one.value, word(one)) for one in ways)
        return self

    @property
    def evidence(self) -> Upload | None:
        sent = self.file.data
        return Upload(sent.filename or "", sent.read()) if sent else None


class ReferenceForm(Form):
    """Who was asked and what they answered; one field for each question."""

    seen = HiddenField()
    referee = line(lazy("Who was asked"), lazy("Say who was asked."))
    relation = line(lazy("Company, position, and how they know the candidate"))
    asked_on = DayField(lazy("Asked on"), lazy("Choose a day."), default=clock.today)
    would_rehire = OneOfFew(
        lazy("Would they hire the candidate again?"),
        CHOOSE,
        choices=offered((one.value, "") for one in WouldRehire),
    )

    @property
    def questions(self) -> list[Any]:
        """The fields of the questions, in order."""
        return [self[f"q_{key}"] for key in QUESTIONS]

    @property
    def said(self) -> dict[str, str]:
        """What goes on record, by key."""
        told = {"referee": self.referee.data or "", "relation": self.relation.data or ""}
        return told | {key: self[f"q_{key}"].data or "" for key in QUESTIONS}


def reference_form() -> Any:
    """An empty form with the questions in the reader's language."""
    asked = {f"q_{key}": lines(say(words), longest=2000) for key, words in QUESTIONS.items()}
    form = type("AskedForm", (ReferenceForm,), asked)()
    form.would_rehire.choices = offered((one.value, word(one)) for one in WouldRehire)
    return form


class DisputeForm(Form):
    seen = HiddenField()
    words = lines(lazy("What the candidate says"))


class NoticeForm(Form):
    seen = HiddenField()
    grounds = lines(lazy("What was found, as the candidate reads it"), longest=3000)


class DecisionForm(Form):
    seen = HiddenField()
    decision = OneOfFew(
        lazy("Decision"),
        lazy("Say how it is decided."),
        choices=offered([("clear", lazy("Clear")), ("not clear", lazy("Not clear, finally"))]),
    )
    why = lines(lazy("Why, for who sees checks"), longest=2000)


class CancelForm(Form):
    seen = HiddenField()
    reason = lines(lazy("Why, for who sees checks"), longest=2000)


class EraseForm(Form):
    seen = HiddenField()
    reason = lines(lazy("Why, for the record; name nobody in it"), lazy("Say why."), 500)


def _state(value: str | None) -> CheckState | None:
    return CheckState(value) if value in set(CheckState) else None


class ChecksFilter(QueryForm):
    """Which checks to list; what makes no sense is as if it were not there."""

    q = SearchField(lazy("Name"))
    state = SelectField(lazy("State"), validate_choice=False)
    which = SelectField(lazy("Only"), validate_choice=False)

    def offering(self) -> "ChecksFilter":
        self.state.choices = offered([("", lazy("any")), *((one.value, word(one)) for one in CheckState)])
        self.which.choices = offered(
            [
                ("", lazy("under way")),
                ("late", lazy("past the target")),
                ("renew", lazy("to be renewed")),
                ("all", lazy("all of them")),
            ]
        )
        return self

    def chosen(self) -> dict[str, str]:
        """What is filtered by, as it stands in the address."""
        only = self.which.data if self.which.data in {"late", "renew", "all"} else ""
        state = _state(self.state.data)
        wanted = {
            "q": (self.q.data or "").strip()[:100],
            "state": state.value if state else "",
            "which": only,
        }
        return {name: value for name, value in wanted.items() if value}

    def label(self, name: str) -> str:
        """What is chosen for a field, as people read it."""
        chosen = self.chosen()[name]
        field: Any = self[name]
        return next(str(one.label) for one in field.choices if one.value == chosen)

    @property
    def wanted(self) -> dict[str, Any]:
        """The same as arguments of `queries.checks.listed`."""
        chosen = self.chosen()
        only = chosen.get("which")
        live = only == "late" or not (only or "state" in chosen or "q" in chosen)
        ways = {"live": live, "late": only == "late", "renew": only == "renew"}
        return {"state": _state(chosen.get("state")), "text": chosen.get("q", ""), **ways}


class PackageForm(Form):
    """A package as text: each item a line, "English | 中文"; a * before it asks referees."""

    name_en = line(lazy("Name in English"), lazy("A name is needed in both languages."))
    name_zh = line(lazy("Name in Chinese"), lazy("A name is needed in both languages."))
    target_days = CountField(lazy("Done in, days"), lazy("Say how many days it should take."))
    wait_days = CountField(lazy("Between notice and decision, days"), lazy("Say how many days to wait."))
    good_days = CountField(lazy("A clear check holds for, days"), lazy("Say for how many days it holds."))
    items = lines(lazy("What is checked"), lazy("Name at least one thing that is checked."))
    based_on = HiddenField()

    def show(self, package: CheckPackage) -> "PackageForm":
        """Fill in what is in use."""
        self.name_en.data, self.name_zh.data = package.name.get("en"), package.name.get("zh_Hans")
        self.target_days.data, self.wait_days.data = package.target_days, package.wait_days
        self.good_days.data, self.based_on.data = package.good_days, str(package.number)
        self.items.data = "\n".join(
            f"{'* ' if one.asks_referees else ''}{one.name.get('en', '')} | {one.name.get('zh_Hans', '')}"
            for one in package.items
        )
        return self
