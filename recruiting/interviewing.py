"""Who is asked to score, and when and where they meet the candidate.

Whatever changes here is told to the calendars of the candidate and the panel by `invitations`.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from core import clock
from core.db import db
from core.i18n import _, moment, say
from core.locks import alone
from core.record import Entry, record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting import invitations, marking, rules
from recruiting.models import Interview, Panelist, Visit
from recruiting.pipeline import check_may
from recruiting.queries import calendars, marks
from recruiting.queries import interviews as queries
from recruiting.states import InterviewState

SHORTEST, LONGEST = 5, 480


class InterviewRefused(Refused):
    """Nobody was asked or released, nothing was planned."""


class DoubleBooked(InterviewRefused):
    """Somebody would be in two interviews at once, or teach during one; a reason in the field "despite" lets
    it pass."""


def ask(
    visit: Visit,
    account: Account,
    *,
    actor: Account | None,
    focus: Sequence[int] = (),
    despite: str | None = None,
) -> Panelist:
    """Ask `account` for a scorecard of the visit; one who is asked when the time is fixed is invited.
    Each interview has interviewers of its own: who interviews the candidate in another stage cannot in
    this one.

    focus: ids of the criteria to look at above all.  despite: why the account is asked although it has
    another interview at the time that is planned."""
    check_may(actor, Permission.ARRANGE_INTERVIEWS)
    visit = marking.alone_with(visit.id)
    marking.check_open(visit, InterviewRefused)
    _check_scored_here(visit)
    _check_can_be_asked(visit, account)
    planned = queries.planned(visit.id)
    clash = _check_joins(visit, planned, account, despite) if planned else None
    panelist = _request(visit, account, focus)
    entry = _tell("panelist asked", visit, actor, clash, panelist=panelist.id, account=account.id)
    marking.count_panel(visit, actor=actor)
    if planned:
        invitations.settle(visit, planned, entry, actor=actor)
    return panelist


def _request(visit: Visit, account: Account, focus: Sequence[int]) -> Panelist:
    panelist = queries.request_to(visit.id, account.id)
    if panelist is None:
        panelist = Panelist(visit=visit, account=account)
        db.session.add(panelist)
    panelist.asked_at, panelist.released_at, panelist.focus = clock.now(), None, list(focus)
    db.session.flush()
    return panelist


def _check_scored_here(visit: Visit) -> None:
    if visit.stage.kind not in rules.SCORED_KINDS or visit.stage.rubric_version_id is None:
        raise InterviewRefused(_("Not asked. %(stage)s has no scorecards.", stage=say(visit.stage.name)))
    if marks.newest_result(visit.id):
        raise InterviewRefused(
            _("Not asked. %(stage)s has a result already; correct that one.", stage=say(visit.stage.name))
        )


def _check_can_be_asked(visit: Visit, account: Account) -> None:
    if not queries.may_score(account, visit.opening_id):
        raise InterviewRefused(
            _("Not asked. %(who)s may not score candidates of this opening.", who=account.name), "account"
        )
    before = queries.request_to(visit.id, account.id)
    if before is not None and before.released_at is None:
        raise InterviewRefused(_("Not asked. %(who)s is asked already.", who=account.name), "account")
    elsewhere = queries.other_interviewers(visit).get(account.id)
    if elsewhere:
        raise InterviewRefused(
            _(
                "Not asked. %(who)s interviews %(name)s in %(stage)s; %(here)s needs somebody else.",
                who=account.name,
                name=visit.application.shown.name,
                stage=say(elsewhere),
                here=say(visit.stage.name),
            ),
            "account",
        )


def release(panelist: Panelist, reason: str, *, actor: Account | None) -> None:
    """Ask for this scorecard no longer. One that is submitted counts and cannot be released."""
    check_may(actor, Permission.ARRANGE_INTERVIEWS)
    visit = marking.alone_with(panelist.visit_id)
    marking.check_open(visit, InterviewRefused)
    who = panelist.account.name
    if panelist.released_at is not None:
        raise InterviewRefused(_("Not released. %(who)s is not asked any more.", who=who))
    if marks.newest_scorecard(panelist.id):
        raise InterviewRefused(_("Not released. The scorecard of %(who)s is in and counts.", who=who))
    if actor is not None and actor.id == panelist.account_id and marks.others_submitted(panelist):
        raise InterviewRefused(
            _("Not released. Others have submitted; a colleague has to release you before you see theirs.")
        )
    if not rules.explains(reason):
        raise InterviewRefused(_("Not released. Say in at least one sentence why."), "reason")
    panelist.released_at = clock.now()
    db.session.flush()
    entry = _tell(
        "panelist released", visit, actor, reason, panelist=panelist.id, account=panelist.account_id
    )
    marking.count_panel(visit, actor=actor)
    planned = queries.planned(visit.id)
    if planned:
        invitations.settle(visit, planned, entry, actor=actor)


def plan(
    visit: Visit,
    starts_at: datetime,
    minutes: int,
    place: str,
    *,
    actor: Account | None,
    tell: bool = True,
    despite: str | None = None,
) -> Interview:
    """Fix a time and a place. The panel is invited, with `tell` the candidate too. One interview of a
    visit at a time; `despite` says why it is planned although somebody has another at that time."""
    check_may(actor, Permission.ARRANGE_INTERVIEWS)
    visit = marking.alone_with(visit.id)
    marking.check_open(visit, InterviewRefused)
    if visit.stage.kind not in rules.SCORED_KINDS:
        raise InterviewRefused(_("Not planned. %(stage)s is no interview.", stage=say(visit.stage.name)))
    _check_time_and_place(starts_at, minutes, place)
    before = queries.planned(visit.id)
    if before:
        _check_to_come(before)
        raise InterviewRefused(_("Not planned. An interview is planned already; change that one."))
    clash = _check_free(visit, starts_at, minutes, despite)
    interview = Interview(visit_id=visit.id, starts_at=starts_at, minutes=minutes, place=place.strip())
    db.session.add(interview)
    db.session.flush()
    _announce("interview planned", visit, interview, actor, tell, clash)
    return interview


def replan(
    interview: Interview,
    starts_at: datetime,
    minutes: int,
    place: str,
    *,
    actor: Account | None,
    reason: str | None = None,
    tell: bool = True,
    despite: str | None = None,
) -> None:
    """Another time or place for a planned interview. A letter still held about the old one is stopped;
    who has it in a calendar gets the new one there. `tell` and `despite` as in `plan`."""
    visit = _changeable(interview, actor)
    _check_to_come(interview)
    _check_time_and_place(starts_at, minutes, place)
    before = _in_numbers(interview)
    if (starts_at, minutes, place.strip()) == (interview.starts_at, interview.minutes, interview.place):
        raise InterviewRefused(_("Not changed. This is the time and place planned already."), "starts_on")
    clash = _check_free(visit, starts_at, minutes, despite, besides=interview.id)
    interview.starts_at, interview.minutes, interview.place = starts_at, minutes, place.strip()
    _announce("interview replanned", visit, interview, actor, tell, reason or clash, before=before)


def cancel(interview: Interview, reason: str, *, actor: Account | None) -> None:
    """Call a planned interview off and tell everybody who knows of it. A letter still held is stopped. Of one
    that is over it says that it did not take place, and nobody is written to."""
    visit = _changeable(interview, actor)
    _check_reason(reason)
    if interview.starts_at <= clock.now():
        _check_unscored(visit)
    interview.state = InterviewState.CANCELLED
    entry = _tell("interview cancelled", visit, actor, reason, interview=interview.id)
    marking.touch(visit)
    invitations.settle(visit, interview, entry, actor=actor, candidate=True)


def mark_missed(interview: Interview, reason: str = "", *, actor: Account | None) -> None:
    """The candidate did not come. Needs a time that has begun and no scorecard yet."""
    visit = _changeable(interview, actor)
    if interview.starts_at > clock.now():
        raise InterviewRefused(_("Not noted. The interview has not begun."))
    _check_unscored(visit)
    interview.state = InterviewState.MISSED
    _tell("interview missed", visit, actor, reason, interview=interview.id)
    marking.touch(visit)


def _changeable(interview: Interview, actor: Account | None) -> Visit:
    check_may(actor, Permission.ARRANGE_INTERVIEWS)
    visit = marking.alone_with(interview.visit_id)
    marking.check_open(visit, InterviewRefused)
    db.session.refresh(interview)
    if interview.state is not InterviewState.PLANNED:
        raise InterviewRefused(_("Not changed. The interview is not planned any more."))
    return visit


def _check_unscored(visit: Visit) -> None:
    if any(marks.standing_marks(visit.id).values()):
        raise InterviewRefused(_("Not noted. The interview is scored already."))


def _check_to_come(interview: Interview) -> None:
    if interview.ends_at <= clock.now():
        raise InterviewRefused(
            _(
                "Not planned. The interview of %(when)s is over: its scorecards are awaited. If it did not "
                "take place, say so first.",
                when=moment(interview.starts_at),
            )
        )


def _check_reason(reason: str) -> None:
    if not rules.explains(reason):
        raise InterviewRefused(_("Not cancelled. Say in at least one sentence why."), "reason")


def _check_time_and_place(starts_at: datetime, minutes: int, place: str) -> None:
    if starts_at <= clock.now():
        raise InterviewRefused(_("Not planned. Choose a time that is still to come."), "starts_on")
    if not SHORTEST <= minutes <= LONGEST:
        raise InterviewRefused(
            _("Not planned. An interview takes %(least)s to %(most)s minutes.", least=SHORTEST, most=LONGEST),
            "minutes",
        )
    if not place.strip():
        raise InterviewRefused(_("Not planned. Say where it takes place."), "place")


def _announce(
    verb: str,
    visit: Visit,
    interview: Interview,
    actor: Account | None,
    tell: bool,
    reason: str | None = None,
    **details: Any,
) -> None:
    entry = _tell(verb, visit, actor, reason, interview=interview.id, after=_in_numbers(interview), **details)
    marking.touch(visit)
    invitations.settle(visit, interview, entry, actor=actor, candidate=tell)


def _check_free(
    visit: Visit, starts_at: datetime, minutes: int, despite: str | None, *, besides: int | None = None
) -> str | None:
    """Refuse a time at which the candidate or somebody of the panel is in another interview."""
    panel, person_id = queries.asked_accounts(visit.id), visit.application.person_id
    # Who books the same people at the same moment waits for us, and then sees what we booked.
    for name in (f"calendar of person {person_id}", *(f"calendar of {one}" for one in sorted(panel))):
        alone(name)
    return _unless(despite, calendars.clashes(panel, person_id, starts_at, minutes, besides=besides))


def is_free(visit: Visit, starts_at: datetime, minutes: int) -> bool:
    """Are the candidate and everybody asked in no other interview then?"""
    panel = queries.asked_accounts(visit.id)
    return not calendars.clashes(panel, visit.application.person_id, starts_at, minutes)


def _check_joins(visit: Visit, planned: Interview, account: Account, despite: str | None) -> str | None:
    """Refuse somebody who is in another interview when this one is planned."""
    alone(f"calendar of {account.id}")
    return _unless(
        despite,
        calendars.clashes([account.id], None, planned.starts_at, planned.minutes, besides=planned.id),
    )


def _unless(despite: str | None, clashes: Sequence[calendars.Busy]) -> str | None:
    """The reason for which clashes are put up with, where there are any."""
    if not clashes:
        return None
    if rules.explains(despite):
        return despite
    raise DoubleBooked(_why_not(clashes[0]), "despite")


def _why_not(clash: calendars.Busy) -> str:
    sentence = (
        _(
            "Not planned. %(who)s teaches at %(when)s. "
            "Choose another time, or say why it shall be so all the same."
        )
        if clash.teaches
        else _(
            "Not planned. %(who)s has another interview at %(when)s. "
            "Choose another time, or say why it shall be so all the same."
        )
    )
    return sentence % {"who": clash.name, "when": moment(clash.starts_at)}


def _in_numbers(interview: Interview) -> dict[str, str | int]:
    return {
        "starts_at": interview.starts_at.astimezone(UTC).isoformat(),
        "minutes": interview.minutes,
        "place": interview.place,
    }


def _tell(verb: str, visit: Visit, actor: Account | None, reason: str | None = None, **details: Any) -> Entry:
    return record(
        verb,
        visit.application,
        actor_id=actor.id if actor else None,
        reason=reason,
        visit=visit.id,
        stage=visit.stage_id,
        **details,
    )
