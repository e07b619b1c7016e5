"""What is asked about nesting: who nests with whom, what was measured, where they stand."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from core.db import db
from core.i18n import say
from people.models import Account, Duty, Employment, Person, Post
from people.permissions import Permission
from people.states import DutyStatus
from training.models import Coaching, Enrolment, GatePassing, Nesting, NestingDay, NestingPolicy
from training.rules.nesting import Day, Standing, Target, standing, step_on

_later = aliased(NestingDay)
_STANDS = ~exists(
    select(_later.id).where(
        _later.nesting_id == NestingDay.nesting_id,
        _later.day == NestingDay.day,
        _later.number > NestingDay.number,
    )
)


@dataclass(frozen=True)
class Seen:
    """One nesting with what was measured, for pages and for the verb."""

    nesting: Nesting
    person: Person
    coach: str | None
    days: Sequence[Day]
    standing: Standing

    @property
    def step(self) -> str | None:
        """What kinds of contacts the next day brings, in the reader's language."""
        steps = [(one.from_day, say(one.name)) for one in self.nesting.policy.steps]
        return step_on(steps, len(self.days) + 1)

    @property
    def days_to_proficiency(self) -> int | None:
        """Calendar days from the first of nesting to the day on which the run began."""
        began = self.standing.proficient_on
        return (began - self.nesting.began_on).days if began else None

    def on(self, day: date) -> Day | None:
        return next((one for one in self.days if one.day == day), None)


def targets_of(policy: NestingPolicy) -> list[Target]:
    return [Target(one.key, one.value, one.is_floor) for one in policy.targets]


def policy(programme_id: int) -> NestingPolicy | None:
    """The newest version."""
    return db.session.scalar(
        select(NestingPolicy)
        .where(NestingPolicy.programme_id == programme_id)
        .order_by(NestingPolicy.number.desc())
        .limit(1)
    )


def _coached_by(person_id: int) -> ColumnElement[bool]:
    return Nesting.enrolment_id.in_(
        select(Coaching.enrolment_id).where(Coaching.coach_id == person_id, Coaching.until.is_(None))
    )


def _reachable(reader: Account, permission: Permission) -> ColumnElement[bool]:
    """Those whom they coach, and those of the teams for which they hold the permission."""
    teams = reader.teams_for(permission)
    of_teams: ColumnElement[bool] = Enrolment.employment_id.in_(
        select(Post.employment_id).where(
            Post.until.is_(None), Post.team_id.in_([one for one in teams if one])
        )
    )
    if None in teams:
        of_teams = Enrolment.id.is_not(None)
    return or_(_coached_by(reader.person_id), of_teams)


def _goes_on() -> ColumnElement[bool]:
    """Has not ended, and the person is there for it at present: they nest by the passing that it came of.
    One from before a certificate was revoked is over, though it never reached its targets."""
    nests = (
        select(GatePassing.enrolment_id)
        .join(Duty, Duty.clearance_id == GatePassing.clearance_id)
        .where(Duty.until.is_(None), Duty.status == DutyStatus.NESTING)
    )
    return and_(Nesting.ended_on.is_(None), Nesting.enrolment_id.in_(nests))


@dataclass(frozen=True)
class Load:
    """How many who nest a coach accompanies now; `most`: as many as are allowed, None without a limit."""

    coach: Person
    nesting: int
    most: int | None

    @property
    def is_too_much(self) -> bool:
        return self.most is not None and self.nesting > self.most


def _loads(*conditions: ColumnElement[bool]) -> list[Load]:
    of_each = (
        select(
            Coaching.coach_id,
            func.count(Nesting.id).label("nesting"),
            func.min(NestingPolicy.most_per_coach).label("most"),
        )
        .join(Nesting, Nesting.enrolment_id == Coaching.enrolment_id)
        .join(NestingPolicy, NestingPolicy.id == Nesting.policy_id)
        .where(Coaching.until.is_(None), _goes_on(), *conditions)
        .group_by(Coaching.coach_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Person, of_each.c.nesting, of_each.c.most)
        .join(of_each, of_each.c.coach_id == Person.id)
        .order_by(of_each.c.nesting.desc(), Person.name, Person.id)
    )
    return [Load(*row) for row in rows]


def loads(reader: Account) -> list[Load]:
    """The coaches of those who nest within reach of `reader`, each with all whom they accompany."""
    of_reach = (
        select(Coaching.coach_id)
        .join(Nesting, Nesting.enrolment_id == Coaching.enrolment_id)
        .join(Enrolment, Enrolment.id == Nesting.enrolment_id)
        .where(Coaching.until.is_(None), _goes_on(), _reachable(reader, Permission.SEE_TRAINING))
    )
    return _loads(Coaching.coach_id.in_(of_reach))


def load_of(person_id: int) -> int:
    """How many who nest somebody accompanies now."""
    found = _loads(Coaching.coach_id == person_id)
    return found[0].nesting if found else 0


def most_for(enrolment_id: int) -> int | None:
    """With how many others at most who nests in this enrolment may share a coach, themselves counted; None
    where they do not nest, or no number is asked."""
    return db.session.scalar(
        select(NestingPolicy.most_per_coach)
        .join(Nesting, Nesting.policy_id == NestingPolicy.id)
        .where(Nesting.enrolment_id == enrolment_id, _goes_on())
    )


def goes_on(nesting_id: int) -> bool:
    """Has it not ended, and is the person there for it at present?"""
    return db.session.scalar(select(Nesting.id).where(Nesting.id == nesting_id, _goes_on())) is not None


def _seen(*conditions: ColumnElement[bool]) -> list[Seen]:
    coach = (
        select(Person.name)
        .join(Coaching, Coaching.coach_id == Person.id)
        .where(Coaching.enrolment_id == Nesting.enrolment_id, Coaching.until.is_(None))
        .correlate(Nesting)
        .scalar_subquery()
    )
    whose = aliased(Person)
    rows = db.session.execute(
        select(Nesting, whose.name, coach.label("coach"), whose)
        .join(Enrolment, Enrolment.id == Nesting.enrolment_id)
        .join(Employment, Employment.id == Enrolment.employment_id)
        .join(whose, whose.id == Employment.person_id)
        .where(*conditions)
        .order_by(Nesting.began_on, Nesting.id)
        .options(joinedload(Nesting.policy), joinedload(Nesting.enrolment))
    ).all()
    measured = days([row[0].id for row in rows])
    return [_one(row[0], row[3], row.coach, measured[row[0].id]) for row in rows]


def _one(nesting: Nesting, person: Person, coach: str | None, its: list[Day]) -> Seen:
    of_policy = nesting.policy
    stands = standing(its, targets_of(of_policy), of_policy.hold_days)
    return Seen(nesting, person, coach, its, stands)


def running(reader: Account) -> list[Seen]:
    """Who nests now, as far as `reader` coaches or teaches them, longest first."""
    return _seen(_goes_on(), _reachable(reader, Permission.SEE_TRAINING))


def editable(reader: Account) -> set[int]:
    """The nestings into which `reader` may enter days: of whom they coach or teach, but not their own."""
    found = db.session.scalars(
        select(Nesting.id)
        .join(Enrolment, Enrolment.id == Nesting.enrolment_id)
        .join(Employment, Employment.id == Enrolment.employment_id)
        .where(
            _goes_on(),
            Employment.person_id != reader.person_id,
            _reachable(reader, Permission.TEACH),
        )
    )
    return set(found)


def coaches_anybody(person_id: int) -> bool:
    """Does the person coach somebody who nests now?"""
    query = select(Nesting.id).where(_goes_on(), _coached_by(person_id)).limit(1)
    return db.session.scalar(query) is not None


def visible(reader: Account, nesting_id: int) -> Seen | None:
    """One nesting: the reader's own, or of whom they coach or teach."""
    own = Employment.person_id == reader.person_id
    found = _seen(Nesting.id == nesting_id, or_(own, _reachable(reader, Permission.SEE_TRAINING)))
    return found[0] if found else None


def of_enrolment(enrolment_id: int) -> Seen | None:
    found = _seen(Nesting.enrolment_id == enrolment_id)
    return found[0] if found else None


def finished(team_ids: Collection[int] | None) -> list[Seen]:
    """Nestings that ended by their targets, of these teams (None: of all), by their beginning."""
    conditions: list[ColumnElement[bool]] = [Nesting.ended_on.is_not(None)]
    if team_ids is not None:
        posts = select(Post.employment_id).where(Post.until.is_(None), Post.team_id.in_(team_ids))
        conditions.append(Enrolment.employment_id.in_(posts))
    return _seen(*conditions)


def days(nesting_ids: Collection[int]) -> dict[int, list[Day]]:
    """Nesting → what was measured, by day."""
    rows = db.session.scalars(
        select(NestingDay).where(NestingDay.nesting_id.in_(nesting_ids), _STANDS).order_by(NestingDay.day)
    )
    found: dict[int, list[Day]] = defaultdict(list)
    for row in rows:
        if not row.actuals:
            continue  # taken back
        found[row.nesting_id].append(Day(row.day, {key: Decimal(one) for key, one in row.actuals.items()}))
    return found


def numbers_on(nesting_ids: Collection[int], day: date) -> dict[int, NestingDay]:
    """Nesting → the row of that day that stands, also one that says that nothing does."""
    rows = db.session.scalars(
        select(NestingDay).where(NestingDay.nesting_id.in_(nesting_ids), NestingDay.day == day, _STANDS)
    )
    return {row.nesting_id: row for row in rows}


def nestings(ids: Collection[int]) -> dict[int, Nesting]:
    rows = db.session.scalars(
        select(Nesting).where(Nesting.id.in_(ids)).options(joinedload(Nesting.enrolment))
    )
    return {row.id: row for row in rows}
