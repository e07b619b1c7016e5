"""Levels that change without a case: a trial that ends, a demotion, a lateral move. Each is an act of its own
and none is ever recorded as a promotion."""

from datetime import date

from careers import deciding
from careers.models import LevelAct
from careers.queries import cases as queries
from careers.queries import ladder, standings
from careers.queries.standings import Standing
from careers.states import ActKind
from core import clock
from core.i18n import _
from core.locks import alone
from core.refusal import Refused
from people.models import Account, Employment


class LevelRefused(Refused):
    """The level stays as it is."""


def confirm(employment: Employment, *, actor: Account) -> LevelAct:
    """End a trial well: the level is held for good. Raises LevelRefused for who is not on trial, and for
    the own level."""
    standing = _keep_still(employment, actor)
    trial = _trial(employment)
    level = standing.facts.level
    return deciding.change(
        employment,
        ActKind.CONFIRMED,
        level,
        clock.today(),
        actor=actor,
        reason=None,
        pay_grade=trial.pay_grade,
    )


def send_back(employment: Employment, reason: str, *, actor: Account) -> LevelAct:
    """End a trial the other way: back in the former level, which is no demotion. Raises LevelRefused as
    `confirm` does, and without a reason."""
    _keep_still(employment, actor)
    trial = _trial(employment)
    _check_reason(reason)
    today = clock.today()
    return deciding.change(
        employment, ActKind.RETURNED, trial.from_level, today, actor=actor, reason=reason.strip()
    )


def demote(
    employment: Employment, level: str, on: date, reason: str, *, actor: Account, pay_grade: str | None = None
) -> LevelAct:
    """To a lower level of the ladder from a day on. Raises LevelRefused for one that is not lower, for
    the own level, one that the ladder has no longer or that is full, who is on trial, a day to come, and
    without a reason."""
    standing = _keep_still(employment, actor)
    _refuse_on_trial(employment)
    _check_reason(reason)
    if level not in _below(standing):
        raise LevelRefused(_("Not changed. This level is not below the present one."), "level")
    _refuse_dropped(level)
    _refuse_full(level)
    _check_day(employment, on)
    kind = ActKind.DEMOTION
    return deciding.change(
        employment, kind, level, on, actor=actor, reason=reason.strip(), pay_grade=pay_grade
    )


def move_sideways(
    employment: Employment, level: str, on: date, reason: str, *, actor: Account, pay_grade: str | None = None
) -> LevelAct:
    """To a level of another track that follows the same one. Raises LevelRefused for one that does not,
    and as `demote` does."""
    standing = _keep_still(employment, actor)
    _refuse_on_trial(employment)
    _check_reason(reason)
    if level not in _beside(standing):
        raise LevelRefused(_("Not changed. This level does not stand beside the present one."), "level")
    _refuse_dropped(level)
    _refuse_full(level)
    _check_day(employment, on)
    kind = ActKind.LATERAL
    return deciding.change(
        employment, kind, level, on, actor=actor, reason=reason.strip(), pay_grade=pay_grade
    )


def _keep_still(employment: Employment, actor: Account) -> Standing:
    if employment.person_id == actor.person_id:
        raise LevelRefused(_("Not changed. Nobody decides about themselves."))
    alone(f"career of {employment.id}")
    if queries.running(employment.id):
        raise LevelRefused(_("Not changed. A promotion case about them runs; end it first."))
    standing = standings.standing_of(employment.id)
    if standing is None or standing.version is None:
        raise LevelRefused(_("Not changed. They are not employed any more."))
    return standing


def _trial(employment: Employment) -> LevelAct:
    act = queries.on_trial(employment.id)
    if act is None:
        raise LevelRefused(_("Not changed. They are not on trial."))
    return act


def _refuse_on_trial(employment: Employment) -> None:
    """Whoever fails a trial returns, which is no demotion; no other act may take its place."""
    if queries.on_trial(employment.id):
        raise LevelRefused(_("Not changed. They are on trial; confirm them in the level or end the trial."))


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise LevelRefused(_("Not changed. Say why, for the record."), "reason")


def _check_day(employment: Employment, on: date) -> None:
    if not queries.post_since(employment.id) <= on <= clock.today():
        raise LevelRefused(_("The day lies between the beginning of the present post and today."), "on")


def _refuse_dropped(level: str) -> None:
    alone("ladder versions")
    if ladder.is_dropped(level):
        raise LevelRefused(
            _("Not changed. The newest version of the ladder does not have this level."), "level"
        )


def _refuse_full(level: str) -> None:
    """Whoever returns from a trial finds the former level in any case; who comes otherwise needs a seat."""
    seats = queries.seats()[level]
    if seats.free == 0:
        raise LevelRefused(
            _(
                "Not changed. All %(seats)s seats of this level are held or promised. Change the ladder.",
                seats=seats.most,
            ),
            "level",
        )


def _below(standing: Standing) -> set[str]:
    """The levels over which one came to the present one."""
    assert standing.version is not None
    found: set[str] = set()
    level = standing.level
    while level is not None and level.after is not None and level.after not in found:
        found.add(level.after)
        level = standing.version.level(level.after)
    return found


def _beside(standing: Standing) -> set[str]:
    """The levels that follow the same one as the present level."""
    assert standing.version is not None
    if standing.level is None:
        return set()
    return {
        one.key
        for one in standing.version.levels
        if one.after == standing.level.after and one.key != standing.level.key
    }


def choices(standing: Standing) -> tuple[set[str], set[str]]:
    """The levels to which somebody could be demoted, and moved sideways."""
    return (_below(standing), _beside(standing)) if standing.version else (set(), set())
