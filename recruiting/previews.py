"""What a letter will say, shown before it is written: the same words from the same values."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from core import letters
from core.db import Words
from core.letters import LetterTemplate
from people.models import Account
from recruiting import notices
from recruiting.models import Application, Stage


@dataclass(frozen=True)
class Preview:
    """A letter to one person. `subject` and `body` are what is sent; `marked_…` the same for the
    screen, with what is filled in tinted. `name` and `number` are those of the template, if any."""

    application: Application
    language: str
    subject: str
    body: str
    marked_subject: Markup
    marked_body: Markup
    name: Words | None = None
    number: int | None = None


Wordings = Callable[[str, Application], LetterTemplate | None]


def remembered() -> Wordings:
    """`notices.template_for`, asking the database once per letter and language."""
    known: dict[tuple[str, str, bool, bool], LetterTemplate | None] = {}

    def find(key: str, application: Application) -> LetterTemplate | None:
        person = application.person
        which = (key, person.language, bool(person.email), person.no_contact_since is None)
        if which not in known:
            known[which] = notices.template_for(key, application)
        return known[which]

    return find


def letter(
    key: str,
    application: Application,
    *,
    actor: Account,
    stage: Stage | None = None,
    wordings: Wordings = notices.template_for,
) -> Preview | None:
    """The letter `key` to this candidate; None where none goes out."""
    template = wordings(key, application)
    if template is None:
        return None
    values = notices.values_for(application, actor=actor, stage=stage) | as_shown(application)
    shown = written(template.subject, template.body, application, values)
    return Preview(
        *shown,
        name=letters.NAMES.get(template.key),
        number=template.number,
    )


def as_shown(application: Application) -> dict[str, str]:
    """The name as the reader of a preview may know it; the letter itself is filled in with the person's."""
    return {"name": application.shown.name}


def written(
    subject: str, body: str, application: Application, values: dict[str, str]
) -> tuple[Application, str, str, str, Markup, Markup]:
    """A text filled in for one person, as the fields of a Preview."""
    return (
        application,
        application.person.language,
        letters.fill(subject, values),
        letters.fill(body, values),
        letters.fill_marked(subject, values),
        letters.fill_marked(body, values),
    )
