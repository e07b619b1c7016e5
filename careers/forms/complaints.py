"""A complaint as it is reported and decided."""

from wtforms import DateField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from core.i18n import lazy
from people.forms import Form, offered

_SHORT = Length(max=2000, message=lazy("At most 2,000 characters."))


class ReportForm(Form):
    happened_on = DateField(lazy("Day"), validators=[InputRequired(lazy("A day is needed."))])
    summary = TextAreaField(
        lazy("What it is about"), validators=[InputRequired(lazy("Say what it is about.")), _SHORT]
    )


class AnewForm(Form):
    """Of what is decided only the other way is left."""

    finding = TextAreaField(
        lazy("What was found"), validators=[InputRequired(lazy("Say what was found.")), _SHORT]
    )


class FindingForm(AnewForm):
    verdict = RadioField(
        lazy("The complaint is"),
        choices=offered([("upheld", lazy("upheld")), ("dismissed", lazy("dismissed"))]),
        validators=[InputRequired(lazy("Choose one."))],
    )
