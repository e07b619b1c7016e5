"""The ledger of complaints about people: reported, then upheld or dismissed. What is upheld holds a promotion
up for as long as the ladder says. What turns out otherwise is decided anew; what was found before stays."""

from datetime import date
from typing import Any

from careers.models import Complaint, ComplaintFinding
from careers.states import ComplaintState
from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account, Employment

LONGEST = 2000


class ComplaintRefused(Refused):
    """Nothing was entered or decided."""


def report(employment: Employment, happened_on: date, summary: str, *, actor: Account) -> Complaint:
    """Enter a complaint. It has no effect before it is upheld.

    Raises ComplaintRefused for the own case, a day to come or before they were employed, and without
    words."""
    if employment.person_id == actor.person_id:
        raise ComplaintRefused(_("Not entered. Somebody else enters what is about you."))
    if not employment.started_on <= happened_on <= clock.today():
        raise ComplaintRefused(_("The day lies between their first day here and today."), "happened_on")
    if not summary.strip() or len(summary) > LONGEST:
        raise ComplaintRefused(_("Say what it is about, in at most 2,000 characters."), "summary")
    made = Complaint(
        employment_id=employment.id,
        happened_on=happened_on,
        summary=summary.strip(),
        reported_at=clock.now(),
        reported_by_id=actor.id,
    )
    db.session.add(made)
    db.session.flush()
    record(
        "complaint reported",
        made,
        actor_id=actor.id,
        employment=employment.id,
        on=happened_on.isoformat(),
        state=ComplaintState.REPORTED,
    )
    db.session.flush()
    return made


def decide(made: Complaint, *, upheld: bool, finding: str, actor: Account) -> None:
    """Uphold or dismiss it; an upheld one counts from today on.

    Raises ComplaintRefused for the own case, twice, and without a finding."""
    _keep_still(made, finding, actor)
    if made.state is not ComplaintState.REPORTED:
        raise ComplaintRefused(_("Not decided. It is decided already."))
    _find(made, ComplaintState.UPHELD if upheld else ComplaintState.DISMISSED, finding, actor)


def decide_anew(made: Complaint, *, upheld: bool, finding: str, actor: Account) -> None:
    """Dismiss what was upheld, or uphold what was dismissed: after an appeal, or once something came to
    light. From today on it is the other way round; what was found before stays, and so does what it led to
    by then.

    Raises ComplaintRefused for the own case, one that is not decided or stands so already, and without a
    finding."""
    _keep_still(made, finding, actor)
    if made.state is ComplaintState.REPORTED:
        raise ComplaintRefused(_("Not decided anew. It is not decided yet."))
    state = ComplaintState.UPHELD if upheld else ComplaintState.DISMISSED
    if made.state is state:
        raise ComplaintRefused(_("Not decided anew. It stands so already."))
    _find(made, state, finding, actor, before=made.state)


def _keep_still(made: Complaint, finding: str, actor: Account) -> None:
    alone(f"complaint {made.id}")
    db.session.refresh(made)
    if made.employment.person_id == actor.person_id:
        raise ComplaintRefused(_("Not decided. Somebody else decides what is about you."))
    if not finding.strip() or len(finding) > LONGEST:
        raise ComplaintRefused(_("Say what was found, in at most 2,000 characters."), "finding")


def _find(
    made: Complaint, state: ComplaintState, finding: str, actor: Account, before: ComplaintState | None = None
) -> None:
    """`before`: what it was decided to be until now."""
    told: dict[str, Any] = {"before": before} if before else {}
    verb = "complaint decided anew" if before else "complaint decided"
    entry = record(verb, made, actor_id=actor.id, employment=made.employment_id, state=state, **told)
    made.state, made.decided_on = state, clock.today()
    made.decided_by_id, made.finding = actor.id, finding.strip()
    db.session.flush()
    number = len(made.findings) + 1
    made.findings.append(
        ComplaintFinding(
            number=number, state=state, on=made.decided_on, finding=made.finding, entry_id=entry.id
        )
    )
    db.session.flush()
