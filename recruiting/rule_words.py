"""A rule in words: what it asks and what it does, as one sentence."""

from collections.abc import Iterable, Iterator, Mapping

from core.db import Words
from core.i18n import _, ngettext, say
from recruiting.models import StageRuleVersion
from recruiting.queries.rule_screening import Choice
from recruiting.queries.stage_rules import conditions_of
from recruiting.rules import Condition, by_question
from recruiting.states import ConditionKind
from recruiting.words import word


def asks(version: StageRuleVersion, channels: Mapping[str, Words], answers: Iterable[Choice]) -> list[str]:
    """Its conditions, a phrase each. `channels`: key → name; `answers`: those that can be asked for."""
    known = {one.key: one for one in answers}
    return [phrase for one in conditions_of(version) for phrase in _phrases(one, channels, known)]


def _phrases(
    condition: Condition, channels: Mapping[str, Words], answers: Mapping[str, Choice]
) -> Iterator[str]:
    if condition.kind is not ConditionKind.ANSWERS:
        yield _phrase(condition, channels)
        return
    for key, options in by_question(condition.value).items():
        mine = [answers[one] for one in sorted(options) if one in answers]
        question = say(mine[0].question) if mine else key
        given = [say(answers[one].option) if one in answers else one for one in sorted(options)]
        yield _(
            "“%(question)s” is answered with %(answers)s", question=question, answers=_(" or ").join(given)
        )


def _phrase(condition: Condition, channels: Mapping[str, Words]) -> str:
    kind, value = condition.kind, condition.value
    if kind is ConditionKind.MARK_FROM:
        return _("the mark is %(mark)s or more", mark=value)
    if kind is ConditionKind.MARK_UNDER:
        return _("the mark is under %(mark)s", mark=value)
    if kind is ConditionKind.WAITS:
        return ngettext("%(num)s day in the stage", "%(num)s days in the stage", int(value))
    if kind is ConditionKind.CHANNEL:
        return _("the channel is %(channels)s", channels=_named(value.split(","), channels))
    if kind is ConditionKind.SCREENED_FROM:
        return _("the screening score is %(mark)s or more", mark=value)
    if kind is ConditionKind.SCREENED_UNDER:
        return _("the screening score is under %(mark)s", mark=value)
    return word(kind)


def _named(keys: Iterable[str], channels: Mapping[str, Words]) -> str:
    return _(" or ").join(say(channels.get(key, {"en": key})) for key in keys)
