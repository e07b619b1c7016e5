"""The plan of recurrent training: sessions for who is on duty already, changed, moved and called off with a
word of why."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from core import clock
from core.db import db
from core.i18n import _, moment
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account, Person
from people.permissions import Permission
from people.queries import account_of_person, is_on_duty, teams
from training import inviting
from training.models import RecurrentGuest, RecurrentSession, RecurrentTeam
from training.queries import audience, cohorts, launches
from training.queries import recurrent as queries
from training.states import LedBy, SessionState

LONGEST = timedelta(hours=12)
LONGEST_TOPIC, LONGEST_PLACE = 200, 200
TOLD = frozenset({"topic", "starts_at", "ends_at", "place", "leader_id", "outside_leader", "is_required"})
"""What is news to whoever is asked already, when it changes."""


class RecurrentRefused(Refused):
    """Nothing was planned, and no session changed."""


@dataclass(frozen=True)
class Plan:
    """What a session is to be. `leader`: a colleague, `outside_leader`: the name of somebody else; `minutes`:
    what it is credited with, None for as long as it lasts; `guests`: employments named besides the teams;
    `launch_id`: the product that it is a briefing about."""

    topic: str
    led_by: LedBy
    leader: Person | None
    outside_leader: str
    starts_at: datetime
    ends_at: datetime
    minutes: int | None
    place: str
    is_required: bool
    for_all: bool
    team_ids: frozenset[int]
    guests: frozenset[int]
    launch_id: int | None = None

    @property
    def credited(self) -> int:
        lasts = int((self.ends_at - self.starts_at).total_seconds() // 60)
        return lasts if self.minutes is None else self.minutes

    @property
    def columns(self) -> dict[str, Any]:
        """What is kept of it in the session itself."""
        return {
            "topic": self.topic.strip(),
            "led_by": self.led_by,
            "leader_id": self.leader.id if self.leader else None,
            "outside_leader": self.outside_leader.strip() or None,
            "held_on": clock.local(self.starts_at).date(),
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "minutes": self.credited,
            "place": self.place.strip(),
            "is_required": self.is_required,
            "for_all": self.for_all,
            "launch_id": self.launch_id,
        }


def may_plan(
    account: Account, for_all: bool, team_ids: Collection[int], guest_teams: Collection[int]
) -> bool:
    """Does `account` plan training for all of these teams?"""
    held = account.teams_for(Permission.PLAN_RECURRENT)
    return None in held or (bool(held) and not for_all and {*team_ids, *guest_teams} <= held)


def may_change(account: Account, session: RecurrentSession) -> bool:
    """May `account` change this session and take its attendance? Who leads it takes the attendance as well:
    see `roll_call`."""
    team_ids = [one.team_id for one in session.teams]
    guest_teams = [row.team_id for row in audience.guests(session.id)]
    return may_plan(account, session.for_all, team_ids, guest_teams)


def plan(wanted: Plan, *, actor: Account) -> RecurrentSession:
    """Put a session on the plan.

    Raises RecurrentRefused for what makes no sense, for nobody asked, for teams that are not the actor's, and
    for a leader who is busy.
    """
    _check(wanted, actor)
    session = RecurrentSession(
        **wanted.columns, uid=f"{uuid.uuid4()}@onduty", changed_at=clock.now(), state=SessionState.PLANNED
    )
    db.session.add(session)
    db.session.flush()
    _ask(session, wanted)
    entry = record("recurrent session planned", session, actor_id=actor.id, **_kept(wanted))
    db.session.flush()
    inviting.invite(session, inviting.whom(session), entry)
    return session


def change(
    session: RecurrentSession, wanted: Plan, *, actor: Account, reason: str, seen: int | None = None
) -> None:
    """Make the session what is wanted. Another time needs a reason; calendars hear of it.

    Raises RecurrentRefused as `plan` does, without a change, without a reason where it moves, and for a
    session that was called off or of which attendance was taken.
    """
    _check_planned(session, actor, seen)
    _check(wanted, actor, session)
    changed = [name for name, value in wanted.columns.items() if getattr(session, name) != value]
    asked = {one.team_id for one in session.teams} != wanted.team_ids or {
        row.employment_id for row in audience.guests(session.id)
    } != wanted.guests
    if not changed and not asked:
        raise RecurrentRefused(_("Not changed. It stands so already."))
    moves = {"starts_at", "ends_at"} & set(changed)
    if moves and not reason.strip():
        raise RecurrentRefused(_("Not moved. Say why, for those who had planned to come."), "reason")
    before = session.starts_at.isoformat(), session.ends_at.isoformat()
    expected = inviting.whom(session)
    was = _was(session, changed)
    for name, value in wanted.columns.items():
        setattr(session, name, value)
    _ask(session, wanted)
    _tell_calendars(session)
    verb = "recurrent session moved" if moves else "recurrent session changed"
    entry = record(verb, session, actor_id=actor.id, reason=reason.strip(), before=before, changed=changed,
                   was=was, **_kept(wanted))  # fmt: skip
    db.session.flush()
    inviting.tell_of_change(session, expected, entry, is_news=bool(TOLD & set(changed)))


def call_off(session: RecurrentSession, *, actor: Account, reason: str, seen: int | None = None) -> None:
    """Let it not take place; it stays on the plan, struck through. Raises RecurrentRefused."""
    _check_planned(session, actor, seen)
    if not reason.strip():
        raise RecurrentRefused(_("Not called off. Say why, for those who had planned to come."), "reason")
    session.state = SessionState.CANCELLED
    _tell_calendars(session)
    entry = record("recurrent session called off", session, actor_id=actor.id, reason=reason.strip(),
                   state=session.state)  # fmt: skip
    db.session.flush()
    inviting.tell_called_off(session, entry)


def invite(session: RecurrentSession, employment_id: int, *, actor: Account) -> None:
    """Name somebody more, also when it has begun: whoever came can be marked.

    Raises RecurrentRefused for whom the actor may not reach, who is on the list already, and who does not
    serve on the day of the session.
    """
    alone(f"recurrent session {session.id}")
    db.session.refresh(session)
    _refuse_called_off(session)
    reached = {row.employment_id: row for row in audience.colleagues(actor, Permission.PLAN_RECURRENT)}
    if employment_id not in reached or not may_change(actor, session):
        raise RecurrentRefused(_("Not added. Your role does not allow it for this team."), "person")
    named = {one.employment_id for one in queries.guest_rows(session.id)}
    if employment_id in named | {row.employment_id for row in queries.on_sheet(session.id)}:
        raise RecurrentRefused(_("Not added. They are on the list already."), "person")
    if reached[employment_id].person_id == session.leader_id:
        raise RecurrentRefused(_("Not added. They lead it."), "person")
    if not is_on_duty(employment_id, session.held_on):
        raise RecurrentRefused(_("Not added. They are not on duty on the day of the session."), "person")
    db.session.add(RecurrentGuest(session_id=session.id, employment_id=employment_id, invited_at=clock.now()))
    flag_modified(session, "state")  # whoever changes the plan has to look again, not to throw them out
    entry = record("invited to a recurrent session", session, actor_id=actor.id, employment=employment_id)
    db.session.flush()
    inviting.invite(session, {employment_id: reached[employment_id].person_id}, entry)


def _was(session: RecurrentSession, changed: Collection[str]) -> dict[str, Any]:
    """What the record keeps of a plan that is changed: the old values, and who was asked."""
    old = {name: getattr(session, name) for name in changed}
    return {
        **{name: one.isoformat() if isinstance(one, date) else one for name, one in old.items()},
        "teams": sorted(one.team_id for one in session.teams),
        "guests": sorted(one.employment_id for one in queries.guest_rows(session.id)),
    }


def _kept(wanted: Plan) -> dict[str, Any]:
    """What the record says of a plan: ids, days and numbers."""
    return {
        "starts_at": wanted.starts_at.isoformat(),
        "ends_at": wanted.ends_at.isoformat(),
        "minutes": wanted.credited,
        "leader": wanted.leader.id if wanted.leader else None,
        "required": wanted.is_required,
        "for_all": wanted.for_all,
        "teams": sorted(wanted.team_ids),
        "guests": sorted(wanted.guests),
        "launch": wanted.launch_id,
    }


def _ask(session: RecurrentSession, wanted: Plan) -> None:
    session.teams = [
        next((one for one in session.teams if one.team_id == team_id), None) or RecurrentTeam(team_id=team_id)
        for team_id in sorted(wanted.team_ids)
    ]
    there = {one.employment_id: one for one in queries.guest_rows(session.id)}
    for employment_id in there.keys() - wanted.guests:
        db.session.delete(there[employment_id])
    db.session.add_all(
        RecurrentGuest(session_id=session.id, employment_id=one, invited_at=clock.now())
        for one in sorted(wanted.guests - there.keys())
    )
    db.session.flush()


def _tell_calendars(session: RecurrentSession) -> None:
    session.sequence += 1
    session.changed_at = clock.now()


def _check_planned(session: RecurrentSession, actor: Account, seen: int | None) -> None:
    alone(f"recurrent session {session.id}")
    db.session.refresh(session)
    if not may_change(actor, session):
        raise RecurrentRefused(_("Not changed. Your role does not allow it for this team."))
    if seen is not None and seen != session.version:
        raise RecurrentRefused(
            _(
                "Not changed. Somebody else changed this session while you were looking. "
                "Look again, then decide."
            )
        )
    _refuse_called_off(session)
    if queries.has_marks(session.id):
        raise RecurrentRefused(_("Not changed. Attendance was taken: this session was held."))


def _refuse_called_off(session: RecurrentSession) -> None:
    if session.state is SessionState.CANCELLED:
        raise RecurrentRefused(_("Not changed. This session was called off."))


def _check(wanted: Plan, actor: Account, session: RecurrentSession | None = None) -> None:
    if not wanted.topic.strip() or len(wanted.topic.strip()) > LONGEST_TOPIC:
        raise RecurrentRefused(_("Say what it is about, in at most 200 characters."), "topic")
    if not timedelta(0) < wanted.ends_at - wanted.starts_at <= LONGEST:
        raise RecurrentRefused(_("A session ends after it begins, within twelve hours."), "ends")
    lasts = int((wanted.ends_at - wanted.starts_at).total_seconds() // 60)
    if not 0 < wanted.credited <= lasts:
        raise RecurrentRefused(_("It is credited with at most as many hours as it lasts."), "hours")
    if len(wanted.place.strip()) > LONGEST_PLACE or not wanted.place.strip():
        raise RecurrentRefused(_("Say where it is, in at most 200 characters."), "place")
    _check_launch(wanted, actor, session)
    _check_leader(wanted, session)
    _check_asked(wanted, actor, session)


def _check_launch(wanted: Plan, actor: Account, session: RecurrentSession | None) -> None:
    """The one that it was about before may stay, also when it was withdrawn."""
    if wanted.launch_id is None or (session and session.launch_id == wanted.launch_id):
        return
    if wanted.launch_id not in {row.id for row in launches.open_launches(actor)}:
        raise RecurrentRefused(_("Choose one of the list."), "launch")


def _check_leader(wanted: Plan, session: RecurrentSession | None) -> None:
    if wanted.led_by is LedBy.OUTSIDE:
        if wanted.leader is not None or not wanted.outside_leader.strip():
            raise RecurrentRefused(_("Say who from outside leads it."), "leader")
        return
    if wanted.leader is None or wanted.outside_leader.strip():
        raise RecurrentRefused(_("Nobody here is called so. Choose a colleague from the list."), "leader")
    alone(f"calendar of {wanted.leader.id}")
    account = account_of_person(wanted.leader.id)
    taught = cohorts.busy([account.id], wanted.starts_at, wanted.ends_at) if account else ()
    led = queries.meetings(
        wanted.leader.id, wanted.starts_at, wanted.ends_at, session.id if session else None
    )
    if taught or led:
        raise RecurrentRefused(
            _(
                "Not planned. %(who)s leads %(what)s on %(when)s; choose another time or leader.",
                who=wanted.leader.name,
                what=taught[0].code if taught else led[0].topic,
                when=moment([*taught, *led][0].starts_at),
            ),
            "leader",
        )


def _check_asked(wanted: Plan, actor: Account, session: RecurrentSession | None) -> None:
    """Whoever was named before may stay, also when they are on duty no longer."""
    if not wanted.for_all and not wanted.team_ids and not wanted.guests:
        raise RecurrentRefused(_("Say for whom it is: teams, people, or everybody on duty."), "teams")
    reached = {
        row.employment_id: row.team_id for row in audience.colleagues(actor, Permission.PLAN_RECURRENT)
    }
    known = {team.id for team in teams()}
    there = {one.employment_id for one in queries.guest_rows(session.id)} if session else set()
    strangers = wanted.guests - reached.keys() - there
    guest_teams = [reached[one] for one in wanted.guests & reached.keys()]
    if (
        strangers
        or not wanted.team_ids <= known
        or not may_plan(actor, wanted.for_all, wanted.team_ids, guest_teams)
    ):
        raise RecurrentRefused(_("Not planned. Your role does not allow it for all of these."), "teams")
