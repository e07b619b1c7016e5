"""Homework: given, handed in as often as it may be, marked or returned, and nothing of it lost."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from assessment.queries import newest_rubric
from core import clock, files
from core.db import db
from core.record import Entry
from people import queries as accounts
from people.permissions import Role
from recruiting.queries.asked import asked_of
from tests.factories import a_team, an_account
from tests.statements import count_statements
from tests.training.classes import MONDAY, WHY, a_cohort, a_trainee, a_trainer, noon
from tests.training.on_duty_already import account_of
from training import homework, homework_marking
from training.cohorts import CohortRefused
from training.homework import Assignment, HomeworkRefused, Work
from training.homework_marking import Found
from training.models import HandIn, Homework, HomeworkMarking, HomeworkWording
from training.queries import duty
from training.queries import homework as queries
from training.rules.homework import Handed, standing
from training.states import HomeworkState

PDF = b"%PDF-1.7 an answer"
DAY = timedelta(days=1)
NOW = noon(MONDAY)
DUE = NOW + 2 * DAY
TASK = Assignment("A letter about a late parcel", "Write the letter.\nKeep to policy.", DUE)


@pytest.fixture
def me(trainee):
    return account_of(trainee.employment)


@pytest.fixture
def given(cohort, trainer):
    """Homework that is marked by the rubric of homework."""
    with clock.at(NOW):
        return homework.give(cohort, replace(TASK, rubric=newest_rubric("homework")), actor=trainer)


@pytest.fixture
def plain(cohort, trainer):
    with clock.at(NOW):
        return homework.give(cohort, TASK, actor=trainer)


def hand_in(one, me, text="Dear customer", at=NOW, **more):
    with clock.at(at):
        return homework.hand_in(one, Work(text, **more), actor=me)


def mark(version, trainer, at=DUE, value=4, **more):
    rubric = version.homework.rubric_version
    ratings = {one.id: value for one in rubric.criteria} if rubric else {}
    with clock.at(at):
        return homework_marking.mark(version, Found(ratings, **more), actor=trainer)


def course(one, trainee, at=NOW):
    with clock.at(at):
        return queries.course(one, trainee.id)


# The rule


def test_where_somebody_stands_follows_from_what_was_handed_in_and_marked():
    early, late = Handed(NOW, DUE), Handed(DUE + DAY, DUE)
    marked = replace(early, is_marked=True)
    again = replace(early, is_marked=True, again_until=DUE + 5 * DAY)
    for versions, now, expected in [
        ([], NOW, (HomeworkState.OPEN, DUE, True, False)),
        ([], DUE, (HomeworkState.OPEN, DUE, True, False)),
        ([], DUE + DAY, (HomeworkState.MISSING, DUE, True, True)),
        ([early], NOW, (HomeworkState.HANDED_IN, DUE, True, False)),
        ([early], DUE + DAY, (HomeworkState.HANDED_IN, DUE, False, False)),
        ([late], DUE + DAY, (HomeworkState.HANDED_IN, DUE, False, True)),
        ([marked], NOW, (HomeworkState.MARKED, DUE, False, False)),
        ([again], DUE + DAY, (HomeworkState.RETURNED, DUE + 5 * DAY, True, False)),
        ([again, replace(early, due_at=DUE + 5 * DAY)], DUE + DAY,
         (HomeworkState.HANDED_IN, DUE + 5 * DAY, True, False)),
    ]:  # fmt: skip
        found = standing(DUE, versions, now)
        assert (found.state, found.due_at, found.may_hand_in, found.is_late) == expected


# Giving it


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"task": ""}, "task"),
        ({"due_at": NOW}, "due_on"),
    ],
)
def test_what_makes_no_sense_is_not_given(cohort, trainer, wrong, field):
    with clock.at(NOW), pytest.raises(HomeworkRefused) as refused:
        homework.give(cohort, replace(TASK, **wrong), actor=trainer)
    assert refused.value.field == field


def test_only_who_teaches_the_class_gives_and_changes_it(cohort, plain):
    stranger = a_trainer(a_team("Elsewhere"))
    with clock.at(NOW):
        for deed in (
            lambda: homework.give(cohort, TASK, actor=stranger),
            lambda: homework.put_off(plain, DUE + DAY, actor=stranger, reason=WHY),
            lambda: homework.withdraw(plain, actor=stranger, reason=WHY),
        ):
            with pytest.raises(CohortRefused):
                deed()


def test_another_day_makes_nothing_late_or_early_that_was_handed_in(trainee, trainer, plain, me):
    hand_in(plain, me, at=DUE + DAY)
    with clock.at(DUE + DAY):
        homework.put_off(plain, DUE + 3 * DAY, actor=trainer, reason=WHY)
        with pytest.raises(HomeworkRefused, match="stands so already"):
            homework.put_off(plain, DUE + 3 * DAY, actor=trainer, reason=WHY)
    assert course(plain, trainee, DUE + DAY).standing.is_late


# Handing it in


def test_versions_are_handed_in_until_it_is_due_and_all_are_kept(trainee, plain, me):
    hand_in(plain, me, "One")
    hand_in(plain, me, "Two", at=DUE)
    with pytest.raises(HomeworkRefused, match="It was due on"):
        hand_in(plain, me, "Three", at=DUE + timedelta(seconds=1))
    assert [one.text for one in course(plain, trainee).versions] == ["One", "Two"]


def test_the_first_version_may_come_late_and_is_marked_so(trainee, plain, me):
    assert course(plain, trainee, DUE + DAY).standing.state is HomeworkState.MISSING
    hand_in(plain, me, at=DUE + DAY)
    assert course(plain, trainee, DUE + DAY).standing.is_late


def test_a_file_is_of_a_kind_that_may_come_in_and_stays_with_the_next_version(trainee, plain, me):
    first = hand_in(plain, me, "", file=("../a.pdf", PDF))
    assert files.path_of(first.digest).read_bytes() == PDF
    second = hand_in(plain, me, "With a text now.")
    assert (second.file_name, second.digest) == ("a.pdf", first.digest)
    with pytest.raises(files.FileRefused):
        hand_in(plain, me, file=("tool.exe", b"MZ"))


def test_neither_nothing_nor_the_same_again_is_handed_in(plain, me):
    with pytest.raises(HomeworkRefused, match="a text, a file or both"):
        hand_in(plain, me, "  ")
    hand_in(plain, me)
    with pytest.raises(HomeworkRefused, match="stands so already"):
        hand_in(plain, me)


def test_somebody_of_another_class_and_who_left_hand_nothing_in(cohort, trainer, trainee, plain, me):
    other = account_of(a_trainee(a_cohort(a_trainer()), trainer).employment)
    with pytest.raises(HomeworkRefused, match="another class"):
        hand_in(plain, other)
    with clock.at(NOW):
        homework.withdraw(plain, actor=trainer, reason=WHY)
    with pytest.raises(HomeworkRefused, match="was withdrawn"):
        hand_in(plain, me)


def test_two_tabs_hand_in_one_version(plain, me, at_once):
    homework_id, account_id = plain.id, me.id

    def act(_seen):
        with clock.at(NOW):
            one = db.session.get(Homework, homework_id)
            homework.hand_in(one, Work("Dear"), actor=accounts.account_by_id(account_id), seen=0)

    done, refused = at_once(lambda: None, act, act)
    assert done == "done"
    assert "meanwhile" in refused
    assert len(db.session.scalars(select(HandIn)).all()) == 1


# Marking it


def test_a_rubric_gives_the_mark_and_a_plain_one_is_entered(trainer, given, plain, me):
    assert mark(hand_in(given, me), trainer).mark == Decimal("75.0")
    assert mark(hand_in(plain, me), trainer, mark=Decimal("61.25")).mark == Decimal("61.3")


@pytest.mark.parametrize("wrong", [None, Decimal(-1), Decimal(101), Decimal("NaN"), Decimal("Infinity")])
def test_what_is_no_mark_is_refused(trainer, plain, me, wrong):
    version = hand_in(plain, me)
    with pytest.raises(HomeworkRefused, match="from 0 to 100") as refused:
        mark(version, trainer, mark=wrong)
    assert refused.value.field == "mark"


def test_a_missing_rating_is_named(trainer, given, me):
    version = hand_in(given, me)
    with clock.at(DUE), pytest.raises(HomeworkRefused, match="Right, Complete"):
        homework_marking.mark(version, Found(), actor=trainer)


def test_a_marking_is_corrected_with_a_reason_and_the_old_one_is_kept(trainer, plain, me):
    version = hand_in(plain, me)
    mark(version, trainer, mark=Decimal(60))
    with pytest.raises(HomeworkRefused, match="marked again"):
        mark(version, trainer, mark=Decimal(80))
    with clock.at(DUE):
        homework_marking.mark(version, Found(mark=Decimal(80)), actor=trainer, reason=WHY)
        with pytest.raises(HomeworkRefused, match="stands so already"):
            homework_marking.mark(version, Found(mark=Decimal(80)), actor=trainer, reason=WHY)
    assert [one.mark for one in version.markings] == [Decimal(60), Decimal(80)]


def test_returned_work_is_handed_in_anew_until_then(trainee, trainer, plain, me):
    version = hand_in(plain, me)
    with clock.at(DUE):
        for until, comment in ((DUE + DAY, " "), (DUE, "No greeting."), (None, "No greeting.")):
            with pytest.raises(HomeworkRefused, match="Not returned"):
                homework_marking.send_back(version, until, actor=trainer, comment=comment)
        homework_marking.send_back(version, DUE + 2 * DAY, actor=trainer, comment="No greeting.")
    assert course(plain, trainee, DUE + DAY).standing.state is HomeworkState.RETURNED
    again = hand_in(plain, me, "Dear customer, hello", at=DUE + DAY)
    assert again.due_at == DUE + 2 * DAY
    with pytest.raises(HomeworkRefused, match="newer version"):
        mark(version, trainer, mark=Decimal(50))
    mark(again, trainer, at=DUE + DAY, mark=Decimal(90))
    found = course(plain, trainee, DUE + DAY)
    assert [len(one.markings) for one in found.versions] == [1, 1]
    assert found.standing.state is HomeworkState.MARKED
    with pytest.raises(HomeworkRefused, match="It is marked"):
        hand_in(plain, me, "More", at=DUE + DAY)


def test_nobody_marks_their_own(cohort, plain, trainee):
    both = account_of(trainee.employment, Role.TRAINER, Role.EMPLOYEE)
    version = hand_in(plain, both)
    with pytest.raises(HomeworkRefused, match="their own"):
        mark(version, both, mark=Decimal(100))


def test_homework_opens_no_gate(trainee, trainer, plain, me):
    with clock.at(DUE):
        before = duty.gate(trainee.id).gate
    mark(hand_in(plain, me), trainer, mark=Decimal(100))
    with clock.at(DUE):
        assert duty.gate(trainee.id).gate == before


def test_what_waits_to_be_marked_is_due_newest_and_within_reach(trainer, plain, me):
    hand_in(plain, me, "One")
    hand_in(plain, me, "Two")
    with clock.at(NOW):
        assert queries.to_mark(trainer) == []
    with clock.at(DUE):
        assert [row.name for row in queries.to_mark(trainer)] == ["程念"]
        assert queries.to_mark(a_trainer(a_team("Elsewhere"))) == []
    version = db.session.scalars(select(HandIn).order_by(HandIn.number.desc())).first()
    mark(version, trainer, mark=Decimal(70))
    with clock.at(DUE):
        assert queries.to_mark(trainer) == []


def test_what_waits_to_be_marked_stands_in_the_order_in_which_it_was_due(cohort, trainer, me):
    with clock.at(NOW - DAY):
        late, soon = (
            homework.give(cohort, replace(TASK, title=title, due_at=due), actor=trainer)
            for title, due in (("Due later", DUE + DAY), ("Due first", DUE))
        )
    hand_in(late, me, at=NOW - DAY)
    hand_in(soon, me)
    with clock.at(DUE + 2 * DAY):
        assert [row.title for row in queries.to_mark(trainer)] == ["Due first", "Due later"]


@pytest.mark.parametrize(
    ("table", "words", "other"), [("hand_in", "text", "number"), ("homework_marking", "comment", "number")]
)
def test_words_can_be_wiped_and_nothing_else(trainer, plain, me, table, words, other):
    mark(hand_in(plain, me), trainer, mark=Decimal(70), comment="程念 writes well.")
    db.session.commit()
    for change in (f"{words} = 'Else'", f"{words} = NULL, {other} = 9"):
        with pytest.raises(DatabaseError, match="append-only"):
            db.session.execute(text(f"UPDATE {table} SET {change}"))
        db.session.rollback()
    db.session.execute(text(f"UPDATE {table} SET {words} = NULL"))


# Correcting the task


def reword(one, trainer, title="A letter", task="Write it, and keep to policy 4.", at=NOW, **more):
    with clock.at(at):
        homework.reword(one, title, task, actor=trainer, **{"reason": "The policy was missing.", **more})


def test_a_task_is_corrected_and_how_it_read_is_kept(plain, trainer, me):
    first = hand_in(plain, me, "One")
    reword(plain, trainer)
    second = hand_in(plain, me, "Two")
    reword(plain, trainer, task="Write two.", reason="One was too few.")
    assert (plain.task, plain.wording) == ("Write two.", 3)
    assert [plain.worded(one.wording).task for one in (first, second)] == [
        TASK.task,
        "Write it, and keep to policy 4.",
    ]
    assert plain.worded(first.wording).title == TASK.title
    told = db.session.execute(select(Entry.reason).where(Entry.verb == "homework reworded")).scalars()
    assert list(told) == ["The policy was missing.", "One was too few."]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"task": "x" * 5001}, "task"),
        ({"reason": " "}, "reason"),
        ({"title": TASK.title, "task": f" {TASK.task} "}, ""),
        ({"seen": 99}, ""),
    ],
)
def test_a_correction_that_makes_no_sense_changes_nothing(plain, trainer, wrong, field):
    with pytest.raises(HomeworkRefused) as refused:
        reword(plain, trainer, **wrong)
    assert (refused.value.field or "") == field
    assert (plain.task, plain.wording, plain.former) == (TASK.task, 1, [])


def test_what_was_withdrawn_or_is_of_another_class_is_not_corrected(plain, trainer):
    with pytest.raises(CohortRefused):
        reword(plain, a_trainer(a_team("Elsewhere")))
    with clock.at(NOW):
        homework.withdraw(plain, actor=trainer, reason=WHY)
    with pytest.raises(HomeworkRefused):
        reword(plain, trainer)


def test_nobody_answers_a_task_that_they_have_not_read(plain, trainer, me):
    reword(plain, trainer)
    with clock.at(NOW), pytest.raises(HomeworkRefused, match="corrected"):
        homework.hand_in(plain, Work("Of the first"), actor=me, wording=1)
    with clock.at(NOW):
        assert homework.hand_in(plain, Work("Of the second"), actor=me, wording=2).wording == 2


def test_of_two_who_correct_it_at_once_the_second_is_told(plain, trainer, at_once):
    homework_id, trainer_id, seen = plain.id, trainer.id, plain.version
    db.session.commit()

    def act(_seen):
        with clock.at(NOW):
            actor = accounts.account_by_id(trainer_id)
            one = queries.homework(actor, homework_id)
            homework.reword(one, "Else", "Anew.", actor=actor, reason=WHY, seen=seen)

    done, refused = at_once(lambda: None, act, act)
    assert done == "done"
    assert refused != "done"
    assert len(db.session.scalars(select(HomeworkWording)).all()) == 1


def test_former_wordings_cannot_be_changed(plain, trainer):
    reword(plain, trainer)
    db.session.commit()
    for change in ("UPDATE homework_wording SET task = 'Else'", "DELETE FROM homework_wording"):
        with pytest.raises(DatabaseError, match="append-only"):
            db.session.execute(text(change))
        db.session.rollback()


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_a_task_is_corrected_on_its_page_and_the_class_sees_both(plain, trainer, me, browse, language):
    trainer.language = me.language = language
    hand_in(plain, me, "Dear customer")
    asks, does = browse(trainer), browse(me)
    with clock.at(NOW):
        before = does.get(f"/training/own/homework/{plain.id}").form("main form")
        page = asks.get(f"/training/homework/{plain.id}")
        address = page.one("section[aria-labelledby=task] a")["href"]
        form = asks.get(address).form("main form")
        faulty = asks.post(address, form | {"task": "Write two letters."}, expect=422)
        assert faulty.one("textarea[name=task]").text.strip() == "Write two letters."
        assert faulty.has(".invalid-feedback")
        asks.follow(asks.post(address, form | {"task": "Write two letters.", "reason": WHY}))
        own = does.get(f"/training/own/homework/{plain.id}")
        assert "Write two letters." in own.text("section[aria-labelledby=task]")
        assert "Write the letter." in own.text("section[aria-labelledby=version-1] details")
        assert WHY in own.text("section[aria-labelledby=record]")
        late = does.post(f"/training/own/homework/{plain.id}", before | {"text": "More"}, expect=422)
        assert late.one("textarea[name=text]").text.strip() == "More"
        version = db.session.scalars(select(HandIn)).one().id
        assert "Write the letter." in asks.get(f"/training/hand-ins/{version}").text("main")


def test_the_record_says_from_when_to_when_it_was_put_off(plain, trainer, browse):
    with clock.at(NOW):
        homework.put_off(plain, DUE + DAY, actor=trainer, reason=WHY)
        said = browse(trainer).get(f"/training/homework/{plain.id}")
    assert said.has("section[aria-labelledby=record] s")


# Pages


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_from_the_trainers_page_to_the_trainees_and_back(cohort, trainer, trainee, me, browse, language):
    trainer.language = me.language = language
    asks, does = browse(trainer), browse(me)
    new = f"/training/cohorts/{cohort.id}/homework/new"
    with clock.at(NOW):
        page = asks.get(new)
        rubric = page.one("select[name=rubric] option:nth-of-type(3)")["value"]
        local = clock.local(DUE)
        sent = {"title": "A letter", "task": "Write.", "due_on": f"{local:%Y-%m-%d}",
                "due_time": f"{local:%H:%M}", "rubric": rubric, "module": ""}  # fmt: skip
        faulty = asks.post(new, sent | {"due_on": "2020-01-01"}, expect=422)
        assert faulty.one("input[name=title]")["value"] == "A letter"
        asks.follow(asks.post(new, sent))
        address = does.get("/training/own").one("section[aria-labelledby=homework] a")["href"]
        form = does.get(address).form("main form")
        assert does.post(address, form, expect=422).has(".invalid-feedback")
        sent = form | {"text": "Dear customer", "file": (BytesIO(PDF), "letter.pdf")}
        does.follow(does.post(address, sent, content_type="multipart/form-data"))
    with clock.at(DUE + DAY):
        marking = asks.get("/training/").one("section[aria-labelledby=to-mark] a.btn")["href"]
        page = asks.get(marking)
        assert "Dear customer" in page.text("main")
        asks.post(marking, {"seen": "0", "comment": "No greeting."}, expect=422)
        names = sorted({one["name"] for one in page.all("input[type=radio]")})
        asks.post(marking, {"seen": "0", "comment": "Good.", **dict.fromkeys(names, "4")})
        read = does.get(address).text("main")
        assert "75" in read and "Good." in read
        listed = asks.get(f"/training/enrolments/{trainee.id}")
        assert "75" in listed.text("section[aria-labelledby=homework]")


def test_a_class_is_listed_changed_and_taken_away(cohort, trainer, trainee, plain, me, browse):
    hand_in(plain, me)
    with clock.at(NOW):
        person = browse(trainer)
        assert "1 of 1" in person.get(f"/training/cohorts/{cohort.id}/homework").text("tbody")
        assert "程念" in person.get(f"/training/cohorts/{cohort.id}/homework/export.csv").html
        page = person.get(f"/training/homework/{plain.id}")
        due = page.form("section[aria-labelledby=due] form")
        person.post(f"/training/homework/{plain.id}/due", due, expect=422)
        later = {**due, "due_on": f"{DUE + 3 * DAY:%Y-%m-%d}", "reason": WHY}
        person.post(f"/training/homework/{plain.id}/due", later)
        off = page.form("section[aria-labelledby=withdraw] form")
        stale = person.post(f"/training/homework/{plain.id}/withdrawal", off | {"why": WHY}, expect=422)
        assert "Somebody else changed it" in stale.text("main")
        fresh = person.get(f"/training/homework/{plain.id}").form("section[aria-labelledby=withdraw] form")
        person.post(f"/training/homework/{plain.id}/withdrawal", fresh | {"why": WHY})
        read = browse(me).get(f"/training/own/homework/{plain.id}").text("main")
        assert "was withdrawn" in read and WHY in read


def test_work_is_returned_on_the_page(trainer, plain, me, browse):
    version = hand_in(plain, me)
    with clock.at(DUE):
        person, address = browse(trainer), f"/training/hand-ins/{version.id}"
        sent = {"seen": "0", "comment": "No greeting.", "return": "y"}
        faulty = person.post(address, sent, expect=422)
        assert faulty.text("textarea[name=comment]") == "No greeting."
        local = clock.local(DUE + DAY)
        person.post(address, sent | {"due_on": f"{local:%Y-%m-%d}", "due_time": f"{local:%H:%M}"})
        assert "No greeting." in browse(me).get(f"/training/own/homework/{plain.id}").text("main")
        made = db.session.scalars(select(HomeworkMarking)).one()
        assert clock.local(made.again_until) == local


def test_a_file_is_for_whose_it_is_and_who_teaches_them(trainer, plain, me, browse):
    version = hand_in(plain, me, file=("letter.pdf", PDF))
    address = f"/training/hand-ins/{version.id}/file"
    for account in (me, trainer):
        with browse(account).get(address).response as answer:
            assert "attachment" in answer.headers["Content-Disposition"]
    for account in (an_account(Role.EMPLOYEE), a_trainer(a_team("Elsewhere"))):
        browse(account).get(address, expect=404)
        browse(account).get(f"/training/own/homework/{plain.id}", expect=404)
    for path in (f"homework/{plain.id}", f"hand-ins/{version.id}"):
        browse(a_trainer(a_team("Elsewhere"))).get(f"/training/{path}", expect=404)


def test_the_pages_need_as_many_statements_for_many(cohort, trainer, plain, me, browse):
    def statements():
        found = []
        for path in (f"cohorts/{cohort.id}/homework", f"homework/{plain.id}", ""):
            with clock.at(DUE):
                person = browse(trainer)
                person.get(f"/training/{path}")
                with count_statements(db.engine) as seen:
                    person.get(f"/training/{path}")
            found.append(seen.count)
        return found

    mark(hand_in(plain, me), trainer, mark=Decimal(70))
    hand_in(plain, account_of(a_trainee(cohort, trainer).employment))
    few = statements()
    for _number in range(4):
        other = account_of(a_trainee(cohort, trainer).employment)
        mark(hand_in(plain, other), trainer, mark=Decimal(70))
    assert statements() == few


def test_homework_waits_at_home_until_it_is_handed_in_and_again_when_it_is_returned(
    trainee, me, plain, trainer, browse
):
    def waiting():
        return [(row.name, row.starts_at) for row in asked_of(me) if row.kind == "homework"]

    with clock.at(NOW):
        assert waiting() == [(TASK.title, DUE)]
        page = browse(me).get("/")
        assert page.text("[aria-labelledby=asked] tbody td:nth-of-type(2)").startswith("Hand in homework")
        assert browse(me).get(page.one("[aria-labelledby=asked] tbody a")["href"]).status == 200
        handed = homework.hand_in(plain, Work("Dear Ms Wang"), actor=me)
        assert waiting() == []
        homework_marking.send_back(handed, NOW + DAY, comment="Say when it comes.", actor=trainer)
        assert waiting() == [(TASK.title, NOW + DAY)]
        homework.hand_in(plain, Work("It comes on Monday"), actor=me)
        assert waiting() == []


def test_nobody_is_asked_for_homework_that_was_withdrawn_or_of_a_class_they_left(
    trainee, me, plain, cohort, trainer
):
    with clock.at(NOW):
        another = a_trainer()
        stranger = account_of(a_trainee(a_cohort(another), another).employment)
        assert [row.kind for row in asked_of(stranger)] == []
        homework.withdraw(plain, actor=trainer, reason=WHY)
        assert [row.kind for row in asked_of(me)] == []
