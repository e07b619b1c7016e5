"""The rules of the pipeline: what a stage needs to be left, and what an application waits for.

Pure Python: no database, no clock but the moment handed in.
"""

from dataclasses import dataclass
from decimal import Decimal

from recruiting.states import OfferState, Part, StageKind, Verdict, Wait, WaitsOn

SCORED_KINDS = frozenset({StageKind.INTERVIEW, StageKind.SIMULATION})
"""Stages whose result may come from scorecards."""

NEEDS_RESULT = frozenset({StageKind.TEST, StageKind.INTERVIEW, StageKind.SIMULATION, StageKind.CHECK})
"""Stages that cannot be passed without a result."""

DECIDER = {Part.RECRUITER: WaitsOn.RECRUITER, Part.HIRING_MANAGER: WaitsOn.MANAGER}

SHORTEST_REASON = 10
"""Characters: who looks at a reason in a year should understand it."""


@dataclass(frozen=True)
class Facts:
    """What is known of a standing visit.

    asked, scored: accounts asked for a scorecard, and those who submitted one.
    interview_over: None without an interview, else whether its time has passed.
    """

    verdict: Verdict | None = None
    asked: frozenset[int] = frozenset()
    scored: frozenset[int] = frozenset()
    interview_over: bool | None = None
    consent: bool = False
    offer: OfferState | None = None


@dataclass(frozen=True)
class Waiting:
    """What for, on whom, and on which account where it is a single one."""

    what: Wait
    on: WaitsOn
    account_id: int | None = None


def waiting(kind: StageKind, facts: Facts, owner: Part = Part.RECRUITER) -> Waiting:
    """What a visit to a stage of `kind` waits for, given the facts; its `owner` is who decides."""
    if kind is StageKind.OFFER:
        return _waiting_for_offer(facts.offer)
    if facts.verdict is not None or kind is StageKind.SCREENING:
        return Waiting(Wait.DECISION, DECIDER[owner])
    if kind is StageKind.CHECK:
        return _waiting_for_check(facts.consent)
    unplanned = facts.interview_over is None and not facts.scored
    if kind is StageKind.INTERVIEW and (not facts.asked or unplanned):
        return Waiting(Wait.SCHEDULING, WaitsOn.RECRUITER)
    missing = facts.asked - facts.scored
    if missing:
        what = Wait.INTERVIEW if facts.interview_over is False and not facts.scored else Wait.FEEDBACK
        return Waiting(what, WaitsOn.INTERVIEWER, next(iter(missing)) if len(missing) == 1 else None)
    return Waiting(Wait.RESULT, WaitsOn.CANDIDATE)


def _waiting_for_check(consent: bool) -> Waiting:
    return Waiting(Wait.RESULT, WaitsOn.OUTSIDE) if consent else Waiting(Wait.CONSENT, WaitsOn.CANDIDATE)


def _waiting_for_offer(offer: OfferState | None) -> Waiting:
    if offer is OfferState.SENT:
        return Waiting(Wait.ANSWER, WaitsOn.CANDIDATE)
    if offer is OfferState.ACCEPTED:
        return Waiting(Wait.HIRING, WaitsOn.RECRUITER)
    return Waiting(Wait.OFFER, WaitsOn.RECRUITER)


def judge(mark: Decimal, pass_mark: Decimal | None) -> Verdict:
    """At the pass mark is passed; a stage without one is passed by any mark."""
    return Verdict.PASSED if pass_mark is None or mark >= pass_mark else Verdict.FAILED


def explains(reason: str | None) -> bool:
    """Is this long enough to be a reason? A Chinese character counts for two letters and a half."""
    text = (reason or "").strip()
    return len(text) + sum(1.5 for letter in text if ord(letter) > 0x2E80) >= SHORTEST_REASON
