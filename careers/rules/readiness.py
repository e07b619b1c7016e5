"""Where somebody stands against what a level asks. One evaluator for every page: the employee's own, the
board, the promotion case."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from math import ceil

from careers.states import Readiness, RequirementKind, Verdict
from core.months import add_months, months_between
from people.states import DutyStatus

TWO = 2
"""So many rate the competencies of a level that does not say otherwise."""
RATE_MONTHS = 3
"""The present rate is the mean of so many months that were closed last."""
FORESEEN = 24
"""So many months are looked ahead."""
SOON_MONTHS = 3
TAUGHT = (RequirementKind.EXAM, RequirementKind.COURSE)
COACHED_MONTHS = 12
"""So far back it is looked how many people somebody takes on as a coach."""
FULL = Decimal(100)
_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Asked:
    """One requirement. `months`: how long, or how far back; `count`: of how many; `mark`: at least so
    much; `key`: of which exam or course."""

    kind: RequirementKind
    months: int | None = None
    count: int | None = None
    mark: Decimal | None = None
    key: str | None = None


@dataclass(frozen=True)
class Scored:
    month: date
    score: Decimal


@dataclass(frozen=True)
class Passed:
    """An exam that was taken: its best recorded mark, and since when it stands passed, if it does."""

    mark: Decimal
    on: date | None


@dataclass(frozen=True)
class Certified:
    """A certificate of being fit for duty; without `until` it does not run out. `is_from_before`: they were
    on duty before exams were kept here."""

    since: date
    until: date | None = None
    is_from_before: bool = False


@dataclass(frozen=True)
class Facts:
    """What is known about somebody on a day. `level_since`: since when the present level counts.
    `reviews`: closed months that count, oldest first. `unclosed`: months on duty that are over and not
    closed. `upheld`: the days on which complaints were upheld. `ratings`: competency → the rating of each
    person who rated it. `known`: keys of the exams and courses that exist. `classes`: exam or course → last
    day of the class with it and a free seat that ends first; `own_classes`: of the one in which they sit.
    `coached_lately`: with how many of those coached they began
    within `COACHED_MONTHS`."""

    today: date
    level: str
    level_since: date | None = None
    duty: DutyStatus | None = None
    duty_since: date | None = None
    reviews: tuple[Scored, ...] = ()
    unclosed: tuple[date, ...] = ()
    exams: Mapping[str, Passed] = field(default_factory=dict)
    courses: Mapping[str, date] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    certificate: Certified | None = None
    upheld: tuple[date, ...] = ()
    reported: int = 0
    ratings: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    competencies: tuple[str, ...] = ()
    coached: int = 0
    coached_lately: int = 0
    classes: Mapping[str, date] = field(default_factory=dict)
    own_classes: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """How one requirement stands. `code` says why, for the sentence; `have` of `need`; `by`: the day on
    which it is met at the present rate, if there is one, and never one that is past; `on`: the day of what
    it rests on; `next_mark`: what the month to be closed next would have to reach."""

    verdict: Verdict
    code: str
    have: Decimal | None = None
    need: Decimal | None = None
    by: date | None = None
    on: date | None = None
    next_mark: Decimal | None = None

    @property
    def is_met(self) -> bool:
        return self.verdict is Verdict.MET

    @property
    def share(self) -> Decimal | None:
        """How far, from 0 to 1, where that can be said."""
        if self.have is None or not self.need:
            return None
        return min(max(self.have / self.need, Decimal(0)), Decimal(1))


@dataclass(frozen=True)
class Outlook:
    """The earliest day on which everything is met at the present rate; `set_by`: the place of the
    requirement that sets it; `undated`: places of those without a day, which are not counted in."""

    readiness: Readiness
    earliest: date | None
    set_by: int | None
    undated: tuple[int, ...]
    counts: Mapping[Verdict, int]


def evaluate(asked: Asked, facts: Facts) -> Found:
    """How a requirement stands by the facts. The same facts give the same answer, whoever asks."""
    found = _BY_KIND[asked.kind](asked, facts)
    if found.by is not None and found.by < facts.today:  # a month is over, and nobody has closed it yet
        return replace(found, by=facts.today)
    return found


def _time(asked: Asked, facts: Facts) -> Found:
    need = Decimal(asked.months or 0)
    if facts.level_since is None:
        return Found(Verdict.NOT_YET, "not begun", Decimal(0), need)
    end = add_months(facts.level_since, asked.months or 0)
    have = Decimal(months_between(facts.level_since, max(facts.today, facts.level_since)))
    if facts.today >= end:
        return Found(Verdict.MET, "served", have, need, on=facts.level_since)
    return Found(Verdict.NOT_YET, "serving", have, need, by=end, on=facts.level_since)


def _standing(_asked: Asked, facts: Facts) -> Found:
    if facts.duty is None:
        return Found(Verdict.UNKNOWN, "no duty")
    if facts.duty is DutyStatus.ON_DUTY:
        return Found(Verdict.MET, "on duty", on=facts.duty_since)
    return Found(Verdict.NOT_YET, f"duty {facts.duty.value}", on=facts.duty_since)


def _window(asked: Asked, facts: Facts) -> tuple[Scored, ...]:
    return facts.reviews[-(asked.count or 1) :]


def _too_few(asked: Asked, facts: Facts) -> Found | None:
    need, have = asked.count or 1, len(_window(asked, facts))
    if have >= need:
        return None
    if len(facts.unclosed) + have >= need:
        return Found(Verdict.UNKNOWN, "months not closed", Decimal(have), Decimal(need), on=facts.unclosed[0])
    missing = need - have - len(facts.unclosed)
    by = add_months(facts.today.replace(day=1), missing) if facts.duty is DutyStatus.ON_DUTY else None
    return Found(Verdict.NOT_YET, "too few months", Decimal(have), Decimal(need), by=by)


def _average(asked: Asked, facts: Facts) -> Found:
    few = _too_few(asked, facts)
    if few:
        return few
    need = asked.mark or Decimal(0)
    scores = [one.score for one in _window(asked, facts)]
    have = mean(scores)
    last = _window(asked, facts)[-1].month
    if sum(scores) >= need * len(scores):
        return Found(Verdict.MET, "average reached", have, need, on=last)
    wanted = need * len(scores) - sum(scores[1:], Decimal(0))
    by = _reached(scores, need, last)
    code = "average short" if by else "average out of reach"
    return Found(Verdict.NOT_YET, code, have, need, by, last, wanted if wanted <= FULL else None)


def mean(scores: Sequence[Decimal]) -> Decimal:
    """To tenths, as it is shown; whether a mark is reached is decided before rounding."""
    return (sum(scores, Decimal(0)) / len(scores)).quantize(_TENTH, ROUND_HALF_UP)


def _reached(scores: list[Decimal], need: Decimal, last: date) -> date | None:
    """When the average is reached if further months are like the last ones: the day after that month."""
    rate = sum(scores[-RATE_MONTHS:], Decimal(0)) / len(scores[-RATE_MONTHS:])
    window = list(scores)
    for ahead in range(1, FORESEEN + 1):
        window = [*window[1:], rate]
        if sum(window) >= need * len(window):
            return add_months(last, ahead + 1)
    return None


def _floor(asked: Asked, facts: Facts) -> Found:
    few = _too_few(asked, facts)
    if few:
        return few
    need, window = asked.mark or Decimal(0), _window(asked, facts)
    lowest = min(window, key=lambda one: one.score)
    under = [place for place, one in enumerate(window) if one.score < need]
    if not under:
        return Found(Verdict.MET, "none under", lowest.score, need, on=lowest.month)
    by = add_months(window[-1].month, under[-1] + 2)
    return Found(Verdict.NOT_YET, "one under", lowest.score, need, by, window[under[-1]].month)


def _exam(asked: Asked, facts: Facts) -> Found:
    if asked.key not in facts.known:
        return Found(Verdict.UNKNOWN, "no such exam")
    taken, (said, by) = facts.exams.get(asked.key or ""), _next_class(asked.key or "", facts)
    if taken is None:
        return Found(Verdict.NOT_YET, f"exam {said}", need=asked.mark, by=by)
    if taken.on is not None and taken.mark >= (asked.mark or Decimal(0)):
        return Found(Verdict.MET, "passed", taken.mark, asked.mark, on=taken.on)
    return Found(Verdict.NOT_YET, f"exam again {said}", taken.mark, asked.mark, by, taken.on)


def _course(asked: Asked, facts: Facts) -> Found:
    if asked.key not in facts.known:
        return Found(Verdict.UNKNOWN, "no such course")
    done, (said, by) = facts.courses.get(asked.key or ""), _next_class(asked.key or "", facts)
    if done:
        return Found(Verdict.MET, "attended", on=done)
    return Found(Verdict.NOT_YET, f"course {said}", by=by)


def _next_class(key: str, facts: Facts) -> tuple[str, date | None]:
    """Of the classes in which they sit or could, the one that ends first, and whether they sit in it."""
    free, own = facts.classes.get(key), facts.own_classes.get(key)
    if own is not None and (free is None or own <= free):
        return "enrolled", own
    return "planned" if free else "not planned", free


def _certificate(_asked: Asked, facts: Facts) -> Found:
    held = facts.certificate
    if held is None:
        return Found(Verdict.NOT_YET, "no certificate")
    if held.until is not None and held.until < facts.today:
        return Found(Verdict.NOT_YET, "certificate over", on=held.until)
    if held.is_from_before:
        return Found(Verdict.MET, "on duty before", on=held.since)
    return Found(
        Verdict.MET, "certificate until" if held.until else "certificate", on=held.until or held.since
    )


def _competencies(asked: Asked, facts: Facts) -> Found:
    """Each competency needs `count` raters, and at least `mark` from every one of them."""
    raters, need = asked.count or 1, Decimal(len(facts.competencies))
    rated = [facts.ratings.get(key, ()) for key in facts.competencies]
    low = sum(any(one < (asked.mark or 0) for one in by) for by in rated)
    if any(len(by) < raters for by in rated):
        return Found(
            Verdict.UNKNOWN, "ratings missing", Decimal(sum(len(by) >= raters for by in rated)), need
        )
    if low:
        return Found(Verdict.NOT_YET, "rated under", need - low, need)
    return Found(Verdict.MET, "rated", need, need)


def raters(asked: Sequence[Asked]) -> int:
    """How many people rate the competencies of a level that asks for these."""
    wanted = [one.count or 1 for one in asked if one.kind is RequirementKind.COMPETENCIES]
    return max(wanted, default=TWO)


def _complaints(asked: Asked, facts: Facts) -> Found:
    """Fewer than `count` upheld in the last `months`; a day's complaint clears on the same day later."""
    most, months = asked.count or 1, asked.months or 0
    recent = sorted(day for day in facts.upheld if add_months(day, months) > facts.today)
    have, need = Decimal(len(recent)), Decimal(most)
    if len(recent) < most:
        code = "one complaint" if recent else "none upheld"
        return Found(Verdict.MET, code, have, need, on=recent[-1] if recent else None)
    by = add_months(recent[len(recent) - most], months)
    return Found(Verdict.NOT_YET, "upheld", have, need, by, recent[-1])


def _coached(asked: Asked, facts: Facts) -> Found:
    """At the present rate: as many more in each further year as in the last one."""
    have, need = Decimal(facts.coached), Decimal(asked.count or 1)
    if have >= need:
        return Found(Verdict.MET, "coached", have, need)
    lately = Decimal(facts.coached_lately)
    months = ceil(COACHED_MONTHS * (need - have) / lately) if lately else FORESEEN + 1
    if months > FORESEEN:
        return Found(Verdict.NOT_YET, "coached too few", have, need)
    return Found(Verdict.NOT_YET, "coaching", have, need, add_months(facts.today, months))


_BY_KIND: dict[RequirementKind, Callable[[Asked, Facts], Found]] = {
    RequirementKind.TIME_IN_LEVEL: _time,
    RequirementKind.GOOD_STANDING: _standing,
    RequirementKind.REVIEW_AVERAGE: _average,
    RequirementKind.REVIEW_FLOOR: _floor,
    RequirementKind.EXAM: _exam,
    RequirementKind.COURSE: _course,
    RequirementKind.CERTIFICATE: _certificate,
    RequirementKind.COMPETENCIES: _competencies,
    RequirementKind.COMPLAINTS: _complaints,
    RequirementKind.COACHED: _coached,
}


def outlook(asked: Sequence[Asked], found: Sequence[Found], today: date) -> Outlook:
    """All requirements of a level together. Ratings are collected once a case is open, so that missing
    ones keep nobody from being ready for a case."""
    pairs = list(enumerate(zip(asked, found, strict=True)))
    open_ones = [
        (place, one) for place, (what, one) in pairs if not one.is_met and not _comes_later(what, one)
    ]
    dated = [(one.by, place) for place, one in open_ones if one.by is not None]
    undated = tuple(place for place, one in open_ones if one.by is None)
    earliest, set_by = max(dated, default=(today, None))
    counts = {verdict: sum(one.verdict is verdict for one in found) for verdict in Verdict}
    return Outlook(_readiness(open_ones, earliest, today), earliest, set_by, undated, counts)


def _comes_later(asked: Asked, found: Found) -> bool:
    return asked.kind is RequirementKind.COMPETENCIES and found.verdict is Verdict.UNKNOWN


def _readiness(open_ones: Sequence[tuple[int, Found]], earliest: date, today: date) -> Readiness:
    if not open_ones:
        return Readiness.NOW
    if any(one.by is None for _place, one in open_ones):
        return Readiness.BLOCKED
    return Readiness.SOON if earliest <= add_months(today, SOON_MONTHS) else Readiness.LATER


_PLACES: dict[Readiness | None, int] = {one: number for number, one in enumerate([*Readiness, None])}


def place_of(readiness: Readiness | None) -> int:
    """For sorting, the readiest 0; None is for who is at the top, and comes last."""
    return _PLACES[readiness]
