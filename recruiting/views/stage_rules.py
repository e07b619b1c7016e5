"""Rules that act by themselves: the list, one with its log, the form, the dry run before switching on."""

from datetime import timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import clock, spreadsheets
from core.db import db
from core.i18n import _, ngettext
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import pipeline_record, rule_runs, rule_words
from recruiting import stage_rules as verbs
from recruiting.forms import lists
from recruiting.forms.stage_rules import (
    PERIODS,
    LogForm,
    NewRuleForm,
    RuleForm,
    log_header,
    log_rows,
    rule_shown,
    trial_header,
    trial_rows,
)
from recruiting.models import Pipeline, StageRule
from recruiting.queries import pipelines, rule_screening
from recruiting.queries import stage_rules as queries
from recruiting.queries.blindness import veil
from recruiting.queries.reasons import in_use as reasons_in_use
from recruiting.states import ReasonFamily, RuleState
from recruiting.views.blueprint import bp
from recruiting.views.pipelines import pipeline_or_404

SHOWN = 100
"""Rows of a dry run on the page; the file has all of them."""


@bp.get("/rules", endpoint="stage_rules")
@requires(Permission.SEE_OPENINGS)
def rules_list() -> Any:
    rules, kind = queries.rules(), request.args.get("export")
    shown: dict[str, Any] = {
        "stages": queries.stage_names(),
        "deeds": queries.deeds_of_each(),
        "asks": _asks(rules),
    }
    if kind:
        return spreadsheets.answer(*lists.rules(rules, **shown), "rules", kind)
    return render_template(
        "recruiting/rules/rules.html", rules=rules, pipelines=pipelines.all_but(None), **shown
    )


def _asks(rules: Any) -> dict[int, list[str]]:
    channels, answers = _channels(), rule_screening.choices()
    return {rule.id: rule_words.asks(rule.newest, channels, answers) for rule in rules}


def _channels() -> dict[str, Any]:
    return {one.key: one.name for one in queries.channels()}


def rule_or_404(rule_id: int) -> StageRule:
    return queries.rule(rule_id) or abort(404)


@bp.get("/rules/<int:rule_id>", endpoint="stage_rule")
@requires(Permission.SEE_APPLICATIONS)
def rule_page(rule_id: int) -> str:
    rule = rule_or_404(rule_id)
    form = LogForm(request.args).offering(rule.versions)
    which = form.wanted(rule_id)
    args = request.args
    page = queries.log(which, current_user, after=args.get("after"), before=args.get("before"))
    return render_template(
        "recruiting/rules/rule.html",
        rule=rule,
        stage=queries.stage_of(rule),
        asks=_asks([rule])[rule.id],
        form=form,
        which=which,
        filters={name: args[name] for name in ("q", "version") if args.get(name)},
        page=page,
        record=pipeline_record.lines(queries.record_of(rule_id)),
        now=clock.now(),
        minutes=timedelta(minutes=1),
    )


@bp.get("/rules/<int:rule_id>/log/export.<kind>")
@requires(Permission.SEE_APPLICATIONS)
def export_rule_log(rule_id: int, kind: str) -> Any:
    rule = rule_or_404(rule_id)
    which = LogForm(request.args).offering(rule.versions).wanted(rule_id)
    found = queries.whole_log(which, current_user)
    return spreadsheets.answer(log_rows(found), log_header(), f"rule-{rule_id}-log", kind)


@bp.route("/pipelines/<int:pipeline_id>/rules/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PIPELINES)
def new_stage_rule(pipeline_id: int) -> Any:
    pipeline = pipeline_or_404(pipeline_id)
    form = NewRuleForm()
    form.offering(queries.channels(), reasons_in_use(ReasonFamily.REJECTION))
    form.offering_answers(rule_screening.choices())
    form.offering_stages(pipelines.newest(pipeline_id).stages)
    if form.validate_on_submit() and (rule_id := _made(pipeline, form)):
        return redirect(url_for(".try_rule", rule_id=rule_id))
    return _form_page(form, pipeline, None)


def _made(pipeline: Pipeline, form: NewRuleForm) -> int | None:
    try:
        rule = verbs.make(pipeline, form.stage.data, form.words, form.terms(), actor=current_user)
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return None
    db.session.commit()
    return rule.id


@bp.route("/rules/<int:rule_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_PIPELINES)
def edit_stage_rule(rule_id: int) -> Any:
    rule = rule_or_404(rule_id)
    form = RuleForm(data=rule_shown(rule))
    form.offering(queries.channels(), reasons_in_use(ReasonFamily.REJECTION))
    form.offering_answers(rule_screening.choices())
    if form.validate_on_submit() and _changed(rule, form):
        return redirect(url_for(".stage_rule", rule_id=rule_id))
    return _form_page(form, rule.pipeline, rule)


def _changed(rule: StageRule, form: RuleForm) -> bool:
    was_on = rule.state is RuleState.ON
    try:
        verbs.change(rule, form.words, form.terms(), actor=current_user, seen=form.seen.data)
    except Refused as refusal:
        db.session.rollback()
        form.blame(refusal)
        return False
    db.session.commit()
    turned = was_on and rule.state is RuleState.OFF
    flash(_("Saved. The rule is off until you switch the new version on.") if turned else _("Saved."), "good")
    return True


def _form_page(form: RuleForm, pipeline: Pipeline, rule: StageRule | None) -> Any:
    stage = queries.stage_of(rule) if rule else None
    page = render_template("recruiting/rules/form.html", form=form, pipeline=pipeline, rule=rule, stage=stage)
    return page, 422 if form.errors else 200


# The dry run, on and off


@bp.get("/rules/<int:rule_id>/dry-run")
@requires(Permission.EDIT_PIPELINES)
def try_rule(rule_id: int) -> Any:
    return _trial(rule_or_404(rule_id))


def _days() -> int:
    asked = request.args.get("days", type=int)
    return asked if asked in PERIODS else PERIODS[1]


def _trial(rule: StageRule, refusal: Refused | None = None) -> Any:
    """Whom it would act on now, and whom it would have."""
    now = rule_runs.would_act(rule.newest)
    veil(now, current_user)
    past = rule_runs.would_have_acted(rule.newest, clock.now() - timedelta(days=_days()), reader=current_user)
    page = render_template(
        "recruiting/rules/dry_run.html",
        rule=rule,
        stage=queries.stage_of(rule),
        asks=_asks([rule])[rule.id],
        now=now,
        digest=verbs.digest(now),
        past=past,
        shown=SHOWN,
        days=_days(),
        periods=PERIODS,
        refusal=refusal,
    )
    return page, 422 if refusal else 200


@bp.get("/rules/<int:rule_id>/dry-run/export.<kind>")
@requires(Permission.EDIT_PIPELINES)
def export_trial(rule_id: int, kind: str) -> Any:
    rule = rule_or_404(rule_id)
    past = rule_runs.would_have_acted(rule.newest, clock.now() - timedelta(days=_days()), reader=current_user)
    return spreadsheets.answer(trial_rows(past), trial_header(), f"rule-{rule_id}-dry-run", kind)


@bp.post("/rules/<int:rule_id>/switching-on")
@requires(Permission.EDIT_PIPELINES)
def switch_rule_on(rule_id: int) -> Any:
    rule = rule_or_404(rule_id)
    seen, shown = request.form.get("seen", type=int), request.form.get("shown")
    try:
        many = verbs.switch_on(rule, actor=current_user, seen=seen, shown=shown)
    except Refused as refusal:
        db.session.rollback()
        return _trial(rule_or_404(rule_id), refusal)
    db.session.commit()
    flash(
        ngettext(
            "The rule is on. It acts on %(num)s application within a minute.",
            "The rule is on. It acts on %(num)s applications within a minute.",
            many,
        ),
        "good",
    )
    return redirect(url_for(".stage_rule", rule_id=rule_id))


@bp.post("/rules/<int:rule_id>/switching-off")
@requires(Permission.EDIT_PIPELINES)
def switch_rule_off(rule_id: int) -> Any:
    rule = rule_or_404(rule_id)
    try:
        verbs.switch_off(rule, actor=current_user)
    except Refused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "bad")
    else:
        db.session.commit()
        flash(_("The rule is off. What it did stays done."), "good")
    return redirect(url_for(".stage_rule", rule_id=rule_id))
