"""The development plan: goals are proposed by either side, agreed by both, looked at again, and reached or
dropped. Whoever changes a goal asks the other side anew; what it said before stays."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from careers import career_letters
from careers.models import DevelopmentGoal, GoalAgreement, GoalLook, GoalWording
from careers.queries import goals as queries
from careers.states import GoalSource, GoalState, LookOutcome, RequirementKind, Side
from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import Entry, record
from core.refusal import Refused
from people.models import Account, Employment

LONGEST = 1000
FARTHEST = timedelta(days=5 * 366)
MOST_OPEN = 20
RUNNING = (GoalState.PROPOSED, GoalState.AGREED)


class GoalRefused(Refused):
    """The plan stays as it is."""


@dataclass(frozen=True)
class GoalPlan:
    """What a goal says: what is to be reached, by which action, shown by which evidence, by when. `kind` and
    `key`: the requirement of the ladder from which it was drawn, if from one."""

    source: GoalSource
    what: str
    action: str
    evidence: str
    due_on: date
    kind: RequirementKind | None = None
    key: str | None = None


def side_of(employment: Employment, *, actor: Account) -> Side:
    return Side.EMPLOYEE if employment.person_id == actor.person_id else Side.LEAD


def propose(employment: Employment, plan: GoalPlan, *, actor: Account) -> DevelopmentGoal:
    """Propose a goal; whoever does agrees to it, the other side has yet to.

    Raises GoalRefused for one that does not say all, and for more than 20 that are open."""
    alone(f"plan of {employment.id}")
    _check(plan)
    if queries.count_open(employment.id) >= MOST_OPEN:
        raise GoalRefused(_("Not added. At most %(most)s goals are open at a time.", most=MOST_OPEN))
    goal = DevelopmentGoal(employment_id=employment.id, due_on=plan.due_on, opened_at=clock.now())
    db.session.add(goal)
    db.session.flush()
    db.session.refresh(goal)
    entry = _told("goal proposed", goal, actor, source=plan.source, due_on=plan.due_on.isoformat())
    _word(goal, plan, actor)
    _ask(goal, entry, actor)
    return goal


def _check(plan: GoalPlan) -> None:
    needed = {
        "what": _("Say what is to be reached."),
        "action": _("Say what is done for it."),
        "evidence": _("Say by what one will see it."),
    }
    for name, sentence in needed.items():
        if not getattr(plan, name).strip():
            raise GoalRefused(sentence, name)
        if len(getattr(plan, name)) > LONGEST:
            raise GoalRefused(_("At most %(most)s characters.", most=LONGEST), name)
    if not clock.today() <= plan.due_on <= clock.today() + FARTHEST:
        raise GoalRefused(_("The day lies between today and five years from today."), "due_on")


def _told(verb: str, goal: DevelopmentGoal, actor: Account, **details: Any) -> Entry:
    entry = record(verb, goal, actor_id=actor.id, employment=goal.employment_id, state=goal.state, **details)
    db.session.flush()
    return entry


def _ask(goal: DevelopmentGoal, entry: Entry, actor: Account) -> None:
    career_letters.goal_proposed(goal, side_of(goal.employment, actor=actor), entry)


def _word(goal: DevelopmentGoal, plan: GoalPlan, actor: Account) -> None:
    """Add a wording, to which whoever writes it agrees."""
    wording = GoalWording(
        goal_id=goal.id,
        number=len(goal.wordings) + 1,
        source=plan.source,
        says={name: getattr(plan, name).strip() for name in ("what", "action", "evidence")},
        due_on=plan.due_on,
        kind=plan.kind,
        key=plan.key,
        at=clock.now(),
        by_id=actor.id,
    )
    db.session.add(wording)
    db.session.flush()
    _sign(wording, side_of(goal.employment, actor=actor), actor)
    db.session.expire(goal)


def _sign(wording: GoalWording, side: Side, actor: Account) -> None:
    db.session.add(GoalAgreement(wording_id=wording.id, side=side, account_id=actor.id, at=clock.now()))
    db.session.flush()


def _keep_still(goal: DevelopmentGoal, revision: int | None) -> None:
    alone(f"plan of {goal.employment_id}")
    db.session.refresh(goal)
    if revision is not None and revision != goal.revision:
        raise GoalRefused(_("Not changed. Somebody else has changed the goal meanwhile; look at it again."))
    if goal.state not in RUNNING:
        raise GoalRefused(_("Not changed. This goal has ended."))


def reword(goal: DevelopmentGoal, plan: GoalPlan, *, revision: int | None, actor: Account) -> None:
    """Say a goal otherwise; the other side has to agree anew. Raises GoalRefused as `propose` does, for one
    that has ended, and where nothing differs."""
    _keep_still(goal, revision)
    _check(plan)
    now = goal.wording
    said = (now.source, now.part("what"), now.part("action"), now.part("evidence"), now.due_on)
    asked = (plan.source, plan.what.strip(), plan.action.strip(), plan.evidence.strip(), plan.due_on)
    if said == asked:
        raise GoalRefused(_("Not changed. It stands so already."))
    goal.state, goal.due_on = GoalState.PROPOSED, plan.due_on
    goal.revision += 1
    db.session.flush()
    entry = _told("goal reworded", goal, actor, due_on=plan.due_on.isoformat())
    _word(goal, plan, actor)
    _ask(goal, entry, actor)


def agree(goal: DevelopmentGoal, *, revision: int | None, actor: Account) -> None:
    """Agree to what a goal says; with both sides it is agreed. Raises GoalRefused where this side has agreed
    already, and to another wording than was seen."""
    _keep_still(goal, revision)
    side = side_of(goal.employment, actor=actor)
    if not goal.awaits(side):
        raise GoalRefused(_("Not changed. Your side has agreed to it already."))
    _sign(goal.wording, side, actor)
    goal.state = GoalState.AGREED
    goal.revision += 1
    _told("goal agreed", goal, actor, side=side)
    db.session.expire(goal)


def look(
    goal: DevelopmentGoal, outcome: LookOutcome, note: str, *, revision: int | None, actor: Account
) -> None:
    """Look at a goal again and say what was found. With the evidence there, whoever leads the employee says
    that it is reached; what is not wanted any more is dropped.

    Raises GoalRefused without a word, for one that is not agreed (but it can be dropped), and where the
    employee says alone that it is reached."""
    _keep_still(goal, revision)
    if not note.strip() or len(note) > LONGEST:
        raise GoalRefused(_("Say what was seen, in at most %(most)s characters.", most=LONGEST), "note")
    if goal.state is not GoalState.AGREED and outcome is not LookOutcome.DROPPED:
        raise GoalRefused(_("Not recorded. Both sides agree to a goal before it is looked at."))
    if outcome is LookOutcome.REACHED and side_of(goal.employment, actor=actor) is Side.EMPLOYEE:
        raise GoalRefused(_("Not recorded. Whoever leads you says that a goal is reached."), "outcome")
    ended = {LookOutcome.REACHED: GoalState.REACHED, LookOutcome.DROPPED: GoalState.DROPPED}
    goal.state = ended.get(outcome, goal.state)
    goal.revision += 1
    db.session.add(
        GoalLook(goal_id=goal.id, outcome=outcome, note=note.strip(), at=clock.now(), by_id=actor.id)
    )
    _told("goal looked at", goal, actor, outcome=outcome)
    db.session.expire(goal)
