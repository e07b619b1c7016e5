"""What people send about themselves and others. A form says what is wrong and keeps what was typed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    IntegerField,
    PasswordField,
    SearchField,
    SelectField,
    StringField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Length, Optional, Regexp, ValidationError
from wtforms.widgets import HiddenInput

from core.db import Words
from core.fields import line
from core.i18n import LANGUAGES, lazy, say
from core.refusal import Refused
from people.labels import ACCOUNT_STATES, ROLES, THEMES
from people.models import Site, Team
from people.permissions import Role

LONGEST_NAME = 80


def offered(choices: Iterable[tuple[Any, Any]], none: Any = None, group: Any = None) -> list[Any]:
    """(value, label) as WTForms wants them; `none` is the label of choosing nothing, offered first; `group`
    is the heading under which they stand."""
    empty = [SelectChoice(value="", label=none)] if none else []
    return empty + [SelectChoice(value=value, label=label, optgroup=group) for value, label in choices]


def _values(names: Mapping[Any, Any], none: Any = None) -> list[Any]:
    return offered(((member.value, name) for member, name in names.items()), none)


def _lower(text: str | None) -> str | None:
    return text.strip().lower() if text else text


def _stripped(text: str | None) -> str | None:
    return " ".join(text.split()) if text else text


def _needed(sentence: Any) -> DataRequired:
    return DataRequired(message=sentence)


def _email_field(label: Any) -> EmailField:
    return EmailField(
        label,
        filters=[_lower],
        validators=[
            _needed(lazy("An e-mail is needed.")),
            Length(max=254, message=lazy("An e-mail has at most 254 characters.")),
            Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s.]+$", message=lazy("This is not an e-mail: name@example.org.")),
        ],
    )


def _name_field(label: Any) -> StringField:
    return StringField(
        label,
        filters=[_stripped],
        validators=[
            _needed(lazy("A name is needed.")),
            Length(max=120, message=lazy("A name has at most 120 characters.")),
        ],
    )


class Form(FlaskForm):
    """Knows how to say that a verb refused."""

    def blame(self, refusal: Refused) -> None:
        """Put the sentence under the field it is about, or above them all."""
        field = self._fields.get(refusal.field or "")
        if field is None:
            self.form_errors.append(refusal.sentence)
        else:
            field.errors = [*field.errors, refusal.sentence]


class SignInForm(Form):
    email = _email_field(lazy("Work e-mail"))
    password = PasswordField(
        lazy("Password"), validators=[DataRequired(message=lazy("The password is needed."))]
    )


class ForgottenForm(Form):
    email = _email_field(lazy("Work e-mail"))


class PasswordForm(Form):
    """A new password, asked for twice, since it cannot be read while typing."""

    password = PasswordField(lazy("New password"), validators=[_needed(lazy("A password is needed."))])
    repeated_password = PasswordField(lazy("The same once more"))

    def validate_repeated_password(self, field: PasswordField) -> None:
        if self.password.data and field.data != self.password.data:
            raise ValidationError(lazy("The two are not the same."))


class ChangePasswordForm(PasswordForm):
    old_password = PasswordField(
        lazy("Present password"), validators=[_needed(lazy("The present password is needed."))]
    )


class SetUpForm(PasswordForm):
    name = _name_field(lazy("Your name"))
    email = _email_field(lazy("Your e-mail"))


class SettingsForm(Form):
    language = SelectField(lazy("Language"), choices=offered(LANGUAGES.items()))
    theme = SelectField(lazy("Theme"), choices=_values(THEMES))
    shortcuts = BooleanField(lazy("Keyboard shortcuts"))


class RoleForm(Form):
    """A role to give: the one that may least, until another is chosen."""

    role = SelectField(lazy("Role"), choices=_values(ROLES), default=Role.EMPLOYEE.value)
    team = SelectField(lazy("For"), coerce=lambda value: int(value) if value else None, default="")

    def offering(self, teams: Sequence[Team]) -> "RoleForm":
        self.team.choices = offered(
            [("", lazy("every team")), *((team.id, say(team.name)) for team in teams)]
        )
        return self


class OpenAccountForm(RoleForm):
    name = _name_field(lazy("Name"))
    email = _email_field(lazy("Work e-mail"))
    language = SelectField(lazy("Language of the invitation"), choices=offered(LANGUAGES.items()))


class PeopleFilter(FlaskForm):
    """Sent by GET, so that what is shown has an address."""

    class Meta:
        csrf = False

    q = SearchField(lazy("Name or e-mail"), validators=[Optional()])
    role = SelectField(
        lazy("Role"),
        choices=_values(ROLES, lazy("any")),
    )
    state = SelectField(
        lazy("State"),
        choices=offered(
            [("", lazy("any")), *((state.value, name) for state, name in ACCOUNT_STATES.items())]
        ),
    )


class PlaceForm(Form):
    """A name in each language."""

    name_en = _name_field(lazy("Name in English"))
    name_zh_Hans = _name_field(lazy("Name in Chinese"))

    @property
    def words(self) -> Words:
        return {"en": self.name_en.data or "", "zh_Hans": self.name_zh_Hans.data or ""}


class TeamForm(PlaceForm):
    site = SelectField(lazy("Site"), coerce=int)

    def offering(self, sites: Sequence[Site]) -> "TeamForm":
        self.site.choices = offered((site.id, say(site.name)) for site in sites)
        return self


class SeenForm(Form):
    """Every change of a draft. `seen`: the version that the page showed."""

    seen = IntegerField(widget=HiddenInput(), validators=[Optional()])


class NamedForm(SeenForm):
    """Something with a name in each language."""

    name_en = line(lazy("Name in English"), lazy("A name in English is needed."), LONGEST_NAME)
    name_zh_Hans = line(lazy("Name in Chinese"), lazy("A name in Chinese is needed."), LONGEST_NAME)

    @property
    def words(self) -> Words:
        return both_of(self, "name")


def both_of(form: Form, prefix: str) -> Words:
    """What two fields of a form say, one in each language."""
    return {code: str(form[f"{prefix}_{code}"].data or "").strip() for code in LANGUAGES}


def shown_both(prefix: str, words: Words) -> dict[str, str]:
    """Words as the two fields show them."""
    return {f"{prefix}_{code}": words.get(code, "") for code in LANGUAGES}


def lines_of_both(form: Form, prefix: str) -> tuple[Words, ...]:
    """What two fields of several lines say, line by line; empty where one of them has fewer lines."""
    by_code = {code: _lines(str(form[f"{prefix}_{code}"].data or "")) for code in LANGUAGES}
    most = max(len(found) for found in by_code.values())
    return tuple(
        {code: found[place] if place < len(found) else "" for code, found in by_code.items()}
        for place in range(most)
    )


def _lines(text: str) -> list[str]:
    return [one.strip() for one in text.splitlines() if one.strip()]


def shown_lines(prefix: str, words: Sequence[Words]) -> dict[str, str]:
    """Words as the two fields of several lines show them."""
    return {f"{prefix}_{code}": "\n".join(one.get(code, "") for one in words) for code in LANGUAGES}
