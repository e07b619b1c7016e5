"""What waits, on whom, since when: the lists of everybody's home page, a constant few statements."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, null, or_, select, union_all

from core import clock
from core.db import Words, db
from core.outbox import Letter, LetterState
from core.record import Entry
from people.models import Account, Duty, Employment, Person, Post, Team
from people.permissions import Permission
from recruiting.models import (
    Application,
    Interview,
    Mention,
    Note,
    Opening,
    Panelist,
    Scorecard,
    Seat,
    Stage,
    Visit,
)
from recruiting.queries import requisitions
from recruiting.queries.filters import is_overdue
from recruiting.queries.reach import reachable
from recruiting.states import InterviewState, OpeningStatus, SeatState, Wait, WaitsOn
from training.queries import awaiting as awaiting_in_reach

SHOWN = 15
TABS = (WaitsOn.RECRUITER, WaitsOn.MANAGER, WaitsOn.INTERVIEWER, WaitsOn.CANDIDATE, WaitsOn.OUTSIDE)
NEWS = (
    "applied",
    "scorecard submitted",
    "withdrawn",
    "rejected",
    "offer accepted",
    "offer declined",
    "hired",
)


@dataclass
class Counts:
    """How many applications wait on whom, and which stages hold some past their target."""

    waiting: dict[WaitsOn, int] = field(default_factory=dict)
    overdue: list[tuple[str, Words, int, datetime]] = field(default_factory=list)

    @property
    def past_target(self) -> int:
        return sum(count for _key, _name, count, _since in self.overdue)


def _standing(account: Account) -> list[ColumnElement[bool]]:
    return [
        Visit.left_at.is_(None),
        Visit.waits_for != Wait.NOTHING,
        reachable(account, Permission.SEE_APPLICATIONS),
    ]


def worklist(account: Account, on: WaitsOn) -> list[Any]:
    """The applications that wait on `on`, longest stay first, at most SHOWN."""
    return list(
        db.session.execute(
            select(
                Visit.application_id,
                Visit.entered_at,
                Visit.due_at,
                Visit.waits_for,
                Visit.waits_on,
                Visit.mark,
                Visit.verdict,
                Stage.name.label("stage"),
                Stage.kind,
                Stage.target_days,
                Stage.pass_mark,
                Person.name,
                Person.latin_name,
                Opening.code,
                Opening.id.label("opening_id"),
            )
            .join(Visit.application)
            .join(Application.person)
            .join(Opening, Opening.id == Visit.opening_id)
            .join(Visit.stage)
            .where(Visit.waits_on == on, *_standing(account))
            .order_by(Visit.entered_at, Visit.id)
            .limit(SHOWN)
        ).all()
    )


def counts(account: Account) -> Counts:
    """Waits by whom they are on, and stays past their target by stage, in one statement."""
    late = is_overdue(clock.now())
    found = (
        select(
            Visit.waits_on,
            Stage.key,
            func.max(Stage.id).label("stage_id"),
            func.count().label("waiting"),
            func.sum(case((late, 1), else_=0)).label("late"),
            func.min(Visit.entered_at).label("since"),
        )
        .join(Visit.stage)
        .join(Opening, Opening.id == Visit.opening_id)
        .where(*_standing(account))
        .group_by(Visit.waits_on, Stage.key)
        .subquery()
    )
    named = select(found, Stage.name).join(Stage, Stage.id == found.c.stage_id)
    return _summed(db.session.execute(named.order_by(Stage.position, Stage.key)))


def _summed(rows: Any) -> Counts:
    found = Counts()
    late: dict[str, tuple[Words, int, datetime]] = {}
    for row in rows:
        found.waiting[row.waits_on] = found.waiting.get(row.waits_on, 0) + row.waiting
        if row.late:
            name, so_many, since = late.get(row.key, (row.name, 0, row.since))
            late[row.key] = (name, so_many + row.late, min(since, row.since))
    found.overdue = [(key, *entry) for key, entry in late.items()]
    return found


def asked_of(account: Account) -> list[Any]:
    """Scorecards owed by the account and mentions it has not seen, oldest first, in one statement:
    kind, id, since, application id, name, latin name, opening code, when (of the interview)."""
    both = union_all(_owed(account), _named(account)).subquery()
    return list(db.session.execute(select(both).order_by(both.c.since).limit(SHOWN)).all())


def _owed(account: Account) -> Select[Any]:
    return (
        _asked("scorecard", Panelist.id, Panelist.asked_at, _planned_for())
        .join(Visit, Visit.id == Panelist.visit_id)
        .join(Application, Application.id == Visit.application_id)
        .join(Person, Person.id == Application.person_id)
        .join(Opening, Opening.id == Application.opening_id)
        .outerjoin(Scorecard, Scorecard.panelist_id == Panelist.id)
        .where(
            Panelist.account_id == account.id,
            Panelist.released_at.is_(None),
            Scorecard.id.is_(None),
            Visit.left_at.is_(None),
        )
    )


def _named(account: Account) -> Select[Any]:
    return (
        _asked("mention", Mention.id, Note.written_at, null())
        .join(Note, Note.id == Mention.note_id)
        .join(Application, Application.id == Note.application_id)
        .join(Person, Person.id == Application.person_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(
            Mention.account_id == account.id,
            Mention.seen_at.is_(None),
            reachable(account, Permission.SEE_APPLICATIONS),
        )
    )


def _asked(kind: str, number: Any, since: Any, starts_at: Any) -> Select[Any]:
    return select(
        literal(kind).label("kind"),
        number.label("id"),
        since.label("since"),
        Application.id.label("application_id"),
        Person.name.label("name"),
        Person.latin_name.label("latin_name"),
        Opening.code.label("code"),
        starts_at.label("starts_at"),
    ).select_from(number.class_)


def _planned_for() -> Any:
    planned = select(func.min(Interview.starts_at)).where(Interview.state == InterviewState.PLANNED)
    return planned.where(Interview.visit_id == Panelist.visit_id).correlate(Panelist).scalar_subquery()


def interviews_today(account: Account) -> list[Any]:
    """The interviews of today in the openings within reach, by time; not of who left before theirs."""
    today = clock.today()
    return list(
        db.session.execute(
            select(
                Interview.id,
                Interview.starts_at,
                Interview.place,
                Interview.state,
                Application.id.label("application_id"),
                Person.name,
                Person.latin_name,
                Stage.name.label("stage"),
            )
            .join(Visit, Visit.id == Interview.visit_id)
            .join(Stage, Stage.id == Visit.stage_id)
            .join(Application, Application.id == Visit.application_id)
            .join(Person, Person.id == Application.person_id)
            .join(Opening, Opening.id == Application.opening_id)
            .where(
                Interview.starts_at >= clock.day_start(today),
                Interview.starts_at < clock.day_end(today),
                Interview.state != InterviewState.CANCELLED,
                or_(Visit.left_at.is_(None), Visit.left_at > Interview.starts_at),
                reachable(account, Permission.SEE_APPLICATIONS),
            )
            .order_by(Interview.starts_at)
            .limit(SHOWN)
        ).all()
    )


def news(account: Account, since: datetime) -> list[Any]:
    """What happened to applications since a moment: verb and how often, most telling first."""
    counted = {
        row.verb: row.times
        for row in db.session.execute(
            select(Entry.verb, func.count().label("times"))
            .join(Application, Application.id == Entry.subject_id)
            .join(Application.opening)
            .where(
                Entry.subject_kind == "application",
                Entry.at >= since,
                Entry.verb.in_(NEWS),
                reachable(account, Permission.SEE_APPLICATIONS),
            )
            .group_by(Entry.verb)
        )
    }
    return [(verb, counted[verb]) for verb in NEWS if verb in counted]


def openings(account: Account) -> list[Any]:
    """Open and paused openings in reach, soonest first: seats filled of all that are not closed."""
    filled = func.sum(case((Seat.state == SeatState.FILLED, 1), else_=0)).label("filled")
    wanted = func.sum(case((Seat.state != SeatState.CLOSED, 1), else_=0)).label("wanted")
    return list(
        db.session.execute(
            select(Opening.id, Opening.code, Opening.title, Opening.on_duty_by, filled, wanted)
            .join(Seat, Seat.opening_id == Opening.id)
            .where(
                or_(Opening.status == OpeningStatus.OPEN, Opening.status == OpeningStatus.PAUSED),
                reachable(account, Permission.SEE_OPENINGS),
            )
            .group_by(Opening.id, Opening.code, Opening.title, Opening.on_duty_by)
            .order_by(Opening.on_duty_by, Opening.id)
            .limit(6)
        ).all()
    )


def numbers(account: Account, *, awaiting: bool, troubled: bool, asked_for: bool) -> Any:
    """Hired people within reach who are in no cohort yet (`awaiting`), letters that could not be sent
    (`troubled`) and requisitions to decide (`asked_for`), in one statement; None for what is not asked."""
    in_line = select(func.count()).select_from(awaiting_in_reach(account).subquery())
    failed = select(func.count()).where(Letter.state == LetterState.FAILED)
    return db.session.execute(
        select(
            (in_line.scalar_subquery() if awaiting else null()).label("awaiting"),
            (failed.scalar_subquery() if troubled else null()).label("troubled"),
            (requisitions.waiting_for(account) if asked_for else null()).label("asked_for"),
        )
    ).one()


def own_work(account: Account) -> Any:
    """Team, level and duty of the reader's present employment; None without one."""
    return db.session.execute(
        select(Employment.started_on, Post.level, Team.name.label("team"), Duty.status, Duty.since)
        .join(Post, (Post.employment_id == Employment.id) & Post.until.is_(None))
        .join(Duty, (Duty.employment_id == Employment.id) & Duty.until.is_(None))
        .join(Team, Team.id == Post.team_id)
        .where(Employment.person_id == account.person_id, Employment.ended_on.is_(None))
    ).first()


def referrals(account: Account) -> list[Any]:
    """Whom the reader referred and what became of them, newest first."""
    return list(
        db.session.execute(
            select(Person.name, Person.latin_name, Application.status, Application.applied_at)
            .select_from(Application)
            .join(Application.person)
            .where(Application.referrer_id == account.person_id)
            .order_by(Application.id.desc())
            .limit(SHOWN)
        ).all()
    )
