"""The export of another system as arrivals: its words turned into ours, its history into the way through
our stages. What was found out there (marks, scorecards) stays there; a stage passed there is marked here as
passed without a result of ours."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import clock
from core.i18n import _
from people.models import Account
from recruiting.candidates import Background
from recruiting.defaults.reasons import HIRED_ELSEWHERE
from recruiting.imports import cells, labels, problems
from recruiting.imports.cells import CellFault
from recruiting.imports.rows import Fault
from recruiting.imports.systems import greenhouse, lever, words
from recruiting.imports.systems.records import BESIDE, UNLISTED, Ending, Files, Record
from recruiting.journeys import End, Journey, Step
from recruiting.models import CandidateImport, Channel, DispositionReason, ImportKind, Stage
from recruiting.placing import Arrival, Note
from recruiting.queries import imports as queries
from recruiting.queries.intake import stages as stages_of
from recruiting.queries.openings import newest_version_id
from recruiting.states import ReasonFamily, StageKind, Status

SYSTEMS = {ImportKind.GREENHOUSE: greenhouse, ImportKind.LEVER: lever}


def records(one: CandidateImport) -> list[Record]:
    """What the files say, in the order of their lines."""
    system = SYSTEMS[one.kind]
    return list(system.records(Files(queries.files(one.id), system.READS)))


def not_read(one: CandidateImport) -> dict[str, list[str]] | None:
    """What the files say that nothing here takes: file → columns; none where the whole file is meant. The
    columns of a table are chosen, so that of one only files beside it in a ZIP are told."""
    if one.kind not in SYSTEMS:
        return {name: [] for name in queries.file_names(one.id) if name.startswith(BESIDE)} or None
    return Files(queries.files(one.id), SYSTEMS[one.kind].READS).not_read()


@dataclass(frozen=True)
class Here:
    """What there is here: openings that may be meant, stages, channels and reasons by their keys."""

    openings: Mapping[int, int]
    stages: Mapping[int, Sequence[Stage]]
    channels: Mapping[str, Channel]
    reasons: Mapping[str, DispositionReason]
    newest: int

    def stages_for(self, opening_id: int) -> Sequence[Stage]:
        return self.stages[self.openings.get(opening_id, self.newest)]


def here(account: Account) -> Here:
    openings = {row.id: row.pipeline_version_id for row in queries.openings(account)}
    newest = newest_version_id(None)
    return Here(
        openings=openings,
        stages=stages_of({*openings.values(), newest}),
        channels={one.key: one for one in queries.said_channels().values()},
        reasons={one.key: one for one in queries.reasons_to_end()},
        newest=newest,
    )


def proposed(one: CandidateImport, account: Account) -> words.Words:
    """What each word of the export is taken for: the same name here, else what it sounds like. An opening
    that is not here is made anew."""
    known = here(account)
    called = {
        "openings": {said: str(number) for said, number in queries.said_openings(account).items()},
        "stages": _called(known.stages[known.newest]),
        "channels": {said: one.key for said, one in queries.said_channels().items()},
        "reasons": _called(known.reasons.values()),
    }
    default = {
        "openings": words.NEW,
        "nameless": str(one.opening_id) if one.opening_id in known.openings else words.LEFT_OUT,
        "stages": known.stages[known.newest][0].key,
        "channels": one.channel.key,
        "reasons": words.OTHER_REASON,
        "hires": hires(known)[0],
    }
    return words.proposed(words.said(records(one)), called, default)


def hires(known: Here) -> Sequence[str]:
    """What somebody hired there can be here, the usual first. Most were hired long ago: to wait for an offer
    would be work for nobody. Nor are they hires of ours, as no seat was filled and no employment begun."""
    return (words.OVER, words.WAITS) if HIRED_ELSEWHERE in known.reasons else (words.WAITS,)


def _called(things: Iterable[Any]) -> dict[str, str]:
    return {said.lower(): one.key for one in things for said in (*one.name.values(), one.key)}


def read(one: CandidateImport, account: Account) -> list[Arrival | list[Fault]]:
    """Each application of the export as an arrival, or why it cannot be one."""
    known = here(account)
    new = {word: -number for number, word in enumerate(sorted(one.columns.get("openings", {})), 1)}
    return [_read(record, one, known, new) for record in records(one)]


def _read(record: Record, one: CandidateImport, known: Here, new: Mapping[str, int]) -> Arrival | list[Fault]:
    try:
        return _arrival(record, one, known, new)
    except CellFault as fault:
        return [Fault(record.line, record.column or None, fault.problem, record.value or None)]


def _arrival(record: Record, one: CandidateImport, known: Here, new: Mapping[str, int]) -> Arrival:
    if record.problem:
        raise CellFault(record.problem)
    opening_id = _opening(record, one, known, new)
    channel = known.channels.get(one.columns["channels"].get(record.channel, ""), one.channel)
    why = _("Taken over from %(system)s.", system=labels.KINDS[one.kind])
    way = _way(record, one, known, known.stages_for(opening_id), why)
    return Arrival(
        record.line,
        _background(record),
        opening_id,
        channel,
        record.key,
        record.person_key,
        way,
        [*_note_on_hire(record, way), *record.notes],
    )


def _note_on_hire(record: Record, way: Journey) -> list[Note]:
    if record.ending is None or not record.ending.is_hire:
        return []
    return [Note(problems.HIRED_OVER if way.end else problems.HIRED)]


def _opening(record: Record, one: CandidateImport, known: Here, new: Mapping[str, int]) -> int:
    # What was checked before this was asked goes where the import goes.
    usual = "" if record.opening else str(one.opening_id or "")
    chosen = one.columns["openings"].get(record.opening or UNLISTED, usual)
    _at(record, "opening", record.opening)
    if not chosen:
        raise CellFault(problems.LEFT_OUT if record.opening else problems.UNNAMED)
    if chosen == words.NEW:
        return new[record.opening]
    if int(chosen) not in known.openings:
        raise CellFault(problems.NO_OPENING)
    return int(chosen)


def _at(record: Record, column: str, value: str) -> None:
    """Say where in the record we are, for the fault that may come."""
    record.column, record.value = column, value


def _background(record: Record) -> Background:
    facts = {}
    for column, reader in (("name", cells.name), ("email", cells.email), ("phone", cells.phone)):
        value = getattr(record, column)
        _at(record, column, value)
        if value:
            facts[column] = reader(value)
    if "name" not in facts:
        raise CellFault(problems.MISSING)
    return Background(
        name=facts["name"],
        email=facts.get("email", ""),
        phone=facts.get("phone"),
        language=cells.language_of(facts["name"]),
    )


def _way(record: Record, one: CandidateImport, known: Here, stages: Sequence[Stage], why: str) -> Journey:
    by_key = {stage.key: stage for stage in stages}
    now = clock.now()
    _at(record, "applied_at", "")
    applied = record.applied_at or (record.events[0].at if record.events else None)
    if applied is None or applied > now:
        raise CellFault(problems.NO_DAY)
    steps = [Step(stages[0], applied)]
    for event in record.events:
        if chosen := one.columns["stages"].get(event.stage, ""):
            _go(steps, by_key.get(chosen, stages[0]), event.at, now)
    if record.ending and record.ending.is_hire:
        offer = next((stage for stage in stages if stage.kind is StageKind.OFFER), stages[-1])
        _go(steps, offer, record.ending.at, now)
    return Journey(steps, why, _end(record, one, known, steps[-1].at, now))


def _go(steps: list[Step], stage: Stage, at: datetime, now: datetime) -> None:
    """Two stages there that are one here are one stay; a clock that went wrong cannot turn time back."""
    if stage.id != steps[-1].stage.id:
        steps.append(Step(stage, min(max(at, steps[-1].at), now)))


def _end(record: Record, one: CandidateImport, known: Here, last: datetime, now: datetime) -> End | None:
    reason = _reason(record.ending, one, known) if record.ending else None
    if record.ending is None or reason is None:
        return None
    rejected = reason.family is ReasonFamily.REJECTION
    status = Status.REJECTED if rejected else Status.WITHDRAWN
    return End(status, reason.id, min(max(record.ending.at, last), now))


def _reason(ending: Ending, one: CandidateImport, known: Here) -> DispositionReason | None:
    """Why it ended; None for somebody hired there who is to wait here."""
    if ending.is_hire:
        is_over = one.columns.get("hires", {}).get(ending.reason) == words.OVER
        return known.reasons.get(HIRED_ELSEWHERE) if is_over else None
    key = one.columns["reasons"].get(ending.reason, words.OTHER_REASON)
    return known.reasons.get(key) or known.reasons[words.OTHER_REASON]
