"""What comes in about scorecards, interviews and results."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from assessment.models import Criterion
from assessment.rules import SCALE, Recommendation
from core.fields import CountField, line
from core.i18n import lazy, say
from people.forms import Form, offered
from recruiting.queries.interviews import Choice
from recruiting.queries.scoring import Card
from recruiting.states import StageKind

RECOMMENDATIONS = {
    Recommendation.STRONG_NO: lazy("Strong no"),
    Recommendation.NO: lazy("Lean no"),
    Recommendation.YES: lazy("Lean yes"),
    Recommendation.STRONG_YES: lazy("Strong yes"),
}
SHORT_ENOUGH = Length(max=5000, message=lazy("At most %(max)d characters."))


class OneOfFew(RadioField):
    """Radio buttons; nothing, or something else, chosen is answered in words that we translate."""

    def __init__(self, label: Any, sentence: Any, **more: Any) -> None:
        super().__init__(label, validators=[InputRequired(message=sentence)], validate_choice=False, **more)
        self.sentence = sentence

    @property
    def shown(self) -> list[tuple[Any, str]]:
        """Value and text of each choice."""
        return [(value, str(label)) for value, label, *_rest in self.iter_choices()]

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and not any(value == self.data for value, *_rest in self.iter_choices()):
            raise ValidationError(self.sentence)

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as fault:
            raise ValueError(self.sentence) from fault


class ScorecardForm(Form):
    """One rating for each criterion (`rating_<criterion id>`), a recommendation, a comment."""

    recommendation = OneOfFew(
        lazy("Would you take this person?"),
        lazy("Take a side: there is no middle."),
        choices=offered((one.value, label) for one, label in RECOMMENDATIONS.items()),
    )
    comment = TextAreaField(lazy("What did you see and hear?"), [SHORT_ENOUGH])

    @property
    def rating_fields(self) -> list[Any]:
        """The fields of the ratings, in the order of the criteria."""
        return [part for part in self if part.name.startswith("rating_")]

    @property
    def ratings(self) -> dict[int, int]:
        """What was rated: criterion id → value."""
        return {int(part.name.removeprefix("rating_")): part.data for part in self.rating_fields}


class AmendmentForm(ScorecardForm):
    why = TextAreaField(
        lazy("Why do you amend it?"),
        [InputRequired(message=lazy("Say in at least one sentence why.")), SHORT_ENOUGH],
    )


def scorecard_form(criteria: Sequence[Criterion], old: Card | None = None) -> Any:
    """An empty form for these criteria, or one to amend the scorecard `old`."""
    ratings = {f"rating_{one.id}": _rating(one) for one in criteria}
    base = AmendmentForm if old else ScorecardForm
    return type("RatingForm", (base,), ratings)(data=_of(old) if old else None)


def _rating(criterion: Criterion) -> OneOfFew:
    values = zip(SCALE, criterion.anchors, strict=True)
    return OneOfFew(
        say(criterion.name),
        lazy("Choose one of the five."),
        coerce=int,
        choices=offered((value, say(anchor)) for value, anchor in values),
    )


def _of(card: Card) -> dict[str, Any]:
    ratings = {f"rating_{criterion}": value for criterion, value in card.ratings.items()}
    return {**ratings, "recommendation": card.recommendation.value, "comment": card.comment}


class MarkField(StringField):
    """A number with at most one decimal, in `number`; what was typed stays as it is."""

    number: Decimal | None = None

    def pre_validate(self, form: Any) -> None:
        typed = (self.data or "").strip().replace(",", ".")
        if not typed:
            return
        try:
            self.number = Decimal(typed)
        except InvalidOperation as fault:
            raise ValidationError(lazy("A mark is a number from 0 to 100.")) from fault


class ResultForm(Form):
    """`mark` or `passed`, as the kind of the stage wants it."""

    mark = MarkField(lazy("Mark, 0 to 100"))
    passed = RadioField(
        lazy("Result"),
        choices=offered([("yes", lazy("Passed")), ("no", lazy("Not passed"))]),
        validate_choice=False,
    )
    comment = TextAreaField(lazy("Comment, for the record"), [SHORT_ENOUGH])
    seen = HiddenField()

    def suit(self, kind: StageKind) -> None:
        """Leave out what a stage of this kind does not have."""
        if kind is StageKind.CHECK:
            del self.mark
        elif kind is not StageKind.SCREENING:
            del self.passed

    @property
    def number(self) -> Decimal | None:
        return self.mark.number if "mark" in self else None

    @property
    def says_passed(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.passed.data or "") if "passed" in self else None


class ConsentForm(Form):
    words = TextAreaField(
        lazy("Words that were agreed to"),
        [InputRequired(message=lazy("Write the words that were agreed to.")), SHORT_ENOUGH],
    )
    days = CountField(lazy("Holds for, in days"), lazy("Say for how many days it holds."))


class AskForm(Form):
    account = SelectField(
        lazy("Interviewer"), [InputRequired(message=lazy("Choose somebody."))], validate_choice=False
    )
    despite = line(lazy("Why at the same time as something else"), id="ask-despite")

    def offer(self, choices: Iterable[Choice]) -> None:
        able = [(str(one.account_id), one.name) for one in choices if not one.elsewhere]
        self.account.choices = offered(able, none=lazy("Choose…"))


class WhyForm(Form):
    reason = line(lazy("Reason, for the record"))
