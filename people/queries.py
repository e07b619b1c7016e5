"""What the rest asks about people: one current row each, and whether there is one at all."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import joinedload

from core.db import Words, db
from core.record import Entry
from people.models import (
    Account,
    Clearance,
    Duty,
    Employment,
    Grant,
    Link,
    Person,
    Post,
    SignInTry,
    Site,
    Team,
)
from people.permissions import Permission, Role
from people.readers import Reader
from people.states import SERVING, AccountState, LeavingReason, Purpose


def current_employment(person_id: int) -> Employment | None:
    return db.session.scalar(
        select(Employment).where(Employment.person_id == person_id, Employment.ended_on.is_(None))
    )


def rehires_of(employment_id: int) -> Sequence[Employment]:
    """Those that began as a return from this one."""
    return db.session.scalars(select(Employment).where(Employment.rehire_of_id == employment_id)).all()


def last_employment(person_id: int) -> Employment | None:
    """The newest employment that has ended, but for hires that were a mistake."""
    return db.session.scalar(
        select(Employment)
        .where(
            Employment.person_id == person_id,
            Employment.ended_on.is_not(None),
            Employment.leaving_reason != LeavingReason.UNHIRED,
        )
        .order_by(Employment.ended_on.desc(), Employment.id.desc())
        .limit(1)
    )


def current_post(employment_id: int) -> Post | None:
    return db.session.scalar(select(Post).where(Post.employment_id == employment_id, Post.until.is_(None)))


def current_team_id(employment_id: int) -> int | None:
    """The team in which they work now."""
    return db.session.scalar(
        select(Post.team_id).where(Post.employment_id == employment_id, Post.until.is_(None))
    )


def current_duty(employment_id: int) -> Duty | None:
    return db.session.scalar(select(Duty).where(Duty.employment_id == employment_id, Duty.until.is_(None)))


def serves_on(day: date | SQLColumnExpression[date]) -> ColumnElement[bool]:
    """A condition on Duty joined with Clearance: serves customers on `day`, by a clearance that is good
    then; right also before anybody has noticed that a waiver has run out."""
    return and_(
        Duty.status.in_(SERVING),
        Duty.since <= day,
        or_(Duty.until.is_(None), Duty.until > day),
        or_(Clearance.last_day.is_(None), Clearance.last_day >= day),
    )


def is_on_duty(employment_id: int, day: date) -> bool:
    """Does who holds this employment serve customers on `day`, in nesting or alone?"""
    statement = select(Duty.id).join(Clearance, Clearance.id == Duty.clearance_id)
    return db.session.scalar(statement.where(Duty.employment_id == employment_id, serves_on(day))) is not None


def duties(employment_id: int) -> Sequence[Duty]:
    """Every duty of an employment, first to last, but for those that lasted no day."""
    return db.session.scalars(
        select(Duty)
        .where(Duty.employment_id == employment_id, or_(Duty.until.is_(None), Duty.until > Duty.since))
        .order_by(Duty.since, Duty.id)
        .options(joinedload(Duty.clearance))
    ).all()


def account_by_email(email: str) -> Account | None:
    """`email` in lower case."""
    return db.session.scalars(select(Account).where(Account.email == email)).unique().one_or_none()


def person_by_email(email: str) -> Person | None:
    """`email` in lower case. Who was merged into another is that other."""
    found = db.session.scalar(select(Person).where(Person.email == email))
    while found is not None and found.merged_into_id is not None:
        found = db.session.get_one(Person, found.merged_into_id)
    return found


def administrators() -> frozenset[int]:
    """The accounts that can sign in and administer people."""
    return frozenset(
        db.session.scalars(
            select(Account.id)
            .join(Grant, Grant.account_id == Account.id)
            .where(
                Grant.role == Role.ADMINISTRATOR,
                Account.closed_at.is_(None),
                Account.password_hash.is_not(None),
            )
        )
    )


def account_by_id(account_id: int) -> Account | None:
    return db.session.get(Account, account_id)


def account_of_session(account_id: int) -> Account | None:
    """The account with its person and roles; every request asks for one."""
    found = db.session.scalars(_account_of_session(), {"account_id": account_id})
    return found.unique().one_or_none()


@cache
def _account_of_session() -> Select[Account]:
    """Put together once: that takes longer than asking."""
    return select(Account).where(Account.id == bindparam("account_id"))


def account_of_person(person_id: int) -> Account | None:
    return db.session.scalars(select(Account).where(Account.person_id == person_id)).unique().one_or_none()


def sites() -> Sequence[Site]:
    return db.session.scalars(select(Site).order_by(Site.id)).all()


def teams() -> Sequence[Team]:
    return db.session.scalars(select(Team).order_by(Team.id)).all()


def team_names() -> dict[int, Words]:
    """Number of each team → its name, in the order of the numbers."""
    return {row.id: row.name for row in db.session.execute(_TEAM_NAMES)}


_TEAM_NAMES = select(Team.id, Team.name).order_by(Team.id)


def failures_of_email(email: str, since: datetime) -> Sequence[datetime]:
    """When tries with `email` failed since then, and since the last one that succeeded; in order."""
    succeeded = (
        select(func.coalesce(func.max(SignInTry.id), 0))
        .where(SignInTry.email == email, SignInTry.succeeded, SignInTry.at >= since)
        .scalar_subquery()
    )
    return db.session.scalars(
        select(SignInTry.at)
        .where(SignInTry.email == email, SignInTry.at >= since, SignInTry.id > succeeded)
        .order_by(SignInTry.id)
    ).all()


def failures_from(address: str, since: datetime) -> Sequence[datetime]:
    """When tries from `address` failed since then, in order."""
    failed = select(SignInTry.at).where(SignInTry.at >= since, ~SignInTry.succeeded)
    return db.session.scalars(failed.where(SignInTry.address == address).order_by(SignInTry.id)).all()


def accounts(role: Role | None, state: AccountState | None, text: str | None) -> Select[*tuple[Any, ...]]:
    """Rows of (id, email, name, latin_name, has_password, closed_at) of the accounts looked for."""
    statement = select(
        Account.id,
        Account.email,
        Person.name,
        Person.latin_name,
        Account.password_hash.is_not(None).label("has_password"),
        Account.closed_at,
    ).join(Person, Person.id == Account.person_id)
    if role:
        statement = statement.where(Account.grants.any(Grant.role == role))
    if state:
        statement = statement.where(_IN_STATE[state])
    if text:
        found = (
            column.icontains(text, autoescape=True)
            for column in (Person.name, Person.latin_name, Account.email)
        )
        statement = statement.where(or_(*found))
    return statement


_IN_STATE = {
    AccountState.CLOSED: Account.closed_at.is_not(None),
    AccountState.INVITED: and_(Account.closed_at.is_(None), Account.password_hash.is_(None)),
    AccountState.ACTIVE: and_(Account.closed_at.is_(None), Account.password_hash.is_not(None)),
}
ACCOUNT_ORDER = (Person.name, Account.id)


def state_of(row: Any) -> AccountState:
    """What the account of a row of `accounts` is."""
    if row.closed_at:
        return AccountState.CLOSED
    return AccountState.ACTIVE if row.has_password else AccountState.INVITED


def roles_of(account_ids: Sequence[int]) -> dict[int, list[Any]]:
    """Account → its grants as rows of (account_id, role, team: the team's name or None)."""
    rows = db.session.execute(
        select(Grant.account_id, Grant.role, Team.name.label("team"))
        .outerjoin(Team, Team.id == Grant.team_id)
        .where(Grant.account_id.in_(account_ids))
        .order_by(Grant.id)
    )
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.account_id, []).append(row)
    return found


def record_of(account_id: int) -> Sequence[Row[Any]]:
    """What happened to an account, latest first: rows of (at, verb, details, way, actor: a name or None)."""
    return db.session.execute(
        select(Entry.at, Entry.verb, Entry.details, Entry.way, Person.name.label("actor"))
        .outerjoin(Account, Account.id == Entry.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(Entry.subject_kind == Account.__tablename__, Entry.subject_id == account_id)
        .order_by(Entry.id.desc())
        .limit(200)
    ).all()


def site_or_404(site_id: int) -> Site:
    return db.get_or_404(Site, site_id)


def team_or_404(team_id: int) -> Team:
    return db.get_or_404(Team, team_id)


def account_or_404(account_id: int) -> Account:
    return db.get_or_404(Account, account_id)


def link_with(digest: str) -> Link | None:
    return db.session.scalar(select(Link).where(Link.digest == digest))


def account_of(link: Link) -> Account | None:
    """Whose link it is; nobody's yet for the first administrator's."""
    return db.session.get(Account, link.account_id) if link.account_id else None


def has_link_beyond(account_id: int, purpose: Purpose, moment: datetime) -> bool:
    """Does the account have a link of that purpose which expires after `moment`, used or not?"""
    query = select(Link.id).where(
        Link.account_id == account_id, Link.purpose == purpose, Link.expires_at > moment
    )
    return db.session.scalar(query.limit(1)) is not None


def one_of_each_role() -> Sequence[Account]:
    """Of the accounts that are open the oldest of each role."""
    oldest = select(func.min(Account.id)).join(Grant, Grant.account_id == Account.id)
    open_ones = oldest.where(Account.closed_at.is_(None)).group_by(Grant.role)
    found = select(Account).where(Account.id.in_(open_ones)).order_by(Account.id)
    return db.session.scalars(found).unique().all()


def any_account() -> bool:
    """Has anybody an account yet?"""
    return db.session.scalar(select(Account.id).limit(1)) is not None


def of_teams(
    team_id: SQLColumnExpression[int] | SQLColumnExpression[int | None],
    reader: Account | Reader,
    permission: Permission,
) -> ColumnElement[bool]:
    """A condition on a column that names a team: one of those for which `reader` holds `permission`, and any
    for who holds it everywhere."""
    teams = reader.teams_for(permission)
    return true() if None in teams else team_id.in_([one for one in teams if one])
