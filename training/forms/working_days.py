"""A day that is not what its weekday says."""

from collections.abc import Sequence

from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.validators import InputRequired

from core.db import Words
from core.i18n import lazy, say
from people.forms import Form, offered
from people.models import Site
from training.forms.cohorts import number


class CalendarDayForm(Form):
    day = DateField(lazy("Day"), validators=[InputRequired(message=lazy("A day is needed."))])
    name_en = StringField(lazy("What it is called, in English"))
    name_zh_Hans = StringField(lazy("What it is called, in Chinese"))
    site = SelectField(lazy("Site"), coerce=number)
    is_worked = BooleanField(lazy("Worked, in place of another day"))

    def offering(self, sites: Sequence[Site]) -> "CalendarDayForm":
        self.site.choices = offered(((site.id, say(site.name)) for site in sites), lazy("everywhere"))
        return self

    @property
    def name(self) -> Words:
        return {"en": (self.name_en.data or "").strip(), "zh_Hans": (self.name_zh_Hans.data or "").strip()}
