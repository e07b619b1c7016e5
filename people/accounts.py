"""Accounts and the roles they hold: opening, closing, giving and taking. The only writer of grants."""

from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people import links, queries
from people.models import Account, Grant, Person
from people.permissions import Role
from people.states import Theme


class AccountRefused(Refused):
    """Somebody must be left who administers; nobody gives themselves roles; an e-mail is one person's."""


def open_account(
    name: str, email: str, language: str, *, latin_name: str | None = None, actor: Account | None
) -> Account:
    """An account, without a role or a password yet; who is known by that e-mail stays the same person.

    `email` in lower case; `latin_name`: the name for readers of the other script. `actor` is None for the
    first account of all. Raises AccountRefused where the e-mail has an account.
    """
    alone(f"account of {email}")
    if queries.account_by_email(email):
        raise AccountRefused(_("Somebody signs in with this e-mail already."), "email")
    now = clock.now()
    person = queries.person_by_email(email)
    if person is None:
        person = Person(name=name, latin_name=latin_name, email=email, language=language, created_at=now)
    elif queries.account_of_person(person.id):
        raise AccountRefused(_("This person signs in with another e-mail already."), "email")
    account = Account(
        person=person, email=email, language=language, theme=Theme.AUTO, shortcuts=True, created_at=now
    )
    db.session.add(account)
    db.session.flush()
    record("account opened", account, actor_id=actor.id if actor else None, person=person.id)
    return account


def add_role(account: Account, role: Role, team_id: int | None, *, actor: Account | None) -> Grant:
    """Let `account` hold `role`, for one team or (None) everywhere. Raises AccountRefused.

    Nobody does so for themselves, but the first administrator of all.
    """
    if actor and actor.id == account.id and queries.administrators():
        raise AccountRefused(_("Nobody changes their own roles. Ask another administrator."))
    alone(f"roles of {account.id}")
    db.session.refresh(account, ["grants"])
    if role is Role.ADMINISTRATOR and team_id is not None:
        raise AccountRefused(_("An administrator is one everywhere, not for one team."), "team")
    if any(grant.role is role and grant.team_id == team_id for grant in account.grants):
        raise AccountRefused(_("This role is held already."), "role")
    grant = Grant(account_id=account.id, role=role, team_id=team_id)
    account.grants.append(grant)
    db.session.flush()
    record("role given", account, actor_id=actor.id if actor else None, role=role, team=team_id)
    return grant


def take_role(account: Account, grant_id: int, *, actor: Account) -> None:
    """Take the role of the grant away. Raises AccountRefused for one's own, the last administrator's, and
    one that is not held any more."""
    if actor.id == account.id:
        raise AccountRefused(_("Nobody changes their own roles. Ask another administrator."))
    alone(f"roles of {account.id}")
    db.session.refresh(account, ["grants"])
    grant = next((grant for grant in account.grants if grant.id == grant_id), None)
    if grant is None:
        raise AccountRefused(_("Not taken away. This role was taken away before."))
    if grant.role is Role.ADMINISTRATOR:
        _refuse_last(account)
    account.grants.remove(grant)
    record("role taken away", account, actor_id=actor.id, role=grant.role, team=grant.team_id)
    db.session.flush()


def close(account: Account, *, actor: Account) -> None:
    """End the right to sign in, and every session; roles and history stay. Raises AccountRefused for
    oneself, the last administrator, and a closed account."""
    if actor.id == account.id:
        raise AccountRefused(_("Not closed. Nobody closes their own account."))
    _refuse_last(account)
    if account.closed_at:
        raise AccountRefused(_("Not closed. This account was closed before."))
    account.closed_at = clock.now()
    account.session_epoch += 1
    links.void(account.id)
    record("account closed", account, actor_id=actor.id)
    db.session.flush()


def reopen(account: Account, *, actor: Account) -> None:
    """Give the right to sign in back. Raises AccountRefused for an open account."""
    if account.closed_at is None:
        raise AccountRefused(_("Not reopened. This account is open."))
    account.closed_at = None
    record("account reopened", account, actor_id=actor.id)
    db.session.flush()


def prefer(
    account: Account,
    *,
    language: str | None = None,
    theme: Theme | None = None,
    shortcuts: bool | None = None,
) -> None:
    """How the owner wants the pages; what is None stays. Matters to nobody else, so it is not recorded."""
    account.language = language or account.language
    account.theme = theme or account.theme
    account.shortcuts = account.shortcuts if shortcuts is None else shortcuts
    db.session.flush()


def _refuse_last(account: Account) -> None:
    alone("administrators")
    if queries.administrators() == {account.id}:
        raise AccountRefused(
            _("Nothing changed. This is the last administrator: make somebody else one first.")
        )
