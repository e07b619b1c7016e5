"""What comes in about rules, and what goes out of their logs."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Form,
    HiddenField,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, ValidationError

from core.fields import CountField, OneOf
from core.i18n import _, lazy, say
from people.forms import offered
from recruiting.forms.pipelines import MarkField, NamesForm, SeenForm
from recruiting.models import Channel, DispositionReason, Stage, StageRule, StageRuleVersion
from recruiting.queries.rule_screening import Choice
from recruiting.queries.stage_rules import LogFilter, conditions_of
from recruiting.rule_runs import WouldHave
from recruiting.rules import Condition
from recruiting.stage_rules import Terms
from recruiting.states import ConditionKind, RuleAct, StageKind
from recruiting.words import word

K = ConditionKind
PERIODS = (30, 90, 180, 365)
"""Days over which a rule is tried."""


class RuleForm(SeenForm, NamesForm):
    """A rule. Conditions that say nothing do not count."""

    act = RadioField(lazy("What it does"), default=RuleAct.ADVANCE.value)
    passed = OneOf(lazy("Result"))
    mark_from = MarkField(lazy("Mark at least"))
    mark_under = MarkField(lazy("Mark under"))
    screened_from = MarkField(lazy("Screening score at least"))
    screened_under = MarkField(lazy("Screening score under"))
    answers = SelectMultipleField(lazy("Screening answers, of each question one of"), validate_choice=False)
    scorecards = BooleanField(lazy("All scorecards are in"))
    days = MarkField(lazy("Days in the stage, at least"))
    channels = SelectMultipleField(lazy("Channel, one of"), validate_choice=False)
    note = TextAreaField(
        lazy("Reason for putting on hold"), [Length(max=500, message=lazy("At most %(max)d characters."))]
    )
    reason = OneOf(lazy("Reason for the rejection"), coerce=lambda value: int(value) if value else None)
    letter_minutes = CountField(
        lazy("Letters wait, in minutes"), lazy("Say for how many minutes its letters wait."), default=60
    )

    def validate_days(self, field: MarkField) -> None:
        if field.data and not field.data.isdecimal():
            raise ValidationError(lazy("This is not a whole number."))

    def offering(self, channels: Sequence[Channel], reasons: Iterable[DispositionReason]) -> None:
        self.act.choices = offered([(act.value, word(act)) for act in RuleAct])
        self.passed.choices = offered(
            [("", lazy("any")), (K.PASSED.value, word(K.PASSED)), (K.FAILED.value, word(K.FAILED))]
        )
        self.channels.choices = offered([(one.key, say(one.name)) for one in channels])
        self.reason.choices = offered([("", lazy("Choose…")), *((one.id, say(one.name)) for one in reasons)])

    def offering_answers(self, answers: Iterable[Choice]) -> None:
        told = _("%(question)s: %(answer)s")
        self.answers.choices = offered(
            (one.key, told % {"question": say(one.question), "answer": say(one.option)}) for one in answers
        )

    def terms(self) -> Terms:
        """What was said, once it is valid."""
        return Terms(
            act=RuleAct(self.act.data),
            conditions=list(self._conditions()),
            note=(self.note.data or "").strip(),
            reason_id=self.reason.data if self.act.data == RuleAct.PROPOSE.value else None,
            letter_minutes=self.letter_minutes.data or 0,
        )

    def _conditions(self) -> Iterator[Condition]:
        if self.passed.data:
            yield Condition(K(self.passed.data))
        if self.mark_from.mark is not None:
            yield Condition(K.MARK_FROM, f"{self.mark_from.mark:f}")
        if self.mark_under.mark is not None:
            yield Condition(K.MARK_UNDER, f"{self.mark_under.mark:f}")
        if self.scorecards.data:
            yield Condition(K.SCORECARDS)
        if self.days.data:
            yield Condition(K.WAITS, self.days.data)
        if self.channels.data:
            yield Condition(K.CHANNEL, ",".join(self.channels.data))
        yield from self._screened()

    def _screened(self) -> Iterator[Condition]:
        if self.screened_from.mark is not None:
            yield Condition(K.SCREENED_FROM, f"{self.screened_from.mark:f}")
        if self.screened_under.mark is not None:
            yield Condition(K.SCREENED_UNDER, f"{self.screened_under.mark:f}")
        if self.answers.data:
            yield Condition(K.ANSWERS, ",".join(self.answers.data))


class NewRuleForm(RuleForm):
    """A rule for a stage before the offer."""

    stage = OneOf(lazy("Stage"))

    def offering_stages(self, stages: Iterable[Stage]) -> None:
        before = [one for one in stages if one.kind is not StageKind.OFFER]
        self.stage.choices = offered([(one.key, say(one.name)) for one in before])


def rule_shown(rule: StageRule) -> dict[str, Any]:
    """A rule as RuleForm shows it."""
    version = rule.newest
    asked = {one.kind: one.value for one in conditions_of(version)}
    return {
        "seen": rule.version,
        "name_en": rule.name.get("en"),
        "name_zh_Hans": rule.name.get("zh_Hans"),
        "act": version.act.value,
        "passed": next((kind.value for kind in (K.PASSED, K.FAILED) if kind in asked), ""),
        "mark_from": asked.get(K.MARK_FROM, ""),
        "mark_under": asked.get(K.MARK_UNDER, ""),
        "scorecards": K.SCORECARDS in asked,
        "days": asked.get(K.WAITS, ""),
        "channels": asked[K.CHANNEL].split(",") if K.CHANNEL in asked else [],
        "screened_from": asked.get(K.SCREENED_FROM, ""),
        "screened_under": asked.get(K.SCREENED_UNDER, ""),
        "answers": asked[K.ANSWERS].split(",") if K.ANSWERS in asked else [],
        "note": version.note,
        "reason": version.reason_id or "",
        "letter_minutes": version.letter_minutes,
    }


class LogForm(Form):
    """Which deeds of a rule to list; what makes no sense is as if it were not there."""

    q = SearchField(lazy("Name or code of an opening"))
    version = SelectField(lazy("Version"), validate_choice=False)

    def offering(self, versions: Sequence[StageRuleVersion]) -> "LogForm":
        self.version.choices = offered(
            [("", lazy("any")), *((str(one.number), f"v{one.number}") for one in versions)]
        )
        return self

    def wanted(self, rule_id: int) -> LogFilter:
        known = {value for value, *_rest in self.version.iter_choices()}
        number = int(self.version.data) if self.version.data and self.version.data in known else None
        return LogFilter(rule_id, number, (self.q.data or "").strip()[:100])


def log_header() -> tuple[str, ...]:
    return (
        _("Application"), _("Name"), _("Other script"), _("Opening"), _("When"), _("What it did"),
        _("Reason"), _("Version"), _("Undone"), _("Decided"), _("Decided by"), _("Decision"),
    )  # fmt: skip


def log_rows(rows: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        yield (
            row.application_id, row.name, row.latin_name or "", row.code, row.at, word(row.act),
            say(row.proposed) if row.proposed else "", row.number, row.undone_at, row.decided_at,
            row.decided_by or "", _decision(row.rejects),
        )  # fmt: skip


def _decision(rejects: bool | None) -> str:
    return "" if rejects is None else _("rejected") if rejects else _("not rejected")


def trial_header() -> tuple[str, ...]:
    return (
        _("Application"), _("Name"), _("Other script"), _("Opening"), _("Came into the stage"),
        _("Rule would have acted"), _("Left the stage"), _("What became of it"),
    )  # fmt: skip


def trial_rows(found: Iterable[WouldHave]) -> Iterator[tuple[Any, ...]]:
    for one in found:
        course = one.course
        outcome = word(course.outcome) if course.outcome else _("still there")
        yield (
            course.application_id, course.name, course.latin_name or "", course.opening, course.entered_at,
            one.at, course.left_at, outcome,
        )  # fmt: skip


class DecisionForm(FlaskForm):
    """What a person makes of a proposed rejection. `seen`: what the page showed of the application."""

    seen = HiddenField()
    note = StringField(
        lazy("Note, for the record"), [Length(max=500, message=lazy("At most %(max)d characters."))]
    )
