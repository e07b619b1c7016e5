from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import icalendar
import pytest

from core import clock
from core.db import db
from people.permissions import Role
from recruiting import feeds
from recruiting.queries.asked import asked_of
from tests.factories import a_person, a_team, an_account
from tests.training.classes import (
    MONDAY,
    WHY,
    a_cohort,
    a_trainee,
    a_trainer,
    during,
    in_line,
    noon,
    sessions,
)
from training import attending, cohorts, examining, waivers
from training.models import Enrolment
from training.queries import attendance, home, programmes
from training.queries import cohorts as cohort_queries
from training.queries import enrolments as queries
from training.queries.marks_missing import marks_missing
from training.states import EnrolmentState, GatePart, Mark, SessionState


def account_of(trainee):
    account = an_account(Role.EMPLOYEE)
    account.person = trainee.employment.person
    db.session.flush()
    return account


# The trainer's morning


def test_the_morning_shows_todays_sessions_and_what_was_forgotten(trainer, cohort, trainee, browse):
    with clock.at(noon(MONDAY + timedelta(days=1))):
        page = browse(trainer).get("/training/")
        assert page.texts("section:nth-of-type(1) tbody td:nth-child(2)") == ["Platform basics"] * 2
        assert "not taken" in page.text("section:nth-of-type(1)")
        assert len(page.all("section:nth-of-type(2) tbody tr")) == 2
        assert cohort.code in page.text("section:nth-of-type(3)")


def test_a_session_waits_until_all_who_sat_in_the_class_that_day_have_a_mark(
    trainer, cohort, trainee, browse
):
    first, again = sessions(cohort)[:2]
    late = a_trainee(cohort, trainer, "Bruno")
    code = attending_code(first, trainer)
    with during(first):
        attending.check_in(code, actor=account_of(trainee))
        assert ("attendance", first.id) in {(row.kind, row.id) for row in asked_of(trainer)}
    with clock.at(noon(MONDAY + timedelta(days=1))):
        joined = a_trainee(cohort, trainer, "Clara")
        attending.take(again, {trainee.id: Mark.PRESENT, late.id: Mark.LATE}, actor=trainer)
    with clock.at(noon(MONDAY + timedelta(days=2))):
        told = {row.id: (row.marked, missing) for row, missing in home.not_taken(trainer)}
        assert told[first.id] == (1, 1), f"{joined.id} came a day later"
        assert again.id not in told
        for language, title, some in (
            ("en", "Attendance not taken", "1 of 2"),
            ("zh_Hans", "未考勤", "1 / 2"),
        ):
            page = browse(an_account(Role.TRAINER, language=language)).get("/training/")
            waits = page.text("section:has(#waits)")
            assert title in waits and some in waits
        manager = browse(an_account(Role.MANAGER)).get("/training/")
        assert manager.has("section:has(#waits) a[data-open]"), "they may look at it"
        assert not manager.has("section:has(#waits) [data-act]"), "and not take it"
        attending.take(first, {late.id: Mark.ABSENT}, actor=trainer)
        assert first.id not in {row.id for row, _missing in home.not_taken(trainer)}


def attending_code(session, trainer):
    with during(session):
        return attending.show_code(session, actor=trainer)


def test_what_waits_is_counted_in_full(trainer, cohort, trainee, browse):
    with clock.at(noon(MONDAY + timedelta(days=15))):
        page = browse(trainer).get("/training/")
        rows = page.all("section:has(#waits) tbody tr")
        assert len(rows) > 20
        assert page.text("section:has(#waits) .count") == str(len(rows))


def test_the_morning_names_who_is_at_risk(trainer, cohort, trainee, browse):
    for session in sessions(cohort)[:4]:
        with during(session):
            attending.take(session, {trainee.id: Mark.ABSENT}, actor=trainer)
    with clock.at(noon(MONDAY + timedelta(days=2))):
        page = browse(trainer).get("/training/")
        assert "程念" in page.text("section:nth-of-type(3)")
        assert "1 session must be made up" in page.text("section:nth-of-type(3)")


def test_the_morning_names_exams_of_which_marks_are_missing(trainer, cohort, trainee, browse):
    theory, practical = cohort.programme_version.exams
    for name in ("Bruno", "Clara"):
        a_trainee(cohort, trainer, name)
    over = cohort.ends_on + timedelta(days=1)
    panel = "section[aria-labelledby=marks-missing]"
    with clock.at(noon(cohort.ends_on)):
        assert not browse(trainer).get("/training/").has(panel), "the last session goes on"
    with clock.at(noon(over)):
        examining.enter(trainee, theory, examining.Score(Decimal(40), over), actor=trainer)
        rows = browse(trainer).get("/training/").texts(f"{panel} tbody tr")
        assert [row.split("d ", 1)[1] for row in rows] == [
            f"Theory exam {cohort.code} 2 of 3 Enter marks",
            f"Practical exam {cohort.code} 3 of 3 Enter marks",
        ], "who failed is due for a retake, and not here"
        for one in ids_in(cohort):
            if one != trainee.id:
                mark(one, theory, trainer, over)
            mark(one, practical, trainer, over)
        assert not browse(trainer).get("/training/").has(panel)
        stranger = browse(a_trainer(a_team("Elsewhere")))
        assert not stranger.get("/training/").has(panel)


def test_who_may_not_sit_has_no_mark_missing(trainer, cohort, trainee):
    for session in sessions(cohort)[:4]:
        with during(session):
            attending.take(session, {trainee.id: Mark.ABSENT}, actor=trainer)
    with clock.at(noon(cohort.ends_on + timedelta(days=1))):
        assert marks_missing(trainer) == []


def test_who_serves_by_a_waiver_of_an_exam_has_no_mark_of_it_missing(trainer, cohort, trainee):
    over = cohort.ends_on + timedelta(days=1)
    with clock.at(noon(over)):
        waivers.grant(trainee, [GatePart.PRACTICAL], over, actor=an_account(Role.MANAGER), reason=WHY)
        assert [one.exam["en"] for one in marks_missing(trainer)] == ["Theory exam"]
    with clock.at(noon(over + timedelta(days=1))):
        assert [one.exam["en"] for one in marks_missing(trainer)] == ["Theory exam", "Practical exam"]


def ids_in(cohort):
    return [row.enrolment_id for row in cohort_queries.class_of(cohort.id)]


def mark(enrolment_id, exam, trainer, on):
    one = db.session.get_one(Enrolment, enrolment_id)
    examining.enter(one, exam, examining.Score(Decimal(90), on), actor=trainer)


def test_a_trainer_of_another_team_sees_nothing_of_it(trainer, cohort, trainee, browse):
    stranger = browse(a_trainer(a_team("Elsewhere")))
    assert cohort.code not in stranger.get("/training/").text()
    assert cohort.code not in stranger.get("/training/cohorts").text()
    assert cohort.code not in stranger.get("/training/cohorts/export.csv").html
    for path in ("", "/class", "/attendance", "/calendar.ics"):
        stranger.get(f"/training/cohorts/{cohort.id}{path}", expect=404)
    stranger.get(f"/training/sessions/{sessions(cohort)[0].id}", expect=404)
    stranger.get(f"/training/enrolments/{trainee.id}", expect=404)
    stranger.post(f"/training/enrolments/{trainee.id}/transfer", {"cohort": cohort.id}, expect=404)


# Cohorts


NEW = {
    "code": "Winter intake",
    "place": "Room 3",
    "seats": "8",
    "starts_on": MONDAY.isoformat(),
    "weekdays": ["0", "1", "2", "3", "4"],
    "begins": "09:00",
    "hours": "6",
}


@pytest.fixture
def new(cohort):
    team = a_team("Mall")
    return NEW | {
        "team": str(team.id),
        "trainer": str(a_trainer().id),
        "version": str(cohort.programme_version_id),
    }


def test_a_cohort_is_looked_at_and_then_opened(trainer, browse, new):
    person = browse(trainer)
    person.get("/training/cohorts/new")
    looked = person.post("/training/cohorts/new", new | {"preview": "1"}, expect=200)
    assert "30 sessions" in looked.text("[role=status]")
    assert "18 Dec 2026" in looked.text("[role=status]")
    page = person.follow(person.post("/training/cohorts/new", new))
    assert page.heading == "Winter intake"
    assert len(page.all("tbody tr")) == 30


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": ""}, "needs a name"),
        ({"seats": "0"}, "From 1 to 200."),
        ({"starts_on": "2026-02-30"}, "starts_on"),
        ({"weekdays": []}, "within two years"),
        ({"place": ""}, "where the class meets"),
    ],
)
def test_what_makes_no_sense_is_said_and_kept(trainer, browse, new, change, said):
    page = browse(trainer).post("/training/cohorts/new", new | change, expect=422)
    assert said in page.text() or page.has(f"#{said}.is-invalid")
    assert page.form()["hours"] == "6"


def test_the_list_of_cohorts_filters_and_its_export_follows(trainer, cohort, browse):
    a_cohort(a_trainer(), starts_on=MONDAY - timedelta(days=60), code="Over")
    person = browse(trainer)
    assert person.get("/training/cohorts").texts("tbody td:first-child") == ["Over", cohort.code]
    assert person.get("/training/cohorts?phase=finished").texts("tbody td:first-child") == ["Over"]
    assert person.get("/training/cohorts?q=ove&team=x").texts("tbody td:first-child") == ["Over"]
    assert person.get("/training/cohorts?q=nothing").has(".empty")
    assert cohort.code not in person.get("/training/cohorts/export.csv?phase=finished").html
    assert cohort.code in person.get("/training/cohorts/export.csv").html


def test_the_tabs_of_a_cohort(trainer, cohort, trainee, browse):
    person = browse(trainer)
    assert len(person.get(f"/training/cohorts/{cohort.id}").all("tbody tr")) == len(sessions(cohort))
    assert "程念" in person.get(f"/training/cohorts/{cohort.id}/class").text("tbody")
    assert "程念" in person.get(f"/training/cohorts/{cohort.id}/class/export.csv").html
    assert "程念" in person.get(f"/training/cohorts/{cohort.id}/attendance").text("tbody")


def test_a_session_is_moved_on_its_page(trainer, cohort, browse):
    last, person = sessions(cohort)[-1], browse(trainer)
    path = f"/training/sessions/{last.id}/time"
    typed = person.get(path).form(f"form[action='{path}']")
    person.post(path, typed | {"on": "2026-12-21", "place": "Room 9"})
    db.session.refresh(last)
    assert (clock.local(last.starts_at).date().isoformat(), last.place) == ("2026-12-21", "Room 9")
    late = person.post(path, typed | {"on": "2026-12-22"}, expect=422)
    assert "Somebody else" in late.text("[data-refusal]")
    person.post(f"/training/sessions/{last.id}/cancellation", {"reason": "Fire drill."})
    db.session.refresh(last)
    assert last.state is SessionState.CANCELLED


def test_the_timetable_says_what_is_taught_before_what_it_needs(trainer, cohort, browse):
    first, last = sessions(cohort)[0], sessions(cohort)[-1]
    path = f"/training/cohorts/{cohort.id}"
    assert not browse(trainer).get(path).has(".notice-warn")
    early = first.starts_at - timedelta(days=2)
    cohorts.move_session(last, early, early + timedelta(hours=2), place="x", trainer=trainer, actor=trainer)
    said = browse(trainer).get(path).texts(".notice-warn")
    assert said == ["“Systems and tools” begins before “Service workflow” is over, which it needs."]


def test_calendars_read_the_timetable(trainer, cohort, trainee, browse):
    cohorts.call_off(sessions(cohort)[0], actor=trainer, reason=WHY)
    for account, path in (
        (trainer, f"/training/cohorts/{cohort.id}/calendar.ics"),
        (account_of(trainee), "/training/own/calendar.ics"),
    ):
        events = icalendar.Calendar.from_ical(browse(account).get(path).html).walk("VEVENT")
        assert [str(event["uid"]) for event in events] == [one.uid for one in sessions(cohort)]
        assert [event["status"] for event in events[:2]] == ["CANCELLED", "CONFIRMED"]
        assert events[0]["sequence"] == 1


# Enrolling


def test_enrolling_is_shown_before_it_is_done(trainer, browse):
    cohort = a_cohort(trainer, seats=2)
    line = [in_line(trainer, cohort.team, name) for name in ("Ada", "Bo", "Cy")]
    person = browse(trainer)
    assert len(person.get(f"/training/awaiting?cohort={cohort.id}").all("[data-select]")) == 3
    chosen = "&".join(f"chosen={one.id}" for one in line)
    page = person.get(f"/training/enrolments/new?{chosen}&cohort={cohort.id}")
    assert "No seat is free." in page.text("tbody tr:nth-child(3)")
    assert page.text(".confirm-bar .btn-primary") == "Enrol 2"
    sent = {"cohort": str(cohort.id), "chosen": [str(one.id) for one in line]}
    done = person.follow(person.post("/training/enrolments", sent))
    assert "2 enrolled" in done.text()
    assert "Cy: No seat is free." in done.text()
    assert [one.state for one in line] == ["in training", "in training", "awaiting a cohort"]
    again = person.follow(person.post("/training/enrolments", sent))
    assert "0 enrolled" in again.text()


def test_one_trainee_is_transferred_coached_and_leaves(trainer, cohort, trainee, browse):
    later = a_cohort(a_trainer(), starts_on=MONDAY + timedelta(days=28), team=cohort.team)
    coach = in_line(trainer, cohort.team, "Coach", starts_on=MONDAY - timedelta(days=60))
    coach.state = EnrolmentState.ON_DUTY
    db.session.flush()
    person, path = browse(trainer), f"/training/enrolments/{trainee.id}"
    person.get(path)
    assert "why" in person.post(f"{path}/transfer", {"cohort": later.id}, expect=422).text("[data-refusal]")
    person.post(f"{path}/transfer", {"cohort": later.id, "reason": WHY})
    assert queries.current_placement(trainee.id).cohort_id == later.id
    person.post(f"{path}/coach", {"coach": coach.employment.person_id})
    person.post(f"{path}/coach", {"coach": a_person().id}, expect=404)
    assert "Coach" in person.get(path).text("dl.facts")
    begun = later.starts_on + timedelta(days=1)
    with clock.at(noon(begun)):
        leaving = {"kind": "washed out", "on": begun.isoformat(), "reason": WHY}
        person.post(f"{path}/leaving", leaving | {"kind": ""}, expect=422)
        person.post(f"{path}/leaving", leaving)
        page = person.get(path)
    assert "washed out" in page.text("dl.facts")
    assert page.texts(".record li")[0].count("Left training") == 1


# Attendance


def test_a_class_is_marked_on_its_sheet(trainer, cohort, trainee, browse):
    other, first, person = a_trainee(cohort, trainer, "Robin"), sessions(cohort)[0], browse(trainer)
    path = f"/training/sessions/{first.id}"
    assert not person.get(path).has("input[type=radio]:not([disabled])")
    with during(first):
        assert person.get(path).has("form[data-attendance] button")
        person.post(f"{path}/attendance", {f"mark-{trainee.id}": "late", "rest": "present"})
        assert {one: mark.mark for one, mark in attendance.marks_of_session(first.id).items()} == {
            trainee.id: "late", other.id: "present",
        }  # fmt: skip
        kept = person.post(f"{path}/attendance", {f"mark-{trainee.id}": "absent"}, expect=422)
        assert "why" in kept.text("[data-refusal]")
        assert kept.one(f"input[name='mark-{trainee.id}'][checked]")["value"] == "absent"
        person.post(f"{path}/attendance", {f"mark-{trainee.id}": "absent", "reason": "Was not there."})
        page = person.get(path)
        assert "Was not there." in page.text("section[aria-labelledby=history]")
        with clock.at(clock.now() + timedelta(days=40)):
            again = a_cohort(a_trainer(), starts_on=MONDAY + timedelta(days=28))
            made_up = f"{path}/made-up/{trainee.id}"
            assert len(person.get(made_up).all("tbody tr")) == 2, "their own second one does not make it up"
            person.post(made_up, {"session": sessions(again)[0].id})
            assert "made up" in person.get(path).text("section[aria-labelledby=sheet]")


def test_a_file_fills_the_sheet_and_saves_nothing(trainer, cohort, trainee, browse):
    first, person = sessions(cohort)[0], browse(trainer)
    robin = a_trainee(cohort, trainer, "Robin Vale")
    content = "姓名,出勤\n程念,迟到\nRobin Vale,Absent\nNobody,present\n程念,sick\n".encode()
    with during(first):
        page = person.post(
            f"/training/sessions/{first.id}/attendance/file",
            {"file": (BytesIO(content), "marks.csv")},
            expect=200,
        )
        assert page.one(f"input[name='mark-{trainee.id}'][checked]")["value"] == "late"
        assert page.one(f"input[name='mark-{robin.id}'][checked]")["value"] == "absent"
        said = page.text("[data-refusal]")
        assert "line 4: nobody in the class is called Nobody" in said
        assert "line 5" in said
        assert attendance.marks_of_session(first.id) == {}
        sent = page.form("form[data-attendance]")
        person.post(f"/training/sessions/{first.id}/attendance", sent)
        marks = attendance.marks_of_session(first.id)
        assert {mark.source.value for mark in marks.values()} == {"file"}
        broken = {"file": (BytesIO(b"\x00\x01"), "marks.csv")}
        person.post(f"/training/sessions/{first.id}/attendance/file", broken, expect=422)


def test_a_file_that_names_somebody_twice_is_refused_by_line(trainer, cohort, trainee, browse):
    first, person = sessions(cohort)[0], browse(trainer)
    robin, ida = (a_trainee(cohort, trainer, name) for name in ("Robin Vale", "Ida Berg"))
    lines = (
        "程念,迟到",
        "Robin Vale,present",
        "Ida Berg,absent",
        "程念,出勤",
        "robin vale,Present",
        "程念,缺勤",
    )
    content = "\n".join(("姓名,出勤", *lines)).encode()
    with during(first):
        page = person.post(
            f"/training/sessions/{first.id}/attendance/file",
            {"file": (BytesIO(content), "marks.csv")},
            expect=200,
        )
    said = page.text("[data-refusal]")
    assert "line 5: 程念 is on line 2 already, with another mark; none is taken" in said
    assert "line 7: 程念 is on line 2 already" in said
    assert "line 6: robin vale is on line 3 already, with the same mark" in said
    assert not page.has(f"input[name='mark-{trainee.id}'][checked]")
    chosen = [page.one(f"input[name='mark-{one.id}'][checked]")["value"] for one in (robin, ida)]
    assert chosen == ["present", "absent"]


# The trainee's own page


def test_the_own_page_shows_what_is_next_and_what_to_read(trainer, cohort, trainee, browse):
    me = browse(account_of(trainee))
    page = me.get("/training/own")
    assert "Company culture" in page.text("section[aria-labelledby=next]")
    assert len(page.all("section[aria-labelledby=sessions] tbody tr")) == len(sessions(cohort))
    material = programmes.materials(cohort.programme_version.programme_id, trainee.employment.person_id)[0]
    assert me.get(f"/training/own/materials/{material.id}").has("button.btn-primary")
    me.post(f"/training/own/materials/{material.id}/receipt")
    me.post(f"/training/own/materials/{material.id}/receipt")
    assert "You read this version" in me.get(f"/training/own/materials/{material.id}").text()


def test_the_own_page_joins_nothing_with_latin_commas_in_chinese(trainer, cohort, trainee, browse):
    account = account_of(trainee)
    account.language = "zh_Hans"
    db.session.flush()
    said = browse(account).get("/training/own").text("section[aria-labelledby=next]")
    assert "2026 年 11 月 30 日（周一） · 09:00–12:00 · Room 3" in said


def test_checking_in_on_the_own_page(trainer, cohort, trainee, browse):
    first = sessions(cohort)[0]
    me, teaching = browse(account_of(trainee)), browse(trainer)
    with during(first):
        teaching.get(f"/training/sessions/{first.id}/code")
        teaching.post(f"/training/sessions/{first.id}/check-in-code")
        db.session.refresh(first)
        code = first.check_in_code
        assert f"{code[:3]} {code[3:]}" in teaching.get(f"/training/sessions/{first.id}/code").text()
        wrong = me.post("/training/own/check-ins", {"code": "zzz"}, expect=422)
        assert "Not checked in" in wrong.text()
        assert "present" in me.follow(me.post("/training/own/check-ins", {"code": code.lower()})).text()


def test_who_is_not_in_training_is_told_so(trainer, browse):
    assert browse(an_account(Role.EMPLOYEE)).get("/training/own").has(".empty")
    line = in_line(trainer, a_team())
    assert "await" in browse(account_of(line)).get("/training/own").text(".empty")


def test_the_programme_is_shown_in_both_languages(cohort, trainer, browse):
    programme = cohort.programme_version.programme_id
    assert browse(trainer).get("/training/programmes").has("tbody tr")
    page = browse(trainer).get(f"/training/programmes/{programme}")
    assert len(page.all("section[aria-labelledby=modules] tbody tr")) == 8
    chinese = browse(an_account(Role.TRAINER, language="zh_Hans")).get(
        f"/training/programmes/{programme}/versions/1"
    )
    assert "沟通技巧" in chinese.text()
    browse(trainer).get(f"/training/programmes/{programme}/versions/9", expect=404)


# Working days, and the calendar that subscribes


def test_whoever_teaches_one_team_reads_the_days_and_changes_none(trainer, browse):
    typed = {"day": "2026-12-02", "name_en": "Feast", "name_zh_Hans": "节日", "site": ""}
    browse(trainer).post("/training/working-days", typed)
    of_one_team = browse(an_account(Role.TRAINER, team=a_team()))
    page = of_one_team.get("/training/working-days")
    assert "Feast" in page.text()
    assert not page.has("main form")
    refused = of_one_team.post("/training/working-days", typed | {"day": "2026-12-03"}, expect=422)
    assert "every team" in refused.text()
    assert "every team" in of_one_team.follow(of_one_team.post("/training/working-days/1/removal")).text()
    assert "Feast" in browse(trainer).get("/training/working-days").text()


def test_a_holiday_is_added_and_taken_out(trainer, browse):
    person = browse(trainer)
    assert person.get("/training/working-days").has(".empty")
    typed = {"day": "2026-12-02", "name_en": "Feast", "name_zh_Hans": "节日", "site": ""}
    assert (
        "both languages" in person.post("/training/working-days", typed | {"name_en": ""}, expect=422).text()
    )
    person.post("/training/working-days", typed)
    assert "already" in person.post("/training/working-days", typed, expect=422).text()
    assert a_cohort(trainer).ends_on.isoformat() == "2026-12-21"
    person.post("/training/working-days/1/removal")
    assert person.get("/training/working-days").has(".empty")


def test_a_calendar_that_subscribes_has_the_sessions_of_both(trainer, cohort, trainee):
    assistant, me = a_trainer(), account_of(trainee)
    other = a_cohort(a_trainer(), assistants=(assistant,))
    for account, taught in ((trainer, cohort), (me, cohort), (assistant, other)):
        events = icalendar.Calendar.from_ical(feeds.text_for(account)).walk("VEVENT")
        assert [str(event["uid"]) for event in events] == [one.uid for one in sessions(taught)]


# Statement counts


@pytest.mark.parametrize("size", [2, 40])
def test_pages_cost_the_same_however_large_the_class(trainer, browse, counted, size):
    cohort = a_cohort(trainer, seats=60)
    people = [a_trainee(cohort, trainer) for _one in range(size)]
    first, person = sessions(cohort)[0], browse(trainer)
    with clock.at(noon(cohort.ends_on + timedelta(days=1))), counted() as seen:
        assert len(marks_missing(trainer)) == 2
    assert seen.count <= 17
    with during(first):
        attending.take(first, {one.id: Mark.PRESENT for one in people}, actor=trainer)
        for path, most in (
            ("/training/", 37),
            ("/training/cohorts", 4),
            (f"/training/cohorts/{cohort.id}", 9),
            (f"/training/cohorts/{cohort.id}/class", 20),
            (f"/training/cohorts/{cohort.id}/attendance", 11),
            (f"/training/sessions/{first.id}", 11),
            (f"/training/enrolments/{people[0].id}", 28),
        ):
            with counted() as seen:
                person.get(path)
            assert seen.count <= most, path
