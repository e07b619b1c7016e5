"""One attempt at an exam: every mark it had, and what is decided about it."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from flask import abort, render_template, request, url_for
from flask_login import current_user

from core import clock
from core.i18n import _
from core.refusal import Refused
from people.guard import requires
from people.permissions import Permission
from training import appealing, examining, overriding, remedying
from training.forms.exam_course import score_sent
from training.forms.exams import AttemptForm, day_read, mark_read
from training.marking import Score, topic_field
from training.models import ExamAttempt
from training.queries import appeals, enrolments, exam_topics, practicals
from training.queries import exams as queries
from training.rules.exams import weak_topics
from training.views.attempt import done
from training.views.blueprint import bp
from training.words import agreed


def attempt_or_404(attempt_id: int, permission: Permission) -> ExamAttempt:
    attempt = queries.attempt(attempt_id) or abort(404)
    enrolments.enrolment(current_user, attempt.enrolment_id, permission) or abort(404)
    return attempt


@bp.get("/exam-attempts/<int:attempt_id>")
@requires(Permission.SEE_TRAINING)
def exam_attempt(attempt_id: int) -> str:
    return _page(attempt_id)


def _page(attempt_id: int, refused: Refused | None = None) -> str:
    """`refused`: why what was just sent was not done; what was typed for it is in its fields again."""
    one = attempt_or_404(attempt_id, Permission.SEE_TRAINING)
    enrolment = enrolments.enrolment(current_user, one.enrolment_id, Permission.SEE_TRAINING) or abort(404)
    rows = queries.attempts([one.enrolment_id])[one.enrolment_id, one.exam_key]
    covered = exam_topics.covered_by([one.exam_id]).get(one.exam_id, [])
    stands = next(row for row in rows if row.id == attempt_id)
    rules = queries.rules_of(one.policy, one.exam)
    weak = weak_topics(queries.parts_of(stands), rules)
    return render_template(
        "training/attempt.html",
        attempt=one,
        stands=stands,
        enrolment=enrolment,
        person=enrolment.employment.person,
        history=queries.histories(one.enrolment_id)[attempt_id],
        covered=covered,
        weak=weak,
        may_fail_anyway=stands.failed_item or (rules.part_mark is not None and bool(weak)),
        weak_modules=exam_topics.weak_modules(covered, weak),
        remedies=exam_topics.remedies(one.enrolment_id)[attempt_id],
        appeal=appeals.told(attempt_id),
        was=practicals.of_attempts(one.enrolment_id, one.exam_key).get(attempt_id),
        newest=queries.course(one.enrolment_id, one.exam, clock.today()).newest,
        agreed=agreed,
        part_field=topic_field,
        today=clock.today(),
        refused=refused,
        typed={request.form.get("deed", ""): request.form} if refused else {},
        **_may(one),
    )


def _may(one: ExamAttempt) -> dict[str, bool]:
    is_open = one.enrolment.state.value == "in training"
    involved = current_user.id in appeals.markers(one.id)
    return {
        "may_mark": is_open and current_user.may(Permission.TEACH),
        "may_override": is_open and current_user.may(Permission.OVERRIDE_RESULTS),
        "may_decide_appeal": is_open
        and not involved
        and (current_user.may(Permission.TEACH) or current_user.may(Permission.DECIDE_TRAINING)),
    }


@bp.post("/exam-attempts/<int:attempt_id>")
@requires(Permission.TEACH)
def decide_attempt(attempt_id: int) -> Any:
    """Mark anew, declare void or restore, sign off what was weak, assign work on it, set the next try, or
    file an appeal on behalf of the trainee."""
    attempt = attempt_or_404(attempt_id, Permission.TEACH)
    form = AttemptForm()
    deed, sentence = _deeds(attempt, form).get(form.deed.data or "") or abort(404)
    return done(
        deed,
        sentence,
        url_for(".trainee_exams", enrolment_id=attempt.enrolment_id),
        partial(_page, attempt_id),
    )


def _deeds(attempt: ExamAttempt, form: AttemptForm) -> dict[str, tuple[Callable[[], Any], str]]:
    said = form.said.data or ""
    return {
        "correct": (
            lambda: examining.correct(attempt, _score(attempt), actor=current_user, reason=said),
            _("The mark is corrected; the old one stays in the record."),
        ),
        "void": (
            lambda: examining.void(attempt, actor=current_user, reason=said),
            _("The attempt is void. It stays in the record and uses up nothing."),
        ),
        "restore": (
            lambda: examining.restore(attempt, actor=current_user, reason=said),
            _("The attempt counts again, with the mark that it had."),
        ),
        "sign off": (
            lambda: examining.sign_off(attempt, actor=current_user, note=said),
            _("Signed off. The next attempt is unlocked."),
        ),
        "next try": (
            lambda: _set_next_try(attempt, form),
            _("The day of the next try is set."),
        ),
        "assign": (
            lambda: remedying.assign(attempt, _remedy(), actor=current_user),
            _("Assigned. The trainee sees it on the own page."),
        ),
        "appeal": (
            lambda: appealing.file(attempt, actor=current_user, grounds=said),
            _("The appeal is filed. A second marker decides."),
        ),
    }


def _score(attempt: ExamAttempt) -> Score:
    """What was typed; what is not asked for on the page at hand stays as it is."""
    kept = queries.mark_of(attempt.id)
    score = score_sent(request.form, attempt.exam, attempt.sat_on)
    asks_topics = any(name.startswith(topic_field("")) for name in request.form)
    return replace(
        score,
        parts=score.parts if asks_topics else queries.parts_of(kept),
        comment=score.comment or kept.comment,
        failed_item=kept.failed_item,
    )


def _set_next_try(attempt: ExamAttempt, form: AttemptForm) -> None:
    since = day_read(form.since.data or "")
    if since is None:
        raise examining.ExamRefused(_("Not set. A day is needed."), "since")
    examining.set_next_try(attempt, since, actor=current_user, reason=form.said.data or "")


def _remedy() -> remedying.RemedyPlan:
    module, topics = request.form.get("module") or None, request.form.getlist("topic")
    due_on = day_read(request.form.get("due_on", ""))
    return remedying.RemedyPlan(module, topics, due_on, request.form.get("note", ""))


@bp.post("/exam-attempts/<int:attempt_id>/override")
@requires(Permission.OVERRIDE_RESULTS)
def override_mark(attempt_id: int) -> Any:
    """Let another mark stand in the place of the one given, or let that one count again."""
    attempt = attempt_or_404(attempt_id, Permission.OVERRIDE_RESULTS)
    form = AttemptForm()
    deeds = {
        "override": (
            lambda: _override(attempt, form),
            _("That mark stands now; the one given stays beside it."),
        ),
        "lift": (
            lambda: overriding.lift(attempt, actor=current_user, reason=form.said.data or ""),
            _("The mark that was given counts again."),
        ),
    }
    deed, sentence = deeds.get(form.deed.data or "") or abort(404)
    back = url_for(".exam_attempt", attempt_id=attempt_id)
    return done(deed, sentence, back, partial(_page, attempt_id))


def _override(attempt: ExamAttempt, form: AttemptForm) -> None:
    mark = mark_read(form.mark.data or "")
    if mark is None:
        raise examining.ExamRefused(_("Not saved. A mark is a number from 0 to 100."), "mark")
    overriding.override(
        attempt, mark, actor=current_user, reason=form.said.data or "", items_met=form.items_met.data
    )


@bp.post("/exam-attempts/<int:attempt_id>/appeal-decision")
@requires(Permission.SEE_TRAINING)
def decide_appeal(attempt_id: int) -> Any:
    """As the second marker: the mark stands, or another is given."""
    attempt = attempt_or_404(attempt_id, Permission.SEE_TRAINING)
    appeal = appeals.appeal_of(attempt_id) or abort(404)
    form = AttemptForm()
    changes = form.deed.data == "changed"
    return done(
        lambda: appealing.decide(
            appeal,
            _score(attempt) if changes else None,
            actor=current_user,
            reason=form.said.data or "",
            items_met=form.items_met.data,
        ),
        _("The appeal is decided."),
        url_for(".exam_attempt", attempt_id=attempt_id),
        partial(_page, attempt_id),
    )
