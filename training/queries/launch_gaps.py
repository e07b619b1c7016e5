"""Who may not serve which product yet, found by the database: everybody else is not even read."""

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased

from core import clock
from people.models import Account, Employment
from people.permissions import Permission
from training.models import Launch, LaunchCheck, LaunchReceipt, LaunchVersion, RecurrentMark, RecurrentSession
from training.queries.launches import CHECK_STANDS, Concerned, concerned, seen_by, stand
from training.queries.recurrent import STANDS
from training.states import Presence

_newest, _next, _again = aliased(LaunchVersion), aliased(LaunchVersion), aliased(LaunchVersion)
_read = aliased(LaunchVersion)
_IS_NEWEST = ~exists(
    select(_next.id).where(_next.launch_id == _newest.launch_id, _next.number > _newest.number)
)
_SINCE = (
    select(_again.published_at)
    .where(_again.launch_id == Launch.id, _again.asks_again)
    .order_by(_again.number.desc())
    .limit(1)
    .correlate(Launch)
    .scalar_subquery()
)
_HAS_READ = exists(
    select(LaunchReceipt.id)
    .where(
        LaunchReceipt.version_id.in_(select(_read.id).where(_read.launch_id == Launch.id).correlate(Launch)),
        LaunchReceipt.employment_id == Employment.id,
        LaunchReceipt.acknowledged_at >= _SINCE,
    )
    .correlate(Launch, Employment)
)
_SOMEBODY_CAME = exists(
    select(RecurrentMark.id)
    .where(
        RecurrentMark.session_id == RecurrentSession.id, RecurrentMark.presence == Presence.PRESENT, STANDS
    )
    .correlate(RecurrentSession)
)
_CAME = exists(
    select(RecurrentMark.id)
    .join(RecurrentSession, RecurrentSession.id == RecurrentMark.session_id)
    .where(
        RecurrentSession.launch_id == Launch.id,
        RecurrentMark.employment_id == Employment.id,
        RecurrentMark.presence == Presence.PRESENT,
        RecurrentSession.starts_at >= _SINCE,
        STANDS,
    )
    .correlate(Launch, Employment)
)
_LED = exists(
    select(RecurrentSession.id)
    .where(
        RecurrentSession.launch_id == Launch.id,
        RecurrentSession.leader_id == Employment.person_id,
        RecurrentSession.starts_at >= _SINCE,
        _SOMEBODY_CAME,
    )
    .correlate(Launch, Employment)
)
_HAS_PASSED = exists(
    select(LaunchCheck.id)
    .where(
        LaunchCheck.launch_id == Launch.id,
        LaunchCheck.employment_id == Employment.id,
        LaunchCheck.entered_at >= _SINCE,
        LaunchCheck.is_passed,
        CHECK_STANDS,
    )
    .correlate(Launch, Employment)
)
_LACKS = or_(
    and_(or_(_newest.asks_attendance, ~_HAS_READ), ~_CAME, ~_LED), and_(_newest.asks_check, ~_HAS_PASSED)
)
"""Nobody is left out of whom `training.rules.launches.standing` finds something missing; a test compares the
two. What is missing is for that rule to say."""


def lacking(reader: Account | None = None) -> list[Concerned]:
    """Who may not serve which product yet, as far as `reader` may see them (None: all), by name. What
    everybody was briefed about is left in the database, however many launches there were; in six statements
    at most."""
    statement = concerned(clock.today())
    if reader is not None:
        statement = seen_by(reader, Permission.SEE_TRAINING, statement)
    found = stand(statement.join(_newest, _newest.launch_id == Launch.id).where(_IS_NEWEST, _LACKS))
    return [one for one in found if not one.standing.is_ready]
