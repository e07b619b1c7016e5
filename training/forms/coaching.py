"""An entry in the log of coaching."""

from datetime import date

from wtforms import HiddenField

from core.fields import DayField, OneOf, line, lines
from core.i18n import lazy
from people.forms import Form, offered
from training.coaching import LONGEST, Seen
from training.models import CoachingNote
from training.states import CoachingTopic
from training.words import word


class CoachingForm(Form):
    """`reason` and `seen` are for a correction."""

    seen = HiddenField()
    on = DayField(lazy("Day"), needed=lazy("A day is needed."))
    topic = OneOf(lazy("Topic"))
    observed = lines(lazy("What you observed"), needed=lazy("Say what you observed."), longest=LONGEST)
    next_step = lines(lazy("Agreed next step"), longest=LONGEST)
    reason = line(lazy("Reason, for the record"))

    def offering(self, today: date) -> "CoachingForm":
        self.topic.choices = offered((one.value, word(one)) for one in CoachingTopic)
        if not self.is_submitted():
            self.on.data = today
        return self

    def begin_with(self, note: CoachingNote) -> "CoachingForm":
        stands = note.wording
        self.on.data, self.topic.data, self.seen.data = stands.on, stands.topic.value, str(stands.number)
        self.observed.data, self.next_step.data = stands.observed, stands.next_step
        return self

    @property
    def entry(self) -> Seen:
        assert self.on.data is not None
        return Seen(
            self.on.data,
            CoachingTopic(self.topic.data),
            self.observed.data or "",
            self.next_step.data or "",
        )
