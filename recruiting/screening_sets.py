"""Screening questions: publishing a new version of a set, and letting an opening ask its own.

What was published stays as it is, and with it every answer given to it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from core import clock
from core.db import Words, db
from core.i18n import LANGUAGES, _, lazy
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting import openings
from recruiting.models import (
    Opening,
    ScreeningOption,
    ScreeningQuestion,
    ScreeningSet,
    ScreeningVersion,
)
from recruiting.protected_matters import Matter, protected
from recruiting.queries import screening_sets as queries
from recruiting.states import Education, KnownFact, QuestionKind

LONGEST_WAIT = 30
MOST_QUESTIONS = 30
MOST_OPTIONS = 12
TOP = Decimal(100)
HEAVIEST = Decimal(100)
LARGEST = Decimal(100_000)
"""Of the numbers that are asked for."""
YES, NO = "yes", "no"
ANSWERS = {YES: {"en": "Yes", "zh_Hans": "是"}, NO: {"en": "No", "zh_Hans": "否"}}
"""The two answers of a yes/no question; what they are worth is the question's own."""
KNOWN_BY = {
    KnownFact.EVENING_SHIFT: QuestionKind.YES_NO,
    KnownFact.EDUCATION: QuestionKind.CHOICE,
    KnownFact.SERVICE_YEARS: QuestionKind.NUMBER,
    KnownFact.WORDS_A_MINUTE: QuestionKind.NUMBER,
}
"""Which kind of question a known fact can answer."""
MATTERS = {
    Matter.AGE: lazy("age"),
    Matter.SEX: lazy("sex"),
    Matter.FAMILY: lazy("marriage, children or pregnancy"),
    Matter.ETHNICITY: lazy("ethnicity"),
    Matter.RELIGION: lazy("religion"),
    Matter.HEALTH: lazy("health or disability"),
    Matter.ORIGIN: lazy("origin or household registration"),
    Matter.CONVICTION: lazy("political conviction or union membership"),
}


class ScreeningSetRefused(Refused):
    """No version was published. `field` is like "questions-2-prompt_en" or "questions-0-options-1-points"."""


@dataclass(frozen=True)
class Option:
    """An answer to choose, or a band of numbers from `at_least` on; `points` of 0 to 100."""

    label: Words
    points: Decimal = Decimal(0)
    knocks_out: bool = False
    at_least: Decimal | None = None
    key: str = ""


@dataclass(frozen=True)
class Question:
    """A question as it is to be published; without a `key` it is a new one."""

    prompt: Words
    job_related: Words
    kind: QuestionKind
    options: tuple[Option, ...] = ()
    weight: Decimal = Decimal(0)
    required: bool = True
    known_from: KnownFact | None = None
    reason_id: int | None = None
    letter_days: int = 0
    key: str = ""


def drafts(version: ScreeningVersion) -> list[Question]:
    """The questions of a version, to be changed and published anew."""
    return [
        Question(
            prompt=one.prompt,
            job_related=one.job_related,
            kind=one.kind,
            options=tuple(
                Option(choice.label, choice.points, choice.knocks_out, choice.at_least, choice.key)
                for choice in one.options
            ),
            weight=one.weight,
            required=one.required,
            known_from=one.known_from,
            reason_id=one.reason_id,
            letter_days=one.letter_days,
            key=one.key,
        )
        for one in version.questions
    ]


def may_edit(found: ScreeningSet, opening: Opening | None, account: Account) -> bool:
    """The set of a profile is everybody's: its editors hold the permission everywhere. That of an opening
    is edited by who may edit the opening."""
    if found.opening_id is not None and opening is not None:
        return openings.may_edit(opening, account)
    return None in account.teams_for(Permission.EDIT_OPENINGS)


def begin_for_opening(opening: Opening, *, actor: Account | None) -> ScreeningSet:
    """Let an opening ask its own questions, beginning with those of its role profile. Applications that
    are answered already stay with theirs."""
    openings.check_may(actor, opening)
    alone(f"screening set of opening {opening.id}")
    if queries.set_of_opening(opening.id) is not None:
        raise ScreeningSetRefused(_("Not done. This opening has questions of its own already."))
    begun = queries.newest_for(opening)
    own = ScreeningSet(opening_id=opening.id)
    publish(own, drafts(begun) if begun else [], actor=actor, opening=opening, first=True)
    return own


def publish(
    found: ScreeningSet,
    questions: Sequence[Question],
    *,
    actor: Account | None,
    opening: Opening | None = None,
    based_on: int | None = None,
    first: bool = False,
) -> ScreeningVersion | None:
    """Publish `questions`, in their order, as the next version of the set; None where nothing differs.

    opening: that of the set, where it belongs to one.  based_on: the number of the version that its
        author has seen.  first: it may be empty, being a beginning.
    """
    if actor is not None and not may_edit(found, opening, actor):
        raise ScreeningSetRefused(_("Not done. Your role does not allow it."))
    db.session.add(found)
    db.session.flush()
    alone(f"versions of screening set {found.id}")
    newest = queries.newest_of(found.id)
    number = newest.number if newest else 0
    if based_on is not None and based_on != number:
        raise ScreeningSetRefused(
            _(
                "Not published. Somebody else published version %(number)s while you were writing. "
                "Open the page again to see how it is now.",
                number=number,
            )
        )
    _check(questions, first)
    named = _with_keys(questions)
    if newest is not None and named == drafts(newest):
        return None
    return _add(found, number + 1, named, actor)


def _add(
    found: ScreeningSet, number: int, questions: Iterable[Question], actor: Account | None
) -> ScreeningVersion:
    version = ScreeningVersion(
        screening_set_id=found.id,
        number=number,
        published_at=clock.now(),
        published_by_id=actor.id if actor else None,
        questions=[_question(position, one) for position, one in enumerate(questions, 1)],
    )
    db.session.add(version)
    db.session.flush()
    record(
        "screening questions published",
        found,
        actor_id=actor.id if actor else None,
        version=version.id,
        number=number,
        questions=len(version.questions),
    )
    return version


def _question(position: int, wanted: Question) -> ScreeningQuestion:
    options = [
        ScreeningOption(
            position=number,
            key=one.key,
            label=one.label,
            at_least=one.at_least,
            points=one.points,
            knocks_out=one.knocks_out,
        )
        for number, one in enumerate(wanted.options, 1)
    ]
    return ScreeningQuestion(
        position=position,
        key=wanted.key,
        kind=wanted.kind,
        prompt=wanted.prompt,
        job_related=wanted.job_related,
        required=wanted.required,
        weight=wanted.weight,
        known_from=wanted.known_from,
        reason_id=wanted.reason_id,
        letter_days=wanted.letter_days,
        options=options,
    )


# Keys


def _with_keys(questions: Sequence[Question]) -> list[Question]:
    """Every question and option under a key of its own; those that have one keep it."""
    taken = {one.key for one in questions if one.key}
    named = []
    for question in questions:
        key = question.key or _free(question.prompt.get("en", ""), taken)
        taken.add(key)
        named.append(replace(question, key=key, options=_options_with_keys(question)))
    return named


def _options_with_keys(question: Question) -> tuple[Option, ...]:
    taken = {one.key for one in question.options if one.key}
    named = []
    for option in question.options:
        key = option.key or _free(option.label.get("en", ""), taken)
        taken.add(key)
        named.append(replace(option, key=key))
    return tuple(named)


def _free(english: str, taken: set[str]) -> str:
    key = re.sub(r"[^a-z0-9]+", " ", english.lower()).strip()[:60].strip() or "question"
    return next(one for n in range(1, len(taken) + 2) if (one := f"{key} {n}" if n > 1 else key) not in taken)


# What may be published


def _check(questions: Sequence[Question], first: bool) -> None:
    if not questions and not first:
        raise ScreeningSetRefused(_("Not published. A set asks at least one question."))
    if len(questions) > MOST_QUESTIONS:
        raise ScreeningSetRefused(
            _("Not published. A set has at most %(most)s questions.", most=MOST_QUESTIONS)
        )
    keys = [one.key for one in questions if one.key]
    if len(set(keys)) < len(keys):
        raise ScreeningSetRefused(_("Not published. The same question is asked twice."))
    reasons = queries.rejection_reasons()
    for number, question in enumerate(questions):
        _check_question(question, f"questions-{number}", reasons)


def _check_question(question: Question, name: str, reasons: frozenset[int]) -> None:
    _check_words(question.prompt, f"{name}-prompt", _("Write the question in both languages."))
    _check_protected(question.prompt, f"{name}-prompt")
    why = _("Say in both languages why the work needs to know; without that it is not asked.")
    _check_words(question.job_related, f"{name}-job_related", why)
    if not _fits(question.weight, HEAVIEST, 2):
        raise ScreeningSetRefused(
            _("A weight is a number from 0 to 100 with at most two decimals."), f"{name}-weight"
        )
    if question.kind is QuestionKind.TEXT and question.weight:
        raise ScreeningSetRefused(_("A text has no points: give it the weight 0."), f"{name}-weight")
    if question.known_from and KNOWN_BY[question.known_from] is not question.kind:
        raise ScreeningSetRefused(_("This fact does not answer this kind of question."), f"{name}-known_from")
    if question.reason_id is not None and question.reason_id not in reasons:
        raise ScreeningSetRefused(_("Choose one of the reasons for rejecting."), f"{name}-reason")
    _check_letter(question, f"{name}-letter_days")
    _check_options(question, name)


def _check_letter(question: Question, field: str) -> None:
    if not 0 <= question.letter_days <= LONGEST_WAIT:
        raise ScreeningSetRefused(_("A letter waits 0 to %(most)s whole days.", most=LONGEST_WAIT), field)
    if question.letter_days and question.reason_id is None:
        raise ScreeningSetRefused(_("A letter waits only where a knock-out proposes a reason."), field)


def _check_words(words: Words, name: str, sentence: str) -> None:
    for language in LANGUAGES:
        if not words.get(language, "").strip():
            raise ScreeningSetRefused(sentence, f"{name}_{language}")


def _check_protected(words: Words, name: str) -> None:
    for language, text in words.items():
        found = protected(text)
        if found:
            raise ScreeningSetRefused(
                _(
                    "Not asked. “%(words)s” asks about %(matter)s. That says nothing about the work, is "
                    "protected by law, and nobody may be chosen or refused for it. Ask what the work itself "
                    "needs, for example whether somebody can work the shifts.",
                    words=found.words,
                    matter=MATTERS[found.matter],
                ),
                f"{name}_{language}",
            )


def _check_options(question: Question, name: str) -> None:
    options, kind = question.options, question.kind
    if kind is QuestionKind.TEXT:
        if options:
            raise ScreeningSetRefused(_("A text has no answers to choose from."), f"{name}-kind")
        return
    if len(options) > MOST_OPTIONS:
        raise ScreeningSetRefused(
            _("At most %(most)s answers to choose from.", most=MOST_OPTIONS), f"{name}-kind"
        )
    for number, option in enumerate(options):
        _check_option(option, kind, f"{name}-options-{number}")
    if any(one.knocks_out for one in options) and question.reason_id is None:
        raise ScreeningSetRefused(
            _("A knock-out proposes a reason for rejecting. Choose it; a person decides."), f"{name}-reason"
        )
    _CHECKS[kind](question, name)


def _check_option(option: Option, kind: QuestionKind, name: str) -> None:
    _check_words(option.label, f"{name}-label", _("Write the answer in both languages."))
    _check_protected(option.label, f"{name}-label")
    if not _fits(option.points, TOP, 1):
        raise ScreeningSetRefused(
            _("Points are a number from 0 to 100 with at most one decimal."), f"{name}-points"
        )
    if kind is QuestionKind.NUMBER and not (
        option.at_least is not None and _fits(option.at_least, LARGEST, 2)
    ):
        raise ScreeningSetRefused(_("Say from which number on this counts: 0 or more."), f"{name}-at_least")
    if kind is not QuestionKind.NUMBER and option.at_least is not None:
        raise ScreeningSetRefused(_("Only numbers have bands."), f"{name}-at_least")


def _fits(value: Decimal, most: Decimal, places: int) -> bool:
    """Is it a number from 0 to `most` with at most so many decimals?"""
    return value.is_finite() and 0 <= value <= most and value == round(value, places)


def _check_yes_no(question: Question, name: str) -> None:
    if [one.key for one in question.options] != [YES, NO]:
        raise ScreeningSetRefused(_("A yes/no question has the answers yes and no."), f"{name}-kind")


def _check_choice(question: Question, name: str) -> None:
    if len(question.options) < 2:
        raise ScreeningSetRefused(
            _("Give at least two answers to choose from."), f"{name}-options-1-label_en"
        )
    _check_different([tuple(sorted(one.label.items())) for one in question.options], name)
    known = {one.value for one in Education}
    if question.known_from is KnownFact.EDUCATION and {one.key for one in question.options} != known:
        raise ScreeningSetRefused(
            _("To be filled in from the known education it needs exactly the answers that came with it."),
            f"{name}-known_from",
        )


def _check_number(question: Question, name: str) -> None:
    bands = [one.at_least for one in question.options]
    if 0 not in bands:
        raise ScreeningSetRefused(
            _("The lowest band begins at 0, so that every number has its points."),
            f"{name}-options-0-at_least",
        )
    if bands != sorted(bands, key=lambda one: one or 0):
        raise ScreeningSetRefused(_("Put the bands in rising order."), f"{name}-options-1-at_least")
    _check_different(bands, name)


def _check_different(values: Sequence[object], name: str) -> None:
    for number, value in enumerate(values):
        if value in values[:number]:
            raise ScreeningSetRefused(_("This stands here twice."), f"{name}-options-{number}-label_en")


_CHECKS = {
    QuestionKind.YES_NO: _check_yes_no,
    QuestionKind.CHOICE: _check_choice,
    QuestionKind.NUMBER: _check_number,
}
