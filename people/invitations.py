"""Links that work once: into a new account, to a new password, to the first administrator's account."""

from flask import current_app

from core import clock, outbox
from core.i18n import _, moment, say, speaking
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people import accounts, links, queries, rules
from people.models import Account, Link
from people.passwords import refuse_weak
from people.permissions import Role
from people.sign_in import note_try, set_password
from people.states import Purpose

LETTERS = {Purpose.INVITATION: "account.invitation", Purpose.RESET: "account.reset"}


class LinkRefused(Refused):
    """The link was used, has expired, was replaced, or never was one."""


def invite(account: Account, *, actor: Account | None) -> str:
    """Write to `account` how to choose a password; returns the link's address. Raises LinkRefused for a
    closed account and one whose owner has a password."""
    if account.closed_at:
        raise LinkRefused(_("Not invited. This account is closed: reopen it first."))
    if account.password_hash:
        raise LinkRefused(
            _("Not invited. This person has a password already and can ask for a new one when signing in.")
        )
    record("invited", account, actor_id=actor.id if actor else None)
    return _send(account, Purpose.INVITATION)


def ask_reset(email: str) -> None:
    """Write to the owner of `email` (lower case) how to choose a new password. Nothing tells whether
    there is one; asking again soon changes nothing."""
    account = queries.account_by_email(email)
    if account is None or account.closed_at:
        return
    alone(f"reset of {account.id}")
    if not links.made_lately(account.id, Purpose.RESET):
        record("new password asked for", account, actor_id=None)
        _send(account, Purpose.RESET)


def first_administrator() -> str:
    """The address where the first administrator sets up an account. Raises LinkRefused once there is one."""
    _refuse_second_first()
    return links.make(None, Purpose.FIRST_ADMINISTRATOR)


def link_behind(token: str) -> Link:
    """The link a token stands for, still good. Raises LinkRefused."""
    if link := links.behind(token):
        return link
    raise LinkRefused(_("This link was used, has expired or was replaced by a newer one."))


def choose_password(token: str, password: str, *, address: str) -> Account:
    """Use the link up and give its account this password. Raises LinkRefused, PasswordRefused."""
    link = link_behind(token)
    account = queries.account_by_id(link.account_id) if link.account_id else None
    if account is None or account.closed_at:
        raise LinkRefused(_("This account is closed."))
    refuse_weak(password, account.email)
    _use_up(link)
    set_password(account, password, actor=account)
    note_try(account.email, address, succeeded=True)
    return account


def set_up(token: str, *, name: str, email: str, language: str, password: str) -> Account:
    """Use the first administrator's link up: their account, with every right. Raises LinkRefused,
    PasswordRefused, AccountRefused."""
    alone("administrators")
    link = link_behind(token)
    if link.purpose is not Purpose.FIRST_ADMINISTRATOR:
        raise LinkRefused(_("This link is for something else."))
    _refuse_second_first()
    refuse_weak(password, email)
    _use_up(link)
    account = accounts.open_account(name, email, language, actor=None)
    accounts.add_role(account, Role.ADMINISTRATOR, None, actor=account)
    set_password(account, password, actor=account)
    return account


def _refuse_second_first() -> None:
    if queries.administrators():
        raise LinkRefused(_("There is an administrator already, who can invite others."))


def _send(account: Account, purpose: Purpose) -> str:
    address = links.make(account.id, purpose)
    outbox.queue(
        LETTERS[purpose],
        language=account.language,
        to_name=account.person.name,
        to_address=account.email,
        values=_filling(account, purpose, address),
        hold=rules.NO_HOLD,
    )
    return address


def _filling(account: Account, purpose: Purpose, address: str) -> dict[str, str]:
    with speaking(account.language):
        return {
            "name": account.person.name,
            "link": address,
            "organisation": say(current_app.config["ORGANISATION"], account.language),
            "expires": moment(clock.now() + rules.LIFETIMES[purpose]),
        }


def _use_up(link: Link) -> None:
    if not links.use_up(link):
        raise LinkRefused(_("This link was used, has expired or was replaced by a newer one."))
