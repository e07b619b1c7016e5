"""When and where a candidate is interviewed: planned, moved, cancelled, missed."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from core import clock
from core.db import db
from core.i18n import _, day_long, moment, ngettext
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from recruiting import free_time, interviewing, rules
from recruiting.forms.interviews import PlanForm, beginning, names_of, panel_form
from recruiting.forms.scoring import AskForm, WhyForm
from recruiting.models import Interview, Opening, PanelPlan, Visit
from recruiting.queries import (
    calendars,
    interview_policies,
    interviews,
    panel_plans,
    replies,
    standing,
    working_days,
)
from recruiting.states import TOOK_PLACE
from recruiting.views.blueprint import bp

USUAL_MINUTES = 45


@bp.route("/applications/<int:application_id>/interview", methods=["GET", "POST"])
@requires(Permission.ARRANGE_INTERVIEWS)
def arrange(application_id: int) -> Any:
    """The panel, and the time and place, which this form plans or changes."""
    visit = visit_or_404(application_id)
    now_planned = interviews.planned(visit.id)
    begun = _of(now_planned, panel_plans.plan_for(visit.stage), visit.application.opening)
    form = PlanForm(data=beginning(request.args, begun))
    if form.validate_on_submit():
        try:
            interview = _plan(visit, now_planned, form)
        except Refused as refusal:
            form.blame(refusal)
        else:
            return done(visit, _told(visit, interview))
    return page(visit, plan=form)


def _plan(visit: Visit, planned: Interview | None, form: PlanForm) -> Interview:
    when, minutes, place = form.moment, form.minutes.data, form.place.data or ""
    assert minutes is not None
    more: dict[str, Any] = {"actor": current_user, "tell": form.tell.data, "despite": form.despite.data}
    if planned is None:
        return interviewing.plan(visit, when, minutes, place, **more)
    interviewing.replan(planned, when, minutes, place, **more)
    return planned


@bp.post("/applications/<int:application_id>/interview/cancel")
@requires(Permission.ARRANGE_INTERVIEWS)
def cancel_interview(application_id: int) -> Any:
    visit = visit_or_404(application_id)
    interview = interviews.planned(visit.id) or abort(404)
    return with_reason(
        visit,
        lambda reason: interviewing.cancel(interview, reason, actor=current_user),
        _("The interview is cancelled."),
    )


@bp.post("/applications/<int:application_id>/interview/missed")
@requires(Permission.ARRANGE_INTERVIEWS)
def interview_missed(application_id: int) -> Any:
    visit = visit_or_404(application_id)
    interview = interviews.planned(visit.id) or abort(404)
    return with_reason(
        visit,
        lambda reason: interviewing.mark_missed(interview, reason, actor=current_user),
        _("Noted that the candidate did not come. Plan another time, or decide."),
    )


def with_reason(visit: Visit, act: Callable[[str], None], said: str) -> Any:
    """Do what needs a reason, or show the page again."""
    form = WhyForm()
    if form.validate_on_submit():
        try:
            act(form.reason.data or "")
        except Refused as refusal:
            form.blame(refusal)
        else:
            return done(visit, said)
    return page(visit, why=form)


def visit_or_404(application_id: int) -> Visit:
    return standing.visit_of(application_id, current_user, Permission.ARRANGE_INTERVIEWS) or abort(404)


def done(visit: Visit, sentence: str) -> Any:
    """Keep it, say so, and go on with the page."""
    db.session.commit()
    flash(sentence, "good")
    return redirect(url_for(".arrange", application_id=visit.application_id))


def _told(visit: Visit, interview: Interview) -> str:
    return _(
        "The interview with %(name)s is on %(day)s at %(time)s.",
        name=visit.application.shown.name,
        day=day_long(interview.starts_at),
        time=clock.local(interview.starts_at).strftime("%H:%M"),
    )


def _of(interview: Interview | None, plan: PanelPlan | None, opening: Opening) -> dict[str, Any]:
    """What the form begins with: where nothing is planned, the next day that is worked there."""
    if interview is None:
        minutes = plan.minutes if plan else USUAL_MINUTES
        day = working_days.of(opening).after(clock.today())
        return {"starts_on": day, "minutes": minutes, "tell": True}
    at = clock.local(interview.starts_at)
    return {
        "starts_on": at.date(),
        "starts_at": at.time(),
        "minutes": interview.minutes,
        "place": interview.place,
        "tell": True,
    }


def page(
    visit: Visit,
    *,
    plan: PlanForm | None = None,
    seats: Any = None,
    ask: AskForm | None = None,
    why: WhyForm | None = None,
) -> Any:
    """The page with what one of its forms refused; the others as they are."""
    planned, panel_plan = interviews.planned(visit.id), panel_plans.plan_for(visit.stage)
    choices, panel = interviews.who_can_be_asked(visit), interviews.panel(visit.id)
    plan = plan or PlanForm(formdata=None, data=_of(planned, panel_plan, visit.application.opening))
    ask = ask or AskForm(formdata=None)
    ask.offer(choices)
    focus = seats_of(visit, panel_plan, panel)
    meetings = interviews.interviews(visit.id)
    refused = next((form for form in (plan, seats, ask, why) if form is not None and form.errors), None)
    shown = render_template(
        "recruiting/scoring/arrange.html",
        visit=visit,
        application=visit.application,
        panel=panel,
        answers=replies.answers(visit.id),
        planned=planned,
        has_begun=planned is not None and planned.starts_at <= clock.now(),
        meetings=meetings,
        phases={one.id: rules.phase(one.state, one.starts_at, one.minutes, clock.now()) for one in meetings},
        missing=_missing(visit, meetings, panel),
        elsewhere=[one for one in choices if one.elsewhere],
        plan=plan,
        panel_plan=panel_plan,
        seats=seats or empty_panel_form(focus, choices, panel),
        focus=[names_of(_criteria(visit), seat) for seat in focus],
        focus_of={one.id: names_of(_criteria(visit), one.focus) for one in panel},
        ask=ask,
        refused=refused,
        typed_reason=why.reason.data if why else "",
        **_day(visit, planned, plan, [one.account_id for one in panel]),
    )
    return shown, 422 if refused else 200


def _missing(visit: Visit, meetings: Sequence[Interview], panel: list[Any]) -> dict[int, str]:
    """Whose scorecards are missing, by interview: of the newest that took place, while they can be sent."""
    over = [one for one in meetings if one.state in TOOK_PLACE and one.ends_at <= clock.now()]
    owing = [one.name for one in panel if not one.scored]
    if not over or visit.left_at is not None or (panel and not owing):
        return {}
    return {over[-1].id: _(", ").join(owing)}


def _criteria(visit: Visit) -> Any:
    return visit.stage.rubric_version.criteria if visit.stage.rubric_version else ()


def seats_of(visit: Visit, plan: PanelPlan | None, panel: list[Any]) -> list[list[int]]:
    """What each seat looks at: those of the plan, and more where more people are asked; without a plan
    there are no seats."""
    seats = panel_plans.seats_of(visit.stage, plan)
    return seats + [[]] * max(len(panel) - len(seats), 0) if seats else []


def empty_panel_form(focus: list[list[int]], choices: list[interviews.Choice], panel: list[Any]) -> Any:
    """The seats as they are taken now: each by whom it fits, the others by whoever is left."""
    left = list(panel)
    taken: list[Any] = []
    for seat in focus:
        fits = next((one for one in left if sorted(one.focus) == sorted(seat)), None)
        taken.append(fits)
        if fits:
            left.remove(fits)
    rest = iter(left)
    sitting = [one or next(rest, None) for one in taken]
    asked = {one.account_id: one.name for one in panel}
    return panel_form(len(focus), choices, asked, [one.account_id if one else None for one in sitting])


def _day(visit: Visit, planned: Interview | None, plan: PlanForm, panel: list[int]) -> dict[str, Any]:
    """What else the panel and the candidate have on the day that the form shows, who of them is in
    another interview at its time, and when everybody is free from that day on."""
    day = plan.starts_on.data or clock.today()
    minutes = plan.minutes.data or USUAL_MINUTES
    until = clock.day_start(max(day, clock.today())) + timedelta(days=free_time.DAYS_AHEAD)
    person, besides = visit.application.person_id, planned.id if planned else None
    busy = calendars.busy(panel, person, clock.day_start(day), until, besides=besides)
    typed = plan.starts_on.data and plan.starts_at.data and not plan.minutes.errors
    at = (plan.moment, plan.moment + timedelta(minutes=minutes)) if typed else None
    return {
        "day": day,
        "that_day": [one for one in busy if clock.local(one.starts_at).date() == day],
        "conflicts": [_clash(one) for one in busy if at and one.meets(*at)],
        "free": _by_day(_free(visit, busy, minutes, day)),
    }


def _free(visit: Visit, busy: list[calendars.Busy], minutes: int, day: date) -> list[datetime]:
    if visit.left_at is not None:
        return []
    worked = working_days.of(visit.application.opening)
    return free_time.proposals(busy, minutes, day, interview_policies.in_use(), worked=worked)


def _by_day(moments: list[datetime]) -> list[tuple[date, list[datetime]]]:
    return [(day, list(starts)) for day, starts in groupby(moments, key=lambda start: start.date())]


def _clash(one: calendars.Busy) -> str:
    when = {"who": one.name, "when": moment(one.starts_at)}
    if one.teaches:
        return ngettext(
            "%(who)s teaches at %(when)s, %(num)s minute long.",
            "%(who)s teaches at %(when)s, %(num)s minutes long.",
            one.minutes,
            **when,
        )
    return ngettext(
        "%(who)s has another interview at %(when)s, %(num)s minute long.",
        "%(who)s has another interview at %(when)s, %(num)s minutes long.",
        one.minutes,
        **when,
    )
