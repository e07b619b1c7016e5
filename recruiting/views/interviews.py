"""Who is asked to score a candidate, and when and where they meet."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user

from core import clock
from core.db import db
from core.i18n import _, day_long, moment, ngettext
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import interviewing
from recruiting.forms.scoring import AskForm, PlanForm, WhyForm
from recruiting.models import Interview, Panelist, Visit
from recruiting.queries import interviews, standing
from recruiting.views.blueprint import bp


@bp.route("/applications/<int:application_id>/interview", methods=["GET", "POST"])
@requires(Permission.ARRANGE_INTERVIEWS)
def arrange(application_id: int) -> Any:
    """The panel, and the time and place, which this form plans or changes."""
    visit = _visit_or_404(application_id)
    now_planned = interviews.planned(visit.id)
    form = PlanForm(data=_of(now_planned))
    if form.validate_on_submit():
        try:
            interview = _plan(visit, now_planned, form)
        except Refused as refusal:
            form.blame(refusal)
        else:
            return _done(visit, _told(visit, interview))
    return _page(visit, plan=form)


def _plan(visit: Visit, planned: Interview | None, form: PlanForm) -> Interview:
    when, minutes, place = form.moment, form.minutes.data, form.place.data or ""
    assert minutes is not None
    if planned is None:
        return interviewing.plan(visit, when, minutes, place, actor=current_user, tell=form.tell.data)
    interviewing.replan(planned, when, minutes, place, actor=current_user, tell=form.tell.data)
    return planned


@bp.post("/applications/<int:application_id>/panel")
@requires(Permission.ARRANGE_INTERVIEWS)
def ask_interviewer(application_id: int) -> Any:
    visit = _visit_or_404(application_id)
    form = AskForm()
    form.offer(interviews.who_can_be_asked(visit))
    if form.validate_on_submit():
        account = interviews.account(int(form.account.data)) if form.account.data.isdecimal() else None
        try:
            panelist = interviewing.ask(visit, account or abort(404), actor=current_user)
        except Refused as refusal:
            form.blame(refusal)
        else:
            return _done(visit, _("%(who)s is asked for a scorecard.", who=panelist.account.name))
    return _page(visit, ask=form)


@bp.post("/applications/<int:application_id>/panel/<int:panelist_id>/release")
@requires(Permission.ARRANGE_INTERVIEWS)
def release_interviewer(application_id: int, panelist_id: int) -> Any:
    visit = _visit_or_404(application_id)
    panelist: Panelist = interviews.panelist_on(visit.id, panelist_id) or abort(404)
    return _with_reason(
        visit,
        lambda reason: interviewing.release(panelist, reason, actor=current_user),
        _("%(who)s is not asked any more.", who=panelist.account.name),
    )


@bp.post("/applications/<int:application_id>/interview/cancel")
@requires(Permission.ARRANGE_INTERVIEWS)
def cancel_interview(application_id: int) -> Any:
    visit = _visit_or_404(application_id)
    interview = interviews.planned(visit.id) or abort(404)
    return _with_reason(
        visit,
        lambda reason: interviewing.cancel(interview, reason, actor=current_user),
        _("The interview is cancelled."),
    )


@bp.post("/applications/<int:application_id>/interview/missed")
@requires(Permission.ARRANGE_INTERVIEWS)
def interview_missed(application_id: int) -> Any:
    visit = _visit_or_404(application_id)
    interview = interviews.planned(visit.id) or abort(404)
    return _with_reason(
        visit,
        lambda reason: interviewing.mark_missed(interview, reason, actor=current_user),
        _("Noted that the candidate did not come. Plan another time, or decide."),
    )


def _with_reason(visit: Visit, act: Callable[[str], None], done: str) -> Any:
    form = WhyForm()
    if form.validate_on_submit():
        try:
            act(form.reason.data or "")
        except Refused as refusal:
            form.blame(refusal)
        else:
            return _done(visit, done)
    return _page(visit, why=form)


def _visit_or_404(application_id: int) -> Visit:
    return standing.visit_of(application_id, current_user, Permission.ARRANGE_INTERVIEWS) or abort(404)


def _done(visit: Visit, sentence: str) -> Any:
    db.session.commit()
    flash(sentence, "good")
    return redirect(url_for(".arrange", application_id=visit.application_id))


def _told(visit: Visit, interview: Interview) -> str:
    return _(
        "The interview with %(name)s is on %(day)s at %(time)s.",
        name=visit.application.person.name,
        day=day_long(interview.starts_at),
        time=clock.local(interview.starts_at).strftime("%H:%M"),
    )


def _of(interview: Interview | None) -> dict[str, Any]:
    if interview is None:
        return {"starts_on": clock.today() + timedelta(days=1), "minutes": 45, "tell": True}
    at = clock.local(interview.starts_at)
    return {
        "starts_on": at.date(),
        "starts_at": at.time(),
        "minutes": interview.minutes,
        "place": interview.place,
        "tell": True,
    }


def _page(
    visit: Visit, *, plan: PlanForm | None = None, ask: AskForm | None = None, why: WhyForm | None = None
) -> Any:
    """The page with what one of its forms refused; the others as they are."""
    planned = interviews.planned(visit.id)
    choices = interviews.who_can_be_asked(visit)
    ask = ask or AskForm(formdata=None)
    ask.offer(choices)
    refused = next((form for form in (plan, ask, why) if form is not None and form.errors), None)
    page = render_template(
        "recruiting/scoring/arrange.html",
        visit=visit,
        application=visit.application,
        panel=interviews.panel(visit.id),
        planned=planned,
        has_begun=planned is not None and planned.starts_at <= clock.now(),
        meetings=interviews.interviews(visit.id),
        conflicts=_conflicts(visit, planned, plan),
        elsewhere=[one for one in choices if one.elsewhere],
        plan=plan or PlanForm(formdata=None, data=_of(planned)),
        ask=ask,
        refused=refused,
        typed_reason=why.reason.data if why else "",
    )
    return page, 422 if refused else 200


def _conflicts(visit: Visit, planned: Interview | None, plan: PlanForm | None) -> list[str]:
    """Who has another interview at the time that is typed, or else at the one that is planned."""
    typed = plan is not None and plan.starts_on.data and plan.starts_at.data and not plan.minutes.errors
    if plan is not None and typed and plan.minutes.data:
        starts_at, minutes = plan.moment, plan.minutes.data
    elif planned is not None:
        starts_at, minutes = planned.starts_at, planned.minutes
    else:
        return []
    busy = interviews.conflicts(visit, starts_at, minutes, besides=planned.id if planned else None)
    return [
        ngettext(
            "%(who)s has another interview at %(when)s, %(num)s minute long.",
            "%(who)s has another interview at %(when)s, %(num)s minutes long.",
            length,
            who=name,
            when=moment(start),
        )
        for name, start, length in busy
    ]
