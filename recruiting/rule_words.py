"""A rule in words: what it asks and what it does, as one sentence."""

from collections.abc import Iterable, Mapping

from core.db import Words
from core.i18n import _, ngettext, say
from recruiting.models import StageRuleVersion
from recruiting.queries.stage_rules import conditions_of
from recruiting.rules import Condition
from recruiting.states import ConditionKind
from recruiting.words import word


def asks(version: StageRuleVersion, channels: Mapping[str, Words]) -> list[str]:
    """Its conditions, a phrase each. `channels`: key → name."""
    return [_phrase(condition, channels) for condition in conditions_of(version)]


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
    return word(kind)


def _named(keys: Iterable[str], channels: Mapping[str, Words]) -> str:
    return _(" or ").join(say(channels.get(key, {"en": key})) for key in keys)
