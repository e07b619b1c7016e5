"""Retraining, further attempts and a manager's decision: what is sent about somebody's exams."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Length

from core.i18n import _, lazy, say
from people.forms import Form, offered
from training.forms.cohorts import number
from training.forms.exams import day_read, mark_read
from training.marking import ExamRefused, Score, topic_field
from training.models import Exam, Module
from training.states import Decision, Due, Missing
from training.words import word

LONGEST_COMMENT = 2000
LONGEST_FORM = 40


class RetrainingForm(Form):
    cohort = SelectField(lazy("In the cohort"), coerce=number)
    modules = SelectMultipleField(lazy("Modules that are taught again"))
    reason = StringField(lazy("Reason, for the record"))

    def offering(
        self, cohorts: Sequence[Any], modules: Sequence[Module], proposed: Collection[str]
    ) -> "RetrainingForm":
        """`cohorts`: rows of queries.cohorts.cohorts; `proposed`: keys that are chosen at first."""
        self.cohort.choices = offered((one.id, f"{one.code} ({one.seated}/{one.seats})") for one in cohorts)
        self.modules.choices = offered((one.key, say(one.name)) for one in modules)
        if not self.is_submitted():
            self.modules.data = list(proposed)
        return self


class DecisionForm(Form):
    kind = RadioField(
        lazy("What follows"), choices=[], validators=[InputRequired(message=lazy("Say what follows."))]
    )
    reason = StringField(lazy("Reason, for the record"), id="decision-reason")

    def offering(self) -> "DecisionForm":
        self.kind.choices = offered((kind.value, word(kind)) for kind in Decision)
        return self


class _ExamForm(Form):
    exam = SelectField(lazy("Exam"), coerce=number)

    def offering(self, exams: Sequence[Exam]) -> "_ExamForm":
        self.exam.choices = offered((one.id, say(one.name)) for one in exams)
        return self


class GrantForm(_ExamForm):
    exam = SelectField(lazy("Exam"), coerce=number, id="grant-exam")
    reason = StringField(lazy("Reason, for the record"), id="grant-reason")


class MissedForm(_ExamForm):
    exam = SelectField(lazy("Exam"), coerce=number, id="missed-exam")
    on = DateField(lazy("Day of the exam"), validators=[InputRequired(message=lazy("A day is needed."))])
    is_excused = BooleanField(lazy("Excused"))
    reason = StringField(
        lazy("Why they were not there"),
        id="missed-reason",
        validators=[Length(max=500, message=lazy("At most 500 characters."))],
    )


class MissingForm(Form):
    """What is true of a missed sitting after all."""

    word = SelectField(lazy("What is true"), validate_choice=False)
    reason = StringField(
        lazy("Reason, for the record"), validators=[Length(max=500, message=lazy("At most 500 characters."))]
    )

    def of(self, missed_id: int) -> "MissingForm":
        """On a page with several of them."""
        self.word.id, self.reason.id = f"missed-word-{missed_id}", f"missed-why-{missed_id}"
        self.word.choices = offered(((one.value, word(one)) for one in Missing), lazy("Choose…"))
        return self

    def said(self) -> Missing:
        """Raises ExamRefused where nothing was chosen."""
        if self.word.data not in {one.value for one in Missing}:
            raise ExamRefused(_("Not changed. Say what is true."), "word")
        return Missing(self.word.data)


class DueFilter(PlainForm):
    """Sent by GET; what makes no sense is as if it were not there."""

    q = SearchField(lazy("Name"))
    due = SelectField(lazy("What is due"), validate_choice=False)

    def offering(self) -> "DueFilter":
        self.due.choices = offered(((one.value, word(one)) for one in Due), lazy("any"))
        return self

    def wanted(self) -> Due | None:
        return Due(self.due.data) if self.due.data in {one.value for one in Due} else None

    def chosen(self) -> dict[str, str]:
        wanted = self.wanted()
        filters = {"q": (self.q.data or "").strip(), "due": wanted.value if wanted else ""}
        return {name: value for name, value in filters.items() if value}


def score_sent(fields: Mapping[str, str], exam: Exam, on: date | None = None) -> Score:
    """The mark that was typed, in whole and by topic. `on`: its day, where that is not asked for.

    Raises ExamRefused, with the field that it is about, for what is no mark or no day.
    """
    mark, day = mark_read(fields.get("mark", "")), on or day_read(fields.get("on", ""))
    if mark is None:
        raise ExamRefused(_("Not saved. A mark is a number from 0 to 100."), "mark")
    if day is None:
        raise ExamRefused(_("Not saved. Choose the day of the exam."), "on")
    form, comment = fields.get("form", "").strip(), fields.get("comment", "").strip()
    if len(form) > LONGEST_FORM or len(comment) > LONGEST_COMMENT:
        raise ExamRefused(_("Not saved. The name of the paper or the comment is too long."), "comment")
    return Score(mark, day, _parts_sent(fields, exam), form or None, comment or None)


def _parts_sent(fields: Mapping[str, str], exam: Exam) -> dict[str, Decimal]:
    parts = {}
    for covered in exam.covers:
        for topic in covered.module.topics:
            typed = fields.get(topic_field(topic.key), "").strip()
            part = mark_read(typed)
            if typed and part is None:
                topic_name = say(topic.name)
                raise ExamRefused(
                    _("Not saved. The mark for “%(topic)s” is no number from 0 to 100.", topic=topic_name),
                    topic_field(topic.key),
                )
            if part is not None:
                parts[topic.key] = part
    return parts
