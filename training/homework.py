"""Homework: given to a class, corrected, put off, withdrawn; and handed in, as often as it may be."""

from dataclasses import dataclass
from datetime import datetime

from assessment.models import RubricVersion
from core import clock, files
from core.db import db
from core.i18n import _, moment
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from training import cohorts
from training.models import Cohort, Enrolment, HandIn, Homework, HomeworkWording, Module
from training.queries import enrolments
from training.queries import homework as queries
from training.queries.homework import Course
from training.states import LIVE

LONGEST_TITLE, LONGEST_TASK, LONGEST_TEXT = 200, 5_000, 20_000


class HomeworkRefused(Refused):
    """Nothing was given, changed, handed in or marked."""


@dataclass(frozen=True)
class Assignment:
    """What is to be handed in until when; without a rubric it gets a plain mark."""

    title: str
    task: str
    due_at: datetime
    module: Module | None = None
    rubric: RubricVersion | None = None


@dataclass(frozen=True)
class Work:
    """What a trainee hands in: a text, a file as (name, content), or both."""

    text: str = ""
    file: tuple[str, bytes] | None = None


def give(cohort: Cohort, wanted: Assignment, *, actor: Account) -> Homework:
    """Give a class something to do. Raises HomeworkRefused for what makes no sense, a time that is over, and
    a module that the class is not taught; CohortRefused for who does not teach it."""
    cohorts.check_may(actor, Permission.TEACH, cohort.team_id, cohort.id)
    _check_words(wanted.title, wanted.task)
    if wanted.module and wanted.module.programme_version_id != cohort.programme_version_id:
        raise HomeworkRefused(_("This class is not taught that module."), "module")
    if cohort.cancelled_at is not None:
        raise HomeworkRefused(_("Not given. This cohort was cancelled."))
    _check_due(wanted.due_at)
    made = Homework(
        cohort_id=cohort.id,
        module=wanted.module,
        title=wanted.title.strip(),
        task=wanted.task.strip(),
        due_at=wanted.due_at,
        rubric_version=wanted.rubric,
        given_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    rule = f"rubric version {wanted.rubric.id}" if wanted.rubric else None
    record(
        "homework given",
        made,
        actor_id=actor.id,
        rule=rule,
        cohort=cohort.id,
        due=wanted.due_at.isoformat(),
    )
    db.session.flush()
    return made


def _check_words(title: str, task: str) -> None:
    if not title.strip() or len(title.strip()) > LONGEST_TITLE:
        raise HomeworkRefused(_("Give it a title, of at most 200 characters."), "title")
    if not task.strip() or len(task.strip()) > LONGEST_TASK:
        raise HomeworkRefused(_("Say what is to be done, in at most 5,000 characters."), "task")


def reword(
    homework: Homework, title: str, task: str, *, actor: Account, reason: str, seen: int | None = None
) -> None:
    """Put title and task in other words. What they were is kept, and whoever handed something in goes on
    seeing what they answered. Raises HomeworkRefused for words that make no sense, the same ones, and without
    a reason."""
    _check_open(homework, actor, seen)
    _check_words(title, task)
    before = (homework.title, homework.task)
    if before == (title.strip(), task.strip()):
        raise HomeworkRefused(_("Not changed. It stands so already."))
    if not reason.strip():
        raise HomeworkRefused(_("Not changed. Say why, for the class."), "reason")
    number = homework.wording
    entry = record(
        "homework reworded", homework, actor_id=actor.id, reason=reason.strip(), wording=number + 1
    )
    db.session.flush()
    homework.former.append(
        HomeworkWording(
            number=number, title=before[0], task=before[1], replaced_at=clock.now(), entry_id=entry.id
        )
    )
    homework.title, homework.task, homework.wording = title.strip(), task.strip(), number + 1
    db.session.flush()


def _check_due(due_at: datetime) -> None:
    if due_at <= clock.now():
        raise HomeworkRefused(_("It is due at a time to come."), "due_on")


def put_off(
    homework: Homework, due_at: datetime, *, actor: Account, reason: str, seen: int | None = None
) -> None:
    """Let it be due at another time to come. What was handed in stays as late or early as it was. Raises
    HomeworkRefused."""
    _check_open(homework, actor, seen)
    if due_at == homework.due_at:
        raise HomeworkRefused(_("Not changed. It stands so already."))
    _check_due(due_at)
    if not reason.strip():
        raise HomeworkRefused(_("Not changed. Say why, for the class."), "reason")
    before, homework.due_at = homework.due_at, due_at
    record(
        "homework put off",
        homework,
        actor_id=actor.id,
        reason=reason.strip(),
        before=before.isoformat(),
        due=due_at.isoformat(),
    )
    db.session.flush()


def withdraw(homework: Homework, *, actor: Account, reason: str, seen: int | None = None) -> None:
    """Nobody has to do it any more; what was handed in and marked stays to be seen. Raises
    HomeworkRefused."""
    _check_open(homework, actor, seen)
    if not reason.strip():
        raise HomeworkRefused(_("Not withdrawn. Say why, for the class."), "reason")
    homework.withdrawn_at = clock.now()
    record("homework withdrawn", homework, actor_id=actor.id, reason=reason.strip())
    db.session.flush()


def _check_open(homework: Homework, actor: Account, seen: int | None) -> None:
    cohorts.check_may(actor, Permission.TEACH, homework.cohort.team_id, homework.cohort_id)
    alone(f"homework {homework.id}")
    db.session.refresh(homework)
    if homework.withdrawn_at is not None:
        raise HomeworkRefused(_("Not changed. This homework was withdrawn."))
    if seen is not None and seen != homework.version:
        raise HomeworkRefused(_("Not changed. Somebody else changed it while you were looking. Look again."))


def obstacle(course: Course, enrolment: Enrolment) -> str | None:
    """Why a trainee cannot hand anything in now, as a sentence; None where they can."""
    sits_in = enrolments.current_placement(enrolment.id)
    if course.homework.withdrawn_at is not None:
        return _("This homework was withdrawn.")
    if enrolment.state not in LIVE or sits_in is None or sits_in.cohort_id != course.homework.cohort_id:
        return _("You do not sit in this class any more.")
    if course.standing.may_hand_in:
        return None
    if course.marking:
        return _("It is marked. Your trainer can return it for another try.")
    return _("It was due on %(when)s; what you handed in is what will be marked.",
             when=moment(course.standing.due_at))  # fmt: skip


def hand_in(
    homework: Homework, work: Work, *, actor: Account, seen: int | None = None, wording: int | None = None
) -> HandIn:
    """Hand in a version, the first or a further one. `seen`: the number of the newest one that its author has
    seen; `wording`: the one of the task that they read. A file stays unless another one is given.

    Raises HomeworkRefused where nothing can be handed in, for nothing at all, for the same once more, and
    when one was handed in elsewhere, or the task corrected, meanwhile; core.files.FileRefused for a file of
    another kind.
    """
    mine = enrolments.newest_of_person(actor.person_id)
    if mine is None or queries.own(mine.id, homework.id) is None:
        raise HomeworkRefused(_("Not handed in. This is homework of another class."))
    alone(f"homework {homework.id} of {mine.id}")
    db.session.refresh(homework)
    course = queries.course(homework, mine.id)
    why_not = obstacle(course, mine)
    if why_not is not None:
        raise HomeworkRefused(_("Not handed in. %(why)s", why=why_not))
    before = course.newest
    if seen is not None and seen != (before.number if before else 0):
        raise HomeworkRefused(_("Not handed in. A newer version was handed in meanwhile. Look again."))
    if wording is not None and wording != homework.wording:
        raise HomeworkRefused(
            _("Not handed in. The task was corrected while you were writing. Read it again.")
        )
    _check_work(work, before)
    return _add(homework, mine, work, course, actor)


def _check_work(work: Work, before: HandIn | None) -> None:
    text = work.text.strip()
    if len(text) > LONGEST_TEXT:
        raise HomeworkRefused(_("A text has at most 20,000 characters; longer ones are files."), "text")
    if not text and work.file is None and (before is None or before.digest is None):
        raise HomeworkRefused(_("Hand in a text, a file or both."), "text")
    if before is not None and work.file is None and text == (before.text or ""):
        raise HomeworkRefused(_("Not handed in. It stands so already."), "text")


def _add(homework: Homework, mine: Enrolment, work: Work, course: Course, actor: Account) -> HandIn:
    before = course.newest
    made = HandIn(
        homework_id=homework.id,
        enrolment_id=mine.id,
        number=before.number + 1 if before else 1,
        wording=homework.wording,
        text=work.text.strip() or None,
        handed_in_at=clock.now(),
        due_at=course.standing.due_at,
    )
    if work.file is not None:
        stored = files.keep(*work.file)
        made.digest, made.file_name, made.media_type = stored.digest, stored.name, stored.media_type
    elif before is not None:
        made.digest, made.file_name, made.media_type = before.digest, before.file_name, before.media_type
    db.session.add(made)
    db.session.flush()
    late = made.handed_in_at > made.due_at
    record(
        "homework handed in",
        mine,
        actor_id=actor.id,
        homework=homework.id,
        version=made.id,
        number=made.number,
        late=late,
    )
    db.session.flush()
    return made
