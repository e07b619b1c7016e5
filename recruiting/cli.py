"""Shell commands of recruiting: what a new installation begins with, the sample team."""

from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from core import clock
from core.config import demo_sign_ins, keep_demo_sign_ins
from core.db import db
from core.worker import register as do_often
from people.queries import any_account
from recruiting import founding, jobs, offers
from recruiting.demo import cast, fill

group = AppGroup("recruiting", help="Selection: pipeline, openings, candidates.")
demo = AppGroup("demo", help="The sample team.")

LOOK_EVERY = 60
"""Seconds."""


@group.command("found")
def found() -> None:
    """Publish the default pipeline, rubrics, profiles, channels and reasons that are missing."""
    founding.found(clock.now())
    db.session.commit()


@demo.command("fill")
@click.option("--applicants", default=fill.APPLICANTS, show_default=True, help="How many people apply.")
def fill_demo(applicants: int) -> None:
    """Fill an empty database with the sample team."""
    if any_account():
        raise click.ClickException("The database is in use; the sample team goes into an empty one only.")
    fill.fill(applicants)
    keep_demo_sign_ins(
        Path(current_app.instance_path), {role.value: mail for role, mail in cast.SIGN_INS.items()}
    )


@demo.command("sign-ins")
def sign_ins() -> None:
    """One sign-in per role of the sample team; nothing outside the demo."""
    # Read afresh: the launcher asks in the very process that has just filled the demo.
    for role, email in demo_sign_ins(Path(current_app.instance_path)).items():
        click.echo(f"  {role:14} {email:32} {cast.PASSWORD}")


def register(app: Flask) -> None:
    """Add the commands to the `flask` command line."""
    app.cli.add_command(group)
    app.cli.add_command(demo)
    do_often("interviews over", LOOK_EVERY, jobs.interviews_over)
    do_often("offers expired", LOOK_EVERY, offers.expire)
