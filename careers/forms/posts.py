"""At which hours somebody works."""

from careers.posts import LONGEST
from careers.words import word
from core.fields import DayField, OneOf, line
from core.i18n import lazy
from people.forms import Form, offered
from people.states import Shift


class ShiftForm(Form):
    shift = OneOf(lazy("Shift"), choices=offered(((one.value, word(one)) for one in Shift), lazy("none")))
    since = DayField(lazy("From"), lazy("A day is needed."))
    reason = line(lazy("Why"), lazy("Say why."), LONGEST)

    @property
    def chosen(self) -> Shift | None:
        return Shift(self.shift.data) if self.shift.data else None
