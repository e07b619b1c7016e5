"""The trainer's morning."""

from flask import render_template
from flask_login import current_user

from core import clock
from people.guard import requires
from people.permissions import Permission
from training.queries import certificates, homework, practicals, recurrent, retraining, study
from training.queries import home as queries
from training.queries.marks_missing import marks_missing
from training.views.blueprint import bp


@bp.get("/")
@requires(Permission.SEE_TRAINING)
def home() -> str:
    return render_template(
        "training/home.html",
        today=queries.today(current_user),
        not_taken=queries.not_taken(current_user),
        marks_missing=marks_missing(current_user),
        ready=queries.ready(current_user),
        at_risk=queries.at_risk(current_user),
        cohorts=queries.now_and_soon(current_user),
        assessments=practicals.waiting_for(current_user.id),
        to_mark=homework.to_mark(current_user),
        exams_due=len(retraining.due(current_user)),
        awaiting=queries.count_awaiting(current_user),
        recurrent_open=recurrent.not_taken(current_user),
        claims=study.count_open(current_user),
        due=certificates.count_due(current_user),
        now=clock.now(),
        days_between=clock.days_between,
    )
