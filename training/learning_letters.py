"""Writing to people on duty: sessions of recurrent training, launches that concern them, self-study."""

from collections.abc import Collection

from core import clock
from core.addresses import absolute
from core.calendars import Appointment, Method, Party
from core.i18n import day, day_long, time_of_day
from core.invitations import calendar_part
from core.outbox import Enclosure
from core.record import Entry
from people.letters import write_to
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


def session_planned(session: RecurrentSession, person_ids: Collection[int], entry: Entry) -> None:
    """Invite these people to it."""
    _of_session(INVITATION, Method.REQUEST, session, person_ids, entry)


def session_changed(session: RecurrentSession, person_ids: Collection[int], entry: Entry) -> None:
    """Tell them what is different."""
    _of_session(CHANGED, Method.REQUEST, session, person_ids, entry)


def session_called_off(session: RecurrentSession, person_ids: Collection[int], entry: Entry) -> None:
    """Take it out of their calendars: it takes place no more, or is not for them any more."""
    _of_session(CANCELLED, Method.CANCEL, session, person_ids, entry)


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

    write_to(_each(person_ids, entry), key, values, part)


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

    write_to(_each(person_ids, entry), key, values)


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
    write_to([(claim.employment.person, entry)], key, values)


def _each(person_ids: Collection[int], entry: Entry) -> list[tuple[Person, Entry]]:
    return [(one, entry) for one in audience.persons(person_ids)]
