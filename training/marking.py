"""What every change of an exam's mark shares: one at a time for a trainee, and a further row that stands."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from core import clock
from core.db import db
from core.i18n import _
from core.locks import all_alone, alone
from core.record import Entry, record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from training import cohorts
from training.models import Cohort, Enrolment, Exam, ExamAttempt, ExamMark, Placement
from training.queries import enrolments, exam_terms
from training.queries import exams as queries
from training.rules.exams import FULL, Judged, Rules, judge
from training.states import LIVE

_CENTS = -2


class ExamRefused(Refused):
    """No mark was entered or changed."""


@dataclass(frozen=True)
class Score:
    """A mark of 100, in whole and by topic key; `form`: which paper was set; `assessed`: the mark comes from
    a rubric; `failed_item`: with a critical item of it not met."""

    mark: Decimal
    on: date
    parts: Mapping[str, Decimal] = field(default_factory=dict)
    form: str | None = None
    comment: str | None = None
    assessed: bool = False
    failed_item: bool = False


def lock(enrolment: Enrolment) -> None:
    """One at a time for one trainee, whoever it is; reads how they are now."""
    alone(f"enrolment of {enrolment.employment_id}")  # first, as whoever seats them or puts them on duty
    alone(f"exams {enrolment.id}")
    db.session.refresh(enrolment, ["state"])  # they may have been put on duty meanwhile


def keep_still(
    enrolment: Enrolment,
    *,
    actor: Account,
    permission: Permission = Permission.TEACH,
    or_sat_last: bool = False,
) -> Placement | None:
    """One at a time for one trainee; returns where they sit, `or_sat_last`. Raises CohortRefused for who may
    not, and ExamRefused for the trainee."""
    lock(enrolment)
    check_not_own(enrolment, actor)
    found = enrolments.last_placement if or_sat_last else enrolments.current_placement
    present = found(enrolment.id)
    if present:
        cohorts.check_may(actor, permission, present.cohort.team_id, present.cohort_id)
    return present


def check_not_own(enrolment: Enrolment, actor: Account) -> None:
    if actor.person_id == enrolment.employment.person_id:
        raise ExamRefused(_("Not done. Nobody decides about an exam of their own."))


def keep_class_still(cohort: Cohort, enrolment_ids: Collection[int]) -> dict[int, Enrolment]:
    """One at a time for each of these trainees; returns by id those who sit in the cohort. In as many
    statements however many they are."""
    found = queries.seated(cohort.id, enrolment_ids)
    employed = (f"enrolment of {one.employment_id}" for one in found.values())
    all_alone([*employed, *(f"exams {one}" for one in found)])
    return queries.seated(cohort.id, list(found))  # some may have been transferred meanwhile


def topic_field(key: str) -> str:
    """What the field is called in which the mark of a topic is typed, and a refusal blames."""
    return f"part-{key}"


def wrong_number(mark: Decimal | None) -> str | None:
    """Why this is no mark of 100, as a sentence; None where it is one."""
    if mark is None or not mark.is_finite() or not 0 <= mark <= FULL:
        return _("Not saved. A mark is a number from 0 to 100.")
    if mark.normalize().as_tuple().exponent < _CENTS:  # type: ignore[operator]
        return _("Not saved. A mark has two decimals at most.")
    return None


def check_score(exam: Exam, score: Score) -> None:
    """Raises ExamRefused for what is no mark of this exam."""
    marks = {"mark": score.mark, **{topic_field(key): part for key, part in score.parts.items()}}
    for field_of, mark in marks.items():
        if sentence := wrong_number(mark):
            raise ExamRefused(sentence, field_of)
    if score.parts and set(score.parts) - _topics(exam):
        raise ExamRefused(_("Not saved. A mark is for a topic that this exam does not cover."), "mark")


def _topics(exam: Exam) -> set[str]:
    return {topic.key for covered in exam.covers for topic in covered.module.topics}


def standing(
    attempt: ExamAttempt, *, actor: Account, reason: str, permission: Permission = Permission.TEACH
) -> ExamMark:
    """The mark that is about to be changed. Raises ExamRefused without a reason, for a void attempt, and
    when the training is over."""
    keep_still(attempt.enrolment, actor=actor, permission=permission)
    if attempt.enrolment.state not in LIVE:
        raise ExamRefused(_("Not changed. Their training is over, and its marks stand."))
    if not reason.strip():
        raise ExamRefused(_("Not changed. Say why, for the record; the old mark stays in it."), "reason")
    found = queries.mark_of(attempt.id)
    if found.mark is None:
        raise ExamRefused(_("Not changed. This attempt is void."))
    return found


def rules_in_force(attempt: ExamAttempt) -> Rules:
    """What the attempt's cycle is held to: the policy with which it began, or that of a re-evaluation."""
    held_to = exam_terms.terms([attempt.enrolment_id]).held_to
    other = held_to.get((attempt.enrolment_id, attempt.exam_key, attempt.cycle))
    policy = exam_terms.policies([other])[other] if other else attempt.policy
    return queries.rules_of(policy, attempt.exam)


def judged_anew(attempt: ExamAttempt, mark: Decimal, score: Score, rules: Rules | None = None) -> Judged:
    """What `mark` is worth as this attempt, with the parts of `score`."""
    rows = queries.attempts([attempt.enrolment_id])[attempt.enrolment_id, attempt.exam_key]
    earlier = [row for row in rows if row.cycle == attempt.cycle and row.number < attempt.number]
    ordinal = sum(row.mark is not None for row in earlier) + 1
    rules = rules or rules_in_force(attempt)
    return judge(mark, score.parts, ordinal, rules, failed_item=score.failed_item)


def score_of(attempt: ExamAttempt, kept: ExamMark) -> Score:
    """What a mark was entered with; the mark is the one that the marking gave."""
    mark = kept.mark if kept.computed is None else kept.computed
    assert mark is not None, "a void attempt has no score"
    return Score(
        mark=mark,
        on=attempt.sat_on,
        parts=queries.parts_of(kept),
        form=attempt.form,
        comment=kept.comment,
        failed_item=kept.failed_item,
    )


def all_met(score: Score) -> Score:
    """The same mark, with its critical items and topics held to be met."""
    return replace(score, parts={}, failed_item=False)


def add_mark(
    attempt: ExamAttempt,
    number: int,
    score: Score | None,
    judged: Judged | None,
    entry: Entry,
    *,
    marker_id: int | None,
    instead: Decimal | None = None,
) -> None:
    """Let what `mark_row` makes stand from now on."""
    db.session.add(mark_row(attempt, number, score, judged, entry, marker_id=marker_id, instead=instead))
    db.session.flush()


def mark_row(
    attempt: ExamAttempt,
    number: int,
    score: Score | None,
    judged: Judged | None,
    entry: Entry,
    *,
    marker_id: int | None,
    instead: Decimal | None = None,
) -> ExamMark:
    """A further mark of an attempt; without a score the attempt is void. `marker_id`: the account that gave
    the mark, who stays the same where it is only recorded otherwise: by whom that was is in the entry.
    `instead`: a mark that somebody decided in place of the score's."""
    mark = score.mark if score else None
    return ExamMark(
        attempt_id=attempt.id,
        number=number,
        mark=mark if instead is None else instead,
        computed=mark if instead is not None else None,
        parts={key: str(part) for key, part in score.parts.items()} if score else {},
        recorded=judged.recorded if judged else None,
        passed=judged.passed if judged else False,
        failed_item=score.failed_item if score else False,
        comment=score.comment if score else None,
        marker_id=marker_id,
        entered_at=clock.now(),
        entry_id=entry.id,
    )


def mark_anew(
    verb: str,
    attempt: ExamAttempt,
    before: ExamMark,
    score: Score,
    *,
    actor: Account,
    reason: str,
    replaces: bool = False,
) -> None:
    """Let a further row stand with what the marking gives now. Where somebody decided a mark in its place,
    that one goes on standing as theirs, unless this `replaces` it. Raises ExamRefused for no mark of 100."""
    check_score(attempt.exam, score)
    instead = before.mark if before.computed is not None and not replaces else None
    judged = judged_anew(attempt, score.mark if instead is None else instead, score)
    entry = record(
        verb,
        attempt.enrolment,
        actor_id=actor.id,
        reason=reason,
        attempt=attempt.id,
        before=str(before.mark if before.computed is None else before.computed),
        mark=str(score.mark),
    )
    db.session.flush()
    marker_id = actor.id if instead is None else before.marker_id
    add_mark(attempt, before.number + 1, score, judged, entry, marker_id=marker_id, instead=instead)
