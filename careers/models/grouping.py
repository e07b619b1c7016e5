"""By which groups a team looks at its promotions, and what each person told of their own group.

What somebody told is theirs: a correction takes its place and withdrawing deletes it; the record keeps that
it was told, never what. Nothing that judges anybody reads it (`queries.facts`): it is for figures of many.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.append_only import append_only
from core.db import Base, Words
from people.models import Team


class Grouping(Base):
    """Asked of the people of a team, or of everybody where there is none, for the `purpose` that they read
    with it. Once it is retired nobody is asked any more; its words and groups never change."""

    __tablename__ = "grouping"
    __table_args__ = (CheckConstraint("retired_at >= started_at", name="ends_after_it_starts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Words]
    purpose: Mapped[Words]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    started_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    team: Mapped[Team | None] = relationship()
    groups: Mapped[list["NamedGroup"]] = relationship(order_by="NamedGroup.position", lazy="selectin")


class NamedGroup(Base):
    """One of the groups of a grouping."""

    __tablename__ = "named_group"
    __table_args__ = (
        UniqueConstraint("grouping_id", "position"),
        UniqueConstraint("id", "grouping_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    grouping_id: Mapped[int] = mapped_column(ForeignKey("grouping.id"))
    position: Mapped[int]
    name: Mapped[Words]


class GroupAnswer(Base):
    """What somebody told last; without a group they prefer not to say."""

    __tablename__ = "group_answer"
    __table_args__ = (
        UniqueConstraint("grouping_id", "person_id"),
        ForeignKeyConstraint(
            ["group_id", "grouping_id"],
            ["named_group.id", "named_group.grouping_id"],
            name="fk_group_answer_group_id",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    grouping_id: Mapped[int] = mapped_column(ForeignKey("grouping.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    group_id: Mapped[int | None]
    told_at: Mapped[datetime]


append_only(NamedGroup.__table__)
