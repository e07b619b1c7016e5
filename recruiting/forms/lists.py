"""Small lists as tables to take away: each gives (rows, header), as `spreadsheets.answer` wants them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from core import clock, money
from core.db import Words
from core.i18n import _, say
from recruiting.defaults.channels import TRADE_OFFS
from recruiting.models import (
    Channel,
    CheckPackage,
    Pipeline,
    PipelineVersion,
    RoleProfile,
    RuleDeed,
    Stage,
    StageRule,
)
from recruiting.rules import phase as phase_of
from recruiting.states import InterviewPhase, InterviewState
from recruiting.words import word

Table = tuple[list[tuple[Any, ...]], tuple[str, ...]]


def _who(row: Any) -> tuple[str, str]:
    """Name and other script, as the query lets the reader know them."""
    return row.name, row.latin_name or ""


def _both(name: Words) -> tuple[str, str]:
    return name.get("en", ""), name.get("zh_Hans", "")


def consents(rows: Iterable[Any]) -> Table:
    """What somebody agreed to. `rows`: of `queries.consents.history`."""
    header = (_("Agreed"), _("In these words"), _("Given on"), _("Until"), _("Revoked on"))
    return [(row.purpose, row.words, row.given_at, row.expires_at, row.revoked_at) for row in rows], header


# What waits


def waiting(rows: Iterable[Any]) -> Table:
    """Who waits on one kind of people. `rows`: of `queries.home.worklist`."""
    header = (
        _("Since"), _("Due"), _("Do what"), _("Stage"), _("Name"), _("Other script"), _("Opening"), _("Mark"),
    )  # fmt: skip
    return [
        (row.waits_since, row.due_at, word(row.waits_for), say(row.stage), *_who(row), row.code, row.mark)
        for row in rows
    ], header


def asked(rows: Iterable[Any]) -> Table:
    """What only the reader can do. `rows`: of `queries.asked.asked_of`."""
    what = {
        "scorecard": _("Send your scorecard"),
        "mention": _("You are named in a note"),
        "declined": _("Somebody declined this interview"),
        "sheet": _("Fill in the sheet of a practical exam"),
        "rating": _("Rate competencies for a promotion"),
        "mutual": _("Say how it is to work with colleagues"),
        "attendance": _("Take attendance"),
        "recurrent": _("Take attendance"),
        "check-in": _("Rate competencies for a check-in"),
        "homework": _("Hand in homework"),
    }
    header = (_("Since"), _("Do what"), _("Time"), _("Name"), _("Other script"), _("Opening or cohort"))
    return [(row.since, what[row.kind], row.starts_at, *_who(row), row.code or "") for row in rows], header


def due(rows: Iterable[Any]) -> Table:
    """Tasks before first days and checks to be renewed. `rows`: of `queries.due.due_of`."""
    renew = _("Renew the background check")
    header = (_("Due"), _("Do what"), _("Name"), _("Other script"), _("Opening"))
    return [
        (row.due_on, say(row.what) if row.kind == "task" else renew, *_who(row), row.code) for row in rows
    ], header


def todays(rows: Iterable[Any]) -> Table:
    """Interviews of a day. `rows`: of `queries.home.interviews_today`."""
    header = (
        _("Time"), _("Name"), _("Other script"), _("Stage"), _("Place"), _("State"), _("Scorecards missing"),
    )  # fmt: skip
    now = clock.now()
    return [
        (row.starts_at, *_who(row), say(row.stage), row.place or "", word(phase), owing)
        for row in rows
        for phase in [phase_of(row.state, row.starts_at, row.minutes, now)]
        for owing in [_lines(row.missing) if phase in (InterviewState.HELD, InterviewPhase.UNSCORED) else ""]
    ], header


def _lines(text: str | None) -> str:
    return _(", ").join(sorted((text or "").split("\n")))


def referred(rows: Iterable[Any]) -> Table:
    """Whom the reader referred."""
    header = (_("Name"), _("Other script"), _("State"), _("Applied"))
    return [(*_who(row), word(row.status), row.applied_at) for row in rows], header


def seats(rows: Iterable[Any]) -> Table:
    """Openings with seats filled of those wanted, of the home page or of a requisition."""
    header = (_("Opening"), _("Title"), _("Seats filled"), _("Seats"), _("On duty by"))
    return [(row.code, say(row.title), row.filled, row.wanted, row.on_duty_by) for row in rows], header


# Interviews


def to_score(rows: Iterable[Any]) -> Table:
    """What an interviewer owes, whether its time has come or not. `rows`: of `queries.interviews.owed_by`."""
    header = (
        _("Asked"), _("Interview"), _("Minutes"), _("Place"), _("Name"), _("Other script"), _("Stage"),
        _("Opening"),
    )  # fmt: skip
    return [
        (row.asked_at, row.starts_at, row.minutes, row.place or "", *_who(row), say(row.stage), row.code)
        for row in rows
    ], header


def scored(rows: Iterable[Any]) -> Table:
    """What an interviewer has scored. `rows`: of `queries.interviews.scored_by`."""
    header = (_("Sent"), _("Name"), _("Other script"), _("Stage"), _("Opening"), _("Mark"))
    return [(row.submitted_at, *_who(row), say(row.stage), row.code, row.mark) for row in rows], header


def meetings(pairs: Iterable[tuple[Any, Any]]) -> Table:
    """The interviews behind a number of interviewers, each with whose load it is; of a scorecard that the
    reader may not know of yet, nothing."""
    header = (
        _("Interviewer"), _("Interview"), _("Name"), _("Other script"), _("Stage"), _("Opening"),
        _("Scorecard sent"), _("Hours to the scorecard"), _("Scorecard owed"),
    )  # fmt: skip
    return [(load.name, *_meeting(row)) for load, row in pairs], header


def _meeting(row: Any) -> tuple[Any, ...]:
    if row.is_withheld:
        return (None,) * 7 + (_("yes") if row.owed else _("no"),)
    return (
        row.starts_at, row.name, row.latin_name or "", say(row.stage), row.code,
        None if row.hidden else row.submitted_at, None if row.hidden else row.hours,
        "" if row.hidden else _("yes") if row.owed else _("no"),
    )  # fmt: skip


# People


def found(people: Iterable[tuple[Any, Any]]) -> Table:
    """Applications of who was found, each with by what."""
    header = (
        _("Name"), _("Other script"), _("Opening"), _("Title"), _("State"), _("Applied"), _("Found by"),
    )  # fmt: skip
    return [
        (*_who(row), row.code, say(row.title), word(row.status), row.applied_at, word(by) if by else "")
        for row, by in people
    ], header


def found_openings(openings: Iterable[Any]) -> Table:
    """Openings that were found."""
    header = (_("Opening"), _("Title"), _("State"))
    return [(one.code, say(one.title), word(one.status)) for one in openings], header


def applications_of(rows: Iterable[Any]) -> Table:
    """The applications of one person."""
    header = (
        _("Name"), _("Other script"), _("Applied"), _("Opening"), _("Title"), _("State"), _("Ended"),
    )  # fmt: skip
    return [
        (*_who(row), row.applied_at, row.code, say(row.title), word(row.status), row.closed_at)
        for row in rows
    ], header


def behind(cases: Iterable[tuple[Any, Any]]) -> Table:
    """The people behind a number of a report."""
    header = (
        _("When"), _("Name"), _("Other script"), _("Opening"), _("Days"), _("So far"), _("State"),
    )  # fmt: skip
    return [
        (case.at, *_who(row), row.code, case.days, _("yes") if case.going_on else _("no"), word(row.status))
        for case, row in cases
    ], header


def medallists(rows: Iterable[Any]) -> Table:
    """Who came near in an opening or in those of a campaign."""
    header = (
        _("Name"), _("Other script"), _("Opening"), _("Came as far as"), _("Best mark"), _("State"),
        _("Ended because"),
    )  # fmt: skip
    return [
        (*_who(row), row.code, say(row.stage), row.mark, word(row.status), say(row.why)) for row in rows
    ], header


def proposals(deeds: Iterable[RuleDeed]) -> Table:
    """Rejections that rules proposed and nobody has decided; their applications are veiled already."""
    header = (
        _("Proposed"), _("Name"), _("Other script"), _("Opening"), _("Stage"), _("Mark"), _("Rule"),
        _("Reason"),
    )  # fmt: skip
    return [_proposal(deed) for deed in deeds], header


def _proposal(deed: RuleDeed) -> tuple[Any, ...]:
    visit, version = deed.visit, deed.rule_version
    who = visit.application.shown
    return (
        deed.at, str(who.name), who.latin_name or "", visit.application.opening.code, say(visit.stage.name),
        visit.mark, f"R-{version.rule_id} {say(version.rule.name)}",
        say(deed.proposes) if deed.proposes else "",
    )  # fmt: skip


def tasks_of(tasks: Iterable[Any]) -> Table:
    """What is to be done before one person's first day."""
    header = (_("Due"), _("To be done"), _("Who does it"), _("Done at"), _("Done by"))
    return [
        (
            task.due_on, say(task.step.name), word(task.step.owner), task.done_at,
            task.done_by.name if task.done_by else "",
        )
        for task in tasks
    ], header  # fmt: skip


# What is settled


def preboarding_steps(steps: Iterable[Any]) -> Table:
    """The list from which tasks before a first day are made."""
    header = (
        _("Days from the first day"), _("To be done, in English"), _("To be done, in Chinese"),
        _("Who does it"),
    )  # fmt: skip
    return [(step.days, *_both(step.name), word(step.owner)) for step in steps], header


def channels(
    them: Iterable[Channel],
    now: Mapping[int, Any],
    later: Mapping[int, Any],
    spent: Mapping[int, Sequence[Any]],
    in_words: Callable[[Any], str],
) -> Table:
    """Channels with their terms and what was booked this year. Arguments: as the page has them."""
    header = (
        _("Channel in English"), _("Channel in Chinese"), _("Good for"), _("Less so"), _("Costs"),
        _("Version"), _("From a later day"), _("From"), _("Booked this year"),
    )  # fmt: skip
    rows: list[tuple[Any, ...]] = []
    for one in them:
        holds, following = now.get(one.id), later.get(one.id)
        booked = "; ".join(money.written(row.amount, row.currency) for row in spent.get(one.id, []))
        terms = (in_words(holds), holds.number) if holds else ("", None)
        coming = (in_words(following), following.since) if following else ("", None)
        known = tuple(str(said) for said in TRADE_OFFS.get(one.key, ("", "")))
        rows.append((*_both(one.name), *known, *terms, *coming, booked))
    return rows, header


def terms(versions: Iterable[tuple[Any, str | None]], in_words: Callable[[Any], str]) -> Table:
    """The terms of one channel so far."""
    header = (_("Version"), _("From"), _("What it costs"), _("Published"), _("By"))
    return [
        (one.number, one.since, in_words(one), one.published_at, author or "") for one, author in versions
    ], header


def packages(them: Iterable[CheckPackage]) -> Table:
    """What background checks consist of, a row per item."""
    header = (
        _("Package"), _("Version"), _("Target days"), _("Days between notice and decision"),
        _("Days it holds"), _("Item in English"), _("Item in Chinese"), _("Asks referees"),
    )  # fmt: skip
    return [
        (
            say(one.name), one.number, one.target_days, one.wait_days, one.good_days, *_both(item.name),
            _("yes") if item.asks_referees else _("no"),
        )
        for one in them
        for item in one.items
    ], header  # fmt: skip


def reasons(rows: Iterable[Any], families: Mapping[Any, Any], days: Mapping[int, int]) -> Table:
    """Why applications end, how often each was given, and how long whoever is turned down for it waits."""
    header = (
        _("Family"), _("Reason in English"), _("Reason in Chinese"), _("Given"), _("Wait in days"),
        _("Retired"),
    )  # fmt: skip
    return [
        (str(families[one.family]), *_both(one.name), times, days.get(one.id, 0), one.retired_at)
        for one, times in rows
    ], header


def profiles(them: Iterable[RoleProfile], uses: Mapping[int, int]) -> Table:
    """Role profiles, and how many openings each has."""
    header = (
        _("Profile in English"), _("Profile in Chinese"), _("Summary in English"), _("Summary in Chinese"),
        _("Duties"), _("Openings"),
    )  # fmt: skip
    return [
        (*_both(one.name), *_both(one.summary), len(one.duties), uses.get(one.id, 0)) for one in them
    ], header


def pipelines(
    them: Iterable[Pipeline], used: Sequence[Any], drafts: Mapping[int, int], rules: Sequence[StageRule]
) -> Table:
    """Pipelines with who is on them. `used`: of `queries.pipelines.used`, newest version first."""
    header = (
        _("Pipeline in English"), _("Pipeline in Chinese"), _("Newest version"), _("Published"),
        _("Openings"), _("Running"), _("On older versions"), _("Rules"), _("Draft from version"),
    )  # fmt: skip
    rows: list[tuple[Any, ...]] = []
    for one in them:
        newest, *older = [version for version in used if version.pipeline_id == one.id]
        before = sum(version.running for version in older)
        rows.append((
            *_both(one.name), newest.number, newest.published_at,
            newest.openings + sum(version.openings for version in older), newest.running + before, before,
            sum(rule.pipeline_id == one.id for rule in rules), drafts.get(one.id),
        ))  # fmt: skip
    return rows, header


def versions(used: Iterable[Any]) -> Table:
    """The versions of a pipeline, and who is on each."""
    header = (_("Version"), _("Published"), _("By"), _("Reason"), _("Openings"), _("Running"))
    return [
        (row.number, row.published_at, row.who or "", row.reason or "", row.openings, row.running)
        for row in used
    ], header


def stages(version: PipelineVersion, people: Mapping[int, int]) -> Table:
    """The stages of a version. `people`: stage id → how many are in it now."""
    header = (
        _("Place"), _("Stage in English"), _("Stage in Chinese"), _("Kind"), _("In it now"), _("Decides"),
        _("Pass mark"), _("Target days"),
    )  # fmt: skip
    return [_stage(stage, people) for stage in version.stages], header


def _stage(stage: Stage, people: Mapping[int, int]) -> tuple[Any, ...]:
    return (
        stage.position, *_both(stage.name), word(stage.kind), people.get(stage.id, 0), word(stage.owner),
        stage.pass_mark, stage.target_days,
    )  # fmt: skip


def rules(
    them: Iterable[StageRule],
    stages: Mapping[tuple[int, str], Words],
    asks: Mapping[int, Sequence[str]],
    deeds: Mapping[int, int],
) -> Table:
    """Rules that act by themselves. Arguments: as the page has them."""
    header = (
        _("Rule"), _("Version"), _("Pipeline"), _("Stage"), _("When"), _("Then"), _("Acted"), _("State"),
    )  # fmt: skip
    return [
        (
            f"R-{one.id} {say(one.name)}", one.newest.number, say(one.pipeline.name),
            say(stages[(one.pipeline_id, one.stage_key)]), _(", and ").join(asks[one.id]),
            word(one.newest.act), deeds.get(one.id, 0), word(one.state),
        )
        for one in them
    ], header  # fmt: skip
