"""Mutual review: a round is opened for a team and a month, answered, and closed into the figure for teamwork.

Nobody is known by an answer: what peers say is shown together or not at all, only once the round is closed,
and the record keeps that somebody answered, not who."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from careers import entering
from careers.models import MutualAnswer, MutualAsk, MutualRound
from careers.mutual_words import QUESTIONS
from careers.queries import entering as figures
from careers.queries import mutual as queries
from careers.rules import mutual as rules
from careers.states import FigureSource, RaterPart
from careers.words import month as month_said
from core import clock
from core.db import db
from core.i18n import _
from core.locks import alone
from core.months import month_of
from core.record import record
from core.refusal import Refused
from people.models import Account, Employment, Team

TEAMWORK = "teamwork"
"""The indicator that a closed round measures."""
LONGEST = 1000
LONGEST_REASON = 500


class MutualRefused(Refused):
    """No round was opened or closed, or no answer taken."""


@dataclass
class Closed:
    """How many got a figure, and for whom not: (name, sentence)."""

    measured: int = 0
    left: list[tuple[str, str]] = field(default_factory=list)


def open_round(team: Team, month: date, until: date, *, actor: Account) -> MutualRound:
    """Ask everybody who was on duty in a team in a month about some of the others, and supervisors about
    those whom they lead.

    Raises MutualRefused for a month to come, a day that has passed, a second round, and a team so small that
    one could tell who said what."""
    month = month_of(month)
    if month > clock.today():
        raise MutualRefused(_("Not opened. That month is still to come."), "month")
    if until < clock.today():
        raise MutualRefused(_("Not opened. The last day has passed."), "until")
    alone(f"mutual review of team {team.id}")
    if queries.round_of(team.id, month):
        raise MutualRefused(
            _("Not opened. There is a round about %(month)s already.", month=month_said(month)), "month"
        )
    members = queries.members(team.id, month)
    pairs = _pairs(members, queries.readers(team.id), month)
    if not pairs:
        few = _("Not opened. A team of fewer than %(num)s could tell who said what.", num=rules.LEAST + 1)
        raise MutualRefused(few, "team")
    made = MutualRound(
        team_id=team.id, month=month, until=until, opened_at=clock.now(), opened_by_id=actor.id
    )
    db.session.add(made)
    db.session.flush()
    _ask(made, members, pairs)
    record("mutual review opened", made, actor_id=actor.id, team=team.id, month=month.isoformat())
    db.session.flush()
    return made


def _pairs(members: list[queries.Member], readers: set[int], month: date) -> list[tuple[int, int]]:
    """Who rates whom as a peer: nobody who leads one of them, nor reads what comes of it."""
    apart = readers | {one.supervisor_id for one in members if one.supervisor_id is not None}
    peers = [one.employment_id for one in members if one.person_id not in apart]
    others = [one.employment_id for one in members if one.person_id in apart]
    return rules.pairs(peers, others, month.year * 12 + month.month)


def _ask(made: MutualRound, members: list[queries.Member], pairs: list[tuple[int, int]]) -> None:
    person = {one.employment_id: one.person_id for one in members}
    asks = [(rated, person[rater], RaterPart.PEER) for rated, rater in pairs]
    asks += [
        (one.employment_id, one.supervisor_id, RaterPart.SUPERVISOR)
        for one in members
        if one.supervisor_id is not None
    ]
    db.session.add_all(
        MutualAsk(round_id=made.id, rated_id=rated, rater_id=rater, part=part) for rated, rater, part in asks
    )


def answer(ask: MutualAsk, ratings: Mapping[str, int], comment: str, *, actor: Account) -> MutualAnswer:
    """Say how it is to work with somebody, or say it anew while the round goes on.

    Raises MutualRefused for who was not asked, after the last day or the closing, for a question without an
    answer, and for too long a comment."""
    if ask.rater_id != actor.person_id:
        raise MutualRefused(_("Not sent. Somebody else is asked."))
    for key in QUESTIONS:
        if ratings.get(key) not in rules.SCALE:
            raise MutualRefused(_("Not sent. Answer every question."), key)
    if len(comment) > LONGEST:
        raise MutualRefused(_("At most 1,000 characters."), "comment")
    alone(f"mutual review {ask.round_id}")
    _refuse_over(ask.round)
    before = queries.newest_answer(ask.id)
    made = MutualAnswer(
        ask_id=ask.id,
        number=before.number + 1 if before else 1,
        ratings={key: ratings[key] for key in QUESTIONS},
        comment=comment.strip() or None,
        answered_at=clock.now(),
    )
    db.session.add(made)
    record("mutual review answered", ask.round, actor_id=None)
    db.session.flush()
    return made


def _refuse_over(one: MutualRound) -> None:
    db.session.refresh(one)
    if one.closed_at is not None or one.withdrawn_at is not None:
        raise MutualRefused(_("Not sent. The round is closed."))
    if one.until < clock.today():
        raise MutualRefused(_("Not sent. The last day to answer has passed."))


def _refuse_ended(one: MutualRound) -> None:
    db.session.refresh(one)
    if one.closed_at is not None:
        raise MutualRefused(_("Not closed. Somebody has closed this round already."))
    if one.withdrawn_at is not None:
        raise MutualRefused(_("Not closed. Somebody has withdrawn this round."))


def withdraw(one: MutualRound, *, actor: Account) -> None:
    """Let a round that was opened by mistake be none: nobody is asked any more, and nothing that was answered
    is shown or counted. Another one about the month can be opened. Raises MutualRefused once it is closed."""
    alone(f"mutual review {one.id}")
    _refuse_ended(one)
    one.withdrawn_at = clock.now()
    record("mutual review withdrawn", one, actor_id=actor.id)
    db.session.flush()


def wipe_words(one: MutualRound, employment: Employment, words: str, *, reason: str, actor: Account) -> None:
    """Wipe what somebody wrote about the actor, and every earlier wording of it; the ratings stay, and so
    does what they come to. Only whom it is about may: nobody else reads it.

    Raises MutualRefused for somebody else, without a reason, and where it is wiped already."""
    if employment.person_id != actor.person_id:
        raise MutualRefused(_("Not wiped. Only whom it is about can wipe what was written."))
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise MutualRefused(_("Not wiped. Say why, in at most 500 characters."), "why")
    alone(f"mutual review {one.id}")
    found = queries.answers_saying(one.id, employment.id, words) if one.closed_at else []
    if not found:
        raise MutualRefused(_("Not wiped. It is not there any more."))
    for answer in found:
        answer.comment = None
    record("mutual review words wiped", one, actor_id=actor.id, reason=reason.strip())
    db.session.flush()


def close(one: MutualRound, *, actor: Account) -> Closed:
    """Close a round: whoever has enough answers gets the figure for teamwork of that month; a figure that
    stands already is followed by it. Whose month is closed already, and whom nothing of it measures, is left
    and named.

    Raises MutualRefused when it is closed already."""
    alone(f"mutual review {one.id}")
    alone(entering.ROOM)
    _refuse_ended(one)
    one.closed_at, one.closed_by_id = clock.now(), actor.id
    record("mutual review closed", one, actor_id=actor.id)
    db.session.flush()
    results = queries.results(one)
    wanted: dict[int, Mapping[str, Decimal | None]] = {
        who: {TEAMWORK: found.figure} for who, found in results.items() if found.figure is not None
    }
    shut = figures.closed(wanted, one.month)
    still_open = {who: given for who, given in wanted.items() if who not in shut}
    entered = entering.add_for_many(one.month, still_open, actor=actor, source=FigureSource.MUTUAL)
    left = {who: _("Fewer than %(num)s peers have answered.", num=rules.LEAST)
            for who in results if who not in wanted}  # fmt: skip
    left |= dict.fromkeys(shut, _("The month is closed; correct it on its page."))
    left |= entered.refused
    names = figures.names(left)
    return Closed(len(entered.new), sorted((names[who], sentence) for who, sentence in left.items()))
