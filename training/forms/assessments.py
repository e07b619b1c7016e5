"""Naming assessors, and the sheet that one of them hands in."""

from collections.abc import Mapping, Sequence

from werkzeug.datastructures import FileStorage
from wtforms import DateField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from core.i18n import lazy
from people.forms import Form, offered
from people.models import Account
from training.assessing import Sheet
from training.forms.exams import day_read
from training.models import PracticalAssessment


class AssessorsForm(Form):
    assessors = SelectMultipleField(lazy("Assessors"), coerce=int)
    on = DateField(lazy("Day of the exam"), validators=[InputRequired(message=lazy("A day is needed."))])
    task = StringField(
        lazy("Task"), validators=[Length(max=200, message=lazy("A task has at most 200 characters."))]
    )

    def offering(self, accounts: Sequence[Account], me: int) -> "AssessorsForm":
        self.assessors.choices = offered((one.id, one.person.full_name) for one in accounts)
        if not self.is_submitted() and me in {one.id for one in accounts}:
            self.assessors.data = [me]
        return self


class WithdrawalForm(Form):
    reason = StringField(lazy("Reason, for the record"))


def file_sent(sent: Mapping[str, FileStorage]) -> tuple[str, bytes] | None:
    """Name and content of the file that was chosen, if there was one."""
    chosen = sent.get("file")
    return (chosen.filename, chosen.read()) if chosen and chosen.filename else None


def sheet_sent(
    fields: Mapping[str, str], assessment: PracticalAssessment, file: tuple[str, bytes] | None = None
) -> Sheet:
    """What was rated; where nothing was chosen there is no rating."""
    ids = [one.id for one in assessment.rubric_version.criteria]
    typed = {one: fields.get(f"rating_{one}", "") for one in ids}
    return Sheet(
        ratings={one: int(value) for one, value in typed.items() if value in {"1", "2", "3", "4", "5"}},
        evidence={one: fields.get(f"evidence_{one}", "")[:500] for one in ids},
        comment=fields.get("comment", "")[:2000],
        rejects="rejects" in fields,
        next_since=day_read(fields.get("next_since", "")),
        file=file,
    )
