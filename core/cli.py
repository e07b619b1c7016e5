"""Shell commands about the record, the outbox, the worker and backups."""

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from core import backup as backups
from core import seals
from core.backup_restore import restore
from core.db import db, reading
from core.i18n import _, ngettext
from core.refusal import Refused
from core.worker import Worker
from core.worker import register as do_often

audit = AppGroup("audit", help="The hash chain over the record.")
backup = AppGroup("backup", help="All rows and uploaded files in one zip, and back.")
worker = AppGroup("worker", help="Sends letters and does what is to be done every so often.")

SEAL_EVERY = 10
"""Seconds."""


def register(app: Flask) -> None:
    """Add the commands to the `flask` command line."""
    app.cli.add_command(audit)
    app.cli.add_command(backup)
    app.cli.add_command(worker)
    do_often("seal", SEAL_EVERY, seals.seal)


@audit.command("verify")
@click.option("--head", metavar="DIGEST", help="A head noted earlier, which must still be part of the chain.")
def audit_verify(head: str | None) -> None:
    """Say that the record is whole, or where it is broken (then the exit status is 1)."""
    with reading():
        report = seals.verify(head)
    click.echo(
        _("%(sealed)s entries sealed, %(unsealed)s not yet.", sealed=report.sealed, unsealed=report.unsealed)
    )
    click.echo(_("Head of the chain: %(head)s", head=report.head))
    for sentence in report.breaks:
        click.echo(sentence)
    click.echo(_("The record is whole.") if report.whole else _("The record is broken."))
    if not report.whole:
        raise SystemExit(1)


@audit.command("seal")
def audit_seal() -> None:
    """Seal whatever is not sealed yet; the worker does so all the time."""
    total = sum(iter(_seal_some, 0))
    click.echo(ngettext("%(num)s entry sealed.", "%(num)s entries sealed.", total))


def _seal_some() -> int:
    count = seals.seal()
    db.session.commit()
    return count


@backup.command("create")
@click.argument("path", type=click.Path(path_type=Path), required=False)
def backup_create(path: Path | None) -> None:
    """Write a backup to PATH (instance/backups/… without it) while the server runs."""
    path = path or backups.usual_path()
    with _said_plainly():
        _tell(backups.create(path), path)


@backup.command("verify")
@click.argument("path", type=click.Path(path_type=Path))
def backup_verify(path: Path) -> None:
    """Say that the backup at PATH is complete and undamaged, or what is wrong with it."""
    with _said_plainly():
        _tell(backups.verify(path), path)


@backup.command("restore")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Put it in the place of everything the database holds.")
def backup_restore(path: Path, replace: bool) -> None:
    """Make the database and the uploads what they were when the backup at PATH was made."""
    with _said_plainly():
        _tell(restore(path, replace), path)
    click.echo(_("Restored."))


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    except OSError as fault:
        raise click.ClickException(str(fault)) from fault


def _tell(manifest: backups.Manifest, path: Path) -> None:
    counts = {"rows": manifest.rows, "files": len(manifest.uploads), "at": manifest.created_at, "path": path}
    click.echo(_("%(path)s: %(rows)s rows and %(files)s uploaded files of %(at)s.", **counts))


@worker.command("run")
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
def worker_run(once: bool) -> None:
    """Work until told to end (SIGTERM or Ctrl-C); several may run at once."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s: %(message)s")
    try:
        running = Worker()
    except ValueError as fault:
        raise click.ClickException(str(fault)) from fault
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: running.stop.set())
    if running.server is None:
        click.echo(_("No mail server is configured (MAIL_URL): letters wait in the outbox."))
    running.run(once=once)
