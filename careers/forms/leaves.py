"""When a leave begins or ends."""

from wtforms import HiddenField

from core.fields import DayField, line
from core.i18n import _, lazy
from people.forms import Form
from training.leaves import LONGEST, LeaveRefused

AWAY, HERE = "away", "here"


class LeaveForm(Form):
    """`seen`: were they away when the page was opened? So that nobody begins what they meant to end."""

    seen = HiddenField()
    since = DayField(lazy("From"), lazy("A day is needed."))
    reason = line(lazy("Why"), lazy("Say why."), LONGEST)

    def seeing(self, is_away: bool) -> "LeaveForm":
        if not self.is_submitted():
            self.seen.data = AWAY if is_away else HERE
        return self

    def check(self, is_away: bool) -> None:
        """Raises LeaveRefused where somebody else was faster."""
        if self.seen.data != (AWAY if is_away else HERE):
            raise LeaveRefused(_("Not changed. Somebody else has changed it meanwhile; look at it again."))
