"""What is asked about mutual reviews. Nothing here tells who gave which answer."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from careers.models import MutualAnswer, MutualAsk, MutualRound
from careers.queries.reviews import held_at_end, on_duty_in
from careers.rules.mutual import Result, mark_of, result
from careers.states import RaterPart
from core import clock
from core.db import db
from people.models import Account, Employment, Grant, Person, Post, Team
from people.permissions import GRANTS, Permission
from people.queries import of_teams

ORDER = (MutualRound.month.desc(), MutualRound.id.desc())


def is_open() -> ColumnElement[bool]:
    return MutualRound.closed_at.is_(None) & MutualRound.withdrawn_at.is_(None)


class Member(NamedTuple):
    """`supervisor_id`: the person who leads them, if anybody."""

    employment_id: int
    person_id: int
    supervisor_id: int | None


def members(team_id: int, month: date) -> list[Member]:
    """Who was on duty in a month and stood in the team at its end, and is still there, in an order that
    tells nothing."""
    rows = db.session.execute(
        select(Employment.id, Employment.person_id, Post.line_manager_id)
        .select_from(Employment)
        .join(Post, (Post.employment_id == Employment.id) & held_at_end(month))
        .where(
            Post.team_id == team_id,
            on_duty_in(month),
            or_(Employment.ended_on.is_(None), Employment.ended_on >= clock.today()),
        )
        .order_by(Employment.id)
    )
    return [
        Member(row.id, row.person_id, row.line_manager_id if row.line_manager_id != row.person_id else None)
        for row in rows
    ]


def readers(team_id: int) -> set[int]:
    """The persons who can read what a round of the team comes to."""
    roles = [role for role, may in GRANTS.items() if Permission.REVIEW_MONTHS in may]
    return set(
        db.session.scalars(
            select(Account.person_id)
            .join(Grant, Grant.account_id == Account.id)
            .where(Grant.role.in_(roles), or_(Grant.team_id.is_(None), Grant.team_id == team_id))
        )
    )


def round_of(team_id: int, month: date) -> MutualRound | None:
    """The one about a month that was not withdrawn."""
    return db.session.scalar(
        select(MutualRound).where(
            MutualRound.team_id == team_id, MutualRound.month == month, MutualRound.withdrawn_at.is_(None)
        )
    )


def _within(reader: Account) -> ColumnElement[bool]:
    return of_teams(MutualRound.team_id, reader, Permission.REVIEW_MONTHS)


_later = aliased(MutualAnswer)
_COUNTS = ~exists(
    select(_later.id).where(_later.ask_id == MutualAnswer.ask_id, _later.number > MutualAnswer.number)
)


def rounds(reader: Account) -> Select[*tuple[Any, ...]]:
    """Rounds of the teams that `reader` reviews, latest month first: rows of (id, month, until, closed_at,
    withdrawn_at, team, asked, answered)."""
    asked = select(func.count(MutualAsk.id)).where(MutualAsk.round_id == MutualRound.id)
    answered = (
        select(func.count(MutualAnswer.ask_id.distinct()))
        .join(MutualAsk, MutualAsk.id == MutualAnswer.ask_id)
        .where(MutualAsk.round_id == MutualRound.id)
    )
    return (
        select(
            MutualRound.id,
            MutualRound.month,
            MutualRound.until,
            MutualRound.closed_at,
            MutualRound.withdrawn_at,
            Team.name.label("team"),
            asked.correlate(MutualRound).scalar_subquery().label("asked"),
            answered.correlate(MutualRound).scalar_subquery().label("answered"),
        )
        .join(Team, Team.id == MutualRound.team_id)
        .where(_within(reader))
        .order_by(*ORDER)
    )


def reached(reader: Account, round_id: int) -> MutualRound | None:
    return db.session.scalar(
        select(MutualRound)
        .where(MutualRound.id == round_id, _within(reader))
        .options(joinedload(MutualRound.team))
    )


def waiting_for(one: MutualRound) -> Sequence[Any]:
    """Who has yet to answer, by name: rows of (name, latin_name, missing)."""
    answered = exists(select(MutualAnswer.id).where(MutualAnswer.ask_id == MutualAsk.id))
    return db.session.execute(
        select(Person.name, Person.latin_name, func.count().label("missing"))
        .join(MutualAsk, MutualAsk.rater_id == Person.id)
        .where(MutualAsk.round_id == one.id, ~answered)
        .group_by(Person.id, Person.name, Person.latin_name)
        .order_by(Person.name, Person.id)
    ).all()


def rated(one: MutualRound) -> Sequence[Any]:
    """Whom a round is about, by name: rows of (employment_id, person_id, name, latin_name)."""
    return db.session.execute(
        select(Employment.id.label("employment_id"), Person.id.label("person_id"), Person.name,
               Person.latin_name)
        .join(Person, Person.id == Employment.person_id)
        .where(Employment.id.in_(select(MutualAsk.rated_id).where(MutualAsk.round_id == one.id)))
        .order_by(Person.name, Employment.id)
    ).all()  # fmt: skip


def results(one: MutualRound) -> dict[int, Result]:
    """Employment → what the answers about them come to, of everybody rated."""
    found = _results(MutualAsk.round_id == one.id)
    return {who: came_to for (_round, who), came_to in found.items()}


def _results(which: ColumnElement[bool]) -> dict[tuple[int, int], Result]:
    """(round, employment) → what the answers to such asks come to."""
    rows = db.session.execute(
        select(MutualAsk.round_id, MutualAsk.rated_id, MutualAsk.part, MutualAnswer.ratings)
        .join(MutualAnswer, (MutualAnswer.ask_id == MutualAsk.id) & _COUNTS, isouter=True)
        .where(which)
    )
    peers: dict[tuple[int, int], list[Mapping[str, int]]] = defaultdict(list)
    supervisors: dict[tuple[int, int], Mapping[str, int]] = {}
    for row in rows:
        own = peers[row.round_id, row.rated_id]
        if row.ratings is None:
            continue
        if row.part is RaterPart.SUPERVISOR:
            supervisors[row.round_id, row.rated_id] = row.ratings
        else:
            own.append(row.ratings)
    return {which: result(given, supervisors.get(which)) for which, given in peers.items()}


class Told(NamedTuple):
    """What somebody is told of a closed round. `words`: what peers wrote, in an order of letters, which tells
    nothing of who or when, and nothing where they are too few; `supervisor`: what the supervisor wrote."""

    round: MutualRound
    found: Result
    words: list[str]
    supervisor: str | None


def told(employment_id: int) -> list[Told]:
    """The closed rounds about somebody, latest first, a few statements for all of them."""
    rounds = _closed_about(employment_id)
    which = (MutualAsk.rated_id == employment_id) & MutualAsk.round_id.in_([one.id for one in rounds])
    found, words = _results(which), _words(which)
    return [
        Told(
            one,
            found[one.id, employment_id],
            sorted(words[one.id, RaterPart.PEER]) if found[one.id, employment_id].means else [],
            next(iter(words[one.id, RaterPart.SUPERVISOR]), None),
        )
        for one in rounds
    ]


def round_told(round_id: int) -> MutualRound:
    return db.session.get_one(MutualRound, round_id)


def said(round_id: int, employment_id: int, mark: str) -> str | None:
    """The words of this mark (rules.mutual.mark_of), where somebody was told them of a closed round."""
    one = next((each for each in told(employment_id) if each.round.id == round_id), None)
    shown = [*one.words, *([one.supervisor] if one.supervisor else [])] if one else []
    return next((words for words in shown if mark_of(words) == mark), None)


def answers_saying(round_id: int, employment_id: int, words: str) -> Sequence[MutualAnswer]:
    """Everything that was written about somebody by whoever wrote these words in the end: what they wrote
    first may say the same."""
    about = (MutualAsk.round_id == round_id) & (MutualAsk.rated_id == employment_id)
    in_the_end = (
        select(MutualAnswer.ask_id)
        .join(MutualAsk, MutualAsk.id == MutualAnswer.ask_id)
        .where(about, _COUNTS, MutualAnswer.comment == words)
    )
    return db.session.scalars(
        select(MutualAnswer).where(MutualAnswer.ask_id.in_(in_the_end), MutualAnswer.comment.is_not(None))
    ).all()


def _words(which: ColumnElement[bool]) -> dict[tuple[int, RaterPart], list[str]]:
    """(round, part) → the comments."""
    rows = db.session.execute(
        select(MutualAsk.round_id, MutualAsk.part, MutualAnswer.comment)
        .join(MutualAnswer, (MutualAnswer.ask_id == MutualAsk.id) & _COUNTS)
        .where(which, MutualAnswer.comment.is_not(None))
    )
    found: dict[tuple[int, RaterPart], list[str]] = defaultdict(list)
    for row in rows:
        found[row.round_id, row.part].append(row.comment)
    return found


def _closed_about(employment_id: int) -> Sequence[MutualRound]:
    about = select(MutualAsk.round_id).where(MutualAsk.rated_id == employment_id)
    return db.session.scalars(
        select(MutualRound)
        .where(MutualRound.closed_at.is_not(None), MutualRound.id.in_(about))
        .order_by(*ORDER)
        .limit(24)
    ).all()


# The own ones


def asked_of(person_id: int, today: date) -> Sequence[Any]:
    """What somebody is asked and can still answer, the unanswered first: rows of (id, name, latin_name, part,
    month, until, answered)."""
    answered = exists(select(MutualAnswer.id).where(MutualAnswer.ask_id == MutualAsk.id))
    return db.session.execute(
        select(
            MutualAsk.id, Person.name, Person.latin_name, MutualAsk.part, MutualRound.month,
            MutualRound.until, answered.label("answered"),
        )
        .join(MutualRound, MutualRound.id == MutualAsk.round_id)
        .join(Employment, Employment.id == MutualAsk.rated_id)
        .join(Person, Person.id == Employment.person_id)
        .where(
            MutualAsk.rater_id == person_id, is_open(), MutualRound.until >= today
        )
        .order_by(answered, MutualRound.until, Person.name, MutualAsk.id)
    ).all()  # fmt: skip


def own_ask(person_id: int, ask_id: int) -> MutualAsk | None:
    """What somebody was asked."""
    return db.session.scalar(
        select(MutualAsk)
        .where(MutualAsk.id == ask_id, MutualAsk.rater_id == person_id)
        .options(joinedload(MutualAsk.round), joinedload(MutualAsk.rated).joinedload(Employment.person))
    )


def newest_answer(ask_id: int) -> MutualAnswer | None:
    return db.session.scalar(
        select(MutualAnswer)
        .where(MutualAnswer.ask_id == ask_id)
        .order_by(MutualAnswer.number.desc())
        .limit(1)
    )
