"""Deciding about self-study: approved with the hours that are credited, or refused with a reason."""

from sqlalchemy.orm.attributes import flag_modified

from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from training import learning_letters
from training.models import StudyClaim, StudyDecision, StudyVersion
from training.queries import study as queries
from training.states import StudyState

LONGEST = 500


class CreditRefused(Refused):
    """Nothing was decided."""


def approve(
    made: StudyClaim, minutes: int, *, actor: Account, reason: str = "", seen: int | None = None
) -> StudyDecision:
    """Credit so many minutes of what was claimed. Fewer than that, or another decision than the one that
    stands, needs a `reason`.

    Raises CreditRefused for one's own, for whom the actor may not reach, for more than was claimed, and when
    it was corrected or decided meanwhile.
    """
    version = _decidable(made, actor, seen)
    if not 0 < minutes <= version.minutes:
        raise CreditRefused(_("From some minutes up to the hours that were claimed."), "hours")
    before = queries.decision(made.id)
    if before is not None and made.state is StudyState.APPROVED and before.minutes == minutes:
        raise CreditRefused(_("Not changed. It stands so already."))
    if minutes < version.minutes and not reason.strip():
        raise CreditRefused(_("Say why fewer hours are credited than were claimed."), "reason")
    _check_reason(made, reason)
    return _decide(made, version, before, minutes, actor, reason)


def refuse(made: StudyClaim, *, actor: Account, reason: str, seen: int | None = None) -> StudyDecision:
    """Credit nothing, and say why; whoever claimed it can correct it. Raises CreditRefused as `approve`."""
    version = _decidable(made, actor, seen)
    if not reason.strip():
        raise CreditRefused(_("Not refused. Say why, for whoever claimed it."), "reason")
    if made.state is StudyState.REFUSED:
        raise CreditRefused(_("Not changed. It stands so already."))
    _check_reason(made, reason)
    return _decide(made, version, queries.decision(made.id), None, actor, reason)


def _decidable(made: StudyClaim, actor: Account, seen: int | None) -> StudyVersion:
    alone(f"self-study of {made.employment.person_id}")
    db.session.refresh(made)
    if made.employment.person_id == actor.person_id:
        raise CreditRefused(_("Not decided. Somebody else decides about your own self-study."))
    if queries.reached(actor, made.id) is None:
        raise CreditRefused(_("Not decided. Your role does not allow it for this team."))
    if made.state is StudyState.WITHDRAWN:
        raise CreditRefused(_("Not decided. It was withdrawn."))
    if seen is not None and seen != made.version:
        raise CreditRefused(_("Not decided. It was corrected or decided meanwhile. Look again."))
    return queries.newest(made.id)


def _check_reason(made: StudyClaim, reason: str) -> None:
    if made.state is not StudyState.OPEN and not reason.strip():
        raise CreditRefused(_("Say why it is decided anew."), "reason")
    if len(reason) > LONGEST:
        raise CreditRefused(_("A reason has at most 500 characters."), "reason")


def _decide(
    made: StudyClaim,
    version: StudyVersion,
    before: StudyDecision | None,
    minutes: int | None,
    actor: Account,
    reason: str,
) -> StudyDecision:
    made.state = StudyState.REFUSED if minutes is None else StudyState.APPROVED
    flag_modified(made, "state")  # of two who decide at once the second is told
    verb = "self-study refused" if minutes is None else "self-study approved"
    entry = record(verb, made, actor_id=actor.id, reason=reason.strip(), minutes=minutes,
                   version=version.id, state=made.state)  # fmt: skip
    db.session.flush()
    decision = StudyDecision(
        claim_id=made.id,
        version_id=version.id,
        number=before.number + 1 if before else 1,
        minutes=minutes,
        decided_at=clock.now(),
        decided_by_id=actor.id,
        entry_id=entry.id,
    )
    db.session.add(decision)
    db.session.flush()
    learning_letters.study_decided(made, minutes, entry)
    return decision
