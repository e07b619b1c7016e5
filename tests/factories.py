"""Things for tests to begin with, made by the product's own verbs where there are any.

Nothing here commits; `browse` does before it asks for a page.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

from sqlalchemy import select

from core import clock, letters
from core.db import Words, db
from core.letters import LetterTemplate
from people import employment as employments
from people.models import Account, Employment, Grant, Person, Site, Team
from people.permissions import Role
from people.states import DutyStatus, Ground
from recruiting import applications, closing, founding, openings, pipeline, rules, waiting
from recruiting.models import (
    Channel,
    DispositionReason,
    Opening,
    PipelineVersion,
    Result,
    RoleProfile,
    Stage,
    Visit,
)
from recruiting.queries import founded, standing
from recruiting.states import EmploymentKind, Part, ReasonFamily, Shift
from tests import founded as founded_rows

_number = count(1)
WHY = "The test wants it there."


FOUNDED = ("entry", "letter_template", "role_profile", "channel", "disposition_reason", "cool_down",
           "screening_set",
           "screening_version", "screening_question", "screening_option", "rubric",
           "rubric_version", "criterion", "pipeline", "pipeline_version", "stage", "check_package",
           "check_package_item", "preboarding_step", "programme", "programme_version", "module", "topic",
           "prerequisite", "exam", "exam_module", "material", "material_version",
           "exam_policy", "exam_rule", "duty_policy", "nesting_policy", "nesting_target",
           "nesting_step",
           "ladder_version", "ladder_level", "requirement", "competency",
           "review_formula", "review_indicator", "desk_rule", "honour_rule", "fitting_training")  # fmt: skip
FOUNDED_AT = datetime(2026, 6, 1, 9, tzinfo=UTC)


def found() -> None:
    """The defaults of a new installation, once per database; a later test of the same run gets the rows that
    the first one made."""
    if founded.has_pipeline():
        return
    tables = [table for table in db.metadata.sorted_tables if table.name in FOUNDED]
    if founded_rows.any_in(tables):
        _found()
    elif founded_rows.are_learnt():
        founded_rows.lay_down(tables)
    else:
        _found()
        founded_rows.learn(tables)


def _found() -> None:
    """Always at the same moment, before anything that a test tells of: whichever test asks first, on
    whichever day, the others get what it left."""
    with clock.at(FOUNDED_AT):
        founding.found(clock.now())


def a_site(name: str = "Hangzhou") -> Site:
    return db.session.scalar(select(Site).limit(1)) or _added(Site(name=words(name)))


def a_team(name: str = "Global marketplace") -> Team:
    return _added(Team(name=words(name), site=a_site()))


def a_person(name: str | None = None, *, language: str = "en", email: str | None = None) -> Person:
    number = next(_number)
    return _added(
        Person(
            name=name or f"Candidate {number}",
            email=email or f"candidate-{number}@example.org",
            language=language,
            created_at=clock.now(),
        )
    )


def an_account(*roles: Role, team: Team | None = None, name: str | None = None, **of_account: str) -> Account:
    """Somebody who can sign in, with `roles` held everywhere or for `team`; no password is set."""
    number = next(_number)
    email = f"colleague-{number}@example.org"
    person = a_person(name or f"Colleague {number}", email=email)
    grants = [Grant(role=role, team_id=team.id if team else None) for role in roles]
    return _added(
        Account(
            person=person,
            email=email,
            password_hash="not to be signed in with",
            grants=grants,
            created_at=clock.now(),
            **of_account,
        )
    )


def an_opening(
    seats: int = 3,
    *,
    team: Team | None = None,
    actor: Account | None = None,
    profile: str = "global marketplace",
    title: Words | None = None,
    shift: Shift = Shift.EVENING,
    kind: EmploymentKind = EmploymentKind.PERMANENT,
    market_language: str = "en",
    on_duty_by: date | None = None,
    manager: Account | None = None,
) -> Opening:
    found()
    team = team or a_team()
    opening = openings.open_opening(
        db.session.scalars(select(RoleProfile).where(RoleProfile.key == profile)).one(),
        openings.Facts(
            title=title or words("Global marketplace specialist, English"),
            team_id=team.id,
            site_id=team.site_id,
            shift=shift,
            market_language=market_language,
            on_duty_by=on_duty_by or clock.today() + timedelta(days=90),
            kind=kind,
        ),
        seats=seats,
        actor=actor,
    )
    if manager:
        openings.add_member(opening, manager, Part.HIRING_MANAGER, actor=actor)
    return opening


def an_application(
    opening: Opening | None = None,
    person: Person | None = None,
    stage: str = "screening",
    *,
    channel: str = "job site",
) -> Visit:
    """A standing visit to the stage with this key; the way there is skipped with a reason."""
    visit = applications.apply(
        person or a_person(), opening or an_opening(), channel=a_channel(channel), actor=None, tell=False
    )
    if stage != visit.stage.key:
        visit = pipeline.move(visit, a_stage(visit, stage), actor=None, reason=WHY, override=True, tell=False)
    return standing.visit(visit.id)


def a_stage(visit: Visit, key: str) -> Stage:
    """The stage with this key of the version on which the visit's application runs."""
    version_id = visit.application.pipeline_version_id
    query = select(Stage).where(Stage.pipeline_version_id == version_id, Stage.key == key)
    return db.session.scalars(query).one()


def a_result(visit: Visit, mark: int | Decimal) -> Result:
    """A result that stands on the visit, judged against its stage's pass mark."""
    mark = Decimal(mark)
    visit.mark, visit.verdict = mark, rules.judge(mark, visit.stage.pass_mark)
    result = Result(
        visit_id=visit.id, number=1, mark=mark, verdict=visit.verdict, comment="", entered_at=clock.now()
    )
    _added(result)
    waiting.settle(visit)
    return result


def a_channel(key: str = "job site") -> Channel:
    found()
    return db.session.scalars(select(Channel).where(Channel.key == key)).one()


def a_reason(family: ReasonFamily = ReasonFamily.REJECTION, key: str | None = None) -> DispositionReason:
    found()
    query = select(DispositionReason).where(DispositionReason.family == family)
    query = query.where(DispositionReason.key == key) if key else query.order_by(DispositionReason.id)
    return db.session.scalars(query).first()


def serving(employment: Employment, since: date, status: DutyStatus = DutyStatus.ON_DUTY) -> None:
    """On duty since before the training was kept here."""
    clearance = employments.clear(employment, Ground.EARLIER, actor=None)
    employments.begin_duty(employment, status, since, clearance=clearance, actor=None)


def words(english: str, chinese: str | None = None) -> Words:
    return {"en": english, "zh_Hans": chinese or english}


def _added(row):
    db.session.add(row)
    db.session.flush()
    return row


def rejected(visit: Visit) -> Visit:
    """The application ended by us in the stage where it stands."""
    closing.reject(visit, a_reason(), actor=None, tell=False)
    return visit


def a_further_version(version: PipelineVersion, *, without: str = "") -> PipelineVersion:
    """The next version of a pipeline, with the same stages but the one of the key `without`."""
    kept = [stage for stage in version.stages if stage.key != without]
    stages = [
        Stage(
            position=position,
            key=stage.key,
            kind=stage.kind,
            name=stage.name,
            rubric_version_id=stage.rubric_version_id,
            pass_mark=stage.pass_mark,
            target_days=stage.target_days,
            owner=stage.owner,
        )
        for position, stage in enumerate(kept, 1)
    ]
    return _added(
        PipelineVersion(
            pipeline_id=version.pipeline_id,
            number=version.number + 1,
            published_at=clock.now(),
            stages=stages,
        )
    )


def a_letter(key: str, subject: str, body: str, language: str = "en") -> LetterTemplate:
    """A wording in use, whatever the letter said before."""
    now = letters.current_template(key, language)
    return letters.publish(
        key, language, subject=subject, body=body, based_on=now.number if now else 0, actor_id=None
    )
