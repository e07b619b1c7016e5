"""The stories written in bulk: the very rows that the verbs would have left, without calling them.

`tests/benchmarks/test_filling.py` tells a few stories both ways and compares every row, those by which
people are found and asked about included. Letters are the exception that the verbs allow for: nobody is
written to (`tell=False`).
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from assessment.rules import round_mark
from benchmarks.loading import counted_afterwards, load
from benchmarks.namesakes import Namesakes
from benchmarks.rows import Book
from benchmarks.stories import BY_WORD, TESTED, WHY, Story
from core import clock
from core.record import Entry, Way, digest_of
from people.models import Account, Person
from recruiting import rules
from recruiting.indexing import pieces_of
from recruiting.models import Application, Candidate, Gram, Opening, Result, Stage, Suspicion, Visit
from recruiting.queries import demo, working_days
from recruiting.rules import Facts, WorkingDays
from recruiting.states import Likeness, Outcome, ReasonFamily, Status, Verdict

AT_ONCE = 5_000
"""Stories; their rows are written in one transaction."""
TABLES: tuple[Any, ...] = (Person, Candidate, Application, Visit, Result, Entry, Suspicion, Gram)
COUNTED = ("person", "application", "visit", "result", "entry", "suspicion")
"""Tables whose rows are numbered."""


@dataclass
class Ground:
    """What the rows refer to, read once."""

    openings: Sequence[tuple[int, int]]
    stages: dict[int, list[Stage]]
    channels: dict[str, int]
    reasons: dict[str, int]
    actor_id: int
    worked: dict[int, WorkingDays]


def look_around(openings: Sequence[Opening], actor: Account) -> Ground:
    reasons = demo.reasons().values()
    families = {"rejected": ReasonFamily.REJECTION, "withdrawn": ReasonFamily.WITHDRAWAL}
    return Ground(
        openings=[(one.id, one.pipeline_version_id) for one in openings],
        stages={one.pipeline_version_id: list(one.pipeline_version.stages) for one in openings},
        channels={key: one.id for key, one in demo.channels().items()},
        reasons={
            end: min(one.id for one in reasons if one.family is family) for end, family in families.items()
        },
        actor_id=actor.id,
        worked={one.id: working_days.of(one) for one in openings},
    )


def fill(told: Iterable[Story], ground: Ground) -> int:
    """Write all of it, a few thousand stories to a transaction; returns how many there were."""
    writer, total, told = Writer(ground), 0, iter(told)
    with counted_afterwards():
        while some := list(islice(told, AT_ONCE)):
            for story in some:
                writer.write(story)
            load(TABLES, writer.take())
            total += len(some)
    return total


class Writer(Book):
    """Turns stories into rows."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(one for one in TABLES if one.__tablename__ in COUNTED)
        self.ground, self.namesakes = ground, Namesakes()

    def write(self, story: Story) -> None:
        opening_id, version_id = self.ground.openings[story.opening]
        person = self._person(story)
        application = self._application(story, person, opening_id, version_id)
        walk = Walk(self, story, application, opening_id, version_id)
        for position in range(len(story.moments)):
            walk.enter(position)
        if story.end:
            walk.finish()

    def _person(self, story: Story) -> int:
        person = self.add(
            "person", name=story.name, latin_name=story.latin_name, email=story.email, phone=None,
            language=story.language, created_at=story.moments[0], merged_into_id=None, no_contact_since=None,
        )  # fmt: skip
        self._be_found(person, story)
        self.rows["candidate"].append(
            {
                "person_id": person, "lives_in": None, "education": None, "service_years": None,
                "languages": None, "evening_shift": story.evening, "words_a_minute": None, "resume": None,
            }
        )  # fmt: skip
        return person

    def _be_found(self, person: int, story: Story) -> None:
        pieces = pieces_of(story.name, story.latin_name, None, story.email)
        self.rows[Gram.__tablename__] += [
            {"kind": kind, "gram": gram, "person_id": person} for kind, gram in pieces
        ]
        for other in self.namesakes.meet(person, story.name, pieces):
            self.add(
                "suspicion", first_id=other, second_id=person, why=Likeness.NAME.value,
                found_at=story.moments[0], settled_at=None, settled_by_id=None, is_same=None,
            )  # fmt: skip

    def _application(self, story: Story, person: int, opening_id: int, version_id: int) -> int:
        return self.add(
            "application", person_id=person, opening_id=opening_id, pipeline_version_id=version_id,
            status=story.end or Status.ACTIVE.value, channel_id=self.ground.channels[story.channel],
            referrer_id=None, applied_at=story.moments[0], closed_at=story.ended_at,
            disposition_reason_id=self.ground.reasons[story.end] if story.end else None,
            transferred_from_id=None, employment_id=None, version=2 if story.end else 1,
        )  # fmt: skip


class Walk:
    """One application on its way: its visits, results and entries, in order."""

    def __init__(self, writer: Writer, story: Story, application: int, opening: int, version: int) -> None:
        self.writer, self.story, self.application = writer, story, application
        self.opening, self.version = opening, version
        self.stages = writer.ground.stages[version]
        self.worked = writer.ground.worked[opening]
        self.state: dict[str, Any] | None = None
        self.visit: dict[str, Any] = {}

    def enter(self, position: int) -> None:
        """Into the stage at `position`; the one before is left as whoever passes it leaves it."""
        moment, stage = self.story.moments[position], self.stages[position]
        if position:
            self._pass(position - 1, moment)
        self._open(stage, moment)
        before, self.state = self.state, self._state("active")
        if position == 0:
            more: dict[str, Any] = {"channel": self.story.channel, "transferred_from": None}
            self._tell("applied", moment, before, **more)
        else:
            skipped = position - 1 in BY_WORD
            self._tell("advanced", moment, before, reason=WHY if skipped else None, override=skipped)

    def finish(self) -> None:
        """Rejected or withdrawn where it stands."""
        moment, end = self.story.ended_at, str(self.story.end)
        assert moment is not None
        self._leave(moment, Outcome(end))
        before, self.state = self.state, self._state(end)
        self._tell(end, moment, before)

    def _pass(self, position: int, moment: datetime) -> None:
        if position in TESTED:
            self._score(self.stages[position], position, moment)
        if self.stages[position].kind in rules.NEEDS_RESULT and position not in TESTED:
            self.visit["overridden"] = True
        self._leave(moment, Outcome.ADVANCED)

    def _open(self, stage: Stage, moment: datetime) -> None:
        waits = rules.waiting(stage.kind, Facts(), stage.owner)
        self.writer.add(
            "visit", application_id=self.application, opening_id=self.opening, stage_id=stage.id,
            entered_at=moment, left_at=None, outcome=None, voided_at=None, overridden=False, mark=None,
            verdict=None, waits_for=waits.what.value, waits_on=waits.on.value, waits_on_id=None,
            waits_since=moment,
            due_at=rules.due(moment, stage.target_days, self.worked, clock.zone()), version=1,
        )  # fmt: skip
        self.visit = self.writer.rows["visit"][-1]

    def _leave(self, moment: datetime, outcome: Outcome) -> None:
        self.visit.update(left_at=moment, outcome=outcome.value, version=self.visit["version"] + 1)

    def _score(self, stage: Stage, position: int, moment: datetime) -> None:
        """A result as the candidate leaves; the visit then waits for a decision."""
        mark = round_mark(self.story.marks[position])
        result = self.writer.add(
            "result", visit_id=self.visit["id"], number=1, replaces_id=None, mark=mark,
            verdict=Verdict.PASSED.value, comment="", entered_at=moment,
            entered_by_id=self.writer.ground.actor_id,
        )  # fmt: skip
        self._entry(
            "result entered",
            moment,
            rule=f"pipeline version {self.version}, pass mark {stage.pass_mark:g}",
            details={
                "visit": self.visit["id"], "stage": stage.id, "result": result,
                "verdict": Verdict.PASSED.value, "verdict_before": None, "mark": str(mark),
            },
        )  # fmt: skip
        waits = rules.waiting(stage.kind, Facts(verdict=Verdict.PASSED), stage.owner)
        self.visit.update(
            mark=mark, verdict=Verdict.PASSED.value, version=3,
            waits_for=waits.what.value, waits_on=waits.on.value, waits_since=moment,
        )  # fmt: skip

    def _state(self, status: str) -> dict[str, Any]:
        reason = self.writer.ground.reasons.get(status)
        return {
            "status": status,
            "stage": self.visit["stage_id"],
            "visit": self.visit["id"],
            "reason": reason,
        }

    def _tell(
        self,
        verb: str,
        moment: datetime,
        before: dict[str, Any] | None,
        reason: str | None = None,
        **more: Any,
    ) -> None:
        self._entry(
            verb,
            moment,
            reason=reason,
            rule=f"pipeline version {self.version}",
            batch=secrets.token_hex(8),
            details={"before": before, "state": self.state, **more},
        )

    def _entry(
        self,
        verb: str,
        moment: datetime,
        *,
        details: dict[str, Any],
        rule: str,
        reason: str | None = None,
        batch: str | None = None,
    ) -> None:
        self.writer.add(
            "entry", at=moment, actor_id=self.writer.ground.actor_id, way=Way.HAND.value, verb=verb,
            subject_kind="application", subject_id=self.application, details=details, reason=reason,
            reason_digest=digest_of(reason) if reason else None, rule=rule, batch=batch, corrects_id=None,
        )  # fmt: skip
