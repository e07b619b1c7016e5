"""The letters of recruiting: which one goes with which change, and what it is filled in with."""

from collections.abc import Iterable
from datetime import timedelta

from flask import current_app

from core import outbox
from core.db import Words
from core.i18n import day_long, say, speaking
from core.letters import LetterTemplate, current_template
from core.outbox import Enclosure, Letter
from core.record import Entry, record
from people.models import Account
from recruiting.models import Application, Stage
from recruiting.queries import pipelines

RECEIVED = "application.received"
REJECTED = "application.rejected"
WITHDRAWN = "application.withdrawn"
CHECK_NOTICED = "check.noticed"
OFFER_SENT = "offer.sent"
OFFER_REVISED = "offer.revised"
OFFER_ACCEPTED = "offer.accepted"
HIRED = "hired"
ASKED_AGAIN = "pool.asked again"
NOTED = "application.noted"
OWED = frozenset({REJECTED, WITHDRAWN, CHECK_NOTICED})
"""What everybody is told who applied, even who is not to be written to: how it ended, and what was found that
may end it."""


def entering(stage: Stage) -> str:
    """The key of the letter that tells a candidate of having reached this stage: its own where one is
    written, else that of its kind."""
    return f"stage.entered:{stage.kind.value}@{stage.key}"


def names_of_stages() -> dict[str, Words]:
    """What the letter of each stage is called, of all pipelines in use: key → name."""
    return {
        entering(stage): {
            "en": f"On reaching the stage “{stage.name['en']}”",
            "zh_Hans": f"进入“{stage.name['zh_Hans']}”阶段时",
        }
        for stage in pipelines.known_steps()
    }


def values_for(
    application: Application, *, actor: Account | None, stage: Stage | None = None, **more: str
) -> dict[str, str]:
    """What a letter to this candidate is filled in with, in the candidate's language."""
    language = application.person.language
    organisation = say(current_app.config["ORGANISATION"], language)
    with speaking(language):
        values = {
            "name": application.person.name,
            "opening": say(application.opening.title, language),
            "organisation": organisation,
            "sender": actor.person.name if actor else organisation,
            "stage": say(stage.name, language) if stage else "",
        }
    return values | more


def tell(
    key: str,
    application: Application,
    entry: Entry,
    *,
    actor: Account | None,
    stage: Stage | None = None,
    hold: timedelta | None = None,
    enclosures: Iterable[Enclosure] = (),
    owed: bool = False,
    address: str | None = None,
    **more: str,
) -> Letter | None:
    """Queue the letter `key` to the candidate with `entry`; None where there is no such letter, or the
    candidate is not to be written to, which is recorded then.

    owed: they hear of it all the same.  address: where to, if not to the one they have now."""
    if not owed and not may_be_told(key, application):
        record("letter withheld", application, actor_id=actor.id if actor else None, letter=key)
        return None
    return outbox.queue(
        key,
        language=application.person.language,
        to_name=application.person.name,
        to_address=address or application.person.email,
        values=values_for(application, actor=actor, stage=stage, **more),
        entry=entry,
        hold=hold,
        enclosures=enclosures,
    )


def may_be_told(key: str | None, application: Application) -> bool:
    """May this letter, or a message of no template, go to the candidate?"""
    return application.person.no_contact_since is None or key in OWED


def template_for(key: str, application: Application) -> LetterTemplate | None:
    """The wording that `tell` would use: what a preview shows is what is sent."""
    told = application.person.email and may_be_told(key, application)
    return current_template(key, application.person.language) if told else None


def in_words(application: Application, moment: object) -> str:
    """A date in the candidate's language."""
    with speaking(application.person.language):
        return day_long(moment)  # type: ignore[arg-type]
