"""The words that people read for the vocabulary of careers, in their language."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from careers import taught_words
from careers.rules.readiness import Asked, Found
from careers.states import (
    ActKind,
    AppealState,
    Beside,
    BonusKind,
    CaseState,
    ComplaintState,
    DeskNeed,
    DeskState,
    Direction,
    FitKind,
    FrozenFor,
    GoalSource,
    GoalState,
    HonourKind,
    HonourObstacle,
    HonourState,
    LookOutcome,
    Meaning,
    Readiness,
    Tenure,
    Verdict,
)
from careers.states import RequirementKind as Kind
from core.i18n import MONTHS, _, day, language, lazy, ngettext, say
from people.states import EmploymentKind, Shift

_TABLE: list[tuple[Any, Any]] = [
    (Verdict.MET, lazy("met")),
    (Verdict.NOT_YET, lazy("not met yet")),
    (Verdict.UNKNOWN, lazy("unknown")),
    (Readiness.NOW, lazy("ready now")),
    (Readiness.SOON, lazy("within 3 months")),
    (Readiness.LATER, lazy("later")),
    (Readiness.BLOCKED, lazy("no day yet")),
    (Direction.HIGHER, lazy("the more the better")),
    (Direction.LOWER, lazy("the less the better")),
    (Meaning.READY, lazy("would become ready")),
    (Meaning.NOT_READY, lazy("would no longer be ready")),
    (Meaning.OTHERWISE, lazy("would change")),
    (Meaning.SAME, lazy("stays as it is")),
    (AppealState.OPEN, lazy("awaits an answer")),
    (AppealState.UPHELD, lazy("upheld")),
    (AppealState.DISMISSED, lazy("dismissed")),
    (Tenure.FIRST, lazy("on duty for under 6 months")),
    (Tenure.SECOND, lazy("on duty for 6 to 11 months")),
    (Tenure.THIRD, lazy("on duty for 12 to 23 months")),
    (Tenure.LONG, lazy("on duty for 24 months or more")),
    (Shift.DAY, lazy("day shift")),
    (Shift.EVENING, lazy("evening shift")),
    (Shift.ROTATING, lazy("rotating shifts")),
    (EmploymentKind.PERMANENT, lazy("permanent")),
    (EmploymentKind.SEASONAL, lazy("seasonal")),
    (EmploymentKind.INTERN, lazy("intern")),
    (Beside.BELOW, lazy("below the median of colleagues")),
    (Beside.NOT_BELOW, lazy("at the median or above")),
    (Beside.NOT_COMPARED, lazy("not compared")),
    (BonusKind.AMOUNT, lazy("an amount of money")),
    (BonusKind.SHARE, lazy("a share of the pay, in %")),
    (ComplaintState.REPORTED, lazy("reported")),
    (ComplaintState.UPHELD, lazy("upheld")),
    (ComplaintState.DISMISSED, lazy("dismissed")),
    (CaseState.OPEN, lazy("open")),
    (CaseState.RETURNED, lazy("returned")),
    (CaseState.APPROVED, lazy("approved")),
    (CaseState.DECLINED, lazy("not approved")),
    (CaseState.WITHDRAWN, lazy("taken back")),
    (CaseState.CANCELLED, lazy("cancelled")),
    (CaseState.APPLIED, lazy("in effect")),
    (CaseState.LAPSED, lazy("ended: they left")),
    (FrozenFor.OPENED, lazy("when the case was opened")),
    (FrozenFor.SENT_IN_AGAIN, lazy("when it was sent in again")),
    (FrozenFor.APPROVED, lazy("when it was approved")),
    (FrozenFor.DECLINED, lazy("when it was declined")),
    (ActKind.PROMOTION, lazy("Promoted")),
    (ActKind.ACTING, lazy("On trial in the new level")),
    (ActKind.CONFIRMED, lazy("Confirmed in the level")),
    (ActKind.RETURNED, lazy("Back in the former level")),
    (ActKind.DEMOTION, lazy("Demoted")),
    (ActKind.LATERAL, lazy("Moved sideways")),
    (DeskState.PLANNED, lazy("planned")),
    (DeskState.SERVED, lazy("served")),
    (DeskState.MISSED, lazy("missed")),
    (DeskState.CANCELLED, lazy("cancelled")),
    (DeskNeed.DUE, lazy("days due")),
    (DeskNeed.OPEN, lazy("has time left")),
    (DeskNeed.PLANNED, lazy("planned")),
    (DeskNeed.DONE, lazy("served")),
    (DeskNeed.DAILY, lazy("serves customers daily")),
    (GoalSource.STRENGTH, lazy("a strength to build on")),
    (GoalSource.GAP, lazy("a gap to close")),
    (GoalSource.WISH, lazy("a wish")),
    (GoalState.PROPOSED, lazy("put forward")),
    (GoalState.AGREED, lazy("agreed")),
    (GoalState.REACHED, lazy("reached")),
    (GoalState.DROPPED, lazy("dropped")),
    (FitKind.MODULE, lazy("what is read for a module")),
    (FitKind.MATERIAL, lazy("one text")),
    (FitKind.SESSION, lazy("sessions of recurrent training about a topic")),
    (HonourKind.AGENT_OF_MONTH, lazy("Outstanding agent of the month")),
    (HonourKind.STAR_OF_QUARTER, lazy("Service star of the quarter")),
    (HonourState.CONFIRMED, lazy("honoured")),
    (HonourState.DECLINED, lazy("not honoured")),
    (HonourState.TAKEN_BACK, lazy("taken back")),
    (HonourObstacle.LEVEL, lazy("another level")),
    (HonourObstacle.KIND, lazy("another kind of employment")),
    (HonourObstacle.NOT_CLOSED, lazy("a month is not closed")),
    (HonourObstacle.TOO_FEW_DAYS, lazy("too few days on duty")),
    (HonourObstacle.TOO_NEW, lazy("on duty for too short a time")),
    (HonourObstacle.COMPLAINT, lazy("a complaint was upheld")),
    (LookOutcome.ON_TRACK, lazy("on track")),
    (LookOutcome.BEHIND, lazy("behind")),
    (LookOutcome.REACHED, lazy("reached")),
    (LookOutcome.DROPPED, lazy("dropped")),
    (Kind.TIME_IN_LEVEL, lazy("Time in level")),
    (Kind.GOOD_STANDING, lazy("On duty and in good standing")),
    (Kind.REVIEW_AVERAGE, lazy("Average of reviews")),
    (Kind.REVIEW_FLOOR, lazy("No review under")),
    (Kind.EXAM, lazy("Exam")),
    (Kind.COURSE, lazy("Course")),
    (Kind.CERTIFICATE, lazy("Valid certificate")),
    (Kind.COMPETENCIES, lazy("Competencies rated")),
    (Kind.COMPLAINTS, lazy("Upheld complaints")),
    (Kind.COACHED, lazy("People coached")),
]
WORDS = {(type(member), member): text for member, text in _TABLE}
_TONES: list[tuple[Any, str]] = [
    (Verdict.MET, "good"),
    (Verdict.NOT_YET, "warn"),
    (Readiness.NOW, "good"),
    (Readiness.SOON, "now"),
    (Readiness.LATER, "open"),
    (Readiness.BLOCKED, "warn"),
    (DeskState.PLANNED, "open"),
    (DeskState.SERVED, "good"),
    (DeskState.MISSED, "bad"),
    (DeskNeed.DUE, "warn"),
    (DeskNeed.OPEN, "open"),
    (DeskNeed.PLANNED, "now"),
    (DeskNeed.DONE, "good"),
    (DeskNeed.DAILY, "good"),
    (GoalState.PROPOSED, "open"),
    (GoalState.AGREED, "now"),
    (GoalState.REACHED, "good"),
    (LookOutcome.ON_TRACK, "now"),
    (LookOutcome.BEHIND, "warn"),
    (LookOutcome.REACHED, "good"),
    (Meaning.READY, "good"),
    (Meaning.NOT_READY, "bad"),
    (Meaning.OTHERWISE, "now"),
    (AppealState.OPEN, "open"),
    (AppealState.UPHELD, "good"),
    (ComplaintState.REPORTED, "open"),
    (ComplaintState.UPHELD, "bad"),
    (CaseState.OPEN, "open"),
    (CaseState.RETURNED, "warn"),
    (CaseState.APPROVED, "good"),
    (CaseState.DECLINED, "bad"),
    (CaseState.APPLIED, "good"),
]
TONES = {(type(member), member): tone for member, tone in _TONES}
"""By type as well: members of two vocabularies that are the same word are equal."""


def word(value: Any) -> str:
    return str(WORDS.get((type(value), value), value))


def tone(value: Any) -> str:
    """The colour of a state; see templates/ui/state.html."""
    return TONES.get((type(value), value), "")


def plain(number: Decimal | None) -> str:
    """Without the zeros that say nothing: 85, 84.5."""
    return "" if number is None else f"{number.normalize():f}"


def month(value: date) -> str:
    """Nov 2026; 2026 年 11 月."""
    if language() == "zh_Hans":
        return f"{value.year} 年 {value.month} 月"
    return f"{MONTHS[value.month - 1]} {value.year}"


def month_short(value: date) -> str:
    """Nov; 11 月."""
    return f"{value.month} 月" if language() == "zh_Hans" else MONTHS[value.month - 1]


def period(kind: HonourKind, value: date) -> str:
    """The month or quarter that begins on a day: Nov 2026; Q4 2026; 2026 年第 4 季度."""
    if kind is HonourKind.AGENT_OF_MONTH:
        return month(value)
    quarter = (value.month + 2) // 3
    return f"{value.year} 年第 {quarter} 季度" if language() == "zh_Hans" else f"Q{quarter} {value.year}"


def trend_said(months: Sequence[Any]) -> str:
    """Scores of months as a sentence, for those who hear the chart."""
    return ", ".join(f"{month(one.month)} {plain(one.score)}" for one in months)


def asks(asked: Asked, level: str = "", names: Mapping[str, Any] | None = None) -> str:
    """What is asked, as a heading. `level`: what the level at hand is called; `names`: exam or course key
    → name."""
    named = say((names or {}).get(asked.key or "")) or (asked.key or "")
    mark, count, months = plain(asked.mark), asked.count or 0, asked.months or 0
    if asked.kind is Kind.TIME_IN_LEVEL:
        return ngettext("%(num)s month as %(level)s", "%(num)s months as %(level)s", months, level=level)
    if asked.kind is Kind.REVIEW_AVERAGE:
        return _("Reviews of %(mark)s on average, last %(count)s closed months", mark=mark, count=count)
    if asked.kind is Kind.REVIEW_FLOOR:
        return _("None of the last %(count)s under %(mark)s", mark=mark, count=count)
    if asked.kind is Kind.EXAM:
        return (
            _("Exam: %(name)s, %(mark)s", name=named, mark=mark) if mark else _("Exam: %(name)s", name=named)
        )
    if asked.kind is Kind.COURSE:
        return _("Course: %(name)s", name=named)
    if asked.kind is Kind.COMPETENCIES:
        return _("Competencies, rated %(mark)s or more by %(count)s people", mark=mark, count=count)
    if asked.kind is Kind.COMPLAINTS:
        return _complaints_asked(count, months)
    if asked.kind is Kind.COACHED:
        return ngettext("%(num)s person coached", "%(num)s people coached", count)
    return word(asked.kind)


def _complaints_asked(count: int, months: int) -> str:
    if count == 1:
        return ngettext(
            "No upheld complaint for %(num)s month", "No upheld complaint for %(num)s months", months
        )
    return _("Fewer than %(count)s upheld complaints in %(months)s months", count=count, months=months)


_PLAIN: dict[str, Any] = {
    **taught_words.PLAIN,
    "not begun": lazy("Begins with the first day on duty."),
    "no duty": lazy("Nothing says what they are there for. Their manager or trainer enters it."),
    "duty awaiting a cohort": lazy("Awaits a training cohort."),
    "duty training": lazy("Still in training."),
    "duty nesting": lazy("In the first weeks on duty, with a coach."),
    "duty suspended": lazy("Suspended. The manager decides when that ends."),
    "duty leave": lazy("On leave. Goes on with the first day back."),
    "duty left": lazy("Has left."),
    "no certificate": lazy("No certificate: it comes with both exams passed."),
    "none upheld": lazy("None upheld"),
}


def how_far(asked: Asked, found: Found) -> str:
    """How far somebody is, why, and what would meet it: one or two short sentences."""
    if found.code in _PLAIN:
        return str(_PLAIN[found.code])
    return str(_WITH_NUMBERS[found.code](found, plain(found.have), plain(found.need)))


def _average_short(found: Found, have: str, need: str) -> str:
    so_far = _("%(have)s, asked for %(need)s.", have=have, need=need)
    if found.next_mark is None:
        return so_far
    return so_far + _joint() + _("The next month at %(mark)s or more meets it.", mark=plain(found.next_mark))


def _joint() -> str:
    return "" if language() == "zh_Hans" else " "


def _out_of_reach(found: Found, have: str, need: str) -> str:
    return _average_short(found, have, need) + _joint() + _("At the present rate it is not reached.")


def _served(_found: Found, have: str, need: str) -> str:
    return _("%(have)s of %(need)s months", have=have, need=need)


_WITH_NUMBERS: dict[str, Any] = {
    **taught_words.WITH_NUMBERS,
    "served": _served,
    "serving": _served,
    "on duty": lambda found, _h, _n: _("Since %(day)s, nothing open", day=day(found.on)),
    "too few months": lambda _f, have, need: _("%(have)s of %(need)s months closed", have=have, need=need),
    "months not closed": lambda found, have, need: _(
        "%(have)s of %(need)s months closed; %(month)s and later wait for whoever reviews the team.",
        have=have,
        need=need,
        month=month(found.on),
    ),
    "average reached": lambda _f, have, need: _("%(have)s, asked for %(need)s.", have=have, need=need),
    "average short": _average_short,
    "average out of reach": _out_of_reach,
    "none under": lambda found, have, _n: _(
        "Lowest %(have)s, in %(month)s", have=have, month=month(found.on)
    ),
    "one under": lambda found, have, _n: _(
        "Lowest %(have)s; the last one under it was %(month)s.", have=have, month=month(found.on)
    ),
    "on duty before": lambda found, _h, _n: _(
        "On duty since %(day)s, before exams were kept here", day=day(found.on)
    ),
    "certificate": lambda found, _h, _n: _("Since %(day)s", day=day(found.on)),
    "certificate until": lambda found, _h, _n: _("Valid until %(day)s", day=day(found.on)),
    "certificate over": lambda found, _h, _n: _(
        "Ran out on %(day)s. The trainer renews it.", day=day(found.on)
    ),
    "ratings missing": lambda _f, have, need: _(
        "%(have)s of %(need)s rated by enough people. They are asked once a case is open.",
        have=have,
        need=need,
    ),
    "rated under": lambda _f, have, need: _(
        "%(have)s of %(need)s rated high enough by all. They are rated anew in the next case.",
        have=have,
        need=need,
    ),
    "rated": lambda _f, have, need: _("%(have)s of %(need)s rated high enough by all", have=have, need=need),
    "one complaint": lambda found, _h, _n: _("One, upheld on %(day)s: a warning", day=day(found.on)),
    "upheld": lambda found, _h, _n: _(
        "The last one was upheld on %(day)s. Clears by itself if no other comes.", day=day(found.on)
    ),
    "coached": lambda _f, have, need: _("%(have)s of %(need)s", have=have, need=need),
    "coaching": lambda _f, have, need: _(
        "%(have)s of %(need)s. At the rate of the last 12 months the others follow by then.",
        have=have,
        need=need,
    ),
    "coached too few": lambda _f, have, need: _(
        "%(have)s of %(need)s. Whoever trains names the coaches; offer to be one.", have=have, need=need
    ),
}


def to_do(asked: Asked, found: Found) -> tuple[str, str] | None:
    """What the person can do about it now, and why; None where only time or others can."""
    if found.is_met:
        return None
    if found.code in ("average short", "average out of reach") and found.next_mark is not None:
        title = _("Reach %(mark)s or more in the next month.", mark=plain(found.next_mark))
        return title, how_far(asked, found)
    if found.code == "average out of reach":
        title = _("Speak with your supervisor about what pulls your reviews down.")
        return title, how_far(asked, found)
    titles = {
        "exam": _("Ask your trainer when you can sit this exam."),
        "exam enrolled": _("Prepare for this exam."),
        "exam again": _("Prepare the next sitting of this exam."),
        "exam again enrolled": _("Prepare the next sitting of this exam."),
        "course": _("Ask your trainer for a place in this course."),
        "coaching": _("Offer to coach somebody new."),
        "coached too few": _("Offer to coach somebody new."),
        "no certificate": _("Pass both exams of your training."),
        "rated under": _("Ask for feedback on what was rated low."),
    }
    said = titles.get(found.code.removesuffix(" planned").removesuffix(" not"))
    return (said, asks(asked)) if said else None
