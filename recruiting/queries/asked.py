"""What is asked of an account by name, whatever it is for: one list, one statement."""

from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from careers.models import (
    CaseAssessment,
    CheckIn,
    CheckInSheet,
    MutualAnswer,
    MutualAsk,
    MutualRound,
    PromotionCase,
)
from careers.queries import mutual
from careers.states import CaseState, Side
from core import clock
from core.among import among_given
from core.db import Moment, db
from core.i18n import LANGUAGES, language
from people.models import Account, Employment, Person, Post
from people.permissions import Permission
from people.readers import KEPT, Reader
from recruiting.models import (
    Application,
    Interview,
    InvitationReply,
    Mention,
    Note,
    Opening,
    Panelist,
    Scorecard,
    Visit,
)
from recruiting.queries import replies
from recruiting.queries.blindness import names
from recruiting.queries.reach import reachable
from recruiting.states import InterviewState, Reply, Status
from training.models import (
    Assessor,
    AssessorSheet,
    ClassSession,
    Cohort,
    Enrolment,
    HandIn,
    Homework,
    HomeworkMarking,
    Module,
    Placement,
    PracticalAssessment,
    RecurrentMark,
    RecurrentSession,
)
from training.queries import untaken
from training.states import SessionState

SHOWN = 15
LOOK_BACK = timedelta(days=60)
"""Attendance that is not taken after this long will not be."""
NOW = bindparam("now", type_=Moment)
TODAY, MORNING = bindparam("today", type_=Date), bindparam("morning", type_=Moment)
"""Today, and when it began."""


def asked_of(account: Account, most: int = SHOWN) -> list[Any]:
    """What only the account can do, oldest first, in one statement, and one more for whoever teaches:
    scorecards it owes, mentions it has not seen, interviews to come that somebody invited has declined,
    sheets of practical exams, ratings for a promotion or a check-in, answers about colleagues, attendance
    that it has not taken of the whole class, and homework to hand in.

    Rows of (kind, id, since, application_id, name, latin_name, code, starts_at, late, found: how many there
    are in all). Of a mutual review `name` is about how many; of a session it is its module or its topic, and
    `starts_at` when it began; of homework it is its title, and `starts_at` until when it is in time. `code`
    names an opening or a cohort, where there is one. `late` is 1 for what should have been
    done: homework that is out of time, and what belongs to a day before today."""
    return list(db.session.execute(_asked_of(Reader.of(account), most), given_by(account)).all())


def given_by(account: Account) -> dict[str, Any]:
    """What the statements of this module are asked with; `untaken` is asked of whoever teaches."""
    now, today = clock.now(), clock.today()
    morning = clock.day_start(today)
    return {
        "now": now, "back": now - LOOK_BACK, "today": today, "morning": morning, "me": account.person_id,
        "language": language(),
        "untaken": sorted(untaken.of_teacher(account)) if account.may(Permission.TEACH) else [],
    }  # fmt: skip


@lru_cache(KEPT)
def _asked_of(reader: Reader, most: int) -> Select[Any]:
    all_of_it = everything(reader)
    found = func.count().over().label("found")
    return select(all_of_it, found).order_by(all_of_it.c.since).limit(most)


def everything(reader: Reader) -> Subquery:
    """All that is asked of `reader`, in no order; see `asked_of`."""
    parts: list[Callable[[Reader], Select[Any]]] = [
        _owed, _named, _declined, _sheets, _ratings, _mutual, _led, _check_ins,
    ]  # fmt: skip
    parts += [_taught] if reader.may(Permission.TEACH) else []
    parts += [_homework] if reader.may(Permission.SEE_OWN_PATH) else []
    return union_all(*(part(reader) for part in parts)).subquery()


def _owed(reader: Reader) -> Select[Any]:
    return (
        _asked(reader, "scorecard", Panelist.id, _can_be_scored(), _planned_for(), late=_scored_late())
        .join(Visit, Visit.id == Panelist.visit_id)
        .join(Application, Application.id == Visit.application_id)
        .join(Person, Person.id == Application.person_id)
        .join(Opening, Opening.id == Application.opening_id)
        .outerjoin(Scorecard, Scorecard.panelist_id == Panelist.id)
        .where(
            Panelist.account_id == reader.id,
            Panelist.released_at.is_(None),
            Scorecard.id.is_(None),
            Visit.left_at.is_(None),
        )
    )


def _named(reader: Reader) -> Select[Any]:
    return (
        _asked(reader, "mention", Mention.id, Note.written_at, null())
        .join(Note, Note.id == Mention.note_id)
        .join(Application, Application.id == Note.application_id)
        .join(Person, Person.id == Application.person_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(
            Mention.account_id == reader.id,
            Mention.seen_at.is_(None),
            reachable(reader, Permission.SEE_APPLICATIONS),
        )
    )


def _declined(reader: Reader) -> Select[Any]:
    ahead, standing = aliased(Interview), aliased(Visit)
    # Asked of each, not joined: SQLite would begin with all replies, or with all who stand.
    soon = InvitationReply.interview_id.in_(select(ahead.id).where(ahead.starts_at > NOW))
    stands = select(standing.id).where(standing.id == Interview.visit_id, standing.left_at.is_(None)).exists()
    declined = replies.standing_replies().where(soon).subquery()
    return (
        _asked(reader, "declined", Interview.id, declined.c.received_at, Interview.starts_at)
        .join(declined, declined.c.interview_id == Interview.id)
        .join(Visit, Visit.id == Interview.visit_id)
        .join(Application, Application.id == Visit.application_id)
        .join(Person, Person.id == Application.person_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(
            declined.c.answer == Reply.DECLINED,
            stands,
            reachable(reader, Permission.ARRANGE_INTERVIEWS),
        )
    )


def _asked(
    reader: Reader, kind: str, number: Any, since: Any, starts_at: Any, *, late: Any = None
) -> Select[Any]:
    """About an application, its person named as far as `reader` may know them."""
    columns = (*names(reader), Opening.code.label("code"))
    return _columns(kind, number, since, Application.id, columns, starts_at, late=late).select_from(
        number.class_
    )


def _of_person(kind: str, number: Any, since: Any, code: Any, *, late: Any = None) -> Select[Any]:
    """About somebody who is employed."""
    columns = (Person.name, Person.latin_name, code.label("code"))
    return _columns(kind, number, since, null(), columns, null(), late=late).select_from(number.class_)


def _of_session(kind: str, model: Any, name: Any, code: Any) -> Select[Any]:
    """About a session that has begun, and not too long ago, of which nobody's attendance was taken."""
    columns = (name.label("name"), null().label("latin_name"), code.label("code"))
    late = model.ends_at < MORNING
    statement = _columns(kind, model.id, model.ends_at, null(), columns, model.starts_at, late=late)
    return statement.where(
        model.state == SessionState.PLANNED,
        model.starts_at <= NOW,
        model.starts_at > bindparam("back", type_=Moment),
    )


def _columns(
    kind: str,
    number: Any,
    since: Any,
    application: Any,
    columns: tuple[Any, ...],
    starts_at: Any,
    *,
    late: ColumnElement[bool] | None = None,
) -> Select[Any]:
    return select(
        literal(kind).label("kind"),
        number.label("id"),
        since.label("since"),
        application.label("application_id"),
        *columns,
        starts_at.label("starts_at"),
        (literal(0) if late is None else case((late, 1), else_=0)).label("late"),
    )


def _sheets(reader: Reader) -> Select[Any]:
    handed_in = select(AssessorSheet.id).where(
        AssessorSheet.assessment_id == PracticalAssessment.id, AssessorSheet.account_id == reader.id
    )
    return (
        _of_person(
            "sheet",
            PracticalAssessment.id,
            PracticalAssessment.begun_at,
            Cohort.code,
            late=PracticalAssessment.held_on < TODAY,
        )
        .join(Assessor, Assessor.assessment_id == PracticalAssessment.id)
        .join(Enrolment, Enrolment.id == PracticalAssessment.enrolment_id)
        .join(Employment, Employment.id == Enrolment.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .outerjoin(Placement, (Placement.enrolment_id == Enrolment.id) & Placement.until.is_(None))
        .outerjoin(Cohort, Cohort.id == Placement.cohort_id)
        .where(
            Assessor.account_id == reader.id,
            PracticalAssessment.attempt_id.is_(None),
            PracticalAssessment.withdrawn_at.is_(None),
            ~handed_in.exists(),
        )
    )


def _ratings(reader: Reader) -> Select[Any]:
    return (
        _of_person("rating", CaseAssessment.id, CaseAssessment.asked_at, null())
        .join(PromotionCase, PromotionCase.id == CaseAssessment.case_id)
        .join(Employment, Employment.id == PromotionCase.employment_id)
        .join(Person, Person.id == Employment.person_id)
        .where(
            CaseAssessment.assessor_id == reader.id,
            CaseAssessment.submitted_at.is_(None),
            CaseAssessment.released_at.is_(None),
            PromotionCase.state.in_((CaseState.OPEN, CaseState.RETURNED)),
        )
    )


def _mutual(_reader: Reader) -> Select[Any]:
    """One for each round, however many it asks about: `name` is their number."""
    answered = select(MutualAnswer.id).where(MutualAnswer.ask_id == MutualAsk.id)
    about = (cast(func.count(), String).label("name"), null().label("latin_name"), null().label("code"))
    return (
        _columns("mutual", MutualRound.id, MutualRound.opened_at, null(), about, null())
        .join(MutualAsk, MutualAsk.round_id == MutualRound.id)
        .where(
            MutualAsk.rater_id == bindparam("me"),
            mutual.is_open(),
            MutualRound.until >= TODAY,
            ~answered.exists(),
        )
        .group_by(MutualRound.id, MutualRound.opened_at)
    )


def _check_ins(_reader: Reader) -> Select[Any]:
    """Of the own side, or of whoever one leads."""

    def missing(side: Side) -> Any:
        handed_in = select(CheckInSheet.id).where(CheckInSheet.check_in_id == CheckIn.id)
        return ~handed_in.where(CheckInSheet.side == side).exists()

    own, leads = Employment.person_id == bindparam("me"), Post.line_manager_id == bindparam("me")
    return (
        _of_person("check-in", CheckIn.id, CheckIn.opened_at, null())
        .join(Employment, Employment.id == CheckIn.employment_id)
        .join(Post, (Post.employment_id == Employment.id) & Post.until.is_(None))
        .join(Person, Person.id == Employment.person_id)
        .where(
            CheckIn.closed_at.is_(None),
            CheckIn.called_off_at.is_(None),
            or_(own & missing(Side.EMPLOYEE), leads & ~own & missing(Side.LEAD)),
        )
    )


def _taught(_reader: Reader) -> Select[Any]:
    return (
        _of_session("attendance", ClassSession, _in_language(Module.name), Cohort.code)
        .join(Cohort, Cohort.id == ClassSession.cohort_id)
        .join(Module, Module.id == ClassSession.module_id)
        .where(among_given(ClassSession.id, "untaken"))
    )


def _in_language(words: Any) -> Any:
    """Words in the language of whoever reads."""
    asked = bindparam("language", type_=String)
    return case(*((asked == one, words[one].as_string()) for one in LANGUAGES))


def _led(_reader: Reader) -> Select[Any]:
    marked = select(RecurrentMark.id).where(RecurrentMark.session_id == RecurrentSession.id)
    return _of_session("recurrent", RecurrentSession, RecurrentSession.topic, null()).where(
        RecurrentSession.leader_id == bindparam("me"), ~marked.exists()
    )


def _homework(_reader: Reader) -> Select[Any]:
    """Of the class in which the reader sits: not handed in yet, or to be done again."""
    newer, later = aliased(HandIn), aliased(HomeworkMarking)
    handed = select(HandIn.id).where(HandIn.homework_id == Homework.id, HandIn.enrolment_id == Enrolment.id)
    again = (
        handed.join(HomeworkMarking, HomeworkMarking.hand_in_id == HandIn.id)
        .where(HomeworkMarking.again_until.is_not(None))
        .where(~_more_recent(later, HomeworkMarking, "hand_in_id"))
        .where(~_more_recent(newer, HandIn, "homework_id", "enrolment_id"))
    )
    once_more = again.with_only_columns(HomeworkMarking.again_until).scalar_subquery()
    about = (Homework.title.label("name"), null().label("latin_name"), Cohort.code.label("code"))
    until = func.coalesce(once_more, Homework.due_at)
    return (
        _columns("homework", Homework.id, Homework.given_at, null(), about, until, late=until < NOW)
        .select_from(Employment)
        .join(Enrolment, Enrolment.employment_id == Employment.id)
        .join(Placement, (Placement.enrolment_id == Enrolment.id) & Placement.until.is_(None))
        .join(Cohort, Cohort.id == Placement.cohort_id)
        .join(Homework, Homework.cohort_id == Cohort.id)
        .where(
            Employment.person_id == bindparam("me"),
            Homework.withdrawn_at.is_(None),
            ~handed.exists() | again.exists(),
        )
    )


def _more_recent(other: Any, model: Any, *same: str) -> Any:
    """Is there one with a higher number that has the same in these columns?"""
    alike = [getattr(other, name) == getattr(model, name) for name in same]
    return select(other.id).where(*alike, other.number > model.number).exists()


def _planned_for() -> Any:
    planned = select(func.min(Interview.starts_at)).where(Interview.state == InterviewState.PLANNED)
    return planned.where(Interview.visit_id == Panelist.visit_id).correlate(Panelist).scalar_subquery()


def _last_met() -> Any:
    met = select(func.max(Interview.starts_at)).where(
        Interview.visit_id == Visit.id,
        Interview.state.in_((InterviewState.PLANNED, InterviewState.HELD)),
    )
    return met.correlate(Visit).scalar_subquery()


def _can_be_scored() -> Any:
    """Since when a scorecard waits: nobody can fill one in before they have met, so that what is still to
    come stands below what is due."""
    last = _last_met()
    return case((last > Panelist.asked_at, last), else_=Panelist.asked_at)


def _scored_late() -> ColumnElement[bool]:
    """Was the last interview before today; or, without one, has the stay lasted too long? Nobody can score
    who is on hold."""
    last = _last_met()
    over = or_(last < MORNING, and_(last.is_(None), Visit.due_at < NOW))
    return and_(Application.status == Status.ACTIVE, over)
