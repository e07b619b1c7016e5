"""A shell command about what somebody told of their groups, and the job that forgets it in time."""

import click
from flask import Flask
from flask.cli import AppGroup

from careers import grouping, jobs
from core.db import db
from core.refusal import Refused
from core.worker import register as do_often
from people import queries as people

group = AppGroup("careers", help="What people told of their groups.")

FORGET_EVERY = 3600
"""Seconds."""


def register(app: Flask) -> None:
    """Hand the worker its job, and add the command to the `flask` command line."""
    app.cli.add_command(group)
    do_often("groups forgotten", FORGET_EVERY, jobs.forget_groups)


@group.command("erase-groups")
@click.argument("email")
@click.argument("reason")
def erase_groups(email: str, reason: str) -> None:
    """Delete what the person with this EMAIL told of their groups. Whoever can sign in does it on their own
    path. REASON goes into the record: name nobody in it."""
    person = people.person_by_email(email.strip().lower())
    if person is None:
        raise click.ClickException(f"Nobody here has the address {email}.")
    try:
        number = grouping.erase(person, actor=None, reason=reason)
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    db.session.commit()
    click.echo(f"Deleted; {number} answers are gone. Backups made before still hold them.")
