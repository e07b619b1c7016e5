"""Marking homework by its rubric, or with a plain mark; returning it for another try."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from assessment.rules import SCALE, falls_short, of_hundred, round_mark, weighted_mean
from core import clock
from core.db import db
from core.i18n import _, say
from core.locks import alone
from core.record import record
from people.models import Account
from people.permissions import Permission
from training import cohorts
from training.homework import HomeworkRefused
from training.models import HandIn, HomeworkMarking, HomeworkRating
from training.queries import homework as queries
from training.rules.exams import FULL

LONGEST = 2_000


@dataclass(frozen=True)
class Found:
    """What the trainer found: `ratings` (criterion id → 1..5) with a rubric, else a `mark` of 100."""

    ratings: Mapping[int, int] = field(default_factory=dict)
    mark: Decimal | None = None
    comment: str = ""


def mark(
    version: HandIn, found: Found, *, actor: Account, reason: str = "", seen: int | None = None
) -> HomeworkMarking:
    """Mark the newest version. Marking it again is a correction, which needs a `reason`; what stood stays in
    the record. `seen`: how many markings its author has seen.

    Raises HomeworkRefused for one's own, one that is not the newest, a rating or mark that is missing, the
    same once more; CohortRefused for who does not teach the class.
    """
    _check_open(version, actor, seen)
    _check_found(version, found)
    worth, failed = _worth(version, found)
    before = version.markings[-1] if version.markings else None
    if before is not None and _same(before, worth, found):
        raise HomeworkRefused(_("Not changed. It stands so already."))
    _check_reason(before, reason)
    verb = "homework marked" if before is None else "homework mark corrected"
    made = HomeworkMarking(mark=worth, failed_item=failed, again_until=None)
    made.ratings = [HomeworkRating(criterion_id=key, value=value) for key, value in found.ratings.items()]
    return _add(verb, version, made, found.comment, reason, actor)


def send_back(
    version: HandIn,
    until: datetime | None,
    *,
    actor: Account,
    comment: str,
    reason: str = "",
    seen: int | None = None,
) -> HomeworkMarking:
    """Return the newest version for another try, to be handed in anew `until` a time to come. The comment
    says what is missing. Raises as `mark` does."""
    _check_open(version, actor, seen)
    if not comment.strip() or len(comment.strip()) > LONGEST:
        raise HomeworkRefused(_("Not returned. Say what is missing, in at most 2,000 characters."), "comment")
    if until is None or until <= clock.now():
        raise HomeworkRefused(_("Not returned. Say until when, to come, it can be handed in anew."), "due_on")
    before = version.markings[-1] if version.markings else None
    _check_reason(before, reason)
    made = HomeworkMarking(mark=None, failed_item=False, again_until=until)
    return _add("homework returned", version, made, comment, reason, actor)


def _check_open(version: HandIn, actor: Account, seen: int | None) -> None:
    homework, enrolment = version.homework, version.enrolment
    cohorts.check_may(actor, Permission.TEACH, homework.cohort.team_id, homework.cohort_id)
    alone(f"homework {homework.id} of {enrolment.id}")
    if enrolment.employment.person_id == actor.person_id:
        raise HomeworkRefused(_("Not marked. Nobody marks their own homework; somebody else does."))
    newest = queries.course(homework, enrolment.id).newest
    if newest is None or newest.id != version.id:
        raise HomeworkRefused(_("Not marked. A newer version was handed in; look at that one."))
    if seen is not None and seen != len(version.markings):
        raise HomeworkRefused(_("Not marked. Somebody else marked it while you were looking. Look again."))


def _check_found(version: HandIn, found: Found) -> None:
    if len(found.comment.strip()) > LONGEST:
        raise HomeworkRefused(_("A comment has at most 2,000 characters."), "comment")
    rubric = version.homework.rubric_version
    if rubric is None:
        if found.mark is None or not (found.mark.is_finite() and 0 <= found.mark <= FULL):
            raise HomeworkRefused(_("Not marked. A mark from 0 to 100 is needed."), "mark")
        return
    unrated = [one for one in rubric.criteria if found.ratings.get(one.id) not in SCALE]
    if unrated:
        names = _(", ").join(say(one.name) for one in unrated)
        raise HomeworkRefused(
            _("Not marked. A rating from 1 to 5 is missing for: %(names)s", names=names),
            f"rating_{unrated[0].id}",
        )
    if set(found.ratings) != {one.id for one in rubric.criteria}:
        raise HomeworkRefused(_("Not marked. A rating is of another rubric; open the page again."))


def _worth(version: HandIn, found: Found) -> tuple[Decimal, bool]:
    """The mark of 100, and whether a critical item is not met."""
    rubric = version.homework.rubric_version
    if rubric is None:
        assert found.mark is not None
        return round_mark(found.mark), False
    weights = {one.id: one.weight for one in rubric.criteria}
    critical = {one.id: one.must_reach for one in rubric.criteria if one.must_reach is not None}
    return of_hundred(weighted_mean(found.ratings, weights)), bool(falls_short(found.ratings, critical))


def _same(before: HomeworkMarking, worth: Decimal, found: Found) -> bool:
    ratings = {one.criterion_id: one.value for one in before.ratings}
    return (before.mark, ratings, before.comment or "") == (worth, dict(found.ratings), found.comment.strip())


def _check_reason(before: HomeworkMarking | None, reason: str) -> None:
    if before is not None and not reason.strip():
        raise HomeworkRefused(
            _("Not saved. Say why it is marked again; what stood stays in the record."), "reason"
        )


def _add(
    verb: str, version: HandIn, made: HomeworkMarking, comment: str, reason: str, actor: Account
) -> HomeworkMarking:
    rubric = version.homework.rubric_version_id
    entry = record(
        verb,
        version.enrolment,
        actor_id=actor.id,
        reason=reason.strip() if version.markings else None,
        rule=f"rubric version {rubric}" if rubric else None,
        homework=version.homework_id,
        version=version.id,
        mark=str(made.mark) if made.mark is not None else None,
        until=made.again_until.isoformat() if made.again_until else None,
    )
    db.session.flush()
    made.number = len(version.markings) + 1
    made.comment = comment.strip() or None
    made.marked_at, made.marked_by_id, made.entry_id = clock.now(), actor.id, entry.id
    version.markings.append(made)
    db.session.flush()
    return made
