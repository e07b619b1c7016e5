"""The home page: for each role what waits on it, oldest first, and what happened around it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from core.outbox import Letter, LetterState
from people import employment as employments
from people.permissions import Role
from people.states import Level
from recruiting import applications, closing, interviewing, notes, pipeline, results
from recruiting.forms.filtering import HAPPENED_NAMES
from recruiting.models import Application
from recruiting.queries import candidates, standing
from recruiting.queries import next_in_line as line
from recruiting.queries.filters import HAPPENED
from recruiting.states import Audience, ReasonFamily
from tests import factories as make
from tests.recruiting import scoring


def who(page):
    return [text.split("(")[0].strip() for text in page.texts(".worklist[data-list] .person")]


def ago(**time):
    return clock.at(clock.now() - timedelta(**time))


# What waits


def test_what_has_waited_longest_comes_first(browse, recruiter):
    opening = make.an_opening()
    for name, days in (("Second", 3), ("Third", 1), ("First", 9)):
        with ago(days=days):
            make.an_application(opening, make.a_person(name))
    page = browse(recruiter).get("/")
    assert who(page) == ["First", "Second", "Third"]
    assert page.text(".page-sub").endswith("3 things, oldest first")


def test_a_wait_begins_when_it_comes_to_somebody_however_long_the_stay(browse, recruiter):
    opening = make.an_opening()
    with ago(days=20):
        make.an_application(opening, make.a_person("To Screen"))
        tested = make.an_application(opening, make.a_person("At The Test"), "online test")
    with ago(days=2):
        make.an_application(opening, make.a_person("Came Later"))
    with ago(minutes=1):
        results.enter(standing.latest_visit(tested.application_id), mark=Decimal(80), actor=recruiter)
    page = browse(recruiter).get("/")
    assert who(page) == ["To Screen", "Came Later", "At The Test"]
    assert page.texts(".worklist[data-list] .age") == ["20 d", "2 d", "0 d"]
    assert page.texts(".worklist[data-list] .stay")[-1].startswith("20 of ")
    assert [line.next_in_line(recruiter, one) for one in ids(opening)] == [*ids(opening)[1:], ids(opening)[0]]


def ids(opening):
    """Applications in the order of the list: the second was given its mark last."""
    first, tested, later = sorted(
        db.session.scalars(select(Application.id).where(Application.opening_id == opening.id))
    )
    return [first, later, tested]


def test_the_list_shows_whom_it_waits_on_and_each_tab_counts_its_own(browse, recruiter):
    opening = make.an_opening()
    make.an_application(opening, make.a_person("To Screen"))
    make.an_application(opening, make.a_person("At The Test"), "online test")
    page = browse(recruiter)
    home = page.get("/")
    assert who(home) == ["To Screen"]
    assert {text.rpartition(" ")[0]: int(text.rpartition(" ")[2]) for text in home.texts(".seg a")} == {
        "You": 1, "Managers": 0, "Interviewers": 0, "Candidates": 1, "Outside": 0,
    }  # fmt: skip
    assert who(page.get("/?on=candidate")) == ["At The Test"]
    assert who(page.get("/?on=nonsense")) == ["To Screen"]


@pytest.mark.parametrize(("language", "said"), [("en", "Schedule…"), ("zh_Hans", "安排…")])
def test_what_waits_to_be_scheduled_leads_straight_to_the_form(browse, language, said):
    visit = make.an_application(None, make.a_person("To Meet"), "first interview")
    page = browse(make.an_account(Role.RECRUITER, language=language))
    act = page.get("/").one(".worklist[data-list] a[data-action=a]")
    assert act["href"] == f"/applications/{visit.application_id}/interview" and said in act.text
    assert page.get(act["href"]).has("[name=starts_on]")


def test_what_is_held_or_has_ended_waits_on_nobody(browse, recruiter):
    opening = make.an_opening()
    pipeline.hold(make.an_application(opening), actor=recruiter, reason=make.WHY)
    make.rejected(make.an_application(opening))
    page = browse(recruiter).get("/")
    assert who(page) == []
    assert page.text("#main .empty, main .empty").startswith("Nothing waits for you")


def test_more_than_fit_are_counted_and_led_to(browse, recruiter):
    opening = make.an_opening()
    for _one in range(17):
        make.an_application(opening)
    page = browse(recruiter)
    home = page.get("/")
    assert len(who(home)) == 15
    link = next(one for one in home.all(".panel-foot a") if one.get_text() == "2 more")
    assert page.get(link["href"]).status == 200


def test_the_strip_counts_what_is_past_its_target_by_stage(browse, recruiter):
    opening = make.an_opening()
    with ago(days=30):
        make.an_application(opening)
        make.an_application(opening)
        make.an_application(opening, stage="online test")
        pipeline.hold(make.an_application(opening), actor=recruiter, reason=make.WHY)
    make.an_application(opening)
    page = browse(recruiter)
    home = page.get("/")
    assert home.text(".strip-lead") == "3 past target"
    counted = {one.get_text(" ").rpartition(" ")[0]: one for one in home.all(".strip li a")}
    assert [int(one.b.get_text()) for one in counted.values()] == [2, 1]
    for link in [*counted.values(), home.one(".strip > a")]:
        number = int(link.get_text().split()[-1])
        assert len(page.get(link["href"]).all("tbody tr")) == number, link["href"]


def test_what_happened_since_yesterday_is_counted(browse, recruiter):
    opening = make.an_opening()
    with clock.at(clock.day_start(clock.today() - timedelta(days=1)) - timedelta(minutes=1)):
        make.an_application(opening)
    make.rejected(make.an_application(opening))
    closing.withdraw(make.an_application(opening), make.a_reason(ReasonFamily.WITHDRAWAL), actor=recruiter)
    lines = browse(recruiter).get("/").texts("[aria-labelledby=since] li")
    assert lines == ["2 new applications", "1 candidate withdrew", "1 rejected"]


def test_what_happened_twice_to_one_counts_once_as_its_list_shows_it(browse, recruiter):
    visit = make.rejected(make.an_application())
    again = closing.reinstate(visit, actor=recruiter, reason="Somebody else was meant")
    make.rejected(again)
    page = browse(recruiter)
    lines = page.get("/").texts("[aria-labelledby=since] li")
    assert lines == ["1 new application", "1 rejected"]


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.MANAGER])
def test_each_thing_that_happened_leads_to_whom_it_happened(browse, recruiter, role):
    opening, reader = make.an_opening(), make.an_account(role)
    with clock.at(clock.day_start(clock.today() - timedelta(days=1)) - timedelta(minutes=1)):
        make.rejected(make.an_application(opening, make.a_person("Long Ago")))
        for name in ("Turned Down", "Gone Away"):
            make.an_application(opening, make.a_person(name))
    turned_down, gone_away = ids_of(opening)[1:]
    make.rejected(standing.latest_visit(turned_down))
    why = make.a_reason(ReasonFamily.WITHDRAWAL)
    closing.withdraw(standing.latest_visit(gone_away), why, actor=recruiter)
    make.an_application(opening, make.a_person("Just Applied"))
    page = browse(reader)
    links = page.get("/").all("[aria-labelledby=since] a")
    lists = [page.get(link["href"]) for link in links]
    found = [one.texts("tbody .person") for one in lists]
    assert found == [["Just Applied"], ["Gone Away"], ["Turned Down"]]
    assert page.get("/").texts("[aria-labelledby=since] .lead-in") == [str(len(one)) for one in found]
    assert "the candidate withdrew" in lists[1].text(".toolbar")
    kept = lists[1].form(".filter-form")
    assert kept["happened"] == "withdrawn" and kept["since"]
    taken = page.get(links[2]["href"].replace("/applications?", "/applications/export/csv?"))
    assert "Turned Down" in taken.html and "Gone Away" not in taken.html


def test_a_board_is_asked_for_it_as_well_and_as_of_a_past_day_for_what_had_happened_then(browse, recruiter):
    opening = make.an_opening()
    with ago(days=5):
        visit = make.an_application(opening, make.a_person("Came Back"))
    with ago(days=3):
        make.rejected(visit)
    with ago(days=1):
        again = standing.latest_visit(visit.application_id)
        closing.reinstate(again, actor=recruiter, reason="Mistaken for somebody else.")
    page = browse(recruiter)
    day = {days: (clock.today() - timedelta(days=days)).isoformat() for days in (2, 4, 5)}
    path = f"/openings/{opening.id}/board?happened=rejected"
    assert page.get(path).texts(".app-card .person") == ["Came Back"]
    assert page.get(f"{path}&since={day[2]}").texts(".app-card .person") == []
    assert page.get(f"{path}&as_of={day[4]}").texts(".app-card .person") == []


def ids_of(opening):
    return sorted(db.session.scalars(select(Application.id).where(Application.opening_id == opening.id)))


def test_that_a_scorecard_arrived_is_not_told_to_who_owes_the_own(browse, recruiter):
    both = make.an_account(Role.RECRUITER, Role.INTERVIEWER)
    visit = make.an_application(stage="first interview")
    interviewing.ask(visit, both, actor=recruiter)
    scoring.submit(interviewing.ask(visit, scoring.an_interviewer(), actor=recruiter), 4)
    db.session.commit()
    path = "/applications?happened=scorecard+submitted&status=all"
    assert browse(recruiter).get(path).texts("tbody .person") == [visit.application.person.name]
    assert browse(both).get(path).texts("tbody .person") == []


@pytest.mark.parametrize(
    "query", ["happened=nonsense", "happened=applied&since=nonsense", "since=2020-01-01"]
)
def test_what_makes_no_sense_to_ask_of_the_past_is_not_asked(browse, recruiter, query):
    visit = make.an_application()
    shown = browse(recruiter).get(f"/applications?{query}")
    assert shown.texts("tbody .person") == [visit.application.person.name]
    assert "Since" not in shown.text(".toolbar")


def test_all_that_lists_are_asked_for_has_words():
    assert tuple(HAPPENED_NAMES) == HAPPENED


# For each role


def test_an_interviewer_sees_the_scorecard_owed_and_nothing_of_selection(browse, recruiter):
    interviewer = make.an_account(Role.INTERVIEWER)
    visit = make.an_application(make.an_opening(), make.a_person("To Score"), "first interview")
    interviewing.ask(visit, interviewer, actor=recruiter)
    interviewing.plan(visit, clock.now() + timedelta(days=1), 30, "Room 1", actor=recruiter)
    page = browse(interviewer)
    home = page.get("/")
    assert home.text("[aria-labelledby=asked] .person") == "To Score"
    assert page.get(home.one("[aria-labelledby=asked] a.btn")["href"]).status == 200
    assert not home.has("#waiting, #since, #openings")


def test_who_is_named_in_a_note_is_led_to_it_until_it_is_read(browse, recruiter):
    colleague = make.an_account(Role.RECRUITER, name="Marta Lindqvist")
    visit = make.an_application()
    notes.write(
        visit.application,
        "@Marta Lindqvist please look.",
        audience=Audience.TEAM,
        colleagues=candidates.colleagues(),
        actor=recruiter,
    )
    page = browse(colleague)
    form = page.get("/").one("[aria-labelledby=asked] form")
    there = page.post(form["action"])
    assert "please look" in page.follow(there).text("[aria-labelledby=notes]")
    assert not page.get("/").has("#asked")
    browse(recruiter).post(form["action"], expect=404)


def test_the_first_name_is_enough_where_only_one_has_it(browse, recruiter):
    marta, _other = (make.an_account(Role.MANAGER, name=name) for name in ("Marta Lindqvist", "Mara Lind"))
    visit = make.an_application()
    page = browse(recruiter)
    there = page.post(f"/applications/{visit.application_id}/notes", {"body": "@marta, look; not @Martha."})
    assert "Marta Lindqvist" in page.follow(there).text(".notice-good")
    assert browse(marta).get("/").has("#asked")


def test_whoever_names_nobody_is_told_so(browse, recruiter):
    for name in ("Marta Lindqvist", "Marta Olsen"):
        make.an_account(Role.MANAGER, name=name)
    visit = make.an_application()
    page = browse(recruiter)
    there = page.post(f"/applications/{visit.application_id}/notes", {"body": "@Marta, look."})
    assert "names nobody" in page.follow(there).text(".notice-good")


def test_a_trainer_sees_who_awaits_a_cohort(browse):
    assert browse(make.an_account(Role.TRAINER)).get("/").text("[aria-labelledby=awaiting] .count") == "0"
    assert not browse(make.an_account(Role.EMPLOYEE)).get("/").has("#awaiting")


def test_an_administrator_sees_letters_that_were_not_sent(browse, recruiter):
    administrator = make.an_account(Role.ADMINISTRATOR)
    assert not browse(administrator).get("/").has("#trouble")
    opening, person = make.an_opening(), make.a_person()
    applications.apply(person, opening, channel=make.a_channel(), actor=recruiter)
    db.session.flush()
    letter = db.session.query(Letter).order_by(Letter.id.desc()).first()
    letter.state = LetterState.FAILED
    assert browse(administrator).get("/").text("[aria-labelledby=trouble] .count") == "1"
    assert not browse(recruiter).get("/").has("#trouble")


def test_a_manager_sees_only_what_the_own_team_waits_for(browse):
    mine = make.a_team("Mine")
    manager = make.an_account(Role.MANAGER, team=mine)
    make.an_application(make.an_opening(team=mine), make.a_person("Of Mine"))
    make.an_application(make.an_opening(team=make.a_team("Theirs")), make.a_person("Of Theirs"))
    page = browse(manager).get("/?on=recruiter")
    assert who(page) == ["Of Mine"]
    assert len(page.texts("[aria-labelledby=openings] li")) == 1


def works_and_referred(account, recruiter):
    """The account serves customers and referred somebody."""
    team = make.a_team("Mall")
    starts_on = clock.today() - timedelta(days=100)
    employment = employments.employ(
        account.person, starts_on=starts_on, team_id=team.id, site_id=team.site_id, line_manager_id=None,
        level=Level.SPECIALIST, actor=None,
    )  # fmt: skip
    make.serving(employment, clock.today() - timedelta(days=70))
    applications.apply(
        make.a_person("A Friend"), make.an_opening(), channel=make.a_channel("referral"), actor=recruiter,
        referrer=account.person,
    )  # fmt: skip


def test_an_employee_sees_the_own_work_and_whom_they_referred(browse, recruiter):
    employee = make.an_account(Role.EMPLOYEE)
    works_and_referred(employee, recruiter)
    page = browse(employee).get("/")
    work = page.text("[aria-labelledby=work]")
    assert "Specialist" in work and "Mall" in work and "on duty" in work
    assert "A Friend" in page.text("[aria-labelledby=referred]")
    assert not page.has("#waiting")


def test_who_hires_gets_the_own_work_once_the_page_is_there_and_without_script_on_a_page(browse, recruiter):
    manager = make.an_account(Role.EMPLOYEE, Role.MANAGER)
    works_and_referred(manager, recruiter)
    visitor = browse(manager)
    home = visitor.get("/")
    place = home.one("[data-part='/own-work']")
    assert place.select_one("a")["href"] == "/own-work"
    assert "Mall" not in home.text("main")
    page = visitor.get("/own-work")
    assert "Mall" in page.text("[aria-labelledby=work]")
    assert "A Friend" in page.text("[aria-labelledby=referred]")
    [csv] = [link["href"] for link in page.all("main a[href*='export=csv']")]
    assert "A Friend" in visitor.get(csv).response.get_data(as_text=True)


def test_home_is_given_the_own_work_alone_and_nothing_of_who_works_nowhere(browse, recruiter):
    manager = make.an_account(Role.EMPLOYEE, Role.MANAGER)
    visitor = browse(manager)

    def part():
        return visitor.client.get("/own-work", headers={"HX-Request": "true"}).get_data(as_text=True)

    assert part().strip() == ""
    assert "Nothing waits" in visitor.get("/own-work").text("main")
    works_and_referred(manager, recruiter)
    assert part().strip().startswith("<section") and "topbar" not in part()


def test_who_works_nowhere_has_no_page_of_own_work(browse, recruiter):
    browse(recruiter).get("/own-work", expect=403)
    assert not browse(recruiter).get("/").has("[data-part='/own-work']")


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_everybody_has_a_home_in_both_languages(browse, role, language):
    home = browse(make.an_account(role, language=language)).get("/")
    assert home.heading == {"en": "Waiting on you", "zh_Hans": home.heading}[language]
    assert home.one("html")["lang"].lower().startswith(language[:2])


# From one to the next


def led_to(browse, account, visit):
    return browse(account).get(f"/applications/{visit.application_id}/next", 302).location


def test_the_page_of_a_candidate_leads_on_in_the_order_of_the_list(browse, recruiter):
    opening = make.an_opening()
    with ago(days=1):
        third = make.an_application(opening)
    with ago(days=9):
        first = make.an_application(opening)
    with ago(days=3):
        second = make.an_application(opening)
        elsewhere = make.an_application(opening, stage="online test")  # waits on the candidate
    way = {one: led_to(browse, recruiter, one) for one in (first, second, third, elsewhere)}
    assert way == {
        first: f"/applications/{second.application_id}",
        second: f"/applications/{third.application_id}",
        third: f"/applications/{first.application_id}",
        elsewhere: f"/applications/{first.application_id}",
    }
    assert browse(recruiter).get(f"/applications/{first.application_id}").has("a[rel=next]")
    pipeline.hold(first, actor=recruiter, reason=make.WHY)
    assert led_to(browse, recruiter, first) == f"/applications/{second.application_id}"
    assert led_to(browse, recruiter, third) == f"/applications/{second.application_id}"


def test_where_nobody_else_waits_it_leads_home(browse, recruiter):
    assert led_to(browse, recruiter, make.an_application()) == "/"


def test_what_is_out_of_reach_leads_nowhere_and_is_not_led_to(browse):
    opening = make.an_opening()
    theirs, own = make.an_application(make.an_opening()), make.an_application(opening)
    account = make.an_account(Role.RECRUITER, team=opening.team)
    browse(account).get(f"/applications/{theirs.application_id}/next", 404)
    assert led_to(browse, account, own) == "/"
