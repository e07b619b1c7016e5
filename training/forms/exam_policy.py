"""What exams ask: the editor of a policy's next version."""

from decimal import Decimal
from typing import Any

from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from core.i18n import lazy
from people.forms import Form, offered
from training.exam_policies import PolicyPlan
from training.forms.exams import mark_read
from training.rules.exams import Rules
from training.states import Counting, ExamKind
from training.words import mark_said, word

_NEEDED = InputRequired(message=lazy("A whole number is needed."))


def _is_mark(_form: Any, field: StringField) -> None:
    mark = mark_read(field.data or "")
    if (field.data or "").strip() and (mark is None or not 0 <= mark <= 100):
        raise ValidationError(lazy("A mark is a number from 0 to 100."))


class RuleForm(Form):
    """What is asked of exams of one kind; it stands inside of `PolicyForm`, whose token guards both."""

    class Meta:
        csrf = False

    pass_mark = StringField(
        lazy("Pass mark"), validators=[InputRequired(message=lazy("A mark is needed.")), _is_mark]
    )
    part_mark = StringField(lazy("Each topic must reach"), validators=[_is_mark])
    attempts = IntegerField(lazy("Attempts"), validators=[_NEEDED, NumberRange(1, 10, lazy("From 1 to 10."))])
    wait_days = IntegerField(
        lazy("Days between attempts"), validators=[_NEEDED, NumberRange(0, 90, lazy("From 0 to 90."))]
    )
    counts = SelectField(lazy("What counts"), choices=[])
    needs_remediation = BooleanField(lazy("What was weak is signed off before the next attempt"))
    caps_retakes = BooleanField(lazy("A retake is recorded with the pass mark at most"))
    needs_other_form = BooleanField(lazy("A retake is set with another paper"))
    assessors = SelectField(lazy("Assessed by the rubric"), choices=[], coerce=int)

    def offering(self) -> "RuleForm":
        self.counts.choices = offered((one.value, word(one)) for one in Counting)
        self.assessors.choices = offered(
            [
                (0, lazy("as the trainer likes: by rubric or with a number")),
                (1, lazy("by one assessor at least")),
                (2, lazy("by two assessors")),
            ]
        )
        return self

    def begin_with(self, rules: Rules) -> "RuleForm":
        self.pass_mark.data = mark_said(rules.pass_mark)
        self.part_mark.data = mark_said(rules.part_mark) if rules.part_mark is not None else ""
        for name in ("attempts", "wait_days", "needs_remediation", "caps_retakes", "needs_other_form"):
            self._fields[name].data = getattr(rules, name)
        self.counts.data, self.assessors.data = rules.counts.value, rules.assessors
        return self

    def rules(self) -> Rules:
        return Rules(
            pass_mark=mark_read(self.pass_mark.data or "") or Decimal(0),
            part_mark=mark_read(self.part_mark.data or ""),
            attempts=self.attempts.data or 1,
            wait_days=self.wait_days.data or 0,
            needs_remediation=bool(self.needs_remediation.data),
            caps_retakes=bool(self.caps_retakes.data),
            counts=Counting(self.counts.data),
            needs_other_form=bool(self.needs_other_form.data),
            assessors=self.assessors.data or 0,
        )


class PolicyForm(Form):
    attendance = IntegerField(
        lazy("Attendance that admits to an exam, in percent"),
        validators=[_NEEDED, NumberRange(0, 100, lazy("From 0 to 100."))],
    )
    retrainings = IntegerField(
        lazy("Retrainings"), validators=[_NEEDED, NumberRange(0, 5, lazy("From 0 to 5."))]
    )
    appeal_days = IntegerField(
        lazy("Days to appeal against a mark"),
        validators=[_NEEDED, NumberRange(0, 365, lazy("From 0 to 365."))],
    )
    reason = StringField(lazy("Reason, for the record"))

    def begin_with(self, plan: PolicyPlan) -> "PolicyForm":
        self.attendance.data = int(plan.attendance_share * 100)
        self.retrainings.data, self.appeal_days.data = plan.retrainings, plan.appeal_days
        return self

    def plan(self, theory: RuleForm, practical: RuleForm) -> PolicyPlan:
        return PolicyPlan(
            attendance_share=Decimal(self.attendance.data or 0) / 100,
            retrainings=self.retrainings.data or 0,
            rules={ExamKind.THEORY: theory.rules(), ExamKind.PRACTICAL: practical.rules()},
            appeal_days=self.appeal_days.data or 0,
        )
