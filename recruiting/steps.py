"""The way of an application through its stages, as the page draws it."""

from collections.abc import Sequence
from typing import Any

from core import clock
from core.i18n import _, day_short, ngettext, say
from recruiting.models import Stage, Visit
from recruiting.states import Outcome
from recruiting.words import word


def steps(visit: Visit, visits: Sequence[Any], *, hide_marks: bool = False) -> list[dict[str, Any]]:
    """One step per stage of the version: name, state (done, now, todo, failed) and lines under it.

    visits: rows of `queries.application_page.visits`; the last one of a stage speaks for it, whichever
    version it was of."""
    last = {row.key: row for row in visits}
    stages = visit.application.pipeline_version.stages
    return [_step(stage, last.get(stage.key), visit, hide_marks) for stage in stages]


def _step(stage: Stage, row: Any, visit: Visit, hide_marks: bool) -> dict[str, Any]:
    if row is None or (row.outcome is Outcome.SENT_BACK and row.id != visit.id):
        ahead = stage.position == visit.stage.position + 1 and visit.application.is_open
        return {"name": say(stage.name), "state": "todo", "meta": [_("next")] if ahead else []}
    return {
        "name": say(stage.name),
        "state": _state(row),
        "meta": [line for line in (_when(row), _how(row, hide_marks)) if line],
    }


def _state(row: Any) -> str:
    if row.left_at is None:
        return "now"
    return "done" if row.outcome in (Outcome.ADVANCED, Outcome.HIRED) else "failed"


def _when(row: Any) -> str:
    if row.left_at is None:
        return _("since %(day)s", day=day_short(row.entered_at))
    first, last = day_short(row.entered_at), day_short(row.left_at)
    return first if first == last else _("%(first)s to %(last)s", first=first, last=last)


def _how(row: Any, hide_marks: bool) -> str:
    days = clock.days_between(row.entered_at, row.left_at or clock.now())
    stay = ngettext("%(num)s day", "%(num)s days", days)
    if hide_marks:
        return stay
    parts = [stay]
    if row.mark is not None:
        parts.append(f"{row.mark:g}")
    elif row.verdict is not None:
        parts.append(word(row.verdict))
    elif row.outcome is not None:
        parts.append(word(row.outcome))
    if row.overridden:
        parts.append(_("override"))
    return " · ".join(parts)
