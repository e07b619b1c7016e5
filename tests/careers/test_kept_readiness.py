"""Readiness as it is kept is what the evaluator says, whatever was written since, and on every day."""

import csv
import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from sqlalchemy import create_engine, delete, func, insert, select, text, update

from careers import cases, complaints, exports, jobs, keeping, ladders, reviewing
from careers.defaults.ladder import LADDER
from careers.models import KeptReadiness, ReadinessChange
from careers.models.kept import EVIDENCE
from careers.queries import board, journeys, kept, ladder, standings
from careers.queries.standings import EVERYBODY, Wanted
from careers.rules.plans import LadderPlan
from careers.rules.readiness import Asked
from careers.states import Readiness
from careers.states import RequirementKind as Kind
from core import clock, spreadsheets
from core.db import db
from core.months import add_months
from core.refusal import Refused
from people import employment as employments
from people.models import Employment, Post
from people.permissions import Role
from people.states import DutyStatus, LeavingReason
from tests.careers.people_at_work import TODAY, WHY, an_employee, noon
from tests.factories import a_team, an_account, found, serving
from tests.statements import count_statements
from tests.training.classes import MONDAY, a_cohort, a_trainee, a_trainer
from tests.training.passing import OVER, passed
from training import certificates, cohorts

FIGURES = {"satisfaction": Decimal("4.6"), "first response": Decimal(40), "resolution": Decimal(93)}
FIGURES |= {"complaints": Decimal("0.3"), "enquiries": Decimal(70), "on time": Decimal(95)}
KEYS = [one.key for one in LADDER.levels[1].competencies]


def keep():
    db.session.flush()
    while keeping.keep() == keeping.AT_ONCE:
        pass


def as_read(one):
    """What the board shows of somebody."""
    out = one.outlook
    how = (out.readiness, out.earliest, out.set_by, tuple(out.undated), out.counts["met"])
    levels = one.level.id if one.level else None, one.target.id if one.target else None
    return one.row.employment_id, one.way, one.held, levels, list(one.asked), how


def anew(ready=None, wanted=EVERYBODY):
    """The board judged from nothing."""
    rows = standings.everybody(standings.employed(wanted))
    everyone = [one for one in standings.each_way(rows) if one.facts.level_since is not None]
    some = [one for one in everyone if ready is None or (one.target and one.outlook.readiness is ready)]
    bench = [
        (
            level.key,
            len({one.row.employment_id for one in everyone if one.row.level == level.key}),
            *(
                sum(bool(one.target and one.target.key == level.key and one.outlook.readiness is wanted)
                    for one in everyone)
                for wanted in (Readiness.NOW, Readiness.SOON)
            ),
        )
        for level in ladder.newest().levels
    ]  # fmt: skip
    counts = Counter(one.outlook.readiness for one in everyone)
    return [as_read(one) for one in sorted(some, key=board.readiest_first)], len(some), counts, bench


def read(ready=None, wanted=EVERYBODY):
    """The board as it is shown."""
    found = board.board_of(wanted, ready, 10_000)
    bench = [(one.level.key, one.holding, one.now, one.soon) for one in found.bench]
    return [as_read(one) for one in found.shown], found.count, found.counts, bench


def narrowed():
    """By team, by several or none, by level, by a part of a name, and by all of it."""
    teams = sorted(set(db.session.scalars(select(Post.team_id))))
    some = frozenset(teams[:1])
    yield from (Wanted(some), Wanted(frozenset(teams[1:])), Wanted(level="supervisor"), Wanted(text="a"))
    yield Wanted(some, "specialist", "AN")


def assert_true():
    db.session.flush()
    for ready in (None, *Readiness):
        assert read(ready) == anew(ready), ready
    assert list(kept.lost()) == []
    for wanted in narrowed():
        assert read(None, wanted) == anew(None, wanted), wanted


def stale():
    db.session.flush()
    rows = kept.stale(EVERYBODY, kept.ground())
    return {one.employment_id for one in rows}


# One kind of evidence after the other


def closed(one, manager, month=None):
    month = month or add_months(TODAY.replace(day=1), -1)
    reviewing.enter(one, month, FIGURES, actor=manager)
    reviewing.close(one, month, actor=manager)


def a_case(one, manager):
    made = cases.open_case(one, "supervisor", WHY, actor=manager)
    keep()
    assessor = an_account(Role.MANAGER)
    asked = cases.ask(made, assessor, actor=assessor)
    cases.submit(asked, dict.fromkeys(KEYS, (4, WHY)), actor=assessor)


def corrected(one, manager):
    closed(one, manager)
    keep()
    month = add_months(TODAY.replace(day=1), -1)
    reviewing.correct(one, month, {"satisfaction": Decimal(3)}, actor=manager, reason=WHY)


def upheld(one, manager):
    made = complaints.report(one, TODAY, "Rude.", actor=manager)
    keep()
    complaints.decide(made, upheld=True, finding=WHY, actor=manager)


def dismissed_anew(one, manager):
    made = complaints.report(one, TODAY, "Rude.", actor=manager)
    complaints.decide(made, upheld=True, finding=WHY, actor=manager)
    keep()
    complaints.decide_anew(made, upheld=False, finding=WHY, actor=manager)


def moved(one, manager):
    version = ladders.publish(LadderPlan(LADDER.levels[:2], LADDER.tracks), actor=None)
    keep()
    ladders.move([one], version, actor=manager, reason=WHY)


CHANGES = {
    "a month is closed": closed,
    "a month is corrected": corrected,
    "a complaint is upheld": upheld,
    "an upheld complaint is dismissed": dismissed_anew,
    "a case is assessed": a_case,
    "they are moved to another ladder": moved,
    "they go on leave": lambda one, by: employments.begin_duty(one, DutyStatus.LEAVE, TODAY, actor=by),
    "they rise": lambda one, by: employments.change_post(one, TODAY, level="supervisor", actor=by),
    "they change team": lambda one, by: employments.change_post(one, TODAY, team_id=a_team().id, actor=by),
    "they are called otherwise": lambda one, _by: setattr(one.person, "name", "Zoe"),
    "they leave": lambda one, by: employments.end(one, TODAY, LeavingReason.OWN_WISH, actor=by),
}


@pytest.mark.parametrize("what", CHANGES)
def test_who_changed_is_judged_anew(manager, what):
    one, other = an_employee("Ana"), an_employee("Ben")
    keep()
    assert stale() == set()
    CHANGES[what](one, manager)
    is_there = one.ended_on is None
    assert stale() == ({one.id} if is_there else set())
    assert_true()
    keep()
    assert stale() == set()
    assert db.session.scalar(select(func.count()).select_from(ReadinessChange)) == 0
    assert (db.session.get(KeptReadiness, (one.id, 0)) is not None) is is_there
    assert_true()
    assert other.id in {who for who, *_more in read()[0]}


def test_an_exam_a_certificate_and_its_revocation_change_how_ready_somebody_is(app):
    trainer = a_trainer()
    with clock.at(noon(MONDAY - timedelta(days=7))):
        cohort = a_cohort(trainer)
        trainee = a_trainee(cohort, trainer)
        keep()
    certificate = passed(trainee, cohort, trainer)
    with clock.at(noon(OVER + timedelta(days=1))):
        assert stale() == {trainee.employment_id}
        keep()
        assert_true()
        certificates.revoke(certificate, actor=an_account(Role.MANAGER), reason=WHY)
        assert stale() == {trainee.employment_id}
        assert_true()


def test_everybody_is_judged_anew_on_a_new_day_and_by_a_new_ladder(manager):
    people = {an_employee().id, an_employee(on_duty_since=TODAY - timedelta(days=200)).id}
    keep()
    with clock.at(noon(TODAY + timedelta(days=1))):
        assert stale() == people
        assert_true()
    assert stale() == set()
    ladders.publish(LadderPlan(LADDER.levels[:2], LADDER.tracks), actor=None)
    assert stale() == people
    assert_true()


def test_classes_count_only_where_the_ladder_asks_for_what_they_lead_to(app):
    one, trainer = an_employee(), a_trainer()
    keep()
    a_cohort(trainer, starts_on=MONDAY + timedelta(days=120))
    assert stale() == set()
    asks = (Asked(Kind.EXAM, key="theory", mark=Decimal(85)),)
    levels = (LADDER.levels[0], replace(LADDER.levels[1], asks=asks), LADDER.levels[2])
    version = ladders.publish(replace(LADDER, levels=levels), actor=None)
    ladders.move([one], version, actor=trainer, reason=WHY)
    keep()
    cohort = a_cohort(trainer, starts_on=MONDAY + timedelta(days=60))
    assert stale() == {one.id}
    assert_true()
    keep()
    later = a_cohort(trainer, starts_on=MONDAY + timedelta(days=90))
    cohorts.cancel(later, actor=trainer, reason=WHY)
    assert stale() == set(), "the first one ends as before"
    assert_true()
    cohorts.cancel(cohort, actor=trainer, reason=WHY)
    assert stale() == {one.id}
    assert_true()


def test_a_seat_decides_for_all_only_where_it_is_the_last_one_free(app):
    trainer = a_trainer()
    found()
    asks = (Asked(Kind.EXAM, key="theory", mark=Decimal(85)),)
    levels = (LADDER.levels[0], replace(LADDER.levels[1], asks=asks), LADDER.levels[2])
    ladders.publish(replace(LADDER, levels=levels), actor=None)
    one, cohort = an_employee(on_duty_since=TODAY), a_cohort(trainer, starts_on=MONDAY, seats=2)
    keep()
    first = a_trainee(cohort, trainer)
    assert stale() == {first.employment_id}
    assert_true()
    keep()
    second = a_trainee(cohort, trainer)
    both = {first.employment_id, second.employment_id}
    assert stale() == {one.id, *both}, "nobody else finds a seat any more"
    assert_true()
    keep()
    last = cohort.sessions[-1]
    times = (last.starts_at + timedelta(days=2), last.ends_at + timedelta(days=2))
    cohorts.move_session(last, *times, place=last.place, trainer=trainer, actor=trainer)
    db.session.flush()
    assert stale() == both, "it ends later for those who sit in it, and is full for the others"
    assert_true()


def test_what_is_kept_on_a_day_counts_on_no_other(manager):
    """In level for twelve months tomorrow, and nothing written."""
    an_employee(on_duty_since=add_months(TODAY + timedelta(days=1), -12))
    keep()
    before = read()
    with clock.at(noon(TODAY + timedelta(days=1))):
        assert read() == anew()
        assert read()[0][0][-1] != before[0][0][-1]


def test_the_worker_keeps_everybody_some_at_a_time(app, monkeypatch):
    monkeypatch.setattr(keeping, "AT_ONCE", 2)
    monkeypatch.setattr(keeping.keep, "__defaults__", (2,))
    for _one in range(5):
        an_employee()
    moment = clock.now()
    db.session.commit()
    with clock.at(moment):
        assert jobs.keep_readiness() == 5
        assert jobs.keep_readiness() == 0


@pytest.mark.postgresql_only
def test_who_is_just_being_written_about_stays_to_be_judged(app):
    one = an_employee()
    keep()
    db.session.commit()
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    engine = create_engine(url)
    with engine.connect() as other:
        other.execute(insert(ReadinessChange).values(employment_id=one.id))
        keep()
        db.session.commit()
        other.commit()
    engine.dispose()
    assert stale() == {one.id}


# Where several levels follow

EXPERT = replace(
    LADDER.levels[1],
    key="expert",
    name={"en": "Expert", "zh_Hans": "专家"},
    track="expert",
    asks=(Asked(Kind.TIME_IN_LEVEL, months=24),),
)
FORKED = LadderPlan((*LADDER.levels, EXPERT), {**LADDER.tracks, "expert": EXPERT.name})


def test_who_can_go_several_ways_stands_on_the_board_once_for_each(manager, browse):
    ana, boss = (
        an_employee(name, level=level, on_duty_since=add_months(TODAY, -22))
        for name, level in (("Ana", "specialist"), ("Boss", "supervisor"))
    )
    ladders.move([ana, boss], ladders.publish(FORKED, actor=None), actor=manager, reason=WHY)
    with clock.at(noon()):
        for is_kept in (False, True):
            keep() if is_kept else None
            shown = board.board_of(EVERYBODY, None, 200)
            ways = [(one.row.employment_id, one.target.key, one.outlook.readiness) for one in shown.shown]
            assert sorted(ways) == [
                (ana.id, "expert", Readiness.SOON),
                (ana.id, "supervisor", Readiness.BLOCKED),
                (boss.id, "manager", Readiness.BLOCKED),
            ]
            assert shown.count == 3
            bench = {one.level.key: (one.holding, one.now, one.soon) for one in shown.bench}
            assert bench["specialist"] == (1, 0, 0) and bench["expert"] == (0, 0, 1)
            [only] = board.board_of(EVERYBODY, Readiness.SOON, 200, "expert").shown
            assert (only.row.employment_id, only.way) == (ana.id, 1)
            assert board.board_of(EVERYBODY, None, 200, "nothing").count == 0
        page = browse(manager).get("/careers/?towards=expert")
        assert page.texts("tbody[data-list] tr .person") == ["Ana"]
        with_link = page.one("[aria-labelledby=bench] a[href*='towards=expert'][href*='within']")
        assert with_link.get_text() == "1" and "Ana" in browse(manager).get(with_link["href"]).text("main")
        assert keeping.differences() == []


def test_whose_next_levels_become_fewer_is_kept_with_those_alone(manager):
    found()
    version = ladders.publish(FORKED, actor=None)
    one = an_employee(on_duty_since=TODAY - timedelta(days=200))
    ladders.move([one], version, actor=manager, reason=WHY)
    keep()
    assert len(read()[0]) == 2
    ladders.move([one], ladders.publish(LADDER, actor=None), actor=manager, reason=WHY)
    keep()
    assert stale() == set() and keeping.differences() == []
    assert [way for _who, way, *_more in read()[0]] == [0]
    assert_true()


def test_a_way_that_is_kept_and_not_judged_is_named(manager):
    one = an_employee()
    keep()
    db.session.execute(update(KeptReadiness).values(way=1))
    assert keeping.differences() == [
        f"readiness of employment {one.id}, way {way}: kept or judged alone" for way in (0, 1)
    ]


# Any of it in any order

STEPS = 14


def employed(random, manager, people):
    since = TODAY - timedelta(days=random.randrange(1, 900))
    people.append(
        an_employee(level=random.choice(("specialist", "supervisor", "manager")), on_duty_since=since)
    )


def step(random, manager, people):
    here = [one for one in people if one.ended_on is None]
    if not here:
        return employed(random, manager, people)
    one = random.choice(here)
    month = add_months(TODAY.replace(day=1), -random.randrange(1, 9))
    return random.choice(
        (
            lambda: employed(random, manager, people),
            lambda: closed(one, manager, month),
            lambda: closed(one, manager, month),
            lambda: upheld(one, manager),
            lambda: a_case(one, manager),
            lambda: employments.begin_duty(one, DutyStatus.LEAVE, TODAY, actor=manager),
            lambda: serving(one, TODAY),
            lambda: employments.change_post(one, TODAY, team_id=a_team().id, actor=manager),
            lambda: employments.change_post(one, TODAY, level="supervisor", actor=manager),
            lambda: employments.end(one, TODAY, LeavingReason.OWN_WISH, actor=manager),
            lambda: ladders.move([one], ladder.newest(), actor=manager, reason=WHY),
            keep,
            keep,
        )
    )()


@pytest.mark.parametrize("seed", range(4))
def test_whatever_was_done_the_board_shows_what_judging_gives(manager, seed):
    """Half of it on a ladder that forks."""
    random, people = Random(seed), []
    for _one in range(4):
        employed(random, manager, people)
    if seed % 2:
        ladders.move(people, ladders.publish(FORKED, actor=None), actor=manager, reason=WHY)
    for _step in range(STEPS):
        try:
            with db.session.begin_nested():
                step(random, manager, people)
        except Refused:
            people = [one for one in people if db.session.get(Employment, one.id)]
        assert_true()


# Nothing that the evaluator looks at is forgotten

FOR_ALL = {
    "ladder_version", "ladder_level", "requirement", "competency",  # a version comes with them: `kept.ground`
    "exam", "programme", "programme_version",  # likewise; a version without a new exam decides nothing
    "gate_passing",  # nothing without its certificate
    "sign_off", "next_try", "exam_appeal", "appeal_decision", "account", "person",  # read beside, not judged
    "kept_readiness", "readiness_change",
}  # fmt: skip


def test_each_table_that_decides_about_readiness_notes_its_changes(manager):
    one = an_employee()
    a_case(one, manager)
    rows = standings.everybody(standings.employed())
    with count_statements(db.engine) as seen:
        standings.standings(rows)
    read_from = {name for said in seen for name in re.findall(r'(?:FROM|JOIN)\s+"?([a-z_]+)"?', said)}
    named = {model.__tablename__ for model in EVIDENCE}
    assert read_from - FOR_ALL <= named
    assert {"post", "review_revision", "coaching", "certificate_revocation"} <= read_from


def test_a_coach_is_judged_anew_with_each_whom_they_accompany(app):
    coach, trainer = an_employee("Coach"), a_trainer()
    cohort = a_cohort(trainer, starts_on=MONDAY)
    trainee = a_trainee(cohort, trainer)
    keep()
    db.session.execute(
        text("INSERT INTO coaching (enrolment_id, coach_id, since) VALUES (:who, :coach, '2026-11-19')"),
        {"who": trainee.id, "coach": coach.person_id},
    )
    assert stale() == {coach.id}


def plan_of(statement):
    """How the database would answer, had it too much to read for reading all of it."""
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        explain = "EXPLAIN QUERY PLAN"
    else:
        explain = "EXPLAIN"
        for way in ("seqscan", "bitmapscan", "sort", "hashagg"):
            connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
    raw = str(
        statement.params(kept.as_of(kept.ground())).compile(
            connection, compile_kwargs={"literal_binds": True}
        )
    )
    return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {raw}"))


def test_the_board_is_read_along_one_index_in_its_order_and_counted_along_another(app):
    an_employee()
    keep()
    shown, counted = plan_of(board._shown_of(EVERYBODY, None, 200)), plan_of(board._groups_of(EVERYBODY))
    assert "ix_kept_readiness_shown" in shown and "ix_kept_readiness_counted" in counted
    for plan in (shown, counted):
        assert "TEMP B-TREE" not in plan and "Sort" not in plan
    due = plan_of(kept._due(EVERYBODY))
    assert "SCAN kept_readiness" not in due and "Seq Scan on kept_readiness" not in due


MOST_STATEMENTS = 8
"""Of the board, where everybody is kept: who reads, the ground, the ladder, who is due, the counts, the rows,
the teams, what exams and courses are called."""


def test_the_page_asks_as_much_for_many_kept_as_for_few_and_judges_none(manager, browse):
    an_employee()
    keep()
    visitor = browse(manager)
    visitor.get("/careers/")
    with count_statements(db.engine) as few:
        visitor.get("/careers/")
    for _one in range(4):
        an_employee()
    keep()
    with count_statements(db.engine) as many:
        page = visitor.get("/careers/")
    assert many.count == few.count <= MOST_STATEMENTS
    assert len(page.all("[data-row]")) == 5
    assert not any("review_revision" in one for one in many)


def test_the_file_is_read_from_what_is_kept_and_says_what_judging_says(manager, browse):
    ana, _ben = an_employee("Ana"), an_employee("Ben", on_duty_since=TODAY - timedelta(days=200))
    rows = standings.everybody(standings.employed())
    judged = sorted(standings.standings(rows), key=board.readiest_first)
    header, names = exports.board_header(), journeys.names_asked()
    expected = list(csv.reader(spreadsheets.as_csv([header, *exports.board_rows(judged, names)])
                               .decode("utf-8-sig").splitlines()))  # fmt: skip
    keep()
    visitor = browse(manager)
    visitor.get("/careers/")
    for change, is_judged in ((lambda: None, False), (lambda: closed(ana, manager), True)):
        change()
        with count_statements(db.engine) as seen:
            answer = visitor.get("/careers/?export=csv").response
        assert any("review_revision" in one for one in seen) is is_judged
        if not is_judged:
            assert list(csv.reader(answer.get_data().decode("utf-8-sig").splitlines())) == expected


def test_the_file_asks_as_much_for_many_kept_as_for_few(manager, browse):
    an_employee()
    keep()
    visitor = browse(manager)
    visitor.get("/careers/?export=csv")
    with count_statements(db.engine) as few:
        visitor.get("/careers/?export=csv")
    for _one in range(4):
        an_employee()
    keep()
    with count_statements(db.engine) as many:
        answer = visitor.get("/careers/?export=csv").response
    assert many.count == few.count
    assert len(answer.get_data().decode().splitlines()) == 6


# Everybody is kept or noted


def neither_kept_nor_noted():
    db.session.flush()
    return list(kept.lost())


def test_whose_row_is_deleted_is_noted_in_the_same_transaction(app):
    one, other = an_employee(), an_employee()
    keep()
    db.session.execute(delete(KeptReadiness).where(KeptReadiness.employment_id == one.id))
    assert stale() == {one.id} and neither_kept_nor_noted() == []
    keep()
    assert stale() == set() and db.session.get(KeptReadiness, (other.id, 0))


def test_who_comes_back_is_noted_though_all_was_forgotten_when_they_left(manager):
    one = an_employee()
    employments.end(one, TODAY, LeavingReason.OWN_WISH, actor=manager)
    keep()
    assert db.session.get(KeptReadiness, (one.id, 0)) is None and stale() == set()
    again = an_employee(person=one.person, on_duty_since=TODAY)
    assert stale() == {again.id} and neither_kept_nor_noted() == []
    assert_true()


def test_who_is_neither_kept_nor_noted_is_named_and_mended(app):
    one = an_employee()
    db.session.flush()
    db.session.execute(delete(ReadinessChange))
    assert stale() == set()
    assert keeping.differences() == [f"readiness of employment {one.id}: neither kept nor noted"]
    keeping.forget()
    assert stale() == {one.id} and keeping.differences() == []


# Verifying


def test_what_is_kept_is_compared_with_judging_everybody_and_mended(manager, app):
    one = an_employee("Ana")
    an_employee("Ben")
    keep()
    assert keeping.differences() == []
    db.session.execute(
        update(KeptReadiness).where(KeptReadiness.employment_id == one.id).values(met=99, target=None)
    )
    wrong = keeping.differences()
    assert [line.partition(":")[0] for line in wrong] == [
        f"readiness of employment {one.id}, {name}" for name in ("target", "met")
    ]
    db.session.commit()
    run = app.test_cli_runner()
    told = run.invoke(args=["counts", "verify"])
    assert told.exit_code == 1 and wrong[0] in told.output and "flask counts rebuild" in told.output
    assert run.invoke(args=["counts", "rebuild"]).exit_code == 0
    assert run.invoke(args=["counts", "verify"]).exit_code == 0
    assert stale() == set()


def test_who_is_to_be_judged_anew_anyway_is_no_difference(manager):
    one = an_employee()
    keep()
    db.session.execute(update(KeptReadiness).values(met=99))
    closed(one, manager)
    assert keeping.differences() == []
    with clock.at(noon(TODAY + timedelta(days=1))):
        assert keeping.differences() == []


def test_many_are_compared_some_at_a_time(app, monkeypatch):
    for _one in range(5):
        an_employee()
    keep()
    db.session.execute(update(KeptReadiness).values(met=99))
    monkeypatch.setattr(keeping, "AT_ONCE", 2)
    assert len(keeping.differences()) == 5
