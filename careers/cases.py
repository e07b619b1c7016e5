"""Promotion cases up to their decision: opened, returned and edited, assessed by two independently."""

from collections.abc import Mapping
from typing import Any

from careers.models import AssessmentRating, CaseAssessment, CaseEvidence, PromotionCase
from careers.queries import cases as queries
from careers.queries import evidence, standings
from careers.queries.standings import Standing
from careers.rules.readiness import Found, raters
from careers.states import UNDECIDED, CaseState, FrozenFor
from core import clock
from core.db import db
from core.i18n import _, day
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account, Employment

LONGEST = 4000


class CaseRefused(Refused):
    """The case stays as it is."""


def open_case(employment: Employment, level: str, statement: str, *, actor: Account) -> PromotionCase:
    """Nominate somebody, or apply for oneself, for a level that follows the present one. What is met today
    is frozen as evidence; nothing needs to be met for that.

    Raises CaseRefused for a level that does not follow, while another case runs or they are on trial in the
    present level, before the day that was named when one for the level was declined, and without words."""
    alone(f"career of {employment.id}")
    _check_words(statement)
    standing = standings.standing_of(employment.id, level)
    if standing is None or standing.version is None:
        raise CaseRefused(_("Not opened. Only who is employed can rise."))
    if level not in {one.key for one in standing.version.next_of(standing.facts.level)}:
        raise CaseRefused(_("Not opened. This level does not follow the present one."), "level")
    if queries.running(employment.id):
        raise CaseRefused(_("Not opened. A case about them runs already."))
    if queries.on_trial(employment.id):
        raise CaseRefused(_("Not opened. They are on trial in their present level; that is decided first."))
    _refuse_early(employment, level)
    case = PromotionCase(
        employment_id=employment.id,
        version_id=standing.version.id,
        level=level,
        nominated_by_id=actor.id,
        is_own=employment.person_id == actor.person_id,
        statement=statement.strip(),
        opened_at=clock.now(),
    )
    db.session.add(case)
    db.session.flush()
    freeze(case, standing, FrozenFor.OPENED)
    _told("case opened", case, actor, case.statement, level=level, state=case.state)
    return case


def _refuse_early(employment: Employment, level: str) -> None:
    again = queries.again_from(employment.id).get(level)
    if again is not None and again > clock.today():
        raise CaseRefused(
            _(
                "Not opened. The last case was declined; another one can be opened from %(day)s on.",
                day=day(again),
            ),
            "level",
        )


def _check_words(statement: str) -> None:
    if not statement.strip() or len(statement) > LONGEST:
        raise CaseRefused(_("Say what speaks for it, in at most 4,000 characters."), "statement")


def _told(verb: str, case: PromotionCase, actor: Account, reason: str | None = None, **details: Any) -> None:
    """`reason`: why, or what is said to speak for it: the record keeps every wording."""
    record(verb, case, actor_id=actor.id, reason=reason, employment=case.employment_id, **details)
    db.session.flush()


def keep_still(case: PromotionCase, revision: int | None = None) -> None:
    """One at a time for one person; `revision`: the one that whoever acts has seen.

    Raises CaseRefused where somebody else was faster."""
    alone(f"career of {case.employment_id}")
    db.session.refresh(case)
    if revision is not None and revision != case.revision:
        raise CaseRefused(_("Not changed. Somebody else has changed the case meanwhile; look at it again."))


def freeze(case: PromotionCase, standing: Standing, occasion: FrozenFor) -> CaseEvidence:
    """Keep how each requirement stands now; `occasion`: what it is kept for."""
    kept = CaseEvidence(
        case_id=case.id,
        number=evidence.newest_number(case.id) + 1,
        occasion=occasion,
        lines={"found": [written(one) for one in standing.found]},
        at=clock.now(),
    )
    db.session.add(kept)
    db.session.flush()
    return kept


def written(found: Found) -> dict[str, str]:
    """A finding as it is kept: words and numbers as text, what is not there left out."""
    return {name: str(value) for name, value in vars(found).items() if value is not None}


def edit(case: PromotionCase, statement: str, *, revision: int, actor: Account) -> None:
    """Change what speaks for a case that is not decided, and send a returned one in again with today's
    evidence. Raises CaseRefused for anybody but who opened it."""
    keep_still(case, revision)
    if case.nominated_by_id != actor.id:
        raise CaseRefused(_("Not changed. Only who opened the case can change it."))
    _refuse_decided(case)
    _check_words(statement)
    was_returned = case.state is CaseState.RETURNED
    case.statement, case.state = statement.strip(), CaseState.OPEN
    case.revision += 1
    if was_returned:
        standing = _standing(case)
        freeze(case, standing, FrozenFor.SENT_IN_AGAIN)
    _told("case edited", case, actor, case.statement, state=case.state)


def _standing(case: PromotionCase) -> Standing:
    standing = standings.standing_of(case.employment_id, case.level, on=case.version)
    if standing is None:
        raise CaseRefused(_("Not changed. They are not employed any more."))
    return standing


def _refuse_decided(case: PromotionCase) -> None:
    if case.state not in UNDECIDED:
        raise CaseRefused(_("Not changed. The case is decided already."))


def give_back(case: PromotionCase, reason: str, *, revision: int, actor: Account) -> None:
    """Return it to whoever opened it, with what is missing. Raises CaseRefused for the own case, one that
    is not open, and without a reason."""
    keep_still(case, revision)
    check_not_own(case, actor)
    if case.state is not CaseState.OPEN:
        raise CaseRefused(_("Not returned. The case is not open."))
    if not reason.strip():
        raise CaseRefused(_("Not returned. Say what is missing."), "reason")
    case.state, case.reason = CaseState.RETURNED, reason.strip()
    case.revision += 1
    _told("case returned", case, actor, reason.strip(), state=case.state)


def check_not_own(case: PromotionCase, actor: Account) -> None:
    """Raises CaseRefused for who the case is about."""
    if queries.person_of(case) == actor.person_id:
        raise CaseRefused(_("Not changed. Nobody decides about themselves."))


def withdraw(case: PromotionCase, *, revision: int, actor: Account) -> None:
    """Take back a case that is not decided. Raises CaseRefused for anybody but who opened it or whom it is
    about."""
    keep_still(case, revision)
    if actor.id != case.nominated_by_id and queries.person_of(case) != actor.person_id:
        raise CaseRefused(_("Not withdrawn. Only who opened the case, or whom it is about, can do that."))
    _refuse_decided(case)
    case.state = CaseState.WITHDRAWN
    case.revision += 1
    _told("case withdrawn", case, actor, state=case.state)


# Assessments


def ask(case: PromotionCase, assessor: Account, *, actor: Account) -> CaseAssessment:
    """Ask somebody to rate the competencies of the level; who was released can be asked again. Whoever owes
    ratings and cannot sign in any more is released, and makes room.

    Raises CaseRefused for the own case, the person themselves, whoever opened it, an account that is closed,
    somebody asked already, a case that is decided, a level without competencies, and a case that has as many
    assessors as the level asks for."""
    keep_still(case)
    check_not_own(case, actor)
    _refuse_decided(case)
    level = queries.level_of(case)
    if not level.competencies:
        raise CaseRefused(_("Not asked. This level asks for no competencies."), "assessor")
    _check_assessor(case, assessor)
    there = {one.assessor_id: one for one in queries.assessments(case.id)}
    asked = [one for one in there.values() if one.released_at is None and not one.is_in_vain]
    if assessor.id in {one.assessor_id for one in asked}:
        raise CaseRefused(_("Not asked. They are asked already."), "assessor")
    most = raters(level.asks)
    if len(asked) >= most:
        raise CaseRefused(
            _("Not asked. %(num)s are asked already; release one who has not answered.", num=most), "assessor"
        )
    for one in there.values():
        if one.is_in_vain:
            _release(one, case, actor)
    made = there.get(assessor.id) or CaseAssessment(case_id=case.id, assessor_id=assessor.id)
    made.asked_at, made.released_at = clock.now(), None
    db.session.add(made)
    db.session.flush()
    _told("assessor asked", case, actor, assessor=assessor.id)
    return made


def _check_assessor(case: PromotionCase, assessor: Account) -> None:
    if assessor.person_id == queries.person_of(case):
        raise CaseRefused(_("Not asked. Nobody rates themselves."), "assessor")
    if assessor.id == case.nominated_by_id:
        raise CaseRefused(
            _("Not asked. Who opened the case does not rate it; ask somebody else."), "assessor"
        )
    if assessor.closed_at is not None:
        raise CaseRefused(_("Not asked. They cannot sign in any more."), "assessor")


def release(assessment: CaseAssessment, *, actor: Account) -> None:
    """Ask somebody no longer who has not answered. Raises CaseRefused for who has, and for who is not asked
    any more."""
    case = queries.case_of(assessment)
    keep_still(case)
    db.session.refresh(assessment)
    check_not_own(case, actor)
    if not assessment.is_owed:
        raise CaseRefused(_("Not released. Their ratings are in, or they are not asked any more."))
    _release(assessment, case, actor)


def _release(assessment: CaseAssessment, case: PromotionCase, actor: Account) -> None:
    assessment.released_at = clock.now()
    _told("assessor released", case, actor, assessor=assessment.assessor_id)


def submit(assessment: CaseAssessment, ratings: Mapping[str, tuple[int, str]], *, actor: Account) -> None:
    """Rate every competency from 1 to 5, with a word of what was seen; once, and all at a time.

    Raises CaseRefused for somebody else's assessment, for whoever opened the case, twice, once released, with
    one missing, and after the decision."""
    case = queries.case_of(assessment)
    keep_still(case)
    db.session.refresh(assessment)
    if assessment.assessor_id != actor.id:
        raise CaseRefused(_("Not sent. This assessment was asked of somebody else."))
    if case.nominated_by_id == actor.id:
        raise CaseRefused(_("Not sent. You opened this case; somebody else rates it."))
    if assessment.submitted_at is not None:
        raise CaseRefused(_("Not sent. You have sent your ratings already."))
    if assessment.released_at is not None:
        raise CaseRefused(_("Not sent. You are not asked any more."))
    _refuse_decided(case)
    keys = [one.key for one in queries.level_of(case).competencies]
    for key in keys:
        rating, note = ratings.get(key, (0, ""))
        if not 1 <= rating <= 5:
            raise CaseRefused(_("Rate every competency from 1 to 5."), f"rating-{key}")
        if not note.strip():
            raise CaseRefused(_("Say for each rating what you have seen."), f"note-{key}")
    assessment.submitted_at = clock.now()
    db.session.add_all(
        AssessmentRating(
            assessment_id=assessment.id, competency=key, rating=ratings[key][0], note=ratings[key][1].strip()
        )
        for key in keys
    )
    _told("assessment submitted", case, actor, assessment=assessment.id)
