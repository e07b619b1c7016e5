"""Writing to people on duty: sessions of recurrent training, launches that concern them, self-study decided.

However many are written to, the wording of each language is read once.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from flask import current_app

from core import clock, outbox
from core.addresses import absolute
from core.calendars import Appointment, Method, Party
from core.i18n import day, day_long, say, speaking, time_of_day
from core.invitations import calendar_part
from core.letters import current_template
from core.outbox import Enclosure
from core.record import Entry
from people.models import Person
from training.calendars import of_invitation
from training.models import Launch, RecurrentSession, StudyClaim
from training.queries import audience
from training.states import SessionState
from training.words import hours

INVITATION, CHANGED = "recurrent.invitation", "recurrent.changed"
CANCELLED = "recurrent.cancelled"
BRIEFING, MOVED, WITHDRAWN = "launch.briefing", "launch.moved", "launch.withdrawn"
APPROVED, REFUSED = "study.approved", "study.refused"
FILE = "session.ics"


def session_planned(session: RecurrentSession, entry: Entry) -> None:
    """Invite everybody for whom it is."""
    _of_session(INVITATION, Method.REQUEST, session, whom(session), entry)


def somebody_invited(session: RecurrentSession, person_id: int, entry: Entry) -> None:
    """Invite one more."""
    _of_session(INVITATION, Method.REQUEST, session, {person_id}, entry)


def session_changed(
    session: RecurrentSession, before: Collection[int], entry: Entry, *, is_news: bool
) -> None:
    """Tell who was asked `before` (person ids) and still is, where it `is_news` for them; invite who was not;
    take it out of the calendars of who is asked no more."""
    now, was = whom(session), set(before)
    if is_news:
        _of_session(CHANGED, Method.REQUEST, session, now & was, entry)
    _of_session(INVITATION, Method.REQUEST, session, now - was, entry)
    _of_session(CANCELLED, Method.CANCEL, session, was - now, entry)


def session_called_off(session: RecurrentSession, entry: Entry) -> None:
    _of_session(CANCELLED, Method.CANCEL, session, whom(session), entry)


def whom(session: RecurrentSession) -> set[int]:
    """The people for whom it is."""
    return {row.person_id for row in audience.expected(session.id)}


def _of_session(
    key: str, method: Method, session: RecurrentSession, person_ids: Collection[int], entry: Entry
) -> None:
    """Nobody is told of what lies in the past: it is entered for the record."""
    if session.ends_at <= clock.now():
        return

    def values() -> dict[str, str]:
        return {
            "topic": session.topic,
            "date": day_long(session.starts_at),
            "time": f"{time_of_day(session.starts_at)}–{time_of_day(session.ends_at)}",
            "place": session.place,
            "required": "1" if session.is_required else "",
            "off": "1" if session.state is SessionState.CANCELLED else "",
            "why": entry.reason or "",
            "link": absolute("training.own_training"),
        }

    def part(person: Person) -> list[Enclosure]:
        appointment: Appointment = of_invitation(session)
        party = Party(person.name, person.email or "")
        return [calendar_part(method, appointment, party, person.language, FILE)]

    _write(_Letter(key, values, entry, part), person_ids)


def briefing_due(launch: Launch, person_ids: Collection[int], entry: Entry) -> None:
    """Tell them to be briefed before they may serve the product: for the first time, or anew."""
    _of_launch(BRIEFING, launch, person_ids, entry)


def launch_moved(launch: Launch, person_ids: Collection[int], entry: Entry) -> None:
    _of_launch(MOVED, launch, person_ids, entry)


def launch_withdrawn(launch: Launch, person_ids: Collection[int], entry: Entry) -> None:
    _of_launch(WITHDRAWN, launch, person_ids, entry)


def _of_launch(key: str, launch: Launch, person_ids: Collection[int], entry: Entry) -> None:
    def values() -> dict[str, str]:
        return {
            "product": launch.product,
            "date": day_long(launch.launches_on),
            "why": entry.reason or "",
            "link": absolute("training.own_launch", launch_id=launch.id),
        }

    _write(_Letter(key, values, entry), person_ids)


def study_decided(claim: StudyClaim, minutes: int | None, entry: Entry) -> None:
    """Tell whoever claimed it how many minutes are credited, or that none are; why stands on the page that
    the letter leads to."""

    def values() -> dict[str, str]:
        return {
            "hours": hours(minutes) if minutes is not None else "",
            "claimed": day(claim.claimed_at),
            "link": absolute("training.own_claim", claim_id=claim.id),
        }

    key = REFUSED if minutes is None else APPROVED
    _write(_Letter(key, values, entry), {claim.employment.person_id})


@dataclass(frozen=True)
class _Letter:
    """`values`: what it says, in the language that is spoken; `part`: what goes with it to somebody."""

    key: str
    values: Callable[[], Mapping[str, str]]
    entry: Entry
    part: Callable[[Person], Iterable[Enclosure]] | None = None


def _write(letter: _Letter, person_ids: Collection[int]) -> None:
    people = audience.persons(person_ids)
    for language in sorted({one.language for one in people}):
        template = current_template(letter.key, language)
        if template is None:
            continue
        with speaking(language):
            said = {**letter.values(), "organisation": say(current_app.config["ORGANISATION"], language)}
            for one in people:
                if one.language == language and one.email:
                    made = outbox.write(
                        template,
                        one.name,
                        one.email,
                        {**said, "name": one.name},
                        letter.entry,
                        outbox.undo_window(),
                    )
                    made.enclosures.extend(letter.part(one) if letter.part else ())
