"""The ladder as versioned data. A published version never changes; whoever began on one stays on it."""

from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from careers.rules.figures import MARK_DECIMALS
from careers.rules.readiness import Asked
from careers.states import RequirementKind
from core.append_only import append_only
from core.db import Base, Words


class LadderVersion(Base):
    """One published edition of the ladder. `tracks`: key → name."""

    __tablename__ = "ladder_version"
    __table_args__ = (CheckConstraint("number > 0", name="number_counts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    tracks: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]

    levels: Mapped[list["LadderLevel"]] = relationship(
        order_by="LadderLevel.position", back_populates="version", lazy="selectin"
    )

    def level(self, key: str) -> "LadderLevel | None":
        return next((one for one in self.levels if one.key == key), None)

    def rung(self, key: str) -> int | None:
        """How many levels lie below one, on the way to it: its height, whatever its track and wherever it is
        drawn. None for a level that is not there. A published ladder has no circle."""
        level, below = self.level(key), 0
        while level is not None and level.after is not None:
            level, below = self.level(level.after), below + 1
        return None if level is None else below

    def next_of(self, key: str) -> "list[LadderLevel]":
        """The levels that come after the one of this key, the own track first."""
        here = self.level(key)
        after = [one for one in self.levels if one.after == key]
        return sorted(after, key=lambda one: (here is None or one.track != here.track, one.position))


class LadderLevel(Base):
    """A level of one version: from which one it is reached, how many may hold it, its pay grades, and
    what is taken over with it."""

    __tablename__ = "ladder_level"
    __table_args__ = (
        UniqueConstraint("version_id", "key"),
        UniqueConstraint("version_id", "position"),
        CheckConstraint("after <> key", name="not_after_itself"),
        CheckConstraint("seats >= 0", name="seats_count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("ladder_version.id"))
    position: Mapped[int]
    key: Mapped[str]
    name: Mapped[Words]
    track: Mapped[str]
    after: Mapped[str | None]
    seats: Mapped[int | None]
    pay_grades: Mapped[dict[str, Any]]
    duties: Mapped[list[Words]]

    version: Mapped[LadderVersion] = relationship(back_populates="levels")
    requirements: Mapped[list["Requirement"]] = relationship(order_by="Requirement.position", lazy="selectin")
    competencies: Mapped[list["Competency"]] = relationship(order_by="Competency.position", lazy="selectin")

    @property
    def grades(self) -> list[str]:
        return list(self.pay_grades.get("grades", []))

    @cached_property
    def asks(self) -> list[Asked]:
        """What it asks for; a published level never changes."""
        return [one.asked for one in self.requirements]


class Requirement(Base):
    """What a level asks for; see careers.rules.readiness.Asked."""

    __tablename__ = "requirement"
    __table_args__ = (
        UniqueConstraint("level_id", "position"),
        CheckConstraint("months > 0", name="months_count"),
        CheckConstraint("count > 0", name="count_counts"),
        CheckConstraint("mark BETWEEN 0 AND 100", name="mark_of_100"),
        CheckConstraint("kind NOT IN ('exam', 'course') OR key IS NOT NULL", name="says_which"),
        CheckConstraint(
            "kind NOT IN ('time in level', 'complaints') OR months IS NOT NULL", name="says_how_long"
        ),
        CheckConstraint(
            "kind NOT IN ('review average', 'review floor', 'competencies') "
            "OR (count IS NOT NULL AND mark IS NOT NULL)",
            name="says_how_much",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    level_id: Mapped[int] = mapped_column(ForeignKey("ladder_level.id"))
    position: Mapped[int]
    kind: Mapped[RequirementKind]
    months: Mapped[int | None]
    count: Mapped[int | None]
    mark: Mapped[Decimal | None] = mapped_column(Numeric(5, MARK_DECIMALS))
    key: Mapped[str | None]

    @property
    def asked(self) -> Asked:
        return Asked(self.kind, self.months, self.count, self.mark, self.key)


class Competency(Base):
    """What assessors rate for a level. `says`: how one behaves who does as the level asks, which is a 3;
    `low` and `high`: what a 1 and a 5 look like, where that is said."""

    __tablename__ = "competency"
    __table_args__ = (UniqueConstraint("level_id", "key"), UniqueConstraint("level_id", "position"))

    id: Mapped[int] = mapped_column(primary_key=True)
    level_id: Mapped[int] = mapped_column(ForeignKey("ladder_level.id"))
    position: Mapped[int]
    key: Mapped[str]
    name: Mapped[Words]
    says: Mapped[Words]
    low: Mapped[Words] = mapped_column(default=dict, server_default="{}")
    high: Mapped[Words] = mapped_column(default=dict, server_default="{}")

    @property
    def anchors(self) -> list[tuple[int, Words]]:
        """Rating → what it looks like, of those that are described."""
        return [(mark, words) for mark, words in ((1, self.low), (3, self.says), (5, self.high)) if words]


class LadderMove(Base):
    """Somebody was moved to another version on purpose; the newest one stands, from `moved_at` on."""

    __tablename__ = "ladder_move"
    __table_args__ = (
        UniqueConstraint("employment_id", "number"),
        Index("ix_ladder_move_employment_id", "employment_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    number: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("ladder_version.id"))
    moved_on: Mapped[date]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))


for _table in (LadderVersion, LadderLevel, Requirement, Competency, LadderMove):
    append_only(_table.__table__)
