"""Homework: what is given, what is handed in, what it was found to be."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, TextAreaField, TimeField
from wtforms.validators import Optional

from assessment.models import RubricVersion
from core import clock
from core.fields import DayField, line, lines, needed
from core.i18n import lazy, say
from people.forms import Form, offered
from training.forms.cohorts import number
from training.forms.exams import mark_read
from training.homework import Assignment, Work
from training.homework_marking import Found
from training.models import HandIn, Homework, Module

VALUES = {"1", "2", "3", "4", "5"}


class DueForm(Form):
    """Until when, on the organisation's clocks."""

    due_on = DayField(lazy("Due"), needed=lazy("A day is needed."))
    due_time = TimeField(lazy("Until"), validators=[needed(lazy("A time is needed."))])

    @property
    def due_at(self) -> datetime:
        on, at = self.due_on.data, self.due_time.data
        assert on is not None
        assert at is not None
        return datetime.combine(on, at, clock.zone()).astimezone(clock.now().tzinfo)


class HomeworkForm(DueForm):
    title = line(lazy("Title"), needed=lazy("Give it a title, of at most 200 characters."))
    task = lines(lazy("Task"), needed=lazy("Say what is to be done, in at most 5,000 characters."))
    module = SelectField(lazy("Module"), coerce=number)
    rubric = SelectField(lazy("Marked by"), coerce=number)

    def offering(self, modules: Sequence[Module], rubrics: Sequence[RubricVersion]) -> "HomeworkForm":
        self.modules, self.rubrics = modules, rubrics
        self.module.choices = offered(((one.id, say(one.name)) for one in modules), lazy("none"))
        named = ((one.id, f"{say(one.rubric.name)} · v{one.number}") for one in rubrics)
        self.rubric.choices = offered(named, lazy("a plain mark of 100"))
        return self

    @property
    def assignment(self) -> Assignment:
        return Assignment(
            title=self.title.data or "",
            task=self.task.data or "",
            due_at=self.due_at,
            module=next((one for one in self.modules if one.id == self.module.data), None),
            rubric=next((one for one in self.rubrics if one.id == self.rubric.data), None),
        )


class PutOffForm(DueForm):
    seen = HiddenField()
    reason = line(lazy("Reason, for the class"))

    def begin_with(self, homework: Homework) -> "PutOffForm":
        due = clock.local(homework.due_at)
        self.due_on.data, self.due_time.data, self.seen.data = due.date(), due.time(), str(homework.version)
        return self


class RewordForm(Form):
    title = line(lazy("Title"), needed=lazy("Give it a title, of at most 200 characters."))
    task = lines(lazy("Task"), needed=lazy("Say what is to be done, in at most 5,000 characters."))
    reason = line(lazy("Reason, for the class"), needed=lazy("Not changed. Say why, for the class."))
    seen = HiddenField()

    def begin_with(self, homework: Homework) -> "RewordForm":
        self.title.data, self.task.data, self.seen.data = homework.title, homework.task, str(homework.version)
        return self


class WithdrawnForm(Form):
    """`why`: another field of the same page is called `reason`."""

    seen = HiddenField()
    why = line(lazy("Reason, for the class"))


class HandInForm(Form):
    seen, wording = HiddenField(), HiddenField()
    text = TextAreaField(lazy("Your text"))
    file = FileField(lazy("Your file"))

    def begin_with(self, homework: Homework, newest: HandIn | None) -> "HandInForm":
        self.wording.data = str(homework.wording)
        self.seen.data = str(newest.number if newest else 0)
        self.text.data = newest.text if newest else ""
        return self

    @property
    def work(self) -> Work:
        sent = self.file.data
        return Work(text=self.text.data or "", file=(sent.filename or "", sent.read()) if sent else None)


class MarkingForm(DueForm):
    """`deed`: "mark" or "return"; the ratings are fields of their own, one for each criterion."""

    due_on = DayField(lazy("Next try due on"))
    due_time = TimeField(lazy("Until"), validators=[Optional()])
    mark = line(lazy("Mark, of 100"))
    comment = lines(lazy("Comment, for the trainee"), longest=2000)
    reason = line(lazy("Why it is marked again"))
    seen = HiddenField()

    @property
    def again_until(self) -> datetime | None:
        return self.due_at if self.due_on.data and self.due_time.data else None


def found_sent(fields: Mapping[str, str], version: HandIn) -> Found:
    """What was rated or marked; where nothing was chosen there is none."""
    rubric = version.homework.rubric_version
    ids = [one.id for one in rubric.criteria] if rubric else []
    typed = {one: fields.get(f"rating_{one}", "") for one in ids}
    return Found(
        ratings={one: int(value) for one, value in typed.items() if value in VALUES},
        mark=None if rubric else mark_read(fields.get("mark", "")),
        comment=fields.get("comment", ""),
    )
