"""Where somebody stands: the own page, and the same page for whoever answers for them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import abort, render_template, url_for
from flask_login import current_user

from careers.queries import cases, desk, goals, honours, journeys, ladder, reviews, standings
from careers.queries.standings import Standing
from careers.states import ActKind
from careers.states import RequirementKind as Kind
from careers.views.blueprint import bp
from careers.words import to_do
from core import clock
from core.i18n import _
from people.guard import requires
from people.permissions import Permission
from people.views.as_of import past_day

SHOWN = 8
"""So many months are drawn."""


@bp.get("/own", endpoint="own_path")
@requires(Permission.USE_PRODUCT)
def show_own_path() -> Any:
    row = standings.own_row(current_user)
    if row is None:
        return render_template("careers/no_path.html")
    return _now_or_then(row, is_own=True)


@bp.get("/people/<int:employment_id>")
@requires(Permission.SEE_CAREERS)
def person(employment_id: int) -> Any:
    row = standings.one_of(current_user, employment_id) or abort(404)
    return _now_or_then(row, is_own=row.person_id == current_user.person_id)


def _now_or_then(row: Any, *, is_own: bool) -> str:
    day = past_day()
    return _page(standings.standings([row])[0], is_own=is_own) if day is None else _then(row, day, is_own)


def _then(row: Any, day: date, is_own: bool) -> str:
    """Where somebody stood at the end of a past day; nothing can be done on it."""
    one = standings.standing_then(row, day)
    return render_template(
        "careers/path_then.html",
        one=one,
        row=row,
        day=day,
        is_own=is_own,
        names=one.read.names if one else {},
        **around(row, is_own=is_own),
    )


def _page(one: Standing, *, is_own: bool) -> str:
    employment_id, read = one.row.employment_id, one.read
    done = cases.acts_of(employment_id)
    numbers = {version.id: version.number for version in read.versions}
    moved = [(move.moved_on, numbers[move.version_id]) for move in read.moves]
    return render_template(
        "careers/path.html",
        one=one,
        is_own=is_own,
        today=clock.today(),
        to_do=[(said, asked) for asked, found in one.lines if (said := to_do(asked, found))],
        evidence=_evidence(one, is_own),
        names=read.names,
        level_names=ladder.names_among(read.versions),
        journey=journeys.acts(read.posts, read.duties, moved, done),
        months=_months(one),
        cases=cases.of_person(employment_id),
        trial=done[-1] if done and done[-1].kind is ActKind.ACTING else None,
        may_decide=not is_own and cases.may_decide(current_user, employment_id),
        upheld=read.complaints[::-1],
        reviews_url=reviews_address(one, is_own=is_own),
        honours=honours.given_to(employment_id),
        **_desk(one),
        goals=goals.of_person(employment_id),
        plan_url=_plan_address(employment_id, is_own=is_own),
        **frame(one, is_own=is_own),
    )


def _months(one: Standing) -> Sequence[Any]:
    """The last closed months; who was away for long had some before those that are judged."""
    judged = one.read.months
    return (judged if len(judged) >= SHOWN else reviews.months_of(one.row.employment_id))[-SHOWN:]


def _desk(one: Standing) -> dict[str, Any]:
    """Days owed to the service desk, and those that are planned."""
    employment_id, found = one.row.employment_id, desk.of_one(one.row, one.read.posts, one.read.duties)
    may_plan = standings.one_of(current_user, employment_id, Permission.PLAN_DESK_DUTY) is not None
    return {
        "desk": found.standing if found else None,
        "desk_days": found.days if found else (),
        "desk_url": url_for(".desk_days", employment_id=employment_id) if may_plan else None,
    }


def _plan_address(employment_id: int, *, is_own: bool) -> str | None:
    """Of the development plan; None for who may not see it."""
    if is_own:
        return url_for(".own_plan")
    within = standings.one_of(current_user, employment_id, Permission.REVIEW_MONTHS)
    return url_for(".person_plan", employment_id=employment_id) if within else None


def frame(one: Standing, *, is_own: bool) -> dict[str, Any]:
    """What stands around every page about one person: the way back and what it is called."""
    return around(one.row, is_own=is_own)


def around(row: Any, *, is_own: bool) -> dict[str, Any]:
    """The same, for who is known by their row alone."""
    own = {"path_url": url_for(".own_path"), "path_name": _("My path")}
    other = {"path_url": url_for(".person", employment_id=row.employment_id), "path_name": row.name}
    return own if is_own else other


def reviews_address(one: Standing, *, is_own: bool) -> str:
    if is_own:
        return url_for(".own_reviews")
    return url_for(".person_reviews", employment_id=one.row.employment_id)


def _evidence(one: Standing, is_own: bool) -> dict[Kind, tuple[str, str]]:
    """Kind of requirement → what its evidence is called and where it is."""
    here = frame(one, is_own=is_own)["path_url"]
    duty = (_("Duty record"), f"{here}#journey")
    closed = (_("Reviews"), reviews_address(one, is_own=is_own))
    found = {Kind.TIME_IN_LEVEL: duty, Kind.GOOD_STANDING: duty}
    if one.facts.upheld:
        found[Kind.COMPLAINTS] = (_("Complaints"), f"{here}#complaints")
    found |= {Kind.REVIEW_AVERAGE: closed, Kind.REVIEW_FLOOR: closed}
    if is_own:
        training = (_("My training"), url_for("training.own_training"))
        found |= dict.fromkeys((Kind.EXAM, Kind.COURSE, Kind.CERTIFICATE), training)
    else:
        enrolment_id = journeys.newest_enrolment(one.row.employment_id)
        if enrolment_id is not None and current_user.may(Permission.SEE_TRAINING):
            address = url_for("training.trainee_exams", enrolment_id=enrolment_id)
            found |= dict.fromkeys((Kind.EXAM, Kind.COURSE, Kind.CERTIFICATE), (_("Exams"), address))
    return found
