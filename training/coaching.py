"""The log of coaching: the coach writes what was seen and agreed, and corrects it."""

from dataclasses import dataclass
from datetime import date

from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from training.models import CoachingNote, CoachingWording, Enrolment
from training.queries import coaching as queries
from training.queries import enrolments
from training.states import CoachingTopic

LONGEST = 2_000


class CoachingRefused(Refused):
    """Nothing was written or corrected."""


@dataclass(frozen=True)
class Seen:
    """What was observed on a day, under which topic, and the agreed next step, where there is one."""

    on: date
    topic: CoachingTopic
    observed: str
    next_step: str = ""


def write(enrolment: Enrolment, seen: Seen, *, actor: Account) -> CoachingNote:
    """Add an entry about a trainee whom the actor coaches. Raises CoachingRefused for who does not, a day
    that is not of their coaching, and an entry that says nothing, or too much."""
    _check_may(enrolment, actor)
    _check(enrolment, seen)
    made = CoachingNote(enrolment=enrolment, wordings=[])
    db.session.add(made)
    db.session.flush()
    _word("coaching noted", made, seen, actor, None)
    return made


def correct(
    note: CoachingNote, seen: Seen, *, actor: Account, reason: str, based_on: int | None = None
) -> CoachingWording:
    """Say it anew; what it said stays to be seen. `based_on`: the number of the wording that its author has
    seen. Raises CoachingRefused as `write` does, for somebody else's entry, and without a reason."""
    _check_may(note.enrolment, actor)
    before = _standing(note)
    if before.by_id != actor.id:
        raise CoachingRefused(_("Not changed. Whoever wrote it corrects it."))
    if based_on is not None and based_on != before.number:
        raise CoachingRefused(_("Not changed. It was corrected while you were writing. Look again."))
    _check(note.enrolment, seen, before.on)
    if before.says == _says(seen) and (before.on, before.topic) == (seen.on, seen.topic):
        raise CoachingRefused(_("Not changed. It stands so already."))
    if not reason.strip():
        raise CoachingRefused(_("Not changed. Say why, for the record."), "reason")
    return _word("coaching note corrected", note, seen, actor, reason.strip())


def _standing(note: CoachingNote) -> CoachingWording:
    """Read anew, now that nobody else writes."""
    found = queries.note(note.id)
    assert found is not None
    return found.wording


def _check_may(enrolment: Enrolment, actor: Account) -> None:
    alone(f"coaching of {enrolment.id}")
    if not queries.coaches(actor, enrolment):
        raise CoachingRefused(_("Not written. Only whoever coaches them now writes in the log."))


def _check(enrolment: Enrolment, seen: Seen, stands: date | None = None) -> None:
    """`stands`: the day that it has already, which may be of an earlier time as coach."""
    present = enrolments.current_coaching(enrolment.id)
    assert present is not None
    if not min(present.since, stands or present.since) <= seen.on <= clock.today():
        raise CoachingRefused(_("The day lies between your first day as coach and today."), "on")
    if not seen.observed.strip() or len(seen.observed.strip()) > LONGEST:
        raise CoachingRefused(_("Say what you observed, in at most 2,000 characters."), "observed")
    if len(seen.next_step.strip()) > LONGEST:
        raise CoachingRefused(_("A next step has at most 2,000 characters."), "next_step")


def _says(seen: Seen) -> dict[str, str]:
    return {"observed": seen.observed.strip(), "next_step": seen.next_step.strip()}


def _word(verb: str, note: CoachingNote, seen: Seen, actor: Account, reason: str | None) -> CoachingWording:
    number = len(note.wordings) + 1
    entry = record(
        verb,
        note.enrolment,
        actor_id=actor.id,
        reason=reason,
        note=note.id,
        number=number,
        topic=seen.topic,
        on=seen.on.isoformat(),
    )
    db.session.flush()
    made = CoachingWording(
        number=number,
        on=seen.on,
        topic=seen.topic,
        says=_says(seen),
        written_at=clock.now(),
        by_id=actor.id,
        entry_id=entry.id,
    )
    note.wordings.append(made)
    db.session.flush()
    return made
