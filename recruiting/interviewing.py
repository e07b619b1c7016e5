"""Who is asked to score, and when and where they meet the candidate."""

from datetime import UTC, datetime
from typing import Any

from core import clock, outbox
from core.db import db
from core.i18n import _, say, time_of_day
from core.record import Entry, record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting import marking, notices, rules
from recruiting.models import Interview, Panelist, Visit
from recruiting.pipeline import check_may
from recruiting.queries import interviews as queries
from recruiting.queries import marks
from recruiting.states import InterviewState

PLANNED = "interview.planned"
SHORTEST, LONGEST = 5, 480


class InterviewRefused(Refused):
    """Nobody was asked or released, nothing was planned."""


def ask(visit: Visit, account: Account, *, actor: Account | None) -> Panelist:
    """Ask `account` for a scorecard of the visit. Each interview has interviewers of its own: who
    interviews the candidate in another stage cannot in this one."""
    check_may(actor, Permission.ARRANGE_INTERVIEWS)
    visit = marking.alone_with(visit.id)
    marking.check_open(visit, InterviewRefused)
    _check_scored_here(visit)
    _check_can_be_asked(visit, account)
    panelist = queries.request_to(visit.id, account.id)
    if panelist is None:
        panelist = Panelist(visit=visit, account=account, asked_at=clock.now())
        db.session.add(panelist)
    else:
        panelist.asked_at, panelist.released_at = clock.now(), None
    db.session.flush()
    _tell("panelist asked", visit, actor, panelist=panelist.id, account=account.id)
    marking.count_panel(visit, actor=actor)
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
                name=visit.application.person.name,
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
    _tell("panelist released", visit, actor, reason, panelist=panelist.id, account=panelist.account_id)
    marking.count_panel(visit, actor=actor)


def plan(
    visit: Visit, starts_at: datetime, minutes: int, place: str, *, actor: Account | None, tell: bool = True
) -> Interview:
    """Fix a time and a place; `tell` writes the candidate. One interview of a visit at a time."""
    check_may(actor, Permission.ARRANGE_INTERVIEWS)
    visit = marking.alone_with(visit.id)
    marking.check_open(visit, InterviewRefused)
    if visit.stage.kind not in rules.SCORED_KINDS:
        raise InterviewRefused(_("Not planned. %(stage)s is no interview.", stage=say(visit.stage.name)))
    _check_time_and_place(starts_at, minutes, place)
    if queries.planned(visit.id):
        raise InterviewRefused(_("Not planned. An interview is planned already; change that one."))
    interview = Interview(visit_id=visit.id, starts_at=starts_at, minutes=minutes, place=place.strip())
    db.session.add(interview)
    db.session.flush()
    _announce("interview planned", visit, interview, actor, tell)
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
) -> None:
    """Another time or place for a planned interview. A letter still held about the old one is stopped."""
    visit = _changeable(interview, actor)
    _check_time_and_place(starts_at, minutes, place)
    before = _in_numbers(interview)
    interview.starts_at, interview.minutes, interview.place = starts_at, minutes, place.strip()
    if before == _in_numbers(interview):
        raise InterviewRefused(_("Not changed. This is the time and place planned already."), "starts_on")
    _stop_letter(interview, visit)
    _announce("interview replanned", visit, interview, actor, tell, reason, before=before)


def cancel(interview: Interview, reason: str, *, actor: Account | None) -> None:
    """Call a planned interview off. A letter still held about it is stopped."""
    visit = _changeable(interview, actor)
    _check_reason(reason)
    interview.state = InterviewState.CANCELLED
    _stop_letter(interview, visit)
    _tell("interview cancelled", visit, actor, reason, interview=interview.id)
    marking.touch(visit)


def mark_missed(interview: Interview, reason: str = "", *, actor: Account | None) -> None:
    """The candidate did not come. Needs a time that has begun and no scorecard yet."""
    visit = _changeable(interview, actor)
    if interview.starts_at > clock.now():
        raise InterviewRefused(_("Not noted. The interview has not begun."))
    if any(marks.standing_marks(visit.id).values()):
        raise InterviewRefused(_("Not noted. The interview is scored already."))
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
    if tell:
        notices.tell(
            PLANNED,
            visit.application,
            entry,
            actor=actor,
            stage=visit.stage,
            date=notices.in_words(visit.application, interview.starts_at),
            time=time_of_day(interview.starts_at),
            place=interview.place,
            minutes=str(interview.minutes),
        )


def _stop_letter(interview: Interview, visit: Visit) -> None:
    entry = marks.entry_of(visit.application_id, "interview", interview.id)
    if entry is not None:
        outbox.cancel([entry.id])


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
