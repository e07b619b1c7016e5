"""A file of nesting's daily numbers as it is sent, and sent once more to be taken in."""

from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, HiddenField
from wtforms.validators import InputRequired, Optional

from core.i18n import lazy
from people.forms import Form


class ImportForm(Form):
    file = FileField(lazy("CSV or Excel file"), validators=[FileRequired(lazy("Choose a file."))])
    day = DateField(lazy("Day, if the file has no column for it"), validators=[Optional()])


class ConfirmForm(Form):
    """The file once more, as it was looked at."""

    content = HiddenField(validators=[InputRequired()])
    name = HiddenField()
    day = HiddenField()
