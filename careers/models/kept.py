"""How ready people are, kept beside what it rests on, so that a list of thousands is read, not judged anew.

Triggers on whatever the evaluator looks at note whose evidence changed, in the same transaction, whatever
writes: a verb, an import or a statement typed in by hand. They only ever add a row, so that nobody waits for
anybody. Who is noted there, or was judged on another day or by other rules, is judged anew by whoever asks
(`queries.kept`) until the worker has kept it (`careers.keeping`). Tables that never lose or change a row need
a trigger for new rows only.

Who begins to be employed is noted, and so is whose row here is deleted: everybody is kept or noted or both,
and a list need not look for those who are neither among thousands. By what it is ordered and narrowed stands
here as well, so that it is read along one index and counted along another.
"""

from datetime import date

from sqlalchemy import DDL, ForeignKey, Index, String, Table, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from careers.models.case import AssessmentRating, CaseAssessment, LevelAct, PromotionCase
from careers.models.complaint import Complaint
from careers.models.ladder import LadderMove, LadderVersion
from careers.models.review import ReviewRevision
from careers.states import Readiness
from core.db import Base
from people.models import Duty, Employment, Person, Post
from training.models import (
    Certificate,
    CertificateRevocation,
    Coaching,
    Cohort,
    Enrolment,
    ExamAttempt,
    ExamMark,
    Placement,
)


class KeptReadiness(Base):
    """What the evaluator said on `judged_on`, with the rules that `ground` stands for, about one of the next
    levels: `way` 0 is the first, of who has none before them the only one. `is_listed`: they have been on
    duty; `name`, `team_id` and `level`: theirs on that day; `held`: since when they hold their level;
    `target`: key of the next one; `place`: among the kinds of readiness, the readiest 0, who has nothing
    before them last; `set_by` and `undated`: places of requirements, as in `Outlook`; `met`: how many of them
    are."""

    __tablename__ = "kept_readiness"
    __table_args__ = (
        Index(
            "ix_kept_readiness_shown",
            *("judged_on", "ground", "is_listed", "place", "earliest", "name", "employment_id", "way"),
            *("team_id", "level", "target"),
        ),
        Index(
            "ix_kept_readiness_counted",
            *("judged_on", "ground", "is_listed", "level", "target", "readiness", "way"),
            *("team_id", "employment_id"),
        ),
    )

    employment_id: Mapped[int] = mapped_column(
        ForeignKey("employment.id"), primary_key=True, autoincrement=False
    )
    way: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    judged_on: Mapped[date]
    ground: Mapped[str]
    is_listed: Mapped[bool]
    name: Mapped[str] = mapped_column(String().with_variant(String(collation="C"), "postgresql"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    level: Mapped[str]
    held: Mapped[date]
    version_id: Mapped[int | None] = mapped_column(ForeignKey("ladder_version.id"))
    target: Mapped[str | None]
    readiness: Mapped[Readiness]
    place: Mapped[int]
    earliest: Mapped[date | None]
    set_by: Mapped[int | None]
    undated: Mapped[list[int]]
    met: Mapped[int]

    version: Mapped[LadderVersion | None] = relationship()


class ReadinessChange(Base):
    """Something on which the readiness of somebody rests was written since it was kept."""

    __tablename__ = "readiness_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"), index=True)


OWN = "SELECT {row}.employment_id"
OF_ENROLMENT = "SELECT n.employment_id FROM enrolment n WHERE n.id = {row}.enrolment_id"
OF_CASE = "SELECT c.employment_id FROM promotion_case c WHERE c.id = {row}.case_id"
ADDED, CHANGED = ("INSERT",), ("INSERT", "UPDATE", "DELETE")
EVIDENCE: dict[type[Base], tuple[str, tuple[str, ...]]] = {
    Person: (
        "SELECT w.id FROM employment w WHERE w.person_id = {row}.id AND w.ended_on IS NULL",
        ("UPDATE OF name",),
    ),
    Employment: ("SELECT {row}.id", ("INSERT", "UPDATE")),
    Post: (OWN, CHANGED),
    Duty: (OWN, CHANGED),
    Enrolment: (OWN, CHANGED),
    Placement: (OF_ENROLMENT, CHANGED),
    Cohort: (
        "SELECT n.employment_id FROM placement p JOIN enrolment n ON n.id = p.enrolment_id "
        "WHERE p.cohort_id = {row}.id AND p.until IS NULL",
        ("UPDATE OF ends_on",),
    ),
    ExamAttempt: (OF_ENROLMENT, ADDED),
    ExamMark: (
        "SELECT n.employment_id FROM exam_attempt a JOIN enrolment n ON n.id = a.enrolment_id "
        "WHERE a.id = {row}.attempt_id",
        ADDED,
    ),
    Certificate: (
        "SELECT n.employment_id FROM gate_passing g JOIN enrolment n ON n.id = g.enrolment_id "
        "WHERE g.id = {row}.passing_id",
        ADDED,
    ),
    CertificateRevocation: (
        "SELECT n.employment_id FROM certificate c JOIN gate_passing g ON g.id = c.passing_id "
        "JOIN enrolment n ON n.id = g.enrolment_id WHERE c.id = {row}.certificate_id",
        ADDED,
    ),
    Coaching: ("SELECT w.id FROM employment w WHERE w.person_id = {row}.coach_id", CHANGED),
    ReviewRevision: (OWN, ADDED),
    Complaint: (OWN, CHANGED),
    LadderMove: (OWN, ADDED),
    LevelAct: (OWN, ADDED),
    PromotionCase: (OWN, CHANGED),
    CaseAssessment: (OF_CASE, CHANGED),
    AssessmentRating: (
        "SELECT c.employment_id FROM case_assessment a JOIN promotion_case c ON c.id = a.case_id "
        "WHERE a.id = {row}.assessment_id",
        CHANGED,
    ),
    KeptReadiness: (OWN, ("DELETE",)),
}
"""What the evaluator looks at (`queries.facts`, `queries.standings`), by what a list is ordered, and what is
kept → whose it is, and what can happen to a row. What is the same for everybody is in
`queries.kept.ground`."""
ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
ROWS |= {"UPDATE OF name": ("NEW",), "UPDATE OF ends_on": ("NEW",)}


def create_triggers(dialect: str, model: type[Base] | None = None) -> list[str]:
    """The statements that note changes on "sqlite" or "postgresql", of all evidence or of one kind."""
    return [
        statement
        for one, (whose, deeds) in EVIDENCE.items()
        if model in (None, one)
        for deed in deeds
        for statement in _trigger(dialect, one.__tablename__, deed, whose)
    ]


def _trigger(dialect: str, table: str, deed: str, whose: str) -> list[str]:
    name = _name(table, deed)
    body = "; ".join(
        f"INSERT INTO readiness_change (employment_id) {whose.format(row=row)}" for row in ROWS[deed]
    )
    head = f'CREATE TRIGGER {name} AFTER {deed} ON "{table}" FOR EACH ROW'
    if dialect == "sqlite":
        return [f"{head} BEGIN {body}; END"]
    function = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body}; RETURN NULL; END $$"
    )
    return [function, f"{head} EXECUTE FUNCTION {name}()"]


def _name(table: str, deed: str) -> str:
    return f"{table}_{deed.lower().replace(' ', '_')}_changes_readiness"


def drop_triggers(dialect: str) -> list[str]:
    """The statements that take back `create_triggers`."""
    names = [
        (one.__tablename__, _name(one.__tablename__, deed))
        for one, (_whose, deeds) in EVIDENCE.items()
        for deed in deeds
    ]
    if dialect == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for _table, name in names]
    gone = [f'DROP TRIGGER IF EXISTS {name} ON "{table}"' for table, name in names]
    return gone + [f"DROP FUNCTION IF EXISTS {name}()" for _table, name in names]


for _model in EVIDENCE:
    _table = _model.__table__
    assert isinstance(_table, Table)
    for _dialect in ("sqlite", "postgresql"):
        for _statement in create_triggers(_dialect, _model):
            _ddl = DDL(_statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
            event.listen(_table, "after_create", _ddl.execute_if(dialect=_dialect))
