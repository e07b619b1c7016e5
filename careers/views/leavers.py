"""The page of somebody who has left: what was, and nothing to act on."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, url_for
from flask_login import current_user

from careers.queries import cases, complaints, goals, honours, journeys, ladder, leavers, reviews, standings
from careers.queries.facts import duties
from careers.queries.journeys import Change
from people.permissions import Permission
from people.states import NEVER_BEGUN


def page_of(row: Any, shown: int) -> str:
    """`row`: of queries.leavers; `shown`: of so many months the scores are drawn."""
    who, posts = row.employment_id, ladder.posts([row.employment_id])[row.employment_id]
    months, done = reviews.months_of(who), ladder.acts([who]).get(who, ())
    return render_template(
        "careers/path_left.html",
        row=row,
        has_begun=row.leaving_reason not in NEVER_BEGUN,
        held=ladder.held_since(posts, done),
        level_names=ladder.level_names(),
        journey=_journey(row, posts, done),
        cases=cases.of_person(who),
        trial=None,
        months=months[::-1],
        drawn=months[-shown:],
        upheld=complaints.upheld(who),
        honours=honours.given_to(who),
        goals=goals.of_person(who) if leavers.one_of(current_user, who, Permission.REVIEW_MONTHS) else [],
        again_url=_again(row),
    )


def _journey(row: Any, posts: Sequence[Any], done: Sequence[Any]) -> list[Change]:
    """Their leaving stands first, whatever else is of that day."""
    who = row.employment_id
    numbers = {version.id: version.number for version in ladder.versions()}
    moved = [(one.moved_on, numbers[one.version_id]) for one in ladder.all_moves([who]).get(who, ())]
    was = journeys.acts(posts, duties([who])[who], moved, done)
    return [Change(row.ended_on, "left", ""), *was]


def _again(row: Any) -> str | None:
    """Where to find who has come back, for whoever may see that as well."""
    again = leavers.employed_again(row.person_id)
    within = again and standings.one_of(current_user, again)
    return url_for(".person", employment_id=again) if within else None
