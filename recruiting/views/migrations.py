"""Moving running applications to another version of their pipeline: a preview, then the same done."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from core.db import db
from core.i18n import ngettext
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import migrating
from recruiting.forms.pipelines import MigrationForm
from recruiting.models import PipelineVersion, Visit
from recruiting.navigation import offer_undo
from recruiting.queries import listing, standing
from recruiting.queries import pipelines as queries
from recruiting.views.blueprint import bp
from recruiting.views.pipelines import version_or_404


@bp.route("/pipelines/<int:pipeline_id>/versions/<int:number>/migration", methods=["GET", "POST"])
@requires(Permission.EDIT_OPENINGS)
def migrate(pipeline_id: int, number: int) -> Any:
    version = version_or_404(pipeline_id, number)
    form = MigrationForm(opening=request.args.get("opening", ""))
    if not form.validate_on_submit():
        return _preview(version, form)
    visits = _visits([int(one) for one in request.form.getlist("chosen") if one.isdecimal()])
    try:
        done = migrating.migrate_all(
            version, visits, _seen(), actor=current_user, reason=form.reason.data or ""
        )
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return _preview(version_or_404(pipeline_id, number), form)
    db.session.commit()
    return _result(version, done, visits)


def _visits(ids: Sequence[int]) -> Sequence[Visit]:
    return standing.visits_of(ids[: listing.MOST_AT_ONCE], current_user, Permission.MOVE_APPLICATIONS)


def _seen() -> dict[int, str]:
    """Application id → what the preview showed of it."""
    pairs = (one.partition(":") for one in request.form.getlist("seen_visit"))
    return {int(number): seen for number, _colon, seen in pairs if number.isdecimal()}


def _preview(version: PipelineVersion, form: MigrationForm) -> Any:
    asked = form.opening.data or ""
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
    ids = queries.to_migrate(version, current_user, wanted, listing.MOST_AT_ONCE + 1)
    planned = migrating.plan(version, _visits(ids), actor=current_user)
    going = [one for one in planned if one.to]
    steps = Counter((one.visit.application.opening.code, one.visit.stage, one.to) for one in going)
    page = render_template(
        "recruiting/pipelines/migration.html",
        version=version,
        pipeline=version.pipeline,
        form=form,
        going=going,
        staying=[one for one in planned if not one.to],
        steps=steps,
        most=listing.MOST_AT_ONCE if len(ids) > listing.MOST_AT_ONCE else None,
        openings={one.id: one for one in queries.openings_to_adopt(current_user)},
        chosen=wanted,
    )
    return page, 422 if form.errors else 200


def _result(version: PipelineVersion, done: migrating.Done, visits: Sequence[Visit]) -> Any:
    sentence = ngettext(
        "%(num)s goes on under version %(number)s",
        "%(num)s go on under version %(number)s",
        len(done.done),
        number=version.number,
    )
    back = url_for(".pipeline_version", pipeline_id=version.pipeline_id, number=version.number)
    if done.done:
        offer_undo(done.batch, sentence, 0, back=back if done.refused else None)
    if done.refused:
        return render_template(
            "recruiting/moves/result.html", sentence=sentence, done=done, visits=visits, back=back
        )
    if not done.done:
        flash(sentence, "warn")
    return redirect(back)
