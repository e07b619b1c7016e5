"""Which of a class, and in which order."""

from collections.abc import Mapping

from wtforms import Form, SelectField, StringField

from core.i18n import lazy
from people.forms import offered
from training.forms.cohorts import number
from training.queries.class_list import NOBODY, ORDERS, STATUSES, Wanted
from training.states import AttendanceRisk
from training.words import word


class ClassFilter(Form):
    """What makes no sense is as if it were not there."""

    status = SelectField(lazy("State"), validate_choice=False)
    risk = SelectField(lazy("Enough for the exams?"), validate_choice=False)
    coach = SelectField(lazy("Coach"), coerce=number, validate_choice=False)
    sort = StringField()

    def offering(self, coaches: Mapping[int, str]) -> "ClassFilter":
        self.coaches = coaches
        self.status.choices = offered(((one.value, word(one)) for one in STATUSES), lazy("any"))
        self.risk.choices = offered(((one.value, word(one)) for one in AttendanceRisk), lazy("any"))
        self.coach.choices = offered([*coaches.items(), (NOBODY, lazy("nobody"))], lazy("any"))
        return self

    @property
    def wanted(self) -> Wanted:
        order = (self.sort.data or "").removeprefix("-")
        status, risk, coach = self.status.data, self.risk.data, self.coach.data
        return Wanted(
            status=status if status in {one.value for one in STATUSES} else None,
            risk=AttendanceRisk(risk) if risk in set(AttendanceRisk) else None,
            coach=coach if coach == NOBODY or coach in self.coaches else None,
            order=order if order in ORDERS else "name",
            falling=order in ORDERS and (self.sort.data or "").startswith("-"),
        )

    def chosen(self) -> dict[str, str | int]:
        """What is filtered by, as it stands in the address."""
        one = self.wanted
        wanted = {"status": one.status, "risk": one.risk.value if one.risk else None, "coach": one.coach}
        return {name: value for name, value in wanted.items() if value is not None}

    def ordered(self) -> dict[str, str]:
        """The order, as it stands in the address."""
        one = self.wanted
        sort = ("-" if one.falling else "") + one.order
        return {} if sort == "name" else {"sort": sort}

    @staticmethod
    def said(status: str) -> str:
        """The word for a state that is filtered by."""
        return next(word(one) for one in STATUSES if one.value == status)
