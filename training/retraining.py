"""After the last attempt: retraining in a later cohort with fresh attempts; then a manager decides."""

from collections.abc import Collection, Sequence
from datetime import date

from core import clock
from core.db import db
from core.i18n import _, say
from core.record import record
from core.refusal import Refused
from people import employment as employments
from people.models import Account
from people.permissions import Permission
from people.states import LeavingReason
from training import cohorts, course_letters, placing
from training.marking import keep_still
from training.models import Cohort, Enrolment, Exam, ExamCycle, ExamGrant, TrainingDecision
from training.queries import exam_terms, practicals
from training.queries import exams as queries
from training.queries import retraining as retrainings
from training.queries.exams import Course
from training.states import LIVE, Counting, Decision, Due, TrainingExit


class RetrainingRefused(Refused):
    """Nobody was retrained, and nothing decided."""


def begin(
    enrolment: Enrolment, cohort: Cohort, modules: Collection[str], *, actor: Account, reason: str
) -> ExamCycle:
    """Let somebody whose last attempt failed learn `modules` (keys) again in a later cohort. Every exam that
    is not passed begins anew there: only what is taken from now on counts.

    Whoever awaits a cohort, as theirs was cancelled, takes a seat as well.

    Raises RetrainingRefused while attempts are left, when there was retraining already, for modules that do
    not fit; PlacementRefused when there is no seat.
    """
    before = keep_still(enrolment, actor=actor, or_sat_last=True)
    cohorts.check_may(actor, Permission.TEACH, cohort.team_id, cohort.id)
    if enrolment.state not in LIVE or before is None:
        raise RetrainingRefused(_("Not begun. They are not in training."))
    if not reason.strip():
        raise RetrainingRefused(_("Not begun. Say why, for the record."), "reason")
    courses = _courses(enrolment, before.cohort.programme_version.exams)
    _check_due(courses, Due.RETRAINING)
    if practicals.open_ones(enrolment.id):
        raise RetrainingRefused(_("Not begun. A practical exam is being assessed; withdraw it first."))
    _check_modules(cohort, modules)
    placement = placing.move_on(enrolment, cohort, actor=actor)
    cycle = ExamCycle(
        enrolment_id=enrolment.id,
        number=exam_terms.cycle_count(enrolment.id) + 1,
        modules=sorted(modules),
        exams=[one.exam.key for one in courses if not one.is_passed],
        placement_id=placement.id,
        begun_at=clock.now(),
    )
    _add(cycle, enrolment, before.cohort_id, cohort, actor, reason)
    return cycle


def _add(
    cycle: ExamCycle, enrolment: Enrolment, before: int, cohort: Cohort, actor: Account, reason: str
) -> None:
    entry = record(
        "retraining begun",
        enrolment,
        actor_id=actor.id,
        reason=reason,
        state=enrolment.state,
        cycle=cycle.number,
        exams=cycle.exams,
        modules=cycle.modules,
        before=before,
        cohort=cohort.id,
        placement=cycle.placement_id,
    )
    db.session.flush()
    cycle.entry_id = entry.id
    db.session.add(cycle)
    db.session.flush()
    course_letters.retraining_begun(enrolment, cohort, cycle.modules, entry)


def _courses(enrolment: Enrolment, exams: Sequence[Exam]) -> list[Course]:
    return list(queries.courses([enrolment.id], exams, clock.today()).values())


def _check_due(courses: Sequence[Course], wanted: Due) -> None:
    if any(one.is_appealed for one in courses):
        raise RetrainingRefused(_("Not done. An appeal against a mark is open; it is decided first."))
    due = {one.due for one in courses}
    if wanted in due:
        return
    if not due & {Due.RETRAINING, Due.DECISION}:
        raise RetrainingRefused(_("Not done. There is an exam attempt left, or nothing failed."))
    if wanted is Due.RETRAINING:
        raise RetrainingRefused(_("Not begun. They were retrained already; the manager decides now."))
    raise RetrainingRefused(_("Not decided. Retraining comes first; it is still open to them."))


def _check_modules(cohort: Cohort, modules: Collection[str]) -> None:
    names = {one.key: say(one.name) for one in cohort.programme_version.modules}
    if not modules or set(modules) - set(names):
        raise RetrainingRefused(_("Not begun. Choose the modules that are taught again."), "modules")
    gone = set(modules) - retrainings.modules_ahead(cohort.id, clock.now())
    if gone:
        listed = _(", ").join(names[key] for key in names if key in gone)
        raise RetrainingRefused(
            _(
                "Not begun. %(code)s has taught already: %(modules)s",
                code=cohort.code,
                modules=listed,
            ),
            "cohort",
        )


def grant(enrolment: Enrolment, exam: Exam, *, actor: Account, reason: str) -> ExamGrant:
    """Grant one attempt more in the present cycle; it ends with it.

    Raises RetrainingRefused for an exam that is passed, where the first attempt alone counts, and without a
    reason.
    """
    last = keep_still(enrolment, actor=actor, permission=Permission.DECIDE_TRAINING, or_sat_last=True)
    if enrolment.state not in LIVE or last is None:
        raise RetrainingRefused(_("Not granted. They are not in training."))
    if not reason.strip():
        raise RetrainingRefused(_("Not granted. Say why, for the record."), "reason")
    course = queries.course(enrolment.id, exam, clock.today())
    if course.is_passed:
        raise RetrainingRefused(_("Not granted. This exam is passed already."))
    return _grant(course, enrolment, actor, reason)


def _grant(course: Course, enrolment: Enrolment, actor: Account, reason: str) -> ExamGrant:
    if course.rules.counts is Counting.FIRST:
        raise RetrainingRefused(_("Not granted. The policy counts the first attempt alone."))
    entry = record(
        "attempt granted",
        enrolment,
        actor_id=actor.id,
        reason=reason,
        exam=course.exam.id,
        cycle=course.cycle,
    )
    db.session.flush()
    made = ExamGrant(
        enrolment_id=enrolment.id,
        exam_key=course.exam.key,
        cycle=course.cycle,
        granted_at=clock.now(),
        granted_by_id=actor.id,
        entry_id=entry.id,
    )
    db.session.add(made)
    db.session.flush()
    return made


def decide(enrolment: Enrolment, kind: Decision, *, actor: Account, reason: str) -> TrainingDecision:
    """What follows when neither an attempt nor retraining is left: one attempt more of each exam that is used
    up; another role, for which they leave training; or release, which ends the employment today.

    Raises RetrainingRefused before it has come to that, and without a reason.
    """
    last = keep_still(enrolment, actor=actor, permission=Permission.DECIDE_TRAINING, or_sat_last=True)
    if enrolment.state not in LIVE or last is None:
        raise RetrainingRefused(_("Not decided. They are not in training."))
    if not reason.strip():
        raise RetrainingRefused(_("Not decided. Say why, for the record."), "reason")
    courses = _courses(enrolment, last.cohort.programme_version.exams)
    _check_due(courses, Due.DECISION)
    cycles = exam_terms.cycle_count(enrolment.id)
    entry = record(
        f"decided to {kind.value}",
        enrolment,
        actor_id=actor.id,
        reason=reason,
        state=enrolment.state,
        cycles=cycles,
    )
    db.session.flush()
    made = TrainingDecision(
        enrolment_id=enrolment.id,
        kind=kind,
        cycles=cycles,
        decided_at=clock.now(),
        decided_by_id=actor.id,
        entry_id=entry.id,
    )
    db.session.add(made)
    db.session.flush()
    _carry_out(kind, enrolment, courses, actor, reason)
    return made


def _carry_out(
    kind: Decision, enrolment: Enrolment, courses: Sequence[Course], actor: Account, reason: str
) -> None:
    if kind is Decision.EXTEND:
        for course in courses:
            if course.due is Due.DECISION:
                _grant(course, enrolment, actor, reason)
        return
    today = clock.today()
    placing.leave(enrolment, TrainingExit.WASHED_OUT, today, actor=actor, reason=reason)
    if kind is Decision.RELEASE:
        _release(enrolment, today, actor)


def _release(enrolment: Enrolment, on: date, actor: Account) -> None:
    employments.end(enrolment.employment, on, LeavingReason.RELEASED, actor=actor)
