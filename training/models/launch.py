"""Launch briefings: a new product, what has to be known before serving it, who knows and who has passed."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.append_only import append_only
from core.db import Base
from people.models import Team


class Launch(Base):
    """A product that nobody serves before they are briefed. `for_all`: it concerns every team;
    `withdrawn_at`: it is not launched, or served no more."""

    __tablename__ = "launch"
    __table_args__ = (CheckConstraint("product <> ''", name="product_is_named"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    product: Mapped[str]
    launches_on: Mapped[date]
    for_all: Mapped[bool]
    announced_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    teams: Mapped[list["LaunchTeam"]] = relationship(
        lazy="selectin", order_by="LaunchTeam.team_id", cascade="all, delete-orphan"
    )
    versions: Mapped[list["LaunchVersion"]] = relationship(order_by="LaunchVersion.number")


class LaunchTeam(Base):
    """A launch concerns whoever is on duty in this team."""

    __tablename__ = "launch_team"

    launch_id: Mapped[int] = mapped_column(ForeignKey("launch.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True, index=True)

    team: Mapped[Team] = relationship(lazy="joined", innerjoin=True)


class LaunchVersion(Base):
    """What has to be known, and what is asked of everybody. `asks_again`: whatever was acknowledged, attended
    or passed before does not count any more; so it is with the first one, before which there was nothing."""

    __tablename__ = "launch_version"
    __table_args__ = (
        UniqueConstraint("launch_id", "number"),
        CheckConstraint("number > 0", name="number_counts"),
        CheckConstraint("number > 1 OR asks_again", name="first_one_asks"),
        CheckConstraint("must_know <> ''", name="says_what"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    launch_id: Mapped[int] = mapped_column(ForeignKey("launch.id"))
    number: Mapped[int]
    must_know: Mapped[str]
    url: Mapped[str | None]
    asks_attendance: Mapped[bool]
    asks_check: Mapped[bool]
    asks_again: Mapped[bool]
    published_at: Mapped[datetime]


class LaunchReceipt(Base):
    """Somebody says that they have read a version and know what it says."""

    __tablename__ = "launch_receipt"
    __table_args__ = (
        UniqueConstraint("version_id", "employment_id"),
        Index("ix_launch_receipt_employment_id", "employment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("launch_version.id"))
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    acknowledged_at: Mapped[datetime]


class LaunchCheck(Base):
    """The short check after a briefing. Results are only ever added: the highest number stands."""

    __tablename__ = "launch_check"
    __table_args__ = (
        UniqueConstraint("launch_id", "employment_id", "number"),
        CheckConstraint("number > 0", name="number_counts"),
        Index("ix_launch_check_employment_id", "employment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    launch_id: Mapped[int] = mapped_column(ForeignKey("launch.id"))
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    number: Mapped[int]
    is_passed: Mapped[bool]
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))


for _table in (LaunchVersion, LaunchReceipt, LaunchCheck):
    append_only(_table.__table__)
