"""Who is on duty and has not what a newer version of their programme, or of its policies, asks.

What they have is what they passed the gate with. Who serves by a waiver is in training still, and who served
before training was kept here passed no programme that could have become newer.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, or_, select
from sqlalchemy.orm import selectinload

from core import clock
from core.db import Words, db
from core.record import Entry
from people.models import Account, Clearance, Duty, Employment, Person, Post, Team
from people.permissions import Permission
from people.queries import of_teams, serves_on
from training.models import (
    Certificate,
    DutyPolicy,
    Enrolment,
    ExamPolicy,
    GatePassing,
    Module,
    ProgrammeVersion,
)
from training.queries import duty, exams, programmes
from training.queries.exams import rules_from
from training.rules.recalls import Content, Need, Sat, of_certificate, of_policy, of_version
from training.states import LIVE


@dataclass(frozen=True)
class Recall:
    """Somebody with what they have not. `version`: number of the version that they passed; `is_asked`: are
    they in line, or in training, again?"""

    certificate_id: int
    enrolment_id: int
    employment_id: int
    name: str
    latin_name: str | None
    team: Words | None
    programme: Words
    version: int
    passed_on: date
    needs: Sequence[Need]
    names: Mapping[Need, Words]
    is_asked: bool

    @property
    def key(self) -> str:
        return str(self.certificate_id)


def recalls(reader: Account, team_id: int | None = None, text: str = "") -> list[Recall]:
    """Everybody within reach whom newer rules ask for more, by team and name. As many statements however many
    they are, for each version of a programme."""
    rows = db.session.execute(_on_duty(reader, team_id, text)).all()
    asked = _live({row.employment_id for row in rows})
    sat = _sat([row.enrolment_id for row in rows])
    found = []
    for newest, its in _by_programme(rows):
        contents = _contents({row.programme_version_id for row in its} | {newest.version.id})
        names = _names(newest.version)
        for row in its:
            needs = _needs(row, newest, contents, sat.get(row.enrolment_id, {}))
            if needs:
                is_asked = row.employment_id in asked
                found.append(_recall(row, newest.version, needs, names, is_asked=is_asked))
    return sorted(found, key=lambda one: (str(one.team), one.name, one.certificate_id))


def _recall(
    row: Any,
    newest: ProgrammeVersion,
    needs: Sequence[Need],
    names: Mapping[tuple[bool, str], Words],
    *,
    is_asked: bool,
) -> Recall:
    return Recall(
        certificate_id=row.id,
        enrolment_id=row.enrolment_id,
        employment_id=row.employment_id,
        name=row.name,
        latin_name=row.latin_name,
        team=row.team,
        programme=newest.programme.name,
        version=row.number,
        passed_on=row.passed_on,
        needs=needs,
        names={one: names[one.is_of_exam, one.key] for one in needs if one.key},
        is_asked=is_asked,
    )


def _on_duty(reader: Account, team_id: int | None, text: str) -> Select[*tuple[Any, ...]]:
    """Rows of `_serving`, as far as `reader` may see them."""
    statement = _serving()
    statement = statement.where(of_teams(Post.team_id, reader, Permission.SEE_TRAINING))
    if team_id:
        statement = statement.where(Post.team_id == team_id)
    if text:
        named = (column.icontains(text, autoescape=True) for column in (Person.name, Person.latin_name))
        statement = statement.where(or_(*named))
    return statement


def _newest_certificate() -> ScalarSelect[int]:
    return (
        select(Certificate.id)
        .where(Certificate.passing_id == GatePassing.id)
        .order_by(Certificate.id.desc())
        .limit(1)
        .correlate(GatePassing)
        .scalar_subquery()
    )


def _serving() -> Select[*tuple[Any, ...]]:
    """The newest certificate of the passing by which each serves today."""
    return (
        select(
            Certificate.id,
            Certificate.programme_version_id,
            Certificate.issued_on,
            DutyPolicy.number.label("duty_number"),
            ProgrammeVersion.number,
            ProgrammeVersion.programme_id,
            GatePassing.enrolment_id,
            GatePassing.passed_on,
            GatePassing.evidence,
            Entry.at.label("passed_at"),
            Duty.employment_id,
            Person.name,
            Person.latin_name,
            Team.name.label("team"),
        )
        .select_from(Duty)
        .join(Clearance, Clearance.id == Duty.clearance_id)
        .join(GatePassing, GatePassing.clearance_id == Clearance.id)
        .join(Entry, Entry.id == GatePassing.entry_id)
        .join(Certificate, Certificate.id == _newest_certificate())
        .join(DutyPolicy, DutyPolicy.id == Certificate.policy_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Certificate.programme_version_id)
        .join(Employment, Employment.id == Duty.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .outerjoin(Post, and_(Post.employment_id == Employment.id, Post.until.is_(None)))
        .outerjoin(Team, Team.id == Post.team_id)
        .where(serves_on(clock.today()), Duty.until.is_(None), Employment.ended_on.is_(None))
        .order_by(Certificate.id)
    )


@dataclass(frozen=True)
class Newest:
    """What a programme asks now."""

    version: ProgrammeVersion
    exam_policy: ExamPolicy
    duty_policy: DutyPolicy


def newest_of(programme_id: int) -> Newest:
    version = programmes.newest(programme_id)
    exam_policy, duty_policy = exams.policy(programme_id), duty.policy(programme_id)
    assert version and exam_policy and duty_policy, "founding publishes them"
    return Newest(version, exam_policy, duty_policy)


def _by_programme(rows: Iterable[Any]) -> list[tuple[Newest, list[Any]]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.programme_id].append(row)
    return [(newest_of(programme_id), its) for programme_id, its in found.items()]


def _live(employment_ids: Collection[int]) -> set[int]:
    return set(
        db.session.scalars(
            select(Enrolment.employment_id).where(
                Enrolment.employment_id.in_(employment_ids), Enrolment.state.in_(LIVE)
            )
        )
    )


def _sat(enrolment_ids: Collection[int]) -> dict[int, dict[str, list[Sat]]]:
    """Enrolment → exam key → the attempts of the last cycle that are not void."""
    found: dict[int, dict[str, list[Sat]]] = defaultdict(dict)
    for (one, key), rows in exams.attempts(enrolment_ids).items():
        last = rows[-1].cycle
        found[one][key] = [
            Sat(row.mark, {part: Decimal(mark) for part, mark in row.parts.items()}, row.failed_item)
            for row in rows
            if row.cycle == last and row.mark is not None
        ]
    return found


def _contents(version_ids: Collection[int]) -> dict[int, Content]:
    versions = db.session.scalars(
        select(ProgrammeVersion)
        .where(ProgrammeVersion.id.in_(version_ids))
        .options(
            selectinload(ProgrammeVersion.modules).selectinload(Module.topics),
            selectinload(ProgrammeVersion.exams),
        )
    )
    return {
        one.id: Content(
            {of.key: (of.hours, frozenset(topic.key for topic in of.topics)) for of in one.modules},
            {of.key: of.kind for of in one.exams},
        )
        for one in versions
    }


def _names(version: ProgrammeVersion) -> dict[tuple[bool, str], Words]:
    """(is it an exam?, key) → name."""
    modules = {(False, one.key): one.name for one in version.modules}
    return modules | {(True, one.key): one.name for one in version.exams}


def _needs(
    row: Any, newest: Newest, contents: Mapping[int, Content], sat: Mapping[str, Sequence[Sat]]
) -> list[Need]:
    asked, found = contents[newest.version.id], []
    if row.programme_version_id != newest.version.id:
        found += of_version(contents[row.programme_version_id], asked, sat)
    if newest.exam_policy.published_at > row.passed_at:
        rules = {one.kind: rules_from(one) for one in newest.exam_policy.rules}
        share = newest.exam_policy.attendance_share
        found += of_policy(asked, rules, share, sat, _attended(row.evidence))
    if newest.duty_policy.number > row.duty_number:
        months = newest.duty_policy.certificate_months
        found += of_certificate(row.issued_on, months, clock.today())
    return found


def _attended(evidence: Mapping[str, Any]) -> tuple[int, int] | None:
    told = evidence.get("attended")
    return (told[0], told[2]) if told else None
