"""What training has the worker do every so often, and a shell command about what somebody wrote."""

import click
from flask import Flask
from flask.cli import AppGroup

from core.worker import register as do_often
from people.cli import erased_with_files
from training import erasing, jobs

group = AppGroup("training", help="What people wrote and uploaded while they learned.")

LOOK_EVERY, INVITE_EVERY, FORGET_EVERY = 60, 300, 3600
"""Seconds."""


def register(app: Flask) -> None:
    """Hand the worker its jobs, and add the command to the `flask` command line."""
    app.cli.add_command(group)
    do_often("waivers over", LOOK_EVERY, jobs.waivers_over)
    do_often("newcomers invited", INVITE_EVERY, jobs.newcomers_invited)
    do_often("certificate tries forgotten", FORGET_EVERY, jobs.forget_misses)


@group.command("erase")
@click.argument("email")
@click.argument("reason")
def erase(email: str, reason: str) -> None:
    """Erase what the person with this EMAIL wrote and uploaded for homework and self-study, and the words
    that others wrote about it and about their exams. Marks, hours and days stay. REASON goes into the record:
    name nobody in it."""
    erased_with_files(email, lambda person: erasing.erase(person, actor=None, reason=reason))
