"""Where somebody stands: the own page, and the same page for whoever answers for them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import abort, render_template, request, url_for
from flask_login import current_user

from careers.models import LadderLevel, PromotionCase
from careers.queries import cases, desk, goals, honours, journeys, ladder, leavers, reviews, standings
from careers.queries.standings import Standing
from careers.rules.readiness import Asked, raters
from careers.states import UNDECIDED, ActKind
from careers.states import RequirementKind as Kind
from careers.views.blueprint import bp
from careers.views.leavers import page_of
from careers.words import to_do
from core import clock
from core.i18n import _, ngettext
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
    row = standings.one_of(current_user, employment_id)
    if row is None:
        return _left(leavers.one_of(current_user, employment_id) or abort(404))
    return _now_or_then(row, is_own=row.person_id == current_user.person_id)


def _left(row: Any) -> str:
    """Of who has left: what was; of a day on which they were here, where they stood then."""
    day = past_day()
    return _then(row, day, is_own=False) if day and day <= row.ended_on else page_of(row, SHOWN)


def _now_or_then(row: Any, *, is_own: bool) -> str:
    day = past_day()
    return _then(row, day, is_own) if day else _page(towards(row, request.args.get("towards")), is_own=is_own)


def towards(row: Any, wanted: str | None) -> Standing:
    """Where somebody stands, for the level of this key where it is one of several that follow theirs."""
    one = standings.standings([row])[0]
    if one.target is None or wanted in (None, one.target.key) or wanted not in {a.key for a in ways_of(one)}:
        return one
    return standings.standings([row], towards=wanted)[0]


def ways_of(one: Standing) -> list[LadderLevel]:
    """The levels that follow the one they hold."""
    return one.version.next_of(one.row.level) if one.version else []


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
    done, about = read.acts, cases.of_person(employment_id)
    numbers = {version.id: version.number for version in read.versions}
    moved = [(move.moved_on, numbers[move.version_id]) for move in read.moves]
    return render_template(
        "careers/path.html",
        one=one,
        is_own=is_own,
        today=clock.today(),
        to_do=[(said, asked) for asked, found in one.lines if (said := to_do(asked, found))],
        evidence=evidence_of(one, is_own=is_own, ratings=_ratings(one, about)),
        awaited=awaited(about, one, is_own=is_own),
        ways=ways_of(one),
        names=read.names,
        level_names=ladder.names_among(read.versions),
        journey=journeys.acts(read.posts, read.duties, moved, done),
        months=_months(one),
        cases=about,
        trial=done[-1] if done and done[-1].kind is ActKind.ACTING else None,
        may_decide=not is_own and cases.may_decide(current_user, employment_id),
        upheld=read.complaints[::-1],
        **_what_is_asked(one),
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


def _what_is_asked(one: Standing) -> dict[str, Any]:
    """What is shown only where the next level asks for it."""
    kinds = {asked.kind for asked in one.asked}
    return {
        "asks_of_complaints": Kind.COMPLAINTS in kinds,
        "coached": journeys.coached_by(one.row.person_id) if Kind.COACHED in kinds else None,
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


def _ratings(one: Standing, about: Sequence[PromotionCase]) -> str | None:
    """Where the ratings for the next level stand: in the newest case for it."""
    found = (made.id for made in about if one.target and made.level == one.target.key)
    case_id = next(found, None)
    return url_for(".case", case_id=case_id, _anchor="ratings") if case_id else None


def awaited(about: Sequence[PromotionCase], one: Standing, *, is_own: bool) -> dict[Kind, str]:
    """Kind of requirement → who has to supply what is not known of it. Whom a case is about is told how many
    assess, not who."""
    case = next((made for made in about if one.target and made.level == one.target.key), None)
    if case is None or case.state not in UNDECIDED:
        return {}
    asked = cases.asked_for(case.id)
    owing = [row.name for row in asked if row.submitted_at is None]
    if len(asked) < raters(one.asked):
        said = _("a manager asks who rates")
    elif is_own:
        said = ngettext("waits for %(num)s assessor", "waits for %(num)s assessors", len(owing))
    else:
        said = _("waits for %(names)s", names=_(", ").join(owing))
    return {Kind.COMPETENCIES: said}


def evidence_of(one: Standing, *, is_own: bool, ratings: str | None) -> dict[Asked, tuple[str, str]]:
    """Requirement → what its evidence is called and where it is. `ratings`: where those are."""
    here = frame(one, is_own=is_own)["path_url"]
    duty = (_("Duty record"), f"{here}#journey")
    closed = (_("Reviews"), reviews_address(one, is_own=is_own))
    learned = _training(one, is_own)
    found: dict[Kind, tuple[str, str] | None] = {
        Kind.TIME_IN_LEVEL: duty,
        Kind.GOOD_STANDING: duty,
        Kind.REVIEW_AVERAGE: closed,
        Kind.REVIEW_FLOOR: closed,
        Kind.COMPLAINTS: (_("Complaints"), f"{here}#complaints"),
        Kind.COMPETENCIES: (_("Ratings"), ratings) if ratings else None,
        Kind.COACHED: (_("People coached"), f"{here}#coached"),
        Kind.EXAM: learned,
        Kind.COURSE: learned,
        Kind.CERTIFICATE: duty if one.facts.certificate and one.facts.certificate.is_from_before else learned,
    }
    links = ((asked, _at(asked, one, found[asked.kind])) for asked in one.asked)
    return {asked: link for asked, link in links if link}


def _at(asked: Asked, one: Standing, link: tuple[str, str] | None) -> tuple[str, str] | None:
    """Of an exam that was taken, the attempts."""
    if link is None or asked.kind is not Kind.EXAM or asked.key not in one.facts.exams:
        return link
    return link[0], f"{link[1]}#exam-{asked.key}"


def _training(one: Standing, is_own: bool) -> tuple[str, str] | None:
    if is_own:
        return _("My training"), url_for("training.own_training")
    enrolment_id = journeys.newest_enrolment(one.row.employment_id)
    if enrolment_id is None or not current_user.may(Permission.SEE_TRAINING):
        return None
    return _("Exams"), url_for("training.trainee_exams", enrolment_id=enrolment_id)
