"""What is typed about what is done before the first day."""

from typing import Any

from wtforms import Form as QueryForm
from wtforms import SearchField, SelectField
from wtforms.validators import InputRequired

from core.fields import CountField, OneOf, line
from core.i18n import lazy
from people.forms import Form, offered
from recruiting.preboarding_steps import StepFacts
from recruiting.states import TaskOwner
from recruiting.words import word

WHICH = {
    "open": lazy("still to be done"),
    "overdue": lazy("overdue"),
    "done": lazy("done"),
    "all": lazy("all of them"),
}


def _owner(value: str | None) -> TaskOwner | None:
    return TaskOwner(value) if value in set(TaskOwner) else None


class TasksFilter(QueryForm):
    """Which tasks to list; what makes no sense is as if it were not there."""

    q = SearchField(lazy("Name"))
    owner = SelectField(lazy("Who does it"), validate_choice=False)
    which = SelectField(lazy("Which"), validate_choice=False)

    def offering(self) -> "TasksFilter":
        self.owner.choices = offered([("", lazy("any")), *((one.value, word(one)) for one in TaskOwner)])
        self.which.choices = offered(WHICH.items())
        return self

    def chosen(self) -> dict[str, str]:
        """What is filtered by, as it stands in the address."""
        owner = _owner(self.owner.data)
        which = self.which.data if self.which.data in WHICH and self.which.data != "open" else ""
        wanted = {
            "q": (self.q.data or "").strip()[:100],
            "owner": owner.value if owner else "",
            "which": which or "",
        }
        return {name: value for name, value in wanted.items() if value}

    def label(self, name: str) -> str:
        """What is chosen for a field, as people read it."""
        chosen = self.chosen()[name]
        field: Any = self[name]
        return next(str(one.label) for one in field.choices if one.value == chosen)

    @property
    def wanted(self) -> dict[str, Any]:
        """The same as arguments of `queries.preboarding.listed`."""
        chosen = self.chosen()
        which = chosen.get("which", "open")
        return {"owner": _owner(chosen.get("owner")), "which": which, "text": chosen.get("q", "")}


class StepForm(Form):
    name_en = line(lazy("What is to be done, in English"), lazy("A name is needed in both languages."))
    name_zh = line(lazy("What is to be done, in Chinese"), lazy("A name is needed in both languages."))
    owner = OneOf(lazy("Who does it"), validators=[InputRequired(message=lazy("Choose one of the list."))])
    days = CountField(lazy("Days after the first day"), lazy("Say when it is due; -3 is three days before."))

    def offering(self) -> "StepForm":
        self.owner.choices = offered((one.value, word(one)) for one in TaskOwner)
        return self

    @property
    def facts(self) -> StepFacts:
        return StepFacts(
            name={"en": str(self.name_en.data), "zh_Hans": str(self.name_zh.data)},
            owner=TaskOwner(self.owner.data),
            days=int(self.days.data or 0),
        )
