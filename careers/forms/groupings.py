"""What a grouping asks, and what somebody tells of themselves."""

from collections.abc import Sequence

from wtforms import Form as PlainForm
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from careers.grouping import LONGEST_PURPOSE, GroupingPlan
from careers.models import Grouping
from core.fields import OneOf, line, lines
from core.i18n import lazy, say
from people.forms import Form, NamedForm, both_of, lines_of_both, offered
from people.models import Team
from training.forms.cohorts import number

SILENT = "silent"
"""The value of preferring not to say."""


class GroupingForm(NamedForm):
    purpose_en = line(lazy("What for, in English"), lazy("Say what it is for."), LONGEST_PURPOSE)
    purpose_zh_Hans = line(lazy("What for, in Chinese"), lazy("Say what it is for."), LONGEST_PURPOSE)
    groups_en = lines(lazy("Groups in English, one a line"), lazy("Name the groups."))
    groups_zh_Hans = lines(lazy("The same groups in Chinese"), lazy("Name the groups."))
    team = OneOf(lazy("Who is asked"), coerce=number)

    def offering(self, teams: Sequence[Team], *, everybody: bool) -> "GroupingForm":
        """The teams for which the reader decides; `everybody`: for all of them too."""
        named = ((team.id, say(team.name)) for team in teams)
        self.team.choices = offered(named, lazy("everybody") if everybody else None)
        return self

    def plan(self) -> GroupingPlan:
        """What was said, once it is valid."""
        groups = lines_of_both(self, "groups")
        return GroupingPlan(self.words, both_of(self, "purpose"), self.team.data or None, groups)


class RetireForm(Form):
    reason = line(lazy("Why"), lazy("Say why."), longest=500)


class TellForm(Form):
    """One's own group. On a page with several of them each has a prefix."""

    group = RadioField(
        lazy("Your group"), validators=[InputRequired(lazy("Choose one."))], validate_choice=False
    )

    def offering(self, grouping: Grouping) -> "TellForm":
        named = [(str(one.id), say(one.name)) for one in grouping.groups]
        self.group.choices = offered([*named, (SILENT, lazy("I prefer not to say"))])
        return self

    @property
    def group_id(self) -> int | None:
        """None: prefers not to say; what is no group is 0, which no grouping has."""
        return None if self.group.data == SILENT else number(self.group.data) or 0


class GroupingFilter(PlainForm):
    """Of which grouping; what makes no sense is as if it were not there."""

    grouping = SelectField(lazy("Grouping"), coerce=number, validate_choice=False)

    def offering(self, among: Sequence[Grouping]) -> "GroupingFilter":
        self.grouping.choices = offered((one.id, called(one)) for one in among)
        return self

    def chosen(self, among: Sequence[Grouping]) -> Grouping | None:
        wanted = (one for one in among if one.id == self.grouping.data)
        return next(wanted, among[0] if among else None)


def called(one: Grouping) -> str:
    """Its name, with the team of which it is asked."""
    return f"{say(one.name)} · {say(one.team.name)}" if one.team else say(one.name)
