"""What comes in to the reports, their filters, and what goes out of them."""

from flask_wtf import FlaskForm
from wtforms import DateField
from wtforms.validators import Optional

from core import clock
from core.i18n import _, lazy, say
from recruiting.forms.fields import OneOf, offered
from recruiting.queries.funnel import Cohort, Step, Way
from recruiting.words import word


class FunnelForm(FlaskForm):
    """Sent by GET: its data is the address of the report."""

    class Meta:
        csrf = False

    opening = OneOf(lazy("Opening"), validators=[Optional()])
    since = DateField(lazy("Applied from"), validators=[Optional()])
    until = DateField(lazy("Applied to"), validators=[Optional()])

    def offering(self, openings: list[tuple[int, str, dict[str, str]]]) -> "FunnelForm":
        self.opening.choices = offered(
            [("", _("all openings"))]
            + [(str(number), f"{code} {say(title)}") for number, code, title in openings]
        )
        return self

    def cohort(self) -> Cohort:
        """What was asked for; a value that is none counts as not given."""
        valid = self.validate()
        given = {name: value for name, value in self.data.items() if valid or name not in self.errors}
        return Cohort(
            opening_id=int(given["opening"]) if given.get("opening") else None,
            since=clock.day_start(given["since"]) if given.get("since") else None,
            until=clock.day_end(given["until"]) if given.get("until") else None,
        )


def funnel_header() -> list[str]:
    """The first line of the exported funnel."""
    return [_("Stage"), _("Entered"), *(word(way) for way in Way), _("Passed, of finished")]


def funnel_rows(steps: list[Step]) -> list[list[object]]:
    """The funnel as lines; the share is a number from 0 to 1."""
    return [[say(step.name), step.entered, *step.ways.values(), step.passed_share] for step in steps]
