"""Applications as rows of a table to take away."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from core import clock
from core.i18n import _, say
from recruiting.models import ScreeningQuestion, ScreeningVersion
from recruiting.queries.cards import Card
from recruiting.screening_rules import Score
from recruiting.words import word


def applications_header() -> tuple[str, ...]:
    return (
        _("Name"), _("Other script"), _("Opening"), _("Title"), _("Stage"), _("Status"), _("Days in stage"),
        _("Target days"), _("Waits for"), _("Mark"), _("Mark given in"), _("Pass mark"), _("Channel"),
        _("Applied"),
    )  # fmt: skip


def application_rows(cards: Iterable[Card]) -> Iterator[tuple[Any, ...]]:
    """One row per application, in the order of the list."""
    for card in cards:
        waits = (card.waiter or word(card.waits_on)) if card.is_open and not card.is_held else ""
        yield (
            card.name, card.latin_name or "", card.opening_code, say(card.opening_title), say(card.stage),
            word(card.status), card.days, card.allowed_days, waits, card.mark, say(card.mark_stage),
            card.pass_mark, say(card.channel), card.applied_at,
        )  # fmt: skip


def screening_header() -> tuple[str, ...]:
    return (
        _("Asked of"), _("Version"), _("Place"), _("Question in English"), _("Question in Chinese"),
        _("Kind"), _("Needed"), _("Weight"), _("Answer"), _("At least"), _("Points"), _("Knocks out"),
        _("Reason proposed"), _("Why the work needs to know"),
    )  # fmt: skip


def screening_rows(
    rows: Iterable[Any], versions: Mapping[int, ScreeningVersion]
) -> Iterator[tuple[Any, ...]]:
    """One row per answer to choose, or per question without any. `rows`: those of
    `queries.screening_sets.listed`."""
    for row in rows:
        name = f"{row.code} {say(row.title)}" if row.code else say(row.profile)
        for one in versions[row.version_id].questions:
            asked = (
                name, row.number, one.position, say(one.prompt, "en"), say(one.prompt, "zh_Hans"),
                word(one.kind), _("yes") if one.required else _("no"), one.weight,
            )  # fmt: skip
            reason, why = say(one.reason.name) if one.reason else "", say(one.job_related)
            for option in one.options:
                out = option.knocks_out
                knocks = _("yes") if out else _("no")
                points = option.points if one.weight else None
                yield (*asked, say(option.label), option.at_least, points, knocks, reason if out else "", why)
            if not one.options:
                yield (*asked, "", None, None, "", "", why)


def queue_header() -> tuple[str, ...]:
    return (*applications_header(), _("Screening score"), _("Final"), _("Knock-outs"))


def queue_rows(
    cards: Iterable[Card], scores: Mapping[int, Score[ScreeningQuestion]]
) -> Iterator[tuple[Any, ...]]:
    """One row per application of the review queue, with its screening score and what that proposes."""
    for card, row in ((card, next(application_rows([card]))) for card in cards):
        score = scores.get(card.application_id)
        if score is None:
            yield (*row, None, _("no"), "")
        else:
            reasons = [say(line.reason) for line in score.knock_outs if line.reason]
            yield (*row, score.mark, _("yes") if score.is_final else _("no"), _(", ").join(reasons))


def check_header() -> tuple[str, ...]:
    return (
        _("Name"), _("Other script"), _("Opening"), _("What is checked"), _("Ordered"), _("Days"),
        _("Target days"), _("State"), _("Decided"), _("Good until"),
    )  # fmt: skip


def check_rows(rows: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """One row per background check, in the order of the list; nothing of what was found."""
    return map(_check, rows)


def _check(row: Any) -> tuple[Any, ...]:
    days = clock.days_between(row.ordered_at, row.decided_at or clock.now())
    return (
        row.name, row.latin_name or "", row.code, say(row.package), row.ordered_at, days, row.target_days,
        word(row.state), row.decided_at, row.good_until)  # fmt: skip


def task_header() -> tuple[str, ...]:
    return (
        _("Due"), _("To be done"), _("Who does it"), _("Name"), _("Other script"), _("Opening"),
        _("First day"), _("Done at"), _("Done by"),
    )  # fmt: skip


def task_rows(rows: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """One row per task before a first day, in the order of the list."""
    return map(_task, rows)


def _task(row: Any) -> tuple[Any, ...]:
    return (
        row.due_on, say(row.task), word(row.owner), row.name, row.latin_name or "", row.code,
        row.starts_on, row.done_at, row.done_by or "",
    )  # fmt: skip


def suspicion_header() -> tuple[str, ...]:
    last = _("Opening"), _("Applied"), _("Lives in")
    return (
        _("One"), _("Other script"), *last, _("The other"), _("Other script"), *last, _("Why"), _("Noticed"),
    )  # fmt: skip


def suspicion_rows(rows: Iterable[Any], told: Mapping[int, Any]) -> Iterator[tuple[Any, ...]]:
    """One row per pair who may be one person, as listed. `told`: of `queries.telling_apart.told_of`."""
    for row in rows:
        yield (
            row.first_name, row.first_latin, *_last(told.get(row.first_id)),
            row.second_name, row.second_latin, *_last(told.get(row.second_id)),
            word(row.why), row.found_at,
        )  # fmt: skip


def _last(who: Any) -> tuple[Any, Any, Any]:
    """For which opening somebody applied last, when, and where they live."""
    return (who.code, who.applied_at, who.lives_in) if who else (None, None, None)


def answered_header() -> tuple[str, ...]:
    return (*suspicion_header(), _("Answer"), _("Answered"), _("By"))


def answered_rows(rows: Sequence[Any], told: Mapping[int, Any]) -> Iterator[tuple[Any, ...]]:
    """One row per pair about whom somebody has answered."""
    for row, pair in zip(rows, suspicion_rows(rows, told), strict=True):
        yield (
            *pair, _("One person") if row.is_same else _("Two people"), row.settled_at, row.settled_by or "",
        )  # fmt: skip


def pool_header() -> tuple[str, ...]:
    return (
        _("Name"), _("Other script"), _("Reason"), _("Note"), _("Opening"), _("Title"), _("Came as far as"),
        _("Since"), _("Until"), _("Written to"),
    )  # fmt: skip


def pool_rows(rows: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """One row per person in the talent pool, as listed."""
    for row in rows:
        yield (
            row.name, row.latin_name or "", word(row.reason), row.note or "", row.code, say(row.title),
            say(row.stage), row.added_at, row.expires_on, row.written_at,
        )  # fmt: skip
