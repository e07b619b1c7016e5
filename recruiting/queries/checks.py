"""Background checks, as the verbs and pages read them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, null, or_, select, update
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from core import clock
from core.db import db
from core.record import Entry
from people.models import Account, Employment, Person
from people.permissions import Permission
from recruiting.models import (
    Application,
    BackgroundCheck,
    CheckFinding,
    CheckItem,
    CheckPackage,
    CheckReference,
    Opening,
    Visit,
)
from recruiting.queries.blindness import is_hidden, names, veil_applications
from recruiting.queries.reach import reachable
from recruiting.states import LIVE_CHECKS, OPEN, CheckState, ItemState, StageKind, Status, WaitsOn

AHEAD = timedelta(days=30)
"""How long before a clear check runs out its re-check is due."""

ERASED = "check findings erased"
"""The verb of an entry that names the findings of which text and file were erased."""

LIST_ORDER = (BackgroundCheck.ordered_at, BackgroundCheck.id)


def latest(application_id: int) -> BackgroundCheck | None:
    """The newest check of the application, read afresh with its items, package and consent."""
    query = _WHOLE.where(BackgroundCheck.application_id == application_id)
    return db.session.scalars(query.order_by(BackgroundCheck.number.desc()).limit(1)).unique().first()


_WHOLE = (
    select(BackgroundCheck)
    .options(
        selectinload(BackgroundCheck.items),
        joinedload(BackgroundCheck.package, innerjoin=True),
        joinedload(BackgroundCheck.consent, innerjoin=True),
        selectinload(BackgroundCheck.decided_by),
    )
    .execution_options(populate_existing=True)
)


def unanswered(application_ids: Collection[int]) -> set[int]:
    """Those of these applications of whose newest check something speaks against the candidate although
    nothing is decided yet: it is found, or they were told and the check was ended without a decision."""
    newer = aliased(BackgroundCheck)
    is_last = ~(
        select(newer.id)
        .where(newer.application_id == BackgroundCheck.application_id, newer.number > BackgroundCheck.number)
        .correlate(BackgroundCheck)
        .exists()
    )
    adverse = select(CheckItem.id).where(
        CheckItem.check_id == BackgroundCheck.id, CheckItem.state == ItemState.CONSIDER
    )
    told = BackgroundCheck.noticed_at.is_not(None)
    return set(
        db.session.scalars(
            select(BackgroundCheck.application_id).where(
                BackgroundCheck.application_id.in_(application_ids),
                BackgroundCheck.state.in_((*LIVE_CHECKS, CheckState.CANCELLED)),
                or_(told, and_(BackgroundCheck.state == CheckState.IN_PROGRESS, adverse.exists())),
                is_last,
            )
        )
    )


def holds(application_id: int) -> bool:
    """Does nothing speak against a hire: is the newest check that was decided, if there is one, not run out,
    and not a re-check that went against the candidate? One in its stage is answered there, by a move."""
    decided = (CheckState.CLEAR, CheckState.EXPIRED, CheckState.NOT_CLEAR)
    check = db.session.execute(
        select(BackgroundCheck.state, BackgroundCheck.good_until, BackgroundCheck.visit_id)
        .where(BackgroundCheck.application_id == application_id, BackgroundCheck.state.in_(decided))
        .order_by(BackgroundCheck.number.desc())
        .limit(1)
    ).one_or_none()
    if check is None:
        return True
    is_over = check.good_until is not None and check.good_until < clock.today()
    is_against = check.state is CheckState.NOT_CLEAR and check.visit_id is None
    return not (is_over or is_against)


def check_of(check_id: int, account: Account, permission: Permission) -> BackgroundCheck | None:
    """The check with its items, where `account` may reach its opening."""
    found = db.session.scalar(
        select(BackgroundCheck)
        .join(BackgroundCheck.application)
        .join(Application.opening)
        .where(BackgroundCheck.id == check_id, reachable(account, permission))
        .options(
            contains_eager(BackgroundCheck.application).joinedload(Application.person, innerjoin=True),
            contains_eager(BackgroundCheck.application).contains_eager(Application.opening),
            selectinload(BackgroundCheck.items),
            joinedload(BackgroundCheck.package, innerjoin=True),
        )
    )
    veil_applications([found.application] if found else [], account)
    return found


def earlier(application_id: int) -> Sequence[BackgroundCheck]:
    """Every check of the application, newest first."""
    query = select(BackgroundCheck).where(BackgroundCheck.application_id == application_id)
    with_package = query.options(joinedload(BackgroundCheck.package, innerjoin=True))
    return db.session.scalars(with_package.order_by(BackgroundCheck.number.desc())).all()


def findings(check_id: int) -> list[Any]:
    """Every finding of a check, oldest first: item id, state, note, file, when, by whom."""
    return list(
        db.session.execute(
            select(
                CheckFinding.id,
                CheckFinding.item_id,
                CheckFinding.state,
                CheckFinding.note,
                CheckFinding.file_name,
                CheckFinding.at,
                Person.name.label("by"),
            )
            .join(CheckFinding.item)
            .outerjoin(Account, Account.id == CheckFinding.by_id)
            .outerjoin(Person, Person.id == Account.person_id)
            .where(CheckItem.check_id == check_id)
            .order_by(CheckFinding.id)
        ).all()
    )


def references(check_id: int) -> list[Any]:
    """What referees answered, oldest first."""
    return list(
        db.session.execute(
            select(CheckReference, Person.name.label("by"))
            .join(CheckReference.item)
            .outerjoin(Account, Account.id == CheckReference.by_id)
            .outerjoin(Person, Person.id == Account.person_id)
            .where(CheckItem.check_id == check_id)
            .order_by(CheckReference.id)
        ).all()
    )


def finding_of(check_id: int, finding_id: int) -> CheckFinding | None:
    """A finding of this check that came with a file."""
    query = select(CheckFinding).join(CheckFinding.item).where(CheckItem.check_id == check_id)
    return db.session.scalar(query.where(CheckFinding.id == finding_id, CheckFinding.digest.is_not(None)))


def finding(check_id: int, finding_id: int) -> CheckFinding | None:
    """A finding of this check, as it is now."""
    query = select(CheckFinding).join(CheckFinding.item).where(CheckItem.check_id == check_id)
    return db.session.scalar(
        query.where(CheckFinding.id == finding_id).execution_options(populate_existing=True)
    )


def erasures(check_id: int) -> dict[int, Any]:
    """Finding → row of (details, at, reason, by) of what was erased of it, the latest."""
    rows = db.session.execute(
        select(Entry.details, Entry.at, Entry.reason, Person.name.label("by"))
        .outerjoin(Account, Account.id == Entry.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(
            Entry.subject_kind == BackgroundCheck.__tablename__,
            Entry.subject_id == check_id,
            Entry.verb == ERASED,
        )
        .order_by(Entry.id)
    )
    return {number: row for row in rows for number in row.details["findings"]}


def of_person(person_id: int) -> Sequence[BackgroundCheck]:
    """Every check of somebody, read afresh."""
    its = _WHOLE.join(BackgroundCheck.application).where(Application.person_id == person_id)
    return db.session.scalars(its.order_by(BackgroundCheck.id)).unique().all()


def filled_findings(check_id: int) -> Sequence[CheckFinding]:
    """Those of its findings that have a note or a file."""
    query = select(CheckFinding).join(CheckFinding.item).where(CheckItem.check_id == check_id)
    filled = or_(CheckFinding.note.is_not(None), CheckFinding.digest.is_not(None))
    return db.session.scalars(query.where(filled).order_by(CheckFinding.id)).all()


def wipe_findings(finding_ids: Collection[int]) -> None:
    """Set note and file of these to nothing, which is all that the database lets be wiped of them."""
    nothing = {"note": None, "digest": None, "file_name": None, "media_type": None}
    db.session.execute(
        update(CheckFinding)
        .where(CheckFinding.id.in_(finding_ids))
        .values(nothing)
        .execution_options(synchronize_session=False)
    )


def wipe_references(check_id: int) -> int:
    """Forget what referees answered; returns of how many."""
    items = select(CheckItem.id).where(CheckItem.check_id == check_id)
    its = (CheckReference.item_id.in_(items), CheckReference.said.is_not(None))
    count = db.session.scalar(select(func.count()).select_from(CheckReference).where(*its)) or 0
    db.session.execute(
        update(CheckReference).where(*its).values(said=null()).execution_options(synchronize_session=False)
    )
    return count


def referees(item_id: int) -> int:
    """How many referees have been asked for an item."""
    query = select(func.count()).select_from(CheckReference).where(CheckReference.item_id == item_id)
    return db.session.scalar(query) or 0


def next_number(application_id: int) -> int:
    """The number of the next check of the application."""
    highest = select(func.max(BackgroundCheck.number)).where(BackgroundCheck.application_id == application_id)
    return (db.session.scalar(highest) or 0) + 1


def packages() -> Sequence[CheckPackage]:
    """The packages in use, with their items."""
    query = select(CheckPackage).where(CheckPackage.retired_at.is_(None)).order_by(CheckPackage.id)
    return db.session.scalars(query.options(selectinload(CheckPackage.items))).all()


def package(package_id: int) -> CheckPackage | None:
    """The package, if it is in use."""
    return next((one for one in packages() if one.id == package_id), None)


def newest_version(key: str) -> int:
    """The number of the newest version of a package, 0 before the first."""
    return db.session.scalar(select(func.max(CheckPackage.number)).where(CheckPackage.key == key)) or 0


def is_employed(application: Application) -> bool:
    """Was this application a hire that still lasts?"""
    query = select(Employment.id).where(
        Employment.id == application.employment_id, Employment.ended_on.is_(None)
    )
    return application.status is Status.HIRED and db.session.scalar(query) is not None


def ran_out(today: date) -> Sequence[BackgroundCheck]:
    """Clear checks that held until before `today`, kept from being changed meanwhile."""
    return db.session.scalars(
        select(BackgroundCheck)
        .where(BackgroundCheck.state == CheckState.CLEAR, BackgroundCheck.good_until < today)
        .order_by(BackgroundCheck.id)
        .options(selectinload(BackgroundCheck.items), joinedload(BackgroundCheck.application))
        .with_for_update(of=BackgroundCheck)
    ).all()


def visits_to_settle(now: datetime) -> Sequence[int]:
    """Standing visits that still wait outside although the waiting time of their check is over."""
    return db.session.scalars(
        select(Visit.id)
        .join(BackgroundCheck, BackgroundCheck.application_id == Visit.application_id)
        .join(Visit.stage)
        .where(
            Visit.left_at.is_(None),
            Visit.waits_on == WaitsOn.OUTSIDE,
            Visit.stage.has(kind=StageKind.CHECK),
            BackgroundCheck.state == CheckState.NOTICED,
            BackgroundCheck.waits_until <= now,
        )
    ).all()


def is_newest() -> ColumnElement[bool]:
    """A condition on BackgroundCheck: no later one of the same application."""
    newer = aliased(BackgroundCheck)
    return ~(
        select(newer.id)
        .where(
            newer.application_id == BackgroundCheck.application_id,
            newer.number > BackgroundCheck.number,
            newer.state != CheckState.CANCELLED,
        )
        .correlate(BackgroundCheck)
        .exists()
    )


def is_to_be_renewed() -> ColumnElement[bool]:
    """A condition on BackgroundCheck and Application: it has run out or soon will, nothing newer is
    there, and the person is still selected or still works here."""
    employed = select(Employment.id).where(
        Employment.id == Application.employment_id, Employment.ended_on.is_(None)
    )
    return and_(
        or_(
            BackgroundCheck.state == CheckState.EXPIRED,
            and_(
                BackgroundCheck.state == CheckState.CLEAR, BackgroundCheck.good_until <= clock.today() + AHEAD
            ),
        ),
        is_newest(),
        or_(
            Application.status.in_(OPEN),
            and_(Application.status == Status.HIRED, employed.correlate(Application).exists()),
        ),
    )


def listed(
    reader: Account,
    state: CheckState | None = None,
    *,
    live: bool = False,
    late: bool = False,
    renew: bool = False,
    text: str = "",
) -> Select[*tuple[Any, ...]]:
    """Checks within reach, oldest first: rows for the list and its export, without any finding."""
    wanted: list[ColumnElement[bool]] = [reachable(reader, Permission.SEE_CHECKS)]
    if state:
        wanted.append(BackgroundCheck.state == state)
    if live:
        wanted.append(BackgroundCheck.state.in_(LIVE_CHECKS))
    if late:
        wanted.append(BackgroundCheck.due_at <= clock.now())
    if renew:
        wanted.append(is_to_be_renewed())
    if text:
        wanted.append(is_called(text, reader))
    return _ROWS.add_columns(*names(reader)).where(*wanted)


def is_called(text: str, reader: Account) -> ColumnElement[bool]:
    """A condition on Person and Application: `text` stands in the name, in either script, and the reader
    may know the name."""
    found = or_(*(name.icontains(text, autoescape=True) for name in (Person.name, Person.latin_name)))
    return and_(found, ~is_hidden(reader))


_ROWS = (
    select(
        BackgroundCheck.id,
        BackgroundCheck.number,
        BackgroundCheck.state,
        BackgroundCheck.ordered_at,
        BackgroundCheck.decided_at,
        BackgroundCheck.target_days,
        BackgroundCheck.waits_until,
        BackgroundCheck.good_until,
        Application.id.label("application_id"),
        Application.status,
        Opening.code,
        CheckPackage.name.label("package"),
    )
    .join(Application, Application.id == BackgroundCheck.application_id)
    .join(Person, Person.id == Application.person_id)
    .join(Opening, Opening.id == Application.opening_id)
    .join(CheckPackage, CheckPackage.id == BackgroundCheck.package_id)
)


def all_of(statement: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    """Every row of `listed`, in its order."""
    return db.session.execute(statement.order_by(*LIST_ORDER)).all()
