"""The ladder editor: a track, a level, what it asks for, what is rated; publishing; moving people."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField
from wtforms.validators import DataRequired, InputRequired

from careers.forms.fields import NumberField
from careers.rules.plans import (
    HIGHEST_RATING,
    MOST_MONTHS,
    CompetencyPlan,
    LadderPlan,
    LevelPlan,
    may_say,
    needed,
)
from careers.rules.readiness import FULL, Asked
from careers.states import RequirementKind as Kind
from careers.words import plain
from core.db import Words
from core.fields import OneOf, WholeField, line, lines
from core.i18n import _, lazy, say
from people.forms import Form, NamedForm, SeenForm, both_of, lines_of_both, offered, shown_both, shown_lines

LONGEST_GRADE = 20


class TrackForm(NamedForm):
    """A track of a draft."""


class LevelForm(NamedForm):
    """A level of a draft; `takes_followers` is asked of a new one."""

    track = OneOf(lazy("Track"))
    after = OneOf(lazy("Follows the level"))
    takes_followers = BooleanField(lazy("What came after that level so far comes after this one"))
    seats = WholeField(lazy("Seats"), 0, 10_000)
    pay_grades = line(lazy("Pay grades, with commas between them"), longest=400)
    duties_en = lines(lazy("Taken over with it, in English, one a line"), longest=4000)
    duties_zh_Hans = lines(lazy("Taken over with it, in Chinese, one a line"), longest=4000)

    def offering(self, plan: LadderPlan, key: str | None = None) -> "LevelForm":
        others = [(one.key, say(one.name)) for one in plan.levels if one.key != key]
        self.track.choices = offered((one, say(name)) for one, name in plan.tracks.items())
        self.after.choices = offered(others, lazy("none: a track begins with it"))
        return self

    def level(self, key: str = "") -> LevelPlan:
        """What was said, once it is valid."""
        grades = (self.pay_grades.data or "").replace("，", ",").split(",")
        return LevelPlan(
            key,
            self.words,
            self.track.data or "",
            self.after.data or None,
            self.seats.data,
            tuple(one.strip()[:LONGEST_GRADE] for one in grades if one.strip()),
            duties=lines_of_both(self, "duties"),
        )


def level_shown(level: LevelPlan) -> dict[str, Any]:
    """A level as LevelForm shows it."""
    return {
        **shown_both("name", level.name),
        **shown_lines("duties", level.duties),
        "track": level.track,
        "after": level.after or "",
        "seats": level.seats,
        "pay_grades": ", ".join(level.pay_grades),
    }


class AskedForm(SeenForm):
    """One requirement; of its fields only those are shown that its kind can say."""

    months = WholeField(lazy("Months"), 1, MOST_MONTHS)
    count = WholeField(lazy("Number"), 1, MOST_MONTHS)
    mark = NumberField(lazy("Mark, at least"))
    key = OneOf(lazy("Which one"))

    def asking(self, kind: Kind, names: Mapping[str, Words]) -> "AskedForm":
        """Only what `kind` can say, called as it is meant there. `names`: key → name of what there is."""
        self.kind = kind
        for name in ("months", "count", "mark", "key"):
            if name not in may_say(kind):
                del self[name]
        for name, label in _LABELS.get(kind, {}).items():
            self[name].label.text = str(label)
        if "key" in self:
            self.key.choices = offered(((key, say(name)) for key, name in names.items()), lazy("choose"))
        for name in needed(kind):
            asks = DataRequired if isinstance(self[name], NumberField) else InputRequired
            self[name].validators = [asks(message=lazy("This is needed.")), *self[name].validators]
            self[name].flags.required = True
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        return super().validate(extra_validators) and self._marks_fit()

    def _marks_fit(self) -> bool:
        mark = self.mark.number if "mark" in self else None
        highest = HIGHEST_RATING if self.kind is Kind.COMPETENCIES else FULL
        if mark is None or 0 <= mark <= highest:
            return True
        self.mark.errors = [_("From 0 to %(most)s.", most=highest)]
        return False

    def asked(self) -> Asked:
        """What was said, once it is valid."""
        return Asked(
            self.kind,
            self.months.data if "months" in self else None,
            self.count.data if "count" in self else None,
            self.mark.number if "mark" in self else None,
            (self.key.data or None) if "key" in self else None,
        )


_LABELS: dict[Kind, dict[str, Any]] = {
    Kind.TIME_IN_LEVEL: {"months": lazy("Months in the level before")},
    Kind.REVIEW_AVERAGE: {"count": lazy("Of how many closed months"), "mark": lazy("Average, at least")},
    Kind.REVIEW_FLOOR: {"count": lazy("Of how many closed months"), "mark": lazy("None under")},
    Kind.EXAM: {"key": lazy("Exam"), "mark": lazy("Mark, at least")},
    Kind.COURSE: {"key": lazy("Course")},
    Kind.COMPETENCIES: {"count": lazy("Rated by how many people"), "mark": lazy("Rating, at least (of 5)")},
    Kind.COMPLAINTS: {"count": lazy("Fewer than how many upheld"), "months": lazy("In how many months")},
    Kind.COACHED: {"count": lazy("People coached")},
}


def asked_shown(asked: Asked) -> dict[str, Any]:
    """A requirement as AskedForm shows it."""
    return {
        "months": asked.months,
        "count": asked.count,
        "mark": plain(asked.mark),
        "key": asked.key or "",
    }


class CompetencyForm(NamedForm):
    says_en = lines(lazy("What the level asks for (a 3), in English"), lazy("Say it in English."), 500)
    says_zh_Hans = lines(lazy("What the level asks for (a 3), in Chinese"), lazy("Say it in Chinese."), 500)

    low_en = lines(lazy("What a 1 looks like, in English"), longest=500)
    low_zh_Hans = lines(lazy("What a 1 looks like, in Chinese"), longest=500)
    high_en = lines(lazy("What a 5 looks like, in English"), longest=500)
    high_zh_Hans = lines(lazy("What a 5 looks like, in Chinese"), longest=500)

    def competency(self, key: str = "") -> CompetencyPlan:
        anchors = (self._anchor("low"), self._anchor("high"))
        return CompetencyPlan(key, self.words, both_of(self, "says"), *anchors)

    def _anchor(self, name: str) -> Words:
        """Nothing where nothing is said in either language."""
        words = both_of(self, name)
        return words if any(words.values()) else {}


def competency_shown(one: CompetencyPlan) -> dict[str, str]:
    anchors = {"name": one.name, "says": one.says, "low": one.low, "high": one.high}
    return {field: text for name, words in anchors.items() for field, text in shown_both(name, words).items()}


class PublishForm(SeenForm):
    reason = line(lazy("What is different, and why, for the record"), longest=300)


class MoveForm(Form):
    """Moving people to another version."""

    reason = line(lazy("Reason, for the record"), lazy("Say why, for the record."), 300)


def chosen(sent: Sequence[str]) -> set[int]:
    """The ids that were ticked."""
    return {int(one) for one in sent if one.isascii() and one.isdecimal() and len(one) < 10}
