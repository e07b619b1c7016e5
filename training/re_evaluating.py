"""Deciding marks anew under the policy that holds now: an act of its own, which first lists who would change.

Publishing a policy never does this. Marks themselves stay; what they are worth is told anew beside them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from core.db import db
from core.i18n import _
from core.record import record
from people.models import Account
from training.marking import ExamRefused, add_mark, keep_still, score_of
from training.models import Enrolment, ExamPolicy, Programme, ReEvaluation
from training.queries import exams, retraining
from training.queries.exams import Course
from training.rules.exams import Judged, Rules, Taken, counted, is_passed, judge
from training.states import LIVE


class ReEvaluationRefused(ExamRefused):
    """Nothing was decided anew."""


@dataclass(frozen=True)
class Change:
    """What a re-evaluation would make of somebody's exam: the mark that counts and whether it is passed."""

    enrolment_id: int
    name: str
    latin_name: str | None
    code: str
    course: Course
    judged: dict[int, Judged]
    mark: Decimal | None
    passed: bool

    @property
    def key(self) -> str:
        return f"{self.enrolment_id}:{self.course.exam.key}"

    @property
    def is_one(self) -> bool:
        """Does the result, or the mark that counts, differ at all?"""
        return (self.mark, self.passed) != (self.course.mark, self.course.is_passed)


def foresee(programme: Programme, reader: Account) -> list[Change]:
    """Who would change under the newest policy, of those in training whom `reader` may reach; changes
    nothing."""
    newest = exams.policy(programme.id)
    if newest is None:
        return []
    found = (
        _change(person, course, newest)
        for person, course in retraining.courses_of(reader, programme.id)
        if course.attempts and course.policy.id != newest.id
    )
    return sorted((one for one in found if one.is_one), key=lambda one: (one.name, one.enrolment_id))


def _change(person: Any, course: Course, newest: ExamPolicy) -> Change:
    rules = _rules_now(course, newest)
    judged = dict(_judged(course, rules))
    taken = [
        Taken(one.mark, judged[one.id].recorded, judged[one.id].passed, one.sat_on)
        if one.id in judged
        else one
        for one in course.attempts
    ]
    return Change(
        enrolment_id=person.id,
        name=person.name,
        latin_name=person.latin_name,
        code=person.code,
        course=course,
        judged=judged,
        mark=counted(taken, rules.counts),
        passed=is_passed(taken, rules),
    )


def _rules_now(course: Course, newest: ExamPolicy) -> Rules:
    """The newest rules, with the attempts that were granted besides."""
    granted = course.rules.attempts - exams.rules_of(course.policy, course.exam).attempts
    rules = exams.rules_of(newest, course.exam)
    return replace(rules, attempts=rules.attempts + granted)


def _judged(course: Course, rules: Rules) -> Iterator[tuple[int, Judged]]:
    """(attempt, what it is worth now) of each that is not void."""
    marked = (row for row in course.attempts if row.mark is not None)
    for ordinal, row in enumerate(marked, 1):
        parts = exams.parts_of(row)
        yield row.id, judge(row.mark, parts, ordinal, rules, failed_item=row.failed_item)


def carry_out(programme: Programme, chosen: Sequence[str], *, actor: Account, reason: str) -> int:
    """Decide anew for the chosen (keys of `foresee`): their present attempts are held to the newest policy
    from now on. Returns how many.

    Raises ReEvaluationRefused without a reason, and where one of them would not change any more.
    """
    if not reason.strip():
        raise ReEvaluationRefused(_("Not decided anew. Say why, for the record."), "reason")
    chosen = sorted(set(chosen))
    _check_listed(chosen, {one.key: one for one in foresee(programme, actor)})
    _keep_still(chosen, actor)
    changes = {one.key: one for one in foresee(programme, actor)}  # as it is now that nobody marks
    newest = exams.policy(programme.id)
    _check_listed(chosen, changes)
    assert newest is not None, "who would change is held to a policy"
    for key in chosen:
        _hold_to(newest, changes[key], actor, reason)
    return len(chosen)


def _check_listed(chosen: Sequence[str], changes: Mapping[str, Change]) -> None:
    if not chosen or set(chosen) - set(changes):
        raise ReEvaluationRefused(
            _("Not decided anew. The list has changed, or nobody is chosen; look at it again.")
        )


def _keep_still(chosen: Sequence[str], actor: Account) -> None:
    """Each trainee once, in the same order for everybody, so that no two wait for each other."""
    for enrolment_id in sorted({int(key.partition(":")[0]) for key in chosen}):
        enrolment = db.session.get_one(Enrolment, enrolment_id)
        keep_still(enrolment, actor=actor)
        if enrolment.state not in LIVE:
            raise ReEvaluationRefused(_("Not decided anew. A training is over, and its marks stand."))


def _hold_to(newest: ExamPolicy, change: Change, actor: Account, reason: str) -> None:
    enrolment = db.session.get_one(Enrolment, change.enrolment_id)
    course = change.course
    entry = record(
        "exam re-evaluated",
        enrolment,
        actor_id=actor.id,
        reason=reason,
        rule=f"exam policy {newest.id}",
        exam=course.exam.id,
        cycle=course.cycle,
        before=course.policy.id,
        passed_before=course.is_passed,
        passed=change.passed,
    )
    db.session.flush()
    db.session.add(
        ReEvaluation(
            enrolment_id=enrolment.id,
            exam_key=course.exam.key,
            cycle=course.cycle,
            policy_id=newest.id,
            entry_id=entry.id,
        )
    )
    for attempt_id, judged in change.judged.items():
        attempt, kept = exams.attempt(attempt_id), exams.mark_of(attempt_id)
        if attempt is not None and (kept.recorded, kept.passed) != (judged.recorded, judged.passed):
            instead = kept.mark if kept.computed is not None else None
            score = score_of(attempt, kept)
            number, marker = kept.number + 1, kept.marker_id
            add_mark(attempt, number, score, judged, entry, marker_id=marker, instead=instead)
    db.session.flush()
