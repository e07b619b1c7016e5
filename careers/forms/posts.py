"""At which hours somebody works, and as what they are employed."""

from careers.posts import LONGEST, Terms
from careers.words import word
from core.fields import DayField, OneOf, line
from core.i18n import lazy
from people.forms import Form, offered
from people.states import EmploymentKind, Shift


class PostForm(Form):
    shift = OneOf(lazy("Shift"))
    kind = OneOf(lazy("Kind of employment"))
    since = DayField(lazy("From"), lazy("A day is needed."))
    reason = line(lazy("Why"), lazy("Say why."), LONGEST)

    def offering(self) -> "PostForm":
        """What is not recorded may stay so."""
        unknown = lazy("not recorded")
        self.shift.choices = offered(((one.value, word(one)) for one in Shift), unknown)
        self.kind.choices = offered(((one.value, word(one)) for one in EmploymentKind), unknown)
        return self

    def terms(self) -> Terms:
        """What was said, once it is valid."""
        assert self.since.data is not None, "the form asks for a day"
        shift, kind = self.shift.data, self.kind.data
        return Terms(self.since.data, Shift(shift) if shift else None, EmploymentKind(kind) if kind else None)
