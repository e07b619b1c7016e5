"""What is asked about being on duty: the gate of each, waivers, since when somebody serves."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from core import clock
from core.among import among_given
from core.db import Words, db, fetch
from people.models import Account, Clearance, Duty, Employment, Person
from people.queries import duties, is_on_duty, serves_on
from people.states import SERVING, Ground
from training.models import (
    ClassSession,
    Cohort,
    DutyPolicy,
    Enrolment,
    ExamPolicy,
    NestingPolicy,
    Placement,
    ProgrammeVersion,
    Waiver,
)
from training.queries import attendance, documents, exams
from training.rules.attendance import Standing
from training.rules.duty import Facts, Gate, days_run, evaluate
from training.states import LIVE, EnrolmentState, ExamKind, GatePart

__all__ = ["is_on_duty"]


@dataclass(frozen=True)
class Seen:
    """The gate of one trainee with what it was judged by, for pages and for the verb."""

    gate: Gate
    courses: Sequence[exams.Course] = ()
    policy: ExamPolicy | None = None
    attended: Standing | None = None
    papers: Sequence[Words] = field(default=())
    waiver: Waiver | None = None


def gates(enrolment_ids: Collection[int], known: Mapping[int, Standing] | None = None) -> dict[int, Seen]:
    """Enrolment → its gate as it is now; as many statements however many they are, for each version of a
    programme. `known`: where each stands in attendance, for who has asked that already."""
    today = clock.today()
    versions = _versions(enrolment_ids)
    standings = known if known is not None else attendance.standings(enrolment_ids)
    waivers = {one.enrolment_id: one for one in running(enrolment_ids, today)}
    papers = _papers(enrolment_ids)
    found = {}
    for of_version, its in versions.values():
        courses = exams.courses(its, of_version.exams, today, standings, in_full=False)
        for one in its:
            theirs = [courses[one, exam.key] for exam in of_version.exams]
            found[one] = _seen(theirs, standings[one], papers[one], waivers.get(one))
    for one in set(enrolment_ids) - set(found):
        found[one] = _seen([], standings[one], papers[one], waivers.get(one))
    return found


def _seen(
    courses: Sequence[exams.Course], attended: Standing, papers: Sequence[Words], waiver: Waiver | None
) -> Seen:
    policy = courses[0].policy if courses else None
    facts = Facts(
        exams={kind: [one.is_passed for one in courses if one.exam.kind is kind] for kind in ExamKind},
        attended=attended.is_reached,
        papers_open=len(papers),
    )
    waived = parts_of(waiver) if waiver else ()
    return Seen(evaluate(facts, waived), courses, policy, attended, papers, waiver)


def gate(enrolment_id: int, known: Standing | None = None) -> Seen:
    """The gate of one; `known` as for `gates`."""
    return gates([enrolment_id], {enrolment_id: known} if known else None)[enrolment_id]


_SAT = (
    select(Placement.enrolment_id, Cohort.programme_version_id)
    .join(Cohort, Cohort.id == Placement.cohort_id)
    .where(among_given(Placement.enrolment_id, "those"))
    .order_by(Placement.id)
)
_WORKERS = select(Enrolment.id, Enrolment.employment_id).where(among_given(Enrolment.id, "those"))
_RUNNING = (
    select(Waiver)
    .where(
        among_given(Waiver.enrolment_id, "those"),
        Waiver.since <= bindparam("today"),
        Waiver.last_day >= bindparam("today"),
        Waiver.ended_on.is_(None) | (Waiver.ended_on > bindparam("today")),
    )
    .options(joinedload(Waiver.granted_by))
)


def _versions(enrolment_ids: Collection[int]) -> dict[int, tuple[ProgrammeVersion, list[int]]]:
    """Version of a programme → itself, and who sat last in a cohort of it."""
    last = {one: version_id for one, version_id in fetch(_SAT, those=enrolment_ids)}
    those: dict[int, list[int]] = defaultdict(list)
    for enrolment_id, version_id in last.items():
        those[version_id].append(enrolment_id)
    return {one: (db.session.get_one(ProgrammeVersion, one), its) for one, its in those.items()}


def _papers(enrolment_ids: Collection[int]) -> dict[int, list[Words]]:
    rows = fetch(_WORKERS, those=enrolment_ids)
    missing = documents.missing({row.employment_id for row in rows})
    return {row.id: missing[row.employment_id] for row in rows}


def parts_of(waiver: Waiver) -> tuple[GatePart, ...]:
    """What it waives."""
    return tuple(GatePart(part) for part in waiver.parts["parts"])


def policy(programme_id: int) -> DutyPolicy | None:
    """The newest version."""
    return db.session.scalar(
        select(DutyPolicy)
        .where(DutyPolicy.programme_id == programme_id)
        .order_by(DutyPolicy.number.desc())
        .limit(1)
    )


def nesting_policy(enrolment_id: int) -> NestingPolicy | None:
    """The newest of the programme in a cohort of which somebody sat last."""
    return db.session.scalar(
        select(NestingPolicy)
        .join(ProgrammeVersion, ProgrammeVersion.programme_id == NestingPolicy.programme_id)
        .where(ProgrammeVersion.id == (programme_version_id(enrolment_id) or 0))
        .order_by(NestingPolicy.number.desc())
        .limit(1)
    )


def programme_version_id(enrolment_id: int) -> int | None:
    """That of the cohort in which somebody sat last."""
    last = db.session.scalar(
        select(Placement)
        .where(Placement.enrolment_id == enrolment_id)
        .order_by(Placement.id.desc())
        .limit(1)
        .options(joinedload(Placement.cohort))
    )
    return last.cohort.programme_version_id if last else None


# Waivers


def running(enrolment_ids: Collection[int], today: date) -> Sequence[Waiver]:
    """The waivers of these that hold today."""
    return db.session.scalars(_RUNNING, {"those": enrolment_ids, "today": today}).unique().all()


def open_waiver(enrolment_id: int) -> Waiver | None:
    """The one that nobody has ended yet, whether its last day is over or not."""
    return db.session.scalar(
        select(Waiver).where(Waiver.enrolment_id == enrolment_id, Waiver.ended_on.is_(None))
    )


def waiver(waiver_id: int) -> Waiver | None:
    return db.session.get(Waiver, waiver_id)


def last_waiver(enrolment_id: int) -> Waiver | None:
    """The one granted last, whatever became of it."""
    return db.session.scalar(
        select(Waiver).where(Waiver.enrolment_id == enrolment_id).order_by(Waiver.id.desc()).limit(1)
    )


def longest_waiver(enrolment_id: int) -> int:
    """How many days a waiver for them may last, by the policy of their programme, or of the newest one."""
    newest = select(DutyPolicy.waiver_days).order_by(DutyPolicy.id.desc()).limit(1)
    of_theirs = newest.where(
        DutyPolicy.programme_id == ProgrammeVersion.programme_id,
        ProgrammeVersion.id == (programme_version_id(enrolment_id) or 0),
    )
    return db.session.scalar(of_theirs) or db.session.scalar(newest) or 1


def waiver_days_left(enrolment_id: int, today: date) -> int:
    """How many days a further waiver may last: the longest one, less the days on which others held."""
    rows = db.session.execute(
        select(Waiver.since, Waiver.last_day, Waiver.ended_on).where(Waiver.enrolment_id == enrolment_id)
    )
    return max(longest_waiver(enrolment_id) - sum(days_run(*row, today) for row in rows), 0)


def waivers_of(enrolment_id: int) -> Sequence[Waiver]:
    """All of them, newest first."""
    return (
        db.session.scalars(
            select(Waiver)
            .where(Waiver.enrolment_id == enrolment_id)
            .order_by(Waiver.id.desc())
            .options(joinedload(Waiver.granted_by))
        )
        .unique()
        .all()
    )


def run_out(today: date) -> Sequence[Enrolment]:
    """Whose waiver is over by its day while nobody has drawn the consequence yet: it is still open, or they
    are still listed as serving by it."""
    still_listed = (
        select(Duty.employment_id)
        .join(Clearance, Clearance.id == Duty.clearance_id)
        .where(Duty.until.is_(None), Clearance.last_day < today)
    )
    still_open = select(Waiver.enrolment_id).where(Waiver.ended_on.is_(None), Waiver.last_day < today)
    listed = Enrolment.employment_id.in_(still_listed) & Enrolment.state.in_(LIVE)
    return db.session.scalars(
        select(Enrolment).where(Enrolment.id.in_(still_open) | listed).order_by(Enrolment.id)
    ).all()


def served_behind_a_closed_gate() -> list[Enrolment]:
    """Who serves by a waiver that runs while something is missing which it does not name."""
    found = db.session.scalars(
        select(Enrolment)
        .join(Duty, Duty.employment_id == Enrolment.employment_id)
        .join(Clearance, Clearance.id == Duty.clearance_id)
        .where(
            serves_on(clock.today()),
            Duty.until.is_(None),
            Clearance.ground == Ground.WAIVER,
            Enrolment.state.in_(LIVE),
        )
        .order_by(Enrolment.id)
    ).all()
    seen = gates([one.id for one in found])
    return [one for one in found if not seen[one.id].gate.is_open]


def is_broken_off(enrolment: Enrolment) -> bool:
    """Do they await another class, since theirs was cancelled before all of it was taught?"""
    theirs = select(Placement.cohort_id).where(Placement.enrolment_id == enrolment.id)
    last = theirs.order_by(Placement.id.desc()).limit(1).scalar_subquery()
    off = select(ClassSession.id).where(ClassSession.cohort_id == last, ClassSession.is_broken_off)
    is_waiting = enrolment.state is EnrolmentState.AWAITING_COHORT
    return is_waiting and db.session.scalar(off.limit(1)) is not None


def taught_by(enrolment_id: int, account_id: int) -> bool:
    """Does, or did, the account teach a cohort in which they sat?"""
    return any(
        trainer.account_id == account_id
        for placement in db.session.scalars(select(Placement).where(Placement.enrolment_id == enrolment_id))
        for trainer in placement.cohort.trainers
    )


# Serving


def on_duty_since(employment_id: int, today: date | None = None) -> date | None:
    """Since when they serve without a break, or None for who does not serve on that day (default: today)."""
    today = today or clock.today()
    if not is_on_duty(employment_id, today):
        return None
    began: date | None = None
    until: date | None = None
    for one in duties(employment_id):
        if one.status not in SERVING or one.since > today:
            continue
        began = one.since if began is None or until is None or until < one.since else began
        until = _good_until(one)
    return began


def _good_until(duty: Duty) -> date | None:
    """The first day on which it no longer holds."""
    last_day = duty.clearance.last_day if duty.clearance else None
    ends = [one for one in (duty.until, last_day + timedelta(days=1) if last_day else None) if one]
    return min(ends) if ends else None


def by_waiver(employment_id: int, today: date) -> bool:
    """Do they serve today, and only by a waiver?"""
    query = (
        select(Duty.id)
        .join(Clearance, Clearance.id == Duty.clearance_id)
        .where(Duty.employment_id == employment_id, serves_on(today), Clearance.ground == Ground.WAIVER)
    )
    return db.session.scalar(query) is not None


def serving_by_waiver(today: date) -> set[int]:
    """The employments of those who serve today only by a waiver."""
    return set(
        db.session.scalars(
            select(Duty.employment_id)
            .join(Clearance, Clearance.id == Duty.clearance_id)
            .where(serves_on(today), Clearance.ground == Ground.WAIVER)
        )
    )


def has_enrolment(employment_id: int) -> bool:
    return (
        db.session.scalar(select(Enrolment.id).where(Enrolment.employment_id == employment_id).limit(1))
        is not None
    )


def of_waiver(one: Waiver) -> tuple[Person, Account]:
    """Whom it is about, and who granted it."""
    row: Any = (
        db.session.execute(
            select(Person, Account)
            .join(Employment, Employment.person_id == Person.id)
            .join(Enrolment, Enrolment.employment_id == Employment.id)
            .join(Account, Account.id == one.granted_by_id)
            .where(Enrolment.id == one.enrolment_id)
        )
        .unique()
        .one()
    )
    return row[0], row[1]
