"""Background checks: what is asked, item by item, what was found and what was decided upon it.

A check copies the package it was ordered from: a package that changes later changes no check.
"""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import clock, files
from core.append_only import append_only
from core.db import Base, Words
from people.models import Account
from recruiting.models.application import Application
from recruiting.models.candidate import Consent
from recruiting.states import FINISHED_ITEMS, LIVE_CHECKS, CheckState, ItemState, WouldRehire

LIVE = text("state IN ('in progress', 'noticed')")
IN_USE = text("retired_at IS NULL")


class CheckPackage(Base):
    """What is checked for some kind of work, one row per version; the one in use is not retired.

    target_days: how long it should take.  wait_days: between the notice of an adverse finding and the
    decision.  good_days: how long a clear check holds, None for ever."""

    __tablename__ = "check_package"
    __table_args__ = (
        UniqueConstraint("key", "number"),
        CheckConstraint("target_days > 0", name="target_is_a_day_at_least"),
        CheckConstraint("wait_days > 0", name="wait_is_a_day_at_least"),
        CheckConstraint("good_days > 0", name="good_for_a_day_at_least"),
        Index("uq_check_package_in_use", "key", unique=True, sqlite_where=IN_USE, postgresql_where=IN_USE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    number: Mapped[int]
    name: Mapped[Words]
    target_days: Mapped[int]
    wait_days: Mapped[int]
    good_days: Mapped[int | None]
    published_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    items: Mapped[list["CheckPackageItem"]] = relationship(order_by="CheckPackageItem.position")


class CheckPackageItem(Base):
    """`asks_referees`: what is found comes from people who are asked, by a form."""

    __tablename__ = "check_package_item"
    __table_args__ = (UniqueConstraint("package_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    package_id: Mapped[int] = mapped_column(ForeignKey("check_package.id"))
    position: Mapped[int]
    name: Mapped[Words]
    asks_referees: Mapped[bool] = mapped_column(default=False)


class BackgroundCheck(Base):
    """One check of a candidate, under the consent that allowed it. `visit_id` is the stay in the stage
    whose result it decides; None for a re-check of somebody who is past it.

    grounds: what the notice told the candidate.  waits_until: before that moment nobody may decide
    against the candidate.  why: the reason of the decision; only for who sees checks."""

    __tablename__ = "background_check"
    __table_args__ = (
        UniqueConstraint("application_id", "number"),
        Index(
            "uq_background_check_live",
            "application_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        CheckConstraint("(noticed_at IS NULL) = (waits_until IS NULL)", name="a_notice_has_its_wait"),
        CheckConstraint(
            "state NOT IN ('noticed', 'not clear') OR noticed_at IS NOT NULL", name="adverse_means_noticed"
        ),
        CheckConstraint("waits_until > noticed_at", name="the_wait_takes_time"),
        CheckConstraint(
            "state <> 'not clear' OR decided_at >= waits_until", name="not_decided_before_the_wait_is_over"
        ),
        CheckConstraint(
            "(state IN ('in progress', 'noticed')) = (decided_at IS NULL)", name="decided_iff_not_live"
        ),
        CheckConstraint("good_until IS NULL OR state IN ('clear', 'expired')", name="only_a_clear_one_holds"),
        Index("ix_background_check_state", "state", "ordered_at", "id"),
        Index("ix_background_check_good_until", "state", "good_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    number: Mapped[int]
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"), index=True)
    package_id: Mapped[int] = mapped_column(ForeignKey("check_package.id"))
    consent_id: Mapped[int] = mapped_column(ForeignKey("consent.id"))
    state: Mapped[CheckState] = mapped_column(default=CheckState.IN_PROGRESS)
    target_days: Mapped[int]
    wait_days: Mapped[int]
    good_days: Mapped[int | None]
    ordered_at: Mapped[datetime]
    due_at: Mapped[datetime]
    ordered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    grounds: Mapped[str | None]
    noticed_at: Mapped[datetime | None]
    waits_until: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    why: Mapped[str | None]
    good_until: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    application: Mapped[Application] = relationship()
    package: Mapped[CheckPackage] = relationship()
    consent: Mapped[Consent] = relationship()
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])
    items: Mapped[list["CheckItem"]] = relationship(order_by="CheckItem.position")

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_CHECKS

    @property
    def seen(self) -> str:
        """What a page hands out and gets back, to notice that somebody else was faster."""
        return f"{self.id}.{self.version}"

    @property
    def last_day_to_dispute(self) -> date | None:
        """The last day on which nothing is decided yet."""
        return self.waits_until and clock.local(self.waits_until - timedelta(microseconds=1)).date()

    @property
    def days(self) -> int:
        """Whole days it took, or has taken so far."""
        return clock.days_between(self.ordered_at, self.decided_at or clock.now())

    @property
    def is_late(self) -> bool:
        return self.is_live and self.due_at <= clock.now()

    @property
    def is_found(self) -> bool:
        """Is there a finding for every item?"""
        return all(item.state in FINISHED_ITEMS for item in self.items)

    @property
    def has_adverse_finding(self) -> bool:
        return any(item.state is ItemState.CONSIDER for item in self.items)

    @property
    def may_be_refused(self) -> bool:
        """Is the time over in which nothing may be decided against the candidate?"""
        return self.waits_until is not None and self.waits_until <= clock.now()


class CheckItem(Base):
    """One thing that is checked; its findings say how it came to its state."""

    __tablename__ = "check_item"
    __table_args__ = (UniqueConstraint("check_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("background_check.id"))
    position: Mapped[int]
    name: Mapped[Words]
    asks_referees: Mapped[bool] = mapped_column(default=False)
    state: Mapped[ItemState] = mapped_column(default=ItemState.ORDERED)

    check: Mapped[BackgroundCheck] = relationship(back_populates="items")


class CheckFinding(Base):
    """What was said of an item, when and by whom, with a file as evidence where there is one. Only note
    and file, which are about a person, may be wiped, and go together."""

    __tablename__ = "check_finding"
    __table_args__ = (
        CheckConstraint("(digest IS NULL) = (file_name IS NULL)", name="a_file_has_a_name"),
        CheckConstraint("(digest IS NULL) = (media_type IS NULL)", name="a_file_has_a_type"),
        Index("ix_check_finding_item", "item_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("check_item.id"))
    state: Mapped[ItemState]
    note: Mapped[str | None]
    file_name: Mapped[str | None]
    media_type: Mapped[str | None]
    digest: Mapped[str | None]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    item: Mapped[CheckItem] = relationship()


class CheckReference(Base):
    """What a referee answered. `said`: who they are and question key → answer; the one part that may be
    wiped."""

    __tablename__ = "check_reference"
    __table_args__ = (Index("ix_check_reference_item", "item_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("check_item.id"))
    would_rehire: Mapped[WouldRehire]
    said: Mapped[dict[str, Any] | None]
    asked_on: Mapped[date]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    item: Mapped[CheckItem] = relationship()


append_only(CheckFinding.__table__, may_wipe=("note", "digest", "file_name", "media_type"))
files.named_by(CheckFinding.digest)
append_only(CheckReference.__table__, may_wipe="said")
