"""Mutual review: the rounds of a team, and what the reader is asked and was told."""

from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from careers import exports, mutual
from careers.forms.mutual import AnswerForm, RoundForm, WipeForm, field_name, ratings_sent
from careers.forms.reviews import month_in
from careers.mutual_words import ANCHORS, QUESTIONS
from careers.queries import mutual as queries
from careers.queries import reviews, standings
from careers.rules.mutual import LEAST, mark_of
from careers.views.attempt import done, sent
from careers.views.blueprint import bp
from careers.words import month as month_said
from core import clock, spreadsheets
from core.db import db
from core.i18n import _, ngettext
from core.months import add_months
from people import queries as people
from people.guard import requires
from people.models import Team
from people.permissions import Permission

OFFERED, SHOWN, NAMED = 6, 100, 8


@bp.route("/mutual-reviews", methods=["GET", "POST"])
@requires(Permission.REVIEW_MONTHS)
def mutual_reviews() -> Any:
    """The rounds of the teams that one reviews; sent, a further one is opened."""
    statement = queries.rounds(current_user)
    if kind := request.args.get("export"):
        rows = exports.mutual_rows(reviews.rows(statement))
        return spreadsheets.answer(rows, exports.mutual_header(), "mutual reviews", kind)
    teams, form = _teams(), RoundForm(month=f"{_last():%Y-%m}")
    form.offering(teams, [(f"{one:%Y-%m}", month_said(one)) for one in _months()])

    def open_it() -> None:
        team = next(one for one in teams if one.id == form.team.data)
        month = month_in(form.month.data)
        assert month is not None and form.until.data is not None
        mutual.open_round(team, month, form.until.data, actor=current_user)

    if sent(form, open_it, _("The round is open. Everybody asked sees it on their first page.")):
        return redirect(url_for(".mutual_reviews"))
    page = render_template(
        "careers/mutual/rounds.html",
        rows=reviews.rows(statement, SHOWN),
        form=form,
        today=clock.today(),
        least=LEAST,
    )
    return page, 422 if form.errors or form.form_errors else 200


def _teams() -> list[Team]:
    """Those that the reader reviews."""
    teams = current_user.teams_for(Permission.REVIEW_MONTHS)
    return [one for one in people.teams() if None in teams or one.id in teams]


def _last() -> date:
    return reviews.last_over(clock.today())


def _months() -> list[date]:
    """The month that runs, and those before it."""
    return [add_months(_last(), 1 - ago) for ago in range(OFFERED)]


@bp.get("/mutual-reviews/<int:round_id>")
@requires(Permission.REVIEW_MONTHS)
def mutual_review(round_id: int) -> Any:
    """Who has yet to answer; once closed, what the answers came to."""
    one = queries.reached(current_user, round_id) or abort(404)
    results = queries.results(one) if one.closed_at else {}
    rows = [row for row in queries.rated(one) if row.person_id != current_user.person_id]
    if kind := request.args.get("export"):
        table = exports.mutual_result_rows(rows, results)
        return spreadsheets.answer(table, exports.mutual_result_header(), f"mutual-review-{one.id}", kind)
    return render_template(
        "careers/mutual/round.html",
        one=one,
        rows=rows,
        results=results,
        waiting=[] if one.closed_at or one.withdrawn_at else queries.waiting_for(one),
        questions=QUESTIONS,
        least=LEAST,
    )


@bp.post("/mutual-reviews/<int:round_id>/closings")
@requires(Permission.REVIEW_MONTHS)
def close_mutual_review(round_id: int) -> Any:
    one = queries.reached(current_user, round_id) or abort(404)
    try:
        closed = mutual.close(one, actor=current_user)
    except mutual.MutualRefused as refusal:
        db.session.rollback()
        flash(refusal.sentence, "bad")
        return redirect(url_for(".mutual_review", round_id=round_id))
    db.session.commit()
    said = ngettext(
        "Closed; %(num)s person is measured.", "Closed; %(num)s people are measured.", closed.measured
    )
    flash(said, "good" if closed.measured else "warn")
    for name, sentence in closed.left[:NAMED]:
        flash(_("%(name)s: %(sentence)s", name=name, sentence=sentence), "warn")
    return redirect(url_for(".mutual_review", round_id=round_id))


@bp.post("/mutual-reviews/<int:round_id>/withdrawal")
@requires(Permission.REVIEW_MONTHS)
def withdraw_mutual_review(round_id: int) -> Any:
    one = queries.reached(current_user, round_id) or abort(404)
    return done(
        lambda: mutual.withdraw(one, actor=current_user),
        _("The round is withdrawn. Nobody is asked any more, and no answer counts."),
        url_for(".mutual_reviews"),
    )


# The own ones


@bp.get("/own/mutual-reviews")
@requires(Permission.USE_PRODUCT)
def own_mutual_reviews() -> Any:
    """What one is asked about others, and what others said of oneself."""
    row = standings.own_row(current_user)
    return render_template(
        "careers/mutual/own.html",
        asked=queries.asked_of(current_user.person_id, clock.today()),
        told=queries.told(row.employment_id) if row else [],
        questions=QUESTIONS,
        least=LEAST,
        mark_of=mark_of,
    )


@bp.route("/own/mutual-reviews/rounds/<int:round_id>/words/<mark>", methods=["GET", "POST"])
@requires(Permission.USE_PRODUCT)
def wipe_mutual_words(round_id: int, mark: str) -> Any:
    """Wipe what somebody wrote about the reader."""
    row = standings.own_row(current_user) or abort(404)
    words = queries.said(round_id, row.employment_id, mark) or abort(404)
    employment, form = reviews.employment(row.employment_id), WipeForm()
    one = queries.round_told(round_id)
    if sent(
        form,
        lambda: mutual.wipe_words(one, employment, words, reason=form.why.data or "", actor=current_user),
        _("Wiped. The ratings stay as they are."),
    ):
        return redirect(url_for(".own_mutual_reviews"))
    page = render_template("careers/mutual/wipe.html", one=one, words=words, form=form)
    return page, 422 if form.errors or form.form_errors else 200


def _next() -> str:
    """Whom one is asked about next, or all of them once everybody is answered."""
    asked = queries.asked_of(current_user.person_id, clock.today())
    left = next((row.id for row in asked if not row.answered), None)
    return url_for(".answer_mutual_review", ask_id=left) if left else url_for(".own_mutual_reviews")


@bp.route("/own/mutual-reviews/<int:ask_id>", methods=["GET", "POST"])
@requires(Permission.USE_PRODUCT)
def answer_mutual_review(ask_id: int) -> Any:
    ask = queries.own_ask(current_user.person_id, ask_id) or abort(404)
    before = queries.newest_answer(ask.id)
    form = AnswerForm(comment=before.comment if before else None)
    ratings = (
        ratings_sent(request.form) if request.method == "POST" else dict(before.ratings) if before else {}
    )
    if sent(
        form,
        lambda: mutual.answer(ask, ratings, form.comment.data or "", actor=current_user),
        _("Thank you. Until the round ends you can say it anew."),
    ):
        return redirect(_next())
    page = render_template(
        "careers/mutual/answer.html",
        ask=ask,
        form=form,
        ratings=ratings,
        questions=QUESTIONS,
        anchors=ANCHORS,
        field_name=field_name,
        least=LEAST,
    )
    return page, 422 if form.errors or form.form_errors else 200
