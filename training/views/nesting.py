"""Nesting: the group with its day, one person's way, and the end of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import clock, spreadsheets
from core.db import db
from core.i18n import ngettext
from core.refusal import Refused
from core.statistics import ENOUGH, Span, kaplan_meier
from people.guard import requires
from people.permissions import Permission
from training import nesting
from training.forms.nesting import day_sent, field_name, nesting_header, nesting_rows, sheet_sent
from training.models import NestingTarget
from training.queries import nesting as queries
from training.queries.nesting import Seen
from training.rules.nesting import is_held
from training.views.attempt import done
from training.views.blueprint import bp


@bp.get("/nesting", endpoint="nesting")
@requires(Permission.USE_PRODUCT)
def show_group() -> Any:
    return _page(day_sent(request.args.get("day", ""), clock.today()))


def _page(
    day: date,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    refused: str | None = None,
) -> Any:
    group = queries.running(current_user)
    finished = queries.finished(_teams()) if current_user.may(Permission.SEE_TRAINING) else []
    page = render_template(
        "training/nesting/group.html",
        group=group,
        targets=_targets(group),
        mine=queries.editable(current_user),
        day=day,
        today=clock.today(),
        typed=typed or {},
        problems=problems or {},
        refused=refused,
        field_name=field_name,
        finished=finished,
        loads=queries.loads(current_user) if group else [],
        **_curve(group, finished),
    )
    return (page, 422) if problems or refused else page


def _teams() -> list[int] | None:
    teams = current_user.teams_for(Permission.SEE_TRAINING)
    return None if None in teams else [one for one in teams if one]


def _targets(group: Sequence[Seen]) -> list[NestingTarget]:
    """Those of every policy by which somebody nests; each once."""
    found = {target.key: target for one in group for target in one.nesting.policy.targets}
    return sorted(found.values(), key=lambda target: target.position)


def _curve(group: Sequence[Seen], finished: Sequence[Seen]) -> dict[str, Any]:
    """The share still on the way to proficiency by days, those who nest now followed until today."""
    ended = [one.days_to_proficiency for one in (*finished, *group)]
    going_on = [
        (clock.today() - one.nesting.began_on).days for one in group if one.days_to_proficiency is None
    ]
    spans = [Span(days, ended=True) for days in ended if days is not None]
    curve = kaplan_meier([*spans, *(Span(days, ended=False) for days in going_on)])
    half = curve.time_at(0.5)
    return {
        "curve": curve,
        "until": max([1, *(int(span.length) for span in spans), *going_on]),
        "enough": curve.ended >= ENOUGH,
        "half": int(half.value) if half else None,
    }


@bp.post("/nesting/days")
@requires(Permission.USE_PRODUCT)
def enter_nesting() -> Any:
    """The numbers of the whole group at once."""
    mine = queries.editable(current_user)
    group = [one for one in queries.running(current_user) if one.nesting.id in mine]
    day = day_sent(request.form.get("day", ""), clock.today())
    sheet = sheet_sent(request.form, group)
    if sheet.problems:
        return _page(day, request.form, sheet.problems)
    try:
        count = nesting.enter(day, sheet.measured, actor=current_user, reason=request.form.get("reason"))
    except Refused as refusal:
        db.session.rollback()
        return _page(day, request.form, refused=refusal.sentence)
    db.session.commit()
    flash(
        ngettext("The day of %(num)s person is saved.", "The day of %(num)s people is saved.", count), "good"
    )
    return redirect(url_for(".nesting", day=day))


@bp.get("/nesting/export.<kind>")
@requires(Permission.USE_PRODUCT)
def export_nesting(kind: str) -> Response:
    group = queries.running(current_user)
    targets = _targets(group)
    return spreadsheets.answer(nesting_rows(group, targets), nesting_header(targets), "nesting", kind)


@bp.get("/nesting/<int:nesting_id>")
@requires(Permission.USE_PRODUCT)
def one_nesting(nesting_id: int) -> str:
    seen = queries.visible(current_user, nesting_id) or abort(404)
    targets = queries.targets_of(seen.nesting.policy)
    return render_template(
        "training/nesting/one.html",
        seen=seen,
        held={one.day: is_held(one, targets) for one in seen.days},
        holds={target.key: target.is_held for target in targets},
        is_self=seen.person.id == current_user.person_id,
    )


@bp.post("/nesting/<int:nesting_id>/end")
@requires(Permission.PUT_ON_DUTY)
def end_nesting(nesting_id: int) -> Any:
    seen = queries.visible(current_user, nesting_id) or abort(404)
    return done(
        lambda: nesting.finish(seen.nesting, actor=current_user),
        ngettext(
            "On duty alone. It took %(num)s day to proficiency.",
            "On duty alone. It took %(num)s days to proficiency.",
            seen.days_to_proficiency or 0,
        ),
        url_for(".one_nesting", nesting_id=nesting_id),
    )
