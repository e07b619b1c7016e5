"""Taking in many at once leaves what the verbs leave for each alone, row by row."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from core.record import Entry, Way, by
from people.models import Person
from people.permissions import Role
from recruiting import applications, candidates, closing, history, intake, merging, pipeline
from recruiting.candidates import Background
from recruiting.imports import checking, problems
from recruiting.journeys import End, Journey, Step
from recruiting.models import Application, Candidate, RowOutcome, Visit
from recruiting.openings import pause
from recruiting.pipeline import MoveRefused
from recruiting.placing import APPLIED_BEFORE, KNOWN_OTHERWISE, NOT_OPEN, OTHER_NAME, SAME_AS_LINE, Arrival
from recruiting.queries import standing
from recruiting.states import Education, ReasonFamily, Status
from tests import factories as make
from tests.recruiting import importing

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
WHY = "Moved there in the system before."
PEOPLE = [
    Background("宋嘉树", "song@example.org", "Song Jiashu", "13812345678", "zh_Hans", "杭州",
               Education.BACHELOR, 3, "中文, English", True, 70),
    Background("Amara Okafor", "amara@example.org"),
    Background("Known Already", "known@example.org", lives_in="Lagos", service_years=2),
]  # fmt: skip


@pytest.fixture
def opening(recruiter):
    return make.an_opening()


def an_arrival(opening, background, line=2, **more):
    return Arrival(line, background, opening.id, make.a_channel("campus"), **more)


def columns_of(model, person_ids):
    """Rows about these persons, without the numbers that differ from one to the next."""
    of = Application.person_id if model in (Application, Visit, Entry) else None
    query = select(model)
    if model is Visit:
        query = query.join(Application, Application.id == Visit.application_id).where(of.in_(person_ids))
    elif model is Entry:
        query = query.join(Application, Application.id == Entry.subject_id).where(of.in_(person_ids))
        query = query.where(Entry.subject_kind == "application")
    else:
        key = {Person: Person.id, Candidate: Candidate.person_id, Application: of}[model]
        query = query.where(key.in_(person_ids))
    found = db.session.scalars(query.order_by(*model.__table__.primary_key.columns))
    return [
        {
            column.key: plain(getattr(row, column.key))
            for column in model.__table__.columns
            if column.key not in DIFFERENT
        }
        for row in found
    ]


DIFFERENT = {"id", "person_id", "application_id", "subject_id", "email", "batch"}


def plain(value):
    """Entries' details without numbers of visits."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items() if name != "visit"}
    return value


def everything_of(person_ids):
    db.session.expire_all()
    return {model.__name__: columns_of(model, person_ids) for model in MODELS}


MODELS = (Person, Candidate, Application, Visit, Entry)


def someone_known(email, opening):
    with clock.at(NOW - timedelta(days=9)):
        person = make.a_person("Known Already", email=email)
    db.session.add(Candidate(person_id=person.id, lives_in="Accra"))
    db.session.flush()
    return person


def test_it_leaves_the_very_rows_that_the_verbs_leave(recruiter, opening):
    other = make.an_opening(team=make.a_team())
    someone_known("known@example.org", opening)
    someone_known("known@example.net", opening)
    again = [Background(**{**vars(one), "email": one.email.replace(".org", ".net")}) for one in PEOPLE]
    with clock.at(NOW), by(Way.IMPORT):
        arrivals = [an_arrival(opening, one, line) for line, one in enumerate(PEOPLE, 2)]
        taken = intake.take_in(arrivals, {}, actor=recruiter, batch="together")
        visits = [
            candidates.add(one, other, channel=make.a_channel("campus"), actor=recruiter, tell=False)
            for one in again
        ]
        db.session.flush()
    at_once = everything_of([one.person_id for one in taken])
    one_by_one = everything_of([visit.application.person_id for visit in visits])
    for rows in one_by_one.values():
        for row in rows:
            row.update(opening_id=opening.id) if "opening_id" in row else None
    assert at_once == one_by_one
    assert [one.outcome for one in taken] == [None, None, RowOutcome.JOINED]
    assert taken[2].filled == ["service_years"]
    assert all(row["way"] is Way.IMPORT for row in at_once["Entry"])


def test_a_way_through_the_stages_is_what_the_moves_would_have_left(recruiter, opening):
    screening, test, first, second, *_rest = opening.pipeline_version.stages
    days = [NOW + timedelta(days=number) for number in (0, 2, 5, 6, 9)]
    reason = make.a_reason(ReasonFamily.REJECTION)
    way = Journey(
        [Step(screening, days[0]), Step(test, days[1]), Step(second, days[2]), Step(first, days[3])],
        WHY,
        End(Status.REJECTED, reason.id, days[4]),
    )
    [taken] = intake.take_in([an_arrival(opening, PEOPLE[0], way=way)], {}, actor=recruiter, batch="b")
    with by(Way.IMPORT):
        with clock.at(days[0]):
            person = make.a_person(email="same@example.org")
            channel = make.a_channel("campus")
            visit = applications.apply(person, opening, channel=channel, actor=recruiter, tell=False)
        for day, stage in zip(days[1:4], (test, second, first), strict=True):
            override = visit.stage is test
            overseer = recruiter if not override else make.an_account(Role.ADMINISTRATOR)
            with clock.at(day):
                visit = pipeline.move(
                    standing.visit(visit.id), stage, actor=overseer, override=override, tell=False,
                    reason=None if visit.stage is screening else WHY,
                )  # fmt: skip
        with clock.at(days[4]):
            closing.reject(standing.visit(visit.id), reason, actor=recruiter, tell=False)
    at_once, moved = everything_of([taken.person_id]), everything_of([person.id])
    for row in moved["Entry"]:
        row["actor_id"] = recruiter.id
    for model in ("Application", "Visit", "Entry"):
        assert at_once[model] == moved[model], model


def test_the_record_gives_the_state_back(recruiter, opening):
    stages = opening.pipeline_version.stages
    way = Journey([Step(stages[0], NOW), Step(stages[3], NOW + timedelta(days=1))], WHY)
    arrivals = [an_arrival(opening, PEOPLE[0], 2), an_arrival(opening, PEOPLE[1], 3, way=way)]
    taken = intake.take_in(arrivals, {}, actor=recruiter, batch="b")
    told = history.replay(db.session.scalars(select(Entry).order_by(Entry.id)))
    for one in taken:
        visit = standing.latest_visit(one.application_id)
        assert told[one.application_id] == history.state_of(visit.application, visit)


def test_who_applied_here_before_is_left_out_however_that_ended(recruiter, opening):
    visit = make.an_application(opening, make.a_person(PEOPLE[0].name, email="song@example.org"))
    closing.reject(visit, make.a_reason(ReasonFamily.REJECTION), actor=recruiter)
    [place] = intake.take_in([an_arrival(opening, PEOPLE[0])], {}, actor=recruiter, batch="b")
    assert (place.outcome, place.problem) == (RowOutcome.KNOWN, APPLIED_BEFORE)
    assert place.application_id == visit.application_id


def test_the_same_person_twice_in_a_file_applies_once(recruiter, opening):
    arrivals = [an_arrival(opening, PEOPLE[0], 2), an_arrival(opening, PEOPLE[0], 3)]
    first, second = intake.take_in(arrivals, {}, actor=recruiter, batch="b")
    assert first.is_taken and (second.problem, second.value) == (SAME_AS_LINE, "2")


def test_an_address_that_stands_beside_another_name_is_a_fault_and_nobody_is_taken_for_another(
    recruiter, opening
):
    """As when a column was filled down by mistake: one would come in and all others pass for known."""
    people = [
        Background(name, "office@example.org")
        for name in ("Amara Okafor", "Ada Bello", "okafor  amara", "宋若溪")
    ]
    arrivals = [an_arrival(opening, one, line) for line, one in enumerate(people, 2)]
    places = intake.take_in(arrivals, {}, actor=recruiter, batch="b")
    assert [(one.outcome, one.problem, one.value, one.column) for one in places] == [
        (None, None, None, None),
        (RowOutcome.FAULTY, OTHER_NAME, "2", "email"),
        (RowOutcome.KNOWN, SAME_AS_LINE, "2", None),
        (RowOutcome.FAULTY, OTHER_NAME, "2", "email"),
    ]
    assert problems.sentence(OTHER_NAME, "2") == "The e-mail address of line 2, where the name is another."


def test_one_address_for_two_names_is_told_whichever_openings_they_are_for(recruiter, opening):
    other = make.an_opening(team=make.a_team())
    arrivals = [
        an_arrival(opening, Background("Amara Okafor", "office@example.org"), 2),
        an_arrival(other, Background("Ada Bello", "office@example.org"), 3),
    ]
    _first, second = intake.take_in(arrivals, {}, actor=recruiter, batch="b")
    assert (second.outcome, second.problem, second.value) == (RowOutcome.FAULTY, OTHER_NAME, "2")


def somebody_here():
    person = make.a_person("宋若溪", email="office@example.org")
    person.latin_name = "Song Ruoxi"
    db.session.flush()
    return person


@pytest.mark.parametrize("name", ["宋若溪", "song ruoxi", "Ruoxi Song"])
def test_who_is_here_under_the_same_name_in_any_order_is_that_person(recruiter, opening, name):
    person = somebody_here()
    arrival = an_arrival(opening, Background(name, "office@example.org"))
    [place] = intake.take_in([arrival], {}, actor=recruiter, batch="b")
    assert (place.outcome, place.person_id) == (RowOutcome.JOINED, person.id)


def test_who_has_the_address_of_somebody_here_under_another_name_waits_for_a_word(recruiter, opening):
    person = somebody_here()
    arrivals = [
        an_arrival(opening, Background(name, "office@example.org"), line)
        for line, name in enumerate(("Amara Okafor", "Ada Bello"), 2)
    ]
    places = intake.take_in(arrivals, {}, actor=recruiter, batch="b")
    told = (RowOutcome.FAULTY, KNOWN_OTHERWISE, "office@example.org", "email")
    assert [(one.outcome, one.problem, one.value, one.column) for one in places] == [told, told]
    first, second = intake.take_in(arrivals, {}, same_people=True, actor=recruiter, batch="c")
    assert (first.outcome, first.person_id) == (RowOutcome.JOINED, person.id)
    assert (second.outcome, second.problem) == (RowOutcome.FAULTY, OTHER_NAME)
    assert person.name == "宋若溪", "what is known of them stays"


def test_who_has_the_address_of_somebody_who_applied_here_is_not_taken_for_them_either(recruiter, opening):
    here = an_arrival(opening, Background("Amara Okafor", "office@example.org"))
    intake.take_in([here], {}, actor=recruiter, batch="b")
    [same] = intake.take_in([here], {}, actor=recruiter, batch="c")
    assert (same.outcome, same.problem) == (RowOutcome.KNOWN, APPLIED_BEFORE)
    other = an_arrival(opening, Background("Ada Bello", "office@example.org"))
    [left_out] = intake.take_in([other], {}, actor=recruiter, batch="d")
    assert (left_out.outcome, left_out.problem) == (RowOutcome.FAULTY, KNOWN_OTHERWISE)


@pytest.mark.parametrize("name", ["Wei Li", "Vivian Li"])
def test_of_an_entry_that_was_merged_into_another_either_name_is_theirs(recruiter, opening, name):
    person = make.a_person("Vivian Li", email="b@example.org")
    merged = make.a_person("Wei Li", email="a@example.org")
    merging.merge(person, merged, actor=recruiter, reason=WHY)
    [place] = intake.take_in(
        [an_arrival(opening, Background(name, "a@example.org"))], {}, actor=recruiter, batch="b"
    )
    assert (place.outcome, place.person_id) == (RowOutcome.JOINED, person.id)


def test_whom_the_other_system_has_brought_before_is_known_by_its_key_under_any_name(recruiter, opening):
    other = make.an_opening(team=make.a_team())
    before = an_arrival(opening, Background("Amara Okafor", "office@example.org"), key="a1", person_key="p1")
    [first] = intake.take_in([before], {}, actor=recruiter, batch="b")
    checking.count(importing.uploaded(importing.a_file(importing.BO), recruiter, opening), [before], [first])
    again = an_arrival(other, Background("Amara Bello", "office@example.org"), key="a2", person_key="p1")
    [second] = intake.take_in([again], {}, actor=recruiter, batch="c")
    assert (second.outcome, second.person_id) == (RowOutcome.JOINED, first.person_id)


def test_whom_the_other_system_knows_by_one_key_is_one_person_under_any_name(recruiter, opening):
    people = [Background(name, "office@example.org") for name in ("Amara Okafor", "Amara Bello")]
    arrivals = [an_arrival(opening, one, line, person_key="p1") for line, one in enumerate(people, 2)]
    _first, second = intake.take_in(arrivals, {}, actor=recruiter, batch="b")
    assert (second.outcome, second.problem, second.value) == (RowOutcome.KNOWN, SAME_AS_LINE, "2")


def test_somebody_for_two_openings_is_one_person(recruiter, opening):
    other = make.an_opening(team=make.a_team())
    arrivals = [an_arrival(opening, PEOPLE[0], 2), an_arrival(other, PEOPLE[0], 3)]
    first, second = intake.take_in(arrivals, {}, actor=recruiter, batch="b")
    assert first.person_id == second.person_id and first.application_id != second.application_id


def test_without_an_address_the_phone_and_the_name_tell_who_it_is(recruiter, opening):
    other = make.an_opening(team=make.a_team())
    same = Background("Amara Okafor", "", phone="+86 138-1234-5678")
    written_otherwise = Background("amara okafor", "", phone="(86) 13812345678")
    sister = Background("Ada Okafor", "", phone="+86 138-1234-5678")
    [first] = intake.take_in([an_arrival(opening, same)], {}, actor=recruiter, batch="b")
    arrivals = [an_arrival(other, written_otherwise, 2), an_arrival(other, sister, 3)]
    again, another = intake.take_in(arrivals, {}, actor=recruiter, batch="c")
    assert again.person_id == first.person_id
    assert another.person_id != first.person_id and another.is_taken


def test_an_opening_that_takes_nobody_is_told_row_by_row(recruiter, opening):
    pause(opening, actor=None)
    [place] = intake.take_in([an_arrival(opening, PEOPLE[0])], {}, actor=recruiter, batch="b")
    assert (place.outcome, place.problem, place.value) == (RowOutcome.FAULTY, NOT_OPEN, opening.code)
    assert db.session.scalar(select(Person).where(Person.email == "song@example.org")) is None


def test_only_who_may_add_candidates_takes_them_in(app, opening):
    manager = make.an_account(Role.MANAGER)
    with pytest.raises(MoveRefused):
        intake.take_in([an_arrival(opening, PEOPLE[0])], {}, actor=manager, batch="b")
