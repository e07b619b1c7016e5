"""Where somebody stands: the own page, and the same page for whoever answers for them."""

from typing import Any

from flask import abort, render_template, url_for
from flask_login import current_user

from careers.queries import cases, complaints, desk, goals, honours, journeys, ladder, reviews, standings
from careers.queries.standings import Standing
from careers.states import ActKind, DeskState
from careers.states import RequirementKind as Kind
from careers.views.blueprint import bp
from careers.words import to_do
from core import clock
from core.i18n import _
from people.guard import requires
from people.permissions import Permission


@bp.get("/own", endpoint="own_path")
@requires(Permission.USE_PRODUCT)
def show_own_path() -> Any:
    row = standings.own_row(current_user)
    if row is None:
        return render_template("careers/no_path.html")
    return _page(standings.standings([row])[0], is_own=True)


@bp.get("/people/<int:employment_id>")
@requires(Permission.SEE_CAREERS)
def person(employment_id: int) -> Any:
    row = standings.one_of(current_user, employment_id) or abort(404)
    return _page(standings.standings([row])[0], is_own=row.person_id == current_user.person_id)


def _page(one: Standing, *, is_own: bool) -> str:
    employment_id = one.row.employment_id
    return render_template(
        "careers/path.html",
        one=one,
        is_own=is_own,
        today=clock.today(),
        to_do=[(said, asked) for asked, found in one.lines if (said := to_do(asked, found))],
        evidence=_evidence(one, is_own),
        names=journeys.names_asked(),
        level_names=ladder.level_names(),
        journey=journeys.acts(employment_id),
        months=reviews.months_of(employment_id)[-8:],
        cases=cases.of_person(employment_id),
        trial=_trial(employment_id),
        may_decide=not is_own and cases.may_decide(current_user, employment_id),
        upheld=complaints.of_person(employment_id),
        reviews_url=reviews_address(one, is_own=is_own),
        honours=honours.given_to(employment_id),
        **_desk(employment_id),
        goals=goals.of_person(employment_id),
        plan_url=_plan_address(employment_id, is_own=is_own),
        **frame(one, is_own=is_own),
    )


def _desk(employment_id: int) -> dict[str, Any]:
    """Days owed to the service desk, and those that are planned."""
    planned = [one.on for one in desk.days_of(employment_id) if one.state is DeskState.PLANNED]
    may_plan = standings.one_of(current_user, employment_id, Permission.PLAN_DESK_DUTY) is not None
    return {
        "desk": desk.standings([employment_id]).get(employment_id),
        "desk_days": sorted(planned),
        "desk_url": url_for(".desk_days", employment_id=employment_id) if may_plan else None,
    }


def _plan_address(employment_id: int, *, is_own: bool) -> str | None:
    """Of the development plan; None for who may not see it."""
    if is_own:
        return url_for(".own_plan")
    within = standings.one_of(current_user, employment_id, Permission.REVIEW_MONTHS)
    return url_for(".person_plan", employment_id=employment_id) if within else None


def _trial(employment_id: int) -> Any:
    """The act with which a trial began that has not ended; None for who is on none."""
    act = cases.newest_act(employment_id)
    return act if act is not None and act.kind is ActKind.ACTING else None


def frame(one: Standing, *, is_own: bool) -> dict[str, Any]:
    """What stands around every page about one person: the way back and what it is called."""
    employment_id = one.row.employment_id
    own = {"path_url": url_for(".own_path"), "path_name": _("My path")}
    other = {"path_url": url_for(".person", employment_id=employment_id), "path_name": one.row.name}
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
