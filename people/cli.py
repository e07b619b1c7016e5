"""Shell commands about accounts."""

import click
from flask import Flask
from flask.cli import AppGroup

from core.db import db
from core.refusal import Refused
from people import accounts as verbs
from people import invitations
from people.permissions import Role

group = AppGroup("accounts", help="Who may sign in.")


def register(app: Flask) -> None:
    """Add the commands to the `flask` command line."""
    app.cli.add_command(group)


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
