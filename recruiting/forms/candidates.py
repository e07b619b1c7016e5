"""What is typed about candidates, their files and notes."""

import json
from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    StringField,
)
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional

from core.fields import OneOf
from core.i18n import LANGUAGES, _, lazy, say
from core.refusal import Refused
from people.forms import offered
from recruiting.candidates import Background
from recruiting.forms.touches import TouchParts
from recruiting.imports import json_resume
from recruiting.states import Education, FileKind
from recruiting.words import word

SOMEBODY_ELSE = "new"
NEEDED = InputRequired(lazy("This is needed."))
SHORT = Length(max=200, message=lazy("At most %(max)d characters."))
YES_NO = offered([("", lazy("not known")), ("y", lazy("yes")), ("n", lazy("no"))])


def full_name(row: Any) -> str:
    """Both names of a row that has them."""
    return f"{row.name} {row.latin_name}" if row.latin_name else str(row.name)


class ResumeField(HiddenField):
    """A JSON Resume, handed on from the page that read it to the one that keeps it."""

    data: Any

    def _value(self) -> str:
        return json.dumps(self.data, ensure_ascii=False) if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            self.data = json_resume.checked(valuelist[0].encode()) if valuelist and valuelist[0] else None
        except Refused as refusal:
            self.data = None
            raise ValueError(refusal.sentence) from refusal


class BackgroundForm(FlaskForm):
    """Who somebody is and what is known of the background."""

    name = StringField(lazy("Name"), validators=[NEEDED, SHORT])
    latin_name = StringField(lazy("Name in Latin letters"), validators=[Optional(), SHORT])
    email = EmailField(
        lazy("E-mail"),
        validators=[NEEDED, Email(lazy("This is not an e-mail address.")), SHORT],
    )
    phone = StringField(lazy("Phone"), validators=[Optional(), Length(max=40)])
    language = RadioField(lazy("Letters in"), choices=offered(LANGUAGES.items()), default="en")
    lives_in = StringField(lazy("Lives in"), validators=[Optional(), SHORT])
    education = OneOf(lazy("Education"), validators=[Optional()])
    service_years = IntegerField(
        lazy("Years of service work"),
        validators=[Optional(), NumberRange(0, 60, lazy("Between %(min)s and %(max)s."))],
    )
    languages = StringField(lazy("Languages"), validators=[Optional(), SHORT])
    evening_shift = OneOf(lazy("Evening shift"), choices=YES_NO, validators=[Optional()])
    words_a_minute = IntegerField(
        lazy("Words typed a minute"),
        validators=[Optional(), NumberRange(1, 250, lazy("Between %(min)s and %(max)s."))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.education.choices = offered(
            [("", _("not known")), *((one.value, word(one)) for one in Education)]
        )

    def background(self) -> Background:
        """What was typed; empty is unknown."""
        typed: dict[str, Any] = {
            field.name: field.data or None for field in self if field.name in Background.__annotations__
        }
        typed["education"] = Education(self.education.data) if self.education.data else None
        typed["evening_shift"] = {"y": True, "n": False}.get(self.evening_shift.data or "")
        typed["service_years"] = self.service_years.data
        return Background(**typed)

    def show(self, background: Background) -> None:
        """Fill the fields with what is known."""
        for field in self:
            if field.name in Background.__annotations__:
                field.data = getattr(background, field.name)
        self.evening_shift.data = {True: "y", False: "n", None: ""}[background.evening_shift]
        self.education.data = background.education.value if background.education else ""

    def blame(self, refusal: Refused) -> None:
        """Put the sentence of a refusal under its field, or at the top."""
        field = getattr(self, refusal.field or "", None)
        if field is None:
            self.form_errors.append(refusal.sentence)
        else:
            field.errors = [*field.errors, refusal.sentence]


class CandidateForm(TouchParts, BackgroundForm):
    """A new candidate for an opening."""

    resume = ResumeField(lazy("JSON Resume file"))
    opening = OneOf(lazy("Opening"), coerce=int, validators=[NEEDED])
    channel = OneOf(lazy("Channel"), validators=[NEEDED])
    referrer = OneOf(lazy("Referred by"), validators=[Optional()])
    who = RadioField(lazy("Who this is"), validate_choice=False, validators=[Optional()])
    despite = StringField(lazy("Why they may apply early"), validators=[Optional(), SHORT])
    consent = BooleanField(lazy("Has agreed that we keep these data for this application"))
    tell = BooleanField(lazy("Send the letter that the application has arrived"), default=True)

    def offering(
        self, openings: Sequence[Any], channels: Sequence[Any], colleagues: Sequence[Any]
    ) -> "CandidateForm":
        self.opening.choices = offered((row.id, f"{row.code} {say(row.title)}") for row in openings)
        ways = ((str(one.id), say(one.name)) for one in channels)
        self.channel.choices = offered([("", _("Choose…")), *ways])
        named = ((str(one.person_id), f"{one.name} {one.latin_name or ''}".strip()) for one in colleagues)
        self.referrer.choices = offered([("", _("nobody")), *named])
        return self

    def asking(self, suspects: Sequence[Any]) -> "CandidateForm":
        """Ask which of these rows of (person, why) it is, or whether it is somebody else."""
        known = (
            (str(one.id), _("%(name)s, %(why)s", name=full_name(one), why=word(why))) for one, why in suspects
        )
        self.who.choices = offered([*known, (SOMEBODY_ELSE, _("Somebody else, not known yet"))])
        return self


class ResumeForm(FlaskForm):
    file = FileField(lazy("JSON Resume file"))


class FileForm(FlaskForm):
    file = FileField(lazy("File"))
    kind = OneOf(lazy("What it is"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = offered((one.value, word(one)) for one in FileKind)
