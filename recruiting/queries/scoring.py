"""Scorecards as they may be seen: everybody judges alone, so who still has to sees nothing of the others.

Whoever reads scorecards for a page reads them here; there is no other way to them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from assessment.models import Criterion, RubricVersion
from assessment.rules import APART, Recommendation, mean, spread
from core import clock
from core.db import Words, db
from core.outbox import undo_window
from people.models import Account, Person
from people.permissions import Permission
from people.readers import KEPT, Reader
from recruiting.models import Opening, Panelist, Rating, Scorecard, Stage, Visit
from recruiting.queries.reach import reachable
from recruiting.states import StageKind, Verdict


@dataclass(frozen=True)
class Card:
    """One version of a scorecard. `earlier` holds the versions it replaced, newest first;
    `after_others` says that it was amended once another's scorecard could be seen."""

    panelist_id: int
    account_id: int
    name: str
    latin_name: str | None
    scorecard_id: int
    number: int
    mark: Decimal
    recommendation: Recommendation
    comment: str
    submitted_at: datetime
    why_amended: str | None
    ratings: dict[int, int]
    after_others: bool = False
    earlier: tuple["Card", ...] = ()

    @property
    def changes(self) -> list[tuple["Card", "Card"]]:
        """Each amendment with the version it replaced, newest first."""
        return list(pairwise([self, *self.earlier]))


@dataclass(frozen=True)
class Row:
    """One criterion across the cards. `apart` is the spread where it calls for a talk, else 0."""

    criterion_id: int
    name: Words
    anchors: list[Words]
    values: list[int | None]
    mean: Decimal
    apart: int


@dataclass(frozen=True)
class SideBySide:
    """The scorecards of a visit as somebody may see them. `asked` names everybody who is asked,
    `missing` those who have not submitted. `hidden`: the reader has to submit first, so there is
    nothing here of anybody else, not even who has submitted. `mark` is on the scale of `pass_mark`."""

    visit_id: int
    stage: Words
    rubric_number: int | None = None
    pass_mark: Decimal | None = None
    of_hundred: bool = False
    mark: Decimal | None = None
    verdict: Verdict | None = None
    cards: list[Card] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    hidden: bool = False

    @property
    def apart(self) -> list[Row]:
        """The criteria on which raters are so far apart that they should talk."""
        return [row for row in self.rows if row.apart]


@dataclass(frozen=True)
class Scores:
    """Every panel of an application, oldest first, and the one to show. `hidden` as above, for all:
    who still has to judge somebody is not swayed by an earlier interview either."""

    panels: list[SideBySide]
    shown: SideBySide | None
    hidden: bool = False


def scorecards_shown_to(account: Account, visit: Visit) -> SideBySide:
    """The scorecards of `visit` that `account` may see now; one statement.

    Who is asked and has not submitted sees none; who has submitted sees all, and so does at any time
    who may see the application without being asked. Anybody else sees none.
    """
    rows = _rows(Panelist.visit_id == visit.id, account)
    return _shown(rows, account) if rows else SideBySide(visit.id, visit.stage.name)


def side_by_side(visit: Visit, visits: Sequence[Any], account: Account, chosen: int | None = None) -> Scores:
    """Every panel of the application of `visit`, as `account` may see them; one statement.

    visits: what counts of the application, as rows with an `id`.  chosen: the id of the visit whose
    panel is to be shown; without it, or where it has none, that of the newest one."""
    rows = _rows(Panelist.visit_id.in_([one.id for one in visits]), account)
    return _scores(rows, account, chosen)


def scores_of(application_id: int, account: Account, chosen: int | None = None) -> Scores:
    """The same for an application whose visits are not at hand."""
    counts = and_(Visit.application_id == application_id, Visit.voided_at.is_(None))
    return _scores(_rows(counts, account), account, chosen)


def _scores(rows: Sequence[Any], account: Account, chosen: int | None) -> Scores:
    panels = [_shown(list(own), account) for _, own in groupby(rows, key=lambda row: row.visit_id)]
    if any(panel.hidden for panel in panels):
        hidden = [_emptied(panel) for panel in panels]
        return Scores(hidden, hidden[-1], hidden=True)
    wanted = [panel for panel in panels if panel.visit_id == chosen] or panels
    return Scores(panels, wanted[-1] if wanted else None)


def owes_scorecard(application_id: int, account: Account) -> bool:
    """Has `account` to judge this application before it may see what others think?"""
    all_of_them = to_judge(account.id).subquery()
    this_one = all_of_them.c.application_id == application_id
    return db.session.scalar(select(all_of_them).where(this_one).limit(1)) is not None


def to_judge(account_id: int) -> Select[int]:
    """The applications that the account is asked to score and has not, while it still can."""
    return _TO_JUDGE.where(
        Panelist.account_id == account_id,
        or_(_owed.c.left_at.is_(None), _owed.c.left_at > clock.now() - undo_window()),
    )


# Made once: each board and list asks it.
_owed = Visit.__table__.alias("owed")
_TO_JUDGE: Select[int] = (
    select(_owed.c.application_id)
    .join(Panelist, Panelist.visit_id == _owed.c.id)
    .where(
        Panelist.released_at.is_(None),
        ~select(Scorecard.id).where(Scorecard.panelist_id == Panelist.id).exists(),
    )
)


def _shown(rows: Sequence[Any], account: Account) -> SideBySide:
    first = rows[0]
    panel = SideBySide(
        visit_id=first.visit_id,
        stage=first.stage,
        rubric_number=first.rubric_number,
        pass_mark=first.pass_mark,
        of_hundred=first.kind is not StageKind.INTERVIEW,
    )
    asked = _names(row for row in rows if row.released_at is None)
    own = [row for row in rows if row.account_id == account.id and row.released_at is None]
    if own and own[0].scorecard_id is None and not _is_over(first.left_at):
        return replace(panel, asked=asked, hidden=True)
    if not own and not (first.reaches and account.may(Permission.SEE_APPLICATIONS)):
        return panel
    cards = _cards(rows)
    return replace(
        panel,
        asked=asked,
        missing=_missing(rows),
        cards=cards,
        rows=_criteria(rows, cards),
        mark=first.visit_mark,
        verdict=first.verdict,
    )


def _emptied(panel: SideBySide) -> SideBySide:
    return SideBySide(panel.visit_id, panel.stage, asked=panel.asked, hidden=True)


def own_card(panelist: Panelist) -> Card | None:
    """The panelist's own scorecard with its earlier versions."""
    rows = _rows(Panelist.visit_id == panelist.visit_id, panelist.account)
    cards = [card for card in _cards(rows) if card.panelist_id == panelist.id]
    return cards[0] if cards else None


def _is_over(left_at: datetime | None) -> bool:
    """Nobody can score it any more, not even after an undo."""
    return left_at is not None and left_at <= clock.now() - undo_window()


def _rows(wanted: ColumnElement[bool], reader: Account) -> Sequence[Any]:
    return db.session.execute(_all_rows(Reader.of(reader)).where(wanted)).all()


@lru_cache(KEPT)
def _all_rows(reader: Reader) -> Select[*tuple[Any, ...]]:
    reaches = (
        select(Opening.id)
        .where(Opening.id == Visit.opening_id, reachable(reader, Permission.SEE_APPLICATIONS))
        .correlate(Visit)
        .exists()
    )
    return (
        select(
            Panelist.id,
            Panelist.account_id,
            Panelist.released_at,
            Panelist.visit_id,
            Person.name,
            Person.latin_name,
            reaches.label("reaches"),
            *_OF_VISIT,
            *_OF_CARD,
        )
        .select_from(Panelist)
        .join(Panelist.visit)
        .join(Visit.stage)
        .join(Panelist.account)
        .join(Person, Person.id == Account.person_id)
        .outerjoin(RubricVersion, RubricVersion.id == Stage.rubric_version_id)
        .outerjoin(Scorecard, Scorecard.panelist_id == Panelist.id)
        .outerjoin(Rating, Rating.scorecard_id == Scorecard.id)
        .outerjoin(Criterion, Criterion.id == Rating.criterion_id)
        .order_by(Panelist.visit_id, Panelist.id, Scorecard.number, Criterion.position)
    )


_OF_VISIT = (
    Visit.left_at,
    Visit.mark.label("visit_mark"),
    Visit.verdict,
    Stage.name.label("stage"),
    Stage.kind,
    Stage.pass_mark,
    RubricVersion.number.label("rubric_number"),
)
_OF_CARD = (
    Scorecard.id.label("scorecard_id"),
    Scorecard.number,
    Scorecard.mark,
    Scorecard.recommendation,
    Scorecard.comment,
    Scorecard.submitted_at,
    Scorecard.why_amended,
    Rating.value,
    Criterion.id.label("criterion_id"),
    Criterion.name.label("criterion"),
    Criterion.anchors,
)


def _names(rows: Any) -> list[str]:
    return list({row.id: row.name for row in rows}.values())


def _missing(rows: Sequence[Any]) -> list[str]:
    return _names(row for row in rows if row.released_at is None and row.scorecard_id is None)


def _cards(rows: Sequence[Any]) -> list[Card]:
    """One per panelist who submitted, the newest version first in each."""
    versions: dict[int, dict[int, Card]] = defaultdict(dict)
    for row in rows:
        if row.scorecard_id is None or row.released_at is not None:
            continue
        card = versions[row.id].setdefault(row.number, _card(row))
        card.ratings[row.criterion_id] = row.value
    firsts = {panelist: numbers[1].submitted_at for panelist, numbers in versions.items()}
    return [
        _newest([_marked(card, firsts) for card in sorted(numbers.values(), key=lambda one: -one.number)])
        for numbers in versions.values()
    ]


def _card(row: Any) -> Card:
    return Card(
        panelist_id=row.id,
        account_id=row.account_id,
        name=row.name,
        latin_name=row.latin_name,
        scorecard_id=row.scorecard_id,
        number=row.number,
        mark=row.mark,
        recommendation=row.recommendation,
        comment=row.comment,
        submitted_at=row.submitted_at,
        why_amended=row.why_amended,
        ratings={},
    )


def _newest(versions: list[Card]) -> Card:
    return replace(versions[0], earlier=tuple(versions[1:]))


def _marked(card: Card, firsts: dict[int, datetime]) -> Card:
    others = [at for panelist, at in firsts.items() if panelist != card.panelist_id]
    return replace(card, after_others=card.number > 1 and any(at < card.submitted_at for at in others))


def _criteria(rows: Sequence[Any], cards: list[Card]) -> list[Row]:
    known = {row.criterion_id: row for row in rows if row.criterion_id is not None}
    return [_criterion(row, [card.ratings.get(row.criterion_id) for card in cards]) for row in known.values()]


def _criterion(row: Any, values: list[int | None]) -> Row:
    given = [value for value in values if value is not None]
    distance = spread(given)
    return Row(
        criterion_id=row.criterion_id,
        name=row.criterion,
        anchors=row.anchors,
        values=values,
        mean=mean([Decimal(value) for value in given]) if given else Decimal(0),
        apart=distance if distance >= APART else 0,
    )
