"""Rules at work: whom one would act on now, whom it would have acted on, and the acting itself.

A version of a rule acts on a stay once, whatever becomes of it: who was put back by a person is not moved
again. All of it goes through the verbs of the pipeline, so a rule can do nothing that a person could not.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from core import clock
from core.db import db
from core.locks import alone
from core.record import Entry, Way, by, new_batch, record
from core.refusal import Refused
from people.models import Account
from recruiting import closing, pipeline, rules
from recruiting.models import RuleDeed, StageRuleVersion, Visit
from recruiting.pipeline import Cause
from recruiting.queries import rule_courses, standing
from recruiting.queries import stage_rules as queries
from recruiting.queries.rule_courses import Course
from recruiting.rules import Snapshot
from recruiting.states import RuleAct

AT_ONCE = 200
"""How many a rule acts on in one transaction; the others follow in the next."""
EVERYBODY = 20_000
INSTANT = timedelta(microseconds=1)

log = logging.getLogger("onduty.rules")


@dataclass(frozen=True)
class WouldHave:
    """A stay on which a rule would have acted, and when."""

    course: Course
    at: datetime


def would_act(version: StageRuleVersion, most: int = EVERYBODY) -> list[Visit]:
    """Exactly those on whom the version would act if it were on now, longest stay first."""
    looked_at = EVERYBODY if queries.reads_screening(version) else most
    found = [number for number, seen in queries.candidates(version, looked_at) if _applies(version, seen)]
    return [visit for visit in standing.bundled(found[:most]) if _may_act(version, visit)]


def _applies(version: StageRuleVersion, seen: Snapshot) -> bool:
    return rules.applies(version.act, queries.conditions_of(version), seen, clock.now())


def _may_act(version: StageRuleVersion, visit: Visit) -> bool:
    try:
        CHECKS[version.act](visit)
    except Refused:
        return False
    return True


def _check_advance(visit: Visit) -> None:
    stages = pipeline.stages_of(visit)
    following = next(stage for stage in stages if stage.position > visit.stage.position)
    pipeline.check_move(visit, following, actor=None)


CHECKS: dict[RuleAct, Callable[[Visit], None]] = {
    RuleAct.ADVANCE: _check_advance,
    RuleAct.HOLD: lambda visit: pipeline.check_standing(visit),
    RuleAct.PROPOSE: lambda visit: closing.check_end(visit, actor=None),
}


def would_have_acted(version: StageRuleVersion, since: datetime, *, reader: Account) -> list[WouldHave]:
    """On whom of those who came into the stage since then the version would have acted had it been on
    all the time, and when, in the order of the stays. What its acting would have changed afterwards is
    not guessed: each stay is looked at as it was."""
    conditions = queries.conditions_of(version)
    found = []
    for course in rule_courses.courses(version, since, reader):
        end = course.left_at or clock.now() + INSTANT
        moment = rules.first_moment(version.act, conditions, course.moments, end)
        if moment is not None:
            found.append(WouldHave(course, moment))
    return found


def run() -> int:
    """Let every rule that is on act on whom it finds; returns on how many. Doing it again, or twice at
    once, does no harm. Runs in the transaction of its caller."""
    alone("stage rules")
    with by(Way.RULE):
        return sum(_run(version) for version in queries.acting())


def _run(version: StageRuleVersion) -> int:
    return sum(_act(version, visit) for visit in would_act(version, AT_ONCE))


def _act(version: StageRuleVersion, visit: Visit) -> bool:
    """Act on one; False where somebody was faster."""
    visit_id = visit.id
    try:
        with db.session.begin_nested():
            entry = ACTS[version.act](version, visit, _cause(version))
            db.session.flush()
            deed = RuleDeed(
                rule_version_id=version.id,
                visit_id=visit_id,
                act=version.act,
                at=clock.now(),
                entry_id=entry.id,
            )
            db.session.add(deed)
    except (Refused, StaleDataError, IntegrityError) as fault:
        log.info("rule %s did not act on visit %s: %s", version.rule_id, visit_id, fault)
        return False
    return True


def _cause(version: StageRuleVersion) -> Cause:
    minutes = version.letter_minutes
    rule = {"stage_rule": version.rule_id, "rule_version": version.number, "held_minutes": minutes}
    return Cause(rule, timedelta(minutes=minutes))


def _advance(version: StageRuleVersion, visit: Visit, cause: Cause) -> Entry:
    batch = new_batch()
    pipeline.advance(visit, actor=None, batch=batch, cause=cause)
    return standing.entries_of_batch(batch)[0]


def _hold(version: StageRuleVersion, visit: Visit, cause: Cause) -> Entry:
    batch = new_batch()
    pipeline.hold(visit, actor=None, reason=version.note, batch=batch, cause=cause)
    return standing.entries_of_batch(batch)[0]


def _propose(version: StageRuleVersion, visit: Visit, cause: Cause) -> Entry:
    """Put it before a person; nothing else happens."""
    return record(
        "rejection proposed",
        visit.application,
        actor_id=None,
        batch=new_batch(),
        visit=visit.id,
        stage=visit.stage_id,
        disposition=version.reason_id,
        **cause.details,
    )


ACTS: dict[RuleAct, Callable[[StageRuleVersion, Visit, Cause], Entry]] = {
    RuleAct.ADVANCE: _advance,
    RuleAct.HOLD: _hold,
    RuleAct.PROPOSE: _propose,
}
