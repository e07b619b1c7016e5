"""Persons, their accounts, and where and as what they work, as dated intervals."""

from datetime import date, datetime

from flask_login import UserMixin
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.append_only import append_only
from core.db import Base, Words
from people.permissions import GRANTS, Permission, Role
from people.states import (
    AccountState,
    DutyStatus,
    EmploymentKind,
    Ground,
    LeavingReason,
    Purpose,
    Shift,
    Theme,
)


class Person(Base):
    """One human being, from first application to manager. `name` is written in the script of its
    owner; `latin_name` is the same name for readers of the other script, where there is one.

    `merged_into_id`: this was entered twice, and what it had belongs to that person now.
    `no_contact_since`: is not to be written to; the record says why."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
        CheckConstraint("merged_into_id <> id", name="not_merged_into_itself"),
        Index(
            "ix_person_merged_into_id",
            "merged_into_id",
            sqlite_where=text("merged_into_id IS NOT NULL"),
            postgresql_where=text("merged_into_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    latin_name: Mapped[str | None]
    email: Mapped[str | None] = mapped_column(unique=True)
    phone: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="en")
    created_at: Mapped[datetime]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    no_contact_since: Mapped[datetime | None]

    @property
    def full_name(self) -> str:
        return f"{self.name} {self.latin_name}" if self.latin_name else self.name


class Account(Base, UserMixin):  # type: ignore[misc]
    """The right to sign in. `session_epoch` rises to end every session at once."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_is_lower_case"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    session_epoch: Mapped[int] = mapped_column(default=1)
    language: Mapped[str] = mapped_column(default="en")
    theme: Mapped[Theme] = mapped_column(default=Theme.AUTO)
    shortcuts: Mapped[bool] = mapped_column(default=True)
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    grants: Mapped[list["Grant"]] = relationship(
        lazy="joined", order_by="Grant.id", cascade="all, delete-orphan"
    )

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def is_active(self) -> bool:
        return self.closed_at is None

    @property
    def state(self) -> AccountState:
        if self.closed_at:
            return AccountState.CLOSED
        return AccountState.ACTIVE if self.password_hash else AccountState.INVITED

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    def may(self, permission: Permission) -> bool:
        """Does any of the roles held allow it, somewhere?"""
        return any(permission in GRANTS[grant.role] for grant in self.grants)

    def teams_for(self, permission: Permission) -> frozenset[int | None]:
        """The teams for which a role held allows it; None among them stands for every team."""
        return frozenset(grant.team_id for grant in self.grants if permission in GRANTS[grant.role])

    def may_everywhere(self, permission: Permission) -> bool:
        """Does a role held for every team allow it? What is everybody's asks for that."""
        return None in self.teams_for(permission)

    def get_id(self) -> str:
        return f"{self.id}.{self.session_epoch}"


class Grant(Base):
    """A role held by an account, everywhere or for one team."""

    __tablename__ = "grant"
    __table_args__ = (
        # Who administers people can give any role: that cannot be held for one team only.
        CheckConstraint("role <> 'administrator' OR team_id IS NULL", name="administrator_everywhere"),
        UniqueConstraint("account_id", "role", "team_id"),
        Index(
            "uq_grant_everywhere",
            "account_id",
            "role",
            unique=True,
            sqlite_where=text("team_id IS NULL"),
            postgresql_where=text("team_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[Role]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))


class Site(Base):
    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Words]


class Team(Base):
    __tablename__ = "team"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Words]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))

    site: Mapped[Site] = relationship(lazy="joined", innerjoin=True)


class Employment(Base):
    """From a first day to a last one; a person may come back, then there are two: the later one is the
    `rehire_of_id` the earlier. `may_return`: known once it has ended."""

    __tablename__ = "employment"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_it_starts"),
        CheckConstraint("(ended_on IS NULL) = (leaving_reason IS NULL)", name="reason_iff_ended"),
        CheckConstraint("(ended_on IS NULL) = (may_return IS NULL)", name="may_return_known_iff_ended"),
        Index(
            "uq_employment_current",
            "person_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    leaving_reason: Mapped[LeavingReason | None]
    may_return: Mapped[bool | None]
    rehire_of_id: Mapped[int | None] = mapped_column(ForeignKey("employment.id"))

    person: Mapped[Person] = relationship()


class Post(Base):
    """Team, site, manager, level, shift and kind of employment during an interval of it; `until` is the first
    day it no longer holds. `level` is the key of a level of the ladder; `Level` names those that come with
    the product. `shift`, `kind`: None where nobody has said."""

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="ends_after_it_starts"),
        CheckConstraint("level <> ''", name="level_is_named"),
        Index(
            "uq_post_current",
            "employment_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    line_manager_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    level: Mapped[str] = mapped_column(String(32))
    shift: Mapped[Shift | None]
    kind: Mapped[EmploymentKind | None]


class Clearance(Base):
    """That somebody may serve customers, and on which ground; it is never changed. `last_day`: that of a
    waiver, after which it is worth nothing."""

    __tablename__ = "clearance"
    __table_args__ = (
        UniqueConstraint("id", "employment_id"),
        CheckConstraint("(ground = 'waiver') = (last_day IS NOT NULL)", name="last_day_iff_waiver"),
        Index("ix_clearance_employment_id", "employment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"))
    ground: Mapped[Ground]
    last_day: Mapped[date | None]
    given_at: Mapped[datetime]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


append_only(Clearance.__table__)


class Duty(Base):
    """What somebody is there for during an interval: in training, on duty, on leave … The database knows
    nobody who serves customers without a clearance of this very employment."""

    __tablename__ = "duty"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="ends_after_it_starts"),
        CheckConstraint(
            "(status IN ('nesting', 'on duty')) = (clearance_id IS NOT NULL)", name="cleared_iff_serving"
        ),
        ForeignKeyConstraint(
            ["clearance_id", "employment_id"],
            ["clearance.id", "clearance.employment_id"],
            name="fk_duty_clearance_id",
        ),
        Index(
            "uq_duty_current",
            "employment_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]
    status: Mapped[DutyStatus]
    clearance_id: Mapped[int | None]

    clearance: Mapped[Clearance | None] = relationship(
        primaryjoin="Duty.clearance_id == Clearance.id", foreign_keys="Duty.clearance_id", viewonly=True
    )


class SignInTry(Base):
    """One try to sign in: counted, by account and by address, to slow guessing down."""

    __tablename__ = "sign_in_try"
    __table_args__ = (
        Index("ix_sign_in_try_email_at", "email", "at"),
        Index("ix_sign_in_try_address_at", "address", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime]
    succeeded: Mapped[bool]


class Link(Base):
    """A link that may be followed once, until it expires. Only the digest of its secret is kept.
    The first administrator's has no account yet."""

    __tablename__ = "link"
    __table_args__ = (
        CheckConstraint(
            "(purpose = 'first administrator') = (account_id IS NULL)", name="account_unless_first"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    purpose: Mapped[Purpose]
    digest: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SavedView(Base):
    """A list's filters under a name; `query` is the query string that shows it again."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("account_id", "page", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    page: Mapped[str]
    name: Mapped[str]
    query: Mapped[str]
    shared: Mapped[bool] = mapped_column(default=False)
