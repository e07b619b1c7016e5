"""Shell commands of recruiting: what a new installation begins with, the sample team."""

from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from careers import deciding, keeping
from careers import jobs as of_careers
from core import clock
from core.config import begin_demo, demo_sign_ins, keep_demo_sign_ins
from core.db import db
from core.worker import register as do_often
from people.cli import erased_with_files
from people.queries import any_account
from recruiting import (
    check_decisions,
    check_erasing,
    counting,
    founding,
    indexing,
    jobs,
    offers,
    reminders,
    rewards,
    rule_runs,
    talent_pool,
)
from recruiting.demo import cast, fill

group = AppGroup("recruiting", help="Selection: pipeline, openings, candidates.")
counts = AppGroup("counts", help="What pages show without counting or judging.")
demo = AppGroup("demo", help="The sample team.")

search = AppGroup("search", help="By what people are found.")

LOOK_EVERY = 60
REMIND_EVERY = 600
IMPORTS_EVERY = 2
FORGET_EVERY = 3600
SWEEP_EVERY = 86_400
"""Seconds."""
HOUR = 3600
READ_EVERY = 10
"""Seconds."""
REBUILT_AT_ONCE = 500


@group.command("found")
def found() -> None:
    """Publish the default pipeline, rubrics, profiles, channels and reasons that are missing."""
    founding.found(clock.now())
    db.session.commit()


@group.command("erase-checks")
@click.argument("email")
@click.argument("reason")
def erase_checks(email: str, reason: str) -> None:
    """Erase what background checks found about the person with this EMAIL: texts, files, what referees said.
    That they were checked and what was decided stays. REASON goes into the record: name nobody in it."""
    erased_with_files(email, lambda person: check_erasing.erase_all(person, reason=reason))


@counts.command("verify")
def verify_counts() -> None:
    """Count everything, judge everybody, and compare; fails if what is kept differs, and says where."""
    if found := [*counting.differences(), *keeping.differences()]:
        raise click.ClickException("\n".join([*found, "Mend it with: flask counts rebuild"]))
    click.echo("The kept numbers are those that counting gives, and who is ready is who judging says.")


@counts.command("rebuild")
def rebuild_counts() -> None:
    """Count everything anew; others who write wait meanwhile. Then judge everybody, some at a time."""
    counting.rebuild()
    keeping.forget()
    db.session.commit()
    of_careers.keep_readiness()


@demo.command("fill")
@click.option("--applicants", default=fill.APPLICANTS, show_default=True, help="How many people apply.")
def fill_demo(applicants: int) -> None:
    """Fill an empty database with the sample team."""
    if any_account():
        raise click.ClickException("The database is in use; the sample team goes into an empty one only.")
    instance = Path(current_app.instance_path)
    begin_demo(instance)
    fill.fill(applicants)
    keep_demo_sign_ins(instance, {role.value: mail for role, mail in cast.SIGN_INS.items()})


@demo.command("sign-ins")
def sign_ins() -> None:
    """One sign-in per role of the sample team; nothing outside the demo."""
    # Read afresh: the launcher asks in the very process that has just filled the demo.
    for role, email in demo_sign_ins(Path(current_app.instance_path)).items():
        click.echo(f"  {role:14} {email:32} {cast.PASSWORD}")


@search.command("rebuild")
@click.option("--after", default=0, help="Go on behind the person of this number.")
def rebuild_search(after: int) -> None:
    """Build anew by what everybody is found; can be stopped and gone on with at any time."""
    last: int | None = after
    while last is not None:
        after, last = last, indexing.rebuild(last, REBUILT_AT_ONCE)
        db.session.commit()
        db.session.expunge_all()
        if last is not None:
            click.echo(f"Done up to person {last}.")
    click.echo("The search is built anew.")


def register(app: Flask) -> None:
    """Add the commands to the `flask` command line."""
    app.cli.add_command(search)
    app.cli.add_command(group)
    app.cli.add_command(demo)
    app.cli.add_command(counts)
    do_often("interviews over", LOOK_EVERY, jobs.interviews_over)
    do_often("reminders", REMIND_EVERY, reminders.remind)
    do_often("résumés read", READ_EVERY, jobs.read_resumes, is_long=True)
    do_often("replies read", LOOK_EVERY, jobs.read_replies, is_long=True)
    do_often("talent pool expired", HOUR, talent_pool.expire)
    do_often("offers expired", LOOK_EVERY, offers.expire)
    do_often("rewards due", LOOK_EVERY, rewards.fall_due)
    do_often("counts folded", LOOK_EVERY, counting.fold)
    do_often("checks run out", LOOK_EVERY, check_decisions.expire)
    do_often("notices over", LOOK_EVERY, check_decisions.notices_over)
    do_often("imports", IMPORTS_EVERY, jobs.imports_go_on)
    do_often("newcomers entered", IMPORTS_EVERY, jobs.newcomers_entered, is_long=True)
    do_often("import files forgotten", FORGET_EVERY, jobs.forget_import_files)
    do_often("removed files forgotten", FORGET_EVERY, jobs.forget_removed_files, is_long=True)
    do_often("stray files swept", SWEEP_EVERY, jobs.sweep_strays, is_long=True)
    do_often("stage rules", LOOK_EVERY, rule_runs.run)
    do_often("promotions due", LOOK_EVERY, deciding.apply_due)
    do_often("cases of who left", LOOK_EVERY, deciding.lapse_all)
    do_often("readiness kept", READ_EVERY, of_careers.keep_readiness, is_long=True)
