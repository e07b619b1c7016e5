"""Launches: announced with a day and what has to be known; moved, revised, withdrawn with a word of why."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.queries import teams
from training import learning_letters
from training.models import Launch, LaunchTeam, LaunchVersion
from training.queries import launches as queries
from training.recurrent import may_plan

LONGEST_PRODUCT, LONGEST_TEXT = 120, 10_000
WEB = ("https://", "http://")


class LaunchRefused(Refused):
    """No launch was announced or changed."""


@dataclass(frozen=True)
class Frame:
    """Which product is launched when, and whom it concerns."""

    product: str
    launches_on: date
    for_all: bool
    team_ids: frozenset[int]


@dataclass(frozen=True)
class Briefing:
    """What has to be known, where more of it is, and what is asked of everybody."""

    must_know: str
    url: str = ""
    asks_attendance: bool = False
    asks_check: bool = False
    asks_again: bool = True


def may_change(account: Account, launch: Launch) -> bool:
    return may_plan(account, launch.for_all, [one.team_id for one in launch.teams], ())


def announce(frame: Frame, briefing: Briefing, *, actor: Account) -> Launch:
    """Announce a product: from now on whoever it concerns may not serve it before being briefed.

    Raises LaunchRefused for what makes no sense, and for teams that are not the actor's.
    """
    _check_frame(frame, actor)
    _check_briefing(briefing)
    launch = Launch(
        product=frame.product.strip(),
        launches_on=frame.launches_on,
        for_all=frame.for_all,
        announced_at=clock.now(),
    )
    launch.teams = [LaunchTeam(team_id=one) for one in sorted(frame.team_ids)]
    db.session.add(launch)
    db.session.flush()
    record("launch announced", launch, actor_id=actor.id, **_kept(frame))
    _publish(launch, briefing, 1, actor)
    return launch


def change(
    launch: Launch, frame: Frame, *, actor: Account, reason: str = "", seen: int | None = None
) -> None:
    """Another name, day or other teams; another day needs a reason. Raises LaunchRefused."""
    _check_open(launch, actor, seen)
    _check_frame(frame, actor)
    team_ids = {one.team_id for one in launch.teams}
    before = Frame(launch.product, launch.launches_on, launch.for_all, frozenset(team_ids))
    if before == frame:
        raise LaunchRefused(_("Not changed. It stands so already."))
    moves, concerned = frame.launches_on != launch.launches_on, queries.whom(launch.id)
    if moves and not reason.strip():
        raise LaunchRefused(_("Not moved. Say why, for whoever prepares for it."), "reason")
    launch.product, launch.launches_on, launch.for_all = (
        frame.product.strip(),
        frame.launches_on,
        frame.for_all,
    )
    launch.teams = [
        next((one for one in launch.teams if one.team_id == team_id), None) or LaunchTeam(team_id=team_id)
        for team_id in sorted(frame.team_ids)
    ]
    flag_modified(launch, "product")  # of two who change it at once the second is told, also about teams
    db.session.flush()
    verb = "launch moved" if moves else "launch changed"
    entry = record(
        verb, launch, actor_id=actor.id, reason=reason.strip(), before=_kept(before), **_kept(frame)
    )
    db.session.flush()
    now = queries.whom(launch.id)
    learning_letters.briefing_due(launch, now - concerned, entry)
    if moves:
        learning_letters.launch_moved(launch, now & concerned, entry)


def revise(launch: Launch, briefing: Briefing, *, actor: Account, based_on: int) -> LaunchVersion:
    """Publish what has to be known anew; `based_on` is the number of the version that the author has seen.

    Raises LaunchRefused for a text that says nothing, the same once more, and when somebody else was faster.
    """
    _check_open(launch, actor, None)
    _check_briefing(briefing)
    newest = queries.newest_version(launch.id)
    if newest.number != based_on:
        raise LaunchRefused(
            _(
                "Not published. Somebody else published a version while you were writing. "
                "Look again, then decide."
            )
        )
    stands = Briefing(newest.must_know, newest.url or "", newest.asks_attendance, newest.asks_check,
                      briefing.asks_again)  # fmt: skip
    if stands == _trimmed(briefing):
        raise LaunchRefused(_("Not changed. It stands so already."))
    return _publish(launch, briefing, newest.number + 1, actor)


def withdraw(launch: Launch, *, actor: Account, reason: str, seen: int | None = None) -> None:
    """It is not launched, or served no more: nobody has to be briefed. Raises LaunchRefused."""
    _check_open(launch, actor, seen)
    if not reason.strip():
        raise LaunchRefused(_("Not withdrawn. Say why, for whoever prepared for it."), "reason")
    concerned = queries.whom(launch.id)
    launch.withdrawn_at = clock.now()
    entry = record("launch withdrawn", launch, actor_id=actor.id, reason=reason.strip())
    db.session.flush()
    learning_letters.launch_withdrawn(launch, concerned, entry)


def _publish(launch: Launch, briefing: Briefing, number: int, actor: Account) -> LaunchVersion:
    wanted = _trimmed(briefing)
    made = LaunchVersion(
        launch_id=launch.id,
        number=number,
        must_know=wanted.must_know,
        url=wanted.url or None,
        asks_attendance=wanted.asks_attendance,
        asks_check=wanted.asks_check,
        asks_again=wanted.asks_again or number == 1,
        published_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    entry = record("briefing published", launch, actor_id=actor.id, number=number,
                   asks_again=made.asks_again, asks_attendance=made.asks_attendance,
                   asks_check=made.asks_check)  # fmt: skip
    db.session.flush()
    if made.asks_again:
        learning_letters.briefing_due(launch, queries.whom(launch.id), entry)
    db.session.expire(launch, ["versions"])
    return made


def _trimmed(one: Briefing) -> Briefing:
    return Briefing(
        one.must_know.strip(), one.url.strip(), one.asks_attendance, one.asks_check, one.asks_again
    )


def _kept(frame: Frame) -> dict[str, Any]:
    return {
        "product": frame.product.strip(),
        "launches_on": frame.launches_on.isoformat(),
        "for_all": frame.for_all,
        "teams": sorted(frame.team_ids),
    }


def _check_frame(frame: Frame, actor: Account) -> None:
    if not frame.product.strip() or len(frame.product.strip()) > LONGEST_PRODUCT:
        raise LaunchRefused(_("Name the product, in at most 120 characters."), "product")
    if not frame.for_all and not frame.team_ids:
        raise LaunchRefused(_("Say which teams serve it, or that all do."), "teams")
    known = {team.id for team in teams()}
    if not frame.team_ids <= known or not may_plan(actor, frame.for_all, frame.team_ids, ()):
        raise LaunchRefused(_("Not saved. Your role does not allow it for all of these teams."), "teams")


def _check_briefing(briefing: Briefing) -> None:
    if not briefing.must_know.strip() or len(briefing.must_know) > LONGEST_TEXT:
        raise LaunchRefused(_("Say what has to be known, in at most 10,000 characters."), "must_know")
    url = briefing.url.strip()
    if url and (not url.lower().startswith(WEB) or " " in url or len(url) > 500):
        raise LaunchRefused(_("This is no address of a page: https://…"), "url")


def _check_open(launch: Launch, actor: Account, seen: int | None) -> None:
    alone(f"launch {launch.id}")
    db.session.refresh(launch)
    if not may_change(actor, launch):
        raise LaunchRefused(_("Not saved. Your role does not allow it for all of these teams."))
    if seen is not None and seen != launch.version:
        raise LaunchRefused(
            _(
                "Not changed. Somebody else changed this launch while you were looking. "
                "Look again, then decide."
            )
        )
    if launch.withdrawn_at is not None:
        raise LaunchRefused(_("Not changed. This launch was withdrawn."))
