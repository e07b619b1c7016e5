"""Openings, their seats and their hiring teams; the role profiles and channels they draw on."""

import hashlib
import json
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from core.db import Base, Words
from people.models import Account, Site, Team
from recruiting.models.pipeline import PipelineVersion
from recruiting.rules import SalaryRange
from recruiting.states import EmploymentKind, OpeningStatus, Part, SalaryPeriod, SeatState, Shift


class RoleProfile(Base):
    """Duties and requirements of a position, kept to be used again."""

    __tablename__ = "role_profile"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[Words]
    summary: Mapped[Words]
    duties: Mapped[list[Words]]
    requirements: Mapped[list[Words]]

    @property
    def seen(self) -> str:
        """What a page hands out and gets back, to notice that somebody else was faster."""
        said = json.dumps([self.name, self.summary, self.duties, self.requirements], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:16]


class Channel(Base):
    """Where candidates come from."""

    __tablename__ = "channel"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[Words]


class Opening(Base):
    """So many seats to be filled in a team. `kind`: as what those who are hired are to be employed. A salary
    is in smallest units of its currency. `contact_channels`: by what customers are served."""

    __tablename__ = "opening"
    __table_args__ = (
        CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed_at_iff_closed"),
        CheckConstraint("salary_from BETWEEN 1 AND salary_to", name="salary_from_the_lower"),
        CheckConstraint(
            "(salary_from IS NULL) = (salary_to IS NULL)"
            " AND (salary_from IS NULL) = (salary_currency IS NULL)"
            " AND (salary_from IS NULL) = (salary_period IS NULL)",
            name="salary_is_whole",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[Words]
    role_profile_id: Mapped[int] = mapped_column(ForeignKey("role_profile.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    shift: Mapped[Shift]
    kind: Mapped[EmploymentKind] = mapped_column(
        default=EmploymentKind.PERMANENT, server_default=EmploymentKind.PERMANENT.value
    )
    market_language: Mapped[str]
    on_duty_by: Mapped[date]
    salary_from: Mapped[int | None]
    salary_to: Mapped[int | None]
    salary_currency: Mapped[str | None]
    salary_period: Mapped[SalaryPeriod | None]
    contact_channels: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    pipeline_version_id: Mapped[int] = mapped_column(ForeignKey("pipeline_version.id"))
    status: Mapped[OpeningStatus] = mapped_column(default=OpeningStatus.OPEN)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    blind_review: Mapped[bool] = mapped_column(default=False, server_default=false())
    calendar: Mapped[str | None] = query_expression()
    """Read along where asked for (`queries.working_days`), so that a move asks no more for it."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    role_profile: Mapped[RoleProfile] = relationship()
    team: Mapped[Team] = relationship()
    site: Mapped[Site] = relationship()
    pipeline_version: Mapped[PipelineVersion] = relationship()
    seats: Mapped[list["Seat"]] = relationship(order_by="Seat.number")
    members: Mapped[list["HiringTeamMember"]] = relationship(order_by="HiringTeamMember.id")

    @property
    def salary(self) -> SalaryRange | None:
        """What the job pays, where it is said."""
        least, most, currency, period = (
            self.salary_from, self.salary_to, self.salary_currency, self.salary_period,
        )  # fmt: skip
        if least is None or most is None or currency is None or period is None:
            return None
        return SalaryRange(least, most, currency, period)


class Seat(Base):
    """One head of an opening. The database refuses two people on it and one person on two. `needed_by`: a day
    of its own by which it is to be filled, where that is not the opening's."""

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("opening_id", "number"),
        CheckConstraint("(state = 'filled') = (application_id IS NOT NULL)", name="application_iff_filled"),
        CheckConstraint("(state = 'closed') = (close_reason IS NOT NULL)", name="reason_iff_closed"),
        Index(
            "uq_seat_application",
            "application_id",
            unique=True,
            sqlite_where=text("application_id IS NOT NULL"),
            postgresql_where=text("application_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id"))
    number: Mapped[int]
    state: Mapped[SeatState] = mapped_column(default=SeatState.OPEN)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    filled_at: Mapped[datetime | None]
    needed_by: Mapped[date | None]
    close_reason: Mapped[str | None]


class HiringTeamMember(Base):
    __tablename__ = "hiring_team_member"
    __table_args__ = (UniqueConstraint("opening_id", "account_id", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    part: Mapped[Part]

    account: Mapped[Account] = relationship()
