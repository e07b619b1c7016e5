"""What interviews and simulations are scored by: each change is a new version, in both languages. Scorecards
keep the version they were written on; a stage takes up another one with its pipeline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessment.models import Criterion, Rubric, RubricVersion
from assessment.rules import SCALE
from core import clock
from core.db import Words, db
from core.i18n import LANGUAGES, _
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting.pipeline import check_may
from recruiting.protected_matters import protected
from recruiting.queries import rubrics as queries
from recruiting.screening_sets import MATTERS

MOST_CRITERIA, MOST_QUESTIONS = 12, 20
HEAVIEST = Decimal(100)


class RubricRefused(Refused):
    """No version was published. `field` is like "criteria-0-name_en"."""


@dataclass(frozen=True)
class Draft:
    """A criterion to be: `anchors` are the behaviour that stands for 1 to 5, in that order; `must_reach`:
    critical in practical exams, which fail with a rating below."""

    name: Words
    anchors: tuple[Words, ...]
    weight: Decimal = Decimal(1)
    must_reach: int | None = None


def drafts_of(version: RubricVersion) -> list[Draft]:
    """The criteria of a version, to be changed."""
    return [Draft(one.name, tuple(one.anchors), one.weight, one.must_reach) for one in version.criteria]


def begin(name: Words, like: RubricVersion, *, actor: Account) -> RubricVersion:
    """A rubric of another name, so far the same as the version `like`."""
    check_may(actor, Permission.EDIT_PIPELINES)
    _check_words(name, "name", _("Write the name in both languages."))
    alone("rubrics")
    if queries.is_named(name):
        raise RubricRefused(_("Not made. There is a rubric of this name already."), "name_en")
    rubric = Rubric(key=queries.free_key(), name=name)
    db.session.add(rubric)
    db.session.flush()
    return _publish(rubric, 1, like.questions, drafts_of(like), actor)


def publish(
    rubric: Rubric,
    questions: Sequence[Words],
    criteria: Sequence[Draft],
    *,
    based_on: int,
    actor: Account,
) -> RubricVersion | None:
    """Publish the next version; None where it says what is published. Stages go on with theirs until a
    version of their pipeline names this one.

    based_on: number of the version that its author has seen."""
    check_may(actor, Permission.EDIT_PIPELINES)
    check(questions, criteria)
    alone("rubrics")
    newest = queries.newest(rubric.id)
    if newest.number != based_on:
        raise RubricRefused(
            _(
                "Not published. Somebody published version %(number)s meanwhile; look again.",
                number=newest.number,
            )
        )
    if (list(newest.questions), drafts_of(newest)) == (list(questions), list(criteria)):
        return None
    return _publish(rubric, based_on + 1, questions, criteria, actor)


def _publish(
    rubric: Rubric, number: int, questions: Iterable[Words], criteria: Iterable[Draft], actor: Account
) -> RubricVersion:
    version = RubricVersion(
        rubric=rubric,
        number=number,
        published_at=clock.now(),
        questions=list(questions),
        criteria=[
            Criterion(
                position=place,
                name=one.name,
                weight=one.weight,
                anchors=list(one.anchors),
                must_reach=one.must_reach,
            )
            for place, one in enumerate(criteria, 1)
        ],
    )
    db.session.add(version)
    db.session.flush()
    record(
        "rubric published",
        version,
        actor_id=actor.id,
        rubric=rubric.id,
        number=number,
        criteria=len(version.criteria),
    )
    return version


def check(questions: Sequence[Words], criteria: Sequence[Draft]) -> None:
    """Refuse what may not be published."""
    if not 1 <= len(criteria) <= MOST_CRITERIA:
        raise RubricRefused(_("Not published. A rubric has 1 to %(most)s criteria.", most=MOST_CRITERIA))
    if len(questions) > MOST_QUESTIONS:
        raise RubricRefused(_("Not published. At most %(most)s questions.", most=MOST_QUESTIONS))
    for number, question in enumerate(questions):
        _check_words(question, f"questions-{number}-text", _("Write the question in both languages."))
        _check_protected(question, f"questions-{number}-text")
    for number, one in enumerate(criteria):
        _check_criterion(one, f"criteria-{number}")


def _check_criterion(one: Draft, where: str) -> None:
    _check_words(one.name, f"{where}-name", _("Write the name in both languages."))
    weight = one.weight
    if not (weight.is_finite() and 0 < weight <= HEAVIEST and weight == round(weight, 2)):
        raise RubricRefused(
            _("A weight is a number above 0, at most 100, with two decimals."), f"{where}-weight"
        )
    if len(one.anchors) != len(SCALE):
        raise RubricRefused(_("Not published. Each criterion has an anchor for each value from 1 to 5."))
    for place, anchor in enumerate(one.anchors):
        _check_words(
            anchor,
            f"{where}-anchors-{place}-text",
            _("Say in both languages which behaviour stands for this value."),
        )


def _check_words(words: Words, where: str, sentence: str) -> None:
    for language in LANGUAGES:
        if not words.get(language, "").strip():
            raise RubricRefused(sentence, f"{where}_{language}")


def _check_protected(words: Words, where: str) -> None:
    for language, text in words.items():
        found = protected(text)
        if found:
            raise RubricRefused(
                _(
                    "Not asked. “%(words)s” asks about %(matter)s. That says nothing about the work and is "
                    "protected by law.",
                    words=found.words,
                    matter=MATTERS[found.matter],
                ),
                f"{where}_{language}",
            )
