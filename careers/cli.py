"""A shell command about what somebody told of their groups, and the job that forgets it in time."""

import click
from flask import Flask
from flask.cli import AppGroup

from careers import grouping, jobs
from core.worker import register as do_often
from people.cli import erased

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
    number = erased(email, lambda person: grouping.erase(person, actor=None, reason=reason))
    click.echo(f"Deleted; {number} answers are gone. Backups made before still hold them.")
