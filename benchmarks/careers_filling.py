"""Workers and their closed months written in bulk: the very rows that the verbs would have left.

`tests/benchmarks/test_careers_filling.py` tells a few of them both ways and compares every row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from benchmarks.careers_stories import Worker, closed_at, figures, noon
from benchmarks.loading import load
from benchmarks.rows import Book
from careers.entering import EXACT
from careers.models import Complaint, ComplaintFinding, ReviewFigure, ReviewFormula, ReviewRevision
from careers.queries import formulas
from careers.reviewing import lines_kept
from careers.rules.learning import SELF_STUDY
from careers.rules.scoring import score
from careers.states import ComplaintState, FigureSource
from core.months import last_day
from core.record import Entry, Way
from people.models import Account, Clearance, Duty, Employment, Person, Post, Team
from people.states import DutyStatus, Ground

AT_ONCE = 500
"""Workers; their rows are written in one transaction."""
TABLES = (
    *(Person, Employment, Post, Clearance, Duty, Entry, ReviewFigure, ReviewRevision),
    *(Complaint, ComplaintFinding),
)
COUNTED = tuple(one.__tablename__ for one in TABLES)
SUMMARY, FINDING = "The answer was not polite.", "The chat shows it."
LEARNED = {SELF_STUDY: Decimal("0.000")}
"""What training says of who studied nothing."""
AWAITING, TRAINING, ON_DUTY = DutyStatus.AWAITING_COHORT, DutyStatus.TRAINING, DutyStatus.ON_DUTY


@dataclass
class Around:
    """What the rows refer to, read once. `teams`: (team, site)."""

    teams: list[tuple[int, int]]
    formula: ReviewFormula
    actor_id: int


def look_around(teams: Iterable[Team], actor: Account) -> Around:
    return Around([(one.id, one.site_id) for one in teams], formulas.formulas()[0], actor.id)


def fill(told: Iterable[Worker], around: Around) -> int:
    """Write all of it, some hundred workers to a transaction; returns how many there were."""
    writer, total, told = Writer(around), 0, iter(told)
    while some := list(islice(told, AT_ONCE)):
        for worker in some:
            writer.write(worker)
        load(TABLES, writer.take())
        total += len(some)
    return total


class Came(NamedTuple):
    """What a month of some quality came to: figures as they are kept, the score and how it is made up."""

    entered: Mapping[str, Decimal]
    score: Decimal | None
    lines: dict[str, Any]


class Writer(Book):
    """Turns workers into rows."""

    def __init__(self, around: Around) -> None:
        super().__init__(TABLES)
        self.around = around
        self.measures, self.formula_id = around.formula.measures, around.formula.id
        self.rule = f"review formula {around.formula.number}"
        self.came = cache(self._came)

    def write(self, worker: Worker) -> None:
        person = self.add(
            "person", name=worker.name, latin_name=None, email=worker.email, phone=None, language="en",
            created_at=worker.begun, merged_into_id=None, no_contact_since=None,
        )  # fmt: skip
        employment = self._employed(worker, person)
        self._on_duty(worker, employment)
        for place, month in enumerate(worker.months):
            self._month(employment, month, self.came(worker.quality(place)))
        if worker.upheld:
            self._complaint(employment, worker.upheld)

    def _employed(self, worker: Worker, person: int) -> int:
        since = worker.employed_on
        team, site = self.around.teams[worker.team]
        employment = self.add(
            "employment", person_id=person, started_on=since, ended_on=None, leaving_reason=None,
            may_return=None, rehire_of_id=None,
        )  # fmt: skip
        self.add(
            "post", employment_id=employment, since=since, until=None, team_id=team, site_id=site,
            line_manager_id=None, level=worker.level, shift=None, kind=None,
        )  # fmt: skip
        self._duty(employment, AWAITING, since, since)
        self._tell(
            "employed", employment, worker.begun, person=person, starts_on=since.isoformat(), team=team,
            site=site, level=worker.level, shift=None, kind=None, state=AWAITING, rehire_of=None,
        )  # fmt: skip
        return employment

    def _on_duty(self, worker: Worker, employment: int) -> None:
        since, first = worker.employed_on, worker.first
        self._duty(employment, TRAINING, since, first)
        self._duty_told(worker, employment, since, AWAITING, TRAINING, None)
        clearance = self.add(
            "clearance", employment_id=employment, ground=Ground.EARLIER.value, last_day=None,
            given_at=worker.begun, given_by_id=self.around.actor_id,
        )  # fmt: skip
        self._duty(employment, ON_DUTY, first, None, clearance)
        self._duty_told(worker, employment, first, TRAINING, ON_DUTY, clearance)

    def _duty(
        self,
        employment: int,
        status: DutyStatus,
        since: date,
        until: date | None,
        clearance: int | None = None,
    ) -> None:
        self.add(
            "duty",
            employment_id=employment,
            since=since,
            until=until,
            status=status.value,
            clearance_id=clearance,
        )

    def _duty_told(
        self,
        worker: Worker,
        employment: int,
        since: date,
        before: DutyStatus,
        state: DutyStatus,
        clearance: int | None,
    ) -> None:
        self._tell(
            "duty changed", employment, worker.begun, since=since.isoformat(), before=before, state=state,
            clearance=clearance,
        )  # fmt: skip

    def _came(self, quality: int) -> Came:
        """The days of the month do not matter to who is on duty on all of them."""
        entered = {key: one.quantize(EXACT) for key, one in figures(quality).items()}
        result = score(self.measures, {**entered, **LEARNED}, 1, 1)
        return Came(entered, result.score, lines_kept(result))

    def _month(self, employment: int, month: date, came: Came) -> None:
        at, days = closed_at(month), last_day(month).day
        self._figures(employment, month, at, came.entered, FigureSource.TYPED, Way.HAND)
        self._figures(employment, month, at, LEARNED, FigureSource.TRAINING, Way.RULE)
        entry = self._tell(
            "month closed", employment, at, rule=self.rule,
            month=month.isoformat(), number=1, score=str(came.score),
        )  # fmt: skip
        self.add(
            "review_revision", employment_id=employment, month=month, number=1, formula_id=self.formula_id,
            score=came.score, lines=came.lines, days_worked=days, days=days, counts=True, comment=None,
            closed_at=at, entry_id=entry,
        )  # fmt: skip

    def _figures(
        self,
        employment: int,
        month: date,
        at: datetime,
        given: Mapping[str, Decimal],
        source: FigureSource,
        way: Way,
    ) -> None:
        said = {key: str(one) for key, one in given.items()}
        entry = self._tell(
            "figures entered", employment, at, way=way, month=month.isoformat(), source=source, figures=said
        )
        for key, one in given.items():
            self.add(
                "review_figure", employment_id=employment, month=month, key=key, number=1, figure=one,
                source=source.value, entry_id=entry,
            )  # fmt: skip

    def _complaint(self, employment: int, upheld: date) -> None:
        actor = self.around.actor_id
        made = self.add(
            "complaint", employment_id=employment, happened_on=upheld, summary=SUMMARY,
            state=ComplaintState.UPHELD.value, reported_at=noon(upheld), reported_by_id=actor,
            decided_on=upheld, decided_by_id=actor, finding=FINDING,
        )  # fmt: skip
        told = {"about": "complaint", "employment": employment}
        self._tell(
            "complaint reported", made, noon(upheld), on=upheld.isoformat(), state=ComplaintState.REPORTED,
            **told,
        )  # fmt: skip
        entry = self._tell("complaint decided", made, noon(upheld), state=ComplaintState.UPHELD, **told)
        self.add(
            "complaint_finding", complaint_id=made, number=1, state=ComplaintState.UPHELD.value, on=upheld,
            finding=FINDING, entry_id=entry,
        )  # fmt: skip

    def _tell(
        self,
        verb: str,
        subject: int,
        at: datetime,
        *,
        about: str = "employment",
        way: Way = Way.HAND,
        rule: str | None = None,
        **details: Any,
    ) -> int:
        return self.add(
            "entry", at=at, actor_id=self.around.actor_id, way=way.value, verb=verb, subject_kind=about,
            subject_id=subject, details=details, reason=None, reason_digest=None, rule=rule, batch=None,
            corrects_id=None,
        )  # fmt: skip
