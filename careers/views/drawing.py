"""Rows of the readiness board: who differs is filled into what looks alike.

How a row looks is said by a macro alone. Of 200 rows a few dozen differ in more than the person and the days:
each of those is drawn once on a page, with stand-ins where a person's own values go.
"""

from collections.abc import Hashable, Iterable
from dataclasses import replace
from functools import cache
from types import SimpleNamespace

from jinja2.runtime import Macro
from markupsafe import Markup, escape

from careers.queries.board import Shown
from careers.queries.standings import Standing
from careers.states import Verdict
from core.drawn import NAMES, is_chinese
from core.i18n import day

EMPLOYMENT = 900_000_000_000_001
SINCE, EARLIEST = "\ue000since\ue001", "\ue000earliest\ue001"


def draw_rows(macro: Macro, shown: Iterable[Shown | Standing]) -> Markup:
    """What `macro(one, since, earliest)` would have been for each of them, one after the other; both days as
    they are written."""
    patterns: dict[Hashable, str] = {}
    written = cache(day)
    drawn = []
    for one in shown:
        row, out = one.row, one.outlook
        latin = row.latin_name if row.latin_name != row.name else None
        scripts = is_chinese(row.name), is_chinese(latin) if latin else None
        look = (*scripts, row.team_id, row.level, *_look(one))
        pattern = patterns.get(look)
        if pattern is None:
            pattern = patterns[look] = _of_nobody(macro, one, *scripts)
        drawn.append(
            pattern
            % {
                "employment": row.employment_id,
                "name": escape(row.name),
                "latin": latin and escape(latin),
                "since": written(one.held),
                "earliest": written(out.earliest),
            }
        )
    return Markup("\n".join(drawn))


def _of_nobody(macro: Macro, one: Shown | Standing, is_chinese: bool, other: bool | None) -> str:
    """The row for a person of stand-ins, as a text to be filled in with `%`."""
    name, latin = NAMES[is_chinese][0], None if other is None else NAMES[other][1]
    nobody = SimpleNamespace(
        employment_id=EMPLOYMENT, name=name, latin_name=latin, team=one.row.team, level=one.row.level
    )
    drawn = str(macro(replace(one, row=nobody), SINCE, EARLIEST)).replace("%", "%%")
    own = {str(EMPLOYMENT): "employment", name: "name", SINCE: "since", EARLIEST: "earliest"}
    own |= {latin: "latin"} if latin else {}
    for stand_in, value in own.items():
        drawn = drawn.replace(stand_in, f"%({value})s")
    return drawn


def _look(one: Shown | Standing) -> tuple[Hashable, ...]:
    """What decides how a row looks, beside the person, their team and level."""
    out, level, target = one.outlook, one.level, one.target
    met = out.counts[Verdict.MET]
    return level and level.id, target and target.id, out.readiness, out.set_by, out.undated, met
