"""What somebody wrote and uploaded while they learned goes when they ask for it; that they learned stays."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from core import clock, files, seals
from core.db import Base, db
from core.record import Entry
from people.models import Person
from people.permissions import Role
from tests.factories import an_account
from tests.training.classes import MONDAY, a_trainee, noon
from tests.training.on_duty_already import account_of
from training import (
    appealing,
    assessing,
    coaching,
    crediting,
    erasing,
    examining,
    homework,
    homework_marking,
    missing,
    overriding,
    placing,
    remedying,
    studying,
)
from training.coaching import Seen
from training.erasing import ErasureRefused
from training.homework import Assignment, Work
from training.homework_marking import Found
from training.marking import Score
from training.models import (
    CoachingWording,
    ExamAttempt,
    ExamMark,
    HandIn,
    HomeworkMarking,
    SheetRating,
    StudyDecision,
    StudyVersion,
)
from training.states import CoachingTopic, Missing
from training.studying import Study

DAY = timedelta(days=1)
NOW = noon(MONDAY)
ANSWER, PROOF, SHARED = b"%PDF-1.7 my answer", b"%PDF-1.7 my certificate", b"%PDF-1.7 of both"
SHOWN = b"%PDF-1.7 of the conversation"
WHY = "Asked for in writing."


@pytest.fixture
def given(cohort, trainer):
    with clock.at(NOW):
        return homework.give(cohort, Assignment("A letter", "Write it.", NOW + 2 * DAY), actor=trainer)


@pytest.fixture
def bruno(cohort, trainer, given):
    return learns(cohort, trainer, given, "Bruno").employment.person


def learns(cohort, trainer, given, name, answer=ANSWER, proof=PROOF):
    """Somebody hands in a file with words, is marked twice, coached, and claims what they read at home."""
    trainee = a_trainee(cohort, trainer, name)
    me, coach = account_of(trainee.employment), an_account(Role.EMPLOYEE, name="Coach")
    placing.assign_coach(trainee, coach.person, actor=trainer)
    with clock.at(NOW):
        handed = homework.hand_in(given, Work(f"{name} wrote this.", (f"{name}.pdf", answer)), actor=me)
        coaching.write(trainee, Seen(MONDAY, CoachingTopic.PACE, f"{name} is calm."), actor=coach)
        book = Study(f"{name}'s book", MONDAY, 60, f"https://{name}.example/", (f"{name}.pdf", proof))
        crediting.approve(studying.claim(book, actor=me), 30, actor=trainer, reason=f"{name} skimmed it.")
    with clock.at(NOW + 3 * DAY):
        homework_marking.mark(handed, Found(mark=Decimal(70), comment=f"{name} is polite."), actor=trainer)
        again = Found(mark=Decimal(80), comment=f"{name} is kind.")
        homework_marking.mark(handed, again, actor=trainer, reason=f"{name} asked.")
    db.session.commit()
    return trainee


def all_that_is_kept():
    """Every cell of every table but of who people are, as one text."""
    tables = [one for one in Base.metadata.sorted_tables if one.name not in ("person", "account", "letter")]
    return " ".join(str(row) for one in tables for row in db.session.execute(select(one)))


def erase(person, reason=WHY):
    digests = erasing.erase(person, actor=an_account(Role.ADMINISTRATOR), reason=reason)
    db.session.commit()
    return files.drop(digests)


def is_stored(content):
    return files.path_of(files.digest_of(content)).exists()


def test_words_and_bytes_go_and_what_was_reached_stays(bruno):
    assert "Bruno" in all_that_is_kept()
    assert is_stored(ANSWER)
    assert is_stored(PROOF)
    assert erase(bruno) == 2
    assert "Bruno" not in all_that_is_kept()
    assert not is_stored(ANSWER)
    assert not is_stored(PROOF)
    assert list(db.session.scalars(select(HomeworkMarking.mark).order_by(HomeworkMarking.id))) == [70, 80]
    assert db.session.scalars(select(StudyDecision.minutes)).one() == 30


def test_files_that_assessors_showed_of_them_go_and_the_attempt_stays(cohort, trainer, browse):
    trainee, on = a_trainee(cohort, trainer, "Bruno"), MONDAY + 14 * DAY
    practical = cohort.programme_version.exams[1]
    with clock.at(noon(on)):
        one = assessing.begin(trainee, practical, [trainer], on, actor=trainer)
        ratings = {item.id: 4 for item in one.rubric_version.criteria}
        assessing.submit(one, assessing.Sheet(ratings, file=("Bruno.pdf", SHOWN)), actor=trainer)
        db.session.commit()
        assert erase(trainee.employment.person) == 1
        assert not is_stored(SHOWN)
        assert "Bruno" not in all_that_is_kept()
        page = browse(trainer)
        assert "The file was erased." in page.get(f"/training/exam-attempts/{one.attempt_id}").text("main")
        page.get(f"/training/assessments/{one.id}/sheets/{one.sheets[0].id}/file", expect=404)


def examined(cohort, trainer, name):
    """Assessed with words, failed in theory, told what to work on; a mark corrected, overridden,
    declared void, restored, appealed against; a sitting missed."""
    trainee, on = a_trainee(cohort, trainer, name), MONDAY + 14 * DAY
    theory, practical = cohort.programme_version.exams
    manager, second, me = an_account(Role.MANAGER), an_account(Role.MANAGER), account_of(trainee.employment)
    says = f"{name} was late to say sorry."
    with clock.at(noon(on)):
        away = missing.miss(trainee, practical, on - DAY, is_excused=True, actor=trainer, reason=says)
        missing.correct(away, Missing.NOT_EXCUSED, actor=trainer, reason=says)
        off = assessing.begin(trainee, practical, [trainer], on, actor=trainer)
        assessing.withdraw(off, actor=trainer, reason=says)
        one = assessing.begin(trainee, practical, [trainer], on, actor=trainer)
        low = {item.id: 1 for item in one.rubric_version.criteria}
        sheet = assessing.Sheet(low, dict.fromkeys(low, says), says, rejects=True, next_since=on + 5 * DAY)
        assessing.submit(one, sheet, actor=trainer)
        failed = examining.enter(trainee, theory, Score(Decimal(40), on, comment=says), actor=trainer)
        remedying.assign(failed, remedying.RemedyPlan(None, note=says), actor=trainer)
        examining.correct(failed, Score(Decimal(45), on, comment=says), actor=trainer, reason=says)
        overriding.override(failed, Decimal(90), actor=manager, reason=says)
        overriding.lift(failed, actor=manager, reason=says)
        examining.void(failed, actor=trainer, reason=says)
        examining.restore(failed, actor=trainer, reason=says)
        appealing.decide(appealing.file(failed, actor=me, grounds=says), None, actor=second, reason=says)
        examining.sign_off(failed, actor=trainer, note=says)
        examining.set_next_try(failed, on + 2 * DAY, actor=trainer, reason=says)
        db.session.commit()
    return one


def test_words_about_their_exams_go_and_the_marks_stay(cohort, trainer, browse):
    one, other = examined(cohort, trainer, "Bruno"), examined(cohort, trainer, "Clara")
    words, marks = all_that_is_kept(), list(db.session.scalars(select(ExamMark.mark).order_by(ExamMark.id)))
    rated = list(db.session.scalars(select(SheetRating.value)))
    assert words.count("Bruno was late") == words.count("Clara was late") > 15
    erase(one.enrolment.employment.person)
    left = all_that_is_kept()
    assert "Bruno was late" not in left
    assert left.count("Clara was late") == words.count("Clara was late")
    assert list(db.session.scalars(select(ExamMark.mark).order_by(ExamMark.id))) == marks
    assert list(db.session.scalars(select(SheetRating.value))) == rated
    while seals.seal():
        db.session.commit()
    assert seals.verify().whole
    with clock.at(noon(MONDAY + 15 * DAY)):
        page = browse(trainer)
        assert "The words were erased." in page.get(f"/training/exam-attempts/{one.attempt_id}").text("main")
        assert "Clara was late" in page.get(f"/training/exam-attempts/{other.attempt_id}").text("main")
        for address in (f"enrolments/{one.enrolment_id}/exams", f"enrolments/{one.enrolment_id}"):
            assert "Bruno was late" not in page.get(f"/training/{address}").text("main")
        for attempt in db.session.scalars(select(ExamAttempt)):
            page.get(f"/training/exam-attempts/{attempt.id}")


def test_the_record_says_so_and_stays_whole(bruno):
    erase(bruno)
    [entry] = db.session.scalars(select(Entry).where(Entry.verb == "learning erased"))
    assert (entry.subject_kind, entry.subject_id, entry.reason) == ("person", bruno.id, WHY)
    while seals.seal():
        db.session.commit()
    assert seals.verify().whole


def test_what_others_wrote_and_uploaded_stays_also_where_it_is_the_same_file(cohort, trainer, given):
    bruno = learns(cohort, trainer, given, "Bruno", answer=SHARED)
    learns(cohort, trainer, given, "Clara", proof=SHARED)
    assert erase(bruno.employment.person) == 1, "the one that Bruno alone had"
    assert is_stored(SHARED)
    assert is_stored(ANSWER)
    assert "Bruno" not in all_that_is_kept()
    for model, column in ((HandIn, "text"), (StudyVersion, "what"), (CoachingWording, "says")):
        [left] = filter(None, (getattr(one, column) for one in db.session.scalars(select(model))))
        assert "Clara" in str(left)


def test_it_can_be_erased_twice(bruno):
    assert erase(bruno) == 2
    assert erase(bruno) == 0


def test_who_may_not_and_who_gives_no_reason_erases_nothing(bruno, trainer):
    for actor, reason in ((trainer, WHY), (an_account(Role.ADMINISTRATOR), " ")):
        with pytest.raises(ErasureRefused):
            erasing.erase(bruno, actor=actor, reason=reason)
    assert "Bruno wrote this." in all_that_is_kept()


def test_pages_do_without_what_was_erased(cohort, trainer, given, bruno, browse):
    handed, claimed = db.session.scalars(select(HandIn)).one(), db.session.scalars(select(StudyVersion)).one()
    addresses = (
        f"/training/hand-ins/{handed.id}",
        f"/training/self-study/{claimed.claim_id}",
        "/training/self-study",
        f"/training/cohorts/{cohort.id}/homework",
        f"/training/enrolments/{handed.enrolment_id}/coaching",
    )
    of_files = (
        f"/training/hand-ins/{handed.id}/file",
        f"/training/self-study/{claimed.claim_id}/files/1",
    )
    erase(bruno)
    page = browse(trainer)
    with clock.at(NOW + 4 * DAY):
        assert "was erased" in page.get(addresses[0]).text("main")
        for address in addresses:
            page.get(address)
        for address in of_files:
            page.get(address, expect=404)


def test_the_command_erases_by_the_address(app, bruno):
    email = db.session.get_one(Person, bruno.id).email
    run = app.test_cli_runner()
    assert run.invoke(args=["training", "erase", "nobody@example.org", WHY]).exit_code == 1
    said = run.invoke(args=["training", "erase", email.upper(), WHY])
    assert (said.exit_code, "2 files are gone" in said.output) == (0, True), said.output
    assert not is_stored(ANSWER)


def test_a_file_that_a_row_names_is_never_dropped(bruno):
    assert files.drop([files.digest_of(ANSWER), files.digest_of(b"never kept")]) == 0
    assert is_stored(ANSWER)


def test_every_table_that_names_stored_files_says_so():
    """One that does not would lose its files to whoever erases the same."""
    stored = {one for one in Base.metadata.sorted_tables if {"digest", "media_type"} <= set(one.c.keys())}
    assert {one.class_.__table__ for one in files.NAMED_BY} == stored
