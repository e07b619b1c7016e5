"""Shell commands about accounts."""

from collections.abc import Callable, Collection
from typing import TypeVar

import click
from flask import Flask
from flask.cli import AppGroup

from core import files
from core.db import db
from core.refusal import Refused
from people import accounts as verbs
from people import invitations, queries
from people.models import Person
from people.permissions import Role

Gone = TypeVar("Gone")

group = AppGroup("accounts", help="Who may sign in.")


def register(app: Flask) -> None:
    """Add the commands to the `flask` command line."""
    app.cli.add_command(group)


def erased(email: str, erase: Callable[[Person], Gone]) -> Gone:
    """Erase something about the person with this address, and commit. Ends the command with a sentence where
    nobody has it, or `erase` refuses."""
    person = queries.person_by_email(email.strip().lower())
    if person is None:
        raise click.ClickException(f"Nobody here has the address {email}.")
    try:
        gone = erase(person)
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    db.session.commit()
    return gone


def erased_with_files(email: str, erase: Callable[[Person], Collection[str]]) -> None:
    """The same, where `erase` gives the digests of files: those that nothing names any more are dropped."""
    gone = files.drop(erased(email, erase))
    db.session.commit()
    click.echo(f"Erased; {gone} files are gone from the store. Backups made before still hold everything.")


@group.command("first-administrator")
def first_administrator() -> None:
    """Print the link at which the first administrator sets up an account, once."""
    try:
        address = invitations.first_administrator()
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    db.session.commit()
    click.echo("Set up the first administrator here; the link works once, for a day:")
    click.echo(address)


@group.command("invite")
@click.argument("email")
@click.argument("name")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option("--language", type=click.Choice(["en", "zh_Hans"]), default="en", show_default=True)
def invite(email: str, name: str, role: str, language: str) -> None:
    """Open an account that holds ROLE everywhere, write to its owner, and print the link of the letter."""
    try:
        account = verbs.open_account(name, email.strip().lower(), language, actor=None)
        verbs.add_role(account, Role(role), None, actor=None)
        address = invitations.invite(account, actor=None)
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    db.session.commit()
    click.echo(f"{name} may choose a password here; the link works once, for a week:")
    click.echo(address)
