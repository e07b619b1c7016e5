"""What comes in to note something about an application."""

from flask_wtf import FlaskForm
from wtforms import TextAreaField

from core.fields import OneOf
from core.i18n import lazy
from people.forms import offered
from recruiting.states import Audience
from recruiting.words import word


class NoteForm(FlaskForm):
    """What may be noted, the verb says."""

    body = TextAreaField(lazy("New note"))
    audience = OneOf(
        lazy("Who reads it"),
        choices=lambda: offered((one.value, word(one)) for one in Audience),
        default=Audience.TEAM.value,
    )
