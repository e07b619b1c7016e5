"""Recurrent training: single sessions for people who are on duty already, for whom they are, who came."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.append_only import append_only
from core.db import Base
from people.models import Person, Team
from training.states import LedBy, Presence, SessionState


class RecurrentSession(Base):
    """One session of a month's plan. `held_on` is its day on the organisation's clocks; `minutes` is what
    whoever attends it is credited with. `leader_id` is a colleague; somebody from outside is only named.
    `for_all`: for everybody on duty, whichever their team. `launch_id`: it is a briefing about that product.
    `uid` and `sequence` are for calendars."""

    __tablename__ = "recurrent_session"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("minutes > 0", name="minutes_count"),
        CheckConstraint("topic <> ''", name="topic_is_named"),
        CheckConstraint("(led_by = 'outside') = (leader_id IS NULL)", name="colleague_unless_outside"),
        CheckConstraint("(led_by = 'outside') = (outside_leader IS NOT NULL)", name="named_iff_outside"),
        Index("ix_recurrent_session_held_on", "held_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str]
    led_by: Mapped[LedBy]
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    outside_leader: Mapped[str | None]
    held_on: Mapped[date]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    minutes: Mapped[int]
    place: Mapped[str]
    is_required: Mapped[bool]
    for_all: Mapped[bool]
    launch_id: Mapped[int | None] = mapped_column(ForeignKey("launch.id"), index=True)
    state: Mapped[SessionState] = mapped_column(default=SessionState.PLANNED)
    uid: Mapped[str] = mapped_column(unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    leader: Mapped[Person | None] = relationship(lazy="joined")
    teams: Mapped[list["RecurrentTeam"]] = relationship(
        lazy="selectin", order_by="RecurrentTeam.team_id", cascade="all, delete-orphan"
    )


class RecurrentTeam(Base):
    """A session is for whoever is on duty in this team on its day."""

    __tablename__ = "recurrent_team"

    session_id: Mapped[int] = mapped_column(ForeignKey("recurrent_session.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True, index=True)

    team: Mapped[Team] = relationship(lazy="joined", innerjoin=True)


class RecurrentGuest(Base):
    """Somebody named for a session, whichever their team."""

    __tablename__ = "recurrent_guest"

    session_id: Mapped[int] = mapped_column(ForeignKey("recurrent_session.id"), primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"), primary_key=True, index=True)
    invited_at: Mapped[datetime]


class RecurrentInvitation(Base):
    """Somebody was invited to a session, which happens once; who was told that it is for them no more is in
    here no more."""

    __tablename__ = "recurrent_invitation"

    session_id: Mapped[int] = mapped_column(ForeignKey("recurrent_session.id"), primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"), primary_key=True, index=True)
    invited_at: Mapped[datetime]


class RecurrentMark(Base):
    """Whether somebody came. Marks are only ever added: the one with the highest number stands."""

    __tablename__ = "recurrent_mark"
    __table_args__ = (
        UniqueConstraint("session_id", "employment_id", "number"),
        CheckConstraint("number > 0", name="number_counts"),
        Index("ix_recurrent_mark_employment", "employment_id", "session_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("recurrent_session.id"))
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    number: Mapped[int]
    presence: Mapped[Presence]
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))


append_only(RecurrentMark.__table__)
