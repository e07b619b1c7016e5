"""What is asked about complaints."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from careers.models import Complaint, ComplaintFinding
from careers.queries.reach import last_post, reachable
from careers.states import ComplaintState
from core.db import db
from core.record import Entry
from people.models import Account, Employment, Person, Post, Team
from people.permissions import Permission

LEDGER_ORDER = (Complaint.id,)


def ledger(reader: Account, state: ComplaintState | None = None) -> Select[*tuple[Any, ...]]:
    """Complaints within reach, who has left by the post that they held last: rows of (id, employment_id,
    happened_on, summary, state, decided_on, finding, reported_at, name, latin_name, team)."""
    statement = (
        select(
            Complaint.id,
            Complaint.employment_id,
            Complaint.happened_on,
            Complaint.summary,
            Complaint.state,
            Complaint.decided_on,
            Complaint.finding,
            Complaint.reported_at,
            Person.name,
            Person.latin_name,
            Team.name.label("team"),
        )
        .join(Employment, Employment.id == Complaint.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .join(Post, last_post())
        .join(Team, Team.id == Post.team_id)
        .where(reachable(reader, Permission.HANDLE_COMPLAINTS), Employment.person_id != reader.person_id)
    )
    return statement.where(Complaint.state == state) if state else statement


def whole(statement: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    return db.session.execute(statement.order_by(Complaint.id.desc())).all()


def complaint(reader: Account, complaint_id: int) -> Complaint | None:
    """One within reach of `reader`."""
    within = ledger(reader).with_only_columns(Complaint.id)
    return db.session.scalar(select(Complaint).where(Complaint.id == complaint_id, Complaint.id.in_(within)))


def upheld(employment_id: int) -> Sequence[Any]:
    """The upheld complaints about somebody, latest first: rows of (decided_on, summary, finding)."""
    return db.session.execute(
        select(Complaint.decided_on, Complaint.summary, Complaint.finding)
        .where(Complaint.employment_id == employment_id, Complaint.state == ComplaintState.UPHELD)
        .order_by(Complaint.decided_on.desc(), Complaint.id.desc())
    ).all()


def findings(complaint_id: int) -> Sequence[Any]:
    """What a complaint was decided to be, first to last: rows of (state, on, finding, by)."""
    return db.session.execute(
        select(ComplaintFinding.state, ComplaintFinding.on, ComplaintFinding.finding, Person.name.label("by"))
        .join(Entry, Entry.id == ComplaintFinding.entry_id)
        .outerjoin(Account, Account.id == Entry.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(ComplaintFinding.complaint_id == complaint_id)
        .order_by(ComplaintFinding.number)
    ).all()
