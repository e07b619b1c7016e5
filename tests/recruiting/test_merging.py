"""People entered twice: noticed, made one, and made two again as if it had never been."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core import clock
from core.db import db
from core.record import Entry
from people import accounts
from people import employment as employments
from people import queries as people_queries
from people.models import Employment, Person
from people.permissions import Role
from people.queries import person_by_email
from people.states import LeavingReason
from recruiting import (
    applications,
    blind_review,
    candidates,
    closing,
    consents,
    hiring,
    merging,
    notes,
    pipeline,
)
from recruiting.duplicates import DuplicateRefused, dismiss
from recruiting.merging import MergeRefused
from recruiting.models import (
    Application,
    Candidate,
    CandidateFile,
    Consent,
    Gram,
    PersonMerge,
    Suspicion,
)
from recruiting.queries import duplicates as queries
from recruiting.queries import finding, standing
from recruiting.queries.facts import CHECK_PURPOSE
from recruiting.states import Audience, FileKind, Likeness, Status, Wait
from tests import factories as make
from tests.recruiting import walking

WHY = "Both wrote from the same phone and said so."
STAY = {
    "account.person_id", "employment.person_id", "post.line_manager_id", "person.merged_into_id",
    "candidate.person_id", "search_gram.person_id", "search_newcomer.person_id", "suspicion.first_id",
    "suspicion.second_id", "person_merge.survivor_id", "person_merge.absorbed_id", "coaching.coach_id",
    "material_receipt.person_id", "recurrent_session.leader_id", "mutual_ask.rater_id",
    "group_answer.person_id",
}  # fmt: skip
"""What says something of a person and does not change hands: accounts and employments forbid a merge
instead (and only who has one coaches, leads sessions, rates colleagues, tells of groups or reads
materials), gaps are filled from the background, and the rest is about the entries themselves."""


def an_entry(name="王晓明", phone="13800138000", email=None, opening=None, **background):
    person = make.a_person(name, email=email)
    person.phone = phone
    db.session.add(Candidate(person_id=person.id, **background))
    make.an_application(opening or make.an_opening(), person)
    return person


@pytest.fixture
def pair(app):
    """The same person twice, for two openings; each entry knows something that the other does not."""
    one = an_entry(email="wang@example.org", lives_in="Hangzhou", service_years=2)
    other = an_entry("Wang Xiaoming", email="xm.wang@example.net", languages="中文", service_years=3)
    other.latin_name = "Wang Xiaoming"
    db.session.flush()
    return one, other


def state(*persons):
    """All that the database says of them, but for the record, as one comparable thing."""
    db.session.flush()
    db.session.expire_all()
    kept = {}
    for model in (Person, Application, Consent, CandidateFile, Candidate, Gram):
        rows = db.session.execute(select(model.__table__).order_by(*model.__table__.primary_key))
        ids = {one.id for one in persons}
        kept[model] = [
            {name: value for name, value in row._mapping.items() if name != "version"}
            for row in rows
            if (row.id if model is Person else row.person_id) in ids
        ]
    return kept


def test_whatever_says_something_of_a_person_changes_hands_or_is_known_to_stay():
    referring = {
        f"{table.name}.{column.name}"
        for table in db.metadata.tables.values()
        for column in table.columns
        if any(key.target_fullname == "person.id" for key in column.foreign_keys)
    }
    moved = {f"{column.class_.__tablename__}.{column.key}" for column in queries.MOVED.values()}
    assert referring == moved | STAY


def test_what_the_other_entry_had_belongs_to_the_one_that_stays(browse, recruiter, pair):
    one, other = pair
    consents.give_consent(other, "application", "I agree.", actor=None)
    application = db.session.scalars(select(Application).where(Application.person_id == other.id)).one()
    candidates.add_file(application, "cv.pdf", b"%PDF-1.4 x", FileKind.RESUME, actor=recruiter)
    notes.write(application, "Asked twice.", audience=Audience.TEAM, colleagues=[], actor=recruiter)
    merging.merge(one, other, actor=recruiter, reason=WHY)
    page = browse(recruiter).get(f"/people/{one.id}/applications")
    assert len(page.all("[aria-label=Applications] tbody tr")) == 2
    assert page.heading.startswith("王晓明")
    for model in (Consent, CandidateFile):
        assert db.session.scalars(select(model.person_id)).all() == [one.id]
    shown = browse(recruiter).get(f"/applications/{application.id}")
    assert shown.heading.startswith("王晓明") and "Asked twice." in shown.text() and "cv.pdf" in shown.text()
    assert "made one candidate of two entries" in shown.text()
    kept = db.session.get(Candidate, one.id)
    assert (kept.lives_in, kept.languages, kept.service_years) == ("Hangzhou", "中文", 2)


def test_a_merge_that_is_undone_leaves_everything_as_it_was(recruiter, pair):
    one, other = pair
    consents.give_consent(other, "application", "I agree.", actor=None)
    before = state(one, other)
    done = merging.merge(one, other, actor=recruiter, reason=WHY)
    assert state(one, other) != before
    merging.unmerge(done, actor=recruiter, reason="They are brothers with one phone.")
    assert state(one, other) == before


def test_both_entries_and_each_application_keep_the_history(recruiter, pair):
    one, other = pair
    done = merging.merge(one, other, actor=recruiter, reason=WHY)
    merging.unmerge(done, actor=recruiter, reason="They are brothers with one phone.")
    told = db.session.execute(
        select(Entry.subject_kind, Entry.subject_id, Entry.verb, Entry.reason).where(
            Entry.verb.in_(["merged", "merged into", "merge undone"])
        )
    ).all()
    application = done.moved["application"][0]
    assert {tuple(row)[:3] for row in told} == {
        ("person", one.id, "merged"),
        ("person", other.id, "merged into"),
        ("application", application, "merged"),
        ("person", one.id, "merge undone"),
        ("person", other.id, "merge undone"),
        ("application", application, "merge undone"),
    }
    assert {row.reason for row in told} == {WHY, "They are brothers with one phone."}


def test_what_came_after_the_merge_stays_and_so_does_what_was_corrected(recruiter, pair):
    one, other = pair
    done = merging.merge(one, other, actor=recruiter, reason=WHY)
    later = make.an_application(make.an_opening(), other).application
    assert later.person_id == one.id
    db.session.get(Candidate, one.id).languages = "中文, English"
    merging.unmerge(done, actor=recruiter, reason="They are brothers with one phone.")
    assert later.person_id == one.id
    assert db.session.get(Candidate, one.id).languages == "中文, English"
    assert db.session.get(Candidate, other.id).languages == "中文"


BROTHERS = "They are brothers with one phone."


def hired(number, recruiter):
    """Hired by the application of this number, in its present stage or a later one."""
    visit = standing.latest_visit(number)
    visit = pipeline.move(
        visit, make.a_stage(visit, "offer"), actor=None, reason=WHY, override=True, tell=False
    )
    walking.draft(visit, recruiter)
    walking.send_and_accept(visit, recruiter)
    hiring.hire(walking.fresh(visit), actor=recruiter)
    return walking.fresh(visit)


def test_who_was_hired_since_by_an_application_of_the_other_stays_one_until_that_is_taken_back(recruiter):
    one, other = an_entry(), an_entry("Wang Xiaoming")
    done = merging.merge(one, other, actor=recruiter, reason=WHY)
    [number] = done.moved["application"]
    visit = hired(number, recruiter)
    before = state(one, other)
    with pytest.raises(MergeRefused, match="Take the hire back first, or record that they did not come"):
        merging.unmerge(done, actor=recruiter, reason=BROTHERS)
    assert state(one, other) == before
    hiring.unhire(walking.fresh(visit), actor=recruiter, reason=WHY)
    merging.unmerge(done, actor=recruiter, reason=BROTHERS)
    assert db.session.get(Application, number).person_id == other.id


@pytest.fixture
def no_show(recruiter):
    """Two entries made one, of whom the hire by the application of the other did not come."""
    one, other = an_entry(), an_entry("Wang Xiaoming")
    done = merging.merge(one, other, actor=recruiter, reason=WHY)
    [number] = done.moved["application"]
    visit = hired(number, recruiter)
    first_day = people_queries.current_employment(one.id).started_on
    with clock.at(clock.day_end(first_day)):
        hiring.record_no_show(walking.fresh(visit), actor=recruiter, reason="Never came.")
    return done, db.session.get(Application, number)


def test_a_merge_is_undone_after_a_no_show_which_goes_back_with_the_application(recruiter, no_show):
    done, application = no_show
    one, other = done.survivor, done.absorbed
    merging.unmerge(done, actor=recruiter, reason=BROTHERS)
    [employment] = db.session.scalars(select(Employment))
    assert (application.person_id, employment.person_id) == (other.id, other.id)
    assert application.status is Status.NO_SHOW and application.employment_id == employment.id
    told = db.session.scalars(select(Entry).where(Entry.verb == "employment given to another")).one()
    assert (told.subject_id, told.reason, told.actor_id) == (employment.id, BROTHERS, recruiter.id)
    assert told.details == {"before": one.id, "person": other.id}
    assert people_queries.last_employment(one.id) is None
    assert not people_queries.last_employment(other.id).may_return


def test_whose_no_show_it_was_not_can_be_hired_and_what_came_after_follows_what_came_before(
    recruiter, no_show
):
    done, _application = no_show
    manager = make.an_account(Role.MANAGER)
    [never_came] = db.session.scalars(select(Employment))
    with clock.at(clock.day_end(never_came.ended_on)):
        employments.let_return(never_came, True, actor=manager, reason=WHY)
        [own] = [row.id for row in queries.rows_of("application", done.survivor_id) if row.is_open]
        hired(own, recruiter)
        present = people_queries.current_employment(done.survivor_id)
        assert present.rehire_of_id == never_came.id
        merging.unmerge(done, actor=recruiter, reason=BROTHERS)
    assert (present.person_id, present.rehire_of_id) == (done.survivor_id, None)
    assert never_came.person_id == done.absorbed_id


def test_who_has_worked_here_by_an_application_of_the_other_stays_one(recruiter):
    one, other = an_entry(), an_entry("Wang Xiaoming")
    done = merging.merge(one, other, actor=recruiter, reason=WHY)
    hired(done.moved["application"][0], recruiter)
    employment = people_queries.current_employment(one.id)
    employments.end(employment, employment.started_on, LeavingReason.OWN_WISH, actor=None)
    with pytest.raises(MergeRefused, match="has worked here by an application"):
        merging.unmerge(done, actor=recruiter, reason=BROTHERS)
    with pytest.raises(employments.EmploymentRefused, match="has worked in this"):
        employments.give_to(employment, other, actor=recruiter, reason=BROTHERS)


def test_both_names_and_addresses_find_the_one_who_stays(recruiter, pair):
    one, other = pair
    merging.merge(one, other, actor=recruiter, reason=WHY)
    for typed in ("xiaoming", "xm.wang", "wang@example.org"):
        found = finding.people(typed, recruiter).rows
        assert {row.name for row, _by in found} == {"王晓明"} and len(found) == 2
    assert person_by_email("xm.wang@example.net").id == one.id
    again = candidates.add(
        candidates.Background(name="X", email="XM.Wang@example.net"),
        make.an_opening(),
        channel=make.a_channel(),
        actor=recruiter,
    )
    assert again.application.person_id == one.id


def test_two_open_applications_for_one_opening_have_to_become_one_first(recruiter):
    opening = make.an_opening()
    one, other = an_entry(opening=opening), an_entry(opening=opening)
    with pytest.raises(MergeRefused, match=f"Both have an open application for {opening.code}"):
        merging.merge(one, other, actor=recruiter, reason=WHY)
    visit = queries.rows_of("application", other.id)[0]
    make.rejected(make.standing.latest_visit(visit.id))
    done = merging.merge(one, other, actor=recruiter, reason=WHY)
    with pytest.raises(closing.MoveRefused, match="has another open application here"):
        closing.reinstate(make.standing.latest_visit(visit.id), actor=recruiter, reason="Wants both.")
    merging.unmerge(done, actor=recruiter, reason="They are brothers with one phone.")
    closing.reinstate(make.standing.latest_visit(visit.id), actor=recruiter, reason="Wants both.")


def test_whoever_signs_in_or_works_here_is_the_one_that_stays(recruiter):
    one, colleague = an_entry(), make.an_account(Role.EMPLOYEE).person
    make.an_application(make.an_opening(), colleague)
    with pytest.raises(MergeRefused, match="that entry has to be the one that stays"):
        merging.merge(one, colleague, actor=recruiter, reason=WHY)
    merging.merge(colleague, one, actor=recruiter, reason=WHY)
    assert len(queries.rows_of("application", colleague.id)) == 2


def test_an_account_for_a_merged_address_is_the_survivors(recruiter, pair):
    one, other = pair
    merging.merge(one, other, actor=recruiter, reason=WHY)
    account = accounts.open_account("X", "xm.wang@example.net", "en", actor=None)
    assert account.person_id == one.id


@pytest.mark.parametrize(
    ("reason", "sentence"), [("", "Say in one sentence how you know"), ("same", "Say in one sentence")]
)
def test_a_merge_needs_a_reason_that_explains(recruiter, pair, reason, sentence):
    with pytest.raises(MergeRefused, match=sentence):
        merging.merge(*pair, actor=recruiter, reason=reason)


def test_what_makes_no_sense_is_refused(recruiter, pair):
    one, other = pair
    with pytest.raises(MergeRefused, match="one entry already"):
        merging.merge(one, one, actor=recruiter, reason=WHY)
    referred = applications.apply(
        one, make.an_opening(), channel=make.a_channel(), actor=None, referrer=other, tell=False
    )
    with pytest.raises(MergeRefused, match="nobody refers themselves"):
        merging.merge(one, other, actor=recruiter, reason=WHY)
    referred.application.referrer_id = None
    done = merging.merge(one, other, actor=recruiter, reason=WHY)
    with pytest.raises(MergeRefused, match="merged before"):
        merging.merge(one, other, actor=recruiter, reason=WHY)
    merging.unmerge(done, actor=recruiter, reason="They are brothers.")
    with pytest.raises(MergeRefused, match="undone before"):
        merging.unmerge(done, actor=recruiter, reason="They are brothers.")


def test_merges_are_undone_in_the_opposite_order(recruiter, pair):
    one, other = pair
    third = an_entry(name="Wang Ming")
    before = state(one, other, third)
    first = merging.merge(one, other, actor=recruiter, reason=WHY)
    second = merging.merge(third, one, actor=recruiter, reason=WHY)
    assert len(queries.rows_of("application", third.id)) == 3 and person_by_email(other.email).id == third.id
    assert len(finding.people("xiaoming", recruiter).rows) == 3
    with pytest.raises(MergeRefused, match="undo that first"):
        merging.unmerge(first, actor=recruiter, reason="They are brothers.")
    merging.unmerge(second, actor=recruiter, reason="They are brothers.")
    merging.unmerge(first, actor=recruiter, reason="They are brothers.")
    assert state(one, other, third) == before


def test_applications_of_other_teams_keep_a_recruiter_of_one_team_from_merging(pair):
    one, other = pair
    mine = make.an_account(Role.RECRUITER, team=queries.rows_of("application", one.id)[0].opening.team)
    with pytest.raises(MergeRefused, match="applications of another team"):
        merging.merge(one, other, actor=mine, reason=WHY)
    manager = make.an_account(Role.MANAGER)
    with pytest.raises(Exception, match="Your role does not allow it"):
        merging.merge(one, other, actor=manager, reason=WHY)


def test_a_check_goes_on_when_the_other_entry_had_consented(recruiter):
    waits = make.an_application(make.an_opening(), make.a_person("王晓明"), "background check")
    assert waits.waits_for is Wait.CONSENT
    other = an_entry("Wang Xiaoming")
    consents.give_consent(other, CHECK_PURPOSE, "I agree.", actor=None)
    done = merging.merge(waits.application.person, other, actor=recruiter, reason=WHY)
    assert make.standing.visit(waits.id).waits_for is Wait.RESULT
    merging.unmerge(done, actor=recruiter, reason="They are brothers.")
    assert make.standing.visit(waits.id).waits_for is Wait.CONSENT


# Noticed


def test_the_same_phone_mailbox_or_name_is_noticed_on_entry(recruiter):
    an_entry("张伟", "+86 138-0013-8000", "zhang.wei+jobs@example.org")
    for name, phone, email in (
        ("Somebody", "0086 13800138000", "a@example.org"),
        ("Somebody Else", None, "zhang.wei@example.org"),
        ("张伟", None, "b@example.org"),
    ):
        person = make.a_person(name, email=email)
        person.phone = phone
        make.an_application(make.an_opening(), person)
    asked = db.session.scalars(select(Suspicion.why).order_by(Suspicion.id)).all()
    assert asked == [Likeness.PHONE, Likeness.MAIL, Likeness.NAME]


def test_names_in_another_order_or_with_accents_are_the_same_name(app):
    an_entry("Zoë Anna Lind", None)
    an_entry("LIND, Zoe Anna", None)
    assert db.session.scalars(select(Suspicion.why)).all() == [Likeness.NAME]


def test_chinese_names_that_only_sound_alike_are_two_names(recruiter):
    for name in ("江若溪", "蒋若溪"):
        person = make.a_person(name)
        person.latin_name = "Jiang Ruoxi"
        make.an_application(make.an_opening(), person)
    assert db.session.scalars(select(Suspicion)).all() == []
    an_entry("Jiang Ruoxi", None)
    assert len(db.session.scalars(select(Suspicion)).all()) == 2


def test_a_common_name_asks_about_few(app):
    for _number in range(8):
        an_entry("王伟", None)
    newest = db.session.scalar(select(func.max(Person.id)))
    asked = select(func.count()).where(Suspicion.second_id == newest)
    assert db.session.scalar(asked) == 3


def test_who_was_told_apart_is_not_asked_about_again(recruiter):
    one, _other = an_entry(), an_entry()
    asked = db.session.scalars(select(Suspicion)).one()
    dismiss(asked, actor=recruiter)
    with pytest.raises(DuplicateRefused, match="answered this before"):
        dismiss(asked, actor=recruiter)
    with clock.at(clock.now() + timedelta(days=1)):
        make.an_application(make.an_opening(), one)
    assert db.session.scalars(select(Suspicion.is_same)).all() == [False]


def test_a_merge_answers_the_question_and_undoing_it_answers_otherwise(recruiter):
    one, other = an_entry(), an_entry()
    done = merging.merge(one, other, actor=recruiter, reason=WHY)
    assert db.session.scalars(select(Suspicion.is_same)).all() == [True]
    merging.unmerge(done, actor=recruiter, reason="They are brothers.")
    assert db.session.scalars(select(Suspicion.is_same)).all() == [False]
    assert db.session.scalars(select(PersonMerge.undo_reason)).all() == ["They are brothers."]


def test_a_merge_is_undone_while_an_application_is_reviewed_blind_and_tells_nothing_of_it(
    browse, recruiter, pair
):
    one, other = pair
    blind = make.an_opening()
    blind_review.turn(blind, True, actor=make.an_account(Role.ADMINISTRATOR))
    hidden = make.an_application(blind, other)
    done = merging.merge(one, other, actor=recruiter, reason=WHY)
    page = browse(recruiter)
    shown = page.get(f"/people/{one.id}/applications")
    links = [link["href"] for link in shown.all("a[href]")]
    assert f"/merges/{done.id}/undoing" in links
    for link in links:  # whatever the page offers can be opened
        if link.startswith(("/people/", "/merges/")):
            page.get(link)
    assert blind.code not in page.get(f"/merges/{done.id}/undoing").text()
    page.post(f"/merges/{done.id}/undoing", {"reason": "They are brothers with one phone."})
    db.session.refresh(done)
    assert done.undone_at is not None
    assert db.session.get(Application, hidden.application_id).person_id == other.id


def test_a_merge_of_whom_the_reader_only_reviews_blind_stays_out_of_reach(browse, recruiter):
    entries = []
    for name in ("王晓明", "Wang"):
        blind = make.an_opening()
        blind_review.turn(blind, True, actor=make.an_account(Role.ADMINISTRATOR))
        entries.append(an_entry(name, phone="", opening=blind))
    done = merging.merge(*entries, actor=recruiter, reason=WHY)
    browse(recruiter).get(f"/merges/{done.id}/undoing", expect=404)
