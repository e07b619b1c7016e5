"""What is decided upon a background check. Against a candidate only after a notice that says what was
found and how to dispute it, a waiting time that nobody can skip, and an answer to every dispute.

The steps follow 15 U.S.C. § 1681b(b)(3): before an adverse action a copy of what was found and a
reasonable time to answer it."""

from datetime import timedelta
from typing import Any

from core import clock
from core.db import db
from core.i18n import _, say
from core.i18n import day as day_words
from core.record import Entry, Way, by, record
from people.models import Account
from people.permissions import Permission
from recruiting import marking, notices, results, rules
from recruiting.checks import CheckRefused, add_finding, hold_live, settle
from recruiting.models import BackgroundCheck, CheckItem
from recruiting.pipeline import check_may
from recruiting.queries import checks as queries
from recruiting.queries import standing
from recruiting.states import FINISHED_ITEMS, CheckState, ItemState, Verdict


def notify(check: BackgroundCheck, grounds: str, *, actor: Account, seen: str | None = None) -> None:
    """Write to the candidate what was found, how to dispute it and until when nothing is decided.

    grounds: as the candidate reads them. Raises CheckRefused without an adverse finding, before every
    item is found, for a second notice, and where the letter cannot reach anybody."""
    check_may(actor, Permission.DECIDE_CHECKS)
    hold_live(check, seen)
    _check_can_notify(check, grounds)
    check.state, check.grounds, check.noticed_at = CheckState.NOTICED, grounds.strip(), clock.now()
    check.waits_until = clock.day_end(clock.today() + timedelta(days=check.wait_days))
    db.session.flush()
    entry = _tell(check, "adverse notice sent", actor, waits_until=check.waits_until.isoformat())
    letter = notices.tell(
        notices.CHECK_NOTICED,
        check.application,
        entry,
        actor=actor,
        grounds=check.grounds,
        until=notices.in_words(check.application, check.last_day_to_dispute),
    )
    if letter is None:
        raise CheckRefused(
            _(
                "Not sent. There is no e-mail address of %(name)s, or no wording of this letter.",
                name=check.application.shown.name,
            )
        )
    settle(check)


def _check_can_notify(check: BackgroundCheck, grounds: str) -> None:
    if check.state is CheckState.NOTICED:
        raise CheckRefused(_("Not sent. The notice has gone out already."))
    _check_found(check)
    if not check.has_adverse_finding:
        raise CheckRefused(_("Not sent. Nothing was found that would have to be considered."))
    if not rules.explains(grounds):
        raise CheckRefused(_("Not sent. Say in at least one sentence what was found."), "grounds")


def _check_found(check: BackgroundCheck) -> None:
    missing = [say(item.name) for item in check.items if item.state not in FINISHED_ITEMS]
    if missing:
        raise CheckRefused(_("Not done. Still to be found: %(items)s.", items=_(", ").join(missing)))


def dispute(
    check: BackgroundCheck, item: CheckItem, words: str, *, actor: Account | None, seen: str | None = None
) -> None:
    """The candidate says that a finding is wrong, in these words: the item is open again."""
    check_may(actor, Permission.SEE_CHECKS)
    hold_live(check, seen)
    if check.state is not CheckState.NOTICED or item.state is not ItemState.CONSIDER:
        raise CheckRefused(_("Not recorded. Only a finding of which the candidate was told can be disputed."))
    if not words.strip():
        raise CheckRefused(_("Not recorded. Write down what the candidate says."), "words")
    finding = add_finding(item, ItemState.DISPUTED, words, actor=actor)
    _tell(check, "check item disputed", actor, item=item.id, finding=finding.id)


def clear(check: BackgroundCheck, why: str = "", *, actor: Account | None, seen: str | None = None) -> None:
    """Decide for the candidate: the result of the visit is passed, good until the package's days are
    over. Where something was found to be considered, `why` must say why it does not stand in the way."""
    check_may(actor, Permission.DECIDE_CHECKS)
    hold_live(check, seen)
    _check_found(check)
    if check.has_adverse_finding and not rules.explains(why):
        raise CheckRefused(
            _("Not decided. Say in at least one sentence why what was found is no obstacle."), "why"
        )
    if check.good_days is not None:
        check.good_until = clock.today() + timedelta(days=check.good_days)
    _decide(check, CheckState.CLEAR, Verdict.PASSED, why, actor)


def refuse(check: BackgroundCheck, why: str, *, actor: Account | None, seen: str | None = None) -> None:
    """Decide against the candidate, finally: not before the waiting time is over and disputes answered."""
    check_may(actor, Permission.DECIDE_CHECKS)
    hold_live(check, seen)
    _check_can_refuse(check, why)
    _decide(check, CheckState.NOT_CLEAR, Verdict.FAILED, why, actor)


def _check_can_refuse(check: BackgroundCheck, why: str) -> None:
    if check.state is not CheckState.NOTICED:
        raise CheckRefused(_("Not decided. The candidate must be told first; send the notice."))
    if not check.may_be_refused:
        raise CheckRefused(
            _(
                "Not decided. The candidate has time to answer until the end of %(day)s.",
                day=day_words(check.last_day_to_dispute),
            )
        )
    _check_found(check)
    if not check.has_adverse_finding:
        raise CheckRefused(_("Not decided. Nothing adverse is left on record; decide that it is clear."))
    if not rules.explains(why):
        raise CheckRefused(_("Not decided. Say why in at least one sentence."), "why")


def _decide(
    check: BackgroundCheck, state: CheckState, verdict: Verdict, why: str, actor: Account | None
) -> None:
    check.state, check.why = state, why.strip() or None
    check.decided_at, check.decided_by_id = clock.now(), actor.id if actor else None
    db.session.flush()
    record(
        "check decided",
        check.application,
        actor_id=actor.id if actor else None,
        check=check.id,
        verdict=verdict.value,
    )
    if check.visit_id is not None:
        results.conclude(standing.visit(check.visit_id), verdict, actor=actor)


def expire() -> int:
    """Let clear checks whose time is over run out; returns how many. For the worker."""
    checks = queries.ran_out(clock.today())
    for check in checks:
        check.state = CheckState.EXPIRED
        with by(Way.RULE):
            for item in check.items:
                add_finding(item, ItemState.EXPIRED, actor=None)
            record("check expired", check.application, actor_id=None, check=check.id)
    return len(checks)


def notices_over() -> int:
    """Let visits whose check may be decided now wait on us; returns how many. For the worker."""
    visit_ids = queries.visits_to_settle(clock.now())
    for visit_id in visit_ids:
        marking.touch(marking.alone_with(visit_id))
    return len(visit_ids)


def _tell(check: BackgroundCheck, verb: str, actor: Account | None, **details: Any) -> Entry:
    """On the check's own record, which few read; the application's says only that it is under way."""
    return record(verb, check, actor_id=actor.id if actor else None, **details)
